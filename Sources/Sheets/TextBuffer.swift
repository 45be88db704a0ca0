import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes of a text that is being put together, up to a limit; used over and over so that a cell costs no allocation but
/// its own text's.
struct TextBuffer: ~Copyable {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        capacity = max(min(limit, 4096), 1)
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    /// What is in it, until the next change.
    var content: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    @inline(__always)
    mutating func removeAll() { count = 0 }

    /// Adds bytes; false, and nothing added, if they would be more than the limit.
    @inline(__always)
    mutating func append(_ more: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = more.baseAddress, !more.isEmpty else { return true }
        if more.count > capacity - count {
            guard more.count <= limit - count else { return false }
            grow(toHold: count + more.count)
        }
        memcpy(bytes + count, start, more.count)
        count += more.count
        return true
    }

    mutating func append(_ scalar: Unicode.Scalar) -> Bool {
        let length = UTF8.width(scalar)
        if length > capacity - count {
            guard length <= limit - count else { return false }
            grow(toHold: count + length)
        }
        let value = scalar.value
        let place = bytes + count
        switch length {
        case 1: place[0] = UInt8(value)
        case 2:
            place[0] = 0xC0 | UInt8(value >> 6)
            place[1] = 0x80 | UInt8(value & 0x3F)
        case 3:
            place[0] = 0xE0 | UInt8(value >> 12)
            place[1] = 0x80 | UInt8(value >> 6 & 0x3F)
            place[2] = 0x80 | UInt8(value & 0x3F)
        default:
            place[0] = 0xF0 | UInt8(value >> 18)
            place[1] = 0x80 | UInt8(value >> 12 & 0x3F)
            place[2] = 0x80 | UInt8(value >> 6 & 0x3F)
            place[3] = 0x80 | UInt8(value & 0x3F)
        }
        count += length
        return true
    }

    private mutating func grow(toHold wanted: Int) {
        let larger = max(wanted, min(capacity * 2, limit))
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memcpy(moved, bytes, count)
        bytes.deallocate()
        bytes = moved
        capacity = larger
    }

    /// The whole number that it writes in at most nine digits; nil if it is anything else.
    var wholeNumber: Int? {
        guard count > 0, count <= 9 else { return nil }
        var number = 0
        for index in 0..<count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// The text.
    /// - Throws: `fault` if the bytes are no UTF-8.
    @inline(__always)
    func string(or fault: @autoclosure () -> AppError) throws(AppError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw fault() }
        return text
    }

    /// Resolves `_x000D_`, which is how workbooks write what XML can't hold (ECMA-376-1, 22.9.2.19), and makes every line
    /// end one line feed. Zeros are left out: no text has them.
    mutating func resolveEscapes() {
        if memchr(bytes, 0x5F, count) != nil || memchr(bytes, 0, count) != nil { replaceEscapes() }
        makeLineEndsPlain()
    }

    private mutating func replaceEscapes() {
        var from = 0
        var to = 0
        while from < count {
            if bytes[from] == 0x5F, let unit = escape(at: from) {
                to = put(unit, at: to, escapeAt: from)
                from += 7
            } else {
                if bytes[from] != 0 {
                    bytes[to] = bytes[from]
                    to += 1
                }
                from += 1
            }
        }
        count = to
    }

    /// Makes every line end one line feed.
    mutating func makeLineEndsPlain() {
        guard memchr(bytes, 0x0D, count) != nil else { return }
        var to = 0
        for from in 0..<count {
            if bytes[from] == 0x0D, from + 1 < count, bytes[from + 1] == 0x0A { continue }
            bytes[to] = bytes[from] == 0x0D ? 0x0A : bytes[from]
            to += 1
        }
        count = to
    }

    /// Writes a character over its escape, which is always longer. Half of a pair stays as it is written: by itself it is no
    /// character.
    private func put(_ unit: UInt16, at place: Int, escapeAt start: Int) -> Int {
        guard let scalar = Unicode.Scalar(unit), let encoded = UTF8.encode(scalar) else {
            memmove(bytes + place, bytes + start, 7)
            return place + 7
        }
        var place = place
        for byte in encoded where byte != 0 {
            bytes[place] = byte
            place += 1
        }
        return place
    }

    private func escape(at start: Int) -> UInt16? {
        guard start + 7 <= count, bytes[start + 1] == 0x78, bytes[start + 6] == 0x5F else { return nil }
        var value: UInt16 = 0
        for index in start + 2..<start + 6 {
            let byte = bytes[index]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt16((byte | 0x20) - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}
