import Matching

/// Puts judged candidates in order, to measure the recipe: the job of `match rank`.
public enum Ranking {
    /// One demand with the achievements to be ranked for it.
    public struct Task: Sendable {
        public var title: String
        public var content: String
        /// Each with its id and its title's words.
        public var candidates: [(id: String, words: [String])]

        public init(title: String, content: String, candidates: [(id: String, words: [String])]) {
            self.title = title
            self.content = content
            self.candidates = candidates
        }
    }

    /// Each task's candidates, best first, with the recipe's own score; statistics come from the tasks themselves.
    public static func rank(_ tasks: [Task]) throws -> [[(id: String, score: Double)]] {
        let rankings = RankingTask.rankings(
            of: tasks.map { task in
                RankingTask(
                    title: task.title,
                    content: task.content,
                    candidates: task.candidates.map {
                        RankingTask.Candidate(id: $0.id, title: $0.words.joined())
                    }
                )
            },
            lexicon: try LiveIndex.lexicon()
        )
        return rankings.map { $0.map { ($0.id, $0.score) } }
    }
}
