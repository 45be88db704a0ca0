public import Documents
public import Domain
public import Market

/// A sheet to hand out: it is filled in with any spreadsheet and read back as it is.
public enum BlankSheet {
    /// The rows that the lists and checks of a blank sheet cover.
    public static let rows = 2_000

    /// A workbook with the empty sheet and a page that says how to fill it in.
    ///
    /// - Throws: `no_scratch_file`.
    public static func write(
        _ template: ImportTemplate,
        _ work: Work,
        _ language: Language,
        in folder: String? = nil
    ) throws -> ScratchFile {
        let labels = CodeLabels(try work.codes(), language)
        let book = try Workbook(title: template.title[language], language: language, in: folder)
        let columns = template.columns.filter(isForPeople)
        let sheet = try book.sheet(
            template.title[language],
            SheetLayout(
                columns: columns.map { $0.column(.wan, language, marksRequired: true) },
                filters: false,
                frozenColumns: 1,
                typed: columns.map(format)
            )
        )
        try sheet.addHeadings()
        for (index, column) in columns.enumerated() {
            let name = column.heading[language]
            try sheet.explain(column: index, hint(column, labels, language))
            try sheet.restrict(column: index, rows: rows, to: rule(column, labels, language), title: name)
        }
        sheet.finish()
        try addInstructions(template, columns, labels, to: book, language)
        sheet.activate()
        return try book.finish()
    }

    /// Who fills in a sheet knows no codes of ours.
    private static func isForPeople(_ column: ImportColumn) -> Bool {
        !["code", "external_id", "score"].contains(column.key)
    }

    // MARK: What a cell takes

    /// How what is typed is kept: codes and phone numbers as the texts that they are.
    private static func format(_ column: ImportColumn) -> String {
        switch column.kind {
        case .money: "#,##0.00####"
        case .day, .end: "yyyy-mm-dd"
        case .integer: "0"
        default: "@"
        }
    }

    private static func rule(_ column: ImportColumn, _ labels: CodeLabels, _ language: Language) -> CellRule {
        let hint = hint(column, labels, language)
        let name = column.heading
        switch column.kind {
        case .money:
            let most = Double(Limits.money) / 1_000_000
            let refusal = Phrase(
                "“\(name.zh)”请填数字，单位万元，不能是负数。",
                en: "Give “\(name.en)” as a number in 10,000 yuan, not below zero."
            )
            return CellRule(.number(from: 0, to: most), hint: hint, refusal: refusal[language])
        case .day, .end:
            let refusal = Phrase(
                "“\(name.zh)”请填日期，如 2021-05-31。",
                en: "Give “\(name.en)” as a date, such as 2021-05-31."
            )
            return CellRule(.day(from: Day.earliest, to: Day.latest), hint: hint, refusal: refusal[language])
        case .integer:
            let refusal = Phrase("“\(name.zh)”请填整数。", en: "Give “\(name.en)” as a whole number.")
            return CellRule(.integer(from: 0, to: 1_000_000), hint: hint, refusal: refusal[language])
        case .word(let words):
            let refusal = Phrase("“\(name.zh)”请从列表中选。", en: "Choose “\(name.en)” from the list.")
            return CellRule(.oneOf(words.map { $0.name[language] }), hint: hint, refusal: refusal[language])
        case .code(let list):
            let choices = labels.choices(list, column.field)
            let words = Phrase(
                "“\(name.zh)”不在列表中。可以填代码或更细的名称，确定吗？",
                en: "“\(name.en)” is not in the list. A code or a finer name will do; keep it?"
            )
            return choices.isEmpty
                ? CellRule(.anything, hint: hint)
                : CellRule(.suggested(choices), hint: hint, refusal: words[language])
        case .text, .list, .codes, .organization, .user:
            let most = limit(column)
            let refusal = Phrase(
                "“\(name.zh)”最多 \(most) 个字：请缩短。",
                en: "“\(name.en)” takes at most \(most) characters: shorten it."
            )
            return CellRule(.length(atMost: most), hint: hint, refusal: refusal[language])
        }
    }

