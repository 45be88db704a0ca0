import Domain
import Matching

extension Submission {
    /// Whether the market looks for counterparts for it.
    var isSuggested: Bool { state.isOpen && !filing.isArchived }
}

/// What matching reads of a demand's or an achievement's content.
protocol MatchedContent: SubmissionContent {
    var keywords: [String] { get }
    /// Its texts beside title and keywords, those that the public may read first; blank ones too.
    var texts: [(field: Field, text: String)] { get }

    func entry(id: Int64, isPublished: Bool, _ codes: CodeBook) -> Entry
}

extension MatchedContent {
    /// All that was written, for matching.
    var fullText: String { texts.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n") }
}

extension DemandContent: MatchedContent {
    var texts: [(field: Field, text: String)] {
        [
            (.summary, summary), (.problem, problem), (.keyIndicators, keyIndicators),
            (.expectedResult, expectedResult), (.detail, detail),
        ]
    }

    func entry(id: Int64, isPublished: Bool, _ codes: CodeBook) -> Entry {
        Entry(
            id: id,
            title: title,
            content: fullText,
            keywords: keywords,
            industry: industry?.description,
            field: field,
            region: region?.description,
            money: budget?.fen,
            maturity: readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: cooperationModes,
            isPublished: isPublished
        )
    }
}

extension AchievementContent: MatchedContent {
    var texts: [(field: Field, text: String)] { [(.summary, summary), (.detail, detail)] }

    func entry(id: Int64, isPublished: Bool, _ codes: CodeBook) -> Entry {
        Entry(
            id: id,
            title: title,
            content: fullText,
            keywords: keywords,
            industry: industry?.description,
            field: field,
            region: region?.description,
            money: price?.fen,
            maturity: readiness.flatMap { codes.rank(of: $0, in: .readiness) },
            modes: cooperationModes,
            isPublished: isPublished
        )
    }
}

extension Entry {
    init(_ record: Submission<some MatchedContent>, _ codes: CodeBook) {
        self = record.content.entry(
            id: record.id.rawValue,
            isPublished: record.state == .published,
            codes
        )
    }
}
