public import Domain
import Foundation
import Market
import Synchronization

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
    /// Takes the good rows of a batch into the market.
    ///
    /// Written a part at a time, each in a transaction of its own, so that nobody else waits long to write. Until the end the
    /// batch is `accepting`, and what is written already is in the market as any record is. Whoever accepts a batch whose
    /// acceptance was broken off goes on where it ended; undoing takes back whatever was written.
    ///
    /// - Parameters:
    ///   - wholly: whether nothing is to be kept unless every row is good, the same, or skipped. All rows are held against
    ///     that before the first is written; should the market change in the way meanwhile, what was written is taken back.
    ///   - version: the version of the batch that the person saw; nil for whatever there is.
    ///   - part: how long a part may take.
    /// - Throws: `import_not_open`, `import_running`, `stale_version`; `import_not_whole`, with how many rows stand in the way.
    public func accept(
        _ id: ImportBatch.ID,
        wholly: Bool = false,
        version: Int64? = nil,
        part: Duration = .milliseconds(600),
        progress: @Sendable @escaping (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> AcceptReport {
        let likeness = try await desk.likeness()
        let memory = AcceptMemory(
            try await desk.read { work in
                let batch = try work.imports.get(id)
                var state = try AcceptState(batch, work)
                if wholly, batch.state.isOpen || batch.state == .accepting {
                    try Acceptance.requireWhole(batch, work)
                }
                // The bulk of it, while others may write.
                try state.catchUp(ImportTemplate(parsing: batch.content.template), work)
                return state
            }
        )
        do {
            while true {
                let isDone = try await desk.change(isLong: true) { work in
                    try memory.state.withLock { state in
                        let batch = try work.imports.get(id)
                        let acceptance = try Acceptance(batch, wholly, likeness, work)
                        return try acceptance.take(part, &state, version, progress)
                    }
                }
                if isDone { return memory.state.withLock { $0.report } }
                try await Task.sleep(for: Self.breath)
            }
        } catch {
            guard let run = memory.state.withLock({ $0.kept }) else { throw error }
            let isInTheWay = (error as? AppError)?.code == Acceptance.notWholeCode
            // In a task of its own, since this one may have been cancelled.
            try await Task {
                try await desk.change(isLong: true) { work in
                    guard isInTheWay else { return try work.imports.breakOff(id, run: run.number) }
                    try Undoing(batch: try work.imports.get(id), after: run.lastRecord, work: work).run()
                    try work.imports.forget(id, after: run.lastRecord)
                }
            }.value
            throw error
        }
    }

    /// SQLite looks at most this often whether another process is done writing: whoever waits has a turn in it.
    private static let breath = Duration.milliseconds(110)
}

/// What is known of an acceptance from one part to the next.
struct AcceptState: Sendable {
    struct Run: Sendable {
        let number: Int64
        /// The last record that the batch wrote before.
        let lastRecord: Int64
    }

    var rows = ImportState()
    var report = AcceptReport()
    /// The number of the last row that was looked at.
    var after: Int64 = 0
    /// The number of the last write that the rows were held against.
    var seen: Int64
    var run: Run?
    /// The run, once a part of it is in the file.
    var kept: Run?

    init(_ batch: ImportBatch, _ work: Work) throws {
        seen = batch.judgedAt
        rows.hasEarlier = true
        rows.keepsFindings = true
        let isEdited = try work.imports.hasEdits(batch.id)
        rows.isSettled = try !isEdited && !work.imports.hasRecordChange(after: seen)
        // A row that somebody mended was not held against the others of its file yet: that is done as they are taken.
        if isEdited { rows.screen = DuplicateScreen() }
    }

    /// Takes in what others have written.
    mutating func catchUp(_ template: ImportTemplate, _ work: Work) throws {
        guard try work.imports.hasRecordChange(after: seen) else { return }
        rows.isSettled = false
        // An organization that is still to be made may be there by now, or be one with another.
        rows.parties = Parties()
        if let kind = template.screened {
            var screen = rows.screen ?? DuplicateScreen()
            try screen.add(changed: kind, after: seen, work)
            rows.screen = screen
        }
        seen = try work.imports.lastRecordChange()
    }
}

final class AcceptMemory: Sendable {
    let state: Mutex<AcceptState>

    init(_ state: AcceptState) { self.state = Mutex(state) }
}

/// A part of an acceptance, within its transaction.
private struct Acceptance {
    let batch: ImportBatch
    let wholly: Bool
    let work: Work
    let template: ImportTemplate
    let layouts: [TableLayout]
    let judge: RowJudge

    /// Rows that are read at once.
    private static let page = 100

    init(_ batch: ImportBatch, _ wholly: Bool, _ likeness: LikenessIndex, _ work: Work) throws {
        self.batch = batch
        self.wholly = wholly
        self.work = work
        template = try ImportTemplate(parsing: batch.content.template)
        layouts = try TableLayout.layouts(batch.layout)
        judge = RowJudge(template, batch.content.activity, likeness, work)
    }

    /// Takes rows for as long as a part may last.
    ///
    /// - Returns: whether all rows were looked at.
    func take(
        _ part: Duration,
        _ state: inout AcceptState,
        _ version: Int64?,
        _ progress: (Int64, Int64) -> Void
    ) throws -> Bool {
        let run: AcceptState.Run
        if let going = state.run {
            try work.imports.requireRunning(batch.id, run: going.number)
            run = going
        } else {
            // First, so that of two who accept at once the second is told.
            let begun = try work.imports.accept(batch.id, version: version)
            run = AcceptState.Run(number: begun.run, lastRecord: begun.lastRecord)
        }
        try state.catchUp(template, work)
        let start = ContinuousClock.now
        while true {
            let rows = try work.imports.rows(of: batch.id, after: state.after, page: Page(limit: Self.page))
            guard let last = rows.last else { break }
            for row in rows where !row.isDone { try take(row, &state) }
            state.after = last.number
            progress(last.number, batch.rows)
            guard start.duration(to: .now) < part else {
                try work.imports.pause(batch.id, run: run.number, lastRecord: run.lastRecord)
                state.seen = try work.imports.lastRecordChange()
                (state.run, state.kept) = (run, run)
                return false
            }
        }
        try work.imports.endAcceptance(of: batch.id)
        try work.imports.settle(
            batch.id,
            layout: batch.layout,
            rows: batch.rows,
            judgedAt: try work.imports.lastRecordChange(),
            isMapped: true
        )
        return true
    }

    private func take(_ before: ImportRow, _ state: inout AcceptState) throws {
        guard before.isWanted else {
            if before.isInTheWay { state.report.left += 1 }
            return
        }
        var row = before
        guard let layout = SheetImport.layout(of: row, layouts) else { return }
        state.rows.parties.begin()
        let plan = try judge.judge(&row, layout, &state.rows)
        let hasMoved =
            row.outcome != before.outcome
            || (row.outcome == .update && row.targetVersion != before.targetVersion)
        guard !hasMoved, let write = plan.write else {
            if wholly { throw Self.notWhole(batch, 1) }
            try work.imports.save(row, of: batch.id)
            state.report.moved.append(try ImportedRow(row, layouts, template))
            return
        }
        do {
            try work.attempt {
                let written = try write(&state.rows)
                try work.imports.note(written.records, of: batch.id)
                try work.imports.finish(
                    row.number,
                    of: batch.id,
                    target: written.target,
                    version: written.version
                )
            }
            state.report.accepted[row.outcome, default: 0] += 1
        } catch let error as AppError where error.kind != .unavailable {
            if wholly { throw Self.notWhole(batch, 1) }
            state.rows.parties.takeBack()
            let column = error.field.flatMap { field in layout.column(field.code)?.index }
            row.outcome = .refused
            row.problems = RowProblem.text([RowProblem(column, error)])
            try work.imports.save(row, of: batch.id)
            state.report.refused.append(try ImportedRow(row, layouts, template))
        }
    }

    // MARK: All or nothing

    static let notWholeCode = "import_not_whole"

    /// Refuses a batch of which not every row is good, the same, or skipped.
    static func requireWhole(_ batch: ImportBatch, _ work: Work) throws {
        var (after, count): (Int64, Int64) = (0, 0)
        while true {
            let rows = try work.imports.rows(of: batch.id, after: after, page: Page(limit: 1_000))
            guard let last = rows.last else { break }
            after = last.number
            count += Int64(rows.count { !$0.isDone && !$0.isWanted && $0.isInTheWay })
        }
        if count > 0 { throw notWhole(batch, count) }
    }

    private static func notWhole(_ batch: ImportBatch, _ count: Int64) -> AppError {
        AppError(
            .conflict,
            notWholeCode,
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
    /// Whether a row that is not taken keeps the batch from being taken wholly: what is the same, or was left out on
    /// purpose, stands in nobody's way.
    fileprivate var isInTheWay: Bool { outcome != .same && choice != .skip }
}
