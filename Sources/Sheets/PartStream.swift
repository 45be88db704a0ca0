import CZlib
import Domain

/// The unpacked bytes of one entry of an archive, as a stream; its size and checksum are held against the directory's at
/// the end.
struct PartStream: ~Copyable {
    private static let inputBytes = 64 << 10

    private let file: FileBytes
    private let entry: ZipArchive.Entry
    private let input: UnsafeMutablePointer<UInt8>
    /// zlib keeps a pointer to it.
    private let zlib: UnsafeMutablePointer<z_stream>?
    private var offset: Int
    /// Packed bytes not yet read from the file.
    private var rest: Int
    private var unpacked = 0
    private var checksum: uLong
    private var isFinished = false

    /// - Throws: `sheet_file_encrypted`, `sheet_file_bomb` by what the directory says, `sheet_file_damaged`.
    init(_ entry: ZipArchive.Entry, of archive: ZipArchive, limits: SheetLimits) throws(AppError) {
        guard !entry.isEncrypted else { throw .fileEncrypted(archive.file.name) }
        let isBlownUp = entry.bytes > limits.ratioFloor && entry.bytes / limits.ratio > entry.packedBytes
        guard entry.bytes <= limits.partBytes, !isBlownUp else { throw .fileBomb(archive.file.name) }
        let start = try archive.dataOffset(of: entry)
        file = archive.file
        self.entry = entry
        offset = start
        rest = entry.packedBytes
        checksum = crc32(0, nil, 0)
        input = .allocate(capacity: PartStream.inputBytes)
        zlib = entry.isDeflated ? .allocate(capacity: 1) : nil
        zlib?.initialize(to: z_stream())
        // Minus: bare deflate without zlib's own header. It fails only without memory, and then unpacking does.
        if let zlib { _ = inflateInit2_(zlib, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) }
    }

    deinit {
        if let zlib {
            inflateEnd(zlib)
            zlib.deallocate()
        }
        input.deallocate()
    }

    /// How much of the packed bytes has been read, 0 to 1.
    var progress: Double {
        entry.packedBytes == 0 ? 1 : Double(entry.packedBytes - rest) / Double(entry.packedBytes)
    }

    /// Unpacks the next bytes and answers how many; 0 at the end, when all has been found right.
    /// - Throws: `sheet_file_damaged`, `sheet_file_bomb`, `sheet_file_truncated`, `file_unreadable`.
    mutating func read(into output: UnsafeMutableBufferPointer<UInt8>) throws(AppError) -> Int {
        guard !isFinished, !output.isEmpty else { return 0 }
        let count = try zlib == nil ? readStored(into: output) : inflate(into: output)
        guard count > 0 else {
            isFinished = true
            guard unpacked == entry.bytes, checksum == uLong(entry.checksum) else { throw damaged }
            return 0
        }
        unpacked += count
        guard unpacked <= entry.bytes else { throw damaged }
        checksum = crc32(checksum, output.baseAddress, uInt(count))
        return count
    }

    private var damaged: AppError { .fileDamaged(file.name, entry.name) }

    private mutating func readStored(into output: UnsafeMutableBufferPointer<UInt8>) throws(AppError) -> Int {
        let count = min(rest, output.count)
        let slice = UnsafeMutableBufferPointer(rebasing: output[..<count])
        try file.read(at: offset, into: UnsafeMutableRawBufferPointer(slice))
        offset += count
        rest -= count
        return count
    }

    private mutating func inflate(into output: UnsafeMutableBufferPointer<UInt8>) throws(AppError) -> Int {
        guard let zlib else { return 0 }
        zlib.pointee.next_out = output.baseAddress
        zlib.pointee.avail_out = uInt(min(output.count, 1 << 30))
        let room = zlib.pointee.avail_out
        while zlib.pointee.avail_out > 0 {
            if zlib.pointee.avail_in == 0 {
                let count = min(rest, PartStream.inputBytes)
                let slice = UnsafeMutableRawBufferPointer(start: input, count: count)
                try file.read(at: offset, into: slice)
                offset += count
                rest -= count
                zlib.pointee.next_in = input
                zlib.pointee.avail_in = uInt(count)
            }
            switch CZlib.inflate(zlib, Z_NO_FLUSH) {
            case Z_OK: continue
            case Z_STREAM_END:
                // What is left over of the entry belongs to nothing.
                guard rest == 0, zlib.pointee.avail_in == 0 else { throw damaged }
                return Int(room - zlib.pointee.avail_out)
            default: throw damaged
            }
        }
        return Int(room)
    }
}
