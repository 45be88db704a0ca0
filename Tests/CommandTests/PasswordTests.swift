import Domain
import Testing

/// Passwords set at the command line: never in the command, never on the screen.
struct PasswordTests {
    private static let password = "four unrelated words"

    @Test(arguments: ["\(password)\n", password, "\(password)\r\n", "\(password)\nsecond line\n"])
    func `the first line of standard input is the password`(input: String) throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.succeed("user", "passwd", "zhangsan", input: input)
        #expect(run.output.contains("zhangsan（张三）的密码已设置，下次登录时本人要改"))
        #expect(!run.output.contains(Self.password) && !run.errors.contains(Self.password))
        let log = try terminal.succeed("audit", "list", "--action", "user.password", "--json")
        #expect(log.output.contains("\"entity\": \"credential\""))
        #expect(!log.output.contains("four"), "the log says that it was set, and no more")
    }

    @Test(arguments: [("", "密码"), ("\n", "密码"), ("short\n", "密码有 5 个字符"), ("zhangsan\n", "8 个字符")])
    func `a password that won't do is refused and nothing is written`(input: String, words: String) throws {
        let terminal = try Terminal.withMarket()
        let before = try terminal.auditHead()
        let run = try terminal.run("user", "passwd", "zhangsan", input: input)
        #expect(run.status != 0 && run.errors.contains(words), "\(run)")
        #expect(try terminal.auditHead() == before)
    }

    @Test func `a user who is not there, and whoever may not, are told before a password is asked for`()
        throws
    {
        let terminal = try Terminal.withMarket()
        let nobody = try terminal.run("user", "passwd", "nobody", input: "")
        #expect(nobody.errors.contains("没有用户“nobody”"))
        let staff = try terminal.run("user", "passwd", "juzhang", "--user", "zhangsan", input: "")
        #expect(staff.errors.contains("管理员"))
    }

    @Test func `the password is no argument`() throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.run("user", "passwd", "zhangsan", Self.password, input: "")
        #expect(run.status != 0)
    }

    @Test func `a user whose password is kept need not change it`() throws {
        let terminal = try Terminal.withMarket()
        let run = try terminal.succeed("user", "passwd", "zhangsan", "--keep", input: Self.password)
        #expect(!run.output.contains("要改"))
        let log = try terminal.succeed("audit", "list", "--action", "user.password", "--json")
        #expect(log.output.contains("\\\"must_change\\\":0"))
    }
}
