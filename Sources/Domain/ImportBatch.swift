/// A file of rows that somebody brought in: what each row would be, what was done with it, and by whom.
public struct ImportBatch: Sendable, Equatable {
    public typealias ID = Domain.ID<ImportBatch>

    /// How far it has come.
    public enum State: String, Sendable, CaseIterable {
        /// Its rows are being read; it stays so when that was broken off, and is of no use then.
        case reading
        /// Headings are not understood yet, and wait for somebody to say what they mean.
        case mapping
        /// Its rows can be looked at, mended and accepted.
        case open
        /// Rows are being written, a part at a time, or that was broken off; until it ends nothing else is done with the batch.
        case accepting
        /// Rows were accepted. Those that were not can still be mended and accepted.
        case accepted
        /// All that it wrote was taken back.
        case undone
        /// It was put aside before anything was accepted.
        case discarded

        public var name: Phrase {
            switch self {
            case .reading: Phrase("未读完", en: "not read to its end")
            case .mapping: Phrase("待核对列名", en: "headings to be settled")
            case .open: Phrase("待确认", en: "to be accepted")
            case .accepting: Phrase("正在导入", en: "being accepted")
            case .accepted: Phrase("已导入", en: "accepted")
            case .undone: Phrase("已撤销", en: "undone")
            case .discarded: Phrase("已放弃", en: "put aside")
            }
        }

        /// Whether rows of it can be mended and accepted.
        public var isOpen: Bool { self == .open || self == .accepted }
    }

    /// What people say of a batch when it is made.
    public struct Content: Sendable, Hashable {
        /// The template's name, such as `demand`.
        public var template: String
        /// The file's own name, without its folder.
        public var fileName: String
        /// SHA-256 of the file, in lower-case hexadecimal.
        public var digest: String
        /// In bytes.
        public var size: Int64
        /// For a check-in list, the activity that its rows attend.
        public var activity: Activity.ID?

        public init(
            template: String,
            fileName: String,
            digest: String,
            size: Int64,
            activity: Activity.ID? = nil
        ) {
            self.template = template
            self.fileName = fileName
            self.digest = digest
            self.size = size
            self.activity = activity
        }
    }

    public let id: ID
    public let content: Content
    public let state: State
    /// Where the table stands in each sheet and what its columns mean, as JSON.
    public let layout: String
    public let rows: Int64
    /// The number of the last write that its rows were held against.
    public let judgedAt: Int64
    public let createdAt: Instant
    public let createdBy: User.ID?
    public let acceptedAt: Instant?
    public let acceptedBy: User.ID?
    public let undoneAt: Instant?
    public let undoneBy: User.ID?
    public let version: Int64
    /// When rows were last written by an acceptance that has not come to its end; nil if there is none.
    public let progressAt: Instant?

    public init(
        id: ID,
        content: Content,
        state: State,
        layout: String,
        rows: Int64,
        judgedAt: Int64,
        createdAt: Instant,
        createdBy: User.ID?,
        acceptedAt: Instant?,
        acceptedBy: User.ID?,
        undoneAt: Instant?,
        undoneBy: User.ID?,
        version: Int64,
        progressAt: Instant? = nil
    ) {
        self.id = id
        self.content = content
        self.state = state
        self.layout = layout
        self.rows = rows
        self.judgedAt = judgedAt
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.acceptedAt = acceptedAt
        self.acceptedBy = acceptedBy
        self.undoneAt = undoneAt
        self.undoneBy = undoneBy
        self.version = version
        self.progressAt = progressAt
    }

    /// After so many milliseconds without progress an acceptance counts as broken off.
    public static let patience: Int64 = 60_000

    /// Whether an acceptance of it was broken off: it can then be gone on with, or what was written be taken back.
    public func isBrokenOff(at now: Instant) -> Bool {
        progressAt.map { $0.advanced(by: Self.patience) <= now } ?? false
    }
}

/// One row of a batch, as it was read and as it would be.
public struct ImportRow: Sendable, Equatable {
    /// What a row would be in the market.
    public enum Outcome: String, Sendable, CaseIterable {
        /// Not looked at yet.
        case waiting
        case new
        /// It changes a record that it names, or that has its credit code.
        case update
        /// The market has it exactly so, or took it in before.
        case same
        /// A record, or a row before it, may be the same; a person says.
        case duplicate
        case refused

