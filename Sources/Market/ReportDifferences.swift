public import Domain
import Storage

extension Reports {
    /// A figure may have so many rows on either side that the other has not; with more the two reports have little to do
    /// with each other, and nobody reads on row by row.
    public static let mostDifferent = 20_000

    /// What became of a report's figures since, row by row, with the audit entries behind each.
    ///
    /// - Parameter other: the report to compare with; nil for the live figures of the same period. The earlier of two is
    ///   the base, whichever is named first.
    /// - Throws: `not_found`, `report_same`, `difference_too_large`.
    public func difference(_ reference: String, to other: String? = nil) throws -> ReportDifference {
        var base = try find(reference)
        var later = try other.map { try find($0) }
        if let one = later, one.id < base.id { (base, later) = (one, base) }
        guard later?.id != base.id else { throw Self.same(base) }
        let before = try work.transaction.figures(of: base.id)
        let after = try later.map { try work.transaction.figures(of: $0.id) } ?? liveFigures(base.period)
        let period = later?.period ?? base.period
        let last = try later?.sequence ?? work.transaction.lastChange()
        var codes = before.map(\.code)
        codes += after.map(\.code).filter { !codes.contains($0) }
        let figures = try codes.map { code in
            try figure(
                base,
                later,
                period,
                before.first { $0.code == code },
                after.first { $0.code == code },
                upTo: last
            )
        }
        return ReportDifference(
            base: base,
            other: later,
            period: period,
            at: later?.issuedAt ?? work.now,
            figures: figures
        )
    }

    /// The live figures as a report would freeze them, without what their rows come to, which is found on the way through
    /// them.
    private func liveFigures(_ period: Period) throws -> [ReportFigure] {
        let targets = try period.year.map { try work.targets.list(year: $0) } ?? []
        return Indicator.allCases.map { indicator in
            ReportFigure(
                code: indicator.rawValue,
                name: indicator.name,
                unit: indicator.unit,
                rule: indicator.rule,
                isMoney: indicator.isMoney,
                value: 0,
                target: targets.first { $0.indicator == indicator }?.value,
                rowCount: 0,
                rowsHash: ""
            )
        }
    }

    private func figure(
        _ base: Report,
        _ later: Report?,
        _ period: Period,
        _ before: ReportFigure?,
        _ after: ReportFigure?,
        upTo last: Int64
    ) throws -> FigureDifference {
        let code = before?.code ?? after?.code ?? ""
        let indicator = Indicator(rawValue: code)
        let rows: [RowDifference]
        var value = after?.value
        if let before, let after, later != nil, before.rowsHash == after.rowsHash {
            rows = []
        } else {
            let side: Transaction.LaterRows =
                if let later { after == nil ? .none : .issued(later.code, indicator: code) } else {
                    indicator.map { .live($0, period) } ?? .none
                }
            let apart = try work.transaction.rowsApart(
                base.code,
                before?.code,
                from: side,
                measure: after?.measure ?? .distinct,
                limit: Self.mostDifferent
            )
            guard !apart.isCut else { throw Self.tooDifferent(base, before?.name ?? after?.name) }
            if later == nil, after != nil { value = apart.value }
            let pairs = RowPairs(apart, base.period, period)
            let trails = try work.transaction.trails(
                of: (apart.gone + apart.new).map(Transaction.TrailKey.init),
                stages: Self.stages(indicator),
                after: base.sequence,
                upTo: last
            )
            rows = pairs.differences(trails, visible: work.visible)
        }
        let rules = before.flatMap { before in after.map { [before.rule, $0.rule] } }
        return FigureDifference(
            code: code,
            name: before?.name ?? after?.name ?? Phrase(code, en: code),
            unit: before?.unit ?? after?.unit ?? Phrase("", en: ""),
            isMoney: before?.isMoney ?? after?.isMoney ?? false,
            before: before?.value,
            after: value,
            targetBefore: before?.target,
            targetAfter: after?.target,
            rules: rules.flatMap { $0[0] == $0[1] ? nil : $0 },
            rows: rows
        )
    }

