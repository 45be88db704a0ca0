public import Domain
import Storage

extension Work {
    public var auditLog: AuditLog { AuditLog(work: self) }
}

/// What people ask of the audit log.
public struct AuditLog {
    let work: Work

    /// Checks that nothing was changed or removed behind the program's back; stops at the first thing that was.
    public func verify(progress: (Int64, Int64) -> Void = { _, _ in }) throws -> AuditFinding {
        work.visible(try work.transaction.verifyAudit(progress: progress))
    }

    /// The entries asked for, newest first.
    public func entries(_ filter: AuditFilter) throws -> [AuditEntry] {
        try work.transaction.auditEntries(filter).map(work.visible)
    }
}

extension AuditLog {
    /// A search by actor or action alone looks at no more than so many of the newest entries: a long log has millions,
    /// and no index by either.
    public static let mostSearched: Int64 = 200_000

    /// The filter, held to the newest entries where it would go through the whole log; nil where nothing needs to be.
    public func bounded(_ filter: AuditFilter) throws -> AuditFilter? {
        guard filter.record == nil, filter.period == nil, filter.actor != nil || filter.action != nil else {
            return nil
        }
        let last = try filter.before.map { $0 - 1 } ?? work.transaction.lastChange()
        guard last > Self.mostSearched else { return nil }
        var filter = filter
        filter.first = last - Self.mostSearched + 1
        return filter
    }

    /// What records are called, by table and id.
    public func labels(of rows: [String: Set<Int64>]) throws -> [String: [Int64: RecordLabel]] {
        try work.transaction.labels(of: rows)
    }

    /// The table and the id under which the log keeps the record that a code means.
    public func row(of reference: String) throws -> (entity: String, record: Int64) {
        let code = try RecordCode(parsing: reference, field: Field("record", "记录", en: "record"))
        let id: Int64 =
            switch code.kind {
            case .organization: try work.organizations.find(reference).id.rawValue
            case .demand: try work.demands.find(reference).id.rawValue
            case .achievement: try work.achievements.find(reference).id.rawValue
            case .match: try work.matches.find(reference).id.rawValue
            case .contract: try work.contracts.find(reference).id.rawValue
            case .payment: try work.payments.find(reference).id.rawValue
            case .activity: try work.activities.find(reference).id.rawValue
            case .visit: try work.visits.find(reference).id.rawValue
            case .report: try work.reports.find(reference).id.rawValue
            case .programme: try work.programmes.find(reference).id.rawValue
            case .task: try work.keyTasks.find(reference).id.rawValue
            }
        return (code.kind.rawValue, id)
    }
}
