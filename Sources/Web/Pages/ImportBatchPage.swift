import Domain
import Exchange
import Market

/// The page of one batch: what its headings mean, what its rows would be, and what can be done.
struct ImportBatchPage {
    let reader: Reader
    let view: ImportView

    private var path: String { Paths.importBatch(view.batch.id) }

    func page(
        _ rows: [ImportedRow],
        _ shown: ImportRow.Outcome,
        _ pager: Pager,
        _ inputs: Inputs,
        _ error: AppError?
    ) -> HTML {
        let batch = view.batch
        let isMapping = batch.state == .mapping
        let body: HTML = isMapping ? mapping : preview(rows, shown, pager, inputs)
        return Layout.page(
            reader,
            .imports,
            title: reader(
                "第 \(batch.id.rawValue) 批：\(batch.content.fileName)",
                en: "Batch \(batch.id.rawValue): \(batch.content.fileName)"
            ),
            quiet:
                "\(ImportPages.chip(reader, batch.state)) \(reader(view.template.title))\(activity)　\(story)",
            actions: actions,
            body: "\(error.map { Parts.refusal(reader, $0) })\(warnings)\(body)\(sheets)"
        )
    }

    private var activity: HTML {
        view.activity.map { "　\(Parts.link($0))" } ?? ""
    }

    /// Who did what with it, and when.
    private var story: HTML {
        var parts: [String] = [
            reader(
                "\(view.createdBy) 上传于 \(view.batch.createdAt.phrase.zh)",
                en: "uploaded by \(view.createdBy), \(view.batch.createdAt.phrase.en)"
            )
        ]
        if let at = view.batch.acceptedAt {
            parts.append(
                reader(
                    "\(view.acceptedBy ?? "") 导入于 \(at.phrase.zh)",
                    en: "accepted by \(view.acceptedBy ?? ""), \(at.phrase.en)"
                )
            )
        }
        if let at = view.batch.undoneAt {
            parts.append(
                reader(
                    "\(view.undoneBy ?? "") 撤销于 \(at.phrase.zh)",
                    en: "undone by \(view.undoneBy ?? ""), \(at.phrase.en)"
                )
            )
        }
        return "\(parts.joined(separator: reader("；", en: "; ")))"
    }

    // MARK: What can be done

    private var isBrokenOff: Bool { view.isBrokenOff }

    private var actions: HTML {
        let version = Parts.hidden("version", String(view.batch.version))
        var actions = HTML.empty
        if view.count(.refused) + view.count(.duplicate) > 0, view.batch.state != .discarded {
            actions +=
                "<a class=\"btn\" href=\"\(path)/refused.xlsx\" download>\(reader("取回有错的行（带批注）", en: "Refused rows, with comments"))</a>"
        }
        switch view.batch.state {
        case .reading, .mapping, .open:
            actions += Parts.form(
                reader,
                to: "\(path)/discarding",
                question: reader("放弃这一批？什么也不会写入。", en: "Put the batch aside? Nothing will be written."),
                "\(version)<button>\(reader("放弃", en: "Put aside"))</button>"
            )
        case .accepting where !isBrokenOff: break
        case .accepted, .accepting:
            actions += Parts.form(
                reader,
                to: "\(path)/undoing",
                question: reader(
                    "整批撤销？新增的记录归档为误录，更新的恢复原样。",
                    en: "Undo the batch? What it made is archived as a mistake, what it changed is as it was."
                ),
                "\(version)<button>\(reader("整批撤销", en: "Undo the batch"))</button>"
            )
        case .undone, .discarded: break
        }
        guard view.batch.state.isOpen || isBrokenOff else { return actions }
        if view.batch.state == .open {
            actions += Parts.form(
                reader,
                to: "\(path)/acceptance",
                "\(version)\(Parts.hidden("wholly", "1"))<button>\(reader("全部导入，有错就都不写", en: "All or nothing"))</button>"
            )
        }
        actions += Parts.form(
            reader,
            to: "\(path)/acceptance",
            "\(version)<button class=\"go\">\(isBrokenOff ? reader("接着导入", en: "Go on accepting") : reader("导入没有错的行", en: "Accept the good rows"))</button>"
        )
        return actions
    }

