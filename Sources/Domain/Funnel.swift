/// How matches get from a suggestion to the money.
public struct Funnel: Sendable, Equatable {
    /// Which matches are counted.
    public enum Basis: String, Sendable, CaseIterable {
        /// Those that entered a stage in the period, whenever they began: the very counts of the figures.
        case entered
        /// Those that began in the period, and how far each has come by now.
        case cohort

        public var name: Phrase {
            switch self {
            case .entered: Phrase("期内进入各阶段的对接", en: "Matches that entered each stage in the period")
            case .cohort: Phrase("期内开始的对接走到哪一步", en: "How far matches that began in the period have come")
            }
        }

        public var rule: Phrase {
            switch self {
            case .entered:
                Phrase(
                    "每一阶段数期内进入该阶段的不同对接，误录的不算；“意向”与指标“意向数”相同。到账数期内有到账的对接。转化率是与上一阶段之比；停留天数取期内离开该阶段的对接的中位数。",
                    en:
                        "Each stage counts the different matches that entered it in the period, mistakes left out, as the figures do; paid ones had a receipt in it. Conversion is against the stage before; days are the median over matches that left the stage in the period."
                )
            case .cohort:
                Phrase(
                    "只看第一步在期内的对接，误录的不算；每一阶段数到现在曾进入过该阶段的。转化率是与上一阶段之比；停留天数取已离开该阶段的对接的中位数。",
                    en:
                        "Only matches whose first step lies in the period, mistakes left out; each stage counts those that have ever entered it by now. Conversion is against the stage before; days are the median over matches that have left the stage."
                )
            }
        }
    }

    /// A step of the way; `paid` comes after signing, beside completion.
    public enum Step: String, Sendable, CaseIterable {
        case suggested, introduced, intention, signed, completed, paid

        public var name: Phrase {
            switch self {
            case .paid: Phrase("已到账", en: "paid")
            default: MatchStage(rawValue: rawValue)?.name ?? Phrase(rawValue, en: rawValue)
            }
        }

        /// The step that its conversion is measured against.
        public var before: Step? {
            switch self {
            case .suggested: nil
            case .introduced: .suggested
            case .intention: .introduced
            case .signed: .intention
            case .completed, .paid: .signed
            }
        }
    }

    public struct Stage: Sendable, Equatable {
        public let step: Step
        public let count: Int64
        /// Of the matches of the step before, how many got here, in tenths of a per cent; nil where nothing came before.
        /// Above 1000 when more entered than in the same period entered the step before.
        public let conversion: Int64?
        /// Twice the median of the days that matches stayed before they went on or ended, since a median may end in a half;
        /// nil when none left, and for steps that nothing comes after.
        public let doubledMedianDays: Int64?
        /// How many matches that median is over.
        public let left: Int64
        /// How many matches ended from here.
        public let ended: Int64

        public init(
            step: Step,
            count: Int64,
            conversion: Int64?,
            doubledMedianDays: Int64?,
            left: Int64,
            ended: Int64
        ) {
            self.step = step
            self.count = count
            self.conversion = conversion
            self.doubledMedianDays = doubledMedianDays
            self.left = left
            self.ended = ended
        }

        /// `12` or `12.5`.
        public var medianDays: String? {
            doubledMedianDays.map { $0.isMultiple(of: 2) ? "\($0 / 2)" : "\($0 / 2).5" }
        }
    }

    /// Why matches ended.
    public struct Ending: Sendable, Equatable {
        /// The stage that they ended from.
        public let from: MatchStage
        /// A code of the list `end_reason`.
        public let reason: String
        public let name: Phrase
        public let count: Int64

        public init(from: MatchStage, reason: String, name: Phrase, count: Int64) {
            self.from = from
            self.reason = reason
            self.name = name
            self.count = count
        }
    }

    public let period: Period
    public let basis: Basis
    /// One for each step, in order.
    public let stages: [Stage]
    /// The most frequent first.
    public let endings: [Ending]
    public let at: Instant

    public init(period: Period, basis: Basis, stages: [Stage], endings: [Ending], at: Instant) {
        self.period = period
        self.basis = basis
        self.stages = stages
        self.endings = endings
        self.at = at
    }
}
