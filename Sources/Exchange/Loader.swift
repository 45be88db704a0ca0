import Domain
import FoundationEssentials
import Market

/// One load of a file, within one transaction.
///
/// Lines come in any order, records do not: the loader goes through the file type by type. Matches and contracts are
/// taken in steps, since a match is signed on a contract that in turn names its matches.
final class Loader {
    private struct Entry {
        let line: LineFile.Line
        let type: RecordType
    }

    private let file: LineFile
    private let work: Work
    private let progress: (Int64, Int64) -> Void
    private var entries: [Entry] = []
    private var lineCount = 0
    private var refused: [Int: Refusal] = [:]
    private var outcomes: [Int: (RecordType, Outcome)] = [:]
    private var done: Int64 = 0
    private var steps: Int64 = 0

    init(_ file: LineFile, _ work: Work, _ progress: @escaping (Int64, Int64) -> Void) {
        self.file = file
        self.work = work
        self.progress = progress
    }

    /// Takes the lines in; with `isPartial`, those that are not refused, as if the others were not in the file.
    func load(isPartial: Bool) throws -> ImportReport {
        try findEntries()
        if isPartial {
            // A line may fail at its second step, when its first is done, and others may rest on it. So a pass with a new
            // refusal is taken back whole and made again without the line, until no line fails.
            var isDone = false
            while !isDone {
                do {
                    try work.attempt {
                        let before = refused.count
                        try pass()
                        if refused.count > before { throw Again() }
                    }
                    isDone = true
                } catch is Again {}
            }
        } else {
            try pass()
        }
        return report(isWritten: true)
    }

    private struct Again: Error {}

    private func report(isWritten: Bool) -> ImportReport {
        var report = ImportReport()
        report.lines = lineCount
        report.refused = refused.values.sorted { $0.line < $1.line }
        for (line, outcome) in outcomes where refused[line] == nil {
            switch outcome.1 {
            case .created: report.created[outcome.0, default: 0] += 1
            case .updated: report.updated[outcome.0, default: 0] += 1
            case .same: report.same[outcome.0, default: 0] += 1
            }
        }
        report.isWritten = isWritten
        return report
    }

    /// Reads every line once: what type it is, or why it is none.
    private func findEntries() throws {
        try file.eachLine { line, bytes in
            lineCount += 1
            do {
                guard let bytes else { throw Self.tooLong(line) }
                let members = try Self.members(bytes)
                entries.append(Entry(line: line, type: try Self.type(of: members)))
            } catch let error as AppError {
                refuse(line, type: nil, error)
            }
        }
    }

    /// Takes all lines in that are not refused yet.
    private func pass() throws {
        outcomes = [:]
        done = 0
        steps = Int64(entries.count + entries.filter { $0.type == .match || $0.type == .contract }.count)
        for type in [RecordType.user, .organization, .demand, .achievement, .activity, .visit, .target] {
            for entry in ordered(type) {
                try step(entry) { self.outcomes[entry.line.number] = (type, try Records(self.work).load(type, $0)) }
            }
        }
        try loadMatchesAndMoney()
        progress(steps, steps)
    }

    /// The lines of a type in their order; sub-sessions after the activities that they belong to.
    private func ordered(_ type: RecordType) -> [Entry] {
        let lines = entries.filter { $0.type == type }
        guard type == .activity else { return lines }
        let isSub = lines.map { entry in
            guard let bytes = try? file.bytes(of: entry.line), let members = try? Self.members(bytes) else { return false }
            return (members["parent"] ?? .null) != .null
        }
        return zip(lines, isSub).filter { !$0.1 }.map(\.0) + zip(lines, isSub).filter(\.1).map(\.0)
    }

    private func loadMatchesAndMoney() throws {
        let records = Records(work)
        let matches = ordered(.match)
        for entry in matches {
            try step(entry) { self.outcomes[entry.line.number] = (.match, try records.loadMatchBeforeSigning($0)) }
        }
        var contracts: [(entry: Entry, line: ContractLine)] = []
        var contractOfMatch: [RecordCode: ContractLine] = [:]
        for entry in ordered(.contract) {
            try step(entry) { members in
                let line = try ContractLine(members, self.work)
                self.outcomes[entry.line.number] = (.contract, try records.loadContract(line))
                contracts.append((entry, line))
                for reference in line.matches {
                    let code = try RecordCode(parsing: reference, kind: .match, field: .match)
                    contractOfMatch[code] = contractOfMatch[code] ?? line
                }
            }
        }
        try loadChangesAndPayments(contracts)
        for entry in matches {
            let isNew = if case .created? = outcomes[entry.line.number]?.1 { true } else { false }
            try step(entry, isRepeated: true) { members in
                let outcome = try records.loadMatchToItsEnd(members, isNew: isNew) { code in
                    try contractOfMatch[code].flatMap { try records.find($0)?.id }
                }
                self.outcomes[entry.line.number] = (.match, outcome)
            }
        }
        for (entry, line) in contracts {
            try step(entry, isRepeated: true) { _ in
                if try records.linkMatches(of: line) { self.note(entry, .contract) }
            }
        }
    }

