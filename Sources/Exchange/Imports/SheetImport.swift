public import Domain
import Foundation
public import Market
import Sheets
import Synchronization

/// A file of rows on its way into the market: the one use case behind the command, the pages and the API.
///
/// A file becomes a batch of rows that can be looked at, mended and accepted, and taken back as a whole. Reading never
/// holds the market up for long and writes no record; accepting is one transaction.
public struct SheetImport: Sendable {
    let desk: Desk

    public init(_ desk: Desk) { self.desk = desk }

    /// How a file is to be read.
    public struct Options: Sendable {
        public var template: ImportTemplate
        /// The name people know the file by.
        public var fileName: String
        /// The only sheet to read; nil for all that have a table.
        public var sheet: String?
        /// What headings mean, by the headings: the key of a column, or `-` to leave it out.
        public var mapping: [String: String] = [:]
        /// The code of the activity, for a check-in list.
        public var activity: String?
        /// Told how much has been read, 0 to 1.
        public var progress: @Sendable (Double) -> Void = { _ in }

        public init(template: ImportTemplate, fileName: String) {
            self.template = template
            self.fileName = fileName
        }
    }

    /// What a file holds, without the market's knowing of it.
    public struct Contents: Sendable {
        public internal(set) var sheets: [SheetSummary] = []
        public internal(set) var rows = 0
        public internal(set) var cells = 0
        public internal(set) var counts: [ImportRow.Outcome: Int64] = [:]
        /// The first rows that are refused or may be duplicates.
        public internal(set) var rowsToSee: [ImportedRow] = []
    }

    /// Rows that are looked at together.
    private static let chunk = 2_000
    /// A dry run tells of so many rows.
    public static let mostRowsToSee = 1_000

    // MARK: Reading

    /// Only reads a file, for measuring and to see what is in it.
    public static func read(_ path: String, _ options: Options) throws -> Contents {
        let rows = try TableRows(
            try WorkbookFile(path: path, name: options.fileName),
            options.template,
            sheetName: options.sheet,
            TableRows.Mapping(stated: try stated(options))
        )
        var contents = Contents()
        while let row = try rows.next() {
            contents.rows += 1
            for cell in row.cells where !cell.isEmpty { contents.cells += 1 }
            if contents.rows % 1_000 == 0 { options.progress(rows.progress) }
        }
        contents.sheets = rows.layouts.map(SheetSummary.init)
        return contents
    }

    /// Says what the rows of a file would be, and writes nothing.
    public func rehearse(_ path: String, _ options: Options) async throws -> Contents {
        let likeness = try await desk.likeness()
        return try await desk.read { work in
            try work.require(.staff, "import.look")
            let activity = try Self.activity(options, work)
            let rows = try TableRows(
                try WorkbookFile(path: path, name: options.fileName),
                options.template,
                sheetName: options.sheet,
                try Self.mapping(options, work)
            )
            let judge = RowJudge(options.template, activity, likeness, work)
            var state = try Self.state(options.template, work)
            var contents = Contents()
            while let row = try rows.next() {
                contents.rows += 1
                let layout = rows.layouts[row.sheet]
                var staged = Self.staged(row, layout, Int64(contents.rows))
                _ = try judge.judge(&staged, layout, &state)
                contents.counts[staged.outcome, default: 0] += 1
                let isToSee = staged.outcome == .refused || staged.outcome == .duplicate
                if isToSee, contents.rowsToSee.count < Self.mostRowsToSee {
                    contents.rowsToSee.append(try ImportedRow(staged, rows.layouts, options.template))
                }
                if contents.rows % 500 == 0 { options.progress(rows.progress) }
            }
            contents.sheets = rows.layouts.map(SheetSummary.init)
            return contents
        }
    }

