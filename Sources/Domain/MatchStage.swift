/// The stages of a match. Talks (洽谈) are no stage: they are the follow-ups between two stages.
public enum MatchStage: String, Sendable, CaseIterable {
    case suggested, introduced, intention, signed, completed, ended

    public var name: Phrase {
        switch self {
        case .suggested: Phrase("推荐", en: "suggested")
        case .introduced: Phrase("已对接", en: "introduced")
        case .intention: Phrase("意向", en: "intention")
        case .signed: Phrase("签约", en: "signed")
        case .completed: Phrase("履约完成", en: "completed")
        case .ended: Phrase("终止", en: "ended")
        }
    }

    /// The stages on the way to the money, in order; `ended` stands beside it.
    public static let path: [MatchStage] = [.suggested, .introduced, .intention, .signed, .completed]

    /// How far along the path the stage is; nil for `ended`.
    public var step: Int? { Self.path.firstIndex(of: self) }

    /// The stage after this one on the path.
    public var following: MatchStage? {
        guard let step, step + 1 < Self.path.count else { return nil }
        return Self.path[step + 1]
    }
}
