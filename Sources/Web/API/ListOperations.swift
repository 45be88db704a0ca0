import Documents
import Domain
import Exchange
import Market

/// Lists as files under the headings that reading accepts, and blank sheets to fill in.
extension Handling {
    static var listOperations: [String: Handling] {
        var all: [String: Handling] = [
            "getBlankSheet": .read { work, call in
                try work.require(.staff, "import.look")
                let template = try ImportTemplate(parsing: call["template"])
                let file = try BlankSheet.write(template, work, call.language)
                let name = "\(template.title[call.language]).xlsx"
                return Answer(file: AnsweredFile(file, name: name, type: AnsweredFile.workbook))
            }
        ]
        for (name, type) in listed {
            all["export\(name)Workbook"] = .read { work, call in
                let file = try ListFile.write(type, work, call.language) { records, add in
                    try eachRow(of: "list\(name)", type, work, call, records, add)
                }
                let title = "\(type.name[call.language])-\(work.today).xlsx"
                return Answer(file: AnsweredFile(file, name: title, type: AnsweredFile.workbook))
            }
            all["export\(name)CSV"] = .read { work, call in
                let file = try ListFile.writeCSV(type, work, call.language) { records, add in
                    try eachRow(of: "list\(name)", type, work, call, records, add)
                }
                let title = "\(type.name[call.language])-\(work.today).csv"
                return Answer(file: AnsweredFile(file, name: title, type: "text/csv"))
            }
        }
        return all
    }

    /// The lists, by what the description calls what is in them.
    private static let listed: [(name: String, type: RecordType)] = [
        ("Organizations", .organization), ("Demands", .demand), ("Achievements", .achievement),
        ("Activities", .activity), ("Visits", .visit), ("Matches", .match), ("Contracts", .contract),
        ("Payments", .payment),
    ]

    /// Hands on all that a list has, page after page, within one state of the market.
    private static func eachRow(
        of list: String,
        _ type: RecordType,
        _ work: Work,
        _ call: Call,
        _ records: Records,
        _ add: (JSON.Members) throws -> Void
    ) throws {
        guard case .read(let page)? = Handling.all[list] else {
            preconditionFailure("\(list) is described and not done")
        }
        var part = call
        part.query["limit"] = .int(500)
        while true {
            let answer = try page(work, part)
            for item in answer.body?["items"]?.asArray ?? [] {
                // What was merged away comes back as what it was merged into.
                guard let members = item.asObject, members["merged_into"] == nil else { continue }
                guard type == .match else {
                    try add(members)
                    continue
                }
                try add(try records.row(try work.matches.find(members["code"]?.asString ?? "")))
            }
            guard let next = answer.next else { return }
            part.query["cursor"] = .string(next)
        }
    }
}

extension Answer {
    fileprivate init(file: AnsweredFile) {
        self.init()
        self.file = file
    }
}

extension AnsweredFile {
    fileprivate init(_ file: ScratchFile, name: String, type: String) {
        self.init(name: name, type: type, size: file.count) { start, count in
            try file.bytes(from: start, atMost: count)
        }
    }
}
