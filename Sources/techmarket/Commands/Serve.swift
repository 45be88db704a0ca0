import ArgumentParser
import Domain
import Logging
import Market
import Web

/// The whole service in one process.
struct Serve: MarketCommand {
    static let configuration = CommandConfiguration(
        "serve",
        "启动网页服务",
        en: "Start the web service",
        examples: ["serve", "serve --host 0.0.0.0 --port 80 --name 黄石市技术交易市场"]
    )

    @Option(
        help: help(
            "监听地址（默认 127.0.0.1，只有本机能访问）",
            en: "Address to listen on (default 127.0.0.1: this machine only)",
            value: "地址"
        )
    )
    var host: String?

    @Option(help: help("端口（默认 8080）", en: "Port (default 8080)", value: "端口"))
    var port: Int?

    @Option(help: help("市场名称", en: "The market's name", value: "名称"))
    var name: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    func perform(at session: Session) async throws {
        var settings = ServiceSettings()
        if let host { settings.host = host }
        if let port { settings.port = port }
        if let name { settings.marketName = name }
        let workspace = session.desk.workspace
        if try await workspace.accounts.isUnclaimed() {
            let code = workspace.accounts.newClaimCode()
            settings.claimCode = code
            session.remark(
                Phrase(
                    "还没有人可以登录。请打开网页，用启动码 \(code) 设置第一位管理员。",
                    en:
                        "Nobody can sign in yet. Open the page and make the first administrator with the claim code \(code)."
                )
            )
        }
        let host = settings.host
        try await Service(
            workspace: workspace,
            settings: settings,
            logger: Logger(label: "techmarket") { StreamLogHandler.standardError(label: $0) }
        ) { port in
            session.remark(Phrase("已启动：http://\(host):\(port)/", en: "Listening on http://\(host):\(port)/"))
        }.run()
    }
}