    private var warnings: HTML {
        var all: [HTML] = []
        if let earlier = view.earlier {
            all.append(
                """
                <p class="note warn">\(reader("同一个文件已经导入过：", en: "The very same file was imported before: "))\
                <a href="\(Paths.importBatch(earlier.id))">\(reader("第 \(earlier.id.rawValue) 批", en: "batch \(earlier.id.rawValue)"))</a></p>
                """
            )
        }
        if view.batch.state == .reading {
            all.append(
                "<p class=\"note warn\">\(reader("这一批没有读完：请放弃后重新上传。", en: "This batch was not read to its end: put it aside and upload the file again."))</p>"
            )
        }
        if view.batch.state == .accepting {
            let (done, rows) = (view.accepted, view.batch.rows)
            all.append(
                "<p class=\"note warn\">\(isBrokenOff ? reader("导入中断了：\(rows) 行里已写入 \(done) 行，这些记录已经可以查到。可以接着导入其余的行，或整批撤销。", en: "Accepting was broken off: \(done) of \(rows) rows are written and can be found. Go on with the others, or undo the batch.") : reader("正在导入：\(rows) 行里已写入 \(done) 行，这些记录已经可以查到。写完之前这一批不能改，刷新本页看进度。", en: "Being accepted: \(done) of \(rows) rows are written and can be found. The batch can't be changed before the end; reload the page to see how far it is."))</p>"
            )
        }
        return all.joined
    }

    // MARK: What headings mean

    private var mapping: HTML {
        let groups = view.sheets.filter { $0.columns.contains(where: \.isUnknown) }
        let taken = Set(view.sheets.flatMap { $0.columns.compactMap(\.key) })
        let rows = groups.flatMap { sheet in
            sheet.columns.filter(\.isUnknown).map { column in row(sheet, column, taken) }
        }
        return """
            <section class="card"><h2>\(reader("这些列名认不出，请说明是什么", en: "These headings are not known: say what they mean"))</h2>\
            <p class="quiet">\(reader("说明过的会记住，下次同样的表不再问。", en: "What you say is remembered for the next sheet of this kind."))</p>\
            \(Parts.form(reader, to: "\(path)/mapping", """
                \(Parts.hidden("version", String(view.batch.version)))<table class="stack"><thead><tr>\
                <th scope="col">\(reader("列", en: "Column"))</th><th scope="col">\(reader("列名", en: "Heading"))</th>\
                <th scope="col">\(reader("是什么", en: "Means"))</th></tr></thead><tbody>\(rows)</tbody></table>\
                <p class="do"><button class="go">\(reader("记住并核对各行", en: "Remember, and check the rows"))</button></p>
                """))</section>
            """
    }

    private func row(_ sheet: SheetSummary, _ column: SheetSummary.Column, _ taken: Set<String>) -> HTML {
        let options = view.template.columns.map { one -> HTML in
            let mark = taken.contains(one.key) ? reader("（已有对应的列）", en: " (has a column already)") : ""
            return "<option value=\"\(one.key)\">\(reader(one.heading))\(mark)</option>"
        }
        return """
            <tr><td>\(sheet.name)!\(column.place)</td><td data-label="\(reader("列名", en: "Heading"))">\(column.heading)</td>\
            <td data-label="\(reader("是什么", en: "Means"))"><select name="column_\(column.heading)" \
            aria-label="\(reader("“\(column.heading)”是什么", en: "What “\(column.heading)” means"))">\
            <option value="-">\(reader("不导入这一列", en: "Leave the column out"))</option>\(options)</select></td></tr>
            """
    }

    // MARK: Rows

    private func preview(
        _ rows: [ImportedRow],
        _ shown: ImportRow.Outcome,
        _ pager: Pager,
        _ inputs: Inputs
    ) -> HTML {
        let tabs = ImportRow.Outcome.allCases.filter { $0 != .waiting || view.count($0) > 0 }.map { one in
            (
                name: "\(reader(one.name)) \(view.count(one))",
                path: "\(path)?show=\(one.rawValue)", isCurrent: one == shown
            )
        }
        let columns = shownColumns(rows)
        let head = columns.map { column -> HTML in "<th scope=\"col\">\(reader(column.heading))</th>" }
        let body = rows.map { row($0, columns) }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有这样的行。", en: "There are no such rows."))
            : """
            <div class="scroll"><table class="rows stack"><thead><tr><th scope="col">\(reader("位置", en: "Place"))</th>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            """
        return """
            \(Parts.tabs(reader, tabs))<section class="card">\(bulk(shown))\(table)\(pager.view(reader, inputs))</section>
            """
    }

