public import Domain
import Storage

extension Work {
    public var organizations: Organizations { Organizations(work: self) }
}

/// What people do with 单位.
public struct Organizations {
    let work: Work

    /// Adds an organization.
    ///
    /// - Parameter into: the organization into which it was merged, when a file brings it so: it may then have that one's
    ///   name or credit code, which is why people merged it. Merging is the manager's.
    /// - Throws: `credit_code_taken`, `name_taken` (same name, and not told apart by two different credit codes),
    ///   `code_taken`, or what its content's rules refuse.
    public func create(
        _ content: Organization.Content,
        code: RecordCode? = nil,
        mergedInto into: Organization.ID? = nil
    ) throws -> Organization {
        let transaction = try work.begin("organization.create", .staff)
        let content = try content.checked()
        let root = try into.map { try get($0).rootID }
        try refuseDuplicate(of: content, except: nil, root: root, in: transaction)
        let code = try transaction.code(code, .organization, year: work.today.year) {
            try transaction.organization(code: $0) != nil
        }
        let edition = try work.codes().edition
        guard let root else { return try transaction.insert(code: code, content, edition: edition) }
        let made = try transaction.insert(code: code, content, mergedInto: root, edition: edition)
        try work.begin("organization.merge", .manager).merge(made.id, into: root, on: work.today, note: "")
        return made
    }

