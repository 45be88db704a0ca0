public import Domain
import Storage

extension Work {
    public var matches: Matches { Matches(work: self) }
}

/// What people do with 对接.
public struct Matches {
    let work: Work

    /// Notes a pair for later: a match at its first stage.
    ///
    /// - Throws: `already_matched`, or `not_accepted` when a side was not taken on by that day.
    public func create(
        _ demand: Demand.ID,
        _ achievement: Achievement.ID,
        code: RecordCode? = nil,
        score: Int? = nil,
        owner: User.ID? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.create", .staff)
        return try create(demand, achievement, code, score, owner, day ?? work.today, note, transaction)
    }

    /// Brings the two sides together: the match, new or noted before, becomes 已对接.
    ///
    /// - Throws: `already_matched` when the pair is past that stage, `not_accepted`, or what the stage rules refuse.
    public func introduce(
        _ demand: Demand.ID,
        _ achievement: Achievement.ID,
        score: Int? = nil,
        owner: User.ID? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.introduce", .staff)
        let day = day ?? work.today
        if let match = try transaction.match(demand, achievement) {
            guard match.stage == .suggested else { throw alreadyMatched(match) }
            // Whoever introduces a pair that nobody has taken on sees to it from then on.
            if let owner = owner ?? (match.owner == nil ? work.user.id : nil) {
                _ = try plan(
                    match,
                    owner: owner,
                    nextStep: match.nextStep,
                    nextOn: match.nextOn,
                    in: transaction
                )
            }
            return try advance(match.id, to: .introduced, on: day, note: note)
        }
        let owner = owner ?? work.user.id
        let match = try create(demand, achievement, nil, score, owner, day, "", transaction)
        return try advance(match.id, to: .introduced, on: day, note: note)
    }

    /// Notes that a pair does not fit, so that it is not suggested again.
    ///
    /// - Parameter reason: a code of the list `end_reason`.
    public func refuse(
        _ demand: Demand.ID,
        _ achievement: Achievement.ID,
        reason: String,
        score: Int? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.refuse", .staff)
        let day = day ?? work.today
        if let match = try transaction.match(demand, achievement) {
            guard match.stage == .suggested else { throw alreadyMatched(match) }
            return try end(match.id, reason: reason, on: day, note: note)
        }
        let match = try create(demand, achievement, nil, score, work.user.id, day, "", transaction)
        return try end(match.id, reason: reason, on: day, note: note)
    }

    /// Takes a match to the next stage; 签约 rests on a contract that is in the file, 履约完成 on one that was not
    /// cancelled by then.
    ///
    /// - Throws: what `MatchHistory.advance` refuses, `contract_cancelled`, `stale_version`.
    public func advance(
        _ id: Match.ID,
        to stage: MatchStage,
        contract: Contract.ID? = nil,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.advance", .staff)
        let match = try getInUse(id, version: version)
        let backing = stage == .signed ? try self.backing(contract, of: id, on: day ?? work.today) : nil
        let move = try transaction.history(of: id).advance(
            to: stage,
            on: day ?? work.today,
            today: work.today,
            note: try checked(note),
            contract: backing
        )
        if stage == .completed { try requireFulfillable(id, on: move.on, in: transaction) }
        if stage == .introduced { try requireAccepted(match.demand, match.achievement, on: move.on) }
        try transaction.move(id, move)
        if let contract = move.contract { try transaction.link(contract, id) }
        return try get(id)
    }

    /// Takes a match back to an earlier stage.
    ///
    /// - Parameters:
    ///   - stage: where to; nil for the stage before.
    ///   - isMistake: whether the last step was entered by mistake: it is then taken back and neither is counted.
    /// - Throws: what `MatchHistory` refuses; `contract_in_force` when a match goes back from 签约 while its contract holds.
    public func back(
        _ id: Match.ID,
        to stage: MatchStage? = nil,
        isMistake: Bool = false,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.back", .staff)
        _ = try getInUse(id, version: version)
        let history = try transaction.history(of: id)
        let day = day ?? work.today
        let note = try checked(note)
        if isMistake {
            let move = try history.undo(to: stage, on: day, today: work.today, note: note)
            let undone = history.standing.last
            try transaction.move(id, move)
            if let contract = undone?.contract { try transaction.unlink(contract, id) }
        } else {
            let move = try history.back(to: stage, on: day, today: work.today, note: note)
            if let target = move.to.step, let signed = MatchStage.signed.step, target < signed {
                try refuseWhileInForce(id, in: transaction)
            }
            try transaction.move(id, move)
        }
        return try get(id)
    }

