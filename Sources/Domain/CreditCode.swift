/// A unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters that name a legal person or another
/// organization for life.
///
/// Alphabet, weights and both checks were verified by running them over the standard's example and real codes.
public struct CreditCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The 18 characters.
    public let rawValue: String

    /// A code as the store holds it. It was checked when it came in; typed text goes through `init(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    /// Characters 9 to 17, the organization code of GB 11714.
    public var organizationCode: OrganizationCode {
        OrganizationCode(rawValue: String(rawValue.dropFirst(8).prefix(9)))
    }

    /// Characters 3 to 8: where the organization registered, which need not be where it is today. Bodies registered
    /// with the state have `100000`, which is in no list of regions.
    public var registrationRegion: RegionCode {
        RegionCode(rawValue: String(rawValue.dropFirst(2).prefix(6)))
    }
}

// MARK: The standard
extension CreditCode {
    /// The 31 characters, each at the place of its value. I, O, S, V and Z are left out because they look like others.
    static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// The departments that a code's first character can name: 1 机构编制, 2 外交, 3 司法行政, 4 文化, 5 民政, 6 旅游, 7 宗教,
    /// 8 工会, 9 市场监管 (工商), A 军队, N 农业, Y 其他.
    ///
    /// The second character (1 企业, 2 个体工商户 and so on) is not held to a table: the departments have gone on adding
    /// kinds of their own since 2015, and a code that is genuine must not be refused. Both checks cover it anyway.
    static let departments: Set<Character> = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "N", "Y"]

    /// The 18th character that 17 characters ask for; nil when they are not 17 characters of the alphabet.
    ///
    /// (31 − Σ(value × weight) mod 31) mod 31, the weights being the powers of 3 modulo 31.
    public static func checkCharacter(for body: some StringProtocol) -> Character? {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        guard body.count == weights.count else { return nil }
        var sum = 0
        for (character, weight) in zip(body, weights) {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            sum += value * weight
        }
        return alphabet[(31 - sum % 31) % 31]
    }
}

// MARK: Parsing
extension CreditCode {
    /// The code that a person or a file wrote; lowercase, full-width and spaces are accepted.
    ///
    /// - Throws: `credit_code_missing`, `credit_code_length`, `credit_code_character`, `credit_code_department` (the
    ///   1st), `credit_code_region` (3rd to 8th), `credit_code_organization_check` (the 17th, the organization code's
    ///   own 9th), `credit_code_check` (the 18th).
    public init(parsing text: String, field: Field) throws(AppError) {
        let code = Array(Text.withoutSpaces(Text.normalized(text)).uppercased())
        guard !code.isEmpty else {
            throw .missing(
                text,
                field,
                "credit_code_missing",
                "请填写营业执照或登记证书上的18位代码",
                en: "write the 18 characters on the business licence or certificate"
            )
        }
        guard code.count == 18 else {
            throw .refusing(
                text,
                field,
                "credit_code_length",
                "有\(code.count)位，应为18位，请对照营业执照或登记证书核对",
                en:
                    "has \(code.count) characters instead of 18; compare it with the business licence or certificate"
            )
        }
        try CreditCode.checkAlphabet(code, text: text, field: field)
        try CreditCode.checkBeginning(code, text: text, field: field)
        try CreditCode.checkChecks(String(code), text: text, field: field)
        self.init(rawValue: String(code))
    }

    private static func checkAlphabet(_ code: [Character], text: String, field: Field) throws(AppError) {
        guard let index = code.firstIndex(where: { !alphabet.contains($0) }) else { return }
        let lookalikes: [Character: Character] = ["I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"]
        if let meant = lookalikes[code[index]] {
            throw .refusing(
                text,
                field,
                "credit_code_character",
                "的第\(index + 1)位是字母“\(code[index])”，代码里没有I、O、S、V、Z，请核对是否应为“\(meant)”",
                en:
                    "has the letter \(code[index]) at place \(index + 1), but I, O, S, V and Z are never used; "
                    + "check whether it should be \(meant)"
            )
        }
        let typed = AppError.quote(String(code[index]))
        throw .refusing(
            text,
            field,
            "credit_code_character",
            "的第\(index + 1)位是“\(typed)”，只能用数字和大写字母，请核对",
            en: "has “\(typed)” at place \(index + 1), where only digits and capital letters can be; check it"
        )
    }

    private static func checkBeginning(_ code: [Character], text: String, field: Field) throws(AppError) {
        guard departments.contains(code[0]) else {
            throw .refusing(
                text,
                field,
                "credit_code_department",
                "的第1位是“\(code[0])”，应为登记管理部门代码（1至9、A、N、Y），企业为9，请核对",
                en:
                    "begins with \(code[0]), but the 1st place names the department that registers (1 to 9, A, N or Y; "
                    + "9 for enterprises); check it"
            )
        }
        guard let index = code[2..<8].firstIndex(where: { !$0.isWholeNumber }) else { return }
        throw .refusing(
            text,
            field,
            "credit_code_region",
            "的第\(index + 1)位是“\(code[index])”，第3至8位是行政区划代码，只能是数字，请核对",
            en:
                "has \(code[index]) at place \(index + 1), but places 3 to 8 are a region's code, digits only; check it"
        )
    }

    private static func checkChecks(_ code: String, text: String, field: Field) throws(AppError) {
        let organization = code.dropFirst(8).prefix(8)
        let (seventeenth, last) = (code.dropLast().last, code.last)
        // First the inner check: a slip in places 9 to 17 breaks both, and this one says nearer where it is.
        if let check = OrganizationCode.checkCharacter(for: organization), let seventeenth,
            check != seventeenth
        {
            throw .refusing(
                text,
                field,
                "credit_code_organization_check",
                "的第17位（组织机构代码的校验码）是“\(seventeenth)”，按第9至16位应为“\(check)”，请对照证照核对第9至17位",
                en:
                    "has \(seventeenth) at place 17, the check of the organization code, where places 9 to 16 ask for "
                    + "\(check); compare places 9 to 17 with the certificate"
            )
        }
        if let check = checkCharacter(for: code.dropLast()), let last, check != last {
            throw .refusing(
                text,
                field,
                "credit_code_check",
                "的第18位（校验码）是“\(last)”，按前17位应为“\(check)”，请对照证照逐位核对",
                en: "has \(last) at place 18, the check, where the first 17 ask for \(check); "
                    + "compare it with the certificate"
            )
        }
    }
}
