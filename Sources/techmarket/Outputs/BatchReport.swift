import Domain
import Exchange
import Market

/// What a file of rows holds, or would be: for a dry run, and for measuring.
struct SheetReport {
    let contents: SheetImport.Contents
    let file: String
    /// How long reading took; nil where rows were judged.
    let milliseconds: Int64?

    /// Says it, and ends with `invalid` when rows or headings stand in the way.
    func say(at session: Session) throws {
        if session.isJSON {
            session.write(json(session.language))
        } else {
            session.console.write(text(session.language, width: session.console.width))
        }
        let unknown = contents.sheets.flatMap { $0.columns.filter(\.isUnknown) }
        let refused = contents.counts[.refused] ?? 0
        if milliseconds == nil, refused > 0 || !unknown.isEmpty { throw Finished(status: .invalid) }
    }

    private func json(_ language: Language) -> JSON {
        var members: JSON.Members = [
            "file": .string(file),
            "rows": .int(Int64(contents.rows)),
            "sheets": .array(contents.sheets.map { $0.json(language) }),
            "written": false,
        ]
        if let milliseconds {
            members["cells"] = .int(Int64(contents.cells))
            members["milliseconds"] = .int(milliseconds)
        } else {
            members["counts"] = ImportView.counts(contents.counts)
            members["rows_to_see"] = .array(contents.rowsToSee.map { $0.json(language) })
        }
        return .object(members)
    }

    private func text(_ language: Language, width: Int?) -> String {
        var text = BatchReport.sheets(contents.sheets, language)
        if let milliseconds {
            return text
                + (language == .zh
                    ? "读到 \(contents.rows) 行、\(contents.cells) 个单元格，用时 \(milliseconds) 毫秒。\n"
                    : "Read \(contents.rows) rows with \(contents.cells) cells in \(milliseconds) ms.\n")
        }
        text += BatchReport.counts(contents.counts, language, width: width)
        text += BatchReport.rows(Array(contents.rowsToSee.prefix(BatchReport.shown)), language)
        if contents.rowsToSee.count > BatchReport.shown {
            text += language == .zh ? "……（--json 列出更多）\n" : "… (--json lists more)\n"
        }
        text +=
            language == .zh
            ? "试导入：共 \(contents.rows) 行，未写入。\n" : "Dry run: \(contents.rows) rows, nothing written.\n"
        return text
    }
}

/// What became of a batch.
struct BatchReport {
    let batch: ImportBatch.ID
    let accepted: AcceptReport
    let refusedFile: String?

    /// More rows than this are not read one by one.
    static let shown = 50

    /// Says it, and ends with `invalid` when rows were refused that nobody agreed to leave out.
    func say(at session: Session) async throws {
        let view = try await session.desk.read { [batch] in try ImportView(try $0.imports.get(batch), $0) }
        let open = try await session.desk.read { work in
            try view.rows(.refused, page: Page(limit: Self.shown), work)
                + view.rows(.duplicate, page: Page(limit: Self.shown), work).filter { !$0.row.isDone }
        }
        if session.isJSON {
            session.write(json(view, session.language))
        } else {
            session.console.write(text(view, open, session.language, width: session.console.width))
        }
        if view.count(.refused) > 0, refusedFile == nil { throw Finished(status: .invalid) }
    }

    private func json(_ view: ImportView, _ language: Language) -> JSON {
        var members = view.json(language)
        members["written"] = .bool(accepted.count > 0)
        members["accepted_now"] = ImportView.counts(accepted.accepted)
        members["moved"] = .array(accepted.moved.map { $0.json(language) })
        members["refused_now"] = .array(accepted.refused.map { $0.json(language) })
        members["left"] = .int(accepted.left)
        return .object(members)
    }

    private func text(_ view: ImportView, _ open: [ImportedRow], _ language: Language, width: Int?) -> String
    {
        var text = Self.sheets(view.sheets, language)
        if let earlier = view.earlier {
            text +=
                language == .zh
                ? "同一文件已在第 \(earlier.id.rawValue) 批导入过。\n"
                : "The very same file was imported as batch \(earlier.id.rawValue).\n"
        }
        text += Self.counts(view.counts, language, width: width)
        text += Self.rows(Array(open.prefix(Self.shown)), language)
        let number = batch.rawValue
        text +=
            language == .zh
            ? "第 \(number) 批：写入 \(accepted.count) 行，未写入 \(accepted.left + Int64(accepted.moved.count + accepted.refused.count)) 行。\n"
            : "Batch \(number): \(accepted.count) rows written, \(accepted.left + Int64(accepted.moved.count + accepted.refused.count)) not.\n"
        if let refusedFile {
            text +=
                language == .zh
                ? "没有写入的行带批注写到 \(refusedFile)。\n"
                : "The rows that were not written are in \(refusedFile), with comments.\n"
        }
        if !accepted.moved.isEmpty {
            text +=
                language == .zh
                ? "有 \(accepted.moved.count) 行在核对之后情况变了，没有写入，请再看一遍。\n"
                : "\(accepted.moved.count) rows are something else than when they were checked and were not written: look again.\n"
        }
        return text + Session.nextLine("import show \(number)") + "\n"
    }

    // MARK: Parts

