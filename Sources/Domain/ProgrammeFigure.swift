/// A figure of one programme, counted from its members' steps and its activities. Its evidence rows are the figure: how
/// many different keys they have.
public enum ProgrammeFigure: String, FigureName {
    case membersSigned = "members_signed"
    case membersNegotiating = "members_negotiating"
    case newlySigned = "newly_signed"
    case activities

    public var name: Phrase {
        switch self {
        case .membersSigned: Phrase("签约单位数", en: "Members signed")
        case .membersNegotiating: Phrase("洽谈中单位数", en: "Members negotiating")
        case .newlySigned: Phrase("新签约单位数", en: "Members newly signed")
        case .activities: Phrase("活动场次", en: "Activities held")
        }
    }

    public var unit: Phrase {
        switch self {
        case .membersSigned, .membersNegotiating, .newlySigned: Phrase("家", en: "organizations")
        case .activities: Phrase("场", en: "activities")
        }
    }

    /// The written counting rule, as it stands beside the figure.
    public var rule: Phrase {
        switch self {
        case .membersSigned:
            Phrase(
                "到期末那天阶段是“已签约”的不同单位数；合并过的单位算一家，误录的不算。",
                en:
                    "Different organizations that stood at “signed” at the end of the period's last day; merged ones are one, mistaken entries are not counted."
            )
        case .membersNegotiating:
            Phrase(
                "到期末那天阶段是“洽谈中”的不同单位数；合并过的单位算一家，其中已签约的不算在洽谈中。",
                en:
                    "Different organizations that stood at “negotiating” at the end of the period's last day; merged ones are one, and not negotiating once one of them has signed."
            )
        case .newlySigned:
            Phrase(
                "期内由“洽谈中”进到“已签约”的不同单位数，后来退出的也算；误录的不算。",
                en:
                    "Different organizations that went from “negotiating” to “signed” in the period, also those that left later; mistaken entries are not counted."
            )
        case .activities:
            Phrase(
                "期内开始并已举办的本专项活动数；分会场和协办不另算。",
                en:
                    "The programme's activities held that began in the period; sub-sessions and co-hosts are not counted again."
            )
        }
    }

    /// Whether its rows are organizations, which can be told apart by their kind.
    public var countsMembers: Bool { self != .activities }
}

/// A programme's figure in a period.
public struct ProgrammeLine: Sendable, Equatable {
    public let figure: ProgrammeFigure
    public let value: Int64
    /// How many of each kind of organization; kinds without any are left out, and so are all for activities.
    public let kinds: [KindCount]

    public struct KindCount: Sendable, Equatable {
        public let kind: Organization.Kind
        public let value: Int64

        public init(kind: Organization.Kind, value: Int64) {
            self.kind = kind
            self.value = value
        }
    }

    public init(figure: ProgrammeFigure, value: Int64, kinds: [KindCount]) {
        self.figure = figure
        self.value = value
        self.kinds = kinds
    }
}
