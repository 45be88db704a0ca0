import Domain
import Storage

/// Lists of names that people type or paste: each line is settled for itself.

/// What a typed name means.
enum TypedName {
    case one(Organization)
    /// No organization goes by that; some that are called much like it.
    case none(near: [NamedCode])
    /// Several are called that.
    case several([NamedCode])
}

extension Organizations {
    /// At most so many lines at once.
    public static let mostLines = 500

    /// - Throws: `required` for no lines at all, `too_many_lines`.
    static func checkLines(_ count: Int) throws(AppError) {
        guard count > 0 else {
            throw AppError(
                .invalid,
                "required",
                field: .organization,
                Phrase("请填单位名称、编号或信用代码。", en: "Give an organization's name, code or credit code.")
            )
        }
        guard count <= mostLines else {
            throw AppError(
                .invalid,
                "too_many_lines",
                field: .organization,
                value: String(count),
                Phrase(
                    "一次贴了 \(count) 行：请分几次，每次不超过 \(mostLines) 行。",
                    en: "\(count) lines at once: paste at most \(mostLines) at a time."
                )
            )
        }
    }

    /// What a typed name, code or credit code means.
    ///
    /// - Parameter kind: the kind of the new organization that a name is which nobody goes by; nil to make none.
    func meant(by text: String, making kind: Organization.Kind?) throws -> TypedName {
        do {
            return .one(try find(text))
        } catch let error as AppError where error.code == "not_found" {
            guard let kind, RecordCode(rawValue: text) == nil else {
                return .none(near: try near(text, limit: 3))
            }
            return .one(try create(Organization.Content(name: text, kind: kind)))
        } catch let error as AppError where error.code == "ambiguous" {
            return .several(try near(text, limit: 8))
        }
    }

    /// Organizations whose name holds the text.
    private func near(_ name: String, limit: Int) throws -> [NamedCode] {
        var filter = OrganizationFilter()
        filter.text = name
        filter.page = Page(limit: limit)
        return try list(filter).map { NamedCode(code: $0.code, name: $0.name) }
    }
}
