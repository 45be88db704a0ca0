/// How often each gram and phrase occurs, and how much room its list will take. Through pointers: checked accesses to
/// captured arrays took twice the time of all else.
final class GramCensus {
    struct Mark: BitwiseCopyable {
        var last: Int32 = -1
        var count: UInt32 = 0
        var size: UInt64 = 0
        /// Whether phrases are begun and ended with it.
        var isFrequent = false
    }

    /// In characters. A word that is longer is looked for by the phrases in it.
    static let longestPhrase = 12
    private static let phrase: UInt64 = 1 << 60

    private let numbers = GramTable(capacity: 1 << 16)
    /// As they came: `gram` of the part and gram, or `phrase` of the phrase without its last unit and that unit.
    @exclusivity(unchecked) private(set) var keys: [UInt64] = []
    @exclusivity(unchecked) private(set) var marks = LargeArray<Mark>(count: 1 << 16, repeating: Mark())
    /// How long phrases are at most so far, for all but the frequent ones are still to be found.
    @exclusivity(unchecked) private var longest = 2
    /// By length, the frequent phrases that end with the gram before, up to the longest.
    private let before = LargeArray<Int32>(count: longestPhrase + 2, repeating: -1)

    static func gram(_ part: SearchPart, _ gram: UInt64) -> UInt64 { UInt64(part.rawValue + 1) << 48 | gram }

    static func isPhrase(_ key: UInt64) -> Bool { key & phrase != 0 }

    /// The number of the phrase without its last unit, and that unit.
    static func pieces(_ key: UInt64) -> (beginning: Int, unit: UInt16) {
        (Int(key & ~phrase) >> 16, UInt16(truncatingIfNeeded: key))
    }

    /// Takes in one text: calls `body` with the number of each gram and phrase in it, repeated ones too.
    ///
    /// A phrase of `n` characters counts where the two of `n - 1` in it are frequent (Agrawal & Srikant, "Fast algorithms
    /// for mining association rules", 1994), so that there are few, and none is missing that many records have.
    @inline(__always)
    func walk(_ part: SearchPart, _ text: UnsafeBufferPointer<UInt16>, _ body: (_ number: Int) -> Void) {
        let before = before.start
        var reach = 1
        SearchGram.forEach(in: text) { gram in
            let pair = number(of: Self.gram(part, gram))
            body(pair)
            guard marks[pair].isFrequent else {
                reach = 1
                return
            }
            let unit = UInt16(truncatingIfNeeded: gram >> 16)
            var length = 2
            var beginning = before[2]
            before[2] = Int32(truncatingIfNeeded: pair)
            while length <= reach, length < longest {
                let found = number(of: Self.phrase | UInt64(beginning) << 16 | UInt64(unit))
                body(found)
                guard marks[found].isFrequent else { break }
                length += 1
                beginning = before[length]
                before[length] = Int32(truncatingIfNeeded: found)
            }
            reach = length
        }
    }

    @inline(__always)
    private func number(of key: UInt64) -> Int {
        let number = Int(numbers.number(of: key, orNew: Int32(truncatingIfNeeded: keys.count)))
        if number == keys.count { add(key) }
        return number
    }

    private func add(_ key: UInt64) {
        keys.append(key)
        guard keys.count > marks.count else { return }
        let more = LargeArray<Mark>(count: 2 * marks.count, repeating: Mark())
        more.start.update(from: marks.start, count: marks.count)
        marks = more
    }

    /// Counts a record for a gram or phrase.
    @inline(__always)
    func note(_ number: Int, _ position: Int) {
        let mark = marks.start + number
        let last = Int(mark.pointee.last)
        guard last != position else { return }
        mark.pointee.size += UInt64(GramLists.size(of: position - last))
        mark.pointee.count += 1
        mark.pointee.last = Int32(truncatingIfNeeded: position)
    }

    /// Begins to count anew, with what is frequent so far, and one character more.
    ///
    /// - Parameter least: how many records make a gram or phrase frequent.
    /// - Returns: whether longer phrases may be frequent, too.
    func settle(least: Int) -> Bool {
        var hasNews = false
        for number in keys.indices {
            let old = marks[number]
            var mark = Mark()
            let canBeFrequent = Self.isPhrase(keys[number]) || SearchGram.isPair(keys[number])
            mark.isFrequent = old.isFrequent || canBeFrequent && Int(old.count) >= least
            if mark.isFrequent != old.isFrequent { hasNews = true }
            marks[number] = mark
        }
        longest += 1
        return hasNews && longest < Self.longestPhrase
    }
}
