import Domain
import Exchange
import Market

extension DemandContent: PagedContent {
    static let type = RecordType.demand
    static let section = Layout.Section.demands
    static let moneyField = Field.budget
    static let dueField = Field.deadline

    var money: Money? { budget }
    var due: Day? { deadline }

    static func area(_ work: Work) -> Submissions<Self> { work.demands }

    static func unfinished(_ work: Work, _ members: JSON.Members) throws -> Self {
        try Records(work).unfinishedDemand(members)
    }

    static func suggested(
        _ desk: Desk,
        _ code: String,
        _ filter: @Sendable @escaping (CodeBook) throws -> SuggestionFilter
    ) async throws -> SuggestedFor<Self> {
        try await desk.suggested(forDemand: code, filter)
    }

    static func likelyDuplicates(_ desk: Desk, of content: Self, except id: Demand.ID?) async throws
        -> [LikelyDuplicate<Self>]
    {
        try await desk.likelyDuplicates(of: content, except: id)
    }

    static func found(_ desk: Desk, _ search: RecordSearch, _ patience: Duration) async throws
        -> SearchResult<Self>
    { try await desk.searchDemands(search, patience: patience) }

    static func all<Output: Sendable>(
        _ desk: Desk,
        _ search: RecordSearch,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Demand, Organization) throws -> Void
    ) async throws -> Output { try await desk.allDemands(search, into: output, body) }

    static func listed(_ record: Submission<Self>, _ records: Records) throws -> JSON.Members {
        try records.json(record, withHistory: false)
    }

    static func matches(of id: Demand.ID) -> MatchFilter {
        var filter = MatchFilter()
        filter.demand = id
        return filter
    }

    func prose(_ reader: Reader) -> HTML {
        """
        \(Parts.prose(reader("公开摘要", en: "Public summary"), summary))\
        \(Parts.prose(reader("主要问题", en: "Main problem"), problem, isSecret: true))\
        \(Parts.prose(reader(Field.keyIndicators.name), keyIndicators, isSecret: true))\
        \(Parts.prose(reader(Field.expectedResult.name), expectedResult, isSecret: true))\
        \(Parts.prose(reader("其他细节", en: "Other detail"), detail, isSecret: true))
        """
    }

    func facts(_ reader: Reader, _ codes: CodeBook) -> HTML { "" }

    static var columns: [(field: Field, value: @Sendable (Self) -> String)] {
        [
            (.problem, { $0.problem }), (.keyIndicators, { $0.keyIndicators }),
            (.expectedResult, { $0.expectedResult }), (.detail, { $0.detail }),
        ]
    }

    static func parts(_ reader: Reader, _ codes: CodeBook) -> [FormPart] {
        [
            FormPart(
                reader("需求", en: "The demand"),
                [
                    [
                        FormField(
                            "organization",
                            reader("提出单位", en: "Organization"),
                            .organization,
                            hint: reader("全称、曾用名、编号或信用代码", en: "full or former name, code or credit code"),
                            isRequired: true
                        )
                    ],
                    [
                        FormField(
                            "title",
                            reader("需求名称", en: "Title"),
                            hint: reader("写明对象和要做什么", en: "name the thing and what is to be done with it"),
                            isRequired: true
                        )
                    ],
                    [
                        FormField(
                            "summary",
                            reader("公开摘要", en: "Public summary"),
                            .text(rows: 2),
                            hint: reader("发布后公众能看到，不写企业秘密", en: "the public reads this: no secrets here")
                        )
                    ],
                    [
                        FormField(
                            "problem",
                            reader("主要问题", en: "Main problem"),
                            .text(rows: 4),
                            hint: reader("在哪个环节、什么条件下出现，试过什么", en: "where it comes up and what was tried"),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "key_indicators",
                            reader("技术关键和主要指标", en: "Key indicators"),
                            .text(rows: 3),
                            hint: reader(
                                "数值和单位：现在多少，要到多少",
                                en: "figures with units: where they are, where they should be"
                            ),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "expected_result",
                            reader("预期目标", en: "Expected result"),
                            .text(rows: 2),
                            isConfidential: true
                        )
                    ],
                    [
                        FormField(
                            "detail",
                            reader("其他细节", en: "Other detail"),
                            .text(rows: 2),
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
                ]
            ),
            .classification(reader, codes),
            FormPart(
                reader("怎么合作", en: "How to work together"),
                [
                    [
                        FormField(
                            "budget",
                            reader(Field.budget.name),
                            .money,
                            hint: reader(
                                "带单位，如 120万元；面议就空着",
                                en: "with its unit, such as 120万元; blank if open"
                            )
                        ),
                        FormField("deadline", reader("最晚解决日期", en: "Deadline"), .day),
                        FormField(
                            "readiness",
                            reader("最低成熟度", en: "Least readiness"),
                            .choice(codes.choices(.readiness, reader), blank: reader("不限", en: "any"))
                        ),
                    ],
                    [
                        FormField(
                            "cooperation_modes",
                            reader("解决方式", en: "Modes of cooperation"),
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
