/// The terms of each technical field, and the words too general to be shown as a reason.
public struct FieldLexicon: Sendable {
    /// In the file's order.
    public let names: [String]
    private let tree: TermTree
    /// Weight and fields of each term.
    private let terms: [Term]
    let generic: GenericWords

    private struct Term: Sendable {
        var weight: Double
        var fields: [Int32]
    }

    /// Reads one field a line: its name, a colon, its terms between blanks. `#` begins a comment line.
    ///
    /// - Parameters:
    ///   - text: the fields.
    ///   - generic: words never shown as matched, between blanks, with the same comment lines.
    public init(parsing text: String, generic: String = "") throws(LexiconError) {
        var names: [String] = []
        var fields: [[UInt32]: [Int32]] = [:]
        var order: [[UInt32]] = []
        for (number, line) in lines(of: text) {
            guard let colon = line.firstIndex(where: { $0 == ":" || $0 == "：" }) else {
                throw LexiconError(line: number, problem: .noColon)
            }
            let name = words(of: line[..<colon]).joined(separator: " ")
            guard !name.isEmpty else { throw LexiconError(line: number, problem: .noName) }
            guard !names.contains(name) else { throw LexiconError(line: number, problem: .nameTwice) }
            let list = words(of: line[line.index(after: colon)...]).map { NormalizedText($0).scalars }
            guard !list.isEmpty else { throw LexiconError(line: number, problem: .noTerms) }
            let field = Int32(names.count)
            names.append(name)
            for term in list where fields[term]?.last != field {
                if fields[term] == nil { order.append(term) }
                fields[term, default: []].append(field)
            }
        }
        self.names = names
        tree = TermTree(order)
        terms = order.map { term in
            let fields = fields[term] ?? []
            return Term(
                weight: (term.count > 1 ? 1 : Recipe.shortTerm) / Double(fields.count),
                fields: fields
            )
        }
        self.generic = GenericWords(lines(of: generic).flatMap { words(of: $0.line[...]) })
    }

    /// How strongly a text speaks of each field, before the fields' own weights.
    func weights(of text: NormalizedText) -> FieldVector {
        var counts: [Int: (count: Int, end: Int)] = [:]
        tree.forEachMatch(in: text.scalars) { term, range in
            let seen = counts[term] ?? (0, 0)
            // Occurrences that overlap count once, from the left.
            if range.lowerBound >= seen.end { counts[term] = (seen.count + 1, range.upperBound) }
        }
        var sums: [Int32: Double] = [:]
        for (term, seen) in counts.sorted(by: { $0.key < $1.key }) {
            for field in terms[term].fields {
                sums[field, default: 0] += Double(seen.count).squareRoot() * terms[term].weight
            }
        }
        return FieldVector(
            elements: sums.sorted { $0.key < $1.key }.map { .init(field: $0.key, value: $0.value) }
        )
    }
}

/// A line of a lexicon file that cannot be read.
public struct LexiconError: Error, Sendable, Hashable {
    public enum Problem: Sendable, Hashable {
        case noColon, noName, nameTwice, noTerms
    }

    /// Counted from 1.
    public let line: Int
    public let problem: Problem
}

/// Fields with a value other than zero, by field.
struct FieldVector: Sendable {
    struct Element: Sendable {
        var field: Int32
        var value: Double
    }

    var elements: [Element]

    /// Each value times its field's weight, and the whole brought to length 1.
    func unit(weights: [Double]) -> FieldVector {
        FieldVector(
            elements: elements.map { .init(field: $0.field, value: $0.value * weights[Int($0.field)]) }
        ).unit()
    }

    func unit() -> FieldVector {
        let length = elements.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
        guard length > 0 else { return FieldVector(elements: []) }
        return FieldVector(elements: elements.map { .init(field: $0.field, value: $0.value / length) })
    }

    static func + (left: Self, right: Self) -> Self {
        var sums = left.elements
        for element in right.elements {
            if let at = sums.firstIndex(where: { $0.field == element.field }) {
                sums[at].value += element.value
            } else {
                sums.append(element)
            }
        }
        return FieldVector(elements: sums.sorted { $0.field < $1.field })
    }
}

/// Finds all of many terms in one pass from each place of a text.
struct TermTree: Sendable {
    /// The node that a node and a scalar lead to.
    private var next: GramPlaces
    private var termAt: [Int32] = [-1]
    /// A bit for the scalars that some term may begin with, by their last binary digits: most places of a text are passed over
    /// by it.
    private var firsts: [UInt64]
    private let mask: UInt32

    init(_ terms: [[UInt32]]) {
        next = GramPlaces(capacity: terms.count)
        // Sparse, so that few other scalars share a bit.
        let bits = max(8, tableBits(capacity: 8 * terms.count))
        firsts = [UInt64](repeating: 0, count: 1 << bits / 64)
        mask = UInt32(1 << bits - 1)
        for (number, term) in terms.enumerated() {
            if let first = term.first { firsts[Int(first & mask) / 64] |= 1 << UInt64(first % 64) }
            var node: Int32 = 0
            for scalar in term {
                let new = Int32(termAt.count)
                node = next.place(of: Self.step(node, scalar), orNew: new)
                if node == new { termAt.append(-1) }
            }
            if node != 0 { termAt[Int(node)] = Int32(number) }
        }
    }

    /// Never zero, which is no key.
    @inline(__always)
    private static func step(_ node: Int32, _ scalar: UInt32) -> UInt64 {
        UInt64(node) << 32 | (UInt64(scalar) + 1)
    }

    /// Calls `body` with each term and its place, by where it begins and then from short to long.
    ///
    /// - Complexity: O(length of text × longest term).
    func forEachMatch(in text: [UInt32], _ body: (_ term: Int, _ place: Range<Int>) -> Void) {
        for start in text.indices {
            let first = text[start]
            guard firsts[Int(first & mask) / 64] >> UInt64(first % 64) & 1 != 0 else { continue }
            var node: Int32 = 0
            for at in start..<text.count {
                let found = next[Self.step(node, text[at])]
                guard found >= 0 else { break }
                node = found
                if termAt[Int(node)] >= 0 { body(Int(termAt[Int(node)]), start..<(at + 1)) }
            }
        }
    }
}

/// Words such as 研究 or 技术: true of every record, so no reason for any match.
struct GenericWords: Sendable {
    private let tree: TermTree

    init(_ words: [String]) {
        tree = TermTree(words.map { NormalizedText($0).scalars })
    }

    /// The text with the longest generic words, from the left, turned into separators.
    func blanked(_ text: [UInt32]) -> [UInt32] {
        var blanked = text
        var waiting = 0..<0
        // Matches come by where they begin and then from short to long.
        tree.forEachMatch(in: text) { _, place in
            if place.lowerBound == waiting.lowerBound {
                waiting = place
            } else if place.lowerBound >= waiting.upperBound {
                Self.blank(waiting, in: &blanked)
                waiting = place
            }
        }
        Self.blank(waiting, in: &blanked)
        return blanked
    }

    private static func blank(_ range: Range<Int>, in text: inout [UInt32]) {
        for place in range { text[place] = 0x20 }
    }
}

private func lines(of text: String) -> [(number: Int, line: String)] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
        index,
        line in
        let words = words(of: line)
        guard let first = words.first, !first.hasPrefix("#") else { return nil }
        return (index + 1, String(line))
    }
}

private func words(of text: Substring) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
}
