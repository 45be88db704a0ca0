import Domain
import Exchange
import HTTPTypes
import Market
import Testing

@testable import Web

struct APIDescriptionTests {
    private let description = Description.shared

    @Test func `what is described is done, and what is done is described`() {
        let described = description.operations.map(\.id)
        #expect(Set(described) == Set(Handling.all.keys))
        #expect(described.count == Set(described).count)
        #expect(described.count > 80)
    }

    @Test func `the document stands by itself`() {
        var references = 0
        func visit(_ json: JSON) {
            switch json {
            case .object(let members):
                for member in members {
                    if member.key == "$ref", case .string(let reference) = member.value {
                        references += 1
                        #expect(reference.hasPrefix("#/"))
                        #expect(description.document.at(pointer: reference) != nil, "\(reference)")
                    }
                    #expect(member.key != "$id")
                    visit(member.value)
                }
            case .array(let elements): for element in elements { visit(element) }
            default: break
            }
        }
        visit(description.document)
        #expect(references > 1000)
    }

    /// A keyword that is not looked at would be a promise that nobody keeps.
    @Test func `the check knows every keyword of every schema`() {
        let known: Set<String> = [
            "$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "properties", "required",
            "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "type",
            "const", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "format", "title",
            "description", "default", "$defs", "examples",
        ]
        func visit(_ schema: JSON) {
            for member in schema.asObject ?? [:] {
                #expect(known.contains(member.key), "\(member.key)")
                switch member.key {
                case "properties", "$defs":
                    for one in member.value.asObject ?? [:] { visit(one.value) }
                case "allOf", "anyOf", "oneOf", "prefixItems":
                    for one in member.value.asArray ?? [] { visit(one) }
                case "items", "not", "if", "then", "else": visit(member.value)
                case "format":
                    let formats: [JSON] = ["date", "date-time", "uri-reference"]
                    #expect(formats.contains(member.value))
                default: break
                }
            }
        }
        for schema in description.document["components"]?["schemas"]?.asObject ?? [:] { visit(schema.value) }
        for operation in description.operations {
            for parameter in operation.query { visit(parameter.schema) }
        }
    }

    @Test func `every operation asks for a token, but those of the catalogue`() async throws {
        let site = try await TestSite.empty()
        let anybody = site.anybody()
        for operation in description.operations {
            let path = operation.path.replacing("{year}", with: "2021").replacing("{id}", with: "1")
                .replacing("{indicator}", with: "services").replacing("{period}", with: "2021")
                .replacing("{code}", with: "XQ-2021-0001")
            let answer = try await anybody.send(operation.method, path)
            guard !operation.path.hasPrefix("/catalogue") else {
                #expect([.ok, .notFound].contains(answer.status), "\(operation.id)")
                continue
            }
            #expect(answer.status == .unauthorized, "\(operation.id)")
            #expect(answer.headers[.wwwAuthenticate] == "Bearer", "\(operation.id)")
        }
    }

    @Test func `other methods are answered with those that there are`() async throws {
        let program = try await TestSite.empty().program(.admin)
        let answer = try await program.send(.trace, "/demands")
        #expect(answer.status == .methodNotAllowed)
        #expect(answer.headers[.allow] == "GET, POST, HEAD")
        #expect(try answer.problem == "method_not_allowed")
        #expect(try await program.send(.put, "/demands/XQ-2021-0001").headers[.allow] == "GET, PATCH, HEAD")
        #expect(try await program.send(.delete, "/matches/DJ-2021-0001/back").headers[.allow] == "POST")
    }

    @Test(arguments: ["/nothing", "/demands/", "/demands/a/b/c", "/", "/demands/%FF", "//demands"])
    func `an address that is not described is no address`(path: String) async throws {
        let answer = try await TestSite.empty().program(.admin).get(path)
        #expect(answer.status == .notFound)
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test func `programs get the document, and again only when it changed`() async throws {
        let browser = try await TestSite.empty().browser()
        let answer = try await browser.get("/api/openapi.json")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType]?.hasPrefix("application/vnd.oai.openapi+json") == true)
        #expect(try answer.json["openapi"] == "3.1.0")
        let again = try await browser.get("/api/openapi.json", [.ifNoneMatch: answer.tag])
        #expect(again.status == .notModified && again.body.isEmpty)
    }

    @Test func `people read the description in their language`() async throws {
        let browser = try await TestSite.empty().browser()
        let chinese = try await browser.get("/api").body
        #expect(chinese.contains("登记技术需求") && !chinese.contains("Log a demand"))
        #expect(chinese.contains("/api/v1/matches/{code}/advance") && chinese.contains("budget_fen"))
        browser.setCookie("tm_lang", "en")
        let english = try await browser.get("/api").body
        #expect(english.contains("Log a demand") && !english.contains("登记技术需求"))
        #expect(!english.contains("<script>") && !english.contains("style="))
    }
}
