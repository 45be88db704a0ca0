import Domain
import Market

/// The form by which organizations join a programme, by name, one or many at once, and what became of them.
enum JoinCard {
    struct Entry: Sendable {
        /// What was typed and is not settled.
        var inputs = Inputs()
        /// What became of the lines that were sent.
        var results: [Joined] = []
        var error: AppError?
    }

    static func view(_ reader: Reader, _ programme: Programme, _ entry: Entry) -> HTML {
        let head: HTML =
            "<div class=\"head\"><h2>\(reader(Field.member.name)) <small>\(reader("现在的阶段", en: "as they stand now"))</small></h2></div>"
        guard reader.may(.staff), !programme.filing.isArchived else { return head }
        let path = Paths.members(programme.code)
        let error: HTML =
            entry.error.map {
                "<p class=\"note bad\" role=\"alert\" id=\"join-error\">\(reader($0.message))</p>"
            } ?? ""
        let described: HTML =
            entry.error == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"join-error\""
        let one = Parts.form(
            reader,
            to: path,
            """
            <div class="filters"><input type="text" class="wide" name="organization" value="\(entry.inputs["organization"])" \
            \(Parts.offersOrganizations) autocomplete="off" required\(described) \
            aria-label="\(reader("单位名称、编号或信用代码", en: "Name, code or credit code"))" \
            placeholder="\(reader("单位名称、编号或信用代码，回车加入", en: "Name, code or credit code; Enter adds it"))">\
            \(how(reader, entry.inputs))<button class="go">\(reader("加入", en: "Add"))</button></div>
            """
        )
        let several = Parts.form(
            reader,
            to: path,
            """
            <div class="field"><label for="lines">\(reader("一行一家", en: "One a line"))</label>\
            <textarea id="lines" name="lines" rows="6">\(entry.inputs["lines"])</textarea></div>\
            <div class="filters">\(how(reader, entry.inputs))<button>\(reader("全部加入", en: "Add all"))</button></div>
            """
        )
        return """
            \(head)\(error)\(outcome(reader, programme, entry))\(one)\
            <details\(entry.inputs["lines"].isEmpty ? "" : " open" as HTML)><summary>\
            \(reader("一次粘贴多家", en: "Paste several"))</summary><br>\(several)</details><br>
            """
    }

    /// As what they join, and when.
    private static func how(_ reader: Reader, _ inputs: Inputs) -> HTML {
        let options = MemberStage.path.map { stage -> HTML in
            """
            <option value="\(stage.rawValue)"\("selected", if: inputs["stage"] == stage.rawValue)>\(reader(stage.name))</option>
            """
        }
        let day = inputs["on"].isEmpty ? reader.today.description : inputs["on"]
        return """
            <select name="stage" aria-label="\(reader(Field.stage.name))">\(options)</select>\
            <input type="date" name="on" value="\(day)" aria-label="\(reader(Field.on.name))">
            """
    }

    /// What became of the lines that were sent, each with what can be done about it.
    private static func outcome(_ reader: Reader, _ programme: Programme, _ entry: Entry) -> HTML {
        guard !entry.results.isEmpty else { return "" }
        let added = entry.results.filter(\.isAdded).count
        let head: HTML =
            added > 0
            ? "<p class=\"note good\" role=\"status\">\(reader("已加入 \(added) 家。", en: "Added \(added) organizations."))</p>"
            : ""
        let rows = entry.results.filter { !$0.isAdded }.map { item(reader, programme, entry.inputs, $0) }
        let unknown = entry.results.compactMap { result -> String? in
            if case .unknown(let name, _) = result { name } else { nil }
        }
        let all: HTML =
            unknown.count > 1
            ? make(
                reader,
                programme,
                entry.inputs,
                unknown,
                reader("把 \(unknown.count) 家没有的都新建并加入", en: "Make all \(unknown.count) and add them")
            ) : ""
        return "\(head)<div class=\"note warn\" role=\"alert\"><ul class=\"plain\">\(rows)</ul>\(all)</div>"
    }

    private static func item(_ reader: Reader, _ programme: Programme, _ inputs: Inputs, _ result: Joined)
        -> HTML
    {
        switch result {
        case .added: return ""
        case .already(let name, let code, let stage):
            return """
                <li><a href="\(Paths.members(programme.code, code))">\(name)</a>\(reader("已是成员（\(stage.name.zh)），没有重复加入。", en: " is a member already (\(stage.name.en)); not added again."))</li>
                """
        case .unknown(let name, let near):
            let ask: HTML =
                near.isEmpty
                ? ""
                : "\(reader("是不是：", en: "Perhaps: "))\(choices(reader, programme, inputs, near))"
            let words = reader("新建并加入", en: "Make it and add it")
            return """
                <li>\(reader("没有“\(name)”这家单位。", en: "There is no organization “\(name)”."))\(ask)\
                \(make(reader, programme, inputs, [name], words))</li>
                """
        case .ambiguous(let name, let near):
            return """
                <li>\(reader("有几家单位叫“\(name)”，请选：", en: "Several are called “\(name)”: "))\(choices(reader, programme, inputs, near))</li>
                """
        case .refused(let name, let why): return "<li>\(name)：\(reader(why))</li>"
        }
    }

    private static func choices(
        _ reader: Reader,
        _ programme: Programme,
        _ inputs: Inputs,
        _ near: [NamedCode]
    )
        -> HTML
    {
        near.map { one in
            send(
                reader,
                programme,
                inputs,
                [one.code.description],
                "<button>\("\(one.name)（\(one.code)）")</button>"
            )
        }.joined
    }

    /// Makes organizations of names, of a kind that is chosen there, and lets them join.
    private static func make(
        _ reader: Reader,
        _ programme: Programme,
        _ inputs: Inputs,
        _ names: [String],
        _ words: String
    ) -> HTML {
        let kinds = Organization.Kind.allCases.map { kind -> HTML in
            "<option value=\"\(kind.rawValue)\">\(reader(kind.name))</option>"
        }
        return send(
            reader,
            programme,
            inputs,
            names,
            """
            <select name="make" aria-label="\(reader("单位类型", en: "Kind of organization"))">\(kinds)</select>\
            <button class="go">\(words)</button>
            """
        )
    }

    /// A form that sends lines again, settled.
    private static func send(
        _ reader: Reader,
        _ programme: Programme,
        _ inputs: Inputs,
        _ names: [String],
        _ button: HTML
    ) -> HTML {
        let fields = names.map { Parts.hidden("organization", $0) }
        let kept = ["stage", "on"].map { Parts.hidden($0, inputs[$0]) }
        return Parts.form(reader, to: Paths.members(programme.code), "\(fields)\(kept)\(button)")
    }
}

extension Joined {
    var isAdded: Bool { if case .added = self { true } else { false } }

    /// Whether the line still has to be settled.
    var isOpen: Bool {
        switch self {
        case .added, .already: false
        case .unknown, .ambiguous, .refused: true
        }
    }
}
