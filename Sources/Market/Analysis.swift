public import Domain
import Storage

extension Work {
    public var analysis: Analysis { Analysis(work: self) }
}

/// Figures in parts: by time, industry, place, person and so on, over the very rows that make them.
public struct Analysis {
    let work: Work

    /// One figure by one dimension.
    ///
    /// - Parameter comparesYears: whether each part's value a year before is wanted, too.
    /// - Throws: `dimension_not_applicable`, `market_region_missing`.
    public func cut(
        _ indicator: Indicator,
        by dimension: Dimension,
        in period: Period,
        comparesYears: Bool = false
    ) throws -> Cut {
        try Self.check(dimension, indicator)
        let region = try region(for: [dimension])
        let now = try work.transaction.cut(indicator, by: dimension, in: period, region: region)
        let yearBefore = comparesYears ? period.yearBefore : nil
        let before = try yearBefore.map {
            try work.transaction.cut(indicator, by: dimension, in: $0, region: region)
        }
        var values: [SliceKey: (value: Int64, rows: Int64)] = [:]
        for part in now.parts {
            let key = SliceKey(part.slice, dimension)
            let sum = values[key] ?? (0, 0)
            values[key] = (sum.value + part.value, sum.rows + part.rows)
        }
        var previous: [SliceKey: Int64] = [:]
        for part in before?.parts ?? [] {
            previous[SliceKey(part.slice, dimension).nextYear(dimension), default: 0] += part.value
        }
        var keys = Set(values.keys).union(previous.keys)
        keys.formUnion(SliceKey.all(dimension, in: period))
        let names = try SliceNames(dimension, keys, work)
        let ordered = names.ordered(keys) { values[$0]?.value ?? 0 }
        return Cut(
            indicator: indicator,
            dimension: dimension,
            period: period,
            previousPeriod: yearBefore,
            lines: ordered.map { key in
                Cut.Line(
                    slice: names.slice(key),
                    value: values[key]?.value ?? 0,
                    rowCount: values[key]?.rows ?? 0,
                    previous: before.map { _ in previous[key] ?? 0 }
                )
            },
            whole: now.whole,
            wholePrevious: before?.whole,
            at: work.now
        )
    }

    /// Every figure by one dimension.
    public func sheet(by dimension: Dimension, in period: Period) throws -> CutSheet {
        let region = try region(for: [dimension])
        var raw: [Indicator: (parts: [SliceKey: Int64], whole: Int64)] = [:]
        for indicator in Indicator.allCases where dimension.applies(to: indicator) {
            let cut = try work.transaction.cut(indicator, by: dimension, in: period, region: region)
            var parts: [SliceKey: Int64] = [:]
            for part in cut.parts { parts[SliceKey(part.slice, dimension), default: 0] += part.value }
            raw[indicator] = (parts, cut.whole)
        }
        var keys = Set(SliceKey.all(dimension, in: period))
        for cut in raw.values { keys.formUnion(cut.parts.keys) }
        let names = try SliceNames(dimension, keys, work)
        let ordered = names.ordered(keys) { key in
            raw.values.reduce(0) { sum, cut in max(sum, cut.parts[key] ?? 0) }
        }
        return CutSheet(
            dimension: dimension,
            period: period,
            slices: ordered.map(names.slice),
            columns: try Indicator.allCases.map { indicator in
                guard let cut = raw[indicator] else {
                    let whole = try work.tallies.figure(indicator, in: period)
                    return CutSheet.Column(indicator: indicator, values: nil, whole: whole)
                }
                return CutSheet.Column(
                    indicator: indicator,
                    values: ordered.map { cut.parts[$0] ?? 0 },
                    whole: cut.whole
                )
            },
            at: work.now
        )
    }

    /// One figure by two dimensions at once.
    ///
    /// - Throws: `dimension_not_applicable`, `dimensions_same`, `market_region_missing`.
    public func cross(
        _ indicator: Indicator,
        by rows: Dimension,
        and columns: Dimension,
        in period: Period
    ) throws -> CrossTable {
        try Self.check(rows, indicator)
        try Self.check(columns, indicator)
        guard rows != columns else { throw Self.same(rows) }
        let raw = try work.transaction.cross(
            indicator,
            by: rows,
            and: columns,
            in: period,
            region: try region(for: [rows, columns])
        )
        let (down, across) = (try axis(rows, raw.rows, period), try axis(columns, raw.columns, period))
        var cells: [[Int64]] = Array(
            repeating: Array(repeating: 0, count: across.keys.count),
            count: down.keys.count
        )
        for cell in raw.cells {
            guard let row = down.places[SliceKey(cell.row, rows)],
                let column = across.places[SliceKey(cell.column, columns)]
            else { continue }
            cells[row][column] += cell.value
        }
        return CrossTable(
            indicator: indicator,
            rowDimension: rows,
            columnDimension: columns,
            period: period,
            rows: down.slices,
            columns: across.slices,
            cells: cells,
            rowTotals: down.totals,
            columnTotals: across.totals,
            whole: raw.whole,
            at: work.now
        )
    }

    private struct Axis {
        let keys: [SliceKey]
        let slices: [Slice]
        let totals: [Int64]
        let places: [SliceKey: Int]
    }

    private func axis(
        _ dimension: Dimension,
        _ totals: [(slice: Transaction.RawSlice, value: Int64)],
        _ period: Period
    ) throws -> Axis {
        var values: [SliceKey: Int64] = [:]
        for part in totals { values[SliceKey(part.slice, dimension), default: 0] += part.value }
        let keys = Set(values.keys).union(SliceKey.all(dimension, in: period))
        let names = try SliceNames(dimension, keys, work)
        let ordered = names.ordered(keys) { values[$0] ?? 0 }
        return Axis(
            keys: ordered,
            slices: ordered.map(names.slice),
            totals: ordered.map { values[$0] ?? 0 },
            places: Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1, $0) })
        )
    }

    // MARK: Refusals

    private func region(for dimensions: [Dimension]) throws -> RegionCode? {
        guard dimensions.contains(where: { $0 == .output || $0 == .absorption }) else { return nil }
        if let region = try work.marketSettings.region() { return region }
        throw AppError(
            .conflict,
            "market_region_missing",
            field: .marketRegion,
            Phrase(
                "还没有设定本市场地区，分不出输出和吸纳：请负责人先设定，如 techmarket report region 420200。",
                en:
                    "The market's own region is not set, so output and absorption can't be told apart: a manager sets it, such as techmarket report region 420200."
            )
        )
    }

    private static func check(_ dimension: Dimension, _ indicator: Indicator) throws(AppError) {
        guard dimension.applies(to: indicator) else {
            let fitting = Dimension.allCases.filter { $0.applies(to: indicator) }
            throw AppError(
                .invalid,
                "dimension_not_applicable",
                field: .dimension,
                value: dimension.rawValue,
                Phrase(
                    "“\(indicator.name.zh)”按“\(dimension.name.zh)”不适用：可以按\(fitting.map(\.name.zh).joined(separator: "、"))。",
                    en:
                        "“\(indicator.name.en)” has no “\(dimension.name.en)”; it can be cut by \(fitting.map(\.rawValue).joined(separator: ", "))."
                )
            )
        }
    }

    private static func same(_ dimension: Dimension) -> AppError {
        AppError(
            .invalid,
            "dimensions_same",
            field: .dimension,
            value: dimension.rawValue,
            Phrase(
                "两个维度都是“\(dimension.name.zh)”：请选两个不同的维度。",
                en: "Both dimensions are “\(dimension.name.en)”: choose two different ones."
            )
        )
    }
}
