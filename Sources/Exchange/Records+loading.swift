import Domain
import Market

/// What became of one line of a file.
enum Outcome: Sendable {
    case created, updated, same
}

/// Putting whole records with their history into the market, as files bring them. A record is known by its code or
/// external id; loading one again changes nothing.
extension Records {
    /// A user, an organization, a demand, an achievement, an activity, a visit or a target.
    func load(_ type: RecordType, _ members: JSON.Members) throws -> Outcome {
        var reader = RecordReader(type, members, work: work)
        switch type {
        case .user:
            let login = try User.login(parsing: try reader.requiredText(.login))
            guard let user = try? work.users.find(login) else {
                _ = try createUser(&reader)
                return .created
            }
            let edited = try edit(user, &reader)
            return edited == user ? .same : .updated
        case .organization: return try loadOrganization(&reader)
        case .demand: return try loadDemand(&reader)
        case .achievement: return try loadAchievement(&reader)
        case .activity: return try loadActivity(&reader)
        case .visit: return try loadVisit(&reader)
        case .target:
            let target = try TargetLine(&reader)
            let old = try work.targets.list(year: target.year).first { $0.indicator == target.indicator }
            if old?.value == target.value { return .same }
            try work.targets.set(year: target.year, target.indicator, value: target.value)
            return old == nil ? .created : .updated
        case .match, .contract, .payment:
            preconditionFailure("\(type) is loaded in steps")
        }
    }

    // MARK: Organizations, demands, achievements

    private func loadOrganization(_ reader: inout RecordReader) throws -> Outcome {
        let head = try Head(&reader, .organization)
        reader.ignore("merged_into")
        let content = try Organization.Content(&reader).checked()
        try reader.finish()
        var old = try head.code.flatMap { try work.organizations.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.organizations.find(externalID: id) }
        if old == nil, head.code == nil, content.creditCode != nil || content.externalID == nil {
            // The same firm again, without any number of ours.
            old = try work.organizations.twin(of: content)
        }
        guard let old else {
            let made = try work.organizations.create(content, code: head.code)
            if head.isArchived { try work.organizations.archive(made.id, version: nil, as: .done) }
            return .created
        }
        var outcome = Outcome.same
        if old.content != content {
            _ = try work.organizations.edit(old.id, version: head.version, content)
            outcome = .updated
        }
        if head.isArchived, !old.filing.isArchived {
            try work.organizations.archive(old.id, version: nil, as: .done)
            outcome = .updated
        }
        return outcome
    }

    private func loadDemand(_ reader: inout RecordReader) throws -> Outcome {
        let head = try Head(&reader, .demand)
        reader.ignore("state")
        let moves = try reader.recordMoves()
        let content = try Demand.Content(&reader).checked(today: work.today)
        try reader.finish()
        var old = try head.code.flatMap { try work.demands.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.demands.find(externalID: id) }
        if old == nil, head.code == nil, content.externalID == nil {
            old = try work.demands.titled(content.title, of: content.organization).first { $0.content == content }
        }
        var outcome = Outcome.same
        let record: Demand
        if let old {
            record = old
            if old.content != content {
                _ = try work.demands.edit(old.id, version: head.version, content)
                outcome = .updated
            }
        } else {
            let first = moves?.first
            record = try work.demands.create(
                content,
                code: head.code,
                first: first?.to ?? .accepted,
                on: first?.on,
                note: first?.note ?? ""
            )
            outcome = .created
        }
        for move in try Self.newMoves(moves, after: try work.demands.history(record.id)) {
            _ = try work.demands.move(record.id, to: move.to, on: move.on, note: move.note)
            if outcome == .same { outcome = .updated }
        }
        if head.isArchived, !record.filing.isArchived {
            try work.demands.archive(record.id, version: nil, as: .done)
            if outcome == .same { outcome = .updated }
        }
        return outcome
    }

