/// Acceptances of files of rows that go on from one transaction to the next.
enum SchemaAcceptances {
    static let statements = [
        // A batch has a row here only while its rows are being written, or after that was broken off. Not audited: the rows
        // are, and the batch is.
        """
        CREATE TABLE import_acceptance (
            batch_id INTEGER PRIMARY KEY REFERENCES import_batch (id),
            run INTEGER NOT NULL CHECK (run > 0),
            last_record INTEGER NOT NULL,
            progress_at INTEGER NOT NULL
        ) TABLE
        """
    ]
}
