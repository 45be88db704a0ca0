import Domain
import Exchange
import Market

/// The forms for a key task, with its texts as they will read beside them.
struct TaskForms: Sendable {
    let site: Site

    var forms: RecordForms {
        var forms = RecordForms(
            site: site,
            type: .task,
            kind: .task,
            section: .tasks,
            name: Phrase("重点任务", en: "key task")
        ) { _, _ in [] }
        forms.leastRole = .manager
        forms.partsOfMarket = { reader, work in Self.parts(reader, try work.bureauSheets.list()) }
        forms.look = { reader, members, desk, _ in
            try await desk.read { work in
                RecordForms.Look(beside: try Self.preview(reader, members, work), objection: nil)
            }
        }
        return forms
    }

    private static func parts(_ reader: Reader, _ sheets: [BureauSheet]) -> [FormPart] {
        func line(_ field: Field, hint: String = "", isRequired: Bool = false) -> FormField {
            FormField(field.code, reader(field.name), hint: hint, isRequired: isRequired)
        }
        func text(_ field: Field, rows: Int, hint: String = "") -> FormField {
            FormField(field.code, reader(field.name), .text(rows: rows), hint: hint)
        }
        let figures = reader(
            "可写活数字，如 {{服务企业数|余}}、{{成交额|万元}}",
            en: "May hold live figures such as {{服务企业数|余}} and {{成交额|万元}}"
        )
        let where_ = FormPart(
            reader("在哪张表上", en: "Where it stands"),
            [
                [
                    FormField(
                        "sheet",
                        reader(Field.bureauSheet.name),
                        .choice(sheets.map { ($0.name, $0.title) }, blank: "—"),
                        isRequired: true
                    ),
                    FormField(
                        "year",
                        reader(Field.year.name),
                        .number,
                        hint: reader("不填就是今年", en: "This year if left blank")
                    ),
                    FormField(
                        "position",
                        reader(Field.sheetPosition.name),
                        .number,
                        hint: reader("小的在前", en: "Smaller ones first")
                    ),
                ],
                [line(.taskGroup, hint: reader("如“围绕科技成果转化”；没有就不填", en: "What it comes under, if anything"))],
            ]
        )
        let task = FormPart(
            reader("任务", en: "The task"),
            [
                [line(.taskTitle, isRequired: true)], [text(.goal, rows: 3)],
                [
                    line(
                        .taskDeadline,
                        hint: reader("日期，或“2021年12月底”“长期坚持”", en: "A day, or words as the sheet has them")
                    )
                ],
                [text(.measures, rows: 4)], [text(.progress, rows: 6, hint: figures)],
                [line(.responsible), line(.post), line(.taskDepartment)],
                [
                    FormField(
                        "note",
                        reader(Field.note.name),
                        .text(rows: 2),
                        hint: reader("给自己人看的，不上表", en: "For the market's own people; on no sheet"),
                        isConfidential: true
                    )
                ],
            ]
        )
        return [where_, task]
    }

    /// The texts typed so far, with the figures of the task's year.
    private static func preview(_ reader: Reader, _ members: JSON.Members, _ work: Work) throws -> HTML {
        let year = members["year"]?.asString.flatMap { Int($0) }.flatMap { Period(year: $0)?.year }
        var content = KeyTask.Content(sheet: "", year: year ?? work.today.year, title: "")
        for field in KeyTaskContent.FigureField.allCases {
            content[text: field] = members[field.rawValue]?.asString ?? ""
        }
        let texts = try work.keyTasks.filled(content)
        let prose = KeyTaskContent.FigureField.allCases.map {
            FilledView.prose(reader, reader($0.field.name), texts[$0])
        }
        let words: HTML =
            prose.allSatisfy(\.isEmpty)
            ? "<p class=\"quiet\">\(reader("写了文字，这里就是填好数字的样子。", en: "What you write stands here with its figures."))</p>"
            : prose.joined
        return """
            <section class="card"><h2>\(reader("预览", en: "Preview")) <small>\(reader("\(content.year)年的数字", en: "figures of \(content.year)"))</small></h2>\
            \(words)</section><section class="card">\(FilledView.help(reader, try work.figureTexts.book()))</section>
            """
    }
}
