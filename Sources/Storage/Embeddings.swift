import Crypto
public import Domain

extension Table {
    static let embeddingSettings = Table(
        "embedding_settings",
        [
            "endpoint", "model", "served_model", "key_file", "timeout", "batch", "texts", "demand_prefix",
            "demand_input_type", "achievement_prefix", "achievement_input_type", "is_on", "version",
        ]
    )
}

/// A vector as it is stored: whole numbers from -127 to 127 in proportion to the model's own, so a quarter of its size.
public struct StoredVector: Sendable, Equatable {
    public let side: EmbeddedSide
    public let record: Int64
    /// The model's name.
    public let model: String
    /// `Transaction.digest` of the text that was sent.
    public let digest: String
    public let numbers: [Int8]

    public init(side: EmbeddedSide, record: Int64, model: String, digest: String, numbers: [Int8]) {
        self.side = side
        self.record = record
        self.model = model
        self.digest = digest
        self.numbers = numbers
    }
}

// MARK: Settings
extension Transaction {
    public func embeddingSettings() throws -> EmbeddingSettings? {
        try one("SELECT \(Table.embeddingSettings.selected) FROM embedding_settings ORDER BY id") { row in
            EmbeddingSettings(
                endpoint: try EmbeddingEndpoint(parsing: row.text(1)),
                model: row.text(2),
                servedModel: row.optionalText(3),
                keyFile: row.optionalText(4),
                timeout: Int(row.integer(5)),
                batch: Int(row.integer(6)),
                texts: try row.stored(7),
                demand: EmbeddingSettings.Side(prefix: row.text(8), inputType: row.optionalText(9)),
                achievement: EmbeddingSettings.Side(prefix: row.text(10), inputType: row.optionalText(11)),
                isOn: row.flag(12),
                version: row.integer(13)
            )
        }
    }

    private func embeddingSettingsID() throws -> Int64? {
        try one("SELECT id FROM embedding_settings ORDER BY id") { $0.integer(0) }
    }

    /// Sets the market's one endpoint. Vectors that can't be compared with what it will make are taken away.
    public func save(_ settings: EmbeddingSettings) throws {
        let old = try embeddingSettings()
        let values: [SQLValue] = [
            .text(settings.endpoint.description), .text(settings.model), SQLValue(settings.servedModel),
            SQLValue(settings.keyFile), SQLValue(settings.timeout), SQLValue(settings.batch),
            SQLValue(settings.texts), .text(settings.demand.prefix), SQLValue(settings.demand.inputType),
            .text(settings.achievement.prefix), SQLValue(settings.achievement.inputType),
            SQLValue(settings.isOn),
            .integer(1),
        ]
        if let id = try embeddingSettingsID() {
            try update(.embeddingSettings, id, version: nil, values)
        } else {
            try insert(.embeddingSettings, values)
        }
        if let old, !old.sharesSpace(with: settings) {
            try connection.run("DELETE FROM embedding", [])
        }
        if old?.endpoint != settings.endpoint || old?.model != settings.model {
            try connection.run(
                """
                UPDATE embedding_state SET last_success_at = NULL, last_error_at = NULL, last_error_code = NULL,
                    last_error_zh = NULL, last_error_en = NULL
                """,
                []
            )
        }
    }
}

