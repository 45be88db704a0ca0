import Domain
import Exchange
import Market

/// Key tasks, and the bureau's sheets that they stand on.
extension Handling {
    static var taskOperations: [String: Handling] {
        [
            "listTasks": .read { work, call in
                var filter = KeyTaskFilter()
                filter.text = call.text("text")
                filter.sheet = try call.text("sheet").map { try work.bureauSheets.find($0).name }
                filter.years = call.number("year").map { Int($0)...Int($0) }
                filter.dueBy = try call.text("due_by").map { try Day(parsing: $0, field: .dueOn) }
                filter.includesArchived = call.flag("archived")
                return try call.page { [filter] in
                    try work.keyTasks.newest(filter, before: $0.map(KeyTask.ID.init(rawValue:)), limit: $1)
                } id: {
                    $0.id.rawValue
                } json: { found in
                    try Records(work).list(found) { try $0.json($1) }
                }
            },
            "listBureauSheets": .read { work, call in
                let sheets = try work.bureauSheets.list(includesArchived: call.flag("archived"))
                return .list(try Records(work).list(sheets) { try $0.json($1) })
            },
            "getBureauSheet": .read { work, call in try sheet(try named(work, call), work) },
            "setBureauSheet": .change { work, call in
                var members = try call.members()
                members["name"] = .string(call["sheet"])
                return .record(try Records(work).put(members, version: call.version))
            },
            "archiveBureauSheet": .change { work, call in try archive(true, work, call) },
            "unarchiveBureauSheet": .change { work, call in try archive(false, work, call) },
            "fillBureauSheet": .read { work, call in
                let sheet = try named(work, call)
                let filled = try work.bureauSheets.fill(
                    sheet.name,
                    try call.period("period"),
                    report: call.text("report")
                )
                return Answer(body: try filled.json(work, call.language))
            },
        ]
    }

    private static func named(_ work: Work, _ call: Call) throws -> BureauSheet {
        try work.bureauSheets.find(call["sheet"])
    }

    private static func archive(_ archived: Bool, _ work: Work, _ call: Call) throws -> Answer {
        let name = try named(work, call).name
        return try sheet(
            try work.bureauSheets.archive(name, version: call.version, archived: archived),
            work
        )
    }

    private static func sheet(_ sheet: BureauSheet, _ work: Work) throws -> Answer {
        Answer(body: .object(try Records(work).json(sheet)), version: sheet.version > 0 ? sheet.version : nil)
    }
}
