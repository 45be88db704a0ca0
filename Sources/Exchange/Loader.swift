import Domain
import FoundationEssentials
import Market

/// One load of a file, within one transaction.
///
/// Lines come in any order, records do not: the loader goes through the file type by type. Matches and contracts are
/// taken in steps, since a match is signed on a contract that in turn names its matches. Records are put away last, when
/// all that refers to them is there.
final class Loader {
    private struct Entry {
        let line: LineFile.Line
        let type: RecordType
        /// What it refers to among the lines of its own type, if it does.
        let dependsOn: String?
    }

    private let file: LineFile
    private let work: Work
    private let progress: (Int64, Int64) -> Void
    private var entries: [Entry] = []
    private var lineCount = 0
    private var refused: [Int: Refusal] = [:]
    private var outcomes: [Int: (RecordType, Outcome)] = [:]
    private var filings: [(entry: Entry, run: () throws -> Void)] = []
    private var names = LineNames()
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
        return report()
    }

    private struct Again: Error {}

    private func report() -> ImportReport {
        var report = ImportReport()
        report.lines = lineCount
        report.refused = refused.values.map(explained).sorted { $0.line < $1.line }
        for (line, outcome) in outcomes where refused[line] == nil {
            switch outcome.1 {
            case .created: report.created[outcome.0, default: 0] += 1
            case .updated: report.updated[outcome.0, default: 0] += 1
            case .same: report.same[outcome.0, default: 0] += 1
            }
        }
        return report
    }

    /// The refusal of a line that refers to another which was refused itself says so: mending that one is the remedy.
    private func explained(_ refusal: Refusal) -> Refusal {
        guard refusal.error.code == "not_found", let field = refusal.error.field,
            let value = refusal.error.value,
            let line = names.line(of: value), line != refusal.line, refused[line] != nil
        else { return refusal }
        let error = AppError(
            .notFound,
            "refers_to_refused",
            field: field,
            value: value,
            Phrase(
                "\(field.name.zh)“\(AppError.quote(value))”在第 \(line) 行，那一行没有装入：请先改正第 \(line) 行。",
                en:
                    "The \(field.name.en) “\(AppError.quote(value))” is in line \(line), which was refused: mend that line first."
            )
        )
        return Refusal(line: refusal.line, type: refusal.type, error: error, text: refusal.text)
    }

    /// Reads every line once: what type it is, or why it is none.
    private func findEntries() throws {
        try file.eachLine { line, bytes in
            lineCount += 1
            var type: RecordType?
            do {
                guard let bytes else { throw Self.tooLong(line) }
                let members = try Self.members(bytes)
                let known = try Self.type(of: members)
                type = known
                try names.add(line.number, known, members)
                let key = known == .activity ? "parent" : known == .organization ? "merged_into" : nil
                let dependsOn = key.flatMap { members[$0]?.asString }
                entries.append(Entry(line: line, type: known, dependsOn: dependsOn))
            } catch let error as AppError {
                refuse(line, type: type?.rawValue, error)
            }
        }
    }

    /// Takes all lines in that are not refused yet.
    private func pass() throws {
        outcomes = [:]
        filings = []
        done = 0
        steps = Int64(entries.count + entries.filter { $0.type == .match || $0.type == .contract }.count)
        for type in [
            RecordType.user, .organization, .demand, .achievement, .programme, .activity, .visit, .target,
            .bureauSheet, .task,
        ] {
            for entry in ordered(type) where entry.dependsOn == nil { try load(entry) }
            try loadDependent(ordered(type).filter { $0.dependsOn != nil })
        }
        try loadMatchesAndMoney()
        for (entry, run) in filings {
            try step(entry, counts: false) { _ in
                try run()
                self.note(entry)
            }
        }
        progress(steps, steps)
    }

    private func ordered(_ type: RecordType) -> [Entry] { entries.filter { $0.type == type } }

    private func load(_ entry: Entry) throws {
        try step(entry) { self.take(entry, try Records(self.work).load(entry.type, $0)) }
    }

    /// Sub-sessions and merged organizations: each after the one that it belongs to, which may be such a one itself.
    private func loadDependent(_ dependent: [Entry]) throws {
        var waiting = dependent
        while !waiting.isEmpty {
            let ready = try waiting.filter { try isThere($0.dependsOn ?? "", $0.type) }
            // What never gets ready is refused, and the refusal says why.
            for entry in ready.isEmpty ? waiting : ready { try load(entry) }
            let loaded = Set((ready.isEmpty ? waiting : ready).map(\.line.number))
            waiting.removeAll { loaded.contains($0.line.number) }
        }
    }

    private func isThere(_ reference: String, _ type: RecordType) throws -> Bool {
        do {
            if type == .activity {
                _ = try work.activities.find(reference)
            } else {
                _ = try work.organizations.find(reference)
            }
            return true
        } catch let error as AppError where error.kind != .unavailable {
            return false
        }
    }

    private func loadMatchesAndMoney() throws {
        let records = Records(work)
        let matches = ordered(.match)
        for entry in matches {
            try step(entry) {
                self.outcomes[entry.line.number] = (.match, try records.loadMatchBeforeSigning($0))
            }
        }
        var contracts: [(entry: Entry, line: ContractLine)] = []
        var contractOfMatch: [RecordCode: ContractLine] = [:]
        for entry in ordered(.contract) {
            try step(entry) { members in
                let line = try ContractLine(members, self.work)
                self.outcomes[entry.line.number] = (.contract, try records.loadContract(line))
                contracts.append((entry, line))
                for reference in line.matches {
                    let code = try RecordCode(parsing: reference, kind: .match, field: .matches)
                    contractOfMatch[code] = contractOfMatch[code] ?? line
                }
            }
        }
        try loadChangesAndPayments(contracts)
        for entry in matches {
            let isNew = if case .created? = outcomes[entry.line.number]?.1 { true } else { false }
            try step(entry, counts: false) { members in
                let loaded = try records.loadMatchToItsEnd(members, isNew: isNew) { code in
                    try contractOfMatch[code].flatMap { try records.find($0)?.id }
                }
                self.take(entry, loaded)
            }
        }
        for (entry, line) in contracts {
            try step(entry, counts: false) { _ in
                let outcome = self.outcomes[entry.line.number]?.1 ?? .same
                self.take(entry, try records.linkMatches(of: line, outcome))
            }
        }
    }

    /// One change of a contract, or one payment.
    private struct MoneyEvent {
        let on: Day
        /// Among those of one day.
        let order: Int
        let entry: Entry
        let run: (JSON.Members) throws -> Void
    }

    /// Changes of contracts and payments, contract by contract and by their days: what may be paid rests on what the
    /// contract was worth by then.
    ///
    /// The days do not always tell the order in which people entered them (a refund and an amendment of one day; a payment
    /// dated before the amendment that made room for it), so what does not fit yet waits, and is tried first after each
    /// that does.
    private func loadChangesAndPayments(_ contracts: [(entry: Entry, line: ContractLine)]) throws {
        for events in try moneyEvents(contracts) {
            var waiting = events.enumerated().sorted {
                ($0.element.on, $0.element.order, $0.offset) < ($1.element.on, $1.element.order, $1.offset)
            }.map(\.element)
            while !waiting.isEmpty {
                var errors: [AppError?] = []
                var fitting: Int?
                for (index, event) in waiting.enumerated() {
                    // A contract's changes keep their order.
                    let isBlocked =
                        event.entry.type == .contract
                        && waiting[..<index].contains { $0.entry.type == .contract }
                    let error = isBlocked ? nil : try attempt(event.entry, event.run)
                    errors.append(error)
                    if !isBlocked, error == nil {
                        fitting = index
                        break
                    }
                }
                if let fitting {
                    if waiting.remove(at: fitting).entry.type == .payment { count() }
                } else {
                    for (event, error) in zip(waiting, errors) { if let error { refuse(event.entry, error) } }
                    waiting = []
                }
            }
        }
    }

    /// The events of each contract.
    private func moneyEvents(_ contracts: [(entry: Entry, line: ContractLine)]) throws -> [[MoneyEvent]] {
        let records = Records(work)
        var events: [[MoneyEvent]] = []
        var places: [Contract.ID: Int] = [:]
        func add(_ event: MoneyEvent, of contract: Contract.ID) {
            let place = places[contract] ?? events.count
            if place == events.count { events.append([]) }
            places[contract] = place
            events[place].append(event)
        }
        for (entry, line) in contracts {
            try step(entry, counts: false) { _ in
                guard let contract = try records.find(line)?.id else { throw AppError.lost(.contract) }
                for change in try records.newChanges(line) {
                    // A cancellation comes after the payments of its day.
                    let order = change.kind == .cancellation ? 3 : 0
                    let event = MoneyEvent(on: change.on, order: order, entry: entry) { _ in
                        try records.apply(change, to: line)
                        self.note(entry)
                    }
                    add(event, of: contract)
                }
            }
        }
        for entry in ordered(.payment) {
            try step(entry, counts: false) { members in
                let content = try records.paymentContent(members)
                let event = MoneyEvent(on: content.on, order: content.kind == .refund ? 2 : 1, entry: entry) {
                    self.take(entry, try records.loadPayment($0))
                }
                add(event, of: content.contract)
            }
        }
        return events
    }

    /// Notes what became of a line.
    private func take(_ entry: Entry, _ loaded: Loaded) {
        outcomes[entry.line.number] = (entry.type, loaded.outcome)
        if let filing = loaded.filing { filings.append((entry, filing)) }
    }

    /// Notes that a later step of a line changed something.
    private func note(_ entry: Entry) {
        if case .same? = outcomes[entry.line.number]?.1 {
            outcomes[entry.line.number] = (entry.type, .updated)
        }
    }

    /// Runs one step of a line; if it is refused, what it wrote is taken back and the line is noted.
    private func step(
        _ entry: Entry,
        counts: Bool = true,
        _ run: (JSON.Members) throws -> Void
    ) throws {
        guard refused[entry.line.number] == nil else { return }
        if counts { count() }
        if let error = try attempt(entry, run) { refuse(entry, error) }
    }

    private func count() {
        done += 1
        if done % 100 == 0 { progress(done, steps) }
    }

    /// Runs one step of a line, or takes back what it wrote and returns why.
    private func attempt(_ entry: Entry, _ run: (JSON.Members) throws -> Void) throws -> AppError? {
        do {
            let members = try Self.members(try file.bytes(of: entry.line))
            try work.attempt { try run(members) }
            return nil
        } catch let error as AppError {
            // Only what the person can mend is a refusal; a full disk ends the whole load.
            guard error.kind != .unavailable else { throw error }
            return error
        }
    }

    private func refuse(_ entry: Entry, _ error: AppError) {
        if refused[entry.line.number] == nil { refuse(entry.line, type: entry.type.rawValue, error) }
    }

    private func refuse(_ line: LineFile.Line, type: String?, _ error: AppError) {
        let bytes = (try? file.bytes(of: line)) ?? Data()
        let isWhole = line.length <= LineFile.longestLine
        let text = String(decoding: isWhole ? bytes : bytes.prefix(200), as: UTF8.self)
        refused[line.number] = Refusal(
            line: line.number,
            type: type,
            error: error,
            text: text.filter { $0 != "\r\n" && $0 != "\r" }
        )
    }

    private static func members(_ bytes: Data) throws -> JSON.Members {
        let json = try JSON.reading(bytes)
        guard case .object(let members) = json else {
            throw AppError(
                .invalid,
                "not_an_object",
                field: .file,
                value: json.text,
                Phrase(
                    "“\(AppError.quote(json.text))”不是对象：每行要有一个 {…} 形式的记录。",
                    en: "“\(AppError.quote(json.text))” is no object: each line must be one record, {…}."
                )
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
                Phrase(
                    "类型（type）“\(AppError.quote(given))”不对：可用的有 \(known)。",
                    en: "The type “\(AppError.quote(given))” won't do: there are \(known)."
                )
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
                en:
                    "The line has \(line.length) bytes, at most \(LineFile.longestLine) are allowed: see whether line breaks are missing."
            )
        )
    }
}
