import Domain
import Exchange
import Market
import Synchronization

/// Suggestions for every demand, or every achievement, that the market looks for counterparts for.
struct AllSuggestions: Sendable {
    let isForDemands: Bool
    let filter: SuggestionFilter

    func show(at session: Session) async throws {
        let progress = LatestProgress(Phrase("查找匹配", en: "Looking for matches"), session)
        let found = Mutex<[(SuggestionSubject, [Suggestion])]>([])
        if isForDemands {
            try await session.desk.suggestionsForAllDemands(filter) { demand, suggestions, done, total in
                found.withLock { $0.append((.demand(demand), suggestions)) }
                progress.report(done: done, of: total)
            }
        } else {
            let achievements = try await session.read { view in
                try view.work.achievements.list(RecordFilter()).filter(\.state.isOpen).reversed()
            }
            for (done, achievement) in achievements.enumerated() {
                let subject = SuggestionSubject.achievement(achievement)
                let suggestions = try await subject.suggestions(filter, at: session.desk)
                found.withLock { $0.append((subject, suggestions)) }
                progress.report(done: done + 1, of: achievements.count)
            }
        }
        progress.finish()
        let all = found.withLock { $0 }
        let console = session.console
        try await session.show { view in
            let reports = all.map { SuggestionReport(subject: $0.0, suggestions: $0.1, view: view) }
            if view.isJSON {
                let list: JSON = ["total": .int(Int64(reports.count)), "items": .array(reports.map(\.json))]
                return list.pretty + "\n"
            }
            for report in reports where !console.isOutputClosed { console.write(report.text() + "\n") }
            return view.text(Phrase("共 \(reports.count) 条。", en: "\(reports.count) in all.")) + "\n"
        }
    }
}
