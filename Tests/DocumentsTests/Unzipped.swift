import CZlib
import Documents
import Testing

/// The parts of a zip file, read by a few lines of our own: there need be no other program where the tests run.
struct Unzipped {
    var names: [String] = []
    private var parts: [String: [UInt8]] = [:]

    init(_ file: ScratchFile) throws { try self.init(file.bytes()) }

    init(_ bytes: [UInt8]) throws {
        func number(_ at: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
        }
        let end = try #require(
            stride(from: bytes.count - 22, through: 0, by: -1).first { number($0, 4) == 0x0605_4B50 }
        )
        var at = number(end + 16, 4)
        for _ in 0..<number(end + 10, 2) {
            try #require(number(at, 4) == 0x0201_4B50)
            let name = String(decoding: bytes[at + 46..<at + 46 + number(at + 28, 2)], as: UTF8.self)
            let local = number(at + 42, 4)
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            let packed = Array(bytes[start..<start + number(at + 20, 4)])
            let whole = number(at + 10, 2) == 0 ? packed : try Self.inflated(packed, to: number(at + 24, 4))
            let sum = whole.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
            try #require(Int(sum) == number(at + 16, 4), "the checksum of \(name) is wrong")
            names.append(name)
            parts[name] = whole
            at += 46 + number(at + 28, 2) + number(at + 30, 2) + number(at + 32, 2)
        }
    }

    subscript(_ name: String) -> String { String(decoding: parts[name] ?? [], as: UTF8.self) }

    private static func inflated(_ packed: [UInt8], to size: Int) throws -> [UInt8] {
        var packed = packed
        var whole = [UInt8](repeating: 0, count: max(1, size))
        var stream = z_stream()
        try #require(inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        let result = packed.withUnsafeMutableBufferPointer { source in
            whole.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        try #require(result == Z_STREAM_END)
        return Array(whole.prefix(size))
    }
}
