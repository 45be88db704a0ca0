import Testing

@testable import Matching

struct WordTests {
    @Test(arguments: 1...6)
    func `words stand in both texts at the places given`(seed: Int) throws {
        var world = World(seed)
        let demands = world.demands(3...5), achievements = world.achievements(10...25)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: demands, achievements: achievements)
        for demand in demands {
            for achievement in achievements {
                let hit = index.score(demand: demand, achievement: achievement)
                #expect(hit.words.map(\.weight).reduce(0, +) <= hit.raw + 1e-9)
                for word in hit.words {
                    #expect(!word.inDemand.isEmpty && !word.inAchievement.isEmpty)
                    let written = try word.inAchievement.map { try text(of: achievement, at: $0) }
                    #expect(written.first == word.text)
                    let normal = Reference.norm(word.text)
                    for text in try written + word.inDemand.map({ try text(of: demand, at: $0) }) {
                        #expect(Reference.norm(text) == normal)
                    }
                }
            }
        }
    }

    @Test func `the longest stretch is taken and generic words are passed over`() throws {
        let words = try words("高温锂电池正极材料的关键技术研究", in: Entry(id: 1, title: "锂电池正极材料技术", content: "高温"))
        #expect(Set(words.map(\.text)) == ["锂电池正极材料", "高温"])
        let first = try #require(words.first { $0.text == "锂电池正极材料" })
        #expect(first.inDemand == [Place(text: .title, range: 0..<7)])
        #expect(first.inAchievement == [Place(text: .title, range: 2..<9)])
        #expect(words.first { $0.text == "高温" }?.inDemand == [Place(text: .content, range: 0..<2)])
    }

    @Test func `a stretch that ends with a keyword is preferred`() throws {
        let demand = Entry(id: 1, title: "数控机床主机")
        #expect(try words("数控机床主轴", in: demand).map(\.text) == ["数控机床主"])
        #expect(try words("数控机床主轴", keywords: ["机床", "主轴"], in: demand).map(\.text).contains("数控机床"))
    }

    @Test func `a Latin word is taken whole, in any case and width`() throws {
        let words = try words("PLC控制的ai", in: Entry(id: 1, title: "ｐｌｃ控制", content: "main"))
        #expect(words.map(\.text) == ["PLC控制"])
        #expect(words.first?.inDemand == [Place(text: .title, range: 0..<5)])
    }

    @Test func `offsets count UTF-16, also after characters of two units`() throws {
        let words = try words("😀e\u{301}锂电池", in: Entry(id: 1, title: "😀😀锂电池"))
        #expect(words.first?.inAchievement == [Place(text: .title, range: 4..<7)])
        #expect(words.first?.inDemand == [Place(text: .title, range: 4..<7)])
    }

    @Test func `words of keywords and summary are found too`() throws {
        let demand = Entry(id: 1, title: "废旧电池", content: "回收", keywords: ["湿法冶金"])
        let achievement = Entry(id: 1, title: "湿法冶金工艺", content: "用于电池回收", keywords: ["废旧电池"])
        let index = MatchIndex(lexicon: try World.lexicon(), demands: [], achievements: [achievement])
        let words = index.score(demand: demand, achievement: achievement).words
        #expect(words.first { $0.text == "湿法冶金" }?.inDemand == [Place(text: .keyword(0), range: 0..<4)])
        #expect(
            words.first { $0.text == "废旧电池" }?.inAchievement == [Place(text: .keyword(0), range: 0..<4)]
        )
        #expect(words.first { $0.text == "回收" }?.inAchievement == [Place(text: .content, range: 4..<6)])
    }

    private func words(_ title: String, keywords: [String] = [], in demand: Entry) throws -> [MatchedWord] {
        let achievement = Entry(id: 1, title: title, keywords: keywords)
        let index = MatchIndex(lexicon: try World.lexicon(), demands: [], achievements: [achievement])
        return index.score(demand: demand, achievement: achievement).words
    }

    private func text(of entry: Entry, at place: Place) throws -> String {
        let text =
            switch place.text {
            case .title: entry.title
            case .content: entry.content
            case .keyword(let number): entry.keywords[number]
            }
        let units = Array(text.utf16)[place.range]
        return try #require(String(validating: units, as: UTF16.self))
    }
}
