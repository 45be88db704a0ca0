/// What can be told of a command line before it is parsed.
enum Arguments {
    /// The value of an option, wherever it stands.
    static func value(of option: String, in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return nil }
            if argument == option, arguments.indices.contains(index + 1) { return arguments[index + 1] }
            if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
        }
        return nil
    }

    static func has(_ flag: String, in arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains(flag)
    }

    private static let valued = ["--db", "--user", "--lang"]

    /// The same command line with the options that all commands share moved behind the command, so that they may stand
    /// before it, too: `techmarket --db 市场.sqlite demand list`.
    static func withSharedOptionsLast(_ arguments: [String]) -> [String] {
        var shared: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if valued.contains(first), rest.count > 1 {
                shared += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if first == "--json" || valued.contains(where: { first.hasPrefix($0 + "=") }) {
                shared.append(first)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return rest[..<end] + shared + rest[end...]
    }
}
