import Domain
import Foundation
import Market
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import Embeddings

struct EndpointTests {
    private func embedder(
        _ url: String,
        key: EndpointKey? = nil,
        limit: Int = 1 << 20,
        roots: NIOSSLTrustRoots = .default,
        _ set: (inout EmbeddingSettings) -> Void = { _ in }
    ) throws -> EndpointEmbedder {
        var settings = EmbeddingSettings(endpoint: try EmbeddingEndpoint(parsing: url), model: "m")
        set(&settings)
        return try EndpointEmbedder(settings, key: key, largestAnswer: limit, trustRoots: roots)
    }

    private func key(_ secret: String) throws -> EndpointKey {
        let settings = EmbeddingSettings(endpoint: try EmbeddingEndpoint(parsing: "http://h"), model: "m")
        return try #require(try EndpointKey.of(settings, environment: [EndpointKey.variable: secret]))
    }

    /// The fault that asking for the vector of `a` ends with.
    private func fault(_ embedder: EndpointEmbedder, _ texts: [String] = ["a"]) async throws -> EmbedderFault?
    {
        do {
            _ = try await embedder.embed(texts, as: .demand)
            return nil
        } catch let fault as EmbedderFault {
            return fault
        }
    }

    @Test func `vectors come in the order of the texts, with prefix, type and key as they were set`()
        async throws
    {
        let server = try await TestServer(.well(dimension: 8))
        let embedder = try embedder(server.url, key: try key("geheim")) {
            $0.demand = .init(prefix: "query: ", inputType: "q")
        }
        let vectors = try await embedder.embed(["一", "二", "a\"\n\\"], as: .demand)
        let one = try await embedder.embed(["二"], as: .demand)
        #expect(vectors.count == 3 && vectors.allSatisfy { $0.count == 8 } && vectors[1] == one[0])
        let request = try #require(server.received.first)
        #expect(request.head.uri == "/v1/embeddings" && request.head.method == .POST)
        #expect(request.head.headers.first(name: "host") == "127.0.0.1:\(server.port)")
        #expect(request.head.headers.first(name: "authorization") == "Bearer geheim")
        let body = request.body
        #expect(body.contains("\"query: 一\"") && body.contains("\"input_type\":\"q\""))
        #expect(body.contains("\"encoding_format\":\"float\"") && body.contains("\"model\":\"m\""))
        _ = try await embedder.embed(["一"], as: .achievement)
        #expect(server.received.last?.body.contains("input_type") == false)
        #expect(try await embedder.embed([], as: .demand).isEmpty)
    }

