@testable import Matching

/// The same numbers on every machine and every run.
struct Random: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: Int) { state = UInt64(seed) }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Records made of few pieces, so that chance makes them meet often.
struct World {
    static let fields = """
        电池: 电池 锂 正极 正极材料 电
        金属: 铝 铝合金 合金 铸造 plc 材料
        食品: 面粉 牛奶 电 酶
        """
    static let generic = "研究 技术 关键技术 及其 应用"
    static let pieces = [
        "锂", "电池", "正极材料", "铝合金", "合金", "铸造", "面粉", "牛奶", "酶", "的", "研究", "关键技术", "应用", "㐂", "高温",
        "PLC", "ｐｌｃ", "Cnc", "5G", "2021", "３", "①", "㎡", "℃", "é", "e\u{301}", "Ａ\u{300}", "ｶﾞ", "⼀", "。",
        "；", "\n",
        " ", "　", "，", "-", "😀", "\u{0}", "ﬁ", "İ", "Σ", "각",
    ]
    static let industries: [String?] = [nil, "C", "C38", "C384", "C3841", "C3842", "C39", "A01", "x"]

    var random: Random
    init(_ seed: Int) { random = Random(seed) }

    static func lexicon() throws -> FieldLexicon { try FieldLexicon(parsing: fields, generic: generic) }

    mutating func text(_ most: Int) -> String {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in
            Self.pieces.randomElement(using: &random) ?? ""
        }
        .joined()
    }

    /// - Parameter isBare: whether to give title and, for demands, content only.
    mutating func demand(_ id: Int64, isBare: Bool = false) -> Entry {
        var entry = Entry(id: id, title: text(5), content: text(30))
        if !isBare { addTo(&entry) }
        return entry
    }

    mutating func achievement(_ id: Int64, isBare: Bool = false) -> Entry {
        var entry = Entry(id: id, title: text(6))
        if !isBare {
            entry.content = text(15)
            addTo(&entry)
        }
        return entry
    }

    private mutating func addTo(_ entry: inout Entry) {
        entry.keywords = (0..<Int.random(in: 0...3, using: &random)).map { _ in text(2) }
        entry.industry = Self.industries.randomElement(using: &random) ?? nil
        entry.money = Bool.random(using: &random) ? Int64.random(in: 0...9, using: &random) : nil
        entry.maturity = Bool.random(using: &random) ? Int.random(in: 1...5, using: &random) : nil
        entry.modes = Array(
            ["license", "transfer", "joint"].shuffled(using: &random).prefix(
                Int.random(in: 0...2, using: &random)
            )
        )
        entry.isPublished = Bool.random(using: &random)
        entry.region = ["420202", "420203", "420281", "429000", nil].randomElement(using: &random) ?? nil
        entry.field = ["new_energy", "environment", nil].randomElement(using: &random) ?? nil
    }

    mutating func demands(_ count: ClosedRange<Int>, isBare: Bool = false) -> [Entry] {
        (0..<Int.random(in: count, using: &random)).map { demand(Int64($0 + 1), isBare: isBare) }
    }

    mutating func achievements(_ count: ClosedRange<Int>, isBare: Bool = false) -> [Entry] {
        (0..<Int.random(in: count, using: &random)).map { achievement(Int64($0 + 1), isBare: isBare) }
    }
}
