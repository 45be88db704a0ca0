public import Domain

/// What many records refer to or consist of, in one query for all of them. Whoever was asked for has an entry, if an empty
/// one.
extension Transaction {
    /// The codes of records of a kind, by their ids.
    public func codes(_ kind: RecordCode.Kind, _ ids: some Sequence<Int64>) throws -> [Int64: RecordCode] {
        var codes: [Int64: RecordCode] = [:]
        try each(ids, "SELECT id, code FROM \(kind.rawValue) WHERE id IN (?)") { row in
            codes[row.integer(0)] = try row.stored(1)
        }
        return codes
    }

    /// The names of organizations; of one that was merged its own.
    public func organizationNames(_ ids: [Organization.ID]) throws -> [Organization.ID: String] {
        var names: [Organization.ID: String] = [:]
        try each(ids.map(\.rawValue), "SELECT id, name FROM organization WHERE id IN (?)") { row in
            names[row.id(0)] = row.text(1)
        }
        return names
    }

    public func demands(_ ids: [Demand.ID]) throws -> [Demand.ID: Demand] {
        try records(.demand, ids, Self.demand)
    }

    public func achievements(_ ids: [Achievement.ID]) throws -> [Achievement.ID: Achievement] {
        try records(.achievement, ids, Self.achievement)
    }

    public func organizations(_ ids: [Organization.ID]) throws -> [Organization.ID: Organization] {
        try records(.organization, ids, Self.organization)
    }

    private func records<Record>(
        _ table: Table,
        _ ids: [ID<Record>],
        _ decode: (any SQLRow) throws -> Record
    ) throws -> [ID<Record>: Record] {
        var records: [ID<Record>: Record] = [:]
        let sql = "SELECT \(table.selected) FROM \(table.name) WHERE id IN (?)"
        try each(ids.map(\.rawValue), sql) { records[$0.id(0)] = try decode($0) }
        return records
    }

    public func histories(ofDemands ids: [Demand.ID]) throws -> [Demand.ID: RecordHistory] {
        let moves = try recordMoves(.demandMove, "demand_id", ids.map(\.rawValue))
        return moves.reduce(into: [:]) { $0[Demand.ID(rawValue: $1.key)] = RecordHistory($1.value) }
    }

    public func histories(ofAchievements ids: [Achievement.ID]) throws -> [Achievement.ID: RecordHistory] {
        let moves = try recordMoves(.achievementMove, "achievement_id", ids.map(\.rawValue))
        return moves.reduce(into: [:]) { $0[Achievement.ID(rawValue: $1.key)] = RecordHistory($1.value) }
    }

    private func recordMoves(_ table: Table, _ owner: String, _ ids: [Int64]) throws -> [Int64: [RecordMove]]
    {
        var moves: [Int64: [RecordMove]] = [:]
        let sql =
            "SELECT \(owner), \(Self.recordMoveColumns) FROM \(table.name) WHERE \(owner) IN (?) ORDER BY id"
        try each(ids, sql) { moves[$0.integer(0), default: []].append(try Self.recordMove($0, at: 1)) }
        return moves
    }

    public func histories(ofMatches ids: [Match.ID]) throws -> [Match.ID: MatchHistory] {
        var moves: [Match.ID: [MatchMove]] = [:]
        let sql =
            "SELECT match_id, \(Self.matchMoveColumns) FROM match_move WHERE match_id IN (?) ORDER BY id"
        try each(ids.map(\.rawValue), sql) { row in
            moves[row.id(0), default: []].append(try Self.stageMove(row, at: 1))
        }
        return moves.mapValues(MatchHistory.init)
    }

    /// The members of programmes that are no mistake, in the order in which they joined.
    public func members(ofProgrammes ids: [Programme.ID]) throws -> [Programme.ID: [Member]] {
        var all = ids.reduce(into: [Programme.ID: [Member]]()) { $0[$1] = [] }
        let sql = """
            SELECT \(Table.programmeMember.selected) FROM programme_member
            WHERE programme_id IN (?) AND is_counted = 1 ORDER BY id
            """
        try each(ids.map(\.rawValue), sql) { row in
            let member = try Self.member(row)
            all[member.programme, default: []].append(member)
        }
        return all
    }

