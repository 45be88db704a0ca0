import Domain
import Exchange
import Market

/// Activities with who attends them, and visits.
extension Handling {
    static var eventOperations: [String: Handling] {
        [
            "listActivities": .read { work, call in
                let filter = try call.eventFilter(work, kinds: .activityKind)
                return try call.page {
                    try work.activities.newest(filter, before: $0.map(Activity.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "listVisits": .read { work, call in
                let filter = try call.eventFilter(work, kinds: .visitKind)
                return try call.page {
                    try work.visits.newest(filter, before: $0.map(Visit.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work, known: try work.known(of: found)).list(found) { try $0.json($1) }
                }
            },
            "attendActivity": .change { work, call in
                let activity = try work.activities.find(call["code"])
                _ = try work.activities.attend(
                    activity.id,
                    try work.organizations.find(call["organization"]).id,
                    people: Int(clamping: try call.int(.attendees) ?? 1),
                    note: try call.string(.note)
                )
                return .record(try Records(work).json(activity))
            },
            "leaveActivity": .change { work, call in
                let activity = try work.activities.find(call["code"])
                try work.activities.unattend(
                    activity.id,
                    try work.organizations.find(call["organization"]).id
                )
                return .record(try Records(work).json(activity))
            },
        ]
    }
}

extension Call {
    fileprivate func eventFilter(_ work: Work, kinds: CodeListName) throws -> EventFilter {
        var filter = EventFilter()
        filter.text = text("text")
        filter.parent = try text("parent").map { try work.activities.find($0, field: .parent).id }
        filter.programme = try text("programme").map { try work.programmes.find($0).id }
        filter.staff = try text("staff").map { try work.users.find($0, field: .staff).id }
        filter.kind = try text("kind").map { try work.codes().resolve($0, in: kinds, field: .kind) }
        filter.state = word("state")
        filter.organization = try text("organization").map { try work.organizations.find($0).id }
        filter.period = try period("period")
        filter.includesArchived = flag("archived")
        return filter
    }
}
