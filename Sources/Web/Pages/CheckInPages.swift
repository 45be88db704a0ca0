import Documents
import Domain
import Hummingbird
import Market

/// 签到: the list of an activity's enterprises, made to be filled in at the door.
struct CheckInPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.post("activities/{code}/attendance", use: checkIn)
        routes.get("activities/{code}/attendance/export.csv", use: export)
        routes.post("activities/{code}/attendance/{organization}/removal", use: remove)
    }

    /// What stands in the form above the list.
    struct Entry: Sendable {
        /// What was typed and is not settled.
        var inputs = Inputs()
        /// What became of the lines that were sent.
        var results: [CheckedIn] = []
        var error: AppError?
    }

    // MARK: Entering

    @Sendable private func checkIn(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (code, form) = (try context.part("code"), context.form)
        do {
            let lines = try Self.lines(form)
            let results = try await context.desk().change { work in
                try work.activities.checkIn(
                    try work.activities.find(code).id,
                    lines,
                    makesUnknown: form["make"] == "1",
                    isCorrection: form["correct"] == "1"
                )
            }
            if results.allSatisfy(\.isAdded) {
                return .goTo(
                    "\(Paths.activities)/\(code)#check-in",
                    note: Self.summary(reader, results),
                    isSecure: context.isSecure
                )
            }
            var entry = Entry()
            entry.results = results
            return try await ActivityPages.page(reader, context, code, checkIn: entry).response(
                results.contains(where: \.isRefused) ? .unprocessableContent : .ok
            )
        } catch let error as AppError where error.kind != .forbidden && error.kind != .notFound {
            let entry = Entry(inputs: form, error: error)
            return try await ActivityPages.page(reader, context, code, checkIn: entry).response(
                error.kind.status
            )
        }
    }

    /// The lines of the small form, or of the large one.
    private static func lines(_ form: Inputs) throws -> [CheckInLine] {
        if form.has("lines") { return CheckInLine.lines(of: form["lines"]) }
        let names = form.all("organization").map(Draft.codeBehind)
        let people = form.pairs.filter { $0.name == "people" }.map { Text.trimmed($0.value) }
        return try names.enumerated().map { index, name in
            let text = index < people.count ? Text.normalized(people[index]) : ""
            guard text.isEmpty || (text.utf8.count <= 9 && Int(text) != nil) else {
                throw AppError(
                    .invalid,
                    "people_out_of_range",
                    field: .attendees,
                    value: text,
                    Phrase(
                        "到场人数“\(AppError.quote(text))”不对：请填 1 到 10000 的整数。",
                        en:
                            "The number of people “\(AppError.quote(text))” won't do: give a whole number from 1 to 10,000."
                    )
                )
            }
            return CheckInLine(name: name, people: Int(text))
        }
    }

    private static func summary(_ reader: Reader, _ results: [CheckedIn]) -> String {
        if results.count == 1, case .added(let name, let people) = results[0] {
            return reader("已签到：\(name)，\(people) 人。", en: "Entered: \(name), \(people).")
        }
        return reader("已签到 \(results.count) 家。", en: "Entered \(results.count) organizations.")
    }

    @Sendable private func remove(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let (code, organization) = (try context.part("code"), try context.part("organization"))
        let name = try await context.desk().change { work in
            let organization = try work.organizations.find(organization)
            try work.activities.unattend(try work.activities.find(code).id, organization.id)
            return organization.name
        }
        return .goTo(
            "\(Paths.activities)/\(code)#check-in",
            note: reader("已删去 \(name) 的签到。", en: "\(name) is off the list."),
            isSecure: context.isSecure
        )
    }

    @Sendable private func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let code = try context.part("code")
        let (activity, csv) = try await context.desk().read { work in
            let activity = try work.activities.find(code)
            var csv = CSV(columns: [
                reader("单位编号", en: "organization code"), reader(Field.organization.name),
                reader(Field.kind.name), reader(Field.attendees.name), reader(Field.note.name),
            ])
            for attendee in try work.activities.attendees(activity.id).reversed() {
                csv.add([
                    attendee.code.description, attendee.name,
                    reader(attendee.kind.name),
                    String(attendee.people), attendee.note,
                ])
            }
            return (activity, csv)
        }
        return csv.response(name: reader("签到-\(activity.code).csv", en: "attendance-\(activity.code).csv"))
    }

    // MARK: The card

    static func card(_ reader: Reader, _ activity: Activity, _ attendees: [Attendee], _ entry: Entry) -> HTML
    {
        let people = attendees.reduce(0) { $0 + $1.people }
        let isOpen = reader.may(.staff) && activity.state != .cancelled && !activity.filing.isArchived
        let enter: HTML = isOpen ? form(reader, activity, entry) : ""
        let rows = attendees.map { row(reader, activity, $0, isOpen: isOpen) }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("还没有单位签到。", en: "Nobody is on the list yet."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("单位", en: "Organization"))</th>\
            <th scope="col" class="num">\(reader("人数", en: "People"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        let export: HTML =
            attendees.isEmpty
            ? ""
            : "<a class=\"btn\" href=\"\(Paths.checkIn(activity.code))/export.csv\">\(reader("导出 CSV", en: "Export CSV"))</a>"
        return """
            <section class="card" id="check-in"><div class="head"><h2>\(reader("签到：\(attendees.count) 家，\(people) 人", en: "Attending: \(attendees.count) organizations, \(people) people"))</h2>\
            <div class="do">\(export)</div></div>\(enter)\(table)</section>
            """
    }

    private static func form(_ reader: Reader, _ activity: Activity, _ entry: Entry) -> HTML {
        let path = Paths.checkIn(activity.code)
        let typed = entry.inputs["organization"]
        let error: HTML =
            entry.error.map {
                "<p class=\"note bad\" role=\"alert\" id=\"check-in-error\">\(reader($0.message))</p>"
            } ?? ""
        let described: HTML =
            entry.error == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"check-in-error\""
        // Whoever has just entered one enters the next; whoever only looks is not sent there.
        let isBusy = reader.note != nil || !entry.results.isEmpty || entry.error != nil
        let one = Parts.form(
            reader,
            to: path,
            """
            <div class="filters"><input type="text" class="wide" name="organization" value="\(typed)" \(Parts.offersOrganizations) \
            autocomplete="off" required\("autofocus", if: isBusy)\(described) aria-label="\(reader("单位名称、编号或信用代码", en: "Name, code or credit code"))" \
            placeholder="\(reader("单位名称、编号或信用代码，回车加下一家", en: "Name, code or credit code; Enter adds the next"))">\
            <input type="number" name="people" min="1" max="10000" value="\(entry.inputs["people"].isEmpty ? "1" : entry.inputs["people"])" \
            aria-label="\(reader("人数", en: "People"))" class="few"> <button class="go">\(reader("签到", en: "Enter"))</button></div>
            """
        )
        let several = Parts.form(
            reader,
            to: path,
            """
            <div class="field"><label for="lines">\(reader("一行一家，后面可写人数", en: "One a line; the number of people may follow"))</label>\
            <textarea id="lines" name="lines" rows="6" placeholder="\(reader("江州示例电子有限公司 2\nDW-2021-0003", en: "Example Ltd 2\nDW-2021-0003"))">
            \(entry.inputs["lines"])</textarea></div><button>\(reader("全部签到", en: "Enter all"))</button>
            """
        )
        return """
            \(error)\(outcome(reader, activity, entry.results))\(one)\
            <details\(entry.inputs["lines"].isEmpty ? "" : " open" as HTML)><summary>\
            \(reader("一次粘贴多行", en: "Paste several lines"))</summary><br>\(several)</details><br>
            """
    }

    /// What became of the lines that were sent, each with what can be done about it.
    private static func outcome(_ reader: Reader, _ activity: Activity, _ results: [CheckedIn]) -> HTML {
        guard !results.isEmpty else { return "" }
        let added = results.filter(\.isAdded).count
        let unknown = results.compactMap { result -> CheckInLine? in
            if case .unknown(let line, _) = result { line } else { nil }
        }
        let head: HTML =
            added > 0
            ? "<p class=\"note good\" role=\"status\">\(reader("已签到 \(added) 家。", en: "Entered \(added) organizations."))</p>"
            : ""
        let rows = results.filter { !$0.isAdded }.map { item(reader, activity, $0) }
        let all: HTML =
            unknown.count > 1
            ? send(
                reader,
                activity,
                unknown,
                ["make"],
                reader(
                    "把 \(unknown.count) 家没有的都建成企业并签到",
                    en: "Make all \(unknown.count) unknown ones and enter them"
                ),
                isMain: true
            ) : ""
        return """
            \(head)<div class="note warn" role="alert"><ul class="plain">\(rows)</ul>\(all)</div>
            """
    }

    private static func item(_ reader: Reader, _ activity: Activity, _ result: CheckedIn) -> HTML {
        switch result {
        case .added: return ""
        case .already(let name, let code, let people, let typed):
            let change: HTML =
                typed.map { number in
                    send(
                        reader,
                        activity,
                        [CheckInLine(name: code.description, people: number)],
                        ["correct"],
                        reader("改为 \(number) 人", en: "Make it \(number)")
                    )
                } ?? ""
            return """
                <li>\(name)\(reader("已在名单上（\(people) 人），没有重复签到。", en: " is on the list already (\(people)); not entered again."))\(change)</li>
                """
        case .unknown(let line, let near):
            let make = send(
                reader,
                activity,
                [line],
                ["make"],
                reader("新建企业并签到", en: "Make the enterprise and enter it"),
                isMain: true
            )
            let ask: HTML =
                near.isEmpty
                ? "" : "\(reader("是不是：", en: "Perhaps: "))\(choices(reader, activity, line, near))"
            return
                "<li>\(reader("没有“\(line.name)”这家单位。", en: "There is no organization “\(line.name)”."))\(ask)\(make)</li>"
        case .ambiguous(let line, let near):
            return """
                <li>\(reader("有几家单位叫“\(line.name)”，请选：", en: "Several are called “\(line.name)”: "))\(choices(reader, activity, line, near))</li>
                """
        case .refused(let line, let why): return "<li>\(line.name)：\(reader(why))</li>"
        }
    }

    private static func choices(
        _ reader: Reader,
        _ activity: Activity,
        _ line: CheckInLine,
        _ near: [NamedCode]
    ) -> HTML {
        near.map { one in
            let line = CheckInLine(name: one.code.description, people: line.people)
            return send(reader, activity, [line], [], "\(one.name)（\(one.code)）")
        }.joined
    }

    /// A button that sends lines again, settled.
    private static func send(
        _ reader: Reader,
        _ activity: Activity,
        _ lines: [CheckInLine],
        _ flags: [String],
        _ words: String,
        isMain: Bool = false
    ) -> HTML {
        let fields = lines.map { line -> HTML in
            "\(Parts.hidden("organization", line.name))\(Parts.hidden("people", line.people.map(String.init) ?? ""))"
        }
        return Parts.form(
            reader,
            to: Paths.checkIn(activity.code),
            "\(fields)\(flags.map { Parts.hidden($0, "1") })<button\(isMain ? " class=\"go\"" : "" as HTML)>\(words)</button>"
        )
    }

    private static func row(_ reader: Reader, _ activity: Activity, _ one: Attendee, isOpen: Bool) -> HTML {
        let people: HTML =
            isOpen
            ? Parts.form(
                reader,
                to: Paths.checkIn(activity.code),
                """
                \(Parts.hidden("organization", one.code.description))\(Parts.hidden("correct", "1"))\
                <input type="number" class="few" name="people" min="1" max="10000" value="\(one.people)" \
                aria-label="\(reader("\(one.name)的人数", en: "People of \(one.name)"))"> <button class="flat">\(reader("改", en: "Set"))</button>
                """
            ) : "\(one.people)"
        let remove: HTML =
            isOpen
            ? Parts.form(
                reader,
                to: "\(Paths.checkIn(activity.code))/\(one.code)/removal",
                question: reader("删去 \(one.name) 的签到？", en: "Take \(one.name) off the list?"),
                "<button class=\"flat\">\(reader("删去", en: "Remove"))<span class=\"unseen\"> \(one.name)</span></button>"
            ) : ""
        return """
            <tr><td>\(Parts.link(one.code, one.name))<br><small>\(reader(one.kind.name))\(one.note.isEmpty ? "" : "　\(one.note)")</small></td>\
            <td data-label="\(reader("人数", en: "People"))" class="num"><span>\(people)\(remove)</span></td></tr>
            """
    }
}

extension CheckedIn {
    var isAdded: Bool { if case .added = self { true } else { false } }

    /// Whether the line still has to be settled.
    var isRefused: Bool {
        switch self {
        case .added, .already: false
        case .unknown, .ambiguous, .refused: true
        }
    }
}
