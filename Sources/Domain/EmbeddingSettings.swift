/// How a market has texts turned into vectors, if it does: which endpoint, which model, and what is sent there.
public struct EmbeddingSettings: Sendable, Hashable {
    /// Which texts of a record leave the market.
    public enum Texts: String, Sendable, CaseIterable {
        /// Title, keywords and public summary.
        case open = "public"
        /// What only staff may read too.
        case full
    }

    /// What the model is told about a text, since it reads what is looked for and what is offered differently.
    public struct Side: Sendable, Hashable {
        /// Stands before the text, such as `query: `, which the e5 models were trained with.
        public var prefix: String
        /// Sent as `input_type`, for endpoints that put the prefix themselves.
        public var inputType: String?

        public init(prefix: String = "", inputType: String? = nil) {
            self.prefix = prefix
            self.inputType = inputType
        }
    }

    public var endpoint: EmbeddingEndpoint
    /// The model asked for, by the endpoint's name for it.
    public var model: String
    /// The name by which the endpoint answers, where it is another one for the same model.
    public var servedModel: String?
    /// Where the key stands. The key itself is never stored.
    public var keyFile: String?
    /// Seconds that one request may take, from looking the host up to the last byte.
    public var timeout: Int
    /// Texts in one request.
    public var batch: Int
    public var texts: Texts
    public var demand: Side
    public var achievement: Side
    public var isOn: Bool
    public let version: Int64

    public static let timeouts = 1...600
    public static let batches = 1...2048
    public static let usualTimeout = 60
    public static let usualBatch = 32

    public init(
        endpoint: EmbeddingEndpoint,
        model: String,
        servedModel: String? = nil,
        keyFile: String? = nil,
        timeout: Int = usualTimeout,
        batch: Int = usualBatch,
        texts: Texts = .open,
        demand: Side = Side(),
        achievement: Side = Side(),
        isOn: Bool = true,
        version: Int64 = 1
    ) {
        self.endpoint = endpoint
        self.model = model
        self.servedModel = servedModel
        self.keyFile = keyFile
        self.timeout = timeout
        self.batch = batch
        self.texts = texts
        self.demand = demand
        self.achievement = achievement
        self.isOn = isOn
        self.version = version
    }

    /// What a model of this name was trained with: the e5 models with `query: ` and `passage: `
    /// (Wang et al., "Multilingual E5 Text Embeddings", 2024; `instruct` variants take an instruction instead),
    /// others with nothing.
    public static func usualSides(ofModel name: String) -> (demand: Side, achievement: Side) {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard words.contains("e5"), !words.contains("instruct") else { return (Side(), Side()) }
        return (Side(prefix: "query: "), Side(prefix: "passage: "))
    }

    /// Whether vectors made under both can be compared with each other.
    public func sharesSpace(with other: Self) -> Bool {
        model == other.model && demand == other.demand && achievement == other.achievement
    }
}