    private func loadAchievement(_ reader: inout RecordReader) throws -> Outcome {
        let head = try Head(&reader, .achievement)
        reader.ignore("state")
        let moves = try reader.recordMoves()
        let content = try Achievement.Content(&reader).checked(today: work.today)
        try reader.finish()
        var old = try head.code.flatMap { try work.achievements.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.achievements.find(externalID: id) }
        if old == nil, head.code == nil, content.externalID == nil {
            old = try work.achievements.titled(content.title, of: content.organization).first { $0.content == content }
        }
        var outcome = Outcome.same
        let record: Achievement
        if let old {
            record = old
            if old.content != content {
                _ = try work.achievements.edit(old.id, version: head.version, content)
                outcome = .updated
            }
        } else {
            let first = moves?.first
            record = try work.achievements.create(
                content,
                code: head.code,
                first: first?.to ?? .accepted,
                on: first?.on,
                note: first?.note ?? ""
            )
            outcome = .created
        }
        for move in try Self.newMoves(moves, after: try work.achievements.history(record.id)) {
            _ = try work.achievements.move(record.id, to: move.to, on: move.on, note: move.note)
            if outcome == .same { outcome = .updated }
        }
        if head.isArchived, !record.filing.isArchived {
            try work.achievements.archive(record.id, version: nil, as: .done)
            if outcome == .same { outcome = .updated }
        }
        return outcome
    }

    /// The steps of a file that the record does not have yet.
    ///
    /// - Throws: `history_differs` when the steps that it has are others.
    private static func newMoves(_ moves: [RecordMove]?, after history: RecordHistory) throws -> [RecordMove] {
        guard let moves else { return [] }
        for (here, there) in zip(history.moves, moves)
        where (here.to, here.on, here.note) != (there.to, there.on, there.note) {
            throw historyDiffers("\(there.to.rawValue) \(there.on)", "\(here.to.rawValue) \(here.on)")
        }
        return Array(moves.dropFirst(history.moves.count))
    }

    private static func historyDiffers(_ there: String, _ here: String) -> AppError {
        AppError(
            .conflict,
            "history_differs",
            field: .moves,
            value: there,
            Phrase(
                "经历“\(there)”与系统里的“\(here)”不一致：经历只能往后添，不能改写，请核对文件。",
                en: "The move “\(there)” differs from “\(here)” in the market: history is added to, never rewritten; check the file."
            )
        )
    }

    // MARK: Activities and visits

    private func loadActivity(_ reader: inout RecordReader) throws -> Outcome {
        let head = try Head(&reader, .activity)
        let attendance = try reader.objects(.attendance) { one in
            let organization = try one.organization(.organization)
            let people = try one.integer(.attendees) ?? 1
            return (organization, Int(clamping: people), try one.text(.note))
        }
        let content = try Activity.Content(&reader).checked(today: work.today)
        try reader.finish()
        var old = try head.code.flatMap { try work.activities.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.activities.find(externalID: id) }
        var outcome = Outcome.same
        let activity: Activity
        if let old {
            activity = old
            if old.content != content {
                _ = try work.activities.edit(old.id, version: head.version, content)
                outcome = .updated
            }
        } else {
            activity = try work.activities.create(content, code: head.code)
            outcome = .created
        }
        var known: [Organization.ID: Attendance] = [:]
        for one in try work.activities.attendance(activity.id) { known[one.organization] = one }
        for (organization, people, note) in attendance ?? [] {
            let wanted = Attendance(activity: activity.id, organization: organization, people: people, note: note)
            guard known[organization] != wanted else { continue }
            known[organization] = try work.activities.attend(activity.id, organization, people: people, note: note)
            if outcome == .same { outcome = .updated }
        }
        if head.isArchived, !activity.filing.isArchived {
            try work.activities.archive(activity.id, version: nil, as: .done)
            if outcome == .same { outcome = .updated }
        }
        return outcome
    }

    private func loadVisit(_ reader: inout RecordReader) throws -> Outcome {
        let head = try Head(&reader, .visit)
        let content = try Visit.Content(&reader).checked(today: work.today)
        try reader.finish()
        var old = try head.code.flatMap { try work.visits.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.visits.find(externalID: id) }
        if old == nil, head.code == nil, content.externalID == nil { old = try work.visits.twin(of: content) }
        guard let old else {
            let made = try work.visits.create(content, code: head.code)
            if head.isArchived { try work.visits.archive(made, version: nil, as: .done) }
            return .created
        }
        var outcome = Outcome.same
        if old.content != content {
            _ = try work.visits.edit(old, version: head.version, content)
            outcome = .updated
        }
        if head.isArchived, !old.filing.isArchived {
            try work.visits.archive(old, version: nil, as: .done)
            outcome = .updated
        }
        return outcome
    }

    // MARK: Matches, in two steps, because 签约 rests on contracts that are loaded between

