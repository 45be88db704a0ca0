import Domain
import Exchange
import Foundation
import Synchronization

/// A validator for the part of JSON Schema 2020-12 that `Schemas/` uses. A keyword that it does not know is an error, so
/// that no rule of a schema goes unchecked.
struct Schema {
    /// Where a value breaks its schema, and how.
    struct Violation: CustomStringConvertible {
        let path: String
        let rule: String
        var description: String { "\(path): \(rule)" }
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Schemas").standardizedFileURL

    private let file: String
    private let files: [String: JSON]

    /// The schema of a type's records.
    init(_ type: RecordType) throws { try self.init(file: "\(type.rawValue).schema.json") }

    init(file: String) throws {
        var files: [String: JSON] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        where name.hasSuffix(".json") {
            files[name] = try JSON.reading(try Data(contentsOf: Self.folder.appendingPathComponent(name)))
        }
        self.init(file: file, files: files)
    }

    init(file: String, files: [String: JSON]) {
        self.file = file
        self.files = files
    }

    func violations(_ value: JSON) throws -> [Violation] {
        guard let schema = files[file] else { throw Malformed(description: "no \(file)") }
        return try check(value, schema, file, "$")
    }

    private static let silent: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "then", "else",
    ]

    private func check(_ value: JSON, _ schema: JSON, _ file: String, _ path: String) throws -> [Violation] {
        guard let schema = schema.asObject else { throw Malformed(description: "\(file): \(schema.text)") }
        var violations: [Violation] = []
        for (keyword, rule) in schema.map({ ($0.key, $0.value) }) where !Self.silent.contains(keyword) {
            switch keyword {
            case "$ref": violations += try follow(rule, value, file, path)
            case "allOf": for one in rule.asArray ?? [] { violations += try check(value, one, file, path) }
            case "anyOf", "oneOf":
                let results = try (rule.asArray ?? []).map { try check(value, $0, file, path) }
                let fits = results.filter(\.isEmpty).count
                if keyword == "oneOf" ? fits != 1 : fits == 0 {
                    violations.append(
                        Violation(path: path, rule: "\(keyword) \(results.first?.first?.description ?? "")")
                    )
                }
            case "not":
                if try check(value, rule, file, path).isEmpty {
                    violations.append(Violation(path: path, rule: "not"))
                }
            case "if":
                let branch = try check(value, rule, file, path).isEmpty ? schema["then"] : schema["else"]
                if let branch { violations += try check(value, branch, file, path) }
            case "properties", "required", "additionalProperties":
                violations += try checkObject(value, keyword, rule, schema, file, path)
            case "items", "prefixItems", "minItems", "maxItems", "uniqueItems":
                violations += try checkArray(value, keyword, rule, schema, file, path)
            default:
                if !(try holds(value, keyword, rule)) {
                    violations.append(Violation(path: path, rule: keyword))
                }
            }
        }
        return violations
    }

    private func follow(_ rule: JSON, _ value: JSON, _ file: String, _ path: String) throws -> [Violation] {
        let parts = (rule.asString ?? "").split(
            separator: "#",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let name = parts[0].isEmpty ? file : String(parts[0])
        var target = files[name]
        for step in parts.count > 1 ? parts[1].split(separator: "/") : [] { target = target?[String(step)] }
        guard let target else { throw Malformed(description: "\(file): no \(rule.text)") }
        return try check(value, target, name, path)
    }

    private func checkObject(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members,
        _ file: String,
        _ path: String
    ) throws -> [Violation] {
        guard let members = value.asObject else { return [] }
        var violations: [Violation] = []
        switch keyword {
        case "properties":
            for member in members {
                guard let property = rule[member.key] else { continue }
                violations += try check(member.value, property, file, "\(path).\(member.key)")
            }
        case "required":
            for key in rule.asArray ?? [] where members[key.asString ?? ""] == nil {
                violations.append(Violation(path: path, rule: "required \(key.text)"))
            }
        default:
            guard rule == false else {
                throw Malformed(description: "\(file): additionalProperties \(rule.text)")
            }
            for member in members where schema["properties"]?[member.key] == nil {
                violations.append(Violation(path: "\(path).\(member.key)", rule: keyword))
            }
        }
        return violations
    }

    private func checkArray(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members,
        _ file: String,
        _ path: String
    ) throws -> [Violation] {
        guard let elements = value.asArray else { return [] }
        let first = schema["prefixItems"]?.asArray ?? []
        switch keyword {
        case "prefixItems":
            return try zip(elements, first).enumerated().flatMap {
                try check($1.0, $1.1, file, "\(path)[\($0)]")
            }
        case "items":
            return try elements.enumerated().dropFirst(first.count).flatMap {
                try check($1, rule, file, "\(path)[\($0)]")
            }
        case "minItems": return elements.count < rule.asInt ?? 0 ? [Violation(path: path, rule: keyword)] : []
        case "maxItems": return elements.count > rule.asInt ?? 0 ? [Violation(path: path, rule: keyword)] : []
        default: return Set(elements).count < elements.count ? [Violation(path: path, rule: keyword)] : []
        }
    }

    private func holds(_ value: JSON, _ keyword: String, _ rule: JSON) throws -> Bool {
        switch (keyword, value) {
        case ("type", _): return (rule.asArray ?? [rule]).contains { Self.isOfType(value, $0.asString ?? "") }
        case ("const", _): return value == rule
        case ("enum", _): return rule.asArray?.contains(value) == true
        case ("minimum", .int), ("minimum", .number): return value.asDouble ?? 0 >= rule.asDouble ?? 0
        case ("maximum", .int), ("maximum", .number): return value.asDouble ?? 0 <= rule.asDouble ?? 0
        case ("minLength", .string(let text)): return text.unicodeScalars.count >= rule.asInt ?? 0
        case ("maxLength", .string(let text)): return text.unicodeScalars.count <= rule.asInt ?? 0
        case ("pattern", .string(let text)):
            let pattern = try Self.expression(rule.asString ?? "")
            return pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        // An annotation by the standard; here the calendar is checked, too.
        case ("format", .string(let text)):
            guard rule == "date" else { throw Malformed(description: "format \(rule.text)") }
            let field = Field("format", "format", en: "format")
            return (try? Day(parsing: text, field: field))?.description == text
        case ("minimum", _), ("maximum", _), ("minLength", _), ("maxLength", _), ("pattern", _),
            ("format", _):
            return true
        default: throw Malformed(description: "the keyword \(keyword) is not known here")
        }
    }

    private static let expressions = Mutex<[String: NSRegularExpression]>([:])

    private static func expression(_ pattern: String) throws -> NSRegularExpression {
        try expressions.withLock { known in
            if let expression = known[pattern] { return expression }
            let expression = try NSRegularExpression(pattern: pattern)
            known[pattern] = expression
            return expression
        }
    }

    private static func isOfType(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object):
            true
        case ("integer", _): value.asInt != nil
        case ("number", .int), ("number", .number): true
        default: false
        }
    }
}
