import Documents
import Domain
import Market

/// The contracts that answer to what is looked for, as a table or a file.
struct ContractList {
    let page: HTML

    static func filter(_ inputs: Inputs, _ work: Work) throws -> ContractFilter {
        var filter = ContractFilter()
        filter.text = inputs.search
        filter.type = inputs["type"].isEmpty ? nil : inputs["type"]
        filter.standing = ContractFilter.Standing(rawValue: inputs["standing"])
        filter.signed = try inputs.period("signed")
        if !inputs["organization"].isEmpty {
            filter.organization = try work.organizations.find(Draft.codeBehind(inputs["organization"])).id
        }
        filter.includesArchived = inputs.has("archived")
        filter.order = ContractFilter.Order(rawValue: inputs["sort"]) ?? .signed
        return filter
    }

    init(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws {
        var filter = try Self.filter(inputs, work)
        let sums = try work.contracts.sums(filter)
        filter.page = try Pager.rows(inputs)
        let items = try work.contracts.items(filter)
        let pager = try Pager(total: Int(sums.count), inputs)
        let organization = try filter.organization.map { try work.organizations.get($0) }
        let codes = try work.codes()
        let add: HTML =
            reader.may(.staff)
            ? "<a class=\"btn go\" href=\"\(Paths.new(.contract))\">\(reader("新合同", en: "New contract"))</a>"
            : ""
        page = Layout.page(
            reader,
            .contracts,
            title: reader("合同与到账", en: "Contracts and payments"),
            quiet: "\(organization?.name ?? "")",
            actions: add,
            body: """
                \(Self.tabs(reader, isPayments: false))<section class="card">\(Self.filters(reader, inputs, codes))\
                \(items.isEmpty ? Parts.empty(reader("没有找到合同。", en: "No contracts found.")) : Self.table(reader, inputs, items, sums, codes))\
                \(pager.view(reader, inputs))</section>
                """
        )
    }

    static func tabs(_ reader: Reader, isPayments: Bool) -> HTML {
        Parts.tabs(
            reader,
            [
                (reader("合同", en: "Contracts"), Paths.contracts, !isPayments),
                (reader("到账", en: "Payments"), Paths.payments, isPayments),
            ]
        )
    }

    /// A box for a period such as a year or a quarter.
    static func periodBox(_ reader: Reader, _ name: String, _ label: String, _ inputs: Inputs) -> HTML {
        """
        <input name="\(name)" value="\(inputs[name])" size="12" aria-label="\(label)" \
        placeholder="\(reader("期间，如 2021Q2", en: "period, e.g. 2021Q2"))">
        """
    }

    private static func filters(_ reader: Reader, _ inputs: Inputs, _ codes: CodeBook) -> HTML {
        let allTypes = reader("全部类型", en: "All types")
        let standings = ContractFilter.Standing.allCases.map { (code: $0.rawValue, name: reader($0.name)) }
        let any = reader("不论效力", en: "Any standing")
        let types = codes.choices(.contractType, reader)
        return Parts.filters(
            reader,
            inputs,
            search: reader("名称、编号、登记编号或单位", en: "Title, code, registration number or party"),
            kept: ["organization", "sort"],
            export: Paths.export(.contract),
            [
                Parts.select(reader, FormField("type", allTypes, .choice(types, blank: allTypes)), inputs),
                Parts.select(reader, FormField("standing", any, .choice(standings, blank: any)), inputs),
                periodBox(reader, "signed", reader("签订期间", en: "Signed in"), inputs),
            ]
        )
    }

    private static func table(
        _ reader: Reader,
        _ inputs: Inputs,
        _ items: [ContractItem],
        _ sums: ContractSums,
        _ codes: CodeBook
    ) -> HTML {
        let (total, technology) = (reader(Field.total.name), reader(Field.technology.name))
        let paid = reader("已到账", en: "Paid")
        let rows = items.map { item -> HTML in
            let contract = item.contract
            let type = codes.name(of: contract.type, in: .contractType).map { reader($0) } ?? contract.type
            let cancelled: HTML =
                item.cancelledOn == nil
                ? "" : "<span class=\"chip bad\">\(reader("已取消", en: "cancelled"))</span>"
            let bar: HTML = """
                <div>\(Parts.money(reader, item.paid))<progress max="\(max(1, item.total.fen))" value="\(max(0, item.paid.fen))" \
                aria-label="\(reader("到账进度", en: "Paid so far"))"></progress></div>
                """
            return """
                <tr data-href="\(Paths.record(contract.code))"><td>\(Parts.link(contract.code, contract.title)) \(cancelled)\
                \(Parts.archived(reader, contract.filing))<br><small>\(contract.code)　\(item.buyer.name) ← \(item.seller.name)</small></td>\
                \(Parts.cell(reader(Field.contractType.name), "\(type)"))\
                \(Parts.cell(reader(Field.signedOn.name), Parts.day(reader, contract.signedOn)))\
                \(Parts.cell(total, Parts.money(reader, item.total), isNumber: true))\
                \(Parts.cell(technology, Parts.money(reader, item.technology), isNumber: true))\
                \(Parts.cell(paid, bar, isNumber: true))</tr>
                """
        }
        let foot: HTML = """
            <tr><th scope="row" colspan="3">\(reader("合计（不含已取消）", en: "Sum, without what was cancelled"))</th>\
            <td class="num" data-label="\(total)"><b>\(Parts.money(reader, sums.total))</b></td>\
            <td class="num" data-label="\(technology)"><b>\(Parts.money(reader, sums.technology))</b></td>\
            <td class="num" data-label="\(paid)"><b>\(Parts.money(reader, sums.paid))</b></td></tr>
            """
        return Parts.list(
            [
                Parts.heading(reader(Field.contract.name)), Parts.heading(reader(Field.contractType.name)),
                Parts.sortable(
                    reader,
                    reader(Field.signedOn.name),
                    by: ContractFilter.Order.signed.rawValue,
                    inputs
                ),
                Parts.sortable(
                    reader,
                    total,
                    by: ContractFilter.Order.total.rawValue,
                    inputs,
                    isNumber: true
                ),
                Parts.heading(technology, isNumber: true),
                Parts.sortable(
                    reader,
                    reader("已到账（按未到账排）", en: "Paid (by what is due)"),
                    by: ContractFilter.Order.due.rawValue,
                    inputs,
                    isNumber: true
                ),
            ],
            rows,
            sums: foot
        )
    }

    static func file(_ reader: Reader, _ inputs: Inputs, _ work: Work) throws -> CSV {
        let codes = try work.codes()
        var file = CSV(columns: [
            reader("编号", en: "Code"), reader("合同名称", en: "Title"), reader(Field.contractType.name),
            reader("买方编号", en: "Buyer's code"), reader(Field.buyer.name), reader("卖方编号", en: "Seller's code"),
            reader(Field.seller.name), reader(Field.signedOn.name), reader(Field.startsOn.name),
            reader(Field.endsOn.name), reader(Field.registrationNumber.name),
            reader("签订时成交额（元）", en: "Total as signed (yuan)"), reader("成交额（元）", en: "Total now (yuan)"),
            reader("技术交易额（元）", en: "Technology value now (yuan)"), reader("已到账（元）", en: "Paid (yuan)"),
            reader("取消日期", en: "Cancelled on"), reader("对接数", en: "Matches"), reader(Field.note.name),
        ])
        for item in try work.contracts.items(try filter(inputs, work)) {
            let contract = item.contract
            file.add([
                contract.code.description, contract.title,
                codes.name(of: contract.type, in: .contractType).map { reader($0) } ?? contract.type,
                item.buyer.code.description, item.buyer.name, item.seller.code.description, item.seller.name,
                contract.signedOn.description, contract.startsOn?.description ?? "",
                contract.endsOn?.description ?? "", contract.registrationNumber, CSV.yuan(contract.total),
                CSV.yuan(item.total), CSV.yuan(item.technology), CSV.yuan(item.paid),
                item.cancelledOn?.description ?? "", String(item.matches), contract.note,
            ])
        }
        return file
    }
}
