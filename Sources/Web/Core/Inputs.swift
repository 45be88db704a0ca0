import Domain

/// What a form or an address carries: names with values, in order; a name may stand more than once.
struct Inputs: Sendable, Equatable {
    private(set) var pairs: [(name: String, value: String)] = []

    static func == (left: Inputs, right: Inputs) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0.name == $1.name && $0.value == $1.value }
    }

    /// More than any form of ours has.
    static let most = 2_000

    init() {}

    /// Reads `application/x-www-form-urlencoded` text (WHATWG URL Standard, section 5.1).
    ///
    /// - Throws: `form_malformed` when it is not UTF-8 under its percent signs or has too many fields.
    init(parsing text: some Sequence<UInt8>) throws(AppError) {
        var name: [UInt8] = []
        var value: [UInt8] = []
        var isInValue = false
        var pending: [UInt8] = []
        func flush(into pairs: inout [(name: String, value: String)]) throws(AppError) {
            guard !name.isEmpty || !value.isEmpty else { return }
            guard pairs.count < Self.most, let name = String(validating: name, as: UTF8.self),
                let value = String(validating: value, as: UTF8.self)
            else { throw Self.malformed }
            pairs.append((name, value))
        }
        func add(_ byte: UInt8) { if isInValue { value.append(byte) } else { name.append(byte) } }
        for byte in text {
            if !pending.isEmpty {
                pending.append(byte)
                guard pending.count == 3 else { continue }
                guard let decoded = UInt8(String(decoding: pending[1...], as: UTF8.self), radix: 16) else {
                    throw Self.malformed
                }
                add(decoded)
                pending = []
                continue
            }
            switch byte {
            case UInt8(ascii: "%"): pending = [byte]
            case UInt8(ascii: "+"): add(UInt8(ascii: " "))
            case UInt8(ascii: "=") where !isInValue: isInValue = true
            case UInt8(ascii: "&"):
                try flush(into: &pairs)
                (name, value, isInValue) = ([], [], false)
            default: add(byte)
            }
        }
        guard pending.isEmpty else { throw Self.malformed }
        try flush(into: &pairs)
    }

    private static let malformed = AppError(
        .invalid,
        "form_malformed",
        Phrase("提交的内容读不出来：请返回重新填写。", en: "What was sent can't be read: go back and fill the form in again.")
    )

    /// The first value of a name, without blanks around it; blank if there is none.
    subscript(name: String) -> String {
        get { pairs.first { $0.name == name }.map { Text.trimmed($0.value) } ?? "" }
        set { set(name, [newValue]) }
    }

    /// The first value of a name exactly as it was sent, for passwords.
    func raw(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

    /// All values of a name that are not blank.
    func all(_ name: String) -> [String] {
        pairs.compactMap { $0.name == name && !Text.trimmed($0.value).isEmpty ? Text.trimmed($0.value) : nil }
    }

    /// Whether the name stands there at all, as a box that is ticked does.
    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// Replaces all values of a name.
    mutating func set(_ name: String, _ values: [String]) {
        pairs.removeAll { $0.name == name }
        pairs += values.map { (name, $0) }
    }

    /// The text of an address's query, with `?` in front; blank values are left out.
    func query(_ changes: [(String, String?)] = []) -> String {
        var all = pairs
        for (name, value) in changes {
            all.removeAll { $0.name == name }
            if let value { all.append((name, value)) }
        }
        all.removeAll { $0.value.isEmpty }
        guard !all.isEmpty else { return "" }
        return "?" + all.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// The text that an address's part says; nil if it is not UTF-8 under its percent signs. A plus is a plus here.
    static func decoded(_ part: String) -> String? {
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            else {
                return nil
            }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// A text as part of an address: all but letters, digits and `-._~` percent-encoded (RFC 3986, 2.3).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
