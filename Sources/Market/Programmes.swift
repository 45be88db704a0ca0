public import Domain
import Storage

extension Work {
    public var programmes: Programmes { Programmes(work: self) }
}

/// What people do with 专项.
public struct Programmes {
    let work: Work

    public func create(_ content: Programme.Content, code: RecordCode? = nil) throws -> Programme {
        let transaction = try work.begin("programme.create", .staff)
        let content = try checked(content, except: nil, in: transaction)
        let year = (content.startsOn ?? work.today).year
        let code = try transaction.code(code, .programme, year: year) {
            try transaction.programme(code: $0) != nil
        }
        return try transaction.insert(code: code, content, edition: try work.codes().edition)
    }

    /// - Throws: `name_taken`, `archived`, `stale_version`, or what its content's rules refuse.
    public func edit(_ id: Programme.ID, version: Int64?, _ content: Programme.Content) throws -> Programme {
        let transaction = try work.begin("programme.edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try checked(content, except: id, in: transaction)
        let filing = old.filing.seen(at: version)
        try transaction.save(Programme(id: id, code: old.code, content: content, filing: filing))
        return try get(id)
    }

    /// Puts a programme away, or takes it out again; as a mistake only while it has no members or activities.
    public func archive(_ id: Programme.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("programme.archive", .staff)
        let programme = try get(id)
        if archiving == .mistake {
            try work.refuseMistake(programme.code, uses: try transaction.programmeUses(id))
        }
        // Meanwhile another may have been given the name.
        if archiving == .undone, !programme.filing.isCounted {
            _ = try checked(programme.content, except: id, in: transaction)
        }
        try transaction.archive(
            id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    public func get(_ id: Programme.ID) throws -> Programme {
        guard let found = try work.transaction.programme(id) else {
            throw AppError.noRecord(.programme, id.description)
        }
        return found
    }

    /// The programme that a code, an external id or the exact name means.
    ///
    /// - Throws: `not_found`, with those that there are.
    public func find(_ reference: String, field: Field = .programme) throws -> Programme {
        if let code = try? RecordCode(parsing: reference, kind: .programme, field: field),
            let found = try find(code: code)
        {
            return found
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        if let found = try work.transaction.programme(named: Text.trimmed(reference)) { return found }
        throw try unknown(reference, field)
    }

    public func find(code: RecordCode) throws -> Programme? { try work.transaction.programme(code: code) }

    public func find(externalID: String) throws -> Programme? {
        try work.transaction.programme(externalID: externalID)
    }

    /// The programme of exactly this name.
    public func find(named name: String) throws -> Programme? {
        try work.transaction.programme(named: Text.trimmed(name))
    }

    public func list(_ filter: ProgrammeFilter) throws -> [Programme] {
        try work.transaction.programmes(filter)
    }

    /// The same with owners and the figures up to today.
    public func items(_ filter: ProgrammeFilter) throws -> [ProgrammeItem] {
        try work.transaction.programmeItems(filter, upTo: work.today)
    }

    public func count(_ filter: ProgrammeFilter) throws -> Int64 {
        try work.transaction.programmeCount(filter)
    }

    /// So many programmes a message names.
    private static let mostNamed = 10

    private func unknown(_ reference: String, _ field: Field) throws -> AppError {
        var filter = ProgrammeFilter()
        filter.page = Page(limit: Self.mostNamed)
        let (some, count) = (try list(filter), try count(filter))
        let names = some.map { "\($0.name)（\($0.code)）" }.joined(separator: "、")
        let namesEN = some.map { "\($0.name) (\($0.code))" }.joined(separator: ", ")
        let rest = count > Int64(some.count)
        return AppError(
            .notFound,
            "not_found",
            field: field,
            value: reference,
            some.isEmpty
                ? Phrase(
                    "没有专项“\(AppError.quote(reference))”：还没有建立任何专项，请先新建。",
                    en:
                        "There is no programme “\(AppError.quote(reference))”, nor any other yet: create it first."
                )
                : Phrase(
                    "没有专项“\(AppError.quote(reference))”：现有\(names)\(rest ? "等 \(count) 个" : "")，请写名称或编号。",
                    en:
                        "There is no programme “\(AppError.quote(reference))”; there are: \(namesEN)\(rest ? " and others" : ""). Give a name or a code."
                )
        )
    }

    private func checked(
        _ content: Programme.Content,
        except id: Programme.ID?,
        in transaction: Transaction
    ) throws -> Programme.Content {
        let content = try content.checked()
        if let externalID = content.externalID,
            let other = try transaction.programme(externalID: externalID), other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        if let other = try transaction.programme(named: content.name), other.id != id {
            throw AppError(
                .conflict,
                "name_taken",
                field: .name,
                value: content.name,
                Phrase(
                    "已有同名专项 \(other.code)“\(AppError.quote(other.name))”：请使用那条记录，或换一个名称。",
                    en:
                        "There is a programme of that name, \(other.code) “\(AppError.quote(other.name))”: use it, or choose another name."
                )
            )
        }
        return content
    }
}
