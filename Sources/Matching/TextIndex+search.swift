import Foundation

extension TextIndex {
    /// One page of the records that a request asks for, with how many they are and of which industries and fields.
    ///
    /// - Complexity: O(records of the words' grams + candidates of longer words + records / 64 for each set of bits).
    public func search(_ request: SearchRequest) -> SearchAnswer {
        guard !request.query.isUnsearchable else {
            return SearchAnswer(total: 0, ids: [], facets: request.countsFacets ? SearchFacets() : nil)
        }
        let test = SearchTest(request.filter, book)
        // Facets are counted without their own filter, so these two come last.
        let facetLabels: [SearchLabel] = [.industry, .field]
        let words = request.query.words.map { FoundWord($0, in: base, book) }
        let wide = Bits(count: base.count, all: words.isEmpty)
        if let first = words.first {
            wide.add(first.all)
            for word in words.dropFirst() { wide.keep(in: word.all) }
        }
        for position in gone { wide[position] = false }
        narrow(wide, test, except: facetLabels)
        if !request.countsFacets { narrow(wide, test, only: facetLabels) }
        for word in words where !word.isCertain { word.verify(in: base, wide) }

        let others = added.compactMap { record in
            test.admits(record.row, except: facetLabels) ? score(record, words) : nil
        }
        let facets = request.countsFacets ? facets(wide, others, test) : nil
        if request.countsFacets { narrow(wide, test, only: facetLabels) }
        let largeTotal = wide.population
        let isByWords = request.sort == .relevance && !words.isEmpty
        let sort = request.sort == .relevance && words.isEmpty ? .newest : request.sort
        let small = others.filter { test.admits($0.row) }
            .map { Place(key(sort, $0.row, score: isByWords ? $0.score : 0), id: $0.row.id) }.sorted()
        let total = largeTotal + small.count

        let first = min(request.offset, total), end = min(first + min(request.limit, total), total)
        // Whatever stands before these in the large part stands before the page, however the small part falls.
        let low = max(0, min(first - small.count, largeTotal)), high = min(end, largeTotal)
        let large = positions(of: wide, low..<high, sort, isByWords ? Scores(words) : nil, total: largeTotal)
            .map { position, score in
                Place(key(sort, base.columns.row(position), score: score), id: base.columns.ids[position])
            }
        let merged = (large + small).sorted()
        return SearchAnswer(
            total: total,
            ids: merged.dropFirst(first - low).prefix(end - first).map(\.id),
            facets: facets
        )
    }

    /// Where a record stands in the order asked for.
    private struct Place: Comparable {
        let first: Int64
        let second: Int64
        let third: Int64
        let id: Int64

        init(_ key: (Int64, Int64, Int64), id: Int64) {
            (first, second, third) = key
            self.id = id
        }

        static func < (one: Place, other: Place) -> Bool {
            (one.first, one.second, one.third) < (other.first, other.second, other.third)
        }
    }

    /// What to sort by, the smallest first.
    private func key(_ sort: SearchSort, _ row: SearchRow, score: Int32) -> (Int64, Int64, Int64) {
        let newest = (-Int64(row.received), ~row.id)
        return switch sort {
        case .relevance: (-Int64(score), newest.0, newest.1)
        case .newest: (0, newest.0, newest.1)
        case .oldest: (0, Int64(row.received), row.id)
        case .deadline: (row.due == SearchRow.noDay ? .max : Int64(row.due), newest.0, newest.1)
        case .moneyMost: (row.money == SearchRow.noMoney ? .max : -row.money, newest.0, newest.1)
        case .moneyLeast: (row.money == SearchRow.noMoney ? .max : row.money, newest.0, newest.1)
        }
    }

    // MARK: Filters

    private func narrow(_ hits: Bits, _ test: SearchTest, except left: [SearchLabel]) {
        test.forEachLabel(except: left) { label, numbers in narrow(hits, label, numbers) }
        let filter = test.filter
        if let money = filter.money {
            let column = base.columns.money.start
            hits.filter { money.contains(column[$0]) && column[$0] != SearchRow.noMoney }
        }
        for (range, days) in [
            (filter.due, base.columns.due), (filter.published, base.columns.published),
            (filter.received, base.columns.received),
        ] {
            guard let range else { continue }
            let column = days.start
            hits.filter { range.contains(column[$0]) && column[$0] != SearchRow.noDay }
        }
    }

