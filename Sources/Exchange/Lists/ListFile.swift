public import Documents
public import Domain
public import Market

/// Lists of records as workbooks.
public enum ListFile {
    /// The records that are handed on, one by one.
    public typealias Source = (_ records: Records, _ add: @escaping (JSON.Members) throws -> Void) throws ->
        Void

    /// A list with the rows that `source` hands on.
    ///
    /// - Throws: `role_too_low` for those who may not read all of it: what they got could not be taken in again;
    ///   `no_scratch_file`.
    public static func write(
        _ type: RecordType,
        _ work: Work,
        _ language: Language,
        in folder: String? = nil,
        _ source: Source
    ) throws -> ScratchFile {
        try write([type], work, language, in: folder) { records, _, add in try source(records, add) }
    }

    /// The same as CSV: its headings are read back, too.
    ///
    /// - Throws: as `write`.
    public static func writeCSV(
        _ type: RecordType,
        _ work: Work,
        _ language: Language,
        in folder: String? = nil,
        _ source: Source
    ) throws -> ScratchFile {
        try work.require(.staff, "export")
        var list = try ListSheet(ImportTemplate.list(type), work, language)
        let columns = list.columns
        let file = try ScratchFile(in: folder)
        var csv = CSV(columns: columns.map(\.title))
        try source(Records(work)) { members in
            csv.add(try list.cells(members), in: columns)
            if csv.bytes.count >= 1 << 16 { try file.append(csv.take()) }
        }
        try file.append(csv.take())
        return file
    }

    /// Several lists, a sheet for each.
    static func write(
        _ types: [RecordType],
        _ work: Work,
        _ language: Language,
        in folder: String?,
        _ source: (Records, RecordType, @escaping (JSON.Members) throws -> Void) throws -> Void
    ) throws -> ScratchFile {
        try work.require(.staff, "export")
        let records = Records(work)
        let title = Phrase("技术交易市场", en: "technology market")[language]
        let book = try Workbook(title: title, language: language, in: folder)
        for type in types {
            var list = try ListSheet(ImportTemplate.list(type), work, language)
            let layout = SheetLayout(columns: list.columns, frozenColumns: 1)
            let sheet = try book.sheet(type.name[language], layout)
            try sheet.addHeadings()
            try source(records, type) { try sheet.add(try list.cells($0)) }
            sheet.finish()
        }
        return try book.finish()
    }

    /// All records of some kinds.
    ///
    /// - Returns: the file, and how many records are in it.
    public static func export(
        _ types: [RecordType],
        from desk: Desk,
        includesArchived: Bool,
        _ language: Language,
        in folder: String? = nil
    ) async throws -> (file: ScratchFile, count: Int) {
        try await desk.read { work in
            var count = 0
            let file = try write(types, work, language, in: folder) { records, type, add in
                try records.eachForList(type, includesArchived: includesArchived) { members in
                    try add(members)
                    count += 1
                }
            }
            return (file, count)
        }
    }
}

extension Records {
    /// Every record of a type that counts, the newest first, a part at a time.
    fileprivate func eachForList(
        _ type: RecordType,
        includesArchived: Bool,
        _ add: (JSON.Members) throws -> Void
    ) throws {
        func each<Record>(
            _ list: (Page) throws -> [Record],
            _ put: (Record) throws -> Void
        ) throws {
            // Large, since each part is looked for from the beginning.
            let size = 20_000
            var offset = 0
            while true {
                let some = try list(Page(limit: size, offset: offset))
                for one in some { try put(one) }
                guard some.count == size else { return }
                offset += size
            }
        }
        func filter(_ page: Page) -> RecordFilter {
            var filter = RecordFilter()
            (filter.includesArchived, filter.page) = (includesArchived, page)
            return filter
        }
        func events(_ page: Page) -> EventFilter {
            var filter = EventFilter()
            (filter.includesArchived, filter.page) = (includesArchived, page)
            return filter
        }
        switch type {
        case .organization:
            try each {
                var filter = OrganizationFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.organizations.list(filter)
            } _: { one in
                if one.filing.isCounted, !one.isMerged { try add(try json(one)) }
            }
        case .demand:
            try each {
                try work.demands.list(filter($0))
            } _: { one in
                if one.filing.isCounted { try add(try json(one, withHistory: false)) }
            }
        case .achievement:
            try each {
                try work.achievements.list(filter($0))
            } _: { one in
                if one.filing.isCounted { try add(try json(one, withHistory: false)) }
            }
        case .programme:
            try each {
                var filter = ProgrammeFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.programmes.list(filter)
            } _: { one in
                if one.filing.isCounted { try add(try json(one, withHistory: false)) }
            }
        case .activity:
            try each {
                try work.activities.list(events($0))
            } _: { one in
                if one.filing.isCounted { try add(try json(one, withHistory: false)) }
            }
        case .visit:
            try each {
                try work.visits.list(events($0))
            } _: { one in
                if one.filing.isCounted { try add(try json(one)) }
            }
        case .match:
            try each {
                var filter = MatchFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.matches.list(filter)
            } _: { one in
                if one.filing.isCounted { try add(try row(one)) }
            }
        case .contract:
            try each {
                var filter = ContractFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.contracts.list(filter)
            } _: { one in
                if one.filing.isCounted { try add(try json(one, withHistory: false)) }
            }
        case .payment:
            try each {
                var filter = PaymentFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.payments.list(filter)
            } _: { one in
                if one.filing.isCounted { try add(try json(one)) }
            }
        case .user:
            for one in try work.users.list() where one.login != User.localLogin { try add(try json(one)) }
        case .target: for one in try work.targets.list() { try add(try json(one)) }
        case .bureauSheet:
            for one in try work.bureauSheets.list(includesArchived: includesArchived) {
                var members = try json(one)
                members["columns"] = .array(one.columns.map { .string("\($0.heading)=\($0.part.rawValue)") })
                try add(members)
            }
        case .task:
            try each {
                var filter = KeyTaskFilter()
                (filter.includesArchived, filter.page) = (includesArchived, $0)
                return try work.keyTasks.list(filter)
            } _: { one in
                if one.filing.isCounted { try add(try json(one)) }
            }
        }
    }
}
