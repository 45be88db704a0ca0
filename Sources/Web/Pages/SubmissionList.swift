import Documents
import Domain
import Exchange
import Hummingbird
import Market

extension SubmissionPages {
    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let desk = try context.desk()
        do {
            let (question, codes) = try await desk.read { (try ListQuestion(inputs, $0), try $0.codes()) }
            return try await listPage(reader, inputs, desk, question, codes).response()
        } catch let error as AppError {
            // The filters stay as they were chosen; what is wrong with one stands above them.
            let codes = try await desk.read { try $0.codes() }
            let page = view(reader, inputs, codes, note: Parts.refusal(reader, error), rows: "", tabs: "")
            return page.response(error.kind == .notFound ? .ok : error.kind.status)
        }
    }

    private func listPage(
        _ reader: Reader,
        _ inputs: Inputs,
        _ desk: Desk,
        _ question: ListQuestion,
        _ codes: CodeBook
    ) async throws -> HTML {
        do {
            let found = try await Body.found(desk, question.search, ListQuestion.patience)
            let rows = found.items.map { row(reader, codes, ListRow($0)) }
            let list = table(reader, inputs, rows, total: found.total, page: found.page)
            let facets = FacetView(reader: reader, inputs: inputs, list: Paths.list(kind)).view(found)
            return view(
                reader,
                inputs,
                codes,
                note: "",
                rows: facets.isEmpty ? list : "<div class=\"cols found\"><div>\(list)</div>\(facets)</div>",
                tabs: tabs(reader, inputs, found.states)
            )
        } catch let error as AppError where error.code == "search_starting" {
            let (rows, counts) = try await desk.read { work in
                let area = Body.area(work)
                let found = try area.list(question.plain)
                let names = try work.organizations.names(Set(found.map(\.content.organization)))
                return (
                    found.map { row(reader, codes, ListRow($0, names[$0.content.organization] ?? "")) },
                    try area.stateCounts(question.plain).mapValues { Int($0) }
                )
            }
            let total = question.plain.state.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
            let more = reader(
                "现在先按名称、关键词和编号里连着的字查找，没有分类计数。",
                en: "Until then text is found as it stands in titles, keywords and codes, without counts."
            )
            return view(
                reader,
                inputs,
                codes,
                note: "<p class=\"note warn\" role=\"status\">\(reader(error.message)) \(more)</p>",
                rows: table(reader, inputs, rows, total: total, page: question.search.page),
                tabs: tabs(reader, inputs, counts)
            )
        }
    }

    private func table(_ reader: Reader, _ inputs: Inputs, _ rows: [HTML], total: Int, page: Int) -> HTML {
        let pager = Pager(total: total, page: page).view(reader, inputs)
        guard !rows.isEmpty else {
            let none = Parts.empty(
                reader("没有符合条件的\(Body.field.name.zh)。", en: "Nothing found."),
                "<a href=\"\(Paths.list(kind))\">\(reader("去掉筛选", en: "Clear the filters"))</a>"
            )
            return "\(none)\(pager)"
        }
        return """
            <table class="stack"><thead><tr><th scope="col">\(reader(Field.title.name))</th>\
            <th scope="col">\(reader("行业", en: "Industry"))</th>\
            \(Parts.sortable(reader, reader(Body.moneyField.name), by: "money", inputs, isNumber: true))\
            \(Parts.sortable(reader, reader(Body.dueField.name), by: "deadline", inputs))\
            \(Parts.sortable(reader, reader(Field.receivedOn.name), by: "newest", inputs))\
            \(reader.may(.staff) ? "<th scope=\"col\" class=\"num\">\(reader("完整度", en: "Complete"))</th>" : "" as HTML)\
            <th scope="col">\(reader(Field.state.name))</th></tr></thead><tbody>\(rows)</tbody></table>\(pager)
            """
    }

    private func row(_ reader: Reader, _ codes: CodeBook, _ row: ListRow<Body>) -> HTML {
        let record = row.record
        let content = record.content
        let isLate = record.state.isOpen && content.due.map { $0 < reader.today } ?? false
        let complete: HTML =
            reader.may(.staff)
            ? """
            <td class="num" data-label="\(reader("完整度", en: "Complete"))">\(content.completeness.score)</td>
            """ : ""
        let archived: HTML =
            record.filing.isArchived ? " <span class=\"chip\">\(reader("已归档", en: "archived"))</span>" : ""
        let words: HTML =
            row.summary.marks.isEmpty ? "" : "<br><small>\(MarkedView.excerpt(row.summary))</small>"
        return """
            <tr data-href="\(Paths.record(record.code))"><td><a href="\(Paths.record(record.code))">\
            \(MarkedView.text(row.title))</a><br><small>\(record.code)　\(MarkedView.text(row.organization))</small>\
            \(words)</td><td data-label="\(reader("行业", en: "Industry"))">\
            \(content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? "—")</td>\
            <td class="num" data-label="\(reader(Body.moneyField.name))">\(Parts.money(reader, content.money))</td>\
            <td data-label="\(reader(Body.dueField.name))"\(isLate ? " class=\"warn\"" : "" as HTML)>\
            \(Parts.day(reader, content.due))</td><td data-label="\(reader(Field.receivedOn.name))">\
            \(Parts.day(reader, content.receivedOn))</td>\(complete)<td data-label="\(reader(Field.state.name))">\
            <span>\(Parts.state(reader, record.state))\(archived)</span></td></tr>
            """
    }

    private func tabs(_ reader: Reader, _ inputs: Inputs, _ counts: [RecordState: Int]) -> HTML {
        func tab(_ state: RecordState?, _ name: String, _ count: Int) -> HTML {
            let isCurrent = inputs["state"] == (state?.rawValue ?? "")
            let query = inputs.query([("state", state?.rawValue), ("page", nil)])
            let current: HTML = isCurrent ? " aria-current=\"page\"" : ""
            return "<a href=\"\(Paths.list(kind))\(query)\"\(current)>\(name) <small>\(count)</small></a>"
        }
        let all = tab(nil, reader("全部", en: "All"), counts.values.reduce(0, +))
        let each = RecordState.allCases.map { tab($0, reader($0.name), counts[$0] ?? 0) }
        return "<nav class=\"tabs\" aria-label=\"\(reader(Field.state.name))\">\(all)\(each)</nav>"
    }

    private func view(
        _ reader: Reader,
        _ inputs: Inputs,
        _ codes: CodeBook,
        note: HTML,
        rows: HTML,
        tabs: HTML
    ) -> HTML {
        func select(_ name: String, _ label: Phrase, _ options: [(code: String, name: String)]) -> HTML {
            let blank = reader("全部\(label.zh)", en: "any \(label.en)")
            return Parts.select(
                reader,
                FormField(name, reader(label), .choice(options, blank: blank)),
                inputs
            )
        }
        let sections = codes.industryChoices(reader)
        let sorts = ListQuestion.Order.allCases.map { ($0.rawValue, reader($0.name)) }
        let order = Parts.select(
            reader,
            FormField(
                "sort",
                reader("排序", en: "Order"),
                .choice(sorts, blank: reader("按相关", en: "By relevance"))
            ),
            inputs
        )
        let new: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(kind))\">\(reader("记\(kind == .demand ? "需求" : "成果")", en: "New \(Body.field.name.en)"))</a>"
            : ""
        let export = Paths.export(kind) + inputs.query([("page", nil)])
        func box(_ name: String, _ label: String, type: String = "text") -> HTML {
            """
            <label>\(label)<input type="\(type)" name="\(name)" value="\(inputs[name])"></label>
            """
        }
        let (money, due) = (reader(Body.moneyField.name), reader(Body.dueField.name))
        let isMore = ["least", "most", "due_from", "due_by"].contains { !inputs[$0].isEmpty }
        let more: HTML = """
            <details\("open", if: isMore)><summary>\(reader("更多条件", en: "More"))</summary>\
            \(box("least", reader("\(money)不少于", en: "\(money) from")))\
            \(box("most", reader("不多于", en: "to")))\
            \(box("due_from", reader("\(due)从", en: "\(due) from"), type: "date"))\
            \(box("due_by", reader("到", en: "to"), type: "date"))</details>
            """
        let searched = reader("要找的词，或编号", en: "Words, or a code")
        let state: HTML = inputs["state"].isEmpty ? "" : Parts.hidden("state", inputs["state"])
        return Layout.page(
            reader,
            Body.section,
            title: reader(Body.section.name),
            actions: "\(ListDownload.links(reader, export))\(new)",
            body: """
                \(tabs)<section class="card"><form class="filters" data-auto="1" role="search">\(state)\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(searched)" placeholder="\(searched)">\
                <input type="text" name="organization" value="\(inputs["organization"])" autocomplete="off" \
                \(Parts.offersOrganizations) aria-label="\(reader("单位", en: "Organization"))" \
                placeholder="\(reader("单位名称或编号", en: "Organization"))">\
                \(select("industry", Phrase("行业", en: "industry"), sections))\
                \(select("field", Phrase("领域", en: "field"), codes.choices(.field, reader)))\
                \(select("region", Phrase("地区", en: "region"), codes.choices(.region, reader)))\
                \(select("readiness", Phrase("阶段", en: "readiness"), codes.choices(.readiness, reader)))\(order)\
                <label><input type="checkbox" name="archived" value="1"\("checked", if: inputs.has("archived"))>\
                \(reader("含已归档", en: "with archived"))</label>\(more)<button>\(reader("筛选", en: "Filter"))</button></form>\
                \(note)\(rows)</section>
                """
        )
    }

    // MARK: The list as a file

    /// All rows that the filters let through, in their order, with what the reader may see of them.
    @Sendable func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let desk = try context.desk()
        let (question, codes) = try await desk.read { (try ListQuestion(inputs, $0), try $0.codes()) }
        let empty = CSV(columns: header(reader))
        // Without patience: a file is waited for, and has to have all.
        let csv = try await Body.all(desk, question.search, into: empty) { csv, record, organization in
            csv.add(line(reader, codes, record, organization.name))
        }
        return csv.response(name: "\(reader(Body.field.name))-\(reader.today).csv")
    }

    /// The same as a workbook that can be brought in again.
    @Sendable func exportWorkbook(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let desk = try context.desk()
        let question = try await desk.read { work in
            try work.require(.staff, "export")
            return try ListQuestion(inputs, work)
        }
        let found = try await Body.all(desk, question.search, into: [Int64]()) { ids, record, _ in
            ids.append(record.id.rawValue)
        }
        let file = try await desk.read { work in
            try ListFile.write(Body.type, work, reader.language) { records, add in
                for id in found {
                    try add(try Body.listed(try Body.area(work).get(ID(rawValue: id)), records))
                }
            }
        }
        return ListDownload.response(reader, Body.type, file)
    }

    private func header(_ reader: Reader) -> [String] {
        let yuan = reader("（元）", en: " (yuan)")
        let shared = [
            reader(Field.code.name), reader(Field.title.name), reader(Field.organization.name),
            reader(Field.state.name), reader(Field.receivedOn.name), reader(Body.dueField.name),
            reader(Body.moneyField.name) + yuan, reader(Field.industry.name),
            reader(Field.technicalField.name), reader(Field.region.name), reader(Field.zone.name),
            reader(Field.cooperationModes.name), reader(Field.readiness.name), reader(Field.keywords.name),
            reader("公开摘要", en: "public summary"),
        ]
        let own = Body.columns.map { reader($0.field.name) }
        let contact = [Field.contactName, .contactPhone, .contactEmail].map { reader($0.name) }
        return shared + own + contact + [reader(Field.source.name), reader(Field.externalID.name)]
    }

    private func line(_ reader: Reader, _ codes: CodeBook, _ record: Record, _ organization: String)
        -> [String]
    {
        let content = record.content
        let shared = [
            record.code.description, content.title, organization, reader(record.state.name),
            content.receivedOn.description, content.due?.description ?? "",
            content.money.map { $0.yuanNumber.filter { $0 != "," } } ?? "",
            codes.industryName(content.industry, reader), codes.name(content.field, in: .field, reader),
            codes.name(content.region?.description, in: .region, reader),
            codes.name(content.zone, in: .zone, reader),
            codes.names(content.cooperationModes, in: .cooperationMode, reader),
            codes.name(content.readiness, in: .readiness, reader), content.keywords.joined(separator: "、"),
            content.summary,
        ]
        let own = Body.columns.map { $0.value(content) }
        let contact = [
            content.contact.name, content.contact.phone?.description ?? "",
            content.contact.email?.description ?? "",
        ]
        return shared + own + contact + [content.source, content.externalID ?? ""]
    }
}
