import Domain

/// Which of our languages a program asks for (RFC 9110, 12.5.4).
enum AcceptLanguage {
    /// The one wanted most; Chinese when none of ours is.
    static func pick(_ header: String) -> Language {
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",") {
            let parts = range.split(separator: ";").map { Text.trimmed(String($0)).lowercased() }
            guard let tag = parts.first,
                let language = Language.allCases.first(where: {
                    tag == $0.rawValue || tag.hasPrefix($0.rawValue + "-")
                })
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language ?? .zh
    }
}
