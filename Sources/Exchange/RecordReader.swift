public import Domain
import Market

/// Reads a record's members one by one as typed values, names the field when one is wrong, and at the end refuses keys
/// that nobody asked for: a misspelt key must not lose what was written under it.
///
/// The one border between written records (files, commands, the API) and the use cases.
struct RecordReader {
    let type: RecordType
    private let members: JSON.Members
    /// The record as it is, when there is one: a coded value that it has already needs no place in today's lists, and what
    /// the program would fill in by itself stays as it was filled in the first time.
    var kept: JSON.Members?
    let work: Work
    /// Whether a form is being read that is still being filled in: what must be there may still be missing.
    var isUnfinished = false
    /// Organizations that whoever reads has found already, by the field that names them.
    var parties: [Field: Organization.ID] = [:]
    /// What fields say that are left blank.
    var usual: [Field: String] = [:]
    private var asked: Set<String> = ["type"]
    /// Where in the record the members stand, when they are a part of one.
    private var place: Phrase?

    init(_ type: RecordType, _ members: JSON.Members, kept: JSON.Members? = nil, work: Work) {
        self.type = type
        self.members = members
        self.kept = kept
        self.work = work
    }

    // MARK: Texts

    /// The text of a key; nil if it is absent, null or blank.
    mutating func optionalText(_ field: Field, key: String? = nil) throws -> String? {
        guard let value = value(key ?? field.code) else { return nil }
        switch value {
        case .string(let text): return text
        case .int(let integer): return String(integer)
        default: throw wrongType(field, value, Phrase("请写成文字", en: "write a text"))
        }
    }

    mutating func text(_ field: Field) throws -> String { try optionalText(field) ?? "" }

    /// A text that must be there.
    mutating func requiredText(_ field: Field) throws -> String {
        guard let text = try optionalText(field) else {
            if isUnfinished { return "" }
            throw missing(field)
        }
        return text
    }

    /// A list of texts; one text stands for a list of one.
    mutating func list(_ field: Field) throws -> [String] {
        guard let value = value(field.code) else { return [] }
        switch value {
        case .string(let text): return [text]
        case .array(let elements):
            return try elements.map { element in
                guard case .string(let text) = element else {
                    throw wrongType(field, element, Phrase("列表里请写文字", en: "write texts in the list"))
                }
                return text
            }
        default: throw wrongType(field, value, Phrase("请写成文字的列表", en: "write a list of texts"))
        }
    }

    // MARK: Numbers, days, money

    mutating func integer(_ field: Field) throws -> Int64? {
        guard let value = value(field.code) else { return nil }
        switch value {
        case .int(let integer): return integer
        case .number(let number):
            // Programs that know no whole numbers write 3.0.
            guard let integer = Int64(exactly: number) else {
                throw wrongType(field, value, Phrase("请写整数", en: "write a whole number"))
            }
            return integer
        case .string(let text):
            guard let integer = Int64(Text.normalized(text)) else {
                throw wrongType(field, value, Phrase("请写整数", en: "write a whole number"))
            }
            return integer
        default: throw wrongType(field, value, Phrase("请写整数", en: "write a whole number"))
        }
    }

    mutating func flag(_ field: Field) throws -> Bool? {
        guard let value = value(field.code) else { return nil }
        guard case .bool(let flag) = value else {
            throw wrongType(field, value, Phrase("请写 true 或 false", en: "write true or false"))
        }
        return flag
    }

    mutating func optionalDay(_ field: Field) throws -> Day? {
        try optionalText(field).map { try Day(parsing: $0, field: field) }
    }

    /// The day that the record already has, where one would be filled in by itself.
    func keptDay(_ field: Field) -> Day? {
        kept?[field.code]?.asString.flatMap { try? Day(parsing: $0, field: field) }
    }

    /// The whole number that the record already has, where one would be filled in by itself.
    func keptInteger(_ field: Field) -> Int64? { kept?[field.code]?.asInt }

    /// The name of the bureau's sheet that is meant.
    mutating func bureauSheet() throws -> String {
        let text = try requiredText(.bureauSheet)
        if isKept(.bureauSheet) || text.isEmpty { return text }
        return try work.bureauSheets.find(text).name
    }

    mutating func day(_ field: Field) throws -> Day {
        guard let day = try optionalDay(field) else { throw missing(field) }
        return day
    }

