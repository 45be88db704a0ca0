import Domain
import Hummingbird
import Market
import Testing

@testable import Web

/// 大屏 and 字幕: who sees them, and what they show.
struct ScreenPagesTests {
    private static func newKey(_ site: TestSite) async throws -> String {
        try await site.desk().change { try $0.screens.renew() }
    }

    private static func text(_ html: String) -> String { html.replacing(#/<[^>]*>/#, with: " ") }

    // MARK: Who sees them

    @Test(arguments: ["/screen", "/ticker"])
    func `without the address nobody sees anything`(path: String) async throws {
        let site = try await TestSite.city()
        for key in ["x", "0000-0000-0000-0000-0000", "%E4%B8%AD", "..%2F"] {
            for part in ["", "/events"] {
                let answer = try await site.browser().get("\(path)/\(key)\(part)")
                #expect(answer.status == .notFound)
                #expect(!answer.body.contains("data-part") && !answer.body.contains("event:"))
            }
        }
        #expect(try await site.browser().get("/desk/screens\(path)").status == .seeOther)
        #expect(try await site.browser().get("/desk/screens\(path)/events").status == .seeOther)
    }

    @Test func `a manager makes the address, renews it and takes it back`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        #expect(try await manager.get("/desk/screens").body.contains("没有展示地址"))
        func make() async throws -> String {
            let made = try await manager.post("/desk/screens/address")
            #expect(made.status == .ok && made.headers[.cacheControl] == "no-store")
            let found = try #require(
                try #/<code class="pre">http://localhost(/screen/[0-9A-F-]{24})<\/code>/#
                    .firstMatch(in: made.body)
            )
            return String(found.1)
        }
        let first = try await make()
        let hall = site.browser()
        #expect(try await hall.get(first).status == .ok)
        #expect(try await hall.get(first.lowercased()).status == .ok)
        let page = try await manager.get("/desk/screens").body
        #expect(page.contains("负责人于2022年12月31日 23:20生成的展示地址正在使用"))
        #expect(!page.contains(first.dropFirst("/screen/".count)))
        let second = try await make()
        #expect(try await hall.get(first).status == .notFound)
        #expect(try await hall.get(second).status == .ok)
        #expect(try await manager.post("/desk/screens/address/revoke").status == .seeOther)
        #expect(try await hall.get(second).status == .notFound)
        let again = try await manager.post("/desk/screens/address/revoke")
        #expect(again.status == .conflict && again.body.contains("没有展示地址可停用"))
        let log = try await manager.get("/desk/audit").body
        #expect(log.contains("大屏 · 生成展示地址") && log.contains("大屏 · 撤销"))
    }

