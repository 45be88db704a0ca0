/// Achievements in columns, as they came.
struct AchievementRows: Sendable {
    private(set) var ids: [Int64] = []
    private(set) var references: [FormStore.Reference] = []
    private(set) var attributes: [Attributes] = []
    private(set) var titleKeys: [UInt64] = []
    var forms = FormStore()

    var count: Int { ids.count }

    init() {}

    mutating func add(_ id: Int64, _ units: [UInt16], _ attributes: Attributes, titleKey: UInt64) {
        add(id, forms.add(units), attributes, titleKey: titleKey)
    }

    /// Adds a row whose form is stored already.
    mutating func add(
        _ id: Int64,
        _ reference: FormStore.Reference,
        _ attributes: Attributes,
        titleKey: UInt64
    ) {
        ids.append(id)
        references.append(reference)
        self.attributes.append(attributes)
        titleKeys.append(titleKey)
    }

    mutating func reserve(_ count: Int) {
        ids.reserveCapacity(count)
        references.reserveCapacity(count)
        attributes.reserveCapacity(count)
        titleKeys.reserveCapacity(count)
    }

    @inline(__always)
    func form(_ row: Int) -> AchievementForm { forms[references[row]] }

    /// Of rows with one id, keeps the last. Says whether there were such, and orders the rows by id.
    mutating func removeRepeated() -> Bool {
        guard zip(ids, ids.dropFirst()).contains(where: { $0 >= $1 }) else { return false }
        let order = ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }
        let kept = order.indices.filter { $0 + 1 == order.count || ids[order[$0]] != ids[order[$0 + 1]] }
            .map { order[$0] }
        ids = kept.map { ids[$0] }
        references = kept.map { references[$0] }
        attributes = kept.map { attributes[$0] }
        titleKeys = kept.map { titleKeys[$0] }
        return kept.count < order.count
    }

    /// One row for each title.
    func withDistinctTitles() -> [Int32] {
        let seen = GramTable(capacity: count)
        var rows: [Int32] = []
        rows.reserveCapacity(count)
        for row in 0..<count {
            // The table takes no zero.
            let key = titleKeys[row] == 0 ? 1 : titleKeys[row]
            if seen.number(of: key, orNew: Int32(row)) == Int32(row) { rows.append(Int32(row)) }
        }
        return rows
    }
}
