public import Domain
import Storage

extension Work {
    public var imports: Imports { Imports(work: self) }
}

/// What people do with files of rows: bring them in as a batch, settle its rows, accept it, take it back.
///
/// What a row says and which record it makes is read by Exchange; here is what a batch may become, and by whom.
public struct Imports {
    let work: Work

    // MARK: Batches

    /// Begins a batch, whose rows are still to be read.
    public func begin(_ content: ImportBatch.Content) throws -> ImportBatch {
        let transaction = try work.begin("import.begin", .staff)
        if let activity = content.activity {
            let activity = try work.activities.get(activity)
            try activity.filing.requireInUse(activity.code)
        }
        return try get(try transaction.insert(content))
    }

    /// Lets a batch be looked at, or wait for what its headings mean.
    public func settle(_ id: ImportBatch.ID, layout: String, rows: Int64, judgedAt: Int64, isMapped: Bool)
        throws
    {
        let transaction = try work.begin("import.read", .staff)
        let batch = try get(id)
        try transaction.set(id, layout: layout, rows: rows, judgedAt: judgedAt)
        let state: ImportBatch.State = isMapped ? .open : .mapping
        if batch.state != state, batch.state != .accepted { try transaction.bring(id, to: state) }
    }

    /// Puts a batch aside of which nothing was accepted; its rows are forgotten.
    public func discard(_ id: ImportBatch.ID, version: Int64? = nil) throws {
        let transaction = try work.begin("import.discard", .staff)
        let batch = try get(id)
        switch batch.state {
        case .reading, .mapping, .open: break
        case .accepting: throw try running(batch)
        case .accepted, .undone, .discarded: throw Self.notOpen(batch)
        }
        try transaction.bring(id, to: .discarded, version: version)
        try transaction.deleteRows(of: id)
    }

    /// Begins to accept rows of a batch, or goes on where that was broken off.
    ///
    /// - Parameter version: the version that the person saw; nil for whatever there is.
    /// - Returns: the number of this run, and the last record that the batch wrote before it.
    /// - Throws: `import_running`, `import_not_open`, `stale_version`.
    public func accept(_ id: ImportBatch.ID, version: Int64?) throws -> (run: Int64, lastRecord: Int64) {
        let transaction = try work.begin("import.accept", .staff)
        let batch = try get(id)
        try requireSettled(batch)
        guard batch.state.isOpen || batch.state == .accepting else { throw Self.notOpen(batch) }
        try transaction.bring(id, to: .accepted, version: version)
        guard let broken = try transaction.importAcceptance(of: id) else {
            return (1, try transaction.lastImportedRecord(of: id))
        }
        let run = broken.run + 1
        try transaction.save(
            acceptanceOf: id,
            run: run,
            lastRecord: broken.lastRecord,
            progressAt: transaction.now
        )
        return (run, broken.lastRecord)
    }

    /// Lets others write before the next part of an acceptance.
    public func pause(_ id: ImportBatch.ID, run: Int64, lastRecord: Int64) throws {
        let transaction = try work.begin("import.accept", .staff)
        try transaction.save(
            acceptanceOf: id,
            run: run,
            lastRecord: lastRecord,
            progressAt: transaction.now
        )
    }

    /// Refuses to go on with an acceptance that somebody ended, or took over because it seemed broken off.
    public func requireRunning(_ id: ImportBatch.ID, run: Int64) throws {
        try work.require(.staff, "import.accept")
        guard try work.transaction.importAcceptance(of: id)?.run == run else {
            throw Self.notOpen(try get(id))
        }
    }

    /// Takes note that an acceptance is at its end.
    public func endAcceptance(of id: ImportBatch.ID) throws {
        try work.begin("import.accept", .staff).deleteAcceptance(of: id)
    }

    /// Lets everybody know that a run was broken off, so that nobody has to wait to go on with it.
    public func breakOff(_ id: ImportBatch.ID, run: Int64) throws {
        let transaction = try work.begin("import.accept", .staff)
        guard let going = try transaction.importAcceptance(of: id), going.run == run else { return }
        let longAgo = transaction.now.advanced(by: -ImportBatch.patience)
        try transaction.save(acceptanceOf: id, run: run, lastRecord: going.lastRecord, progressAt: longAgo)
    }

