import Domain
import Market
import Testing

/// Figures in parts are the figures themselves, in parts.
struct AnalysisTests {
    static let year = ReportTests.year

    /// Two deals: one seller inside the market's region, one without a place; buyers in two districts; and an enterprise
    /// that nobody knows anything about.
    private func market() async throws -> TestMarket {
        let market = try await TestMarket()
        try await market.desk.change { work in
            let owner = try work.users.create(login: "liu", name: "刘工", role: .staff).id
            func organization(
                _ name: String,
                _ kind: Organization.Kind,
                _ region: String?,
                _ industry: String?
            )
                throws -> Organization.ID
            {
                var content = Organization.Content(name: name, kind: kind)
                content.region = region.map(RegionCode.init(rawValue:))
                content.industry = industry.map(IndustryCode.init(rawValue:))
                return try work.organizations.create(content).id
            }
            let school = try organization("本地大学", .university, "420204", nil)
            let far = try organization("外地大学", .university, "440100", nil)
            let nowhere = try organization("某研究所", .institute, nil, nil)
            let buyers = [
                try organization("甲公司", .enterprise, "420281", "C38"),
                try organization("乙公司", .enterprise, "420202", "C39"),
                try organization("丙公司", .enterprise, "110000", nil),
            ]
            _ = try work.visits.create(Visit.Content(organization: buyers[2], on: .on(2, 3), kind: "visit"))
            let activity = try work.activities.create(
                Activity.Content(title: "对接会", kind: "training", on: .on(3, 1), state: .held)
            )
            for buyer in buyers { _ = try work.activities.attend(activity.id, buyer) }
            for (index, seller) in [school, far, nowhere].enumerated() {
                var demand = Demand.Content.example(buyers[index])
                demand.title = "需求\(index)"
                demand.field = index == 0 ? "new_energy" : nil
                let match = try work.matches.introduce(
                    try work.demands.create(demand).id,
                    try work.achievements.move(
                        try work.achievements.create(.example(seller)).id,
                        to: .published
                    ).id,
                    owner: index == 0 ? owner : nil,
                    on: .on(6, 1 + index)
                )
                _ = try work.matches.advance(match.id, to: .intention, on: .on(6, 11 + 2 * index))
                var contract = Contract.Content.example(buyers[index], seller)
                contract.signedOn = .on(7 + index, 1)
                contract.total = Money(fen: 1000 * Int64(index + 1))
                contract.field = "new_energy"
                let signed = try work.contracts.sign(contract, matches: [match.id])
                if index == 0 { _ = try work.payments.create(.example(signed.id, 500)) }
            }
            try work.marketSettings.setRegion("420200")
        }
        return market
    }

