public import Domain
import Storage

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What `bench http` measures a service by.
public enum ServiceBench {
    /// The codes of all published demands.
    public static func demandCodes(of workspace: Workspace) async throws -> [RecordCode] {
        try await workspace.publicSide.read { view in
            let total = Int(try view.counts().demands)
            return try view.addresses(.demand, page: Page(limit: max(total, 1))).map(\.code)
        }
    }

    /// How many demands a second are saved, and how many the library saves of the same rows.
    public struct Writing: Sendable {
        /// How many saved at the same time, each one demand after the other. The library always has one connection, on which it
        /// writes one save after the other: SQLite has one writer at a time, and more connections would wait for each other.
        public let clients: Int
        public let saves: Int
        public let perSecond: Double
        public let libraryPerSecond: Double
    }

    /// Saves demands, each in a transaction of its own (or as if it were) that is on the disk when the caller goes on, with its
    /// audit entries and change log; and the very same rows with the library alone in a copy of the file. The two take
    /// turns, so that whatever else the machine does is shared by both.
    ///
    /// - Parameters:
    ///   - clients: how many save at the same time.
    ///   - rounds: how often each has its turn, of so many saves.
    public static func write(
        at desk: Desk,
        clients: Int,
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
        var records = try await desk.read { try MadeRecords(seed: 3, try $0.codes()) }
        var ours = Duration.zero, theirs = Duration.zero
        // The first round only warms up.
        for round in 0...rounds {
            let before = try desk.workspace.store.lastChange()
            let contents = (0..<count).map { number in
                records.demand(of: owners[number % owners.count], on: desk.workspace.today)
            }
            let saved = try await save(contents, at: desk, clients: clients)
            let rows = try await desk.workspace.store.read { try $0.demandSaves(after: before) }
            let written = try library.write(rows)
            guard round > 0 else { continue }
            ours += saved
            theirs += written
        }
        let all = Double(rounds * count)
        return Writing(
            clients: clients,
            saves: rounds * count,
            perSecond: all / ours.inSeconds,
            libraryPerSecond: all / theirs.inSeconds
        )
    }

    private static func save(_ contents: [DemandContent], at desk: Desk, clients: Int) async throws
        -> Duration
    {
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for at in stride(from: client, to: contents.count, by: clients) {
                        _ = try await desk.change { work in try work.demands.create(contents[at]).id }
                    }
                }
            }
            try await group.waitForAll()
        }
        return clock.now - start
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
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        IndexFile.removeAll(besides: path)
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
