/// Figures to be drawn: by our own code as SVG, by the spreadsheet itself in a workbook.
public struct Chart: Sendable, Equatable {
    public enum Shape: Sendable {
        /// A line through the values in the order of time.
        case trend
        /// Columns side by side, for few values in the order of time.
        case columns
        /// Bars under each other with their names at the left: by industry, by institution.
        case bars
        /// Bars that get shorter from stage to stage, with what share of the stage before is left.
        case funnel
    }

    /// One value with what is said beside it, such as `6,230 万元`.
    public struct Point: Sendable, Equatable {
        public let value: Double
        public let text: String

        /// - Parameter value: In the chart's unit. What is no number counts as zero.
        public init(_ value: Double, _ text: String) {
            self.value = value.isFinite ? value : 0
            self.text = text
        }
    }

    public struct Series: Sendable, Equatable {
        public let name: String
        /// One for each label; nil where nothing is known, such as a month still to come.
        public let points: [Point?]

        public init(_ name: String, _ points: [Point?]) {
            self.name = name
            self.points = points
        }
    }

    /// What is to be reached, as a line of its own.
    public struct Target: Sendable, Equatable {
        public let name: String
        public let point: Point

        public init(_ name: String, _ point: Point) {
            self.name = name
            self.point = point
        }
    }

    public let shape: Shape
    public let title: String
    /// What the chart shows, in a sentence for those who can't see it.
    public let summary: String
    /// What the values are in, such as 万元 or 项.
    public let unit: String
    /// The names along the axis: months, industries, stages.
    public let labels: [String]
    public let series: [Series]
    public let target: Target?

    public init(
        _ shape: Shape,
        title: String,
        summary: String,
        unit: String,
        labels: [String],
        series: [Series],
        target: Target? = nil
    ) {
        precondition(
            series.allSatisfy { $0.points.count == labels.count },
            "each series of a chart has a point for each label"
        )
        self.shape = shape
        self.title = title
        self.summary = summary
        self.unit = unit
        self.labels = labels
        self.series = series
        self.target = target
    }
}
