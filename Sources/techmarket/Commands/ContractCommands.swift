import ArgumentParser
import Domain
import Exchange
import Market

struct ContractCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "contract",
        "技术合同：签订、变更、取消",
        en: "Contracts: signing, amendments, cancellation",
        examples: [
            "contract create --match DJ-2021-0001 \(ContractKind.exampleFields)",
            "contract amend HT-2021-0001 --total 300万元 --on 2021-09-01", "contract show HT-2021-0001",
        ],
        subcommands: [
            CreateContract.self, Show<ContractKind>.self, List.self, Edit<ContractKind>.self, Amend.self,
            Cancel.self,
            Link.self, Unlink.self, Archive<ContractKind>.self, Unarchive<ContractKind>.self,
        ]
    )
}

enum ContractKind: RecordKind {
    typealias Fields = ContractFields

    static let type = RecordType.contract
    static let command = "contract"
    static let exampleCode = "HT-2021-0001"
    static let exampleFields =
        "--title 轴承钢热处理工艺开发合同 --contract-type 技术开发（委托） --buyer DW-2021-0001 --seller DW-2021-0002"
        + " --total 280万元 --technology 260万元 --signed-on 2021-08-01"
    static let exampleChange = "--registration-number 2021420200000123"
    static let dayKey: String? = "signed_on"

    static func sheet(_ reference: String, _ view: View, width: Int?) throws -> String {
        let contract = try view.work.contracts.find(reference)
        let ledger = try view.work.contracts.ledger(contract)
        let filing = contract.filing
        var sheet = Sheet("\(contract.code)  \(contract.title)", view.language)
        sheet.add(
            .state,
            ledger.cancelledOn.map { view.text(Phrase("已于\($0.phrase.zh)取消", en: "cancelled on \($0)")) }
                ?? view.text(Phrase("有效", en: "in force"))
        )
        sheet.add(.contractType, try view.name(contract.type, .contractType, filing))
        sheet.add(.buyer, try view.organization(contract.buyer))
        sheet.add(.seller, try view.organization(contract.seller))
        sheet.add(.total, amount(ledger.total, signed: contract.total, view))
        sheet.add(.technology, amount(ledger.technology, signed: contract.technology, view))
        sheet.add(Phrase("已到账", en: "paid"), view.money(ledger.paid))
        if ledger.cancelledOn == nil {
            sheet.add(Phrase("未到账", en: "still due"), view.money(try ledger.total.subtracting(ledger.paid)))
        }
        sheet.add(.signedOn, view.day(contract.signedOn))
        sheet.add(.startsOn, view.day(contract.startsOn))
        sheet.add(.endsOn, view.day(contract.endsOn))
        sheet.add(.registrationNumber, contract.registrationNumber)
        sheet.add(.technicalField, try view.name(contract.field, .field, filing))
        sheet.add(.note, contract.note)
        sheet.add(.externalID, contract.externalID)
        sheet.add(.version, filing.summary(view.language))
        sheet.add(Phrase("变更", en: "Changes"), try changes(ledger, view), width: width)
        sheet.add(
            RecordType.match.name,
            try MatchTable.table(try view.work.contracts.matches(contract.id), view),
            width: width
        )
        var filter = PaymentFilter()
        filter.contract = contract.id
        sheet.add(
            RecordType.payment.name,
            try PaymentKind.table(try view.work.payments.list(filter).reversed(), view),
            width: width
        )
        return sheet.text
    }

    private static func amount(_ now: Money, signed: Money, _ view: View) -> String {
        guard now != signed else { return view.money(now) }
        return view.text(
            Phrase(
                "\(now.phrase.zh)（签订时\(signed.phrase.zh)）",
                en: "\(now.phrase.en) (\(signed.phrase.en) as signed)"
            )
        )
    }