    /// Changes an organization's content.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    public func edit(_ id: Organization.ID, version: Int64?, _ content: Organization.Content) throws
        -> Organization
    {
        let transaction = try work.begin("organization.edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try content.checked()
        try refuseDuplicate(of: content, except: id, in: transaction)
        var filing = old.filing.seen(at: version)
        let isRecoded =
            (old.region, old.zone, old.industry) != (content.region, content.zone, content.industry)
        if isRecoded { filing.codeEdition = try work.codes().edition }
        try transaction.save(
            Organization(id: id, code: old.code, content: content, rootID: old.rootID, filing: filing)
        )
        return try get(id)
    }

    /// Puts an organization away, or takes it out again.
    public func archive(_ id: Organization.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("organization.archive", .staff)
        let old = try get(id)
        if archiving == .mistake {
            try work.refuseMistake(old.code, uses: try transaction.organizationUses(id))
        }
        // Meanwhile another record may have been made of the same organization.
        if archiving == .undone, !old.filing.isCounted {
            try refuseDuplicate(of: old.content, except: id, in: transaction)
        }
        try transaction.archive(
            id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// Lets `into` stand for `id` in every count from now on; both records and all that refers to them stay.
    public func merge(_ id: Organization.ID, into: Organization.ID, note: String) throws {
        let transaction = try work.begin("organization.merge", .manager)
        let (old, kept) = (try get(id), try get(into))
        guard old.rootID != kept.rootID else {
            throw AppError(
                .conflict,
                "already_merged",
                field: .organization,
                value: old.code.description,
                Phrase(
                    "\(old.code) 与 \(kept.code) 已是同一家，不用再合并。",
                    en: "\(old.code) and \(kept.code) are one already."
                )
            )
        }
        // Every code on either side counts: a record without one may stand for others that have some.
        let codes = try transaction.organizations(rootedIn: old.rootID).compactMap(\.creditCode)
        let others = try transaction.organizations(rootedIn: kept.rootID).compactMap(\.creditCode)
        if let code = codes.first, let other = others.first(where: { $0 != code }) {
            throw AppError(
                .conflict,
                "credit_codes_differ",
                field: .creditCode,
                value: code.description,
                Phrase(
                    "\(old.code) 与 \(kept.code) 的统一社会信用代码不同（\(code)、\(other)），是两家单位：若有一个写错，请先改正。",
                    en:
                        "\(old.code) and \(kept.code) have different credit codes (\(code), \(other)): if one is wrong, mend it first."
                )
            )
        }
        let note = try TextRule.block(note, .note, limit: Limits.note)
        try transaction.merge(old.rootID, into: kept.rootID, on: work.today, note: note)
    }

    public func get(_ id: Organization.ID) throws -> Organization {
        guard let found = try work.transaction.organization(id) else {
            throw AppError.noRecord(.organization, id.description)
        }
        return work.visible(found)
    }

    /// Several organizations, in the order of their ids.
    func all(_ ids: [Organization.ID]) throws -> [Organization] {
        let found = try work.transaction.organizations(ids)
        return try ids.map { id in
            guard let organization = found[id] else {
                throw AppError.noRecord(.organization, id.description)
            }
            return work.visible(organization)
        }
    }

    /// The organization, to rest another record on: one that was entered by mistake can't bear any.
    func usable(_ id: Organization.ID, field: Field = .organization) throws -> Organization {
        let found = try get(id)
        try found.filing.requireCounted(found.code, field: field)
        return found
    }

    /// The organization that a code, a credit code, an external id or an exact name or alias means.
    ///
    /// - Throws: `not_found`, or `ambiguous` when several have the name.
    public func find(_ reference: String, field: Field = .organization) throws -> Organization {
        let transaction = work.transaction
        let text = Text.normalized(reference)
        if let code = try? RecordCode(parsing: text, kind: .organization, field: field),
            let found = try transaction.organization(code: code)
        {
            return work.visible(found)
        }
        if let code = try? CreditCode(parsing: text, field: field),
            let found = try transaction.organization(creditCode: code)
        {
            return try get(found.rootID)
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        let named = try transaction.organizations(named: reference)
        let roots = Set(named.map(\.rootID))
        guard let first = named.first else { throw AppError.noRecord(field, reference) }
        guard roots.count == 1 else {
            let codes = named.map(\.code.description).joined(separator: "、")
            throw AppError(
                .conflict,
                "ambiguous",
                field: field,
                value: reference,
                Phrase(
                    "有几家单位叫“\(AppError.quote(reference))”（\(codes)）：请写编号或统一社会信用代码。",
                    en:
                        "Several organizations are called “\(AppError.quote(reference))” (\(codes)): give the code or the credit code."
                )
            )
        }
        return try get(first.rootID)
    }

    public func find(externalID: String) throws -> Organization? {
        try work.transaction.organization(externalID: externalID).map(work.visible)
    }

    public func find(code: RecordCode) throws -> Organization? {
        try work.transaction.organization(code: code).map(work.visible)
    }

    public func list(_ filter: OrganizationFilter) throws -> [Organization] {
        try work.transaction.organizations(filter).map(work.visible)
    }

    public func count(_ filter: OrganizationFilter) throws -> Int64 {
        try work.transaction.organizationCount(filter)
    }

    /// The names of these organizations, for lists that show them.
    public func names(_ ids: Set<Organization.ID>) throws -> [Organization.ID: String] {
        try work.transaction.organizationNames(ids)
    }

    /// Everything that ever happened with the organization and with those merged into it, the latest first.
    ///
    /// - Parameter kinds: which events; all if empty.
    public func events(_ id: Organization.ID, kinds: [OrganizationEvent.Kind] = [], page: Page = .all) throws
        -> [OrganizationEvent]
    {
        let events = try work.transaction.events(of: id, kinds: kinds, page: page)
        return work.user.role.seesConfidential ? events : events.map(\.publicPart)
    }

    public func eventCounts(_ id: Organization.ID) throws -> [OrganizationEvent.Kind: Int64] {
        try work.transaction.eventCounts(of: id)
    }

    /// The organization itself and those that were merged into it.
    public func rooted(in root: Organization.ID) throws -> [Organization] {
        try work.transaction.organizations(rootedIn: root).map(work.visible)
    }

    /// Those in use whose name, former name, code or credit code is or holds the text; the ones that begin with it first.
    public func suggestions(_ text: String, limit: Int) throws -> [Organization] {
        let text = Text.trimmed(text)
        guard !text.isEmpty else { return [] }
        return try work.transaction.organizations(likely: text, limit: limit).map(work.visible)
    }

    private func refuseDuplicate(
        of content: Organization.Content,
        except id: Organization.ID?,
        root: Organization.ID? = nil,
        in transaction: Transaction
    ) throws {
        if let externalID = content.externalID,
            let other = try transaction.organization(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        // What stands for the same organization is no duplicate of it.
        let rootID = try root ?? id.flatMap { try transaction.organization($0)?.rootID }
        if let creditCode = content.creditCode,
            let other = try transaction.organization(creditCode: creditCode),
            other.rootID != rootID
        {
            throw AppError(
                .conflict,
                "credit_code_taken",
                field: .creditCode,
                value: creditCode.description,
                Phrase(
                    "统一社会信用代码“\(creditCode)”已属于 \(other.code)（\(other.name)）：请直接使用那条记录。",
                    en:
                        "The credit code “\(creditCode)” belongs to \(other.code) (\(other.name)): use that record."
                )
            )
        }
        for other in try transaction.organizations(named: content.name)
        where other.id != id && other.rootID != rootID && !other.isMerged {
            // Two records of one name are two organizations only if both have codes, and different ones.
            if let code = content.creditCode, let otherCode = other.creditCode, code != otherCode { continue }
            throw AppError(
                .conflict,
                "name_taken",
                field: .name,
                value: content.name,
                Phrase(
                    "已有同名单位 \(other.code)“\(AppError.quote(other.name))”：请使用那条记录；若确是另一家，两家都要填统一社会信用代码。",
                    en:
                        "There is an organization of that name, \(other.code) “\(AppError.quote(other.name))”: use it; if this is another one, both need their credit codes."
                )
            )
        }
    }
}
