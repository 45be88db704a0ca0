import Domain

/// What made-up records say: believable, and the same for the same seed. Nothing of it is real: firms and institutes begin
/// with 江州, a city that does not exist, and credit codes are of the demonstration city's series `DEM`.
struct MadeRecords: Sendable {
    private var texts: MadeTexts
    private var dice: Dice
    private let lists: Lists

    /// - Parameter codes: the market's lists, from which records are coded.
    init(seed: UInt64, _ codes: CodeBook) throws {
        texts = MadeTexts(seed: seed)
        // Beside the texts' own, so that another field more in a record leaves the texts as they are.
        dice = Dice(seed: ~seed)
        lists = try Lists(codes)
    }

    /// The codes that records bear.
    private struct Lists: Sendable {
        let industries: [IndustryCode]
        let regions: [RegionCode]
        let codes: [CodeListName: [String]]

        init(_ book: CodeBook) throws {
            industries = try (book[.industry]?.entries ?? []).map {
                try book.industry(parsing: $0.code, field: .industry)
            }
            regions = (book[.region]?.entries ?? []).map(\.code).filter { $0.hasPrefix("4202") }.map {
                RegionCode(rawValue: $0)
            }
            var codes: [CodeListName: [String]] = [:]
            for list in CodeListName.allCases { codes[list] = book[list]?.entries.map(\.code) ?? [] }
            self.codes = codes
        }
    }

    private mutating func code(_ list: CodeListName) -> String? {
        guard let codes = lists.codes[list], !codes.isEmpty else { return nil }
        return dice.pick(codes)
    }

    private mutating func industry() -> IndustryCode? {
        lists.industries.isEmpty ? nil : dice.pick(lists.industries)
    }

    private mutating func region() -> RegionCode? { lists.regions.isEmpty ? nil : dice.pick(lists.regions) }

    // MARK: Submissions

    mutating func achievement(of owner: Organization.ID, on day: Day) -> AchievementContent {
        let text = texts.record(sentences: 1...5)
        var content = AchievementContent(organization: owner, title: text.title, receivedOn: day)
        content.summary = text.summary
        content.keywords = text.keywords
        content.field = code(.field)
        content.industry = industry()
        content.region = dice.falls(20) ? region() : nil
        content.readiness = code(.readiness)
        content.trl = 1 + dice.below(9)
        content.cooperationModes = [code(.cooperationMode)].compactMap { $0 }
        content.price = dice.falls(33) ? nil : Money(fen: Int64(1 + dice.below(500)) * 1_000_000)
        content.people = person()
        content.contact.name = content.people
        return content
    }

    mutating func demand(of owner: Organization.ID, on day: Day) -> DemandContent {
        let text = texts.record(sentences: 2...8)
        var content = DemandContent(organization: owner, title: text.title, receivedOn: day)
        content.summary = text.summary
        content.keywords = text.keywords
        content.field = code(.field)
        content.industry = industry()
        content.cooperationModes = [code(.cooperationMode)].compactMap { $0 }
        content.budget = dice.falls(33) ? nil : Money(fen: Int64(1 + dice.below(500)) * 1_000_000)
        content.deadline = dice.falls(60) ? day.advanced(by: 60 + dice.below(300)) : nil
        content.contact.name = person()
        return content
    }

    // MARK: Organizations

    private static let trades = [
        "智能装备", "精密机械", "自动化", "新材料", "环保科技", "电子", "光电", "模具", "汽车零部件", "特钢", "化工", "医药",
        "食品", "包装", "纺织", "能源科技", "信息技术", "建材", "水处理", "农业科技", "电力设备", "仪器仪表", "铸造", "物流装备",
    ]
    private static let syllables = [
        "安", "邦", "创", "德", "鼎", "东", "方", "丰", "富", "海", "恒", "宏", "华", "汇", "嘉", "杰", "金", "锦", "精", "凯",
        "康", "科", "朗", "联", "龙", "明", "南", "鹏", "齐", "瑞", "润", "盛", "泰", "腾", "天", "伟", "祥", "欣", "远", "正",
    ]
    private static let houses = ["大学", "理工学院", "职业技术学院", "研究院", "技术研究所", "工程研究中心"]

