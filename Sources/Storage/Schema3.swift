/// Vectors of texts, for markets that have an endpoint that makes them.
enum Schema3 {
    static let statements = [
        // One row, or none. Audited like a record; the key is not in it, only where it stands.
        """
        CREATE TABLE embedding_settings (
            id IDENTITY,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL CHECK (model <> ''),
            served_model TEXT,
            key_file TEXT,
            timeout INTEGER NOT NULL CHECK (timeout > 0),
            batch INTEGER NOT NULL CHECK (batch > 0),
            texts TEXT NOT NULL CHECK (texts IN ('public', 'full')),
            demand_prefix TEXT NOT NULL,
            demand_input_type TEXT,
            achievement_prefix TEXT NOT NULL,
            achievement_input_type TEXT,
            is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
            version INTEGER NOT NULL
        ) TABLE
        """,
        // All of one model and of one form of the texts: what another setting made is taken away with it. Not audited:
        // a vector says nothing that its record's text does not, and can be made again at any time.
        """
        CREATE TABLE embedding (
            entity TEXT NOT NULL CHECK (entity IN ('demand', 'achievement')),
            record_id INTEGER NOT NULL,
            model TEXT NOT NULL,
            digest TEXT NOT NULL,
            dimension INTEGER NOT NULL CHECK (dimension > 0),
            vector BYTES NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (entity, record_id)
        ) TABLE
        """,
        "CREATE INDEX embedding_sequence ON embedding (sequence)",
        // How far the numbers of vectors have come, and how the endpoint did the last time.
        """
        CREATE TABLE embedding_state (
            sequence INTEGER NOT NULL,
            last_success_at INTEGER,
            last_error_at INTEGER,
            last_error_code TEXT,
            last_error_zh TEXT,
            last_error_en TEXT
        ) TABLE
        """,
        "INSERT INTO embedding_state (sequence) VALUES (0)",
    ]
}
