/// A GB/T 4754 code of any level: a letter and no, two, three or four digits.
struct IndustryCode: Sendable, Hashable {
    private let bytes: [UInt8]

    init?(_ text: String?) {
        guard let text else { return nil }
        let bytes = Array(text.utf8.prefix(6))
        guard let letter = bytes.first, (0x41...0x54).contains(letter), [1, 3, 4, 5].contains(bytes.count),
            bytes.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.bytes = bytes
    }

    /// The deepest level at which both codes are the same. C38 and C3841 agree in the division and no deeper.
    func level(with other: IndustryCode) -> IndustryLevel {
        let same = zip(bytes, other.bytes).prefix { $0 == $1 }.count
        return switch same {
        case 0: .none
        case 1, 2: .section
        case 3: .division
        case 4: .group
        default: .class
        }
    }
}
