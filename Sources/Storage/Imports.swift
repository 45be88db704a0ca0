public import Domain

extension Table {
    static let importBatch = Table(
        "import_batch",
        [
            "template", "file_name", "digest", "size", "activity_id", "state", "layout", "row_count",
            "judged_at", "created_at", "created_by", "accepted_at", "accepted_by", "undone_at", "undone_by",
            "version",
        ]
    )
    static let importMapping = Table("import_mapping", ["template", "headings", "fields", "version"])
}

// MARK: Batches
extension Transaction {
    public func insert(_ content: ImportBatch.Content) throws -> ImportBatch.ID {
        let id = try insert(
            .importBatch,
            [
                .text(content.template), .text(content.fileName), .text(content.digest),
                .integer(content.size),
                SQLValue(content.activity), SQLValue(ImportBatch.State.reading), .text("{}"), .integer(0),
                .integer(0), SQLValue(now), SQLValue(author), .null, .null, .null, .null, .integer(1),
            ]
        )
        return ImportBatch.ID(rawValue: id)
    }

    /// Brings a batch to a state, and writes down who brought it there.
    ///
    /// - Parameter version: the version that the person saw; nil for a step that is nobody's decision.
    public func bring(_ id: ImportBatch.ID, to state: ImportBatch.State, version: Int64? = nil) throws {
        var changes: [String: SQLValue] = ["state": SQLValue(state)]
        if state == .accepted {
            changes["accepted_at"] = SQLValue(now)
            changes["accepted_by"] = SQLValue(author)
        } else if state == .open {
            changes["accepted_at"] = .null
            changes["accepted_by"] = .null
        } else if state == .undone {
            changes["undone_at"] = SQLValue(now)
            changes["undone_by"] = SQLValue(author)
        }
        try update(.importBatch, id.rawValue, version: version, set: changes)
    }

    /// - Parameter judgedAt: the number of the last write that the rows were held against.
    public func set(_ id: ImportBatch.ID, layout: String, rows: Int64, judgedAt: Int64) throws {
        try update(
            .importBatch,
            id.rawValue,
            set: ["layout": .text(layout), "row_count": .integer(rows), "judged_at": .integer(judgedAt)]
        )
    }

    public func importBatch(_ id: ImportBatch.ID) throws -> ImportBatch? {
        try one(
            "SELECT \(Self.importBatchColumns) FROM import_batch WHERE id = ?",
            [SQLValue(id)],
            Self.importBatch
        )
    }

    /// The batches, the newest first.
    public func importBatches(template: String? = nil, before: Int64? = nil, page: Page) throws
        -> [ImportBatch]
    {
        var conditions = Conditions()
        if let template { conditions.add("template = ?", .text(template)) }
        if let before { conditions.add("id < ?", .integer(before)) }
        return try all(
            """
            SELECT \(Self.importBatchColumns) FROM import_batch\(conditions.clause)
            ORDER BY id DESC\(page.clause)
            """,
            conditions.arguments,
            Self.importBatch
        )
    }

    public func importBatchCount() throws -> Int64 { try count("SELECT COUNT(*) FROM import_batch") }

    /// The latest batch before this one that the same file made and of which something stands.
    public func importBatch(
        of digest: String,
        template: String,
        before id: ImportBatch.ID
    ) throws -> ImportBatch? {
        try one(
            """
            SELECT \(Self.importBatchColumns) FROM import_batch
            WHERE digest = ? AND template = ? AND id < ? AND state = 'accepted' ORDER BY id DESC LIMIT 1
            """,
            [.text(digest), .text(template), SQLValue(id)],
            Self.importBatch
        )
    }

    /// The number of the last write to records that a row may be held against.
    public func lastRecordChange() throws -> Int64 {
        try count(
            """
            SELECT COALESCE(MAX(sequence), 0) FROM change_log
            WHERE entity NOT IN ('import_batch', 'import_mapping', 'api_token', 'credential', 'user_account')
            """
        )
    }

    /// Whether records were written after a write of this number.
    public func hasRecordChange(after sequence: Int64) throws -> Bool {
        try one(
            """
            SELECT 1 FROM change_log WHERE sequence > ?
            AND entity NOT IN ('import_batch', 'import_mapping', 'api_token', 'credential', 'user_account')
            LIMIT 1
            """,
            [.integer(sequence)]
        ) { $0.integer(0) } != nil
    }

