import CSheets
import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads the XML of a workbook's part as it is unpacked: bytes, no strings, no tree.
///
/// It takes what workbooks are written in, which is less than XML: UTF-8 only, no document type, no entities but the five
/// and character numbers. What is open must be closed, in order. Names come without their prefixes: the parts of
/// a workbook never mix elements of the same name.
struct XMLScanner: ~Copyable {
    enum Event {
        /// An element begins: `name` and its attributes hold until the next event. One that is empty ends right after.
        case start
        case end
        /// Text of the element, as it stands in the file: `appendText(to:)` makes it what it means. Long texts with
        /// comments in them come in parts.
        case text
        /// The root element has been closed, and nothing follows it.
        case finished
    }

    struct Attribute {
        var name: UnsafeBufferPointer<UInt8>
        var isPrefixed: Bool
        var value: UnsafeBufferPointer<UInt8>
    }

    /// A tag or a text is wholly in the buffer when it is handed out; longer ones are refused.
    private static let mostBytes = 1 << 20
    /// What is read at a time: pieces that stay in the processor's cache.
    private static let pieceBytes = 128 << 10
    static let mostAttributes = 256
    static let deepest = 64
    /// The bytes of the names of all open elements together.
    static let openBytes = 16 << 10

    let partName: String
    let file: FileBytes
    private var stream: PartStream
    var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = pieceBytes + (16 << 10)
    var position = 0
    var end = 0
    private var isExhausted = false

    /// How many elements are open.
    var depth = 0
    private var isStarted = false
    var hasRoot = false
    var isEmptyElement = false
    /// The names of the open elements, one after another, and where each begins and the last ends.
    let openNames: UnsafeMutablePointer<UInt8>
    let openStarts: UnsafeMutablePointer<Int>

    /// The name of the element that begins or ends, without prefix.
    var name: UnsafeBufferPointer<UInt8>
    let attributes: UnsafeMutablePointer<Attribute>
    var attributeCount = 0
    var textBytes: UnsafeBufferPointer<UInt8>
    var isLiteral = false

    init(_ entry: ZipArchive.Entry, of archive: ZipArchive, limits: SheetLimits) throws(AppError) {
        let stream = try PartStream(entry, of: archive, limits: limits)
        self.stream = stream
        partName = entry.name
        file = archive.file
        buffer = .allocate(capacity: capacity)
        attributes = .allocate(capacity: XMLScanner.mostAttributes)
        openNames = .allocate(capacity: XMLScanner.openBytes)
        openStarts = .allocate(capacity: XMLScanner.deepest + 1)
        openStarts.initialize(repeating: 0, count: XMLScanner.deepest + 1)
        name = UnsafeBufferPointer(start: buffer, count: 0)
        textBytes = name
    }

    deinit {
        buffer.deallocate()
        attributes.deallocate()
        openNames.deallocate()
        openStarts.deallocate()
    }

    var progress: Double { stream.progress }

    /// The name of the workbook's file.
    var fileName: String { file.name }

    /// What is wrong with the part, as whoever looks after the file wants to know it.
    func damaged(_ what: String = "XML") -> AppError { .fileDamaged(file.name, "\(partName): \(what)") }

    // MARK: The buffer

    /// Moves what is left to the front and reads on; false at the end of the part.
    private mutating func fill() throws(AppError) -> Bool {
        if isExhausted { return false }
        if position > 0 {
            memmove(buffer, buffer + position, end - position)
            end -= position
            position = 0
        }
        if end == capacity { try grow() }
        let room = min(capacity - end, XMLScanner.pieceBytes)
        let count = try stream.read(into: UnsafeMutableBufferPointer(start: buffer + end, count: room))
        end += count
        isExhausted = count == 0
        return count > 0
    }

    private mutating func grow() throws(AppError) {
        guard capacity < XMLScanner.mostBytes else { throw .textTooLong(partName) }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: XMLScanner.mostBytes)
        memcpy(larger, buffer, end)
        buffer.deallocate()
        buffer = larger
        capacity = XMLScanner.mostBytes
    }

    /// Reads on where a tag or text isn't whole yet.
    mutating func needMore() throws(AppError) {
        guard try fill() else { throw damaged("XML, end") }
    }

    /// Passes over the byte order mark, and refuses the other encoding that XML can be in without saying so.
    private mutating func readMark() throws(AppError) {
        isStarted = true
        while end < 4 { try needMore() }
        if buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { position = 3 }
        if buffer[0] >= 0xFE || buffer[0] == 0 || buffer[1] == 0 { throw damaged("UTF-16") }
    }
}

// MARK: Events
extension XMLScanner {
    mutating func next() throws(AppError) -> Event {
        if isEmptyElement {
            isEmptyElement = false
            depth -= 1
            return .end
        }
        if !isStarted { try readMark() }
        while true {
            while position == end {
                guard try fill() else {
                    guard hasRoot, depth == 0 else { throw damaged("XML, end") }
                    return .finished
                }
            }
            guard buffer[position] == 0x3C else {
                if try readText() { return .text }
                continue
            }
            while end - position < 2 { try needMore() }
            switch buffer[position + 1] {
            case 0x2F:
                try readEndTag()
                return .end
            case 0x3F: try skipInstruction()
            case 0x21:
                if try readDeclaration() { return .text }
            default:
                try readStartTag()
                return .start
            }
        }
    }

    /// Passes over the rest of the element that has just begun.
    mutating func skip() throws(AppError) {
        let outside = depth - 1
        while depth > outside { _ = try next() }
    }

