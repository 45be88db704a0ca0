import Domain
import Exchange
import Market

/// What all kinds of records have in common: one is shown, made, changed, put away and taken out again.
extension Handling {
    static var recordOperations: [String: Handling] {
        var all: [String: Handling] = [:]
        for type in RecordType.allCases {
            guard let plural = type.plural else { continue }
            let name = type.rawValue.prefix(1).uppercased() + type.rawValue.dropFirst()
            all["get\(name)"] = .read { work, call in .record(try Records(work).json(type, call["code"])) }
            all["archive\(name)"] = .change { work, call in
                let isMistake = try call.bool(Field("mistake", "误录", en: "mistake"))
                return try archive(type, as: isMistake ? .mistake : .done, work, call)
            }
            all["unarchive\(name)"] = .change { work, call in try archive(type, as: .undone, work, call) }
            // Matches begin with a pair and go on by steps.
            guard type != .match else { continue }
            all["create\(name)"] = .change { work, call in
                .made(try Records(work).create(type, try call.members()), in: plural)
            }
            all["edit\(name)"] = .change { work, call in
                .record(try Records(work).edit(type, call["code"], version: call.version, try call.members()))
            }
        }
        return all
    }

    private static func archive(_ type: RecordType, as archiving: Archiving, _ work: Work, _ call: Call)
        throws
        -> Answer
    {
        let (code, version) = (call["code"], call.version)
        switch type {
        case .organization:
            let id = try work.organizations.find(code).id
            try work.organizations.archive(id, version: version, as: archiving)
        case .demand:
            try work.demands.archive(try work.demands.find(code).id, version: version, as: archiving)
        case .achievement:
            let id = try work.achievements.find(code).id
            try work.achievements.archive(id, version: version, as: archiving)
        case .programme:
            try work.programmes.archive(try work.programmes.find(code).id, version: version, as: archiving)
        case .activity:
            try work.activities.archive(try work.activities.find(code).id, version: version, as: archiving)
        case .visit: try work.visits.archive(try work.visits.find(code), version: version, as: archiving)
        case .match: try work.matches.archive(try work.matches.find(code).id, version: version, as: archiving)
        case .contract:
            try work.contracts.archive(try work.contracts.find(code).id, version: version, as: archiving)
        case .payment:
            try work.payments.archive(try work.payments.find(code), version: version, as: archiving)
        case .task: try work.keyTasks.archive(try work.keyTasks.find(code), version: version, as: archiving)
        case .user, .target, .bureauSheet: break
        }
        return .record(try Records(work).json(type, code))
    }
}

extension RecordType {
    /// The list's name in addresses; nil for what is no record with a code.
    fileprivate var plural: String? {
        switch self {
        case .organization: "organizations"
        case .demand: "demands"
        case .achievement: "achievements"
        case .programme: "programmes"
        case .activity: "activities"
        case .visit: "visits"
        case .match: "matches"
        case .contract: "contracts"
        case .payment: "payments"
        case .task: "tasks"
        case .user, .target, .bureauSheet: nil
        }
    }
}

extension Records {
    func list<Record>(_ records: [Record], _ json: (Records, Record) throws -> JSON.Members) throws -> [JSON]
    {
        try records.map { .object(try json(self, $0)) }
    }
}
