/// The records of each code, such as a record's own number, by the code's hash.
struct CodeHolders: Sendable {
    /// All in order, and whose each is.
    private let hashes: LargeArray<UInt64>
    private let holders: LargeArray<UInt32>

    init(_ texts: RecordTexts, count: Int) {
        let page = TextPage()
        var found: [(hash: UInt64, holder: UInt32)] = []
        found.reserveCapacity(count)
        for position in 0..<count {
            texts.readReferences(position, into: page)
            SearchText.forEachPart(of: page.text) {
                found.append((SearchText.hash($0), UInt32(position)))
            }
        }
        found.sort { $0.hash == $1.hash ? $0.holder < $1.holder : $0.hash < $1.hash }
        hashes = LargeArray(found.lazy.map(\.hash))
        holders = LargeArray(found.lazy.map(\.holder))
    }

    /// The records whose code is this word.
    func positions(of word: SearchWord, in texts: RecordTexts) -> [Int] {
        let hash = SearchText.hash(word.units)
        var low = 0, high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        var positions: [Int] = []
        let page = TextPage()
        // Two texts may have one hash, and then only one of them is the word.
        while low < hashes.count, hashes[low] == hash {
            let position = Int(holders[low])
            texts.readReferences(position, into: page)
            if word.isOne(of: page.text) { positions.append(position) }
            low += 1
        }
        return positions
    }

    func pack(into packed: inout PackedIndex) {
        packed.put("codes.hashes", hashes)
        packed.put("codes.holders", holders)
    }

    init(unpacking source: some PackedIndexSource, count: Int) throws {
        hashes = try source.large("codes.hashes")
        holders = try source.large("codes.holders")
        guard holders.count == hashes.count, holders.isBelow(UInt32(count)) else {
            throw PackedIndexError(section: "codes.holders")
        }
    }
}

/// The records of each organization, by its number.
struct OrganizationRecords: Sendable {
    private let starts: LargeArray<UInt32>
    private let records: LargeArray<UInt32>

    /// - Parameters:
    ///   - owners: by position the organization's number.
    ///   - organizations: how many there are.
    init(_ owners: LargeArray<UInt32>, organizations: Int) {
        let starts = LargeArray<UInt32>(count: organizations + 1, repeating: 0)
        for at in 0..<owners.count { starts[Int(owners[at]) + 1] += 1 }
        for number in 0..<organizations { starts[number + 1] += starts[number] }
        let next = LargeArray<UInt32>(count: organizations, repeating: 0)
        let records = LargeArray<UInt32>(count: owners.count, repeating: 0)
        for at in 0..<owners.count {
            let number = Int(owners[at])
            records[Int(starts[number] + next[number])] = UInt32(at)
            next[number] += 1
        }
        self.starts = starts
        self.records = records
    }

    /// Adds an organization's records, and says how many they are.
    func add(_ number: Int, to bits: Bits) -> Int {
        // One that came later has none here.
        guard number + 1 < starts.count else { return 0 }
        let range = Int(starts[number])..<Int(starts[number + 1])
        for at in range { bits[Int(records[at])] = true }
        return range.count
    }
}
