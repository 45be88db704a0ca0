import Domain
import Testing

@testable import techmarket

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc 123", 7), ("技术需求", 8), ("XQ-2021 需求", 12), ("（委托）", 8), ("，。、：；！？", 14),
        ("《》【】「」", 12),
        ("ＡＢ１２", 8), ("￥", 2), ("¥", 1), ("　", 2), ("ｱｲｳ", 3), ("アイウ", 6), ("한국어", 6),
        ("\u{1112}\u{1161}\u{11AB}", 2),
        ("é", 1), ("e\u{301}", 1), ("か\u{3099}", 2), ("\u{200B}\u{FEFF}", 0), ("“…”—", 4), ("𠮷", 2),
        ("°C±μ", 4), ("½", 1),
        ("😀", 2), ("👨‍👩‍👧‍👦", 2), ("🇨🇳", 2), ("👍🏽", 2), ("❤️", 2), ("❤", 1), ("1️⃣", 2), ("✅", 2), ("©", 1), ("™", 1),
        ("#*0", 3), ("🌡️", 2),
        ("ʔ", 1), ("नि", 2), ("ก็", 1), ("שלום", 4),
    ])
    func `text is as wide as terminals draw it`(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test(arguments: [
        ("技术需求", 8, "技术需求"), ("技术需求", 7, "技术需…"), ("技术需求", 6, "技术…"), ("abcdef", 5, "abcd…"), ("技术", 1, "…"),
        ("技术", 2, "…"),
        ("技术", 0, ""), ("a技术", 4, "a技…"), ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ("", 0, ""),
    ])
    func `what is too wide is cut between characters`(text: String, width: Int, expected: String) {
        #expect(text.truncated(to: width) == expected)
        #expect(text.truncated(to: width).displayWidth <= width)
    }

    @Test func `padding fills up to the width on the right side`() {
        #expect("技术".padded(to: 6, alignment: .left) == "技术  ")
        #expect("1.5".padded(to: 6, alignment: .right) == "   1.5")
        #expect("技术".padded(to: 2, alignment: .left) == "技术")
    }

    @Test func `controls can't steer the terminal`() {
        #expect("a\u{1B}[2Jb\u{7}\u{9B}c".onOneLine == "a [2Jb  c")
        #expect("一\r\n二\n三\t四\u{2028}五".onOneLine == "一 二 三 四 五")
        #expect("一\r\n二\n\n三\t四\u{1B}".withoutControls == "一\n二\n\n三 四 ")
        #expect("技术".onOneLine == "技术")
    }
}
