public import Domain
import Storage
import Synchronization

/// A market of any size, made up to measure with: two years of a city's work from the demonstration city's texts.
///
/// Written by the use cases that people work with, a few days in a transaction, so that every rule was kept, every write
/// is in the audit chain and the change log, and `audit verify` finds nothing. What was written on a day bears that day's
/// time: the same seed, sizes and last day give the same records and the same audit chain on every machine.
public enum MadeMarket {
    public struct Size: Sendable, Equatable {
        public var demands: Int
        public var achievements: Int
        public var matches: Int
        /// Each rests on a match of its own.
        public var contracts: Int

        public init(demands: Int, achievements: Int, matches: Int = 0, contracts: Int = 0) {
            self.demands = demands
            self.achievements = achievements
            self.matches = matches
            self.contracts = contracts
        }

        /// How many records have to be made: what progress is counted in.
        public var records: Int { demands + achievements + matches + contracts }

        var enterprises: Int { max(20, demands / 5) }
        var institutions: Int { max(6, achievements / 1_000) }
        var visits: Int { demands / 2 }
        var activities: Int { max(24, demands / 500) }
        /// People beside the administrator, who make the visits and see to the matches.
        var staff: Int { min(40, 3 + matches / 5_000) }
    }

    /// Whoever signs in to a made-up market.
    public static let login = "bench"
    public static let password = "measured-with-wrk-on-this-machine"

    /// How many days of work there are.
    static let days = 730

    /// Makes the file; it is not in its place before it is whole.
    ///
    /// - Parameters:
    ///   - until: the last day; records are spread over the two years up to it.
    ///   - progress: told how many of `size.records` are written.
    /// - Returns: the audit chain's last number and hash.
    /// - Throws: `file_exists`, `size_out_of_range`, or why the file can't be written; nothing is left behind then.
    public static func make(
        path: String,
        _ size: Size,
        seed: UInt64 = 1,
        until: Day,
        progress: (Int) -> Void = { _ in }
    ) async throws -> (entries: Int64, head: String) {
        try check(size)
        let clock = MadeClock(start: until.advanced(by: -days))
        var made: (entries: Int64, head: String) = (0, "")
        try await Workspace.make(path: path, clock: { clock.now }) { workspace in
            try await workspace.accounts.claim(login: login, name: "测速", password: password)
            let desk = try await workspace.desk(login: login)
            let course = Held(
                try await desk.change(isLong: true) { work in try MadeCourse(work, size, seed, until: until) }
            )
            for end in steps(size) {
                clock.pass(to: until.advanced(by: end - days))
                let written = try await desk.change(isLong: true) { work in
                    try course.state.withLock { course in
                        try course.go(on: work, to: end)
                        return course.made
                    }
                }
                progress(written)
            }
            made = try await workspace.store.read { transaction in
                let last = try transaction.lastChange()
                return (last, try transaction.chainHash(at: last) ?? "")
            }
        }
        return made
    }

    /// The days at whose end a transaction ends: some thousand records each, which bounds what it takes of memory.
    private static func steps(_ size: Size) -> [Int] {
        let count = min(days, max(12, size.records / 1_000))
        return (1...count).map { days * $0 / count }
    }

    private static func check(_ size: Size) throws(AppError) {
        func refuse(_ name: Phrase, _ value: Int, _ rule: Phrase) -> AppError {
            AppError(
                .invalid,
                "size_out_of_range",
                field: Field("size", "规模", en: "size"),
                value: String(value),
                Phrase(
                    "\(name.zh)“\(value)”不行：\(rule.zh)。",
                    en: "\(value) \(name.en) won't do: \(rule.en)."
                )
            )
        }
        let pairs = size.demands.multipliedReportingOverflow(by: size.achievements)
        // Beyond a quarter of all pairs, looking for one that is free takes ever longer.
        guard pairs.overflow || size.matches <= pairs.partialValue / 4 else {
            throw refuse(
                Phrase("对接数", en: "matches"),
                size.matches,
                Phrase(
                    "\(size.demands) 项需求、\(size.achievements) 项成果最多 \(pairs.partialValue / 4) 个对接",
                    en:
                        "of \(size.demands) demands and \(size.achievements) achievements there are at most \(pairs.partialValue / 4)"
                )
            )
        }
        guard size.contracts <= size.matches else {
            throw refuse(
                Phrase("合同数", en: "contracts"),
                size.contracts,
                Phrase(
                    "每份合同要有一个对接，而对接只有 \(size.matches) 个",
                    en: "each rests on a match, and there are \(size.matches)"
                )
            )
        }
    }
}

/// The course, where one transaction after the other takes it on without a copy of all that it holds.
private final class Held: Sendable {
    let state: Mutex<MadeCourse>

    init(_ course: MadeCourse) { state = Mutex(course) }
}

/// The time of a made-up market: six in the evening of the day that it has come to.
private final class MadeClock: Sendable {
    private let day: Mutex<Day>

    init(start: Day) { day = Mutex(start) }

    var now: Instant { Instant(startOf: day.withLock { $0 }).advanced(by: Instant.milliseconds(hours: 18)) }

    func pass(to day: Day) { self.day.withLock { $0 = day } }
}
