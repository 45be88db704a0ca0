import Documents
import Domain
import Testing

@Suite struct CSVTests {
    @Test func `a file has its mark, quotes what needs it and ends lines as spreadsheets do`() {
        var csv = CSV(columns: ["甲", "b"])
        csv.add(["1,2", "他说“好”\r\n再见"])
        csv.add(["\"引\"", ""])
        #expect(
            String(decoding: csv.bytes, as: UTF8.self)
                == "\u{FEFF}甲,b\r\n\"1,2\",\"他说“好”\r\n再见\"\r\n\"\"\"引\"\"\",\r\n"
        )
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+86 10", "'+86 10"), ("-1+2", "'-1+2"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"), ("'=1", "''=1"), ("''=1", "'''=1"),
    ])
    func `a cell that would be worked out is guarded and can be had back`(text: String, written: String) {
        #expect(CSV.guarded(text) == written)
        #expect(CSV.unguarded(written) == text)
    }

    @Test(arguments: ["-12.50", "-3", "'tis", "", "技术", "0.5", "'", "''"])
    func `other cells stay as they are`(text: String) {
        #expect(CSV.guarded(text) == text)
        #expect(CSV.unguarded(text) == text)
    }

    @Test func `a table is written in its columns' units`() throws {
        let table = Table(
            columns: [
                .money("成交额", .wan, .zh), .money("到账", .yuan, .zh), Column("日"), .number("率"), Column("数"),
            ],
            rows: [
                [
                    .money(Money(fen: 6_230_000_000_00)), .money(Money(fen: -1_234_56)),
                    .day(Day(year: 2021, month: 5, day: 1)), .share(0.5), .integer(1_234),
                ], [.blank],
            ]
        )
        #expect(
            String(decoding: CSV(table).bytes, as: UTF8.self)
                == "\u{FEFF}成交额（万元）,到账（元）,日,率,数\r\n623000,-1234.56,2021-05-01,50%,1234\r\n,,,,\r\n"
        )
    }
}
