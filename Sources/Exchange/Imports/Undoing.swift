import Domain
import Market

/// Taking back what a batch wrote, the last first.
struct Undoing {
    let batch: ImportBatch
    /// Only what it wrote after this; 0 for all.
    let after: Int64
    let work: Work

    /// More than so many obstacles nobody reads.
    private static let most = 20

    func run() throws {
        var obstacles: [Phrase] = []
        var count = 0
        var before = Int64.max
        while true {
            let part = try work.imports.written(by: batch.id, before: before, after: after, limit: 1_000)
            guard let last = part.last else { break }
            before = last.id
            for (_, record) in part {
                do {
                    try work.attempt { try takeBack(record) }
                } catch let error as AppError where error.kind != .unavailable {
                    count += 1
                    if obstacles.count < Self.most { obstacles.append(error.message) }
                }
            }
        }
        guard count > 0 else { return }
        let more = count > obstacles.count ? count - obstacles.count : 0
        throw AppError(
            .conflict,
            "import_built_on",
            field: .importBatch,
            value: String(batch.id.rawValue),
            Phrase(
                "第 \(batch.id.rawValue) 批不能撤销，有 \(count) 条后来又用过或改过："
                    + obstacles.map(\.zh).joined(separator: " ")
                    + (more > 0 ? "……还有 \(more) 条。" : ""),
                en:
                    "Batch \(batch.id.rawValue) can't be undone: \(count) of its records were used or changed since. "
                    + obstacles.map(\.en).joined(separator: " ") + (more > 0 ? " … and \(more) more." : "")
            )
        )
    }

    private func takeBack(_ record: ImportedRecord) throws {
        guard record.entity != Field.attendance.code else { return try takeBackAttendance(record) }
        guard let kind = RecordCode.Kind(rawValue: record.entity), let type = RecordType(kind) else { return }
        if type == .match { return try takeBackMatch(record) }
        let now = try standing(type, record.record)
        guard now.filing.version == record.version else { throw changed(now.code) }
        guard record.deed == .changed else { return try now.archive() }
        let before = try JSON.reading(record.before.utf8).asObject ?? [:]
        let members = try Records(work).json(type, now.code.description)
        var restored: JSON.Members = [:]
        let kept = Set(Records.readOnly(type) + ["type", "code", "matches"])
        // What was blank then is blank again.
        for key in members.keys where before[key] == nil && !kept.contains(key) { restored[key] = .null }
        for member in before where !kept.contains(member.key) { restored[member.key] = member.value }
        _ = try Records(work).edit(type, now.code.description, version: nil, restored)
    }

    /// A record that is in the market, and how it is archived as a mistake.
    private func standing(_ type: RecordType, _ id: Int64) throws -> (
        code: RecordCode, filing: Filing, archive: () throws -> Void
    ) {
        func filed<All: SheetRecords>(_ all: All) throws -> (RecordCode, Filing, () throws -> Void) {
            let now = try all.get(ID(rawValue: id))
            return (now.code, now.filing, { try all.putAway(now, as: .mistake) })
        }
        func submitted<Body>(_ all: Submissions<Body>) throws -> (RecordCode, Filing, () throws -> Void) {
            let now = try all.get(ID(rawValue: id))
            return (now.code, now.filing, { try all.archive(now.id, version: nil, as: .mistake) })
        }
        switch type {
        case .demand: return try submitted(work.demands)
        case .achievement: return try submitted(work.achievements)
        case .payment: return try filed(work.payments)
        case .activity: return try filed(work.activities)
        case .visit: return try filed(work.visits)
        case .organization:
            let now = try work.organizations.get(ID(rawValue: id))
            return (
                now.code, now.filing, { try work.organizations.archive(now.id, version: nil, as: .mistake) }
            )
        case .contract:
            let now = try work.contracts.get(ID(rawValue: id))
            return (now.code, now.filing, { try work.contracts.archive(now.id, version: nil, as: .mistake) })
        case .match, .programme, .user, .target, .bureauSheet, .task:
            preconditionFailure("a \(type) is not taken back like this")
        }
    }

    /// Takes the steps back as mistakes, so that the history stays and none of them counts, and lets the plan be as it was.
    private func takeBackMatch(_ record: ImportedRecord) throws {
        let match = try work.matches.get(ID(rawValue: record.record))
        guard match.filing.version == record.version else { throw changed(match.code) }
        let before = record.before.isEmpty ? [:] : try JSON.reading(record.before.utf8).asObject ?? [:]
        let isChange = record.deed == .changed
        let history = try work.matches.history(match.id)
        // One that is archived as a whole may keep its steps, but for those that a contract holds.
        let signed = history.standing.lastIndex { $0.contract != nil }
        let held = signed.map { history.standing.count - $0 } ?? 0
        for _ in 0..<(isChange ? Int(before["steps"]?.asInt ?? 0) : held) {
            _ = try work.matches.back(match.id, isMistake: true, on: work.today)
        }
        guard isChange else { return try work.matches.archive(match.id, version: nil, as: .mistake) }
        let login = before["owner"]?.asString
        _ = try work.matches.assign(
            match.id,
            owner: try login.map { try work.users.find($0, field: .owner).id },
            nextStep: before["next_step"]?.asString ?? "",
            nextOn: try before["next_on"]?.asString.map { try Day(parsing: $0, field: .nextOn) }
        )
    }

    private func takeBackAttendance(_ record: ImportedRecord) throws {
        guard let activity = batch.content.activity else { return }
        let organization = Organization.ID(rawValue: record.record)
        let there = try work.activities.attendance(activity, of: organization)
        guard let there, Int64(there.people) == record.version else {
            throw changed(try work.organizations.get(organization).code)
        }
        guard !record.before.isEmpty else {
            return try work.activities.unattend(activity, there.organization)
        }
        let before = try JSON.reading(record.before.utf8)
        _ = try work.activities.attend(
            activity,
            there.organization,
            people: Int(before["people"]?.asInt ?? 1),
            note: before["note"]?.asString ?? ""
        )
    }

    private func changed(_ code: RecordCode) -> AppError {
        AppError(
            .conflict,
            "changed_since_import",
            field: .code,
            value: code.description,
            Phrase("\(code) 导入后改过。", en: "\(code) was changed since.")
        )
    }
}