    /// Makes a batch of a file, whose rows can then be looked at. Where headings are not understood, it waits for what
    /// they mean.
    ///
    /// - Throws: what the reading throws; the batch is put aside then.
    public func stage(_ path: String, _ options: Options) async throws -> ImportBatch {
        let book = try WorkbookFile(path: path, name: options.fileName)
        let stated = try Self.stated(options)
        let (digest, size) = try Self.digest(of: path)
        let likeness = try await desk.likeness()
        let (batch, remembered, state) = try await desk.change { work in
            var content = ImportBatch.Content(
                template: options.template.name,
                fileName: try Self.fileName(options.fileName),
                digest: digest,
                size: size
            )
            content.activity = try Self.activity(options, work)
            let batch = try work.imports.begin(content)
            return (
                batch, try Self.mapping(options, work).remembered, try Self.state(options.template, work)
            )
        }
        do {
            let mapping = TableRows.Mapping(remembered: remembered, stated: stated)
            return try await stage(book, batch, options, mapping, likeness, ImportMemory(state))
        } catch {
            // Whatever went wrong is what the person has to hear of.
            try? await desk.change { try $0.imports.discard(batch.id) }
            throw error
        }
    }

    private func stage(
        _ book: WorkbookFile,
        _ batch: ImportBatch,
        _ options: Options,
        _ mapping: TableRows.Mapping,
        _ likeness: LikenessIndex,
        _ memory: ImportMemory
    ) async throws -> ImportBatch {
        let rows = try TableRows(book, options.template, sheetName: options.sheet, mapping)
        var number: Int64 = 0
        var isMapped = true
        let judgedAt = try await desk.read { try $0.imports.lastRecordChange() }
        while true {
            var chunk: [(row: ImportRow, sheet: Int)] = []
            while chunk.count < Self.chunk, let row = try rows.next() {
                number += 1
                chunk.append((Self.staged(row, rows.layouts[row.sheet], number), row.sheet))
            }
            if chunk.isEmpty { break }
            let layouts = rows.layouts
            // What nobody knows the meaning of is not judged: the rows would change under people's eyes.
            isMapped = isMapped && layouts.allSatisfy { !$0.columns.contains(where: \.isUnknown) }
            let (staged, isJudged) = (chunk, isMapped)
            // Looked at while others may write: what they write meanwhile is looked at when the batch is accepted.
            let judged = try await desk.read { work in
                let judge = RowJudge(options.template, batch.content.activity, likeness, work)
                return try memory.state.withLock { state in
                    try staged.map { one in
                        var row = one.row
                        if isJudged { _ = try judge.judge(&row, layouts[one.sheet], &state) }
                        return row
                    }
                }
            }
            try await desk.change(isLong: true) { try $0.imports.add(judged, to: batch.id) }
            options.progress(rows.progress)
        }
        let (layouts, count, isWhole) = (rows.layouts, number, isMapped)
        return try await desk.change { work in
            try work.imports.settle(
                batch.id,
                layout: TableLayout.text(layouts),
                rows: count,
                judgedAt: judgedAt,
                isMapped: isWhole
            )
            for layout in layouts where !options.mapping.isEmpty {
                try Self.remember(layout, options.template, work)
            }
            return try work.imports.get(batch.id)
        }
    }

    // MARK: What headings mean

    /// Says what the headings of a batch mean, remembers it, and looks at all of its rows again.
    ///
    /// - Parameter mapping: the key of a column, or `-`, by the heading.
    public func map(_ id: ImportBatch.ID, _ mapping: [String: String], version: Int64? = nil) async throws
        -> ImportBatch
    {
        let (template, layouts) = try await desk.change { work in
            let batch = try work.imports.get(id)
            try work.imports.requireOpen(batch)
            try Self.require(version, of: batch)
            let template = try ImportTemplate(parsing: batch.content.template)
            let stated = try Self.stated(mapping, template)
            let layouts = try TableLayout.layouts(batch.layout).map { layout in
                var layout = layout
                layout.apply(stated, of: template)
                try Self.remember(layout, template, work)
                return layout
            }
            try work.imports.settle(
                id,
                layout: TableLayout.text(layouts),
                rows: batch.rows,
                judgedAt: batch.judgedAt,
                isMapped: false
            )
            return (template, layouts)
        }
        return try await judgeAll(id, template, layouts)
    }

