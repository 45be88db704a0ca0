/// Where a demand or an achievement stands between coming in and going out.
public enum RecordState: String, Sendable, CaseIterable {
    /// 待审核: handed in by the public, not yet looked at.
    case submitted
    /// 已退回: sent back to be completed.
    case returned
    /// 已受理: the market has taken it on.
    case accepted
    /// 已发布: anybody can see its public part.
    case published
    /// 已撤回: was published, is no longer.
    case withdrawn
    /// 已关闭: nothing more will come of it.
    case closed

    public var name: Phrase {
        switch self {
        case .submitted: Phrase("待审核", en: "submitted")
        case .returned: Phrase("已退回", en: "returned")
        case .accepted: Phrase("已受理", en: "accepted")
        case .published: Phrase("已发布", en: "published")
        case .withdrawn: Phrase("已撤回", en: "withdrawn")
        case .closed: Phrase("已关闭", en: "closed")
        }
    }

    /// The states that may come after this one.
    public var next: [RecordState] {
        switch self {
        case .submitted: [.accepted, .returned, .closed]
        case .returned: [.submitted, .closed]
        case .accepted: [.published, .closed]
        case .published: [.withdrawn, .closed]
        case .withdrawn: [.published, .closed]
        case .closed: [.accepted]
        }
    }

    /// Whether the market still looks for counterparts for such a record.
    public var isOpen: Bool { self == .accepted || self == .published }

    /// The least role that may move a record to this state: managers review and publish, staff do the rest.
    public var leastRole: Role {
        switch self {
        case .accepted, .returned, .published: .manager
        case .submitted, .withdrawn, .closed: .staff
        }
    }
}

/// One dated step of a demand or an achievement; steps are added, never edited.
public struct RecordMove: Sendable, Equatable {
    public let from: RecordState?
    public let to: RecordState
    /// The business day on which it happened.
    public let on: Day
    public let note: String
    /// When it was entered, and by whom; nil for a move that is not in the file yet.
    public let recordedAt: Instant?
    public let actor: User.ID?

    public init(
        from: RecordState?,
        to: RecordState,
        on: Day,
        note: String = "",
        recordedAt: Instant? = nil,
        actor: User.ID? = nil
    ) {
        self.from = from
        self.to = to
        self.on = on
        self.note = note
        self.recordedAt = recordedAt
        self.actor = actor
    }
}

/// All steps of one demand or achievement, and the rule for the next.
public struct RecordHistory: Sendable, Equatable {
    public private(set) var moves: [RecordMove]

    public init(_ moves: [RecordMove] = []) { self.moves = moves }

    public var state: RecordState? { moves.last?.to }

    /// Where the record stood at the end of a day; nil before its first step.
    public func state(on day: Day) -> RecordState? { moves.last { $0.on <= day }?.to }

    /// Whether a step to `state` only takes up again what was accepted before and closed. What was closed without ever
    /// having been accepted still waits for its review.
    public func isReopened(by state: RecordState) -> Bool {
        self.state == .closed && state == .accepted && moves.contains { $0.to == .accepted }
    }

    /// Adds a step.
    ///
    /// - Throws: `move_not_allowed` when the state does not lead there, `date_in_future`, or `date_out_of_order` when the
    ///   step before is later.
    public mutating func move(
        to state: RecordState,
        on day: Day,
        today: Day,
        note: String = ""
    ) throws(AppError) {
        if let current = self.state {
            guard current.next.contains(state) else {
                let allowed = Phrase(
                    current.next.map { $0.name.zh }.joined(separator: "、"),
                    en: current.next.map { $0.name.en }.joined(separator: ", ")
                )
                throw AppError(
                    .conflict,
                    "move_not_allowed",
                    field: .state,
                    value: state.rawValue,
                    Phrase(
                        "状态不能从“\(current.name.zh)”改为“\(state.name.zh)”：下一步只能是\(allowed.zh)。",
                        en:
                            "The state can't go from “\(current.name.en)” to “\(state.name.en)”; next can be: \(allowed.en)."
                    )
                )
            }
        } else if state != .submitted, state != .accepted {
            throw AppError(
                .conflict,
                "move_not_allowed",
                field: .state,
                value: state.rawValue,
                Phrase(
                    "第一步只能是“待审核”或“已受理”，不能是“\(state.name.zh)”。",
                    en: "The first state can be “submitted” or “accepted”, not “\(state.name.en)”."
                )
            )
        }
        try day.requireNotFuture(today: today, field: .on)
        if let last = moves.last { try day.require(notBefore: last.on, of: last.to.name, field: .on) }
        moves.append(RecordMove(from: self.state, to: state, on: day, note: note))
    }
}
