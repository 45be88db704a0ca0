import Domain

/// The directory of a ZIP file, checked before anything is unpacked.
///
/// After PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5: the central directory at the end is what counts; of the local
/// headers only the lengths and the name are looked at.
struct ZipArchive: Sendable {
    struct Entry: Sendable {
        /// As written, with forward slashes.
        let name: String
        let isDeflated: Bool
        let checksum: UInt32
        let packedBytes: Int
        let bytes: Int
        let headerOffset: Int
        let isEncrypted: Bool
    }

    let file: FileBytes
    /// By name in lower case: OPC part names are equal without regard to case (ECMA-376-2, 6.2.2.3).
    let entries: [String: Entry]

    private static let mostEntries = 20_000
    private static let mostDirectoryBytes = 16 << 20

    /// - Throws: `sheet_file_truncated`, `sheet_file_damaged`, `sheet_file_unsafe`, `sheet_file_encrypted`.
    init(_ file: FileBytes) throws(AppError) {
        self.file = file
        let directory = try ZipArchive.locate(in: file)
        guard directory.entryCount <= ZipArchive.mostEntries, directory.bytes <= ZipArchive.mostDirectoryBytes
        else { throw .fileUnsafe(file.name, "zip: \(directory.entryCount) entries") }
        let bytes = try file.bytes(at: directory.offset, count: directory.bytes)
        var entries: [String: Entry] = [:]
        var position = 0
        for _ in 0..<directory.entryCount {
            let (entry, next) = try ZipArchive.entry(in: bytes, at: position, file: file)
            position = next
            guard entries.updateValue(entry, forKey: entry.name.lowercased()) == nil else {
                throw .fileUnsafe(file.name, "zip: “\(AppError.quote(entry.name))” ×2")
            }
        }
        self.entries = entries
        try checkPlaces(directoryOffset: directory.offset)
    }

    func entry(_ name: String) -> Entry? { entries[name.lowercased()] }

    /// Entries that lie over one another are how a small file unpacks to petabytes (D. Fifield, "A better zip bomb").
    private func checkPlaces(directoryOffset: Int) throws(AppError) {
        var end = 0
        for entry in entries.values.sorted(by: { $0.headerOffset < $1.headerOffset }) {
            guard entry.headerOffset >= end else { throw .fileUnsafe(file.name, "zip: overlap") }
            end = entry.headerOffset + 30 + entry.packedBytes
        }
        guard end <= directoryOffset else { throw .fileUnsafe(file.name, "zip: overlap") }
    }

    /// Where the packed bytes of an entry begin.
    func dataOffset(of entry: Entry) throws(AppError) -> Int {
        let header = try file.bytes(at: entry.headerOffset, count: 30)
        guard header.uint32(at: 0) == 0x0403_4B50 else { throw .fileDamaged(file.name, entry.name) }
        let nameLength = Int(header.uint16(at: 26))
        let name = try file.bytes(at: entry.headerOffset + 30, count: nameLength)
        guard ZipArchive.name(of: name[...]) == entry.name else {
            throw .fileUnsafe(file.name, "zip: “\(AppError.quote(entry.name))” ≠")
        }
        return entry.headerOffset + 30 + nameLength + Int(header.uint16(at: 28))
    }
}

// MARK: The central directory
extension ZipArchive {
    private typealias Directory = (offset: Int, bytes: Int, entryCount: Int)

    private static func locate(in file: FileBytes) throws(AppError) -> Directory {
        // The end record is 22 bytes and a comment of at most 65,535.
        let tailBytes = min(file.count, 22 + 0xFFFF)
        let tail = try file.bytes(at: file.count - tailBytes, count: tailBytes)
        guard let end = endRecord(in: tail) else { throw .fileTruncated(file.name) }
        let endOffset = file.count - tailBytes + end
        var directory: Directory = (
            Int(tail.uint32(at: end + 16)), Int(tail.uint32(at: end + 12)), Int(tail.uint16(at: end + 10))
        )
        var limit = endOffset
        if directory.offset == 0xFFFF_FFFF || directory.bytes == 0xFFFF_FFFF || directory.entryCount == 0xFFFF
        {
            (directory, limit) = try wideDirectory(in: file, endOffset: endOffset)
        }
        guard directory.offset <= limit, directory.bytes <= limit - directory.offset else {
            throw .fileDamaged(file.name, "zip: directory")
        }
        return directory
    }

    private static func endRecord(in tail: [UInt8]) -> Int? {
        var start = tail.count - 22
        while start >= 0 {
            if tail.uint32(at: start) == 0x0605_4B50,
                start + 22 + Int(tail.uint16(at: start + 20)) == tail.count
            {
                return start
            }
            start -= 1
        }
        return nil
    }

