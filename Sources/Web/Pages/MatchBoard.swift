import Domain
import Market

/// The matches that are under way, a column a stage: how many, how much money, and those that need something first.
struct MatchBoard {
    let page: HTML

    /// As many stand in a column; the rest are one click away.
    static let mostCards = 8

    init(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws {
        var filter = try MatchList.filter(inputs, work)
        filter.stage = nil
        filter.page = .all
        let sums = try work.matches.stageSums(filter)
        var columns: [HTML] = []
        for stage in MatchStage.path {
            filter.stage = stage
            filter.order = stage == .completed ? .newest : .due
            filter.page = Page(limit: Self.mostCards)
            let sum = sums.first { $0.stage == stage }
            let items = sum == nil ? [] : try work.matches.items(filter)
            columns.append(Self.column(reader, inputs, stage, sum, items))
        }
        let ended = sums.first { $0.stage == .ended }?.count ?? 0
        page = Self.page(reader, inputs, columns, ended: ended)
    }

    private static func page(_ reader: Reader, _ inputs: Inputs, _ columns: [HTML], ended: Int64) -> HTML {
        Layout.page(
            reader,
            .matches,
            title: reader("对接", en: "Matches"),
            actions: MatchList.addLink(reader),
            body: """
                \(MatchList.tabs(reader, inputs, isList: false))<form class="filters" data-auto="1" role="search">\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(MatchList.searchLabel(reader))" \
                placeholder="\(MatchList.searchLabel(reader))"><input type="hidden" name="view" value="board">\
                \(Parts.tick("mine", reader("只看我的", en: "mine only"), inputs))\
                <button>\(reader("筛选", en: "Filter"))</button></form><div class="board" tabindex="0" role="region" \
                aria-label="\(reader("按阶段的看板", en: "Board by stage"))">\(columns)</div>\
                <p class="quiet"><a href="\(listPath(inputs, .ended))">\
                \(reader("已终止 \(ended) 条", en: "\(ended) ended"))</a></p>
                """
        )
    }

    private static func column(
        _ reader: Reader,
        _ inputs: Inputs,
        _ stage: MatchStage,
        _ sum: StageSum?,
        _ items: [MatchItem]
    ) -> HTML {
        let count = sum?.count ?? 0
        let isSigned = stage == .signed || stage == .completed
        let money = isSigned ? sum?.total : sum?.budget
        let words = isSigned ? reader("成交额", en: "Contracts") : reader("拟投入", en: "Budgets")
        let cards = items.map { card(reader, $0, isSigned: isSigned) }
        let all: HTML =
            count > items.count
            ? "<a href=\"\(listPath(inputs, stage))\">\(reader("全部 \(count) 条 →", en: "All \(count) →"))</a>"
            : ""
        let nothing: HTML = count == 0 ? "<p class=\"quiet\">\(reader("没有", en: "None"))</p>" : ""
        return """
            <section><h2><a href="\(listPath(inputs, stage))">\(Parts.stage(reader, stage))</a><span>\(count)</span></h2>\
            <p class="quiet">\(words) \(Parts.money(reader, money ?? .zero))</p>\(cards)\(nothing)\(all)</section>
            """
    }

    private static func card(_ reader: Reader, _ item: MatchItem, isSigned: Bool) -> HTML {
        let match = item.match
        let money: HTML =
            isSigned
            ? "\(item.total.map { "<b>\(reader($0.phrase))</b>" as HTML })"
            : "\(item.budget.map { "\(reader("拟投入", en: "budget")) \(reader($0.phrase))" as HTML })"
        let next: HTML =
            match.nextStep.isEmpty && match.nextOn == nil ? "" : "<p>\(MatchList.next(reader, item))</p>"
        return """
            <article><a href="\(Paths.record(match.code))">\(item.demand.name)<span class="quiet"> × </span>\
            \(item.achievement.name)</a><p><small>\(item.buyer.name) ↔ \(item.seller.name)</small></p>\
            \(money.isEmpty ? "" : "<p><small>\(money)</small></p>" as HTML)\(next)\
            <p><small>\(item.owner ?? reader("没有人负责", en: "nobody's")) · \(MatchList.waiting(reader, item))</small></p></article>
            """
    }

    private static func listPath(_ inputs: Inputs, _ stage: MatchStage) -> String {
        Paths.matches + inputs.query([("view", "list"), ("stage", stage.rawValue)])
    }
}
