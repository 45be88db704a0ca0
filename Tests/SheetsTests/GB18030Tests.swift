import Testing

@testable import Sheets

@Suite struct GB18030Tests {
    private func scalar(_ bytes: [UInt8]) -> UInt32? {
        bytes.withUnsafeBufferPointer { buffer in
            if case .character(let scalar, let length) = GB18030.standard.step(buffer[...]),
                length == bytes.count
            {
                return scalar.value
            }
            return nil
        }
    }

    @Test(
        arguments: [
            ([0x41], 0x41), ([0x80], 0x20AC), ([0x81, 0x40], 0x4E02), ([0xB0, 0xA1], 0x554A),
            ([0xFE, 0xFE], 0xE4C5),
            ([0xA1, 0xA1], 0x3000), ([0xA2, 0xE3], 0x20AC), ([0xA6, 0xD9], 0xFE10), ([0xA8, 0xBC], 0x1E3F),
            ([0xFE, 0x59], 0x9FB4),
            ([0x81, 0x30, 0x81, 0x30], 0x80), ([0x81, 0x39, 0xEE, 0x39], 0x3400),
            ([0x82, 0x35, 0x8F, 0x33], 0x9FA6),
            ([0x84, 0x31, 0xA4, 0x39], 0xFFFF), ([0x90, 0x30, 0x81, 0x30], 0x10000),
            ([0xE3, 0x32, 0x9A, 0x35], 0x10FFFF),
            ([0x95, 0x32, 0x82, 0x36], 0x20000),
        ] as [([UInt8], UInt32)]
    )
    func `characters are those of the standard`(bytes: [UInt8], expected: UInt32) {
        #expect(scalar(bytes) == expected)
    }

    @Test(
        arguments: [
            [0xFF], [0x81, 0x7F], [0x81, 0xFF], [0x81, 0x20], [0x84, 0x31, 0xA5, 0x30],
            [0x8F, 0x39, 0xFE, 0x39], [0xE3, 0x32, 0x9A, 0x36],
            [0x81, 0x30, 0x80, 0x30], [0x81, 0x30, 0x81, 0x3A], [0xFE, 0x39, 0xFE, 0x39],
        ] as [[UInt8]]
    )
    func `what is no character is refused`(bytes: [UInt8]) {
        #expect(scalar(bytes) == nil)
    }

    @Test func `no two pairs are the same character, and all are characters`() {
        var seen: Set<UInt32> = []
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE where trail != 0x7F {
                let value = scalar([lead, trail])
                #expect(value != nil && seen.insert(value ?? 0).inserted, "\(lead) \(trail)")
            }
        }
        #expect(seen.count == 23_940)
    }
}
