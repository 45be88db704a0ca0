import Domain
import Testing

/// The rules of what people write about records.
struct ContentRulesTests {
    static let today = Day(year: 2021, month: 12, day: 31) ?? .latest

    static var demand: Demand.Content {
        Demand.Content(organization: Organization.ID(1), title: "需求", receivedOn: today)
    }

    static var achievement: Achievement.Content {
        Achievement.Content(organization: Organization.ID(1), title: "成果", receivedOn: today)
    }

    static var contract: Contract.Content {
        Contract.Content(
            title: "合同",
            type: "service",
            buyer: Organization.ID(1),
            seller: Organization.ID(2),
            total: Money(fen: 10),
            technology: Money(fen: 10),
            signedOn: today
        )
    }

    // MARK: Length

    /// A text of a demand with its longest length.
    struct DemandText: Sendable, CustomTestStringConvertible {
        let field: Field
        let limit: Int
        let set: @Sendable (inout Demand.Content, String) -> Void

        var testDescription: String { field.code }
    }

    static let demandTexts = [
        DemandText(field: .title, limit: 200) { $0.title = $1 },
        DemandText(field: .summary, limit: 10_000) { $0.summary = $1 },
        DemandText(field: .detail, limit: 10_000) { $0.detail = $1 },
        DemandText(field: .problem, limit: 10_000) { $0.problem = $1 },
        DemandText(field: .keyIndicators, limit: 10_000) { $0.keyIndicators = $1 },
        DemandText(field: .expectedResult, limit: 10_000) { $0.expectedResult = $1 },
        DemandText(field: .source, limit: 200) { $0.source = $1 },
        DemandText(field: .contactName, limit: 200) { $0.contact.name = $1 },
    ]

    @Test(arguments: demandTexts)
    func `a text may be as long as its limit and no longer`(text: DemandText) throws {
        var content = Self.demand
        text.set(&content, String(repeating: "字", count: text.limit))
        _ = try content.checked(today: Self.today)
        text.set(&content, String(repeating: "字", count: text.limit + 1))
        let tooLong = content
        let error = refusal { () throws(AppError) in try tooLong.checked(today: Self.today) }
        #expect(error?.code == "too_long")
        #expect(error?.field == text.field)
        #expect(error?.message.zh.contains("\(text.limit + 1) 个字") == true)
        #expect((error?.message.zh.unicodeScalars.count ?? 0) < 200, "the text is quoted, not repeated")
    }

    @Test func `white space at the ends counts for nothing`() throws {
        var content = Self.demand
        content.title = "\u{3000} " + String(repeating: "字", count: 200) + "\n\u{200B}"
        #expect(try content.checked(today: Self.today).title.count == 200)
    }

    // MARK: Blank

    @Test(arguments: ["", " ", "\u{3000}", "\n\t", "\u{200B}\u{FEFF}", "\u{0}"])
    func `a title of nothing is refused everywhere`(blank: String) {
        var (demand, achievement, contract) = (Self.demand, Self.achievement, Self.contract)
        demand.title = blank
        achievement.title = blank
        contract.title = blank
        let activity = Activity.Content(title: blank, kind: "training", on: Self.today, state: .held)
        let organization = Organization.Content(name: blank, kind: .enterprise)
        let errors = [
            refusal { () throws(AppError) in _ = try demand.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try achievement.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try contract.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try activity.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try organization.checked() },
        ]
        #expect(errors.allSatisfy { $0?.code == "required" })
    }

    @Test func `a blank external id is none`() throws {
        var content = Self.demand
        content.externalID = " \u{200B}"
        #expect(try content.checked(today: Self.today).externalID == nil)
    }

    // MARK: Control characters

    @Test func `a line keeps to one line and holds no control characters`() throws {
        var content = Self.demand
        content.title = "一\u{0}二\r\n三\u{7}四\u{85}五"
        let title = try content.checked(today: Self.today).title
        #expect(title.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(title.hasPrefix("一 二"))
    }

    @Test func `a text keeps its lines and tabs and no other control characters`() throws {
        var content = Self.demand
        content.problem = "一\r\n二\t三\u{0}四\u{1B}[31m"
        #expect(try content.checked(today: Self.today).problem == "一\n二\t三 四 [31m")
    }

    @Test func `a keyword with a line break is one keyword`() throws {
        var content = Self.demand
        content.keywords = ["锂电池\n电解液"]
        #expect(try content.checked(today: Self.today).keywords == ["锂电池 电解液"])
    }

    // MARK: Lists

    @Test func `keywords are at most twenty of forty characters, without blanks and repetitions`() throws {
        var content = Self.demand
        content.keywords = [" 甲 ", "", "甲", "乙"]
        #expect(try content.checked(today: Self.today).keywords == ["甲", "乙"])
        content.keywords = (1...20).map { "词\($0)" }
        #expect(try content.checked(today: Self.today).keywords.count == 20)
        content.keywords.append("词21")
        let many = refusal { () throws(AppError) in try content.checked(today: Self.today) }
        #expect(many?.code == "too_many")
        #expect(many?.field == .keywords)
        content.keywords = [String(repeating: "长", count: 41)]
        #expect(refusal { () throws(AppError) in try content.checked(today: Self.today) }?.code == "too_long")
    }

    @Test func `a name is no alias of itself`() throws {
        var content = Organization.Content(name: " 甲公司", kind: .enterprise)
        content.aliases = ["甲公司", "甲", "甲 "]
        #expect(try content.checked().aliases == ["甲"])
        content.aliases = (1...21).map { "名\($0)" }
        #expect(refusal { () throws(AppError) in try content.checked() }?.code == "too_many")
    }

