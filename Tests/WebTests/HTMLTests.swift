import Domain
import Market
import Testing

@testable import Web

struct HTMLTests {
    @Test(arguments: [
        ("<script>", "&lt;script&gt;"), ("a&b", "a&amp;b"), ("\"'", "&quot;&#39;"), ("普通", "普通"), ("", ""),
        ("\u{0}", "\u{FFFD}"),
    ])
    func `text is escaped`(text: String, expected: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.text == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test func `HTML within HTML stays as it is`() {
        let inner: HTML = "<b>\("<")</b>"
        #expect(
            ("<p>\(inner)\([inner, inner])</p>" as HTML).text == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b></p>"
        )
    }

    @Test(arguments: [
        ("锂电池正极", [0..<1, 3..<5], 0..<99, "<mark>锂</mark>电池<mark>正极</mark>"),
        ("锂电池正极", [0..<2, 3..<5], 1..<4, "<mark>电</mark>池<mark>正</mark>"),
        ("a<b>&c", [1..<4], 0..<6, "a<mark>&lt;b&gt;</mark>&amp;c"), ("", [], 0..<9, ""),
        // A character of two units, by its halves too.
        ("a😀b锂", [1..<3], 0..<9, "a<mark>😀</mark>b锂"), ("a😀b锂", [3..<4], 1..<5, "😀<mark>b</mark>锂"),
        ("a😀b锂", [4..<5], 2..<5, "b<mark>锂</mark>"),
    ])
    func `stretches of a text are marked`(
        text: String,
        marks: [Range<Int>],
        range: Range<Int>,
        expected: String
    ) {
        #expect(HTML.marking(text, marks, in: range).text == expected)
    }

    @Test(arguments: [
        ("锂电池", [], 5, "锂电池"), ("锂电池正极材料", [], 5, "锂电池正极…"),
        ("一二三四五六七八九十一二三四五六七八九十锂", [20..<21], 20, "…二三四五六七八九十一二三四五六七八九十<mark>锂</mark>"),
        (
            "一二三四五六七八九十一二三四五六七八九十锂一二三四五", [20..<21], 20,
            "…五六七八九十一二三四五六七八九十<mark>锂</mark>一二三…"
        ),
        ("😀😀😀😀", [], 5, "😀😀…"), ("", [], 5, ""),
    ])
    func `an excerpt begins a little before the first mark and cuts no character`(
        text: String,
        marks: [Range<Int>],
        length: Int,
        expected: String
    ) {
        #expect(MarkedView.excerpt(MarkedText(.summary, text, marks), length: length).text == expected)
    }
}

struct InputsTests {
    @Test(arguments: [
        ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a=%E4%B8%AD+b", [("a", "中 b")]), ("", []),
        ("a", [("a", "")]),
        ("a==", [("a", "=")]), ("&&a=1", [("a", "1")]),
    ])
    func `a form is read`(text: String, expected: [(String, String)]) throws {
        let inputs = try Inputs(parsing: text.utf8)
        #expect(inputs.pairs.map(\.name) == expected.map(\.0))
        #expect(inputs.pairs.map(\.value) == expected.map(\.1))
    }

    @Test(arguments: ["a=%", "a=%4", "a=%GG", "a=%FF", String(repeating: "a=1&", count: Inputs.most + 1)])
    func `a form that can't be read is refused`(text: String) {
        #expect(throws: AppError.self) { try Inputs(parsing: text.utf8) }
    }

    @Test func `what is written into an address is read back`() throws {
        var inputs = Inputs()
        inputs["q"] = "a&b=c+d 中文 %"
        let query = String(inputs.query().dropFirst())
        #expect(try Inputs(parsing: query.utf8)["q"] == "a&b=c+d 中文 %")
    }
}

struct NetworksTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.0.0.1", false), ("127.0.0.1", "127.0.0.1", true),
        ("::1", "::1", true), ("fd00::/8", "fd12:3456::1", true), ("fd00::/8", "fe80::1", false),
        ("127.0.0.1", "::ffff:127.0.0.1", true), ("0.0.0.0/0", "1.2.3.4", true), ("10.0.0.0/8", "", false),
    ])
    func `an address is in a network or not`(network: String, address: String, expected: Bool) {
        #expect(Networks([network]).contain(address) == expected)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.256", "10.0.0.0/33", "host", "::1::", "1.2.3.4/x", "10.0.0.0/8/8",
    ])
    func `what is no network is told`(text: String) {
        #expect(Networks.unreadable(in: ["::1", text]) == text)
    }
}
