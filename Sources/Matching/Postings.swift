/// For each key (a gram or a field) the records that have it: one array cut by offsets.
struct Postings<Value: Sendable>: Sendable {
    private let offsets: [Int32]
    private let records: [Int32]
    private let values: [Value]

    /// Of nothing.
    init() {
        offsets = [0]
        records = []
        values = []
    }

    /// - Parameters:
    ///   - filler: any value; all are written over.
    ///   - pass: calls its argument with each record, key and value, by record; gone through twice, so that no copy of
    ///     it all is made.
    init(
        keys: Int,
        filler: Value,
        pass: (_ take: (_ record: Int, _ key: Int32, _ value: Value) -> Void) -> Void
    ) {
        var offsets = [Int32](repeating: 0, count: keys + 1)
        pass { _, key, _ in offsets[Int(key) + 1] += 1 }
        for key in 0..<keys { offsets[key + 1] += offsets[key] }
        var next = offsets
        var records = [Int32](repeating: 0, count: Int(offsets[keys]))
        var values = [Value](repeating: filler, count: records.count)
        pass { record, key, value in
            let at = Int(next[Int(key)])
            next[Int(key)] += 1
            records[at] = Int32(record)
            values[at] = value
        }
        self.offsets = offsets
        self.records = records
        self.values = values
    }

    /// Calls `body` with each record of a key, by position.
    @inline(__always)
    func forEach(_ key: Int32, _ body: (_ record: Int, _ value: Value) -> Void) {
        guard key >= 0, Int(key) + 1 < offsets.count else { return }
        for at in Int(offsets[Int(key)])..<Int(offsets[Int(key) + 1]) { body(Int(records[at]), values[at]) }
    }
}

extension Postings where Value: BitwiseCopyable {
    func pack(into packed: inout PackedIndex, as name: String) {
        packed.put(name + ".offsets", offsets)
        packed.put(name + ".records", records)
        packed.put(name + ".values", values)
    }

    /// - Parameter count: how many records there are.
    init(unpacking source: some PackedIndexSource, _ name: String, count: Int) throws {
        func expect(_ isRight: Bool, _ section: String) throws {
            guard isRight else { throw PackedIndexError(section: name + section) }
        }
        offsets = try source.array(name + ".offsets")
        records = try source.array(name + ".records")
        values = try source.array(name + ".values")
        try expect(offsets.first == 0 && offsets.last.map(Int.init) == records.count, ".offsets")
        try expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }, ".offsets")
        try expect(records.allSatisfy { (0..<Int32(count)).contains($0) }, ".records")
        try expect(values.count == records.count, ".values")
    }
}
