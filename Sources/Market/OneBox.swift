public import Domain
import Storage

/// What a word in the one search box finds.
public struct Found: Sendable {
    /// The record that the text is the code of, when there is one; then nothing else is looked for.
    public let record: RecordCode?
    public let demands: [Demand]
    public let achievements: [Achievement]
    public let organizations: [Organization]
    public let activities: [Activity]
    public let programmes: [Programme]
    /// At most so many of each kind are named; a kind that has as many may have more.
    public let limit: Int

    public var isEmpty: Bool {
        record == nil && demands.isEmpty && achievements.isEmpty && organizations.isEmpty
            && activities.isEmpty && programmes.isEmpty
    }
}

extension Work {
    /// The longest text that is looked for; nothing is called by more.
    public static let longestSearch = 200

    /// Finds records by a code of any kind, or else by part of what they are called.
    ///
    /// - Throws: `search_too_long`.
    public func search(_ text: String, limit: Int) throws -> Found {
        let text = Text.trimmed(text)
        guard text.unicodeScalars.count <= Self.longestSearch else {
            throw AppError(
                .invalid,
                "search_too_long",
                field: Field("q", "搜索词", en: "search words"),
                value: text,
                Phrase(
                    "搜索词太长：请用 \(Self.longestSearch) 个字以内的名称或编号。",
                    en:
                        "The search is too long: use a name or a code of at most \(Self.longestSearch) characters."
                )
            )
        }
        if let code = RecordCode(rawValue: text), try exists(code) {
            return Found(
                record: code,
                demands: [],
                achievements: [],
                organizations: [],
                activities: [],
                programmes: [],
                limit: limit
            )
        }
        guard !text.isEmpty else {
            return Found(
                record: nil,
                demands: [],
                achievements: [],
                organizations: [],
                activities: [],
                programmes: [],
                limit: limit
            )
        }
        let page = Page(limit: limit)
        var records = RecordFilter()
        (records.text, records.page) = (text, page)
        var named = OrganizationFilter()
        (named.text, named.page) = (text, page)
        var events = EventFilter()
        (events.text, events.page) = (text, page)
        var programmes = ProgrammeFilter()
        (programmes.text, programmes.page) = (text, page)
        return Found(
            record: nil,
            demands: try demands.list(records),
            achievements: try achievements.list(records),
            organizations: try organizations.list(named),
            activities: try activities.list(events),
            programmes: try self.programmes.list(programmes),
            limit: limit
        )
    }

    private func exists(_ code: RecordCode) throws -> Bool {
        switch code.kind {
        case .organization: try organizations.find(code: code) != nil
        case .demand: try demands.find(code: code) != nil
        case .achievement: try achievements.find(code: code) != nil
        case .match: try matches.find(code: code) != nil
        case .contract: try contracts.find(code: code) != nil
        case .payment: try payments.find(code: code) != nil
        case .activity: try activities.find(code: code) != nil
        case .visit: try visits.find(code: code) != nil
        case .report: try reports.find(code: code) != nil
        case .programme: try programmes.find(code: code) != nil
        case .task: try keyTasks.find(code: code) != nil
        }
    }
}
