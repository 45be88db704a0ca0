public import Domain

/// The kinds of record that files hold, in an order in which each refers only to earlier ones.
public enum RecordType: String, CaseIterable, Sendable {
    case user, organization, demand, achievement, programme, activity, visit, match, contract, payment, target
    case bureauSheet = "bureau_sheet"
    case task

    /// The kind whose codes its records bear; nil for records without codes.
    public var codeKind: RecordCode.Kind? { RecordCode.Kind(rawValue: rawValue) }

    /// The type of the records that bear a kind of code; nil for those that no file holds.
    init?(_ kind: RecordCode.Kind) { self.init(rawValue: kind.rawValue) }

    public var name: Phrase {
        switch self {
        case .user: Phrase("用户", en: "user")
        case .organization: Phrase("单位", en: "organization")
        case .demand: Phrase("技术需求", en: "demand")
        case .achievement: Phrase("科技成果", en: "achievement")
        case .programme: Phrase("专项", en: "programme")
        case .activity: Phrase("活动", en: "activity")
        case .visit: Phrase("走访服务", en: "visit")
        case .match: Phrase("对接", en: "match")
        case .contract: Phrase("技术合同", en: "contract")
        case .payment: Phrase("到账", en: "payment")
        case .target: Phrase("年度目标", en: "target")
        case .bureauSheet: Phrase("汇总表", en: "bureau's sheet")
        case .task: Phrase("重点任务", en: "key task")
        }
    }
}