    private func narrow(_ hits: Bits, _ test: SearchTest, only labels: [SearchLabel]) {
        let left = SearchLabel.allCases.filter { !labels.contains($0) }
        test.forEachLabel(except: left) { label, numbers in narrow(hits, label, numbers) }
    }

    private func narrow(_ hits: Bits, _ label: SearchLabel, _ numbers: [Bool]) {
        if numbers.allSatisfy({ $0 }) { return }
        let column = base.columns.labels[label.rawValue].start
        numbers.withUnsafeBufferPointer { numbers in
            hits.filter { numbers[Int(column[$0])] }
        }
    }

    // MARK: What lies beside the large part

    private struct OtherHit {
        let row: SearchRow
        let score: Int32
    }

    /// The record's score, or nil if it lacks a word.
    private func score(_ record: AddedRecord, _ words: [FoundWord]) -> OtherHit? {
        var score: Int32 = 0
        for word in words {
            let holder = Int(record.row.labels[SearchLabel.organization.rawValue])
            var factor: Int32 = word.organizations.contains(holder) ? FoundWord.organizationFactor : 0
            for (at, text) in record.texts.enumerated() {
                let has = text.withUnsafeBufferPointer { text in
                    at < SearchPart.allCases.count ? word.word.stands(in: text) : word.word.isOne(of: text)
                }
                if has { factor += FoundWord.factors[at] }
            }
            guard factor > 0 else { return nil }
            score += factor * word.rarity
        }
        return OtherHit(row: record.row, score: score)
    }

    // MARK: Facets

    private func facets(_ hits: Bits, _ others: [OtherHit], _ test: SearchTest) -> SearchFacets {
        func counts(_ label: SearchLabel, names: Int, besides other: SearchLabel) -> [Int] {
            let admitted = hits.copy()
            narrow(admitted, test, only: [other])
            var counts = [Int](repeating: 0, count: names)
            let column = base.columns.labels[label.rawValue].start
            counts.withUnsafeMutableBufferPointer { counts in
                admitted.forEach { counts[Int(column[$0])] += 1 }
            }
            for hit in others where test.admits(hit.row, except: [label]) {
                counts[Int(hit.row.labels[label.rawValue])] += 1
            }
            return counts
        }
        var facets = SearchFacets()
        var sections: [String: Int] = [:], divisions: [String: Int] = [:], fields: [String: Int] = [:]
        let industries = book.industries.names
        for (number, count) in counts(.industry, names: industries.count, besides: .field).enumerated()
        where count > 0 {
            guard let code = industries[number], !code.isEmpty else {
                facets.withoutIndustry += count
                continue
            }
            sections[String(code.prefix(1)), default: 0] += count
            if code.count >= 3 { divisions[String(code.prefix(3)), default: 0] += count }
        }
        for (number, count) in counts(.field, names: book.fields.names.count, besides: .industry).enumerated()
        where count > 0 {
            if let field = book.fields.names[number] {
                fields[field, default: 0] += count
            } else {
                facets.withoutField += count
            }
        }
        func sorted(_ counts: [String: Int]) -> [SearchFacets.Count] {
            counts.map { SearchFacets.Count(code: $0, count: $1) }
                .sorted { $0.count == $1.count ? $0.code < $1.code : $0.count > $1.count }
        }
        facets.sections = sorted(sections)
        facets.divisions = sorted(divisions)
        facets.fields = sorted(fields)
        return facets
    }

    // MARK: Order

    /// The hits of the large part from one rank to another.
    private func positions(
        of hits: Bits,
        _ ranks: Range<Int>,
        _ sort: SearchSort,
        _ scores: Scores?,
        total: Int
    ) -> [(position: Int, score: Int32)] {
        guard !ranks.isEmpty else { return [] }
        if let scores { return scores.positions(of: hits, ranks, total: total) }
        let positions: [Int]
        if sort == .oldest {
            positions = hits.page(offset: total - ranks.upperBound, limit: ranks.count).reversed()
        } else if let order = base.columns.order(sort) {
            var found: [Int] = []
            var rank = 0
            for at in 0..<order.count where hits[Int(order[at])] {
                if rank >= ranks.lowerBound { found.append(Int(order[at])) }
                rank += 1
                if rank == ranks.upperBound { break }
            }
            positions = found
        } else {
            positions = hits.page(offset: ranks.lowerBound, limit: ranks.count)
        }
        return positions.map { ($0, 0) }
    }
}

