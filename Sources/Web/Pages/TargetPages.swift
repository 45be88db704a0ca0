import Domain
import Hummingbird
import Market

/// 年度目标: set on the very indicators that are reported.
struct TargetPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("targets", use: form)
        routes.post("targets", use: save)
    }

    private static func year(_ text: String, _ today: Day) throws -> Int {
        guard !text.isEmpty else { return today.year }
        guard let year = Int(Text.normalized(text)) else { throw Targets.malformed(year: text) }
        try Targets.check(year: year)
        return year
    }

    @Sendable private func form(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let year = try Self.year(inputs["year"], reader.today)
        let targets = try await context.desk().read { try $0.targets.list(year: year) }
        var draft = Draft()
        for target in targets {
            let text = Self.text(target.value, target.indicator)
            draft.inputs[target.indicator.rawValue] = text
            draft.inputs["was_" + target.indicator.rawValue] = String(target.value)
        }
        return Self.page(reader, year, draft).response()
    }

    /// A target as the form shows it: exact, with its unit where it is money.
    private static func text(_ value: Int64, _ indicator: Indicator) -> String {
        indicator.isMoney ? Money(fen: value).phrase.zh.filter { $0 != "," } : String(value)
    }

    private static func fields(_ reader: Reader) -> [FormField] {
        Indicator.allCases.map { indicator in
            FormField(
                indicator.rawValue,
                reader(
                    "\(indicator.name.zh)（\(indicator.isMoney ? "带单位，如 5000万元" : indicator.unit.zh)）",
                    en:
                        "\(indicator.name.en) (\(indicator.isMoney ? "with its unit, such as 5000万元" : indicator.unit.en))"
                ),
                indicator.isMoney ? .money : .number
            )
        }
    }

    private static func page(_ reader: Reader, _ year: Int, _ draft: Draft) -> HTML {
        let years: HTML = """
            <a class="btn" href="\(Paths.targets)?year=\(year - 1)">\(year - 1)\(reader("年", en: ""))</a>\
            <a class="btn" href="\(Paths.targets)?year=\(year + 1)">\(year + 1)\(reader("年", en: ""))</a>\
            <a class="btn" href="\(Paths.tally)?period=\(year)">\(reader("看完成情况", en: "See the figures"))</a>
            """
        let body: HTML
        if reader.may(.manager) {
            let seen = Indicator.allCases.map { indicator in
                Parts.hidden("was_" + indicator.rawValue, draft.inputs["was_" + indicator.rawValue])
            }
            let pairs = fields(reader).map { $0.view(reader, draft) }
            body = Parts.form(
                reader,
                to: Paths.targets,
                keeps: true,
                """
                \(draft.summary(reader))\(Parts.hidden("year", String(year)))\(seen)\
                <p class="quiet">\(reader("留空表示不设目标。目标只和整年的数字比较。", en: "Blank for none. Targets stand beside whole years only."))</p>\
                <div class="triple">\(pairs)</div><p class="do"><button class="go">\(reader("保存", en: "Save"))</button></p>
                """
            )
        } else {
            let rows = Indicator.allCases.map { indicator -> HTML in
                let value = Int64(draft.inputs["was_" + indicator.rawValue])
                let text = value.map { Figures.text(reader, $0, indicator) } ?? "—"
                return "<tr><td>\(reader(indicator.name))</td><td class=\"num\">\(text)</td></tr>"
            }
            body = "<table>\(rows)</table>"
        }
        return Layout.page(
            reader,
            .tally,
            title: reader("\(year)年目标", en: "Targets of \(year)"),
            actions: years,
            body: "<section class=\"card\">\(body)</section>"
        )
    }

    @Sendable private func save(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let form = context.form
        let year = try Self.year(form["year"], reader.today)
        var draft = Draft(form)
        var changes: [Targets.Change] = []
        for indicator in Indicator.allCases {
            do {
                let wanted = try Self.value(form[indicator.rawValue], indicator)
                let seen = Int64(form["was_" + indicator.rawValue])
                changes.append(Targets.Change(indicator, seen: seen, wanted: wanted))
            } catch {
                draft.add(error, names: [indicator.rawValue])
            }
        }
        guard !draft.isRefused else {
            return Self.page(reader, year, draft).response(.unprocessableContent)
        }
        do {
            let wanted = changes
            try await context.desk().change { try $0.targets.change(year: year, wanted) }
            return .goTo(
                "\(Paths.targets)?year=\(year)",
                note: reader("\(year)年的目标已保存。", en: "The targets of \(year) are saved."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            draft.add(error, names: Indicator.allCases.map(\.rawValue))
            return Self.page(reader, year, draft).response(error.kind.status)
        }
    }

    /// What was typed for an indicator; nil for a blank.
    private static func value(_ text: String, _ indicator: Indicator) throws(AppError) -> Int64? {
        guard !text.isEmpty else { return nil }
        let field = Field(indicator.rawValue, indicator.name.zh, en: indicator.name.en)
        if indicator.isMoney {
            let money = try Money(parsing: text, field: field)
            try money.requirePlausible(field: field)
            return money.fen
        }
        guard let value = Int64(Text.normalized(text).filter { $0 != "," }),
            (0...1_000_000_000).contains(value)
        else {
            throw AppError(
                .invalid,
                "target_malformed",
                field: field,
                value: text,
                Phrase(
                    "\(field.name.zh)的目标“\(AppError.quote(text))”不对：请填零或以上的整数。",
                    en:
                        "The target “\(AppError.quote(text))” for \(field.name.en) won't do: give a whole number, zero or more."
                )
            )
        }
        return value
    }
}
