import Domain
import Exchange
import Foundation
import Hummingbird
import Logging
import Market
import NIOEmbedded
import Synchronization

@testable import Web

/// The service on a market's file of its own, without a socket; gone when the test ends.
final class TestSite: Sendable {
    let folder: String
    let workspace: Workspace
    let site: Site
    let responder: RouterResponder<AppContext>
    /// What the market's clock shows: the evening of the last day of 2022 in China.
    static let now = Instant(rawValue: 1_672_500_000_000)
    static let password = "four unrelated words"

    private init(folder: String, settings: ServiceSettings) async throws {
        self.folder = folder
        workspace = try await Workspace.open(
            path: folder + "/market.sqlite",
            clock: { TestSite.now },
            passwordCost: .least
        )
        site = Site(workspace: workspace, settings: settings)
        responder = site.router().buildResponder()
    }

    deinit {
        try? workspace.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A market with nothing in it but one colleague of each role, whose login is the role's name.
    static func empty(_ settings: ServiceSettings = ServiceSettings()) async throws -> TestSite {
        let folder = try newFolder()
        let market = try await Workspace.create(path: folder + "/market.sqlite", clock: { now })
        try market.close()
        let site = try await TestSite(folder: folder, settings: settings)
        try await site.addColleagues()
        return site
    }

    /// The demonstration city, with one colleague of each role besides.
    static func city(_ settings: ServiceSettings = ServiceSettings()) async throws -> TestSite {
        let folder = try newFolder()
        try FileManager.default.copyItem(atPath: try await cityFile.value, toPath: folder + "/market.sqlite")
        return try await TestSite(folder: folder, settings: settings)
    }

    /// Loaded once; each test gets a copy.
    private static let cityFile = Task {
        let folder = try newFolder()
        let path = folder + "/market.sqlite"
        try await Workspace.create(path: path, clock: { now }).close()
        let site = try await TestSite(folder: folder, settings: ServiceSettings())
        _ = try await SeedCity.load(at: try await site.workspace.desk()) { _, _ in }
        try await site.addColleagues()
        try site.workspace.close()
        // The folder goes with its site; the city stays for as long as the tests run.
        let kept = try newFolder() + "/city.sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: kept)
        return kept
    }

    private static func newFolder() throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "techmarket-web-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    private func addColleagues() async throws {
        let desk = try await workspace.desk()
        for role in Role.allCases {
            _ = try await desk.change { work in
                try work.users.create(login: role.rawValue, name: role.name.zh, role: role)
            }
            try await workspace.accounts.setPassword(
                of: role.rawValue,
                to: Self.password,
                at: desk,
                mustChange: false
            )
        }
    }

    func desk() async throws -> Desk { try await workspace.desk() }

    /// A browser without any cookie.
    func browser() -> Browser { Browser(site: self) }

    /// A browser in which the colleague of this role is signed in.
    func browser(_ role: Role) async throws -> Browser {
        let browser = browser()
        _ = try await browser.get("/login")
        let answer = try await browser.post("/login", ["login": role.rawValue, "password": Self.password])
        guard answer.status == .seeOther else { throw Refused(answer: answer) }
        return browser
    }
}

struct Refused: Error {
    let answer: Answer
}

/// What the service answered.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: String

    /// The value of the first field of this name in a form on the page.
    func value(of field: String) -> String? {
        guard let name = body.firstRange(of: "name=\"\(field)\"") else { return nil }
        let tag = body[name.upperBound...].prefix { $0 != ">" }
        guard let start = tag.firstRange(of: "value=\"") else { return nil }
        return String(tag[start.upperBound...].prefix { $0 != "\"" })
    }

    var location: String { headers[.location] ?? "" }
}

/// Sends requests straight to the router and keeps cookies, as a browser does.
final class Browser: Sendable {
    private let site: TestSite
    private let cookies = Mutex<[String: String]>([:])

    init(site: TestSite) { self.site = site }

    func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }

    func setCookie(_ name: String, _ value: String?) { cookies.withLock { $0[name] = value } }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers)
    }

    /// Sends a form, with the key that the pages' forms have.
    func post(_ path: String, _ fields: KeyValuePairs<String, String> = [:], key: String? = nil) async throws
        -> Answer
    {
        try await post(path, pairs: fields.map { ($0.key, $0.value) }, key: key)
    }

    func post(_ path: String, pairs: [(String, String)], key: String? = nil) async throws -> Answer {
        let key = key ?? cookie(NewCookie.who).map { Accounts.formKey(for: $0) } ?? ""
        let body = ([("form_key", key)] + pairs)
            .map { "\(Inputs.encoded($0.0))=\(Inputs.encoded($0.1))" }.joined(separator: "&")
        return try await send(.post, path, [.contentType: "application/x-www-form-urlencoded"], body)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        _ body: String = ""
    ) async throws -> Answer {
        try await send(method, path, headers, bytes: Array(body.utf8))
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        bytes: [UInt8]
    ) async throws -> Answer {
        var headers = headers
        let jar = cookies.withLock { $0.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if !jar.isEmpty { headers[.cookie] = jar }
        let head = HTTPRequest(
            method: method,
            scheme: "http",
            authority: "localhost",
            path: path,
            headerFields: headers
        )
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "test"
        let context = AppContext(source: .init(channel: EmbeddedChannel(), logger: logger))
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: bytes)))
        let response = try await site.responder.respond(to: request, context: context)
        let collected = Collected()
        try await response.body.write(collected)
        for set in response.headers[values: .setCookie] { keep(set) }
        return Answer(
            status: response.status,
            headers: response.headers,
            body: collected.buffer.withLock { String(buffer: $0) }
        )
    }

    private func keep(_ header: String) {
        let parts = header.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { return }
        let value = String(pair[pair.index(after: equals)...])
        let isGone = parts.contains("Max-Age=0")
        cookies.withLock { $0[String(pair[..<equals])] = isGone ? nil : value }
    }

    private final class Collected: ResponseBodyWriter, Sendable {
        let buffer = Mutex(ByteBuffer())
        func write(_ part: ByteBuffer) async throws { buffer.withLock { _ = $0.writeImmutableBuffer(part) } }
        func finish(_: HTTPFields?) async throws {}
    }
}
