import Domain
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("13812345678", "13812345678"), ("138 1234 5678", "13812345678"), ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"), ("+86-138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"), ("86 138 1234 5678", "13812345678"), ("１３８１２３４５６７８", "13812345678"),
        ("013812345678", "13812345678"), ("19912345678", "19912345678"),
        ("\u{202D}13812345678\u{202C}", "13812345678"),
        ("0714-6512345", "0714-6512345"), ("07146512345", "0714-6512345"), ("0714 651 2345", "0714-6512345"),
        ("(0714)6512345", "0714-6512345"), ("（0714）6512345", "0714-6512345"),
        ("0714—6512345", "0714-6512345"),
        ("+86 714 6512345", "0714-6512345"), ("+86-0714-6512345", "0714-6512345"),
        ("+86 (0)714 651 2345", "0714-6512345"),
        ("86-0714-6512345", "0714-6512345"), ("010-62785001", "010-62785001"),
        ("01062785001", "010-62785001"),
        ("+86 10 6278 5001", "010-62785001"), ("027-8765-4321", "027-87654321"),
        ("0755-26712345", "0755-26712345"),
        ("0714-6512345-801", "0714-6512345-801"), ("0714-6512345转801", "0714-6512345-801"),
        ("0714-6512345 转 801", "0714-6512345-801"),
        ("07146512345 ext. 801", "0714-6512345-801"), ("027-87654321-8", "027-87654321-8"),
        ("0714-6512345-8", "0714-6512345-8"),
        ("0714-6512345 分机：801", "0714-6512345-801"), ("0714-6512345转分机801", "0714-6512345-801"),
        ("400-820-8820", "400-820-8820"), ("4008208820", "400-820-8820"), ("400 8208 820", "400-820-8820"),
        ("800-810-1234", "800-810-1234"), ("400-820-8820转3", "400-820-8820-3"),
        ("400-820-8820-12", "400-820-8820-12"),
    ])
    func `numbers are read into one form, which reads back`(text: String, canonical: String) throws {
        let number = try PhoneNumber(parsing: text, field: .contactPhone)
        #expect(number.rawValue == canonical)
        #expect(try PhoneNumber(parsing: canonical, field: .contactPhone) == number)
    }

    @Test(arguments: [
        ("", "phone_missing"), ("6512345", "phone_area_missing"), ("87654321", "phone_area_missing"),
        ("12812345678", "phone_format"), ("1381234567", "phone_format"), ("138123456789", "phone_format"),
        ("13812345678转12", "phone_format"), ("13812345678/13912345678", "phone_format"),
        ("13812345678 13912345678", "phone_format"),
        ("13812345678、0714-6512345", "phone_format"), ("0714-651234", "phone_format"),
        ("0714-651234567", "phone_format"),
        ("0714-1512345", "phone_format"), ("0714-0512345", "phone_format"), ("00714-6512345", "phone_format"),
        ("0114-6512345", "phone_format"), ("+1 212 555 0100", "phone_format"),
        ("+852 2123 4567", "phone_format"),
        ("0714-6512345转", "phone_format"), ("0714-6512345转1234567", "phone_format"),
        ("0714-6512345-80-1", "phone_format"),
        ("400-820-882", "phone_format"), ("无", "phone_format"), ("138abcd5678", "phone_format"),
        ("+", "phone_format"),
        ("+86", "phone_format"), ("86", "phone_format"), ("-", "phone_format"),
        ("1٣812345678", "phone_format"),
    ])
    func `what is no number is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try PhoneNumber(parsing: text, field: .contactPhone) }
        try expectHelpful(error, code: code, field: .contactPhone, typed: text)
    }

    @Test(arguments: [
        ("13812345678", "138****5678", PhoneNumber.Kind.mobile),
        ("0714-6512345-801", "0714-****345", .landline),
        ("010-62785001", "010-****5001", .landline), ("400-820-8820", "400-***-8820", .service),
    ])
    func `a masked number keeps its kind and hides its middle`(
        text: String,
        masked: String,
        kind: PhoneNumber.Kind
    ) throws {
        let number = try PhoneNumber(parsing: text, field: .contactPhone)
        #expect(number.masked == masked)
        #expect(number.kind == kind)
    }

    @Test(arguments: ["", "1", "0", "4", "0714", "无"])
    func `a damaged stored number still masks`(text: String) {
        #expect(PhoneNumber(rawValue: text).masked.contains("****"))
    }
}

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("zhang.san@example.com", "zhang.san@example.com"),
        ("Zhang_San+1@Example.COM.CN", "Zhang_San+1@example.com.cn"),
        (" 123456@qq.com ", "123456@qq.com"), ("ｚｓ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zs@example.com"),
        ("a@xn--fiqs8s.xn--fiqs8s", "a@xn--fiqs8s.xn--fiqs8s"),
    ])
    func `addresses are accepted with their domain in lowercase`(text: String, address: String) throws {
        #expect(try EmailAddress(parsing: text, field: .contactEmail).rawValue == address)
    }

    @Test(arguments: [
        ("", "email_missing"), ("zhangsan", "email_format"), ("a@b", "email_format"),
        ("@example.com", "email_format"),
        ("a@", "email_format"), ("a@@example.com", "email_format"), ("a b@example.com", "email_format"),
        ("a@example..com", "email_format"), ("a@-example.com", "email_format"),
        (".a@example.com", "email_format"),
        ("a.@example.com", "email_format"), ("a..b@example.com", "email_format"),
        ("a@example.c", "email_format"),
        ("a@192.168.1.10", "email_format"), ("a@example.com;b@example.com", "email_format"),
        ("张@example.com", "email_format"),
        ("a@公司.中国", "email_format"), ("a@example。com", "email_format"),
        ("a@example.com\u{0}", "email_format"),
        (String(repeating: "a", count: 65) + "@example.com", "email_format"),
        ("a@" + String(repeating: "a.", count: 130) + "com", "email_format"),
    ])
    func `what is no address is refused with the reason`(text: String, code: String) throws {
        let error = refusal { () throws(AppError) in try EmailAddress(parsing: text, field: .contactEmail) }
        try expectHelpful(error, code: code, field: .contactEmail, typed: text)
    }
}
