import Documents
import Domain
import Market
import Reports

/// Draws what the screens show, in parts.
struct ScreenView {
    let showing: Showing
    let marketName: String
    let language: Language

    private func words(_ zh: String, en: String) -> String { language == .zh ? zh : en }
    private func words(_ phrase: Phrase) -> String { phrase[language] }

    func parts(_ face: ScreenFace) -> [ScreenPart] {
        switch face {
        case .screen:
            [
                ScreenPart("heading", heading), ScreenPart("figures", figures(Self.great, isGreat: true)),
                ScreenPart("more", figures(Self.small, isGreat: false)), ScreenPart("funnel", funnel),
                ScreenPart("months", months),
                ScreenPart("demands", offers(words("最新需求", en: "Newest demands"), showing.demands, demand)),
                ScreenPart(
                    "achievements",
                    offers(words("最新成果", en: "Newest achievements"), showing.achievements, achievement)
                ),
                ScreenPart("activities", activities),
            ]
        case .ticker: [ScreenPart("line", line)]
        }
    }

    /// What is read from afar, and all the other figures.
    private static let great: [Indicator] = [
        .enterprisesServed, .activities, .demandsIntroduced, .contractsSigned, .contractValue,
    ]
    private static let small = Indicator.allCases.filter { !great.contains($0) }

    private var year: String { words("\(showing.year)年", en: "\(showing.year)") }

    private var heading: HTML {
        "<h1>\(marketName)</h1><p>\(year)　\(words("与报表同一口径", en: "counted as in the reports"))</p>"
    }

    // MARK: Figures

    /// A figure with its unit, as short as it can be read from afar: 万元 with two decimals at most.
    private func text(_ value: Int64, _ indicator: Indicator) -> (number: String, unit: String) {
        guard indicator.isMoney else { return (Figures.grouped(value), words(indicator.unit)) }
        let step: Int64 = language == .zh ? 10_000 : 100
        // Half of a step is rounded up; an amount so near the largest that it can't be is left as it is.
        let (raised, isTooLarge) = value.addingReportingOverflow(value < 0 ? -step / 2 : step / 2)
        let rounded = Money(fen: isTooLarge ? value : raised / step * step)
        let unit = language == .zh ? Money.Unit.wan : .yuan
        return (rounded.number(in: unit), words(unit.name))
    }

    private func joined(_ value: Int64, _ indicator: Indicator) -> String {
        let text = text(value, indicator)
        return "\(text.number) \(text.unit)"
    }

    private func figures(_ indicators: [Indicator], isGreat: Bool) -> HTML {
        let cards = indicators.compactMap { indicator in
            showing.tally.lines.first { $0.indicator == indicator }
        }.map { line -> HTML in
            let (number, unit) = text(line.value, line.indicator)
            let exact: HTML =
                line.indicator.isMoney ? " title=\"\(words(Money(fen: line.value).phrase))\"" : ""
            let long: HTML =
                number.utf8.count > 9 ? " class=\"longer\"" : number.utf8.count > 6 ? " class=\"long\"" : ""
            return """
                <li><span>\(words(line.indicator.name))</span><b\(long)\(exact)>\(number)<em>\(unit)</em></b>\
                \(target(line, isGreat: isGreat))</li>
                """
        }
        return "<ul>\(cards)</ul>"
    }

    private func target(_ line: Tally.Line, isGreat: Bool) -> HTML {
        guard let target = line.target else {
            return isGreat ? "<small>\(words("未设年度目标", en: "no target set"))</small>" : ""
        }
        let wanted = words("目标 ", en: "target ") + joined(target, line.indicator)
        guard let share = Figures.share(line) else { return "<small>\(wanted)</small>" }
        let said = words(
            "\(line.indicator.name.zh)完成目标的 \(share)%",
            en: "\(line.indicator.name.en): \(share)% of the target"
        )
        let bar: HTML =
            isGreat
            ? "<progress max=\"100\" value=\"\(max(0, min(100, share)))\" aria-label=\"\(said)\"></progress>"
            : ""
        return "\(bar)<small>\(wanted)　<strong>\(share)%</strong></small>"
    }

    // MARK: Charts

