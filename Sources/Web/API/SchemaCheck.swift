import Domain
import Foundation
import Synchronization

/// Holds a value against a schema of the description (JSON Schema 2020-12, the keywords that `Schemas/` uses; a test sees
/// to it that there are no others).
struct SchemaCheck {
    /// Where a value breaks its schema, and what would be right.
    struct Mismatch {
        /// The keys and numbers on the way to it.
        var path: [String]
        /// The schema's title, if it has one.
        var title: String?
        let value: JSON?
        let rule: Phrase
    }

    let description: Description

    /// The first thing that is wrong; nil if nothing is.
    func mismatch(_ value: JSON, _ schema: JSON) -> Mismatch? {
        guard let schema = schema.asObject else { return nil }
        for keyword in schema {
            guard var found = check(value, keyword.key, keyword.value, schema) else { continue }
            if found.path.isEmpty, found.title == nil { found.title = schema["title"]?.asString }
            return found
        }
        return nil
    }

    private func check(_ value: JSON, _ keyword: String, _ rule: JSON, _ schema: JSON.Members) -> Mismatch? {
        switch keyword {
        case "$ref":
            return rule.asString.flatMap(description.target).flatMap { mismatch(value, $0) }
        case "allOf":
            return (rule.asArray ?? []).lazy.compactMap { mismatch(value, $0) }.first
        case "anyOf":
            let found = (rule.asArray ?? []).map { mismatch(value, $0) }
            return found.contains { $0 == nil } ? nil : found.first ?? nil
        case "oneOf":
            let found = (rule.asArray ?? []).map { mismatch(value, $0) }
            switch found.count(where: { $0 == nil }) {
            case 1: return nil
            case 0: return found.first ?? nil
            default: return Self.wrong(value, Phrase("只能写其中一种", en: "only one of the ways can be used"))
            }
        case "not":
            guard mismatch(value, rule) == nil else { return nil }
            let keys = (rule["required"]?.asArray ?? []).compactMap(\.asString)
            guard keys.isEmpty else {
                return Self.wrong(
                    value,
                    Phrase(
                        "\(keys.joined(separator: "、"))不能同时写",
                        en: "\(keys.joined(separator: " and ")) can't go together"
                    )
                )
            }
            return Self.wrong(value, Phrase("不能这样写", en: "it can't be this"))
        case "if":
            let branch = mismatch(value, rule) == nil ? schema["then"] : schema["else"]
            return branch.flatMap { mismatch(value, $0) }
        case "properties", "required", "additionalProperties":
            return checkObject(value, keyword, rule, schema)
        case "items", "prefixItems", "minItems", "maxItems", "uniqueItems":
            return checkArray(value, keyword, rule, schema)
        default: return checkScalar(value, keyword, rule)
        }
    }

    private func checkObject(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members
    ) -> Mismatch? {
        guard let members = value.asObject else { return nil }
        switch keyword {
        case "properties":
            for member in members {
                guard let property = rule[member.key], var found = mismatch(member.value, property) else {
                    continue
                }
                found.path.insert(member.key, at: 0)
                return found
            }
        case "required":
            for key in rule.asArray ?? [] where members[key.asString ?? ""] == nil {
                return Mismatch(
                    path: [key.asString ?? ""],
                    title: nil,
                    value: nil,
                    rule: Phrase("这一项必填", en: "it must be given")
                )
            }
        default:
            if rule.asObject != nil {
                for member in members where schema["properties"]?[member.key] == nil {
                    guard var found = mismatch(member.value, rule) else { continue }
                    found.path.insert(member.key, at: 0)
                    return found
                }
            }
            guard rule == false else { return nil }
            for member in members where schema["properties"]?[member.key] == nil {
                let known = (schema["properties"]?.asObject?.keys ?? []).joined(separator: ", ")
                return Mismatch(
                    path: [member.key],
                    title: nil,
                    value: nil,
                    rule: Phrase(
                        "没有这一项，请核对拼写，可用的有 \(known)",
                        en: "there is no such key: check the spelling; there are \(known)"
                    )
                )
            }
        }
        return nil
    }

    private func checkArray(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members
    ) -> Mismatch? {
        guard let elements = value.asArray else { return nil }
        let first = schema["prefixItems"]?.asArray ?? []
        switch keyword {
        case "prefixItems", "items":
            for (index, element) in elements.enumerated() {
                let rule = keyword == "items" ? (index < first.count ? [:] : rule) : (rule[index] ?? [:])
                guard var found = mismatch(element, rule) else { continue }
                found.path.insert(String(index), at: 0)
                return found
            }
            return nil
        case "minItems" where elements.count < rule.asInt ?? 0:
            return Self.wrong(value, Phrase("至少要 \(rule.text) 项", en: "give \(rule.text) or more"))
        case "maxItems" where elements.count > rule.asInt ?? 0:
            return Self.wrong(value, Phrase("最多 \(rule.text) 项", en: "give at most \(rule.text)"))
        case "uniqueItems" where rule == true && Set(elements).count < elements.count:
            return Self.wrong(value, Phrase("有重复的项，请只留一个", en: "something stands twice: keep one"))
        default: return nil
        }
    }

