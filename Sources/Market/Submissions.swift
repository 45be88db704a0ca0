public import Domain
import Storage

extension Work {
    public var demands: Submissions<DemandContent> { Submissions(work: self, kept: .demands) }
    public var achievements: Submissions<AchievementContent> { Submissions(work: self, kept: .achievements) }
}

/// What people do with 技术需求 and with 科技成果: the same deeds under the same rules.
public struct Submissions<Body: SubmissionContent> {
    public typealias Record = Submission<Body>

    let work: Work
    /// Where the store keeps them.
    let kept: Keeping<Body>

    /// Logs a record.
    ///
    /// - Parameter first: `accepted` when staff take it on, `submitted` when it waits for review.
    /// - Throws: `code_taken`, `external_id_taken`, or what its content's rules refuse.
    public func create(
        _ content: Body,
        code: RecordCode? = nil,
        first: RecordState = .accepted,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Record {
        let transaction = try work.begin("\(Body.field.code).create", .staff)
        let content = try content.checked(today: work.today)
        _ = try work.organizations.usable(content.organization)
        if let externalID = content.externalID, let other = try kept.byExternalID(transaction, externalID) {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        try day?.require(notBefore: content.receivedOn, of: Field.receivedOn.name, field: .on)
        var history = RecordHistory()
        let note = try TextRule.block(note, .note, limit: Limits.note)
        try history.move(to: first, on: day ?? content.receivedOn, today: work.today, note: note)
        let code = try transaction.code(code, Body.codeKind, year: content.receivedOn.year) {
            try kept.byCode(transaction, $0) != nil
        }
        return try kept.insert(transaction, code, content, history.moves[0], try work.codes().edition)
    }

    /// Changes a record's content.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    /// - Throws: `stale_version`, `archived`, `external_id_taken`, or what its content's rules refuse.
    public func edit(_ id: Record.ID, version: Int64?, _ content: Body) throws -> Record {
        let transaction = try work.begin("\(Body.field.code).edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try content.checked(today: work.today)
        if content.organization != old.content.organization {
            _ = try work.organizations.usable(content.organization)
        }
        if let externalID = content.externalID, let other = try kept.byExternalID(transaction, externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        var filing = old.filing.seen(at: version)
        if old.content.listedCodes != content.listedCodes { filing.codeEdition = try work.codes().edition }
        try kept.save(
            transaction,
            Record(id: id, code: old.code, content: content, state: old.state, filing: filing)
        )
        return try get(id)
    }

    /// Brings a record to another state: accepts, returns, publishes, withdraws, closes or reopens it.
    ///
    /// - Throws: `move_not_allowed`, `date_in_future`, `date_out_of_order`, `role_too_low`, `stale_version`.
    public func move(
        _ id: Record.ID,
        to state: RecordState,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Record {
        let action = "\(Body.field.code).\(state.rawValue)"
        let transaction = try work.begin(action, .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        try old.filing.requireVersion(version)
        var history = try kept.history(transaction, id)
        // Taking a record up again is staff's own work; only review and publishing are the manager's.
        if !history.isReopened(by: state) { try work.require(state.leastRole, action) }
        try history.move(
            to: state,
            on: day ?? work.today,
            today: work.today,
            note: try TextRule.block(note, .note, limit: Limits.note)
        )
        if let move = history.moves.last { try kept.move(transaction, id, move) }
        return try get(id)
    }

    /// Puts a record away, or takes it out again. A published one is withdrawn or closed first.
    public func archive(_ id: Record.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("\(Body.field.code).archive", .staff)
        let old = try get(id)
        if archiving == .mistake {
            var filter = kept.matches(id)
            // One that is done with and put away is still counted.
            filter.includesArchived = true
            let matches = try transaction.matches(filter).filter(\.filing.isCounted)
            try work.refuseMistake(old.code, uses: Int64(matches.count))
        }
        if archiving == .undone { _ = try work.organizations.usable(old.content.organization) }
        if archiving != .undone { try old.state.requireNotPublished(old.code) }
        try kept.archive(transaction, id, version, archiving != .undone, archiving != .mistake)
    }

    /// Takes a record that was archived as a mistake out again, with other content: its organization may have been a mistake,
    /// too.
    public func revive(_ id: Record.ID, _ content: Body) throws -> Record {
        let transaction = try work.begin("\(Body.field.code).archive", .staff)
        _ = try work.organizations.usable(content.organization)
        try kept.archive(transaction, id, nil, false, true)
        return try edit(id, version: nil, content)
    }

    public func get(_ id: Record.ID) throws -> Record { work.visible(try whole(id)) }

    /// The record with its confidential parts, whoever is at work: for the matching only.
    func whole(_ id: Record.ID) throws -> Record {
        guard let found = try kept.byID(work.transaction, id) else {
            throw AppError.noRecord(Body.field, id.description)
        }
        return found
    }

    /// The same of a record as the person at work sees it.
    func whole(of record: Record) throws -> Record {
        work.user.role.seesConfidential ? record : try whole(record.id)
    }

    /// The same of several different records, in their order.
    func whole(_ ids: [Record.ID]) throws -> [Record] {
        var found = try kept.byIDs(work.transaction, ids)
        return try ids.map { id in
            guard let record = found.removeValue(forKey: id) else {
                throw AppError.noRecord(Body.field, id.description)
            }
            return record
        }
    }

    /// The record that a code or an external id means.
    public func find(_ reference: String, field: Field = Body.field) throws -> Record {
        if let code = try? RecordCode(parsing: reference, kind: Body.codeKind, field: field),
            let found = try find(code: code)
        {
            return found
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(field, reference)
    }

    public func find(code: RecordCode) throws -> Record? {
        try kept.byCode(work.transaction, code).map(work.visible)
    }

    public func find(externalID: String) throws -> Record? {
        try kept.byExternalID(work.transaction, externalID).map(work.visible)
    }

    /// The organization's records of exactly this title.
    public func titled(_ title: String, of organization: Organization.ID) throws -> [Record] {
        try kept.titled(work.transaction, title, organization).map(work.visible)
    }

    public func list(_ filter: RecordFilter) throws -> [Record] {
        try kept.list(work.transaction, filter).map(work.visible)
    }

    public func count(_ filter: RecordFilter) throws -> Int64 { try kept.count(work.transaction, filter) }

    /// How many of the records that a filter asks for, whatever their state, are in each state.
    public func stateCounts(_ filter: RecordFilter) throws -> [RecordState: Int64] {
        try kept.stateCounts(work.transaction, filter)
    }

    /// All steps of a record.
    public func history(_ id: Record.ID) throws -> RecordHistory {
        work.visible(try kept.history(work.transaction, id))
    }
}

/// Where the store keeps a kind of submission: one line a deed, so that the rules above are there once.
struct Keeping<Body: SubmissionContent> {
    typealias Record = Submission<Body>

    let insert: (Transaction, RecordCode, Body, RecordMove, _ edition: Int64) throws -> Record
    let save: (Transaction, Record) throws -> Void
    let move: (Transaction, Record.ID, RecordMove) throws -> Void
    let archive:
        (Transaction, Record.ID, _ version: Int64?, _ archived: Bool, _ isCounted: Bool) throws -> Void
    let byID: (Transaction, Record.ID) throws -> Record?
    let byIDs: (Transaction, [Record.ID]) throws -> [Record.ID: Record]
    let byCode: (Transaction, RecordCode) throws -> Record?
    let byExternalID: (Transaction, String) throws -> Record?
    let titled: (Transaction, String, Organization.ID) throws -> [Record]
    let titles: (Transaction, Organization.ID) throws -> [(id: Record.ID, title: String)]
    let list: (Transaction, RecordFilter) throws -> [Record]
    let count: (Transaction, RecordFilter) throws -> Int64
    let stateCounts: (Transaction, RecordFilter) throws -> [RecordState: Int64]
    let history: (Transaction, Record.ID) throws -> RecordHistory
    /// Which matches a record has.
    let matches: (Record.ID) -> MatchFilter
}

extension Keeping<DemandContent> {
    static var demands: Self {
        Self(
            insert: { try $0.insert(code: $1, $2, move: $3, edition: $4) },
            save: { try $0.save($1) },
            move: { try $0.move($1, $2) },
            archive: { try $0.archive($1, version: $2, archived: $3, isCounted: $4) },
            byID: { try $0.demand($1) },
            byIDs: { try $0.demands($1) },
            byCode: { try $0.demand(code: $1) },
            byExternalID: { try $0.demand(externalID: $1) },
            titled: { try $0.demands(of: $2, titled: $1) },
            titles: { try $0.demandTitles(of: $1).map { ($0.demand, $0.title) } },
            list: { try $0.demands($1) },
            count: { try $0.demandCount($1) },
            stateCounts: { try $0.demandStateCounts($1) },
            history: { try $0.moves(of: $1) },
            matches: { id in
                var filter = MatchFilter()
                filter.demand = id
                return filter
            }
        )
    }
}

extension Keeping<AchievementContent> {
    static var achievements: Self {
        Self(
            insert: { try $0.insert(code: $1, $2, move: $3, edition: $4) },
            save: { try $0.save($1) },
            move: { try $0.move($1, $2) },
            archive: { try $0.archive($1, version: $2, archived: $3, isCounted: $4) },
            byID: { try $0.achievement($1) },
            byIDs: { try $0.achievements($1) },
            byCode: { try $0.achievement(code: $1) },
            byExternalID: { try $0.achievement(externalID: $1) },
            titled: { try $0.achievements(of: $2, titled: $1) },
            titles: { try $0.achievementTitles(of: $1).map { ($0.achievement, $0.title) } },
            list: { try $0.achievements($1) },
            count: { try $0.achievementCount($1) },
            stateCounts: { try $0.achievementStateCounts($1) },
            history: { try $0.moves(of: $1) },
            matches: { id in
                var filter = MatchFilter()
                filter.achievement = id
                return filter
            }
        )
    }
}

extension RecordState {
    func requireNotPublished(_ code: RecordCode) throws {
        guard self != .published else {
            throw AppError(
                .conflict,
                "published",
                field: .state,
                value: rawValue,
                Phrase(
                    "\(code) 正在发布，不能归档：请先撤回或关闭。",
                    en: "\(code) is published and can't be archived: withdraw or close it first."
                )
            )
        }
    }
}

extension Filing {
    /// Refuses a step that a person decided on while looking at an older version.
    func requireVersion(_ seen: Int64?) throws {
        guard let seen, seen != version else { return }
        throw AppError.stale(seen, current: version)
    }
}