    /// Changes of contracts and payments, by their days: what may be paid rests on what the contract was worth by then.
    private func loadChangesAndPayments(_ contracts: [(entry: Entry, line: ContractLine)]) throws {
        let records = Records(work)
        var events: [(on: Day, order: Int, entry: Entry, run: (JSON.Members) throws -> Void)] = []
        for (entry, line) in contracts where refused[entry.line.number] == nil {
            try step(entry, isRepeated: true, counts: false) { _ in
                for change in try records.newChanges(line) {
                    // A cancellation comes after the payments of its day.
                    let order = change.kind == .cancellation ? 2 : 0
                    events.append(
                        (change.on, order, entry, { _ in
                            try records.apply(change, to: line)
                            self.note(entry, .contract)
                        })
                    )
                }
            }
        }
        for entry in ordered(.payment) {
            // The day alone decides the order; whatever else is wrong with the line is said when its turn comes.
            let members = (try? Self.members(try file.bytes(of: entry.line))) ?? JSON.Members()
            var on = Day.latest
            if case .string(let text)? = members["on"], let day = try? Day(parsing: text, field: .on) { on = day }
            events.append(
                (on, 1, entry, { self.outcomes[entry.line.number] = (.payment, try records.loadPayment($0)) })
            )
        }
        let sorted = events.enumerated().sorted {
            ($0.element.on, $0.element.order, $0.offset) < ($1.element.on, $1.element.order, $1.offset)
        }
        for (_, event) in sorted {
            try step(event.entry, isRepeated: event.entry.type == .contract, counts: event.order == 1, event.run)
        }
    }

    /// Notes that a later step of a line changed something.
    private func note(_ entry: Entry, _ type: RecordType) {
        if case .same? = outcomes[entry.line.number]?.1 { outcomes[entry.line.number] = (type, .updated) }
    }

    /// Runs one step of a line; if it is refused, what it wrote is taken back and the line is noted.
    private func step(
        _ entry: Entry,
        isRepeated: Bool = false,
        counts: Bool = true,
        _ run: (JSON.Members) throws -> Void
    ) throws {
        guard refused[entry.line.number] == nil else { return }
        if counts {
            done += 1
            if done % 100 == 0 { progress(done, steps) }
        }
        do {
            let members = try Self.members(try file.bytes(of: entry.line))
            try work.attempt { try run(members) }
        } catch let error as AppError {
            // Only what the person can mend is a refusal; a full disk ends the whole load.
            guard error.kind != .unavailable else { throw error }
            refuse(entry.line, type: entry.type.rawValue, error)
        }
    }

    private func refuse(_ line: LineFile.Line, type: String?, _ error: AppError) {
        let bytes = (try? file.bytes(of: line)) ?? Data()
        let isWhole = line.length <= LineFile.longestLine
        let text = String(decoding: isWhole ? bytes : bytes.prefix(200), as: UTF8.self)
        refused[line.number] = Refusal(line: line.number, type: type, error: error, text: text.filter { $0 != "\r\n" && $0 != "\r" })
    }

    private static func members(_ bytes: Data) throws -> JSON.Members {
        let json = try JSON.reading(bytes)
        guard case .object(let members) = json else {
            throw AppError(
                .invalid,
                "not_an_object",
                field: .file,
                value: json.text,
                Phrase("“\(AppError.quote(json.text))”不是对象：每行要有一个 {…} 形式的记录。", en: "“\(AppError.quote(json.text))” is no object: each line must be one record, {…}.")
            )
        }
        return members
    }

    private static func type(of members: JSON.Members) throws -> RecordType {
        guard case .string(let text)? = members["type"], let type = RecordType(rawValue: text) else {
            let given = members["type"]?.text ?? ""
            let known = RecordType.allCases.map(\.rawValue).joined(separator: ", ")
            throw AppError(
                .invalid,
                "unknown_type",
                field: Field("type", "类型", en: "type"),
                value: given,
                Phrase("类型（type）“\(AppError.quote(given))”不对：可用的有 \(known)。", en: "The type “\(AppError.quote(given))” won't do: there are \(known).")
            )
        }
        return type
    }

    private static func tooLong(_ line: LineFile.Line) -> AppError {
        AppError(
            .invalid,
            "line_too_long",
            field: .file,
            value: String(line.length),
            Phrase(
                "这一行有 \(line.length) 字节，最长 \(LineFile.longestLine) 字节：请检查是否漏了换行。",
                en: "The line has \(line.length) bytes, at most \(LineFile.longestLine) are allowed: see whether line breaks are missing."
            )
        )
    }
}
