import Domain

/// A CSV file: how it is encoded and what stands between its values.
struct CSVFile: Sendable {
    let file: FileBytes
    let limits: SheetLimits
    let encoding: TextEncoding
    /// Where the text begins, after a byte order mark.
    let start: Int
    let separator: UInt8
    /// Whether the first line is Excel's own `sep=;` and no row.
    let hasSeparatorLine: Bool

    /// Reads the whole file once to see that every byte of it is text, because bytes read in the wrong encoding become
    /// other words without anyone noticing.
    /// - Throws: `sheet_encoding` with the place, `sheet_file_other` for what is no text.
    init(_ file: FileBytes, limits: SheetLimits) throws(AppError) {
        self.file = file
        self.limits = limits
        (encoding, start) = try CSVFile.encoding(of: file)
        let sample = try CSVFile.sample(of: file, encoding: encoding, start: start)
        guard !sample.contains(0) else {
            throw .fileIsOther(file.name, Phrase("二进制文件", en: "a binary file"))
        }
        if sample.count >= 5, sample.starts(with: "sep=".utf8) || sample.starts(with: "SEP=".utf8),
            sample.count == 5 || sample[5] == 0x0A || sample[5] == 0x0D
        {
            separator = sample[4]
            hasSeparatorLine = true
        } else {
            separator = CSVFile.separator(in: sample)
            hasSeparatorLine = false
        }
    }

    private static func sample(of file: FileBytes, encoding: TextEncoding, start: Int) throws(AppError)
        -> [UInt8]
    {
        var stream = TextStream(file, encoding: encoding, start: start)
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 64 << 10)
        defer { buffer.deallocate() }
        let count = try stream.read(into: buffer)
        return Array(buffer[..<count])
    }
}

// MARK: Encoding
extension CSVFile {
    private static func encoding(of file: FileBytes) throws(AppError) -> (TextEncoding, start: Int) {
        let head = try file.bytes(at: 0, count: min(file.count, 3))
        if head.starts(with: [0xFF, 0xFE]) { return (try checked(.utf16LittleEndian, file, start: 2), 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (try checked(.utf16BigEndian, file, start: 2), 2) }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (try checked(.utf8, file, start: 3), 3) }
        do throws(AppError) {
            return (try checked(.utf8, file, start: 0), 0)
        } catch  where error.code == "sheet_encoding" {
            // Much damaged UTF-8 can be read as GB18030, as nonsense.
            if try isMostlyUTF8(file) { throw error }
            return (try checked(.gb18030, file, start: 0), 0)
        }
    }

    private static func checked(_ encoding: TextEncoding, _ file: FileBytes, start: Int) throws(AppError)
        -> TextEncoding
    {
        var stream = TextStream(file, encoding: encoding, start: start)
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
        defer { buffer.deallocate() }
        while try stream.read(into: buffer) > 0 {}
        return encoding
    }

    /// Whether nearly all characters beyond ASCII are right as UTF-8; those of GB18030 hardly ever are by chance.
    private static func isMostlyUTF8(_ file: FileBytes) throws(AppError) -> Bool {
        var right = 0
        var wrong = 0
        var position = 0
        // So many tell, whatever comes after them.
        while position < file.count, right + wrong < 100_000 {
            let chunk = try file.bytes(at: position, count: min(1 << 18, file.count - position))
            position += chunk.count
            chunk.withUnsafeBufferPointer { bytes in
                var index = 0
                while index < bytes.count {
                    let rest = UnsafeBufferPointer(rebasing: bytes[index...])
                    let decoded = TextEncoding.valid(rest, isLast: false)
                    right += rest[..<decoded.taken].reduce(0) { $0 + ($1 >= 0xC0 ? 1 : 0) }
                    // What is cut off by the end of the chunk is neither.
                    if decoded.isWrong { wrong += 1 }
                    index += max(decoded.taken, 1) + (decoded.isWrong ? 1 : rest.count)
                }
            }
        }
        return right > wrong * 4
    }
}

// MARK: Separator
extension CSVFile {
    /// What stands between the values: whatever divides most lines into the same number of them.
    private static func separator(in sample: [UInt8]) -> UInt8 {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
        var best: (separator: UInt8, lines: Int, values: Int) = (candidates[0], 0, 1)
        for candidate in candidates {
            var tally: [Int: Int] = [:]
            for values in counts(in: sample, separator: candidate) where values > 1 {
                tally[values, default: 0] += 1
            }
            for (values, lines) in tally where (lines, values) > (best.lines, best.values) {
                best = (candidate, lines, values)
            }
        }
        return best.separator
    }

    /// The number of values in each line.
    private static func counts(in sample: [UInt8], separator: UInt8) -> [Int] {
        var counts: [Int] = []
        var count = 1
        var isQuoted = false
        for byte in sample {
            switch byte {
            case 0x22: isQuoted.toggle()
            case separator where !isQuoted: count += 1
            case 0x0A where !isQuoted, 0x0D where !isQuoted:
                counts.append(count)
                count = 1
            default: break
            }
        }
        counts.append(count)
        return counts
    }
}