    static func sheets(_ sheets: [SheetSummary], _ language: Language) -> String {
        var text = ""
        for sheet in sheets {
            let known = sheet.columns.filter { $0.key != nil }.count
            text +=
                language == .zh
                ? "工作表“\(sheet.name)”：认出 \(known) 列" : "Sheet “\(sheet.name)”: \(known) columns known"
            if sheet.isForm { text += language == .zh ? "（表单）" : " (a form)" }
            if sheet.isHidden { text += language == .zh ? "（隐藏的工作表）" : " (hidden)" }
            if sheet.hiddenRows > 0 {
                text +=
                    language == .zh
                    ? "，含 \(sheet.hiddenRows) 个隐藏的行" : ", \(sheet.hiddenRows) hidden rows among them"
            }
            text += language == .zh ? "。\n" : ".\n"
            for column in sheet.columns where column.isUnknown {
                text +=
                    language == .zh
                    ? "  认不出 \(column.place) 列“\(column.heading)”：用 --map '\(column.heading)=字段' 说明，不要写 --map '\(column.heading)=-'。\n"
                    : "  Column \(column.place) “\(column.heading)” is not known: say --map '\(column.heading)=field', or --map '\(column.heading)=-' to leave it out.\n"
            }
            for note in sheet.notes.prefix(10) {
                text += language == .zh ? "  第 \(note.row) 行：" : "  Row \(note.row): "
                text += "\(note.reason[language])“\(note.text)”\n"
            }
        }
        return text.split(separator: "\n").map { String($0).onOneLine + "\n" }.joined()
    }

    static func counts(_ counts: [ImportRow.Outcome: Int64], _ language: Language, width: Int?) -> String {
        let shown = ImportRow.Outcome.allCases.filter { $0 != .waiting || (counts[$0] ?? 0) > 0 }
        var table = Table(shown.map { .number($0.name[language]) })
        table.add(shown.map { String(counts[$0] ?? 0) })
        return table.text(width: width)
    }

    static func rows(_ rows: [ImportedRow], _ language: Language) -> String {
        var text = ""
        for row in rows {
            for problem in row.problems where !problem.isNote {
                text += "\(problem.cell ?? row.place)：\(problem.message[language])".onOneLine + "\n"
            }
            for candidate in row.candidates.prefix(2) where row.row.outcome == .duplicate {
                let entry = language == .zh ? "（第 \(row.row.number) 条）" : " (entry \(row.row.number))"
                text += "\(row.place)\(entry)：\(candidate.sentence[language])".onOneLine + "\n"
            }
        }
        return text
    }

    static func list(_ views: [ImportView], _ view: View) -> String {
        if view.isJSON {
            let items = views.map { JSON.object($0.json(view.language)) }
            return JSON.object(["items": .array(items)]).pretty + "\n"
        }
        let language = view.language
        var table = Table([
            .number(language == .zh ? "批次" : "batch"), .text(Field.template.name[language]),
            .text(Field.file.name[language]), .text(Field.state.name[language]),
            .number(language == .zh ? "行数" : "rows"), .number(language == .zh ? "已写入" : "written"),
            .text(language == .zh ? "时间" : "at"), .text(language == .zh ? "导入人" : "by"),
        ])
        for one in views {
            table.add([
                String(one.batch.id.rawValue), one.template.title[language], one.batch.content.fileName,
                one.batch.state.name[language], String(one.batch.rows), String(one.accepted),
                one.batch.createdAt.phrase[language], one.createdBy,
            ])
        }
        return table.isEmpty
            ? (language == .zh ? "还没有导入过表格。\n" : "No sheet was imported yet.\n")
            : table.text(width: Console.standard.width)
    }

    static func text(_ batch: ImportView, _ rows: [ImportedRow], _ view: View) -> String {
        let language = view.language
        if view.isJSON {
            var members = batch.json(language)
            members["items"] = .array(rows.map { $0.json(language) })
            return JSON.object(members).pretty + "\n"
        }
        let head =
            language == .zh
            ? "第 \(batch.batch.id.rawValue) 批“\(batch.batch.content.fileName)”（\(batch.template.title.zh)）：\(batch.batch.state.name.zh)。"
            : "Batch \(batch.batch.id.rawValue) “\(batch.batch.content.fileName)” (\(batch.template.title.en)): \(batch.batch.state.name.en)."
        var text = head.onOneLine + "\n" + sheets(batch.sheets, language)
        text += counts(batch.counts, language, width: Console.standard.width)
        for row in rows {
            let done = row.row.isDone ? (language == .zh ? "（已写入）" : " (written)") : ""
            let title =
                row.cells.first { $0.key == "title" || $0.key == "name" }?.text ?? row.cells.first?.text ?? ""
            let entry = language == .zh ? "第 \(row.row.number) 条" : "entry \(row.row.number)"
            text +=
                "\(entry)（\(row.place)） \(row.row.outcome.name[language])\(done) \(title)".onOneLine + "\n"
            for problem in row.problems {
                text += "  \(problem.cell ?? row.place)：\(problem.message[language])".onOneLine + "\n"
            }
            for candidate in row.candidates { text += "  \(candidate.sentence[language])".onOneLine + "\n" }
        }
        return text
    }
}