    private static let importBatchColumns = """
        \(Table.importBatch.selected),
        (SELECT a.progress_at FROM import_acceptance AS a WHERE a.batch_id = import_batch.id)
        """

    private static func importBatch(_ row: any SQLRow) throws -> ImportBatch {
        let progressAt = row.optionalInstant(17)
        return ImportBatch(
            id: row.id(0),
            content: ImportBatch.Content(
                template: row.text(1),
                fileName: row.text(2),
                digest: row.text(3),
                size: row.integer(4),
                activity: row.optionalID(5)
            ),
            state: progressAt == nil ? try row.stored(6) : .accepting,
            layout: row.text(7),
            rows: row.integer(8),
            judgedAt: row.integer(9),
            createdAt: row.instant(10),
            createdBy: row.optionalID(11),
            acceptedAt: row.optionalInstant(12),
            acceptedBy: row.optionalID(13),
            undoneAt: row.optionalInstant(14),
            undoneBy: row.optionalID(15),
            version: row.integer(16),
            progressAt: progressAt
        )
    }
}

// MARK: Rows
extension Transaction {
    public func insert(_ row: ImportRow, of batch: ImportBatch.ID) throws {
        try connection.run(
            """
            INSERT INTO import_row (batch_id, number, sheet, sheet_row, cells, edits, row_key, outcome, choice,
                merged_fields, problems, candidates, target_id, target_version, is_done)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLValue(batch), .integer(row.number), .text(row.sheet), .integer(row.row), .text(row.cells),
                .text(row.edits), .text(row.key), SQLValue(row.outcome), SQLValue(row.choice),
                SQLValue(lines: row.mergedFields), .text(row.problems), .text(row.candidates),
                SQLValue(row.target), SQLValue(row.targetVersion), SQLValue(row.isDone),
            ]
        )
    }

    /// Writes down what was found out or decided about a row; its cells stay as they were read.
    public func save(_ row: ImportRow, of batch: ImportBatch.ID) throws {
        try connection.run(
            """
            UPDATE import_row SET edits = ?, row_key = ?, outcome = ?, choice = ?, merged_fields = ?,
                problems = ?, candidates = ?, target_id = ?, target_version = ?, is_done = ?
            WHERE batch_id = ? AND number = ?
            """,
            [
                .text(row.edits), .text(row.key), SQLValue(row.outcome), SQLValue(row.choice),
                SQLValue(lines: row.mergedFields), .text(row.problems), .text(row.candidates),
                SQLValue(row.target), SQLValue(row.targetVersion), SQLValue(row.isDone),
                SQLValue(batch), .integer(row.number),
            ]
        )
    }

    /// Notes what became of a row that was accepted.
    public func finish(_ number: Int64, of batch: ImportBatch.ID, target: Int64, version: Int64) throws {
        try connection.run(
            """
            UPDATE import_row SET is_done = 1, target_id = ?, target_version = ?
            WHERE batch_id = ? AND number = ?
            """,
            [.integer(target), .integer(version), SQLValue(batch), .integer(number)]
        )
    }

    /// Lets the batch's rows count as not accepted any more.
    public func unfinishRows(of batch: ImportBatch.ID) throws {
        try connection.run("UPDATE import_row SET is_done = 0 WHERE batch_id = ?", [SQLValue(batch)])
    }

    public func deleteRows(of batch: ImportBatch.ID) throws {
        try connection.run("DELETE FROM import_row WHERE batch_id = ?", [SQLValue(batch)])
    }

    public func importRow(_ number: Int64, of batch: ImportBatch.ID) throws -> ImportRow? {
        try one(
            "SELECT \(Self.importRowColumns) FROM import_row WHERE batch_id = ? AND number = ?",
            [SQLValue(batch), .integer(number)],
            Self.importRow
        )
    }

    /// The rows after a number, in their order.
    ///
    /// - Parameter outcome: only those; all if nil.
    public func importRows(
        of batch: ImportBatch.ID,
        outcome: ImportRow.Outcome? = nil,
        after number: Int64 = 0,
        page: Page
    ) throws -> [ImportRow] {
        var conditions = Conditions()
        conditions.add("batch_id = ?", SQLValue(batch))
        if let outcome { conditions.add("outcome = ?", SQLValue(outcome)) }
        conditions.add("number > ?", .integer(number))
        return try all(
            """
            SELECT \(Self.importRowColumns) FROM import_row\(conditions.clause) ORDER BY number\(page.clause)
            """,
            conditions.arguments,
            Self.importRow
        )
    }

    public func importCounts(of batch: ImportBatch.ID) throws -> [ImportRow.Outcome: Int64] {
        let rows = try all(
            "SELECT outcome, COUNT(*) FROM import_row WHERE batch_id = ? GROUP BY outcome",
            [SQLValue(batch)]
        ) { row -> (ImportRow.Outcome, Int64) in (try row.stored(0), row.integer(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// How many rows were accepted.
    public func importedCount(of batch: ImportBatch.ID) throws -> Int64 {
        try count("SELECT COUNT(*) FROM import_row WHERE batch_id = ? AND is_done = 1", [SQLValue(batch)])
    }

    /// A row that says the same, was accepted from the same kind of sheet and stands; for a check-in list, of the same
    /// activity.
    public func importedRow(
        key: String,
        template: String,
        activity: Activity.ID?
    ) throws -> (batch: ImportBatch.ID, row: Int64, sheet: String, target: Int64)? {
        try one(
            """
            SELECT r.batch_id, r.sheet_row, r.sheet, r.target_id FROM import_row AS r
            JOIN import_batch AS b ON b.id = r.batch_id
            WHERE r.row_key = ? AND r.is_done = 1 AND b.template = ? AND b.state = 'accepted'
                AND COALESCE(b.activity_id, 0) = ?
            ORDER BY r.batch_id DESC LIMIT 1
            """,
            [.text(key), .text(template), .integer(activity?.rawValue ?? 0)]
        ) { ($0.id(0), $0.integer(1), $0.text(2), $0.integer(3)) }
    }

    private static let importRowColumns = """
        number, sheet, sheet_row, cells, edits, row_key, outcome, choice, merged_fields, problems, candidates,
        target_id, target_version, is_done
        """

    private static func importRow(_ row: any SQLRow) throws -> ImportRow {
        ImportRow(
            number: row.integer(0),
            sheet: row.text(1),
            row: row.integer(2),
            cells: row.text(3),
            edits: row.text(4),
            key: row.text(5),
            outcome: try row.stored(6),
            choice: try row.stored(7),
            mergedFields: row.lines(8),
            problems: row.text(9),
            candidates: row.text(10),
            target: row.optionalInteger(11),
            targetVersion: row.optionalInteger(12),
            isDone: row.flag(13)
        )
    }
}

// MARK: Acceptances that go on
extension Transaction {
    /// The number of the run that writes a batch's rows, and the last record that the batch had before; nil if none goes on.
    public func importAcceptance(of batch: ImportBatch.ID) throws -> (run: Int64, lastRecord: Int64)? {
        try one(
            "SELECT run, last_record FROM import_acceptance WHERE batch_id = ?",
            [SQLValue(batch)]
        ) { ($0.integer(0), $0.integer(1)) }
    }

    /// - Parameter progressAt: when it last got on.
    public func save(
        acceptanceOf batch: ImportBatch.ID,
        run: Int64,
        lastRecord: Int64,
        progressAt: Instant
    ) throws {
        try connection.run(
            """
            INSERT INTO import_acceptance (batch_id, run, last_record, progress_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (batch_id) DO UPDATE SET run = excluded.run, progress_at = excluded.progress_at
            """,
            [SQLValue(batch), .integer(run), .integer(lastRecord), SQLValue(progressAt)]
        )
    }

    public func deleteAcceptance(of batch: ImportBatch.ID) throws {
        try connection.run("DELETE FROM import_acceptance WHERE batch_id = ?", [SQLValue(batch)])
    }

    /// The number of the last thing that a batch wrote; 0 for nothing.
    public func lastImportedRecord(of batch: ImportBatch.ID) throws -> Int64 {
        try count(
            "SELECT COALESCE(MAX(id), 0) FROM import_record WHERE batch_id = ?",
            [SQLValue(batch)]
        )
    }

    /// Whether people typed over cells of the batch.
    public func hasEditedRows(of batch: ImportBatch.ID) throws -> Bool {
        try one(
            "SELECT 1 FROM import_row WHERE batch_id = ? AND edits <> '' LIMIT 1",
            [SQLValue(batch)]
        ) { $0.integer(0) } != nil
    }

    /// The records of a kind that were written after a write of this number.
    public func changedRecords(_ entity: String, after sequence: Int64) throws -> [Int64] {
        try all(
            "SELECT DISTINCT record_id FROM change_log WHERE sequence > ? AND entity = ? ORDER BY record_id",
            [.integer(sequence), .text(entity)]
        ) { $0.integer(0) }
    }
}

// MARK: What was written
extension Transaction {
    public func add(_ record: ImportedRecord, to batch: ImportBatch.ID) throws {
        try connection.run(
            """
            INSERT INTO import_record (batch_id, number, entity, record_id, deed, version, before)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                SQLValue(batch), .integer(record.number), .text(record.entity), .integer(record.record),
                SQLValue(record.deed), .integer(record.version), .text(record.before),
            ]
        )
    }

