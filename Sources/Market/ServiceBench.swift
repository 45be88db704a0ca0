public import Domain
import Storage

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What `bench http` measures a service by.
public enum ServiceBench {
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
        var records = try await desk.read { try MadeRecords(seed: 3, try $0.codes()) }
        let clock = ContinuousClock()
        var ours = Duration.zero, theirs = Duration.zero
        // The first round only warms up.
        for round in 0...rounds {
            let before = try desk.workspace.store.lastChange()
            let contents = (0..<count).map { number in
                records.demand(of: owners[number % owners.count], on: desk.workspace.today)
            }
            let start = clock.now
            for content in contents {
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
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        IndexFile.removeAll(besides: path)
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
