public import Domain

/// Whatever turns texts into vectors.
public protocol Embedder: Sendable {
    /// One vector a text, in the order of the texts, all of one size.
    ///
    /// - Parameter side: what the texts are, since models read what is looked for and what is offered differently.
    /// - Throws: `EmbedderFault`, or `CancellationError`.
    func embed(_ texts: [String], as side: EmbeddedSide) async throws -> [[Float]]
}

/// Why there are no vectors this time. Nothing but the vectors waits for it.
public struct EmbedderFault: Error, Sendable, Equatable {
    /// For the person who keeps the endpoint; holds no key.
    public let error: AppError
    /// Seconds that the endpoint asked to be left alone.
    public let retryAfter: Int?
    /// Whether it is these texts that the endpoint does not take, so that others may do.
    public let isOfTexts: Bool

    public init(_ error: AppError, retryAfter: Int? = nil, isOfTexts: Bool = false) {
        self.error = error
        self.retryAfter = retryAfter
        self.isOfTexts = isOfTexts
    }

    /// A fault of the endpoint. `zh` and `en` go on after its address, without the full stop.
    public static func endpoint(
        _ endpoint: EmbeddingEndpoint,
        _ code: String,
        _ zh: String,
        en: String,
        retryAfter: Int? = nil,
        isOfTexts: Bool = false
    ) -> EmbedderFault {
        EmbedderFault(
            AppError(
                .unavailable,
                code,
                field: .url,
                value: endpoint.description,
                Phrase("向量服务“\(endpoint)”\(zh)。", en: "The endpoint “\(endpoint)” \(en).")
            ),
            retryAfter: retryAfter,
            isOfTexts: isOfTexts
        )
    }
}