// MARK: Vectors
extension Transaction {
    /// SHA-256 of a text in lower-case hexadecimal: whether a vector is of the text as it is now.
    public static func digest(of text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)))
    }

    /// Puts vectors in, in place of those that their records had.
    public func save(_ vectors: [StoredVector]) throws {
        var sequence = try vectorSequence()
        for vector in vectors {
            sequence += 1
            try connection.run(
                """
                INSERT INTO embedding (entity, record_id, model, digest, dimension, vector, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (entity, record_id) DO UPDATE SET model = excluded.model, digest = excluded.digest,
                    dimension = excluded.dimension, vector = excluded.vector, sequence = excluded.sequence
                """,
                [
                    SQLValue(vector.side), .integer(vector.record), .text(vector.model), .text(vector.digest),
                    SQLValue(vector.numbers.count), .bytes(vector.numbers.map(UInt8.init(bitPattern:))),
                    .integer(sequence),
                ]
            )
        }
        try connection.run("UPDATE embedding_state SET sequence = ?", [.integer(sequence)])
    }

    /// Takes a record's vector away, because its text is another one now.
    func deleteVector(of side: EmbeddedSide, _ id: Int64) throws {
        try connection.run(
            "DELETE FROM embedding WHERE entity = ? AND record_id = ?",
            [SQLValue(side), .integer(id)]
        )
    }

    /// Takes all vectors away. The settings' version grows, by which whoever follows them sees it.
    public func forgetVectors() throws {
        try connection.run("DELETE FROM embedding", [])
        if let id = try embeddingSettingsID() { try touch(.embeddingSettings, id) }
    }

    /// The number of the last vector that was put in.
    public func vectorSequence() throws -> Int64 { try count("SELECT sequence FROM embedding_state") }

    /// How many numbers a vector has; nil while there are none.
    public func vectorDimension() throws -> Int? {
        try one("SELECT dimension FROM embedding ORDER BY sequence DESC LIMIT 1") { Int($0.integer(0)) }
    }

    /// The digest of the text that a record's vector was made from.
    public func vectorDigest(of side: EmbeddedSide, _ id: Int64) throws -> String? {
        try one(
            "SELECT digest FROM embedding WHERE entity = ? AND record_id = ?",
            [SQLValue(side), .integer(id)]
        ) { $0.text(0) }
    }

    public func vector(of side: EmbeddedSide, _ id: Int64) throws -> [Int8]? {
        try one(
            "SELECT vector FROM embedding WHERE entity = ? AND record_id = ?",
            [SQLValue(side), .integer(id)]
        ) { row in row.bytes(0).map(Int8.init(bitPattern:)) }
    }

    /// Every vector of one kind of record, by record.
    public func eachVector(of side: EmbeddedSide, _ body: (Int64, [Int8]) throws -> Void) throws {
        try connection.query(
            "SELECT record_id, vector FROM embedding WHERE entity = ? ORDER BY record_id",
            [SQLValue(side)]
        ) { row in try body(row.integer(0), row.bytes(1).map(Int8.init(bitPattern:))) }
    }

    /// The vectors put in after `sequence`, in order.
    public func eachVector(
        after sequence: Int64,
        _ body: (EmbeddedSide, Int64, [Int8]) throws -> Void
    ) throws {
        try connection.query(
            "SELECT entity, record_id, vector FROM embedding WHERE sequence > ? ORDER BY sequence",
            [.integer(sequence)]
        ) { row in try body(try row.stored(0), row.integer(1), row.bytes(2).map(Int8.init(bitPattern:))) }
    }

    /// The ids after `id` of the records that the market looks for counterparts for, at most `limit`.
    public func openRecords(_ side: EmbeddedSide, after id: Int64, limit: Int) throws -> [Int64] {
        try all(
            """
            SELECT r.id FROM \(side.rawValue) AS r WHERE r.id > ? AND \(Self.isOpen) ORDER BY r.id LIMIT ?
            """,
            [.integer(id), SQLValue(limit)]
        ) { $0.integer(0) }
    }

    /// How many records the market looks for counterparts for, and how many of them have a vector.
    public func vectorCoverage(of side: EmbeddedSide) throws -> EmbeddingState.Coverage {
        let total = try count("SELECT COUNT(*) FROM \(side.rawValue) AS r WHERE \(Self.isOpen)")
        let done = try count(
            """
            SELECT COUNT(*) FROM embedding AS v JOIN \(side.rawValue) AS r ON r.id = v.record_id
            WHERE v.entity = ? AND \(Self.isOpen)
            """,
            [SQLValue(side)]
        )
        return EmbeddingState.Coverage(done: Int(done), total: Int(total))
    }

    private static var isOpen: String {
        let states = RecordState.allCases.filter(\.isOpen).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return "r.state IN (\(states)) AND r.archived_at IS NULL AND r.is_counted = 1"
    }
}

// MARK: How the endpoint does
extension Transaction {
    public func noteEmbeddingSuccess() throws {
        try connection.run("UPDATE embedding_state SET last_success_at = ?", [SQLValue(now)])
    }

    public func noteEmbeddingFailure(code: String, _ message: Phrase) throws {
        try connection.run(
            """
            UPDATE embedding_state SET last_error_at = ?, last_error_code = ?, last_error_zh = ?, last_error_en = ?
            """,
            [SQLValue(now), .text(code), .text(message.zh), .text(message.en)]
        )
    }

    public func embeddingState() throws -> EmbeddingState {
        var state = EmbeddingState(
            settings: try embeddingSettings(),
            demands: try vectorCoverage(of: .demand),
            achievements: try vectorCoverage(of: .achievement)
        )
        let found = try one(
            """
            SELECT last_success_at, last_error_at, last_error_code, last_error_zh, last_error_en
            FROM embedding_state
            """
        ) { row in
            (
                row.optionalInstant(0),
                row.optionalInstant(1).map { at in
                    EmbeddingFailure(at: at, code: row.text(2), message: Phrase(row.text(3), en: row.text(4)))
                }
            )
        }
        state.lastSuccess = found?.0
        state.lastError = found?.1
        return state
    }
}
