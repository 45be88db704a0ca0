import Domain
import Exchange
import Hummingbird
import Market

extension SubmissionPages {
    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let (page, status) = try await context.desk().read { work in
            do {
                return (try listPage(reader, inputs, work), HTTPResponse.Status.ok)
            } catch let error as AppError {
                // The filters stay as they were chosen; what is wrong with one stands above them.
                let page = view(reader, inputs, try work.codes(), error: error, rows: "", tabs: "")
                return (page, error.kind == .notFound ? .ok : error.kind.status)
            }
        }
        return page.response(status)
    }

    /// What a list's address asks for.
    private static func filter(_ inputs: Inputs, _ work: Work) throws -> RecordFilter {
        let codes = try work.codes()
        var filter = RecordFilter()
        filter.text = inputs["q"].isEmpty ? nil : inputs["q"]
        if !inputs["state"].isEmpty {
            filter.state = try Words.parse(inputs["state"], .state, \RecordState.name)
        }
        if !inputs["industry"].isEmpty {
            filter.industry = try codes.industry(parsing: inputs["industry"], field: .industry)
        }
        if !inputs["field"].isEmpty {
            filter.field = try codes.resolve(inputs["field"], in: .field, field: .technicalField)
        }
        if !inputs["region"].isEmpty {
            filter.region = try codes.region(parsing: inputs["region"], field: .region)
        }
        if !inputs["organization"].isEmpty {
            filter.organization = try work.organizations.find(Draft.codeBehind(inputs["organization"])).id
        }
        if !inputs["sort"].isEmpty {
            filter.sort = try Words.parse(
                inputs["sort"],
                Field("sort", "排序", en: "order"),
                \RecordSort.name
            )
        }
        filter.includesArchived = inputs.has("archived")
        return filter
    }

    private func listPage(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws -> HTML {
        var filter = try Self.filter(inputs, work)
        filter.page = try Pager.rows(inputs)
        let area = Body.area(work)
        let codes = try work.codes()
        let found = try area.list(filter)
        let counts = try area.stateCounts(filter)
        let total = filter.state.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
        let names = try work.organizations.names(Set(found.map(\.content.organization)))
        let pager = try Pager(total: Int(total), inputs)
        let rows = found.map { row(reader, codes, $0, names[$0.content.organization] ?? "") }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(
                reader("没有符合条件的\(Body.field.name.zh)。", en: "Nothing found."),
                "<a href=\"\(Paths.list(kind))\">\(reader("去掉筛选", en: "Clear the filters"))</a>"
            )
            : """
            <table class="stack"><thead><tr>\(Parts.sortable(reader, reader(Field.title.name), by: "title", inputs))\
            <th scope="col">\(reader("行业", en: "Industry"))</th>\
            \(Parts.sortable(reader, reader(Body.moneyField.name), by: "money", inputs, isNumber: true))\
            \(Parts.sortable(reader, reader(Body.dueField.name), by: "deadline", inputs))\
            \(Parts.sortable(reader, reader(Field.receivedOn.name), by: "newest", inputs))\
            \(reader.may(.staff) ? "<th scope=\"col\" class=\"num\">\(reader("完整度", en: "Complete"))</th>" : "" as HTML)\
            <th scope="col">\(reader(Field.state.name))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        return view(
            reader,
            inputs,
            codes,
            error: nil,
            rows: "\(table)\(pager.view(reader, inputs))",
            tabs: tabs(reader, inputs, counts)
        )
    }

    private func row(_ reader: Reader, _ codes: CodeBook, _ record: Record, _ organization: String) -> HTML {
        let content = record.content
        let isLate = record.state.isOpen && content.due.map { $0 < reader.today } ?? false
        let complete: HTML =
            reader.may(.staff)
            ? """
            <td class="num" data-label="\(reader("完整度", en: "Complete"))">\(content.completeness.score)</td>
            """ : ""
        let archived: HTML =
            record.filing.isArchived ? " <span class=\"chip\">\(reader("已归档", en: "archived"))</span>" : ""
        return """
            <tr data-href="\(Paths.record(record.code))"><td>\(Parts.link(record.code, content.title))<br>\
            <small>\(record.code)　\(organization)</small></td><td data-label="\(reader("行业", en: "Industry"))">\
            \(content.industry.flatMap { codes.name(of: $0) }.map { reader($0) } ?? "—")</td>\
            <td class="num" data-label="\(reader(Body.moneyField.name))">\(Parts.money(reader, content.money))</td>\
            <td data-label="\(reader(Body.dueField.name))"\(isLate ? " class=\"warn\"" : "" as HTML)>\
            \(Parts.day(reader, content.due))</td><td data-label="\(reader(Field.receivedOn.name))">\
            \(Parts.day(reader, content.receivedOn))</td>\(complete)<td data-label="\(reader(Field.state.name))">\
            <span>\(Parts.state(reader, record.state))\(archived)</span></td></tr>
            """
    }

    private func tabs(_ reader: Reader, _ inputs: Inputs, _ counts: [RecordState: Int64]) -> HTML {
        func tab(_ state: RecordState?, _ name: String, _ count: Int64) -> HTML {
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
        error: AppError?,
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
        let sorts = RecordSort.allCases.map { ($0.rawValue, reader($0.name)) }
        let order = Parts.select(
            reader,
            FormField("sort", reader("排序", en: "Order"), .choice(sorts, blank: reader("按时间", en: "By time"))),
            inputs
        )
        let new: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(kind))\">\(reader("记\(kind == .demand ? "需求" : "成果")", en: "New \(Body.field.name.en)"))</a>"
            : ""
        let export = Paths.export(kind) + inputs.query([("page", nil)])
        let wrong: HTML =
            error.map { "<p class=\"note bad\" role=\"alert\">\(reader($0.message))</p>" } ?? ""
        let searched = reader("名称、关键词或编号", en: "Title, keyword or code")
        let state: HTML = inputs["state"].isEmpty ? "" : Parts.hidden("state", inputs["state"])
        return Layout.page(
            reader,
            Body.section,
            title: reader(Body.section.name),
            actions: "<a class=\"btn\" href=\"\(export)\">\(reader("导出 CSV", en: "Export CSV"))</a>\(new)",
            body: """
                \(tabs)<section class="card"><form class="filters" data-auto="1" role="search">\(state)\
                <input type="search" name="q" value="\(inputs["q"])" aria-label="\(searched)" placeholder="\(searched)">\
                <input type="text" name="organization" value="\(inputs["organization"])" autocomplete="off" \
                \(Parts.offersOrganizations) aria-label="\(reader("单位", en: "Organization"))" \
                placeholder="\(reader("单位名称或编号", en: "Organization"))">\
                \(select("industry", Phrase("行业", en: "industry"), sections))\
                \(select("field", Phrase("领域", en: "field"), codes.choices(.field, reader)))\
                \(select("region", Phrase("地区", en: "region"), codes.choices(.region, reader)))\(order)\
                <label><input type="checkbox" name="archived" value="1"\("checked", if: inputs.has("archived"))>\
                \(reader("含已归档", en: "with archived"))</label><button>\(reader("筛选", en: "Filter"))</button></form>\
                \(wrong)\(rows)</section>
                """
        )
    }

    // MARK: The list as a file

    /// All rows that the filters let through, in their order, with what the reader may see of them.
    @Sendable func export(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let csv = try await context.desk().read { work in
            var filter = try Self.filter(inputs, work)
            let codes = try work.codes()
            var csv = CSV(columns: header(reader))
            // In portions, so that a long list is never held whole.
            filter.page = Page(limit: 1_000)
            while true {
                let found = try Body.area(work).list(filter)
                let names = try work.organizations.names(Set(found.map(\.content.organization)))
                for record in found {
                    csv.add(line(reader, codes, record, names[record.content.organization] ?? ""))
                }
                guard found.count == 1_000 else { return csv }
                filter.page.offset += 1_000
            }
        }
        return csv.response(name: "\(reader(Body.field.name))-\(reader.today).csv")
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
