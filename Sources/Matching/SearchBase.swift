/// The large part of a `TextIndex`, which never changes: everything that searching reads, by position.
///
/// Positions go from the newest record to the oldest, so that what stands first in a set of bits comes first in a list.
final class SearchBase: Sendable {
    let count: Int
    let ids: LargeArray<Int64>
    let money: LargeArray<Int64>
    let received: LargeArray<Int32>
    let due: LargeArray<Int32>
    let published: LargeArray<Int32>
    /// By `SearchLabel`.
    let labels: [LargeArray<UInt32>]
    let lists: GramLists
    let dictionary: TextDictionary
    private let reader: TextReader
    /// Each record's texts, one record behind the other by position: whoever looks at many goes forward in memory.
    private let codes: LargeArray<UInt16>
    private let starts: LargeArray<UInt64>
    /// Positions by id.
    private let byID: LargeArray<UInt32>
    /// The hashes of all codes in order, and whose they are.
    private let codeHashes: LargeArray<UInt64>
    private let codeHolders: LargeArray<UInt32>
    /// Positions by the organization's number.
    private let organizationStarts: LargeArray<UInt32>
    private let organizationRecords: LargeArray<UInt32>
    private let byDeadline: LargeArray<UInt32>
    private let byMost: LargeArray<UInt32>
    private let byLeast: LargeArray<UInt32>

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
        let count = rows.count
        var order = (0..<Int32(count)).map { $0 }
        order.sort { [rows] first, second in
            let first = rows[Int(first)], second = rows[Int(second)]
            return first.received == second.received
                ? first.id > second.id : first.received > second.received
        }
        let ids = LargeArray<Int64>(order.lazy.map { [rows] in rows[Int($0)].id })
        let money = LargeArray<Int64>(order.lazy.map { [rows] in rows[Int($0)].money })
        let due = LargeArray<Int32>(order.lazy.map { [rows] in rows[Int($0)].due })
        let holders = LargeArray<UInt32>(
            order.lazy.map { [rows] in rows[Int($0)].labels[SearchLabel.organization.rawValue] }
        )
        self.count = count
        self.ids = ids
        self.money = money
        self.due = due
        received = LargeArray(order.lazy.map { [rows] in rows[Int($0)].received })
        published = LargeArray(order.lazy.map { [rows] in rows[Int($0)].published })
        labels = SearchLabel.allCases.map { label in
            label == .organization
                ? holders : LargeArray(order.lazy.map { [rows] in rows[Int($0)].labels[label.rawValue] })
        }
        let codes = LargeArray<UInt16>(count: store.count, repeating: nil)
        let texts = LargeArray<UInt64>(count: count, repeating: 0)
        var used = 0
        for (position, row) in order.enumerated() {
            let start = store[references[Int(row)]]
            var end = start
            for _ in 0...SearchPart.allCases.count { TextReader.skip(&end) }
            (codes.start + used).update(from: start, count: end - start)
            texts[position] = UInt64(used)
            used += end - start
        }
        order = []
        rows = []
        references = []
        store = TextStore()
        let reader = dictionary.reader()
        self.codes = codes
        self.starts = texts
        self.reader = reader
        self.dictionary = dictionary

        let all = 0..<UInt32(count)
        byID = LargeArray(all.sorted { ids[Int($0)] < ids[Int($1)] })
        func sorted(_ isKnown: (Int) -> Bool, _ isBefore: (Int, Int) -> Bool) -> LargeArray<UInt32> {
            var known = all.filter { isKnown(Int($0)) }
            known.sort {
                isBefore(Int($0), Int($1)) || (!isBefore(Int($1), Int($0)) && $0 < $1)
            }
            return LargeArray(known + all.filter { !isKnown(Int($0)) })
        }
        byDeadline = sorted({ due[$0] != SearchRow.noDay }, { due[$0] < due[$1] })
        byMost = sorted({ money[$0] != SearchRow.noMoney }, { money[$0] > money[$1] })
        byLeast = sorted({ money[$0] != SearchRow.noMoney }, { money[$0] < money[$1] })

        let starts = LargeArray<UInt32>(count: organizations + 1, repeating: 0)
        for at in 0..<count { starts[Int(holders[at]) + 1] += 1 }
        for number in 0..<organizations { starts[number + 1] += starts[number] }
        let next = LargeArray<UInt32>(count: organizations, repeating: 0)
        let records = LargeArray<UInt32>(count: count, repeating: 0)
        for at in 0..<count {
            let number = Int(holders[at])
            records[Int(starts[number] + next[number])] = UInt32(at)
            next[number] += 1
        }
        organizationStarts = starts
        organizationRecords = records

