/// The records of one kind, ready to be searched by words, filtered, sorted, counted and paged.
///
/// A value: a copy is a snapshot that later changes do not touch, and costs next to nothing. Share the latest one
/// under a lock, copy it out, and search outside the lock.
///
/// ## Exactness
/// A record is found if and only if it has every word, by the rules of `SearchQuery`, in what is visible of it; counts
/// are of exactly those. One or two Chinese characters, up to three letters or digits, and phrases that many records have
/// are decided by the postings alone. Other words take their candidates from there, few as they are, and each is looked at
/// in its text, which the index keeps.
///
/// ## How fresh it is
/// A record is found, and gone, as soon as it is set or removed. What has changed lies beside the large part and is
/// searched text by text until `compacted()` makes one part of both: ask `isWorthCompacting`. How rare a word is, which
/// only relevance reads, is judged by the large part.
public struct TextIndex: Sendable {
    let base: SearchBase
    private(set) var book: SearchBook
    /// Positions of `base` that were replaced or removed since.
    private(set) var gone: Set<Int> = []
    /// In no order.
    private(set) var added: [AddedRecord] = []
    private var addedPlaces: [Int64: Int] = [:]
    let sampleSize: Int

    /// A record that is not in the large part.
    struct AddedRecord: Sendable {
        var row: SearchRow
        /// Title, keywords, summary and codes.
        var texts: [[UInt16]]
    }

    /// An empty index.
    public init() {
        var builder = Builder()
        self = builder.build()
    }

    /// How many records it holds.
    public var count: Int { base.count - gone.count + added.count }

    /// How many changes lie beside the large part.
    public var pendingChanges: Int { gone.count + added.count }

    /// Whether so much has changed that searches feel it: some 10 ms a word, at most.
    public var isWorthCompacting: Bool { pendingChanges > max(4_096, base.count / 200) }

    /// Takes records one by one.
    public struct Builder: ~Copyable, Sendable {
        fileprivate var book = SearchBook()
        fileprivate var dictionary = TextDictionary()
        fileprivate var store = TextStore()
        fileprivate var rows: [SearchRow] = []
        fileprivate var references: [TextStore.Reference] = []
        /// The first texts, from which the dictionary is learnt.
        private var waiting: [UInt16] = []
        private var waitingEnds: [Int] = []
        private var codes: [UInt16] = []
        fileprivate let sampleSize: Int

        public init() { self.init(sampleSize: 20_000) }

        /// - Parameter sampleSize: from how many records the dictionary of frequent phrases is learnt; fewer do without.
        init(sampleSize: Int) { self.sampleSize = sampleSize }

        /// How many records it has taken.
        public var count: Int { rows.count }

        /// Takes a record. Of several with one id, the last is kept.
        public mutating func add(_ document: SearchDocument) {
            add(book.row(of: document), texts: TextIndex.texts(of: document))
        }

        /// Takes an organization, before or after its records; of several with one id, the last counts.
        public mutating func add(_ organization: SearchOrganization) { book.set(organization) }

        /// - Parameter book: the one that the rows' labels are numbers of.
        fileprivate init(_ book: SearchBook, _ dictionary: TextDictionary, sampleSize: Int) {
            self.book = book
            self.dictionary = dictionary
            self.sampleSize = sampleSize
        }

        fileprivate mutating func add(_ row: SearchRow, texts: [[UInt16]]) {
            rows.append(row)
            if dictionary.isLearnt {
                codes.removeAll(keepingCapacity: true)
                for text in texts { dictionary.append(text, to: &codes) }
                references.append(codes.withUnsafeBufferPointer { store.add($0) })
                return
            }
            for text in texts { dictionary.append(text, to: &waiting) }
            waitingEnds.append(waiting.count)
            if waitingEnds.count == sampleSize {
                dictionary.learn(from: waiting)
                storeWaiting()
            }
        }

        fileprivate mutating func add(_ row: SearchRow, codes: UnsafeBufferPointer<UInt16>) {
            rows.append(row)
            references.append(store.add(codes))
        }

