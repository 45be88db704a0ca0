import Domain

/// Attributes and text.
extension XMLScanner {
    /// The bytes of an attribute's value as they stand there. Valid until the next event.
    @inline(__always)
    func bytes(of wanted: StaticString, isPrefixed: Bool = false) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<attributeCount
        where attributes[index].isPrefixed == isPrefixed && XMLScanner.same(attributes[index].name, wanted) {
            return attributes[index].value
        }
        return nil
    }

    /// What an attribute says.
    func value(of wanted: StaticString, isPrefixed: Bool = false) throws(AppError) -> String? {
        guard let bytes = bytes(of: wanted, isPrefixed: isPrefixed) else { return nil }
        var text = TextBuffer(limit: bytes.count)
        try append(bytes, to: &text)
        return try text.string(or: damaged("UTF-8"))
    }

    /// The whole number that an attribute writes; nil if it has none.
    func number(of wanted: StaticString) -> Int? {
        guard let bytes = bytes(of: wanted), !bytes.isEmpty, bytes.count <= 10 else { return nil }
        var number = 0
        for byte in bytes {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// Whether an attribute says yes: `1` or `true`.
    func flag(of wanted: StaticString) -> Bool {
        guard let bytes = bytes(of: wanted) else { return false }
        return XMLScanner.same(bytes, "1") || XMLScanner.same(bytes, "true")
    }

    /// Adds what the text means: entities resolved, line ends as `\n`.
    @inline(__always)
    func appendText(to text: inout TextBuffer) throws(AppError) {
        if isLiteral {
            guard text.append(textBytes) else { throw .textTooLong(partName) }
        } else {
            try append(textBytes, to: &text)
        }
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout TextBuffer) throws(AppError) {
        var start = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x26 || byte == 0x0D else {
                index += 1
                continue
            }
            guard text.append(UnsafeBufferPointer(rebasing: bytes[start..<index])) else {
                throw .textTooLong(partName)
            }
            if byte == 0x26 {
                index = try appendEntity(bytes, at: index, to: &text)
            } else {
                if index + 1 == bytes.count || bytes[index + 1] != 0x0A {
                    guard text.append("\n") else { throw .textTooLong(partName) }
                }
                index += 1
            }
            start = index
        }
        guard text.append(UnsafeBufferPointer(rebasing: bytes[start...])) else {
            throw .textTooLong(partName)
        }
    }

    /// Adds the character that an entity names and answers where the entity ends.
    private func appendEntity(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, to text: inout TextBuffer)
        throws(AppError) -> Int
    {
        // The longest is &#x10FFFF; with some leading zeros.
        let most = min(start + 16, bytes.count)
        var end = start + 1
        while end < most, bytes[end] != 0x3B { end += 1 }
        guard end < most else { throw damaged("XML, &") }
        let entity = UnsafeBufferPointer(rebasing: bytes[start + 1..<end])
        if let first = entity.first, first == 0x23 {
            guard let scalar = XMLScanner.character(entity) else { throw damaged("XML, &#") }
            guard text.append(scalar) else { throw .textTooLong(partName) }
            return end + 1
        }
        for (name, scalar) in XMLScanner.entities where XMLScanner.same(entity, name) {
            guard text.append(scalar) else { throw .textTooLong(partName) }
            return end + 1
        }
        throw .fileEntities(file.name)
    }

    private static let entities: [(StaticString, Unicode.Scalar)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"),
    ]

    /// The character of `#38` or `#x26`; nil for what XML does not allow. Some writers have every Chinese character so.
    private static func character(_ entity: UnsafeBufferPointer<UInt8>) -> Unicode.Scalar? {
        let isHexadecimal = entity.count > 1 && entity[1] == 0x78
        let start = isHexadecimal ? 2 : 1
        guard entity.count > start else { return nil }
        var value: UInt32 = 0
        for index in start..<entity.count {
            let byte = entity[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46 where isHexadecimal: digit = byte - 0x41 + 10
            case 0x61...0x66 where isHexadecimal: digit = byte - 0x61 + 10
            default: return nil
            }
            value = value * (isHexadecimal ? 16 : 10) + UInt32(digit)
            guard value <= 0x10FFFF else { return nil }
        }
        guard value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D else { return nil }
        return Unicode.Scalar(value)
    }
}