        let page = TextPage()
        lists = GramLists(count: count) { position, body in
            var codes = UnsafePointer(codes.start + Int(texts[position]))
            for part in SearchPart.allCases {
                reader.read(&codes, into: page)
                body(part, page.text)
            }
        }
        var hashes: [(hash: UInt64, holder: UInt32)] = []
        hashes.reserveCapacity(count)
        for position in 0..<count {
            var codes = UnsafePointer(codes.start + Int(texts[position]))
            for _ in SearchPart.allCases { TextReader.skip(&codes) }
            reader.read(&codes, into: page)
            SearchText.forEachPart(of: page.text) {
                hashes.append((SearchText.hash($0), UInt32(position)))
            }
        }
        hashes.sort { $0.hash == $1.hash ? $0.holder < $1.holder : $0.hash < $1.hash }
        codeHashes = LargeArray(hashes.lazy.map(\.hash))
        codeHolders = LargeArray(hashes.lazy.map(\.holder))
    }

    func row(_ position: Int) -> SearchRow {
        var numbers = SIMD8<UInt32>()
        for label in SearchLabel.allCases { numbers[label.rawValue] = labels[label.rawValue][position] }
        return SearchRow(
            id: ids[position],
            received: received[position],
            due: due[position],
            published: published[position],
            money: money[position],
            labels: numbers
        )
    }

    func position(of id: Int64) -> Int? {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if ids[Int(byID[middle])] < id { low = middle + 1 } else { high = middle }
        }
        guard low < count, ids[Int(byID[low])] == id else { return nil }
        return Int(byID[low])
    }

    @inline(__always)
    private func text(_ position: Int) -> UnsafePointer<UInt16> {
        UnsafePointer(codes.start + Int(starts[position]))
    }

    /// A record's texts in codes, one behind the other.
    func codes(_ position: Int) -> UnsafeBufferPointer<UInt16> {
        let start = text(position)
        var end = start
        for _ in 0...SearchPart.allCases.count { TextReader.skip(&end) }
        return UnsafeBufferPointer(start: start, count: end - start)
    }

    /// A record's texts: title, keywords, summary and codes.
    func texts(_ position: Int) -> [[UInt16]] {
        let page = TextPage()
        var codes = text(position)
        return (0...SearchPart.allCases.count).map { _ in
            reader.read(&codes, into: page)
            return Array(page.text)
        }
    }

    /// The records whose code is this word.
    func holders(of word: SearchWord) -> [Int] {
        let hash = SearchText.hash(word.units)
        var low = 0, high = codeHashes.count
        while low < high {
            let middle = (low + high) / 2
            if codeHashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        var positions: [Int] = []
        let page = TextPage()
        // Two texts may have one hash, and then only one of them is the word.
        while low < codeHashes.count, codeHashes[low] == hash {
            let position = Int(codeHolders[low])
            var codes = text(position)
            for _ in SearchPart.allCases { TextReader.skip(&codes) }
            reader.read(&codes, into: page)
            if word.isOne(of: page.text) { positions.append(position) }
            low += 1
        }
        return positions
    }

    /// Adds an organization's records, and says how many they are.
    func add(organization number: Int, to bits: Bits) -> Int {
        // One that came later has none here.
        guard number + 1 < organizationStarts.count else { return 0 }
        let range = Int(organizationStarts[number])..<Int(organizationStarts[number + 1])
        for at in range { bits[Int(organizationRecords[at])] = true }
        return range.count
    }

    /// Takes out of each part's set those records whose text there does not have the word; looks only at records of
    /// `hits`.
    ///
    /// - Parameter parts: by `SearchPart`; nil for those that need no look.
    func verify(_ word: SearchWord, _ parts: [Bits?], in hits: Bits) {
        let candidates = Bits(count: count)
        for part in parts { if let part { candidates.add(part) } }
        candidates.keep(in: hits)
        let positions = candidates.page(offset: 0, limit: count)
        guard !positions.isEmpty else { return }
        let automaton = WordAutomaton(word, reader)
        let page = TextPage()
        var touched: UInt16 = 0
        // Texts lie all over a hundred megabytes. Touched together, they come from memory at the same time, and not one
        // after the other (group prefetching: Chen et al., "Improving hash join performance through prefetching", 2007).
        for from in stride(from: 0, to: positions.count, by: 32) {
            let group = positions[from..<min(from + 32, positions.count)]
            for position in group {
                let start = Int(starts[position])
                touched &+= codes[start] &+ codes[min(start + 32, codes.count - 1)]
            }
            for position in group {
                var codes = text(position)
                for part in parts {
                    guard let part, part[position] else {
                        TextReader.skip(&codes)
                        continue
                    }
                    let stands: Bool
                    if let automaton {
                        stands = automaton.accepts(&codes)
                    } else {
                        reader.read(&codes, into: page)
                        stands = word.stands(in: page.text)
                    }
                    if !stands { part[position] = false }
                }
            }
        }
        // Or the compiler leaves the touching out.
        withExtendedLifetime(touched) {}
    }

    /// All positions in an order that is not that of the positions themselves.
    func order(_ sort: SearchSort) -> LargeArray<UInt32>? {
        switch sort {
        case .deadline: byDeadline
        case .moneyMost: byMost
        case .moneyLeast: byLeast
        case .relevance, .newest, .oldest: nil
        }
    }
}