    /// The match with its steps before the first 签约.
    func loadMatchBeforeSigning(_ members: JSON.Members) throws -> Outcome {
        let line = try MatchLine(members, work)
        var match = try line.code.flatMap { try work.matches.find(code: $0) }
        match = try match ?? work.matches.find(line.demand, line.achievement)
        if let match {
            guard match.demand == line.demand, match.achievement == line.achievement else {
                throw AppError(
                    .conflict,
                    "pair_differs",
                    field: .match,
                    value: match.code.description,
                    Phrase("对接 \(match.code) 是另一对需求和成果：请核对编号。", en: "The match \(match.code) joins another pair: check the code.")
                )
            }
            return .same
        }
        guard let first = line.moves.first, first.to == .suggested else {
            throw AppError(
                .invalid,
                "moves_start",
                field: .moves,
                Phrase("对接的经历（moves）要从“推荐”（suggested）开始。", en: "The moves of a match must begin with “suggested”.")
            )
        }
        let made = try work.matches.create(
            line.demand,
            line.achievement,
            code: line.code,
            score: line.score,
            owner: line.owner,
            on: first.on,
            note: first.note
        )
        for move in line.moves.dropFirst().prefix(while: { $0.to != .signed }) { try apply(move, to: made.id) }
        return .created
    }

    /// The match's other steps, its follow-ups and its plan.
    ///
    /// - Parameter contractOf: the contract of the same file that names the match.
    func loadMatchToItsEnd(
        _ members: JSON.Members,
        isNew: Bool,
        contractOf: (RecordCode) throws -> Contract.ID?
    ) throws -> Outcome {
        let line = try MatchLine(members, work)
        guard let match = try work.matches.find(line.demand, line.achievement) else {
            throw AppError(.notFound, "not_found", field: .match, Phrase("没有这个对接：它的前一步没有装入。", en: "There is no such match: its first step was not loaded."))
        }
        var isChanged = false
        let known = try work.matches.history(match.id).moves
        for (here, there) in zip(known, line.moves)
        where (here.to, here.on, here.note, here.undoes != nil) != (there.to, there.on, there.note, there.isMistake)
            || (here.reason ?? "") != (there.reason ?? "")
        {
            throw Self.historyDiffers("\(there.to.rawValue) \(there.on)", "\(here.to.rawValue) \(here.on)")
        }
        for move in line.moves.dropFirst(known.count) {
            var move = move
            if move.to == .signed, move.contract == nil, !move.isMistake { move.contract = try contractOf(match.code) }
            try apply(move, to: match.id)
            isChanged = true
        }
        let talks = try work.matches.followUps(match.id)
        for followUp in line.followUps where !talks.contains(where: followUp.isSame) {
            _ = try work.matches.followUp(
                match.id,
                on: followUp.on,
                kind: followUp.kind,
                text: followUp.text,
                nextStep: followUp.nextStep,
                nextOn: followUp.nextOn
            )
            isChanged = true
        }
        let now = try work.matches.get(match.id)
        let plan = (line.owner ?? now.owner, line.nextStep ?? now.nextStep, line.nextOn ?? now.nextOn)
        if plan != (now.owner, now.nextStep, now.nextOn) {
            _ = try work.matches.assign(
                match.id,
                owner: plan.0,
                nextStep: plan.1,
                nextOn: plan.2,
                version: isNew ? nil : isChanged ? nil : line.version
            )
            isChanged = true
        }
        if line.isArchived, !now.filing.isArchived {
            try work.matches.archive(match.id, version: nil, as: .done)
            isChanged = true
        }
        return isNew ? .created : isChanged ? .updated : .same
    }

    private func apply(_ move: MatchLine.Move, to id: Match.ID) throws {
        if move.isMistake {
            _ = try work.matches.back(id, to: move.to, isMistake: true, on: move.on, note: move.note)
        } else if move.to == .ended {
            _ = try work.matches.end(id, reason: move.reason ?? "", on: move.on, note: move.note)
        } else {
            let current = try work.matches.get(id).stage
            let isForward = current != .ended && (move.to.step ?? 0) > (current.step ?? 0)
            if isForward {
                _ = try work.matches.advance(id, to: move.to, contract: move.contract, on: move.on, note: move.note)
            } else {
                _ = try work.matches.back(id, to: move.to, on: move.on, note: move.note)
            }
        }
    }

    // MARK: Contracts and payments

