import Domain

/// Evidence rows in few bytes: what a row shares with the one before it, or with any title or name before it, is not
/// written again.
///
/// Each row: the days since the row before; then kind, code and key, each as how many bytes it begins alike with the
/// row before, and the rest; then title and organization, each as the number of the text if the pack had it before, else
/// zero and the text; then whether there is an amount, and the amount. Whole numbers in groups of seven bits.
struct EvidencePack {
    /// How many rows go into one pack.
    static let size = 1000

    private(set) var count = 0
    private(set) var bytes: [UInt8] = []
    private var day = 0
    private var kind: [UInt8] = []
    private var code: [UInt8] = []
    private var key: [UInt8] = []
    /// By their bytes: Swift takes é for e with an accent, and a frozen text must come back as it was.
    private var numbers: [[UInt8]: Int] = [:]

    mutating func add(_ row: EvidenceRow) {
        number(Int64(row.on.rawValue - day))
        day = row.on.rawValue
        kind = shared(row.kind, kind)
        code = shared(row.code, code)
        key = shared(row.key, key)
        known(row.title)
        known(row.organization)
        bytes.append(row.amount == nil ? 0 : 1)
        if let amount = row.amount { number(amount) }
        count += 1
    }

    /// Returns the text's bytes, which the next row's may share.
    private mutating func shared(_ text: String, _ before: [UInt8]) -> [UInt8] {
        let now = Array(text.utf8)
        let alike = zip(now, before).prefix { $0 == $1 }.count
        length(alike)
        length(now.count - alike)
        bytes.append(contentsOf: now[alike...])
        return now
    }

    private mutating func known(_ text: String) {
        let utf8 = Array(text.utf8)
        if let number = numbers[utf8] { return length(number) }
        numbers[utf8] = numbers.count + 1
        length(0)
        length(utf8.count)
        bytes.append(contentsOf: utf8)
    }

    /// Small numbers of either sign take few bytes.
    private mutating func number(_ value: Int64) {
        unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    private mutating func length(_ value: Int) { unsigned(UInt64(value)) }

    private mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

extension EvidencePack {
    /// The rows in a pack.
    ///
    /// - Throws: `DamagedValue` when the bytes are not what `add` makes: somebody edited the file, or the disk did.
    static func rows(in bytes: [UInt8]) throws -> [EvidenceRow] {
        var reader = Reader(bytes: bytes)
        var rows: [EvidenceRow] = []
        while reader.position < bytes.count { rows.append(try reader.row()) }
        return rows
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0
        private var day = 0
        private var kind: [UInt8] = []
        private var code: [UInt8] = []
        private var key: [UInt8] = []
        private var texts: [String] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func row() throws -> EvidenceRow {
            let (sum, isTooLarge) = day.addingReportingOverflow(Int(try number()))
            guard !isTooLarge else { throw damaged }
            day = sum
            let kind = try shared(\.kind)
            let code = try shared(\.code)
            let key = try shared(\.key)
            let title = try known()
            let organization = try known()
            let amount: Int64? =
                switch try byte() {
                case 0: nil
                case 1: try number()
                default: throw damaged
                }
            return EvidenceRow(
                key: key,
                kind: kind,
                code: code,
                title: title,
                organization: organization,
                on: Day(rawValue: day),
                amount: amount
            )
        }

        private mutating func shared(_ path: WritableKeyPath<Reader, [UInt8]>) throws -> String {
            let alike = try length()
            let rest = try take(try length())
            guard alike <= self[keyPath: path].count else { throw damaged }
            self[keyPath: path].removeSubrange(alike...)
            self[keyPath: path].append(contentsOf: rest)
            return try text(self[keyPath: path][...])
        }

        private mutating func known() throws -> String {
            let number = try length()
            guard number > 0 else {
                let text = try text(try take(try length()))
                texts.append(text)
                return text
            }
            guard number <= texts.count else { throw damaged }
            return texts[number - 1]
        }

        private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged }
            return text
        }

        private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count <= bytes.count - position else { throw damaged }
            position += count
            return bytes[position - count..<position]
        }

        private mutating func byte() throws -> UInt8 {
            guard position < bytes.count else { throw damaged }
            position += 1
            return bytes[position - 1]
        }

        private mutating func length() throws -> Int {
            guard let length = Int(exactly: try unsigned()) else { throw damaged }
            return length
        }

        private mutating func number() throws -> Int64 {
            let value = try unsigned()
            return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
        }

        private mutating func unsigned() throws -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while shift < 64 {
                let byte = try byte()
                value |= UInt64(byte & 0x7f) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw damaged
        }

        private var damaged: DamagedValue {
            DamagedValue(text: "report_rows.content", expected: "pack of rows")
        }
    }
}

extension FieldHash {
    /// Adds a row, field by field.
    mutating func add(_ row: EvidenceRow) {
        add(row.key)
        add(row.kind)
        add(row.code)
        add(row.title)
        add(row.organization)
        add(Int64(row.on.rawValue))
        add(row.amount)
    }
}

extension EvidenceRow {
    /// The order in which reports keep rows: by day, code, kind and key as the lists have it, then by all the rest, so that
    /// the same rows always have the same order. Texts by their bytes, as both engines compare them.
    static func isBefore(_ left: EvidenceRow, _ right: EvidenceRow) -> Bool { order(left, right) < 0 }

    /// Below zero when `left` comes first, zero when both are one.
    static func order(_ left: EvidenceRow, _ right: EvidenceRow) -> Int {
        if left.on != right.on { return left.on < right.on ? -1 : 1 }
        let byCode = order(left.code, right.code)
        if byCode != 0 { return byCode }
        let byKind = order(left.kind, right.kind)
        if byKind != 0 { return byKind }
        let byKey = order(left.key, right.key)
        if byKey != 0 { return byKey }
        let byTitle = order(left.title, right.title)
        if byTitle != 0 { return byTitle }
        let byOrganization = order(left.organization, right.organization)
        if byOrganization != 0 { return byOrganization }
        let (one, other) = (left.amount ?? 0, right.amount ?? 0)
        return one == other ? 0 : one < other ? -1 : 1
    }

    private static func order(_ left: String, _ right: String) -> Int {
        if left.utf8.elementsEqual(right.utf8) { return 0 }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }
}
