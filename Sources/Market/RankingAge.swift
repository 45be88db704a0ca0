import Domain

/// All that a suggestion rests on beside the question: what is written, what of it the index has taken in, its statistics, the
/// vectors of texts, and the day.
public struct RankingAge: Sendable, Equatable {
    let change: Int64
    let indexed: Int64
    let counted: IndexState.Count
    let vectors: Int64
    let today: Day
}