    /// The columns by which people know a row, and those in which something is wrong, in the template's order.
    private func shownColumns(_ rows: [ImportedRow]) -> [ImportColumn] {
        let there = view.template.columns.filter { column in
            view.sheets.contains { $0.columns.contains { $0.key == column.key } }
        }
        // A column that says nothing in these rows helps nobody.
        let filled = Set(rows.flatMap { row in row.cells.filter { !$0.text.isEmpty }.map(\.key) })
        let usual = Set(there.filter { filled.contains($0.key) }.prefix(6).map(\.key))
        let wrong = Set(
            rows.flatMap { row in
                row.problems.filter { !$0.isNote }.compactMap { problem in
                    row.cells.first { $0.index == problem.index }?.key
                }
            }
        )
        return there.filter { usual.contains($0.key) || wrong.contains($0.key) }
    }

    private func bulk(_ shown: ImportRow.Outcome) -> HTML {
        guard shown == .duplicate, view.batch.state.isOpen, view.count(.duplicate) > 1 else { return "" }
        func button(_ choice: String, _ words: String) -> HTML {
            Parts.form(
                reader,
                to: "\(path)/decisions",
                "\(Parts.hidden("outcome", shown.rawValue))\(Parts.hidden("choice", choice))<button>\(words)</button>"
            )
        }
        return """
            <div class="filters">\(button("skip", reader("全部跳过", en: "Skip all")))\
            \(button("new", reader("全部作为新记录", en: "All as new records")))</div>
            """
    }