        public var name: Phrase {
            switch self {
            case .waiting: Phrase("待处理", en: "waiting")
            case .new: Phrase("新增", en: "new")
            case .update: Phrase("更新", en: "update")
            case .same: Phrase("相同", en: "same")
            case .duplicate: Phrase("疑似重复", en: "likely duplicate")
            case .refused: Phrase("有错", en: "refused")
            }
        }

        /// Whether accepting all good rows takes it.
        public var isGood: Bool { self == .new || self == .update }
    }

    /// What a person decided about a row.
    public enum Choice: String, Sendable, CaseIterable {
        /// Nothing: it goes by its outcome.
        case none = ""
        case skip
        /// A record of its own, whatever it resembles.
        case new
        /// It replaces, in the record that is named, whatever it says.
        case update
        /// Only the fields that are named go into the record.
        case merge

        public var name: Phrase {
            switch self {
            case .none: Phrase("按判断处理", en: "as judged")
            case .skip: Phrase("跳过", en: "skip")
            case .new: Phrase("作为新记录", en: "as a new record")
            case .update: Phrase("更新已有记录", en: "update the record")
            case .merge: Phrase("逐项合并", en: "merge field by field")
            }
        }
    }

    /// 1, 2, 3 … within the batch.
    public let number: Int64
    public let sheet: String
    /// As Excel numbers rows.
    public let row: Int64
    /// The texts of the cells as they were read, as a JSON array.
    public var cells: String
    /// What people typed over them, as a JSON object by column; blank for nothing.
    public var edits: String
    /// What two rows that say the same have in common.
    public var key: String
    public var outcome: Outcome
    public var choice: Choice
    /// The fields that `Choice.merge` takes, one a line.
    public var mergedFields: [String]
    /// What is wrong, or worth saying, as a JSON array.
    public var problems: String
    /// The records that it may be, as a JSON array.
    public var candidates: String
    /// The record that it updates, is the same as, or became.
    public var target: Int64?
    /// That record's version when the row was looked at.
    public var targetVersion: Int64?
    public var isDone: Bool

    public init(
        number: Int64,
        sheet: String,
        row: Int64,
        cells: String,
        edits: String = "",
        key: String = "",
        outcome: Outcome = .waiting,
        choice: Choice = .none,
        mergedFields: [String] = [],
        problems: String = "[]",
        candidates: String = "[]",
        target: Int64? = nil,
        targetVersion: Int64? = nil,
        isDone: Bool = false
    ) {
        self.number = number
        self.sheet = sheet
        self.row = row
        self.cells = cells
        self.edits = edits
        self.key = key
        self.outcome = outcome
        self.choice = choice
        self.mergedFields = mergedFields
        self.problems = problems
        self.candidates = candidates
        self.target = target
        self.targetVersion = targetVersion
        self.isDone = isDone
    }
}

/// One thing that a batch wrote, so that it can be taken back.
public struct ImportedRecord: Sendable, Equatable {
    public enum Deed: String, Sendable, CaseIterable {
        case created, changed
        /// It was archived as a mistake, as undoing leaves records, and was taken out again.
        case revived
        case attended
    }

    /// The row that it came from.
    public let number: Int64
    /// The kind of the record's code, or `attendance`.
    public let entity: String
    public let record: Int64
    public let deed: Deed
    /// The record's version after it was written; for an attendance the number of people.
    public let version: Int64
    /// The record as it was before, as JSON; blank if it was not there.
    public let before: String

    public init(number: Int64, entity: String, record: Int64, deed: Deed, version: Int64, before: String) {
        self.number = number
        self.entity = entity
        self.record = record
        self.deed = deed
        self.version = version
        self.before = before
    }
}

extension Field {
    public static let template = Field("template", "表格种类", en: "template")
    public static let importBatch = Field("batch", "导入批次", en: "import batch")
    public static let heading = Field("heading", "列名", en: "heading")
    public static let sheet = Field("sheet", "工作表", en: "sheet")
    public static let importRow = Field("row", "行", en: "row")
    public static let choice = Field("choice", "处理方式", en: "what to do")
}