    /// Looks at all rows of a batch again, but for those that were accepted.
    func judgeAll(_ id: ImportBatch.ID, _ template: ImportTemplate, _ layouts: [TableLayout]) async throws
        -> ImportBatch
    {
        let likeness = try await desk.likeness()
        let memory = ImportMemory(try await desk.read { try Self.state(template, $0) })
        let judgedAt = try await desk.read { try $0.imports.lastRecordChange() }
        var after: Int64 = 0
        while true {
            let from = after
            let (judged, last) = try await desk.read { work in
                let batch = try work.imports.get(id)
                let rows = try work.imports.rows(of: id, after: from, page: Page(limit: Self.chunk))
                let judge = RowJudge(template, batch.content.activity, likeness, work)
                let judged = try memory.state.withLock { state in
                    try rows.filter { !$0.isDone }.compactMap { one -> ImportRow? in
                        guard let layout = Self.layout(of: one, layouts) else { return nil }
                        var row = one
                        _ = try judge.judge(&row, layout, &state)
                        return row
                    }
                }
                return (judged, rows.last?.number)
            }
            guard let last else { break }
            after = last
            try await desk.change(isLong: true) { work in
                try work.imports.requireOpen(try work.imports.get(id))
                for row in judged { try work.imports.save(row, of: id) }
            }
        }
        return try await desk.change { work in
            let batch = try work.imports.get(id)
            try work.imports.settle(
                id,
                layout: TableLayout.text(layouts),
                rows: batch.rows,
                judgedAt: judgedAt,
                isMapped: layouts.allSatisfy { !$0.columns.contains(where: \.isUnknown) }
            )
            return try work.imports.get(id)
        }
    }

    // MARK: -

    static func layout(of row: ImportRow, _ layouts: [TableLayout]) -> TableLayout? {
        layouts.first { $0.sheet == row.sheet }
    }

    static func state(_ template: ImportTemplate, _ work: Work) throws -> ImportState {
        var state = ImportState()
        state.hasEarlier = !(try work.imports.list(template: template.name, page: Page(limit: 1)).isEmpty)
        if let kind = template.screened { state.screen = try work.duplicateScreen(of: kind) }
        return state
    }

    private static func staged(_ row: TableRows.Row, _ layout: TableLayout, _ number: Int64) -> ImportRow {
        var cells = row.cells[...]
        while cells.last?.isEmpty == true { cells.removeLast() }
        return ImportRow(
            number: number,
            sheet: layout.sheet,
            row: Int64(row.number),
            cells: JSON.array(cells.map(JSON.string)).text
        )
    }

