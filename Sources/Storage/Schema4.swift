/// Files of rows that people bring in: batches, their rows, what they wrote, and what headings mean.
enum Schema4 {
    static let statements = [
        """
        CREATE TABLE import_batch (
            id IDENTITY,
            template TEXT NOT NULL CHECK (template <> ''),
            file_name TEXT NOT NULL,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL CHECK (size >= 0),
            activity_id INTEGER REFERENCES activity (id),
            state TEXT NOT NULL
                CHECK (state IN ('reading', 'mapping', 'open', 'accepted', 'undone', 'discarded')),
            layout TEXT NOT NULL,
            row_count INTEGER NOT NULL CHECK (row_count >= 0),
            judged_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            created_by INTEGER REFERENCES user_account (id),
            accepted_at INTEGER,
            accepted_by INTEGER REFERENCES user_account (id),
            undone_at INTEGER,
            undone_by INTEGER REFERENCES user_account (id),
            version INTEGER NOT NULL
        ) TABLE
        """,
        "CREATE INDEX import_batch_digest ON import_batch (digest)",
        "CREATE INDEX import_batch_activity ON import_batch (activity_id)",
        // Not audited: a row is paper on a desk until it is accepted, and then its record is audited.
        """
        CREATE TABLE import_row (
            batch_id INTEGER NOT NULL REFERENCES import_batch (id),
            number INTEGER NOT NULL CHECK (number > 0),
            sheet TEXT NOT NULL,
            sheet_row INTEGER NOT NULL,
            cells TEXT NOT NULL,
            edits TEXT NOT NULL,
            row_key TEXT NOT NULL,
            outcome TEXT NOT NULL
                CHECK (outcome IN ('waiting', 'new', 'update', 'same', 'duplicate', 'refused')),
            choice TEXT NOT NULL CHECK (choice IN ('', 'skip', 'new', 'update', 'merge')),
            merged_fields TEXT NOT NULL,
            problems TEXT NOT NULL,
            candidates TEXT NOT NULL,
            target_id INTEGER,
            target_version INTEGER,
            is_done INTEGER NOT NULL CHECK (is_done IN (0, 1)),
            PRIMARY KEY (batch_id, number)
        ) TABLE
        """,
        "CREATE INDEX import_row_outcome ON import_row (batch_id, outcome, number)",
        "CREATE INDEX import_row_key ON import_row (row_key) WHERE is_done = 1",
        // What a batch wrote, in that order, and what was there before: for taking it back. The writes themselves are
        // audited where they were made.
        """
        CREATE TABLE import_record (
            id IDENTITY,
            batch_id INTEGER NOT NULL REFERENCES import_batch (id),
            number INTEGER NOT NULL,
            entity TEXT NOT NULL,
            record_id INTEGER NOT NULL,
            deed TEXT NOT NULL CHECK (deed IN ('created', 'changed', 'revived', 'attended')),
            version INTEGER NOT NULL,
            before TEXT NOT NULL
        ) TABLE
        """,
        "CREATE INDEX import_record_batch ON import_record (batch_id, id)",
        "CREATE INDEX contract_registration ON contract (registration_number) WHERE registration_number <> ''",
        // What the headings of a sheet that somebody has brought before mean.
        """
        CREATE TABLE import_mapping (
            id IDENTITY,
            template TEXT NOT NULL,
            headings TEXT NOT NULL,
            fields TEXT NOT NULL,
            version INTEGER NOT NULL,
            UNIQUE (template, headings)
        ) TABLE
        """,
    ]
}
