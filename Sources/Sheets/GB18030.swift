import CSheets

/// The characters of GB18030-2022, the encoding in which Chinese Windows saves CSV files; GB2312 and GBK are parts of it.
struct GB18030: Sendable {
    /// Reads one character from the front of some bytes.
    enum Step {
        case character(Unicode.Scalar, length: Int)
        /// The bytes end within a character.
        case incomplete
        case wrong
    }

    private static let trails = 190
    private static let pairs = 126 * trails

    /// For each run of four-byte characters that follow one another, the linear number of the first and its character;
    /// the last one marks the end.
    private let runs: [(start: Int, scalar: UInt32)]
    /// The two-byte characters.
    private let table: [UInt16]

    static let standard = GB18030()

    private init() {
        var size = 0
        let bytes = techmarket_gb18030(&size)
        let units = UnsafeRawBufferPointer(start: bytes, count: size)
        func unit(_ index: Int) -> UInt16 {
            UInt16(littleEndian: units.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
        }
        table = (0..<GB18030.pairs).map(unit)
        runs = stride(from: GB18030.pairs, to: size / 2 - 1, by: 2).map {
            (Int(unit($0)), UInt32(unit($0 + 1)))
        }
    }

    /// The character at the front of the bytes, of which there is at least one.
    func step(_ bytes: Swift.Slice<UnsafeBufferPointer<UInt8>>) -> Step {
        let base = bytes.startIndex
        let first = bytes[base]
        // 80 is how Windows writes the euro sign.
        if first == 0x80 { return .character("€", length: 1) }
        if first < 0x80 { return .character(Unicode.Scalar(first), length: 1) }
        guard first != 0xFF else { return .wrong }
        guard bytes.count >= 2 else { return .incomplete }
        let second = bytes[base + 1]
        if second >= 0x30, second <= 0x39 {
            guard bytes.count >= 4 else { return .incomplete }
            return four(first, second, bytes[base + 2], bytes[base + 3])
        }
        guard second >= 0x40, second != 0x7F, second != 0xFF else { return .wrong }
        let trail = Int(second) - (second < 0x7F ? 0x40 : 0x41)
        let place = (Int(first) - 0x81) * GB18030.trails + trail
        guard let scalar = Unicode.Scalar(table[place]) else { return .wrong }
        return .character(scalar, length: 2)
    }

    private func four(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> Step {
        guard third >= 0x81, third != 0xFF, fourth >= 0x30, fourth <= 0x39 else { return .wrong }
        let number =
            ((Int(first) - 0x81) * 10 + Int(second) - 0x30) * 1260 + (Int(third) - 0x81) * 10
            + Int(fourth) - 0x30
        // From 90 30 81 30 on they are U+10000 and what follows, all in a row.
        let value = number >= 189_000 ? UInt32(number - 189_000 + 0x10000) : inPlane(number)
        guard let value, let scalar = Unicode.Scalar(value) else { return .wrong }
        return .character(scalar, length: 4)
    }

    private func inPlane(_ number: Int) -> UInt32? {
        guard let end = runs.last?.start, number < end else { return nil }
        var low = 0
        var high = runs.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].start <= number { low = middle } else { high = middle }
        }
        return runs[low].scalar + UInt32(number - runs[low].start)
    }
}