    /// Takes note that what a run wrote was taken back: the batch is as it was before it.
    public func forget(_ id: ImportBatch.ID, after record: Int64) throws {
        let transaction = try work.begin("import.undo", .staff)
        try transaction.forgetRecords(of: id, after: record)
        try transaction.deleteAcceptance(of: id)
        if try transaction.lastImportedRecord(of: id) == 0 { try transaction.bring(id, to: .open) }
    }

    /// Takes note that all that a batch wrote was taken back.
    public func undo(_ id: ImportBatch.ID, version: Int64?) throws {
        let transaction = try work.begin("import.undo", .staff)
        let batch = try get(id)
        try requireSettled(batch)
        guard batch.state == .accepted || batch.state == .accepting else { throw Self.notOpen(batch) }
        try transaction.bring(id, to: .undone, version: version)
        try transaction.deleteAcceptance(of: id)
        try transaction.unfinishRows(of: id)
    }

    /// Refuses what can't be done while rows of the batch are being written.
    private func requireSettled(_ batch: ImportBatch) throws {
        guard batch.state == .accepting, !isBrokenOff(batch) else { return }
        throw try running(batch)
    }

    /// Whether accepting a batch was broken off on the way.
    public func isBrokenOff(_ batch: ImportBatch) -> Bool { batch.isBrokenOff(at: work.transaction.now) }

    private func running(_ batch: ImportBatch) throws -> AppError {
        let number = batch.id.rawValue
        let (done, all) = (try acceptedCount(of: batch.id), batch.rows)
        let seconds = ImportBatch.patience / 1_000
        return AppError(
            .conflict,
            "import_running",
            field: .importBatch,
            value: String(number),
            Phrase(
                "第 \(number) 批正在导入（\(all) 行里已写入 \(done) 行）：请等它写完；如果中断了，\(seconds) 秒后可以接着导入，或整批撤销。",
                en:
                    "Batch \(number) is being accepted (\(done) of \(all) rows are written): wait for its end; if it was broken off, go on with it or undo it after \(seconds) seconds."
            )
        )
    }

    public func get(_ id: ImportBatch.ID) throws -> ImportBatch {
        try work.require(.staff, "import.look")
        guard let batch = try work.transaction.importBatch(id) else {
            throw AppError.noRecord(.importBatch, String(id.rawValue))
        }
        return batch
    }

    /// The batch that a number means.
    public func find(_ reference: String) throws -> ImportBatch {
        let text = Text.normalized(reference)
        guard let number = Int64(text), number > 0 else { throw AppError.noRecord(.importBatch, reference) }
        return try get(ImportBatch.ID(rawValue: number))
    }

    /// The batches, the newest first.
    ///
    /// - Parameter before: only those before this one.
    public func list(template: String? = nil, before: Int64? = nil, page: Page = .all) throws -> [ImportBatch]
    {
        try work.require(.staff, "import.look")
        return try work.transaction.importBatches(template: template, before: before, page: page)
    }

    public func count() throws -> Int64 { try work.transaction.importBatchCount() }

    /// An earlier batch that the very same file made and of which something stands.
    public func earlier(_ batch: ImportBatch) throws -> ImportBatch? {
        try work.transaction.importBatch(
            of: batch.content.digest,
            template: batch.content.template,
            before: batch.id
        )
    }

    /// Refuses to change rows of a batch that is not open.
    public func requireOpen(_ batch: ImportBatch) throws {
        try work.require(.staff, "import.edit")
        if batch.state == .accepting { throw try running(batch) }
        guard batch.state.isOpen || batch.state == .mapping else { throw Self.notOpen(batch) }
    }

    private static func notOpen(_ batch: ImportBatch) -> AppError {
        let number = batch.id.rawValue
        return AppError(
            .conflict,
            "import_not_open",
            field: .importBatch,
            value: String(number),
            Phrase(
                "第 \(number) 批“\(AppError.quote(batch.content.fileName))”的状态是“\(batch.state.name.zh)”，这一步不能做：可以重新导入文件。",
                en:
                    "Batch \(number) “\(AppError.quote(batch.content.fileName))” is \(batch.state.name.en), so this can't be done: import the file again."
            )
        )
    }

    // MARK: Rows

