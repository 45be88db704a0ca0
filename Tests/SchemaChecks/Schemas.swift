public import Domain
public import Exchange
import Foundation
import Synchronization

/// The repository's JSON Schemas, and a validator for the part of JSON Schema 2020-12 that they use. A keyword that it does
/// not know is an error, so that no rule of a schema goes unchecked.
public struct Schemas {
    /// A schema that the validator does not understand, or that is not there.
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Schemas").standardizedFileURL

    /// By their paths below `Schemas`, such as `output/tally.schema.json`.
    private let files: [String: JSON]

    public init() throws {
        var files: [String: JSON] = [:]
        for folder in ["", "output/"] {
            let path = Self.folder.appendingPathComponent(folder)
            for name in try FileManager.default.contentsOfDirectory(atPath: path.path)
            where name.hasSuffix(".schema.json") {
                files[folder + name] = try JSON.reading(
                    try Data(contentsOf: path.appendingPathComponent(name))
                )
            }
        }
        self.init(files: files)
    }

    public init(files: [String: JSON]) { self.files = files }

    /// Where a record breaks the schema of its type, and how; nothing if it fits.
    public func problems(with value: JSON, against type: RecordType) throws -> [String] {
        try problems(with: value, against: "\(type.rawValue).schema.json")
    }

    /// Where a value breaks the schema of this file, and how; nothing if it fits.
    public func problems(with value: JSON, against file: String) throws -> [String] {
        guard let schema = files[file] else { throw Malformed(description: "no \(file)") }
        return try check(value, schema, file, "$")
    }

    private static let silent: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "then", "else",
    ]

    private func check(_ value: JSON, _ schema: JSON, _ file: String, _ path: String) throws -> [String] {
        if schema == true { return [] }
        guard let schema = schema.asObject else { throw Malformed(description: "\(file): \(schema.text)") }
        var problems: [String] = []
        for (keyword, rule) in schema.map({ ($0.key, $0.value) }) where !Self.silent.contains(keyword) {
            switch keyword {
            case "$ref": problems += try follow(rule, value, file, path)
            case "allOf": for one in rule.asArray ?? [] { problems += try check(value, one, file, path) }
            case "anyOf", "oneOf":
                let results = try (rule.asArray ?? []).map { try check(value, $0, file, path) }
                let fits = results.filter(\.isEmpty).count
                if keyword == "oneOf" ? fits != 1 : fits == 0 {
                    let nearest = results.min { $0.count < $1.count }?.first ?? ""
                    problems.append("\(path): \(fits) of \(keyword) fit; \(nearest)")
                }
            case "not":
                if try check(value, rule, file, path).isEmpty {
                    problems.append("\(path): not")
                }
            case "if":
                let branch = try check(value, rule, file, path).isEmpty ? schema["then"] : schema["else"]
                if let branch { problems += try check(value, branch, file, path) }
            case "properties", "required", "additionalProperties":
                problems += try checkObject(value, keyword, rule, schema, file, path)
            case "items", "prefixItems", "minItems", "maxItems", "uniqueItems":
                problems += try checkArray(value, keyword, rule, schema, file, path)
            default:
                if !(try holds(value, keyword, rule)) {
                    problems.append("\(path): \(keyword)")
                }
            }
        }
        return problems
    }

    private func follow(_ rule: JSON, _ value: JSON, _ file: String, _ path: String) throws -> [String] {
        let parts = (rule.asString ?? "").split(
            separator: "#",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        // Relative to the file that refers, which is at most one folder down.
        let folder = file.hasPrefix("output/") ? "output/" : ""
        let name =
            parts[0].isEmpty ? file : (folder + parts[0]).replacing("output/../", with: "")
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
    ) throws -> [String] {
        guard let members = value.asObject else { return [] }
        var problems: [String] = []
        switch keyword {
        case "properties":
            for member in members {
                guard let property = rule[member.key] else { continue }
                problems += try check(member.value, property, file, "\(path).\(member.key)")
            }
        case "required":
            for key in rule.asArray ?? [] where members[key.asString ?? ""] == nil {
                problems.append("\(path): required \(key.text)")
            }
        default:
            for member in members where schema["properties"]?[member.key] == nil {
                if rule == false {
                    problems.append("\(path).\(member.key): \(keyword)")
                } else {
                    problems += try check(member.value, rule, file, "\(path).\(member.key)")
                }
            }
        }
        return problems
    }

    private func checkArray(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members,
        _ file: String,
        _ path: String
    ) throws -> [String] {
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
        case "minItems": return elements.count < rule.asInt ?? 0 ? ["\(path): \(keyword)"] : []
        case "maxItems": return elements.count > rule.asInt ?? 0 ? ["\(path): \(keyword)"] : []
        default: return Set(elements).count < elements.count ? ["\(path): \(keyword)"] : []
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
        // An annotation by the standard; here the calendar and the clock are checked, too.
        case ("format", .string(let text)):
            let field = Field("format", "format", en: "format")
            switch rule {
            case "date": return (try? Day(parsing: text, field: field))?.description == text
            case "date-time": return (try? Instant(parsing: text, field: field))?.description == text
            default: throw Malformed(description: "format \(rule.text)")
            }
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
