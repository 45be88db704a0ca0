import Domain
import Matching

extension Submission {
    /// Whether the market looks for counterparts for it.
    var isSuggested: Bool { state.isOpen && !filing.isArchived }
}

extension Demand {
    /// All that the enterprise wrote, for matching.
    var fullText: String {
        [content.summary, content.problem, content.keyIndicators, content.expectedResult, content.detail]
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

extension Achievement {
    /// All that was written about it, for matching.
    var fullText: String { [content.summary, content.detail].filter { !$0.isEmpty }.joined(separator: "\n") }
}

extension Entry {
    init(_ demand: Demand, _ codes: CodeBook) {
        self.init(
            id: demand.id.rawValue,
            title: demand.title,
            content: demand.fullText,
            keywords: demand.keywords,
            industry: demand.industry?.description,
            field: demand.field,
            region: demand.region?.description,
            money: demand.budget?.fen,
            maturity: demand.readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: demand.cooperationModes,
            isPublished: demand.state == .published
        )
    }

    init(_ achievement: Achievement, _ codes: CodeBook) {
        self.init(
            id: achievement.id.rawValue,
            title: achievement.title,
            content: achievement.fullText,
            keywords: achievement.keywords,
            industry: achievement.industry?.description,
            field: achievement.field,
            region: achievement.region?.description,
            money: achievement.price?.fen,
            maturity: achievement.readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: achievement.cooperationModes,
            isPublished: achievement.state == .published
        )
    }
}
