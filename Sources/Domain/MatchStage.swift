/// The stages of a match. Talks (洽谈) are no stage: they are the follow-ups between two stages.
public enum MatchStage: String, Stages {
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

    public static let subject = Field.match.name
    public static let refusals = (ended: "match_ended", last: "match_completed")

    public var canEnd: Bool { self != .ended && self != .completed }
}
