import Documents
public import Domain
import Market

/// The rows of a batch that were not taken, as the workbook that they came in: the same sheets under the same headings, with
/// a red comment on each cell that is wrong. Once mended it can be brought in again.
public struct RefusedWorkbook: Sendable {
    let file: ScratchFile

    /// The size of the file in bytes.
    public var size: Int { file.count }

    /// A part of the file; none at its end.
    public func bytes(from start: Int, atMost count: Int) throws -> [UInt8] {
        try file.bytes(from: start, atMost: count)
    }
}

extension SheetImport {
    /// The rows of a batch that are refused, undecided or skipped, as a workbook.
    ///
    /// - Throws: `nothing_refused` when all rows were taken or are in the market already.
    public func refusedWorkbook(_ id: ImportBatch.ID, _ language: Language) async throws -> RefusedWorkbook {
        try await desk.read { work in
            let view = try ImportView(try work.imports.get(id), work)
            let layouts = try TableLayout.layouts(view.batch.layout)
            let book = try Workbook(title: view.batch.content.fileName, language: language)
            var count = 0
            for layout in layouts { count += try Self.write(layout, view, book, language, work) }
            guard count > 0 else {
                throw AppError(
                    .notFound,
                    "nothing_refused",
                    field: .importBatch,
                    value: String(id.rawValue),
                    Phrase(
                        "第 \(id.rawValue) 批没有退回的行。",
                        en: "No row of batch \(id.rawValue) was refused."
                    )
                )
            }
            return RefusedWorkbook(file: try book.finish())
        }
    }

    /// - Returns: how many rows of the sheet were not taken.
    private static func write(
        _ layout: TableLayout,
        _ view: ImportView,
        _ book: Workbook,
        _ language: Language,
        _ work: Work
    ) throws -> Int {
        let width = (layout.columns.map(\.index).max() ?? -1) + 1
        var columns = (0..<width).map { _ in Column("") }
        for column in layout.columns { columns[column.index] = Column(column.heading) }
        let sheet = try book.sheet(layout.sheet, SheetLayout(columns: columns, filters: false))
        if layout.isForm {
            try sheet.addHeading(layout.columns.map { .text($0.heading) })
        } else {
            var last = 0
            for above in layout.above {
                while last + 1 < above.row, last > 0 {
                    sheet.skipRow()
                    last += 1
                }
                let texts = above.cells
                let isTitle = texts.filter { !$0.isEmpty }.count <= 1
                if isTitle {
                    try sheet.addTitle(texts.first { !$0.isEmpty } ?? "")
                } else {
                    try sheet.addHeading(texts.map { .text($0) })
                }
                last = above.row
            }
        }
        var (after, count): (Int64, Int) = (0, 0)
        while true {
            let rows = try work.imports.rows(of: view.batch.id, after: after, page: Page(limit: 1_000))
            guard let end = rows.last else { break }
            after = end.number
            for row in rows where row.sheet == layout.sheet && !row.isDone && row.outcome != .same {
                guard row.outcome == .refused || row.outcome == .duplicate || row.choice == .skip else {
                    continue
                }
                try sheet.add(try cells(row, layout, view, width, language))
                count += 1
            }
        }
        sheet.finish()
        return count
    }

    private static func cells(
        _ row: ImportRow,
        _ layout: TableLayout,
        _ view: ImportView,
        _ width: Int,
        _ language: Language
    ) throws -> [Cell] {
        var texts = try row.texts()
        while texts.count < width { texts.append("") }
        var faults: [Int: String] = [:]
        func add(_ text: String, _ column: Int?) {
            let place = column ?? layout.columns.first { $0.key != nil }?.index ?? 0
            faults[place] = faults[place].map { "\($0)\n\(text)" } ?? text
        }
        for problem in try RowProblem.problems(row.problems) {
            add(problem.message[language], problem.column)
        }
        for candidate in try ImportCandidate.candidates(row.candidates) where row.outcome == .duplicate {
            add(candidate.sentence[language], layout.column("title")?.index ?? layout.column("name")?.index)
        }
        return texts.prefix(max(width, 1)).enumerated().map { index, text in
            let cell = Cell.text(text)
            return faults[index].map { cell.faulted($0) } ?? cell
        }
    }
}

extension ImportCandidate {
    /// Why the row may be the same as this, with what was measured and from which value on it counts.
    public var sentence: Phrase {
        let name = code.map { "\($0)" } ?? row.map { "本文件第 \($0) 条" } ?? ""
        let nameEN = code.map { "\($0)" } ?? row.map { "entry \($0) of this file" } ?? ""
        let title = AppError.quote(title)
        let owner = organization.isEmpty ? "" : "（\(AppError.quote(organization))）"
        switch measure {
        case "attendance":
            return Phrase(
                "\(name)“\(title)”已在签到名单上（\(organization) 人）",
                en: "\(nameEN) “\(title)” is on the list already (\(organization))"
            )
        case "twin":
            return Phrase(
                "疑似与 \(name)“\(title)”\(owner)重复：日期、对象等主要内容相同",
                en: "may repeat \(nameEN) “\(title)”\(owner): the same in date and other main facts"
            )
        case "": return Phrase("\(name)“\(title)”\(owner)", en: "\(nameEN) “\(title)”\(owner)")
        default:
            let points = "\(likeness ?? 0)"
            let least = "\(threshold ?? 0)"
            let what =
                measure == "title"
                ? Phrase("名称相似", en: "titles alike by") : Phrase("内容相似", en: "texts alike by")
            return Phrase(
                "疑似与 \(name)“\(title)”\(owner)重复：\(what.zh) \(points)（从 \(least) 起算疑似）",
                en: "may repeat \(nameEN) “\(title)”\(owner): \(what.en) \(points) (\(least) or more counts)"
            )
        }
    }
}
