/// JSON as text. The same value gives the same bytes, on every machine and in every run.
extension JSON: CustomStringConvertible {
    /// On one line without spaces, as in JSON Lines.
    public var text: String {
        var writer = JSONWriter(indents: false)
        writer.write(self)
        return writer.text
    }

    /// For people: a member or element a line, indented by two spaces; no line end after the last.
    public var pretty: String {
        var writer = JSONWriter(indents: true)
        writer.write(self)
        return writer.text
    }

    public var description: String { text }
}

private struct JSONWriter {
    let indents: Bool
    private var depth = 0
    private var bytes: [UInt8] = []

    init(indents: Bool) { self.indents = indents }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ json: JSON) {
        switch json {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .int(let value): bytes += String(value).utf8
        // The shortest digits that read back as the same number.
        case .number(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .string(let value): write(value)
        case .array(let elements):
            write(elements, between: ("[", "]")) { writer, element in writer.write(element) }
        case .object(let members):
            write(members, between: ("{", "}")) { writer, member in
                writer.write(member.key)
                writer.bytes += (writer.indents ? ": " : ":").utf8
                writer.write(member.value)
            }
        }
    }

    private mutating func write<Items: Collection>(
        _ items: Items,
        between brackets: (open: String, close: String),
        _ writeItem: (inout JSONWriter, Items.Element) -> Void
    ) {
        bytes += brackets.open.utf8
        depth += 1
        var isFirst = true
        for item in items {
            if !isFirst { bytes += ",".utf8 }
            isFirst = false
            breakLine()
            writeItem(&self, item)
        }
        depth -= 1
        if !items.isEmpty { breakLine() }
        bytes += brackets.close.utf8
    }

    private mutating func breakLine() {
        guard indents else { return }
        bytes += "\n".utf8
        bytes += repeatElement(UInt8(ascii: " "), count: depth * 2)
    }

    /// Stretches that need no escape are copied whole.
    private mutating func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { text in
            var start = 0, at = 0
            while at < text.count {
                guard let (scalar, length) = Self.escaped(text, at) else {
                    at += 1
                    continue
                }
                bytes += text[start..<at]
                escape(scalar)
                at += length
                start = at
            }
            bytes += text[start...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The scalar that begins at a byte and its length, if it can't stand as it is: what JSON asks for, and beyond that the
    /// rest of the controls, which steer terminals, and two line ends that would break a script or a file read line by line.
    @inline(__always)
    private static func escaped(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> (Unicode.Scalar, Int)? {
        switch text[at] {
        case 0x22, 0x5C, ..<0x20, 0x7F: (Unicode.Scalar(text[at]), 1)
        // U+0080 to U+009F.
        case 0xC2 where text[at + 1] < 0xA0: (Unicode.Scalar(text[at + 1]), 2)
        case 0xE2 where text[at + 1] == 0x80 && text[at + 2] == 0xA8: ("\u{2028}", 3)
        case 0xE2 where text[at + 1] == 0x80 && text[at + 2] == 0xA9: ("\u{2029}", 3)
        default: nil
        }
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        default: number(scalar)
        }
    }

    private mutating func number(_ scalar: Unicode.Scalar) {
        let digits = String(scalar.value, radix: 16)
        bytes += "\\u".utf8
        bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        bytes += digits.utf8
    }
}
