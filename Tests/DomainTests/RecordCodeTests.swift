import Domain
import Testing

@Suite struct RecordCodeTests {
    @Test(arguments: [
        ("XQ-2021-0001", "XQ-2021-0001"), ("xq-2021-0001", "XQ-2021-0001"), ("ＸＱ－２０２１－０００１", "XQ-2021-0001"),
        (" xq - 2021 - 1 ", "XQ-2021-0001"), ("CG-2021-12345", "CG-2021-12345"),
        ("HT—2021—0020", "HT-2021-0020"),
        ("DZ-2199-999999999", "DZ-2199-999999999"),
    ])
    func `codes are read in either case and width`(text: String, code: String) throws {
        #expect(try RecordCode(parsing: text, field: .code).description == code)
        #expect(try RecordCode(parsing: code, field: .code).rawValue == code)
    }

    @Test(arguments: RecordCode.Kind.allCases)
    func `every kind has its own letters`(kind: RecordCode.Kind) throws {
        let code = RecordCode(kind, year: 2021, serial: 10_000)
        #expect(code.rawValue == "\(kind.prefix)-2021-10000")
        #expect(try RecordCode(parsing: code.rawValue, kind: kind, field: .code) == code)
        #expect(RecordCode.Kind.allCases.filter { $0.prefix == kind.prefix } == [kind])
    }

    @Test(arguments: [
        ("", "record_code_missing"), ("XQ", "record_code_format"), ("XQ-2021", "record_code_format"),
        ("AB-2021-0001", "record_code_format"),
        ("XQ-21-0001", "record_code_format"), ("XQ-2021-0000", "record_code_format"),
        ("XQ-2021-", "record_code_format"),
        ("XQ-2021-00A1", "record_code_format"), ("XQ-2021-0001-1", "record_code_format"),
        ("XQ-2021--1", "record_code_format"),
        ("XQ-2021-1234567890", "record_code_format"), ("XQ-1021-0001", "record_code_format"),
        ("XQ20210001", "record_code_format"),
        ("需求-2021-0001", "record_code_format"),
    ])
    func `what is no code is refused with the right form`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try RecordCode(parsing: text, field: .code) }
        try expectHelpful(error, code: code, field: .code, typed: text)
        #expect(error?.message.zh.contains("XQ-2021-0001") == true)
        let ofKind = refusal { () throws(AppError) in
            try RecordCode(parsing: text, kind: .achievement, field: .achievement)
        }
        try expectHelpful(ofKind, code: code, field: .achievement, typed: text)
        #expect(ofKind?.message.zh.contains("CG-2021-0001") == true)
    }

    @Test func `the code of another kind is told what it is`() throws {
        let error = refusal { () throws(AppError) in
            try RecordCode(parsing: "ht-2021-0001", kind: .demand, field: .demand)
        }
        try expectHelpful(error, code: "record_code_kind", field: .demand, typed: "ht-2021-0001")
        #expect(error?.message.zh == "技术需求“ht-2021-0001”是技术合同的编号，这里要技术需求的编号，如“XQ-2021-0001”。")
        #expect(
            error?.message.en
                == "Demand “ht-2021-0001” is the code of a contract; here goes the code of a demand, such as XQ-2021-0001."
        )
    }
}
