import Foundation
import Matching

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// An index in a file beside the market's, so that a program that starts need not read every record.
///
/// The file is never trusted: it says what it was made of (see `Header`), every byte of it is under a checksum, every
/// place in it is checked, and whatever is wrong with it, the index is made anew. It begins with `magic`, the header's
/// length and the header's checksum, eight bytes each; then come the header, as JSON, and the sections, each at a
/// multiple of 64.
struct IndexFile {
    /// What the index was made of and where its sections lie.
    struct Header: Codable, Equatable {
        struct Section: Codable, Equatable {
            var name: String
            var stride: Int
            var size: Int
            var offset: Int
            /// Hexadecimal.
            var checksum: String
        }

        /// Raised when the meaning of a section changes and its name and stride do not.
        var format = IndexFile.format
        /// `LiveIndex.recipe()` or `LiveSearch.layout()`.
        var recipe: String
        /// The audit chain's hash at its first entry: which market's file it is.
        var market: String
        /// The last write that the index holds, and the audit chain's hash there. They name the whole history up to it,
        /// so that neither another market's file nor an older or a diverged copy of this one passes for it.
        var sequence: Int64
        var head: String
        /// How many records it holds.
        var records: Int
        /// Of the matching index alone.
        var ranking: Ranking?
        var sections: [Section] = []
    }

    /// What the scores of a matching index go by.
    struct Ranking: Codable, Equatable {
        /// The edition of the code lists by which its records are ranked.
        var edition: Int64
        /// When the statistics were counted: milliseconds since 1970, and the last write then.
        var countedAt: Int64
        var countedAtSequence: Int64
    }

    static let format = 3
    private static let magic: [UInt8] = Array("TMINDEX\n".utf8)
    private static let alignment = 64
    private static let longestHeader = 1 << 20

    let path: String

    /// Which index it holds, by what its name ends with.
    enum Kind: String, CaseIterable {
        case matching = ".index"
        case demandSearch = ".demands.index"
        case achievementSearch = ".achievements.index"
    }

    /// - Parameter market: the path of the market's file.
    init(besides market: String, _ kind: Kind = .matching) { path = market + kind.rawValue }

    /// Takes away all that lie beside a market's file.
    static func removeAll(besides market: String) {
        for kind in Kind.allCases { IndexFile(besides: market, kind).remove() }
    }

    // MARK: Writing

    /// Why the file could not be written.
    struct Refused: Error {
        let number: Int32
    }

    /// Writes the file under another name and then gives it its own, so that there is an old one, a new one or none, and
    /// never half of one. Does nothing when another process is writing it.
    func write(_ packed: PackedIndex, _ header: Header) throws {
        var header = header
        // Offsets are from where the sections begin, which the header's own length decides.
        var offset = 0
        for section in packed.sections {
            var checksum = Checksum()
            try section.eachStretch { checksum.add($0) }
            header.sections.append(
                Header.Section(
                    name: section.name,
                    stride: section.stride,
                    size: section.size,
                    offset: offset,
                    checksum: String(checksum.value, radix: 16)
                )
            )
            offset = Self.aligned(offset + section.size)
        }
        let text = try JSONEncoder().encode(header)
        let part = path + ".part"
        guard let descriptor = try Self.locked(part) else { return }
        defer { close(descriptor) }
        do {
            guard ftruncate(descriptor, 0) == 0 else { throw Refused(number: errno) }
            var head = Self.magic
            for number in [UInt64(text.count), text.withUnsafeBytes { Checksum.of($0) }] {
                withUnsafeBytes(of: number.littleEndian) { head.append(contentsOf: $0) }
            }
            head += text
            var at = try Self.put(head, descriptor)
            at += try Self.put(Self.filler(at), descriptor)
            for section in packed.sections {
                try section.eachStretch { try Self.put($0, descriptor) }
                at += section.size
                at += try Self.put(Self.filler(at), descriptor)
            }
            guard fsync(descriptor) == 0, rename(part, path) == 0 else { throw Refused(number: errno) }
        } catch {
            unlink(part)
            throw error
        }
    }

    /// Takes the file away.
    func remove() { unlink(path) }

    /// The file to be written, empty or not, locked; nil when another process has it.
    private static func locked(_ part: String) throws -> Int32? {
        while true {
            let descriptor = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw Refused(number: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let number = errno
                close(descriptor)
                if number == EWOULDBLOCK { return nil }
                throw Refused(number: number)
            }
            // Whoever had it a moment ago may have given it its name: then this is the finished file.
            var own = stat(), named = stat()
            if fstat(descriptor, &own) == 0, stat(part, &named) == 0, own.st_ino == named.st_ino {
                return descriptor
            }
            close(descriptor)
        }
    }

