import Domain
import Market

/// Putting key tasks, and the bureau's sheets that they stand on, into the market.
extension Records {
    func loadTask(_ reader: inout RecordReader) throws -> Loaded {
        let tasks = work.keyTasks
        let head = try Head(&reader, .task)
        var old = try head.find(code: tasks.find(code:), externalID: tasks.find(externalID:))
        reader.kept = try old.map { try json($0) }
        let content = try tasks.readBack(try KeyTask.Content(&reader))
        try reader.finish()
        if old == nil, head.isAnonymous { old = try tasks.twin(of: content) }
        guard let old else {
            let made = try tasks.create(content, code: head.code)
            return Loaded(
                outcome: .created,
                filing: head.filing(nil) { try tasks.archive(made, version: nil, as: $0) }
            )
        }
        var loaded = Loaded(outcome: .same)
        if old.content != content {
            _ = try tasks.edit(old, version: head.version, content)
            loaded.change()
        }
        loaded.filing = head.filing(old.filing) { try tasks.archive(old, version: nil, as: $0) }
        return loaded
    }

    /// A sheet that the program brings along is there before the first file is.
    func loadSheet(_ reader: inout RecordReader) throws -> Loaded {
        let version = try reader.integer(.version)
        let isArchived = try reader.flag(.archived)
        var sheet = try BureauSheet(&reader).checked()
        try reader.finish()
        let old = try work.bureauSheets.list(includesArchived: true).first { $0.name == sheet.name }
        sheet.isArchived = isArchived ?? old?.isArchived ?? false
        if let old {
            sheet.version = old.version
            guard old != sheet else { return Loaded(outcome: .same) }
            if let version, version != old.version { throw AppError.stale(version, current: old.version) }
        }
        _ = try work.bureauSheets.save(sheet, version: nil)
        return Loaded(outcome: old == nil ? .created : .updated)
    }
}

extension KeyTasks {
    /// The task that a line without numbers means: the same in all that it says.
    fileprivate func twin(of content: KeyTask.Content) throws -> KeyTask? {
        var filter = KeyTaskFilter()
        filter.sheet = content.sheet
        filter.years = content.year...content.year
        filter.includesArchived = true
        return try list(filter).first { $0.filing.isCounted && $0.content == content }
    }
}
