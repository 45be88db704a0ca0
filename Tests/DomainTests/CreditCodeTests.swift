import Domain
import Testing

@Suite struct CreditCodeTests {
    /// The example of GB 32100-2015 itself, then codes that well-known organizations publish.
    static let genuine = [
        "91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91330100799655058B",
        "91110000802100433B",
        "12100000400000624D", "12100000400002259P", "12100000441626842D", "12100000707137123P",
        "91440300708461136T",
        "9111000010169286X1", "91310000132260250X", "11100000000013127D",
    ]

    @Test(arguments: genuine)
    func `genuine codes are accepted`(code: String) throws {
        #expect(try CreditCode(parsing: code, field: .creditCode).rawValue == code)
    }

    @Test(arguments: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "N", "Y"])
    func `every department of the standard can register`(department: String) throws {
        let body = "\(department)1420200MA4900CY"
        let inner = try #require(OrganizationCode.checkCharacter(for: body.dropFirst(8)))
        let check = try #require(CreditCode.checkCharacter(for: "\(body)\(inner)"))
        let code = "\(body)\(inner)\(check)"
        #expect(try CreditCode(parsing: code, field: .creditCode).rawValue == code)
    }

    @Test(arguments: [
        "91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", "9135 0100 M000 100Y 43", " 91350100M000100Y43\n",
        "\u{FEFF}91350100M000100Y43",
    ])
    func `case, width and spaces don't matter`(text: String) throws {
        #expect(try CreditCode(parsing: text, field: .creditCode).rawValue == "91350100M000100Y43")
    }

    @Test(arguments: [
        ("", "credit_code_missing"), ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Y433", "credit_code_length"),
        ("420200000012345", "credit_code_length"), ("91350100M000100Y4O", "credit_code_character"),
        ("9135O100M000100Y43", "credit_code_character"), ("91350100M-00100Y43", "credit_code_character"),
        ("91350100M中00100Y43", "credit_code_character"), ("01350100M000100Y43", "credit_code_department"),
        ("B1350100M000100Y43", "credit_code_department"), ("9135A100M000100Y43", "credit_code_region"),
        ("91350100M000100Y53", "credit_code_organization_check"), ("91350100M000100Y44", "credit_code_check"),
        ("92350100M000100Y43", "credit_code_check"),
    ])
    func `what is no credit code is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try CreditCode(parsing: text, field: .creditCode) }
        try expectHelpful(error, code: code, field: .creditCode, typed: text)
    }

    @Test(arguments: ["I", "O", "S", "V", "Z"])
    func `a letter that is never used is named with its place`(letter: String) {
        let error = refusal { () throws(AppError) in
            try CreditCode(parsing: "91350100M\(letter)00100Y43", field: .creditCode)
        }
        #expect(error?.message.zh.contains("第10位是字母“\(letter)”") == true)
        #expect(error?.message.en.contains("the letter \(letter) at place 10") == true)
    }

    @Test func `a wrong check says which one and what it should be`() {
        let inner = refusal { () throws(AppError) in
            try CreditCode(parsing: "91350100M000100Y53", field: .creditCode)
        }
        #expect(inner?.message.zh.contains("第17位（组织机构代码的校验码）是“5”，按第9至16位应为“4”") == true)
        let outer = refusal { () throws(AppError) in
            try CreditCode(parsing: "91350100M000100Y44", field: .creditCode)
        }
        #expect(outer?.message.zh.contains("第18位（校验码）是“4”，按前17位应为“3”") == true)
        #expect(outer?.message.en.contains("has 4 at place 18") == true)
    }

    @Test(arguments: genuine)
    func `one wrong character anywhere is always found`(code: String) {
        let characters = Array(code)
        for place in characters.indices {
            for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != characters[place] {
                var altered = characters
                altered[place] = other
                #expect(
                    refusal { () throws(AppError) in
                        try CreditCode(parsing: String(altered), field: .creditCode)
                    } != nil
                )
            }
        }
    }

    @Test func `nearly every exchange of two characters is found`() {
        var (exchanges, accepted) = (0, 0)
        for code in CreditCodeTests.genuine.map(Array.init) {
            for first in code.indices {
                for second in code.indices where first < second && code[first] != code[second] {
                    var altered = code
                    altered.swapAt(first, second)
                    exchanges += 1
                    let error = refusal { () throws(AppError) in
                        try CreditCode(parsing: String(altered), field: .creditCode)
                    }
                    if error == nil { accepted += 1 }
                    // Weights differ from place to place and 31 is a prime, so only the check itself can trade places.
                    if second < 17 { #expect(error != nil) }
                }
            }
        }
        #expect(exchanges > 1000)
        #expect(Double(accepted) <= 0.01 * Double(exchanges))
    }

    @Test func `a code says its organization code and where it was registered`() throws {
        let code = try CreditCode(parsing: "91350100M000100Y43", field: .creditCode)
        #expect(code.organizationCode.description == "M000100Y-4")
        #expect(code.registrationRegion.rawValue == "350100")
    }
}

@Suite struct OrganizationCodeTests {
    @Test(arguments: ["D2143569-X", "D2143569X", "d2143569-x", "Ｄ２１４３５６９－Ｘ", " D2143569 - X "])
    func `codes are accepted with or without the hyphen`(text: String) throws {
        let code = try OrganizationCode(parsing: text, field: .organizationCode)
        #expect(code.rawValue == "D2143569X")
        #expect(code.description == "D2143569-X")
    }

    @Test(arguments: CreditCodeTests.genuine)
    func `the code inside a credit code is one of its own`(credit: String) throws {
        let code = try CreditCode(parsing: credit, field: .creditCode).organizationCode
        #expect(try OrganizationCode(parsing: code.description, field: .organizationCode) == code)
    }

    @Test(arguments: [
        ("", "organization_code_missing"), ("D2143569", "organization_code_format"),
        ("D2143569-XX", "organization_code_format"),
        ("D214-3569X", "organization_code_format"), ("D2143569-A", "organization_code_format"),
        ("单2143569-X", "organization_code_format"),
        ("D2143569-1", "organization_code_check"), ("D2143568-X", "organization_code_check"),
    ])
    func `what is no organization code is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in
            try OrganizationCode(parsing: text, field: .organizationCode)
        }
        try expectHelpful(error, code: code, field: .organizationCode, typed: text)
    }
}
