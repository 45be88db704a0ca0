/// An achievement's texts and fields as they are kept: one stretch of 16-bit numbers, without gaps.
///
/// Lengths of title, keywords and summary (two numbers each), the number of fields, for each field its number and the
/// four quarters of its value, and the three texts' units: what is read most comes first.
struct AchievementForm {
    let title: UnsafeBufferPointer<UInt16>
    let keywords: UnsafeBufferPointer<UInt16>
    /// Pairs of characters are enough here; single ones would be most of the work and say little in a long text.
    let summary: UnsafeBufferPointer<UInt16>
    private let fields: UnsafeBufferPointer<UInt16>

    static let header = 7
    private static let fieldSize = 5

    @inline(__always)
    init(_ start: UnsafePointer<UInt16>) {
        func length(_ at: Int) -> Int { Int(start[at]) | Int(start[at + 1]) << 16 }
        let title = length(0), keywords = length(2), summary = length(4)
        var at = start + Self.header
        fields = UnsafeBufferPointer(start: at, count: Int(start[6]) * Self.fieldSize)
        at += fields.count
        self.title = UnsafeBufferPointer(start: at, count: title)
        at += title
        self.keywords = UnsafeBufferPointer(start: at, count: keywords)
        at += keywords
        self.summary = UnsafeBufferPointer(start: at, count: summary)
    }

    /// Numbers that it takes.
    var size: Int { Self.header + fields.count + title.count + keywords.count + summary.count }

    var fieldCount: Int { fields.count / Self.fieldSize }

    @inline(__always)
    func field(_ number: Int) -> (field: Int, value: Double) {
        let at = number * Self.fieldSize
        var bits: UInt64 = 0
        for quarter in 1...4 { bits = bits << 16 | UInt64(fields[at + quarter]) }
        return (Int(fields[at]), Double(bitPattern: bits))
    }

    /// A bit for each field that the title is of; all, if one of them has no bit.
    var fieldBits: UInt64 {
        var bits: UInt64 = 0
        for number in 0..<fieldCount {
            let field = field(number).field
            bits |= field < UInt64.bitWidth ? 1 << UInt64(field) : .max
        }
        return bits
    }

    /// Appends an entry's form to `units`.
    static func append(
        _ entry: Entry,
        lexicon: FieldLexicon,
        tokenizer: inout Tokenizer,
        to units: inout [UInt16]
    ) {
        let start = units.count
        units.append(contentsOf: repeatElement(0, count: header))
        func note(_ at: Int, since first: Int) {
            let length = units.count - first
            units[start + at] = UInt16(truncatingIfNeeded: length)
            units[start + at + 1] = UInt16(truncatingIfNeeded: length >> 16)
        }
        let title = NormalizedText(entry.title)
        let fields = lexicon.weights(of: title).elements
        units[start + 6] = UInt16(fields.count)
        for element in fields {
            units.append(UInt16(element.field))
            let bits = element.value.bitPattern
            for quarter in 1...4 {
                units.append(UInt16(truncatingIfNeeded: bits >> UInt64(64 - 16 * quarter)))
            }
        }
        var first = units.count
        tokenizer.append(title, to: &units)
        note(0, since: first)
        first = units.count
        if !entry.keywords.isEmpty {
            tokenizer.append(entry.keywords.joined(separator: "\n"), to: &units)
        }
        note(2, since: first)
        first = units.count
        tokenizer.append(entry.content, to: &units)
        note(4, since: first)
    }

    /// Numbers every gram that searching knows, and notes it in `known`.
    func number(in tokenizer: inout Tokenizer, _ known: inout KnownGrams, news: (Int32) -> Void) {
        forEachGram(in: title) { key, _ in known.note(tokenizer.number(of: key), 2, news) }
        forEachGram(in: keywords) { key, _ in known.note(tokenizer.number(of: key), 1, news) }
        forEachGram(in: summary) { key, length in
            if length == 2 { known.note(tokenizer.number(of: key), 1, news) }
        }
    }
}

/// What divides the dot products of an achievement's three texts, as factors; 0 for a text without grams.
struct Scales: Sendable, BitwiseCopyable {
    var title: Double
    var keywords: Double
    var summary: Double

    init(_ form: AchievementForm, _ statistics: Statistics, _ vocabulary: Vocabulary) {
        self.init(lengthsOf: form, statistics, vocabulary)
        title = statistics.titleScale(length: title)
    }

    /// Whether they could be of any text.
    var areUsable: Bool {
        let range = 0...1e12
        return range.contains(title) && range.contains(keywords) && range.contains(summary)
    }

