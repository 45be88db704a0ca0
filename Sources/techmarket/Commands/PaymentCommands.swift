import ArgumentParser
import Domain
import Exchange
import Market

struct PaymentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "payment",
        "到账和退款",
        en: "Payments and refunds",
        examples: [
            "payment create \(PaymentKind.exampleFields)",
            "payment create --contract HT-2021-0001 --kind refund --amount 5万元",
            "payment list --period 2021Q3",
        ],
        subcommands: [
            Create<PaymentKind>.self, Show<PaymentKind>.self, List.self, Edit<PaymentKind>.self,
            Archive<PaymentKind>.self,
            Unarchive<PaymentKind>.self,
        ]
    )

    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出到账",
            en: "List payments",
            examples: [
                "payment list --contract HT-2021-0001", "payment list --period 2021-05-01..2021-08-31",
            ]
        )

        @Option(help: help("合同编号", en: "The contract's code", value: "HT-2021-0001"))
        var contract: String?

        @Option(help: help("到账的期间，如 2021Q3", en: "Period, such as 2021Q3", value: "期间"))
        var period: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                var filter = PaymentFilter()
                filter.contract = try options.contract.map { try view.work.contracts.find($0).id }
                filter.period = try parsedPeriod(options.period)
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.payments.list(filter)
                return Listing(
                    total: try view.work.payments.count(filter),
                    page: page,
                    table: try PaymentKind.table(found, view),
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }
}

enum PaymentKind: RecordKind {
    typealias Fields = PaymentFields

    static let type = RecordType.payment
    static let command = "payment"
    static let exampleCode = "DZ-2021-0001"
    static let exampleFields = "--contract HT-2021-0001 --amount 50万元 --on 2021-08-15"
    static let exampleChange = "--amount 55万元"
    static let dayKey: String? = "on"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let payment = try view.work.payments.find(reference)
        let contract = try view.work.contracts.get(payment.contract)
        var sheet = Sheet(
            "\(payment.code)  \(view.text(payment.kind.name)) \(view.money(payment.amount))",
            view.language
        )
        sheet.add(.contract, "\(contract.code) \(contract.title)")
        sheet.add(.kind, view.text(payment.kind.name))
        sheet.add(.amount, view.money(payment.amount))
        sheet.add(.on, view.day(payment.on))
        sheet.add(.note, payment.note)
        sheet.add(.externalID, payment.externalID)
        sheet.add(.version, payment.filing.summary(view.language))
        return sheet.text
    }

    static func table(_ payments: [Payment], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.on.name)),
            .text(view.text(Field.kind.name)),
            .number(view.text(Field.amount.name)), .text(view.text(Field.contract.name)),
            .text(view.text(Field.title.name)),
            .text(view.text(Field.note.name)),
        ])
        for payment in payments {
            let contract = try view.work.contracts.get(payment.contract)
            table.add([
                payment.code.description, payment.on.description, view.text(payment.kind.name),
                view.money(payment.amount),
                contract.code.description, contract.title, payment.note,
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.payments.archive(try work.payments.find(reference), version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        members["contract"]?.asString.map { "contract show \($0)" }
    }
}
