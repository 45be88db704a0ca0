public import Documents
import Domain
public import Market

/// Figures made ready to be written as any file: the document that people read, and the one flat table that programs
/// read as CSV.
public struct Paper: Sendable {
    public var document: Document
    public var table: Table
    /// The figures whose rows are added to the document's appendices while it is written.
    public var evidence: [Evidence]

    /// The rows behind a figure, which may be too many to be held.
    public struct Evidence: Sendable {
        /// That of the document's appendix for them.
        let key: String
        let name: Phrase
        let isMoney: Bool
        let count: @Sendable (Work) throws -> Int64
        let each: @Sendable (Work, (EvidenceRow) throws -> Void) throws -> Void
    }

    public init(document: Document, table: Table, evidence: [Evidence] = []) {
        self.document = document
        self.table = table
        self.evidence = evidence
    }

    /// The most rows that a page or a paper of Word takes: more is nothing that anybody prints.
    public static let mostPrinted = 20_000

    /// The paper as a file.
    ///
    /// - Parameters:
    ///   - format: Any but text and JSON, which the callers have their own words for.
    ///   - work: Where the rows of `evidence` come from.
    ///   - folder: Where there is room for a workbook while it is being written.
    /// - Throws: `too_many_rows`, `no_chart`, `no_scratch_file`.
    public func file(_ format: ReportFormat, _ work: Work, in folder: String? = nil) throws -> ReportFile {
        switch format {
        case .csv: return try csv(work, in: folder)
        case .docx: return .bytes(try printed(work).word())
        case .html: return .bytes(Array(try printed(work).htmlPage.utf8))
        case .svg:
            return .bytes(Array(try chart().svg(id: "chart", document.language, showsTitle: true).utf8))
        case .xlsx:
            return .scratch(
                try document.workbook(in: folder) { appendix, add in
                    guard let one = evidence.first(where: { $0.key == appendix.key }) else { return }
                    try one.each(work) { try add(EvidenceTable.cells($0, one.isMoney, document.language)) }
                }
            )
        case .text, .json: preconditionFailure("texts and JSON are written by who shows them")
        }
    }

    /// The flat table, or where that has no rows of its own, those behind its one figure.
    private func csv(_ work: Work, in folder: String?) throws -> ReportFile {
        var csv = CSV(table)
        guard table.rows.isEmpty, let one = evidence.first else { return .bytes(csv.bytes) }
        let file = try ScratchFile(in: folder)
        try one.each(work) { row in
            csv.add(EvidenceTable.cells(row, one.isMoney, document.language), in: table.columns)
            if csv.bytes.count > 1 << 16 { try file.append(csv.take()) }
        }
        try file.append(csv.take())
        return .scratch(file)
    }

    private func chart() throws(AppError) -> Chart {
        for block in document.blocks { if case .chart(let chart) = block { return chart } }
        throw AppError(
            .invalid,
            "no_chart",
            field: .format,
            value: ReportFormat.svg.rawValue,
            Phrase("这里没有图：请换一种格式。", en: "There is no chart in it: choose another format.")
        )
    }

    /// The document with all its rows in it.
    private func printed(_ work: Work) throws -> Document {
        var document = document
        for one in evidence {
            guard let place = document.appendices.firstIndex(where: { $0.key == one.key }) else { continue }
            let count = try one.count(work)
            guard count <= Self.mostPrinted else { throw Self.tooMany(one.name, count) }
            try one.each(work) { row in
                let cells = EvidenceTable.cells(row, one.isMoney, document.language)
                document.appendices[place].table.rows.append(cells)
            }
        }
        return document
    }

    private static func tooMany(_ name: Phrase, _ count: Int64) -> AppError {
        AppError(
            .invalid,
            "too_many_rows",
            field: .format,
            value: String(count),
            Phrase(
                "“\(name.zh)”的依据有 \(count) 条，打印的文件最多 \(mostPrinted) 条：请导出 XLSX，或缩短期间。",
                en:
                    "There are \(count) rows behind “\(name.en)”, at most \(mostPrinted) are printed: take XLSX, or a shorter period."
            )
        )
    }
}
