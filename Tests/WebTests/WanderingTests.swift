import Domain
import Foundation
import HTTPTypes
import Market
import Testing

@testable import Web

/// Goes wherever links and the description of the API lead, as others than the market's own people would.
struct WanderingTests {
    /// Each stands in texts of one kind that only the market's own people may read.
    private enum Secret: String, CaseIterable {
        case demand = "全氟磺酸质子膜", achievement = "钙钛矿叠层", phone = "13987654321", mail = "geheim@example.com"
        case visit = "拟裁撤二车间", result = "停止付款", talk = "底价三十万", plan = "周五交样", note = "不宜外传"
        case reviewed = "对手是谁", sheet = "配方含钪", changed = "改口说没有"
    }

    private struct Market {
        let site: TestSite
        let demand: Demand
        let achievement: Achievement
        let codes: [String]
    }

    /// A market in which every kind of record has something that is not for everybody.
    private func market() async throws -> Market {
        let site = try await TestSite.empty()
        let desk = try await site.desk()
        let made = try await desk.change { work in
            let contact = Contact(
                name: "张三",
                phone: PhoneNumber(rawValue: Secret.phone.rawValue),
                email: EmailAddress(rawValue: Secret.mail.rawValue)
            )
            var firm = Organization.Content(name: "江州甲有限公司", kind: .enterprise)
            firm.contact = contact
            let buyer = try work.organizations.create(firm)
            let seller = try work.organizations.create(.init(name: "江州示例大学", kind: .university))
            let day = TestSite.day(2, 1)
            var wanted = Demand.Content(organization: buyer.id, title: "锂电池电解液高温产气", receivedOn: day)
            wanted.summary = "提高电解液的高温性能"
            wanted.problem = "高温产气，" + Secret.demand.rawValue
            wanted.keyIndicators = Secret.demand.rawValue
            wanted.expectedResult = Secret.demand.rawValue
            wanted.detail = Secret.demand.rawValue
            wanted.contact = contact
            var offered = Achievement.Content(
                organization: seller.id,
                title: "锂电池电解液添加剂",
                receivedOn: day
            )
            offered.summary = "抑制高温产气"
            offered.detail = "高温产气，" + Secret.achievement.rawValue
            offered.contact = contact
            let demand = try work.demands.create(wanted, note: Secret.reviewed.rawValue)
            let achievement = try work.achievements.create(offered)
            _ = try work.demands.move(demand.id, to: .published, on: day, note: Secret.reviewed.rawValue)
            _ = try work.achievements.move(achievement.id, to: .published, on: day)
            var visit = VisitContent(organization: buyer.id, on: day, kind: "visit")
            visit.summary = Secret.visit.rawValue
            visit.result = Secret.result.rawValue
            let visited = try work.visits.create(visit)
            var match = try work.matches.introduce(
                demand.id,
                achievement.id,
                on: day,
                note: Secret.note.rawValue
            )
            match = try work.matches.followUp(
                match.id,
                on: day,
                kind: "meeting",
                text: Secret.talk.rawValue,
                nextStep: Secret.plan.rawValue,
                nextOn: TestSite.day(2, 9)
            )
            return (demand: demand, achievement: achievement, visit: visited, match: match)
        }
        let staff = try await site.browser(.staff)
        let sheet = "企业名称,需求名称,主要问题\n江州甲有限公司,脱硝,\(Secret.sheet.rawValue)\n,无主,\(Secret.sheet.rawValue)\n"
        _ = try await staff.upload(sheet)
        let manager = try await site.browser(.manager)
        _ = try await manager.post("/desk/reports", ["period": "2022", "title": "年报"])
        _ = try await desk.change { work in
            var content = made.visit.content
            content.summary = Secret.changed.rawValue
            return try work.visits.edit(made.visit, version: nil, content)
        }
        return Market(
            site: site,
            demand: made.demand,
            achievement: made.achievement,
            codes: [
                made.demand.code, made.achievement.code, made.visit.code, made.match.code,
            ].map(\.description) + ["DW-2022-0001", "BB-2022-0001"]
        )
    }

