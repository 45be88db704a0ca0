public import Domain
import Storage

extension Work {
    public var keyTasks: KeyTasks { KeyTasks(work: self) }
}

/// What people do with 重点任务: managers keep them, everybody reads them.
public struct KeyTasks {
    let work: Work

    /// - Throws: `role_too_low`; `sheet_unknown`; what `FigureBook.kept` throws for a figure in a text; `required`,
    ///   `too_long`, `external_id_taken` and so on for the rest.
    public func create(_ content: KeyTask.Content, code: RecordCode? = nil) throws -> KeyTask {
        let transaction = try work.begin("task.create", .manager)
        let content = try checked(content, old: nil, in: transaction)
        let code = try transaction.code(code, .task, year: content.year) {
            try transaction.keyTask(code: $0) != nil
        }
        return try visible(
            transaction.insert(code: code, content, edition: try work.codes().edition)
        )
    }

    public func edit(_ old: KeyTask, version: Int64?, _ content: KeyTask.Content) throws -> KeyTask {
        let transaction = try work.begin("task.edit", .manager)
        try old.filing.requireInUse(old.code)
        let content = try checked(content, old: old, in: transaction)
        let filing = old.filing.seen(at: version)
        try transaction.save(KeyTask(id: old.id, code: old.code, content: content, filing: filing))
        return try find(old.code.description)
    }

    /// Puts a task away, or takes it out again. One that is done stays on the sheets of its year; one that was entered by
    /// mistake is on none.
    public func archive(_ task: KeyTask, version: Int64?, as archiving: Archiving) throws {
        let transaction = try work.begin("task.archive", .manager)
        try transaction.archive(
            task.id,
            version: version,
            archived: archiving != .undone,
            isCounted: archiving != .mistake
        )
    }

    /// The task that a code or an external id means.
    public func find(_ reference: String) throws -> KeyTask {
        if let code = try? RecordCode(parsing: reference, kind: .task, field: .keyTask),
            let found = try find(code: code)
        {
            return found
        }
        if let found = try find(externalID: Text.trimmed(reference)) { return found }
        throw AppError.noRecord(.keyTask, reference)
    }

    public func find(code: RecordCode) throws -> KeyTask? {
        try work.transaction.keyTask(code: code).map(visible)
    }

    public func find(externalID: String) throws -> KeyTask? {
        try work.transaction.keyTask(externalID: externalID).map(visible)
    }

    public func list(_ filter: KeyTaskFilter) throws -> [KeyTask] {
        try visible(work.transaction.keyTasks(filter))
    }

    public func count(_ filter: KeyTaskFilter) throws -> Int64 { try work.transaction.keyTaskCount(filter) }

    /// The years that have tasks, the latest first.
    public func years() throws -> [Int] { try work.transaction.keyTaskYears() }

    /// What was written as it will be read back: checked, and each figure by the name that it has now.
    public func readBack(_ content: KeyTask.Content) throws -> KeyTask.Content {
        try work.figureTexts.shown([work.figureTexts.kept(content.checked())])[0]
    }

    public typealias Texts = [KeyTaskContent.FigureField: FilledText]

    /// The texts of tasks with the figures of a period, of each task's own year unless one is named.
    public func filled(_ contents: [KeyTask.Content], in period: Period? = nil) throws -> [Texts] {
        var fillers: [Period: FigureFiller] = [:]
        return try contents.map { content in
            let span = period ?? Period(year: content.year) ?? Period(day: work.today)
            let filler = try fillers[span] ?? work.figureTexts.filler(span, nil)
            fillers[span] = filler
            return try filler.texts(of: content)
        }
    }

    public func filled(_ content: KeyTask.Content, in period: Period? = nil) throws -> Texts {
        try filled([content], in: period)[0]
    }

    func visible(_ task: KeyTask) throws -> KeyTask { try visible([task])[0] }

    func visible(_ tasks: [KeyTask]) throws -> [KeyTask] {
        let contents = try work.figureTexts.shown(tasks.map { work.visible($0).content })
        return zip(tasks, contents).map { task, content in
            KeyTask(id: task.id, code: task.code, content: content, filing: task.filing)
        }
    }

    private func checked(_ content: KeyTask.Content, old: KeyTask?, in transaction: Transaction) throws
        -> KeyTask.Content
    {
        var content = try work.figureTexts.kept(content.checked())
        // A task may stay on a sheet that the bureau has done away with.
        if content.sheet != old?.content.sheet {
            content.sheet = try work.bureauSheets.usable(content.sheet).name
        }
        if let externalID = content.externalID,
            let other = try transaction.keyTask(externalID: externalID), other.id != old?.id
        {
            throw AppError.externalIDTaken(externalID, by: other.code)
        }
        return content
    }
}