    /// The directory by its Zip64 record, and where that record stands.
    private static func wideDirectory(in file: FileBytes, endOffset: Int) throws(AppError) -> (Directory, Int)
    {
        let locator = try file.bytes(at: endOffset - 20, count: 20)
        guard locator.uint32(at: 0) == 0x0706_4B50, let offset = Int(exactly: locator.uint64(at: 8)) else {
            throw .fileDamaged(file.name, "zip64")
        }
        let record = try file.bytes(at: offset, count: 56)
        guard record.uint32(at: 0) == 0x0606_4B50,
            let directoryOffset = Int(exactly: record.uint64(at: 48)),
            let bytes = Int(exactly: record.uint64(at: 40)),
            let count = Int(exactly: record.uint64(at: 32))
        else { throw .fileDamaged(file.name, "zip64") }
        return ((directoryOffset, bytes, count), offset)
    }

    private static func entry(in bytes: [UInt8], at start: Int, file: FileBytes) throws(AppError) -> (
        Entry, Int
    ) {
        guard start + 46 <= bytes.count, bytes.uint32(at: start) == 0x0201_4B50 else {
            throw .fileDamaged(file.name, "zip: directory")
        }
        let flags = bytes.uint16(at: start + 8)
        let method = bytes.uint16(at: start + 10)
        let nameEnd = start + 46 + Int(bytes.uint16(at: start + 28))
        let extraEnd = nameEnd + Int(bytes.uint16(at: start + 30))
        let end = extraEnd + Int(bytes.uint16(at: start + 32))
        guard end <= bytes.count, let name = name(of: bytes[start + 46..<nameEnd]) else {
            throw .fileDamaged(file.name, "zip: directory")
        }
        try checkName(name, file: file)
        guard method == 0 || method == 8 else {
            throw .fileDamaged(file.name, "zip: method \(method)")
        }
        let sizes = try sizes(in: bytes, at: start, extra: nameEnd..<extraEnd, file: file)
        guard sizes.offset <= file.count, sizes.packed <= file.count - sizes.offset else {
            throw .fileTruncated(file.name)
        }
        guard method == 8 || sizes.packed == sizes.plain else { throw .fileDamaged(file.name, name) }
        let entry = Entry(
            name: name,
            isDeflated: method == 8,
            checksum: bytes.uint32(at: start + 16),
            packedBytes: sizes.packed,
            bytes: sizes.plain,
            headerOffset: sizes.offset,
            isEncrypted: flags & 1 != 0
        )
        return (entry, end)
    }

    /// The sizes and the offset, which are in the Zip64 field where 32 bits are all ones.
    private static func sizes(in bytes: [UInt8], at start: Int, extra: Range<Int>, file: FileBytes)
        throws(AppError) -> (packed: Int, plain: Int, offset: Int)
    {
        var wide = wideField(in: bytes, extra)
        func value(at offset: Int) throws(AppError) -> Int {
            let narrow = bytes.uint32(at: start + offset)
            guard narrow == 0xFFFF_FFFF else { return Int(narrow) }
            guard wide.count >= 8, let value = Int(exactly: bytes.uint64(at: wide.lowerBound)) else {
                throw .fileDamaged(file.name, "zip64")
            }
            wide = wide.lowerBound + 8..<wide.upperBound
            return value
        }
        // In this order, whichever of them there are.
        let plain = try value(at: 24)
        let packed = try value(at: 20)
        return (packed, plain, try value(at: 42))
    }

    private static func wideField(in bytes: [UInt8], _ extra: Range<Int>) -> Range<Int> {
        var position = extra.lowerBound
        while position + 4 <= extra.upperBound {
            let end = position + 4 + Int(bytes.uint16(at: position + 2))
            guard end <= extra.upperBound else { break }
            if bytes.uint16(at: position) == 0x0001 { return position + 4..<end }
            position = end
        }
        return extra.upperBound..<extra.upperBound
    }

    /// Some writers on Windows use backslashes.
    private static func name(of bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes.map { $0 == 0x5C ? 0x2F : $0 }, as: UTF8.self)
            // Names in the writer's own code page; none of ours is one of them.
            ?? String(decoding: bytes.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
    }

    /// Nothing is ever written to where a name says; but only a tampered file has such names.
    private static func checkName(_ name: String, file: FileBytes) throws(AppError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.isEmpty, !name.hasPrefix("/"), !parts.contains(".."), !parts.contains("."),
            !name.utf8.contains(0), !parts[0].contains(":")
        else { throw .fileUnsafe(file.name, "zip: “\(AppError.quote(name))”") }
    }
}

extension [UInt8] {
    func uint16(at offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }

    func uint32(at offset: Int) -> UInt32 {
        UInt32(uint16(at: offset)) | UInt32(uint16(at: offset + 2)) << 16
    }

    func uint64(at offset: Int) -> UInt64 {
        UInt64(uint32(at: offset)) | UInt64(uint32(at: offset + 4)) << 32
    }
}
