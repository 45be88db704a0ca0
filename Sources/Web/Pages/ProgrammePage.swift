import Domain
import Market

/// A programme's page: its figures, which open to their evidence, its members by stage, and its activities.
struct ProgrammePage {
    let view: HTML

    /// The period that the address asks for; this year unless it does.
    static func period(_ inputs: Inputs, _ today: Day) throws -> Period {
        try inputs.period("period") ?? Period(year: today.year) ?? Period(day: today)
    }

    /// - Parameters:
    ///   - above: what is to be said before all else.
    ///   - joining: what stands above the list of members, with what was typed.
    init(
        _ code: String,
        _ reader: Reader,
        _ inputs: Inputs,
        _ work: Work,
        above: HTML = "",
        joining: JoinCard.Entry = JoinCard.Entry()
    ) throws {
        let programme = try work.programmes.find(code)
        var refusal: HTML = ""
        var period = Period(year: reader.today.year) ?? Period(day: reader.today)
        do { period = try Self.period(inputs, reader.today) } catch let error as AppError {
            refusal = Parts.refusal(reader, error)
        }
        let lines = try work.programmes.figures(of: programme, in: period)
        let owner = try programme.owner.map { try work.users.get($0).name }
        let members = try Members(programme, inputs, work)
        view = Layout.page(
            reader,
            .programmes,
            title: programme.name,
            quiet: """
                \(programme.code)　\(ProgrammePages.state(reader, programme.state)) \(Parts.archived(reader, programme.filing))
                """,
            actions: Self.actions(reader, programme),
            body: """
                \(refusal)\(above)\(Self.choice(reader, programme, period))\
                <div class="cols four kpis">\(lines.map { Self.card(reader, programme, $0, period) })</div>\
                <div class="cols two"><section class="card" id="members">\(JoinCard.view(reader, programme, joining))\
                \(members.view(reader, programme, inputs))</section>\
                <div>\(Self.facts(reader, programme, owner))\(try Self.activities(reader, programme, work))</div></div>
                """
        )
    }

    private static func actions(_ reader: Reader, _ programme: Programme) -> HTML {
        let archive = Parts.archiveMenu(reader, programme.code, programme.filing)
        guard reader.may(.staff), !programme.filing.isArchived else { return archive }
        return
            "\(archive)<a class=\"btn\" href=\"\(Paths.edit(programme.code))\">\(reader("修改", en: "Edit"))</a>"
    }

    // MARK: Figures

    /// The usual periods, and any other.
    private static func choice(_ reader: Reader, _ programme: Programme, _ period: Period) -> HTML {
        let (year, month) = (reader.today.year, reader.today.month)
        let usual: [(Period?, String)] = [
            (Period(year: year, month: month), reader("本月", en: "This month")),
            (Period(year: year, quarter: (month + 2) / 3), reader("本季", en: "This quarter")),
            (Period(year: year), reader("今年", en: "This year")),
            (Period(year: year - 1), reader("去年", en: "Last year")),
        ]
        let path = Paths.record(programme.code)
        let links = usual.compactMap { one, words in
            one.map { (words, "\(path)?period=\(Inputs.encoded($0.code))", $0 == period) }
        }
        return """
            \(Parts.tabs(reader, links))<form class="filters" action="\(path)"><label>\(reader("期间", en: "Period"))\
            <input type="text" name="period" value="\(period.code)" \
            placeholder="\(reader("如 2021、2021Q2、2021-05", en: "such as 2021, 2021Q2, 2021-05"))"></label>\
            <button>\(reader("统计", en: "Count"))</button><span class="quiet">\
            \(reader("签约和洽谈按期末那天（\(period.last.phrase.zh)）算", en: "signed and negotiating as of \(period.last)"))</span></form>
            """
    }

    private static func card(
        _ reader: Reader,
        _ programme: Programme,
        _ line: ProgrammeLine,
        _ period: Period
    ) -> HTML {
        let parts = line.kinds.map { "\(reader($0.kind.name))\u{00A0}\($0.value)" }.joined(separator: "　")
        return """
            <a class="card kpi" href="\(Paths.evidence(programme.code, line.figure, period))"><span>\(reader(line.figure.name))</span>\
            <strong>\(Figures.grouped(line.value))<em> \(reader(line.figure.unit))</em></strong>\
            <small>\(parts.isEmpty ? reader("点开看明细", en: "open to see the records") : parts)</small></a>
            """
    }

    /// The parts of a figure by kind of organization, each leading to its rows.
    static func kinds(
        _ reader: Reader,
        _ programme: Programme,
        _ line: ProgrammeLine,
        _ period: Period,
        current: Organization.Kind?
    ) -> HTML {
        guard !line.kinds.isEmpty else { return "" }
        func chip(_ name: String, _ value: Int64, _ kind: Organization.Kind?) -> HTML {
            let mark: HTML = kind == current ? " aria-current=\"true\"" : ""
            let path = Paths.evidence(programme.code, line.figure, period, kind: kind)
            return "<a class=\"chip\"\(mark) href=\"\(path)\">\(name) \(value)</a> "
        }
        let each = line.kinds.map { chip(reader($0.kind.name), $0.value, $0.kind) }
        return "<p>\(chip(reader("全部", en: "All"), line.value, nil))\(each)</p>"
    }

    // MARK: Members

    /// The members that the address asks for.
    private struct Members {
        let stage: MemberStage?
        let counts: [MemberStage: Int64]
        let items: [MemberItem]
        let pager: Pager

