/// A record's texts one after another, in normal form, with the way back to where people wrote them.
struct Passages {
    private let normalized: NormalizedText
    private var parts: [Part] = []

    private struct Part {
        var text: Place.Text
        var original: String
        /// Where it is among all scalars.
        var range: Range<Int>
    }

    var scalars: [UInt32] { normalized.scalars }

    init(_ entry: Entry) {
        let originals = [entry.title, entry.content] + entry.keywords
        normalized = NormalizedText(endingEach: originals)
        parts.reserveCapacity(originals.count)
        var start = 0
        for (number, original) in originals.enumerated() {
            let text: Place.Text =
                switch number {
                case 0: .title
                case 1: .content
                default: .keyword(number - 2)
                }
            let end = normalized.textEnds[number]
            parts.append(Part(text: text, original: original, range: start..<end))
            start = end + 1
        }
    }

    /// Each text with its stretch of `scalars`.
    var stretches: [(text: Place.Text, range: Range<Int>)] { parts.map { ($0.text, $0.range) } }

    /// Where a stretch within one text was written.
    func place(of range: Range<Int>) -> Place? {
        part(of: range).map { Place(text: $0.text, range: origin(of: range)) }
    }

    /// How a stretch within one text was written.
    func written(_ range: Range<Int>) -> String? {
        part(of: range).map { part in
            let origin = origin(of: range)
            let start = String.Index(utf16Offset: origin.lowerBound, in: part.original)
            let end = String.Index(utf16Offset: origin.upperBound, in: part.original)
            return String(part.original[start..<end])
        }
    }

    private func part(of range: Range<Int>) -> Part? {
        parts.last { $0.range.lowerBound <= range.lowerBound }
    }

    private func origin(of range: Range<Int>) -> Range<Int> {
        Int(normalized.starts[range.lowerBound])..<Int(normalized.ends[range.upperBound - 1])
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
    private let pairs: PairPlaces

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
        pairs = PairPlaces(passages.scalars)
    }

    /// The words shared with an achievement: generic ones are passed over, then from the left the longest stretch
    /// that stands in the demand, one that ends where a keyword ends before one that does not.
    ///
    /// - Parameter contributions: what each gram of `query` adds.
    func words(
        in achievement: Entry,
        _ contributions: Contributions,
        of query: DemandQuery,
        raw: Double,
        _ vocabulary: Vocabulary,
        _ generic: GenericWords
    ) -> [MatchedWord] {
        let offered = Passages(achievement)
        let blanked = generic.blanked(offered.scalars)
        let borders = Borders(offered)
        var units: [UInt16] = []
        var found: [ArraySlice<UInt32>: FoundWord] = [:]
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
                    forEachGram(in: units) { key, _ in
                        let place = query.place(of: key)
                        if place >= 0 { weight += weights[Int(place)] }
                    }
                }
                found[offered.scalars[range], default: FoundWord()].add(weight, range)
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
                guard let text = offered.written(value.places[0]) else { return nil }
                return MatchedWord(
                    text: text,
                    weight: value.weight,
                    inDemand: places(of: word).prefix(Self.mostPlaces).compactMap { passages.place(of: $0) },
                    inAchievement: value.places.prefix(Self.mostPlaces).compactMap { offered.place(of: $0) }
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
        if found.longest > 0, !borders.isEmpty, !borders.starts(at: at) {
            for next in at..<(at + found.longest) where borders.starts(at: next) {
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
        var place = pairs.first(text, at)
        while let start = place {
            place = pairs.next(start)
            guard passages.isEdge(start) else { continue }
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
                if borders.ends(at: at + length) { toBorder = max(toBorder, length) }
            }
            if longest >= Self.longest { break }
        }
        return (longest, toBorder)
    }

    private func places(of word: ArraySlice<UInt32>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = pairs.first(Array(word), 0)
        while let start = place {
            place = pairs.next(start)
            let range = start..<(start + word.count)
            guard range.upperBound <= passages.scalars.count else { continue }
            if passages.scalars[range].elementsEqual(word), passages.isWhole(range) { found.append(range) }
        }
        return found
    }
}

/// A word with what it adds and where it stands.
private struct FoundWord {
    var weight = 0.0
    var places: [Range<Int>] = []

    mutating func add(_ weight: Double, _ place: Range<Int>) {
        self.weight += weight
        places.append(place)
    }
}

/// Where each pair of neighbouring scalars stands in a text.
private struct PairPlaces {
    /// Bounds the work on a text that says one word a hundred thousand times.
    private static let most: Int32 = 200

    /// The number of each pair.
    private var numbers: GramPlaces
    /// By number: where it stands first, last so far, and how often.
    private var pairs: [(first: Int32, last: Int32, count: Int32)] = []
    /// By place: where the same pair stands next, or -1.
    private var following: [Int32]

    init(_ scalars: [UInt32]) {
        numbers = GramPlaces(capacity: scalars.count)
        following = [Int32](repeating: -1, count: scalars.count)
        pairs.reserveCapacity(scalars.count)
        var wasWord = false
        for at in scalars.indices {
            let isWord = ScalarKind(scalars[at]) != .separator
            defer { wasWord = isWord }
            guard isWord, wasWord else { continue }
            let first = Int32(at - 1)
            let number = Int(numbers.place(of: Self.key(scalars, at - 1), orNew: Int32(pairs.count)))
            if number == pairs.count {
                pairs.append((first, first, 1))
            } else if pairs[number].count < Self.most {
                following[Int(pairs[number].last)] = first
                pairs[number].last = first
                pairs[number].count += 1
            }
        }
    }

    /// Where the pair at a place of another text stands first.
    @inline(__always)
    func first(_ scalars: [UInt32], _ at: Int) -> Int? {
        let number = numbers[Self.key(scalars, at)]
        return number < 0 ? nil : Int(pairs[Int(number)].first)
    }

    /// Where the pair that stands at a place stands next.
    @inline(__always)
    func next(_ at: Int) -> Int? {
        let next = following[at]
        return next < 0 ? nil : Int(next)
    }

    @inline(__always)
    private static func key(_ scalars: [UInt32], _ at: Int) -> UInt64 {
        UInt64(scalars[at]) << 32 | UInt64(scalars[at + 1])
    }
}

/// Where an achievement's own keywords begin and end in its texts.
private struct Borders {
    /// A longer keyword is a sentence. The limit also bounds the work at each place of a text.
    private static let longest = 24
    private static let start: UInt8 = 1
    private static let end: UInt8 = 2

    /// For each place of the texts, and the one behind them, what is there; nothing at all without keywords.
    private var marks: [UInt8] = []

    var isEmpty: Bool { marks.isEmpty }

    func starts(at place: Int) -> Bool { !marks.isEmpty && marks[place] & Self.start != 0 }
    func ends(at place: Int) -> Bool { !marks.isEmpty && marks[place] & Self.end != 0 }

    init(_ passages: Passages) {
        let keywords = passages.stretches.compactMap { text, range in
            if case .keyword = text, (2...Self.longest).contains(range.count) {
                Array(passages.scalars[range])
            } else {
                nil
            }
        }
        guard !keywords.isEmpty else { return }
        marks = [UInt8](repeating: 0, count: passages.scalars.count + 1)
        TermTree(keywords).forEachMatch(in: passages.scalars) { _, range in
            marks[range.lowerBound] |= Self.start
            marks[range.upperBound] |= Self.end
        }
    }
}
