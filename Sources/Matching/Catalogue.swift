/// The large part of the achievements, which never changes: everything that searching reads, by position.
///
/// Blocks go from short titles to long ones, and within a block titles of the same fields lie together, again from
/// short to long. So what divides a title's sum and what its fields can add are all but the same for neighbours: one
/// limit holds for a whole stretch of them, and the postings need no impacts of their own (documents put in an order
/// in which neighbours are alike: Silvestri, "Sorting out the document identifier assignment problem", 2007).
final class Catalogue: Sendable {
    let ids: [Int64]
    let attributes: [Attributes]
    let rows: LargeArray<Row>
    /// What holds for every title of a stretch of `chunkSize` positions. No stretch is part of two blocks.
    let chunks: LargeArray<Chunk>
    let postings: TitlePostings
    let book: AttributeBook
    private let titleKeys: [UInt64]
    private let forms: FormStore
    /// Positions by id.
    private let byID: [Int32]
    let kept = KeptBest()

    /// What a look at a title reads first, in half a cache line.
    struct Row: BitwiseCopyable {
        var scales: Scales
        var reference: FormStore.Reference
    }

    struct Chunk: BitwiseCopyable {
        /// The least that any title's sum is divided by; infinite if no title has words.
        var length: Double
        /// A bit for each field that any title is of; all, if a field has no bit.
        var fields: UInt64
    }

    /// Short stretches have closer limits; but there are to be some thousand of them and no more, for each costs a look.
    let chunkBits: Int
    var chunkSize: Int { 1 << chunkBits }
    private static let mostChunks = 4_096
    private static let leastChunkBits = 5

    var count: Int { ids.count }

    /// - Parameters:
    ///   - rows: no two with one id.
    ///   - blockBits: at most 16.
    init(
        _ rows: consuming AchievementRows,
        _ scales: consuming [Scales],
        _ book: AttributeBook,
        _ vocabulary: Vocabulary,
        blockBits: Int
    ) {
        var rows = consume rows
        rows.forms.seal()
        let forms = rows.forms
        var fields = [UInt64](repeating: 0, count: rows.count)
        for row in 0..<rows.count { fields[row] = forms[rows.references[row]].fieldBits }
        var order = (0..<Int32(rows.count)).map { $0 }
        order.sort { [ids = rows.ids] in
            let left = Int($0), right = Int($1)
            let first = scales[left].title, second = scales[right].title
            return first == second ? ids[left] < ids[right] : first > second
        }
        for start in stride(from: 0, to: order.count, by: 1 << blockBits) {
            let block = start..<min(start + (1 << blockBits), order.count)
            // What came first stays first, so that each field's titles go from short to long too.
            let places = block.sorted {
                let left = fields[Int(order[$0])], right = fields[Int(order[$1])]
                return left == right ? $0 < $1 : left < right
            }
            order.replaceSubrange(block, with: places.map { order[$0] })
        }
        fields = []
        ids = order.map { rows.ids[Int($0)] }
        attributes = order.map { rows.attributes[Int($0)] }
        titleKeys = order.map { rows.titleKeys[Int($0)] }
        let found = LargeArray<Row>(
            order.lazy.map { Row(scales: scales[Int($0)], reference: rows.references[Int($0)]) }
        )
        self.rows = found
        self.forms = forms
        (chunks, chunkBits) = Self.chunks(found, forms, blockBits: blockBits)
        // No longer needed, and the next step needs memory.
        rows = AchievementRows()
        self.book = book
        byID = (0..<Int32(ids.count)).sorted { [ids] in ids[Int($0)] < ids[Int($1)] }
        postings = TitlePostings(count: ids.count, vocabulary, blockBits: blockBits) {
            forms[found[$0].reference].title
        }
    }

    private init(
        ids: [Int64],
        byID: [Int32],
        attributes: [Attributes],
        rows: LargeArray<Row>,
        titleKeys: [UInt64],
        forms: FormStore,
        postings: TitlePostings,
        book: AttributeBook
    ) {
        self.ids = ids
        self.byID = byID
        self.attributes = attributes
        self.rows = rows
        (chunks, chunkBits) = Self.chunks(rows, forms, blockBits: postings.blockBits)
        self.titleKeys = titleKeys
        self.forms = forms
        self.postings = postings
        self.book = book
    }

