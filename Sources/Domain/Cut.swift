/// One part that a dimension divides a figure into.
public struct Slice: Sendable, Hashable {
    /// What the slice stands for.
    public enum Kind: Sendable, Hashable {
        /// A value of the dimension: a month, an industry, a person.
        case value
        /// The rows that should have one and have none.
        case unknown
        /// The rows that the dimension has nothing to do with, such as visits where services are cut by activity.
        case beside
    }

    public let kind: Kind
    /// For programs: `2021-05`, `C`, `420281`, a record's code or a login; blank unless it is a value.
    public let key: String
    public let name: Phrase

    public init(kind: Kind, key: String, name: Phrase) {
        self.kind = kind
        self.key = key
        self.name = name
    }

    public static let unknown = Slice(kind: .unknown, key: "", name: Phrase("未填写", en: "Not recorded"))
    public static let beside = Slice(kind: .beside, key: "", name: Phrase("不涉及", en: "Not concerned"))
}

/// One figure cut by one dimension.
public struct Cut: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let slice: Slice
        /// A count, or fen.
        public let value: Int64
        public let rowCount: Int64
        /// The same a year before; nil unless that was asked for.
        public let previous: Int64?

        public init(slice: Slice, value: Int64, rowCount: Int64, previous: Int64?) {
            self.slice = slice
            self.value = value
            self.rowCount = rowCount
            self.previous = previous
        }
    }

    public let indicator: Indicator
    public let dimension: Dimension
    public let period: Period
    /// The same days a year before; nil unless that was asked for.
    public let previousPeriod: Period?
    /// In the order of time, else of the value, the largest first; what is unknown and what is not concerned stand last.
    public let lines: [Line]
    /// The figure itself, uncut.
    public let whole: Int64
    public let wholePrevious: Int64?
    public let at: Instant

    public init(
        indicator: Indicator,
        dimension: Dimension,
        period: Period,
        previousPeriod: Period?,
        lines: [Line],
        whole: Int64,
        wholePrevious: Int64?,
        at: Instant
    ) {
        self.indicator = indicator
        self.dimension = dimension
        self.period = period
        self.previousPeriod = previousPeriod
        self.lines = lines
        self.whole = whole
        self.wholePrevious = wholePrevious
        self.at = at
    }

    /// What the lines add up to; more than the whole when something distinct is counted in several.
    public var sum: Int64 { lines.reduce(0) { $0 + $1.value } }

    /// Whether the lines add up to the whole. Where they don't, `remark` says so.
    public var addsUp: Bool { sum == whole }

    /// What must stand below a cut whose lines don't add up; nil where they do.
    public var remark: Phrase? { addsUp ? nil : Self.overlap(indicator) }

    /// Why the parts of a figure add up to more than the whole.
    public static func overlap(_ indicator: Indicator) -> Phrase {
        Phrase(
            "“\(indicator.name.zh)”去重计数：同一个可以出现在几行，各行相加大于合计，合计是去重后的数。",
            en:
                "“\(indicator.name.en)” counts each once: one may stand in several lines, so the lines add up to more than the whole."
        )
    }
}

extension Cut.Line {
    /// By how much it grew against the year before, in tenths of a per cent, rounded towards zero; nil without a year
    /// before, or when that was nothing.
    public var growth: Int64? { Share.growth(from: previous, to: value) }
}

/// Shares in whole tenths of a per cent, so that nothing is rounded twice.
public enum Share {
    /// `part` of `whole`, rounded down; nil of nothing.
    public static func tenths(_ part: Int64, of whole: Int64) -> Int64? {
        guard whole > 0 else { return nil }
        return Int64((Double(part) / Double(whole) * 1000).rounded(.down))
    }

    /// The growth from one value to another.
    public static func growth(from previous: Int64?, to value: Int64) -> Int64? {
        guard let previous, previous > 0 else { return nil }
        return Int64((Double(value - previous) / Double(previous) * 1000).rounded(.towardZero))
    }

    /// `12.5%`, `-3.0%`.
    public static func text(_ tenths: Int64) -> String {
        "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)%"
    }
}

/// One figure cut by two dimensions at once.
public struct CrossTable: Sendable, Equatable {
    public let indicator: Indicator
    public let rowDimension: Dimension
    public let columnDimension: Dimension
    public let period: Period
    public let rows: [Slice]
    public let columns: [Slice]
    /// By row, then by column; zero where there is nothing.
    public let cells: [[Int64]]
    /// The figure of each row over all columns, and of each column over all rows: counted, not added up.
    public let rowTotals: [Int64]
    public let columnTotals: [Int64]
    /// The figure itself, uncut.
    public let whole: Int64
    public let at: Instant

    public init(
        indicator: Indicator,
        rowDimension: Dimension,
        columnDimension: Dimension,
        period: Period,
        rows: [Slice],
        columns: [Slice],
        cells: [[Int64]],
        rowTotals: [Int64],
        columnTotals: [Int64],
        whole: Int64,
        at: Instant
    ) {
        self.indicator = indicator
        self.rowDimension = rowDimension
        self.columnDimension = columnDimension
        self.period = period
        self.rows = rows
        self.columns = columns
        self.cells = cells
        self.rowTotals = rowTotals
        self.columnTotals = columnTotals
        self.whole = whole
        self.at = at
    }

    public var addsUp: Bool {
        rowTotals.reduce(0, +) == whole && columnTotals.reduce(0, +) == whole
            && cells.allSatisfy { !$0.isEmpty } && cells.map { $0.reduce(0, +) } == rowTotals
    }

    /// What must stand below a table whose cells don't add up; nil where they do.
    public var remark: Phrase? { addsUp ? nil : Cut.overlap(indicator) }
}

/// Every figure cut by one dimension, side by side.
public struct CutSheet: Sendable, Equatable {
    public struct Column: Sendable, Equatable {
        public let indicator: Indicator
        /// One for each slice of the sheet; nil where the dimension does not apply to the figure (不适用).
        public let values: [Int64]?
        /// The figure itself, uncut.
        public let whole: Int64

        public init(indicator: Indicator, values: [Int64]?, whole: Int64) {
            self.indicator = indicator
            self.values = values
            self.whole = whole
        }

        /// Whether the values add up to the whole; so do none.
        public var addsUp: Bool { values.map { $0.reduce(0, +) == whole } ?? true }
    }

    public let dimension: Dimension
    public let period: Period
    public let slices: [Slice]
    /// One for each indicator, in order.
    public let columns: [Column]
    public let at: Instant

    public init(dimension: Dimension, period: Period, slices: [Slice], columns: [Column], at: Instant) {
        self.dimension = dimension
        self.period = period
        self.slices = slices
        self.columns = columns
        self.at = at
    }
}
