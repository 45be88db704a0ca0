import ArgumentParser
import Domain
import Exchange
import Market
import Reports

struct BureauCommand: MarketCommand {
    static let configuration = CommandConfiguration(
        "bureau",
        "局里的汇总表，一个期间的，数字已填好",
        en: "One of the bureau's sheets of a period, with its figures filled in",
        examples: [
            "report bureau 五个围绕 2021", "report bureau 五个围绕 2021 --output 汇总表.docx",
            "report bureau 领办实事 --report BB-2021-0001 --output 汇总表.xlsx",
        ],
        notes: Phrase(
            "默认取现在的数字；--report 取签发的报表里的数字，报送的表就与那份报表一致。文字里的数字有取不出的就不写成文件。",
            en:
                "Figures are those of now; --report takes those of an issued report, so that the sheet agrees with it. A sheet that lacks a figure is not written to a file."
        )
    )

    @Argument(help: help("汇总表：代号、表名或表名的一部分", en: "The sheet: name, title or part of it", value: "表"))
    var sheet: String

    @Argument(
        help: help(
            "期间：2021、2021Q2、2021-05……（默认报表的期间，否则今年）",
            en: "Period: 2021, 2021Q2, 2021-05… (default: that of the report, else this year)",
            value: "期间"
        )
    )
    var period: String?

    @Option(help: help("用这份签发的报表里的数字", en: "Take the figures of this issued report", value: "编号"))
    var report: String?

    @OptionGroup(title: inWords("输出", en: "Output")) var file: FileOptions

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        let (sheet, report, width) = (sheet, report, session.console.width)
        let typed = try parsedPeriod(period)
        let withRows = try file.chosen(isJSON: session.isJSON) == .xlsx
        @Sendable func filled(_ view: View) throws -> FilledSheet {
            let usual = report == nil ? Period(year: view.work.today.year) : nil
            return try view.work.bureauSheets.fill(sheet, typed ?? usual, report: report)
        }
        try await session.deliver(
            file,
            text: { Self.text(try filled($0), $0, width: width) },
            json: { try filled($0).json($0.work, $0.language) },
            paper: { try Paper(bureau: filled($0), withRows: withRows, $0.language) }
        )
    }

    private static func text(_ filled: FilledSheet, _ view: View, width: Int?) -> String {
        var table = Table(filled.sheet.columns.map { .text($0.heading) })
        for row in filled.rows {
            table.add(filled.sheet.columns.map { row.text($0.part).text.onOneLine })
        }
        var text = filled.sheet.title + "\n"
        for note in filled.notes { text += view.text(note) + "\n" }
        if !table.isEmpty { text += "\n" + table.text(width: width) }
        for fault in filled.faults {
            text += "\(fault.task.code) \(view.text(fault.error.message))\n"
        }
        return text
    }
}
