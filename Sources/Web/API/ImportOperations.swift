import Domain
import Exchange
import HTTPTypes
import Market

/// Sheets that are brought in: batches of rows to look at, mend, accept and take back.
extension Handling {
    static var importOperations: [String: Handling] {
        [
            "listImports": .read { work, call in
                try call.page { before, limit in
                    try work.imports.list(before: before, page: Page(limit: limit))
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try found.map { .object(try ImportView($0, work).json(call.language)) }
                }
            },
            "createImport": .desk { desk, call in
                guard let upload = call.upload else { throw call.missing(.file) }
                var options = SheetImport.Options(
                    template: try ImportTemplate(parsing: call.text("template") ?? ""),
                    fileName: upload.name
                )
                options.sheet = call.text("sheet")
                options.activity = call.text("activity")
                let batch = try await SheetImport(desk).stage(upload.path, options)
                return try await answer(batch.id, desk, call)
                    .created(at: "\(Description.base)/imports/\(batch.id.rawValue)")
            },
            "getImport": .read { work, call in try batch(try work.imports.find(call["id"]), work, call) },
            "mapImport": .desk { desk, call in
                let id = try await id(call, desk)
                var mapping: [String: String] = [:]
                for member in try call.members()["columns"]?.asObject ?? [:] {
                    mapping[member.key] = member.value.asString ?? TableColumns.out
                }
                _ = try await SheetImport(desk).map(id, mapping, version: call.version)
                return try await answer(id, desk, call)
            },
            "listImportRows": .read { work, call in
                let view = try ImportView(try work.imports.find(call["id"]), work)
                let outcome: ImportRow.Outcome? = call.word("outcome")
                return try call.page { after, limit in
                    try view.rows(outcome, after: after ?? 0, page: Page(limit: limit), work)
                } id: {
                    $0.row.number
                } json: { rows in
                    rows.map { $0.json(call.language) }
                }
            },
            "editImportRow": .desk { desk, call in
                let id = try await id(call, desk)
                guard let number = Int64(call["number"]) else {
                    throw AppError.noImportRow(call["number"])
                }
                let sheets = SheetImport(desk)
                var row: ImportedRow?
                if let cells = try call.members()["cells"]?.asObject, !cells.isEmpty {
                    let texts = Dictionary(cells.map { ($0.key, $0.value.asString ?? "") }) { $1 }
                    row = try await sheets.edit(id, row: number, cells: texts)
                }
                if let word = try call.members()["choice"]?.asString {
                    let choice = word == "none" ? .none : ImportRow.Choice(rawValue: word) ?? .none
                    let fields = (try call.members()["fields"]?.asArray ?? []).compactMap(\.asString)
                    let target = try call.members()["target"]?.asString
                    row = try await sheets.decide(id, row: number, choice, target: target, fields: fields)
                }
                if let row { return Answer(body: row.json(call.language)) }
                return try await desk.read { work in
                    let view = try ImportView(try work.imports.get(id), work)
                    return Answer(body: try view.row(number, work).json(call.language))
                }
            },
            "acceptImport": .desk { desk, call in
                let id = try await id(call, desk)
                let wholly = try call.bool(Field("all_or_nothing", "全部或不导入", en: "all or nothing"))
                _ = try await SheetImport(desk).accept(id, wholly: wholly, version: call.version)
                return try await answer(id, desk, call)
            },
            "undoImport": .desk { desk, call in
                let id = try await id(call, desk)
                try await SheetImport(desk).undo(id, version: call.version)
                return try await answer(id, desk, call)
            },
            "discardImport": .desk { desk, call in
                let id = try await id(call, desk)
                try await SheetImport(desk).discard(id, version: call.version)
                return try await answer(id, desk, call)
            },
            "getRefusedRows": .desk { desk, call in
                let id = try await id(call, desk)
                let workbook = try await SheetImport(desk).refusedWorkbook(id, call.language)
                var answer = Answer()
                answer.file = AnsweredFile(workbook, name: "refused-\(id.rawValue).xlsx")
                return answer
            },
        ]
    }

    private static func id(_ call: Call, _ desk: Desk) async throws -> ImportBatch.ID {
        try await desk.read { try $0.imports.find(call["id"]).id }
    }

    private static func answer(_ id: ImportBatch.ID, _ desk: Desk, _ call: Call) async throws -> Answer {
        try await desk.read { try batch(try $0.imports.get(id), $0, call) }
    }

    private static func batch(_ batch: ImportBatch, _ work: Work, _ call: Call) throws -> Answer {
        Answer(body: .object(try ImportView(batch, work).json(call.language)), version: batch.version)
    }
}

extension AnsweredFile {
    init(_ workbook: RefusedWorkbook, name: String) {
        self.init(name: name, type: Self.workbook, size: workbook.size) { start, count in
            try workbook.bytes(from: start, atMost: count)
        }
    }
}

extension AppError {
    static func noImportRow(_ number: String) -> AppError {
        AppError(
            .notFound,
            "not_found",
            field: .importRow,
            value: number,
            Phrase("没有第“\(AppError.quote(number))”条。", en: "There is no entry “\(AppError.quote(number))”.")
        )
    }
}

/// What stands for a column that is left out.
enum TableColumns {
    static let out = "-"
}
