import Domain

/// What the person at work may see of a record. Every use case that hands one out passes it through here.
extension Work {
    func visible(_ organization: Organization) -> Organization {
        user.role.seesConfidential ? organization : organization.publicPart
    }

    func visible<Body>(_ record: Submission<Body>) -> Submission<Body> {
        user.role.seesConfidential ? record : record.publicPart
    }

    func visible(_ history: RecordHistory) -> RecordHistory {
        user.role.seesConfidential ? history : history.publicPart
    }

    func visible(_ visit: Visit) -> Visit { user.role.seesConfidential ? visit : visit.publicPart }

    func visible(_ task: KeyTask) -> KeyTask { user.role.seesConfidential ? task : task.publicPart }

    func visible(_ item: VisitItem) -> VisitItem {
        var item = item
        item.visit = visible(item.visit)
        return item
    }

    func visible(_ match: Match) -> Match { user.role.seesConfidential ? match : match.publicPart }

    func visible(_ member: Member) -> Member { user.role.seesConfidential ? member : member.publicPart }

    func visible<Stage>(_ history: StageHistory<Stage>) -> StageHistory<Stage> {
        user.role.seesConfidential ? history : history.publicPart
    }

    func visible(_ followUp: FollowUp) -> FollowUp {
        user.role.seesConfidential ? followUp : followUp.publicPart
    }

    func visible(_ row: EvidenceRow) -> EvidenceRow { user.role.seesConfidential ? row : row.publicPart }

    /// A suggestion with only those words that stand in what the person may read of both sides.
    func visible(_ suggestion: Suggestion) -> Suggestion {
        guard !user.role.seesConfidential else { return suggestion }
        let (demand, achievement) = (suggestion.demand.publicPart, suggestion.achievement.publicPart)
        return Suggestion(
            demand: demand,
            achievement: achievement,
            organization: suggestion.organization.publicPart,
            score: suggestion.score,
            band: suggestion.band,
            bandName: suggestion.bandName,
            parts: suggestion.parts,
            words: suggestion.words.compactMap { word in
                word.limited(demand: demand.fullText, achievement: achievement.fullText)
            },
            sharedFields: suggestion.sharedFields,
            industryLevel: suggestion.industryLevel,
            industryLevelName: suggestion.industryLevelName,
            unmet: suggestion.unmet,
            unknown: suggestion.unknown,
            match: suggestion.match?.publicPart
        )
    }

    /// An audit entry without the rows before and after, which hold everything.
    func visible(_ entry: AuditEntry) -> AuditEntry {
        guard !user.role.seesConfidential else { return entry }
        return AuditEntry(
            sequence: entry.sequence,
            at: entry.at,
            actor: entry.actor,
            action: entry.action,
            kind: entry.kind,
            entity: entry.entity,
            record: entry.record,
            before: nil,
            after: nil,
            hash: entry.hash
        )
    }

    func visible(_ finding: AuditFinding) -> AuditFinding {
        if case .altered(let entry) = finding { .altered(visible(entry)) } else { finding }
    }
}

extension Suggestion.Word {
    /// The word where it stands in the public texts, which the full ones begin with; nil if either side has it nowhere
    /// else than in what is confidential.
    fileprivate func limited(demand demandText: String, achievement achievementText: String) -> Self? {
        func places(_ places: [Suggestion.Place], in text: String) -> [Suggestion.Place] {
            places.filter { $0.part != "content" || $0.end <= text.utf16.count }
        }
        let (inDemand, inAchievement) = (
            places(demand, in: demandText), places(achievement, in: achievementText)
        )
        guard !inDemand.isEmpty, !inAchievement.isEmpty else { return nil }
        return Self(text: text, demand: inDemand, achievement: inAchievement)
    }
}
