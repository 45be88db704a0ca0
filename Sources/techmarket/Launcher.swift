import ArgumentParser
import Domain

/// Runs one command line and says how it went. The only place that knows exit codes.
enum Launcher {
    static let programVersion = "0.1.0"

    static func run(_ arguments: [String]) async -> ExitStatus {
        let console = Console.standard
        if arguments == ["--version"] {
            console.print("techmarket \(programVersion)")
            return .done
        }
        let status: ExitStatus
        do {
            try await perform(Arguments.withSharedOptionsLast(arguments))
            status = .done
        } catch {
            status = report(error, isJSON: Arguments.has("--json", in: arguments), on: console)
        }
        do { try console.finish() } catch { return report(error, isJSON: false, on: console) }
        return status
    }

    private static func perform(_ arguments: [String]) async throws {
        var command = try Techmarket.parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    private static func report(_ error: any Error, isJSON: Bool, on console: Console) -> ExitStatus {
        console.hideBar()
        let language = Speech.language
        switch error {
        case let finished as Finished:
            return finished.status
        case let error as AppError:
            console.warn(inWords("错误：", en: "Error: ") + error.message[language])
            if isJSON { console.warn(error.json(language).text) }
            return ExitStatus(error.kind)
        default:
            break
        }
        switch Techmarket.exitCode(for: error) {
        case .success:
            console.print(
                UsageMessage.help(
                    Techmarket.fullMessage(for: error, columns: UsageMessage.unwrapped),
                    language
                )
            )
            return .done
        case .validationFailure:
            console.warn(
                UsageMessage.refusal(
                    Techmarket.fullMessage(for: error, columns: UsageMessage.unwrapped),
                    language
                )
            )
            return .usage
        default:
            console.warn(
                inWords(
                    "意外：这一步没有做完，已写入的内容不受影响。请把下面的信息交给管理员：\(error)",
                    en:
                        "Unexpected: this was not finished; what was written before is safe. Pass this on to your administrator: \(error)"
                )
            )
            return .unexpected
        }
    }
}

extension AppError {
    /// For programs: one object, with the sentence in the person's language.
    func json(_ language: Language) -> JSON {
        ["error": .object(jsonMembers(language))]
    }

    func jsonMembers(_ language: Language) -> JSON.Members {
        [
            "kind": .string(kind.rawValue),
            "code": .string(code),
            "field": field.map { .string($0.code) } ?? .null,
            "value": value.map(JSON.string) ?? .null,
            "message": .string(message[language]),
        ]
    }
}
