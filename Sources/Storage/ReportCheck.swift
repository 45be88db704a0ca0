public import Domain

extension Transaction {
    /// Holds a report against its own hashes and against what the audit log has of it.
    ///
    /// That the audit log itself is whole, `verifyAudit` says.
    ///
    /// - Complexity: one pass over the report's rows.
    public func verify(_ report: Report) throws -> ReportFinding {
        var flaws: [ReportFinding.Flaw] = []
        let figures = try figures(of: report.id)
        for figure in figures { flaws += try self.flaws(of: figure, in: report.code) }
        let content = Self.contentHash(report.period, figures)
        if content != report.contentHash || Self.hash(of: report) != report.hash { flaws.append(.hash) }
        flaws += try flawsAgainstAudit(report)
        return ReportFinding(report: report, flaws: flaws)
    }

    private func flaws(of figure: ReportFigure, in report: RecordCode) throws -> [ReportFinding.Flaw] {
        var sum = RowSum(figure.measure)
        do {
            var rows = FrozenRows(self, report, figure.code)
            while let row = try rows.next() { sum.add(row) }
        } catch is DamagedValue {
            return [.rows(code: figure.code, issued: figure.rowCount, found: sum.count)]
        }
        var flaws: [ReportFinding.Flaw] = []
        let value = sum.value
        if sum.finish() != figure.rowsHash || sum.count != figure.rowCount {
            flaws.append(.rows(code: figure.code, issued: figure.rowCount, found: sum.count))
        }
        if value != figure.value { flaws.append(.sum(code: figure.code, value: figure.value, found: value)) }
        return flaws
    }

    /// The columns of the report and of its figures that are not as they were written.
    private func flawsAgainstAudit(_ report: Report) throws -> [ReportFinding.Flaw] {
        guard let columns = try columnsAltered(.report, report.id.rawValue) else { return [.unknown] }
        var flaws = columns.map { ReportFinding.Flaw.report(column: $0) }
        let ids = try all(
            "SELECT id, indicator FROM report_figure WHERE report_id = ? ORDER BY id",
            [SQLValue(report.id)]
        ) { (id: $0.integer(0), code: $0.text(1)) }
        for (id, code) in ids {
            let columns = try columnsAltered(.reportFigure, id) ?? ["report_id"]
            flaws += columns.map { ReportFinding.Flaw.figure(code: code, column: $0) }
        }
        // A figure that was taken away altogether is only known where it was added: right after the report itself.
        let entered = try all(
            """
            SELECT record_id, after FROM audit
            WHERE entity = 'report_figure' AND sequence BETWEEN ? AND ? ORDER BY sequence
            """,
            [.integer(report.sequence), .integer(report.sequence + Self.mostFigures)]
        ) { (id: $0.integer(0), row: $0.optionalText(1).flatMap(AuditedRow.init)) }
        let left = Set(ids.map(\.id))
        for (id, row) in entered where row?.integer("report_id") == report.id.rawValue && !left.contains(id) {
            flaws.append(.figure(code: row?.text("indicator") ?? "", column: "id"))
        }
        return flaws
    }

    /// The columns in which a row differs from what was written when it was added; nil when the log does not know it.
    private func columnsAltered(_ table: Table, _ id: Int64) throws -> [String]? {
        guard let values = try values(of: table, id), let written = try enteredRow(table, id) else {
            return nil
        }
        return zip(table.columns, values).filter { column, value in written[column] != value }.map(\.0)
    }

    /// More than any program of ours has indicators.
    private static let mostFigures: Int64 = 200

    private func enteredRow(_ table: Table, _ id: Int64) throws -> [String: SQLValue]? {
        let text = try one(
            "SELECT after FROM audit WHERE entity = ? AND record_id = ? AND kind = 'insert' ORDER BY sequence LIMIT 1",
            [.text(table.name), .integer(id)]
        ) { $0.optionalText(0) }
        return text.flatMap { $0 }.flatMap(AuditedRow.init)?.values
    }
}
