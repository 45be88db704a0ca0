/// A table whose every write is audited: its name and its columns beside `id`, in order.
struct Table: Sendable {
    let name: String
    let columns: [String]
    /// Where `version` stands among the columns; nil for rows that are added and never changed.
    let versionIndex: Int?
    /// How many of the columns, the last ones, a later step of the schema added: rows that were written before have null
    /// there, and their audit entries do not name them.
    let laterCount: Int
    /// The columns for a SELECT, with `id` first.
    let selected: String
    /// Adds a row of the columns' values and asks for its id.
    let insertion: String
    /// Sets all columns of the row with an id.
    let replacement: String

    /// - Parameter later: the columns that later steps of the schema added, in that order.
    init(_ name: String, _ columns: [String], later: [String] = []) {
        self.name = name
        self.columns = columns + later
        versionIndex = columns.firstIndex(of: "version")
        laterCount = later.count
        let all = self.columns
        selected = all.reduce("id") { "\($0), \($1)" }
        let marks = all.map { _ in "?" }.joined(separator: ", ")
        insertion = "INSERT INTO \(name) (\(all.joined(separator: ", "))) VALUES (\(marks)) RETURNING id"
        let sets = all.map { "\($0) = ?" }.joined(separator: ", ")
        replacement = "UPDATE \(name) SET \(sets) WHERE id = ?"
    }

    /// The same with the table's name or alias before each.
    func selected(from alias: String) -> String { columns.reduce("\(alias).id") { "\($0), \(alias).\($1)" } }

    /// Every audited table, in an order in which rows may refer to earlier ones.
    static let audited: [Table] = [
        .userAccount, .codeList, .organization, .demand, .demandMove, .achievement, .achievementMove,
        .programme, .programmeMember, .programmeMove, .activity, .attendance, .visit, .match, .contract,
        .matchMove, .followUp, .contractMatch, .contractChange,
        .payment,
        .target, .organizationMerge, .credential, .apiToken, .receipt, .embeddingSettings,
        .importBatch, .importMapping,
        .report, .reportFigure, .marketSetting, .bureauSheet, .task,
    ]
}
