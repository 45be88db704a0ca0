/// An e-mail address of the plain kind that organizations use: no quotes, no comments, no letters beyond ASCII.
///
/// A sanity check, narrower than RFC 5322: only a letter that arrives proves an address.
public struct EmailAddress: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The address, its domain in lowercase.
    public let rawValue: String

    /// An address as the store holds it. It was checked when it came in; typed text goes through
    /// `init(parsing:field:)`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}

extension EmailAddress {
    /// The address that a person or a file wrote.
    ///
    /// - Throws: `email_missing`, `email_format`.
    public init(parsing text: String, field: Field) throws(AppError) {
        let normalized = Text.normalized(text)
        guard !normalized.isEmpty else {
            throw .missing(
                text,
                field,
                "email_missing",
                "请写成“name@example.com”",
                en: "write it as name@example.com"
            )
        }
        let parts = normalized.split(separator: "@", omittingEmptySubsequences: false)
        guard normalized.utf8.count <= 254, parts.count == 2,
            EmailAddress.isMailbox(parts[0]), EmailAddress.isDomain(parts[1])
        else {
            throw .refusing(
                text,
                field,
                "email_format",
                "不是电子邮箱地址，请写一个“name@example.com”这样的地址",
                en: "is not an e-mail address; write one address such as name@example.com"
            )
        }
        self.init(rawValue: "\(parts[0])@\(parts[1].lowercased())")
    }

    private static func isMailbox(_ text: Substring) -> Bool {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 64
            && words.allSatisfy { word in
                !word.isEmpty && word.allSatisfy { isLetterOrDigit($0) || "!#$%&'*+/=?^_`{|}~-".contains($0) }
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
        }
        // The last label is never a number; that would be an address of a machine, or a slip.
        return areLabels && labels.count >= 2
            && labels.last.map { $0.count >= 2 && !Text.isDigits($0) } == true
    }

    private static func isLetterOrDigit(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
