import Domain
import HTTPTypes
import Market

/// What every list of records is made of.
extension Parts {
    /// A table of records; on a phone each of its rows becomes a block.
    static func list(_ headings: [HTML], _ rows: [HTML], sums: HTML = "") -> HTML {
        let foot: HTML = sums.isEmpty ? "" : "<tfoot>\(sums)</tfoot>"
        return """
            <table class="stack"><thead><tr>\(headings)</tr></thead><tbody>\(rows)</tbody>\(foot)</table>
            """
    }

    static func heading(_ title: String, isNumber: Bool = false) -> HTML {
        "<th scope=\"col\"\(isNumber ? " class=\"num\"" : "" as HTML)>\(title)</th>"
    }

    static func cell(_ label: String, _ content: HTML, isNumber: Bool = false) -> HTML {
        "<td\(isNumber ? " class=\"num\"" : "" as HTML) data-label=\"\(label)\">\(content)</td>"
    }

    /// A box to tick in a list's filter.
    static func tick(_ name: String, _ label: String, _ inputs: Inputs) -> HTML {
        """
        <label><input type="checkbox" name="\(name)" value="1"\("checked", if: inputs.has(name))>\(label)</label>
        """
    }

    /// The form above a list: what is looked for, and the list as a file.
    ///
    /// - Parameters:
    ///   - kept: names of the address that the form carries along.
    ///   - export: where the list is to be had as a file.
    static func filters(
        _ reader: Reader,
        _ inputs: Inputs,
        search: String,
        kept: [String] = [],
        export: String,
        _ fields: [HTML]
    ) -> HTML {
        let hidden = kept.filter { !inputs[$0].isEmpty }.map { Parts.hidden($0, inputs[$0]) }
        return """
            <form class="filters" data-auto="1" role="search">\(hidden)<input type="search" name="q" value="\(inputs["q"])" \
            aria-label="\(search)" placeholder="\(search)">\(fields)\
            \(tick("archived", reader("含已归档", en: "with archived"), inputs))<button>\(reader("筛选", en: "Filter"))</button>\
            \(ListDownload.links(reader, "\(export)\(inputs.query([("page", nil)]))"))</form>
            """
    }

    /// The attributes of a box in which an organization is typed: those known are offered, where scripts run.
    static let offersOrganizations: HTML =
        "data-suggest=\"organization\" data-from=\"\(Paths.organizationSuggestions)\""

    /// Links to the parts of a page or a list, the current one marked.
    static func tabs(_ reader: Reader, _ links: [(name: String, path: String, isCurrent: Bool)]) -> HTML {
        let links = links.map { link -> HTML in
            "<a href=\"\(link.path)\"\(link.isCurrent ? " aria-current=\"page\"" : "" as HTML)>\(link.name)</a>"
        }
        return "<nav class=\"tabs\" aria-label=\"\(reader("分页", en: "Views"))\">\(links)</nav>"
    }

    /// A mark that a record was put away.
    static func archived(_ reader: Reader, _ filing: Filing) -> HTML {
        guard filing.isArchived else { return "" }
        return filing.isCounted
            ? "<span class=\"chip\">\(reader("已归档", en: "archived"))</span>"
            : "<span class=\"chip bad\">\(reader("误录", en: "mistake"))</span>"
    }

    /// Puts a record away or takes it out again; for staff alone.
    static func archiveMenu(_ reader: Reader, _ code: RecordCode, _ filing: Filing) -> HTML {
        guard reader.may(.staff) else { return "" }
        func button(_ how: String, _ words: String, _ question: String?) -> HTML {
            form(
                reader,
                to: "\(Paths.record(code))/archive",
                question: question,
                "\(hidden("version", String(filing.version)))\(hidden("how", how))<button>\(words)</button>"
            )
        }
        if filing.isArchived {
            return button("undone", reader("取消归档", en: "Take out of the archive"), nil)
        }
        return """
            <details class="menu-like"><summary class="btn">\(reader("归档…", en: "Archive…"))</summary><div>\
            <p>\(reader("办完了，不再出现在列表里，仍计入统计：", en: "Done with: hidden from lists, still counted:"))</p>\
            \(button("done", reader("归档", en: "Archive"), nil))\
            <p>\(reader("录错了，不再计入任何统计：", en: "Entered by mistake: counted nowhere:"))</p>\
            \(button("mistake", reader("作为误录归档", en: "Archive as a mistake"),
                reader("把 \(code) 作为误录归档？它不再计入任何统计。", en: "Archive \(code) as a mistake? It will be counted nowhere.")))\
            </div></details>
            """
    }
}

extension Inputs {
    /// What is searched for; nil if nothing.
    var search: String? { self["q"].isEmpty ? nil : self["q"] }

    /// A number of days that a filter names; nil if it names none.
    ///
    /// - Throws: `days_out_of_range`.
    func days(_ name: String) throws(AppError) -> Int? {
        let text = self[name]
        guard !text.isEmpty else { return nil }
        guard let days = Int(text), (0...36_500).contains(days) else {
            throw AppError(
                .invalid,
                "days_out_of_range",
                field: Field(name, "天数", en: "days"),
                value: text,
                Phrase(
                    "天数“\(AppError.quote(text))”不对：请填 0 到 36500 的整数。",
                    en: "The days “\(AppError.quote(text))” won't do: give a whole number from 0 to 36,500."
                )
            )
        }
        return days
    }

    /// The period that a list is limited to; nil if none.
    func period(_ name: String) throws(AppError) -> Period? {
        let text = self[name]
        return text.isEmpty ? nil : try Period(parsing: text, field: .period)
    }
}

extension AppError {
    /// The status of a page whose form was refused: what a field names and is not there is a wrong input.
    var formStatus: HTTPResponse.Status { kind == .notFound ? .unprocessableContent : kind.status }

    /// Whether the form can be mended and sent again.
    var isForForm: Bool { kind == .invalid || kind == .conflict || kind == .notFound }
}

extension Archiving {
    /// What the archive menu's form says.
    init?(form: Inputs) {
        switch form["how"] {
        case "done": self = .done
        case "mistake": self = .mistake
        case "undone": self = .undone
        default: return nil
        }
    }

    func said(_ reader: Reader, _ code: RecordCode) -> String {
        switch self {
        case .done: reader("\(code) 已归档。", en: "\(code) is archived.")
        case .mistake: reader("\(code) 已作为误录归档，不再计入统计。", en: "\(code) is archived as a mistake.")
        case .undone: reader("\(code) 已取消归档。", en: "\(code) is out of the archive.")
        }
    }
}
