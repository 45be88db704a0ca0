/// A demand and the achievements to be put in order for it: the job of `match rank`, which measures the recipe.
public struct RankingTask: Sendable {
    public struct Candidate: Sendable {
        public var id: String
        public var title: String

        public init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }

    public struct Ranked: Sendable, Hashable {
        public let id: String
        /// `Hit.raw`.
        public let score: Double
    }

    public var title: String
    public var content: String
    /// Title words are to be joined without a separator.
    public var candidates: [Candidate]

    public init(title: String, content: String, candidates: [Candidate]) {
        self.title = title
        self.content = content
        self.candidates = candidates
    }

    /// Every task's candidates, best first, equals by id. The statistics are those of all tasks together: each
    /// distinct candidate's title, and each distinct demand's.
    ///
    /// - Parameter vectors: for recipe D: each task's, and each distinct candidate title's.
    public static func rankings(
        of tasks: [RankingTask],
        lexicon: FieldLexicon,
        vectors: (tasks: [Vector], titles: [String: Vector])? = nil
    ) -> [[Ranked]] {
        var numbers: [[UInt8]: Int64] = [:]
        var achievements: [Entry] = []
        for candidate in tasks.flatMap(\.candidates) {
            // By bytes: String's own equality would take texts for one that the recipe's count holds apart.
            let key = Array(candidate.title.utf8)
            guard numbers[key] == nil else { continue }
            numbers[key] = Int64(achievements.count)
            achievements.append(Entry(id: Int64(achievements.count), title: candidate.title))
        }
        let demands = tasks.enumerated().map { Entry(id: Int64($0), title: $1.title, content: $1.content) }
        let index = MatchIndex(lexicon: lexicon, demands: demands, achievements: achievements)
        var semantics: Semantics?
        if let vectors, let first = vectors.tasks.first {
            var all = Semantics(dimension: first.numbers.count)
            for (demand, vector) in zip(demands, vectors.tasks) { all.setDemand(demand.id, vector) }
            for entry in achievements { all.setAchievement(entry.id, vectors.titles[entry.title]) }
            all.refresh()
            semantics = all
        }
        return zip(tasks, demands).map { task, demand in
            let scorer = index.scorer(demand)
            return task.candidates.map { candidate in
                let number = numbers[Array(candidate.title.utf8)]
                let raw = number.flatMap { number in
                    index.achievements.find(number) { form, scales, _ in
                        let addition = semantics?.addition(demand: demand.id, achievement: number)
                        return PairMeasure(scorer, form, scales, industry: nil, addition: addition).raw
                    }
                }
                return Ranked(id: candidate.id, score: raw ?? 0)
            }
            .sorted { $0.score == $1.score ? $0.id < $1.id : $0.score > $1.score }
        }
    }
}
