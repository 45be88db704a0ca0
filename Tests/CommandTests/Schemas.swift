import Domain
import Exchange
import Foundation

/// The repository's JSON Schemas, and as much of JSON Schema 2020-12 as they use. A keyword that is not known here is a
/// problem itself, so that no schema is thought to be checked that is not.
struct Schemas {
    private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Schemas")
    private var files: [String: JSON] = [:]

    init() throws {
        for sub in ["", "output/"] {
            for name in try FileManager.default.contentsOfDirectory(
                atPath: folder.appendingPathComponent(sub).path
            )
            where name.hasSuffix(".schema.json") {
                files[sub + name] = try JSON.reading(
                    try Data(contentsOf: folder.appendingPathComponent(sub + name))
                )
            }
        }
    }

    var names: [String] { files.keys.sorted() }

    /// What is wrong with a value; nothing if the schema of this file allows it.
    func problems(with value: JSON, against file: String) throws -> [String] {
        guard let schema = files[file] else { return ["there is no schema \(file)"] }
        return check(value, schema, Place(file: file, path: ""))
    }

    private struct Place {
        let file: String
        let path: String

        func at(_ step: String) -> Place { Place(file: file, path: path + "/" + step) }
    }

    private static let silent: Set<String> = [
        "$schema", "$id", "$defs", "title", "description", "format", "then", "else",
    ]

    private func check(_ value: JSON, _ schema: JSON, _ place: Place) -> [String] {
        guard let keywords = schema.asObject else {
            return schema == true ? [] : ["\(place.path): nothing is allowed here"]
        }
        return keywords.flatMap { keyword -> [String] in
            if Self.silent.contains(keyword.key) { return [] }
            let problems = check(value, keyword.key, keyword.value, keywords, place)
            return problems.map { $0.hasPrefix("/") || $0.hasPrefix(":") ? $0 : "\(place.path): \($0)" }
        }
    }

    private func check(
        _ value: JSON,
        _ keyword: String,
        _ rule: JSON,
        _ schema: JSON.Members,
        _ place: Place
    ) -> [String] {
        func fails(_ isWrong: Bool) -> [String] {
            isWrong ? ["\(keyword) \(rule.text.prefix(80)) against \(value.text.prefix(80))"] : []
        }
        let length = value.asString.map { Int64($0.unicodeScalars.count) }
        switch keyword {
        case "$ref": return follow(value, rule.asString ?? "", place)
        case "type":
            let allowed = rule.asArray?.compactMap(\.asString) ?? [rule.asString ?? ""]
            return fails(!allowed.contains { Self.isOf(value, $0) })
        case "const": return fails(value != rule)
        case "enum": return fails(!(rule.asArray ?? []).contains(value))
        case "pattern":
            guard let text = value.asString, let pattern = rule.asString else { return [] }
            return fails(text.range(of: pattern, options: .regularExpression) == nil)
        case "minLength": return fails((length ?? .max) < rule.asInt ?? 0)
        case "maxLength": return fails((length ?? 0) > rule.asInt ?? .max)
        case "minimum": return fails((value.asDouble ?? .infinity) < rule.asDouble ?? 0)
        case "maximum": return fails((value.asDouble ?? -.infinity) > rule.asDouble ?? 0)
        case "minItems": return fails(Int64(value.asArray?.count ?? .max) < rule.asInt ?? 0)
        case "maxItems": return fails(Int64(value.asArray?.count ?? 0) > rule.asInt ?? .max)
        case "uniqueItems": return fails(Set(value.asArray ?? []).count < value.asArray?.count ?? 0)
        case "required":
            guard let members = value.asObject else { return [] }
            let missing = (rule.asArray ?? []).compactMap(\.asString).filter { members[$0] == nil }
            return missing.map { "\(place.path): \($0) is missing" }
        case "properties":
            return (rule.asObject ?? [:]).flatMap { property in
                value[property.key].map { check($0, property.value, place.at(property.key)) } ?? []
            }
        case "additionalProperties":
            let known = Set(schema["properties"]?.asObject?.keys ?? [])
            return (value.asObject ?? [:]).filter { !known.contains($0.key) }.flatMap { member in
                check(member.value, rule, place.at(member.key))
            }
        case "prefixItems":
            return zip(value.asArray ?? [], rule.asArray ?? []).enumerated().flatMap { item in
                check(item.element.0, item.element.1, place.at(String(item.offset)))
            }
        case "items":
            let first = schema["prefixItems"]?.asArray?.count ?? 0
            return (value.asArray ?? []).enumerated().dropFirst(first).flatMap { item in
                check(item.element, rule, place.at(String(item.offset)))
            }
        case "not": return fails(check(value, rule, place).isEmpty)
        case "allOf": return (rule.asArray ?? []).flatMap { check(value, $0, place) }
        case "anyOf", "oneOf":
            let results = (rule.asArray ?? []).map { check(value, $0, place) }
            let fitting = results.filter(\.isEmpty).count
            if keyword == "anyOf" ? fitting > 0 : fitting == 1 { return [] }
            let nearest = results.min { $0.count < $1.count } ?? []
            return ["\(keyword): \(fitting) of \(results.count) fit; the nearest: \(nearest.prefix(3))"]
        case "if":
            let branch = check(value, rule, place).isEmpty ? schema["then"] : schema["else"]
            return branch.map { check(value, $0, place) } ?? []
        default: return ["the keyword \(keyword) is not known to this check"]
        }
    }

    private func follow(_ value: JSON, _ reference: String, _ place: Place) -> [String] {
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        let sub = place.file.hasPrefix("output/") ? "output/" : ""
        var file = parts[0].isEmpty ? place.file : sub + parts[0]
        file = file.replacingOccurrences(of: "output/../", with: "")
        guard var schema = files[file] else { return ["\(reference) names no schema"] }
        for step in (parts.count > 1 ? parts[1] : "").split(separator: "/") {
            guard let next = schema[String(step)] else { return ["\(reference) leads nowhere"] }
            schema = next
        }
        return check(value, schema, Place(file: file, path: place.path))
    }

    private static func isOf(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object):
            true
        case ("integer", _): value.asInt != nil
        case ("number", _): value.asDouble != nil
        default: false
        }
    }
}
