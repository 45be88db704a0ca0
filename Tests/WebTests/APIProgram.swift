import Domain
import Exchange
import HTTPTypes
import Hummingbird
import Market
import Testing

@testable import Web

/// A program that uses the API, and holds every answer against the description.
struct Program {
    let browser: Browser
    /// Nil for the public.
    var token: String?

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, nil, headers)
    }

    func post(_ path: String, _ body: JSON? = nil, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.post, path, body, headers)
    }

    /// Changes whatever version there is, unless the headers name one.
    func patch(_ path: String, _ body: JSON, _ headers: HTTPFields = [.ifMatch: "*"]) async throws -> Answer {
        try await send(.patch, path, body, headers)
    }

    func put(_ path: String, _ body: JSON? = nil) async throws -> Answer { try await send(.put, path, body) }

    func delete(_ path: String) async throws -> Answer { try await send(.delete, path) }

    /// - Parameter path: below `/api/v1`.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSON? = nil,
        _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await raw(method, path, body?.text ?? "", headers)
    }

    func raw(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String,
        _ headers: HTTPFields
    ) async throws -> Answer {
        var headers = headers
        if let token, headers[.authorization] == nil { headers[.authorization] = "Bearer \(token)" }
        let answer = try await browser.send(method, Description.base + path, headers, body)
        try check(answer, method, path)
        return answer
    }

    /// The answer must be one that the description knows: its status, its type, its headers and its body.
    private func check(_ answer: Answer, _ method: HTTPRequest.Method, _ path: String) throws {
        let description = Description.shared
        let whole = Description.base + path.prefix { $0 != "?" }
        guard let found = Routes(description).find(whole),
            let operation = found.operations[method == .head ? .get : method]
        else { return }
        let name = "\(method) \(path) → \(answer.status.code)"
        let described = description.document["paths"]?[operation.path]?[
            operation.method.rawValue.lowercased()
        ]
        let responses = try #require(described?["responses"])
        let response = try #require(responses[String(answer.status.code)], "\(name) is not described")
        let meaning = description.meaning(of: response)
        for header in meaning["headers"]?.asObject ?? [:] {
            let rule = description.meaning(of: header.value)
            let value = HTTPField.Name(header.key).flatMap { answer.headers[$0] }
            if rule["required"] == true { #expect(value != nil, "\(name): \(header.key)") }
            if let value, let schema = rule["schema"] {
                #expect(mismatch(.string(value), schema) == nil, "\(name): \(header.key)")
            }
        }
        guard method != .head, let contents = meaning["content"]?.asObject, !contents.isEmpty else {
            #expect(answer.body.isEmpty, "\(name)")
            return
        }
        let type = try #require(answer.headers[.contentType])
        let content = try #require(contents.first { $0.key == type.prefix { $0 != ";" } }, "\(name): \(type)")
        guard content.key.hasSuffix("json") else { return }
        #expect(type == content.key, "\(name)")
        let problem = mismatch(try answer.json, try #require(content.value["schema"]))
        #expect(problem == nil, "\(name): \(answer.body.prefix(400))")
    }

    private func mismatch(_ value: JSON, _ schema: JSON) -> String? {
        SchemaCheck(description: .shared).mismatch(value, schema).map { "\($0)" }
    }
}

extension TestSite {
    /// A program with a token of the colleague of this role.
    func program(_ role: Role, _ scope: TokenScope = .write) async throws -> Program {
        let desk = try await workspace.desk(login: role.rawValue)
        let word = try await desk.change { work in
            try work.tokens.create(name: "测试", scope: scope, expiresOn: nil).word
        }
        return Program(browser: browser(), token: word)
    }

    /// A program without a token.
    func anybody() -> Program { Program(browser: browser()) }
}

extension Answer {
    var json: JSON {
        get throws { try JSON.reading(body.utf8) }
    }

    /// The stable word of a problem.
    var problem: String {
        get throws { try json["code"]?.asString ?? "" }
    }

    func text(_ key: String) throws -> String { try json[key]?.asString ?? "" }

    var items: [JSON] {
        get throws { try #require(try json["items"]?.asArray) }
    }

    var tag: String { headers[.eTag] ?? "" }
}

extension HTTPField.Name {
    static let key = HTTPField.Name.idempotencyKey
    static let replayed = HTTPField.Name.idempotencyReplayed
}
