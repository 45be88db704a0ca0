import CWeb
import Domain
import Exchange
import HTTPTypes

/// The description of the API (OpenAPI 3.1): `Schemas/openapi.json` with the schemas that it refers to taken in, so that
/// it stands by itself.
///
/// The service takes its addresses, parameters and bodies from here: it does what the description says because it reads it.
struct Description: Sendable {
    /// One thing that programs can do.
    struct Operation: Sendable {
        let id: String
        let method: HTTPRequest.Method
        /// Below `/api/v1`, as the description has it: `/demands/{code}`.
        let path: String
        /// What the address may ask, in order.
        let query: [Parameter]
        /// Whether `If-Match` may be given, and whether it must.
        let takesVersion: Bool
        let needsVersion: Bool
        let takesKey: Bool
        /// Whether anybody may, without a token.
        let isPublic: Bool
        /// The schema of the body; nil if there is none.
        let body: JSON?
        let needsBody: Bool
        let bodyTypes: [String]
        /// The media types that the answer can have, in order; none where there is nothing to say.
        let answerTypes: [String]

        /// Whether the body is a file.
        var takesFile: Bool { bodyTypes.contains("multipart/form-data") }
    }

    struct Parameter: Sendable {
        let name: String
        let schema: JSON
    }

    let document: JSON
    let operations: [Operation]
    /// What every `$ref` in the document means.
    private let targets: [String: JSON]

    static let base = "/api/v1"

    /// Read once: it is the same for every market.
    static let shared = Description()

    private init() {
        let document = Bundle(of: "openapi.json").document
        self.document = document
        let targets = Self.targets(in: document)
        self.targets = targets
        func meant(_ json: JSON) -> JSON { json["$ref"]?.asString.flatMap { targets[$0] } ?? json }
        operations = (document["paths"]?.asObject ?? [:]).flatMap { path in
            (path.value.asObject ?? [:]).map { Self.operation(path.key, $0.key, $0.value, meant) }
        }
    }

    /// What a `$ref` stands for; the schema itself if it is none.
    func meaning(of schema: JSON) -> JSON {
        var schema = schema
        while let reference = schema["$ref"]?.asString, let target = targets[reference] { schema = target }
        return schema
    }

    /// What a `$ref` refers to.
    func target(_ reference: String) -> JSON? { targets[reference] }

    private static func operation(
        _ path: String,
        _ method: String,
        _ json: JSON,
        _ meant: (JSON) -> JSON
    ) -> Operation {
        guard let id = json["operationId"]?.asString, let method = HTTPRequest.Method(method.uppercased())
        else { preconditionFailure("\(method) \(path) has no operationId") }
        let parameters = (json["parameters"]?.asArray ?? []).map(meant)
        func header(_ name: String) -> JSON? {
            parameters.first { $0["in"] == "header" && $0["name"] == .string(name) }
        }
        let content = json["requestBody"]?["content"]?.asObject ?? [:]
        return Operation(
            id: id,
            method: method,
            path: path,
            query: parameters.filter { $0["in"] == "query" }.map { parameter in
                Parameter(name: parameter["name"]?.asString ?? "", schema: parameter["schema"] ?? [:])
            },
            takesVersion: header("If-Match") != nil,
            needsVersion: header("If-Match")?["required"] == true,
            takesKey: header("Idempotency-Key") != nil,
            isPublic: json["security"] == [],
            body: content.first?.value["schema"],
            needsBody: json["requestBody"]?["required"] == true,
            bodyTypes: content.map(\.key),
            answerTypes: (json["responses"]?["200"]?["content"]?.asObject ?? [:]).map(\.key)
        )
    }

    private static func targets(in document: JSON) -> [String: JSON] {
        var targets: [String: JSON] = [:]
        func visit(_ json: JSON) {
            switch json {
            case .object(let members):
                for member in members {
                    if member.key == "$ref", let reference = member.value.asString {
                        guard let target = document.at(pointer: reference) else {
                            preconditionFailure(
                                "the description refers to \(reference), which it does not have"
                            )
                        }
                        targets[reference] = target
                    } else {
                        visit(member.value)
                    }
                }
            case .array(let elements): for element in elements { visit(element) }
            default: break
            }
        }
        visit(document)
        return targets
    }
}

/// One document made of several files of `Schemas/`: each file that is referred to becomes a component of the document.
private struct Bundle {
    private(set) var document: JSON
    private var taken: [String: JSON] = [:]
    private var waiting: [String] = []

    init(of file: String) {
        document = .null
        var document = rewritten(Self.read(file), in: file)
        while let file = waiting.popLast() {
            guard taken[file] == nil else { continue }
            taken[file] = .null
            var schema = rewritten(Self.read(file), in: file)
            if case .object(var members) = schema {
                // Where the schema stands now is the document; an address of its own would turn its references away.
                members["$schema"] = nil
                members["$id"] = nil
                schema = .object(members)
            }
            taken[file] = schema
        }
        if case .object(var whole) = document, case .object(var components)? = whole["components"],
            case .object(var schemas)? = components["schemas"]
        {
            for (file, schema) in taken.sorted(by: { $0.key < $1.key }) { schemas[Self.name(file)] = schema }
            components["schemas"] = .object(schemas)
            whole["components"] = .object(components)
            document = .object(whole)
        }
        self.document = document
    }

    private mutating func rewritten(_ json: JSON, in file: String) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map { rewritten($0, in: file) })
        case .object(let members):
            let pairs = members.map { member -> (String, JSON) in
                guard member.key == "$ref", case .string(let text) = member.value else {
                    return (member.key, rewritten(member.value, in: file))
                }
                return ("$ref", .string(reference(text, in: file)))
            }
            return .object(JSON.Members(unique: pairs))
        default: return json
        }
    }

    private mutating func reference(_ text: String, in file: String) -> String {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let pointer = parts.count > 1 ? String(parts[1]) : ""
        if parts[0].isEmpty, file == "openapi.json" { return text }
        let target = parts[0].isEmpty ? file : Self.path(String(parts[0]), from: file)
        waiting.append(target)
        return "#/components/schemas/\(Self.name(target))\(pointer)"
    }

    /// The path within `Schemas/` that a file's reference means: there are `output/` and the files beside it.
    private static func path(_ reference: String, from file: String) -> String {
        if reference.hasPrefix("../") { return String(reference.dropFirst(3)) }
        return file.hasPrefix("output/") ? "output/" + reference : reference
    }

    /// `output/record.schema.json` is `output-record`.
    private static func name(_ file: String) -> String {
        file.prefix { $0 != "." }.split(separator: "/").joined(separator: "-")
    }

    private static func read(_ file: String) -> JSON {
        var size = 0
        guard let bytes = techmarket_schema(file, &size),
            let json = try? JSON.reading(UnsafeBufferPointer(start: bytes, count: size))
        else { preconditionFailure("no schema \(file)") }
        return json
    }
}

extension JSON {
    /// What a JSON Pointer (RFC 6901) with `#` in front points at.
    func at(pointer: String) -> JSON? {
        var json: JSON? = self
        for step in pointer.split(separator: "/").dropFirst() {
            let key = step.replacing("~1", with: "/").replacing("~0", with: "~")
            json = Int(key).flatMap { json?[$0] } ?? json?[String(key)]
        }
        return json
    }
}
