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