    private static func limit(_ column: ImportColumn) -> Int {
        switch column.member {
        case "summary", "detail", "problem", "key_indicators", "expected_result": Limits.text
        case "note", "ip_note", "result": Limits.note
        case "keywords": Limits.keyword * Limits.keywords
        case "aliases", "cooperation_modes", "ip_kinds": 1_000
        default: Limits.line
        }
    }

    private static func hint(_ column: ImportColumn, _ labels: CodeLabels, _ language: Language) -> String {
        let must = column.isRequired ? Phrase("必填。", en: "Required. ")[language] : ""
        return must + what(column, labels)[language]
    }

    /// What is to be written there.
    private static func what(_ column: ImportColumn, _ labels: CodeLabels) -> Phrase {
        switch column.kind {
        case .money: Phrase("数字，单位万元。", en: "A number, in 10,000 yuan.")
        case .day: Phrase("日期，如 2021-05-31。", en: "A date, such as 2021-05-31.")
        case .end: Phrase("最后一天，如 2021-12-31。", en: "The last day, such as 2021-12-31.")
        case .integer: Phrase("整数。", en: "A whole number.")
        case .word: Phrase("从列表中选。", en: "Choose from the list.")
        case .code: Phrase("从列表中选，也可以填代码。", en: "Choose from the list, or give a code.")
        case .codes(let list):
            Phrase(
                "可以填几个，用“、”分开：\(labels.choices(list, column.field).joined(separator: "、"))。",
                en: "Several with 、 between: \(labels.choices(list, column.field).joined(separator: ", "))."
            )
        case .list: Phrase("可以填几个，用“、”分开。", en: "Several with 、 between.")
        case .organization: Phrase("单位全称。", en: "The organization's full name.")
        case .user: Phrase("同事的姓名或登录名。", en: "A colleague's name or login.")
        case .text where column.key == "contract":
            Phrase("系统里的合同编号，或登记编号。", en: "The contract's code in the system, or its registration number.")
        case .text where column.member == "credit_code":
            Phrase("18 位统一社会信用代码。", en: "The unified social credit code, 18 characters.")
        case .text where column.member == "detail":
            Phrase("只有工作人员看得到。", en: "Read by the market's staff only.")
        case .text where column.member == "summary":
            Phrase("会公开，请不要写保密内容。", en: "Will be public: leave out what is confidential.")
        case .text: Phrase("文字，最多 \(limit(column)) 个字。", en: "Text, at most \(limit(column)) characters.")
        }
    }

    // MARK: How to fill it in

    private static func addInstructions(
        _ template: ImportTemplate,
        _ columns: [ImportColumn],
        _ labels: CodeLabels,
        to book: Workbook,
        _ language: Language
    ) throws {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        let page = try book.sheet(
            text("填写说明", "Instructions"),
            SheetLayout(
                title: text("\(template.title.zh)填写说明", "How to fill in the \(template.title.en)"),
                notes: [
                    text(
                        "每行填一条；带 * 的列必填，其他列没有就空着。",
                        "One record a row; columns with * are required, others may be left blank."
                    ),
                    text(
                        "不要改第一行的列名；不用的列可以删掉，列的顺序可以变。",
                        "Keep the headings of the first row; columns that aren't needed may go, in any order."
                    ),
                    text(
                        "改已有的记录时，空着的格子保持原样；要去掉一项，在格子里写“\(ClearingMark.text.zh)”。",
                        "Where a row changes a record, blank cells keep what is stored; to take a value away, write “\(ClearingMark.text.en)”."
                    ),
                    text(
                        "点列名右上角的红三角，或选中单元格，可以看到说明。",
                        "Point at a heading, or choose a cell, to read what it takes."
                    ),
                ],
                columns: [
                    Column(text("列名", "column"), width: 24),
                    Column(text("必填", "required"), alignment: .center, width: 10),
                    Column(text("怎么填", "what to write"), width: 80),
                ],
                filters: false,
                wraps: true
            )
        )
        try page.addHeadings()
        for column in columns {
            try page.add([
                .text(column.column(.wan, language).title), .text(column.isRequired ? "✓" : ""),
                .text(what(column, labels)[language]),
            ])
        }
        page.finish()
    }
}
