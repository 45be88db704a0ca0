/// A table whose every write is audited: its name and its columns beside `id`, in order.
struct Table: Sendable {
    let name: String
    let columns: [String]
    /// Where `version` stands among the columns; nil for rows that are added and never changed.
    let versionIndex: Int?

    init(_ name: String, _ columns: [String]) {
        self.name = name
        self.columns = columns
        versionIndex = columns.firstIndex(of: "version")
    }

    /// The columns for a SELECT, with `id` first.
    var selected: String { columns.reduce("id") { "\($0), \($1)" } }

    /// The same with the table's name or alias before each.
    func selected(from alias: String) -> String { columns.reduce("\(alias).id") { "\($0), \(alias).\($1)" } }

    /// Every audited table, in an order in which rows may refer to earlier ones.
    static let audited: [Table] = [
        .userAccount, .codeList, .organization, .demand, .demandMove, .achievement, .achievementMove,
        .activity,
        .attendance, .visit, .match, .contract, .matchMove, .followUp, .contractMatch, .contractChange,
        .payment,
        .target, .organizationMerge, .credential, .apiToken, .receipt, .embeddingSettings,
        .importBatch, .importMapping,
        .report, .reportFigure, .marketSetting,
    ]
}
