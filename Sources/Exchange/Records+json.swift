public import Domain
public import Market

/// Records in the shape of files, `--json` and the API. What is blank or unknown is left out, so that equal records have
/// equal texts.
public struct Records {
    let work: Work
    private let known: Known

    /// - Parameter known: what was looked up already for the records to come; the rest is looked up as it is needed.
    public init(_ work: Work, known: Known = Known()) {
        self.work = work
        self.known = known
    }

    public func json(_ user: User) throws -> JSON.Members {
        var members = Members(.user)
        members["login"] = .string(user.login)
        members["name"] = .string(user.name)
        members["role"] = .string(user.role.rawValue)
        members["active"] = .bool(user.isActive)
        return members.members
    }

    public func json(_ organization: Organization) throws -> JSON.Members {
        let content = organization.content
        var members = Members(.organization, organization.code, content.externalID, organization.filing)
        members.add("name", content.name)
        members.add("kind", content.kind.rawValue)
        members.add("credit_code", content.creditCode?.description)
        members.add("aliases", content.aliases)
        members.add("region", content.region?.description)
        members.add("zone", content.zone)
        members.add("industry", content.industry?.description)
        members.add("address", content.address)
        members.add(content.contact)
        members.add("note", content.note)
        if organization.isMerged { members.add("merged_into", try code(organization.rootID)) }
        return members.members
    }

    public func json(_ demand: Demand) throws -> JSON.Members { try json(demand, withHistory: true) }

    /// - Parameter withHistory: whether what happened to it is wanted, too; lists do without.
    public func json(_ demand: Demand, withHistory: Bool) throws -> JSON.Members {
        let content = demand.content
        var members = Members(.demand, demand.code, content.externalID, demand.filing)
        members.add("organization", try code(content.organization))
        members.add("title", content.title)
        members.add("summary", content.summary)
        members.add("detail", content.detail)
        members.add("problem", content.problem)
        members.add("key_indicators", content.keyIndicators)
        members.add("expected_result", content.expectedResult)
        members.add("keywords", content.keywords)
        members.add("industry", content.industry?.description)
        members.add("field", content.field)
        members.add("region", content.region?.description)
        members.add("zone", content.zone)
        members.add("budget_fen", content.budget)
        members.add("deadline", content.deadline)
        members.add("cooperation_modes", content.cooperationModes)
        members.add("readiness", content.readiness)
        members.add(content.contact)
        members.add("source", content.source)
        members.add("received_on", content.receivedOn)
        members.add("state", demand.state.rawValue)
        guard withHistory else { return members.members }
        members["moves"] = moves(
            try known.demandHistories[demand.id] ?? work.demands.history(demand.id)
        )
        return members.members
    }

    public func json(_ achievement: Achievement) throws -> JSON.Members {
        try json(achievement, withHistory: true)
    }

    /// - Parameter withHistory: whether what happened to it is wanted, too; lists do without.
    public func json(_ achievement: Achievement, withHistory: Bool) throws -> JSON.Members {
        let content = achievement.content
        var members = Members(.achievement, achievement.code, content.externalID, achievement.filing)
        members.add("organization", try code(content.organization))
        members.add("title", content.title)
        members.add("summary", content.summary)
        members.add("detail", content.detail)
        members.add("keywords", content.keywords)
        members.add("industry", content.industry?.description)
        members.add("field", content.field)
        members.add("region", content.region?.description)
        members.add("zone", content.zone)
        members.add("price_fen", content.price)
        members.add("valid_until", content.validUntil)
        members.add("completed_on", content.completedOn)
        members.add("cooperation_modes", content.cooperationModes)
        members.add("readiness", content.readiness)
        if let trl = content.trl { members["trl"] = .int(Int64(trl)) }
        members.add("ip_kinds", content.ipKinds)
        members.add("ip_note", content.ipNote)
        members.add("people", content.people)
        members.add(content.contact)
        members.add("source", content.source)
        members.add("received_on", content.receivedOn)
        members.add("state", achievement.state.rawValue)
        guard withHistory else { return members.members }
        members["moves"] = moves(
            try known.achievementHistories[achievement.id] ?? work.achievements.history(achievement.id)
        )
        return members.members
    }

