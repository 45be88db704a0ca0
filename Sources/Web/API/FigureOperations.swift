import Domain
import Exchange
import Market
import Reports

/// Figures, the rows behind them, and targets.
extension Handling {
    static var figureOperations: [String: Handling] {
        [
            "getTally": .read { work, call in
                let period = try call.figurePeriod()
                let name = Phrase("指标-\(period.code)", en: "figures-\(period.code)")
                return try call.figures(work, named: name) {
                    try work.tallies.tally(period).json(call.language)
                } paper: {
                    try Paper(tallyOf: period, work, withRows: $0 == .xlsx, call.language)
                }
            },
            "getFigure": .read { work, call in
                let (period, indicator) = (try call.figurePeriod(), try call.indicator())
                let line = try work.tallies.line(indicator, in: period)
                return Answer(
                    body: [
                        "period": period.json, "rule": .string(indicator.rule[call.language]),
                        "indicator": .object(line.members(call.language)),
                    ]
                )
            },
            "listEvidence": .read { work, call in
                let (period, indicator) = (try call.figurePeriod(), try call.indicator())
                return try call.evidence {
                    try work.tallies.evidence(indicator, in: period, from: $0, page: $1)
                }
            },
            "listTargets": .read { work, call in
                let targets = try work.targets.list(year: call.number("year").map { Int(clamping: $0) })
                return .list(try targets.map { .object(try Records(work).json($0)) })
            },
            "setTarget": .change { work, call in
                var members = try call.members()
                members["year"] = try .int(Int64(call.year()))
                members["indicator"] = .string(call["indicator"])
                members = try Records(work).create(.target, members)
                let indicator = try call.indicator()
                let target = try work.targets.list(year: try call.year()).first { $0.indicator == indicator }
                return Answer(body: .object(try target.map { try Records(work).json($0) } ?? members))
            },
            "removeTarget": .change { work, call in
                try work.targets.remove(year: try call.year(), try call.indicator())
                return .nothing
            },
        ]
    }
}

extension Call {
    /// A page of the rows behind a figure.
    ///
    /// Rows that are alike in all by which they are ordered can't be told apart by it: the cursor also counts how many of
    /// the last one's kind were given.
    ///
    /// - Parameter find: the rows from a place on.
    func evidence(_ find: (_ start: EvidenceRow.Place?, _ page: Page) throws -> [EvidenceRow]) throws
        -> Answer
    {
        var (start, given): (EvidenceRow.Place?, Int) = (nil, 0)
        if let text = text("cursor") {
            let steps = try Cursor(text, of: operation.id).steps
            let field = Field("cursor", "游标", en: "cursor")
            guard steps.count == 5, let count = Int(steps[4]), (1...1_000_000).contains(count),
                let day = try? Day(parsing: steps[0], field: field)
            else { throw Cursor.malformed(text) }
            start = EvidenceRow.Place(on: day, code: steps[1], kind: steps[2], key: steps[3])
            given = count
        }
        let rows = try find(start, Page(limit: limit + 1, offset: given))
        let shown = rows.prefix(limit)
        var next: String?
        if rows.count > limit, let last = shown.last?.place {
            let alike = shown.reversed().prefix { $0.place == last }.count
            // The whole page stands at the place where the one before ended.
            let count = alike == shown.count && last == start ? alike + given : alike
            let steps = [last.on.description, last.code, last.kind, last.key, String(count)]
            next = Cursor(steps).text(of: operation.id)
        }
        return .list(shown.map(\.json), next: next)
    }

    func figurePeriod() throws -> Period { try Period(parsing: self["period"], field: .period) }

    fileprivate func indicator() throws -> Indicator { try Indicator(parsing: self["indicator"]) }

    fileprivate func year() throws -> Int {
        guard let year = Int(self["year"]) else {
            throw AppError.refusing(
                self["year"],
                .year,
                "year_out_of_range",
                "不对，请写四位年份，如 2021",
                en: "won't do; give four digits, such as 2021"
            )
        }
        return year
    }
}