        init(_ programme: Programme, _ inputs: Inputs, _ work: Work) throws {
            var filter = MemberFilter()
            filter.programme = programme.id
            filter.text = inputs.text
            counts = try work.programmes.memberStages(filter)
            stage = MemberStage(rawValue: inputs["stage"])
            filter.stage = stage
            pager = try Pager(total: Int(try work.programmes.memberCount(filter)), inputs)
            filter.page = try Pager.rows(inputs)
            items = try work.programmes.memberItems(filter)
        }

        func view(_ reader: Reader, _ programme: Programme, _ inputs: Inputs) -> HTML {
            func tab(_ name: String, _ stage: MemberStage?, _ count: Int64) -> (String, String, Bool) {
                let query = inputs.query([("stage", stage?.rawValue), ("page", nil)])
                return (
                    "\(name) \(count)", "\(Paths.record(programme.code))\(query)#members", stage == self.stage
                )
            }
            let all = tab(reader("全部", en: "All"), nil, counts.values.reduce(0, +))
            let each = MemberStage.allCases.map { tab(reader($0.name), $0, counts[$0] ?? 0) }
            let rows = items.map { row(reader, programme, $0) }
            let headings: [HTML] = [
                Parts.heading(reader(Field.organization.name)), Parts.heading(reader(Field.stage.name)),
                Parts.heading(reader(Field.memberStaff.name)), Parts.heading(reader(Field.nextStep.name)),
            ]
            let table: HTML =
                rows.isEmpty
                ? Parts.empty(reader("这里没有成员单位。", en: "There are no members here."))
                : Parts.list(headings, rows)
            let kept = ["stage", "period"].filter { !inputs[$0].isEmpty }.map { Parts.hidden($0, inputs[$0]) }
            let search = reader("成员名称或编号", en: "Name or code of a member")
            return """
                \(Parts.tabs(reader, [all] + each))<form class="filters" role="search" action="\(Paths.record(programme.code))#members">\
                \(kept)<input type="search" name="q" value="\(inputs["q"])" aria-label="\(search)" placeholder="\(search)">\
                <button>\(reader("筛选", en: "Filter"))</button></form>\(table)\(pager.view(reader, inputs))
                """
        }

        private func row(_ reader: Reader, _ programme: Programme, _ item: MemberItem) -> HTML {
            let member = item.member
            let merged: HTML =
                item.mergedInto.map {
                    "<br><small>\(reader("已并入", en: "merged into")) \(Parts.link($0.code, $0.name))</small>"
                } ?? ""
            let path = Paths.members(programme.code, item.organization.code)
            let note: HTML = member.note.isEmpty ? "" : "<br><small class=\"pre\">\(member.note)</small>"
            return """
                <tr data-href="\(path)"><td><a href="\(path)">\(item.organization.name)</a>　<small>\(reader(item.kind.name))</small>\(merged)\(note)</td>\
                \(Parts.cell(reader(Field.stage.name), "\(Parts.stage(reader, member.stage))<br><small>\(Parts.day(reader, item.since))</small>"))\
                \(Parts.cell(reader(Field.memberStaff.name), "\(item.staff ?? "—")"))\
                \(Parts.cell(reader(Field.nextStep.name), MemberPages.advance(reader, programme, member, item.organization.code, from: "list")))</tr>
                """
        }
    }

    // MARK: Beside them

    private static func facts(_ reader: Reader, _ programme: Programme, _ owner: String?) -> HTML {
        """
        <section class="card"><table class="facts">\(Parts.fact(reader("起止", en: "From, to"), ProgrammePages.days(reader, programme)))\
        \(Parts.fact(reader(Field.department.name), programme.department))\
        \(Parts.fact(reader(Field.owner.name), owner ?? ""))\
        \(Parts.fact(reader(Field.externalID.name), programme.externalID ?? ""))</table>\
        \(Parts.prose(reader(Field.goal.name), programme.goal))\(Parts.prose(reader(Field.note.name), programme.note))</section>
        """
    }

    private static let mostActivities = 10

    private static func activities(_ reader: Reader, _ programme: Programme, _ work: Work) throws -> HTML {
        var filter = EventFilter()
        filter.programme = programme.id
        let count = try work.activities.count(filter)
        filter.page = Page(limit: mostActivities)
        let rows = try work.activities.items(filter).map { item -> HTML in
            """
            <tr><td>\(Parts.link(item.activity.code, item.activity.title))<br><small>\(Parts.day(reader, item.activity.on)) · \
            \(reader(item.activity.state.name))</small></td><td class="num">\(item.organizations) \(reader("家", en: "org."))</td></tr>
            """
        }
        let all: HTML =
            count > Int64(rows.count)
            ? "<p><a href=\"\(Paths.activities)?programme=\(programme.code)\">\(reader("看全部 \(count) 场", en: "See all \(count)"))</a></p>"
            : ""
        let add: HTML =
            reader.may(.staff) && !programme.filing.isArchived
            ? "<div class=\"do\"><a class=\"btn\" href=\"\(Paths.new(.activity, [("programme", programme.code.description)]))\">\(reader("加活动", en: "Add an activity"))</a></div>"
            : ""
        return """
            <section class="card"><h2>\(reader(Field.activity.name))</h2>\
            \(rows.isEmpty ? "<p class=\"quiet\">\(reader("还没有活动。", en: "None yet."))</p>" as HTML : "<table>\(rows)</table>")\(all)\(add)</section>
            """
    }
}