    @Test(arguments: Indicator.allCases, Dimension.allCases)
    func `every cut of every figure shows the figure itself, and loses no row`(
        indicator: Indicator,
        dimension: Dimension
    ) async throws {
        let market = try await market()
        guard dimension.applies(to: indicator) else {
            let code = try await refusal {
                _ = try await market.desk.read {
                    try $0.analysis.cut(indicator, by: dimension, in: Self.year)
                }
            }
            #expect(code == "dimension_not_applicable")
            return
        }
        let (cut, figure, rows) = try await market.desk.read { work in
            (
                try work.analysis.cut(indicator, by: dimension, in: Self.year),
                try work.tallies.figure(indicator, in: Self.year),
                try work.tallies.evidenceCount(indicator, in: Self.year)
            )
        }
        #expect(figure > 0)
        #expect(cut.whole == figure)
        #expect(cut.lines.reduce(0) { $0 + $1.rowCount } == rows)
        if indicator.isMoney { #expect(cut.addsUp && cut.remark == nil) }
        #expect(cut.sum >= cut.whole)
        // Each line by itself, asked as a cross table's total, is the same.
        let other: Dimension = dimension == .month ? .quarter : .month
        let cross = try await market.desk.read { work in
            try work.analysis.cross(indicator, by: dimension, and: other, in: Self.year)
        }
        #expect(cross.rows == cut.lines.map(\.slice) && cross.rowTotals == cut.lines.map(\.value))
        #expect(cross.whole == figure)
        #expect(cross.cells.map { $0.reduce(0, +) }.reduce(0, +) >= figure)
    }

    private func lines(
        _ market: TestMarket,
        _ indicator: Indicator,
        _ dimension: Dimension
    ) async throws -> [String] {
        let cut = try await market.desk.read { try $0.analysis.cut(indicator, by: dimension, in: Self.year) }
        return cut.lines.filter { $0.value != 0 }.map {
            "\($0.slice.key.isEmpty ? $0.slice.name.zh : $0.slice.key) \($0.value)"
        }
    }

    @Test func `parts are named, and what is unknown is a line of its own`() async throws {
        let market = try await market()
        #expect(
            try await lines(market, .contractValue, .month) == [
                "2021-07 1000", "2021-08 2000", "2021-09 3000",
            ]
        )
        #expect(try await lines(market, .contractValue, .quarter) == ["2021Q3 6000"])
        #expect(
            try await lines(market, .contractValue, .district) == [
                "110000 3000", "420202 2000", "420281 1000",
            ]
        )
        #expect(
            try await lines(market, .contractValue, .sellerDistrict) == [
                "440100 2000", "420204 1000", "未填写 3000",
            ]
        )
        #expect(try await lines(market, .contractValue, .industry) == ["C 3000", "未填写 3000"])
        #expect(try await lines(market, .contractValue, .staff) == ["local 5000", "liu 1000"])
        #expect(try await lines(market, .intentions, .field) == ["new_energy 1", "未填写 2"])
        #expect(try await lines(market, .contractValue, .contractType) == ["development_commissioned 6000"])
        #expect(try await lines(market, .services, .activity) == ["HD-2021-0001 3", "不涉及 7"])
        #expect(try await lines(market, .enterprisesServed, .activity) == ["HD-2021-0001 3", "不涉及 3"])
        #expect(try await lines(market, .payments, .institution).count == 1)
    }

    @Test func `output and absorption are kept apart, by the market's own region`() async throws {
        let market = try await market()
        #expect(
            try await lines(market, .contractValue, .output) == ["outside 2000", "inside 1000", "未填写 3000"]
        )
        #expect(try await lines(market, .contractValue, .absorption) == ["inside 3000", "outside 3000"])
        let cross = try await market.desk.read {
            try $0.analysis.cross(.contractValue, by: .output, and: .absorption, in: Self.year)
        }
        #expect(cross.addsUp)
        #expect(
            cross.rows.map(\.key) == ["outside", "inside", ""]
                && cross.columns.map(\.key) == ["inside", "outside"]
        )
        #expect(cross.cells == [[2000, 0], [1000, 0], [0, 3000]])
    }

    @Test func `without the market's region they are refused with what to do`() async throws {
        let market = try await TestMarket()
        for dimension in [Dimension.output, .absorption] {
            let code = try await refusal {
                _ = try await market.desk.read {
                    try $0.analysis.cut(.contractValue, by: dimension, in: Self.year)
                }
            }
            #expect(code == "market_region_missing")
        }
        let unknown = try await refusal {
            try await market.desk.change { try $0.marketSettings.setRegion("没有的地方") }
        }
        #expect(unknown == "code_unknown")
        try await market.desk.change { try $0.marketSettings.setRegion("黄石市") }
        try await market.desk.change { try $0.marketSettings.setRegion("大冶市") }
        #expect(try await market.desk.read { try $0.marketSettings.region()?.rawValue } == "420281")
        let whole = try await market.desk.read {
            try $0.analysis.cut(.contractValue, by: .output, in: Self.year)
        }
        #expect(whole.whole == 0 && whole.lines.isEmpty)
    }

    @Test func `one that stands in several parts is said to, and the whole counts it once`() async throws {
        let market = try await market()
        let cut = try await market.desk.read {
            try $0.analysis.cut(.enterprisesServed, by: .month, in: Self.year)
        }
        #expect(cut.lines.count == 12 && cut.whole == 3 && cut.sum > 3)
        #expect(!cut.addsUp && cut.remark != nil)
    }

    @Test func `a year before is the same days, and what is gone since has a line`() async throws {
        let market = try await market()
        try await market.desk.change { work in
            let contract = try #require(try work.contracts.list(ContractFilter()).first)
            var content = contract.content
            content.title = "去年的"
            content.type = "transfer"
            content.signedOn = try #require(Day(year: 2020, month: 7, day: 9))
            content.total = Money(fen: 800)
            _ = try work.contracts.create(content)
        }
        let months = try await market.desk.read {
            try $0.analysis.cut(.contractValue, by: .month, in: Self.year, comparesYears: true)
        }
        #expect(months.previousPeriod?.code == "2020" && months.wholePrevious == 800)
        let july = try #require(months.lines.first { $0.slice.key == "2021-07" })
        #expect(july.value == 1000 && july.previous == 800 && july.growth == 250)
        #expect(months.lines.first?.previous == 0 && months.lines.first?.growth == nil)
        let types = try await market.desk.read {
            try $0.analysis.cut(.contractValue, by: .contractType, in: Self.year, comparesYears: true)
        }
        #expect(types.lines.map(\.value) == [6000, 0] && types.lines.map(\.previous) == [0, 800])
    }

    @Test(
        arguments: [
            ("2021", "2020"), ("2021Q1", "2020Q1"), ("2020-02", "2019-02"), ("2021-02", "2020-02"),
            ("2020-02-29", "2019-02-28"), ("2021-05-03..2021-05-09", "2020-05-03..2020-05-09"), ("1900", nil),
        ] as [(String, String?)]
    )
    func `the year before of a period`(period: String, expected: String?) throws {
        #expect(try Period(parsing: period, field: .period).yearBefore?.code == expected)
    }

    @Test func `months are told apart on every day of the calendar`() async throws {
        let market = try await TestMarket()
        let days = [
            (1900, 1, 1), (1900, 2, 28), (1900, 3, 1), (1999, 12, 31), (2000, 2, 29), (2000, 3, 1),
            (2019, 12, 31),
            (2020, 1, 1), (2020, 2, 29), (2020, 12, 31), (2021, 1, 31), (2021, 2, 28),
        ].compactMap { Day(year: $0.0, month: $0.1, day: $0.2) }
        try await market.desk.change { work in
            let firm = try work.organizations.create(Organization.Content(name: "企业", kind: .enterprise)).id
            for day in days {
                _ = try work.visits.create(Visit.Content(organization: firm, on: day, kind: "visit"))
            }
        }
        let all = try #require(Period(first: .earliest, last: .latest))
        let cut = try await market.desk.read { try $0.analysis.cut(.services, by: .month, in: all) }
        let found = cut.lines.filter { $0.value > 0 }.map(\.slice.key)
        let expected = Set(days.compactMap { Period(year: $0.year, month: $0.month)?.code }).sorted()
        #expect(found == expected && cut.lines.count == 300 * 12)
        let quarters = try await market.desk.read { try $0.analysis.cut(.services, by: .quarter, in: all) }
        #expect(quarters.whole == Int64(days.count) && quarters.lines.count == 1200)
    }

    @Test func `a sheet has every figure by one dimension, and says where it does not apply`() async throws {
        let market = try await market()
        let sheet = try await market.desk.read { try $0.analysis.sheet(by: .contractType, in: Self.year) }
        #expect(sheet.columns.map(\.indicator) == Indicator.allCases)
        #expect(sheet.columns.filter { $0.values == nil }.count == 7)
        #expect(sheet.columns.last?.values == [500] && sheet.columns.last?.addsUp == true)
        let months = try await market.desk.read { try $0.analysis.sheet(by: .month, in: Self.year) }
        #expect(months.slices.count == 12 && months.columns.allSatisfy { $0.values?.count == 12 })
    }

    @Test func `an empty market has months without anything, and two equal dimensions are refused`()
        async throws
    {
        let market = try await TestMarket()
        let cut = try await market.desk.read { try $0.analysis.cut(.services, by: .month, in: Self.year) }
        #expect(cut.lines.count == 12 && cut.whole == 0 && cut.addsUp)
        let none = try await market.desk.read {
            try $0.analysis.cross(.payments, by: .field, and: .staff, in: Self.year)
        }
        #expect(none.rows.isEmpty && none.cells.isEmpty && none.whole == 0)
        let code = try await refusal {
            _ = try await market.desk.read {
                try $0.analysis.cross(.payments, by: .field, and: .field, in: Self.year)
            }
        }
        #expect(code == "dimensions_same")
        #expect(throws: AppError.self) { try Dimension(parsing: "颜色") }
        #expect(try Dimension(parsing: " 技术领域 ") == .field)
    }

    // MARK: The funnel

    @Test(arguments: Funnel.Basis.allCases)
    func `the funnel counts matches at each stage, their days there and why they ended`(basis: Funnel.Basis)
        async throws
    {
        let market = try await market()
        try await market.desk.change { work in
            let demand = try #require(try work.demands.list(RecordFilter()).first)
            let achievement = try #require(try work.achievements.list(RecordFilter()).last)
            let match = try work.matches.create(demand.id, achievement.id, on: .on(5, 20))
            _ = try work.matches.end(match.id, reason: "price", on: .on(5, 30))
            // A mistake counts nowhere.
            let other = try #require(try work.matches.list(MatchFilter()).first { $0.stage == .signed })
            _ = try work.matches.advance(other.id, to: .completed, on: .on(11, 1))
            _ = try work.matches.back(other.id, isMistake: true, on: .on(11, 2))
        }
        let (funnel, intentions) = try await market.desk.read { work in
            (
                try work.analysis.funnel(basis, in: Self.year),
                try work.tallies.figure(.intentions, in: Self.year)
            )
        }
        #expect(funnel.stages.map(\.step) == Funnel.Step.allCases)
        #expect(funnel.stages.map(\.count) == [4, 3, 3, 3, 0, 1])
        #expect(funnel.stages[2].count == intentions)
        #expect(funnel.stages.map(\.conversion) == [nil, 750, 1000, 1000, 0, 333])
        // Introduced on 1, 2 and 3 June; intention on 11, 13 and 15; signed on the first of July, August, September.
        #expect(funnel.stages[1].medianDays == "11" && funnel.stages[1].left == 3)
        #expect(funnel.stages[2].medianDays == "49")
        #expect(funnel.stages[3].medianDays == nil && funnel.stages[0].ended == 1)
        #expect(
            funnel.endings == [
                Funnel.Ending(
                    from: .suggested,
                    reason: "price",
                    name: Phrase("价格未谈拢", en: "No agreement on price"),
                    count: 1
                )
            ]
        )
    }

    @Test func `a cohort follows matches beyond the period, the other basis does not`() async throws {
        let market = try await market()
        let june = try #require(Period(year: 2021, month: 6))
        let (entered, cohort) = try await market.desk.read { work in
            (try work.analysis.funnel(.entered, in: june), try work.analysis.funnel(.cohort, in: june))
        }
        #expect(entered.stages.map(\.count) == [3, 3, 3, 0, 0, 0])
        #expect(cohort.stages.map(\.count) == [3, 3, 3, 3, 0, 1])
        let nothing = try await TestMarket()
        let empty = try await nothing.desk.read { try $0.analysis.funnel(.cohort, in: june) }
        #expect(empty.stages.allSatisfy { $0.count == 0 && $0.conversion == nil && $0.medianDays == nil })
    }
}