    private static func changes(_ ledger: ContractLedger, _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.on.name)), .text(view.text(Field.kind.name)),
            .number(view.text(Field.total.name)),
            .number(view.text(Field.technology.name)), .text(view.text(Field.note.name)),
            .text(view.text(Phrase("记录人", en: "entered by"))),
        ])
        for (change, difference) in zip(ledger.changes, ledger.differences) {
            let isAmendment = change.kind == .amendment
            table.add([
                change.on.description, view.text(change.kind.name),
                isAmendment ? signed(difference.total, view) : "",
                isAmendment ? signed(difference.technology, view) : "",
                change.note, try view.user(change.actor),
            ])
        }
        return table
    }

    private static func signed(_ delta: Int64, _ view: View) -> String {
        (delta > 0 ? "+" : "") + view.money(Money(fen: delta))
    }

    /// The contract with the payments that came in on it.
    static func json(_ reference: String, _ view: View) throws -> JSON.Members {
        let contract = try view.work.contracts.find(reference)
        return try json(contract, view)
    }

    static func json(_ contract: Contract, _ view: View) throws -> JSON.Members {
        var filter = PaymentFilter()
        filter.contract = contract.id
        var members = try view.records.json(contract)
        members["payments"] = .array(
            try view.work.payments.list(filter).map { .object(try view.records.json($0)) }
        )
        return members
    }

    static func table(_ contracts: [Contract], _ view: View) throws -> Table {
        var table = Table([
            .text(view.text(Field.code.name)), .text(view.text(Field.title.name)),
            .text(view.text(Field.contractType.name)),
            .text(view.text(Field.buyer.name)), .text(view.text(Field.seller.name)),
            .number(view.text(Field.total.name)),
            .number(view.text(Field.technology.name)), .number(view.text(Phrase("已到账", en: "paid"))),
            .text(view.text(Field.signedOn.name)), .text(view.text(Field.state.name)),
        ])
        for contract in contracts {
            let ledger = try view.work.contracts.ledger(contract)
            table.add([
                contract.code.description, contract.title,
                try view.name(contract.type, .contractType, contract.filing),
                try view.organizationName(contract.buyer), try view.organizationName(contract.seller),
                view.money(ledger.total), view.money(ledger.technology), view.money(ledger.paid),
                contract.signedOn.description,
                view.text(
                    ledger.cancelledOn == nil ? Phrase("有效", en: "in force") : Phrase("已取消", en: "cancelled")
                ),
            ])
        }
        return table
    }

    static func archive(_ reference: String, version: Int64?, as archiving: Archiving, _ work: Work) throws {
        try work.contracts.archive(try work.contracts.find(reference).id, version: version, as: archiving)
    }

    static func next(after code: String, _ members: JSON.Members) -> String? {
        "payment create --contract \(code) --amount …"
    }
}

/// Like the others' `create`, with the matches that the contract signs.
struct CreateContract: MarketCommand {
    static let configuration = CommandConfiguration(
        "create",
        "登记技术合同，并把它依据的对接推进到签约",
        en: "Record a contract and sign the matches that it rests on",
        examples: ["contract create --match DJ-2021-0001 \(ContractKind.exampleFields)"],
        notes: Phrase(
            "写了 --match 就不用再推进：每个处于“意向”的对接在签订日转为“签约”。名称、买方、卖方不写时从第一个对接取。",
            en:
                "With --match each match at “intention” is signed on the contract's day. Title, buyer and seller default to the first match's."
        )
    )

    @Option(
        name: .customLong("match"),
        help: help("依据的对接，可写多次", en: "A match that it rests on; may be repeated", value: "DJ-2021-0001")
    )
    var matches: [String] = []

    @OptionGroup var fields: ContractFields

    @Option(help: help("编号（默认自动编号）", en: "Code (default: the next one)", value: "编号"))
    var code: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (matches, fields, code) = (matches, fields.members, code)
        try await session.change { view in
            var members = fields
            if let first = matches.first {
                let match = try view.work.matches.find(first)
                let demand = try view.work.demands.get(match.demand)
                let achievement = try view.work.achievements.get(match.achievement)
                for (key, value) in [
                    ("title", demand.title),
                    ("buyer", try view.work.organizations.get(demand.organization).code.description),
                    ("seller", try view.work.organizations.get(achievement.organization).code.description),
                ] where members[key] == nil {
                    members[key] = .string(value)
                }
                members["matches"] = .array(matches.map(JSON.string))
            }
            if let code { members["code"] = .string(code) }
            return try Create<ContractKind>.create(members, view)
        }
    }
}

extension ContractCommands {
    struct List: MarketCommand {
        static let configuration = CommandConfiguration(
            "list",
            "列出技术合同",
            en: "List contracts",
            examples: ["contract list --signed 2021Q3", "contract list --organization DW-2021-0001 --json"]
        )

        @Option(
            name: [.customLong("contract-type"), .customLong("type")],
            help: help("合同类型", en: "Contract type", value: "类型")
        )
        var contractType: String?

        @Option(help: help("买方或卖方", en: "Buyer or seller", value: "单位"))
        var organization: String?

        @Option(help: help("依据的对接", en: "A match that it rests on", value: "DJ-2021-0001"))
        var match: String?

        @Option(help: help("签订的期间，如 2021Q3", en: "Signed in a period, such as 2021Q3", value: "期间"))
        var signed: String?