    public func json(_ match: Match) throws -> JSON.Members { try json(match, withHistory: true) }

    /// - Parameter withHistory: whether what happened to it is wanted, too; lists do without.
    public func json(_ match: Match, withHistory: Bool) throws -> JSON.Members {
        var members = Members(.match, match.code, nil, match.filing)
        members.add(
            "demand",
            try code(.demand, match.demand.rawValue) { try work.demands.get(match.demand).code }
        )
        members.add(
            "achievement",
            try code(.achievement, match.achievement.rawValue) {
                try work.achievements.get(match.achievement).code
            }
        )
        members.add("owner", try match.owner.map(login))
        if let score = match.score { members["score"] = .int(Int64(score)) }
        members.add("next_step", match.nextStep)
        members.add("next_on", match.nextOn)
        members.add("stage", match.stage.rawValue)
        guard withHistory else { return members.members }
        members["moves"] = try moves(known.matchHistories[match.id] ?? work.matches.history(match.id))
        let followUps = try known.followUps[match.id] ?? work.matches.followUps(match.id)
        if !followUps.isEmpty {
            members["follow_ups"] = .array(
                followUps.map { followUp in
                    var one = Members()
                    one.add("on", followUp.on)
                    one.add("kind", followUp.kind)
                    one.add("text", followUp.text)
                    one.add("next_step", followUp.nextStep)
                    one.add("next_on", followUp.nextOn)
                    return .object(one.members)
                }
            )
        }
        return members.members
    }

    public func json(_ contract: Contract) throws -> JSON.Members { try json(contract, withHistory: true) }

    /// - Parameter withHistory: whether what happened to it is wanted, too; lists do without.
    public func json(_ contract: Contract, withHistory: Bool) throws -> JSON.Members {
        let content = contract.content
        let matches =
            try withHistory
            ? known.matchCodes[contract.id] ?? work.contracts.matches(contract.id).map(\.code) : []
        var members = Members(.contract, contract.code, content.externalID, contract.filing)
        members.add("title", content.title)
        members.add("contract_type", content.type)
        members.add("buyer", try code(content.buyer))
        members.add("seller", try code(content.seller))
        members.add("matches", matches.map(\.description).sorted())
        members.add("total_fen", content.total)
        members.add("technology_fen", content.technology)
        members.add("signed_on", content.signedOn)
        members.add("starts_on", content.startsOn)
        members.add("ends_on", content.endsOn)
        members.add("registration_number", content.registrationNumber)
        members.add("field", content.field)
        members.add("note", content.note)
        guard withHistory else { return members.members }
        let ledger = try known.ledgers[contract.id] ?? work.contracts.ledger(contract)
        if !ledger.changes.isEmpty {
            members["changes"] = .array(
                ledger.changes.map { change in
                    var one = Members()
                    one.add("kind", change.kind.rawValue)
                    one.add("on", change.on)
                    one.add("total_fen", change.total)
                    one.add("technology_fen", change.technology)
                    one.add("note", change.note)
                    return .object(one.members)
                }
            )
        }
        members.add("cancelled_on", ledger.cancelledOn)
        members.add("total_now_fen", ledger.total)
        members.add("technology_now_fen", ledger.technology)
        members.add("paid_fen", ledger.paid)
        return members.members
    }

    public func json(_ payment: Payment) throws -> JSON.Members {
        let content = payment.content
        var members = Members(.payment, payment.code, content.externalID, payment.filing)
        members.add("contract", try contractCode(content.contract))
        members.add("kind", content.kind.rawValue)
        members.add("amount_fen", content.amount)
        members.add("on", content.on)
        members.add("note", content.note)
        return members.members
    }

