public import Domain
import Storage

/// One line of a check-in list, as it is typed or pasted: a name or a code, and how many people if that is said.
public struct CheckInLine: Sendable, Equatable {
    public var name: String
    /// Nil where nothing is said; one person then.
    public var people: Int?

    public init(name: String, people: Int?) {
        self.name = name
        self.people = people
    }

    /// The lines of a text that are not blank. A number at the end of a line, after a blank, a comma or a tab and with or
    /// without 人, is how many people came.
    public static func lines(of text: String) -> [CheckInLine] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let line = Text.trimmed(String(line))
            return line.isEmpty ? nil : CheckInLine(parsing: line)
        }
    }

    init(parsing line: String) {
        let plain = Text.halfWidth(line)
        let unit: Set<Character> = ["人", "位", "名"]
        var rest = Substring(plain)
        if let last = rest.last, unit.contains(last) {
            rest.removeLast()
            while rest.last == " " { rest.removeLast() }
        }
        let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let before = rest.dropLast(digits)
        let marks: Set<Character> = [" ", "\t", ",", ";", "、", ":"]
        guard digits > 0, digits <= 6, let people = Int(rest.suffix(digits)),
            let mark = before.last, marks.contains(mark)
        else {
            self.init(name: line, people: nil)
            return
        }
        let name = String(before.reversed().drop { marks.contains($0) }.reversed())
        self.init(name: Text.trimmed(name), people: people)
    }
}

/// What became of a line of a check-in list.
public enum CheckedIn: Sendable, Equatable {
    case added(name: String, people: Int)
    /// It is on the list already, with so many people, and was left alone.
    case already(name: String, code: RecordCode, people: Int, typed: Int?)
    /// No organization goes by that; some that are called much like it.
    case unknown(CheckInLine, near: [NamedCode])
    /// Several are called that.
    case ambiguous(CheckInLine, [NamedCode])
    /// The line was refused; nothing of it was written.
    case refused(CheckInLine, Phrase)
}

extension Activities {
    /// Enters organizations on an activity's check-in list, each line for itself: those that are clear are entered, the
    /// others come back to be settled.
    ///
    /// - Parameters:
    ///   - makesUnknown: whether a name that nobody goes by is a new enterprise.
    ///   - isCorrection: whether the number of people of those that are on the list already is to be set as typed.
    /// - Throws: `too_many_lines`; `activity_cancelled`, `archived`.
    public func checkIn(
        _ id: Activity.ID,
        _ lines: [CheckInLine],
        makesUnknown: Bool = false,
        isCorrection: Bool = false
    ) throws -> [CheckedIn] {
        try work.require(.staff, "activity.attend")
        let activity = try get(id)
        try activity.filing.requireInUse(activity.code)
        try Organizations.checkLines(lines.count)
        return try lines.map { line in
            do {
                return try work.attempt { try checkIn(id, line, makesUnknown, isCorrection) }
            } catch let error as AppError where error.kind == .invalid {
                return .refused(line, error.message)
            }
        }
    }

    private func checkIn(
        _ id: Activity.ID,
        _ line: CheckInLine,
        _ makesUnknown: Bool,
        _ isCorrection: Bool
    ) throws -> CheckedIn {
        let organization: Organization
        switch try work.organizations.meant(by: line.name, making: makesUnknown ? .enterprise : nil) {
        case .one(let found): organization = found
        case .none(let near): return .unknown(line, near: near)
        case .several(let some): return .ambiguous(line, some)
        }
        if let there = try work.transaction.attendance(of: id, root: organization.rootID) {
            let listed = try work.organizations.get(there.organization)
            guard isCorrection, let people = line.people, people != there.people else {
                return .already(
                    name: listed.name,
                    code: listed.code,
                    people: there.people,
                    typed: line.people == there.people ? nil : line.people
                )
            }
            _ = try attend(id, there.organization, people: people, note: there.note)
            return .added(name: listed.name, people: people)
        }
        let people = line.people ?? 1
        _ = try attend(id, organization.id, people: people)
        return .added(name: organization.name, people: people)
    }
}