    private func row(_ row: ImportedRow, _ columns: [ImportColumn]) -> HTML {
        let id = "row-\(row.row.number)"
        let isOpen = view.batch.state.isOpen && !row.row.isDone
        let cells = columns.map { column -> HTML in
            let name = reader(column.heading)
            guard let cell = row.cells.first(where: { $0.key == column.key }) else { return "<td></td>" }
            let problem = row.problem(cell.index)
            guard isOpen, let problem, !problem.isNote else {
                let label: HTML = cell.text.isEmpty ? "" : " data-label=\"\(name)\""
                return
                    "<td\(cell.isEdited ? " class=\"edited\"" : "" as HTML)\(label)>\(AppError.quote(cell.text))</td>"
            }
            return """
                <td class="wrong" data-label="\(name)"><input form="\(id)" type="text" name="cell_\(column.key)" value="\(cell.text)" aria-invalid="true" \
                aria-label="\(name)"></td>
                """
        }
        let problems = row.problems.map { problem -> HTML in
            "<li\(problem.isNote ? "" : " class=\"bad\"" as HTML)>\(problem.cell.map { "<b>\($0)</b> " as HTML })\(reader(problem.message))</li>"
        }
        let candidates = row.candidates.prefix(3).map { candidate -> HTML in
            let link: HTML =
                candidate.code.map { " <a href=\"\(Paths.record($0))\">\(reader("看记录", en: "See it"))</a>" }
                ?? ""
            return "<li>\(reader(candidate.sentence))\(link)\(changes(candidate))</li>"
        }
        let choice: HTML =
            row.row.choice == .none
            ? "" : "<span class=\"chip accent\">\(reader(row.row.choice.name))</span> "
        let done: HTML =
            row.row.isDone ? "<span class=\"chip good\">\(reader("已导入", en: "accepted"))</span> " : ""
        let about: HTML =
            "\(done)\(choice)<ul class=\"plain\">\(problems)\(Array(candidates))</ul>\(isOpen ? deeds(row, id) : "")"
        return """
            <tr><td class="nowrap" rowspan="2"><a href="\(Paths.importRow(view.batch.id, row.row.number))">\(row.place)</a></td>\(cells)</tr>\
            <tr class="about"><td colspan="\(max(1, columns.count))">\(about)</td></tr>
            """
    }

    private func changes(_ candidate: ImportCandidate) -> HTML {
        guard !candidate.changes.isEmpty else { return "" }
        let names = candidate.changes.map { key in view.template.column(key).map { reader($0.heading) } ?? key
        }
        return
            "<br><small>\(reader("会改：", en: "changes: "))\(names.joined(separator: reader("、", en: ", ")))</small>"
    }

    private func deeds(_ row: ImportedRow, _ id: String) -> HTML {
        let to = Paths.importRow(view.batch.id, row.row.number)
        func button(_ choice: String, _ words: String) -> HTML {
            Parts.form(
                reader,
                to: to,
                "\(Parts.hidden("choice", choice))<button class=\"flat\">\(words)</button>"
            )
        }
        switch row.row.outcome {
        case .refused:
            return """
                <form method="post" id="\(id)" action="\(to)"><input type="hidden" name="\(FormGuard.field)" value="\(reader.formKey)">\
                <button>\(reader("改好了，再核对", en: "Check again"))</button></form>
                """
        case .duplicate:
            let isKnown = row.candidates.contains { $0.record != nil }
            let update: HTML =
                isKnown ? button("update", reader("更新已有记录", en: "Update the record")) : ""
            let merge: HTML =
                isKnown
                ? "<a class=\"btn flat\" href=\"\(to)\">\(reader("逐项合并…", en: "Merge…"))</a>" : ""
            return """
                <span class="do">\(button("skip", reader("跳过", en: "Skip")))\(button("new", reader("作为新记录", en: "As a new record")))\
                \(update)\(merge)</span>
                """
        case .new, .update:
            return row.row.choice == .skip
                ? button("none", reader("不跳过", en: "Don't skip")) : button("skip", reader("跳过", en: "Skip"))
        case .same, .waiting: return ""
        }
    }

    // MARK: How the sheets were understood

    private var sheets: HTML {
        let all = view.sheets.map { sheet -> HTML in
            let columns = sheet.columns.map { column -> HTML in
                let meaning =
                    column.key.flatMap { view.template.column($0) }.map { reader($0.heading) }
                    ?? reader("不导入", en: "left out")
                let unit = column.unit.map { "（\(reader($0.name))）" } ?? ""
                return "<tr><td>\(column.place)</td><td>\(column.heading)</td><td>\(meaning)\(unit)</td></tr>"
            }
            let notes = sheet.notes.map { note -> HTML in
                "<li>\(reader("第 \(note.row) 行", en: "Row \(note.row)"))：\(reader(note.reason))“\(note.text)”</li>"
            }
            let hidden: HTML =
                sheet.hiddenRows > 0
                ? "<li>\(reader("有 \(sheet.hiddenRows) 个隐藏的行，也读入了", en: "\(sheet.hiddenRows) hidden rows were read, too"))</li>"
                : ""
            return """
                <h2>\(sheet.name)\(sheet.isHidden ? reader("（隐藏的工作表，也读入了）", en: " (hidden; read, too)") : "")</h2>\
                <ul class="notes">\(hidden)\(notes)</ul><table><thead><tr><th scope="col">\(reader("列", en: "Column"))</th>\
                <th scope="col">\(reader("列名", en: "Heading"))</th><th scope="col">\(reader("读作", en: "Read as"))</th></tr></thead>\
                <tbody>\(columns)</tbody></table>
                """
        }
        guard !all.isEmpty else { return "" }
        return """
            <details class="card"><summary>\(reader("各列读作什么，哪些行没有读", en: "How the columns were read, and which rows were not"))</summary>\
            \(all)</details>
            """
    }
}

/// The page of one row: every cell to be mended, and, where a record may be the same, both side by side.
struct ImportRowPage {
    let reader: Reader
    let view: ImportView
    let row: ImportedRow
    /// The record that it may be.
    let stored: JSON.Members?

    func page(_ error: AppError?) -> HTML {
        let to = Paths.importRow(view.batch.id, row.row.number)
        let isOpen = view.batch.state.isOpen && !row.row.isDone
        let fields = row.cells.map { cell in field(cell, isOpen: isOpen) }
        let problems = row.problems.filter { $0.index == nil }.map { problem -> HTML in
            "<p class=\"note \(problem.isNote ? "warn" : "bad")\">\(reader(problem.message))</p>"
        }
        let save: HTML =
            isOpen
            ? "<p class=\"do\"><button class=\"go\">\(reader("保存并核对", en: "Save and check"))</button></p>"
            : ""
        return Layout.page(
            reader,
            .imports,
            title: row.place,
            quiet: "\(reader(row.row.outcome.name))",
            actions:
                "<a class=\"btn\" href=\"\(Paths.importBatch(view.batch.id))?show=\(row.row.outcome.rawValue)\">\(reader("回到第 \(view.batch.id.rawValue) 批", en: "Back to batch \(view.batch.id.rawValue)"))</a>",
            body: """
                \(error.map { Parts.refusal(reader, $0) })\(problems)<section class="card">\
                \(Parts.form(reader, to: to, keeps: isOpen, "\(Parts.hidden("back", "row"))\(fields)\(save)"))</section>\
                \(isOpen ? merge : "")
                """
        )
    }

