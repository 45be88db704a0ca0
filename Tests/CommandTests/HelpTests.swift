import Domain
import Exchange
import Foundation
import Testing

struct HelpTests {
    private struct Command {
        let words: [String]
        let abstract: String
        let discussion: String
        let isLeaf: Bool
    }

    /// The program and all that is under it, as the argument parser itself lists it.
    private func commands(_ terminal: Terminal) throws -> [Command] {
        let dump = try terminal.succeed("--experimental-dump-help").json()
        func walk(_ info: JSON, _ parents: [String]) -> [Command] {
            let subcommands = (info["subcommands"]?.asArray ?? []).filter { $0["commandName"] != "help" }
            let words = parents + [info["commandName"]?.asString ?? ""]
            let command = Command(
                words: words,
                abstract: info["abstract"]?.asString ?? "",
                discussion: info["discussion"]?.asString ?? "",
                isLeaf: subcommands.isEmpty
            )
            return [command] + subcommands.flatMap { walk($0, words) }
        }
        return walk(try #require(dump["command"]), [])
    }

    @Test func `every command says what it does and shows an example`() throws {
        let terminal = try Terminal()
        let commands = try commands(terminal)
        #expect(commands.count > 70)
        for command in commands {
            let name = command.words.joined(separator: " ")
            #expect(!command.abstract.isEmpty, "\(name)")
            #expect(command.discussion.contains("  techmarket "), "\(name) has no example")
            if command.isLeaf {
                #expect(command.discussion.contains("  \(name)"), "\(name) is not in its own example")
            }
        }
    }

    @Test func `help is Chinese, and English when asked`() throws {
        let terminal = try Terminal()
        let chinese = try terminal.succeed("demand", "create", "--help").output
        #expect(chinese.contains("登记技术需求") && chinese.contains("用法：") && chinese.contains("选项："))
        #expect(!chinese.contains("OVERVIEW") && !chinese.contains("OPTIONS"))
        let english = try terminal.succeed("demand", "create", "--help", "--lang", "en").output
        #expect(english.contains("Record a new demand") && english.contains("USAGE:"))
        #expect(english.contains("Budget with its unit"))
    }

    @Test func `the program's help lists the exit codes`() throws {
        let help = try Terminal().succeed("--help").output
        for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "64 "] { #expect(help.contains(code)) }
        #expect(help.contains("TECHMARKET_DB"))
    }
}

struct EnvironmentTests {
    @Test func `--lang en and TECHMARKET_LANG speak English, messages and tables alike`() throws {
        let terminal = try Terminal.withMarket()
        let refused = try terminal.run("demand", "show", "XQ-2021-9999", "--lang", "en")
        #expect(refused.status == 3)
        #expect(refused.errors.hasPrefix("Error: There is no demand"))
        let tally = try terminal.run(["report", "tally", "2021"], environment: ["TECHMARKET_LANG": "en"])
        #expect(tally.output.contains("Contract value") && !tally.output.contains("成交额"))
        let usage = try terminal.run("demand", "list", "--colour", "--lang", "en")
        #expect(usage.errors.hasPrefix("Error: Unknown option"))
        // What is typed wins over the environment.
        let chinese = try terminal.run(
            ["report", "tally", "2021", "--lang", "zh"],
            environment: ["TECHMARKET_LANG": "en"]
        )
        #expect(chinese.output.contains("成交额"))
    }

    @Test func `the market's file is --db, else TECHMARKET_DB, else techmarket.sqlite here`() throws {
        let terminal = try Terminal.withMarket()
        try terminal.succeed("init", "--db", "empty.sqlite")
        func total(_ arguments: [String], _ environment: [String: String] = [:]) throws -> JSON? {
            try terminal.run(arguments, environment: environment).json()["total"]
        }
        #expect(try total(["demand", "list", "--json"]) == 1)
        #expect(try total(["demand", "list", "--json"], ["TECHMARKET_DB": "empty.sqlite"]) == 0)
        #expect(
            try total(
                ["demand", "list", "--json", "--db", "techmarket.sqlite"],
                ["TECHMARKET_DB": "empty.sqlite"]
            ) == 1
        )
        #expect(try total(["--db", "empty.sqlite", "demand", "list", "--json"]) == 0)
        // Set to nothing is not set.
        #expect(try total(["demand", "list", "--json"], ["TECHMARKET_DB": ""]) == 1)
    }

    @Test func `a viewer reads the public part only`() throws {
        let terminal = try Terminal.withMarket()
        let staff = try terminal.succeed("demand", "show", "XQ-2021-0001", "--user", "zhangsan")
        #expect(staff.output.contains("套圈淬火变形") && staff.output.contains("13871234567"))
        for arguments in [
            ["demand", "show", "XQ-2021-0001"], ["demand", "show", "XQ-2021-0001", "--json"],
            ["demand", "list", "--json"],
            ["export"], ["audit", "list", "--json"], ["match", "suggest", "XQ-2021-0001", "--json"],
        ] {
            let run = try terminal.run(arguments, environment: ["TECHMARKET_USER": "juzhang"])
            #expect(run.status == 0 || run.status == 5, "\(run)")
            #expect(!run.output.contains("套圈淬火变形") && !run.output.contains("13871234567"), "\(run)")
        }
    }

    @Test func `lines of a table stand under each other, Chinese or not`() throws {
        let terminal = try Terminal.withMarket()
        let lines = try terminal.succeed("achievement", "list").output.split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("编号          名称"))
        #expect(lines[1].hasPrefix("------------  ----"))
        #expect(lines[2].hasPrefix("CG-2021-0002  热处理炉温度均匀性控制  "))
    }
}
