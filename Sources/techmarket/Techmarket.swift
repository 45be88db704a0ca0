import ArgumentParser
import Domain

/// The program: one command a thing people do, all on one market's file.
@main
struct Techmarket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "techmarket",
        abstract: inWords(
            "技术交易市场的工作系统：登记需求和成果，推荐并跟进对接，直到合同和到账，并按期统计。",
            en:
                "The working system of a technology market: log demands and achievements, match them, follow each match to its money, and tally it all."
        ),
        discussion: inWords(
            """
            先新建市场数据文件，再登记、对接、统计：
              techmarket init
              techmarket org create --name 黄石东楚智造有限公司 --kind 企业
              techmarket demand create --organization 黄石东楚智造有限公司 --title 高强度轴承钢热处理工艺 --budget 120万元
              techmarket match suggest XQ-2021-0001
              techmarket report tally 2021

            数据文件：--db，否则环境变量 TECHMARKET_DB，否则当前文件夹的 techmarket.sqlite。
            身份：--user，否则 TECHMARKET_USER，否则 local。语言：--lang，否则 TECHMARKET_LANG，否则中文。

            \(ExitStatus.summary.zh)
            """,
            en: """
                Make a market's file, then log, match and tally:
                  techmarket init
                  techmarket org create --name 黄石东楚智造有限公司 --kind enterprise
                  techmarket demand create --organization 黄石东楚智造有限公司 --title 高强度轴承钢热处理工艺 --budget 120万元
                  techmarket match suggest XQ-2021-0001
                  techmarket report tally 2021

                The market's file: --db, else TECHMARKET_DB, else techmarket.sqlite in the current folder.
                Who you are: --user, else TECHMARKET_USER, else local. Language: --lang, else TECHMARKET_LANG, else Chinese.

                \(ExitStatus.summary.en)
                """
        ),
        groupedSubcommands: [
            CommandGroup(
                name: inWords("登记", en: "Records"),
                subcommands: [
                    OrganizationCommands.self, DemandCommands.self, AchievementCommands.self,
                    MatchCommands.self,
                    ContractCommands.self, PaymentCommands.self, ActivityCommands.self, VisitCommands.self,
                    ProgrammeCommands.self,
                ]
            ),
            CommandGroup(
                name: inWords("统计", en: "Figures"),
                subcommands: [
                    ReportCommands.self, TargetCommands.self, TaskCommands.self, ScreenCommands.self,
                ]
            ),
            CommandGroup(
                name: inWords("文件", en: "Files"),
                subcommands: [
                    Init.self, ImportCommands.self, Export.self, TemplateCommand.self, SeedCommands.self,
                    BackUp.self, Restore.self,
                    Doctor.self,
                ]
            ),
            CommandGroup(name: inWords("服务", en: "Service"), subcommands: [Serve.self, TokenCommands.self]),
            CommandGroup(
                name: inWords("管理", en: "Keeping"),
                subcommands: [
                    UserCommands.self, CodesCommands.self, AuditCommands.self, EmbeddingCommands.self,
                    BenchCommands.self,
                ]
            ),
        ]
    )

    static func main() async {
        let status = await Launcher.run(Array(CommandLine.arguments.dropFirst()))
        status.exit()
    }
}
