import Domain
import Market
import Testing

struct MatchTests {
    @Test func `a pair is matched once, and the match that it has is named`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id) }
        let again: [@Sendable (Work) throws -> Void] = [
            { _ = try $0.matches.create(demand.id, achievement.id) },
            { _ = try $0.matches.introduce(demand.id, achievement.id) },
            { _ = try $0.matches.refuse(demand.id, achievement.id, reason: "price") },
        ]
        for step in again {
            do {
                try await market.desk.change(step)
                Issue.record("matched twice")
            } catch let error as AppError {
                #expect(error.code == "already_matched")
                #expect(error.message.zh.contains(match.code.description))
            }
        }
        #expect(try await market.desk.read { try $0.matches.count(MatchFilter()) } == 1)
    }

    @Test func `a noted pair is introduced or refused where it stands`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let noted = try await market.desk.change {
            try $0.matches.create(demand.id, achievement.id, score: 71)
        }
        #expect(noted.owner == nil && noted.stage == .suggested)
        let met = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id) }
        #expect(met.id == noted.id && met.stage == .introduced && met.score == 71)
        #expect(met.owner == market.desk.user.id, "whoever introduces it sees to it")
        let other = try await market.desk.change {
            try $0.achievements.create(.example(achievement.organization))
        }
        let refused = try await market.desk.change { work in
            _ = try work.matches.create(demand.id, other.id)
            return try work.matches.refuse(demand.id, other.id, reason: "价格未谈拢", note: "太贵")
        }
        #expect(refused.stage == .ended)
        let end = try await market.desk.read { try $0.matches.history(refused.id).moves.last }
        #expect(end?.reason == "price" && end?.note == "太贵")
    }

    @Test func `the owner who is named takes over`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let colleague = try await market.desk(.staff).user
        let met = try await market.desk.change { work in
            _ = try work.matches.create(demand.id, achievement.id, owner: work.user.id)
            return try work.matches.introduce(demand.id, achievement.id, owner: colleague.id)
        }
        #expect(met.owner == colleague.id)
    }

    @Test(arguments: [(-1, "score_out_of_range"), (0, nil), (100, nil), (101, "score_out_of_range")])
    func `a score is 0 to 100`(score: Int, expected: String?) async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let code = try await refusal {
            _ = try await market.desk.change {
                try $0.matches.create(demand.id, achievement.id, score: score)
            }
        }
        #expect(code == expected)
    }

    // MARK: Acceptance

    @Test(
        arguments: [
            (Day.on(4, 30), "not_accepted"), (.on(5, 5), "not_accepted"), (.on(5, 6), nil), (.on(6, 1), nil),
            (.on(7, 1), "not_accepted"), (.on(7, 31), "not_accepted"), (.on(8, 1), nil),
        ] as [(Day, String?)]
    )
    func `a pair is matched on days on which the market had both`(on: Day, expected: String?) async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        _ = try await market.desk.change { work in
            _ = try work.demands.move(demand.id, to: .closed, on: .on(7, 1))
            return try work.demands.move(demand.id, to: .accepted, on: .on(8, 1))
        }
        let code = try await refusal {
            _ = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id, on: on) }
        }
        #expect(code == expected)
    }

    @Test func `neither side may be waiting for review or archived`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let waiting = try await market.desk.change { work in
            try work.achievements.create(.example(achievement.organization), first: .submitted)
        }
        let code = try await refusal {
            _ = try await market.desk.change { try $0.matches.introduce(demand.id, waiting.id) }
        }
        #expect(code == "not_accepted")
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .done) }
        let archived = try await refusal {
            _ = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id) }
        }
        #expect(archived == "archived")
    }

    // MARK: Follow-ups and plans

    @Test func `a follow-up sets what comes next`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            return try work.matches.followUp(
                match.id,
                on: .on(6, 5),
                kind: "电话",
                text: "价格谈到一半",
                nextStep: "约面谈",
                nextOn: .on(6, 20)
            )
        }
        #expect(match.nextStep == "约面谈" && match.nextOn == .on(6, 20) && match.stage == .introduced)
        let late = try await market.desk.change { work in
            try work.matches.followUp(
                match.id,
                on: .on(6, 3),
                kind: "meeting",
                text: "先前的面谈",
                nextStep: "打电话"
            )
        }
        #expect(late.nextStep == "约面谈", "a talk entered late does not overwrite a later plan")
        let done = try await market.desk.change { work in
            try work.matches.followUp(match.id, on: .on(6, 20), kind: "meeting", text: "谈完了")
        }
        #expect(done.nextStep.isEmpty && done.nextOn == nil)
        let talks = try await market.desk.read { try $0.matches.followUps(match.id).map(\.text) }
        #expect(talks == ["先前的面谈", "价格谈到一半", "谈完了"])
    }

    @Test(
        arguments: [
            (Day.on(12, 31).advanced(by: 1), "phone", "谈", nil, "date_in_future"),
            (.on(6, 5), "fax", "谈", nil, "code_unknown"),
            (.on(6, 5), "phone", "  ", nil, "required"),
            (.on(6, 5), "phone", "谈", Day.on(6, 4), "date_out_of_order"),
            (.on(6, 5), "phone", "谈", Day.on(6, 5), nil),
        ] as [(Day, String, String, Day?, String?)]
    )
    func `a follow-up has a day, a kind and a text`(
        on: Day,
        kind: String,
        text: String,
        nextOn: Day?,
        expected: String?
    ) async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change {
            try $0.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
        }
        let code = try await refusal {
            _ = try await market.desk.change { work in
                try work.matches.followUp(match.id, on: on, kind: kind, text: text, nextOn: nextOn)
            }
        }
        #expect(code == expected)
        #expect(
            try await market.desk.read { try $0.matches.followUps(match.id).count }
                == (expected == nil ? 1 : 0)
        )
    }

    @Test func `matches are listed by stage, owner and what is due`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let colleague = try await market.desk(.staff).user
        try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            _ = try work.matches.assign(match.id, owner: colleague.id, nextStep: "回访", nextOn: .on(6, 30))
            let other = try work.achievements.create(.example(achievement.organization))
            let ended = try work.matches.introduce(demand.id, other.id, on: .on(6, 1))
            _ = try work.matches.assign(ended.id, owner: colleague.id, nextStep: "回访", nextOn: .on(6, 30))
            _ = try work.matches.end(ended.id, reason: "price", on: .on(6, 2))
        }
        let filters: [(String, (inout MatchFilter) -> Void, Int)] = [
            ("all", { _ in }, 2), ("stage", { $0.stage = .introduced }, 1),
            ("owner", { $0.owner = colleague.id }, 2),
            ("due", { $0.dueBy = .on(6, 30) }, 1), ("not yet due", { $0.dueBy = .on(6, 29) }, 0),
            ("demand", { $0.demand = demand.id }, 2), ("achievement", { $0.achievement = achievement.id }, 1),
        ]
        for (name, set, expected) in filters {
            var filter = MatchFilter()
            set(&filter)
            let wanted = filter
            let found = try await market.desk.read { work in
                (try work.matches.list(wanted).count, Int(try work.matches.count(wanted)))
            }
            #expect(found == (expected, expected), "\(name)")
        }
    }

    // MARK: Stages and contracts

    @Test func `while its contract is in force a signed match neither goes back nor ends`() async throws {
        let market = try await TestMarket()
        let (match, contract) = try await market.signedPair()
        #expect(match.stage == .signed)
        let steps: [@Sendable (Work) throws -> Void] = [
            { _ = try $0.matches.back(match.id) },
            { _ = try $0.matches.back(match.id, to: .introduced) },
            { _ = try $0.matches.end(match.id, reason: "funds") },
        ]
        for step in steps {
            do {
                try await market.desk.change(step)
                Issue.record("left 签约")
            } catch let error as AppError {
                #expect(error.code == "contract_in_force")
                #expect(error.message.zh.contains(contract.code.description))
            }
        }
        _ = try await market.desk.change { try $0.contracts.cancel(contract.id, on: .on(9, 1)) }
        for step in steps { try await market.desk.change(rehearsal: true, step) }
    }

    @Test func `a mistaken signing is taken back and lets go of its contract`() async throws {
        let market = try await TestMarket()
        let (match, contract) = try await market.signedPair()
        let back = try await market.desk.change {
            try $0.matches.back(match.id, isMistake: true, note: "录错合同")
        }
        #expect(back.stage == .intention)
        #expect(try await market.desk.read { try $0.contracts.matches(contract.id).isEmpty })
        try await market.desk.change { try $0.contracts.archive(contract.id, version: nil, as: .mistake) }
        #expect(try await market.figures()[.contractsSigned] == 0)
        #expect(try await market.figures()[.intentions] == 1)
        let code = try await refusal {
            _ = try await market.desk.change { try $0.matches.advance(match.id, to: .signed) }
        }
        #expect(code == "contract_required")
    }

    @Test func `only the last step is a mistake that can be taken back`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { work in
            let match = try work.matches.introduce(demand.id, achievement.id, on: .on(6, 1))
            return try work.matches.advance(match.id, to: .intention, on: .on(7, 1))
        }
        let code = try await refusal {
            _ = try await market.desk.change {
                try $0.matches.back(match.id, to: .suggested, isMistake: true)
            }
        }
        #expect(code == "not_last_step")
        _ = try await market.desk.change { try $0.matches.back(match.id, to: .introduced, isMistake: true) }
        let earlier = try await market.desk.change {
            try $0.matches.advance(match.id, to: .intention, on: .on(6, 2))
        }
        #expect(earlier.stage == .intention)
    }

    @Test func `a match is completed on a contract that holds, not on one cancelled before`() async throws {
        let market = try await TestMarket()
        let (match, contract) = try await market.signedPair()
        _ = try await market.desk.change(rehearsal: true) {
            try $0.matches.advance(match.id, to: .completed, on: .on(9, 1))
        }
        _ = try await market.desk.change { try $0.contracts.cancel(contract.id, on: .on(9, 15)) }
        let code = try await refusal {
            _ = try await market.desk.change {
                try $0.matches.advance(match.id, to: .completed, on: .on(9, 16))
            }
        }
        #expect(code == "contract_cancelled")
        // History as it was may still be entered: completed first, cancelled later.
        _ = try await market.desk.change { try $0.matches.advance(match.id, to: .completed, on: .on(9, 15)) }
    }

    @Test func `nothing is signed on a cancelled contract`() async throws {
        let market = try await TestMarket()
        let (match, contract) = try await market.signedPair()
        let other = try await market.desk.change { work in
            _ = try work.contracts.cancel(contract.id, on: .on(9, 1))
            let other = try work.achievements.create(
                .example(try work.achievements.get(match.achievement).organization)
            )
            let made = try work.matches.introduce(match.demand, other.id, on: .on(6, 1))
            return try work.matches.advance(made.id, to: .intention, on: .on(7, 1))
        }
        let code = try await refusal {
            _ = try await market.desk.change { work in
                try work.matches.advance(other.id, to: .signed, contract: contract.id, on: .on(9, 2))
            }
        }
        #expect(code == "contract_cancelled")
    }

    @Test func `a match that a contract rests on is no mistake`() async throws {
        let market = try await TestMarket()
        let (match, _) = try await market.signedPair()
        let code = try await refusal {
            try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .mistake) }
        }
        #expect(code == "in_use")
        try await market.desk.change { try $0.matches.archive(match.id, version: nil, as: .done) }
        let archived = try await refusal {
            _ = try await market.desk.change { try $0.matches.advance(match.id, to: .completed) }
        }
        #expect(archived == "archived")
    }

    @Test func `an end needs a reason of the list`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        let match = try await market.desk.change { try $0.matches.introduce(demand.id, achievement.id) }
        for (reason, expected) in [("", "code_missing"), ("whatever", "code_unknown"), ("no_reply", nil)] {
            let code = try await refusal {
                _ = try await market.desk.change { try $0.matches.end(match.id, reason: reason) }
            }
            #expect(code == expected)
        }
        let reopened = try await market.desk.change { try $0.matches.back(match.id) }
        #expect(reopened.stage == .introduced)
    }
}
