public import Domain
import Market

// MARK: 对接清单
extension RowJudge {
    func match(_ row: ImportRow, _ reading: inout RowReading, _ state: inout ImportState) throws -> RowPlan {
        try resolveNames(&reading)
        let line = try MatchRow(&reading, only: row.choice == .merge ? row.mergedFields : nil, work)
        guard reading.isGood, let pair = line.pair else { return .refused }
        guard let old = line.old else { return new(line, pair, row, &reading, state) }
        guard isFree(old.id.rawValue, old.code, old.filing, row, &reading, &state) else { return .refused }
        if let score = line.score, score != old.score {
            reading.add(
                RowProblem(
                    reading.column(of: .score),
                    "score_kept",
                    Phrase(
                        "得分是登记时算的，不随导入改变。",
                        en: "The score was worked out when the match was made; importing does not change it."
                    ),
                    isNote: true
                )
            )
        }
        let isRevived = !old.filing.isCounted
        guard isRevived || !line.steps.isEmpty || line.changesPlan else {
            return RowPlan(outcome: .same, target: old.id.rawValue, targetVersion: old.filing.version)
        }
        var changes = line.steps.map(\.to.dayField.code)
        if !line.steps.isEmpty { changes.insert("stage", at: 0) }
        if line.owner != old.owner { changes.append("owner") }
        if line.nextStep != old.nextStep { changes.append("next_step") }
        if line.nextOn != old.nextOn { changes.append("next_on") }
        let before = try records.json(old, withHistory: false)
        var plan = RowPlan(
            over: old.id.rawValue,
            old.code,
            old.filing,
            title: try work.demands.get(old.demand).title,
            organization: try work.achievements.get(old.achievement).title,
            changes: changes,
            for: row
        )
        plan.write = { _ in
            if isRevived { try work.matches.archive(old.id, version: old.filing.version, as: .undone) }
            let saved = try apply(line, to: old.id, version: isRevived ? nil : old.filing.version)
            // How many steps there are to take back.
            var kept = before
            kept["steps"] = .int(Int64(line.steps.count))
            return RowPlan.Written(
                row,
                .match,
                old.id.rawValue,
                saved.filing.version,
                isRevived: isRevived,
                before: kept
            )
        }
        return plan
    }

    private func new(
        _ line: MatchRow,
        _ pair: (demand: Demand.ID, achievement: Achievement.ID),
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: ImportState
    ) -> RowPlan {
        let mark = "\(pair.demand.rawValue) \(pair.achievement.rawValue)"
        if let first = state.twins[mark], first != row.number {
            reading.add(
                RowProblem(
                    reading.column(of: .demand),
                    "twice_in_file",
                    Phrase(
                        "这一对在本文件第 \(first) 条记录里已经有了，内容不同：请只留一行。",
                        en:
                            "The pair stands in entry \(first) of this file already, with other content: keep one."
                    )
                )
            )
            return .refused
        }
        var plan = RowPlan(outcome: .new)
        plan.remember = { $0.twins[mark] = row.number }
        plan.write = { _ in
            guard let first = line.steps.first else { preconditionFailure("a new match has a first step") }
            let made = try work.matches.create(
                pair.demand,
                pair.achievement,
                code: line.code,
                score: line.score,
                owner: line.owner,
                on: first.on
            )
            var rest = line
            rest.steps.removeFirst()
            let saved = try apply(rest, to: made.id, version: nil)
            return RowPlan.Written(row, .match, made.id.rawValue, saved.filing.version)
        }
        return plan
    }

    /// Writes the steps and the plan.
    private func apply(_ line: MatchRow, to id: Match.ID, version: Int64?) throws -> Match {
        var version = version
        for step in line.steps {
            if step.to == .ended {
                _ = try work.matches.end(id, reason: step.reason ?? "", version: version, on: step.on)
            } else {
                _ = try work.matches.advance(
                    id,
                    to: step.to,
                    contract: step.contract,
                    version: version,
                    on: step.on
                )
            }
            version = nil
        }
        if line.changesPlan {
            _ = try work.matches.assign(
                id,
                owner: line.owner,
                nextStep: line.nextStep,
                nextOn: line.nextOn,
                version: version
            )
        }
        return try work.matches.get(id)
    }
}

extension Records {
    /// A match as a row of a list: with the day of each stage, the contract and the reason of an end.
    public func row(_ match: Match) throws -> JSON.Members {
        var members = try json(match, withHistory: false)
        let history = try work.matches.history(match.id)
        for (stage, day) in history.stageDays { members[stage.dayField.code] = .string(day.description) }
        for move in history.standing {
            if let contract = move.contract {
                members["contract"] = .string(try work.contracts.get(contract).code.description)
            }
        }
        if match.stage == .ended, let reason = history.standing.last?.reason {
            members["reason"] = .string(reason)
        }
        return members
    }
}
