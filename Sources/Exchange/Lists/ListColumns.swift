import Domain

/// The columns of the lists that are handed out: those of the sheets that reading accepts, and for kinds of record that no
/// sheet is read of, the ones that people ask for.
extension ImportTemplate {
    /// The sheet of a kind of record; nil for kinds that are no lists.
    static func list(_ type: RecordType) -> ImportTemplate? {
        switch type {
        case .demand: demand
        case .achievement: achievement
        case .organization: organization
        case .contract: contract
        case .match: matches
        case .payment: payments
        case .activity: activities
        case .visit: visits
        case .user, .target: nil
        }
    }

    private static let matches = ImportTemplate(
        "match",
        Phrase("对接清单", en: "matches"),
        .match,
        [
            ImportColumn("code", .code, "编号", en: "code"),
            ImportColumn("demand", .demand, "需求编号", en: "demand"),
            ImportColumn("demand.title", .title, "需求名称", en: "title of the demand"),
            ImportColumn("achievement", .achievement, "成果编号", en: "achievement"),
            ImportColumn("achievement.title", .title, "成果名称", en: "title of the achievement"),
            ImportColumn(
                "stage",
                .stage,
                nil,
                en: nil,
                .word(MatchStage.allCases.map { ($0.rawValue, $0.name) })
            ),
            ImportColumn("score", .score, nil, en: nil, .integer),
            ImportColumn("owner", .owner),
            ImportColumn("next_step", .nextStep),
            ImportColumn("next_on", .nextOn, nil, en: nil, .day),
        ]
    )

    private static let payments = ImportTemplate(
        "payment",
        Phrase("到账清单", en: "payments"),
        .payment,
        [
            ImportColumn("code", .code, "编号", en: "code"), ImportColumn("external_id", .externalID),
            ImportColumn("contract", .contract, "合同编号", en: "contract"),
            ImportColumn("contract.title", .title, "合同名称", en: "title of the contract"),
            ImportColumn(
                "kind",
                .kind,
                nil,
                en: nil,
                .word(Payment.Kind.allCases.map { ($0.rawValue, $0.name) })
            ),
            ImportColumn("amount_fen", .amount, nil, en: nil, .money),
            ImportColumn("on", .on, nil, en: nil, .day), ImportColumn("note", .note),
        ]
    )

    private static let activities = ImportTemplate(
        "activity",
        Phrase("活动清单", en: "activities"),
        .activity,
        [
            ImportColumn("code", .code, "编号", en: "code"), ImportColumn("external_id", .externalID),
            ImportColumn("title", .title, "活动名称", en: "title"),
            ImportColumn("kind", .kind, "活动类型", en: "kind", .code(.activityKind)),
            ImportColumn("on", .on, nil, en: nil, .day), ImportColumn("ends_on", .endsOn, nil, en: nil, .end),
            ImportColumn("place", .place), ImportColumn("host", .host),
            ImportColumn("co_hosts", .coHosts, nil, en: nil, .list), ImportColumn("parent", .parent),
            ImportColumn(
                "state",
                .state,
                nil,
                en: nil,
                .word(Activity.State.allCases.map { ($0.rawValue, $0.name) })
            ),
            ImportColumn("note", .note),
        ]
    )

    private static let visits = ImportTemplate(
        "visit",
        Phrase("走访服务清单", en: "visits"),
        .visit,
        [
            ImportColumn("code", .code, "编号", en: "code"), ImportColumn("external_id", .externalID),
            ImportColumn("organization", .organization, "单位名称", en: "organization", .organization),
            ImportColumn("organization.credit_code", .creditCode),
            ImportColumn("on", .on, nil, en: nil, .day),
            ImportColumn("kind", .kind, "走访类型", en: "kind", .code(.visitKind)),
            ImportColumn("staff", .staff), ImportColumn("summary", .visitSummary),
            ImportColumn("result", .result),
        ]
    )
}
