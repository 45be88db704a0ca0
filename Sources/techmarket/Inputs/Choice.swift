import Domain
import Exchange

/// A word out of a few, which people may write as its code or by its name in either language.
protocol Choice: RawRepresentable<String>, CaseIterable {
    var name: Phrase { get }
}

extension Role: Choice {}
extension MatchStage: Choice {}
extension RecordState: Choice {}
extension Organization.Kind: Choice {}
extension Activity.State: Choice {}
extension ProgrammeState: Choice {}
extension MemberStage: Choice {}
extension LeaveReason: Choice {}
extension KeyTaskFilter.Order: Choice {}

extension Choice {
    init(parsing text: String, field: Field) throws(AppError) {
        self = try Words.parse(text, field, \Self.name)
    }
}

/// Whole numbers as people type them.
enum WholeNumber {
    static func parse(_ text: String, _ field: Field, in range: ClosedRange<Int>) throws(AppError) -> Int {
        guard let number = Int(Text.normalized(text)), range.contains(number) else {
            throw .refusing(
                text,
                field,
                "number_malformed",
                "不是 \(range.lowerBound) 到 \(range.upperBound) 的整数",
                en: "is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension Field {
    static let limit = Field("limit", "条数", en: "limit")
    static let offset = Field("offset", "起点", en: "offset")
    static let leastScore = Field("min_score", "最低分", en: "least score")
    static let threads = Field("threads", "线程数", en: "threads")
    static let codeList = Field("list", "代码表", en: "code list")
    static let recordType = Field("type", "记录类型", en: "record type")
    static let action = Field("action", "操作", en: "action")
    static let money = Field("money", "金额", en: "money")
    static let due = Field("due", "到期日", en: "due day")
    static let record = Field("record", "记录", en: "record")
}