    private var funnel: HTML {
        let most = max(1, showing.funnel.stages.map(\.count).max() ?? 1)
        let stages = showing.funnel.stages.map { stage -> HTML in
            // The share of the widest in tenths of a per cent; nothing at all is a thin line.
            let width = max(2, Int64((Double(stage.count) / Double(most) * 1000).rounded()))
            let share: HTML =
                if let conversion = stage.conversion, let before = stage.step.before {
                    """
                    <small>\(words("\(before.name.zh)的 \(Share.text(conversion))", en: "\(Share.text(conversion)) of \(before.name.en)"))</small>
                    """
                } else { "" }
            return """
                <li><span>\(words(stage.step.name))\(share)</span><b>\(Figures.grouped(stage.count))</b>\
                <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect width="\(width)" height="10"/></svg></li>
                """
        }
        let unit = words("按对接计", en: "of matches")
        return "<h2>\(year)\(words("对接漏斗", en: " funnel")) <small>\(unit)</small></h2><ol>\(stages)</ol>"
    }

    private var months: HTML {
        guard let chart = Chart(monthsOf: showing.tally, showing.months, language) else {
            return "<h2>\(words("成交额，逐月累计", en: "Contract value, month by month"))</h2>\(nothing)"
        }
        // Small, so that its words are read from afar; as high as its place is beside its width.
        return """
            <h2>\(year)\(language == .en ? ": " : "")\(chart.title)</h2>\
            \(HTML(chart, id: "months", language, size: ChartSize(width: 400, plot: 275)))
            """
    }

    private var nothing: HTML { "<p class=\"none\">\(words("还没有", en: "none yet"))</p>" }

    // MARK: Records

    private func offers(
        _ title: String,
        _ offers: [Showing.Offer],
        _ about: (Showing.Offer) -> [String]
    ) -> HTML {
        let items = offers.prefix(4).map { offer -> HTML in
            let about = about(offer).filter { !$0.isEmpty }.joined(separator: "　")
            return "<li><b>\(offer.title)</b><small>\(about)</small></li>"
        }
        return "<h2>\(title)</h2>\(items.isEmpty ? nothing : "<ul>\(items)</ul>")"
    }

    private func name(_ code: String?, _ list: CodeListName) -> String {
        guard let code else { return "" }
        return showing.codes.name(of: code, in: list).map { words($0) } ?? code
    }

    private func demand(_ offer: Showing.Offer) -> [String] {
        let money = offer.money.map { words("拟投入 ", en: "budget ") + words($0.phrase) }
        return [money ?? words("面议", en: "open to talks"), name(offer.field, .field)]
    }

    private func achievement(_ offer: Showing.Offer) -> [String] {
        [offer.organization, name(offer.readiness, .readiness)]
    }

    private var activities: HTML {
        let items = showing.activities.map { activity -> HTML in
            """
            <li><time datetime="\(activity.content.on)">\(words(activity.content.on.phrase))</time>\
            <b>\(activity.content.title)</b><small>\(activity.content.place)</small></li>
            """
        }
        let list: HTML = items.isEmpty ? nothing : "<ul>\(items)</ul>"
        return "<h2>\(words("即将举行", en: "Coming up"))</h2>\(list)"
    }

    // MARK: The ticker

    private var line: HTML {
        var pieces = ["\(year)\(language == .en ? " " : "")\(words("累计", en: "so far"))"]
        pieces += showing.tally.lines.map { line in
            let share = Figures.share(line).map { words("（目标的 \($0)%）", en: " (\($0)% of target)") } ?? ""
            return "\(words(line.indicator.name)) \(joined(line.value, line.indicator))\(share)"
        }
        pieces += showing.activities.map { activity in
            let when = words(activity.content.on.phrase)
            return words("即将举行：", en: "Coming up: ") + "\(when) \(activity.content.title)"
        }
        pieces += showing.demands.map { words("新需求：", en: "New demand: ") + $0.title }
        pieces += showing.achievements.map { offer in
            words("新成果：", en: "New achievement: ") + "\(offer.title)（\(offer.organization)）"
        }
        let text = pieces.map { "<span>\($0)</span>" as HTML }.joined
        // It moves two letters a second; the stylesheet has a speed for every ten seconds up to ten minutes.
        let letters = pieces.reduce(0) { $0 + $1.displayWidth / 2 + 3 }
        let seconds = min(600, max(20, (letters / 2 + 9) / 10 * 10))
        // Twice, so that the end is followed by the beginning.
        return "<div class=\"run s\(seconds)\"><p>\(text)</p><p aria-hidden=\"true\">\(text)</p></div>"
    }
}