    /// The contract itself.
    func loadContract(_ line: ContractLine) throws -> Outcome {
        guard let old = try find(line) else {
            _ = try work.contracts.create(line.content, code: line.head.code)
            return .created
        }
        guard old.content != line.content else { return .same }
        _ = try work.contracts.edit(old.id, version: line.head.version, line.content)
        return .updated
    }

    /// The changes of a contract that the market does not have yet, each with its day.
    func newChanges(_ line: ContractLine) throws -> [ContractLine.Change] {
        guard let contract = try find(line) else { return line.changes }
        let known = try work.contracts.ledger(contract).changes
        for (here, there) in zip(known, line.changes) where (here.kind, here.on, here.note) != (there.kind, there.on, there.note) {
            throw Self.historyDiffers("\(there.kind.rawValue) \(there.on)", "\(here.kind.rawValue) \(here.on)")
        }
        return Array(line.changes.dropFirst(known.count))
    }

    func apply(_ change: ContractLine.Change, to line: ContractLine) throws {
        guard let contract = try find(line) else { throw AppError.lost(.contract) }
        switch change.kind {
        case .amendment:
            _ = try work.contracts.amend(
                contract.id,
                total: change.total,
                technology: change.technology,
                on: change.on,
                note: change.note
            )
        case .cancellation: _ = try work.contracts.cancel(contract.id, on: change.on, note: change.note)
        }
    }

    /// The matches of a contract, once they are where their own lines take them.
    func linkMatches(of line: ContractLine) throws -> Bool {
        guard let contract = try find(line) else { throw AppError.lost(.contract) }
        let linked = Set(try work.contracts.matches(contract.id).map(\.id))
        var isChanged = false
        for reference in line.matches {
            let match = try work.matches.find(reference)
            guard !linked.contains(match.id) else { continue }
            try work.contracts.link(contract.id, match.id)
            isChanged = true
        }
        if line.head.isArchived, !contract.filing.isArchived {
            try work.contracts.archive(contract.id, version: nil, as: .done)
            isChanged = true
        }
        return isChanged
    }

    func find(_ line: ContractLine) throws -> Contract? {
        if let code = line.head.code { return try work.contracts.find(code: code) }
        if let id = line.content.externalID { return try work.contracts.find(externalID: id) }
        return try work.contracts.twin(of: line.content)
    }

    func loadPayment(_ members: JSON.Members) throws -> Outcome {
        var reader = RecordReader(.payment, members, work: work)
        let head = try Head(&reader, .payment)
        let content = try Payment.Content(&reader).checked()
        try reader.finish()
        var old = try head.code.flatMap { try work.payments.find(code: $0) }
        if old == nil, let id = content.externalID { old = try work.payments.find(externalID: id) }
        if old == nil, head.code == nil, content.externalID == nil { old = try work.payments.twin(of: content) }
        guard let old else {
            let made = try work.payments.create(content, code: head.code)
            if head.isArchived { try work.payments.archive(made, version: nil, as: .done) }
            return .created
        }
        guard old.content != content else { return .same }
        _ = try work.payments.edit(old.id, version: head.version, content)
        return .updated
    }
}

/// What every filed record's line may begin with.
struct Head {
    let code: RecordCode?
    let version: Int64?
    let isArchived: Bool

