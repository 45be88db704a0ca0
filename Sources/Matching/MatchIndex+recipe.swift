extension MatchIndex {
    /// A number that changes when the recipe does, its word lists, or how texts are taken apart: of the lexicon, and of
    /// what a few records that touch every part of the recipe come to. There is no version that somebody could forget
    /// to raise.
    ///
    /// - Parameter lexiconText: the files that the lexicon was read from.
    public static func recipeDigest(_ lexicon: FieldLexicon, lexiconText: String) -> UInt64 {
        let achievements = [
            Entry(
                id: 1,
                title: "锂电池正极材料的制备方法",
                content: "高镍三元材料，循环 2000 次。",
                keywords: ["锂电池", "正极"],
                industry: "C3841",
                money: 100,
                maturity: 3,
                modes: ["license"]
            ),
            Entry(
                id: 2,
                title: "5G通信基站散热用铝合金",
                content: "导热率高，压铸成形，用于基站外壳。",
                keywords: ["铝合金"],
                industry: "C32"
            ),
            Entry(
                id: 3,
                title: "基于PLC的污水处理控制系统",
                content: "溶解氧自动控制，节电三成。",
                keywords: ["PLC", "污水处理"],
                industry: "D46"
            ),
            Entry(id: 4, title: "污水污泥资源化、污水再生", content: "", keywords: [], industry: nil),
            Entry(
                id: 5,
                title: "轴承钢热处理变形控制",
                content: "套圈淬火变形小于0.05毫米。",
                keywords: ["热处理"],
                industry: "C3451"
            ),
        ]
        let demands = [
            Entry(
                id: 1,
                title: "锂电池电解液与正极材料",
                content: "需要高镍材料的循环寿命达到2000次。",
                keywords: ["正极材料"],
                industry: "C3841"
            ),
            Entry(
                id: 2,
                title: "污水处理厂PLC节能改造",
                content: "溶解氧控制不稳，电耗高。",
                keywords: ["污水处理", "节能"],
                industry: "D4620"
            ),
            Entry(id: 3, title: "轴承套圈淬火变形", content: "热处理后变形大。铝合金外壳散热。", keywords: [], industry: "C34"),
        ]
        let index = MatchIndex(
            lexicon: lexicon,
            keepsTexts: false,
            demands: demands,
            achievements: achievements
        )
        var text = lexiconText
        for demand in demands {
            for achievement in achievements {
                let hit = index.score(demand: demand, achievement: achievement)
                text += "\n\(demand.id) \(achievement.id) \(hit.raw.bitPattern) \(hit.score)"
                for part in hit.parts { text += " \(part.kind.rawValue) \(part.points)" }
            }
            for found in index.best(for: demand, limit: 5) { text += "\n\(found.id) \(found.raw.bitPattern)" }
        }
        var bytes = text
        return bytes.withUTF8 { Checksum.of(UnsafeRawBufferPointer($0)) }
    }
}
