public import Domain
import Foundation
import Market

/// What people do with a batch and its rows.
extension SheetImport {
    /// Takes back all that a batch wrote, in one transaction: what it made is archived as a mistake, what it changed is as it
    /// was.
    ///
    /// - Throws: `import_not_open`; `import_built_on`, which names what stands in the way.
    public func undo(_ id: ImportBatch.ID, version: Int64? = nil) async throws {
        try await desk.change(isLong: true) { work in
            let batch = try work.imports.get(id)
            try Self.require(version, of: batch)
            // First, so that what is undone already is said to be so.
            try work.imports.undo(id, version: nil)
            try Undoing(batch: batch, after: 0, work: work).run()
        }
    }

    /// Puts a batch aside of which nothing was accepted.
    public func discard(_ id: ImportBatch.ID, version: Int64? = nil) async throws {
        try await desk.change { try $0.imports.discard(id, version: version) }
    }

    // MARK: Rows

    /// Types over cells of a row, and looks at it again.
    ///
    /// - Parameter cells: texts by the keys of columns; a blank one empties the cell.
    /// - Throws: `row_accepted`, `field_unknown`.
    public func edit(_ id: ImportBatch.ID, row number: Int64, cells: [String: String]) async throws
        -> ImportedRow
    {
        try await settle(id, number) { row, layout in
            var edits = row.edits.isEmpty ? [:] : try JSON.reading(row.edits.utf8).asObject ?? [:]
            for (key, text) in cells.sorted(by: { $0.key < $1.key }) {
                guard let column = layout.column(key) else { throw Self.noColumn(key, layout) }
                edits[String(column.index)] = .string(String(text.prefix(Limits.text + 1)))
            }
            row.edits = edits.isEmpty ? "" : JSON.object(edits).text
        }
    }

    /// Decides what is to be done with a row.
    ///
    /// - Parameters:
    ///   - target: the code of the record that is meant, for `.update` and `.merge`; nil for the likest.
    ///   - fields: the keys that `.merge` takes from the row.
    public func decide(
        _ id: ImportBatch.ID,
        row number: Int64,
        _ choice: ImportRow.Choice,
        target: String? = nil,
        fields: [String] = []
    ) async throws -> ImportedRow {
        try await settle(id, number) { row, layout in
            row.choice = choice
            row.mergedFields = choice == .merge ? fields : []
            if choice == .merge {
                guard !fields.isEmpty else {
                    throw AppError(
                        .invalid,
                        "fields_missing",
                        field: .choice,
                        Phrase("没有选要合并的项：请至少勾一项。", en: "No field to merge is chosen: choose at least one.")
                    )
                }
                for key in fields where layout.column(key) == nil { throw Self.noColumn(key, layout) }
            }
            guard choice == .update || choice == .merge else { return }
            let candidates = try ImportCandidate.candidates(row.candidates).filter { $0.record != nil }
            let meant =
                target.map { text in candidates.first { $0.code?.description == Text.normalized(text) } }
                ?? candidates.first
            guard let record = meant?.record else {
                throw AppError(
                    .invalid,
                    "target_unknown",
                    field: .choice,
                    value: target,
                    Phrase(
                        "这一行没有可更新的记录“\(AppError.quote(target ?? ""))”：请从疑似重复的记录里选。",
                        en:
                            "This row has no record “\(AppError.quote(target ?? ""))” to change: choose one of its candidates."
                    )
                )
            }
            row.target = record
        }
    }

    /// Decides the same for all rows of an outcome that are not accepted yet: to skip them, to take them as new records, or
    /// neither.
    ///
    /// - Returns: how many there were.
    public func decideAll(_ id: ImportBatch.ID, _ outcome: ImportRow.Outcome, _ choice: ImportRow.Choice)
        async throws
        -> Int
    {
        precondition(choice != .update && choice != .merge, "a record is chosen row by row")
        return try await desk.change(isLong: true) { work in
            try work.imports.requireOpen(try work.imports.get(id))
            var (after, count): (Int64, Int) = (0, 0)
            while true {
                let rows = try work.imports.rows(
                    of: id,
                    outcome: outcome,
                    after: after,
                    page: Page(limit: 1_000)
                )
                guard let last = rows.last else { return count }
                after = last.number
                for var row in rows where !row.isDone && row.choice != choice {
                    row.choice = choice
                    row.mergedFields = []
                    try work.imports.save(row, of: id)
                    count += 1
                }
            }
        }
    }

    private func settle(
        _ id: ImportBatch.ID,
        _ number: Int64,
        _ change: @Sendable @escaping (inout ImportRow, TableLayout) throws -> Void
    ) async throws -> ImportedRow {
        let likeness = try await desk.likeness()
        return try await desk.change { work in
            let batch = try work.imports.get(id)
            try work.imports.requireOpen(batch)
            let template = try ImportTemplate(parsing: batch.content.template)
            let layouts = try TableLayout.layouts(batch.layout)
            var row = try work.imports.row(number, of: id)
            guard !row.isDone else {
                throw AppError(
                    .conflict,
                    "row_accepted",
                    field: .importRow,
                    value: String(number),
                    Phrase(
                        "第 \(number) 条已经导入：请到记录里修改。",
                        en: "Entry \(number) was accepted already: change its record."
                    )
                )
            }
            guard let layout = Self.layout(of: row, layouts) else {
                return try ImportedRow(row, layouts, template)
            }
            try change(&row, layout)
            let (before, target) = (row.candidates, row.target)
            var state = ImportState()
            state.isNarrow = true
            state.hasEarlier = true
            let judge = RowJudge(template, batch.content.activity, likeness, work)
            _ = try judge.judge(&row, layout, &state)
            // Whoever decided against a candidate may change their mind.
            if row.choice != .none, row.outcome != .refused {
                if row.candidates == "[]" { row.candidates = before }
                if row.target == nil { row.target = target }
            }
            try work.imports.save(row, of: id)
            return try ImportedRow(row, layouts, template)
        }
    }

    private static func noColumn(_ key: String, _ layout: TableLayout) -> AppError {
        let known = layout.columns.compactMap(\.key).joined(separator: ", ")
        return AppError(
            .invalid,
            "field_unknown",
            field: .heading,
            value: key,
            Phrase(
                "这张表里没有“\(AppError.quote(key))”这一列：可用的有 \(known)。",
                en: "The sheet has no column “\(AppError.quote(key))”: there are \(known)."
            )
        )
    }
}

extension ImportRow {
    /// Whether accepting the batch takes it.
    var isWanted: Bool {
        switch choice {
        case .none: outcome.isGood
        case .skip: false
        case .new: outcome != .refused && outcome != .waiting
        case .update, .merge: outcome != .refused && outcome != .waiting && outcome != .same && target != nil
        }
    }
}