    /// What a batch wrote, the last first, a part at a time.
    ///
    /// - Parameters:
    ///   - before: only what was written before this one of an earlier part.
    ///   - after: only what was written after this one.
    public func importedRecords(
        of batch: ImportBatch.ID,
        before: Int64 = .max,
        after: Int64 = 0,
        limit: Int
    ) throws -> [(id: Int64, record: ImportedRecord)] {
        try all(
            """
            SELECT id, number, entity, record_id, deed, version, before FROM import_record
            WHERE batch_id = ? AND id < ? AND id > ? ORDER BY id DESC LIMIT \(limit)
            """,
            [SQLValue(batch), .integer(before), .integer(after)]
        ) { row in
            (
                row.integer(0),
                ImportedRecord(
                    number: row.integer(1),
                    entity: row.text(2),
                    record: row.integer(3),
                    deed: try row.stored(4),
                    version: row.integer(5),
                    before: row.text(6)
                )
            )
        }
    }

    /// Forgets what a batch wrote after a record, which was taken back: its rows count as not accepted.
    public func forgetRecords(of batch: ImportBatch.ID, after record: Int64) throws {
        try connection.run(
            """
            UPDATE import_row SET is_done = 0 WHERE batch_id = ? AND number IN
                (SELECT number FROM import_record WHERE batch_id = ? AND id > ?)
            """,
            [SQLValue(batch), SQLValue(batch), .integer(record)]
        )
        try connection.run(
            "DELETE FROM import_record WHERE batch_id = ? AND id > ?",
            [SQLValue(batch), .integer(record)]
        )
    }
}