    /// The file's own name, whatever folder it came from.
    private static func fileName(_ name: String) throws -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? name
        return String(try TextRule.line(String(last.prefix(Limits.line)), .file))
    }

    private static func activity(_ options: Options, _ work: Work) throws -> Activity.ID? {
        guard options.template.needsActivity else {
            guard let code = options.activity else { return nil }
            throw AppError(
                .invalid,
                "activity_not_wanted",
                field: .activity,
                value: code,
                Phrase(
                    "“\(options.template.title.zh)”不属于哪场活动：请去掉活动编号“\(AppError.quote(code))”。",
                    en:
                        "A \(options.template.title.en) belongs to no activity: leave “\(AppError.quote(code))” out."
                )
            )
        }
        guard let code = options.activity, !Text.trimmed(code).isEmpty else {
            throw AppError(
                .invalid,
                "activity_missing",
                field: .activity,
                Phrase(
                    "缺少活动编号：签到表要说明是哪场活动，如 HD-2021-0001。",
                    en:
                        "The activity is missing: say which one the check-in list is of, such as HD-2021-0001."
                )
            )
        }
        return try work.activities.find(code).id
    }

    private static func mapping(_ options: Options, _ work: Work) throws -> TableRows.Mapping {
        var remembered: [String: [String: String]] = [:]
        for (headings, fields) in try work.imports.mappings(template: options.template.name) {
            let members = try JSON.reading(fields.utf8).asObject ?? [:]
            remembered[headings] = Dictionary(members.map { ($0.key, $0.value.asString ?? "") }) { $1 }
        }
        return TableRows.Mapping(remembered: remembered, stated: try stated(options))
    }

    private static func stated(_ options: Options) throws -> [String: String] {
        try stated(options.mapping, options.template)
    }

    /// What headings mean, by the headings in comparable form.
    ///
    /// - Throws: `field_unknown` for what is no column of the template.
    private static func stated(_ mapping: [String: String], _ template: ImportTemplate) throws -> [String:
        String]
    {
        var stated: [String: String] = [:]
        for (heading, name) in mapping.sorted(by: { $0.key < $1.key }) {
            let name = Text.trimmed(name)
            guard name != TableLayout.out, !["不导入", "忽略"].contains(name) else {
                stated[Heading.comparable(heading)] = TableLayout.out
                continue
            }
            guard
                let column = template.column(name) ?? template.column(name + "_fen")
                    ?? template.column(heading: name)
            else {
                let known = template.columns.map { "\($0.key)（\($0.heading.zh)）" }.joined(separator: "、")
                let keys = template.columns.map(\.key).joined(separator: ", ")
                throw AppError(
                    .invalid,
                    "field_unknown",
                    field: .heading,
                    value: name,
                    Phrase(
                        "“\(AppError.quote(heading))”不能对应“\(AppError.quote(name))”：可用的有 \(known)，或 - 不导入。",
                        en:
                            "“\(AppError.quote(heading))” can't mean “\(AppError.quote(name))”: there are \(keys), or - to leave it out."
                    )
                )
            }
            stated[Heading.comparable(heading)] = column.key
        }
        return stated
    }

    /// Keeps what the headings of a sheet mean, for the next file with the same ones.
    private static func remember(_ layout: TableLayout, _ template: ImportTemplate, _ work: Work) throws {
        var fields: [(String, JSON)] = []
        for column in layout.columns where !column.isUnknown {
            let heading = Heading.comparable(column.heading)
            let isSaid =
                column.key == nil
                ? !Heading.leftOut.contains(heading)
                : template.column(heading: column.heading)?.key != column.key
            guard isSaid, !heading.isEmpty else { continue }
            fields.append((heading, .string(column.key ?? TableLayout.out)))
        }
        guard !fields.isEmpty else { return }
        let members = JSON.Members(fields.sorted { $0.0 < $1.0 })
        try work.imports.remember(
            template: template.name,
            headings: layout.headings,
            fields: JSON.object(members).text
        )
    }

    /// Refuses a step that was decided on while looking at an older version.
    static func require(_ version: Int64?, of batch: ImportBatch) throws {
        guard let version, version != batch.version else { return }
        throw AppError.stale(version, current: batch.version)
    }

    private static func digest(of path: String) throws -> (String, Int64) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw AppError(
                .unavailable,
                "file_unreadable",
                field: .file,
                value: path,
                Phrase(
                    "读不了“\(AppError.quote(path))”：请检查权限。",
                    en: "“\(AppError.quote(path))” can't be read: check the permissions."
                )
            )
        }
        defer { try? file.close() }
        var fingerprint = FileFingerprint()
        var size: Int64 = 0
        while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
            part.withUnsafeBytes { fingerprint.add($0) }
            size += Int64(part.count)
        }
        return (fingerprint.hexadecimal, size)
    }
}

/// What is known of a batch's rows, from one transaction to the next.
final class ImportMemory: Sendable {
    let state: Mutex<ImportState>

    init(_ state: ImportState) { self.state = Mutex(state) }
}
