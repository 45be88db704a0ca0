/// The large part of a `TextIndex`, which never changes: everything that searching reads, by position.
///
/// Positions go from the newest record to the oldest, so that what stands first in a set of bits comes first in a list.
final class SearchBase: Sendable {
    let columns: SearchColumns
    let texts: RecordTexts
    let lists: GramLists
    private let codes: CodeHolders
    private let organizations: OrganizationRecords

    var count: Int { columns.count }

    /// - Parameters:
    ///   - rows: no two with one id.
    ///   - references: for each row its texts in `store`: title, keywords, summary and codes.
    init(
        _ rows: consuming [SearchRow],
        _ references: consuming [TextStore.Reference],
        _ store: consuming TextStore,
        _ dictionary: TextDictionary,
        organizations: Int
    ) {
        var order = (0..<Int32(rows.count)).map { $0 }
        order.sort { [rows] first, second in
            let first = rows[Int(first)], second = rows[Int(second)]
            return first.received == second.received
                ? first.id > second.id : first.received > second.received
        }
        let columns = SearchColumns(rows, order)
        rows = []
        let texts = RecordTexts(references, store, dictionary, order)
        // No longer needed, and the next step needs memory.
        order = []
        references = []
        store = TextStore()
        self.columns = columns
        self.texts = texts
        self.organizations = OrganizationRecords(
            columns.labels[SearchLabel.organization.rawValue],
            organizations: organizations
        )
        let page = TextPage()
        lists = GramLists(count: columns.count) { texts.forEachPart($0, page, $1) }
        codes = CodeHolders(texts, count: columns.count)
    }

    func pack(into packed: inout PackedIndex) {
        columns.pack(into: &packed)
        texts.pack(into: &packed)
        lists.pack(into: &packed)
        codes.pack(into: &packed)
    }

    init(unpacking source: some PackedIndexSource, _ book: SearchBook) throws {
        columns = try SearchColumns(unpacking: source, book)
        texts = try RecordTexts(unpacking: source, count: columns.count)
        lists = try GramLists(unpacking: source, count: columns.count)
        codes = try CodeHolders(unpacking: source, count: columns.count)
        organizations = OrganizationRecords(
            columns.labels[SearchLabel.organization.rawValue],
            organizations: book.organizations.count
        )
    }

    /// The records whose code is this word.
    func holders(of word: SearchWord) -> [Int] { codes.positions(of: word, in: texts) }

    /// Adds an organization's records, and says how many they are.
    func add(organization number: Int, to bits: Bits) -> Int { organizations.add(number, to: bits) }
}
