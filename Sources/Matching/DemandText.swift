/// A record's texts one after another, in normal form, with the way back to where people wrote them.
struct Passages {
    private(set) var scalars: [UInt32] = []
    private var parts: [Part] = []

    private struct Part {
        var text: Place.Text
        var original: String
        var start: Int
        var normalized: NormalizedText
    }

    init(_ entry: Entry) {
        add(entry.title, .title)
        add(entry.content, .content)
        for (number, keyword) in entry.keywords.enumerated() { add(keyword, .keyword(number)) }
    }

    private mutating func add(_ original: String, _ text: Place.Text) {
        let normalized = NormalizedText(original, tracksOrigins: true)
        parts.append(Part(text: text, original: original, start: scalars.count, normalized: normalized))
        scalars += normalized.scalars
        scalars.append(0)
    }

    /// Each text with its stretch of `scalars`.
    var stretches: [(text: Place.Text, range: Range<Int>)] {
        parts.map { ($0.text, $0.start..<($0.start + $0.normalized.scalars.count)) }
    }

    /// Where a stretch within one text was written, and how.
    func place(of range: Range<Int>) -> (place: Place, written: String)? {
        guard let part = parts.last(where: { $0.start <= range.lowerBound }) else { return nil }
        let lower = part.normalized.starts[range.lowerBound - part.start]
        let upper = part.normalized.ends[range.upperBound - 1 - part.start]
        let start = String.Index(utf16Offset: lower, in: part.original)
        let end = String.Index(utf16Offset: upper, in: part.original)
        return (Place(text: part.text, range: lower..<upper), String(part.original[start..<end]))
    }

    /// Whether a stretch's ends do not cut a Latin run in two.
    func isWhole(_ range: Range<Int>) -> Bool { isEdge(range.lowerBound) && isEdge(range.upperBound) }

    func isEdge(_ at: Int) -> Bool {
        at == 0 || at == scalars.count || ScalarKind(scalars[at]) != .latin
            || ScalarKind(scalars[at - 1]) != .latin
    }
}

/// A demand's texts, ready to be asked which words of an achievement stand in them.
struct DemandText {
    private let passages: Passages
    /// Where each pair of neighbouring scalars stands.
    private var pairs: [UInt64: [Int]] = [:]

    /// Longest word shown, in characters.
    private static let longest = 12
    /// A record of hundreds of pages is explained by its beginning.
    private static let explained = 4_000
    private static let mostPlaces = 20
    private static let mostWords = 12
    /// A word below this share of the whole is no reason.
    private static let leastShare = 0.01

    init(_ demand: Entry) {
        passages = Passages(demand)
        let scalars = passages.scalars
        for at in scalars.indices.dropLast()
        where ScalarKind(scalars[at]) != .separator && ScalarKind(scalars[at + 1]) != .separator {
            // Bounds the work on a text that says one word a hundred thousand times.
            if pairs[pair(scalars, at), default: []].count < 200 {
                pairs[pair(scalars, at), default: []].append(at)
            }
        }
    }

    /// The words shared with an achievement: generic ones are passed over, then from the left the longest stretch
    /// that stands in the demand, one that ends where a keyword ends before one that does not.
    func words(
        in achievement: Entry,
        _ contributions: Contributions,
        raw: Double,
        _ vocabulary: Vocabulary,
        _ generic: GenericWords
    ) -> [MatchedWord] {
        let offered = Passages(achievement)
        let blanked = generic.blanked(offered.scalars)
        let borders = Borders(offered)
        var units: [UInt16] = []
        var found: [[UInt32]: (weight: Double, places: [Range<Int>])] = [:]
        for (text, stretch) in offered.stretches {
            let weights =
                switch text {
                case .title: contributions.title
                case .content: contributions.summary
                case .keyword: contributions.keywords
                }
            var at = stretch.lowerBound
            let end = min(stretch.upperBound, stretch.lowerBound + Self.explained)
            while at < end {
                let length = lengthOfWord(blanked, at, end, borders, offered)
                guard length > 0 else {
                    at += 1
                    continue
                }
                let range = at..<(at + length)
                var weight = 0.0
                units.removeAll(keepingCapacity: true)
                appendUnits(of: offered.scalars[range], to: &units) { vocabulary.latin($0) }
                units.withUnsafeBufferPointer { units in
                    forEachGram(in: units) { key, _ in weight += weights[key] ?? 0 }
                }
                found[Array(offered.scalars[range]), default: (0, [])].weight += weight
                found[Array(offered.scalars[range]), default: (0, [])].places.append(range)
                at += length
            }
        }
        return found.filter { $0.value.weight > Self.leastShare * raw }
            .sorted {
                ($1.value.weight, $0.value.places[0].lowerBound) < (
                    $0.value.weight, $1.value.places[0].lowerBound
                )
            }
            .prefix(Self.mostWords)
            .compactMap { word, value in
                guard let first = offered.place(of: value.places[0]) else { return nil }
                return MatchedWord(
                    text: first.written,
                    weight: value.weight,
                    inDemand: places(of: word).prefix(Self.mostPlaces).compactMap {
                        passages.place(of: $0)?.place
                    },
                    inAchievement: value.places.prefix(Self.mostPlaces).compactMap {
                        offered.place(of: $0)?.place
                    }
                )
            }
    }

