public import Domain
import Matching
import Storage
import Synchronization

/// The matching's measure of how alike two texts are, as it stood at one moment.
public final class LikenessIndex: Sendable {
    let index: MatchIndex
    /// Records of one kind that rows were held against, taken apart, by their ids.
    private let known = Mutex<[Int64: Counterpart]>([:])
    /// Some 100 MB of them.
    private static let most = 50_000

    init(index: MatchIndex) { self.index = index }

    /// A record taken apart, now or before.
    func counterpart(_ id: Int64, _ entry: () throws -> Entry) throws -> Counterpart {
        if let known = known.withLock({ $0[id] }) { return known }
        let made = index.counterpart(try entry())
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[id] = made
        }
        return made
    }
}

extension Desk {
    public func likeness() async throws -> LikenessIndex {
        LikenessIndex(index: try await workspace.index.current().index)
    }
}

/// What a row of a file may be the same as.
public struct DuplicateFinding: Sendable, Equatable {
    /// By what the two are alike.
    public enum Measure: String, Sendable {
        /// Titles of one organization.
        case title
        /// All that was written.
        case text
    }

    /// The record; nil for an earlier row of the same file.
    public let record: Int64?
    /// The number of that row.
    public let row: Int64?
    public let title: String
    /// 0 to 100.
    public let likeness: Int
    /// From which on it counts.
    public let threshold: Int
    public let measure: Measure
    public let isSameOrganization: Bool
}

/// Finds, for one row after another, the records and earlier rows that it may repeat, by the same rules as
/// `Desk.likelyDuplicates(of:except:)`, among hundreds of thousands.
///
/// Titles of one organization are all compared, but for those that a mark of which pieces they are made of rules out; so
/// are the texts of its latest `mostOfOne`. Texts of different organizations are compared where a sample of
/// their pieces is alike (Broder, "On the resemblance and containment of documents", 1997). Records are compared by the
/// matching's own score; rows of one file, whose words the matching may never have met, by the share of pieces that both
/// have.
public struct DuplicateScreen: Sendable {
    private struct Known: Sendable {
        let root: Int64
        let record: Int64
        let row: Int64
        let title: String
        let mark: TitleMark
        let sketch: [UInt32]
    }

    private var known: [Known] = []
    private var byRoot: [Int64: [Int32]] = [:]
    /// The latest that has a pair of sampled pieces, and before each the one before it.
    private var bySample: [UInt32: Int32] = [:]
    private var links: [(known: Int32, before: Int32)] = []

    /// More records that share a pair of pieces share a phrase that everybody uses.
    private static let mostSharing = 32
    /// At most so many are held against each other word by word.
    private static let mostCompared = 4
    /// The texts of an organization's latest so many are compared, records and rows together: nobody has more needs at a
    /// time, and a file of one organization alone is still read in time.
    static let mostOfOne = 500

    public init() {}

    /// Takes in a record, or a row that was looked at.
    ///
    /// - Parameters:
    ///   - root: the organization that counts for its owner; below zero for one that is not known yet.
    ///   - record: its id; 0 for a row.
    mutating func add(title: String, text: String, root: Int64, record: Int64 = 0, row: Int64 = 0) {
        let at = Int32(known.count)
        let sketch = TextSketch.sketch(title, text)
        known.append(
            Known(root: root, record: record, row: row, title: title, mark: TitleMark(title), sketch: sketch)
        )
        byRoot[root, default: []].append(at)
        TextSketch.forEachPair(of: sketch) { pair in
            links.append((at, bySample[pair] ?? -1))
            bySample[pair] = Int32(links.count - 1)
        }
    }

