/// A figure that the market reports. Its evidence rows are the figure: their count, distinct count or sum.
public enum Indicator: String, FigureName {
    case enterprisesServed = "enterprises_served"
    case services
    case activities
    case demandsCollected = "demands_collected"
    case achievementsPublished = "achievements_published"
    case demandsIntroduced = "demands_introduced"
    case intentions
    case contractsSigned = "contracts_signed"
    case contractValue = "contract_value"
    case technologyValue = "technology_value"
    case payments

    /// What is done with the evidence rows.
    public enum Measure: Sendable {
        /// How many different keys they have.
        case distinct
        /// What their amounts add up to, in fen.
        case sum
    }

    public var measure: Measure {
        switch self {
        case .contractValue, .technologyValue, .payments: .sum
        default: .distinct
        }
    }

    /// Whether the figure is money; its value is then whole fen.
    public var isMoney: Bool { measure == .sum }

    public var name: Phrase {
        switch self {
        case .enterprisesServed: Phrase("服务企业数", en: "Enterprises served")
        case .services: Phrase("服务次数", en: "Services")
        case .activities: Phrase("组织活动场次", en: "Activities held")
        case .demandsCollected: Phrase("征集需求数", en: "Demands collected")
        case .achievementsPublished: Phrase("发布成果数", en: "Achievements published")
        case .demandsIntroduced: Phrase("对接需求数", en: "Demands introduced")
        case .intentions: Phrase("意向数", en: "Intentions")
        case .contractsSigned: Phrase("签约数", en: "Contracts signed")
        case .contractValue: Phrase("成交额", en: "Contract value")
        case .technologyValue: Phrase("技术交易额", en: "Technology value")
        case .payments: Phrase("到账额", en: "Payments received")
        }
    }

    /// The unit of the value in files and the API; people see money in 万元 or 元.
    public var unit: Phrase {
        switch self {
        case .enterprisesServed: Phrase("家", en: "enterprises")
        case .services: Phrase("次", en: "services")
        case .activities: Phrase("场", en: "activities")
        case .demandsCollected, .demandsIntroduced: Phrase("项", en: "demands")
        case .achievementsPublished: Phrase("项", en: "achievements")
        case .intentions: Phrase("项", en: "matches")
        case .contractsSigned: Phrase("项", en: "contracts")
        case .contractValue, .technologyValue, .payments: Phrase("分", en: "fen")
        }
    }

    /// The written counting rule, as it stands beside the figure.
    public var rule: Phrase {
        switch self {
        case .enterprisesServed:
            Phrase(
                "期内有走访、参加活动、需求受理或对接的不同企业数；合并过的单位算一家，只算类型为企业的单位。",
                en:
                    "Different enterprises with a visit, an attendance, a demand accepted or a match introduced in the period; merged organizations are one."
            )
        case .services:
            Phrase(
                "期内对企业的走访、参加活动、需求受理和对接的次数；一家企业参加一场活动算一次。",
                en:
                    "Visits to, attendances by, demands accepted from and matches introduced to enterprises in the period."
            )
        case .activities:
            Phrase(
                "期内开始并已举办的活动数；分会场和协办不另算。",
                en:
                    "Activities held that began in the period; sub-sessions and co-hosts are not counted again."
            )
        case .demandsCollected:
            Phrase("期内首次受理的需求数。", en: "Demands first accepted in the period.")
        case .achievementsPublished:
            Phrase("期内首次发布的成果数。", en: "Achievements first published in the period.")
        case .demandsIntroduced:
            Phrase(
                "期内有对接进入“已对接”的不同需求数。",
                en: "Different demands with a match that entered “introduced” in the period."
            )
        case .intentions:
            Phrase(
                "期内进入“意向”的不同对接数；误录的不算。",
                en:
                    "Different matches that entered “intention” in the period; mistaken entries are not counted."
            )
        case .contractsSigned:
            Phrase("期内签订、后来没有取消的合同数。", en: "Contracts signed in the period and not cancelled later.")
        case .contractValue:
            Phrase(
                "未取消的合同：签订日在期内的成交额，加上日期在期内的变更增减额。",
                en:
                    "Of contracts not cancelled: totals of those signed in the period, plus amendments dated in the period."
            )
        case .technologyValue:
            Phrase(
                "未取消的合同：签订日在期内的技术交易额，加上日期在期内的变更增减额。",
                en:
                    "Of contracts not cancelled: technical parts of those signed in the period, plus amendments dated in the period."
            )
        case .payments:
            Phrase("期内到账的金额，减去期内的退款。", en: "Payments received in the period, less refunds in the period.")
        }
    }
}

/// One row behind a figure.
public struct EvidenceRow: Sendable, Equatable {
    /// What a distinct count counts: rows with one key are one.
    public let key: String
    /// What the row is: `visit`, `attendance`, `demand`, `match`, `activity`, `contract`, `amendment`, `receipt`…
    public let kind: String
    /// The record to open.
    public let code: String
    public let title: String
    /// The enterprise or other organization concerned, if one is.
    public let organization: String
    public let on: Day
    /// In fen; nil where no money is meant.
    public let amount: Int64?

    public init(
        key: String,
        kind: String,
        code: String,
        title: String,
        organization: String,
        on: Day,
        amount: Int64?
    ) {
        self.key = key
        self.kind = kind
        self.code = code
        self.title = title
        self.organization = organization
        self.on = on
        self.amount = amount
    }

    /// Where the row stands in the order of the evidence. Rows that are alike in it share a place.
    public struct Place: Sendable, Equatable {
        public let on: Day
        public let code: String
        public let kind: String
        public let key: String

        public init(on: Day, code: String, kind: String, key: String) {
            self.on = on
            self.code = code
            self.kind = kind
            self.key = key
        }
    }

    public var place: Place { Place(on: on, code: code, kind: kind, key: key) }
}

/// What the market set out to reach in a year, on the very indicator that is reported.
public struct Target: Sendable, Equatable {
    public typealias ID = Domain.ID<Target>

    public let id: ID
    public let year: Int
    public let indicator: Indicator
    /// In the indicator's unit: a count, or fen.
    public let value: Int64
    public let version: Int64

    public init(id: ID, year: Int, indicator: Indicator, value: Int64, version: Int64) {
        self.id = id
        self.year = year
        self.indicator = indicator
        self.value = value
        self.version = version
    }
}
