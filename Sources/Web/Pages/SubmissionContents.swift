import Domain
import Exchange
import Market

/// How the pages speak of demands, and of achievements: what the two have in common is written once, in `SubmissionPages`.
protocol PagedContent: CompletableContent {
    static var type: RecordType { get }
    static var section: Layout.Section { get }
    static var moneyField: Field { get }
    static var dueField: Field { get }

    var summary: String { get }
    var keywords: [String] { get }
    var industry: IndustryCode? { get }
    var field: String? { get }
    var region: RegionCode? { get }
    var zone: String? { get }
    var cooperationModes: [String] { get }
    var readiness: String? { get }
    var contact: Contact { get }
    var source: String { get }
    /// Offered by a demand, asked by an achievement.
    var money: Money? { get }
    /// A demand's deadline, the end of an achievement's validity.
    var due: Day? { get }

    static func area(_ work: Work) -> Submissions<Self>
    static func unfinished(_ work: Work, _ members: JSON.Members) throws -> Self
    /// A record with its suggestions, as of one state of the file.
    static func suggested(
        _ desk: Desk,
        _ code: String,
        _ filter: @Sendable @escaping (CodeBook) throws -> SuggestionFilter
    ) async throws -> SuggestedFor<Self>
    static func likelyDuplicates(_ desk: Desk, of content: Self, except id: Submission<Self>.ID?) async throws
        -> [LikelyDuplicate<Self>]
    static func found(_ desk: Desk, _ search: RecordSearch, _ patience: Duration) async throws
        -> SearchResult<Self>
    /// All that is found, for a file.
    static func all<Output: Sendable>(
        _ desk: Desk,
        _ search: RecordSearch,
        into output: Output,
        _ body: @Sendable @escaping (inout Output, Submission<Self>, Organization) throws -> Void
    ) async throws -> Output
    /// A record in the shape of files, without what happened to it.
    static func listed(_ record: Submission<Self>, _ records: Records) throws -> JSON.Members
    /// The matches that a record has.
    static func matches(of id: Submission<Self>.ID) -> MatchFilter
    /// The form, after the bureaus' collection sheets.
    static func parts(_ reader: Reader, _ codes: CodeBook) -> [FormPart]
    /// What is written in sentences.
    func prose(_ reader: Reader) -> HTML
    /// What such a record says in addition to what both kinds say.
    func facts(_ reader: Reader, _ codes: CodeBook) -> HTML
    /// The columns of an export that only this kind has, with how each is read.
    static var columns: [(field: Field, value: @Sendable (Self) -> String)] { get }
}

extension CodeBook {
    /// What people call the codes of a list, or the codes themselves.
    func names(_ codes: [String], in list: CodeListName, _ reader: Reader) -> String {
        codes.map { code in name(of: code, in: list).map { reader($0) } ?? code }
            .joined(separator: reader("、", en: ", "))
    }

    func name(_ code: String?, in list: CodeListName, _ reader: Reader) -> String {
        code.map { names([$0], in: list, reader) } ?? ""
    }

    func industryName(_ industry: IndustryCode?, _ reader: Reader) -> String {
        industry.map { code in "\(code) \(name(of: code).map { reader($0) } ?? "")" } ?? ""
    }
}

/// Fields that stand in both forms.
extension FormPart {
    static func classification(_ reader: Reader, _ codes: CodeBook) -> FormPart {
        FormPart(
            reader("归类", en: "Where it belongs"),
            [
                [
                    FormField(
                        "industry",
                        reader(Field.industry.name),
                        .listed(codes.industryChoices(reader)),
                        hint: reader("名称或代码，如 C38 或 C3841", en: "a name or a code, such as C38 or C3841")
                    ),
                    FormField(
                        "field",
                        reader(Field.technicalField.name),
                        .choice(codes.choices(.field, reader), blank: "—")
                    ),
                ],
                [
                    FormField(
                        "region",
                        reader(Field.region.name),
                        .choice(codes.choices(.region, reader), blank: "—")
                    ),
                    FormField(
                        "zone",
                        reader(Field.zone.name),
                        .choice(codes.choices(.zone, reader), blank: "—")
                    ),
                ],
            ]
        )
    }

    static func origin(_ reader: Reader) -> FormPart {
        FormPart(
            reader("来源", en: "Where it comes from"),
            [
                [
                    FormField(
                        "source",
                        reader(Field.source.name),
                        hint: reader("如走访、对接会、园区推荐", en: "such as a visit, an event, a park")
                    ),
                    FormField(
                        "received_on",
                        reader(Field.receivedOn.name),
                        .day,
                        hint: reader("不填就是今天", en: "today if left blank")
                    ),
                    FormField("external_id", reader(Field.externalID.name)),
                ]
            ]
        )
    }
}
