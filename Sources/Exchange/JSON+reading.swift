public import Domain

extension JSON {
    /// Reads one JSON value (RFC 8259) from UTF-8 text. Objects keep the order of their keys, whole numbers are exact.
    ///
    /// Stricter than Foundation's reader where people would lose something without being told: a key that stands twice
    /// and a whole number that would be rounded are refused, and each refusal says where it is.
    ///
    /// - Throws: `json_encoding` when the bytes are not UTF-8, `json_malformed` when they are not one whole JSON value,
    ///   `json_key_twice`, `json_number_too_large`, `json_too_deep`.
    public static func reading(_ bytes: some Collection<UInt8>) throws(AppError) -> JSON {
        var reader = JSONReader(Array(bytes))
        return try reader.whole()
    }
}

private struct JSONReader {
    /// No record nests deeper than a few levels; a limit keeps hostile texts from using up the stack.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    /// The key read last, so that a number can be named.
    private var key = ""

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(AppError) -> JSON {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw AppError(
                .invalid,
                "json_encoding",
                field: .file,
                Phrase(
                    "这一行不是 UTF-8 编码（可能是 GBK）：请把文件另存为 UTF-8 再导入。",
                    en: "This line is not UTF-8: save the file as UTF-8 and try again."
                )
            )
        }
        let json = try value()
        skipBlanks()
        guard position == bytes.count else { throw malformed() }
        return json
    }

    private mutating func value() throws(AppError) -> JSON {
        skipBlanks()
        guard let byte = peek else { throw malformed() }
        switch byte {
        case UInt8(ascii: "{"): return try nested { (reader) throws(AppError) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader) throws(AppError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(AppError) -> JSON
    ) throws(AppError) -> JSON {
        guard depth < Self.deepest else {
            throw AppError(
                .invalid,
                "json_too_deep",
                field: .file,
                value: beginning,
                Phrase(
                    "“\(beginning)”的括号套了 \(Self.deepest) 层以上：记录没有这么深，请检查括号。",
                    en:
                        "“\(beginning)” nests brackets more than \(Self.deepest) deep, which no record does: check them."
                )
            )
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func object() throws(AppError) -> JSON {
        var members: [(String, JSON)] = []
        var keys: Set<String> = []
        position += 1
        skipBlanks()
        if take("}") { return .object(JSON.Members()) }
        while true {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw malformed() }
            let key = try string()
            guard keys.insert(key).inserted else { throw Self.twice(key) }
            skipBlanks()
            guard take(":") else { throw malformed() }
            self.key = key
            members.append((key, try value()))
            skipBlanks()
            if take("}") { return .object(JSON.Members(unique: members)) }
            guard take(",") else { throw malformed() }
        }
    }

    private mutating func array() throws(AppError) -> JSON {
        var elements: [JSON] = []
        position += 1
        skipBlanks()
        if take("]") { return .array([]) }
        while true {
            elements.append(try value())
            skipBlanks()
            if take("]") { return .array(elements) }
            guard take(",") else { throw malformed() }
        }
    }

    private mutating func word(_ word: StaticString, _ json: JSON) throws(AppError) -> JSON {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual("\(word)".utf8) else {
            throw malformed()
        }
        position = end
        return json
    }

    // MARK: Texts

    private mutating func string() throws(AppError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &text)
            case 0..<0x20: throw malformed()
            default:
                text.append(byte)
                position += 1
            }
        }
        throw malformed()
    }

    private mutating func escape(into text: inout [UInt8]) throws(AppError) {
        guard let byte = peek else { throw malformed() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            if (0xD800..<0xDC00).contains(value) {
                guard take("\\"), take("u") else { throw malformed() }
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw malformed() }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else { throw malformed() }
            text.append(contentsOf: Character(scalar).utf8)
        default:
            position -= 1
            throw malformed()
        }
    }

    private mutating func hexadecimal() throws(AppError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw malformed()
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    // MARK: Numbers

    private mutating func number() throws(AppError) -> JSON {
        let start = position
        _ = take("-")
        if !take("0") { guard skipDigits() else { throw malformed() } }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard skipDigits() else { throw malformed() }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard skipDigits() else { throw malformed() }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .int(integer) }
        guard !isWhole, let number = Double(text), number.isFinite else { throw tooLarge(text) }
        return .number(number)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }

    // MARK: -

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private var beginning: String { AppError.quote(String(decoding: bytes.prefix(400), as: UTF8.self)) }

    private func malformed() -> AppError {
        let before = String(decoding: bytes[..<position], as: UTF8.self).unicodeScalars.count
        let reason: Phrase
        if position < bytes.count {
            let next = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
            let found = AppError.quote(next.map { String($0) } ?? "")
            reason = Phrase(
                "第 \(before + 1) 个字“\(found)”不该在这里",
                en: "“\(found)”, character \(before + 1), should not be there"
            )
        } else {
            reason = Phrase("到第 \(before) 个字就断了", en: "it breaks off after character \(before)")
        }
        return AppError(
            .invalid,
            "json_malformed",
            field: .file,
            value: beginning,
            Phrase(
                "“\(beginning)”不是完整的 JSON，\(reason.zh)：每行要有一个完整的 JSON 对象，请检查引号、逗号和括号。",
                en:
                    "“\(beginning)” is not whole JSON: \(reason.en). Each line must be one JSON object; check quotes, commas and brackets."
            )
        )
    }

    private static func twice(_ key: String) -> AppError {
        let quoted = AppError.quote(key)
        return AppError(
            .invalid,
            "json_key_twice",
            field: Field(key, key, en: key),
            value: key,
            Phrase("“\(quoted)”在同一个对象里写了两次：请只留一个。", en: "“\(quoted)” stands twice in one object: keep one.")
        )
    }

    private func tooLarge(_ text: String) -> AppError {
        let (key, quoted) = (AppError.quote(key), AppError.quote(text))
        return AppError(
            .invalid,
            "json_number_too_large",
            field: Field(key, key, en: key),
            value: text,
            Phrase(
                "“\(key)”的数“\(quoted)”太大，记不下来：请核对位数和单位。",
                en:
                    "“\(key)” has the number “\(quoted)”, too large to be recorded: check its digits and unit."
            )
        )
    }
}