/// A word with the records of the large part that have it, part by part.
private final class FoundWord {
    /// What a word counts where it stands: title, keywords, summary, code. Each is more than all lesser ones together,
    /// so that for one word the best place decides.
    static let factors: [Int32] = [8, 4, 1, 16]
    static let organizationFactor: Int32 = 2

    let word: SearchWord
    /// How rare it is, in sixteenths of the natural logarithm of the share of records without it (the inverse
    /// document frequency of BM25: Robertson & Zaragoza, 2009). Judged by its rarest gram, so that no candidate need
    /// be looked at for it.
    let rarity: Int32
    /// Those whose names have it, by number.
    let organizations: Set<Int>
    /// By `SearchPart`; candidates until they are verified.
    private var parts: [Bits?] = []
    private let ofOrganizations: Bits?
    private let byCode: Bits?
    /// By `SearchPart`: whether those are all that have it.
    private var areCertain: [Bool] = []
    private let records: Int

    init(_ word: SearchWord, in base: SearchBase, _ book: SearchBook) {
        self.word = word
        records = base.count
        var frequency = 0
        let needs = word.needs
        for part in SearchPart.allCases {
            var lists: [Range<Int>] = []
            var isCertain = word.isSaidByNeed
            let isMet = needs.allSatisfy { need in
                guard let found = base.lists.lists(need, part) else { return false }
                lists += found.all
                if !found.isEnough { isCertain = false }
                return true
            }
            areCertain.append(isCertain)
            let counts = lists.map { base.lists.count($0) }
            guard isMet, let least = counts.min(), least > 0 else {
                parts.append(nil)
                continue
            }
            frequency = max(frequency, min(least, base.count))
            let bits = Bits(count: base.count)
            // The rarest first: it is the one that is not copied.
            let order = counts.indices.sorted { counts[$0] < counts[$1] }
            for list in lists[order[0]] { base.lists.add(list, to: bits) }
            if order.count > 1 {
                let other = Bits(count: base.count)
                for at in order.dropFirst() {
                    other.clear()
                    for list in lists[at] { base.lists.add(list, to: other) }
                    bits.keep(in: other)
                }
            }
            parts.append(bits)
        }
        var organizations: Set<Int> = []
        for (number, holder) in book.organizations.enumerated() {
            if holder.names.withUnsafeBufferPointer({ word.stands(in: $0) }) { organizations.insert(number) }
        }
        self.organizations = organizations
        if organizations.isEmpty {
            ofOrganizations = nil
        } else {
            let bits = Bits(count: base.count)
            var sum = 0
            for number in organizations { sum += base.add(organization: number, to: bits) }
            frequency = max(frequency, sum)
            ofOrganizations = bits
        }
        let holders = base.holders(of: word)
        if holders.isEmpty {
            byCode = nil
        } else {
            let bits = Bits(count: base.count)
            for position in holders { bits[position] = true }
            byCode = bits
        }
        let count = Double(base.count), with = Double(frequency)
        rarity = max(1, Int32((16 * log(1 + (count - with + 0.5) / (with + 0.5))).rounded()))
    }

    /// Whether all that have it are known without a look at them.
    var isCertain: Bool { parts.indices.allSatisfy { areCertain[$0] || parts[$0] == nil } }

    /// Every record that has it anywhere, or may have it.
    var all: Bits {
        let bits = Bits(count: records)
        for other in parts + [ofOrganizations, byCode] { if let other { bits.add(other) } }
        return bits
    }

    /// Looks at the candidates among `hits`, and takes out of `hits` those that do not have it.
    func verify(in base: SearchBase, _ hits: Bits) {
        base.texts.verify(word, parts.indices.map { areCertain[$0] ? nil : parts[$0] }, in: hits)
        areCertain = parts.map { _ in true }
        hits.keep(in: all)
    }

