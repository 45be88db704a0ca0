import Domain
import Matching

/// Measures the search box and its lists on a catalogue: how long the index takes to build, and how long questions of
/// many sorts take. The clock of a question runs from its text to the ids and counts of one page.
public struct SearchBench: Sendable {
    /// A record of the catalogue. Days, money, field and state are not in the file, and are made up from its number.
    public struct Record: Sendable {
        public var title: String
        public var summary: String
        public var keywords: [String]
        public var industry: String?
        public var organization: String

        public init(
            title: String,
            summary: String,
            keywords: [String],
            industry: String?,
            organization: String
        ) {
            self.title = title
            self.summary = summary
            self.keywords = keywords
            self.industry = industry
            self.organization = organization
        }
    }

    public struct Result: Sendable {
        public let records: Int
        public let queries: Int
        public let buildSeconds: Double
        public let queriesPerSecond: Double
        public let medianMilliseconds: Double
        public let p99Milliseconds: Double
        /// Records found by all questions together.
        public let hits: Int
        /// The slowest sort of question, by its own 99th percentile.
        public let slowest: String
        public let slowestMilliseconds: Double
    }

    /// The sorts of questions, each as often as any other.
    private enum Sort: String, CaseIterable {
        case oneWord = "one_word"
        case twoWords = "two_words"
        /// Two characters out of a title, wherever they stand: often the commonest there are.
        case pairOfCharacters = "pair_of_characters"
        case commonWord = "common_word"
        case oneCharacter = "one_character"
        case filtered
        case filterOnly = "filter_only"
        case deepPage = "deep_page"
        case sorted
        case organization
    }

    private let index: TextIndex
    private let buildSeconds: Double
    /// Every so many-th record's title and keywords, to ask with.
    private let samples: [Record]
    private let common: [String]

    /// Builds the index. Time spent by the sequence itself, for example on reading a file, counts.
    public init(_ records: (_ take: (Record) -> Void) throws -> Void) rethrows {
        let clock = ContinuousClock()
        let start = clock.now
        var builder = TextIndex.Builder()
        var organizations: [String: Int64] = [:]
        var samples: [Record] = []
        var counts: [String: Int] = [:]
        var id: Int64 = 0
        try records { record in
            id += 1
            var holder = organizations[record.organization] ?? 0
            if holder == 0 {
                holder = Int64(organizations.count + 1)
                organizations[record.organization] = holder
                builder.add(SearchOrganization(id: holder, names: [record.organization]))
            }
            builder.add(SearchDocument(record, id: id, organization: holder))
            if id % 97 == 0 {
                samples.append(record)
                for word in record.keywords { counts[word, default: 0] += 1 }
            }
        }
        index = builder.build()
        buildSeconds = (clock.now - start).seconds
        self.samples = samples
        common = counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(50).map(\.key)
    }

    /// Asks `count` questions, one after the other.
    public func run(_ count: Int) -> Result {
        let clock = ContinuousClock()
        var state: UInt64 = 1
        func below(_ end: Int) -> Int {
            // SplitMix64 (Steele, Lea & Flood 2014).
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((z ^ (z >> 31)) % UInt64(max(1, end)))
        }
        var times: [Double] = []
        var bySort: [Sort: [Double]] = [:]
        var hits = 0
        for number in -5..<count {
            let sort = Sort.allCases[(number + Sort.allCases.count) % Sort.allCases.count]
            let question = question(sort, below)
            let start = clock.now
            let answer = index.search(question())
            let time = (clock.now - start).seconds * 1e3
            // The first few only warm up.
            guard number >= 0 else { continue }
            times.append(time)
            bySort[sort, default: []].append(time)
            hits += answer.total
        }
        let slowest = bySort.mapValues { Self.rank(99, of: $0) }.max { $0.value < $1.value }
        let sum = times.reduce(0, +) / 1e3
        return Result(
            records: index.count,
            queries: times.count,
            buildSeconds: buildSeconds,
            queriesPerSecond: sum > 0 ? Double(times.count) / sum : 0,
            medianMilliseconds: Self.rank(50, of: times),
            p99Milliseconds: Self.rank(99, of: times),
            hits: hits,
            slowest: slowest?.key.rawValue ?? "",
            slowestMilliseconds: slowest?.value ?? 0
        )
    }

    private static func rank(_ percent: Int, of times: [Double]) -> Double {
        times.isEmpty ? 0 : times.sorted()[times.count * percent / 100]
    }

    /// A question of a sort, still to be read as typed text when it is asked.
    private func question(_ sort: Sort, _ below: (Int) -> Int) -> () -> SearchRequest {
        func sample() -> Record? { samples.isEmpty ? nil : samples[below(samples.count)] }
        func word() -> String {
            guard let words = sample()?.keywords, !words.isEmpty else { return "技术" }
            return words[below(words.count)]
        }
        func cut(_ length: Int) -> String {
            let title = Array(sample()?.title ?? "技术")
            let start = below(max(1, title.count - length + 1))
            return String(title[start..<min(title.count, start + length)])
        }
        var filter = SearchFilter()
        var order = SearchSort.relevance
        var text = ""
        var offset = 0
        switch sort {
        case .oneWord: text = word()
        case .twoWords: text = word() + " " + cut(2)
        case .pairOfCharacters: text = cut(2)
        case .commonWord: text = common.isEmpty ? "技术" : common[below(common.count)]
        case .oneCharacter: text = cut(1)
        case .filtered:
            text = cut(2)
            filter.industry = sample()?.industry.map { String($0.prefix(1 + 2 * below(2))) }
            filter.money = 1_000_000...50_000_000
        case .filterOnly:
            filter.industry = sample()?.industry
            filter.field = "0\(1 + below(9))"
            filter.received = 18_000...19_000
        case .deepPage:
            text = below(2) == 0 ? "" : cut(1)
            offset = 20 * below(index.count / 40 + 1)
        case .sorted:
            text = cut(2)
            order = [.newest, .oldest, .deadline, .moneyMost, .moneyLeast][below(5)]
        case .organization: text = (sample()?.organization ?? "") + " " + cut(1)
        }
        return { SearchRequest(SearchQuery(text), filter: filter, sort: order, offset: offset, limit: 20) }
    }
}

extension SearchDocument {
    fileprivate init(_ record: SearchBench.Record, id: Int64, organization: Int64) {
        let chance = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
        self.init(
            id: id,
            title: record.title,
            keywords: record.keywords,
            summary: record.summary,
            references: ["CG-2021-\(id)"],
            organization: organization,
            state: chance >> 60 < 12 ? "published" : "accepted",
            isArchived: chance >> 50 & 31 == 0,
            industry: record.industry,
            field: "0\(1 + chance >> 40 % 9)",
            region: "4202\(chance >> 32 & 7)1",
            readiness: "pilot",
            modes: ["transfer"],
            money: chance >> 20 & 3 == 0 ? nil : Int64(chance >> 38),
            due: chance >> 10 & 1 == 0 ? nil : Int32(19_000 + chance >> 12 & 1_023),
            received: Int32(16_000 + id / 300)
        )
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
