import Crypto

/// SHA-256 over fields, each with its length in front, so that no two different lists of fields have one text.
struct FieldHash {
    private var hasher = SHA256()
    /// What was added and not yet hashed; handing over much at once is quicker.
    private var waiting: [UInt8] = []
    private static let enough = 1 << 16

    /// Adds a field; nil is a field of its own and not a blank one.
    mutating func add(_ text: String?) {
        if let text {
            waiting.append(contentsOf: String(text.utf8.count).utf8)
            waiting.append(UInt8(ascii: ":"))
            waiting.append(contentsOf: text.utf8)
        } else {
            waiting.append(contentsOf: "-:".utf8)
        }
        if waiting.count >= Self.enough { flush() }
    }

    mutating func add(_ number: Int64?) { add(number.map { String($0) }) }

    mutating func add(_ flag: Bool) { add(flag ? "1" : "0") }

    private mutating func flush() {
        hasher.update(data: waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    /// The hash in lower-case hexadecimal.
    mutating func finish() -> String {
        flush()
        return Transaction.hexadecimal(hasher.finalize())
    }
}
