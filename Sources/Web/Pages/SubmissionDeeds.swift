import Domain
import Market

/// What can be done to a demand or an achievement from its page: the likeliest step in one press, the others with a note.
enum SubmissionDeeds {
    static func actions<Body: PagedContent>(
        _ reader: Reader,
        _ record: Submission<Body>,
        _ history: RecordHistory,
        _ failed: Draft?
    ) -> HTML {
        let print: HTML =
            "<button type=\"button\" class=\"btn\" data-print hidden>\(reader("打印", en: "Print"))</button>"
        guard reader.may(.staff) else { return print }
        let archive = archive(reader, record, failed)
        if record.filing.isArchived { return "\(print)\(archive)" }
        let next = record.state.next.filter { reader.may($0.leastRole) || history.isReopened(by: $0) }
        let likely = next.first { $0 == .accepted || $0 == .published }
        let suggest: HTML =
            record.state.isOpen
            ? """
            <a class="btn go" href="\(Paths.suggestions(record.code))">\
            \(reader("推荐\(Body.codeKind == .demand ? "成果" : "需求")", en: "Suggestions"))</a>
            """ : ""
        let step: HTML =
            likely.map { state in
                Parts.form(
                    reader,
                    to: Paths.moves(record.code),
                    """
                    \(hidden(record))\(Parts.hidden("to", state.rawValue))\
                    <button\(record.state.isOpen ? "" : " class=\"go\"" as HTML)>\(reader(name(state, history)))</button>
                    """
                )
            } ?? ""
        return """
            \(print)\(archive)\(others(reader, record, history, next, failed))\
            <a class="btn" href="\(Paths.edit(record.code))">\(reader("修改", en: "Edit"))</a>\(step)\(suggest)
            """
    }

    /// What taking a record to a state is called.
    static func name(_ state: RecordState, _ history: RecordHistory) -> Phrase {
        switch state {
        case .submitted: Phrase("重新提交", en: "Hand in again")
        case .returned: Phrase("退回", en: "Return")
        case .accepted:
            history.state == .closed ? Phrase("重新打开", en: "Reopen") : Phrase("受理", en: "Accept")
        case .published:
            history.state == .withdrawn ? Phrase("重新发布", en: "Publish again") : Phrase("发布", en: "Publish")
        case .withdrawn: Phrase("撤回", en: "Withdraw")
        case .closed: Phrase("关闭", en: "Close")
        }
    }

    private static func hidden<Body: PagedContent>(_ record: Submission<Body>) -> HTML {
        Parts.hidden("version", String(record.filing.version))
    }

    /// Every step that is open, with its date and a note.
    private static func others<Body: PagedContent>(
        _ reader: Reader,
        _ record: Submission<Body>,
        _ history: RecordHistory,
        _ next: [RecordState],
        _ failed: Draft?
    ) -> HTML {
        let draft = failed?.inputs.has("to") == true ? failed : nil
        guard !next.isEmpty else {
            let asked = record.state.next.map { reader(name($0, history)) }.joined(
                separator: reader("、", en: ", ")
            )
            return "<span class=\"quiet\">\(reader("\(asked)由负责人来做", en: "\(asked): the manager's"))</span>"
        }
        let chosen = draft?.inputs["to"] ?? ""
        let choices = next.map { state -> HTML in
            """
            <label><input type="radio" name="to" value="\(state.rawValue)" required\
            \("checked", if: chosen == state.rawValue || next.count == 1)>\(reader(name(state, history)))</label>
            """
        }
        let on = FormField(
            "on",
            reader("日期", en: "Date"),
            .day,
            hint: reader("不填就是今天", en: "today if left blank")
        )
        let note = FormField(
            "note",
            reader("说明", en: "Note"),
            .text(rows: 3),
            hint: reader("退回、撤回、关闭时请写原因", en: "give the reason when you return, withdraw or close")
        )
        let values = draft ?? Draft()
        let form = Parts.form(
            reader,
            to: Paths.moves(record.code),
            """
            \(hidden(record))<fieldset class="field"><legend>\(reader("改为", en: "Take it to"))</legend>\
            <div class="choices">\(choices)</div></fieldset>\(on.view(reader, values))\(note.view(reader, values))\
            <p class="do"><button class="go">\(reader("确定", en: "Do it"))</button></p>
            """
        )
        return """
            <details class="menu-like"\("open", if: draft != nil)><summary class="btn">\
            \(reader("改状态…", en: "Change state…"))</summary><div>\(form)</div></details>
            """
    }

    private static func archive<Body: PagedContent>(
        _ reader: Reader,
        _ record: Submission<Body>,
        _ failed: Draft?
    ) -> HTML {
        let path = Paths.archive(record.code)
        if record.filing.isArchived {
            return Parts.form(
                reader,
                to: path,
                """
                \(hidden(record))\(Parts.hidden("as", "undone"))\
                <button class="go">\(reader("取消归档", en: "Take out of the archive"))</button>
                """
            )
        }
        let draft = failed?.inputs.has("as") == true ? failed : nil
        let isMistake = draft?.inputs["as"] == "mistake"
        let form = Parts.form(
            reader,
            to: path,
            """
            \(hidden(record))<fieldset class="field"><legend>\(reader("为什么归档", en: "Why archive it"))</legend>\
            <label><input type="radio" name="as" value="done" required\("checked", if: !isMistake)>\
            \(reader("已办完：从列表收起，仍计入统计", en: "Done with: out of the lists, still counted"))</label><br>\
            <label><input type="radio" name="as" value="mistake"\("checked", if: isMistake)>\
            \(reader("录错或重复：不再计入统计", en: "A mistake or duplicate: not counted any more"))</label></fieldset>\
            <p class="do"><button class="bad">\(reader("归档", en: "Archive"))</button></p>
            """
        )
        return """
            <details class="menu-like"\("open", if: draft != nil)><summary class="btn">\
            \(reader("归档…", en: "Archive…"))</summary><div>\(form)</div></details>
            """
    }
}
