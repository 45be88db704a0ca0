import Dispatch
import Matching
import Synchronization

/// Measures matching on a catalogue: how long it takes to take in, what it takes of memory, and how many demands a
/// second get their ten best.
///
/// Texts stay out of the index, as they stay in the store when the market runs. The clock of a demand runs from its
/// text to the ten ids.
public struct MatchingBench: Sendable {
    /// What a demand asks with.
    public enum Mode: String, Sendable, CaseIterable {
        /// Title and keywords.
        case title
        /// Title, keywords and summary.
        case full
    }

    /// A demand or achievement of a bench.
    public struct Record: Sendable {
        public var title: String
        public var summary: String
        public var keywords: [String]

        public init(title: String, summary: String, keywords: [String]) {
            self.title = title
            self.summary = summary
            self.keywords = keywords
        }
    }

    public struct Result: Sendable {
        public let mode: Mode
        public let threads: Int
        public let achievements: Int
        public let buildSeconds: Double
        /// With one thread the reciprocal of the mean time; with more, by the time that all took together.
        public let demandsPerSecond: Double
        public let medianMilliseconds: Double
        public let p99Milliseconds: Double
        public let hits: Int
    }

    private static let asked = 10

    private let index: MatchIndex
    public let buildSeconds: Double
    public var achievements: Int { index.achievementCount }

    /// Builds the index. Time spent by the sequence itself, for example on reading a file, counts.
    ///
    /// - Parameter achievements: hands over each achievement.
    public init(_ achievements: (_ take: (Record) -> Void) throws -> Void) throws {
        let clock = ContinuousClock()
        let start = clock.now
        var builder = MatchIndex.Builder(lexicon: try LiveIndex.lexicon(), keepsTexts: false)
        var id: Int64 = 0
        try achievements { record in
            id += 1
            builder.add(achievement: Entry(record, id: id, .full))
        }
        index = builder.build()
        buildSeconds = seconds(clock.now - start)
    }

    /// Runs demands, each thread taking the next one that is left.
    public func run(_ demands: [Record], _ mode: Mode, threads: Int) -> Result {
        let entries = demands.enumerated().map { Entry($1, id: Int64($0), mode) }
        for entry in entries.prefix(5) { _ = index.best(for: entry, limit: Self.asked) }
        let clock = ContinuousClock()
        let next = Atomic(0)
        let done = Mutex((times: [Double](), hits: 0))
        let start = clock.now
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var times: [Double] = []
            var hits = 0
            while true {
                let at = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard at < entries.count else { break }
                let start = clock.now
                hits += index.best(for: entries[at], limit: Self.asked).count
                times.append(seconds(clock.now - start))
            }
            done.withLock { $0 = ($0.times + times, $0.hits + hits) }
        }
        let all = seconds(clock.now - start)
        let (unordered, hits) = done.withLock { $0 }
        let times = unordered.sorted()
        let sum = threads > 1 ? all : times.reduce(0, +)
        return Result(
            mode: mode,
            threads: threads,
            achievements: achievements,
            buildSeconds: buildSeconds,
            demandsPerSecond: sum > 0 ? Double(times.count) / sum : 0,
            medianMilliseconds: times.isEmpty ? 0 : times[times.count / 2] * 1e3,
            p99Milliseconds: times.isEmpty ? 0 : times[times.count * 99 / 100] * 1e3,
            hits: hits
        )
    }
}

extension Entry {
    fileprivate init(_ record: MatchingBench.Record, id: Int64, _ mode: MatchingBench.Mode) {
        self.init(
            id: id,
            title: record.title,
            content: mode == .full ? record.summary : "",
            keywords: record.keywords
        )
    }
}

private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}