    /// What a new one may repeat, the likest first.
    ///
    /// - Parameters:
    ///   - record: the record that it changes, which is not its own duplicate.
    ///   - score: the matching's score of the new one with a record; nil if it is below the second.
    func findings(
        title: String,
        text: String,
        root: Int64,
        except record: Int64?,
        score: (Int64, Int) throws -> Int?
    ) throws -> [DuplicateFinding] {
        var found: [Int32: DuplicateFinding] = [:]
        let mark = TitleMark(title)
        let sketch = TextSketch.sketch(title, text)
        let same = byRoot[root] ?? []
        let compared = sketch.isEmpty ? same.count : max(0, same.count - Self.mostOfOne)
        for (place, at) in same.enumerated() {
            let other = known[Int(at)]
            guard other.record == 0 || other.record != record else { continue }
            if mark.mayReach(DuplicateRule.title, with: other.mark) {
                let likeness = DuplicateRule.likeness(title, other.title)
                if likeness >= DuplicateRule.title {
                    found[at] = finding(other, likeness, DuplicateRule.title, .title, true)
                    continue
                }
            }
            guard place >= compared else { continue }
            let least = DuplicateRule.sameOrganization
            if let likeness = try self.likeness(sketch, other, least, score) {
                found[at] = finding(other, likeness, least, .text, true)
            }
        }
        let least = DuplicateRule.anyOrganization
        for at in alike(sketch) {
            let other = known[Int(at)]
            guard other.root != root, other.record == 0 || other.record != record,
                let likeness = try likeness(sketch, other, least, score)
            else { continue }
            found[at] = finding(other, likeness, least, .text, false)
        }
        let all = found.sorted { ($1.value.likeness, $0.key) < ($0.value.likeness, $1.key) }
        return all.prefix(DuplicateRule.most).map(\.value)
    }

    /// How alike two texts are; nil if it is less than `least`.
    private func likeness(
        _ sketch: [UInt32],
        _ other: Known,
        _ least: Int,
        _ score: (Int64, Int) throws -> Int?
    ) throws -> Int? {
        guard other.record == 0 else { return try score(other.record, least) }
        let likeness = TextSketch.likeness(sketch, other.sketch)
        return likeness >= least ? likeness : nil
    }

    private func finding(
        _ other: Known,
        _ likeness: Int,
        _ threshold: Int,
        _ measure: DuplicateFinding.Measure,
        _ isSame: Bool
    ) -> DuplicateFinding {
        DuplicateFinding(
            record: other.record == 0 ? nil : other.record,
            row: other.row == 0 ? nil : other.row,
            title: other.title,
            likeness: likeness,
            threshold: threshold,
            measure: measure,
            isSameOrganization: isSame
        )
    }

    /// Those whose texts share most of their pieces, the likest first.
    private func alike(_ sketch: [UInt32]) -> [Int32] {
        guard !sketch.isEmpty else { return [] }
        var candidates: Set<Int32> = []
        TextSketch.forEachPair(of: sketch) { pair in
            var (link, count) = (bySample[pair] ?? -1, 0)
            while link >= 0, count < Self.mostSharing {
                candidates.insert(links[Int(link)].known)
                link = links[Int(link)].before
                count += 1
            }
        }
        var alike: [(index: Int32, likeness: Int)] = []
        for candidate in candidates {
            let likeness = TextSketch.likeness(sketch, known[Int(candidate)].sketch)
            if likeness >= TextSketch.least { alike.append((candidate, likeness)) }
        }
        alike.sort { ($1.likeness, $0.index) < ($0.likeness, $1.index) }
        return alike.prefix(Self.mostCompared).map(\.index)
    }
}

/// Which two-character pieces a title is made of, as a set of 128 bits: enough to tell that two can't be alike.
struct TitleMark: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var pieces: Int32 = 0
    private var whole: UInt32 = 2_166_136_261

    init(_ title: String) {
        var last: UInt32 = 0
        TextSketch.forEachLetter(of: title) { letter in
            whole = (whole ^ letter) &* 16_777_619
            defer { last = letter }
            guard last != 0 else { return }
            pieces += 1
            let bit = (((last &* 0x9E37_79B1) ^ letter) &* 0x85EB_CA6B) >> 25
            if bit < 64 { low |= 1 << UInt64(bit) } else { high |= 1 << UInt64(bit - 64) }
        }
    }

    /// Whether the titles may have this likeness (Dice's coefficient in points of 100): a piece of one whose bit the other
    /// lacks is in none of the other's.
    func mayReach(_ likeness: Int, with other: TitleMark) -> Bool {
        let mine = Int(pieces) - (low & ~other.low).nonzeroBitCount - (high & ~other.high).nonzeroBitCount
        let its =
            Int(other.pieces) - (other.low & ~low).nonzeroBitCount - (other.high & ~high).nonzeroBitCount
        let all = Int(pieces + other.pieces)
        return all == 0 ? whole == other.whole : 200 * min(mine, its) >= likeness * all
    }
}