    /// The length of the word to take at a place, or 0.
    private func lengthOfWord(
        _ text: [UInt32],
        _ at: Int,
        _ end: Int,
        _ borders: Borders,
        _ offered: Passages
    ) -> Int {
        let found = match(text, at, end, borders, offered)
        // A better word that begins where a keyword begins is not cut off by one that begins before it.
        if !borders.starts.contains(at) {
            for next in at..<(at + found.longest) where borders.starts.contains(next) {
                if match(text, next, end, borders, offered).longest > found.longest { return 0 }
            }
        }
        return found.toBorder > 0 ? found.toBorder : found.longest
    }

    /// The longest stretch from a place on that stands in the demand, and the longest that also ends with a keyword;
    /// 0 when there is none of two characters or more.
    private func match(
        _ text: [UInt32],
        _ at: Int,
        _ end: Int,
        _ borders: Borders,
        _ offered: Passages
    ) -> (longest: Int, toBorder: Int) {
        var longest = 0, toBorder = 0
        guard at + 1 < end, ScalarKind(text[at]) != .separator, offered.isEdge(at) else { return (0, 0) }
        for start in pairs[pair(text, at)] ?? [] where passages.isEdge(start) {
            var length = 0
            while at + length < end, start + length < passages.scalars.count,
                text[at + length] == passages.scalars[start + length],
                ScalarKind(text[at + length]) != .separator
            {
                length += 1
                guard length >= 2, offered.isEdge(at + length), passages.isEdge(start + length) else {
                    continue
                }
                // A Latin run is one word however long it is; what is written in Chinese ends at the limit.
                guard length <= Self.longest || longest == 0 else { break }
                longest = max(longest, length)
                if borders.ends.contains(at + length) { toBorder = max(toBorder, length) }
            }
            if longest >= Self.longest { break }
        }
        return (longest, toBorder)
    }

    private func places(of word: [UInt32]) -> [Range<Int>] {
        (pairs[pair(word, 0)] ?? []).lazy
            .map { $0..<($0 + word.count) }
            .filter { range in
                range.upperBound <= passages.scalars.count
                    && passages.scalars[range].elementsEqual(word) && passages.isWhole(range)
            }
    }

    private func pair(_ scalars: [UInt32], _ at: Int) -> UInt64 {
        UInt64(scalars[at]) << 32 | UInt64(scalars[at + 1])
    }
}

/// Where an achievement's own keywords begin and end in its texts.
private struct Borders {
    /// A longer keyword is a sentence. The limit also bounds the work at each place of a text.
    private static let longest = 24

    var starts: Set<Int> = []
    var ends: Set<Int> = []

    init(_ passages: Passages) {
        let keywords = passages.stretches.compactMap { text, range in
            if case .keyword = text, (2...Self.longest).contains(range.count) {
                Array(passages.scalars[range])
            } else {
                nil
            }
        }
        guard !keywords.isEmpty else { return }
        TermTree(keywords).forEachMatch(in: passages.scalars) { _, range in
            starts.insert(range.lowerBound)
            ends.insert(range.upperBound)
        }
    }
}