    /// With the title's length in place of its factor.
    init(lengthsOf form: AchievementForm, _ statistics: Statistics, _ vocabulary: Vocabulary) {
        @inline(__always)
        func length(_ units: UnsafeBufferPointer<UInt16>, onlyPairs: Bool) -> Double {
            var sum = 0.0
            forEachGram(in: units) { key, length in
                if onlyPairs, length != 2 { return }
                let weight = statistics.weight(vocabulary.find(key))
                // Each occurrence adds as much as the first: the element grows with the root of the count.
                sum += Recipe.lengthWeight[length] * weight * weight
            }
            return sum.squareRoot()
        }
        title = length(form.title, onlyPairs: false)
        let keywords = length(form.keywords, onlyPairs: false),
            summary = length(form.summary, onlyPairs: true)
        self.keywords = keywords > 0 ? 1 / keywords : 0
        self.summary = summary > 0 ? 1 / summary : 0
    }
}

/// An achievement outside of the large part: asked about, or stored since the last count.
final class PreparedAchievement: Shelved {
    let id: Int64
    let attributes: Attributes
    let titleKey: UInt64
    let units: [UInt16]
    let scales: Scales

    init(
        _ entry: Entry,
        _ attributes: Attributes,
        lexicon: FieldLexicon,
        tokenizer: inout Tokenizer,
        statistics: Statistics,
        numbered: (AchievementForm, inout Tokenizer) -> Void = { _, _ in }
    ) {
        id = entry.id
        self.attributes = attributes
        titleKey = fingerprint(entry.title)
        var units: [UInt16] = []
        AchievementForm.append(entry, lexicon: lexicon, tokenizer: &tokenizer, to: &units)
        scales = units.withUnsafeBufferPointer { units in
            let form = AchievementForm(start(units))
            numbered(form, &tokenizer)
            return Scales(form, statistics, tokenizer.vocabulary)
        }
        self.units = units
    }

    func withForm<T>(_ body: (AchievementForm) -> T) -> T {
        units.withUnsafeBufferPointer { body(AchievementForm(start($0))) }
    }
}

/// A form is never empty, so its buffer has a beginning.
private func start(_ units: UnsafeBufferPointer<UInt16>) -> UnsafePointer<UInt16> {
    guard let start = units.baseAddress else { preconditionFailure("a form without header") }
    return start
}

/// The forms of many achievements, in blocks that are filled once and never move: growing needs no second copy.
struct FormStore: Sendable {
    /// A form's block and its place there.
    struct Reference: Sendable, BitwiseCopyable {
        var value: UInt32
    }

    private static let blockBits: UInt32 = 20
    private static let blockSize = 1 << blockBits
    private var blocks: [LargeArray<UInt16>] = []
    private var used = 0
    /// How many numbers each block holds.
    private var filled: [Int] = []
    /// Numbers in all forms, replaced ones too.
    private(set) var count = 0

    /// Only whoever owns the store may add; readers of a copy never look beyond what was there.
    mutating func add(_ units: [UInt16]) -> Reference {
        if blocks.isEmpty || used + units.count > Self.blockSize {
            blocks.append(LargeArray(count: max(Self.blockSize, units.count), repeating: nil))
            filled.append(0)
            used = 0
        }
        let block = blocks[blocks.count - 1]
        units.withUnsafeBufferPointer { units in
            (block.start + used).update(from: start(units), count: units.count)
        }
        filled[blocks.count - 1] = used + units.count
        let reference = UInt32(blocks.count - 1) << Self.blockBits | UInt32(used)
        used = units.count > Self.blockSize ? Self.blockSize : used + units.count
        count += units.count
        return Reference(value: reference)
    }

    /// Begins a new block, so that a copy made before shares no block that is still filled.
    mutating func seal() { used = Self.blockSize }

    @inline(__always)
    func firstNumber(_ reference: Reference) -> UInt16 {
        blocks[Int(reference.value >> Self.blockBits)].start[Int(reference.value & (1 << Self.blockBits - 1))]
    }

    @inline(__always)
    subscript(reference: Reference) -> AchievementForm {
        AchievementForm(
            UnsafePointer(blocks[Int(reference.value >> Self.blockBits)].start)
                + Int(reference.value & (1 << Self.blockBits - 1))
        )
    }
}

extension FormStore {
    func pack(into packed: inout PackedIndex) {
        packed.put("forms.sizes", filled.map(Int64.init))
        packed.put("forms", blocks, counts: filled)
    }

    init(unpacking source: some PackedIndexSource) throws {
        filled = try source.array("forms.sizes", of: Int64.self).map { Int(clamping: $0) }
        blocks = try source.large("forms", counts: filled, capacity: 0)
        count = filled.reduce(0, +)
        seal()
    }

    /// Whether a form lies there, whole.
    func has(_ reference: Reference, fields: Int) -> Bool {
        let block = Int(reference.value >> Self.blockBits)
        guard block < blocks.count else { return false }
        let start = Int(reference.value & (1 << Self.blockBits - 1)), room = filled[block] - start
        guard room >= AchievementForm.header else { return false }
        let form = AchievementForm(UnsafePointer(blocks[block].start) + start)
        return form.size <= room && (0..<form.fieldCount).allSatisfy { form.field($0).field < fields }
    }
}
