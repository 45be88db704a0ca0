import Domain
import Market

/// What a record says enough of, and what to ask its owner.
enum CompletenessView {
    /// More than so many questions at once help nobody; the rest can be unfolded.
    private static let shown = 5

    /// - Parameter edit: the form that the questions lead to; blank for the form itself, nil for nowhere.
    static func card(_ reader: Reader, _ completeness: Completeness, edit: String?) -> HTML {
        let questions = completeness.gaps.map { question(reader, $0, edit) }
        let rest: HTML =
            questions.count <= shown
            ? ""
            : """
            <details><summary>\(reader("还有 \(questions.count - shown) 项", en: "\(questions.count - shown) more"))</summary>\
            <ul class="ask">\(Array(questions.dropFirst(shown)))</ul></details>
            """
        let heading = reader("还可以问\(reader("对方", en: "them"))", en: "What to ask")
        let list: HTML =
            questions.isEmpty
            ? "<p>\(reader("该有的都有了。", en: "All that is needed is there."))</p>"
            : "<h3>\(heading)</h3><ul class=\"ask\">\(Array(questions.prefix(shown)))</ul>\(rest)"
        return """
            <section class="card noprint" id="completeness"><h2>\(reader("完整度", en: "Completeness"))</h2>\
            <p class="complete"><output class="l-\(completeness.level.rawValue)">\(completeness.score)</output> \
            <span>\(reader(completeness.level.name))</span></p>\
            <progress class="l-\(completeness.level.rawValue)" max="100" value="\(completeness.score)" \
            aria-label="\(reader("完整度", en: "Completeness"))">\(completeness.score)%</progress>\(list)</section>
            """
    }

    private static func question(_ reader: Reader, _ gap: Completeness.Gap, _ edit: String?) -> HTML {
        let code = gap.field.code
        let id = code.hasSuffix("_fen") ? String(code.dropLast(4)) : code
        let name = reader(gap.field.name)
        let field: HTML = edit.map { "<a href=\"\($0)#\(id)\">\(name)</a>" } ?? "<b>\(name)</b>"
        return """
            <li>\(field) <small>\(reader("可加 \(gap.points) 分", en: "+\(gap.points)"))</small><br>\(reader(gap.question))</li>
            """
    }

    /// Records that may be the one in the form; nothing if there are none.
    static func duplicates<Body: SubmissionContent>(
        _ reader: Reader,
        _ found: [LikelyDuplicate<Body>],
        isQuestion: Bool
    ) -> HTML? {
        guard !found.isEmpty else { return nil }
        let rows = found.map { one -> HTML in
            """
            <li><a href="\(Paths.record(one.record.code))" target="_blank" rel="noopener">\(one.record.title)</a> \
            \(Parts.state(reader, one.record.state))<br><small>\(one.record.code)　\(one.organization)　\
            \(reader("相似 \(one.likeness) 分", en: "likeness \(one.likeness)"))\
            \(one.isSameOrganization ? reader("，同一单位", en: ", same organization") : "")</small></li>
            """
        }
        let rule = reader(
            "同一单位名称相近 \(DuplicateRule.title) 分或内容相似 \(DuplicateRule.sameOrganization) 分起，不同单位相似 \(DuplicateRule.anyOrganization) 分起，列在这里。",
            en:
                "Listed from \(DuplicateRule.title) points for like titles or \(DuplicateRule.sameOrganization) for like contents of one organization, from \(DuplicateRule.anyOrganization) of different ones."
        )
        let heading =
            isQuestion
            ? reader("还没有保存：可能已经登记过", en: "Not saved yet: this may be here already")
            : reader("可能已经登记过", en: "May be here already")
        let body: HTML = "<ul class=\"ask\">\(rows)</ul><p class=\"hint\">\(rule)</p>"
        return isQuestion
            ? """
            <div class="note warn" role="alert"><h2>\(heading)</h2>\(body)\
            <p>\(reader("确实是另一条，就点“仍然保存”。", en: "If this is another one, press “Save all the same”."))</p></div>
            """
            : "<section class=\"card\"><h2>\(heading)</h2>\(body)</section>"
    }
}
