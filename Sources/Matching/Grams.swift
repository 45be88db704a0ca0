/// The binary digits of a place in a hash table that is to be at most half full.
func tableBits(capacity: Int) -> Int {
    max(4, Int.bitWidth - (max(1, 2 * capacity) - 1).leadingZeroBitCount)
}

/// Numbers by gram: open addressing in two flat arrays, because a million records ask it half a billion times.
///
/// Sendable, though the compiler can't see it: changed only while the one index that is being built holds it;
/// `Vocabulary.open` makes a copy before anything is added to one that others may hold.
final class GramTable: @unchecked Sendable {
    private struct Slot: BitwiseCopyable {
        /// Zero when free.
        var key: GramKey
        var number: Int32
        /// So that every byte of a table that is kept is the same whenever it is made.
        private var filler: Int32 = 0

        init(key: GramKey, number: Int32) {
            self.key = key
            self.number = number
        }
    }

    // Checked accesses cost more than the look-up itself.
    @exclusivity(unchecked) private var memory: LargeArray<Slot>
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
    @exclusivity(unchecked) private var bits: Int
    @exclusivity(unchecked) private(set) var count = 0

    init(capacity: Int = 1 << 9) {
        bits = tableBits(capacity: capacity)
        memory = Self.slots(bits)
        slots = memory.start
    }

    private static func slots(_ bits: Int) -> LargeArray<Slot> {
        LargeArray(count: 1 << bits, repeating: Slot(key: 0, number: -1))
    }

    /// The gram's slot, or the free one where it belongs (Fibonacci hashing, linear probing: Knuth, TAOCP 6.4).
    @inline(__always)
    private func slot(_ key: GramKey) -> UnsafeMutablePointer<Slot> {
        var at = Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
        while slots[at].key != key, slots[at].key != 0 { at = (at + 1) & (1 << bits - 1) }
        return slots + at
    }

    /// The gram's number, or -1.
    @inline(__always)
    func find(_ key: GramKey) -> Int32 { slot(key).pointee.number }

    /// The gram's number, which is `new` when it had none.
    @inline(__always)
    func number(of key: GramKey, orNew new: Int32) -> Int32 {
        let slot = slot(key)
        if slot.pointee.key == 0 {
            insert(key, new)
            return new
        }
        return slot.pointee.number
    }

    func set(_ key: GramKey, _ number: Int32) {
        let slot = slot(key)
        if slot.pointee.key == 0 { insert(key, number) } else { slot.pointee.number = number }
    }

    private func insert(_ key: GramKey, _ number: Int32) {
        count += 1
        if 2 * count > 1 << bits {
            let old = memory
            bits += 1
            memory = Self.slots(bits)
            slots = memory.start
            for at in 0..<old.count where old[at].key != 0 { slot(old[at].key).pointee = old[at] }
        }
        slot(key).pointee = Slot(key: key, number: number)
    }

    func pack(into packed: inout PackedIndex, as name: String) { packed.put(name, memory) }

    /// - Parameter limit: what every number must be below.
    init(unpacking source: some PackedIndexSource, _ name: String, limit: Int32) throws {
        memory = try source.large(name)
        slots = memory.start
        bits = memory.count.trailingZeroBitCount
        for at in 0..<memory.count where slots[at].key != 0 {
            count += 1
            guard (0..<limit).contains(slots[at].number) else {
                throw PackedIndexError(section: name)
            }
        }
        // Half of a table is free, or a search for what it lacks would not end.
        guard memory.count == 1 << bits, bits >= 4, 2 * count <= memory.count else {
            throw PackedIndexError(section: name)
        }
    }

    func copy() -> GramTable {
        let copy = GramTable(capacity: 1 << (bits - 1))
        copy.slots.update(from: slots, count: 1 << bits)
        copy.count = count
        return copy
    }
}

/// Every gram ever seen by an index, numbered in the order in which it came.
///
/// A large part that copies share and nobody changes, and what came since.
struct Vocabulary: Sendable {
    private var table = GramTable()
    private var latinTable: [String: UInt32] = [:]
    private var added: [GramKey: Int32] = [:]
    private var addedLatin: [String: UInt32] = [:]
    private(set) var count: Int32 = 0
    /// Whether new grams go straight to the large part, which then must not be shared.
    private var isBulk = false

    /// The gram's number, or -1.
    @inline(__always)
    func find(_ key: GramKey) -> Int32 {
        let found = table.find(key)
        return found >= 0 || added.isEmpty ? found : added[key] ?? -1
    }

    mutating func number(of key: GramKey) -> Int32 {
        if isBulk {
            let number = table.number(of: key, orNew: count)
            if number == count { count += 1 }
            return number
        }
        let known = find(key)
        if known >= 0 { return known }
        added[key] = count
        count += 1
        return count - 1
    }

