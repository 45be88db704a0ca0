import Foundation

@testable import Matching

/// The slow, obvious search that `TextIndex` is held against: it looks at every text with `contains`.
struct TextReference {
    var documents: [Int64: SearchDocument] = [:]
    var organizations: [Int64: SearchOrganization] = [:]

    init(_ documents: [SearchDocument], _ organizations: [SearchOrganization]) {
        for document in documents { self.documents[document.id] = document }
        for organization in organizations { self.organizations[organization.id] = organization }
    }

    mutating func apply(_ change: TextIndex.Change) {
        switch change {
        case .set(let document): documents[document.id] = document
        case .remove(let id): documents[id] = nil
        case .setOrganization(let organization): organizations[organization.id] = organization
        }
    }

    /// Texts as they are compared; a few hundred are asked for a hundred thousand times.
    private final class Normals {
        var known: [String: [Character]] = [:]
    }
    private let normals = Normals()

    func normal(_ text: String) -> [Character] {
        if let known = normals.known[text] { return known }
        let normal = Self.normalized(text)
        normals.known[text] = normal
        return normal
    }

    private static func normalized(_ text: String) -> [Character] {
        // What can't be seen is not there.
        let flat = text.replacingOccurrences(of: "\u{200B}", with: "")
            .precomposedStringWithCompatibilityMapping.lowercased()
        return Array(flat.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    func contains(_ text: String, _ word: String) -> Bool {
        let text = normal(text), word = normal(word)
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { at in
            guard text[at] == word[0], text[at..<(at + word.count)].elementsEqual(word) else { return false }
            guard at > 0 else { return true }
            let (before, first) = (text[at - 1], word[0])
            let letters = before.isLatin && first.isLatin
            let digits = before.isASCII && before.isNumber && first.isASCII && first.isNumber
            return !letters && !digits
        }
    }

    /// Where the word stands: 8 title, 4 keywords, 2 organization, 1 summary, 16 code; their sum.
    func factor(_ word: String, _ document: SearchDocument) -> Int {
        let names = organizations[document.organization]?.names ?? []
        return (contains(document.title, word) ? 8 : 0)
            + (document.keywords.contains { contains($0, word) } ? 4 : 0)
            + (names.contains { contains($0, word) } ? 2 : 0)
            + (contains(document.summary, word) ? 1 : 0)
            + (document.references.contains { normal($0) == normal(word) } ? 16 : 0)
    }

    func admits(_ document: SearchDocument, _ filter: SearchFilter) -> Bool {
        func within(_ code: String?, _ wanted: String?) -> Bool {
            wanted.map { code?.hasPrefix($0) ?? false } ?? true
        }
        let root = organizations[document.organization]?.root ?? document.organization
        var region = filter.region
        while region?.hasSuffix("00") == true { region = region.map { String($0.dropLast(2)) } }
        let archive =
            filter.archive == .included || document.isArchived == (filter.archive == .only)
        return archive && (filter.states?.contains(document.state) ?? true)
            && within(document.industry, filter.industry) && within(document.field, filter.field)
            && within(document.region, region)
            && (filter.readiness.map { document.readiness.map($0.contains) ?? false } ?? true)
            && (filter.modes.map { !$0.isDisjoint(with: document.modes) } ?? true)
            && (filter.organization.map { $0 == document.organization || $0 == root } ?? true)
            && (filter.money.map { range in document.money.map(range.contains) ?? false } ?? true)
            && (filter.due.map { range in document.due.map(range.contains) ?? false } ?? true)
            && (filter.published.map { range in document.published.map(range.contains) ?? false } ?? true)
            && (filter.received?.contains(document.received) ?? true)
    }

    func hits(_ words: [String], _ filter: SearchFilter) -> [SearchDocument] {
        documents.values.filter { document in
            admits(document, filter) && words.allSatisfy { factor($0, document) > 0 }
        }
    }

    /// The ids of all hits in order.
    func ids(_ words: [String], _ filter: SearchFilter, _ sort: SearchSort) -> [Int64] {
        let rarity = Dictionary(uniqueKeysWithValues: Set(words).map { ($0, self.rarity($0)) })
        func key(_ document: SearchDocument) -> [Int64] {
            let newest = [-Int64(document.received), -document.id]
            switch sort {
            case .relevance:
                let score = Set(words).reduce(0) { $0 + factor($1, document) * (rarity[$1] ?? 0) }
                return [-Int64(score)] + newest
            case .newest: return newest
            case .oldest: return newest.map { -$0 }
            case .deadline: return [document.due.map(Int64.init) ?? .max] + newest
            case .moneyMost: return [document.money.map { -$0 } ?? .max] + newest
            case .moneyLeast: return [document.money ?? .max] + newest
            }
        }
        return hits(words, filter).map { (key($0), $0.id) }
            .sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }

    /// For words of two Chinese characters, whose one gram says it all.
    private func rarity(_ word: String) -> Int {
        func count(_ has: (SearchDocument) -> Bool) -> Int { documents.values.count(where: has) }
        let with = Double(
            [
                count { contains($0.title, word) },
                count { $0.keywords.contains { contains($0, word) } },
                count { contains($0.summary, word) },
                count { organizations[$0.organization]?.names.contains { contains($0, word) } ?? false },
            ].max() ?? 0
        )
        let idf = log(1 + (Double(documents.count) - with + 0.5) / (with + 0.5))
        return max(1, Int((16 * idf).rounded()))
    }

    func facets(_ words: [String], _ filter: SearchFilter) -> SearchFacets {
        var (anyIndustry, anyField) = (filter, filter)
        anyIndustry.industry = nil
        anyField.field = nil
        func counts(_ codes: [String]) -> [SearchFacets.Count] {
            Dictionary(grouping: codes) { $0 }.map { .init(code: $0.key, count: $0.value.count) }
                .sorted { ($1.count, $0.code) < ($0.count, $1.code) }
        }
        let industries = hits(words, anyIndustry).map(\.industry)
        let fields = hits(words, anyField).map(\.field)
        var facets = SearchFacets()
        facets.sections = counts(industries.compactMap { $0 }.map { String($0.prefix(1)) })
        facets.divisions = counts(
            industries.compactMap { $0 }.filter { $0.count >= 3 }.map { String($0.prefix(3)) }
        )
        facets.fields = counts(fields.compactMap { $0 })
        facets.withoutIndustry = industries.count { $0 == nil }
        facets.withoutField = fields.count { $0 == nil }
        return facets
    }
}

extension Character {
    fileprivate var isLatin: Bool { isLetter && unicodeScalars.allSatisfy { $0.value < 0x530 } }
}

/// Records and questions out of few words, so that they meet often.
struct TextWorld {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    static let pieces = [
        "轴承", "轴承钢", "热处理", "处理", "石墨", "石墨烯", "电池", "池电", "钢", "烯", "技术", "智能化", "PLC", "plc2000",
        "ＰＬＣ", "art", "smart", "GB/T", "4754", "12", "123", "c++", "3d打印", "℃", "𠮷", "é", "５", "a",
    ]
    static let joints = ["", "", "", "", " ", "，", "。", "、", "-", "\n", "（", "\u{200B}"]
    static let industries = ["C", "C38", "C384", "C3841", "C39", "I65", "A01"]
    static let regions = ["420200", "420281", "420000", "110101", "430100"]

    mutating func below(_ end: Int) -> Int {
        // SplitMix64 (Steele, Lea & Flood 2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(end))
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    mutating func maybe<Value>(_ share: Int, _ value: (inout TextWorld) -> Value) -> Value? {
        below(100) < share ? value(&self) : nil
    }

    mutating func text(_ most: Int) -> String {
        (0..<below(most + 1)).map { _ in pick(Self.pieces) + pick(Self.joints) }.joined()
    }

    mutating func document(_ id: Int64) -> SearchDocument {
        SearchDocument(
            id: id,
            title: text(4),
            keywords: (0..<below(4)).map { _ in pick(Self.pieces) },
            summary: text(12),
            references: ["CG-2021-\(1000 + id)", maybe(30) { "外部 \($0.below(50))" }].compactMap { $0 },
            organization: Int64(below(12)),
            state: pick(["accepted", "published", "closed"]),
            isArchived: below(8) == 0,
            industry: maybe(80) { $0.pick(Self.industries) },
            field: maybe(80) { $0.pick(["01", "02", "03"]) },
            region: maybe(80) { $0.pick(Self.regions) },
            readiness: maybe(80) { $0.pick(["lab", "pilot", "mass"]) },
            modes: ["license", "transfer", "joint"].filter { _ in below(2) == 0 },
            money: maybe(70) { Int64($0.below(20)) * 100 },
            due: maybe(70) { Int32($0.below(60)) },
            received: Int32(below(40)),
            published: maybe(60) { Int32($0.below(40)) }
        )
    }

    mutating func organization(_ id: Int64) -> SearchOrganization {
        SearchOrganization(
            id: id,
            root: maybe(20) { Int64($0.below(12)) },
            names: ["第\(id)" + pick(Self.pieces) + "公司"] + (maybe(40) { [$0.text(2)] } ?? [])
        )
    }

    mutating func filter() -> SearchFilter {
        SearchFilter(
            states: maybe(20) { [$0.pick(["accepted", "published"]), "closed"] },
            archive: pick([.excluded, .excluded, .included, .only]),
            industry: maybe(20) { $0.pick(Self.industries) },
            field: maybe(20) { $0.pick(["01", "02"]) },
            region: maybe(15) { $0.pick(["420200", "420000", "4202", "110101"]) },
            readiness: maybe(15) { [$0.pick(["lab", "pilot"]), "mass"] },
            modes: maybe(15) { [$0.pick(["license", "transfer"])] },
            organization: maybe(15) { Int64($0.below(12)) },
            money: maybe(15) { Int64($0.below(10)) * 100...1_500 },
            due: maybe(15) { Int32($0.below(30))...45 },
            received: maybe(15) { Int32($0.below(20))...30 },
            published: maybe(15) { Int32($0.below(20))...30 }
        )
    }

    /// Words out of the same pieces, cut anywhere.
    mutating func words() -> [String] {
        (0..<below(4)).map { _ in
            let whole = pick(Self.pieces) + (below(3) == 0 ? pick(Self.pieces) : "")
            let start = below(2) == 0 ? 0 : below(whole.count)
            return String(whole.dropFirst(start).prefix(1 + below(4)))
        }.filter {
            $0.contains { $0.isLetter || $0.isNumber } && $0.first.map { $0.isLetter || $0.isNumber } ?? false
        }
        .map { word in
            // Marks at the end are dropped, but for those of names.
            var word = word
            while let last = word.last, !last.isLetter, !last.isNumber, last != "+" { word.removeLast() }
            return word
        }
    }
}
