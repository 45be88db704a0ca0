import ArgumentParser
import Domain
import Exchange
import Market

/// 大屏与字幕: who may see them without signing in, and which year they show.
struct ScreenCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "screen",
        "大屏与字幕：展厅用的地址、显示哪一年",
        en: "The screens: the hall's address and the year shown",
        examples: ["screen show", "screen address", "screen year 2021", "screen revoke"],
        subcommands: [Show.self, Address.self, Revoke.self, Year.self]
    )

    struct Show: MarketCommand {
        static let configuration = CommandConfiguration(
            "show",
            "查看设置",
            en: "Show what is set",
            examples: ["screen show", "screen show --json"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await session.show { view in
                let members = try view.work.screens.members()
                if view.isJSON { return JSON.object(members).pretty + "\n" }
                return view.text(try ScreenCommands.year(view)) + "\n"
                    + view.text(try ScreenCommands.address(view)) + "\n"
            }
        }
    }

    struct Address: MarketCommand {
        static let configuration = CommandConfiguration(
            "address",
            "生成展厅用的地址，只显示这一次",
            en: "Make the hall's address, which is shown only now",
            examples: ["screen address --user fuzeren"],
            notes: Phrase(
                "知道地址的电脑不用登录就能显示大屏和字幕；原来的地址立即停用。",
                en:
                    "A machine that knows it shows the screens without signing in; the address before stops working at once."
            )
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let (key, members) = try await session.desk.change { work in
                let key = try work.screens.renew()
                return (key, try work.screens.members(key: key))
            }
            if session.isJSON { return session.write(.object(members)) }
            session.remark(
                Phrase(
                    "展示地址已生成，只显示这一次；大屏和字幕接在网页服务的网址后面：",
                    en:
                        "The address is made and shown only now; big screen and ticker, below the service's own address:"
                )
            )
            session.console.print("/screen/\(key)\n/ticker/\(key)")
        }
    }

    struct Revoke: MarketCommand {
        static let configuration = CommandConfiguration(
            "revoke",
            "停用展厅用的地址",
            en: "Take the hall's address back",
            examples: ["screen revoke"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await session.change { view in
                try view.work.screens.revoke()
                return Deed(
                    members: try view.work.screens.members(),
                    line: Phrase(
                        "展示地址已停用，用它的屏幕不再显示。",
                        en: "The address is taken back; its screens show nothing any more."
                    ),
                    next: "screen address"
                )
            }
        }
    }

    struct Year: MarketCommand {
        static let configuration = CommandConfiguration(
            "year",
            "设定显示哪一年",
            en: "Set the year shown",
            examples: ["screen year 2021", "screen year"],
            notes: Phrase(
                "不写年份为当年；新的一年还没有任何数字和目标时，先显示上一年。",
                en:
                    "Without a year they show the current one; while a new year has neither figures nor targets, still the one before."
            )
        )

        @Argument(help: help("年份（不写为当年）", en: "The year (the current one when absent)", value: "年份"))
        var year: String?

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let wanted = try year.map { try WholeNumber.parse($0, .year, in: Day.years) }
            try await session.change { view in
                try view.work.screens.show(year: wanted)
                return Deed(
                    members: try view.work.screens.members(),
                    line: try ScreenCommands.year(view),
                    next: "screen show"
                )
            }
        }
    }

    private static func year(_ view: View) throws -> Phrase {
        try view.work.screens.year().map { Phrase("大屏固定显示\($0)年。", en: "The screens show \($0).") }
            ?? Phrase("大屏显示当年。", en: "The screens show the current year.")
    }

    private static func address(_ view: View) throws -> Phrase {
        try view.work.screens.address().map { known in
            Phrase(
                "展示地址由\(known.maker.name)于\(known.address.madeAt.phrase.zh)生成，正在使用。",
                en: "The address made by \(known.maker.name) on \(known.address.madeAt.phrase.en) is in use."
            )
        }
            ?? Phrase(
                "没有展示地址：只有登录的人能看大屏和字幕。",
                en: "There is no address: only people who are signed in see the screens."
            )
    }
}
