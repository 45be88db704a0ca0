public import Domain
import Foundation
import Market

/// What accepting a batch came to.
public struct AcceptReport: Sendable {
    /// Rows that are in the market now, by what they were.
    public internal(set) var accepted: [ImportRow.Outcome: Int64] = [:]
    /// Rows that are something else than they were when people looked: the market has moved on.
    public internal(set) var moved: [ImportedRow] = []
    /// Rows that the rules refused only now.
    public internal(set) var refused: [ImportedRow] = []
    /// How many rows were left alone: refused, undecided or skipped.
    public internal(set) var left: Int64 = 0

    public var count: Int64 { accepted.values.reduce(0, +) }
}

extension SheetImport {
    /// Takes the good rows of a batch into the market, in one transaction.
    ///
    /// - Parameters:
    ///   - wholly: whether nothing is to be written unless every row is good, the same, or skipped.
    ///   - version: the version of the batch that the person saw; nil for whatever there is.
    /// - Throws: `import_not_open`, `stale_version`; `import_not_whole`, with how many rows stand in the way.
    public func accept(
        _ id: ImportBatch.ID,
        wholly: Bool = false,
        version: Int64? = nil,
        progress: @Sendable @escaping (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> AcceptReport {
        let likeness = try await desk.likeness()
        return try await desk.change { work in
            try Acceptance(try work.imports.get(id), wholly, likeness, work).run(version, progress)
        }
    }

    /// Takes back all that a batch wrote, in one transaction: what it made is archived as a mistake, what it changed is as it
    /// was.
    ///
    /// - Throws: `import_not_open`; `import_built_on`, which names what stands in the way.
    public func undo(_ id: ImportBatch.ID, version: Int64? = nil) async throws {
        try await desk.change { work in
            let batch = try work.imports.get(id)
            try Self.require(version, of: batch)
            // First, so that what is undone already is said to be so.
            try work.imports.undo(id, version: nil)
            try Undoing(batch: batch, work: work).run()
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
        return try await desk.change { work in
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

/// One acceptance of a batch, within its transaction.
private struct Acceptance {
    let batch: ImportBatch
    let wholly: Bool
    let work: Work
    let template: ImportTemplate
    let layouts: [TableLayout]
    let judge: RowJudge

    init(_ batch: ImportBatch, _ wholly: Bool, _ likeness: LikenessIndex, _ work: Work) throws {
        self.batch = batch
        self.wholly = wholly
        self.work = work
        template = try ImportTemplate(parsing: batch.content.template)
        layouts = try TableLayout.layouts(batch.layout)
        judge = RowJudge(template, batch.content.activity, likeness, work)
    }

    func run(_ version: Int64?, _ progress: (Int64, Int64) -> Void) throws -> AcceptReport {
        // First, so that of two who accept at once the second is told.
        try work.imports.accept(batch.id, version: version)
        var state = ImportState()
        state.hasEarlier = true
        // Duplicates are known from when the rows were looked at, unless the market has moved on since.
        if try work.imports.hasRecordChange(after: batch.judgedAt) {
            state = try SheetImport.state(template, work)
        }
        var report = AcceptReport()
        var after: Int64 = 0
        while true {
            let rows = try work.imports.rows(of: batch.id, after: after, page: Page(limit: 1_000))
            guard let last = rows.last else { break }
            after = last.number
            for row in rows where !row.isDone { try take(row, &state, &report) }
            progress(after, batch.rows)
        }
        let inTheWay = report.left + Int64(report.moved.count + report.refused.count)
        if wholly, inTheWay > 0 { throw notWhole(inTheWay) }
        try work.imports.settle(
            batch.id,
            layout: batch.layout,
            rows: batch.rows,
            judgedAt: try work.imports.lastRecordChange(),
            isMapped: true
        )
        return report
    }

    private func take(_ before: ImportRow, _ state: inout ImportState, _ report: inout AcceptReport) throws {
        guard before.isWanted else {
            // What is the same, or was left out on purpose, stands in nobody's way.
            if before.outcome != .same, before.choice != .skip { report.left += 1 }
            return
        }
        var row = before
        guard let layout = SheetImport.layout(of: row, layouts) else { return }
        state.parties.begin()
        let plan = try judge.judge(&row, layout, &state)
        let hasMoved =
            row.outcome != before.outcome
            || (row.outcome == .update && row.targetVersion != before.targetVersion)
        guard !hasMoved, let write = plan.write else {
            try work.imports.save(row, of: batch.id)
            report.moved.append(try ImportedRow(row, layouts, template))
            return
        }
        do {
            try work.attempt {
                let written = try write(&state)
                try work.imports.note(written.records, of: batch.id)
                try work.imports.finish(
                    row.number,
                    of: batch.id,
                    target: written.target,
                    version: written.version
                )
            }
            report.accepted[row.outcome, default: 0] += 1
        } catch let error as AppError where error.kind != .unavailable {
            state.parties.takeBack()
            let column = error.field.flatMap { field in layout.column(field.code)?.index }
            row.outcome = .refused
            row.problems = RowProblem.text([RowProblem(column, error)])
            try work.imports.save(row, of: batch.id)
            report.refused.append(try ImportedRow(row, layouts, template))
        }
    }

    private func notWhole(_ count: Int64) -> AppError {
        AppError(
            .conflict,
            "import_not_whole",
            field: .importBatch,
            value: String(batch.id.rawValue),
            Phrase(
                "第 \(batch.id.rawValue) 批还有 \(count) 行有错、疑似重复或已变化，要求全部导入，所以一行也没有写入：请先改正、跳过，或只导入没问题的行。",
                en:
                    "\(count) rows of batch \(batch.id.rawValue) are refused, undecided or changed; all or nothing was asked for, so nothing was written: mend or skip them, or accept the good rows only."
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
