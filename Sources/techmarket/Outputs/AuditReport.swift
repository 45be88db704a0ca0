import Domain
import Exchange
import Market

/// Audit entries and what a check of them found, for people and for programs.
struct AuditReport {
    private let logins: [User.ID: String]
    private let names: [User.ID: String]
    private let language: Language

    init(people: [User], language: Language) {
        logins = Dictionary(people.map { ($0.id, $0.login) }) { first, _ in first }
        names = Dictionary(people.map { ($0.id, $0.name) }) { first, _ in first }
        self.language = language
    }

    // MARK: Entries

    func members(_ entry: AuditEntry) -> JSON.Members { entry.members(logins) }

    func text(_ entries: [AuditEntry], width: Int?) -> String {
        guard !entries.isEmpty else { return inWords("没有符合条件的记录。\n", en: "Nothing found.\n") }
        var table = Table([
            .number(Phrase("序号", en: "number")[language]), .text(Phrase("时间", en: "when")[language]),
            .text(Phrase("谁", en: "who")[language]), .text(Field.action.name[language]),
            .text(Phrase("写入", en: "write")[language]), .text(Phrase("表", en: "table")[language]),
            .number(Phrase("行", en: "row")[language]), .text(Field.code.name[language]),
            .text(Phrase("改动", en: "changes")[language]), .text(Phrase("校验值", en: "hash")[language]),
        ])
        for entry in entries {
            table.add([
                String(entry.sequence), entry.at.phrase[language], entry.actor.flatMap { names[$0] } ?? "",
                entry.action, kind(entry.kind)[language], entry.entity, String(entry.record), code(entry),
                changes(entry), String(entry.hash.prefix(12)),
            ])
        }
        return table.text(width: width)
    }

    /// The code of the record that was written, if its row has one.
    private func code(_ entry: AuditEntry) -> String {
        guard case .string(let code)? = Self.row(entry.after ?? entry.before)["code"] else { return "" }
        return code
    }

    /// What an edit changed, column by column, as the row has it.
    private func changes(_ entry: AuditEntry) -> String {
        guard entry.kind == .update else { return "" }
        let (before, after) = (Self.row(entry.before), Self.row(entry.after))
        let columns = after.keys.filter { $0 != "version" && before[$0] != after[$0] }.sorted()
        return columns.map { "\($0): \(Self.short(before[$0])) → \(Self.short(after[$0]))" }.joined(
            separator: "; "
        )
    }

    private static func row(_ snapshot: String?) -> JSON.Members {
        guard let snapshot, case .object(let row)? = try? JSON.reading(snapshot.utf8) else { return [:] }
        return row
    }

    private static func short(_ value: JSON?) -> String {
        switch value {
        case nil, .null?: "–"
        case .string(let text)?: String(text.prefix(20)) + (text.count > 20 ? "…" : "")
        case let value?: value.text
        }
    }

    private func kind(_ kind: ChangeKind) -> Phrase {
        switch kind {
        case .insert: Phrase("新增", en: "insert")
        case .update: Phrase("修改", en: "update")
        case .delete: Phrase("删除", en: "delete")
        }
    }

    // MARK: Findings

    func json(_ finding: AuditFinding) -> JSON { finding.json(logins, language) }

    func sentence(_ finding: AuditFinding) -> String { finding.sentence[language] }
}
