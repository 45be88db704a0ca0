public import Domain
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

    /// What recipe D needs beside the texts.
    public struct Vectors: Sendable {
        fileprivate var tasks: [Vector] = []
        fileprivate var titles: [String: Vector] = [:]

        fileprivate init() {}
    }

    /// Asks an endpoint for the vectors of tasks and of their candidates' distinct titles.
    ///
    /// - Parameter progress: told of the texts that are done.
    /// - Throws: `EmbedderFault`.
    public static func vectors(
        of tasks: [Task],
        _ settings: EmbeddingSettings,
        _ embedder: any Embedder,
        progress: (Int) -> Void
    ) async throws -> Vectors {
        var vectors = Vectors()
        func all(_ texts: [String], _ side: EmbeddedSide) async throws -> [Vector] {
            var found: [Vector] = []
            for start in stride(from: 0, to: texts.count, by: settings.batch) {
                let batch = Array(texts[start..<min(start + settings.batch, texts.count)])
                let values = try await embedder.embed(batch, as: side)
                found += try EmbeddingAnswer.vectors(
                    values,
                    count: batch.count,
                    dimension: found.first?.numbers.count ?? vectors.tasks.first?.numbers.count,
                    from: settings.endpoint
                )
                progress(batch.count)
            }
            return found
        }
        let texts = tasks.map { EmbeddingText.composed(title: $0.title, keywords: [], content: $0.content) }
        vectors.tasks = try await all(texts, .demand)
        let titles = Set(tasks.flatMap { $0.candidates.map { $0.words.joined() } }).subtracting([""]).sorted()
        for (title, vector) in zip(titles, try await all(titles, .achievement)) {
            vectors.titles[title] = vector
        }
        return vectors
    }

    /// Each task's candidates, best first, with the recipe's own score; statistics come from the tasks themselves.
    ///
    /// - Parameter vectors: nil for recipe B.
    public static func rank(_ tasks: [Task], _ vectors: Vectors? = nil) throws -> [[(
        id: String, score: Double
    )]] {
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
            lexicon: try LiveIndex.lexicon(),
            vectors: vectors.map { ($0.tasks, $0.titles) }
        )
        return rankings.map { $0.map { ($0.id, $0.score) } }
    }
}
