import Documents
import Domain
import Exchange
import Foundation
import Market

extension TestMarket {
    /// A real XLSX file of one sheet with these rows of texts.
    func workbook(_ rows: [[String]], sheet: String = "征集表") throws -> String {
        let book = try Workbook(title: "表", language: .zh, in: folder)
        let width = rows.map(\.count).max() ?? 0
        let columns = (0..<width).map { _ in Column("") }
        let table = try book.sheet(sheet, SheetLayout(columns: columns, filters: false))
        for row in rows {
            if row.isEmpty { table.skipRow() } else { try table.add(row.map { Cell.text($0) }) }
        }
        table.finish()
        return try put(Data(try book.finish().bytes()), "表-\(UUID().uuidString).xlsx")
    }

    /// A CSV file with this text.
    func csv(_ text: String) throws -> String { try put(Data(text.utf8), "表-\(UUID().uuidString).csv") }

    func put(_ data: Data, _ name: String) throws -> String {
        let path = folder + "/" + name
        try data.write(to: URL(fileURLWithPath: path))
        return path
    }

    func stage(
        _ path: String,
        _ template: ImportTemplate = .demand,
        map: [String: String] = [:],
        activity: String? = nil,
        at desk: Desk? = nil
    ) async throws -> ImportBatch {
        var options = SheetImport.Options(template: template, fileName: "表.xlsx")
        options.mapping = map
        options.activity = activity
        return try await SheetImport(desk ?? self.desk).stage(path, options)
    }

    func accept(_ batch: ImportBatch, wholly: Bool = false) async throws -> AcceptReport {
        try await SheetImport(desk).accept(batch.id, wholly: wholly)
    }

    func undo(_ batch: ImportBatch) async throws { try await SheetImport(desk).undo(batch.id) }

    /// The rows of a batch.
    func rows(_ batch: ImportBatch) async throws -> [ImportedRow] {
        try await desk.read { work in
            try ImportView(try work.imports.get(batch.id), work).rows(page: .all, work)
        }
    }

    func outcomes(_ batch: ImportBatch) async throws -> [ImportRow.Outcome] {
        try await rows(batch).map(\.row.outcome)
    }

    func state(_ batch: ImportBatch) async throws -> ImportBatch.State {
        try await desk.read { try $0.imports.get(batch.id).state }
    }

    func demands() async throws -> [String] {
        try await desk.read { try $0.demands.list(RecordFilter()).map(\.title).sorted() }
    }
}
