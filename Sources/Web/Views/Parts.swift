import Domain

/// The small parts that pages are made of.
enum Parts {
    /// A form that changes something. Every one of ours is made here, so that none lacks its key.
    ///
    /// - Parameters:
    ///   - question: asked before it is sent, where scripts run.
    ///   - keeps: whether leaving the page with something typed asks first.
    static func form(
        _ reader: Reader,
        to path: String,
        question: String? = nil,
        keeps: Bool = false,
        _ body: HTML
    ) -> HTML {
        let confirm: HTML = question.map { " data-confirm=\"\($0)\"" } ?? ""
        let keep: HTML = keeps ? " data-keep=\"1\"" : ""
        return """
            <form method="post" action="\(path)"\(confirm)\(keep)><input type="hidden" name="\(FormGuard.field)" \
            value="\(reader.formKey)">\(body)</form>
            """
    }

    static func hidden(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }

    static func state(_ reader: Reader, _ state: RecordState) -> HTML {
        let tone =
            switch state {
            case .submitted, .returned: "warn"
            case .published: "accent"
            case .accepted: "good"
            case .withdrawn, .closed: ""
            }
        return "<span class=\"chip \(tone)\">\(reader(state.name))</span>"
    }

    static func stage(_ reader: Reader, _ stage: MatchStage) -> HTML {
        "<span class=\"stage s-\(stage.rawValue)\">\(reader(stage.name))</span>"
    }

    static func stage(_ reader: Reader, _ stage: MemberStage) -> HTML {
        "<span class=\"stage s-\(stage.tone.rawValue)\">\(reader(stage.name))</span>"
    }

    static func link(_ code: RecordCode, _ text: String? = nil) -> HTML {
        "<a href=\"\(Paths.record(code))\">\(text ?? code.description)</a>"
    }

    /// A day as people read it, with its year; a dash if unknown.
    static func day(_ reader: Reader, _ day: Day?) -> HTML {
        guard let day else { return "—" }
        return "<time datetime=\"\(day)\" class=\"nowrap\">\(reader(day.phrase))</time>"
    }

    /// An amount with its unit; a dash if unknown.
    static func money(_ reader: Reader, _ money: Money?) -> HTML {
        money.map { "\(reader($0.phrase))" } ?? "—"
    }

    /// One row of a record's facts; nothing if there is nothing to say.
    static func fact(_ name: String, _ value: HTML, isSecret: Bool = false) -> HTML {
        guard !value.isEmpty else { return "" }
        return
            "<tr><th scope=\"row\"\(isSecret ? " class=\"secret\"" : "" as HTML)>\(name)</th><td>\(value)</td></tr>"
    }

    static func fact(_ name: String, _ value: String, isSecret: Bool = false) -> HTML {
        fact(name, "\(value)" as HTML, isSecret: isSecret)
    }

    /// Several lines of text as they were typed, under a heading; nothing if there are none.
    static func prose(_ name: String, _ text: String, isSecret: Bool = false) -> HTML {
        guard !text.isEmpty else { return "" }
        return "<h3\(isSecret ? " class=\"secret\"" : "" as HTML)>\(name)</h3><p class=\"pre\">\(text)</p>"
    }

    /// The colleagues whom fields for a person offer.
    static func people(_ users: [User]) -> HTML {
        let options = users.filter(\.isActive).map { user -> HTML in
            "<option value=\"\(user.login)\">\(user.name)</option>"
        }
        return "<datalist id=\"people\">\(options)</datalist>"
    }

    static func empty(_ words: String, _ more: HTML = "") -> HTML {
        "<div class=\"empty\"><p>\(words)</p>\(more)</div>"
    }

    /// The heading of a column by which a list can be sorted.
    static func sortable(
        _ reader: Reader,
        _ title: String,
        by key: String,
        _ inputs: Inputs,
        isNumber: Bool = false
    )
        -> HTML
    {
        let isCurrent = inputs["sort"] == key
        let sorted: HTML = isCurrent ? " aria-sort=\"descending\"" : ""
        let path = inputs.query([("sort", isCurrent ? nil : key), ("page", nil)])
        return """
            <th scope="col"\(isNumber ? " class=\"num\"" : "" as HTML)\(sorted)>\
            <a href="\(path.isEmpty ? "?" : path)">\(title)\(isCurrent ? " ↓" : "")</a></th>
            """
    }
}

/// Which part of a list is shown.
struct Pager {
    let total: Int
    let page: Int
    static let size = 20

    /// - Throws: `page_out_of_range` for what is no page number.
    init(total: Int, _ inputs: Inputs) throws(AppError) {
        self.total = total
        page = try Self.page(inputs)
    }

    init(total: Int, page: Int) {
        self.total = total
        self.page = page
    }

    /// The page that the address asks for.
    static func page(_ inputs: Inputs) throws(AppError) -> Int {
        let text = inputs["page"]
        guard !text.isEmpty else { return 1 }
        guard let page = Int(text), (1...1_000_000).contains(page) else {
            throw AppError(
                .invalid,
                "page_out_of_range",
                value: text,
                Phrase("没有第“\(AppError.quote(text))”页。", en: "There is no page “\(AppError.quote(text))”.")
            )
        }
        return page
    }

    /// The rows of the page that the address asks for.
    static func rows(_ inputs: Inputs) throws(AppError) -> Page {
        Page(limit: size, offset: (try page(inputs) - 1) * size)
    }

    func view(_ reader: Reader, _ inputs: Inputs) -> HTML {
        let last = max(1, (total + Self.size - 1) / Self.size)
        let words = reader(
            "共 \(total) 条，第 \(page) / \(last) 页",
            en: "\(total) in all, page \(page) of \(last)"
        )
        guard last > 1 || page > 1 else { return "<div class=\"pager\"><span>\(words)</span></div>" }
        func link(_ to: Int, _ text: String, _ rel: String) -> HTML {
            guard (1...last).contains(to), to != page else { return "" }
            return
                "<a class=\"btn\" rel=\"\(rel)\" href=\"\(inputs.query([("page", String(to))]))\">\(text)</a>"
        }
        return """
            <div class="pager"><span>\(words)</span><nav aria-label="\(reader("翻页", en: "Pages"))">\
            \(link(1, reader("第一页", en: "First"), "first"))\(link(page - 1, reader("上一页", en: "Previous"), "prev"))\
            \(link(page + 1, reader("下一页", en: "Next"), "next"))\(link(last, reader("末页", en: "Last"), "last"))</nav></div>
            """
    }
}

extension MemberStage {
    /// The stage of a match whose colour it has.
    var tone: MatchStage {
        switch self {
        case .negotiating: .introduced
        case .signed: .signed
        case .left: .ended
        }
    }
}