    /// Ends a match for a reason.
    ///
    /// - Parameter reason: a code of the list `end_reason`.
    /// - Throws: what `MatchHistory.end` refuses; `contract_in_force` when a contract still holds.
    public func end(
        _ id: Match.ID,
        reason: String,
        version: Int64? = nil,
        on day: Day? = nil,
        note: String = ""
    ) throws -> Match {
        let transaction = try work.begin("match.end", .staff)
        _ = try getInUse(id, version: version)
        let reason = try work.codes().resolve(reason, in: .endReason, field: .reason)
        let move = try transaction.history(of: id).end(
            reason: reason,
            on: day ?? work.today,
            today: work.today,
            note: try checked(note)
        )
        try refuseWhileInForce(id, in: transaction)
        try transaction.move(id, move)
        return try get(id)
    }

    /// Notes a talk, and what comes next.
    ///
    /// - Parameter kind: a code of the list `follow_up_kind`.
    public func followUp(
        _ id: Match.ID,
        on day: Day? = nil,
        kind: String,
        text: String,
        nextStep: String = "",
        nextOn: Day? = nil
    ) throws -> Match {
        let transaction = try work.begin("match.follow_up", .staff)
        let match = try getInUse(id, version: nil)
        let day = day ?? work.today
        try day.requireNotFuture(today: work.today, field: .on)
        let kind = try work.codes().resolve(kind, in: .followUpKind, field: .kind)
        let text = try TextRule.block(text, .text, limit: Limits.note)
        guard !text.isEmpty else { _ = try TextRule.required("", .text); return match }
        let nextStep = try TextRule.line(nextStep, .nextStep)
        try nextOn?.require(notBefore: day, of: Field.on.name, field: .nextOn)
        // A talk that is entered late must not overwrite what was planned after it.
        let isLatest = try transaction.followUps(of: id).allSatisfy { $0.on <= day }
        try transaction.insertFollowUp(
            id,
            on: day,
            kind: kind,
            text: text,
            nextStep: nextStep,
            nextOn: nextOn
        )
        guard isLatest else { return try get(id) }
        return try plan(match, owner: match.owner, nextStep: nextStep, nextOn: nextOn, in: transaction)
    }

    /// Says who sees to a match and what comes next.
    public func assign(
        _ id: Match.ID,
        owner: User.ID?,
        nextStep: String,
        nextOn: Day?,
        version: Int64? = nil
    ) throws -> Match {
        let transaction = try work.begin("match.assign", .staff)
        let match = try getInUse(id, version: version)
        let nextStep = try TextRule.line(nextStep, .nextStep)
        return try plan(match, owner: owner, nextStep: nextStep, nextOn: nextOn, in: transaction)
    }

