/// What only the market's own people may read. This is the one place that says so: whoever shows a record to others
/// shows its `publicPart`.

extension Role {
    /// Whether the role may read the confidential parts of records.
    public var seesConfidential: Bool { self >= .staff }
}

extension Contact {
    /// Who to ask for; how to reach him or her is for the market to know.
    public var publicPart: Contact { Contact(name: name) }
}

extension Organization {
    public var publicPart: Organization {
        var part = self
        part.content.contact = content.contact.publicPart
        return part
    }
}

extension DemandContent {
    public var publicPart: DemandContent {
        var part = self
        part.detail = ""
        part.problem = ""
        part.keyIndicators = ""
        part.expectedResult = ""
        part.contact = contact.publicPart
        return part
    }
}

extension AchievementContent {
    public var publicPart: AchievementContent {
        var part = self
        part.detail = ""
        part.contact = contact.publicPart
        return part
    }
}

extension Submission {
    public var publicPart: Self {
        var part = self
        part.content = content.publicPart
        return part
    }
}

extension RecordHistory {
    /// The steps with their days, without what staff noted beside them.
    public var publicPart: RecordHistory {
        RecordHistory(
            moves.map { move in
                RecordMove(
                    from: move.from,
                    to: move.to,
                    on: move.on,
                    recordedAt: move.recordedAt,
                    actor: move.actor
                )
            }
        )
    }
}

extension VisitContent {
    /// What was talked about, and what came of it, is between the enterprise and the market.
    public var publicPart: VisitContent {
        var part = self
        part.summary = ""
        part.result = ""
        return part
    }
}

extension Visit {
    public var publicPart: Self {
        var part = self
        part.content = content.publicPart
        return part
    }
}

extension Match {
    /// Without what comes next in words, which may tell what the two sides talk about; the day stays.
    public var publicPart: Match {
        var part = self
        part.nextStep = ""
        return part
    }
}

extension StageHistory {
    /// The steps with their days and reasons, without what staff noted beside them.
    public var publicPart: Self {
        Self(
            moves.map { move in
                Move(
                    id: move.id,
                    from: move.from,
                    to: move.to,
                    on: move.on,
                    reason: move.reason,
                    contract: move.contract,
                    undoes: move.undoes,
                    recordedAt: move.recordedAt,
                    actor: move.actor
                )
            }
        )
    }
}

extension Member {
    /// Without what staff noted of it.
    public var publicPart: Member {
        var part = self
        part.note = ""
        return part
    }
}

extension FollowUp {
    /// That there was a talk, of which kind and when; not what was said.
    public var publicPart: FollowUp {
        FollowUp(
            id: id,
            match: match,
            on: on,
            kind: kind,
            text: "",
            nextStep: "",
            nextOn: nextOn,
            recordedAt: recordedAt,
            actor: actor
        )
    }
}

extension KeyTask {
    /// Without what the market's people noted for themselves.
    public var publicPart: Self {
        var part = self
        part.content.note = ""
        return part
    }
}

extension EvidenceRow {
    /// The row behind a figure as others may read it: a visit's title is what was talked about.
    public var publicPart: EvidenceRow {
        guard kind == "visit" else { return self }
        return EvidenceRow(
            key: key,
            kind: kind,
            code: code,
            title: "",
            organization: organization,
            on: on,
            amount: amount
        )
    }
}
