public import Domain
import Storage

extension Workspace {
    /// What anybody may do who is not signed in.
    public var publicSide: PublicSide { PublicSide(workspace: self) }
}

/// A published record as anybody may see it: nothing confidential is in it.
public struct PublicRecord<Body: SubmissionContent>: Sendable {
    /// The public part alone.
    public let record: Submission<Body>
    /// Whose it is.
    public let organization: Organization
    public let publishedOn: Day
    /// The contact's telephone with its middle hidden; whoever wants to talk turns to the market.
    public let maskedPhone: String?
}

/// What people see and hand in without signing in.
public struct PublicSide: Sendable {
    let workspace: Workspace

    /// Reads one state of the market's public part.
    public func read<Result: Sendable>(
        _ body: @Sendable @escaping (PublicView) throws -> Result
    ) async throws -> Result {
        let shelf = workspace.shelf
        return try await workspace.store.read { transaction in
            try body(PublicView(transaction: transaction, shelf: shelf))
        }
    }
}

/// One state of what is published.
public struct PublicView {
    let transaction: Transaction
    let shelf: CodeShelf

    public var today: Day { transaction.today }

    public func codes() throws -> CodeBook { try shelf.book(inReading: transaction) }

    /// The published demand of this code.
    ///
    /// - Throws: `not_found`, for a record that is not published as for one that is not there.
    public func demand(_ code: RecordCode) throws -> PublicRecord<DemandContent> {
        try shown(try transaction.demand(code: code), code, .demand) { try transaction.moves(of: $0.id) }
    }

    /// The published achievement of this code.
    public func achievement(_ code: RecordCode) throws -> PublicRecord<AchievementContent> {
        try shown(try transaction.achievement(code: code), code, .achievement) {
            try transaction.moves(of: $0.id)
        }
    }

    /// Activities from today on that are not cancelled, the next one first.
    public func upcomingActivities(limit: Int) throws -> [Activity] {
        try transaction.upcomingActivities(from: transaction.today, limit: limit)
    }

    /// How many demands and achievements are published.
    public func counts() throws -> (demands: Int64, achievements: Int64) {
        (try transaction.demandCount(Self.published), try transaction.achievementCount(Self.published))
    }

    /// The codes of what is published, with the day of the last change of state, for search engines.
    public func addresses(_ kind: RecordCode.Kind, page: Page) throws -> [(code: RecordCode, on: Day)] {
        try transaction.publishedCodes(kind, page: page)
    }

    private static var published: RecordFilter {
        var filter = RecordFilter()
        filter.state = .published
        return filter
    }

    private func shown<Body>(
        _ record: Submission<Body>?,
        _ code: RecordCode,
        _ field: Field,
        _ history: (Submission<Body>) throws -> RecordHistory
    ) throws -> PublicRecord<Body> where Body: Contactable {
        guard let record, record.state == .published, !record.filing.isArchived, record.filing.isCounted,
            let organization = try transaction.organization(record.content.organization)
        else { throw AppError.noRecord(field, code.description) }
        let published =
            try history(record).moves.last { $0.to == .published }?.on ?? record.content.receivedOn
        return PublicRecord(
            record: record.publicPart,
            organization: organization.publicPart,
            publishedOn: published,
            maskedPhone: record.content.contact.phone?.masked
        )
    }
}

/// Content that names somebody to reach.
protocol Contactable: SubmissionContent {
    var contact: Contact { get }
}

extension DemandContent: Contactable {}
extension AchievementContent: Contactable {}