    /// Money under the field's key as whole fen, or under the key without `_fen` as a text with its unit.
    mutating func optionalMoney(_ field: Field) throws -> Money? {
        let fen = value(field.code)
        let key = String(field.code.dropLast("_fen".count))
        let text = value(key)
        if fen != nil, text != nil {
            throw AppError(
                .invalid,
                "amount_twice",
                field: field,
                Phrase(
                    "\(field.name.zh)写了两次（\(field.code) 和 \(key)）：请只留一个。",
                    en: "The \(field.name.en) is given twice (\(field.code) and \(key)): keep one."
                )
            )
        }
        if let text {
            switch text {
            case .string(let typed): return try Money(parsing: typed, field: field)
            case .int(let integer): return try Money(parsing: String(integer), field: field)
            case .number(let number): return try Money(parsing: "\(number)", field: field)
            default:
                throw wrongType(
                    field,
                    text,
                    Phrase("请写带单位的金额，如“6230万元”", en: "write an amount with its unit, such as 6230万元")
                )
            }
        }
        return try fen.map { try self.fen(field, $0) }
    }

    /// Money as whole fen, for amounts that only the program writes.
    mutating func optionalFen(_ field: Field) throws -> Money? {
        try value(field.code).map { try fen(field, $0) }
    }

    private func fen(_ field: Field, _ fen: JSON) throws -> Money {
        guard let integer = fen.asInt else {
            throw wrongType(field, fen, Phrase("请写以分为单位的整数", en: "write a whole number of fen"))
        }
        guard integer >= 0 else {
            throw AppError(
                .invalid,
                "money_negative",
                field: field,
                value: String(integer),
                Phrase(
                    "\(field.name.zh)“\(integer)”是负数：请写零或以上的整数（分）。",
                    en:
                        "The \(field.name.en) “\(integer)” is below zero: write a whole number of fen, zero or more."
                )
            )
        }
        return Money(fen: integer)
    }

    mutating func money(_ field: Field) throws -> Money {
        guard let money = try optionalMoney(field) else { throw missing(field) }
        return money
    }

    // MARK: Codes

    mutating func optionalCode(_ field: Field, in list: CodeListName) throws -> String? {
        guard let text = try optionalText(field) else { return nil }
        if isKept(field) { return text }
        return try work.codes().resolve(text, in: list, field: field)
    }

    mutating func code(_ field: Field, in list: CodeListName) throws -> String {
        guard let code = try optionalCode(field, in: list) else { throw missing(field) }
        return code
    }

