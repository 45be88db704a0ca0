import Testing

@testable import Matching

struct ChecksumTests {
    private static func sum(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { Checksum.of(UnsafeRawBufferPointer($0)) }
    }

    /// Values of the reference implementation.
    @Test func `it is XXH64`() {
        #expect(Self.sum("") == 0xEF46_DB37_51D8_E999)
        #expect(Self.sum("a") == 0xD24E_C4F1_A98C_6E5B)
        #expect(Self.sum("abc") == 0x44BC_2CF5_AD77_0999)
        #expect(Self.sum("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
    }

    @Test func `it is the same however the bytes are cut`() {
        let bytes = (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let whole = bytes.withUnsafeBytes { Checksum.of($0) }
        for size in [1, 3, 31, 32, 33, 64, 100, 499] {
            var checksum = Checksum()
            for start in stride(from: 0, to: bytes.count, by: size) {
                Array(bytes[start..<min(bytes.count, start + size)]).withUnsafeBytes { checksum.add($0) }
            }
            #expect(checksum.value == whole, "\(size)")
        }
    }
}
