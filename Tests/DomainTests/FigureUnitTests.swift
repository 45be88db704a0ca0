import Domain
import Testing

struct FigureUnitTests {
    @Test(
        arguments: [
            ([6_230_000_000, 10_000, 0], Language.zh, "万元", ["6,230", "0.01", "0"]),
            ([6_230_000_000, 10_001], .zh, "元", ["62,300,000.00", "100.01"]),
            ([-20_000, 5], .zh, "元", ["-200.00", "0.05"]),
            ([6_230_000_000], .en, "yuan", ["62,300,000.00"]),
            ([], .zh, "万元", []),
        ] as [([Int64], Language, String, [String])]
    )
    func `amounts under each other have one unit, that of the one which needs the most decimals`(
        fen: [Int64],
        language: Language,
        name: String,
        numbers: [String]
    ) {
        let unit = FigureUnit(.contractValue, fen, language)
        #expect(unit.name[language] == name)
        #expect(fen.map(unit.number) == numbers)
    }

    @Test func `a value is drawn in the unit that stands beside it`() {
        #expect(FigureUnit(.payments, [6_230_000_000], .zh).scaled(6_230_000_000) == 6_230)
        #expect(FigureUnit(.payments, [1], .zh).scaled(12_345) == 123.45)
        let counts = FigureUnit(.services, [1, 2], .zh)
        #expect(counts.scaled(480) == 480)
        #expect(counts.text(1_480, .zh) == "1,480 次" && counts.text(1_480, .en) == "1,480 services")
    }
}