    /// A name for each number, no two alike.
    private static func brand(_ number: Int) -> String {
        let count = syllables.count
        let name = syllables[number % count] + syllables[number / count % count]
        let rest = number / count / count
        return rest == 0 ? name : name + brand(rest - 1)
    }

    mutating func enterprise(_ number: Int) -> Organization.Content {
        let trade = Self.trades[number % Self.trades.count]
        let brand = Self.brand(number / Self.trades.count)
        var content = Organization.Content(name: "江州\(brand)\(trade)有限公司", kind: .enterprise)
        // Of one in nine the market has not seen the licence yet.
        if number % 9 != 8 { content.creditCode = Self.creditCode(number) }
        content.region = region()
        content.industry = industry()
        content.contact.name = person()
        return content
    }

    /// The same firm once more, as somebody entered it who did not find it.
    mutating func twin(of content: Organization.Content) -> Organization.Content {
        var twin = Organization.Content(name: "\(content.name)（江州）", kind: content.kind)
        twin.region = content.region
        twin.contact.name = person()
        return twin
    }

    mutating func institution(_ number: Int) -> Organization.Content {
        let house = Self.houses[number % Self.houses.count]
        let kind: Organization.Kind = number % Self.houses.count < 3 ? .university : .institute
        var content = Organization.Content(
            name: "江州\(Self.brand(number / Self.houses.count))示例\(house)",
            kind: kind
        )
        content.region = region()
        content.contact.name = person()
        return content
    }

    /// A code with valid check characters; there are 100,000 in the series.
    private static func creditCode(_ number: Int) -> CreditCode? {
        guard number < 100_000 else { return nil }
        let organization = "DEM" + String(100_000 + number).dropFirst()
        guard let inner = OrganizationCode.checkCharacter(for: organization) else { return nil }
        let body = "91420200\(organization)\(inner)"
        return CreditCode.checkCharacter(for: body).map { CreditCode(rawValue: "\(body)\($0)") }
    }

    private static let surnames = Array("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高").map(String.init)
    private static let givenNames = [
        "伟", "芳", "敏", "静", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "秀兰", "建国", "志强", "海燕", "雪梅",
    ]

    mutating func person() -> String { dice.pick(Self.surnames) + dice.pick(Self.givenNames) }

    // MARK: What happens

    mutating func contract(
        _ title: String,
        between buyer: Organization.ID,
        and seller: Organization.ID,
        on day: Day
    ) -> ContractContent {
        // From some 10,000 yuan to ten million, most of them small.
        let scale: Int64 = [1, 1, 1, 10, 10, 100][dice.below(6)]
        let total = Int64(1 + dice.below(100)) * scale * 1_000_000
        var content = ContractContent(
            title: title,
            type: code(.contractType) ?? "",
            buyer: buyer,
            seller: seller,
            total: Money(fen: total),
            technology: Money(fen: total * Int64(50 + dice.below(50)) / 100),
            signedOn: day
        )
        content.startsOn = day
        content.endsOn = day.advanced(by: 90 + dice.below(600))
        content.field = code(.field)
        return content
    }

    mutating func visit(to organization: Organization.ID, by staff: User.ID, on day: Day) -> VisitContent {
        var content = VisitContent(organization: organization, on: day, kind: code(.visitKind) ?? "")
        content.staff = staff
        content.summary = texts.sentence()
        return content
    }

    mutating func activity(_ number: Int, on day: Day, _ state: Activity.State) -> ActivityContent {
        let topic = texts.record(sentences: 1...1).keywords[0]
        var content = ActivityContent(
            title: "第\(number + 1)场：\(topic)",
            kind: code(.activityKind) ?? "",
            on: day,
            state: state
        )
        content.place = "科创大厦路演厅"
        content.host = "江州技术交易市场"
        return content
    }

    mutating func followUp() -> (kind: String, text: String) { (code(.followUpKind) ?? "", texts.sentence()) }

    mutating func endReason() -> String { code(.endReason) ?? "" }

    mutating func note() -> String { texts.sentence() }
}
