import Domain

extension Field {
    static let language = Field("lang", "语言", en: "language")
}

extension Language {
    /// The environment variable that sets the language when `--lang` does not.
    static let environmentVariable = "TECHMARKET_LANG"

    /// The language to speak: `--lang`, else `TECHMARKET_LANG`, else Chinese. The system's own `LANG` does not count:
    /// servers are set to English or nothing while the people in front of them read Chinese.
    ///
    /// Locale names such as `zh_CN.UTF-8` and `en-GB` are understood by their beginning.
    ///
    /// - Throws: `language_unknown`.
    static func pick(option: String?, environment: [String: String]) throws(AppError) -> Language {
        let variable = environment[environmentVariable].flatMap { Text.trimmed($0).isEmpty ? nil : $0 }
        guard let text = option ?? variable else { return .zh }
        let name = Text.normalized(text).lowercased().prefix { !"-_.@".contains($0) }
        if let language = Language(rawValue: String(name)) { return language }
        let source = option == nil ? Language.environmentVariable : "--lang"
        throw .refusing(
            text,
            .language,
            "language_unknown",
            "（\(source)）不认识，请写 zh（中文）或 en（英文）",
            en: "(\(source)) is not known; write zh for Chinese or en for English"
        )
    }
}
