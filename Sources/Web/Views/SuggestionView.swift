import Domain
import Market

/// A search for counterparts: what it found, among how many, and how long it took.
struct SuggestionSearch: Sendable {
    let found: [Suggestion]
    let searched: Int
    let milliseconds: Double

    /// - Parameter took: how long the finding took.
    init<Body: PagedContent>(
        _: Body.Type,
        _ desk: Desk,
        _ found: [Suggestion],
        _ took: Duration
    ) async throws {
        self.found = found
        milliseconds = took / .milliseconds(1)
        let records = try await desk.workspace.searchedRecords()
        searched = Body.codeKind == .demand ? records.achievements : records.demands
    }

    /// How many records were searched for a record of this kind, and how long it took.
    func words(_ reader: Reader, _ kind: RecordCode.Kind) -> String {
        let other = kind == .demand ? Field.achievement.name : Field.demand.name
        let time = milliseconds < 1 ? reader("不到 1", en: "under 1") : String(Int(milliseconds.rounded()))
        return reader(
            "在 \(searched) 项已受理或发布的\(other.zh)中，用时 \(time) 毫秒",
            en: "among \(searched) open \(other.en)s, in \(time) ms"
        )
    }
}

/// A counterpart with every reason, and what can be done with it in one press.
enum SuggestionView {
    static func heading(_ reader: Reader, _ kind: RecordCode.Kind) -> String {
        kind == .demand
            ? reader("可对接的成果", en: "Achievements that may fit") : reader("可对接的需求", en: "Demands that may fit")
    }

    /// - Parameters:
    ///   - kind: the side that the suggestions are for.
    ///   - reasons: what can be chosen when one is refused, as `reasons` makes it: once for all cards of a page.
    ///   - back: where to go once something was done.
    static func card(
        _ reader: Reader,
        _ codes: CodeBook,
        _ suggestion: Suggestion,
        from kind: RecordCode.Kind,
        reasons: HTML,
        back: String
    ) -> HTML {
        let isForDemand = kind == .demand
        // The record's own texts are known; what counts are its words that met.
        let (met, other) =
            isForDemand
            ? (suggestion.matchedDemand, suggestion.markedAchievement)
            : (suggestion.matchedAchievement, suggestion.markedDemand)
        let code = isForDemand ? suggestion.achievement.code : suggestion.demand.code
        let state = isForDemand ? suggestion.achievement.state : suggestion.demand.state
        let pair = Paths.pair(suggestion.demand.code, suggestion.achievement.code)
        let chip: HTML = state == .published ? "" : " \(Parts.state(reader, state))"
        let match: HTML =
            suggestion.match.map { match in
                "<p class=\"excerpt\">\(Parts.link(match.code)) \(Parts.stage(reader, match.stage))</p>"
            } ?? ""
        let (theirs, ours) =
            isForDemand
            ? (reader("成果", en: "Offered"), reader("需求", en: "Wanted"))
            : (reader("需求", en: "Wanted"), reader("成果", en: "Offered"))
        let texts: HTML =
            "\(line(reader, theirs, other))\(met.isTitleOnly ? "" : line(reader, ours, met))"
        let own = isForDemand ? "deadline" : "validity"
        return """
            <article class="sugg"><div class="score"><b>\(suggestion.score)</b><small>\(reader(suggestion.bandName))</small></div>\
            <div><h3 class="plain"><a href="\(Paths.record(code))">\(MarkedView.text(other.title))</a>\(chip)</h3>\
            <small>\(code)　\(about(reader, codes, suggestion, isForDemand))</small>\(match)\
            \(parts(reader, suggestion))\(texts)\(conditions(reader, suggestion, without: own))</div>\
            <div class="do">\(actions(reader, suggestion, reasons: reasons, back: back))\
            <a class="btn flat" href="\(pair)">\(reader("并排比较", en: "Compare"))</a></div></article>
            """
    }

    private static func about(
        _ reader: Reader,
        _ codes: CodeBook,
        _ suggestion: Suggestion,
        _ isForDemand: Bool
    ) -> String {
        let (readiness, money, field) =
            isForDemand
            ? (suggestion.achievement.readiness, suggestion.achievement.price, Field.price)
            : (suggestion.demand.readiness, suggestion.demand.budget, Field.budget)
        var words = [suggestion.organization.name]
        if let readiness { words.append(codes.name(readiness, in: .readiness, reader)) }
        if let money { words.append("\(reader(field.name)) \(reader(money.phrase))") }
        if isForDemand {
            words.append(codes.names(suggestion.achievement.ipKinds, in: .ipKind, reader))
        } else if let deadline = suggestion.demand.deadline {
            words.append(reader("截止 \(deadline.phrase.zh)", en: "deadline \(deadline)"))
        }
        return words.filter { !$0.isEmpty }.joined(separator: "　")
    }

    private static func line(_ reader: Reader, _ name: String, _ record: MarkedRecord) -> HTML {
        let excerpt = MarkedView.excerpt(record)
        let keywords = MarkedView.keywords(record)
        guard !excerpt.isEmpty || !keywords.isEmpty else { return "" }
        return "<p class=\"excerpt\"><b>\(name)</b> \(excerpt) \(keywords)</p>"
    }