    @Test func `a chunked answer is put together, and many come one after the other`() async throws {
        let body = TestServer.vectors(for: #"{"model":"m","input":["a"]}"#, 400)
        let server = try await TestServer(.answer(status: 200, headers: [], body: body, chunked: true))
        let embedder = try embedder(server.url)
        for _ in 0..<5 { #expect(try await embedder.embed(["a"], as: .demand)[0].count == 400) }
        #expect(server.received.count == 5)
    }

    @Test func `an answer without a length ends with the connection`() async throws {
        let body = TestServer.vectors(for: #"{"model":"m","input":["a"]}"#, 4)
        let server = try await TestServer(.raw("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body))
        #expect(try await embedder(server.url).embed(["a"], as: .demand)[0].count == 4)
    }

    @Test(arguments: [
        (401, "endpoint_key_refused", false), (403, "endpoint_key_refused", false),
        (404, "endpoint_not_found", false),
        (302, "endpoint_moved", false), (400, "endpoint_rejected", true), (413, "endpoint_rejected", true),
        (422, "endpoint_rejected", true), (405, "endpoint_rejected", false), (429, "endpoint_busy", false),
        (500, "endpoint_failing", false), (503, "endpoint_failing", false), (204, "endpoint_rejected", false),
    ])
    func `a refusal says what to do`(status: Int, code: String, isOfTexts: Bool) async throws {
        let server = try await TestServer(
            .json(
                #"{"error":{"message":"no, geheim-123 will not do"}}"#,
                status: status,
                [("Location", "http://127.0.0.1:1/"), ("Retry-After", "17")]
            )
        )
        let found = try #require(try await fault(try embedder(server.url, key: try key("geheim-123"))))
        #expect(found.error.code == code && found.isOfTexts == isOfTexts && found.error.kind == .unavailable)
        #expect(found.retryAfter == ([429, 500, 503].contains(status) ? 17 : nil))
        #expect(!"\(found)".contains("geheim"), "a key must not be repeated")
        #expect(server.received.count == 1, "redirects are not followed")
    }

    @Test(arguments: [
        ("<html>", "endpoint_not_json"), ("", "endpoint_not_json"), ("{\"data\":[", "endpoint_not_json"),
        ("[]", "endpoint_shape"), ("{}", "endpoint_shape"), (#"{"data":3}"#, "endpoint_shape"),
        (#"{"data":[{"embedding":"AAAA","index":0}]}"#, "endpoint_shape"),
        (#"{"data":[{"embedding":[1,null],"index":0}]}"#, "endpoint_shape"),
        (#"{"data":[{"embedding":[1,2],"index":7}]}"#, "endpoint_shape"),
        (#"{"data":[]}"#, "endpoint_count"),
        (#"{"data":[{"embedding":[1,2]},{"embedding":[1,2]}]}"#, "endpoint_count"),
        (#"{"data":[{"embedding":[1,2]},{"embedding":[1]}]}"#, "endpoint_dimension"),
        (#"{"data":[{"embedding":[1,1e39]}]}"#, "endpoint_number"),
        (#"{"data":[{"embedding":[1,NaN]}]}"#, "endpoint_not_json"),
        (#"{"data":[{"embedding":[1,2]}],"model":"another"}"#, "endpoint_model"),
    ])
    func `an answer that won't do is told apart`(body: String, code: String) async throws {
        let server = try await TestServer(.json(body))
        #expect(try await fault(try embedder(server.url))?.error.code == code)
    }

    @Test func `a model that answers by another name may be named`() async throws {
        let server = try await TestServer(.json(#"{"data":[{"embedding":[1,2]}],"model":"m-v2"}"#))
        let refused = try #require(try await fault(try embedder(server.url)))
        #expect(refused.error.message.zh.contains("--served-as m-v2"))
        #expect(try await fault(try embedder(server.url) { $0.servedModel = "m-v2" }) == nil)
    }

    @Test func `a server that hangs up, or speaks something else, is named so`() async throws {
        let gone = try await TestServer(.hangUp)
        #expect(try await fault(try embedder(gone.url))?.error.code == "endpoint_closed")
        let half = try await TestServer(.raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":["))
        #expect(try await fault(try embedder(half.url))?.error.code == "endpoint_closed")
        let other = try await TestServer(.raw("220 mail.example ESMTP\r\n"))
        #expect(try await fault(try embedder(other.url))?.error.code == "endpoint_not_http")
    }

    @Test(arguments: [true, false])
    func `a server that never ends its answer is left after the timeout`(isSilent: Bool) async throws {
        let server = try await TestServer(isSilent ? .silent : .drip)
        let found = try await fault(try embedder(server.url) { $0.timeout = 1 })
        #expect(found?.error.code == "endpoint_timeout")
        #expect(found?.error.message.zh.contains("1 秒") == true)
    }

    @Test func `waiting ends when the work is cancelled`() async throws {
        let server = try await TestServer(.silent)
        let embedder = try embedder(server.url)
        let work = Task { try await embedder.embed(["a"], as: .demand) }
        while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
    }

    @Test func `an answer beyond the limit is not read to its end`() async throws {
        let long = String(repeating: " ", count: 5_000)
        let known = try await TestServer(.json(long))
        #expect(try await fault(try embedder(known.url, limit: 1_000))?.error.code == "endpoint_too_large")
        let chunked = try await TestServer(.answer(status: 200, headers: [], body: long, chunked: true))
        #expect(try await fault(try embedder(chunked.url, limit: 1_000))?.error.code == "endpoint_too_large")
    }

    @Test func `nobody at the port, and no such host`() async throws {
        let port = try await {
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            let port = server.localAddress?.port ?? 0
            try await server.close()
            return port
        }()
        #expect(try await fault(try embedder("http://127.0.0.1:\(port)"))?.error.code == "endpoint_refused")
        // RFC 6761: never resolves.
        #expect(
            try await fault(try embedder("http://nothing.invalid"))?.error.code == "endpoint_host_unknown"
        )
    }

    @Test func `a certificate is looked at: who signed it, and whose it is`() async throws {
        let server = try await TestServer(.well(dimension: 4), tls: try TestCertificate.server())
        let roots = NIOSSLTrustRoots.certificates(try TestCertificate.chain())
        for host in ["localhost", "127.0.0.1"] {
            let url = "https://\(host):\(server.port)"
            #expect(try await fault(try embedder(url))?.error.code == "endpoint_tls")
            #expect(try await fault(try embedder(url, roots: roots)) == nil)
        }
        // The same machine by an address that the certificate does not name.
        let other = try embedder("https://127.0.0.2:\(server.port)", roots: roots)
        #expect(["endpoint_tls", "endpoint_refused"].contains(try await fault(other)?.error.code))
    }

    @Test func `https asked of a server that speaks http`() async throws {
        let server = try await TestServer(.well(dimension: 4))
        let found = try await fault(try embedder("https://127.0.0.1:\(server.port)"))
        #expect(["endpoint_tls", "endpoint_closed"].contains(found?.error.code))
    }

    @Test(arguments: [
        ("0", 0), ("120", 120), (" 5 ", 5), ("99999999999999999999", Int.max),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
    ])
    func `Retry-After is seconds or a date`(value: String, seconds: Int) {
        let now = Date(timeIntervalSince1970: 784_111_717)
        #expect(EndpointFault.retryAfter(["Retry-After": value], now: now) == seconds)
    }

    @Test(arguments: ["", "soon", "-5", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 28:49:37 GMT"])
    func `any other Retry-After is none`(value: String) {
        #expect(EndpointFault.retryAfter(["Retry-After": value]) == nil)
    }

    @Test func `a key comes from its file or the environment, and is never printed`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = EmbeddingSettings(endpoint: try EmbeddingEndpoint(parsing: "http://h"), model: "m")
        #expect(try EndpointKey.of(settings, environment: [:]) == nil)
        #expect(try EndpointKey.of(settings, environment: [EndpointKey.variable: " "]) == nil)
        let file = folder.appendingPathComponent("key").path
        settings.keyFile = file
        #expect(throws: AppError.self) {
            try EndpointKey.of(settings, environment: [EndpointKey.variable: "x"])
        }
        try Data("  sk-geheim\n".utf8).write(to: URL(fileURLWithPath: file))
        let key = try #require(try EndpointKey.of(settings, environment: [:]))
        #expect(key.secret == "sk-geheim")
        #expect(
            !"\(key) \(String(reflecting: key)) \(Mirror(reflecting: key).children.count)".contains("geheim")
        )
        for bad in ["", "zwei worte geheim", "geheim\r\nX: y", "密钥geheim"] {
            try Data(bad.utf8).write(to: URL(fileURLWithPath: file))
            #expect { try EndpointKey.of(settings, environment: [:]) } throws: { error in
                (error as? AppError)?.code == "key_malformed" && !"\(error)".contains("geheim")
            }
        }
    }

    @Test func `how the endpoint tells the sides apart is found out`() async throws {
        let settings = EmbeddingSettings(
            endpoint: try EmbeddingEndpoint(parsing: "http://h"),
            model: "x-e5-y"
        )
        func sides(_ server: TestServer) async throws -> EmbeddingSettings.Side {
            var settings = settings
            settings.endpoint = try EmbeddingEndpoint(parsing: server.url)
            return try await EndpointEmbedder.sides(settings, key: nil).demand
        }
        let alike = try await TestServer(.well(dimension: 8))
        #expect(try await sides(alike) == .init(prefix: "query: "))
        let minds = try await TestServer(.json("{}", status: 400), .well(dimension: 8))
        #expect(try await sides(minds) == .init(prefix: "query: "))
        let knows = try await TestServer(
            .json(#"{"data":[{"embedding":[1,2]}]}"#),
            .json(#"{"data":[{"embedding":[2,1]}]}"#)
        )
        #expect(try await sides(knows) == .init(inputType: "query"))
    }
}