    private static func chunks(_ rows: LargeArray<Row>, _ forms: FormStore, blockBits: Int) -> (
        LargeArray<Chunk>, bits: Int
    ) {
        var chunkBits = min(leastChunkBits, blockBits)
        while chunkBits < blockBits, rows.count >> chunkBits > mostChunks { chunkBits += 1 }
        let count = (rows.count + 1 << chunkBits - 1) >> chunkBits
        let chunks = LargeArray<Chunk>(count: count, repeating: Chunk(length: .infinity, fields: 0))
        for position in 0..<rows.count {
            let chunk = chunks.start + position >> chunkBits, scale = rows[position].scales.title
            if scale > 0 { chunk.pointee.length = min(chunk.pointee.length, 1 / scale) }
            chunk.pointee.fields |= forms[rows[position].reference].fieldBits
        }
        return (chunks, chunkBits)
    }

    @inline(__always)
    func form(_ position: Int) -> AchievementForm { forms[rows[position].reference] }

    /// Only to have a form in the cache.
    @inline(__always)
    func firstNumber(_ position: Int) -> UInt16 { forms.firstNumber(rows[position].reference) }

    func position(of id: Int64) -> Int? {
        var low = 0, high = byID.count
        while low < high {
            let middle = (low + high) / 2
            if ids[Int(byID[middle])] < id { low = middle + 1 } else { high = middle }
        }
        guard low < byID.count, ids[Int(byID[low])] == id else { return nil }
        return Int(byID[low])
    }

    /// The rows that are left, by id, with the store of their forms.
    func rows(without gone: Set<Int>) -> AchievementRows {
        var rows = AchievementRows()
        rows.forms = forms
        rows.reserve(count)
        for position in byID.lazy.map(Int.init) where gone.isEmpty || !gone.contains(position) {
            rows.add(
                ids[position],
                self.rows[position].reference,
                attributes[position],
                titleKey: titleKeys[position]
            )
        }
        return rows
    }
}

extension Catalogue {
    func pack(into packed: inout PackedIndex) {
        packed.put("catalogue.ids", ids)
        packed.put("catalogue.by_id", byID)
        packed.put("catalogue.attributes", attributes)
        packed.put("catalogue.rows", rows)
        packed.put("catalogue.title_keys", titleKeys)
        forms.pack(into: &packed)
        postings.pack(into: &packed)
    }

    /// - Parameters:
    ///   - fields: how many the lexicon has.
    ///   - grams: how many the vocabulary has.
    convenience init(
        unpacking source: some PackedIndexSource,
        _ book: AttributeBook,
        fields: Int,
        grams: Int,
        blockBits: Int
    ) throws {
        let ids: [Int64] = try source.array("catalogue.ids")
        let rows: LargeArray<Row> = try source.large("catalogue.rows")
        let forms = try FormStore(unpacking: source)
        guard rows.count == ids.count, (0..<rows.count).allSatisfy({ rows[$0].scales.areUsable }) else {
            throw PackedIndexError(section: "catalogue.rows")
        }
        guard (0..<rows.count).allSatisfy({ forms.has(rows[$0].reference, fields: fields) }) else {
            throw PackedIndexError(section: "forms")
        }
        self.init(
            ids: ids,
            byID: try source.array("catalogue.by_id"),
            attributes: try source.array("catalogue.attributes"),
            rows: rows,
            titleKeys: try source.array("catalogue.title_keys"),
            forms: forms,
            postings: try TitlePostings(
                unpacking: source,
                count: ids.count,
                grams: grams,
                blockBits: blockBits
            ),
            book: book
        )
        try check()
    }

    /// Sees that every number that is used as a place is one.
    private func check() throws {
        func expect(_ isRight: Bool, _ section: String) throws {
            guard isRight else { throw PackedIndexError(section: section) }
        }
        try expect(byID.count == count, "catalogue.by_id")
        try expect(byID.allSatisfy { (0..<Int32(count)).contains($0) }, "catalogue.by_id")
        try expect(
            byID.indices.dropFirst().allSatisfy { ids[Int(byID[$0 - 1])] < ids[Int(byID[$0])] },
            "catalogue.by_id"
        )
        try expect(attributes.count == count && attributes.allSatisfy(book.has), "catalogue.attributes")
        try expect(titleKeys.count == count, "catalogue.title_keys")
    }
}