/// A sample of the pieces of four letters that a text is made of: those with the smallest numbers.
enum TextSketch {
    private static let size = 24
    /// The first so many of a sketch are looked up, two at a time.
    private static let sampled = 5
    /// Below this likeness two texts are not compared any further.
    static let least = 50
    /// A shorter text says too little by itself.
    private static let shortest = 30

    /// The letters and digits of a text in one case and width, as numbers.
    static func forEachLetter(of text: String, _ body: (UInt32) -> Void) {
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x41...0x5A: body(value + 32)
            case 0x30...0x39, 0x61...0x7A: body(value)
            case 0..<0xC0, 0x2000...0x206F, 0x3000...0x303F, 0xFE30...0xFE4F, 0xFF00...0xFFEF: break
            default: body(value)
            }
        }
    }

    static func sketch(_ title: String, _ text: String) -> [UInt32] {
        var least: [UInt32] = []
        least.reserveCapacity(size + 1)
        var (a, b, c): (UInt32, UInt32, UInt32) = (0, 0, 0)
        var count = 0
        func take(_ letter: UInt32) {
            count += 1
            if count > 3 {
                var hash =
                    (a &* 0x9E37_79B1) ^ (b &* 0x85EB_CA6B) ^ (c &* 0xC2B2_AE35) ^ (letter &* 0x27D4_EB2F)
                hash = (hash ^ (hash >> 15)) &* 0x2C1B_3C6D
                hash = (hash ^ (hash >> 12)) &* 0x297A_2D39
                hash ^= hash >> 15
                insert(hash)
            }
            (a, b, c) = (b, c, letter)
        }
        func insert(_ hash: UInt32) {
            if least.count == size, let last = least.last, hash >= last { return }
            var place = least.count
            while place > 0, least[place - 1] > hash { place -= 1 }
            if place > 0, least[place - 1] == hash { return }
            least.insert(hash, at: place)
            if least.count > size { least.removeLast() }
        }
        forEachLetter(of: title, take)
        forEachLetter(of: text, take)
        return count < shortest ? [] : least
    }

    /// Texts that share most of their pieces nearly always share two of the first few; others hardly ever do.
    static func forEachPair(of sketch: [UInt32], _ body: (UInt32) -> Void) {
        let first = sketch.prefix(sampled)
        for (at, one) in first.enumerated() {
            for other in first.dropFirst(at + 1) { body((one &* 0x9E37_79B1) ^ other) }
        }
    }

    /// The share of pieces that both texts have, as Dice's coefficient in points of 100, estimated.
    static func likeness(_ first: [UInt32], _ second: [UInt32]) -> Int {
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        var (at, other, union, shared) = (0, 0, 0, 0)
        let wanted = min(size, max(first.count, second.count))
        while union < wanted, at < first.count || other < second.count {
            union += 1
            if at == first.count {
                other += 1
            } else if other == second.count {
                at += 1
            } else if first[at] == second[other] {
                shared += 1
                at += 1
                other += 1
            } else if first[at] < second[other] {
                at += 1
            } else {
                other += 1
            }
        }
        return union == 0 ? 0 : 200 * shared / (union + shared)
    }
}

