import Domain
import Matching
import Storage

/// What of a record is sent to be turned into a vector.
///
/// Title, keywords and the beginning of the text: on the judged demands 300 characters of the text do as well as 600,
/// and endpoints cut off or refuse what is longer than their model reads (512 tokens with e5).
public enum EmbeddingText {
    static let mostContent = 300

    /// One line without repeated blanks.
    public static func composed(title: String, keywords: [String], content: String) -> String {
        [title, keywords.joined(separator: "、"), String(beginning(of: content))].filter { !$0.isEmpty }
            .joined(separator: "。")
    }

    private static func beginning(of content: String) -> String.UnicodeScalarView {
        var text = "".unicodeScalars
        var isAfterBlank = true
        for scalar in content.unicodeScalars {
            let isBlank = scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
            if !isBlank || !isAfterBlank { text.append(isBlank ? " " : scalar) }
            isAfterBlank = isBlank
            if text.count == mostContent { break }
        }
        return text
    }
}

extension EmbeddingSettings {
    func text(of demand: Demand) -> String {
        let demand = texts == .full ? demand : demand.publicPart
        return EmbeddingText.composed(
            title: demand.title,
            keywords: demand.keywords,
            content: demand.fullText
        )
    }

    func text(of achievement: Achievement) -> String {
        let achievement = texts == .full ? achievement : achievement.publicPart
        return EmbeddingText.composed(
            title: achievement.title,
            keywords: achievement.keywords,
            content: achievement.fullText
        )
    }
}

/// A record's text as it is to be sent, or was.
struct EmbeddingPiece: Sendable {
    let side: EmbeddedSide
    let record: Int64
    let text: String
    let digest: String
}

extension Transaction {
    /// A record's text under these settings; nil if the market does not look for counterparts for it.
    func embeddingPiece(_ side: EmbeddedSide, _ id: Int64, _ settings: EmbeddingSettings) throws
        -> EmbeddingPiece?
    {
        let text: String
        switch side {
        case .demand:
            guard let demand = try demand(Demand.ID(rawValue: id)), demand.isSuggested,
                demand.filing.isCounted
            else { return nil }
            text = settings.text(of: demand)
        case .achievement:
            guard let achievement = try achievement(Achievement.ID(rawValue: id)), achievement.isSuggested,
                achievement.filing.isCounted
            else { return nil }
            text = settings.text(of: achievement)
        }
        return EmbeddingPiece(side: side, record: id, text: text, digest: Transaction.digest(of: text))
    }
}

/// Checks and rounds what an embedder gave.
enum EmbeddingAnswer {
    /// - Parameter dimension: how many numbers the market's vectors have; nil while there are none.
    static func vectors(
        _ values: [[Float]],
        count: Int,
        dimension: Int?,
        from endpoint: EmbeddingEndpoint
    ) throws(EmbedderFault) -> [Vector] {
        guard values.count == count else {
            throw .endpoint(
                endpoint,
                "endpoint_count",
                "对 \(count) 段文字给了 \(values.count) 个向量：请核对服务的版本",
                en: "answered \(count) texts with \(values.count) vectors: check its version"
            )
        }
        let expected = dimension ?? values.first?.count ?? 0
        var vectors: [Vector] = []
        for value in values {
            guard value.count == expected, (1...Vector.mostNumbers).contains(value.count) else {
                throw .endpoint(
                    endpoint,
                    "endpoint_dimension",
                    "给的向量有 \(value.count) 维，应为 \(expected) 维：如果模型换了，请运行 techmarket embeddings update --anew",
                    en:
                        "gave a vector of \(value.count) numbers where \(expected) were due: if the model has changed, run techmarket embeddings update --anew"
                )
            }
            guard let vector = Vector(rounding: value) else {
                throw .endpoint(
                    endpoint,
                    "endpoint_number",
                    "给的向量全是零或含有不是数的值：请核对模型",
                    en: "gave a vector of zeros or of what is no number: check the model"
                )
            }
            vectors.append(vector)
        }
        return vectors
    }
}
