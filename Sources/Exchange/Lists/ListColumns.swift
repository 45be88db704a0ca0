import Domain

extension ImportTemplate {
    /// The columns of the list of a kind of record that is handed out: those of the sheet that reading accepts, where there
    /// is one.
    static func list(_ type: RecordType) -> ImportTemplate {
        switch type {
        case .demand: demand
        case .achievement: achievement
        case .organization: organization
        case .contract: contract
        case .match: match
        case .payment: payment
        case .activity: activity
        case .visit: visit
        case .programme: programmes
        case .user: users
        case .target: targets
        case .bureauSheet: sheets
        case .task: tasks
        }
    }

    private static let programmes = ImportTemplate(
        "programme",
        Phrase("专项清单", en: "list of programmes"),
        .programme,
        [
            ImportColumn("code", .code, "编号", en: "code"), ImportColumn("external_id", .externalID),
            ImportColumn("name", .name, "专项名称", en: "name"), ImportColumn("goal", .goal),
            ImportColumn("starts_on", .startsOn, .day), ImportColumn("ends_on", .endsOn, .end),
            ImportColumn("department", .department), ImportColumn("owner", .owner),
            ImportColumn("state", .state, .word(ProgrammeState.allCases.map { ($0.rawValue, $0.name) })),
            ImportColumn("note", .note),
        ]
    )
}
