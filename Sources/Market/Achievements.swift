public import Domain
import Storage

extension Work {
    public var achievements: Achievements { Achievements(work: self) }
}

/// What people do with 科技成果.
public struct Achievements {
    let work: Work

    /// Logs an achievement.
    ///
    /// - Parameter first: `accepted` when staff take it on, `submitted` when it waits for review.
    /// - Throws: `code_taken`, `external_id_taken`, or what its content's rules refuse.
    public func create(
        _ content: Achievement.Content,
        code: RecordCode? = nil,
        first: RecordState = .accepted,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Achievement {
        let transaction = try work.begin("achievement.create", .staff)
        let content = try content.checked(today: work.today)
        _ = try work.organizations.usable(content.organization)
        if let externalID = content.externalID, let other = try transaction.achievement(externalID: externalID) {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        try day?.require(notBefore: content.receivedOn, of: Field.receivedOn.name, field: .on)
        var history = RecordHistory()
        let note = try TextRule.block(note, .note, limit: Limits.note)
        try history.move(to: first, on: day ?? content.receivedOn, today: work.today, note: note)
        let code = try transaction.code(code, .achievement, year: content.receivedOn.year) {
            try transaction.achievement(code: $0) != nil
        }
        return try transaction.insert(code: code, content, move: history.moves[0], edition: try work.codes().edition)
    }

    /// Changes an achievement's content.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    /// - Throws: `stale_version`, `archived`, `external_id_taken`, or what its content's rules refuse.
    public func edit(_ id: Achievement.ID, version: Int64?, _ content: Achievement.Content) throws -> Achievement {
        let transaction = try work.begin("achievement.edit", .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        let content = try content.checked(today: work.today)
        if content.organization != old.content.organization {
            _ = try work.organizations.usable(content.organization)
        }
        if let externalID = content.externalID, let other = try transaction.achievement(externalID: externalID),
            other.id != id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        var filing = old.filing.seen(at: version)
        if old.content.codes != content.codes { filing.codeEdition = try work.codes().edition }
        try transaction.save(Achievement(id: id, code: old.code, content: content, state: old.state, filing: filing))
        return try get(id)
    }

    /// Brings an achievement to another state: accepts, returns, publishes, withdraws, closes or reopens it.
    ///
    /// - Throws: `move_not_allowed`, `date_in_future`, `date_out_of_order`, `role_too_low`, `stale_version`.
    public func move(
        _ id: Achievement.ID,
        to state: RecordState,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Achievement {
        let action = "achievement.\(state.rawValue)"
        let transaction = try work.begin(action, .staff)
        let old = try get(id)
        try old.filing.requireInUse(old.code)
        try old.filing.requireVersion(version)
        var history = try transaction.moves(of: id)
        // Taking an achievement up again is staff's own work; only review and publishing are the manager's.
        if !history.isReopened(by: state) { try work.require(state.leastRole, action) }
        try history.move(
            to: state,
            on: day ?? work.today,
            today: work.today,
            note: try TextRule.block(note, .note, limit: Limits.note)
        )
        if let move = history.moves.last { try transaction.move(id, move) }
        return try get(id)
    }

    /// Puts an achievement away, or takes it out again. A published one is withdrawn or closed first.
    public func archive(_ id: Achievement.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("achievement.archive", .staff)
        let old = try get(id)
        if archiving == .mistake {
            var filter = MatchFilter()
            filter.achievement = id
            // One that is done with and put away is still counted.
            filter.includesArchived = true
            let matches = try transaction.matches(filter).filter(\.filing.isCounted)
            try work.refuseMistake(old.code, uses: Int64(matches.count))
        }
        if archiving == .undone { _ = try work.organizations.usable(old.organization) }
        if archiving != .undone { try old.state.requireNotPublished(old.code) }
        try transaction.archive(id, version: version, archived: archiving != .undone, isCounted: archiving != .mistake)
    }

    public func get(_ id: Achievement.ID) throws -> Achievement { work.visible(try whole(id)) }

    /// The record with its confidential parts, whoever is at work: for the matching only.
    func whole(_ id: Achievement.ID) throws -> Achievement {
        guard let found = try work.transaction.achievement(id) else { throw AppError.noRecord(.achievement, id.description) }
        return found
    }

    /// The achievement that a code or an external id means.
    public func find(_ reference: String, field: Field = .achievement) throws -> Achievement {
        if let code = try? RecordCode(parsing: reference, kind: .achievement, field: field),
            let found = try find(code: code)
        {
            return found
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(field, reference)
    }

    public func find(code: RecordCode) throws -> Achievement? { try work.transaction.achievement(code: code).map(work.visible) }

    public func find(externalID: String) throws -> Achievement? {
        try work.transaction.achievement(externalID: externalID).map(work.visible)
    }

    /// The organization's achievements of exactly this title.
    public func titled(_ title: String, of organization: Organization.ID) throws -> [Achievement] {
        try work.transaction.achievements(of: organization, titled: title).map(work.visible)
    }

    public func list(_ filter: RecordFilter) throws -> [Achievement] {
        try work.transaction.achievements(filter).map(work.visible)
    }

    public func count(_ filter: RecordFilter) throws -> Int64 { try work.transaction.achievementCount(filter) }

    /// All steps of an achievement.
    public func history(_ id: Achievement.ID) throws -> RecordHistory { try work.transaction.moves(of: id) }
}
