import Domain
import FoundationEssentials
import Market
import NIOCore

/// The body of an answer with status 200, read with nothing taken on trust.
struct EndpointAnswer {
    private let body: ByteBuffer
    private let settings: EmbeddingSettings
    private let fault: EndpointFault

    init(_ body: ByteBuffer, _ settings: EmbeddingSettings) {
        self.body = body
        self.settings = settings
        fault = EndpointFault(settings.endpoint)
    }

    private struct Shape: Decodable {
        struct Item: Decodable {
            let embedding: [Double]
            let index: Int?
        }

        let data: [Item]
        let model: String?
    }

    /// The vectors in the order of the texts.
    func vectors() throws(EmbedderFault) -> [[Float]] {
        let shape = try decoded()
        if let model = shape.model, model != settings.model, model != settings.servedModel {
            throw fault.model(model, asked: settings.model)
        }
        var items = shape.data
        let places = items.compactMap(\.index)
        if !places.isEmpty {
            guard places.count == items.count, Set(places) == Set(items.indices) else {
                throw fault.shape("data[].index")
            }
            items.sort { ($0.index ?? 0) < ($1.index ?? 0) }
        }
        guard let dimension = items.first?.embedding.count else { return [] }
        var vectors: [[Float]] = []
        for item in items {
            guard item.embedding.count == dimension else {
                throw fault.dimension(item.embedding.count, expected: dimension)
            }
            let vector = item.embedding.map { Float($0) }
            guard vector.allSatisfy(\.isFinite) else { throw fault.number() }
            vectors.append(vector)
        }
        return vectors
    }

    private func decoded() throws(EmbedderFault) -> Shape {
        do {
            return try JSONDecoder().decode(Shape.self, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            switch error {
            case .dataCorrupted(let context) where context.codingPath.isEmpty: throw fault.notJSON()
            case .dataCorrupted: throw fault.number()
            case .keyNotFound(let key, let context): throw fault.shape(Self.place(context.codingPath + [key]))
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                throw fault.shape(Self.place(context.codingPath))
            @unknown default: throw fault.notJSON()
            }
        } catch {
            throw fault.notJSON()
        }
    }

    /// `data[0].embedding`.
    private static func place(_ path: [any CodingKey]) -> String {
        var place = ""
        for key in path {
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += (place.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return place.isEmpty ? "{}" : place
    }
}
