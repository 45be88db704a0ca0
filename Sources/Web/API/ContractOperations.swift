import Domain
import Exchange
import Market

/// Contracts and payments.
extension Handling {
    static var contractOperations: [String: Handling] {
        [
            "listContracts": .read { work, call in
                var filter = ContractFilter()
                filter.text = call.text("text")
                filter.type = try call.text("contract_type").map {
                    try work.codes().resolve($0, in: .contractType, field: .contractType)
                }
                filter.organization = try call.text("organization").map { try work.organizations.find($0).id }
                filter.match = try call.text("match").map { try work.matches.find($0).id }
                filter.signed = try call.period("signed")
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.contracts.newest(filter, before: $0.map(Contract.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "listPayments": .read { work, call in
                var filter = PaymentFilter()
                filter.text = call.text("text")
                filter.kind = call.word("kind")
                filter.organization = try call.text("organization").map { try work.organizations.find($0).id }
                filter.contract = try call.text("contract").map { try work.contracts.find($0).id }
                filter.period = try call.period("period")
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.payments.newest(filter, before: $0.map(Payment.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "amendContract": .change { work, call in
                let contract = try work.contracts.find(call["code"])
                _ = try work.contracts.amend(
                    contract.id,
                    total: try call.money(.total),
                    technology: try call.money(.technology),
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(try work.contracts.get(contract.id)))
            },
            "cancelContract": .change { work, call in
                let contract = try work.contracts.find(call["code"])
                _ = try work.contracts.cancel(
                    contract.id,
                    version: call.version,
                    on: try call.day(),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(try work.contracts.get(contract.id)))
            },
            "linkMatch": .change { work, call in
                let contract = try work.contracts.find(call["code"])
                try work.contracts.link(contract.id, try work.matches.find(call["match"]).id)
                return .record(try Records(work).json(try work.contracts.get(contract.id)))
            },
            "unlinkMatch": .change { work, call in
                let contract = try work.contracts.find(call["code"])
                try work.contracts.unlink(contract.id, try work.matches.find(call["match"]).id)
                return .record(try Records(work).json(try work.contracts.get(contract.id)))
            },
        ]
    }
}
