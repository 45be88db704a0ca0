public import Domain
import FoundationEssentials
public import Market

/// A line of a file that was not taken, and why.
public struct Refusal: Sendable {
    /// Counted from 1.
    public let line: Int
    /// The type that it names, if it names one.
    public let type: String?
    public let error: AppError
    /// The line itself; its beginning, if it was too long to be read.
    public let text: String
}

/// What became of a file.
public struct ImportReport: Sendable {
    /// How many lines held something.
    public internal(set) var lines = 0
    public internal(set) var created: [RecordType: Int] = [:]
    public internal(set) var updated: [RecordType: Int] = [:]
    /// In the market already, exactly so.
    public internal(set) var same: [RecordType: Int] = [:]
    /// In the order of the lines.
    public internal(set) var refused: [Refusal] = []
    /// Whether the market now has what was not refused; false after a dry run, and when a line was refused and the rest
    /// was not wanted without it.
    public internal(set) var isWritten = false
}

/// Reading and writing JSON Lines: one record a line, in any order.
public enum JSONLines {
    /// Takes a file in: everything or, if a line is refused, nothing.
    ///
    /// - Parameters:
    ///   - path: the file; `-` for standard input. A pipe will do.
    ///   - dryRun: whether only to say what would become of each line.
    ///   - partial: whether to take the other lines when some are refused.
    ///   - progress: told how many steps of how many are done; now and then.
    /// - Throws: when the file or the market can't be read or written. Refused lines are in the report.
    public static func load(
        _ path: String,
        at desk: Desk,
        dryRun: Bool = false,
        partial: Bool = false,
        progress: @Sendable @escaping (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> ImportReport {
        if LineFile.isStream(path) {
            let copy = try LineFile.spool(path)
            defer { try? FileManager.default.removeItem(atPath: copy) }
            return try await load(copy, at: desk, dryRun: dryRun, partial: partial, progress: progress)
        }
        // A file that can't be opened need not wait for the market.
        _ = try LineFile(path: path)
        return try await load(at: desk, dryRun: dryRun, partial: partial, progress: progress) {
            try LineFile(path: path)
        }
    }

    static func load(
        at desk: Desk,
        dryRun: Bool,
        partial: Bool,
        progress: @Sendable @escaping (Int64, Int64) -> Void,
        open: @Sendable @escaping () throws -> LineFile
    ) async throws -> ImportReport {
        do {
            return try await desk.change(rehearsal: dryRun, isLong: true) { work in
                var report = try Loader(try open(), work, progress).load(isPartial: partial)
                guard report.refused.isEmpty || partial else { throw Refused(report: report) }
                report.isWritten = !dryRun
                return report
            }
        } catch let refused as Refused {
            return refused.report
        }
    }

    /// Thrown to take everything back, with the report for the person.
    private struct Refused: Error {
        let report: ImportReport
    }

    /// Writes records out, one a line, in an order in which each refers only to earlier ones. What was entered by
    /// mistake stays behind.
    ///
    /// - Returns: how many were written.
    /// - Throws: `role_too_low` for those who may not read all of it: what they got could not be taken in again.
    public static func export(
        from desk: Desk,
        types: [RecordType] = RecordType.allCases,
        includesArchived: Bool = true,
        to write: @Sendable @escaping (String) throws -> Void
    ) async throws -> Int {
        try await desk.read { work in
            try work.require(.staff, "export")
            let records = Records(work)
            var count = 0
            func put(_ members: JSON.Members) throws {
                try write(JSON.object(members).text + "\n")
                count += 1
            }
            for type in RecordType.allCases where types.contains(type) {
                try records.each(type, includesArchived: includesArchived, put)
            }
            return count
        }
    }
}

extension Records {
    /// Hands out every record of a type in the order in which they were made, a page at a time.
    func each(_ type: RecordType, includesArchived: Bool, _ put: (JSON.Members) throws -> Void) throws {
        func records(_ filter: RecordFilter) -> RecordFilter {
            var filter = filter
            filter.includesArchived = includesArchived
            return filter
        }
        var events = EventFilter()
        events.includesArchived = includesArchived
        switch type {
        case .user:
            for user in try work.users.list() where user.login != User.localLogin { try put(try json(user)) }
        case .bureauSheet:
            for sheet in try work.bureauSheets.own() where includesArchived || !sheet.isArchived {
                try put(try json(sheet))
            }
        case .task:
            var filter = KeyTaskFilter()
            (filter.includesArchived, filter.order) = (includesArchived, .newest)
            for one in try work.keyTasks.list(filter).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        case .target: for target in try work.targets.list() { try put(try json(target)) }
        case .organization:
            var filter = OrganizationFilter()
            filter.includesArchived = true
            for one in try work.organizations.list(filter).reversed()
            where one.filing.isCounted && (includesArchived || !one.filing.isArchived) {
                try put(try json(one))
            }
        case .demand:
            for one in try work.demands.list(records(RecordFilter())).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        case .achievement:
            for one in try work.achievements.list(records(RecordFilter())).reversed()
            where one.filing.isCounted {
                try put(try json(one))
            }
        case .programme:
            var filter = ProgrammeFilter()
            filter.includesArchived = includesArchived
            for one in try work.programmes.list(filter).sorted(by: { $0.id.rawValue < $1.id.rawValue })
            where one.filing.isCounted {
                try put(try json(one))
            }
        case .activity:
            // Main activities first: their sub-sessions refer to them.
            let all = try work.activities.list(events).reversed().filter(\.filing.isCounted)
            for one in all.filter({ $0.parent == nil }) + all.filter({ $0.parent != nil }) {
                try put(try json(one))
            }
        case .visit:
            for one in try work.visits.list(events).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        case .match:
            var filter = MatchFilter()
            filter.includesArchived = includesArchived
            for one in try work.matches.list(filter).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        case .contract:
            var filter = ContractFilter()
            filter.includesArchived = includesArchived
            for one in try work.contracts.list(filter).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        case .payment:
            var filter = PaymentFilter()
            filter.includesArchived = includesArchived
            for one in try work.payments.list(filter).reversed() where one.filing.isCounted {
                try put(try json(one))
            }
        }
    }
}
