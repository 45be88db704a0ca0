import Domain
import Exchange
import Market

extension AchievementContent: PagedContent {
    static let type = RecordType.achievement
    static let section = Layout.Section.achievements
    static let moneyField = Field.price
    static let dueField = Field.validUntil

    var money: Money? { price }
    var due: Day? { validUntil }

    static func area(_ work: Work) -> Submissions<Self> { work.achievements }

    static func unfinished(_ work: Work, _ members: JSON.Members) throws -> Self {
        try Records(work).unfinishedAchievement(members)
    }

    static func suggested(
        _ desk: Desk,
        _ code: String,
        _ filter: @Sendable @escaping (CodeBook) throws -> SuggestionFilter
    ) async throws -> SuggestedFor<Self> {
        try await desk.suggested(forAchievement: code, filter)
    }

    static func likelyDuplicates(_ desk: Desk, of content: Self, except id: Achievement.ID?) async throws
        -> [LikelyDuplicate<Self>]
    {
        try await desk.likelyDuplicates(of: content, except: id)
    }

    static func found(_ desk: Desk, _ search: RecordSearch, _ patience: Duration) async throws
        -> SearchResult<Self>
    { try await desk.searchAchievements(search, patience: patience) }

    static func all<Output: Sendable>(
        _ desk: Desk,
        _ search: RecordSearch,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Achievement, Organization) throws -> Void
    ) async throws -> Output { try await desk.allAchievements(search, into: output, body) }

    static func listed(_ record: Submission<Self>, _ records: Records) throws -> JSON.Members {
        try records.json(record, withHistory: false)
    }

    static func matches(of id: Achievement.ID) -> MatchFilter {
        var filter = MatchFilter()
        filter.achievement = id
        return filter
    }

    func prose(_ reader: Reader) -> HTML {
        """
        \(Parts.prose(reader("公开简介", en: "Public summary"), summary))\
        \(Parts.prose(reader("技术细节", en: "Technical detail"), detail, isSecret: true))\
        \(Parts.prose(reader(Field.ipNote.name), ipNote))
        """
    }

    func facts(_ reader: Reader, _ codes: CodeBook) -> HTML {
        """
        \(Parts.fact(reader(Field.trl.name), trl.map { reader("\($0) 级", en: "level \($0)") } ?? ""))\
        \(Parts.fact(reader(Field.ipKinds.name), codes.names(ipKinds, in: .ipKind, reader)))\
        \(Parts.fact(reader(Field.completedOn.name), completedOn.map { reader($0.phrase) } ?? ""))\
        \(Parts.fact(reader(Field.people.name), people))
        """
    }

    static var columns: [(field: Field, value: @Sendable (Self) -> String)] {
        [
            (.detail, { $0.detail }), (.trl, { $0.trl.map(String.init) ?? "" }),
            (.ipKinds, { $0.ipKinds.joined(separator: "、") }), (.ipNote, { $0.ipNote }),
            (.completedOn, { $0.completedOn?.description ?? "" }), (.people, { $0.people }),
        ]
    }

    static func parts(_ reader: Reader, _ codes: CodeBook) -> [FormPart] {
        [
            FormPart(
                reader("成果", en: "The achievement"),
                [
                    [
                        FormField(
                            "organization",
                            reader("权属单位", en: "Organization"),
                            .organization,
                            hint: reader("全称、曾用名、编号或信用代码", en: "full or former name, code or credit code"),
                            isRequired: true
                        )
                    ],
                    [
                        FormField(
                            "title",
                            reader("成果名称", en: "Title"),
                            hint: reader("写明对象和做法", en: "name the thing and how it is done"),
                            isRequired: true
                        )
                    ],
                    [
                        FormField(
                            "summary",
                            reader("公开简介", en: "Public summary"),
                            .text(rows: 4),
                            hint: reader(
                                "解决什么问题，比现有做法好多少，在哪里用过；发布后公众能看到",
                                en:
                                    "what it solves, by how much it is better, where it is used; the public reads this"
                            )
                        )
                    ],
                    [
                        FormField(
                            "detail",
                            reader("技术细节", en: "Technical detail"),
                            .text(rows: 4),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "keywords",
                            reader("关键词", en: "Keywords"),
                            .words,
                            hint: reader("三到五个行内常用的词", en: "three to five words of the trade")
                        )
                    ],
                    [
                        FormField(
                            "readiness",
                            reader("所处阶段", en: "Readiness"),
                            .choice(codes.choices(.readiness, reader), blank: "—")
                        ),
                        FormField(
                            "trl",
                            reader(Field.trl.name),
                            .choice((1...9).map { (String($0), String($0)) }, blank: "—"),
                            hint: reader("GB/T 22900，1 到 9 级", en: "GB/T 22900, 1 to 9")
                        ),
                        FormField("completed_on", reader(Field.completedOn.name), .day),
                    ],
                    [
                        FormField(
                            "people",
                            reader(Field.people.name),
                            hint: reader("用顿号隔开", en: "separated by commas")
                        )
                    ],
                ]
            ),
            .classification(reader, codes),
            FormPart(
                reader("知识产权", en: "Intellectual property"),
                [
                    [
                        FormField(
                            "ip_kinds",
                            reader("知识产权形式", en: "Kinds"),
                            .several(codes.choices(.ipKind, reader))
                        )
                    ],
                    [
                        FormField(
                            "ip_note",
                            reader("专利号等说明", en: "Numbers and the like"),
                            .text(rows: 2)
                        )
                    ],
                ]
            ),
            FormPart(
                reader("怎么合作", en: "How to work together"),
                [
                    [
                        FormField(
                            "price",
                            reader(Field.price.name),
                            .money,
                            hint: reader("带单位，如 80万元；面议就空着", en: "with its unit, such as 80万元; blank if open")
                        ),
                        FormField("valid_until", reader(Field.validUntil.name), .day),
                    ],
                    [
                        FormField(
                            "cooperation_modes",
                            reader(Field.cooperationModes.name),
                            .several(codes.choices(.cooperationMode, reader))
                        )
                    ],
                ]
            ),
            .contact(reader),
            .origin(reader),
        ]
    }
}
