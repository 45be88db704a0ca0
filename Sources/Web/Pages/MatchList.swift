import Documents
import Domain
import Market

/// All matches that answer to what is looked for, as a table or a file.
struct MatchList {
    let page: HTML

    /// Whether the address asks for the list rather than the board.
    static func isWanted(_ inputs: Inputs) -> Bool {
        guard inputs["view"] != "board" else { return false }
        return [
            "view", "stage", "owner", "due", "stuck", "quiet", "organization", "q", "sort", "page",
            "archived",
        ]
        .contains { !inputs[$0].isEmpty }
    }

    static func filter(_ inputs: Inputs, _ work: Work) throws -> MatchFilter {
        var filter = MatchFilter()
        filter.text = inputs.search
        filter.stage = MatchStage(rawValue: inputs["stage"])
        if inputs.has("mine") {
            filter.owner = work.user.id
        } else if !inputs["owner"].isEmpty {
            filter.owner = try work.users.find(inputs["owner"], field: .owner).id
        }
        if let days = try inputs.days("due") { filter.dueBy = work.today.advanced(by: days) }
        if let days = try inputs.days("stuck") { filter.stageSince = work.today.advanced(by: -days) }
        if let days = try inputs.days("quiet") { filter.quietSince = work.today.advanced(by: -days) }
        if !inputs["organization"].isEmpty {
            filter.organization = try work.organizations.find(Draft.codeBehind(inputs["organization"])).id
        }
        filter.includesArchived = inputs.has("archived")
        filter.order = MatchFilter.Order(rawValue: inputs["sort"]) ?? .newest
        return filter
    }

