import Domain

/// How columns become values. Each reads one column, by position.
extension SQLRow {
    func optionalInteger(_ index: Int) -> Int64? { isNull(index) ? nil : integer(index) }
    func optionalText(_ index: Int) -> String? { isNull(index) ? nil : text(index) }
    func flag(_ index: Int) -> Bool { integer(index) != 0 }
    func id<Record>(_ index: Int) -> ID<Record> { ID(rawValue: integer(index)) }
    func optionalID<Record>(_ index: Int) -> ID<Record>? { optionalInteger(index).map(ID.init(rawValue:)) }
    func day(_ index: Int) -> Day { Day(rawValue: Int(integer(index))) }
    func optionalDay(_ index: Int) -> Day? { optionalInteger(index).map { Day(rawValue: Int($0)) } }
    func instant(_ index: Int) -> Instant { Instant(rawValue: integer(index)) }
    func optionalInstant(_ index: Int) -> Instant? { optionalInteger(index).map(Instant.init(rawValue:)) }
    func money(_ index: Int) -> Money { Money(fen: integer(index)) }
    func optionalMoney(_ index: Int) -> Money? { optionalInteger(index).map(Money.init(fen:)) }

    /// A list of one-line texts, stored one a line.
    func lines(_ index: Int) -> [String] {
        var text = text(index)
        // By bytes: looking for whole characters takes many times as long.
        return text.withUTF8 { bytes in
            var lines: [String] = []
            var start = 0
            for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "\n") {
                if end > start {
                    lines.append(
                        String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
                    )
                }
                start = end + 1
            }
            return lines
        }
    }

    /// The enum stored in a column whose values the schema's CHECK limits.
    func stored<Value: RawRepresentable<String>>(_ index: Int) throws -> Value {
        let text = text(index)
        guard let value = Value(rawValue: text) else {
            throw DamagedValue(text: text, expected: "\(Value.self)")
        }
        return value
    }
}

/// A stored value that no write of ours can have made: somebody edited the file by hand, or the disk did.
struct DamagedValue: Error, CustomStringConvertible {
    let text: String
    let expected: String

    var description: String { "stored value “\(AppError.quote(text))” is not a \(expected)" }
}

extension SQLValue {
    init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
    init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
    init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
    init(_ value: Bool) { self = .integer(value ? 1 : 0) }
    init(_ value: Day?) { self = value.map { .integer(Int64($0.rawValue)) } ?? .null }
    init(_ value: Instant?) { self = value.map { .integer($0.rawValue) } ?? .null }
    init(_ value: Money?) { self = value.map { .integer($0.fen) } ?? .null }
    init<Record>(_ value: ID<Record>?) { self = value.map { .integer($0.rawValue) } ?? .null }
    init<Value: RawRepresentable<String>>(_ value: Value) { self = .text(value.rawValue) }
    init(lines: [String]) { self = .text(lines.joined(separator: "\n")) }
    /// A value in the text form that its parser reads back.
    init<Value: CustomStringConvertible>(text value: Value?) {
        self = value.map { .text($0.description) } ?? .null
    }
}