    /// The sets of bits with what being in them counts.
    var weights: [(bits: Bits, weight: Int32)] {
        var weights: [(Bits, Int32)] = []
        for (at, bits) in (parts + [byCode]).enumerated() {
            if let bits { weights.append((bits, Self.factors[at] * rarity)) }
        }
        if let ofOrganizations { weights.append((ofOrganizations, Self.organizationFactor * rarity)) }
        return weights
    }
}

/// Puts hits in the order of their words without sorting. For several words scores are small whole numbers, so that
/// their counts say where each one's records begin (counting sort: Knuth, TAOCP 5.2); for one word sets of bits are
/// divided, and nothing is done for a record that is not on the page.
private struct Scores {
    private let weights: [(bits: Bits, weight: Int32)]
    private let most: Int

    /// Whether each set counts more than all lighter ones together, as those of one word do.
    private let isLexical: Bool

    init(_ words: [FoundWord]) {
        weights = words.flatMap(\.weights).sorted { $0.weight > $1.weight }
        isLexical = words.count == 1
        most = weights.reduce(0) { $0 + Int($1.weight) }
    }

    func positions(of hits: Bits, _ ranks: Range<Int>, total: Int) -> [(position: Int, score: Int32)] {
        if isLexical {
            var found: [(position: Int, score: Int32)] = []
            divide(hits, count: total, by: 0, score: 0, before: 0, ranks, &found)
            return found
        }
        var counts = [Int32](repeating: 0, count: most + 1)
        let scores = LargeArray<Int32>(count: total, repeating: nil)
        counts.withUnsafeMutableBufferPointer { counts in
            score(hits) { at, _, score in
                scores[at] = score
                counts[Int(score)] += 1
            }
        }
        // The rank of the first record of each score.
        var next = [Int](repeating: 0, count: most + 1)
        var rank = 0
        for score in stride(from: most, through: 0, by: -1) {
            next[score] = rank
            rank += Int(counts[score])
        }
        var found = [(position: Int, score: Int32)](repeating: (0, 0), count: ranks.count)
        next.withUnsafeMutableBufferPointer { next in
            var at = 0
            hits.forEach { position in
                let score = Int(scores[at])
                at += 1
                let rank = next[score]
                next[score] = rank + 1
                if ranks.contains(rank) { found[rank - ranks.lowerBound] = (position, Int32(score)) }
            }
        }
        return found
    }

    /// Takes hits in order by dividing them by one set after the other, those in it first, and passes over whatever lies
    /// off the page.
    private func divide(
        _ hits: Bits,
        count: Int,
        by at: Int,
        score: Int32,
        before: Int,
        _ ranks: Range<Int>,
        _ found: inout [(position: Int, score: Int32)]
    ) {
        guard count > 0, before < ranks.upperBound, before + count > ranks.lowerBound else { return }
        guard at < weights.count else {
            let first = max(ranks.lowerBound, before), last = min(ranks.upperBound, before + count)
            found += hits.page(offset: first - before, limit: last - first).map { ($0, score) }
            return
        }
        let inside = hits.copy()
        inside.keep(in: weights[at].bits)
        let insideCount = inside.population
        let more = score + weights[at].weight
        divide(inside, count: insideCount, by: at + 1, score: more, before: before, ranks, &found)
        let outside = hits.copy()
        outside.remove(inside)
        divide(
            outside,
            count: count - insideCount,
            by: at + 1,
            score: score,
            before: before + insideCount,
            ranks,
            &found
        )
    }

    /// Calls `body` with each hit's number, position and score.
    @inline(__always)
    private func score(_ hits: Bits, _ body: (Int, Int, Int32) -> Void) {
        let sets = weights.map { ($0.bits.start, $0.weight) }
        sets.withUnsafeBufferPointer { sets in
            var number = 0
            for at in 0..<hits.words {
                var word = hits.start[at]
                while word != 0 {
                    let bit = UInt64(word.trailingZeroBitCount)
                    word &= word - 1
                    var sum: Int32 = 0
                    for (start, weight) in sets { sum += Int32(start[at] >> bit & 1) * weight }
                    body(number, at << 6 | Int(bit), sum)
                    number += 1
                }
            }
        }
    }
}
