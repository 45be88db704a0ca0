/// A telephone number of the Chinese mainland: mobile, landline with its area code, or 400/800.
///
/// Only the form is checked, by the numbering plan as generally known (no standard was looked up).
public struct PhoneNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The canonical form: `13812345678`, `0714-6512345`, `0714-6512345-801` with an extension, `400-820-8820`.
    public let rawValue: String

    /// A number as the store holds it. It was checked when it came in; typed text goes through `init(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public enum Kind: String, Sendable {
        case mobile, landline
        /// 400 and 800 numbers.
        case service
    }

    public var kind: Kind {
        switch rawValue.first {
        case "1": .mobile
        case "0": .landline
        default: .service
        }
    }

    /// As those may see it who need not call: `138****5678`, `0714-****345`, `400-***-8820`. An extension is left out.
    public var masked: String {
        let parts = rawValue.split(separator: "-")
        switch kind {
        case .mobile: return "\(rawValue.prefix(3))****\(rawValue.suffix(4))"
        case .landline where parts.count > 1: return "\(parts[0])-****\(parts[1].dropFirst(4))"
        case .service where parts.count > 2: return "\(parts[0])-***-\(parts[2])"
        default: return "****"
        }
    }

    public var description: String { rawValue }
}

// MARK: Parsing
extension PhoneNumber {
    /// The number that a person or a file wrote: with `+86`, `0086` or `86` before it, spaces, hyphens and brackets in
    /// it, an extension after `转`, `分机`, `ext` or a hyphen; full-width characters included. One number only.
    ///
    /// - Throws: `phone_missing`, `phone_area_missing` (a local number alone), `phone_format`.
    public init(parsing text: String, field: Field) throws(AppError) {
        let normalized = Text.normalized(text).lowercased()
        guard !normalized.isEmpty else {
            throw .missing(
                text,
                field,
                "phone_missing",
                "请写成“13812345678”或“0714-6512345”",
                en: "write a number such as 13812345678 or 0714-6512345"
            )
        }
        if let dialled = Dialled(normalized), let canonical = dialled.canonical {
            self.init(rawValue: canonical)
        } else if (7...8).contains(normalized.count), Text.isDigits(normalized) {
            throw .refusing(
                text,
                field,
                "phone_area_missing",
                "没有区号，请写成“0714-\(normalized)”这样带区号的号码",
                en: "has no area code; write it with one, such as 0714-\(normalized)"
            )
        } else {
            throw .refusing(
                text,
                field,
                "phone_format",
                "不是大陆的电话号码，请写一个11位手机号，或带区号的固定电话如“0714-6512345”（分机写成“0714-6512345转801”）",
                en:
                    "is not a telephone number of the mainland; write one mobile number of 11 digits, or a landline "
                    + "with its area code such as 0714-6512345 (with an extension 0714-6512345-801)"
            )
        }
    }
}

/// A typed number taken apart: its digits in the groups in which they were written, and the extension.
private struct Dialled {
    private var groups: [String]
    private var `extension`: String?
    private var isFromAbroad = false

    init?(_ text: String) {
        // One number with an extension, however generously spaced.
        guard text.utf8.count <= 60 else { return nil }
        var body = text[...]
        for mark in ["转分机", "分机", "转", "ext", "x", "#"] {
            guard let found = body.firstRange(of: mark) else { continue }
            let after = body[found.upperBound...].filter { !" .:-".contains($0) }
            guard Text.isDigits(after), after.count <= 6 else { return nil }
            `extension` = after
            body = body[..<found.lowerBound]
            break
        }
        if body.first == "+" {
            guard body.hasPrefix("+86") else { return nil }
            isFromAbroad = true
            body = body.dropFirst(3)
        }
        groups = body.split { " -()".contains($0) }.map(String.init)
        guard !groups.isEmpty, groups.allSatisfy(Text.isDigits) else { return nil }
        dropCountryCode()
    }

    private var digits: String { groups.joined() }

    private mutating func dropCountryCode() {
        let digits = digits
        if digits.hasPrefix("0086") {
            drop(4)
        } else if digits.hasPrefix("86"),
            digits.dropFirst(2).hasPrefix("0") || Dialled.isMobile(digits.dropFirst(2))
        {
            // A bare 86 can begin nothing else: no area code and no mobile number does.
            drop(2)
        } else if !isFromAbroad {
            return
        }
        isFromAbroad = true
    }

    private mutating func drop(_ count: Int) {
        var left = count
        while left > 0, let first = groups.first {
            groups[0] = String(first.dropFirst(left))
            left -= first.count
            if groups[0].isEmpty { groups.removeFirst() }
        }
    }

    private static func isMobile(_ digits: some StringProtocol) -> Bool {
        digits.count == 11 && digits.first == "1"
            && digits.dropFirst().first.map { ("3"..."9").contains($0) } == true
    }
}

extension Dialled {
    /// The one way in which the number is kept; nil when it is none.
    var canonical: String? {
        if let mobile { return mobile }
        if let service { return service }
        return landline
    }

    private var mobile: String? {
        let digits = digits
        // A 0 before it is how mobiles of other cities were once dialled.
        let number = digits.hasPrefix("01") ? digits.dropFirst() : digits[...]
        return `extension` == nil && Dialled.isMobile(number) ? String(number) : nil
    }

    private var service: String? {
        guard ["400", "800"].contains(digits.prefix(3)), let (number, tail) = cut(10...10) else { return nil }
        return "\(number.prefix(3))-\(number.dropFirst(3).prefix(3))-\(number.dropFirst(6))\(tail)"
    }

    private var landline: String? {
        var dialled = self
        // From abroad the area code is dialled without its 0.
        if isFromAbroad, !digits.hasPrefix("0"), !groups.isEmpty { dialled.groups[0] = "0" + groups[0] }
        let digits = dialled.digits
        guard digits.hasPrefix("0"), !digits.hasPrefix("00") else { return nil }
        // 010 and 02x serve the largest cities and have three digits; all others have four.
        let isShort = digits.hasPrefix("010") || digits.hasPrefix("02")
        let area = digits.prefix(isShort ? 3 : 4)
        guard isShort || !digits.hasPrefix("01"),
            let (number, tail) = dialled.cut(area.count + 7...area.count + 8)
        else { return nil }
        let local = number.dropFirst(area.count)
        guard let first = local.first, ("2"..."9").contains(first) else { return nil }
        return "\(area)-\(local)\(tail)"
    }

    /// The number of one of these lengths, and the extension as it is written after it. An extension without a word
    /// before it must be a group of its own.
    private func cut(_ lengths: ClosedRange<Int>) -> (number: String, tail: String)? {
        var number = ""
        for (index, group) in groups.enumerated() {
            number += group
            guard lengths.contains(number.count) else { continue }
            let rest = groups[(index + 1)...]
            if rest.isEmpty { return (number, `extension`.map { "-" + $0 } ?? "") }
            guard `extension` == nil, rest.count == 1, let last = rest.first, last.count <= 6 else {
                return nil
            }
            return (number, "-" + last)
        }
        return nil
    }
}
