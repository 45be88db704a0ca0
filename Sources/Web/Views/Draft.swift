import Domain

/// A form as it was typed, with what is wrong beside each field.
struct Draft: Sendable {
    var inputs: Inputs
    /// What is wrong, by the field's name.
    private(set) var errors: [String: Phrase] = [:]
    /// What is wrong and belongs to no field.
    private(set) var general: Phrase?

    init(_ inputs: Inputs = Inputs()) { self.inputs = inputs }

    /// The form filled in with a record, as its JSON has it.
    init(_ members: JSON.Members) {
        inputs = Inputs()
        for member in members {
            switch member.value {
            case .string(let text): inputs.set(member.key, [text])
            case .int(let number) where member.key.hasSuffix("_fen"):
                // With its unit and exact, so that sending it back changes nothing.
                inputs.set(
                    String(member.key.dropLast(4)),
                    [Money(fen: number).phrase.zh.filter { $0 != "," }]
                )
            case .int(let number): inputs.set(member.key, [String(number)])
            case .bool(let flag): inputs.set(member.key, [flag ? "1" : ""])
            case .array(let values): inputs.set(member.key, values.compactMap(\.asString))
            case .null, .number, .object: break
            }
        }
    }

    /// Puts an error beside the field that it names, or above the form.
    ///
    /// - Parameter names: the fields of the form.
    mutating func add(_ error: AppError, names: [String]) {
        let code = error.field.map { $0.code.hasSuffix("_fen") ? String($0.code.dropLast(4)) : $0.code }
        if let code, names.contains(code) { errors[code] = error.message } else { general = error.message }
    }

    mutating func add(_ error: AppError, _ fields: [FormField]) { add(error, names: fields.map(\.name)) }

    var isRefused: Bool { !errors.isEmpty || general != nil }

    /// The code in `名称（DW-2021-0001）`, as forms show an organization; else the text itself.
    static func codeBehind(_ text: String) -> String {
        guard text.hasSuffix("）"), let open = text.lastIndex(of: "（") else { return text }
        let inside = String(text[text.index(after: open)...].dropLast())
        let code = try? RecordCode(parsing: inside, kind: .organization, field: .organization)
        return code.map(\.description) ?? text
    }

    /// What is typed in the fields, as the record's JSON has it. A blank is a null, so that a value can be taken away.
    func members(_ fields: [FormField]) -> JSON.Members {
        var members = JSON.Members()
        for field in fields {
            switch field.kind {
            case .words:
                let words = inputs[field.name].split { "、，,；;\n\t".contains($0) }.map {
                    Text.trimmed(String($0))
                }
                members[field.name] = .array(words.filter { !$0.isEmpty }.map(JSON.string))
            case .several: members[field.name] = .array(inputs.all(field.name).map(JSON.string))
            case .organization:
                let text = Self.codeBehind(inputs[field.name])
                members[field.name] = text.isEmpty ? .null : .string(text)
            default:
                let text = inputs[field.name]
                members[field.name] = text.isEmpty ? .null : .string(text)
            }
        }
        return members
    }
}

/// One field of a form: the name of a member of the record's JSON, and how it is typed.
struct FormField: Sendable {
    enum Kind: Sendable {
        case line
        case text(rows: Int)
        case secret
        case day
        case number
        /// An amount with its unit; a bare number is in 万元, as the label says.
        case money
        case email
        case phone
        /// Several words in one line.
        case words
        case choice([(code: String, name: String)], blank: String?)
        case several([(code: String, name: String)])
        /// A line with values to choose from, which also takes others.
        case listed([(code: String, name: String)])
        /// An organization by name or code, with those known offered.
        case organization
        /// A colleague by login; the page has a `Parts.people` list to choose from.
        case person
        case hidden
    }

    let name: String
    let label: String
    let kind: Kind
    var hint = ""
    var isRequired = false
    /// Whether only staff will read it.
    var isConfidential = false
    /// Whether it needs little room.
    var isShort = false

    init(
        _ name: String,
        _ label: String,
        _ kind: Kind = .line,
        hint: String = "",
        isRequired: Bool = false,
        isConfidential: Bool = false,
        isShort: Bool = false
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.hint = hint
        self.isRequired = isRequired
        self.isConfidential = isConfidential
        self.isShort = isShort
    }

