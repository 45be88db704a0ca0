import Domain
import Exchange
import Foundation
import SchemaChecks
import Testing

/// `match all`: interrupted and taken up again.
struct MatchAllTests {
    private static func terminal(_ demands: Int = 40) throws -> Terminal {
        let terminal = try Terminal.withMarket()
        let words = ["轴承钢", "热处理", "淬火", "变形", "温度", "控制", "均匀", "套圈"]
        let lines = (0..<demands).map { number in
            let title = (0..<4).map { words[(number * 3 + $0 * (1 + number / 8)) % words.count] }.joined()
            return
                #"{"type":"demand","organization":"DW-2021-0001","title":"\#(title)第\#(number)项","received_on":"2021-05-07"}"#
        }
        try terminal.write(lines.joined(separator: "\n") + "\n", to: "more.jsonl")
        try terminal.succeed("import", "more.jsonl")
        return terminal
    }

    private static func all(_ terminal: Terminal, _ more: String...) throws -> Run {
        try terminal.run(["match", "all", "--json", "--output", "all.jsonl"] + more)
    }

    @Test func `a header comes first, and every line keeps to the schema`() throws {
        let terminal = try Self.terminal()
        let lines = try terminal.succeed("match", "all", "--json").output.split(separator: "\n")
        #expect(lines.count == 42)
        let schemas = try Schemas()
        for line in lines {
            let json = try JSON.reading(line.utf8)
            #expect(try schemas.problems(with: json, against: "output/match-all.schema.json") == [])
        }
        #expect(try JSON.reading(lines[0].utf8)["demands"] == 41)
    }

    @Test func `the output is the same with any number of threads`() throws {
        let terminal = try Self.terminal()
        let one = try terminal.succeed("match", "all", "--json", "--threads", "1").output
        for threads in ["2", "7"] {
            #expect(try terminal.succeed("match", "all", "--json", "--threads", threads).output == one)
        }
        #expect(try terminal.succeed("match", "all", "--json").output == one)
        #expect(try terminal.run("match", "all", "--threads", "0").status == 2)
    }

    @Test(arguments: ["between lines", "within a line", "within the header", "zeros at the end", "nothing"])
    func `a run that was killed goes on where it stopped`(stop: String) throws {
        let terminal = try Self.terminal()
        try terminal.succeed("match", "all", "--json", "--output", "whole.jsonl")
        let whole = try terminal.read("whole.jsonl")
        let lines = whole.split(separator: "\n").map(String.init)
        let kept =
            switch stop {
            case "between lines": lines[..<11].joined(separator: "\n") + "\n"
            case "within a line": lines[..<11].joined(separator: "\n") + "\n" + lines[11].prefix(40)
            case "within the header": String(lines[0].prefix(20))
            case "zeros at the end":
                lines[..<11].joined(separator: "\n") + "\n" + String(repeating: "\0", count: 99) + "\n"
            default: ""
            }
        try terminal.write(kept, to: "all.jsonl.part")
        let run = try Self.all(terminal)
        #expect(run.status == 0, "\(run)")
        #expect(try terminal.read("all.jsonl") == whole)
        #expect(!terminal.exists("all.jsonl.part"))
        #expect(run.errors.contains("已有 10 个需求") == kept.contains("\n"), "\(run)")
        #expect(run.errors.contains("不完整") == (stop == "zeros at the end"))
        let counted = run.errors.split(separator: "\n").last
        #expect(counted?.contains("共 41 个在办需求") == true, "\(run)")
    }

    @Test func `lines of another state or other options are not gone on with`() throws {
        let terminal = try Self.terminal()
        try terminal.succeed("match", "all", "--json", "--output", "whole.jsonl")
        let lines = try terminal.read("whole.jsonl").split(separator: "\n")
        let half = lines[..<20].joined(separator: "\n") + "\n"
        try terminal.write(half, to: "all.jsonl.part")
        let other = try Self.all(terminal, "--limit", "1")
        #expect(other.errors.contains("选项不同，") || other.errors.contains("选项不同），从头开始"), "\(other)")
        #expect(try terminal.read("all.jsonl").split(separator: "\n").count == 42)

        try terminal.write(half, to: "all.jsonl.part")
        try terminal.succeed("achievement", "edit", "CG-2021-0002", "--title", "热处理炉温度控制")
        #expect(try Self.all(terminal).status == 4, "a finished file is not written over")
        let changed = try Self.all(terminal, "--force")
        #expect(changed.status == 0 && changed.errors.contains("市场数据已有变更"), "\(changed)")
        try terminal.succeed("match", "all", "--json", "--output", "fresh.jsonl")
        #expect(try terminal.read("all.jsonl") == (try terminal.read("fresh.jsonl")))
        let header = try #require(try terminal.read("all.jsonl").split(separator: "\n").first)
        #expect(header != lines[0])
    }

    @Test func `a program killed in the middle leaves what a second run makes whole`() throws {
        let terminal = try Self.terminal(1500)
        let run = try terminal.shell(
            """
            "$TECHMARKET" match all --json --output all.jsonl & pid=$!
            for try in $(seq 2000); do
                [ -s all.jsonl.part ] && break
                [ -e all.jsonl ] && break
                sleep 0.005
            done
            kill -9 $pid; wait $pid; [ -e all.jsonl.part ] && echo killed; true
            """
        )
        #expect(run.output.contains("killed"), "\(run)")
        #expect(try Self.all(terminal).status == 0)
        try terminal.succeed("match", "all", "--json", "--output", "whole.jsonl")
        #expect(try terminal.read("all.jsonl") == (try terminal.read("whole.jsonl")))
    }

    @Test func `two runs do not write one file`() throws {
        let terminal = try Self.terminal(3)
        let run = try terminal.shell(
            """
            touch all.jsonl.part
            flock all.jsonl.part "$TECHMARKET" match all --json --output all.jsonl
            """
        )
        #expect(run.status == 4, "\(run)")
        #expect(terminal.exists("all.jsonl.part") && !terminal.exists("all.jsonl"))
    }
}