    init(_ reader: inout RecordReader, _ kind: RecordCode.Kind) throws {
        code = try reader.recordCode(kind)
        version = try reader.integer(.version)
        isArchived = try reader.flag(.archived) ?? false
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

/// A match as a file has it.
struct MatchLine {
    struct Move {
        let to: MatchStage
        let on: Day
        let reason: String?
        let note: String
        let isMistake: Bool
        var contract: Contract.ID?
    }

    struct Talk {
        let on: Day
        let kind: String
        let text: String
        let nextStep: String
        let nextOn: Day?

        func isSame(as other: FollowUp) -> Bool {
            on == other.on && kind == other.kind && text == other.text
        }
    }

    let code: RecordCode?
    let version: Int64?
    let isArchived: Bool
    let demand: Demand.ID
    let achievement: Achievement.ID
    let owner: User.ID?
    let score: Int?
    let nextStep: String?
    let nextOn: Day?
    let moves: [Move]
    let followUps: [Talk]

    init(_ members: JSON.Members, _ work: Work) throws {
        var reader = RecordReader(.match, members, work: work)
        let head = try Head(&reader, .match)
        (code, version, isArchived) = (head.code, head.version, head.isArchived)
        (demand, achievement) = try Records(work).pair(&reader)
        owner = try reader.user(.owner)
        score = try Self.score(try reader.integer(.score))
        nextStep = try reader.optionalText(.nextStep)
        nextOn = try reader.optionalDay(.nextOn)
        reader.ignore("stage")
        let moves = try reader.objects(.moves) { one in
            Move(
                to: try one.word(.to, \MatchStage.name),
                on: try one.day(.on),
                reason: try one.optionalCode(.reason, in: .endReason),
                note: try TextRule.block(try one.text(.note), .note, limit: Limits.note),
                isMistake: try one.flag(.mistake) ?? false,
                contract: try one.optionalText(.contract).flatMap { try? work.contracts.find($0).id }
            )
        }
        self.moves = moves ?? [Move(to: .suggested, on: work.today, reason: nil, note: "", isMistake: false)]
        followUps = try reader.objects(.followUps) { one in
            Talk(
                on: try one.day(.on),
                kind: try one.code(.kind, in: .followUpKind),
                text: try TextRule.block(try one.requiredText(.text), .text, limit: Limits.note),
                nextStep: try one.text(.nextStep),
                nextOn: try one.optionalDay(.nextOn)
            )
        } ?? []
        try reader.finish()
    }

    private static func score(_ score: Int64?) throws(AppError) -> Int? {
        guard let score else { return nil }
        guard (0...100).contains(score) else {
            throw AppError(
                .invalid,
                "score_out_of_range",
                field: .score,
                value: String(score),
                Phrase("得分“\(score)”不对：请写 0 到 100 的整数。", en: "The score “\(score)” won't do: write a whole number from 0 to 100.")
            )
        }
        return Int(score)
    }
}

/// A contract as a file has it.
struct ContractLine {
    struct Change {
        let kind: ContractChange.Kind
        let on: Day
        let total: Money?
        let technology: Money?
        let note: String
    }

    let head: Head
    let content: Contract.Content
    let matches: [String]
    let changes: [Change]

    init(_ members: JSON.Members, _ work: Work) throws {
        var reader = RecordReader(.contract, members, work: work)
        head = try Head(&reader, .contract)
        matches = try reader.list(.matches)
        reader.ignore("cancelled_on", "total_now_fen", "technology_now_fen", "paid_fen")
        changes = try reader.objects(.changes) { one in
            Change(
                kind: try one.word(.kind, \ContractChange.Kind.name),
                on: try one.day(.on),
                total: try one.optionalMoney(.total),
                technology: try one.optionalMoney(.technology),
                note: try TextRule.block(try one.text(.note), .note, limit: Limits.note)
            )
        } ?? []
        content = try Contract.Content(&reader).checked(today: work.today)
        try reader.finish()
    }
}

extension AppError {
    /// Says that an earlier step of the same load did not leave what this one needs; it can only follow another error.
    static func lost(_ field: Field) -> AppError {
        AppError(
            .notFound,
            "not_found",
            field: field,
            Phrase("没有这条\(field.name.zh)：它的前一步没有装入。", en: "There is no such \(field.name.en): its first step was not loaded.")
        )
    }
}

/// Records that a file means though it gives no number of ours: all that people wrote is the same.
extension Organizations {
    fileprivate func twin(of content: Organization.Content) throws -> Organization? {
        if let code = content.creditCode, let found = try? find(code.description), found.creditCode == code { return found }
        guard let found = try? find(content.name), found.name == content.name else { return nil }
        // Two different credit codes are two organizations.
        if let code = content.creditCode, let other = found.creditCode, code != other { return nil }
        return found
    }
}

extension Visits {
    fileprivate func twin(of content: Visit.Content) throws -> Visit? {
        var filter = EventFilter()
        filter.organization = content.organization
        filter.period = Period(day: content.on)
        return try list(filter).first { $0.content == content }
    }
}

extension Payments {
    fileprivate func twin(of content: Payment.Content) throws -> Payment? {
        var filter = PaymentFilter()
        filter.contract = content.contract
        filter.period = Period(day: content.on)
        return try list(filter).first { $0.content == content }
    }
}

extension Contracts {
    fileprivate func twin(of content: Contract.Content) throws -> Contract? {
        var filter = ContractFilter()
        filter.organization = content.buyer
        filter.signed = Period(day: content.signedOn)
        return try list(filter).first { $0.content == content }
    }
}
