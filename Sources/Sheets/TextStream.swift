import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The text of a file as UTF-8, as a stream.
struct TextStream: ~Copyable {
    private static let inputBytes = 64 << 10

    private let file: FileBytes
    private let encoding: TextEncoding
    private let input: UnsafeMutablePointer<UInt8>
    /// How many bytes wait in `input`.
    private var waiting = 0
    /// Bytes read from the file.
    private var offset: Int

    /// - Parameter start: where the text begins, after a byte order mark.
    init(_ file: FileBytes, encoding: TextEncoding, start: Int) {
        self.file = file
        self.encoding = encoding
        offset = start
        input = .allocate(capacity: TextStream.inputBytes)
    }

    deinit { input.deallocate() }

    var progress: Double { file.count == 0 ? 1 : Double(offset) / Double(file.count) }

    /// Makes the next bytes of UTF-8, never the part of a character, and answers how many; 0 at the end. The buffer must
    /// have room for a character.
    /// - Throws: `sheet_encoding` with its place, `sheet_file_truncated`, `file_unreadable`.
    mutating func read(into output: UnsafeMutableBufferPointer<UInt8>) throws(AppError) -> Int {
        while true {
            let count = min(TextStream.inputBytes - waiting, file.count - offset)
            if count > 0 {
                try file.read(
                    at: offset,
                    into: UnsafeMutableRawBufferPointer(start: input + waiting, count: count)
                )
                offset += count
                waiting += count
            }
            if waiting == 0 { return 0 }
            let bytes = UnsafeBufferPointer(start: input, count: waiting)
            let decoded = encoding.decode(bytes, into: output, isLast: offset == file.count)
            waiting -= decoded.taken
            memmove(input, input + decoded.taken, waiting)
            if decoded.made > 0 { return decoded.made }
            guard !decoded.isWrong else { throw try badBytes() }
        }
    }

    /// Where the bytes are that are no text.
    private func badBytes() throws(AppError) -> AppError {
        let place = offset - waiting
        var line = 1
        var position = 0
        let isWide = encoding == .utf16LittleEndian || encoding == .utf16BigEndian
        while position < place {
            let chunk = try file.bytes(at: position, count: min(1 << 20, place - position))
            for (index, byte) in chunk.enumerated() where byte == 0x0A {
                // The other half of a line feed of two bytes is zero.
                let isHigh = encoding == .utf16LittleEndian ? index + 1 : index - 1
                if !isWide || (chunk.indices.contains(isHigh) && chunk[isHigh] == 0) { line += 1 }
            }
            position += chunk.count
        }
        return .badBytes(
            Phrase(
                "文件第 \(line) 行（第 \(place + 1) 个字节起）",
                en: "Line \(line) of the file (from byte \(place + 1))"
            ),
            encoding: encoding.name
        )
    }
}
