public import Domain
import Market

/// What the rows of a batch that were looked at so far tell about those to come.
struct ImportState: Sendable {
    var parties = Parties()
    var screen: DuplicateScreen?
    /// Whether the screen has only what was written since the rows were looked at, so that what was found then still stands.
    var keepsFindings = false
    /// Whether nothing was written since the rows were looked at, and nobody typed over them.
    var isSettled = false
    /// Whether only one row is looked at, for which the whole market need not be read.
    var isNarrow = false
    /// The numbers of rows by what they say.
    var rows: [String: Int64] = [:]
    /// The numbers of rows by the record that they name.
    var targets: [Int64: Int64] = [:]
    /// The first rows with the same main facts, of records that are no texts.
    var twins: [String: Int64] = [:]
    /// The organizations that rows of the same acceptance put on a check-in list.
    var attended: Set<Int64> = []
    /// Whether rows of earlier batches may say the same.
    var hasEarlier = false
}

/// What a row would be, and how it would be written.
struct RowPlan {
    struct Written {
        let target: Int64
        let version: Int64
        let records: [ImportedRecord]
    }

    var outcome: ImportRow.Outcome
    var candidates: [ImportCandidate] = []
    var target: Int64?
    var targetVersion: Int64?
    var write: ((inout ImportState) throws -> Written)?
    /// Takes the row in as one to which later rows may be alike.
    var remember: (inout ImportState) -> Void = { _ in }

    static var refused: RowPlan { RowPlan(outcome: .refused) }
}

extension RowPlan {
    /// For a row that names a record that there is: an update of it, or a duplicate where a person has called it one.
    ///
    /// - Parameter changes: the names of what would be different.
    init(
        over id: Int64,
        _ code: RecordCode,
        _ filing: Filing,
        title: String,
        organization: String,
        changes: [String],
        for row: ImportRow
    ) {
        self.init(outcome: row.choice == .none || row.outcome == .update ? .update : .duplicate)
        target = id
        targetVersion = filing.version
        candidates = [
            ImportCandidate(
                record: id,
                code: code,
                row: nil,
                title: title,
                organization: organization,
                likeness: nil,
                threshold: nil,
                measure: "",
                changes: changes
            )
        ]
    }
}

extension RowPlan.Written {
    /// A row that became a record.
    ///
    /// - Parameters:
    ///   - earlier: what had to be made before it could.
    ///   - before: what the record was; nil for a new one.
    init(
        _ row: ImportRow,
        _ kind: RecordCode.Kind,
        _ id: Int64,
        _ version: Int64,
        isRevived: Bool = false,
        before: JSON.Members? = nil,
        after earlier: [ImportedRecord] = []
    ) {
        let record = ImportedRecord(
            number: row.number,
            entity: kind.rawValue,
            record: id,
            deed: before == nil ? .created : isRevived ? .revived : .changed,
            version: version,
            before: before.map { JSON.object($0).text } ?? ""
        )
        self.init(target: id, version: version, records: earlier + [record])
    }
}

/// Reads rows and says what they would be, within one transaction.
struct RowJudge {
    let template: ImportTemplate
    let activity: Activity.ID?
    let likeness: LikenessIndex
    let work: Work
    let records: Records

    init(_ template: ImportTemplate, _ activity: Activity.ID?, _ likeness: LikenessIndex, _ work: Work) {
        self.template = template
        self.activity = activity
        self.likeness = likeness
        self.work = work
        records = Records(work)
    }

    /// Says what a row would be, and writes it down in the row.
    ///
    /// - Returns: how it would be written; nothing if it is not to be.
    func judge(_ row: inout ImportRow, _ layout: TableLayout, _ state: inout ImportState) throws -> RowPlan {
        var reading = RowReading(try row.texts(), layout, template)
        row.key = reading.key
        var plan = try known(row, &reading, state) ?? self.plan(row, &reading, &state)
        if !reading.isGood { plan = RowPlan(outcome: .refused) }
        row.outcome = plan.outcome
        row.problems = RowProblem.text(reading.problems)
        row.candidates = ImportCandidate.text(plan.candidates)
        row.target = plan.target
        row.targetVersion = plan.targetVersion
        if plan.outcome != .refused, state.rows[row.key] == nil { state.rows[row.key] = row.number }
        plan.remember(&state)
        return plan
    }

