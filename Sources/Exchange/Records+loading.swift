import Domain
import Market

/// Putting whole records with their history into the market, as files bring them. A record is known by its code or
/// external id; loading one again changes nothing.
extension Records {
    /// A record that is loaded in one step: all but matches, contracts and payments.
    func load(_ type: RecordType, _ members: JSON.Members) throws -> Loaded {
        var reader = RecordReader(type, members, work: work)
        switch type {
        case .user: return try loadUser(&reader)
        case .organization: return try loadOrganization(&reader)
        case .demand: return try load(&reader, among: work.demands, json: json)
        case .achievement: return try load(&reader, among: work.achievements, json: json)
        case .programme: return try loadProgramme(&reader)
        case .activity: return try loadActivity(&reader)
        case .visit: return try loadVisit(&reader)
        case .target:
            let target = try TargetLine(&reader)
            let old = try work.targets.list(year: target.year).first { $0.indicator == target.indicator }
            if old?.value == target.value { return Loaded(outcome: .same) }
            try work.targets.set(year: target.year, target.indicator, value: target.value)
            return Loaded(outcome: old == nil ? .created : .updated)
        case .task: return try loadTask(&reader)
        case .bureauSheet: return try loadSheet(&reader)
        case .match, .contract, .payment:
            preconditionFailure("\(type) is loaded in steps")
        }
    }

    private func loadUser(_ reader: inout RecordReader) throws -> Loaded {
        let login = try User.login(parsing: try reader.requiredText(.login))
        guard let user = try work.users.list().first(where: { $0.login == login }) else {
            _ = try createUser(&reader)
            return Loaded(outcome: .created)
        }
        let edited = try edit(user, &reader)
        return Loaded(outcome: edited == user ? .same : .updated)
    }

    private func loadOrganization(_ reader: inout RecordReader) throws -> Loaded {
        let organizations = work.organizations
        let head = try Head(&reader, .organization)
        var old = try head.find(code: organizations.find(code:), externalID: organizations.find(externalID:))
        reader.kept = try old.map { try json($0) }
        let into = try reader.optionalText(.mergedInto).map { try organizations.find($0, field: .mergedInto) }
        var content = try Organization.Content(&reader).checked()
        try reader.finish()
        if old == nil, head.code == nil, let twin = try organizations.twin(of: content) {
            // The same firm from a list without our numbers: what the list does not say stays as it is.
            content = try content.completed(from: twin.content).checked()
            old = twin
        }
        guard let old else {
            let made = try organizations.create(content, code: head.code, mergedInto: into?.id)
            return Loaded(
                outcome: .created,
                filing: head.filing(nil) {
                    try organizations.archive(made.id, version: nil, as: $0)
                }
            )
        }
        var loaded = Loaded(outcome: .same)
        if old.content != content {
            _ = try organizations.edit(old.id, version: head.version, content)
            loaded.change()
        }
        if let into, into.rootID != old.rootID {
            try head.requireFresh(old.filing)
            guard !old.isMerged else {
                let root = try organizations.get(old.rootID).code.description
                throw AppError.historyDiffers(.mergedInto, into.code.description, root)
            }
            try organizations.merge(old.id, into: into.id, note: "")
            loaded.change()
        }
        loaded.filing = head.filing(old.filing) { try organizations.archive(old.id, version: nil, as: $0) }
        return loaded
    }

