extension MatchIndex {
    /// The index as sections of numbers; nil for one that has changed since it was counted, or that holds texts. What
    /// the sections refer to lives as long as they do.
    public var packed: PackedIndex? {
        guard !keepsTexts, pendingChanges == 0, vocabulary.isClean, achievements.added.isEmpty,
            achievements.gone.isEmpty, demands.added.isEmpty, demands.gone.isEmpty
        else { return nil }
        var packed = PackedIndex()
        packed.put("format", [Int64(blockBits)])
        book.pack(into: &packed)
        vocabulary.pack(into: &packed)
        statistics.pack(into: &packed)
        known.pack(into: &packed)
        packDemands(into: &packed)
        achievements.base.pack(into: &packed)
        return packed
    }

    /// An index from the sections of one that was packed with the same lexicon. It finds and scores the same.
    ///
    /// Every number that is used as a place is checked to be one.
    ///
    /// - Throws: `PackedIndexError`, and what the source throws.
    public init(lexicon: FieldLexicon, unpacking source: some PackedIndexSource) throws {
        let format: [Int64] = try source.array("format")
        guard format.count == 1, (0...Int64(TitlePostings.mostBlockBits)).contains(format[0]) else {
            throw PackedIndexError(section: "format")
        }
        self.lexicon = lexicon
        keepsTexts = false
        blockBits = Int(format[0])
        book = try AttributeBook(unpacking: source)
        vocabulary = try Vocabulary(unpacking: source)
        statistics = try Statistics(unpacking: source, fields: lexicon.names.count)
        known = try KnownGrams(unpacking: source)
        achievements = AchievementShelf(
            try Catalogue(
                unpacking: source,
                book,
                fields: lexicon.names.count,
                grams: Int(vocabulary.count),
                blockBits: blockBits
            )
        )
        demands = Shelf(try Self.demands(unpacking: source).map(StoredDemand.init))
        demandPostings = try DemandPostings(unpacking: source, count: demands.base.count)
        demandScales = try source.array("demand_scales")
        guard demandScales.count == demands.base.count else {
            throw PackedIndexError(section: "demand_scales")
        }
    }

    private func packDemands(into packed: inout PackedIndex) {
        var bytes = PackedBytes()
        bytes.put(Int64(demands.base.count))
        for demand in demands.base {
            let entry = demand.entry
            bytes.put(entry.id)
            bytes.put(entry.title)
            bytes.put(entry.content)
            bytes.put(entry.keywords)
            bytes.put(entry.industry)
            bytes.put(entry.field)
            bytes.put(entry.region)
            bytes.put(entry.money ?? Attributes.noMoney)
            bytes.put(entry.maturity.map(Int64.init) ?? Attributes.noMoney)
            bytes.put(entry.modes)
            bytes.put(Int64(entry.isPublished ? 1 : 0))
        }
        packed.put("demands", bytes.bytes)
        demandPostings.pack(into: &packed)
        packed.put("demand_scales", demandScales)
    }

    private static func demands(unpacking source: some PackedIndexSource) throws -> [Entry] {
        var reader = try PackedReader("demands", source)
        let entries = try (0..<(try reader.count())).map { _ in
            var entry = Entry(id: try reader.number(), title: try reader.text())
            entry.content = try reader.text()
            entry.keywords = try reader.texts()
            entry.industry = try reader.optionalText()
            entry.field = try reader.optionalText()
            entry.region = try reader.optionalText()
            let money = try reader.number(), maturity = try reader.number()
            entry.money = money == Attributes.noMoney ? nil : money
            entry.maturity = maturity == Attributes.noMoney ? nil : Int(maturity)
            entry.modes = try reader.texts()
            entry.isPublished = try reader.number() == 1
            return entry
        }
        guard reader.isAtEnd, zip(entries, entries.dropFirst()).allSatisfy({ $0.id < $1.id }) else {
            throw PackedIndexError(section: "demands")
        }
        return entries
    }
}

extension AttributeBook {
    func pack(into packed: inout PackedIndex) {
        var bytes = PackedBytes()
        for names in [industries.names, fields.names, regions.names] {
            bytes.put(Int64(names.count))
            for name in names { bytes.put(name) }
        }
        bytes.put(Int64(modes.names.count))
        for names in modes.names { bytes.put(names) }
        packed.put("attributes.names", bytes.bytes)
    }

    init(unpacking source: some PackedIndexSource) throws {
        var reader = try PackedReader("attributes.names", source)
        let lists = try (0..<3).map { _ in
            try (0..<(try reader.count())).map { _ in try reader.optionalText() }
        }
        let modes = try (0..<(try reader.count())).map { _ in try reader.texts() }
        self.init()
        restore(industries: lists[0], fields: lists[1], regions: lists[2], modes: modes)
        guard reader.isAtEnd, self.industries.names == lists[0], self.fields.names == lists[1],
            self.regions.names == lists[2], self.modes.names == modes
        else { throw PackedIndexError(section: "attributes.names") }
    }

    /// Whether these attributes' numbers are all of the book.
    func has(_ attributes: Attributes) -> Bool {
        attributes.industry < industries.names.count && attributes.field < fields.names.count
            && attributes.region < regions.names.count && attributes.modes < modes.names.count
    }
}
