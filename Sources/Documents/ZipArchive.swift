import CZlib

/// A zip file put together in memory, for files of modest size. The same parts make the same bytes.
struct ZipArchive {
    private struct Entry {
        let name: [UInt8]
        let sum: UInt32
        let packed: Int
        let whole: Int
        let offset: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    /// 1980-01-01 00:00, the first moment that a zip file knows.
    private static let (time, date): (Int, Int) = (0, 0x21)
    /// Deflated, with its name in UTF-8 (APPNOTE.TXT 4.4.4 and 4.4.5).
    private static let (flags, method) = (0x0800, 8)

    mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

    mutating func add(_ name: String, _ content: [UInt8]) {
        let packed = Self.deflated(content)
        let sum = content.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: crc32(0, buffer.baseAddress, UInt32(buffer.count)))
        }
        let entry = Entry(
            name: Array(name.utf8),
            sum: sum,
            packed: packed.count,
            whole: content.count,
            offset: bytes.count
        )
        append(0x0403_4B50, 4)
        append(20, 2)
        appendCommon(entry)
        bytes += entry.name
        bytes += packed
        entries.append(entry)
    }

    /// The whole file.
    consuming func finished() -> [UInt8] {
        let start = bytes.count
        for entry in entries {
            append(0x0201_4B50, 4)
            append(20, 2)
            append(20, 2)
            appendCommon(entry)
            for _ in 0..<3 { append(0, 2) }
            append(0, 4)
            append(entry.offset, 4)
            bytes += entry.name
        }
        let size = bytes.count - start
        append(0x0605_4B50, 4)
        append(0, 4)
        append(entries.count, 2)
        append(entries.count, 2)
        append(size, 4)
        append(start, 4)
        append(0, 2)
        return bytes
    }

    /// What stands before each part and again in the list of all parts.
    private mutating func appendCommon(_ entry: Entry) {
        append(Self.flags, 2)
        append(Self.method, 2)
        append(Self.time, 2)
        append(Self.date, 2)
        append(Int(entry.sum), 4)
        append(entry.packed, 4)
        append(entry.whole, 4)
        append(entry.name.count, 2)
        append(0, 2)
    }

    private mutating func append(_ number: Int, _ size: Int) {
        for place in 0..<size { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    private static func deflated(_ content: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        // A negative window means no header of zlib's own.
        guard
            deflateInit2_(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { preconditionFailure("zlib has no memory") }
        defer { deflateEnd(&stream) }
        var source = content
        var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))))
        let room = target.count
        let result = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        precondition(result == Z_STREAM_END, "zlib asked for more room than it had asked for")
        target.removeLast(room - Int(stream.total_out))
        return target
    }
}
