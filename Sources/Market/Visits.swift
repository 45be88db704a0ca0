public import Domain
import Storage

extension Work {
    public var visits: Visits { Visits(work: self) }
}

/// What people do with 走访服务.
public struct Visits {
    let work: Work

    public func create(_ content: Visit.Content, code: RecordCode? = nil) throws -> Visit {
        let transaction = try work.begin("visit.create", .staff)
        let content = try checked(content, except: nil, in: transaction)
        let code = try transaction.code(code, .visit, year: content.on.year) {
            try transaction.visit(code: $0) != nil
        }
        return try transaction.insert(code: code, content, edition: try work.codes().edition)
    }

    public func edit(_ old: Visit, version: Int64?, _ content: Visit.Content) throws -> Visit {
        let transaction = try work.begin("visit.edit", .staff)
        try old.filing.requireInUse(old.code)
        let content = try checked(content, except: old.id, in: transaction)
        var filing = old.filing.seen(at: version)
        if old.content.kind != content.kind { filing.codeEdition = try work.codes().edition }
        try transaction.save(Visit(id: old.id, code: old.code, content: content, filing: filing))
        return try find(old.code.description)
    }

    /// Puts a visit away, or takes it out again.
    public func archive(_ visit: Visit, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("visit.archive", .staff)
        if archiving == .undone { _ = try work.organizations.usable(visit.organization) }
        try transaction.archive(
            visit.id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// The visit that a code or an external id means.
    public func find(_ reference: String) throws -> Visit {
        if let code = try? RecordCode(parsing: reference, kind: .visit, field: .visit),
            let found = try find(code: code)
        {
            return found
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(.visit, reference)
    }

    public func find(code: RecordCode) throws -> Visit? {
        try work.transaction.visit(code: code).map(work.visible)
    }

    public func find(externalID: String) throws -> Visit? {
        try work.transaction.visit(externalID: externalID).map(work.visible)
    }

    public func get(_ id: Visit.ID) throws -> Visit {
        guard let found = try work.transaction.visit(id) else {
            throw AppError.noRecord(.visit, id.description)
        }
        return work.visible(found)
    }

    /// Visits of the same kind to the same organization on the same day.
    public func twins(of content: Visit.Content) throws -> [Visit] {
        var filter = EventFilter()
        (filter.organization, filter.kind) = (content.organization, content.kind)
        (filter.period, filter.includesArchived) = (Period(day: content.on), true)
        return try list(filter).filter { $0.on == content.on && $0.filing.isCounted }
    }

    /// What saving it would refuse, before it is saved.
    public func check(_ content: Visit.Content, except id: Visit.ID?) throws -> Visit.Content {
        try checked(content, except: id, in: work.transaction)
    }

    public func list(_ filter: EventFilter) throws -> [Visit] {
        try work.transaction.visits(filter).map(work.visible)
    }

    /// The same with whom each was to and who went.
    public func items(_ filter: EventFilter) throws -> [VisitItem] {
        try work.transaction.visitItems(filter).map(work.visible)
    }

    public func count(_ filter: EventFilter) throws -> Int64 { try work.transaction.visitCount(filter) }

    private func checked(
        _ content: Visit.Content,
        except id: Visit.ID?,
        in transaction: Transaction
    ) throws -> Visit.Content {
        let content = try content.checked(today: work.today)
        _ = try work.organizations.usable(content.organization)
        if let externalID = content.externalID, let other = try transaction.visit(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        return content
    }
}
