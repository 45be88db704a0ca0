/// A code list made ready for looking up: every way in which people write an entry leads to its code.
struct CodeIndex: Sendable, Equatable {
    /// By code.
    let entries: [String: CodeEntry]
    /// Codes by folded code, name, English name and short name; more than one where entries share a name.
    private let codes: [String: [String]]

    /// The most names that a refusal lists.
    static let shown = 5
    /// A list as short as this is listed whole.
    static let shownWhole = 12
    /// The longest text, in bytes, that is looked up at all.
    static let longestText = 1000
    /// The longest text, in bytes, that is taken apart in search of one place within another.
    private static let longestPlace = 200
    /// The longest text, in bytes, that is compared with names letter by letter.
    private static let longestName = 120
    /// From this distance on, two names have nothing to do with each other.
    private static let unlike = 900

    init(_ list: CodeList) {
        entries = Dictionary(list.entries.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var codes: [String: [String]] = [:]
        for entry in list.entries {
            // A code always means itself, even if another entry should bear it as a name.
            codes[CodeIndex.folded(entry.code)] = [entry.code]
        }
        let byCode = Set(codes.keys)
        for entry in list.entries {
            let names = Set([entry.name, entry.nameEN, entry.short ?? entry.name].map(CodeIndex.folded))
            for name in names.subtracting(byCode) where !name.isEmpty {
                codes[name, default: []].append(entry.code)
            }
        }
        self.codes = codes
    }

    private static func folded(_ text: String) -> String {
        Text.withoutSpaces(Text.normalized(text)).lowercased()
    }
}

// MARK: Hits
extension CodeIndex {
    /// The entries that a text names.
    func hits(for text: String) -> [String] {
        general(codes[CodeIndex.folded(text)] ?? [])
    }

    /// The places that a text names: also without the 市, 区, 县 or 省 at the end of a name, and with the larger places
    /// written before it.
    func placeHits(for text: String) -> [String] {
        let name = CodeIndex.folded(text)
        let whole = places(name)
        guard whole.isEmpty else { return general(whole) }
        guard name.utf8.count <= CodeIndex.longestPlace else { return [] }
        for end in name.indices.dropFirst() {
            let larger = places(String(name[..<end]))
            let within = larger.isEmpty ? [] : placeHits(for: String(name[end...]))
            let hits = within.filter { smaller in larger.contains { isAncestor($0, of: smaller) } }
            if !hits.isEmpty { return hits }
        }
        return []
    }

    private func places(_ name: String) -> [String] {
        ["", "市", "区", "县", "省"].lazy.compactMap { codes[name + $0] }.first ?? []
    }

    /// Where a name is that of an entry and of one below it (教育 is section P and its only division), the upper one
    /// is meant: it claims no more than was written.
    private func general(_ hits: [String]) -> [String] {
        guard hits.count > 1 else { return hits }
        let top = hits.first { upper in hits.allSatisfy { $0 == upper || isAncestor(upper, of: $0) } }
        return top.map { [$0] } ?? hits
    }

    private func isAncestor(_ upper: String, of code: String) -> Bool {
        var parent = entries[code]?.parent
        // A list in a circle is a broken file, which must not hang the program.
        for _ in 0..<8 {
            guard let current = parent else { return false }
            if current == upper { return true }
            parent = entries[current]?.parent
        }
        return false
    }
}

// MARK: What could have been meant
extension CodeIndex {
    /// The first names of a list, as a refusal shows them.
    func firstNames(of list: CodeList) -> Phrase {
        shown(list.entries, of: list)
    }

    /// The names most like a text, as a refusal shows them.
    func nearestNames(to text: String, in list: CodeList) -> Phrase {
        // Nothing resembles a whole paragraph, and comparing it would take long.
        guard list.entries.count > CodeIndex.shownWhole, text.utf8.count <= CodeIndex.longestName else {
            return firstNames(of: list)
        }
        let typed = Array(CodeIndex.folded(text))
        let ranked = list.entries.enumerated().map { position, entry in
            let names = [entry.name, entry.nameEN, entry.short ?? entry.name, entry.code]
            let nearest = names.map { distance(typed, Array(CodeIndex.folded($0))) }.min()
            return (distance: nearest ?? .max, position: position, entry: entry)
        }
        let similar = ranked.filter { $0.distance < CodeIndex.unlike }
        let nearest = similar.sorted { ($0.distance, $0.position) < ($1.distance, $1.position) }.map(\.entry)
        return nearest.isEmpty ? firstNames(of: list) : shown(nearest, of: list)
    }

    private func shown(_ entries: [CodeEntry], of list: CodeList) -> Phrase {
        let isWhole = list.entries.count <= CodeIndex.shownWhole
        let entries = isWhole ? list.entries[...] : entries.prefix(CodeIndex.shown)
        // A standard's code is worth showing; the words that we made up for other lists are for programs.
        let codes = entries.map { entry in
            entry.code.first.map { $0.isLowercase } == true ? "" : " (\(entry.code))"
        }
        let zh = zip(entries, codes).map { "“\($0.name)”\($1)" }.joined(separator: "、")
        let en = zip(entries, codes).map { "“\($0.nameEN)”\($1)" }.joined(separator: ", ")
        return isWhole ? Phrase(zh, en: en) : Phrase(zh + "等", en: en + " and others")
    }

    /// How unlike two names are: the edits between them (Levenshtein), in thousandths of the longer one; less when one
    /// holds the other.
    private func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return 1000 }
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        let share = row[right.count] * 1000 / max(left.count, right.count)
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        return String(long).contains(String(short)) ? share / 4 : share
    }
}
