import Domain
import Exchange

/// What became of an import, for people and for programs.
struct ImportSummary {
    let report: ImportReport
    /// Nil for the program's own demonstration.
    let file: String?
    let isDryRun: Bool
    let refusedFile: String?

    /// Says it, and ends with `invalid` when lines were refused that nobody agreed to leave out.
    func say(at session: Session) throws {
        if session.isJSON {
            session.write(json(session.language))
        } else {
            session.console.write(text(session.language, width: session.console.width))
        }
        if !report.refused.isEmpty, refusedFile == nil || isDryRun { throw Finished(status: .invalid) }
    }

    private func json(_ language: Language) -> JSON {
        [
            "lines": .int(Int64(report.lines)),
            "created": counts(report.created),
            "updated": counts(report.updated),
            "same": counts(report.same),
            "refused": .array(
                report.refused.map { refusal in
                    [
                        "line": .int(Int64(refusal.line)),
                        "type": refusal.type.map(JSON.string) ?? .null,
                        "error": .object(refusal.error.jsonMembers(language)),
                    ]
                }
            ),
            "written": .bool(report.isWritten),
        ]
    }

    private func counts(_ counts: [RecordType: Int]) -> JSON {
        .object(
            JSON.Members(
                RecordType.allCases.compactMap { type in counts[type].map { (type.rawValue, .int(Int64($0))) }
                }
            )
        )
    }

    private func text(_ language: Language, width: Int?) -> String {
        var text = ""
        var table = Table([
            .text(Field.recordType.name[language]), .number(Phrase("新增", en: "new")[language]),
            .number(Phrase("更新", en: "updated")[language]), .number(Phrase("相同", en: "same")[language]),
        ])
        for type in RecordType.allCases {
            let (created, updated, same) = (
                report.created[type] ?? 0, report.updated[type] ?? 0, report.same[type] ?? 0
            )
            guard created + updated + same > 0 else { continue }
            table.add([type.name[language], String(created), String(updated), String(same)])
        }
        if !table.isEmpty { text += table.text(width: width) }
        for refusal in report.refused.prefix(Self.shown) {
            text += language == .zh ? "第 \(refusal.line) 行：" : "Line \(refusal.line): "
            text += refusal.error.message[language].onOneLine + "\n"
        }
        if report.refused.count > Self.shown {
            let more = report.refused.count - Self.shown
            text +=
                language == .zh
                ? "……还有 \(more) 行有错（--json 列出全部）。\n" : "… and \(more) more (--json lists all).\n"
        }
        return text + verdict[language] + "\n" + (next.map { Session.nextLine($0) + "\n" } ?? "")
    }

    /// More wrong lines than this are not read one by one.
    private static let shown = 50

    private var verdict: Phrase {
        let (lines, wrong) = (report.lines, report.refused.count)
        switch (wrong, isDryRun, report.isWritten) {
        case (0, true, _):
            return Phrase(
                "试导入：共 \(lines) 行，没有错，未写入。",
                en: "Dry run: \(lines) lines, none wrong, nothing written."
            )
        case (_, true, _):
            return Phrase(
                "试导入：共 \(lines) 行，\(wrong) 行有错，未写入。",
                en: "Dry run: \(lines) lines, \(wrong) wrong, nothing written."
            )
        case (0, false, _): return Phrase("共 \(lines) 行，全部处理完。", en: "\(lines) lines, all done.")
        case (_, false, true):
            let to = refusedFile ?? ""
            return Phrase(
                "共 \(lines) 行，\(wrong) 行有错，已原样写到 \(to)；其余已写入。",
                en: "\(lines) lines, \(wrong) wrong, put into \(to); the others are written."
            )
        case (_, false, false):
            return Phrase(
                "共 \(lines) 行，\(wrong) 行有错，一条也没有写入。",
                en: "\(lines) lines, \(wrong) wrong; nothing was written."
            )
        }
    }

    private var next: String? {
        guard let file else { return "report tally 2021" }
        switch (report.refused.isEmpty, isDryRun) {
        case (true, true): return "import \(file)"
        case (true, false): return "report tally"
        case (false, true):
            return "import \(file) --partial --refused refused.jsonl"
                + inWords("（或先改正有错的行）", en: " (or mend the lines first)")
        case (false, false):
            guard let refusedFile else {
                return "import \(file) --partial --refused refused.jsonl"
                    + inWords("（或先改正有错的行）", en: " (or mend the lines first)")
            }
            return "import \(refusedFile)" + inWords("（改正之后）", en: " (when they are mended)")
        }
    }
}
