import Domain

/// What swift-argument-parser says, which it only says in English, for people who read Chinese.
enum UsageMessage {
    /// The library counts characters where columns are meant and breaks Chinese lines in the wrong places, so it is told
    /// not to break any.
    static let unwrapped = 10_000

    static func help(_ text: String, _ language: Language) -> String {
        // What programs read (completion scripts, the dump of all commands) stays as it is.
        guard text.contains("USAGE: "), !text.hasPrefix("{") else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            aligned(language == .zh ? chinese(String(line)) : String(line))
        }.joined(separator: "\n")
    }

    private static func chinese(_ line: String) -> String {
        for (english, chinese) in headings where line.hasPrefix(english) {
            return chinese + line.dropFirst(english.count)
        }
        if line.hasSuffix(" SUBCOMMANDS:") { return "\(line.dropLast(" SUBCOMMANDS:".count))命令：" }
        if line.contains("-h, --help") { return line.replacing("Show help information.", with: "显示帮助。") }
        if line.hasPrefix("  See '"), line.hasSuffix("' for detailed help.") {
            return line.replacing("See '", with: "各命令的用法：").replacing("' for detailed help.", with: "")
        }
        return line
    }

    /// Where the descriptions of options begin; the library's own column is for narrow letters.
    private static let column = 32

    /// The library's own column.
    private static let narrowColumn = 26

    /// An option's line with its description in one column with the others'.
    private static func aligned(_ line: String) -> String {
        if line.hasPrefix(String(repeating: " ", count: narrowColumn)),
            !line.hasPrefix(String(repeating: " ", count: narrowColumn + 1))
        {
            return String(repeating: " ", count: column) + line.dropFirst(narrowColumn)
        }
        // A label too long for its column stands on a line of its own.
        if line.wholeMatch(of: /\ \ -[^ ,]+(?:(?:, |\/)--[^ ,]+)*(?: <[^>]*>)?(?: \.\.\.)?/) != nil {
            return line
        }
        guard let found = line.wholeMatch(of: option) ?? line.wholeMatch(of: word) else { return line }
        let label = "  \(found.1)".padded(to: column - 1, alignment: .left)
        return "\(label) \(found.2)"
    }

    private static var option: Regex<(Substring, Substring, Substring)> {
        /\ \ ((?:-[^ ,]+(?:(?:, |\/)--[^ ,]+)*(?: <[^>]*>)?(?: \.\.\.)?|<[^>]*>)) +([^ ].*)/
    }

    private static var word: Regex<(Substring, Substring, Substring)> { /\ \ ([a-z][a-z-]*)  +([^ ].*)/ }

    private static let headings = [
        ("OVERVIEW: ", ""), ("USAGE: ", "用法："), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："),
        ("SUBCOMMANDS:", "命令："),
    ]

    static func refusal(_ text: String, _ language: Language) -> String {
        guard language == .zh else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("Error: ") { return "错误：" + sentence(String(line.dropFirst("Error: ".count))) }
            if line.hasPrefix("Usage: ") { return "用法：" + line.dropFirst("Usage: ".count) }
            if line.hasPrefix("Help:  ") { return "说明：" + line.dropFirst("Help:  ".count) }
            if line.hasPrefix("  See '") {
                return String(
                    line.replacing("See '", with: "详见 ").replacing("' for more information.", with: "")
                )
            }
            return String(line)
        }.joined(separator: "\n")
    }

    private static func sentence(_ english: String) -> String {
        if let found = english.wholeMatch(of: /Missing expected argument '(.*)'/) {
            return "缺少参数“\(found.1)”。"
        }
        if let found = english.wholeMatch(of: /Unknown option '(.*)'\. Did you mean '(.*)'\?/) {
            return "没有选项“\(found.1)”，是不是“\(found.2)”？"
        }
        if let found = english.wholeMatch(of: /Unknown option '(.*)'/) { return "没有选项“\(found.1)”。" }
        if let found = english.wholeMatch(of: /Missing value for '(.*)'/) { return "选项“\(found.1)”后面要写内容。" }
        if let found = english.wholeMatch(of: /Unexpected argument '(.*)'/) {
            return "不认识“\(found.1)”：没有这个命令或参数。"
        }
        if let found = english.wholeMatch(of: /\d+ unexpected arguments: '(.*)'/) {
            return "不认识“\(found.1.replacing("', '", with: " "))”：没有这样的命令或参数。"
        }
        if let found = english.wholeMatch(
            of: /The option '(.*)' does not take any value, but '(.*)' was specified\./
        ) {
            return "选项“\(found.1)”不带内容，却写了“\(found.2)”。"
        }
        if let found = english.wholeMatch(of: /The value '(.*)' is invalid for '(.*)'/) {
            return "“\(found.2)”的内容“\(found.1)”不对。"
        }
        return english
    }
}
