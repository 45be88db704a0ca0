/// A person who works in the market's file.
public struct User: Sendable, Equatable {
    public typealias ID = Domain.ID<User>

    public let id: ID
    /// The name typed to sign in: 2 to 32 of `a-z 0-9 . _ -`, or Chinese characters.
    public let login: String
    public var name: String
    public var role: Role
    /// People are switched off, never removed, so that their history keeps its author.
    public var isActive: Bool
    public let version: Int64

    public init(id: ID, login: String, name: String, role: Role, isActive: Bool, version: Int64) {
        self.id = id
        self.login = login
        self.name = name
        self.role = role
        self.isActive = isActive
        self.version = version
    }

    /// The user whom a new file begins with: whoever may write the file itself.
    public static let localLogin = "local"

    /// Returns the login in its one form.
    public static func login(parsing text: String) throws(AppError) -> String {
        let login = Text.normalized(text).lowercased()
        let isAllowed = login.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "0"..."9", ".", "_", "-", "\u{4E00}"..."\u{9FFF}": true
            default: false
            }
        }
        guard isAllowed, (2...32).contains(login.unicodeScalars.count) else {
            let quoted = AppError.quote(text)
            throw AppError(
                .invalid,
                "login_malformed",
                field: .login,
                value: text,
                Phrase(
                    "登录名“\(quoted)”不对：请用 2 到 32 个小写字母、数字、汉字或 . _ -。",
                    en:
                        "The login “\(quoted)” won't do: use 2 to 32 lower-case letters, digits, Chinese characters or . _ -."
                )
            )
        }
        return login
    }
}