    /// A row that was there before, in this file or in one that was accepted.
    private func known(_ row: ImportRow, _ reading: inout RowReading, _ state: ImportState) throws -> RowPlan?
    {
        guard row.choice != .new, reading.isGood, !reading.members.isEmpty else { return nil }
        if let first = state.rows[row.key], first != row.number {
            let sheet = AppError.quote(row.sheet)
            reading.add(
                RowProblem(
                    nil,
                    "row_repeated",
                    Phrase(
                        "与本文件第 \(first) 条记录完全相同，不重复导入。",
                        en: "The same as entry \(first) of this file (\(sheet)); not taken twice."
                    ),
                    isNote: true
                )
            )
            return RowPlan(outcome: .same)
        }
        guard state.hasEarlier, !state.isSettled,
            let earlier = try work.imports.acceptedRow(
                key: row.key,
                template: template.name,
                activity: activity
            )
        else { return nil }
        reading.add(
            RowProblem(
                nil,
                "row_imported",
                Phrase(
                    "第 \(earlier.batch.rawValue) 批（\(AppError.quote(earlier.sheet)) 第 \(earlier.row) 行）已经导入过。",
                    en:
                        "Batch \(earlier.batch.rawValue) took it in already (\(AppError.quote(earlier.sheet)), row \(earlier.row))."
                ),
                isNote: true
            )
        )
        return RowPlan(outcome: .same, target: earlier.target)
    }

    private func plan(_ row: ImportRow, _ reading: inout RowReading, _ state: inout ImportState) throws
        -> RowPlan
    {
        switch template.name {
        case ImportTemplate.demand.name:
            return try submission(row, &reading, &state, among: work.demands, .demand, .enterprise) {
                try records.json($0)
            } find: { state, content in
                let narrow = state.isNarrow ? try work.duplicateScreen(around: content, likeness) : nil
                return try (narrow ?? state.screen)?.findings(content, except: nil, likeness, work) ?? []
            } add: {
                $0.screen?.add($1, row: $2)
            }
        case ImportTemplate.achievement.name:
            return try submission(row, &reading, &state, among: work.achievements, .achievement, .university)
            {
                try records.json($0)
            } find: { state, content in
                let narrow = state.isNarrow ? try work.duplicateScreen(around: content, likeness) : nil
                return try (narrow ?? state.screen)?.findings(content, except: nil, likeness, work) ?? []
            } add: {
                $0.screen?.add($1, row: $2)
            }
        case ImportTemplate.organization.name: return try organization(row, &reading, &state)
        case ImportTemplate.contract.name: return try contract(row, &reading, &state)
        case ImportTemplate.match.name: return try match(row, &reading, &state)
        case ImportTemplate.payment.name: return try filed(row, &reading, &state, among: work.payments)
        case ImportTemplate.activity.name: return try filed(row, &reading, &state, among: work.activities)
        case ImportTemplate.visit.name: return try filed(row, &reading, &state, among: work.visits)
        default: return try attendance(row, &reading, &state)
        }
    }

    /// Lets a new row wait for a person where it may repeat a record or a row before it.
    ///
    /// - Parameter about: what people know a record by.
    func suspect(
        _ plan: inout RowPlan,
        _ findings: [DuplicateFinding],
        _ row: ImportRow,
        _ state: ImportState,
        about: (Int64) throws -> (RecordCode, String)
    ) throws {
        plan.candidates = try candidates(findings, about)
        if state.keepsFindings, row.outcome == .duplicate {
            let known = try ImportCandidate.candidates(row.candidates)
            let found = Set(plan.candidates.compactMap(\.record))
            plan.candidates = known.filter { $0.record.map { !found.contains($0) } ?? true } + plan.candidates
        }
        guard !plan.candidates.isEmpty else { return }
        plan.outcome = .duplicate
        plan.target = plan.candidates.lazy.compactMap(\.record).first
    }