    private func checkScalar(_ value: JSON, _ keyword: String, _ rule: JSON) -> Mismatch? {
        switch (keyword, value) {
        case ("type", _):
            let types = (rule.asArray ?? [rule]).compactMap(\.asString)
            guard !types.contains(where: { Self.isOfType(value, $0) }) else { return nil }
            let names = types.map { Self.typeNames[$0] ?? Phrase($0, en: $0) }
            return Self.wrong(
                value,
                Phrase(
                    "要写成\(names.map(\.zh).joined(separator: "或"))",
                    en: "write \(names.map(\.en).joined(separator: " or "))"
                )
            )
        case ("const", _) where value != rule:
            return Self.wrong(value, Phrase("只能是 \(rule.text)", en: "it can only be \(rule.text)"))
        case ("enum", _) where rule.asArray?.contains(value) != true:
            let words = (rule.asArray ?? []).map { $0.asString ?? $0.text }.joined(separator: ", ")
            return Self.wrong(value, Phrase("只能是 \(words) 之一", en: "there are \(words)"))
        case ("minimum", .int), ("minimum", .number):
            guard let number = value.asDouble, let least = rule.asDouble, number < least else { return nil }
            return Self.wrong(value, Phrase("不能小于 \(rule.text)", en: "the least is \(rule.text)"))
        case ("maximum", .int), ("maximum", .number):
            guard let number = value.asDouble, let most = rule.asDouble, number > most else { return nil }
            return Self.wrong(value, Phrase("不能大于 \(rule.text)", en: "the most is \(rule.text)"))
        case ("minLength", .string(let text)) where text.unicodeScalars.count < rule.asInt ?? 0:
            return Self.wrong(
                value,
                Phrase("至少要 \(rule.text) 个字", en: "write \(rule.text) characters or more")
            )
        case ("maxLength", .string(let text)) where text.unicodeScalars.count > rule.asInt ?? .max:
            return Self.wrong(
                value,
                Phrase("最多 \(rule.text) 个字", en: "write at most \(rule.text) characters")
            )
        case ("pattern", .string(let text)):
            guard let pattern = rule.asString, !Self.matches(text, pattern) else { return nil }
            return Self.wrong(value, Phrase("写法不对，要符合 \(pattern)", en: "it must match \(pattern)"))
        case ("format", .string(let text)) where rule == "date":
            let field = Field("format", "日期", en: "date")
            guard (try? Day(parsing: text, field: field))?.description != text else { return nil }
            return Self.wrong(value, Phrase("不是日历上的一天，写成 2021-05-31", en: "write a day such as 2021-05-31"))
        default: return nil
        }
    }

    private static func wrong(_ value: JSON, _ rule: Phrase) -> Mismatch {
        Mismatch(path: [], title: nil, value: value, rule: rule)
    }

    private static let typeNames: [String: Phrase] = [
        "string": Phrase("文字", en: "a text"), "integer": Phrase("整数", en: "a whole number"),
        "number": Phrase("数", en: "a number"), "boolean": Phrase("true 或 false", en: "true or false"),
        "array": Phrase("列表", en: "a list"), "object": Phrase("对象", en: "an object"),
        "null": Phrase("null", en: "null"),
    ]

    private static func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object):
            true
        case ("integer", _): value.asInt != nil
        case ("number", .int), ("number", .number): true
        default: false
        }
    }

    private static let expressions = Mutex<[String: NSRegularExpression]>([:])

    /// A pattern means the same here as in other programs (ECMA-262): `$` is the very end and not also before a line end.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        let expression = expressions.withLock { known -> NSRegularExpression? in
            if let expression = known[pattern] { return expression }
            let made = try? NSRegularExpression(pattern: pattern.replacing("$", with: "\\z"))
            known[pattern] = made
            return made
        }
        guard let expression else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}

extension SchemaCheck.Mismatch {
    /// The same, said to whoever sent the value.
    ///
    /// - Parameter name: what stands for the whole value where the path is empty: the body, or a parameter.
    func error(of name: String) -> AppError {
        let key = path.isEmpty ? name : path.joined(separator: "/")
        let titles = (title ?? "").components(separatedBy: " · ")
        let (zh, en) = (titles[0].isEmpty ? key : titles[0], titles.count > 1 ? titles[1] : key)
        let field = Field(key, zh, en: en)
        let typed = value.map { AppError.quote($0.asString ?? $0.text) }
        let (what, whatEN) =
            typed.map { ("“\($0)”不对", "“\($0)” won't do") } ?? ("不对", "is wrong")
        let mark = zh == key ? "" : "（\(AppError.quote(key))）"
        let markEN = en == key ? "" : " (\(AppError.quote(key)))"
        return AppError(
            .invalid,
            "not_as_described",
            field: field,
            value: typed,
            Phrase(
                "\(AppError.quote(zh))\(mark)\(what)：\(rule.zh)。",
                en: "\(AppError.quote(en))\(markEN) \(whatEN): \(rule.en)."
            )
        )
    }
}