    private func field(_ cell: ImportedRow.Cell, isOpen: Bool) -> HTML {
        let column = view.template.column(cell.key)
        let name = column.map { reader($0.heading) } ?? cell.key
        let problem = row.problem(cell.index)
        let id = "cell-\(cell.index)"
        let said: HTML =
            problem.map {
                "<p class=\"error\" id=\"\(id)-error\">\($0.cell.map { "\($0)：" } ?? "")\(reader($0.message))</p>"
            } ?? ""
        let invalid: HTML =
            problem.map { $0.isNote } == false
            ? " aria-invalid=\"true\" aria-describedby=\"\(id)-error\"" : ""
        let disabled: HTML = isOpen ? "" : " disabled"
        let input: HTML =
            cell.text.unicodeScalars.count > 60
            ? "<textarea id=\"\(id)\" name=\"cell_\(cell.key)\" rows=\"4\"\(invalid)\(disabled)>\n\(cell.text)</textarea>"
            : "<input type=\"text\" id=\"\(id)\" name=\"cell_\(cell.key)\" value=\"\(cell.text)\"\(invalid)\(disabled)>"
        return "<div class=\"field\"><label for=\"\(id)\">\(name)</label>\(input)\(said)</div>"
    }

    /// Which of the row's fields go into the record that it may be.
    private var merge: HTML {
        let known = row.candidates.filter { $0.record != nil && $0.code != nil }
        guard row.row.outcome == .duplicate, !known.isEmpty, let first = known.first else { return "" }
        let options = known.map { candidate -> HTML in
            "<option value=\"\(candidate.code.map { "\($0)" } ?? "")\">\(reader(candidate.sentence))</option>"
        }
        let rows = row.cells.filter { !$0.text.isEmpty && !$0.key.contains(".") && $0.key != "code" }.map {
            cell -> HTML in
            let name = view.template.column(cell.key).map { reader($0.heading) } ?? cell.key
            let old = stored?[cell.key].map { Self.text($0) } ?? ""
            let isTaken = row.row.mergedFields.contains(cell.key)
            return """
                <tr><td><label><input type="checkbox" name="field" value="\(cell.key)"\("checked", if: isTaken)> \(name)</label></td>\
                <td data-label="\(reader("记录里", en: "In the record"))">\(old)</td><td data-label="\(reader("表里", en: "In the sheet"))">\(cell.text)</td></tr>
                """
        }
        let to = Paths.importRow(view.batch.id, row.row.number)
        return """
            <section class="card"><h2>\(reader("与 \(first.code.map { "\($0)" } ?? "") 逐项合并", en: "Merge field by field"))</h2>\
            \(Parts.form(reader, to: to, """
                \(Parts.hidden("choice", "merge"))<div class="field"><label for="target">\(reader("合并到", en: "Into"))</label>\
                <select id="target" name="target">\(options)</select></div><fieldset><legend>\(reader("合并哪些项", en: "Fields to merge"))</legend><table class="stack"><thead><tr>\
                <th scope="col">\(reader("用表里的", en: "Take from the sheet"))</th><th scope="col">\(reader("记录里（\(first.code.map { "\($0)" } ?? "")）", en: "In the record"))</th>\
                <th scope="col">\(reader("表里", en: "In the sheet"))</th></tr></thead><tbody>\(rows)</tbody></table></fieldset>\
                <p class="do"><button class="go">\(reader("按勾选的合并", en: "Merge what is ticked"))</button></p>
                """))</section>
            """
    }

    private static func text(_ json: JSON) -> String {
        if let texts = json.asArray { return texts.map { $0.asString ?? $0.text }.joined(separator: "、") }
        return json.asString ?? json.text
    }
}
