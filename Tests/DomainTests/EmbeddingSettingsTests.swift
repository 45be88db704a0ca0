import Domain
import Testing

struct EmbeddingSettingsTests {
    @Test(arguments: [
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765/v1/embeddings", true),
        ("http://localhost:8765/", "http://localhost:8765/v1/embeddings", true),
        ("https://API.Example.com/v1", "https://api.example.com/v1/embeddings", false),
        ("https://api.example.com:443/v1/embeddings/", "https://api.example.com/v1/embeddings", false),
        ("HTTP://内网".replacing("内网", with: "host_1"), "http://host_1/v1/embeddings", false),
        ("http://[::1]:80/openai/v1", "http://[::1]/openai/v1/embeddings", true),
        ("  http://h:8080  ", "http://h:8080/v1/embeddings", false),
    ])
    func `an address is completed and has one form`(typed: String, form: String, isLocal: Bool) throws {
        let endpoint = try EmbeddingEndpoint(parsing: typed)
        #expect(endpoint.description == form)
        #expect(endpoint.isLocal == isLocal)
        #expect(try EmbeddingEndpoint(parsing: form) == endpoint)
    }

    @Test(arguments: [
        "", "127.0.0.1:8765", "ftp://host", "http://", "http:///v1", "http://host:0", "http://host:65536",
        "http://host:80a", "http://host:", "http://ho st", "http://向量.example", "http://[::1",
        "http://[::1]x",
        "http://host/v1?key=abcdef", "http://host/#x", "http://us er@host",
    ])
    func `anything else is refused with a remedy`(typed: String) {
        #expect { try EmbeddingEndpoint(parsing: typed) } throws: { error in
            (error as? AppError)?.code == "url_malformed" && (error as? AppError)?.field == .url
        }
    }

    @Test(arguments: ["https://user:geheim@host/v1", "https://host/v1?api_key=geheim", "https://geheim@host"])
    func `a secret in an address is refused and not repeated`(typed: String) {
        #expect { try EmbeddingEndpoint(parsing: typed) } throws: { error in
            guard let error = error as? AppError else { return false }
            return !"\(error)".contains("geheim")
        }
    }

    @Test(arguments: [
        ("multilingual-e5-small-q4", "query: "), ("intfloat/multilingual-e5-large", "query: "),
        ("multilingual-e5-large-instruct", ""), ("bge-m3", ""), ("text-embedding-3-small", ""), ("e50", ""),
    ])
    func `the e5 models are told what a text is`(model: String, prefix: String) {
        #expect(EmbeddingSettings.usualSides(ofModel: model).demand.prefix == prefix)
    }

    @Test func `an endpoint fails when its last error is later than its last success`() {
        var state = EmbeddingState(
            settings: nil,
            demands: .init(done: 0, total: 0),
            achievements: .init(done: 0, total: 0)
        )
        #expect(!state.isFailing && !state.isOn)
        state.lastError = EmbeddingFailure(at: Instant(rawValue: 5), code: "x", message: Phrase("", en: ""))
        #expect(state.isFailing)
        state.lastSuccess = Instant(rawValue: 5)
        #expect(!state.isFailing)
        state.lastSuccess = Instant(rawValue: 4)
        #expect(state.isFailing)
    }
}
