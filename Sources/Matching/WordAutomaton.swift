/// Looks for one word in texts that stay in their codes: an automaton over units (Knuth, Morris & Pratt, 1977) whose
/// steps are gathered into one step a code, each worked out when it is first taken (Shibata et al., "Speeding up
/// pattern matching by text compression", 2000). A text of 140 characters takes some twenty steps instead of its
/// decoding.
///
/// State `n` is that the word's first `n` units have just gone by; `blocked`, that none have and none may begin, because
/// a letter or digit went by and the word begins with another of its kind. One thread's own.
final class WordAutomaton {
    /// Longer words are rare, and have few candidates.
    private static let longest = 24
    private static let accepted: UInt8 = 0xFE
    private static let unknown: UInt8 = 0xFF

    private let word: [UInt16]
    private let edge: WordClass
    private let states: Int
    private let blocked: UInt8
    private let reader: TextReader
    /// By state and then by which unit of the word comes.
    private var unitSteps: [UInt8] = []
    /// By code and then by state.
    private let codeSteps: LargeArray<UInt8>

    /// Nil for a word that is too long.
    init?(_ word: SearchWord, _ reader: TextReader) {
        guard word.units.count <= Self.longest else { return nil }
        self.word = word.units
        self.reader = reader
        edge = WordClass(word.units[0])
        states = word.units.count + 1
        blocked = UInt8(word.units.count)
        codeSteps = LargeArray(count: reader.count * states, repeating: Self.unknown)
        for state in 0..<UInt8(states) {
            for unit in self.word { unitSteps.append(step(state, unit)) }
        }
    }

    /// Reads one text, goes on to the next, and says whether the word stands in it.
    @inline(__always)
    func accepts(_ codes: inout UnsafePointer<UInt16>) -> Bool {
        var state: UInt8 = 0
        while true {
            let code = codes.pointee
            if code == TextDictionary.end {
                codes += 1
                return false
            }
            if code == 1 {
                state = next(state, codes[1])
                codes += 2
            } else {
                let known = codeSteps[Int(code) * states + Int(state)]
                state = known == Self.unknown ? learn(code, state) : known
                codes += 1
            }
            if state == Self.accepted {
                TextReader.skip(&codes)
                return true
            }
        }
    }

    private func learn(_ code: UInt16, _ from: UInt8) -> UInt8 {
        var state = from
        for unit in reader[code] where state != Self.accepted { state = next(state, unit) }
        codeSteps[Int(code) * states + Int(from)] = state
        return state
    }

    private func next(_ state: UInt8, _ unit: UInt16) -> UInt8 {
        guard let at = word.firstIndex(of: unit) else { return without(unit) }
        return unitSteps[Int(state) * word.count + at]
    }

    /// The state after a unit with which nothing of the word begins.
    private func without(_ unit: UInt16) -> UInt8 {
        edge.isLetterOrDigit && WordClass(unit) == edge ? blocked : 0
    }

    private func step(_ state: UInt8, _ unit: UInt16) -> UInt8 {
        let gone = state == blocked ? 0 : Int(state)
        let read = word.prefix(gone) + [unit]
        // The longest beginning of the word that has just gone by, where a word may begin.
        for length in stride(from: read.count, to: 0, by: -1) where read.suffix(length) == word.prefix(length)
        {
            let start = read.count - length
            let mayBegin =
                if start > 0 {
                    !edge.isLetterOrDigit || WordClass(read[start - 1]) != edge
                } else {
                    gone > 0 || state != blocked
                }
            if mayBegin { return length == word.count ? Self.accepted : UInt8(length) }
        }
        return without(unit)
    }
}
