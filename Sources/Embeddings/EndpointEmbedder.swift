public import Domain
import FoundationEssentials
public import Market
import NIOCore
import NIOHTTP1
public import NIOSSL

/// The client of an OpenAI-compatible endpoint (`POST …/v1/embeddings`), over http or https.
///
/// Certificates are verified against the system's trust roots. Texts go out one request at a time, a connection each,
/// with `input_type` where the settings name one; the answer is taken as JSON numbers.
public struct EndpointEmbedder: Embedder {
    private let settings: EmbeddingSettings
    private let key: EndpointKey?
    private let exchange: HTTPExchange

    /// The most bytes of an answer: 2,048 vectors of 1,536 numbers in 20 characters each.
    public static let largestAnswer = 64 << 20

    /// - Parameters:
    ///   - key: sent as `Authorization: Bearer`.
    ///   - trustRoots: other than the system's for tests.
    /// - Throws: `EmbedderFault` when the system's trust roots can't be read.
    public init(
        _ settings: EmbeddingSettings,
        key: EndpointKey? = nil,
        largestAnswer: Int = largestAnswer,
        trustRoots: NIOSSLTrustRoots = .default
    ) throws {
        self.settings = settings
        self.key = key
        var tls: NIOSSLContext?
        if settings.endpoint.isSecure {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = trustRoots
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            do { tls = try NIOSSLContext(configuration: configuration) } catch {
                throw EndpointFault(settings.endpoint).tls(error)
            }
        }
        exchange = HTTPExchange(
            endpoint: settings.endpoint,
            timeout: .seconds(Int64(settings.timeout)),
            limit: largestAnswer,
            tls: tls
        )
    }

    public func embed(_ texts: [String], as side: EmbeddedSide) async throws -> [[Float]] {
        try await embed(texts, as: side == .demand ? settings.demand : settings.achievement)
    }

    /// - Throws: `EmbedderFault`, or `CancellationError`.
    func embed(_ texts: [String], as side: EmbeddingSettings.Side) async throws -> [[Float]] {
        guard !texts.isEmpty else { return [] }
        let fault = EndpointFault(settings.endpoint)
        var request: JSON.Members = [
            "model": .string(settings.model),
            "input": .array(texts.map { .string(side.prefix + $0) }),
            "encoding_format": "float",
        ]
        if let type = side.inputType { request["input_type"] = .string(type) }
        let body = Array(JSON.object(request).text.utf8)
        let answer: HTTPAnswer
        do { answer = try await exchange.post(body, headers(for: body)) } catch let error as CancellationError
        {
            throw error
        } catch {
            throw fault.of(error, timeout: settings.timeout)
        }
        guard answer.status == 200 else { throw fault.of(answer, hasKey: key != nil, hiding: key) }
        let reading = EndpointAnswer(answer.body, settings)
        let vectors = try reading.vectors()
        guard vectors.count == texts.count else { throw fault.count(vectors.count, for: texts.count) }
        return vectors
    }

    private func headers(for body: [UInt8]) -> HTTPHeaders {
        var headers = HTTPHeaders([
            ("Host", settings.endpoint.authority), ("User-Agent", "techmarket"),
            ("Content-Type", "application/json"), ("Content-Length", String(body.count)),
            ("Accept", "application/json"), ("Connection", "close"),
        ])
        if let key { headers.add(name: "Authorization", value: "Bearer \(key.secret)") }
        return headers
    }
}

extension EndpointEmbedder {
    /// How the endpoint wants to be told demands from achievements: by `input_type`, if it answers one text with two
    /// vectors for the two types, else by what models of this name were trained with.
    ///
    /// - Throws: `EmbedderFault` if it does not answer at all.
    public static func sides(
        _ settings: EmbeddingSettings,
        key: EndpointKey?
    ) async throws -> (demand: EmbeddingSettings.Side, achievement: EmbeddingSettings.Side) {
        let usual = EmbeddingSettings.usualSides(ofModel: settings.model)
        let typed = (
            demand: EmbeddingSettings.Side(inputType: "query"),
            achievement: EmbeddingSettings.Side(inputType: "passage")
        )
        let embedder = try EndpointEmbedder(settings, key: key)
        let sample = ["轴承钢热处理变形控制"]
        do {
            let wanted = try await embedder.embed(sample, as: typed.demand)
            let offered = try await embedder.embed(sample, as: typed.achievement)
            if wanted != offered, distance(wanted, offered) > 1e-4 { return typed }
        } catch let fault as EmbedderFault where fault.isOfTexts {
            // It minds the unknown word: it has none of its own.
        }
        _ = try await embedder.embed(sample, as: usual.demand)
        return usual
    }

    /// One less the cosine.
    private static func distance(_ first: [[Float]], _ second: [[Float]]) -> Float {
        guard let left = first.first, let right = second.first, left.count == right.count else { return 1 }
        func dot(_ one: [Float], _ other: [Float]) -> Float { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
        let lengths = (dot(left, left) * dot(right, right)).squareRoot()
        return lengths > 0 ? 1 - dot(left, right) / lengths : 1
    }
}