    func latin(_ run: ArraySlice<UInt32>) -> UInt32 {
        let text = String(decoding: run.lazy.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
        return latinTable[text] ?? addedLatin[text] ?? Unit.unknownLatin
    }

    mutating func latinNumber(of run: ArraySlice<UInt32>) -> UInt32 {
        let text = String(decoding: run.lazy.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
        if let known = latinTable[text] ?? addedLatin[text] { return known }
        let number = UInt32(latinTable.count + addedLatin.count)
        if isBulk { latinTable[text] = number } else { addedLatin[text] = number }
        return number
    }

    /// Makes everything one large part of its own, which takes new grams from now on.
    mutating func open() {
        guard !isBulk else { return }
        table = table.copy()
        for (key, number) in added { table.set(key, number) }
        latinTable.merge(addedLatin) { $1 }
        added = [:]
        addedLatin = [:]
        isBulk = true
    }

    /// To be called before the vocabulary is shared.
    mutating func close() { isBulk = false }

    var isClean: Bool { added.isEmpty && addedLatin.isEmpty }
}

/// Turns texts into units, for a record that is to be kept or is only asked about.
struct Tokenizer {
    /// The index's own vocabulary.
    var vocabulary: Vocabulary
    /// Whether new grams get numbers. Otherwise they are passed over: a gram that no record has matches none.
    let keepsNew: Bool

    mutating func append(_ text: String, to units: inout [UInt16]) {
        append(NormalizedText(text), to: &units)
    }

    mutating func append(_ text: NormalizedText, to units: inout [UInt16]) {
        if keepsNew {
            appendUnits(of: text.scalars[...], to: &units) { vocabulary.latinNumber(of: $0) }
        } else {
            appendUnits(of: text.scalars[...], to: &units) { vocabulary.latin($0) }
        }
    }

    func isKnown(_ key: GramKey) -> Bool { vocabulary.find(key) >= 0 }

    /// The gram's number, or -1 when it has none and gets none.
    mutating func number(of key: GramKey) -> Int32 {
        keepsNew ? vocabulary.number(of: key) : vocabulary.find(key)
    }
}

/// Positions by gram for the few hundred grams of one text: open addressing, nothing else.
struct GramPlaces: Sendable {
    private var keys: [GramKey]
    private var places: [Int32]
    private var shift: UInt64
    private var count = 0

    init(capacity: Int) {
        let bits = tableBits(capacity: capacity)
        keys = [GramKey](repeating: 0, count: 1 << bits)
        places = [Int32](repeating: -1, count: 1 << bits)
        shift = UInt64(64 - bits)
    }

    @inline(__always)
    private func home(_ key: GramKey) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift) }

    /// The gram's place, or -1.
    @inline(__always)
    subscript(key: GramKey) -> Int32 {
        keys.withUnsafeBufferPointer { keys in
            var at = home(key)
            while true {
                if keys[at] == key { return places[at] }
                if keys[at] == 0 { return -1 }
                at = (at + 1) & (keys.count - 1)
            }
        }
    }

    /// The gram's place, which is `new` when it had none.
    mutating func place(of key: GramKey, orNew new: Int32) -> Int32 {
        var at = home(key)
        while keys[at] != 0 {
            if keys[at] == key { return places[at] }
            at = (at + 1) & (keys.count - 1)
        }
        keys[at] = key
        places[at] = new
        count += 1
        if 2 * count > keys.count { grow() }
        return new
    }

    private mutating func grow() {
        let old = (keys, places)
        keys = [GramKey](repeating: 0, count: old.0.count * 2)
        places = [Int32](repeating: -1, count: old.0.count * 2)
        shift -= 1
        for (key, place) in zip(old.0, old.1) where key != 0 {
            var at = home(key)
            while keys[at] != 0 { at = (at + 1) & (keys.count - 1) }
            keys[at] = key
            places[at] = place
        }
    }
}

/// The distinct grams of a text in the order in which they first stand there, with how often.
///
/// The order is the text's own, so that sums over it come out the same in every index.
struct GramCounts: Sendable {
    private(set) var grams: [Int32] = []
    private(set) var lengths: [UInt8] = []
    private(set) var counts: [Int32] = []

    /// Leaves out grams that have no number.
    init(_ units: UnsafeBufferPointer<UInt16>, _ vocabulary: Vocabulary, onlyLength: Int? = nil) {
        var places = GramPlaces(capacity: units.count)
        forEachGram(in: units) { key, length in
            if let onlyLength, length != onlyLength { return }
            let at = Int(places.place(of: key, orNew: Int32(grams.count)))
            if at == grams.count {
                grams.append(vocabulary.find(key))
                lengths.append(UInt8(length))
                counts.append(0)
            }
            counts[at] += 1
        }
        guard grams.contains(-1) else { return }
        let kept = grams.indices.filter { grams[$0] >= 0 }
        grams = kept.map { grams[$0] }
        lengths = kept.map { lengths[$0] }
        counts = kept.map { counts[$0] }
    }
}

extension Vocabulary {
    private static let section = "vocabulary.table"

    /// Only of one that is clean.
    func pack(into packed: inout PackedIndex) {
        var bytes = PackedBytes()
        bytes.put(Int64(count))
        bytes.put(latinTable.sorted { $0.value < $1.value }.map(\.key))
        packed.put("vocabulary.latin", bytes.bytes)
        table.pack(into: &packed, as: Self.section)
    }

    init(unpacking source: some PackedIndexSource) throws {
        var reader = try PackedReader("vocabulary.latin", source)
        let number = try reader.number(), latin = try reader.texts()
        guard let count = Int32(exactly: number), count >= 0, reader.isAtEnd,
            latin.count < Int(Unit.unknownLatin)
        else { throw PackedIndexError(section: "vocabulary.latin") }
        self.count = count
        latinTable.reserveCapacity(latin.count)
        for (number, text) in latin.enumerated() { latinTable[text] = UInt32(number) }
        guard latinTable.count == latin.count else { throw PackedIndexError(section: "vocabulary.latin") }
        table = try GramTable(unpacking: source, Self.section, limit: count)
    }
}