    /// A demand or an achievement.
    private func load<Content: ReadableContent>(
        _ reader: inout RecordReader,
        among records: Submissions<Content>,
        json: (Submission<Content>) throws -> JSON.Members
    ) throws -> Loaded {
        let head = try Head(&reader, Content.codeKind)
        var old = try head.find(code: records.find(code:), externalID: records.find(externalID:))
        reader.kept = try old.map { try json($0) }
        let (state, moves) = (try reader.optionalWord(.state, \RecordState.name), try reader.recordMoves())
        var content = try Content(&reader).checked(today: work.today)
        try reader.finish()
        if old == nil, head.isAnonymous {
            let isDated = reader.says(.receivedOn)
            old = try records.titled(content.title, of: content.organization).first { one in
                var wanted = content
                if !isDated { wanted.receivedOn = one.receivedOn }
                return one.content == wanted
            }
            if let old { content = old.content }
        }
        var loaded = Loaded(outcome: .same)
        let record: Submission<Content>
        if let old {
            record = old
            if old.content != content {
                _ = try records.edit(old.id, version: head.version, content)
                loaded.change()
            }
        } else {
            let first = moves?.first
            loaded.outcome = .created
            record = try records.create(
                content,
                code: head.code,
                first: first?.to ?? .accepted,
                on: first?.on,
                note: first?.note ?? ""
            )
        }
        for move in try Self.newMoves(moves, after: try records.history(record.id)) {
            if old != nil { try head.requireFresh(record.filing) }
            _ = try records.move(record.id, to: move.to, on: move.on, note: move.note)
            loaded.change()
        }
        try Self.require(state, moves?.last?.to ?? record.state)
        loaded.filing = head.filing(old?.filing) { try records.archive(record.id, version: nil, as: $0) }
        return loaded
    }

    /// The steps of a file that the record does not have yet.
    ///
    /// - Throws: `history_differs` when the steps that it has are others.
    private static func newMoves(_ moves: [RecordMove]?, after history: RecordHistory) throws -> [RecordMove]
    {
        guard let moves else { return [] }
        for (here, there) in zip(history.moves, moves)
        where (here.to, here.on, here.note) != (there.to, there.on, there.note) {
            throw AppError.historyDiffers(
                .moves,
                "\(there.to.rawValue) \(there.on)",
                "\(here.to.rawValue) \(here.on)"
            )
        }
        return Array(moves.dropFirst(history.moves.count))
    }

    /// Refuses a state that is not where the line's own steps lead: somebody wrote it there and hoped.
    private static func require(_ state: RecordState?, _ actual: RecordState) throws(AppError) {
        guard let state, state != actual else { return }
        throw AppError.followsFrom(.moves, .state, state.rawValue, actual.rawValue)
    }

    // MARK: Activities and visits

    private func loadActivity(_ reader: inout RecordReader) throws -> Loaded {
        let activities = work.activities
        let head = try Head(&reader, .activity)
        let old =
            try head.find(code: activities.find(code:), externalID: activities.find(externalID:))
            ?? (head.isAnonymous ? try activityTwin(reader) : nil)
        reader.kept = try old.map { try json($0) }
        let attendance = try reader.objects(.attendance) { one in
            let organization = try one.organization(.organization)
            let people = try one.integer(.attendees) ?? 1
            return (organization, Int(clamping: people), try TextRule.line(try one.text(.note), .note))
        }
        let content = try Activity.Content(&reader).checked(today: work.today)
        try reader.finish()
        var loaded = Loaded(outcome: .same)
        let activity: Activity
        if let old {
            activity = old
            if old.content != content {
                _ = try activities.edit(old.id, version: head.version, content)
                loaded.change()
            }
        } else {
            activity = try activities.create(content, code: head.code)
            loaded.outcome = .created
        }
        var known: [Organization.ID: Attendance] = [:]
        for one in try activities.attendance(activity.id) { known[one.organization] = one }
        for (organization, people, note) in attendance ?? [] {
            let wanted = Attendance(
                activity: activity.id,
                organization: organization,
                people: people,
                note: note
            )
            guard known[organization] != wanted else { continue }
            if old != nil { try head.requireFresh(activity.filing) }
            known[organization] = try activities.attend(activity.id, organization, people: people, note: note)
            loaded.change()
        }
        loaded.filing = head.filing(old?.filing) { try activities.archive(activity.id, version: nil, as: $0) }
        return loaded
    }