    init(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws {
        var filter = try Self.filter(inputs, work)
        filter.page = try Pager.rows(inputs)
        let items = try work.matches.items(filter)
        let pager = try Pager(total: Int(try work.matches.count(filter)), inputs)
        let users = try work.users.list()
        let organization = try filter.organization.map { try work.organizations.get($0) }
        page = Layout.page(
            reader,
            .matches,
            title: reader("对接", en: "Matches"),
            quiet: "\(organization?.name ?? "")",
            actions: Self.addLink(reader),
            body: """
                \(Self.tabs(reader, inputs, isList: true))<section class="card">\(Self.filters(reader, inputs, users))\
                \(items.isEmpty ? Parts.empty(reader("没有找到对接。", en: "No matches found.")) : Self.table(reader, inputs, items))\
                \(pager.view(reader, inputs))</section>
                """
        )
    }

    private static func filters(_ reader: Reader, _ inputs: Inputs, _ users: [User]) -> HTML {
        func days(_ name: String, _ all: String, _ options: [(Int, String)]) -> HTML {
            let choices = options.map { (code: String($0), name: $1) }
            return Parts.select(reader, FormField(name, all, .choice(choices, blank: all)), inputs)
        }
        let stages = MatchStage.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
        let allStages = reader("全部阶段", en: "All stages")
        let people = users.filter { $0.role >= .staff }.map { (code: $0.login, name: $0.name) }
        let anybody = reader("全部负责人", en: "Anybody's")
        return Parts.filters(
            reader,
            inputs,
            search: searchLabel(reader),
            kept: ["view", "organization", "sort"],
            export: Paths.export(.match),
            [
                Parts.select(
                    reader,
                    FormField("stage", allStages, .choice(stages, blank: allStages)),
                    inputs
                ),
                Parts.select(reader, FormField("owner", anybody, .choice(people, blank: anybody)), inputs),
                days(
                    "due",
                    reader("下一步不限", en: "Next step: any"),
                    [
                        (0, reader("下一步已到期", en: "Next step due")),
                        (7, reader("下一步在 7 天内", en: "Due within 7 days")),
                        (30, reader("下一步在 30 天内", en: "Due within 30 days")),
                    ]
                ),
                days(
                    "stuck",
                    reader("停留不限", en: "At its stage: any"),
                    [14, 30, 60, 90, 180].map {
                        ($0, reader("停在这一阶段 \($0) 天以上", en: "\($0) days or more at its stage"))
                    }
                ),
                days(
                    "quiet",
                    reader("动静不限", en: "Last heard: any"),
                    [7, 14, 30, 60, 90].map { ($0, reader("\($0) 天没有动静", en: "nothing for \($0) days")) }
                ), Parts.tick("mine", reader("只看我的", en: "mine only"), inputs),
            ]
        )
    }

    private static func table(_ reader: Reader, _ inputs: Inputs, _ items: [MatchItem]) -> HTML {
        let rows = items.map { item -> HTML in
            let match = item.match
            return """
                <tr data-href="\(Paths.record(match.code))"><td>\
                <a href="\(Paths.record(match.code))">\(item.demand.name)<span class="quiet"> × </span>\(item.achievement.name)</a>\
                <br><small>\(match.code)　\(item.buyer.name) ↔ \(item.seller.name)</small> \(Parts.archived(reader, match.filing))</td>\
                \(Parts.cell(reader(Field.stage.name), "\(Parts.stage(reader, match.stage))<br><small>\(waiting(reader, item))</small>"))\
                \(Parts.cell(reader("成交额", en: "Contracts"), Parts.money(reader, item.total), isNumber: true))\
                \(Parts.cell(reader("匹配分", en: "Score"), "\(match.score.map(String.init) ?? "—")", isNumber: true))\
                \(Parts.cell(reader(Field.owner.name), "\(item.owner ?? "—")"))\
                \(Parts.cell(reader(Field.nextStep.name), next(reader, item)))</tr>
                """
        }
        return Parts.list(
            [
                Parts.heading(reader("对接", en: "Match")),
                Parts.sortable(
                    reader,
                    reader(Field.stage.name),
                    by: MatchFilter.Order.since.rawValue,
                    inputs
                ),
                Parts.sortable(
                    reader,
                    reader("成交额", en: "Contracts"),
                    by: MatchFilter.Order.total.rawValue,
                    inputs,
                    isNumber: true
                ),
                Parts.sortable(
                    reader,
                    reader("匹配分", en: "Score"),
                    by: MatchFilter.Order.score.rawValue,
                    inputs,
                    isNumber: true
                ), Parts.heading(reader(Field.owner.name)),
                Parts.sortable(
                    reader,
                    reader(Field.nextStep.name),
                    by: MatchFilter.Order.due.rawValue,
                    inputs
                ),
            ],
            rows
        )
    }

    // MARK: As a file

    static func file(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws -> CSV {
        var file = CSV(columns: [
            reader("编号", en: "Code"), reader(Field.stage.name), reader("进入日期", en: "Since"),
            reader("技术需求", en: "Demand"), reader("需求名称", en: "Demand's title"),
            reader("需求单位", en: "Demanding"),
            reader("科技成果", en: "Achievement"), reader("成果名称", en: "Achievement's title"),
            reader("成果单位", en: "Offering"), reader("匹配分", en: "Score"), reader("拟投入（元）", en: "Budget (yuan)"),
            reader("成交额（元）", en: "Contracts (yuan)"), reader(Field.owner.name),
            reader("最近跟进", en: "Last follow-up"), reader(Field.nextStep.name), reader(Field.nextOn.name),
        ])
        for item in try work.matches.items(try filter(inputs, work)) {
            let match = item.match
            file.add([
                match.code.description, reader(match.stage.name), item.since.description,
                item.demand.code.description, item.demand.name, item.buyer.name,
                item.achievement.code.description, item.achievement.name, item.seller.name,
                match.score.map(String.init) ?? "", CSV.yuan(item.budget), CSV.yuan(item.total),
                item.owner ?? "", item.talkedOn?.description ?? "", match.nextStep,
                match.nextOn?.description ?? "",
            ])
        }
        return file
    }

    // MARK: What board and list share

    static func searchLabel(_ reader: Reader) -> String {
        reader("需求、成果、单位或编号", en: "Demand, achievement, organization or code")
    }

    static func addLink(_ reader: Reader) -> HTML {
        guard reader.may(.staff) else { return "" }
        return "<a class=\"btn go\" href=\"\(Paths.new(.match))\">\(reader("新对接", en: "New match"))</a>"
    }

    static func tabs(_ reader: Reader, _ inputs: Inputs, isList: Bool) -> HTML {
        let kept = [("stage", nil), ("sort", nil), ("page", nil), ("archived", nil)] as [(String, String?)]
        return Parts.tabs(
            reader,
            [
                (
                    reader("看板", en: "Board"), Paths.matches + inputs.query(kept + [("view", "board")]),
                    !isList
                ),
                (
                    reader("列表", en: "List"),
                    Paths.matches + inputs.query([("page", nil), ("view", "list")]), isList
                ),
            ]
        )
    }

    /// How long it has stood at its stage, and when somebody last talked.
    static func waiting(_ reader: Reader, _ item: MatchItem) -> HTML {
        let days = item.since.distance(to: reader.today)
        let isOpen = item.match.stage != .completed && item.match.stage != .ended
        let stay: HTML =
            isOpen
            ? "\(reader("第 \(days + 1) 天", en: "day \(days + 1)"))"
            : Parts.day(reader, item.since)
        guard isOpen, let talked = item.talkedOn, talked > item.since else { return stay }
        let ago = talked.distance(to: reader.today)
        return "\(stay)\(reader("，\(ago) 天前跟进", en: ", last talk \(ago) days ago"))"
    }

    /// What comes next, and whether it is late.
    static func next(_ reader: Reader, _ item: MatchItem) -> HTML {
        let match = item.match
        guard let day = match.nextOn else { return match.nextStep.isEmpty ? "—" : "\(match.nextStep)" }
        let isOpen = match.stage != .completed && match.stage != .ended
        let isLate = isOpen && day <= reader.today
        let chip: HTML =
            "<span class=\"chip\(isLate ? " bad" : "" as HTML)\">\(Parts.day(reader, day))\(isLate ? reader(" 已到期", en: " due") : "")</span>"
        return match.nextStep.isEmpty ? chip : "\(match.nextStep) \(chip)"
    }
}
