public import Domain
import Storage

/// Published records for programs, which go through them in pieces: the last entered first. `before` is the id of the
/// last record that the program has; nil to begin.
extension PublicView {
    public func demands(_ filter: RecordFilter, before: Demand.ID?, limit: Int) throws -> [Demand] {
        try transaction.demands(Self.published(filter), before: before, limit: limit).map(\.publicPart)
    }

    public func achievements(
        _ filter: RecordFilter,
        before: Achievement.ID?,
        limit: Int
    ) throws -> [Achievement] {
        try transaction.achievements(Self.published(filter), before: before, limit: limit).map(\.publicPart)
    }

    /// The names of organizations, by id.
    public func organizationNames(_ ids: [Organization.ID]) throws -> [Organization.ID: String] {
        try transaction.organizationNames(ids)
    }

    private static func published(_ filter: RecordFilter) -> RecordFilter {
        var filter = filter
        filter.state = .published
        filter.includesArchived = false
        return filter
    }
}