    /// The activity that a line without numbers means: the same in all that it says.
    private func activityTwin(_ reader: RecordReader) throws -> Activity? {
        var reader = reader
        reader.ignore("attendance")
        let content = try Activity.Content(&reader).checked(today: work.today)
        let isStated = reader.says(.state)
        var filter = EventFilter()
        filter.period = Period(day: content.on)
        filter.includesArchived = true
        return try work.activities.list(filter).first { one in
            var wanted = content
            if !isStated { wanted.state = one.state }
            return one.filing.isCounted && one.content == wanted
        }
    }

    private func loadVisit(_ reader: inout RecordReader) throws -> Loaded {
        let visits = work.visits
        let head = try Head(&reader, .visit)
        var old = try head.find(code: visits.find(code:), externalID: visits.find(externalID:))
        reader.kept = try old.map { try json($0) }
        let content = try Visit.Content(&reader).checked(today: work.today)
        try reader.finish()
        if old == nil, head.isAnonymous { old = try visits.twin(of: content) }
        guard let old else {
            let made = try visits.create(content, code: head.code)
            return Loaded(
                outcome: .created,
                filing: head.filing(nil) {
                    try visits.archive(made, version: nil, as: $0)
                }
            )
        }
        var loaded = Loaded(outcome: .same)
        if old.content != content {
            _ = try visits.edit(old, version: head.version, content)
            loaded.change()
        }
        loaded.filing = head.filing(old.filing) { try visits.archive(old, version: nil, as: $0) }
        return loaded
    }
}

extension RecordReader {
    fileprivate mutating func recordMoves() throws -> [RecordMove]? {
        let moves = try objects(.moves) { one in
            RecordMove(
                from: nil,
                to: try one.word(.to, \RecordState.name),
                on: try one.day(.on),
                note: try TextRule.block(try one.text(.note), .note, limit: Limits.note)
            )
        }
        return moves.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Organization.Content {
    /// This content with what it leaves blank as another has it, whose name becomes an alias if it is different.
    func completed(from other: Self) -> Self {
        var content = self
        content.externalID = externalID ?? other.externalID
        content.creditCode = creditCode ?? other.creditCode
        content.aliases = other.aliases + aliases + (other.name == name ? [] : [other.name])
        content.region = region ?? other.region
        content.zone = zone ?? other.zone
        content.industry = industry ?? other.industry
        if address.isEmpty { content.address = other.address }
        if contact.name.isEmpty { content.contact.name = other.contact.name }
        content.contact.phone = contact.phone ?? other.contact.phone
        content.contact.email = contact.email ?? other.contact.email
        if note.isEmpty { content.note = other.note }
        return content
    }
}

/// Records that a file means though it gives no number of ours: all that people wrote is the same.
extension Organizations {
    /// The organization of the same credit code or, if the line has no external id either, of the same name; never one
    /// that two credit codes or two external ids tell apart.
    func twin(of content: Organization.Content) throws -> Organization? {
        func isTold(_ other: Organization) -> Bool {
            if let code = content.creditCode, let code2 = other.creditCode, code != code2 { return true }
            if let id = content.externalID, let id2 = other.externalID, id != id2 { return true }
            return false
        }
        if let code = content.creditCode, let found = try one(code.description), found.creditCode == code {
            return isTold(found) ? nil : found
        }
        guard content.externalID == nil, let found = try one(content.name), found.name == content.name else {
            return nil
        }
        return isTold(found) ? nil : found
    }

    /// The one organization that a text means; nil if there is none, or several.
    private func one(_ reference: String) throws -> Organization? {
        do { return try find(reference) } catch let error as AppError where error.kind != .unavailable {
            return nil
        }
    }
}

extension Visits {
    fileprivate func twin(of content: Visit.Content) throws -> Visit? {
        var filter = EventFilter()
        filter.organization = content.organization
        filter.period = Period(day: content.on)
        filter.includesArchived = true
        return try list(filter).first { $0.filing.isCounted && $0.content == content }
    }
}