    // MARK: What all rows have

    /// Reads the content of a row over what its record has already, naming everything that is wrong with it.
    ///
    /// - Parameter base: the record's members, for one that is there.
    func content<Content>(
        _ type: RecordType,
        _ reading: inout RowReading,
        over base: JSON.Members?,
        only fields: [String]? = nil,
        parties: [Field: Organization.ID],
        _ read: (inout RecordReader) throws -> Content
    ) throws -> Content? {
        var members = base ?? [:]
        for key in Records.readOnly(type) { members[key] = nil }
        for member in reading.members
        where member.key != "code" && (fields == nil || fields?.contains(member.key) == true) {
            members[member.key] = member.value
        }
        for party in parties { members[party.key.code] = nil }
        while true {
            var reader = RecordReader(type, members, kept: base, work: work)
            reader.parties = parties
            reader.ignore("code")
            do {
                let content = try read(&reader)
                try reader.finish()
                return reading.isGood ? content : nil
            } catch let error as AppError where error.kind != .unavailable {
                let column = reading.column(of: error.field)
                let isKnown = reading.problems.contains { $0.column != nil && $0.column == column }
                if !isKnown || error.code != "required" { reading.add(error) }
                // One member less each time, so this ends.
                guard let key = error.field?.code, members[key] != nil else { return nil }
                members[key] = nil
            }
        }
    }

    /// The organization that a row names under a field.
    ///
    /// - Parameter isKept: whether a row that names none keeps the one that its record has.
    func party(
        _ field: Field,
        _ kind: Organization.Kind,
        _ reading: inout RowReading,
        _ state: inout ImportState,
        isKept: Bool = false
    ) throws -> Party? {
        guard let name = reading.members[field.code]?.asString else {
            if isKept { return nil }
            if reading.problems.allSatisfy({ $0.column == nil || $0.column != reading.column(of: field) }) {
                reading.add(RecordReader(template.type, [:], work: work).missing(field))
            }
            return nil
        }
        var about = reading.parts[field.code] ?? [:]
        if field == .organization, let region = reading.members["region"] { about["region"] = region }
        do {
            return try state.parties.find(name, about, kind: kind, field, work)
        } catch let error as AppError where error.kind != .unavailable {
            // What is wrong with the region is said where the record's own is read.
            if error.field != .region { reading.add(error, part: field.code) }
            return nil
        }
    }

    /// The record that a row names by its code or external id.
    func named<Record>(
        _ reading: inout RowReading,
        _ kind: RecordCode.Kind,
        code byCode: (RecordCode) throws -> Record?,
        externalID byID: (String) throws -> Record?
    ) throws -> (record: Record?, code: RecordCode?)? {
        do {
            let code = try reading.members["code"]?.asString.map {
                try RecordCode(parsing: $0, kind: kind, field: .code)
            }
            if let code {
                guard code.serial <= RecordCode.largestGivenSerial else {
                    throw AppError(
                        .invalid,
                        "code_serial_too_large",
                        field: .code,
                        value: code.description,
                        Phrase(
                            "编号“\(code)”的序号太大：请核对编号，新记录的编号留空即可。",
                            en:
                                "The serial of “\(code)” is too large: check it, or leave the code of a new record blank."
                        )
                    )
                }
                return (try byCode(code), code)
            }
            guard let id = reading.members["external_id"]?.asString else { return (nil, nil) }
            return (try byID(Text.trimmed(id)), nil)
        } catch let error as AppError where error.kind != .unavailable {
            reading.add(error)
            return nil
        }
    }

