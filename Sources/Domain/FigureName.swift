/// A figure by its code and name, with what it counts in writing.
public protocol FigureName: RawRepresentable<String>, CaseIterable, Sendable {
    var name: Phrase { get }
    /// The unit of the value in files and the API.
    var unit: Phrase { get }
    /// The written counting rule, as it stands beside the figure.
    var rule: Phrase { get }
}

extension FigureName {
    /// Returns the figure with this code or Chinese name.
    ///
    /// - Throws: `indicator_unknown`, with all that there are.
    public init(parsing text: String, field: Field = .indicator) throws(AppError) {
        let wanted = Text.trimmed(text)
        for figure in Self.allCases
        where figure.rawValue == wanted.lowercased() || figure.name.zh == wanted {
            self = figure
            return
        }
        let known = Self.allCases.map { "\($0.rawValue)（\($0.name.zh)）" }.joined(separator: "、")
        let codes = Self.allCases.map(\.rawValue).joined(separator: ", ")
        throw AppError(
            .invalid,
            "indicator_unknown",
            field: field,
            value: text,
            Phrase(
                "没有“\(AppError.quote(text))”这个指标：可用的有 \(known)。",
                en: "There is no indicator “\(AppError.quote(text))”; there are: \(codes)."
            )
        )
    }
}
