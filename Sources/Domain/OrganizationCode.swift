/// An organization code (组织机构代码), GB 11714: eight characters and a check character.
///
/// Since 2015 it lives on inside the unified social credit code, as its characters 9 to 17; certificates of the old
/// kind still show it alone. The arithmetic was checked against GB 32100-2015's example and real codes; the text of
/// GB 11714 was not seen.
public struct OrganizationCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The nine characters without the hyphen: `D2143569X`.
    public let rawValue: String

    /// A code as the store holds it. It was checked when it came in; typed text goes through `init(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// As certificates print it: `D2143569-X`.
    public var description: String { "\(rawValue.dropLast())-\(rawValue.suffix(1))" }

    /// The check character that eight characters ask for; nil when they are not eight digits or capital letters.
    ///
    /// 11 − Σ(value × weight) mod 11, where A is 10 and Z is 35; 10 is written X and 11 is written 0.
    public static func checkCharacter(for body: some StringProtocol) -> Character? {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        guard body.utf8.count == weights.count else { return nil }
        var sum = 0
        for (byte, weight) in zip(body.utf8, weights) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): sum += Int(byte - UInt8(ascii: "0")) * weight
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): sum += (Int(byte - UInt8(ascii: "A")) + 10) * weight
            default: return nil
            }
        }
        let check = 11 - sum % 11
        return check == 10 ? "X" : check == 11 ? "0" : Character(String(check))
    }
}

extension OrganizationCode {
    /// The code that a person or a file wrote, with or without the hyphen; lowercase and full-width are accepted.
    ///
    /// - Throws: `organization_code_missing`, `organization_code_format`, `organization_code_check`.
    public init(parsing text: String, field: Field) throws(AppError) {
        var code = Text.withoutSpaces(Text.normalized(text)).uppercased()
        guard !code.isEmpty else {
            throw .missing(
                text,
                field,
                "organization_code_missing",
                "请写成“D2143569-X”",
                en: "write nine characters such as D2143569-X"
            )
        }
        if code.dropLast().last == "-" { code.remove(at: code.index(code.endIndex, offsetBy: -2)) }
        guard code.count == 9, let check = OrganizationCode.checkCharacter(for: code.dropLast()),
            let last = code.last, last == "X" || (last.isASCII && last.isWholeNumber)
        else {
            throw .refusing(
                text,
                field,
                "organization_code_format",
                "不是组织机构代码，应为8位数字或大写字母加1位校验码，如“D2143569-X”",
                en: "is not an organization code; it has 8 digits or capital letters and a check character, "
                    + "such as D2143569-X"
            )
        }
        guard last == check else {
            throw .refusing(
                text,
                field,
                "organization_code_check",
                "的校验码是“\(last)”，按前8位应为“\(check)”，请对照证书核对",
                en:
                    "has the check character \(last) where its first 8 ask for \(check); compare it with the certificate"
            )
        }
        self.init(rawValue: code)
    }
}