    public func add(_ rows: [ImportRow], to id: ImportBatch.ID) throws {
        try work.require(.staff, "import.read")
        for row in rows { try work.transaction.insert(row, of: id) }
    }

    public func save(_ row: ImportRow, of id: ImportBatch.ID) throws {
        try work.require(.staff, "import.edit")
        try work.transaction.save(row, of: id)
    }

    public func row(_ number: Int64, of id: ImportBatch.ID) throws -> ImportRow {
        guard let row = try work.transaction.importRow(number, of: id) else {
            throw AppError.noRecord(.importRow, String(number))
        }
        return row
    }

    public func rows(
        of id: ImportBatch.ID,
        outcome: ImportRow.Outcome? = nil,
        after: Int64 = 0,
        page: Page
    ) throws -> [ImportRow] {
        try work.require(.staff, "import.look")
        return try work.transaction.importRows(of: id, outcome: outcome, after: after, page: page)
    }

    public func counts(of id: ImportBatch.ID) throws -> [ImportRow.Outcome: Int64] {
        try work.transaction.importCounts(of: id)
    }

    /// How many rows of it are in the market.
    public func acceptedCount(of id: ImportBatch.ID) throws -> Int64 {
        try work.transaction.importedCount(of: id)
    }

    /// A row that says the very same and stands, from whichever batch.
    public func acceptedRow(key: String, template: String, activity: Activity.ID?) throws -> (
        batch: ImportBatch.ID, row: Int64, sheet: String, target: Int64
    )? {
        try work.transaction.importedRow(key: key, template: template, activity: activity)
    }

    // MARK: What was written

    public func note(_ records: [ImportedRecord], of id: ImportBatch.ID) throws {
        for record in records { try work.transaction.add(record, to: id) }
    }

    public func finish(_ row: Int64, of id: ImportBatch.ID, target: Int64, version: Int64) throws {
        try work.transaction.finish(row, of: id, target: target, version: version)
    }

    /// What the batch wrote, the last first, a part at a time.
    ///
    /// - Parameter after: only what it wrote after this.
    public func written(by id: ImportBatch.ID, before: Int64 = .max, after: Int64 = 0, limit: Int) throws
        -> [(id: Int64, record: ImportedRecord)]
    {
        try work.transaction.importedRecords(of: id, before: before, after: after, limit: limit)
    }

    /// Whether people typed over cells of a batch.
    public func hasEdits(_ id: ImportBatch.ID) throws -> Bool { try work.transaction.hasEditedRows(of: id) }

    public func lastRecordChange() throws -> Int64 { try work.transaction.lastRecordChange() }

    /// Whether anybody wrote records after a write of this number.
    public func hasRecordChange(after sequence: Int64) throws -> Bool {
        try work.transaction.hasRecordChange(after: sequence)
    }

    // MARK: What headings mean

    /// What the headings of sheets of a template were said to mean.
    public func mapping(template: String, headings: String) throws -> String? {
        try work.transaction.importMapping(template: template, headings: headings)
    }

    public func mappings(template: String) throws -> [String: String] {
        try work.transaction.importMappings(template: template)
    }

    /// Remembers it for the next sheet with these headings.
    public func remember(template: String, headings: String, fields: String) throws {
        try work.begin("import.map", .staff)
            .saveImportMapping(template: template, headings: headings, fields: fields)
    }
}

/// What a file is known again by: SHA-256 of its bytes, taken in part after part.
public struct FileFingerprint {
    private var digest = FileDigest()

    public init() {}

    public mutating func add(_ bytes: UnsafeRawBufferPointer) { digest.add(bytes) }

    /// In lower-case hexadecimal.
    public var hexadecimal: String { digest.hexadecimal }
}

extension Organizations {
    /// The organization that a row of a file means by a credit code, a name or a code of ours; nil if it is a new one.
    ///
    /// - Throws: `ambiguous`.
    public func meant(by name: String, creditCode: CreditCode?) throws -> Organization? {
        if let creditCode, let known = try work.transaction.organization(creditCode: creditCode) {
            return try get(known.rootID)
        }
        let found: Organization
        do {
            found = try find(name)
        } catch let error as AppError where error.code == "not_found" {
            return nil
        }
        // Two codes are two organizations, whatever they are called.
        if let creditCode, let other = found.content.creditCode, other != creditCode { return nil }
        return found
    }
}
