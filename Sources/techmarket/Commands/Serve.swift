import ArgumentParser
import Domain
import FoundationEssentials
import Logging
import Market
import Web

/// The whole service in one process.
struct Serve: MarketCommand {
    static let configuration = CommandConfiguration(
        "serve",
        "启动网页服务",
        en: "Start the web service",
        examples: [
            "serve", "serve --host 0.0.0.0 --port 80 --name 黄石市技术交易市场",
            "serve --config /etc/techmarket.conf",
        ],
        notes: Phrase(
            """
            每项设置先看命令行，再看环境变量，再看设置文件，最后用默认值。环境变量名是 TECHMARKET_ 加大写的选项名，
            如 TECHMARKET_PUBLIC_URL；设置文件一行一项，写作“选项名 = 值”，如 public-url = https://market.example.cn，
            # 开头的行是说明，可写多次的选项写多行。第一次启动会在终端显示启动码，打开网页用它设置第一位管理员。
            按 Ctrl-C 或收到 SIGTERM 时，先办完正在处理的请求再停。
            """,
            en: """
                Each setting is taken from the command line, else from the environment, else from the settings file, else its
                default. The environment's names are TECHMARKET_ and the option in capitals, such as TECHMARKET_PUBLIC_URL;
                the file has one setting a line, such as public-url = https://market.example.cn, # begins a remark, and what
                may be repeated stands on several lines. The first start shows a claim code on the terminal with which the
                first administrator is made on the page. On Ctrl-C or SIGTERM running requests are finished first.
                """
        )
    )

    @Option(
        help: help("设置文件（否则 TECHMARKET_CONFIG）", en: "Settings file (else TECHMARKET_CONFIG)", value: "文件")
    )
    var config: String?

    @Option(
        help: help(
            "监听地址（默认 127.0.0.1，只有本机能访问）",
            en: "Address to listen on (default 127.0.0.1: this machine only)",
            value: "地址"
        )
    )
    var host: String?

    @Option(help: help("端口（默认 8080；0 为任意空闲端口）", en: "Port (default 8080; 0 takes any free one)", value: "端口"))
    var port: String?

    @Option(help: help("市场名称", en: "The market's name", value: "名称"))
    var name: String?

    @Option(help: help("对外网址", en: "Address at which people reach the service", value: "网址"))
    var publicURL: String?

    @Option(help: help("TLS 证书链，PEM 文件", en: "TLS certificate chain, a PEM file", value: "文件"))
    var tlsCertificate: String?

    @Option(help: help("TLS 私钥，PEM 文件", en: "TLS key, a PEM file", value: "文件"))
    var tlsKey: String?

    @Option(
        help: help(
            "可信代理的地址或网段，可写多次",
            en: "Address or network of a trusted proxy; may be repeated",
            value: "网段"
        )
    )
    var trustedProxy: [String] = []

    @Option(
        help: help(
            "可读 /metrics 的地址或网段，可写多次（默认本机）",
            en: "Who may read /metrics; may be repeated (default this machine)",
            value: "网段"
        )
    )
    var metricsFrom: [String] = []

    @Option(help: help("最多同时连接数（默认 512）", en: "Most connections at once (default 512)", value: "个数"))
    var maxConnections: String?

    @Option(help: help("最多同时处理的请求数（默认 128）", en: "Most requests at work at once (default 128)", value: "个数"))
    var maxRequests: String?

    @Option(
        help: help(
            "最多同时连接的大屏和字幕（默认 32，不超过最多连接数的一半）",
            en: "Most screens connected at once (default 32, at most half of the connections)",
            value: "个数"
        )
    )
    var maxScreens: String?

    @Option(help: help("表单最大字节数（默认 1048576）", en: "Largest form in bytes (default 1048576)", value: "字节"))
    var maxForm: String?

    @Option(
        help: help(
            "请求内容最多传多少秒（默认 30）",
            en: "Seconds for a request's body to come in (default 30)",
            value: "秒"
        )
    )
    var timeout: String?

    @Option(
        help: help(
            "连接空闲多少秒后关闭（默认 60）",
            en: "Seconds until an idle connection is closed (default 60)",
            value: "秒"
        )
    )
    var idleTimeout: String?

    @Option(
        help: help(
            "停止时最多等多少秒（默认 20）",
            en: "Seconds for running requests when stopping (default 20)",
            value: "秒"
        )
    )
    var grace: String?

    @Option(
        help: help(
            "日志级别：debug、info、notice、warning、error（默认 info）",
            en: "Log level: debug, info, notice, warning or error (default info)",
            value: "级别"
        )
    )
    var logLevel: String?

    @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

    static let use = Workspace.Use.service

