/// The languages a person can be spoken to in.
public enum Language: String, CaseIterable, Sendable {
    case zh, en
}

/// A text for people, in every language of the product; Chinese first.
public struct Phrase: Sendable, Hashable {
    public let zh: String
    public let en: String

    public init(_ zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
