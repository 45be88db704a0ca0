import ArgumentParser
import Domain
import FoundationEssentials

/// The language of this run. Help and errors of the command line need it before the command line is understood, so it is
/// looked for by itself.
enum Speech {
    static let environment = ProcessInfo.processInfo.environment

    /// What `--lang` or the environment ask for; Chinese when they make no sense, which the command then says.
    static let language: Language = {
        let option = Arguments.value(of: "--lang", in: Array(CommandLine.arguments.dropFirst()))
        return (try? Language.pick(option: option, environment: environment)) ?? .zh
    }()
}

/// Either text, in the language of this run.
func inWords(_ zh: String, en: String) -> String { Phrase(zh, en: en)[Speech.language] }

/// The help of an option or argument.
///
/// - Parameter value: what stands for the value in the usage line.
func help(_ zh: String, en: String, value: String? = nil) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: inWords(zh, en: en)).named(value)
}

extension ArgumentHelp {
    fileprivate func named(_ value: String?) -> ArgumentHelp {
        var help = self
        // In English the option's own name serves, unless the value is plain to all, such as a code.
        if let value, Speech.language == .zh || value.utf8.allSatisfy({ $0 < 0x80 }) {
            help.valueName = value
        }
        return help
    }
}

extension CommandConfiguration {
    /// A command with its examples; every command has one.
    ///
    /// - Parameter usual: the command below it that is meant where none is named.
    init(
        _ name: String,
        _ zh: String,
        en: String,
        examples: [String],
        notes: Phrase? = nil,
        subcommands: [any ParsableCommand.Type] = [],
        usual: (any ParsableCommand.Type)? = nil
    ) {
        var discussion = inWords("示例：", en: "Examples:")
        for example in examples { discussion += "\n  techmarket \(example)" }
        if let notes { discussion = notes[Speech.language] + "\n\n" + discussion }
        self.init(
            commandName: name,
            abstract: inWords(zh, en: en),
            discussion: discussion,
            subcommands: subcommands,
            defaultSubcommand: usual
        )
    }
}