    func perform(at session: Session) async throws {
        let options = try SettingsSource(file: config)
        var settings = try settings(options)
        let level = try level(options)
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
        let scheme = settings.tls == nil ? "http" : "https"
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let lines = LineBuffer(.standard)
        defer { lines.flush() }
        var logger = Logger(label: "techmarket") { _ in LineLog(lines) }
        logger.logLevel = level
        // Beside the first pages. If it fails, the first search says why.
        let warming = [
            Task { try? await workspace.warmUpSearch() }, Task { try? await workspace.warmUp() },
        ]
        defer { for task in warming { task.cancel() } }
        let service = Service(workspace: workspace, settings: settings, logger: logger) { port in
            session.remark(
                Phrase("已启动：\(scheme)://\(host):\(port)/", en: "Listening on \(scheme)://\(host):\(port)/")
            )
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            // Ends only when it is cancelled, as the service has ended.
            group.addTask { try? await EmbeddingCommands.job(workspace).run() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func settings(_ options: SettingsSource) throws -> ServiceSettings {
        var settings = ServiceSettings()
        settings.host = options.text("host", host) ?? settings.host
        settings.marketName = options.text("name", name) ?? settings.marketName
        settings.publicURL = options.text("public-url", publicURL).map { String($0.trimmingSuffix("/")) }
        settings.port = try options.number("port", port) ?? settings.port
        settings.trustedProxies = options.texts("trusted-proxy", trustedProxy)
        let readers = options.texts("metrics-from", metricsFrom)
        if !readers.isEmpty { settings.metricsReaders = readers }
        settings.mostConnections =
            try options.number("max-connections", maxConnections) ?? settings.mostConnections
        settings.mostRequests = try options.number("max-requests", maxRequests) ?? settings.mostRequests
        settings.mostScreens = try options.number("max-screens", maxScreens) ?? settings.mostScreens
        settings.largestForm = try options.number("max-form", maxForm) ?? settings.largestForm
        settings.timeout = try options.number("timeout", timeout) ?? settings.timeout
        settings.idleTimeout = try options.number("idle-timeout", idleTimeout) ?? settings.idleTimeout
        settings.grace = try options.number("grace", grace) ?? settings.grace
        switch (options.text("tls-certificate", tlsCertificate), options.text("tls-key", tlsKey)) {
        case (let certificate?, let key?): settings.tls = (certificate, key)
        case (nil, nil): break
        default:
            throw AppError(
                .invalid,
                "tls_incomplete",
                Phrase(
                    "tls-certificate 和 tls-key 要一起给：证书和私钥缺一不可。",
                    en: "Give both tls-certificate and tls-key: neither works alone."
                )
            )
        }
        try settings.check()
        return settings
    }

    private func level(_ options: SettingsSource) throws -> Logger.Level {
        guard let text = options.text("log-level", logLevel) else { return .info }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            throw AppError(
                .invalid,
                "log_level_unknown",
                value: text,
                Phrase(
                    "日志级别“\(AppError.quote(text))”不对：请用 debug、info、notice、warning 或 error。",
                    en:
                        "The log level “\(AppError.quote(text))” won't do: use debug, info, notice, warning or error."
                )
            )
        }
        return level
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> Substring {
        var text = self[...]
        while text.last == suffix { text = text.dropLast() }
        return text
    }
}

/// Where settings come from: the command line, the environment, a file, in this order.
struct SettingsSource: Sendable {
    private let file: [(name: String, value: String)]

    /// The names that a settings file may have.
    private static let names: Set<String> = [
        "host", "port", "name", "public-url", "tls-certificate", "tls-key", "trusted-proxy", "metrics-from",
        "max-connections", "max-requests", "max-screens", "max-form", "timeout", "idle-timeout", "grace",
        "log-level",
    ]

    /// - Throws: `settings_unreadable`, or `settings_malformed` with the line.
    init(file path: String?) throws {
        guard let path = path ?? Self.variable("config") else {
            file = []
            return
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw AppError(
                .notFound,
                "settings_unreadable",
                field: .file,
                value: path,
                Phrase(
                    "设置文件“\(AppError.quote(path))”读不出来：请检查路径、权限和编码（UTF-8）。",
                    en:
                        "The settings file “\(AppError.quote(path))” can't be read: check the path, its rights and that it is UTF-8."
                )
            )
        }
        file = try Self.read(text, path: path)
    }

    static func read(_ text: String, path: String) throws -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = Text.trimmed(String(line))
            if line.isEmpty || line.hasPrefix("#") { continue }
            let halves = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Text.trimmed(String(halves[0]))
            guard halves.count == 2, names.contains(name) else {
                throw AppError(
                    .invalid,
                    "settings_malformed",
                    field: .file,
                    value: line,
                    Phrase(
                        "设置文件“\(AppError.quote(path))”第 \(number + 1) 行“\(AppError.quote(line))”不对：请写作“选项名 = 值”，选项名见 techmarket help serve。",
                        en:
                            "Line \(number + 1) of “\(AppError.quote(path))”, “\(AppError.quote(line))”, won't do: write name = value; techmarket help serve has the names."
                    )
                )
            }
            pairs.append((name, Text.trimmed(String(halves[1]))))
        }
        return pairs
    }

    func text(_ name: String, _ option: String?) -> String? {
        if let option { return option }
        if let variable = Self.variable(name) { return variable }
        return file.last { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// Several values; the environment has them separated by commas.
    func texts(_ name: String, _ options: [String]) -> [String] {
        if !options.isEmpty { return options }
        if let variable = Self.variable(name) {
            return variable.split(separator: ",").map { Text.trimmed(String($0)) }
        }
        return file.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
    }

    func number(_ name: String, _ option: String?) throws -> Int? {
        guard let text = text(name, option) else { return nil }
        return try WholeNumber.parse(text, Field(name, name, en: name), in: 0...Int(Int32.max))
    }

    private static func variable(_ name: String) -> String? {
        let key = "TECHMARKET_" + name.uppercased().replacing("-", with: "_")
        return Speech.environment[key].flatMap { Text.trimmed($0).isEmpty ? nil : $0 }
    }
}