    /// The steps that an indicator counts.
    private static func stages(_ indicator: Indicator?) -> [String: String] {
        [
            "match_move": indicator == .intentions ? "intention" : "introduced",
            "demand_move": "accepted", "achievement_move": "published",
        ]
    }

    private static func same(_ report: Report) -> AppError {
        AppError(
            .invalid,
            "report_same",
            field: .report,
            value: report.code.description,
            Phrase(
                "两边都是报表 \(report.code)：请另选一份，或不写第二份，与现在的数字比较。",
                en: "Both are \(report.code): name another report, or none to compare with the live figures."
            )
        )
    }

    private static func tooDifferent(_ report: Report, _ name: Phrase?) -> AppError {
        AppError(
            .conflict,
            "difference_too_large",
            field: .report,
            value: report.code.description,
            Phrase(
                "与报表 \(report.code) 相比，“\(name?.zh ?? "")”有超过 \(mostDifferent) 条依据不同，逐条列出没有意义：请比较同一期间、时间相近的报表。",
                en:
                    "Against \(report.code), more than \(mostDifferent) rows of “\(name?.en ?? "")” differ: compare reports of the same period, issued closer to each other."
            )
        )
    }
}

/// Rows that only one side has, put together where both are about the same.
private struct RowPairs {
    private var pairs: [(before: EvidenceRow?, after: EvidenceRow?)] = []
    private let periodBefore: Period
    private let periodAfter: Period

    private struct Subject: Hashable {
        let kind: String
        let code: String

        init(_ row: EvidenceRow) {
            kind = row.kind
            code = row.code
        }
    }

    init(_ apart: Transaction.RowsApart, _ before: Period, _ after: Period) {
        (periodBefore, periodAfter) = (before, after)
        var new = Dictionary(grouping: apart.new, by: Subject.init)
        for row in apart.gone {
            let subject = Subject(row)
            guard var candidates = new[subject], !candidates.isEmpty else {
                pairs.append((row, nil))
                continue
            }
            let index = candidates.firstIndex { $0.key == row.key && $0.on == row.on }
            let match = candidates.remove(at: index ?? candidates.firstIndex { $0.key == row.key } ?? 0)
            new[subject] = candidates
            pairs.append((row, match))
        }
        for row in apart.new {
            guard let index = new[Subject(row)]?.firstIndex(of: row) else { continue }
            new[Subject(row)]?.remove(at: index)
            pairs.append((nil, row))
        }
        pairs.sort { ($0.before ?? $0.after)?.on ?? .earliest < ($1.before ?? $1.after)?.on ?? .earliest }
    }

    func differences(
        _ trails: [Transaction.TrailKey: Transaction.Trail],
        visible: (EvidenceRow) -> EvidenceRow
    ) -> [RowDifference] {
        pairs.map { before, after in
            let some = Set([before, after].compactMap { $0.map(Transaction.TrailKey.init) }).compactMap {
                trails[$0]
            }
            var entries: [AuditTrace] = []
            for entry in some.flatMap(\.entries).sorted(by: { $0.sequence < $1.sequence })
            where entries.last != entry {
                entries.append(entry)
            }
            let dates = some.flatMap(\.dates)
            var (kind, elsewhere): (RowDifference.Kind, Day?) = (.changed, nil)
            if after == nil {
                elsewhere = dates.last?.after.flatMap { periodAfter.contains($0) ? nil : $0 }
                kind = elsewhere == nil ? .withdrawn : .movedOut
            } else if before == nil {
                elsewhere = dates.first?.before.flatMap { periodBefore.contains($0) ? nil : $0 }
                kind = elsewhere == nil ? .added : .movedIn
            }
            return RowDifference(
                kind: kind,
                before: before.map(visible),
                after: after.map(visible),
                parts: before.flatMap { before in after.map { Self.parts(before, $0) } } ?? [],
                elsewhere: elsewhere,
                trail: entries
            )
        }
    }

    private static func parts(_ before: EvidenceRow, _ after: EvidenceRow) -> [RowDifference.Part] {
        RowDifference.Part.allCases.filter { part in
            switch part {
            case .amount: before.amount != after.amount
            case .date: before.on != after.on
            case .title: before.title != after.title
            case .organization: before.organization != after.organization
            case .key: before.key != after.key
            }
        }
    }
}
