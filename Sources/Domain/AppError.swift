/// What went wrong, said to the person who can mend it.
///
/// Everything else that can go wrong (a bug, a broken machine) travels as its own error and is for the operator.
public struct AppError: Error, Sendable, Equatable {
    /// The family of the error; commands map it to an exit code, the service to a status.
    public enum Kind: String, Sendable, CaseIterable {
        /// An input that breaks a rule.
        case invalid
        /// A record, file or name that is not there.
        case notFound = "not_found"
        /// Two truths that can't both hold: a stale version, a second record with the same credit code.
        case conflict
        /// The person's role does not allow it.
        case forbidden
        /// Nobody is known to be asking.
        case unauthenticated
        /// The machine can't do it now: a full disk, a locked or unreadable file.
        case unavailable
    }

    public let kind: Kind
    /// Stable word for programs, in snake case, such as `money_unit_missing`.
    public let code: String
    /// The input that is wrong, if one is.
    public let field: Field?
    /// What was typed there.
    public let value: String?
    /// One sentence that names field, value and remedy.
    public let message: Phrase

    public init(_ kind: Kind, _ code: String, field: Field? = nil, value: String? = nil, _ message: Phrase) {
        self.kind = kind
        self.code = code
        self.field = field
        self.value = value
        self.message = message
    }
}

extension AppError {
    /// The most characters of a typed value that a message repeats.
    public static let longestQuote = 60

    /// A typed value as a message repeats it: one line, no control characters, not longer than `longestQuote`.
    public static func quote(_ value: String) -> String {
        var quoted = ""
        var length = 0
        for scalar in value.unicodeScalars {
            if length == longestQuote { return quoted + "…" }
            quoted.unicodeScalars.append(scalar.isControl ? " " : scalar)
            length += 1
        }
        return quoted
    }
}
