import Domain
import Testing

@Suite struct TextTests {
    @Test func `what is blank and what is a control character is what Unicode says`() throws {
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let isBlank = properties.isWhitespace || (value >= 0x80 && properties.generalCategory == .format)
            #expect(Text.trimmed(String(scalar)).isEmpty == isBlank)
            let isReplaced = properties.generalCategory == .control
            #expect((try TextRule.line("a\(scalar)b", .title) == "a b") == (isReplaced || scalar == " "))
        }
    }

    @Test(arguments: [
        ("  abc\r\n", "abc"), ("\u{3000}黄石　市\u{3000}", "黄石　市"), ("\u{FEFF}a\u{200B}", "a"),
        ("\u{A0}a b\u{A0}", "a b"),
        ("\u{202A}a\u{202C}", "a"), (" \u{3000}\u{FEFF}\t", ""), ("", ""),
    ])
    func `white space of every kind is trimmed at the ends only`(text: String, expected: String) {
        #expect(Text.trimmed(text) == expected)
    }

    @Test(arguments: [
        ("ＡＢＣ１２３", "ABC123"), ("（委托）", "(委托)"), ("￥１，２３４．５", "¥1,234.5"), ("黄石", "黄石"), ("～！", "~!"),
        ("。、", "。、"),
    ])
    func `full-width characters become half-width`(text: String, expected: String) {
        #expect(Text.halfWidth(text) == expected)
    }

    @Test(arguments: [
        ("\u{202A}6230\u{200B}万元\u{202C}", "6230万元"), ("2021—05", "2021-05"), ("138\u{A0}1234", "138 1234"),
        ("\u{FF0D}5", "-5"), ("－−‐", "---"), ("\u{FEFF}", ""),
    ])
    func `codes and numbers lose what can't be seen, and dashes become hyphens`(
        text: String,
        expected: String
    ) {
        #expect(Text.normalized(text) == expected)
    }
}

@Suite struct IdentifierTests {
    @Test func `identifiers order and print by their number`() {
        #expect(ID<Int>(7) < ID<Int>(12))
        #expect(ID<String>(rawValue: 12).description == "12")
        #expect(Set([ID<Int>(1), ID<Int>(1)]).count == 1)
    }
}
