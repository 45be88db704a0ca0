extension GramLists {
    func pack(into packed: inout PackedIndex) {
        packed.put("lists.keys", keys)
        packed.put("lists.phrases", phrases)
        packed.put("lists.counts", counts)
        packed.put("lists.starts", starts)
        packed.put("lists", bytes)
    }

    convenience init(unpacking source: some PackedIndexSource, count: Int) throws {
        self.init(
            records: count,
            keys: try source.large("lists.keys"),
            phrases: try source.large("lists.phrases"),
            counts: try source.large("lists.counts"),
            starts: try source.large("lists.starts"),
            bytes: try source.large("lists")
        )
        try check()
    }

    /// Sees that each list lies within the bytes, behind the one before it, and holds positions of records alone.
    private func check() throws {
        func expect(_ isRight: Bool, _ section: String) throws {
            guard isRight else { throw PackedIndexError(section: section) }
        }
        let all = keys.count + phrases.count
        try expect((0..<max(0, keys.count - 1)).allSatisfy { keys[$0] < keys[$0 + 1] }, "lists.keys")
        try expect(
            (0..<max(0, phrases.count - 1)).allSatisfy { phrases[$0] < phrases[$0 + 1] },
            "lists.phrases"
        )
        try expect(counts.count == all, "lists.counts")
        try expect(starts.count == all, "lists.starts")
        try expect(bytes.count >= 8, "lists")
        let words = (records + 63) / 64, room = bytes.count - 8
        var end = 0
        for list in 0..<all {
            let from = Int(starts[list] & Self.place)
            try expect(from == end, "lists.starts")
            if starts[list] & Self.dense != 0 {
                end += words * 8
                try expect(end <= room, "lists.starts")
                // What lies behind the last record.
                for place in records..<(words * 64)
                where bytes[from + place >> 3] >> UInt8(place & 7) & 1 == 1 {
                    try expect(false, "lists")
                }
            } else {
                end = try self.end(of: list, from, room)
            }
        }
        try expect(end == room, "lists")
    }

    /// Where a list of gaps ends.
    private func end(of list: Int, _ from: Int, _ room: Int) throws -> Int {
        var at = from, position = -1, gap = 0, shift = 0
        var left = counts[list]
        while left > 0 {
            guard at < room, shift < 35 else { throw PackedIndexError(section: "lists") }
            let byte = Int(bytes[at])
            at += 1
            gap |= (byte & 0x7F) << shift
            shift += 7
            if byte > 0x7F { continue }
            position += gap
            guard gap > 0, position < records else { throw PackedIndexError(section: "lists") }
            (gap, shift) = (0, 0)
            left -= 1
        }
        return at
    }
}