    /// Passes over all that is in the element that has just begun without looking at it, so that its end is the next event.
    /// Only for elements whose content never holds one of the same name.
    mutating func skipQuickly(_ name: StaticString) throws(AppError) {
        guard !isEmptyElement else { return }
        while true {
            while let found = techmarket_find(
                buffer + position,
                end - position,
                name.utf8Start,
                name.utf8CodeUnitCount
            ) {
                let start = UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
                if let tag = endTag(before: start) {
                    position = tag
                    return
                }
                position = start + name.utf8CodeUnitCount
            }
            // A name that is not whole yet, and the beginning of its tag.
            position = max(position, end - 256)
            try needMore()
        }
    }

    /// Where the end tag begins whose name, perhaps after a prefix, stands at a place; nil if there is none.
    private func endTag(before place: Int) -> Int? {
        var start = place - 1
        while start >= max(position, place - 64), buffer[start] != 0x2F {
            guard start == place - 1 ? buffer[start] == 0x3A : buffer[start] > 0x20 && buffer[start] != 0x3C
            else { return nil }
            start -= 1
        }
        guard start > position, buffer[start] == 0x2F, buffer[start - 1] == 0x3C else { return nil }
        return start - 1
    }

    /// Whether the element has this name.
    @inline(__always)
    func isElement(_ wanted: StaticString) -> Bool { XMLScanner.same(name, wanted) }

    @inline(__always)
    static func same(_ bytes: UnsafeBufferPointer<UInt8>, _ wanted: StaticString) -> Bool {
        guard bytes.count == wanted.utf8CodeUnitCount, let start = bytes.baseAddress else { return false }
        return memcmp(start, wanted.utf8Start, bytes.count) == 0
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Takes the text up to the next tag; false if it is space outside of the root.
    private mutating func readText() throws(AppError) -> Bool {
        var length: Int
        repeat {
            if let found = memchr(buffer + position, 0x3C, end - position) {
                length = UnsafeRawPointer(found) - UnsafeRawPointer(buffer + position)
                break
            }
            length = end - position
        } while try fill()
        textBytes = UnsafeBufferPointer(start: buffer + position, count: length)
        position += length
        isLiteral = false
        if depth > 0 { return true }
        guard textBytes.allSatisfy(XMLScanner.isSpace) else { throw damaged() }
        return false
    }

    private mutating func readEndTag() throws(AppError) {
        while true {
            if let found = memchr(buffer + position, 0x3E, end - position) {
                let close = UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
                try endElement(UnsafeBufferPointer(start: buffer + position + 2, count: close - position - 2))
                position = close + 1
                return
            }
            try needMore()
        }
    }

    private mutating func endElement(_ tag: UnsafeBufferPointer<UInt8>) throws(AppError) {
        var count = tag.count
        while count > 0, XMLScanner.isSpace(tag[count - 1]) { count -= 1 }
        guard depth > 0, let start = tag.baseAddress else { throw damaged("XML, </>") }
        let open = openStarts[depth - 1]
        guard openStarts[depth] - open == count, memcmp(openNames + open, start, count) == 0 else {
            throw damaged("XML, </>")
        }
        name = XMLScanner.local(UnsafeBufferPointer(start: start, count: count))
        depth -= 1
    }

    private static func local(_ full: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let colon = full.lastIndex(of: 0x3A) else { return full }
        return UnsafeBufferPointer(rebasing: full[(colon + 1)...])
    }

    private mutating func skipInstruction() throws(AppError) {
        let length = try find("?>", from: 2)
        let text = UnsafeBufferPointer(start: buffer + position, count: length)
        // Other encodings than the two names of this one would be read as garbage.
        if text.starts(with: "<?xml ".utf8), !hasRoot, let encoding = XMLScanner.encoding(in: text) {
            guard encoding == "utf-8" || encoding == "us-ascii" else { throw damaged(encoding) }
        }
        position += length + 2
    }

    private static func encoding(in declaration: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: declaration, as: UTF8.self)
        guard let name = text.split(separator: "encoding", maxSplits: 1).dropFirst().first else { return nil }
        let parts = name.split(whereSeparator: { $0 == "\"" || $0 == "'" || $0 == "=" || $0 == " " })
        return parts.first?.lowercased()
    }

    /// Passes over a comment, or takes a literal section as text (true). Anything else is an attack.
    private mutating func readDeclaration() throws(AppError) -> Bool {
        while end - position < 9 {
            guard try fill() else { break }
        }
        let rest = UnsafeBufferPointer(start: buffer + position, count: end - position)
        if rest.starts(with: "<!--".utf8) {
            position += try find("-->", from: 4) + 3
            return false
        }
        guard rest.starts(with: "<![CDATA[".utf8) else {
            if rest.starts(with: "<!".utf8), rest.count > 2, (0x41...0x5A).contains(rest[2] & ~0x20) {
                throw .fileEntities(file.name)
            }
            throw damaged()
        }
        guard depth > 0 else { throw damaged() }
        let length = try find("]]>", from: 9)
        textBytes = UnsafeBufferPointer(start: buffer + position + 9, count: length - 9)
        position += length + 3
        isLiteral = true
        return true
    }

    /// How far after `position` a mark stands, reading on until it is there.
    private mutating func find(_ mark: StaticString, from start: Int) throws(AppError) -> Int {
        var searched = start
        while true {
            let count = end - position
            while searched + mark.utf8CodeUnitCount <= count {
                if memcmp(buffer + position + searched, mark.utf8Start, mark.utf8CodeUnitCount) == 0 {
                    return searched
                }
                searched += 1
            }
            try needMore()
        }
    }
}
