public import Domain

/// What differs between the frozen rows of a report and later ones.
extension Transaction {
    /// The rows of one side that the other has not, each side in the order of its days.
    public struct RowsApart: Sendable {
        public var gone: [EvidenceRow] = []
        public var new: [EvidenceRow] = []
        /// Whether there were more than was asked for; the rest is not in here.
        public var isCut = false
        /// What the later rows come to.
        public var value: Int64 = 0
    }

    /// The side that a report is compared with.
    public enum LaterRows: Sendable {
        case live(Indicator, Period)
        case issued(RecordCode, indicator: String)
        case none
    }

    /// Goes through both sides at once.
    ///
    /// - Parameters:
    ///   - indicator: whose rows of the report; nil when the report has no such figure.
    ///   - measure: what is done with the later rows.
    ///   - limit: how many rows at most to keep of each side.
    /// - Complexity: one pass over both; memory for what differs.
    public func rowsApart(
        _ report: RecordCode,
        _ indicator: String?,
        from later: LaterRows,
        measure: Indicator.Measure,
        limit: Int
    ) throws -> RowsApart {
        var apart = RowsApart()
        var sum = RowSum(measure, isHashed: false)
        var frozen = indicator.map { FrozenRows(self, report, $0) }
        var left = try frozen?.next()
        func addGone(_ row: EvidenceRow) {
            if apart.gone.count < limit { apart.gone.append(row) } else { apart.isCut = true }
        }
        func meet(_ row: EvidenceRow) throws {
            sum.add(row)
            while let before = left {
                let order = EvidenceRow.order(before, row)
                if order > 0 { break }
                left = try frozen?.next()
                if order == 0 { return }
                addGone(before)
            }
            if apart.new.count < limit { apart.new.append(row) } else { apart.isCut = true }
        }
        switch later {
        case .live(let indicator, let period): try eachEvidence(indicator, in: period) { try meet($0) }
        case .issued(let code, let indicator):
            var rows = FrozenRows(self, code, indicator)
            while let row = try rows.next() { try meet(row) }
        case .none: break
        }
        while let before = left {
            addGone(before)
            left = try frozen?.next()
        }
        apart.value = sum.value
        return apart
    }
}