        private mutating func storeWaiting() {
            var start = 0
            for end in waitingEnds {
                codes.removeAll(keepingCapacity: true)
                dictionary.append(codes: waiting[start..<end], to: &codes)
                references.append(codes.withUnsafeBufferPointer { store.add($0) })
                start = end
            }
            waiting = []
            waitingEnds = []
        }

        /// The index of all that was added. The builder is empty afterwards.
        ///
        /// - Complexity: O(length of all texts).
        public mutating func build() -> TextIndex {
            storeWaiting()
            // Handed over and not copied: this is where memory is at its peak.
            let next = sampleSize
            let taken = consume self
            self = Builder(sampleSize: next)
            return TextIndex(taken)
        }
    }

    private init(_ builder: consuming Builder) {
        book = builder.book
        sampleSize = builder.sampleSize
        var rows = builder.rows, references = builder.references
        let store = builder.store, dictionary = builder.dictionary
        _ = consume builder
        Self.removeRepeated(&rows, &references)
        base = SearchBase(
            consume rows,
            consume references,
            consume store,
            dictionary,
            organizations: book.organizations.count
        )
    }

    init(base: SearchBase, _ book: SearchBook, sampleSize: Int) {
        self.base = base
        self.book = book
        self.sampleSize = sampleSize
    }

    /// Of rows with one id, keeps the last.
    private static func removeRepeated(
        _ rows: inout [SearchRow],
        _ references: inout [TextStore.Reference]
    ) {
        guard zip(rows, rows.dropFirst()).contains(where: { $0.id >= $1.id }) else { return }
        var last: [Int64: Int] = [:]
        for at in rows.indices { last[rows[at].id] = at }
        guard last.count < rows.count else { return }
        let kept = rows.indices.filter { last[rows[$0].id] == $0 }
        references = kept.map { references[$0] }
        rows = kept.map { rows[$0] }
    }

    private static func texts(of document: SearchDocument) -> [[UInt16]] {
        [
            SearchText(document.title).units, SearchText.joined(document.keywords),
            SearchText(document.summary).units, SearchText.joined(document.references),
        ]
    }

    /// One change of a record or an organization.
    public enum Change: Sendable {
        /// Adds a record, or replaces the one with its id.
        case set(SearchDocument)
        case remove(Int64)
        /// Adds an organization, or gives it other names; its records are found under them from then on.
        case setOrganization(SearchOrganization)
    }

    /// Makes changes in their order.
    ///
    /// - Complexity: O(length of the changed texts + changes pending).
    public mutating func update(_ changes: some Sequence<Change>) {
        for change in changes {
            switch change {
            case .set(let document):
                remove(document.id)
                addedPlaces[document.id] = added.count
                added.append(
                    AddedRecord(row: book.row(of: document), texts: Self.texts(of: document))
                )
            case .remove(let id): remove(id)
            case .setOrganization(let organization): book.set(organization)
            }
        }
    }

    private mutating func remove(_ id: Int64) {
        if let place = addedPlaces.removeValue(forKey: id) {
            let last = added.removeLast()
            if place < added.count {
                added[place] = last
                addedPlaces[last.row.id] = place
            }
        }
        if let position = base.columns.position(of: id) { gone.insert(position) }
    }

    /// The same records with everything in the large part, so that nothing is searched text by text.
    ///
    /// Takes a while with many records: do it beside the work, and bring the result up to date afterwards.
    ///
    /// - Complexity: O(length of all texts).
    public func compacted() -> TextIndex {
        let canCopy = base.texts.dictionary.isLearnt
        var builder = Builder(
            book,
            canCopy ? base.texts.dictionary : TextDictionary(),
            sampleSize: sampleSize
        )
        for position in 0..<base.count where gone.isEmpty || !gone.contains(position) {
            if canCopy {
                builder.add(base.columns.row(position), codes: base.texts.codes(position))
            } else {
                builder.add(base.columns.row(position), texts: base.texts.all(position))
            }
        }
        for record in added { builder.add(record.row, texts: record.texts) }
        return builder.build()
    }
}