    public func histories(ofMembers ids: [Member.ID]) throws -> [Member.ID: MemberHistory] {
        var moves: [Member.ID: [MemberMove]] = [:]
        let sql =
            "SELECT member_id, \(Self.memberMoveColumns) FROM programme_move WHERE member_id IN (?) ORDER BY id"
        try each(ids.map(\.rawValue), sql) { row in
            moves[row.id(0), default: []].append(try Self.stageMove(row, at: 1))
        }
        return moves.mapValues(MemberHistory.init)
    }

    public func followUps(ofMatches ids: [Match.ID]) throws -> [Match.ID: [FollowUp]] {
        var all = ids.reduce(into: [Match.ID: [FollowUp]]()) { $0[$1] = [] }
        let sql = "SELECT \(Self.followUpColumns) FROM follow_up WHERE match_id IN (?) ORDER BY on_day, id"
        try each(ids.map(\.rawValue), sql) { row in
            let followUp = Self.followUp(row)
            all[followUp.match, default: []].append(followUp)
        }
        return all
    }

    /// The contracts' amounts over time, with the payments that stand.
    public func ledgers(of contracts: [Contract]) throws -> [Contract.ID: ContractLedger] {
        let ids = contracts.map(\.id.rawValue)
        var changes: [Contract.ID: [ContractChange]] = [:]
        let sql =
            "SELECT contract_id, \(Self.contractChangeColumns) FROM contract_change WHERE contract_id IN (?) ORDER BY id"
        try each(ids, sql) { changes[$0.id(0), default: []].append(try Self.contractChange($0, at: 1)) }
        var payments: [Contract.ID: [Payment.Content]] = [:]
        let paymentSQL = """
            SELECT \(Table.payment.selected) FROM payment WHERE contract_id IN (?) AND is_counted = 1 ORDER BY on_day, id
            """
        try each(ids, paymentSQL) { row in
            let payment = try Self.payment(row)
            payments[payment.contract, default: []].append(payment.content)
        }
        return contracts.reduce(into: [:]) { ledgers, contract in
            ledgers[contract.id] = ContractLedger(
                signed: contract.content,
                changes: changes[contract.id] ?? [],
                payments: payments[contract.id] ?? []
            )
        }
    }

    /// The codes of the matches that rest on each contract.
    public func matchCodes(ofContracts ids: [Contract.ID]) throws -> [Contract.ID: [RecordCode]] {
        var codes = ids.reduce(into: [Contract.ID: [RecordCode]]()) { $0[$1] = [] }
        let sql = """
            SELECT l.contract_id, m.code FROM contract_match AS l JOIN match AS m ON m.id = l.match_id
            WHERE l.contract_id IN (?) ORDER BY l.match_id
            """
        try each(ids.map(\.rawValue), sql) { codes[$0.id(0), default: []].append(try $0.stored(1)) }
        return codes
    }

    public func attendance(ofActivities ids: [Activity.ID]) throws -> [Activity.ID: [Attendance]] {
        var all = ids.reduce(into: [Activity.ID: [Attendance]]()) { $0[$1] = [] }
        let sql = "SELECT \(Self.attendanceColumns) FROM attendance WHERE activity_id IN (?) ORDER BY id"
        try each(ids.map(\.rawValue), sql) { row in
            let attendance = Self.attendance(row)
            all[attendance.activity, default: []].append(attendance)
        }
        return all
    }

    /// Runs a query whose `(?)`, the first question mark in it, stands for the ids, for so many at a time.
    private func each(
        _ ids: some Sequence<Int64>,
        _ sql: String,
        _ body: (any SQLRow) throws -> Void
    ) throws {
        let ids = Set(ids).sorted()
        // By bytes: looking for whole characters takes longer than the query.
        let bytes = sql.utf8
        guard let place = bytes.firstIndex(of: UInt8(ascii: "?")) else { preconditionFailure(sql) }
        let head = sql[..<bytes.index(before: place)], tail = sql[bytes.index(place, offsetBy: 2)...]
        for start in stride(from: 0, to: ids.count, by: Self.batch) {
            var chunk = ids[start..<min(start + Self.batch, ids.count)].map(SQLValue.integer)
            // Few lengths make few statements, which are kept ready; an id that stands twice is found once.
            let length = [8, 64].first { $0 >= chunk.count } ?? Self.batch
            chunk += Array(repeating: chunk[0], count: length - chunk.count)
            let marks = Array(repeating: "?", count: length).joined(separator: ", ")
            try connection.query("\(head)(\(marks))\(tail)", chunk, body)
        }
    }

    private static let batch = 200
}