        @OptionGroup var paging: PageOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, page, width) = (self, try paging.page(), session.console.width)
            try await session.show { view in
                let codes = try view.work.codes()
                var filter = ContractFilter()
                filter.type = try options.contractType.map {
                    try codes.resolve($0, in: .contractType, field: .contractType)
                }
                filter.organization = try options.organization.map { try view.work.organizations.find($0).id }
                filter.match = try options.match.map { try view.work.matches.find($0).id }
                filter.signed = try parsedPeriod(options.signed)
                filter.includesArchived = options.paging.archived
                filter.page = page
                let found = try view.work.contracts.list(filter)
                return Listing(
                    total: try view.work.contracts.count(filter),
                    page: page,
                    table: try ContractKind.table(found, view),
                    items: view.isJSON ? try found.map { try view.records.json($0) } : found.map { _ in [:] }
                ).text(view, width: width)
            }
        }
    }

    struct Amend: MarketCommand {
        static let configuration = CommandConfiguration(
            "amend",
            "登记补充协议：金额变更，按变更日计入统计",
            en: "Record an amendment of the amounts; it counts on its own day",
            examples: ["contract amend HT-2021-0001 --total 300万元 --technology 270万元 --on 2021-09-01"]
        )

        @Argument(help: help("合同编号", en: "The contract's code", value: "HT-2021-0001"))
        var reference: String

        @Option(
            parsing: .unconditional,
            help: help("变更后的成交额，带单位", en: "The new total with its unit", value: "金额")
        )
        var total: String?

        @Option(
            parsing: .unconditional,
            help: help("变更后的技术交易额，带单位", en: "The new technology value with its unit", value: "金额")
        )
        var technology: String?

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, version) = (self, try step.day(), try step.seen.number())
            let total = try options.total.map { try Money(parsing: $0, field: .total) }
            let technology = try options.technology.map { try Money(parsing: $0, field: .technology) }
            try await session.change { view in
                let contract = try view.work.contracts.find(options.reference)
                let ledger = try view.work.contracts.amend(
                    contract.id,
                    total: total,
                    technology: technology,
                    version: version,
                    on: day,
                    note: options.step.text
                )
                return Deed(
                    members: try ContractKind.json(contract.code.description, view),
                    line: Phrase(
                        "\(contract.code) 已变更：成交额 \(ledger.total.phrase.zh)，技术交易额 \(ledger.technology.phrase.zh)。",
                        en:
                            "Amended \(contract.code): total \(ledger.total.phrase.en), technology value \(ledger.technology.phrase.en)."
                    ),
                    next: "contract show \(contract.code)"
                )
            }
        }
    }

    struct Cancel: MarketCommand {
        static let configuration = CommandConfiguration(
            "cancel",
            "取消合同：从此任何统计都不计入",
            en: "Cancel a contract; no figure counts it from then on",
            examples: ["contract cancel HT-2021-0001 --on 2021-10-08 --note 双方协议解除"]
        )

        @Argument(help: help("合同编号", en: "The contract's code", value: "HT-2021-0001"))
        var reference: String

        @OptionGroup var step: StepOptions
        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (options, day, version) = (self, try step.day(), try step.seen.number())
            try await session.change { view in
                let contract = try view.work.contracts.find(options.reference)
                _ = try view.work.contracts.cancel(
                    contract.id,
                    version: version,
                    on: day,
                    note: options.step.text
                )
                let match = try view.work.contracts.matches(contract.id).first
                return Deed(
                    members: try ContractKind.json(contract.code.description, view),
                    line: Phrase(
                        "\(contract.code) 已于\((day ?? view.work.today).phrase.zh)取消，统计不再计入。",
                        en:
                            "\(contract.code) is cancelled as of \(day ?? view.work.today); no figure counts it."
                    ),
                    next: match.map { "match show \($0.code)" }
                )
            }
        }
    }

    struct Link: MarketCommand {
        static let configuration = CommandConfiguration(
            "link",
            "让对接依据这份合同；处于意向的对接随即签约",
            en: "Let a match rest on the contract; one at intention is signed",
            examples: ["contract link HT-2021-0001 DJ-2021-0002"]
        )

        @Argument(help: help("合同编号", en: "The contract's code", value: "HT-2021-0001"))
        var reference: String

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0002"))
        var match: String

        @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
        var note: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (reference, match, note) = (reference, match, note ?? "")
            try await session.change { view in
                let contract = try view.work.contracts.find(reference)
                let match = try view.work.matches.find(match)
                try view.work.contracts.link(contract.id, match.id, note: note)
                return Deed(
                    members: try ContractKind.json(contract.code.description, view),
                    line: Phrase(
                        "\(match.code) 已依据合同 \(contract.code)。",
                        en: "\(match.code) rests on the contract \(contract.code)."
                    ),
                    next: "match show \(match.code)"
                )
            }
        }
    }

    struct Unlink: MarketCommand {
        static let configuration = CommandConfiguration(
            "unlink",
            "解除误关联的对接（凭这份合同签约的除外）",
            en: "Take a mistaken link back, unless the match was signed on the contract",
            examples: ["contract unlink HT-2021-0001 DJ-2021-0002"]
        )

        @Argument(help: help("合同编号", en: "The contract's code", value: "HT-2021-0001"))
        var reference: String

        @Argument(help: help("对接编号", en: "The match's code", value: "DJ-2021-0002"))
        var match: String

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (reference, match) = (reference, match)
            try await session.change { view in
                let contract = try view.work.contracts.find(reference)
                let match = try view.work.matches.find(match)
                try view.work.contracts.unlink(contract.id, match.id)
                return Deed(
                    members: try ContractKind.json(contract.code.description, view),
                    line: Phrase(
                        "\(match.code) 已不再依据合同 \(contract.code)。",
                        en: "\(match.code) no longer rests on the contract \(contract.code)."
                    ),
                    next: "contract show \(contract.code)"
                )
            }
        }
    }
}
