import ArgumentParser
import Domain
import Exchange
import Market

/// The options of every command.
struct SharedOptions: ParsableArguments, Sendable {
    @Option(
        help: help(
            "市场数据文件（否则 TECHMARKET_DB，否则 techmarket.sqlite）",
            en: "The market's file (else TECHMARKET_DB, else techmarket.sqlite)",
            value: "文件"
        )
    )
    var db: String?

    @Option(
        help: help(
            "以谁的身份（否则 TECHMARKET_USER，否则 local）",
            en: "Who you are (else TECHMARKET_USER, else local)",
            value: "登录名"
        )
    )
    var user: String?

    @Option(
        help: help(
            "语言：zh 或 en（否则 TECHMARKET_LANG，否则中文）",
            en: "Language: zh or en (else TECHMARKET_LANG, else Chinese)",
            value: "zh|en"
        )
    )
    var lang: String?

    @Flag(help: help("输出 JSON，金额为整数分", en: "Write JSON; amounts are whole fen"))
    var json = false

    /// The path of the market's file.
    var path: String { db ?? Self.variable("TECHMARKET_DB") ?? "techmarket.sqlite" }

    var login: String { user ?? Self.variable("TECHMARKET_USER") ?? User.localLogin }

    func language() throws(AppError) -> Language {
        try Language.pick(option: lang, environment: Speech.environment)
    }

    /// An environment variable; one that is set to nothing is not set.
    private static func variable(_ name: String) -> String? {
        Speech.environment[name].flatMap { Text.trimmed($0).isEmpty ? nil : $0 }
    }
}

/// One person at the terminal, at work on one market's file.
struct Session: Sendable {
    let desk: Desk
    let path: String
    let language: Language
    let isJSON: Bool
    let console: Console

    static func open(_ options: SharedOptions, for use: Workspace.Use) async throws -> Session {
        let language = try options.language()
        let workspace = try await Workspace.open(
            path: options.path,
            for: use,
            notice: { Console.standard.warn(inWords("提醒：", en: "Note: ") + $0[language]) }
        )
        do {
            return try await Session(workspace, options, language)
        } catch {
            try? workspace.close()
            throw error
        }
    }

    init(_ workspace: Workspace, _ options: SharedOptions, _ language: Language) async throws {
        desk = try await workspace.desk(login: options.login)
        path = options.path
        self.language = language
        isJSON = options.json
        console = .standard
    }

    func close() throws { try desk.workspace.close() }

    /// The end of work that went well.
    func shutDown() async throws { try await desk.workspace.shutDown() }

    var today: Day { desk.workspace.today }

    /// Reads one state of the file and writes what `body` makes of it.
    func show(_ body: @Sendable @escaping (View) throws -> String) async throws {
        console.write(try await read(body))
    }

    func read<Result: Sendable>(_ body: @Sendable @escaping (View) throws -> Result) async throws -> Result {
        let (language, isJSON) = (language, isJSON)
        return try await desk.read { work in try body(View(work: work, language: language, isJSON: isJSON)) }
    }

    /// Does something in one transaction and says what was done.
    func change(_ body: @Sendable @escaping (View) throws -> Deed) async throws {
        let (language, isJSON) = (language, isJSON)
        say(try await desk.change { work in try body(View(work: work, language: language, isJSON: isJSON)) })
    }

    func say(_ deed: Deed) {
        if isJSON { return write(.object(deed.members)) }
        console.print(deed.line[language])
        if let next = deed.next { console.print(Self.nextLine(next)) }
    }

    /// `下一步：techmarket match suggest XQ-2021-0001`.
    static func nextLine(_ command: String) -> String {
        inWords("下一步：", en: "Next: ") + "techmarket " + command
    }

    func write(_ json: JSON) { console.print(json.pretty) }

    /// Tells the person at the terminal something beside the output, which programs don't read.
    func remark(_ phrase: Phrase) { console.warn(phrase[language]) }

    func progress(_ title: Phrase, total: Int?) -> Progress {
        Progress(title, total: total, language: language, console: console)
    }
}

/// What a command did.
struct Deed: Sendable {
    /// The record as it is now, for `--json`.
    let members: JSON.Members
    let line: Phrase
    /// The command that most likely comes next, without the program's name.
    var next: String?
}

/// A command that works in a market's file.
protocol MarketCommand: AsyncParsableCommand, Sendable {
    var shared: SharedOptions { get }
    /// What the market's file is opened for: a command that ends soon, unless it says otherwise.
    static var use: Workspace.Use { get }
    func perform(at session: Session) async throws
}

extension MarketCommand {
    static var use: Workspace.Use { .command }

    func run() async throws {
        let session = try await Session.open(shared, for: Self.use)
        do {
            try await perform(at: session)
        } catch {
            try? session.close()
            throw error
        }
        try await session.shutDown()
    }
}
