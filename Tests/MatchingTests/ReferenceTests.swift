import Testing

@testable import Matching

struct ReferenceTests {
    @Test(arguments: 1...12)
    func `every similarity is what the plain recipe gives, from both sides`(seed: Int) throws {
        var world = World(seed)
        let demands = world.demands(0...6), achievements = world.achievements(0...30)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        let reference = Reference(fields: World.fields, demands: demands, achievements: achievements)
        for demand in demands {
            let expected = achievements.map { ($0.id, reference.raw(demand, valid($0))) }
            expect(index.achievements(for: demand, limit: .max), toBe: expected)
        }
        for achievement in achievements {
            let expected = demands.map { ($0.id, reference.raw(valid($0), valid(achievement))) }
            expect(index.demands(for: achievement, limit: .max), toBe: expected)
        }
        let stranger = world.demand(99)
        expect(
            index.achievements(for: stranger, limit: .max),
            toBe: achievements.map { ($0.id, reference.raw(valid(stranger), valid($0))) }
        )
    }

    @Test(arguments: 1...10)
    func `without keywords, summaries and industries the score is recipe B's`(seed: Int) throws {
        var world = World(seed)
        let demands = world.demands(2...6, isBare: true),
            achievements = world.achievements(5...30, isBare: true)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        let reference = Reference(fields: World.fields, demands: demands, achievements: achievements)
        for demand in demands {
            let expected = achievements.map { ($0.id, reference.b(demand, $0)) }
            expect(index.achievements(for: demand, limit: .max), toBe: expected)
        }
    }

    @Test func `an industry known on one side only adds nothing`() throws {
        let demand = Entry(id: 1, title: "锂电池", industry: "C3841")
        let achievement = Entry(id: 1, title: "锂电池正极材料")
        let index = MatchIndex(lexicon: try World.lexicon(), demands: [demand], achievements: [achievement])
        let reference = Reference(fields: World.fields, demands: [demand], achievements: [achievement])
        let hit = index.score(demand: demand, achievement: achievement)
        #expect(abs(hit.raw - reference.b(demand, achievement)) < 1e-9)
        #expect(hit.industryLevel == nil)
        #expect(hit.unknown.contains(.industry))
    }

    @Test func `rankings of a task are recipe B's over all tasks' titles`() throws {
        var world = World(7)
        let tasks = (0..<4).map { task in
            RankingTask(
                title: world.text(5),
                content: world.text(20),
                candidates: (0..<8).map { .init(id: "\(task)-\($0)", title: world.text(5)) }
            )
        }
        let demands = tasks.map { Entry(id: 0, title: $0.title, content: $0.content) }
        let titles = tasks.flatMap { $0.candidates.map { Entry(id: 0, title: $0.title) } }
        let reference = Reference(fields: World.fields, demands: demands, achievements: titles)
        for (task, ranking) in zip(tasks, RankingTask.rankings(of: tasks, lexicon: try World.lexicon())) {
            #expect(ranking.count == task.candidates.count)
            #expect(ranking.map(\.score) == ranking.map(\.score).sorted(by: >))
            for ranked in ranking {
                let title = try #require(task.candidates.first { $0.id == ranked.id }).title
                let demand = Entry(id: 0, title: task.title, content: task.content)
                #expect(abs(ranked.score - reference.b(demand, Entry(id: 0, title: title))) < 1e-9)
            }
        }
    }

    /// A code that is none counts as not known.
    private func valid(_ entry: Entry) -> Entry {
        var entry = entry
        if entry.industry == "x" { entry.industry = nil }
        return entry
    }

    private func expect(_ hits: [Hit], toBe expected: [(id: Int64, raw: Double)]) {
        let found = Dictionary(uniqueKeysWithValues: hits.map { ($0.id, $0.raw) })
        for (id, raw) in expected { #expect(abs((found[id] ?? 0) - raw) < 1e-9, "record \(id)") }
        #expect(found.count == expected.filter { $0.raw > 0 }.count)
        #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.raw == $1.raw ? $0.id < $1.id : $0.raw > $1.raw })
    }
}
