public import Domain
import Storage

extension Work {
    public var embeddings: Embeddings { Embeddings(work: self) }
}

/// What administrators do with the market's vectors.
public struct Embeddings {
    let work: Work

    /// Nil when the market never set an endpoint up. The key is nowhere in it.
    public func settings() throws -> EmbeddingSettings? { try work.transaction.embeddingSettings() }

    /// How the vectors stand. Anybody may look; where the key stands is for administrators.
    public func state() throws -> EmbeddingState {
        var state = try work.transaction.embeddingState()
        if work.user.role < .admin { state.settings?.keyFile = nil }
        return state
    }

    /// Sets the endpoint, and switches the semantic part on. Vectors of another model or reading go with it.
    public func set(_ settings: EmbeddingSettings) throws {
        let transaction = try work.begin("embeddings.set", .admin)
        try transaction.save(try Self.checked(settings))
    }

    /// Switches the semantic part off: nothing is computed, and scores are without it. Vectors stay for another time.
    ///
    /// - Parameter forgets: whether to take the vectors away.
    public func off(forgets: Bool) throws {
        let transaction = try work.begin("embeddings.off", .admin)
        guard var settings = try transaction.embeddingSettings() else { throw AppError.noEmbeddings }
        settings.isOn = false
        try transaction.save(settings)
        if forgets { try transaction.forgetVectors() }
    }

    /// Takes all vectors away, for them to be computed anew.
    public func forget() throws {
        let transaction = try work.begin("embeddings.forget", .admin)
        try transaction.forgetVectors()
    }

    private static func checked(_ settings: EmbeddingSettings) throws(AppError) -> EmbeddingSettings {
        var settings = settings
        settings.model = try TextRule.required(settings.model, .model)
        settings.servedModel = try settings.servedModel.map { text throws(AppError) in
            try TextRule.required(text, .model)
        }
        guard EmbeddingSettings.timeouts.contains(settings.timeout) else {
            throw outside(settings.timeout, .timeout, EmbeddingSettings.timeouts)
        }
        guard EmbeddingSettings.batches.contains(settings.batch) else {
            throw outside(settings.batch, .batch, EmbeddingSettings.batches)
        }
        for text in [settings.demand, settings.achievement].flatMap({ [$0.prefix, $0.inputType ?? ""] }) {
            guard text.unicodeScalars.count <= Limits.line else {
                throw AppError.refusing(
                    text,
                    .prefix,
                    "too_long",
                    "超过 \(Limits.line) 字，请缩短",
                    en: "is longer than \(Limits.line) characters; make it shorter"
                )
            }
        }
        return settings
    }

    private static func outside(_ value: Int, _ field: Field, _ range: ClosedRange<Int>) -> AppError {
        .refusing(
            String(value),
            field,
            "number_malformed",
            "不是 \(range.lowerBound) 到 \(range.upperBound) 的整数",
            en: "is not a whole number from \(range.lowerBound) to \(range.upperBound)"
        )
    }
}

extension AppError {
    /// Says that there is no endpoint to work with.
    public static var noEmbeddings: AppError {
        AppError(
            .notFound,
            "embeddings_off",
            field: .url,
            Phrase(
                "还没有设置向量服务：请先运行 techmarket embeddings set --url … --model …。",
                en: "No endpoint is set: run techmarket embeddings set --url … --model … first."
            )
        )
    }
}
