import Domain
import Market

/// A member with all that belongs to it, read once for its page.
struct MemberStory: Sendable {
    let programme: Programme
    let organization: Organization
    let member: Member
    let history: MemberHistory
    let users: [User]

    init(_ programme: String, _ organization: String, _ work: Work) throws {
        self.programme = try work.programmes.find(programme)
        let named = try work.organizations.find(organization)
        member = try work.programmes.member(self.programme.id, named)
        self.organization = try work.organizations.get(member.organization)
        history = try work.programmes.history(member.id)
        users = try work.users.list()
    }

    func name(_ user: User.ID?) -> String? { user.flatMap { id in users.first { $0.id == id }?.name } }
}

/// A member's page: where it stands, what happened, and the forms for it.
struct MemberPage {
    let reader: Reader
    let story: MemberStory
    private let drafts: Draft
    /// The form that stands open.
    let opened: MemberDeed?

    private var member: Member { story.member }
    private var path: String { Paths.members(story.programme.code, story.organization.code) }
    /// Whether anything can be done here.
    private var isOpen: Bool { reader.may(.staff) && !story.programme.filing.isArchived }

    init(reader: Reader, story: MemberStory, draft: Draft, opened: MemberDeed?, error: AppError?) {
        self.reader = reader
        self.story = story
        self.opened = opened
        var draft = draft
        func form(_ deed: MemberDeed) -> PageForm { deed.form(reader, story.member, story.users) }
        if let opened, let error { form(opened).add(error, to: &draft) }
        for deed in [MemberDeed.step, .back, .leave] {
            form(deed).fill(&draft, "on", reader.today.description)
        }
        form(.plan).fill(&draft, "staff", story.users.first { $0.id == story.member.staff }?.login ?? "")
        form(.plan).fill(&draft, "note", story.member.note)
        drafts = draft
    }

    var view: HTML {
        let struck: HTML =
            member.isCounted
            ? ""
            : "<span class=\"chip bad\">\(reader("误录", en: "mistake"))</span>"
        let primary =
            isOpen
            ? MemberPages.advance(reader, story.programme, member, story.organization.code, from: "page") : ""
        return Layout.page(
            reader,
            .programmes,
            title: story.organization.name,
            quiet: """
                \(Parts.link(story.programme.code, story.programme.name))　\(Parts.stage(reader, member.stage)) \(struck)
                """,
            actions: primary,
            body: """
                \(drafts.isRefused ? drafts.summary(reader) : "")<div class="cols two"><section class="card">\
                <h2>\(reader("经过", en: "What happened"))</h2>\(timeline)</section><div>\(facts)\(moving)</div></div>
                """
        )
    }

    // MARK: What happened

    private var timeline: HTML {
        let undone = Set(story.history.moves.compactMap(\.undoes))
        let entries = story.history.moves.map { move in
            let reason = move.reason.flatMap(LeaveReason.init(rawValue:)).map { reader($0.name) }
            return TimelineEntry(
                on: move.on,
                recordedAt: move.recordedAt,
                stage: move.to.tone,
                words: "\(move.words(reader, reason: reason ?? move.reason))\(move.noted)",
                quiet: TimelineEntry.recorded(reader, story.name(move.actor), move.recordedAt),
                isUndone: move.id.map(undone.contains) ?? false
            )
        }
        return TimelineEntry.view(reader, entries)
    }

    // MARK: Beside it

    private var facts: HTML {
        let plan: HTML =
            isOpen && member.isCounted
            ? details(
                .plan,
                reader("改对接人或备注", en: "Change who deals with it, or the note"),
                reader("保存", en: "Save")
            )
            : ""
        return """
            <section class="card"><table class="facts">\
            \(Parts.fact(reader(Field.organization.name), Parts.link(story.organization.code, story.organization.name)))\
            \(Parts.fact(reader(Field.kind.name), reader(story.organization.kind.name)))\
            \(Parts.fact(reader(Field.memberStaff.name), story.name(member.staff) ?? "—"))</table>\
            \(Parts.prose(reader(Field.note.name), member.note))\(plan)</section>
            """
    }

    private var moving: HTML {
        guard isOpen else { return "" }
        guard member.isCounted else {
            return card([
                details(.restore, reader("恢复这个成员", en: "Restore this member"), reader("恢复", en: "Restore"))
            ])
        }
        var forms: [HTML] = []
        if let next = member.stage.following {
            forms.append(
                details(
                    .step,
                    reader("进到“\(next.name.zh)”：写日期和备注", en: "Now “\(next.name.en)”: with a date and a note"),
                    reader(next.name),
                    Parts.hidden("to", next.rawValue)
                )
            )
        }
        if !story.history.earlierStages.isEmpty {
            let words = reader("退回到前面的阶段", en: "Move back to an earlier stage")
            forms.append(details(.back, words, reader("退回", en: "Move back")))
        }
        if story.history.canUndo, let last = story.history.standing.last.map({ reader($0.to.name) }) {
            let words = reader("撤回误录的“\(last)”", en: "Take “\(last)” back as a mistake")
            forms.append(details(.correction, words, reader("撤回这一步", en: "Take it back")))
        }
        if story.history.canEnd {
            forms.append(details(.leave, reader("退出", en: "Note that it left"), reader("退出", en: "It left")))
        }
        let words = reader("这家单位是误录的", en: "The organization was entered by mistake")
        forms.append(details(.strike, words, reader("划去，不再计入统计", en: "Strike it; it counts nowhere")))
        return card(forms)
    }

    private func card(_ forms: [HTML]) -> HTML {
        "<section class=\"card\"><h2>\(reader("推进与更正", en: "Steps and corrections"))</h2>\(forms)</section>"
    }

    private func details(_ deed: MemberDeed, _ title: String, _ button: String, _ hidden: HTML = "") -> HTML {
        let form = deed.form(reader, member, story.users)
        let view = form.view(
            reader,
            to: "\(path)/\(deed.rawValue)",
            drafts,
            version: member.version,
            button: "\(hidden)<button>\(button)</button>"
        )
        return """
            <details class="more" id="\(form.word)"\("open", if: opened == deed)><summary>\(title)</summary>\(view)</details>
            """
    }
}
