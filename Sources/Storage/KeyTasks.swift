public import Domain

extension Table {
    static let task = Table(
        "task",
        [
            "code", "external_id", "sheet", "year", "position", "task_group", "title", "goal", "deadline",
            "due_on", "measures", "progress", "responsible", "post", "department", "note",
        ] + Filing.columns
    )
}

/// Key tasks. Their texts name figures by keys here: see `FigureBook`.
extension Transaction {
    public func insert(code: RecordCode, _ content: KeyTask.Content, edition: Int64) throws -> KeyTask {
        let filing = Filing(version: 1, codeEdition: edition)
        let id = try insert(.task, Self.values(code, content, filing))
        return KeyTask(id: KeyTask.ID(rawValue: id), code: code, content: content, filing: filing)
    }

    /// Saves an edit made at `filing.version`.
    public func save(_ task: KeyTask) throws {
        let values = Self.values(task.code, task.content, task.filing)
        try update(.task, task.id.rawValue, version: task.filing.version, values)
    }

    public func archive(_ id: KeyTask.ID, version: Int64?, archived: Bool, isCounted: Bool) throws {
        try archive(.task, id.rawValue, version: version, archived: archived, isCounted: isCounted)
    }

    public func keyTask(code: RecordCode) throws -> KeyTask? {
        try one(
            "SELECT \(Table.task.selected) FROM task WHERE code = ?",
            [SQLValue(text: code)],
            Self.keyTask
        )
    }

    public func keyTask(externalID: String) throws -> KeyTask? {
        try one(
            "SELECT \(Table.task.selected) FROM task WHERE external_id = ?",
            [.text(externalID)],
            Self.keyTask
        )
    }

    public func keyTasks(_ filter: KeyTaskFilter) throws -> [KeyTask] {
        let conditions = Self.taskConditions(filter)
        let order =
            switch filter.order {
            case .position: "t.year DESC, t.sheet, t.position, t.id"
            case .due: "CASE WHEN t.due_on IS NULL THEN 1 ELSE 0 END, t.due_on, t.position, t.id"
            case .newest: "t.id DESC"
            }
        return try all(
            """
            SELECT \(Table.task.selected(from: "t")) FROM task AS t\(conditions.clause)
            ORDER BY \(order)\(filter.page.clause)
            """,
            conditions.arguments,
            Self.keyTask
        )
    }

    public func keyTaskCount(_ filter: KeyTaskFilter) throws -> Int64 {
        let conditions = Self.taskConditions(filter)
        return try count("SELECT COUNT(*) FROM task AS t\(conditions.clause)", conditions.arguments)
    }

    /// The years that have tasks, on one sheet or on any; the latest first.
    public func keyTaskYears(sheet: String? = nil) throws -> [Int] {
        var conditions = Conditions()
        conditions.add("is_counted = 1")
        if let sheet { conditions.add("sheet = ?", .text(sheet)) }
        return try all(
            "SELECT DISTINCT year FROM task\(conditions.clause) ORDER BY year DESC",
            conditions.arguments
        ) { Int($0.integer(0)) }
    }

    static func taskConditions(_ filter: KeyTaskFilter) -> Conditions {
        var conditions = Conditions()
        if filter.isForSheet {
            conditions.add("t.is_counted = 1")
        } else {
            conditions.add(archived: filter.includesArchived, of: "t")
        }
        if let sheet = filter.sheet { conditions.add("t.sheet = ?", .text(sheet)) }
        if let years = filter.years {
            conditions.add("t.year BETWEEN ? AND ?", SQLValue(years.lowerBound), SQLValue(years.upperBound))
        }
        if let day = filter.dueBy { conditions.add("t.due_on <= ?", SQLValue(day)) }
        if let text = filter.text {
            let named = ["title", "task_group", "department", "responsible", "post", "code"]
            conditions.add(named.map { "t.\($0)" }.joined(separator: " || ' ' || "), contains: text)
        }
        return conditions
    }

    private static func values(_ code: RecordCode, _ content: KeyTask.Content, _ filing: Filing) -> [SQLValue]
    {
        [
            SQLValue(text: code), SQLValue(content.externalID), .text(content.sheet), SQLValue(content.year),
            SQLValue(content.position), .text(content.group), .text(content.title), .text(content.goal),
            .text(content.deadline), SQLValue(content.dueOn), .text(content.measures),
            .text(content.progress), .text(content.responsible), .text(content.post),
            .text(content.department), .text(content.note),
        ] + filing.values
    }

    static func keyTask(_ row: any SQLRow) throws -> KeyTask {
        var content = KeyTask.Content(sheet: row.text(3), year: Int(row.integer(4)), title: row.text(7))
        content.externalID = row.optionalText(2)
        content.position = Int(row.integer(5))
        content.group = row.text(6)
        content.goal = row.text(8)
        content.deadline = row.text(9)
        content.measures = row.text(11)
        content.progress = row.text(12)
        content.responsible = row.text(13)
        content.post = row.text(14)
        content.department = row.text(15)
        content.note = row.text(16)
        return KeyTask(
            id: row.id(0),
            code: try row.stored(1),
            content: content,
            filing: Filing(row, at: 17)
        )
    }
}