    mutating func codes(_ field: Field, in list: CodeListName) throws -> [String] {
        let texts = try self.list(field)
        if isKept(field) { return texts }
        let book = try work.codes()
        var codes: [String] = []
        for text in texts where !Text.trimmed(text).isEmpty {
            let code = try book.resolve(text, in: list, field: field)
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    mutating func industry() throws -> IndustryCode? {
        guard let text = try optionalText(.industry) else { return nil }
        if isKept(.industry) { return IndustryCode(rawValue: text) }
        return try work.codes().industry(parsing: text, field: .industry)
    }

    mutating func region() throws -> RegionCode? {
        guard let text = try optionalText(.region) else { return nil }
        if isKept(.region) { return RegionCode(rawValue: text) }
        return try work.codes().region(parsing: text, field: .region)
    }

    /// A word of a fixed set, or its Chinese or English name.
    mutating func optionalWord<Word: RawRepresentable<String> & CaseIterable>(
        _ field: Field,
        _ name: (Word) -> Phrase
    ) throws -> Word? {
        guard let text = try optionalText(field) ?? usual[field] else { return nil }
        return try Words.parse(text, field, name)
    }

    /// The word that the record already has, where one would be filled in by itself.
    func keptWord<Word: RawRepresentable<String>>(_ field: Field) -> Word? {
        kept?[field.code]?.asString.flatMap(Word.init(rawValue:))
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ field: Field,
        _ name: (Word) -> Phrase
    ) throws -> Word {
        guard let word = try optionalWord(field, name) else { throw missing(field) }
        return word
    }

    // MARK: Parts of records

    mutating func recordCode(_ kind: RecordCode.Kind) throws -> RecordCode? {
        try optionalText(.code).map { try RecordCode(parsing: $0, kind: kind, field: .code) }
    }

    mutating func contact() throws -> Contact {
        Contact(
            name: try text(.contactName),
            phone: try optionalText(.contactPhone).map { try PhoneNumber(parsing: $0, field: .contactPhone) },
            email: try optionalText(.contactEmail).map { try EmailAddress(parsing: $0, field: .contactEmail) }
        )
    }

    mutating func organization(_ field: Field) throws -> Organization.ID {
        if let known = parties[field] {
            asked.insert(field.code)
            return known
        }
        // No record has this number.
        if isUnfinished, !says(field) { return Organization.ID(rawValue: 0) }
        return try work.organizations.find(try requiredText(field), field: field).id
    }

    mutating func user(_ field: Field) throws -> User.ID? {
        try optionalText(field).map { try work.users.find($0, field: field).id }
    }

    /// The objects of a list, each read by `read`; nil if the key is absent.
    mutating func objects<Value>(
        _ field: Field,
        _ read: (inout RecordReader) throws -> Value
    ) throws -> [Value]? {
        guard let value = value(field.code) else { return nil }
        guard case .array(let elements) = value else {
            throw wrongType(field, value, Phrase("请写成列表", en: "write a list"))
        }
        return try elements.enumerated().map { index, element in
            guard case .object(let members) = element else {
                throw wrongType(field, element, Phrase("列表里请写对象", en: "write objects in the list"))
            }
            var reader = RecordReader(type, members, work: work)
            reader.asked = []
            reader.place = Phrase(
                "\(field.name.zh)（\(field.code)）第 \(index + 1) 项",
                en: "\(field.code), entry \(index + 1)"
            )
            let value = try read(&reader)
            try reader.finish()
            return value
        }
    }

    /// Keys that the program writes and does not read.
    mutating func ignore(_ keys: String...) { asked.formUnion(keys) }

    /// Whether the record says anything about a key.
    func says(_ field: Field) -> Bool {
        var reader = self
        return reader.value(field.code) != nil
    }

    /// Refuses keys that were not asked for.
    func finish() throws {
        guard let key = members.keys.first(where: { !asked.contains($0) }) else { return }
        let known = asked.subtracting(["type"]).sorted().joined(separator: ", ")
        let place = self.place ?? type.name
        throw AppError(
            .invalid,
            "unknown_key",
            field: Field(key, key, en: key),
            value: key,
            Phrase(
                "\(place.zh)没有“\(AppError.quote(key))”这一项：请核对拼写，可用的有 \(known)。",
                en:
                    "There is no “\(AppError.quote(key))” here (\(place.en)): check the spelling; there are \(known)."
            )
        )
    }

    func missing(_ field: Field) -> AppError {
        AppError(
            .invalid,
            "required",
            field: field,
            Phrase(
                "\(place?.zh ?? "")缺少\(field.name.zh)（\(field.code)）：这一项必填。",
                en:
                    "The \(field.name.en) (\(field.code)) is missing\(place.map { " in \($0.en)" } ?? ""): it must be given."
            )
        )
    }

    // MARK: -

    private mutating func value(_ key: String) -> JSON? {
        asked.insert(key)
        switch members[key] {
        case nil, .null?: return nil
        // A blank text is nothing, whatever the key asks for.
        case .string(let text)? where Text.trimmed(text).isEmpty: return nil
        case let value?: return value
        }
    }

    private func isKept(_ field: Field) -> Bool {
        guard let kept = kept?[field.code] else { return false }
        return kept == members[field.code]
    }

    private func wrongType(_ field: Field, _ value: JSON, _ remedy: Phrase) -> AppError {
        let quoted = AppError.quote(value.text)
        return AppError(
            .invalid,
            "wrong_type",
            field: field,
            value: value.text,
            Phrase(
                "\(place.map { $0.zh + "的" } ?? "")\(field.name.zh)（\(field.code)）“\(quoted)”不对：\(remedy.zh)。",
                en:
                    "The \(field.name.en) (\(field.code)) “\(quoted)”\(place.map { " in \($0.en)" } ?? "") won't do: \(remedy.en)."
            )
        )
    }
}

/// Words of fixed sets: roles, stages, states, kinds.
public enum Words {
    /// The word that a text means: itself, or its Chinese or English name.
    ///
    /// - Throws: `unknown_word`, with all that there are.
    public static func parse<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        _ field: Field,
        _ name: (Word) -> Phrase
    ) throws(AppError) -> Word {
        let wanted = Text.normalized(text).lowercased()
        for word in Word.allCases {
            let name = name(word)
            if word.rawValue == wanted || name.zh == wanted || name.en == wanted { return word }
        }
        let names = Word.allCases.map { "\($0.rawValue)（\(name($0).zh)）" }.joined(separator: "、")
        let codes = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw AppError(
            .invalid,
            "unknown_word",
            field: field,
            value: text,
            Phrase(
                "\(field.name.zh)“\(AppError.quote(text))”不对：可用的有 \(names)。",
                en: "The \(field.name.en) “\(AppError.quote(text))” won't do: there are \(codes)."
            )
        )
    }
}
