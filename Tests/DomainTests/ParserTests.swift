import Domain
import Testing

/// What all parsers have in common.
@Suite struct ParserTests {
    private static let book = CodeBookTests().book

    /// Every parser of a typed value; gives back its refusal, if it refuses.
    static let parsers: [(name: String, refusal: @Sendable (String) -> AppError?)] = [
        ("Day", { text in refusal { () throws(AppError) in try Day(parsing: text, field: .deadline) } }),
        (
            "Instant",
            { text in refusal { () throws(AppError) in try Instant(parsing: text, field: .deadline) } }
        ),
        (
            "Period",
            { text in refusal { () throws(AppError) in try Period(parsing: text, field: .deadline) } }
        ),
        ("Money", { text in refusal { () throws(AppError) in try Money(parsing: text, field: .deadline) } }),
        (
            "CreditCode",
            { text in refusal { () throws(AppError) in try CreditCode(parsing: text, field: .deadline) } }
        ),
        (
            "OrganizationCode",
            { text in refusal { () throws(AppError) in try OrganizationCode(parsing: text, field: .deadline) }
            }
        ),
        (
            "PhoneNumber",
            { text in refusal { () throws(AppError) in try PhoneNumber(parsing: text, field: .deadline) } }
        ),
        (
            "EmailAddress",
            { text in refusal { () throws(AppError) in try EmailAddress(parsing: text, field: .deadline) } }
        ),
        (
            "RegionCode",
            { text in refusal { () throws(AppError) in try RegionCode(parsing: text, field: .deadline) } }
        ),
        (
            "RecordCode",
            { text in refusal { () throws(AppError) in try RecordCode(parsing: text, field: .deadline) } }
        ),
        (
            "IndustryCode",
            { text in
                refusal { () throws(AppError) in
                    try IndustryCode(parsing: text, field: .deadline) { $0 < "50" ? "C" : nil }
                }
            }
        ),
        (
            "CodeBook.region",
            { text in
                refusal { () throws(AppError) in
                    try book.region(parsing: text, field: .deadline)
                }
            }
        ),
        (
            "CodeBook.industry",
            { text in
                refusal { () throws(AppError) in
                    try book.industry(parsing: text, field: .deadline)
                }
            }
        ),
    ]

    @Test(arguments: parsers.indices)
    func `no text stops a parser, and every refusal is helpful`(index: Int) {
        let parser = ParserTests.parsers[index]
        let pieces: [String] = [
            "2021", "5", "31", "0", "-", "—", "/", ".", "..", "~", "至", "年", "月", "日", "Q", "H1", "季度", "万",
            "亿", "元", "千", "分", ",", "￥",
            "C", "38", "XQ", "@", "a", "com", "+86", "转", "(", ")", "９", "Ｏ", "\u{200B}", "\u{0}", "\u{301}",
            "👨‍👩‍👧", " ", "　", "\n", "中", "٣", "½",
            "大冶", "市", "T", "Z", ":", "99999999999999999999",
        ]
        var random = SeededNumbers(seed: UInt64(index))
        for _ in 0..<2000 {
            let text = (0..<random.next() % 9).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
                .joined()
            guard let error = parser.refusal(text) else { continue }
            #expect(error.field == .deadline && error.kind == .invalid)
            #expect(error.message.zh.hasPrefix("截止日期") && error.message.zh.hasSuffix("。"))
            #expect(error.message.en.hasPrefix("Deadline ") && error.message.en.hasSuffix("."))
        }
    }

    @Test(arguments: parsers.indices)
    func `a very long text is refused soon and shortly`(index: Int) throws {
        let parser = ParserTests.parsers[index]
        for piece in ["9", "中", "2021-05-31", "1-", "年", "(", "１，", "\u{301}"] {
            let text = String(repeating: piece, count: 20_000)
            let error = try #require(parser.refusal(text))
            #expect(error.message.zh.count < 400 && error.message.en.count < 600)
            #expect((error.value?.count ?? .max) <= AppError.longestQuote + 1)
        }
    }
}