extension DuplicateScreen {
    /// Takes in a demand or an achievement.
    private mutating func add<Body: MatchedContent>(
        _ record: Submission<Body>,
        _ roots: [Organization.ID: Organization.ID]
    ) {
        let owner = record.organization
        add(
            title: record.title,
            text: record.content.fullText,
            root: (roots[owner] ?? owner).rawValue,
            record: record.id.rawValue
        )
    }

    /// Takes in every demand that is no mistake.
    mutating func addDemands(_ work: Work) throws {
        let roots = try work.transaction.organizationRoots()
        try work.transaction.eachDemand { add($0, roots) }
    }

    mutating func addAchievements(_ work: Work) throws {
        let roots = try work.transaction.organizationRoots()
        try work.transaction.eachAchievement { add($0, roots) }
    }

    /// Takes in every contract, as the buyer's.
    mutating func addContracts(_ work: Work) throws {
        let roots = try work.transaction.organizationRoots()
        var filter = ContractFilter()
        filter.includesArchived = true
        for contract in try work.transaction.contracts(filter) where contract.filing.isCounted {
            add(contract, roots)
        }
    }

    private mutating func add(_ contract: Contract, _ roots: [Organization.ID: Organization.ID]) {
        let root = roots[contract.buyer] ?? contract.buyer
        add(title: contract.title, text: "", root: root.rawValue, record: contract.id.rawValue)
    }

    /// Takes in the records of a kind that were written after a write of this number.
    public mutating func add(changed kind: RecordCode.Kind, after sequence: Int64, _ work: Work) throws {
        let roots = try work.transaction.organizationRoots()
        for id in try work.transaction.changedRecords(kind.rawValue, after: sequence) {
            switch kind {
            case .demand:
                let one = try work.transaction.demand(Demand.ID(rawValue: id))
                if let one, one.filing.isCounted { add(one, roots) }
            case .achievement:
                let one = try work.transaction.achievement(Achievement.ID(rawValue: id))
                if let one, one.filing.isCounted { add(one, roots) }
            case .contract:
                let one = try work.transaction.contract(Contract.ID(rawValue: id))
                if let one, one.filing.isCounted { add(one, roots) }
            case .organization:
                let one = try work.transaction.organization(Organization.ID(rawValue: id))
                if let one, one.filing.isCounted, !one.isMerged {
                    add(title: one.name, text: "", root: 0, record: id)
                }
            default: break
            }
        }
    }

    /// Takes in every organization's name, as if all were one's.
    mutating func addOrganizations(_ work: Work) throws {
        var filter = OrganizationFilter()
        filter.includesArchived = true
        for one in try work.transaction.organizations(filter) where one.filing.isCounted && !one.isMerged {
            add(title: one.name, text: "", root: 0, record: one.id.rawValue)
        }
    }
}

// MARK: For the import
extension Work {
    /// A screen that knows all records of a kind.
    public func duplicateScreen(of kind: RecordCode.Kind) throws -> DuplicateScreen {
        var screen = DuplicateScreen()
        switch kind {
        case .demand: try screen.addDemands(self)
        case .achievement: try screen.addAchievements(self)
        case .contract: try screen.addContracts(self)
        case .organization: try screen.addOrganizations(self)
        default: break
        }
        return screen
    }
}

extension DuplicateScreen {
    /// What a demand may repeat; `content.organization` may be a number below zero for one that is not known yet.
    public func findings(
        _ content: DemandContent,
        except id: Demand.ID?,
        _ likeness: LikenessIndex,
        _ work: Work
    ) throws -> [DuplicateFinding] {
        try findings(content, except: id?.rawValue, likeness, work) { record, codes in
            Entry(try work.demands.whole(Demand.ID(rawValue: record)), codes)
        }
    }

    public func findings(
        _ content: AchievementContent,
        except id: Achievement.ID?,
        _ likeness: LikenessIndex,
        _ work: Work
    ) throws -> [DuplicateFinding] {
        try findings(content, except: id?.rawValue, likeness, work) { record, codes in
            Entry(try work.achievements.whole(Achievement.ID(rawValue: record)), codes)
        }
    }