    /// Puts a match away, or takes it out again; as a mistake only while no contract rests on it.
    public func archive(_ id: Match.ID, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("match.archive", .staff)
        let match = try get(id)
        if archiving == .mistake {
            let contracts = try transaction.contracts(contractsOf(id)).count
            try work.refuseMistake(match.code, uses: Int64(contracts))
        }
        if archiving == .undone {
            let (demand, achievement) = (
                try work.demands.get(match.demand), try work.achievements.get(match.achievement)
            )
            try demand.filing.requireCounted(demand.code, field: .demand)
            try achievement.filing.requireCounted(achievement.code, field: .achievement)
        }
        try transaction.archive(
            id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// What introducing a pair on a day would refuse, before it is done.
    public func check(_ demand: Demand.ID, _ achievement: Achievement.ID, on day: Day) throws {
        try requireAccepted(demand, achievement, on: day)
    }

    /// The contract that a step to 签约 on a day would rest on: the one named, or one that the match has.
    ///
    /// - Throws: `contract_cancelled`, `archived`.
    public func backing(_ contract: Contract.ID?, of id: Match.ID?, on day: Day) throws -> Contract.ID? {
        let inForce = try id.flatMap { try contractInForce(of: $0, in: work.transaction) }
        guard let backing = contract ?? inForce else { return nil }
        try requireInForce(backing, on: day, in: work.transaction)
        return backing
    }

    public func get(_ id: Match.ID) throws -> Match {
        guard let found = try work.transaction.match(id) else {
            throw AppError.noRecord(.match, id.description)
        }
        return work.visible(found)
    }

    /// The match of this code.
    public func find(_ reference: String) throws -> Match {
        let code = try RecordCode(parsing: reference, kind: .match, field: .match)
        guard let found = try work.transaction.match(code: code) else {
            throw AppError.noRecord(.match, reference)
        }
        return work.visible(found)
    }

    /// The match of this code as the person saw it.
    ///
    /// - Throws: `stale_version` when somebody changed it since; `archived`.
    public func find(_ reference: String, seenAt version: Int64?) throws -> Match {
        try getInUse(try find(reference).id, version: version)
    }

    public func find(code: RecordCode) throws -> Match? {
        try work.transaction.match(code: code).map(work.visible)
    }

    public func find(_ demand: Demand.ID, _ achievement: Achievement.ID) throws -> Match? {
        try work.transaction.match(demand, achievement).map(work.visible)
    }

    public func list(_ filter: MatchFilter) throws -> [Match] {
        try work.transaction.matches(filter).map(work.visible)
    }

    public func count(_ filter: MatchFilter) throws -> Int64 { try work.transaction.matchCount(filter) }

    /// The matches as lists show them.
    public func items(_ filter: MatchFilter) throws -> [MatchItem] {
        let items = try work.transaction.matchItems(filter)
        return work.user.role.seesConfidential ? items : items.map(\.publicPart)
    }

    /// How many there are at each stage, and how much money that is about.
    public func stageSums(_ filter: MatchFilter) throws -> [StageSum] {
        try work.transaction.stageSums(filter)
    }

    public func history(_ id: Match.ID) throws -> MatchHistory {
        work.visible(try work.transaction.history(of: id))
    }

    public func followUps(_ id: Match.ID) throws -> [FollowUp] {
        try work.transaction.followUps(of: id).map(work.visible)
    }

    // MARK: -

    private func create(
        _ demand: Demand.ID,
        _ achievement: Achievement.ID,
        _ code: RecordCode?,
        _ score: Int?,
        _ owner: User.ID?,
        _ day: Day,
        _ note: String,
        _ transaction: Transaction
    ) throws -> Match {
        if let match = try transaction.match(demand, achievement) { throw alreadyMatched(match) }
        if let score, !(0...100).contains(score) {
            throw AppError(
                .invalid,
                "score_out_of_range",
                field: .score,
                value: String(score),
                Phrase(
                    "匹配分“\(score)”不对：请填 0 到 100 的整数，或不填。",
                    en: "The score “\(score)” won't do: give a whole number from 0 to 100, or none."
                )
            )
        }
        try requireAccepted(demand, achievement, on: day)
        let move = try MatchHistory([]).advance(
            to: .suggested,
            on: day,
            today: work.today,
            note: try checked(note)
        )
        let code = try transaction.code(code, .match, year: day.year) {
            try transaction.match(code: $0) != nil
        }
        return try transaction.insertMatch(
            code: code,
            demand: demand,
            achievement: achievement,
            owner: owner,
            score: score,
            move: move,
            edition: try work.codes().edition
        )
    }

    private func checked(_ note: String) throws(AppError) -> String {
        try TextRule.block(note, .note, limit: Limits.note)
    }

    private func getInUse(_ id: Match.ID, version: Int64?) throws -> Match {
        let match = try get(id)
        try match.filing.requireInUse(match.code)
        try match.filing.requireVersion(version)
        return match
    }

    private func plan(
        _ match: Match,
        owner: User.ID?,
        nextStep: String,
        nextOn: Day?,
        in transaction: Transaction
    ) throws -> Match {
        var changed = match
        changed.owner = owner
        changed.nextStep = nextStep
        changed.nextOn = nextOn
        try transaction.save(changed)
        return try get(match.id)
    }

    /// A record can be matched on days on which the market has it: after it was accepted, before it was withdrawn or
    /// closed.
    private func requireAccepted(_ demand: Demand.ID, _ achievement: Achievement.ID, on day: Day) throws {
        let demand = try work.demands.get(demand)
        let achievement = try work.achievements.get(achievement)
        try Self.requireOpen(
            try work.demands.history(demand.id),
            demand.code,
            demand.filing,
            .demand,
            on: day
        )
        let history = try work.achievements.history(achievement.id)
        try Self.requireOpen(history, achievement.code, achievement.filing, .achievement, on: day)
    }

    private static func requireOpen(
        _ history: RecordHistory,
        _ code: RecordCode,
        _ filing: Filing,
        _ field: Field,
        on day: Day
    ) throws {
        try filing.requireInUse(code)
        guard let state = history.state(on: day), state.isOpen else {
            let first = history.moves.first { $0.to == .accepted }?.on
            let state = history.state(on: day)?.name ?? Phrase("未受理", en: "not accepted")
            throw AppError(
                .conflict,
                "not_accepted",
                field: field,
                value: code.description,
                Phrase(
                    "\(field.name.zh) \(code) 在 \(day) 是“\(state.zh)”，不能对接：请先受理"
                        + (first.map { "，或填 \($0) 及以后的日期" } ?? "") + "。",
                    en:
                        "The \(field.name.en) \(code) was “\(state.en)” on \(day) and can't be matched: accept it first"
                        + (first.map { ", or give a day from \($0) on" } ?? "") + "."
                )
            )
        }
    }

    private func alreadyMatched(_ match: Match) -> AppError {
        if match.filing.isArchived {
            return AppError(
                .conflict,
                "match_archived",
                field: .match,
                value: match.code.description,
                Phrase(
                    "这一对的对接 \(match.code) 已归档：请先取消归档，再从那条记录继续。",
                    en:
                        "The pair's match \(match.code) is archived: take it out of the archive and go on with that."
                )
            )
        }
        return AppError(
            .conflict,
            "already_matched",
            field: .match,
            value: match.code.description,
            Phrase(
                "这一对已有对接 \(match.code)，现在是“\(match.stage.name.zh)”：请在那条记录上继续。",
                en:
                    "The pair has the match \(match.code) already, at “\(match.stage.name.en)”: go on with that."
            )
        )
    }

    private func contractsOf(_ id: Match.ID) -> ContractFilter {
        var filter = ContractFilter()
        filter.match = id
        filter.includesArchived = true
        return filter
    }

    private func contractInForce(of id: Match.ID, in transaction: Transaction) throws -> Contract.ID? {
        try transaction.contracts(contractsOf(id)).first { contract in
            try contract.filing.isCounted && transaction.ledger(of: contract).cancelledOn == nil
        }?.id
    }

    private func requireInForce(_ id: Contract.ID, on day: Day, in transaction: Transaction) throws {
        let contract = try work.contracts.get(id)
        if let cancelled = try transaction.ledger(of: contract).cancelledOn, cancelled < day {
            throw contractCancelled(contract, on: cancelled)
        }
        try contract.filing.requireInUse(contract.code)
    }

    private func contractCancelled(_ contract: Contract, on day: Day) -> AppError {
        AppError(
            .conflict,
            "contract_cancelled",
            field: .contract,
            value: contract.code.description,
            Phrase(
                "合同 \(contract.code) 已于\(day.phrase.zh)取消，不能作为签约或履约完成的依据：请终止对接，或登记新的合同。",
                en:
                    "The contract \(contract.code) was cancelled on \(day); nothing can be signed or completed on it: end the match, or record another contract."
            )
        )
    }

    private func requireFulfillable(_ id: Match.ID, on day: Day, in transaction: Transaction) throws {
        let contracts = try transaction.contracts(contractsOf(id)).filter(\.filing.isCounted)
        var refusal: AppError?
        for contract in contracts {
            let cancelled = try transaction.ledger(of: contract).cancelledOn
            guard let cancelled, cancelled < day else { return }
            refusal = contractCancelled(contract, on: cancelled)
        }
        if let refusal { throw refusal }
    }

    private func refuseWhileInForce(_ id: Match.ID, in transaction: Transaction) throws {
        guard let contractID = try contractInForce(of: id, in: transaction) else { return }
        let contract = try work.contracts.get(contractID)
        throw AppError(
            .conflict,
            "contract_in_force",
            field: .contract,
            value: contract.code.description,
            Phrase(
                "合同 \(contract.code) 还有效，对接不能离开“签约”：请先取消合同；若签约是误录，请按误录退回。",
                en:
                    "The contract \(contract.code) is in force, so the match can't leave “signed”: cancel it first, or take the step back as a mistake."
            )
        )
    }
}