    /// Refuses a second row for a record that an earlier one changes, and a record that was put away.
    func isFree(
        _ id: Int64,
        _ code: RecordCode,
        _ filing: Filing,
        _ row: ImportRow,
        _ reading: inout RowReading,
        _ state: inout ImportState
    ) -> Bool {
        if let first = state.targets[id], first != row.number {
            reading.add(
                RowProblem(
                    reading.column(of: .code),
                    "twice_in_file",
                    Phrase(
                        "\(code) 在本文件第 \(first) 条记录里已经有了，内容不同：请只留一行。",
                        en:
                            "\(code) stands in entry \(first) of this file already, with other content: keep one."
                    )
                )
            )
            return false
        }
        state.targets[id] = row.number
        guard !filing.isArchived || !filing.isCounted else {
            reading.add(
                RowProblem(
                    reading.column(of: .code),
                    "archived",
                    Phrase(
                        "\(code) 已归档，不能再改：请先取消归档。",
                        en: "\(code) is archived and can't change: take it out of the archive first."
                    )
                )
            )
            return false
        }
        return true
    }

    /// The keys whose values differ.
    static func changed(_ old: JSON.Members, _ new: JSON.Members) -> [String] {
        let ignored: Set = ["version", "state", "moves", "archived"]
        return (old.keys + new.keys.filter { old[$0] == nil }).filter {
            !ignored.contains($0) && old[$0] != new[$0]
        }
    }
}

extension ImportRow {
    /// The texts of the cells, with what people typed over them.
    func texts() throws -> [String] {
        var texts = (try JSON.reading(cells.utf8).asArray ?? []).map { $0.asString ?? "" }
        if !edits.isEmpty {
            for member in try JSON.reading(edits.utf8).asObject ?? [:] {
                guard let column = Int(member.key), let text = member.value.asString, column >= 0,
                    column < 10_000
                else { continue }
                while texts.count <= column { texts.append("") }
                texts[column] = text
            }
        }
        return texts
    }
}

/// A record, or an earlier row, that a row may be the same as; or the record that it changes.
public struct ImportCandidate: Sendable, Equatable {
    /// Nil for a row of the same file.
    public let record: Int64?
    public let code: RecordCode?
    public let row: Int64?
    public let title: String
    public let organization: String
    /// 0 to 100; nil for the record that the row names.
    public let likeness: Int?
    public let threshold: Int?
    /// `title`, `text`, `contract`, `attendance`; blank for the record that the row names.
    public let measure: String
    /// What the row would change in it.
    public let changes: [String]

    static func text(_ candidates: [ImportCandidate]) -> String {
        if candidates.isEmpty { return "[]" }
        return JSON.array(candidates.map(\.json)).text
    }

    public var json: JSON {
        [
            "record": record.map(JSON.int) ?? .null,
            "code": code.map { .string($0.description) } ?? .null,
            "row": row.map(JSON.int) ?? .null,
            "title": .string(title),
            "organization": .string(organization),
            "likeness": likeness.map { .int(Int64($0)) } ?? .null,
            "threshold": threshold.map { .int(Int64($0)) } ?? .null,
            "measure": .string(measure),
            "changes": .array(changes.map(JSON.string)),
        ]
    }

    static func candidates(_ text: String) throws -> [ImportCandidate] {
        if text == "[]" { return [] }
        return (try JSON.reading(text.utf8).asArray ?? []).map { one in
            ImportCandidate(
                record: one["record"]?.asInt,
                code: one["code"]?.asString.flatMap { RecordCode(rawValue: $0) },
                row: one["row"]?.asInt,
                title: one["title"]?.asString ?? "",
                organization: one["organization"]?.asString ?? "",
                likeness: one["likeness"]?.asInt.map { Int($0) },
                threshold: one["threshold"]?.asInt.map { Int($0) },
                measure: one["measure"]?.asString ?? "",
                changes: (one["changes"]?.asArray ?? []).compactMap(\.asString)
            )
        }
    }
}