    private func findings(
        _ content: some MatchedContent,
        except record: Int64?,
        _ likeness: LikenessIndex,
        _ work: Work,
        entry: (Int64, CodeBook) throws -> Entry
    ) throws -> [DuplicateFinding] {
        var mine: PairLikeness?
        return try findings(
            title: content.title,
            text: content.fullText,
            root: content.organization.rawValue,
            except: record
        ) { other, least in
            let codes = try work.codes()
            let own = mine ?? likeness.index.likeness(of: content.entry(id: 0, isPublished: false, codes))
            mine = own
            let counterpart = try likeness.counterpart(other) { try entry(other, codes) }
            return own.score(counterpart, least: least)
        }
    }

    /// Contracts of the same buyer under nearly the same name.
    public func findings(_ content: ContractContent, except id: Contract.ID?) throws -> [DuplicateFinding] {
        try findings(
            title: content.title,
            text: "",
            root: content.buyer.rawValue,
            except: id?.rawValue
        ) { _, _ in nil }
    }

    /// Organizations that are called nearly the same.
    public func findings(name: String, except id: Organization.ID?) throws -> [DuplicateFinding] {
        try findings(title: name, text: "", root: 0, except: id?.rawValue) { _, _ in nil }
            .filter { $0.likeness >= DuplicateRule.anyOrganization }
            .map { finding in
                DuplicateFinding(
                    record: finding.record,
                    row: finding.row,
                    title: finding.title,
                    likeness: finding.likeness,
                    threshold: DuplicateRule.anyOrganization,
                    measure: .title,
                    isSameOrganization: false
                )
            }
    }

    /// Takes in a row that was looked at, for those after it.
    public mutating func add(_ content: DemandContent, row: Int64) {
        add(title: content.title, text: content.fullText, root: content.organization.rawValue, row: row)
    }

    public mutating func add(_ content: AchievementContent, row: Int64) {
        add(title: content.title, text: content.fullText, root: content.organization.rawValue, row: row)
    }

    public mutating func add(_ content: ContractContent, row: Int64) {
        add(title: content.title, text: "", root: content.buyer.rawValue, row: row)
    }

    public mutating func add(name: String, row: Int64) { add(title: name, text: "", root: 0, row: row) }
}

// MARK: For one row
extension Work {
    /// A screen that knows only what one demand may repeat: the records of its organization, and those that the matching
    /// calls likest.
    public func duplicateScreen(around content: DemandContent, _ likeness: LikenessIndex) throws
        -> DuplicateScreen
    {
        var screen = DuplicateScreen()
        let entry = content.entry(id: 0, isPublished: false, try codes())
        let near = likeness.index.demands(for: entry, limit: DuplicateRule.most * 2).map(\.id)
        var ids = Set(near)
        ids.formUnion(try transaction.demandTitles(of: content.organization).map(\.demand.rawValue))
        for id in ids.sorted() {
            guard let demand = try transaction.demand(Demand.ID(rawValue: id)), demand.filing.isCounted else {
                continue
            }
            let root = try organizations.get(demand.organization).rootID.rawValue
            screen.add(title: demand.title, text: demand.content.fullText, root: root, record: id)
        }
        return screen
    }

    /// The same for an achievement.
    public func duplicateScreen(around content: AchievementContent, _ likeness: LikenessIndex) throws
        -> DuplicateScreen
    {
        var screen = DuplicateScreen()
        let entry = content.entry(id: 0, isPublished: false, try codes())
        let near = likeness.index.best(for: entry, limit: DuplicateRule.most * 2).map(\.id)
        var ids = Set(near)
        ids.formUnion(try transaction.achievementTitles(of: content.organization).map(\.achievement.rawValue))
        for id in ids.sorted() {
            guard let one = try transaction.achievement(Achievement.ID(rawValue: id)), one.filing.isCounted
            else {
                continue
            }
            let root = try organizations.get(one.organization).rootID.rawValue
            screen.add(title: one.title, text: one.content.fullText, root: root, record: id)
        }
        return screen
    }
}
