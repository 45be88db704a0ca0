import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Start tags.
extension XMLScanner {
    mutating func readStartTag() throws(AppError) {
        while true {
            if let length = try parseStartTag() {
                position += length
                return
            }
            try needMore()
        }
    }

    /// Takes the tag apart and answers its length; nil if it isn't wholly in the buffer.
    private mutating func parseStartTag() throws(AppError) -> Int? {
        let limit = end
        var index = position + 1
        let nameStart = index
        var localStart = index
        while index < limit {
            let byte = buffer[index]
            if byte <= 0x20 || byte == 0x3E || byte == 0x2F { break }
            index += 1
            if byte == 0x3A { localStart = index }
        }
        guard index < limit else { return nil }
        let nameEnd = index
        guard nameEnd > localStart, XMLScanner.canBeginName(buffer[localStart]) else { throw damaged() }
        attributeCount = 0
        while true {
            while index < limit, XMLScanner.isSpace(buffer[index]) { index += 1 }
            guard index < limit else { return nil }
            let byte = buffer[index]
            if byte == 0x3E {
                index += 1
                break
            }
            if byte == 0x2F {
                guard index + 1 < limit else { return nil }
                guard buffer[index + 1] == 0x3E else { throw damaged() }
                index += 2
                isEmptyElement = true
                break
            }
            guard let next = try parseAttribute(at: index) else { return nil }
            index = next
        }
        try open(UnsafeBufferPointer(start: buffer + nameStart, count: nameEnd - nameStart))
        name = UnsafeBufferPointer(start: buffer + localStart, count: nameEnd - localStart)
        return index - position
    }

    private static func canBeginName(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte >= 0x80
    }

    /// Takes `name="value"` and answers where it ends; nil if it isn't wholly in the buffer.
    @inline(__always)
    private mutating func parseAttribute(at start: Int) throws(AppError) -> Int? {
        let limit = end
        var index = start
        var localStart = start
        while index < limit {
            let byte = buffer[index]
            if byte == 0x3D || byte <= 0x20 || byte == 0x3E { break }
            index += 1
            if byte == 0x3A { localStart = index }
        }
        let nameEnd = index
        while index < limit, XMLScanner.isSpace(buffer[index]) { index += 1 }
        guard index < limit else { return nil }
        guard buffer[index] == 0x3D, nameEnd > localStart, XMLScanner.canBeginName(buffer[localStart]) else {
            throw damaged()
        }
        index += 1
        while index < limit, XMLScanner.isSpace(buffer[index]) { index += 1 }
        guard index < limit else { return nil }
        let quote = buffer[index]
        guard quote == 0x22 || quote == 0x27 else { throw damaged() }
        index += 1
        let valueStart = index
        while index < limit, buffer[index] != quote {
            guard buffer[index] != 0x3C else { throw damaged() }
            index += 1
        }
        guard index < limit else { return nil }
        guard attributeCount < XMLScanner.mostAttributes else { throw damaged("XML, attributes") }
        (attributes + attributeCount).initialize(
            to: Attribute(
                name: UnsafeBufferPointer(start: buffer + localStart, count: nameEnd - localStart),
                isPrefixed: localStart > start,
                value: UnsafeBufferPointer(start: buffer + valueStart, count: index - valueStart)
            )
        )
        attributeCount += 1
        return index + 1
    }

    private mutating func open(_ full: UnsafeBufferPointer<UInt8>) throws(AppError) {
        guard depth > 0 || !hasRoot else { throw damaged("XML, root") }
        guard depth < XMLScanner.deepest else { throw damaged("XML, depth > \(XMLScanner.deepest)") }
        let start = openStarts[depth]
        guard full.count <= XMLScanner.openBytes - start, let bytes = full.baseAddress else {
            throw damaged("XML, <>")
        }
        memcpy(openNames + start, bytes, full.count)
        hasRoot = true
        depth += 1
        openStarts[depth] = start + full.count
    }
}