    func view(_ reader: Reader, _ draft: Draft) -> HTML {
        if case .hidden = kind { return Parts.hidden(name, draft.inputs[name]) }
        let error = draft.errors[name]
        let described: HTML
        switch (hint.isEmpty, error == nil) {
        case (true, true): described = ""
        case (false, true): described = " aria-describedby=\"\(name)-hint\""
        case (true, false): described = " aria-invalid=\"true\" aria-describedby=\"\(name)-error\""
        case (false, false):
            described = " aria-invalid=\"true\" aria-describedby=\"\(name)-error \(name)-hint\""
        }
        let must: HTML = isRequired ? " <span class=\"must\" aria-hidden=\"true\">*</span>" : ""
        let secret: HTML = isConfidential ? " class=\"secret\"" : ""
        let below: HTML = """
            \(error.map { "<p class=\"error\" id=\"\(name)-error\">\(reader($0))</p>" as HTML })\
            \(hint.isEmpty ? "" : "<p class=\"hint\" id=\"\(name)-hint\">\(hint)</p>" as HTML)
            """
        let size: HTML = isShort ? " short" : ""
        if case .several(let options) = kind {
            let chosen = draft.inputs.all(name)
            // What a record has and today's list has no longer must not get lost by an edit.
            let others = chosen.filter { code in !options.contains { $0.code == code } }.map { ($0, $0) }
            let boxes = (options + others).map { option -> HTML in
                """
                <label><input type="checkbox" name="\(name)" value="\(option.code)"\
                \("checked", if: chosen.contains(option.code))>\(option.name)</label>
                """
            }
            return """
                <fieldset class="field\(size)"\(described)><legend\(secret)>\(label)\(must)</legend>\
                <div class="choices">\(boxes)</div>\(below)</fieldset>
                """
        }
        return """
            <div class="field\(size)"><label for="\(name)"\(secret)>\(label)\(must)</label>\
            \(control(reader, draft, described))\(below)</div>
            """
    }

    private func control(_ reader: Reader, _ draft: Draft, _ described: HTML) -> HTML {
        let value = draft.inputs[name]
        func input(_ type: String, _ more: HTML = "", value: String) -> HTML {
            """
            <input type="\(type)" id="\(name)" name="\(name)" value="\(value)"\(described)\
            \("required", if: isRequired)\(more)>
            """
        }
        switch kind {
        case .line, .hidden, .several: return input("text", value: value)
        case .secret: return input("password", " autocomplete=\"new-password\"", value: "")
        case .day: return input("date", value: value)
        case .number: return input("number", " min=\"0\" inputmode=\"numeric\"", value: value)
        case .money:
            return input(
                "text",
                " inputmode=\"decimal\" placeholder=\"\(reader("如 120万元", en: "such as 120万元"))\"",
                value: value
            )
        case .email: return input("email", value: value)
        case .phone: return input("tel", value: value)
        case .words:
            let words = draft.inputs.all(name).joined(separator: "、")
            return input(
                "text",
                " placeholder=\"\(reader("用顿号或逗号隔开", en: "separated by commas"))\"",
                value: words
            )
        case .text(let rows):
            return """
                <textarea id="\(name)" name="\(name)" rows="\(rows)"\(described)\("required", if: isRequired)>
                \(value)</textarea>
                """
        case .choice(let options, let blank):
            let first: HTML = blank.map { "<option value=\"\">\($0)</option>" } ?? ""
            let isOther = !value.isEmpty && !options.contains { $0.code == value }
            let rest = (isOther ? options + [(value, value)] : options).map { option -> HTML in
                "<option value=\"\(option.code)\"\("selected", if: option.code == value)>\(option.name)</option>"
            }
            return """
                <select id="\(name)" name="\(name)"\(described)\("required", if: isRequired)>\(first)\(rest)</select>
                """
        case .listed(let options):
            let choices = options.map { option -> HTML in
                "<option value=\"\(option.code)\">\(option.name)</option>"
            }
            let list: HTML = "<datalist id=\"\(name)-list\">\(choices)</datalist>"
            return input("text", " list=\"\(name)-list\" autocomplete=\"off\"", value: value) + list
        case .person: return input("text", " autocomplete=\"off\" list=\"people\"", value: value)
        case .organization:
            return input(
                "text",
                " autocomplete=\"off\" \(Parts.offersOrganizations)",
                value: value
            )
        }
    }
}

extension Draft {
    /// What stands above a form that was refused.
    func summary(_ reader: Reader) -> HTML {
        guard isRefused else { return "" }
        let words =
            general.map { reader($0) }
            ?? reader(
                "还没有保存：请改好标红的地方再提交，您填的内容都还在。",
                en:
                    "Not saved yet: mend what is marked red and send it again; all that you typed is still here."
            )
        return "<p class=\"note bad\" role=\"alert\">\(words)</p>"
    }
}