    public func json(_ activity: Activity) throws -> JSON.Members { try json(activity, withHistory: true) }

    /// - Parameter withHistory: whether what happened to it is wanted, too; lists do without.
    public func json(_ activity: Activity, withHistory: Bool) throws -> JSON.Members {
        let content = activity.content
        var members = Members(.activity, activity.code, content.externalID, activity.filing)
        members.add("title", content.title)
        members.add("kind", content.kind)
        members.add("on", content.on)
        members.add("ends_on", content.endsOn)
        members.add("place", content.place)
        members.add("host", content.host)
        members.add("co_hosts", content.coHosts)
        members.add(
            "parent",
            try content.parent.map { id in
                try code(.activity, id.rawValue) { try work.activities.get(id).code }
            }
        )
        members.add(
            "programme",
            try content.programme.map { id in
                try code(.programme, id.rawValue) { try work.programmes.get(id).code }
            }
        )
        members.add("state", content.state.rawValue)
        members.add("note", content.note)
        guard withHistory else { return members.members }
        let attendance = try known.attendance[activity.id] ?? work.activities.attendance(activity.id)
        if !attendance.isEmpty {
            members["attendance"] = .array(
                try attendance.map { attendance in
                    var one = Members()
                    one.add("organization", try code(attendance.organization))
                    one["people"] = .int(Int64(attendance.people))
                    one.add("note", attendance.note)
                    return .object(one.members)
                }
            )
        }
        return members.members
    }

    public func json(_ programme: Programme) throws -> JSON.Members { try json(programme, withHistory: true) }

    /// - Parameter withHistory: whether its members are wanted, too; lists do without.
    public func json(_ programme: Programme, withHistory: Bool) throws -> JSON.Members {
        let content = programme.content
        var members = Members(.programme, programme.code, content.externalID, programme.filing)
        members.add("name", content.name)
        members.add("goal", content.goal)
        members.add("starts_on", content.startsOn)
        members.add("ends_on", content.endsOn)
        members.add("department", content.department)
        members.add("owner", try content.owner.map(login))
        members.add("state", content.state.rawValue)
        members.add("note", content.note)
        guard withHistory else { return members.members }
        var filter = MemberFilter()
        filter.programme = programme.id
        let all = try known.members[programme.id] ?? work.programmes.members(filter)
        if !all.isEmpty { members["members"] = .array(try all.map { .object(try json($0)) }) }
        return members.members
    }

    /// A member of a programme, as it stands within the programme.
    public func json(_ member: Member) throws -> JSON.Members {
        var one = Members()
        one.add("organization", try code(member.organization))
        one.add("stage", member.stage.rawValue)
        one.add("staff", try member.staff.map(login))
        one.add("note", member.note)
        one["moves"] = try moves(known.memberHistories[member.id] ?? work.programmes.history(member.id))
        return one.members
    }

    /// A member by itself, in the shape of `--json` and the API (`Schemas/output`).
    public func members(of member: Member) throws -> JSON.Members {
        let programme = try code(.programme, member.programme.rawValue) {
            try work.programmes.get(member.programme).code
        }
        var members: JSON.Members = ["programme": .string(programme)]
        for pair in try json(member) { members[pair.key] = pair.value }
        members["version"] = .int(member.version)
        if !member.isCounted { members["mistake"] = true }
        return members
    }

    public func json(_ visit: Visit) throws -> JSON.Members {
        let content = visit.content
        var members = Members(.visit, visit.code, content.externalID, visit.filing)
        members.add("organization", try code(content.organization))
        members.add("on", content.on)
        members.add("kind", content.kind)
        members.add("staff", try content.staff.map(login))
        members.add("summary", content.summary)
        members.add("result", content.result)
        return members.members
    }