    @Test(arguments: [Role.viewer, .staff])
    func `who is no manager sees the screens and decides nothing`(role: Role) async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(role)
        #expect(try await browser.get("/desk/screens/screen").body.contains("data-part=\"figures\""))
        #expect(try await browser.get("/desk/screens/ticker").body.contains("data-part=\"line\""))
        #expect(!(try await browser.get("/desk/screens").body.contains("<button>换新地址")))
        for path in ["address", "address/revoke", "year"] {
            #expect(try await browser.post("/desk/screens/\(path)").status == .forbidden)
        }
        #expect(try await site.desk().read { try $0.screens.address() } == nil)
    }

    // MARK: What they show

    @Test func `the figures are those of the tally and of the funnel`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.manager)
        #expect(try await browser.post("/desk/screens/year", ["year": "2021"]).status == .seeOther)
        let page = try await browser.get("/desk/screens/screen").body
        let words = Self.text(page)
        let year = try #require(Period(year: 2021))
        let (tally, funnel) = try await site.desk().read { work in
            (try work.tallies.tally(year), try work.analysis.funnel(.entered, in: year))
        }
        for line in tally.lines where !line.indicator.isMoney {
            #expect(
                words.contains(
                    "\(line.indicator.name.zh)  \(Figures.grouped(line.value)) \(line.indicator.unit.zh)"
                )
            )
        }
        #expect(words.contains("成交额  6,230 万元") && words.contains("目标 5,000 万元　 124%"))
        #expect(words.contains("技术交易额  5,154 万元") && words.contains("到账额  3,171.2 万元"))
        for stage in funnel.stages {
            #expect(
                page.contains(
                    try Regex("\(stage.step.name.zh)(<small>[^<]*</small>)?</span><b>\(stage.count)</b>")
                )
            )
        }
        let ticker = Self.text(try await browser.get("/desk/screens/ticker").body)
        #expect(ticker.contains("签约数 22 项（目标的 110%）") && ticker.contains("成交额 6,230 万元（目标的 124%）"))
        #expect(page.contains("数据时间</span> <time>2022年12月31日 23:20</time>"))
    }

    @Test func `only what is published is shown, and nothing confidential of it`() async throws {
        let site = try await TestSite.empty()
        let key = try await Self.newKey(site)
        try await site.desk().change { work in
            var firm = Organization.Content(name: "江州锐芯能源有限公司", kind: .enterprise)
            firm.contact = Contact(name: "周经理", phone: PhoneNumber(rawValue: "13812345678"))
            let buyer = try work.organizations.create(firm)
            var content = Demand.Content(
                organization: buyer.id,
                title: "<锂电池>产气",
                receivedOn: TestSite.day(11, 1)
            )
            content.problem = "机密的三号配方"
            content.contact = firm.contact
            content.budget = Money(fen: 120_000_000)
            let shown = try work.demands.create(content)
            content.title = "还没有审核的需求"
            _ = try work.demands.create(content)
            _ = try work.demands.move(shown.id, to: .published, on: TestSite.day(11, 3), note: "机密的意见")
            var held = Activity.Content(
                title: "新材料专场",
                kind: "matchmaking",
                on: TestSite.day(12, 31),
                state: .planned
            )
            held.note = "机密的名单"
            _ = try work.activities.create(held)
            held.title = "取消了的路演"
            held.state = .cancelled
            _ = try work.activities.create(held)
        }
        for face in ["screen", "ticker"] {
            let page = try await site.browser().get("/\(face)/\(key)").body
            #expect(page.contains("&lt;锂电池&gt;产气") && page.contains("新材料专场"))
            for words in ["机密", "13812345678", "周经理", "还没有审核", "取消了", "Optional("] {
                #expect(!page.contains(words), "\(face): \(words)")
            }
        }
        #expect(try await site.browser().get("/screen/\(key)").body.contains("拟投入 120 万元"))
    }

    @Test func `a market with nothing in it has zeros and says what there is none of`() async throws {
        let site = try await TestSite.empty()
        let key = try await Self.newKey(site)
        let page = try await site.browser().get("/screen/\(key)")
        #expect(page.status == .ok)
        #expect(page.body.contains("2022年") && page.body.contains(">0<em>家</em>"))
        #expect(page.count(of: "还没有") == 3)
        #expect(try await site.browser().get("/ticker/\(key)").body.contains("签约数 0 项"))
    }

    @Test func `a new year begins with its first figure or target`() async throws {
        let site = try await TestSite.empty()
        func year() async throws -> Int { try await site.workspace.showing().year }
        #expect(try await year() == 2022)
        let firm = try await site.desk().change { work in
            let firm = try work.organizations.create(.init(name: "江州新客户有限公司", kind: .enterprise))
            let day = Day(year: 2021, month: 12, day: 30) ?? .earliest
            _ = try work.visits.create(.init(organization: firm.id, on: day, kind: "visit"))
            return firm
        }
        // In 2022 nothing has happened yet: as on New Year's Day.
        #expect(try await year() == 2021)
        try await site.desk().change { try $0.targets.set(year: 2022, .contractsSigned, value: 30) }
        #expect(try await year() == 2022)
        try await site.desk().change { try $0.targets.remove(year: 2022, .contractsSigned) }
        #expect(try await year() == 2021)
        try await site.desk().change { work in
            _ = try work.visits.create(.init(organization: firm.id, on: TestSite.day(1, 4), kind: "visit"))
        }
        #expect(try await year() == 2022)
    }

    @Test func `managers choose the year, and none that has not begun`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        #expect(try await manager.post("/desk/screens/year", ["year": "2019"]).status == .seeOther)
        #expect(try await site.workspace.showing().year == 2019)
        #expect(try await manager.get("/desk/screens").body.contains("现在固定显示2019年"))
        for (year, words) in [("2023", "2023年还没有开始"), ("明年", "明年"), ("21", "四位年份")] {
            let refused = try await manager.post("/desk/screens/year", ["year": year])
            #expect(refused.status == .unprocessableContent && refused.body.contains(words))
            #expect(refused.value(of: "year") == year)
        }
        #expect(try await site.workspace.showing().year == 2019)
        #expect(try await manager.post("/desk/screens/year", ["year": ""]).status == .seeOther)
        #expect(try await site.workspace.showing().year == 2022)
    }

    @Test func `the newest published come first, each once`() async throws {
        let site = try await TestSite.empty()
        let sides = try await site.dealSides(achievements: ["甲", "乙", "丙", "丁"])
        try await site.desk().change { work in
            func move(_ index: Int, _ state: RecordState, _ day: Int) throws {
                _ = try work.achievements.move(
                    sides.achievements[index].id,
                    to: state,
                    on: TestSite.day(3, day)
                )
            }
            try move(0, .published, 2)
            try move(1, .published, 3)
            try move(2, .published, 4)
            try move(2, .withdrawn, 5)
            try move(0, .withdrawn, 6)
            try move(0, .published, 7)
        }
        let shown = try await site.workspace.showing().achievements
        #expect(shown.map(\.title) == ["甲", "乙"])
        #expect(shown.map(\.publishedOn) == [TestSite.day(3, 7), TestSite.day(3, 3)])
        #expect(try await site.workspace.showing().demands.isEmpty)
    }

    @Test(arguments: [
        (123_456_789, "123.46 万元", "1,234,568 yuan"), (5_000, "0.01 万元", "50 yuan"),
        (4_999, "0 万元", "50 yuan"), (49, "0 万元", "0 yuan"),
        (12_345_678_900, "12,345.68 万元", "123,456,789 yuan"),
    ])
    func `amounts are rounded to what is read from afar`(fen: Int64, zh: String, en: String) async throws {
        let site = try await TestSite.empty()
        try await site.desk().change { try $0.targets.set(year: 2022, .contractValue, value: fen) }
        let showing = try await site.workspace.showing()
        for (language, words) in [(Language.zh, "目标 \(zh)"), (.en, "target \(en)")] {
            let view = ScreenView(showing: showing, marketName: "", language: language)
            let figures = try #require(view.parts(.screen).first { $0.name == "figures" })
            #expect(figures.html.text.contains("<small>\(words)　"))
        }
    }

    // MARK: The pages themselves

    @Test(arguments: ["screen", "ticker"])
    func `a screen has nothing of its own in the page and works without script`(face: String) async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        let browser = site.browser()
        browser.setCookie(NewCookie.language, "en")
        for page in [
            try await site.browser().get("/\(face)/\(key)"), try await browser.get("/\(face)/\(key)"),
        ] {
            #expect(page.headers[.contentSecurityPolicy] == SecurityHeaders.policy)
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(!page.body.contains("style=") && !page.body.contains("<style"))
            #expect(page.count(of: "<script") == 1 && page.body.contains("></script>"))
            #expect(page.body.contains("<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>"))
            #expect(page.body.contains("<meta name=\"robots\" content=\"noindex\">"))
        }
        #expect(try await browser.get("/\(face)/\(key)").body.contains("Figures as of"))
        for asset in ["screen.css", "screen.js"] {
            #expect(try await browser.get(site.site.assets.path(asset)).status == .ok)
        }
    }

    @Test func `the stylesheet has every speed that a line may have`() async throws {
        let site = try await TestSite.empty()
        let style = try await site.browser().get(site.site.assets.path("screen.css")).body
        for seconds in stride(from: 20, through: 600, by: 10) {
            #expect(style.contains(".s\(seconds){animation-duration:\(seconds)s}"))
        }
        let key = try await Self.newKey(site)
        let page = try await site.browser().get("/ticker/\(key)").body
        let found = try #require(try #/class="run s(\d+)"/#.firstMatch(in: page))
        #expect(style.contains(".s\(found.1){"))
    }

    @Test func `a screen's program is another when its page is`() {
        func frame(_ name: String, _ face: ScreenFace = .screen) -> String {
            ScreenFrame(face: face, language: .zh, marketName: name, assets: Assets()).program
        }
        #expect(frame("甲") == frame("甲"))
        #expect(frame("甲") != frame("乙"))
        #expect(frame("甲") != frame("甲", .ticker))
    }

    @Test func `marks tell which parts a screen lacks`() {
        let parts = [ScreenPart("a", "1"), ScreenPart("b", "2")]
        let marks = ScreenMarks(of: parts)
        #expect(ScreenMarks(marks.description) == marks)
        #expect(marks.lacking(parts) == [])
        #expect(marks.lacking([parts[0], ScreenPart("b", "3")]) == [ScreenPart("b", "3")])
        for text in ["", "-", "x", "\(marks)-1"] { #expect(ScreenMarks(text).lacking(parts) == parts) }
    }

    @Test func `the figures are counted once for all who come at one time`() async throws {
        let site = try await TestSite.city()
        let board = site.site.screens
        try await withThrowingTaskGroup(of: [ScreenPart].self) { group in
            for _ in 0..<20 { group.addTask { try await board.opened(.screen, .zh).parts } }
            for try await parts in group { #expect(parts.count == 8) }
        }
        #expect(await board.counts == 1)
        _ = try await board.opened(.ticker, .en)
        #expect(await board.counts == 1)
        try await site.desk().change { try $0.targets.set(year: 2021, .services, value: 1_000) }
        // Counted moments ago: what is shown stays until they may be counted again, or a manager chooses otherwise.
        _ = try await board.opened(.screen, .zh)
        #expect(await board.counts == 1)
        try await site.desk().change { try $0.screens.show(year: 2020) }
        let heading = try await board.opened(.screen, .zh).parts[0]
        #expect(await board.counts == 2 && heading.html.text.contains("2020年"))
    }
}