    /// The score as a bar of its parts, which add up to it, and what each is.
    static func parts(_ reader: Reader, _ suggestion: Suggestion) -> HTML {
        var at = 0
        let bars = suggestion.parts.map { part -> HTML in
            defer { at += part.points }
            return "<rect x=\"\(at)\" width=\"\(part.points)\" height=\"8\" class=\"f-\(part.kind)\"/>"
        }
        let legend = suggestion.parts.map { part -> HTML in
            """
            <span><svg viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" rx="2" class="f-\(part.kind)"/></svg>\
            \(reader(part.name)) \(part.points)</span>
            """
        }
        return """
            <svg class="parts" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">\(bars)</svg>\
            <div class="legend">\(legend)<span>\(reader("合计", en: "total")) \(suggestion.score)</span></div>
            """
    }

    /// What both sides share beside words, and what is not met or not known.
    ///
    /// - Parameter own: the kind of condition that is said of the record itself elsewhere.
    static func conditions(_ reader: Reader, _ suggestion: Suggestion, without own: String = "") -> HTML {
        let comma = reader("；", en: "; ")
        var lines: [HTML] = []
        var shared = suggestion.sharedFields.map { "<mark class=\"f\">\($0)</mark>" as HTML }
        if let level = suggestion.industryLevel, level != "none" {
            shared.append(
                "<mark class=\"f\">\(reader("行业", en: "industry"))：\(reader(suggestion.industryLevelName))</mark>"
            )
        }
        if !shared.isEmpty { lines.append("<p class=\"excerpt\">\(shared.joined(separator: " "))</p>") }
        let unmet = suggestion.unmet.filter { $0.kind != own }
        if !unmet.isEmpty {
            let words = unmet.map { reader($0.text) }.joined(separator: comma)
            lines.append("<p class=\"notes\">\(reader("未满足：", en: "Not met: "))\(words)</p>")
        }
        if !suggestion.unknown.isEmpty {
            let words = suggestion.unknown.map { reader($0.text) }.joined(separator: comma)
            lines.append("<p class=\"notes quiet\">\(reader("未知：", en: "Not known: "))\(words)</p>")
        }
        return lines.joined
    }

    /// What can be done with a pair; nothing for those who only read, and nothing that its stage rules out.
    static func actions(
        _ reader: Reader,
        _ suggestion: Suggestion,
        reasons: HTML,
        back: String,
        failed: Draft? = nil
    ) -> HTML {
        guard reader.may(.staff) else { return "" }
        let pair = Paths.pair(suggestion.demand.code, suggestion.achievement.code)
        if let match = suggestion.match, match.stage != .suggested {
            return
                "<a class=\"btn\" href=\"\(Paths.record(match.code))\">\(reader("看对接", en: "The match"))</a>"
        }
        let isOpen = suggestion.demand.state.isOpen && suggestion.achievement.state.isOpen
        guard isOpen else { return "" }
        let later: HTML =
            suggestion.match == nil
            ? Parts.form(
                reader,
                to: pair + "/later",
                "\(Parts.hidden("back", back))<button>\(reader("以后再说", en: "Later"))</button>"
            ) : ""
        let introduce = Parts.form(
            reader,
            to: pair + "/introduction",
            "\(Parts.hidden("back", back))<button class=\"go\">\(reader("建立对接", en: "Introduce"))</button>"
        )
        return "\(introduce)\(refusal(reader, suggestion, pair, reasons, back, failed))\(later)"
    }

    /// The reasons for which a pair can be refused, to choose from.
    static func reasons(_ reader: Reader, _ codes: CodeBook, chosen: String = "") -> HTML {
        guard reader.may(.staff) else { return "" }
        return codes.choices(.endReason, reader).map { reason -> HTML in
            """
            <option value="\(reason.code)"\("selected", if: reason.code == chosen)>\(reason.name)</option>
            """
        }.joined
    }

    private static func refusal(
        _ reader: Reader,
        _ suggestion: Suggestion,
        _ pair: String,
        _ reasons: HTML,
        _ back: String,
        _ failed: Draft?
    ) -> HTML {
        let draft = failed?.inputs.has("reason") == true ? failed : nil
        // One form among many on the page: its fields are named by the pair.
        let id = "\(suggestion.demand.code)-\(suggestion.achievement.code)"
        let form = Parts.form(
            reader,
            to: pair + "/refusal",
            """
            \(Parts.hidden("back", back))<div class="field"><label for="reason-\(id)">\(reader("为什么不合适", en: "Why not"))</label>\
            <select id="reason-\(id)" name="reason" required><option value="">—</option>\(reasons)</select></div>\
            <div class="field"><label for="note-\(id)">\(reader("说明", en: "Note"))</label>\
            <textarea id="note-\(id)" name="note" rows="2">
            \(draft?.inputs["note"] ?? "")</textarea></div>\
            <p class="do"><button class="bad">\(reader("不合适", en: "Refuse"))</button></p>
            """
        )
        return """
            <details class="menu-like"\("open", if: draft != nil)><summary class="btn">\
            \(reader("不合适…", en: "Not suitable…"))</summary><div>\(form)</div></details>
            """
    }
}
