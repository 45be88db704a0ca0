/// What filters, counts and orders read of the records, by position.
struct SearchColumns: Sendable {
    let ids: LargeArray<Int64>
    let money: LargeArray<Int64>
    let received: LargeArray<Int32>
    let due: LargeArray<Int32>
    let published: LargeArray<Int32>
    /// By `SearchLabel`.
    let labels: [LargeArray<UInt32>]
    /// Positions by id.
    private let byID: LargeArray<UInt32>
    private let byDeadline: LargeArray<UInt32>
    private let byMost: LargeArray<UInt32>
    private let byLeast: LargeArray<UInt32>

    var count: Int { ids.count }

    /// - Parameter order: the row at each position.
    init(_ rows: [SearchRow], _ order: [Int32]) {
        let ids = LargeArray<Int64>(order.lazy.map { rows[Int($0)].id })
        let money = LargeArray<Int64>(order.lazy.map { rows[Int($0)].money })
        let due = LargeArray<Int32>(order.lazy.map { rows[Int($0)].due })
        self.ids = ids
        self.money = money
        self.due = due
        received = LargeArray(order.lazy.map { rows[Int($0)].received })
        published = LargeArray(order.lazy.map { rows[Int($0)].published })
        labels = SearchLabel.allCases.map { label in
            LargeArray(order.lazy.map { rows[Int($0)].labels[label.rawValue] })
        }
        let all = 0..<UInt32(order.count)
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

extension SearchColumns {
    func pack(into packed: inout PackedIndex) {
        packed.put("columns.ids", ids)
        packed.put("columns.money", money)
        packed.put("columns.received", received)
        packed.put("columns.due", due)
        packed.put("columns.published", published)
        packed.put("columns.labels", labels, counts: labels.map(\.count))
        packed.put("columns.by_id", byID)
        packed.put("columns.by_deadline", byDeadline)
        packed.put("columns.by_most", byMost)
        packed.put("columns.by_least", byLeast)
    }

    init(unpacking source: some PackedIndexSource, _ book: SearchBook) throws {
        let ids: LargeArray<Int64> = try source.large("columns.ids")
        self.ids = ids
        let count = ids.count
        func column<Element>(_ name: String, below limit: Element? = nil) throws -> LargeArray<Element>
        where Element: BitwiseCopyable & Sendable & Comparable {
            let column: LargeArray<Element> = try source.large(name)
            guard column.count == count, limit.map({ column.isBelow($0) }) ?? true else {
                throw PackedIndexError(section: name)
            }
            return column
        }
        money = try column("columns.money")
        received = try column("columns.received")
        due = try column("columns.due")
        published = try column("columns.published")
        labels = try source.large(
            "columns.labels",
            counts: SearchLabel.allCases.map { _ in count },
            capacity: 0
        )
        guard zip(labels, SearchLabel.allCases).allSatisfy({ $0.isBelow(UInt32(book.count($1))) }) else {
            throw PackedIndexError(section: "columns.labels")
        }
        let all = UInt32(count)
        let byID: LargeArray<UInt32> = try column("columns.by_id", below: all)
        guard (0..<max(0, count - 1)).allSatisfy({ ids[Int(byID[$0])] < ids[Int(byID[$0 + 1])] }) else {
            throw PackedIndexError(section: "columns.by_id")
        }
        self.byID = byID
        byDeadline = try column("columns.by_deadline", below: all)
        byMost = try column("columns.by_most", below: all)
        byLeast = try column("columns.by_least", below: all)
    }
}
