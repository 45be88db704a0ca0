import Domain
import Exchange
import Market

/// Suggestions with their reasons, for people and for programs.
struct SuggestionReport {
    let subject: SuggestionSubject
    let suggestions: [Suggestion]
    let view: View

    private var isForDemand: Bool { subject.type == .demand }

    // MARK: For programs

    var json: JSON { Suggestion.json(suggestions, for: subject.type, subject.code, view.language) }

    // MARK: For people

    func text() -> String {
        var text = "\(subject.code)  \(subject.title)".onOneLine + "\n"
        guard !suggestions.isEmpty else {
            return text
                + view.text(
                    Phrase(
                        "没有符合条件的推荐：可以放宽筛选条件，或补充关键词和行业后再试。\n",
                        en: "No suggestions: ask less, or add keywords and an industry and try again.\n"
                    )
                )
        }
        for (index, suggestion) in suggestions.enumerated() { text += "\n" + entry(index + 1, suggestion) }
        if let best = suggestions.first(where: { $0.match == nil }) {
            text +=
                "\n" + Session.nextLine("match introduce \(best.demand.code) \(best.achievement.code)") + "\n"
        }
        return text
    }

    private func entry(_ number: Int, _ suggestion: Suggestion) -> String {
        let code = isForDemand ? suggestion.achievement.code : suggestion.demand.code
        let money = isForDemand ? suggestion.achievement.price : suggestion.demand.budget
        var head =
            "\(number). \(suggestion.score) \(view.text(Phrase("分", en: "points"))) \(view.text(suggestion.bandName))"
        head += "  \(code)  \(title(suggestion))  \(suggestion.organization.name)"
        if let money { head += "  \(view.money(money))" }
        var lines = [head.onOneLine]
        if let match = suggestion.match {
            lines.append(
                view.text(
                    Phrase(
                        "已有对接 \(match.code)：\(match.stage.name.zh)",
                        en: "has the match \(match.code): \(match.stage.name.en)"
                    )
                )
            )
        }
        lines.append(view.text(Phrase("得分：", en: "score: ")) + sum(suggestion))
        if !suggestion.words.isEmpty {
            lines.append(
                view.text(Phrase("相同用词：", en: "words in both: "))
                    + suggestion.words.map(described).joined(separator: view.text(Phrase("；", en: "; ")))
            )
        }
        if !suggestion.sharedFields.isEmpty {
            lines.append(
                view.text(Phrase("同属领域：", en: "fields of both: ")) + view.list(suggestion.sharedFields)
            )
        }
        if suggestion.industryLevel != nil {
            lines.append(view.text(Phrase("行业：", en: "industry: ")) + view.text(suggestion.industryLevelName))
        }
        if !suggestion.unmet.isEmpty {
            lines.append(view.text(Phrase("不满足：", en: "unmet: ")) + list(suggestion.unmet))
        }
        if !suggestion.unknown.isEmpty {
            lines.append(view.text(Phrase("未知：", en: "unknown: ")) + list(suggestion.unknown))
        }
        return lines.enumerated().map { $0.offset == 0 ? $0.element : "   \($0.element.onOneLine)" }.joined(
            separator: "\n"
        ) + "\n"
    }

    /// `标题用词 32 + 关键词 9 = 41`.
    private func sum(_ suggestion: Suggestion) -> String {
        guard !suggestion.parts.isEmpty else { return String(suggestion.score) }
        let parts = suggestion.parts.map { "\(view.text($0.name)) \($0.points)" }.joined(separator: " + ")
        return "\(parts) = \(suggestion.score)"
    }

    /// A word and where it stands on either side.
    private func described(_ word: Suggestion.Word) -> String {
        let (demand, achievement) = (places(word.demand), places(word.achievement))
        return view.text(
            Phrase(
                "\(word.text)（需求\(demand.zh)，成果\(achievement.zh)）",
                en: "\(word.text) (\(demand.en) of the demand, \(achievement.en) of the achievement)"
            )
        )
    }

    private func places(_ places: [Suggestion.Place]) -> Phrase {
        let parts = Set(places.map(\.part))
        let named: [(String, Phrase)] = [
            ("title", Phrase("标题", en: "title")), ("keywords", Phrase("关键词", en: "keywords")),
            ("content", Phrase("正文", en: "text")),
        ]
        let found = named.filter { parts.contains($0.0) }.map(\.1)
        return Phrase(found.map(\.zh).joined(separator: "、"), en: found.map(\.en).joined(separator: ", "))
    }

    private func list(_ conditions: [Suggestion.Condition]) -> String {
        conditions.map { view.text($0.text) }.joined(separator: view.text(Phrase("；", en: "; ")))
    }

    private func title(_ suggestion: Suggestion) -> String {
        isForDemand ? suggestion.achievement.title : suggestion.demand.title
    }
}