    private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

    private static func filler(_ at: Int) -> [UInt8] { [UInt8](repeating: 0, count: aligned(at) - at) }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) throws -> Int {
        try bytes.withUnsafeBytes { try put($0, descriptor) }
        return bytes.count
    }

    private static func put(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) throws {
        var written = 0
        while written < bytes.count {
            // The system takes no more than 2 GB at a time.
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written..<min(bytes.count, written + 1 << 26)])
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #else
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count >= 0 { written += count } else if errno != EINTR { throw Refused(number: errno) }
        }
    }

    // MARK: Reading

    /// Opens the file and reads its header.
    ///
    /// - Throws: `IndexFileProblem`.
    func opened() throws -> Reader { try Reader(path) }

    final class Reader: PackedIndexSource, Sendable {
        let header: Header
        private let file: OpenFile
        private let start: Int
        private let sections: [String: Header.Section]

        fileprivate init(_ path: String) throws {
            let file = try OpenFile(path)
            var head = [UInt8](repeating: 0, count: 24)
            try head.withUnsafeMutableBytes { try file.fill($0, 0, "header") }
            guard Array(head[..<8]) == IndexFile.magic else { throw IndexFileProblem.damaged("header") }
            let numbers = head.withUnsafeBytes { head in
                [8, 16].map { UInt64(littleEndian: head.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
            }
            guard numbers[0] <= UInt64(IndexFile.longestHeader) else {
                throw IndexFileProblem.damaged("header")
            }
            var text = [UInt8](repeating: 0, count: Int(numbers[0]))
            try text.withUnsafeMutableBytes { try file.fill($0, 24, "header") }
            guard text.withUnsafeBytes({ Checksum.of($0) }) == numbers[1] else {
                throw IndexFileProblem.damaged("header")
            }
            // A header of another format may have other members.
            struct Format: Decodable { var format: Int }
            let data = Data(text)
            guard let format = try? JSONDecoder().decode(Format.self, from: data).format else {
                throw IndexFileProblem.damaged("header")
            }
            guard format == IndexFile.format else { throw IndexFileProblem.otherFormat }
            guard let header = try? JSONDecoder().decode(Header.self, from: data) else {
                throw IndexFileProblem.damaged("header")
            }
            let start = IndexFile.aligned(24 + text.count)
            let room = file.size - start
            // Before anything is allocated for them.
            for section in header.sections {
                guard section.size >= 0, section.offset >= 0, section.offset <= room,
                    section.size <= room - section.offset
                else { throw IndexFileProblem.damaged(section.name) }
            }
            self.header = header
            self.file = file
            self.start = start
            sections = Dictionary(header.sections.map { ($0.name, $0) }) { first, _ in first }
        }

        func size(_ name: String) -> (stride: Int, size: Int)? {
            sections[name].map { ($0.stride, $0.size) }
        }

        func read(_ name: String, into stretches: [UnsafeMutableRawBufferPointer]) throws {
            guard let section = sections[name], stretches.reduce(0, { $0 + $1.count }) == section.size else {
                throw IndexFileProblem.damaged(name)
            }
            var checksum = Checksum()
            var at = start + section.offset
            for stretch in stretches {
                // In pieces that are still in the cache when they are summed up.
                for piece in Swift.stride(from: 0, to: stretch.count, by: 1 << 18) {
                    let bytes = UnsafeMutableRawBufferPointer(
                        rebasing: stretch[piece..<min(stretch.count, piece + 1 << 18)]
                    )
                    try file.fill(bytes, at, name)
                    checksum.add(UnsafeRawBufferPointer(bytes))
                    at += bytes.count
                }
            }
            guard String(checksum.value, radix: 16) == section.checksum else {
                throw IndexFileProblem.damaged(name)
            }
        }
    }
}

/// A file that is open for reading as long as this lives.
private final class OpenFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? IndexFileProblem.missing : .unreadable(errno)
        }
    }

    deinit { close(descriptor) }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// - Parameter section: what is damaged if the file ends too soon.
    func fill(_ bytes: UnsafeMutableRawBufferPointer, _ offset: Int, _ section: String) throws {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw IndexFileProblem.unreadable(errno) }
            guard count > 0 else { throw IndexFileProblem.damaged(section) }
            done += count
        }
    }
}
