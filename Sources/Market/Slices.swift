import Domain
import Storage

/// A part of a dimension as rows have it.
struct SliceKey: Hashable {
    enum Value: Hashable {
        case unknown, beside
        /// A month or a quarter, counted from the year 0.
        case number(Int64)
        /// The id of a record.
        case id(Int64)
        case word(String)
    }

    let value: Value

    init(_ value: Value) { self.value = value }

    init(_ slice: Transaction.RawSlice, _ dimension: Dimension) {
        guard let key = slice.key, !key.isEmpty else {
            value = .unknown
            return
        }
        if key == Transaction.RawSlice.beside {
            value = .beside
            return
        }
        switch dimension {
        case .month, .quarter: value = Int64(key).map(Value.number) ?? .unknown
        case .institution, .activity, .staff: value = Int64(key).map(Value.id) ?? .unknown
        default: value = .word(key)
        }
    }

    /// The same part of the year after: of times that of the next year, of all else itself.
    func nextYear(_ dimension: Dimension) -> SliceKey {
        guard case .number(let number) = value else { return self }
        return SliceKey(.number(number + (dimension == .month ? 12 : 4)))
    }

    /// The parts that belong to a cut whether or not there is anything in them: every month or quarter of the period.
    static func all(_ dimension: Dimension, in period: Period) -> [SliceKey] {
        let length: Int64
        switch dimension {
        case .month: length = 1
        case .quarter: length = 3
        default: return []
        }
        func number(_ day: Day) -> Int64 { (Int64(day.year) * 12 + Int64(day.month) - 1) / length }
        return (number(period.first)...number(period.last)).map { SliceKey(.number($0)) }
    }
}

/// What the parts of a dimension are called.
struct SliceNames {
    private let dimension: Dimension
    private let codes: CodeBook
    private var names: [Int64: (key: String, name: String)] = [:]

    /// Looks up the names of all parts at once.
    init(_ dimension: Dimension, _ keys: Set<SliceKey>, _ work: Work) throws {
        self.dimension = dimension
        codes = try work.codes()
        let ids = keys.compactMap { key -> Int64? in
            if case .id(let id) = key.value { id } else { nil }
        }
        guard !ids.isEmpty else { return }
        if dimension == .staff {
            for user in try work.transaction.users() { names[user.id.rawValue] = (user.login, user.name) }
        } else {
            let table = dimension == .activity ? "activity" : "organization"
            for (id, label) in try work.transaction.labels(of: [table: Set(ids)])[table] ?? [:] {
                names[id] = (label.code?.description ?? "", label.name)
            }
        }
    }

    func slice(_ key: SliceKey) -> Slice {
        switch key.value {
        case .unknown: .unknown
        case .beside: .beside
        case .number(let number): time(number)
        case .id(let id):
            Slice(
                kind: .value,
                key: names[id]?.key ?? String(id),
                name: names[id].map { Phrase($0.name, en: $0.name) } ?? Phrase("\(id)", en: "\(id)")
            )
        case .word(let word): Slice(kind: .value, key: word, name: name(word))
        }
    }

    private func time(_ number: Int64) -> Slice {
        let period =
            dimension == .month
            ? Period(year: Int(number / 12), month: Int(number % 12) + 1)
            : Period(year: Int(number / 4), quarter: Int(number % 4) + 1)
        guard let period else { return .unknown }
        return Slice(kind: .value, key: period.code, name: period.phrase)
    }

    private func name(_ word: String) -> Phrase {
        let found: Phrase? =
            switch dimension {
            case .industry: codes.name(of: IndustryCode(rawValue: word)).map { $0.prefixed(word) }
            case .field: codes.name(of: word, in: .field)
            case .contractType: codes.name(of: word, in: .contractType)
            case .district, .sellerDistrict: codes.name(of: word, in: .region)
            case .output, .absorption:
                word == "inside"
                    ? Phrase("本地区", en: "Inside the region") : Phrase("外地", en: "Outside the region")
            case .month, .quarter, .institution, .activity, .staff: nil
            }
        return found ?? Phrase(word, en: word)
    }

    /// Times in their order, all else by the value, the largest first; what has no value of the dimension stands last.
    func ordered(_ keys: Set<SliceKey>, by value: (SliceKey) -> Int64) -> [SliceKey] {
        let slices = keys.map { (key: $0, slice: slice($0), value: value($0)) }
        func rank(_ slice: Slice) -> Int { slice.kind == .value ? 0 : slice.kind == .unknown ? 1 : 2 }
        return slices.sorted { left, right in
            if left.slice.kind != right.slice.kind { return rank(left.slice) < rank(right.slice) }
            if dimension != .month, dimension != .quarter, left.value != right.value {
                return left.value > right.value
            }
            return left.slice.key < right.slice.key
        }.map(\.key)
    }
}

extension Phrase {
    /// `C 制造业`: a section goes by its letter, too.
    fileprivate func prefixed(_ word: String) -> Phrase { Phrase("\(word) \(zh)", en: "\(word) \(en)") }
}
