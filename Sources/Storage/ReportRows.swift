public import Domain

/// The frozen rows of issued reports.
extension Transaction {
    /// All figures of a period with their rows, as this transaction's state of the file has them. Writes nothing to it.
    ///
    /// - Parameter path: the market's file, beside which the rows lie meanwhile.
    /// - Complexity: one pass over each figure's rows; memory for the different keys of one figure and a pack of rows.
    public func freeze(_ period: Period, besides path: String) throws -> FrozenFigures {
        let targets = try period.year.map { try self.targets(year: $0) } ?? []
        let spool = try RowSpool(besides: path)
        return FrozenFigures(
            period: period,
            figures: try Indicator.allCases.map { indicator in
                let target = targets.first { $0.indicator == indicator }?.value
                return try freeze(indicator, in: period, target: target, into: spool)
            },
            isOpen: period.last >= today,
            basis: try lastChange(),
            spool: spool
        )
    }

    private func freeze(
        _ indicator: Indicator,
        in period: Period,
        target: Int64?,
        into spool: RowSpool
    ) throws -> ReportFigure {
        var pack = EvidencePack()
        var sum = RowSum(indicator.measure)
        var part: Int64 = 0
        func keep() throws {
            guard pack.count > 0 else { return }
            try spool.append(pack.bytes, indicator, part: part)
            part += 1
            pack = EvidencePack()
        }
        try eachEvidence(indicator, in: period) { row in
            sum.add(row)
            pack.add(row)
            if pack.count == EvidencePack.size { try keep() }
        }
        try keep()
        return ReportFigure(
            code: indicator.rawValue,
            name: indicator.name,
            unit: indicator.unit,
            rule: indicator.rule,
            isMoney: indicator.isMoney,
            value: sum.value,
            target: target,
            rowCount: sum.count,
            rowsHash: sum.finish()
        )
    }

    /// Puts frozen rows into the file for good.
    func keep(_ frozen: FrozenFigures, of report: RecordCode) throws {
        try frozen.spool.each { indicator, part, bytes in
            try connection.run(
                "INSERT INTO report_rows (report_code, indicator, part, content) VALUES (?, ?, ?, ?)",
                [.text(report.description), SQLValue(indicator), .integer(part), .bytes(bytes)]
            )
        }
    }

    /// A page of a figure's frozen rows, in the order of their days.
    public func reportRows(_ report: RecordCode, _ indicator: String, page: Page) throws -> [EvidenceRow] {
        var rows: [EvidenceRow] = []
        let last = page.limit.map { page.offset + $0 }
        var part = page.offset / EvidencePack.size
        while last.map({ part * EvidencePack.size < $0 }) ?? true {
            guard let more = try pack(report, indicator, part) else { break }
            let first = part * EvidencePack.size
            for (index, row) in more.enumerated() where first + index >= page.offset {
                if let last, first + index >= last { break }
                rows.append(row)
            }
            part += 1
        }
        return rows
    }

    func pack(_ report: RecordCode, _ indicator: String, _ part: Int) throws -> [EvidenceRow]? {
        let bytes = try one(
            "SELECT content FROM report_rows WHERE report_code = ? AND indicator = ? AND part = ?",
            [.text(report.description), .text(indicator), .integer(Int64(part))]
        ) { $0.bytes(0) }
        return try bytes.map { try EvidencePack.rows(in: $0) }
    }

    /// Hands on every row behind a live figure one by one, however many there are, in the order in which reports keep
    /// them.
    public func eachEvidence(
        _ indicator: Indicator,
        in period: Period,
        _ body: (EvidenceRow) throws -> Void
    ) throws {
        let query = Self.evidence(indicator, period, .rows)
        try connection.query(
            """
            SELECT counted, kind, code, title, organization, on_day, amount FROM (\(query.sql)) AS evidence
            ORDER BY on_day, code, kind, counted, title, organization, amount
            """,
            query.arguments
        ) { try body(Self.evidenceRow($0)) }
    }
}

/// The figures of a period with their rows, as one state of the file had them: what a report will say, whatever is written
/// before it is signed.
public struct FrozenFigures: Sendable {
    public let period: Period
    let figures: [ReportFigure]
    /// Whether the period had days to come then.
    let isOpen: Bool
    /// The number of the last write of that state.
    let basis: Int64
    let spool: RowSpool
}

/// What rows come to, and the hash over them, as they go by.
struct RowSum {
    private let measure: Indicator.Measure
    private(set) var count: Int64 = 0
    private var amount: Int64 = 0
    private var keys: Set<String> = []
    private var hash = FieldHash()

    private let isHashed: Bool

    init(_ measure: Indicator.Measure, isHashed: Bool = true) {
        self.measure = measure
        self.isHashed = isHashed
    }

    mutating func add(_ row: EvidenceRow) {
        count += 1
        switch measure {
        case .distinct: keys.insert(row.key)
        // Amounts are bounded, but rows that somebody edited need not be.
        case .sum: amount &+= row.amount ?? 0
        }
        if isHashed { hash.add(row) }
    }

    var value: Int64 { measure == .sum ? amount : Int64(keys.count) }

    mutating func finish() -> String { hash.finish() }
}

/// A figure's frozen rows one after the other, a pack at a time in memory.
struct FrozenRows {
    let transaction: Transaction
    let report: RecordCode
    let indicator: String
    private var part = 0
    private var rows: [EvidenceRow] = []
    private var index = 0

    init(_ transaction: Transaction, _ report: RecordCode, _ indicator: String) {
        self.transaction = transaction
        self.report = report
        self.indicator = indicator
    }

    mutating func next() throws -> EvidenceRow? {
        while index == rows.count {
            guard let more = try transaction.pack(report, indicator, part) else { return nil }
            part += 1
            rows = more
            index = 0
        }
        index += 1
        return rows[index - 1]
    }
}
