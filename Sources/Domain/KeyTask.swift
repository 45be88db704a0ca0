/// A 重点任务: something the bureau has set for the market in a year, with how far it has come. It stands as a row on one of
/// the bureau's sheets.
public typealias KeyTask = Filed<KeyTaskContent>

/// What people write about it. Goal, measures and progress may hold figures that are counted anew each time they are read:
/// see `FigureText`.
public struct KeyTaskContent: Sendable, Hashable {
    public var externalID: String?
    /// The name of the bureau's sheet that it stands on.
    public var sheet: String
    /// The year for which it was set; a sheet of a period has the tasks of its years.
    public var year: Int
    /// Its place on the sheet: rows stand in this order, those of one place in the order in which they were entered.
    public var position = 0
    /// What it comes under, such as 围绕成果转化; blank where the sheet has no such headings.
    public var group = ""
    public var title: String
    public var goal = ""
    /// By when it is to be done, as the bureau writes it: a day, 2021年12月底, 长期.
    public var deadline = ""
    public var measures = ""
    public var progress = ""
    /// 责任人 with 职务, apart, since sheets show them together or one without the other.
    public var responsible = ""
    public var post = ""
    /// 责任单位, or who carries an activity out.
    public var department = ""
    /// For the market's own people; it stands on no sheet.
    public var note = ""

    public init(sheet: String, year: Int, title: String) {
        self.sheet = sheet
        self.year = year
        self.title = title
    }

    /// The day by which it is to be done; nil where the deadline names none.
    public var dueOn: Day? { Deadline.day(of: deadline, year: year) }

    /// The text of one of the fields in which figures may stand.
    public subscript(text part: FigureField) -> String {
        get {
            switch part {
            case .goal: goal
            case .measures: measures
            case .progress: progress
            }
        }
        set {
            switch part {
            case .goal: goal = newValue
            case .measures: measures = newValue
            case .progress: progress = newValue
            }
        }
    }

    /// The fields in which figures may stand.
    public enum FigureField: String, CaseIterable, Sendable {
        case goal, measures, progress

        public var field: Field {
            switch self {
            case .goal: .goal
            case .measures: .measures
            case .progress: .progress
            }
        }
    }
}

extension KeyTaskContent {
    public func checked() throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        guard Day.years.contains(year) else { throw .yearOutOfRange(String(year)) }
        guard (0...Self.lastPosition).contains(position) else {
            throw .refusing(
                String(position),
                .sheetPosition,
                "position_out_of_range",
                "不对，请填 0 到 \(Self.lastPosition) 的整数",
                en: "won't do; give a whole number from 0 to \(Self.lastPosition)"
            )
        }
        content.group = try TextRule.line(group, .taskGroup)
        content.title = try TextRule.required(title, .taskTitle)
        content.goal = try TextRule.block(goal, .goal)
        content.deadline = try TextRule.line(deadline, .taskDeadline)
        try Deadline.check(content.deadline)
        content.measures = try TextRule.block(measures, .measures)
        content.progress = try TextRule.block(progress, .progress)
        content.responsible = try TextRule.line(responsible, .responsible)
        content.post = try TextRule.line(post, .post)
        content.department = try TextRule.line(department, .taskDepartment)
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        return content
    }

    /// The last place on a sheet.
    public static let lastPosition = 9_999
}

/// A 完成时限 as bureaus write it: a day, or words that name the end of a month, a quarter or a year.
public enum Deadline {
    /// The last day that the words name, by the task's year where they name none; nil for 长期 and the like.
    public static func day(of text: String, year: Int) -> Day? {
        let words = bare(text)
        // 12月底 and 年底 are of the task's own year.
        let isYearless = words.contains { "年月季".contains($0) }
        for candidate in [words] + (isYearless ? ["\(year)年\(words)", "\(year)\(words)"] : []) {
            if let day = try? Day(parsing: candidate, field: .taskDeadline) { return day }
            if let period = try? Period(parsing: candidate, field: .taskDeadline) { return period.last }
        }
        return nil
    }

    /// Refuses a date that is on no calendar; anything else may stand there.
    static func check(_ text: String) throws(AppError) {
        let words = bare(text)
        if Day.written(in: words) != nil { _ = try Day(parsing: words, field: .taskDeadline) }
    }

    /// The words without what bureaus put behind a day: 底, 前, 之前, 完成.
    private static func bare(_ text: String) -> String {
        var words = Text.withoutSpaces(Text.normalized(text))
        while let ending = endings.first(where: words.hasSuffix) { words.removeLast(ending.count) }
        return words
    }

    private static let endings = ["完成", "之前", "以前", "前", "底", "末"]
}

extension AppError {
    /// Refuses a year that no calendar of ours has.
    public static func yearOutOfRange(_ text: String) -> AppError {
        AppError(
            .invalid,
            "year_out_of_range",
            field: .year,
            value: text,
            Phrase(
                "年度“\(quote(text))”不对：请填四位年份，如 2021。",
                en: "The year “\(quote(text))” won't do: give four digits, such as 2021."
            )
        )
    }
}

extension Field {
    public static let keyTask = Field("task", "重点任务", en: "key task")
    public static let bureauSheet = Field("sheet", "汇总表", en: "bureau's sheet")
    public static let sheetPosition = Field("position", "序位", en: "place on the sheet")
    public static let taskGroup = Field("group", "分组", en: "group")
    public static let taskTitle = Field("title", "任务名称", en: "task")
    public static let taskDeadline = Field("deadline", "完成时限", en: "deadline")
    public static let dueOn = Field("due_on", "到期日", en: "due on")
    public static let measures = Field("measures", "主要措施", en: "measures")
    public static let progress = Field("progress", "进展情况", en: "progress")
    public static let responsible = Field("responsible", "责任人", en: "person responsible")
    public static let post = Field("post", "职务", en: "post")
    public static let taskDepartment = Field("department", "责任单位", en: "department responsible")
}
