public import Domain
import Storage

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A market made up to measure the service with: published demands and achievements of the example city's words, and one
/// administrator who can sign in. The same for the same sizes on every machine, but for its days.
public enum ServiceBench {
    public static let login = "bench"
    public static let password = "measured-with-wrk-on-this-machine"

    /// Makes a market's file.
    ///
    /// - Parameter progress: told how many records are written.
    /// - Throws: `file_exists`, or why the file can't be written.
    public static func makeMarket(
        path: String,
        achievements: Int,
        demands: Int,
        progress: (Int) -> Void
    ) async throws {
        let workspace = try await Workspace.create(path: path)
        do {
            try await workspace.accounts.claim(login: login, name: "测速", password: password)
            let desk = try await workspace.desk(login: login)
            let owners = try await desk.change { work in
                try (1...200).map { number in
                    let kind = number.isMultiple(of: 2) ? Organization.Kind.university : .enterprise
                    return try work.organizations.create(
                        Organization.Content(name: "第\(number)号单位", kind: kind)
                    ).id
                }
            }
            var maker = Maker(owners: owners, seed: 1)
            for start in stride(from: 0, to: achievements, by: 1_000) {
                let count = min(1_000, achievements - start)
                maker = try await desk.change { [maker] work in
                    var maker = maker
                    for _ in 0..<count {
                        let made = try work.achievements.create(try maker.achievement(work))
                        _ = try work.achievements.move(made.id, to: .published, on: made.content.receivedOn)
                    }
                    return maker
                }
                progress(start + count)
            }
            for start in stride(from: 0, to: demands, by: 1_000) {
                let count = min(1_000, demands - start)
                maker = try await desk.change { [maker] work in
                    var maker = maker
                    for _ in 0..<count {
                        let made = try work.demands.create(try maker.demand(work))
                        _ = try work.demands.move(made.id, to: .published, on: made.content.receivedOn)
                    }
                    return maker
                }
                progress(achievements + start + count)
            }
            try await workspace.shutDown()
        } catch {
            try? workspace.close()
            throw error
        }
    }

    /// The codes of some published demands, evenly from all of them.
    public static func demandCodes(of workspace: Workspace, most: Int) async throws -> [RecordCode] {
        try await workspace.publicSide.read { view in
            let total = Int(try view.counts().demands)
            let all = try view.addresses(.demand, page: Page(limit: max(total, 1))).map(\.code)
            let step = max(1, all.count / max(1, most))
            return stride(from: 0, to: all.count, by: step).prefix(most).map { all[$0] }
        }
    }

    /// How many demands a second are saved, and how many the library saves of the same rows.
    public struct Writing: Sendable {
        public let saves: Int
        public let perSecond: Double
        public let libraryPerSecond: Double
    }

    /// Saves demands one after the other, each in a transaction of its own that is on the disk when it ends, with its audit
    /// entries and change log; and the very same rows with the library alone in a copy of the file. The two take turns,
    /// so that whatever else the machine does is shared by both.
    ///
    /// - Parameter rounds: how often each has its turn, of so many saves.
    public static func write(
        at desk: Desk,
        rounds: Int,
        of count: Int
    ) async throws -> Writing {
        let path = desk.workspace.path + ".library"
        removeFiles(path)
        defer { removeFiles(path) }
        try desk.workspace.store.backup(to: path)
        let library = try Library(path: path)
        let owners = try await desk.read { work in
            var filter = OrganizationFilter()
            filter.page.limit = 200
            return try work.organizations.list(filter).map(\.id)
        }
        var maker = Maker(owners: owners, seed: 3)
        let clock = ContinuousClock()
        var ours = Duration.zero, theirs = Duration.zero
        // The first round only warms up.
        for round in 0...rounds {
            let before = try desk.workspace.store.lastChange()
            let contents = try await desk.read { [maker] work in
                var maker = maker
                let contents = try (0..<count).map { _ in try maker.demand(work) }
                return (maker, contents)
            }
            maker = contents.0
            let start = clock.now
            for content in contents.1 {
                _ = try await desk.change { work in try work.demands.create(content).id }
            }
            let saved = clock.now - start
            let rows = try await desk.workspace.store.read { try $0.demandSaves(after: before) }
            let written = try library.write(rows)
            guard round > 0 else { continue }
            ours += saved
            theirs += written
        }
        let all = Double(rounds * count)
        return Writing(
            saves: rounds * count,
            perSecond: all / ours.inSeconds,
            libraryPerSecond: all / theirs.inSeconds
        )
    }

    /// The baseline, which is of one thread.
    private final class Library {
        private let baseline: Baseline

        init(path: String) throws { baseline = try Baseline(path: path) }

        func write(_ saves: [Baseline.Save]) throws -> Duration {
            let clock = ContinuousClock()
            let start = clock.now
            for save in saves { try baseline.write(save) }
            return clock.now - start
        }
    }

    private static func removeFiles(_ path: String) {
        for suffix in ["", "-wal", "-shm", ".index"] { unlink(path + suffix) }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

/// Makes the records up.
private struct Maker: Sendable {
    private let owners: [Organization.ID]
    private var texts: MatchingBench.Catalogue
    private var number = 0

    init(owners: [Organization.ID], seed: UInt64) {
        self.owners = owners
        texts = MatchingBench.Catalogue(seed: seed)
    }

    mutating func achievement(_ work: Work) throws -> AchievementContent {
        let (text, owner, codes) = try next(work, sentences: 1...5)
        var content = AchievementContent(organization: owner, title: text.title, receivedOn: day(work))
        content.summary = text.summary
        content.keywords = text.keywords
        content.field = pick(codes, .field)
        content.industry = try pick(codes, .industry).map {
            try codes.industry(parsing: $0, field: .industry)
        }
        content.readiness = pick(codes, .readiness)
        content.cooperationModes = [pick(codes, .cooperationMode)].compactMap { $0 }
        content.price = number.isMultiple(of: 3) ? nil : Money(fen: Int64(number % 500 + 1) * 1_000_000)
        return content
    }

    mutating func demand(_ work: Work) throws -> DemandContent {
        let (text, owner, codes) = try next(work, sentences: 2...8)
        var content = DemandContent(organization: owner, title: text.title, receivedOn: day(work))
        content.summary = text.summary
        content.keywords = text.keywords
        content.field = pick(codes, .field)
        content.industry = try pick(codes, .industry).map {
            try codes.industry(parsing: $0, field: .industry)
        }
        content.cooperationModes = [pick(codes, .cooperationMode)].compactMap { $0 }
        content.budget = number.isMultiple(of: 3) ? nil : Money(fen: Int64(number % 500 + 1) * 1_000_000)
        return content
    }

    private mutating func next(_ work: Work, sentences: ClosedRange<Int>) throws -> (
        MatchingBench.Record, Organization.ID, CodeBook
    ) {
        number += 1
        return (texts.record(sentences: sentences), owners[number % owners.count], try work.codes())
    }

    private func day(_ work: Work) -> Day { work.today.advanced(by: -(number % 700)) }

    private func pick(_ codes: CodeBook, _ list: CodeListName) -> String? {
        guard let entries = codes[list]?.entries, !entries.isEmpty else { return nil }
        return entries[number % entries.count].code
    }
}
