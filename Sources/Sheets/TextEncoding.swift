import Domain

/// The encodings that a CSV file can be in.
enum TextEncoding: Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, gb18030

    var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .gb18030: "GB18030"
        }
    }

    /// How bytes came out.
    struct Decoded {
        /// Bytes taken.
        var taken: Int
        /// Bytes of UTF-8 made.
        var made: Int
        /// Whether the bytes right after those taken are no text.
        var isWrong: Bool
    }

    /// Makes UTF-8 of bytes, as far as they are text and there is room.
    /// - Parameter isLast: whether nothing follows, so that a character that isn't whole is wrong.
    func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>,
        isLast: Bool
    ) -> Decoded {
        switch self {
        case .utf8: TextEncoding.copy(input, into: output, isLast: isLast)
        case .utf16LittleEndian:
            TextEncoding.transcode(input, into: output, isLast: isLast) {
                TextEncoding.utf16($0, high: 1)
            }
        case .utf16BigEndian:
            TextEncoding.transcode(input, into: output, isLast: isLast) {
                TextEncoding.utf16($0, high: 0)
            }
        case .gb18030:
            TextEncoding.transcode(input, into: output, isLast: isLast, GB18030.standard.step)
        }
    }

    @inline(__always)
    private static func transcode(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>,
        isLast: Bool,
        _ step: (Swift.Slice<UnsafeBufferPointer<UInt8>>) -> GB18030.Step
    ) -> Decoded {
        var taken = 0
        var made = 0
        while taken < input.count, made + 4 <= output.count {
            switch step(input[taken...]) {
            case .character(let scalar, let length):
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    output[made] = byte
                    made += 1
                }
                taken += length
            case .incomplete: return Decoded(taken: taken, made: made, isWrong: isLast)
            case .wrong: return Decoded(taken: taken, made: made, isWrong: true)
            }
        }
        return Decoded(taken: taken, made: made, isWrong: false)
    }

    private static func utf16(_ bytes: Swift.Slice<UnsafeBufferPointer<UInt8>>, high: Int) -> GB18030.Step {
        let base = bytes.startIndex
        guard bytes.count >= 2 else { return .incomplete }
        let first = UInt16(bytes[base + high]) << 8 | UInt16(bytes[base + 1 - high])
        if let scalar = Unicode.Scalar(first) { return .character(scalar, length: 2) }
        guard first < 0xDC00 else { return .wrong }
        guard bytes.count >= 4 else { return .incomplete }
        let second = UInt16(bytes[base + 2 + high]) << 8 | UInt16(bytes[base + 3 - high])
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00))
            )
        else { return .wrong }
        return .character(scalar, length: 4)
    }
}

// MARK: UTF-8
extension TextEncoding {
    private static func copy(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>,
        isLast: Bool
    ) -> Decoded {
        let room = UnsafeBufferPointer(rebasing: input[..<min(input.count, output.count)])
        var decoded = valid(room, isLast: isLast && room.count == input.count)
        UnsafeMutableRawBufferPointer(output).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<decoded.taken])
        )
        decoded.made = decoded.taken
        return decoded
    }

    /// How many bytes from the front are UTF-8.
    static func valid(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Decoded {
        var index = 0
        let raw = UnsafeRawBufferPointer(bytes)
        while index < bytes.count {
            if bytes[index] < 0x80 {
                while index + 8 <= raw.count,
                    raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index += 8
                }
                while index < bytes.count, bytes[index] < 0x80 { index += 1 }
                continue
            }
            switch sequence(bytes, at: index) {
            case .none: return Decoded(taken: index, made: 0, isWrong: true)
            case 0?: return Decoded(taken: index, made: 0, isWrong: isLast)
            case let length?: index += length
            }
        }
        return Decoded(taken: index, made: 0, isWrong: false)
    }

    /// The length of the sequence of several bytes at a place; 0 if it isn't whole, nil if it is none
    /// (The Unicode Standard, table 3-7).
    private static func sequence(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        for offset in 1..<length {
            guard index + offset < bytes.count else { return 0 }
            let byte = bytes[index + offset]
            guard offset == 1 ? second.contains(byte) : byte & 0xC0 == 0x80 else { return nil }
        }
        return length
    }
}