    @Test func `content in its one form stays as it is`() throws {
        var content = Self.demand
        content.title = "\u{3000}标题 "
        content.problem = "\r\n一\r\n二 "
        content.keywords = ["甲 ", "甲"]
        let once = try content.checked(today: Self.today)
        #expect(try once.checked(today: Self.today) == once)
    }

    // MARK: Days and numbers

    @Test func `nothing was received, completed or signed in the future`() {
        let tomorrow = Self.today.advanced(by: 1)
        var (demand, achievement, contract) = (Self.demand, Self.achievement, Self.contract)
        demand.receivedOn = tomorrow
        achievement.completedOn = tomorrow
        contract.signedOn = tomorrow
        let visit = Visit.Content(organization: Organization.ID(1), on: tomorrow, kind: "visit")
        let held = Activity.Content(title: "会", kind: "training", on: tomorrow, state: .held)
        let errors = [
            refusal { () throws(AppError) in _ = try demand.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try achievement.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try contract.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try visit.checked(today: Self.today) },
            refusal { () throws(AppError) in _ = try held.checked(today: Self.today) },
        ]
        #expect(errors.allSatisfy { $0?.code == "date_in_future" })
    }

    @Test func `deadlines and planned activities may lie ahead`() throws {
        var demand = Self.demand
        demand.deadline = Self.today.advanced(by: 400)
        _ = try demand.checked(today: Self.today)
        let planned = Activity.Content(
            title: "会",
            kind: "training",
            on: Self.today.advanced(by: 9),
            state: .planned
        )
        _ = try planned.checked(today: Self.today)
    }

    @Test func `what ends does not end before it begins`() {
        var contract = Self.contract
        contract.startsOn = Self.today
        contract.endsOn = Self.today.advanced(by: -1)
        #expect(
            refusal { () throws(AppError) in try contract.checked(today: Self.today) }?.code
                == "date_out_of_order"
        )
        var activity = Activity.Content(title: "会", kind: "training", on: Self.today, state: .held)
        activity.endsOn = Self.today.advanced(by: -1)
        #expect(
            refusal { () throws(AppError) in try activity.checked(today: Self.today) }?.code
                == "date_out_of_order"
        )
        activity.endsOn = Self.today
        #expect(refusal { () throws(AppError) in try activity.checked(today: Self.today) } == nil)
    }

    @Test(arguments: [
        (0, "trl_out_of_range"), (1, nil), (9, nil), (10, "trl_out_of_range"), (-1, "trl_out_of_range"),
    ])
    func `readiness levels are 1 to 9`(trl: Int, expected: String?) {
        var content = Self.achievement
        content.trl = trl
        #expect(refusal { () throws(AppError) in try content.checked(today: Self.today) }?.code == expected)
    }

    @Test(
        arguments: [
            (0, nil), (Limits.money, nil), (Limits.money + 1, "amount_too_large"), (.max, "amount_too_large"),
            (-1, "money_negative"), (.min, "money_negative"),
        ] as [(Int64, String?)]
    )
    func `budgets and prices are zero or more and no slip of the unit`(fen: Int64, expected: String?) {
        var (demand, achievement) = (Self.demand, Self.achievement)
        demand.budget = Money(fen: fen)
        achievement.price = Money(fen: fen)
        let budget = refusal { () throws(AppError) in try demand.checked(today: Self.today) }
        let price = refusal { () throws(AppError) in try achievement.checked(today: Self.today) }
        #expect(budget?.code == expected)
        #expect(price?.code == expected)
        #expect(budget == nil || budget?.field == .budget)
        #expect(price == nil || price?.field == .price)
    }

    @Test func `nobody signs with itself`() {
        var content = Self.contract
        content.seller = content.buyer
        #expect(
            refusal { () throws(AppError) in try content.checked(today: Self.today) }?.code == "same_parties"
        )
    }

    // MARK: What is public

    @Test func `the public part of a record holds nothing confidential`() throws {
        let secret = "机密"
        let phone = try PhoneNumber(parsing: "13800138000", field: .contactPhone)
        let email = try EmailAddress(parsing: "secret@example.com", field: .contactEmail)
        let contact = Contact(name: "张三", phone: phone, email: email)
        var content = Self.demand
        content.summary = "公开"
        content.detail = secret
        content.problem = secret
        content.keyIndicators = secret
        content.expectedResult = secret
        content.contact = contact
        let filing = Filing(version: 1, codeEdition: 1)
        let demand = Demand(
            id: Demand.ID(1),
            code: RecordCode(.demand, year: 2021, serial: 1),
            content: content,
            state: .published,
            filing: filing
        )
        var offered = Self.achievement
        offered.summary = "公开"
        offered.detail = secret
        offered.contact = contact
        let achievement = Achievement(
            id: Achievement.ID(1),
            code: RecordCode(.achievement, year: 2021, serial: 1),
            content: offered,
            state: .published,
            filing: filing
        )
        for text in [String(describing: demand.publicPart), String(describing: achievement.publicPart)] {
            #expect(text.contains("公开") && text.contains("张三"))
            #expect(!text.contains(secret) && !text.contains("13800138000") && !text.contains("secret@"))
        }
    }

    @Test(arguments: Role.allCases)
    func `only viewers see the public part alone`(role: Role) {
        #expect(role.seesConfidential == (role != .viewer))
    }
}
