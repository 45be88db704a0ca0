public import Domain
import Matching
import Storage

/// A record in the file that may be the same as one about to be saved.
public struct LikelyDuplicate<Body: SubmissionContent>: Sendable, Equatable {
    public let record: Submission<Body>
    public let organization: String
    /// 0 to 100.
    public let likeness: Int
    public let isSameOrganization: Bool
}

/// From which likeness on two records may be one, in points of 100.
public enum DuplicateRule {
    /// Two titles of one organization: the share of their two-character pieces that both have (Dice's coefficient).
    public static let title = 70
    /// Two records of one organization, by the matching's own score. An enterprise's needs are alike: different ones of
    /// the demonstration city come to 71.
    public static let sameOrganization = 75
    /// Records of two organizations, by the same score: one need handed in twice under two names is rare.
    public static let anyOrganization = 90
    /// The likest so many are told.
    public static let most = 5

    /// How alike two titles are, 0 to 100; spaces, marks and the case and width of letters make no difference.
    static func likeness(_ first: String, _ second: String) -> Int {
        let (first, second) = (characters(first), characters(second))
        if first == second { return 100 }
        guard first.count > 1, second.count > 1 else { return 0 }
        var pieces: [String: Int] = [:]
        for at in 1..<first.count { pieces["\(first[at - 1])\(first[at])", default: 0] += 1 }
        var shared = 0
        for at in 1..<second.count {
            let piece = "\(second[at - 1])\(second[at])"
            guard let left = pieces[piece], left > 0 else { continue }
            pieces[piece] = left - 1
            shared += 1
        }
        return 200 * shared / (first.count + second.count - 2)
    }

    private static func characters(_ text: String) -> [Character] {
        Text.normalized(text).lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension Desk {
    /// Demands that may be the one about to be saved, the likest first: of the same organization under nearly the same
    /// title, or so like it in words that only one need explains it.
    ///
    /// - Parameter id: the demand that is being changed, which is not its own duplicate.
    public func likelyDuplicates(
        of content: DemandContent,
        except id: Demand.ID? = nil
    ) async throws -> [LikelyDuplicate<DemandContent>] {
        let index = try await workspace.index.current().index
        return try await read { work in
            let codes = try work.codes()
            // The new demand takes the place of an achievement: whichever demands it would suit speak of the same thing.
            let entry = content.entry(id: 0, isPublished: false, codes)
            let found = index.demands(for: entry, limit: DuplicateRule.most * 2)
                .map { (Demand.ID(rawValue: $0.id), $0.score) }
            return try work.demands.likelyDuplicates(of: content, except: id, found)
        }
    }

    /// Achievements that may be the one about to be saved, as for demands.
    public func likelyDuplicates(
        of content: AchievementContent,
        except id: Achievement.ID? = nil
    ) async throws -> [LikelyDuplicate<AchievementContent>] {
        let index = try await workspace.index.current().index
        return try await read { work in
            let codes = try work.codes()
            let entry = content.entry(id: 0, isPublished: false, codes)
            let near = index.best(for: entry, limit: DuplicateRule.most * 2)
                .map { Achievement.ID(rawValue: $0.id) }
            let whole = try near.map { try work.achievements.whole($0) }
            let scores = index.scores(demand: entry, achievements: whole.map { Entry($0, codes) }).map(
                \.score
            )
            let found = Array(zip(near, scores))
            return try work.achievements.likelyDuplicates(of: content, except: id, found)
        }
    }
}

extension Submissions {
    /// - Parameter found: what the matching calls like it, with its scores.
    fileprivate func likelyDuplicates(
        of content: Body,
        except id: Record.ID?,
        _ found: [(Record.ID, Int)]
    ) throws -> [LikelyDuplicate<Body>] {
        guard !Text.trimmed(content.title).isEmpty else { return [] }
        let root = try work.transaction.organization(content.organization)?.rootID
        var likeness: [Record.ID: Int] = [:]
        for (id, score) in found { likeness[id] = score }
        if let root {
            for (id, title) in try kept.titles(work.transaction, root) {
                let ofTitles = DuplicateRule.likeness(title, content.title)
                if ofTitles >= DuplicateRule.title { likeness[id] = max(likeness[id] ?? 0, ofTitles) }
            }
        }
        var all: [LikelyDuplicate<Body>] = []
        for (other, likeness) in likeness where other != id {
            let record = try get(other)
            let organization = try work.organizations.get(record.organization)
            let isSame = organization.rootID == root
            // The same words in a short title need not score high, and are the same all the same.
            let ofTitles = DuplicateRule.likeness(record.content.title, content.title)
            let limits =
                isSame
                ? (DuplicateRule.title, DuplicateRule.sameOrganization)
                : (DuplicateRule.anyOrganization, DuplicateRule.anyOrganization)
            guard ofTitles >= limits.0 || likeness >= limits.1
            else { continue }
            all.append(
                LikelyDuplicate(
                    record: record,
                    organization: organization.name,
                    likeness: max(likeness, ofTitles),
                    isSameOrganization: isSame
                )
            )
        }
        all.sort { ($1.likeness, $0.record.id.rawValue) < ($0.likeness, $1.record.id.rawValue) }
        return Array(all.prefix(DuplicateRule.most))
    }
}