    /// All addresses of the service that links lead to from these, with what stands there.
    private func wander(_ browser: Browser, from start: [String]) async throws -> [String: Answer] {
        var seen: [String: Answer] = [:]
        var waiting = start
        while let path = waiting.popLast(), seen.count < 1_500 {
            guard seen[path] == nil else { continue }
            let answer = try await browser.get(path)
            #expect(answer.status.code < 500, "\(path): \(answer.status)")
            seen[path] = answer
            // Where a link leads that only orders or filters a list is told by the list.
            for match in answer.body.matches(of: /(?:href|action)="(\/[^"#]*)/) {
                let next = String(match.1).replacing("&amp;", with: "&")
                if next.hasPrefix("//") || next.hasPrefix("/language") { continue }
                if next.hasPrefix("/logout") || next.hasPrefix("/assets") { continue }
                waiting.append(next)
            }
        }
        return seen
    }

    /// What is read at every address that the description of the API says may be asked.
    private func ask(_ program: Program, _ market: Market) async throws -> [String: Answer] {
        let dimensions = ["month", "industry", "staff"]
        func candidates(_ name: String) -> [String] {
            switch name {
            case "code": market.codes
            case "achievement": [market.achievement.code.description]
            case "period": ["2022"]
            case "indicator": Indicator.allCases.map(\.rawValue)
            case "dimension", "rows", "columns": dimensions
            case "login": ["viewer", "staff"]
            case "list": ["field"]
            default: ["1"]
            }
        }
        var seen: [String: Answer] = [:]
        for operation in Description.shared.operations
        where operation.method == .get && operation.answerTypes.contains("application/json") {
            var paths = [""]
            for part in operation.path.split(separator: "/") {
                let name = part.contains("{") ? part.firstMatch(of: /\{(\w+)\}/)?.1 : nil
                let words = name.map { name in
                    candidates(String(name)).map { String(part).replacing("{\(name)}", with: $0) }
                }
                let choices = words ?? [String(part)]
                paths = paths.flatMap { path in choices.map { "\(path)/\($0)" } }
            }
            for path in paths {
                let answer = try await program.get(path)
                #expect(answer.status.code < 500, "\(path): \(answer.status)")
                seen[path] = answer
            }
        }
        return seen
    }

    private func expectNoSecret(_ seen: [String: Answer], _ who: String) {
        for (path, answer) in seen {
            for secret in Secret.allCases where answer.body.contains(secret.rawValue) {
                Issue.record("\(who) reads “\(secret.rawValue)” (\(secret)) at \(path)")
            }
        }
    }

    @Test func `viewers and the public meet nothing confidential, wherever they go`() async throws {
        let market = try await market()
        let hidden = market.codes.flatMap { code in
            RecordCode(rawValue: code).map { [Paths.record($0), Paths.record($0) + "/edit"] } ?? []
        }
        let start =
            [
                "/", "/demands", "/achievements", "/activities", "/desk", "/desk/imports", "/desk/imports/1",
                "/desk/imports/1/rows/1", "/desk/imports/1/refused.xlsx", "/desk/audit", "/desk/users",
                "/desk/reports/BB-2022-0001/difference", Paths.suggestions(market.demand.code),
                Paths.suggestions(market.achievement.code),
                Paths.pair(market.demand.code, market.achievement.code),
                "/desk/search?q=\(Inputs.encoded(Secret.demand.rawValue))",
            ] + hidden
        // The market's own people meet all of it there, or the search would prove nothing.
        let own = try await wander(market.site.browser(.manager), from: start)
        for secret in Secret.allCases {
            #expect(own.values.contains { $0.body.contains(secret.rawValue) }, "\(secret) is nowhere")
        }
        let viewed = try await wander(market.site.browser(.viewer), from: start)
        #expect(viewed.count > 50)
        expectNoSecret(viewed, "a viewer")
        let found = try await wander(market.site.browser(), from: start)
        #expect(found.keys.contains("/demands/\(market.demand.code)"))
        expectNoSecret(found, "the public")

        let answers = try await ask(market.site.program(.viewer, .read), market)
        #expect(answers.values.count { $0.status == .ok } > 30)
        expectNoSecret(answers, "a viewer's program")
        let open = try await ask(market.site.anybody(), market)
        expectNoSecret(open, "anybody's program")
        let all = try await ask(market.site.program(.manager, .read), market)
        for secret in Secret.allCases {
            #expect(all.values.contains { $0.body.contains(secret.rawValue) }, "\(secret) is in no answer")
        }
    }
}
