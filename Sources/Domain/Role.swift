/// What a person may do. Each role may do all that the ones before it may.
public enum Role: String, Sendable, CaseIterable, Comparable {
    /// 局领导: reads.
    case viewer
    /// 市场工作人员: logs records and follows matches up.
    case staff
    /// 负责人: reviews, publishes, sets targets, issues reports.
    case manager
    /// 管理员: keeps users, code lists and the file itself.
    case admin

    public var name: Phrase {
        switch self {
        case .viewer: Phrase("查看", en: "viewer")
        case .staff: Phrase("工作人员", en: "staff")
        case .manager: Phrase("负责人", en: "manager")
        case .admin: Phrase("管理员", en: "admin")
        }
    }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .staff: 1
        case .manager: 2
        case .admin: 3
        }
    }

    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}