    public func json(_ task: KeyTask) throws -> JSON.Members {
        let content = task.content
        var members = Members(.task, task.code, content.externalID, task.filing)
        members.add("sheet", content.sheet)
        members["year"] = .int(Int64(content.year))
        members["position"] = .int(Int64(content.position))
        members.add("group", content.group)
        members.add("title", content.title)
        members.add("goal", content.goal)
        members.add("deadline", content.deadline)
        members.add("measures", content.measures)
        members.add("progress", content.progress)
        members.add("responsible", content.responsible)
        members.add("post", content.post)
        members.add("department", content.department)
        members.add("note", content.note)
        return members.members
    }

    public func json(_ sheet: BureauSheet) throws -> JSON.Members {
        var members = Members(.bureauSheet)
        members.add("name", sheet.name)
        members.add("title", sheet.title)
        members["columns"] = .array(
            sheet.columns.map { ["heading": .string($0.heading), "part": .string($0.part.rawValue)] }
        )
        // One that the program brought along has none yet.
        if sheet.version > 0 { members["version"] = .int(sheet.version) }
        if sheet.isArchived { members["archived"] = true }
        return members.members
    }

    public func json(_ target: Target) throws -> JSON.Members {
        var members = Members(.target)
        members["year"] = .int(Int64(target.year))
        members.add("indicator", target.indicator.rawValue)
        members[target.indicator.isMoney ? "value_fen" : "value"] = .int(target.value)
        return members.members
    }

    private func code(_ id: Organization.ID) throws -> String {
        try code(.organization, id.rawValue) { try work.organizations.get(id).code }
    }

    private func contractCode(_ id: Contract.ID) throws -> String {
        try code(.contract, id.rawValue) { try work.contracts.get(id).code }
    }

    private func code(_ kind: RecordCode.Kind, _ id: Int64, _ find: () throws -> RecordCode) throws -> String
    {
        try (known.code(kind, id) ?? find()).description
    }

    private func login(_ id: User.ID) throws -> String {
        try known.logins[id] ?? work.users.get(id).login
    }

    private func moves<Stage>(_ history: StageHistory<Stage>) throws -> JSON {
        .array(
            try history.moves.map { move in
                var one = Members()
                one.add("to", move.to.rawValue)
                one.add("on", move.on)
                one.add("reason", move.reason)
                one.add("note", move.note)
                if move.undoes != nil { one["mistake"] = true }
                one.add("contract", try move.contract.map(contractCode))
                return .object(one.members)
            }
        )
    }

    private func moves(_ history: RecordHistory) -> JSON {
        .array(
            history.moves.map { move in
                var one = Members()
                one.add("to", move.to.rawValue)
                one.add("on", move.on)
                one.add("note", move.note)
                return .object(one.members)
            }
        )
    }
}

/// Members under construction: each `add` leaves out what is blank.
private struct Members {
    var members = JSON.Members()

    init() {}

    init(_ type: RecordType) { members["type"] = .string(type.rawValue) }

    init(_ type: RecordType, _ code: RecordCode, _ externalID: String?, _ filing: Filing) {
        self.init(type)
        add("code", code.description)
        add("external_id", externalID)
        members["version"] = .int(filing.version)
        if filing.isArchived { members["archived"] = true }
    }

    subscript(key: String) -> JSON? {
        get { members[key] }
        set { members[key] = newValue }
    }

    mutating func add(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { members[key] = .string(text) }
    }

    mutating func add(_ key: String, _ texts: [String]) {
        if !texts.isEmpty { members[key] = .array(texts.map(JSON.string)) }
    }

    mutating func add(_ key: String, _ day: Day?) { if let day { members[key] = .string(day.description) } }

    mutating func add(_ key: String, _ money: Money?) { if let money { members[key] = .int(money.fen) } }

    mutating func add(_ contact: Contact) {
        add("contact_name", contact.name)
        add("contact_phone", contact.phone?.description)
        add("contact_email", contact.email?.description)
    }
}
