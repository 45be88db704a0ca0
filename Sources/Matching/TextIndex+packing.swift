extension TextIndex {
    /// The index as sections of numbers; nil for one with changes beside its large part. What the sections refer to lives
    /// as long as they do.
    public var packed: PackedIndex? {
        guard pendingChanges == 0 else { return nil }
        var packed = PackedIndex()
        packed.put("sample", [Int64(sampleSize)])
        book.pack(into: &packed)
        base.pack(into: &packed)
        return packed
    }

    /// An index from the sections of one that was packed. It finds the same.
    ///
    /// Every number that is used as a place is checked to be one.
    ///
    /// - Throws: `PackedIndexError`, and what the source throws.
    public init(unpacking source: some PackedIndexSource) throws {
        let sample: [Int64] = try source.array("sample")
        guard sample.count == 1, let size = Int(exactly: sample[0]), size >= 0 else {
            throw PackedIndexError(section: "sample")
        }
        let book = try SearchBook(unpacking: source)
        self.init(base: try SearchBase(unpacking: source, book), book, sampleSize: size)
    }

    /// A number that changes when texts are taken apart otherwise, or an index is laid out otherwise: of all that a few
    /// records become. There is no version that somebody could forget to raise.
    public static func layoutDigest() throws -> UInt64 {
        var builder = Builder(sampleSize: 2)
        let texts = [
            "锂电池正极材料的制备方法", "PLC控制系统，ＰＬＣ２０００", "污水处理、污水污泥再生", "轴承钢热处理变形控制 ① Ⅳ", "𠀀々〆ﬁ e\u{301} Ä",
        ]
        for (number, text) in texts.enumerated() {
            let id = Int64(number + 1)
            builder.add(SearchOrganization(id: id, names: [texts[texts.count - 1 - number]]))
            builder.add(
                SearchDocument(
                    id: id,
                    title: text,
                    keywords: [String(text.prefix(3)), text],
                    summary: texts.joined(separator: "。"),
                    references: ["CG-\(id)"],
                    organization: id,
                    state: "accepted",
                    isArchived: number == 1,
                    industry: number == 2 ? nil : "C3\(number)",
                    money: number == 3 ? nil : id,
                    due: number == 0 ? nil : Int32(id),
                    received: Int32(id)
                )
            )
        }
        var checksum = Checksum()
        for section in builder.build().packed?.sections ?? [] {
            var name = section.name
            name.withUTF8 { checksum.add(UnsafeRawBufferPointer($0)) }
            try section.eachStretch { checksum.add($0) }
        }
        return checksum.value
    }
}

extension SearchBook {
    func pack(into packed: inout PackedIndex) {
        var bytes = PackedBytes()
        bytes.put(Int64(statuses.names.count))
        for status in statuses.names {
            bytes.put(status.state)
            bytes.put(Int64(status.isArchived ? 1 : 0))
        }
        for names in [industries, fields, regions, readiness] {
            bytes.put(Int64(names.names.count))
            for name in names.names { bytes.put(name) }
        }
        bytes.put(Int64(modes.names.count))
        for names in modes.names { bytes.put(names) }
        packed.put("book.names", bytes.bytes)
        bytes = PackedBytes()
        bytes.put(Int64(organizations.count))
        for holder in organizations {
            bytes.put(holder.id)
            bytes.put(holder.root)
            bytes.put(holder.names)
        }
        packed.put("book.organizations", bytes.bytes)
    }

    init(unpacking source: some PackedIndexSource) throws {
        self.init()
        var reader = try PackedReader("book.names", source)
        let statuses = try (0..<(try reader.count())).map { _ in
            Status(state: try reader.text(), isArchived: try reader.number() == 1)
        }
        let lists = try (0..<4).map { _ in
            try (0..<(try reader.count())).map { _ in try reader.optionalText() }
        }
        let modes = try (0..<(try reader.count())).map { _ in try reader.texts() }
        restore(
            statuses,
            industries: lists[0],
            fields: lists[1],
            regions: lists[2],
            readiness: lists[3],
            modes
        )
        let names = [industries.names, fields.names, regions.names, readiness.names]
        guard reader.isAtEnd, self.statuses.names == statuses, names == lists, self.modes.names == modes
        else {
            throw PackedIndexError(section: "book.names")
        }
        reader = try PackedReader("book.organizations", source)
        let count = try reader.count()
        for _ in 0..<count {
            restore(Holder(id: try reader.number(), root: try reader.number(), names: try reader.units()))
        }
        guard reader.isAtEnd, organizations.count == count else {
            throw PackedIndexError(section: "book.organizations")
        }
    }
}
