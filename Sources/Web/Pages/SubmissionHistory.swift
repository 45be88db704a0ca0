import Domain
import Exchange
import Market

/// What happened to a demand or an achievement: its steps, and what the audit log has of it.
enum SubmissionHistory {
    private static let portion = 50

    /// The steps, the last first, as a part of the record's page.
    static func card(_ reader: Reader, _ work: Work, _ code: RecordCode, _ history: RecordHistory) throws
        -> HTML
    {
        """
        <section class="card"><h2>\(reader("经历", en: "History"))</h2>\(try steps(reader, work, history))\
        <p class="noprint"><a href="\(Paths.history(code))">\(reader("每次修改 →", en: "Every change →"))</a></p></section>
        """
    }

    private static func steps(_ reader: Reader, _ work: Work, _ history: RecordHistory) throws -> HTML {
        let people = try names(work)
        let items = history.moves.reversed().map { move -> HTML in
            let who = move.actor.flatMap { people[$0] } ?? ""
            let note: HTML = move.note.isEmpty ? "" : "<p class=\"pre\">\(move.note)</p>"
            return """
                <li class="r-\(move.to.rawValue)">\(Parts.day(reader, move.on))<div>\(reader(move.to.name))　<small>\(who)</small>\
                \(note)</div></li>
                """
        }
        return "<ol class=\"time\">\(items)</ol>"
    }

    private static func names(_ work: Work) throws -> [User.ID: String] {
        Dictionary(try work.users.list().map { ($0.id, $0.name) }) { first, _ in first }
    }

    /// A page of everything that was written to the record, the newest first.
    static func page(
        _ reader: Reader,
        _ work: Work,
        _ section: Layout.Section,
        _ code: RecordCode,
        title: String,
        id: Int64,
        _ history: RecordHistory,
        _ inputs: Inputs
    ) throws -> HTML {
        let people = try names(work)
        let page = try Pager.page(inputs)
        var filter = AuditFilter()
        filter.entity = code.kind.rawValue
        filter.record = id
        // One more than shown tells whether there are more.
        filter.page = Page(limit: portion + 1, offset: (page - 1) * portion)
        let entries = try work.auditLog.entries(filter)
        let rows = entries.prefix(portion).map { entry -> HTML in
            """
            <tr><td class="nowrap">\(reader(entry.at.phrase))</td><td data-label="\(reader("谁", en: "Who"))">\
            \(entry.actor.flatMap { people[$0] } ?? reader("系统", en: "the program"))</td>\
            <td data-label="\(reader("做了什么", en: "Did"))">\(reader(deed(entry.action)))</td>\
            <td data-label="\(reader("改动", en: "Changes"))"><div>\(changes(reader, entry))</div></td></tr>
            """
        }
        func link(_ to: Int, _ words: String) -> HTML {
            "<a class=\"btn\" href=\"\(Paths.history(code))\(inputs.query([("page", String(to))]))\">\(words)</a>"
        }
        let newer: HTML = page > 1 ? link(page - 1, reader("较新的", en: "Newer")) : ""
        let older: HTML = entries.count > portion ? link(page + 1, reader("更早的", en: "Older")) : ""
        return Layout.page(
            reader,
            section,
            title: reader("\(code) 的经历", en: "History of \(code)"),
            quiet: Parts.link(code, title),
            body: """
                <div class="cols two"><section class="card"><h2>\(reader("每次修改", en: "Every change"))</h2>\
                <table class="stack"><thead><tr><th scope="col">\(reader("时间", en: "When"))</th>\
                <th scope="col">\(reader("谁", en: "Who"))</th><th scope="col">\(reader("做了什么", en: "Did"))</th>\
                <th scope="col">\(reader("改动", en: "Changes"))</th></tr></thead><tbody>\(Array(rows))</tbody></table>\
                <div class="pager"><nav aria-label="\(reader("翻页", en: "Pages"))">\(newer)\(older)</nav></div></section>\
                <section class="card"><h2>\(reader("状态", en: "States"))</h2>\(try steps(reader, work, history))</section></div>
                """
        )
    }

    /// What a deed of the audit log is called.
    private static func deed(_ action: String) -> Phrase {
        switch action.split(separator: ".").last {
        case "create": Phrase("登记", en: "logged")
        case "edit": Phrase("修改", en: "edited")
        case "archive": Phrase("归档", en: "archived")
        case let state?:
            RecordState(rawValue: String(state)).map {
                Phrase("改为\($0.name.zh)", en: "made \($0.name.en)")
            } ?? Phrase(action, en: action)
        case nil: Phrase(action, en: action)
        }
    }

    // MARK: What an edit changed

    private static let fields: [Field] = [
        .organization, .title, .summary, .detail, .problem, .keyIndicators, .expectedResult, .keywords,
        .industry,
        .technicalField, .region, .zone, .budget, .price, .deadline, .validUntil, .completedOn,
        .cooperationModes,
        .readiness, .trl, .ipKinds, .ipNote, .people, .contactName, .contactPhone, .contactEmail, .source,
        .receivedOn, .state, .externalID,
    ]

    private static func changes(_ reader: Reader, _ entry: AuditEntry) -> HTML {
        guard entry.kind == .update else { return "—" }
        guard let before = row(entry.before), let after = row(entry.after) else {
            return "<small>\(reader("内容只有工作人员能看", en: "for staff only"))</small>"
        }
        let changed = after.keys.filter {
            !["version", "code_edition", "is_counted"].contains($0) && before[$0] != after[$0]
        }
        let lines = changed.map { column -> HTML in
            """
            <p><b>\(name(reader, column))</b> <del>\(value(reader, column, before[column]))</del> → \
            <ins>\(value(reader, column, after[column]))</ins></p>
            """
        }
        return lines.isEmpty ? "—" : lines.joined
    }

    private static func row(_ snapshot: String?) -> JSON.Members? {
        guard let snapshot, case .object(let row)? = try? JSON.reading(snapshot.utf8) else { return nil }
        return row
    }

    private static func name(_ reader: Reader, _ column: String) -> String {
        let code = column == "organization_id" ? "organization" : column
        if code == "archived_at" { return reader("归档", en: "archived") }
        let field = fields.first { $0.code == code || $0.code == code + "_fen" }
        return field.map { reader($0.name) } ?? column
    }

    private static func value(_ reader: Reader, _ column: String, _ value: JSON?) -> String {
        switch value {
        case nil, .null?: return reader("空", en: "blank")
        case .int(let number)?:
            switch column {
            case "budget", "price": return reader(Money(fen: number).phrase)
            case "deadline", "valid_until", "completed_on", "received_on":
                return reader(Day(rawValue: Int(number)).phrase)
            case "archived_at": return reader(Instant(rawValue: number).phrase)
            default: return String(number)
            }
        case .string(let text)?:
            if column == "state", let state = RecordState(rawValue: text) { return reader(state.name) }
            let line = text.replacing("\n", with: reader("、", en: ", "))
            return line.isEmpty ? reader("空", en: "blank") : AppError.quote(line)
        case let value?: return value.text
        }
    }
}
