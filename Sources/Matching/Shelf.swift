/// Records in a large part that never changes and a small part that does.
///
/// Copies share the large part, so that a reader's snapshot costs nothing; a change touches only the small one.
struct Shelf<Record: Shelved>: Sendable {
    /// By id. Postings speak of positions in it.
    private(set) var base: [Record] = []
    /// Positions of `base` that were replaced or removed since.
    private(set) var gone: Set<Int> = []
    /// By id.
    private(set) var added: [Record] = []

    var count: Int { base.count - gone.count + added.count }

    init() {}

    /// Of records with one id, the last is kept.
    init(_ records: [Record]) {
        var latest: [Int64: Int] = [:]
        for (at, record) in records.enumerated() { latest[record.id] = at }
        base = latest.values.map { records[$0] }.sorted { $0.id < $1.id }
    }

    subscript(id: Int64) -> Record? { find(id)?.record }

    /// A record with its position in the large part, if it is there.
    func find(_ id: Int64) -> (record: Record, position: Int?)? {
        if let record = added.find(id).record { return (record, nil) }
        let found = base.find(id)
        guard let record = found.record, !gone.contains(found.position) else { return nil }
        return (record, found.position)
    }

    mutating func set(_ record: Record) {
        remove(record.id)
        added.insert(record, at: added.find(record.id).position)
    }

    /// Says whether there was such a record.
    @discardableResult
    mutating func remove(_ id: Int64) -> Bool {
        let new = added.find(id)
        if new.record != nil { added.remove(at: new.position) }
        let old = base.find(id)
        let wasInBase = old.record != nil && gone.insert(old.position).inserted
        return new.record != nil || wasInBase
    }

    /// Makes everything one large part again.
    ///
    /// - Parameter settled: how a record is kept there.
    mutating func merge(_ settled: (Record) -> Record) {
        guard !gone.isEmpty || !added.isEmpty else { return }
        let kept = base.indices.lazy.filter { [gone] in !gone.contains($0) }.map { [base] in base[$0] }
        base = (Array(kept) + added.map(settled)).sorted { $0.id < $1.id }
        gone = []
        added = []
    }
}

/// The achievements: as a shelf of demands, but for the large part, which holds no objects.
struct AchievementShelf: Sendable {
    let base: Catalogue
    /// Positions of `base` that were replaced or removed since.
    private(set) var gone: Set<Int> = []
    /// By id.
    private(set) var added: [PreparedAchievement] = []

    var count: Int { base.count - gone.count + added.count }

    init(_ base: Catalogue) { self.base = base }

    mutating func set(_ record: PreparedAchievement) {
        remove(record.id)
        added.insert(record, at: added.find(record.id).position)
    }

    /// Says whether there was such a record.
    @discardableResult
    mutating func remove(_ id: Int64) -> Bool {
        let new = added.find(id)
        if new.record != nil { added.remove(at: new.position) }
        let old = base.position(of: id)
        let wasInBase = old.map { gone.insert($0).inserted } ?? false
        return new.record != nil || wasInBase
    }

    /// Whether the record came, or was replaced, since the large part was made.
    func isAdded(_ id: Int64) -> Bool { added.find(id).record != nil }

    /// Whether the large part has the record no longer as it was.
    func isGone(_ id: Int64) -> Bool {
        guard !gone.isEmpty, let position = base.position(of: id) else { return false }
        return gone.contains(position)
    }

    /// Calls `body` with a record's form, and answers `nil` if there is no such record.
    func find<T>(_ id: Int64, _ body: (AchievementForm, Scales, Attributes) -> T) -> T? {
        if let record = added.find(id).record {
            return record.withForm { body($0, record.scales, record.attributes) }
        }
        guard let position = base.position(of: id), !gone.contains(position) else { return nil }
        return body(base.form(position), base.rows[position].scales, base.attributes[position])
    }

    /// All records, for one large part. Forms that are stored are not copied.
    func rows() -> AchievementRows {
        var rows = base.rows(without: gone)
        for record in added {
            rows.add(record.id, record.units, record.attributes, titleKey: record.titleKey)
        }
        return rows
    }
}

extension Array where Element: Shelved {
    /// The record with this id in an array ordered by id, and the position where it is or would be.
    fileprivate func find(_ id: Int64) -> (position: Int, record: Element?) {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return (low, low < count && self[low].id == id ? self[low] : nil)
    }
}