// MARK: What headings mean
extension Transaction {
    /// What a sheet's headings were said to mean; nil if nobody said so yet.
    public func importMapping(template: String, headings: String) throws -> String? {
        try one(
            "SELECT fields FROM import_mapping WHERE template = ? AND headings = ?",
            [.text(template), .text(headings)]
        ) { $0.text(0) }
    }

    /// All that was said of a template's sheets, by their headings.
    public func importMappings(template: String) throws -> [String: String] {
        let rows = try all(
            "SELECT headings, fields FROM import_mapping WHERE template = ?",
            [.text(template)]
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    public func saveImportMapping(template: String, headings: String, fields: String) throws {
        let known = try one(
            "SELECT id FROM import_mapping WHERE template = ? AND headings = ?",
            [.text(template), .text(headings)]
        ) { $0.integer(0) }
        if let known {
            try update(.importMapping, known, set: ["fields": .text(fields)])
        } else {
            try insert(.importMapping, [.text(template), .text(headings), .text(fields), .integer(1)])
        }
    }
}

// MARK: Organizations
extension Transaction {
    /// The organizations that were merged, each with the one that stands for it.
    public func organizationRoots() throws -> [Organization.ID: Organization.ID] {
        var roots: [Organization.ID: Organization.ID] = [:]
        try connection.query("SELECT id, merged_into FROM organization WHERE merged_into IS NOT NULL", []) {
            roots[$0.id(0)] = $0.id(1)
        }
        return roots
    }
}
