/// A 汇总表 of the bureau: its title, and which part of a key task stands in which column. A bureau changes its sheets
/// every year, so they are data.
public struct BureauSheet: Sendable, Equatable {
    /// One column.
    public struct Column: Sendable, Hashable {
        public let heading: String
        public let part: Part

        public init(_ heading: String, _ part: Part) {
            self.heading = heading
            self.part = part
        }
    }

    /// What may stand in a column.
    public enum Part: String, Sendable, CaseIterable {
        /// The row's number on the sheet, counted from 1.
        case number
        case group, title, goal, deadline, measures, progress, responsible, post
        /// 姓名职务 in one cell.
        case responsibleWithPost = "responsible_with_post"
        case department

        public var name: Phrase {
            switch self {
            case .number: Phrase("序号", en: "number")
            case .group: Field.taskGroup.name
            case .title: Field.taskTitle.name
            case .goal: Field.goal.name
            case .deadline: Field.taskDeadline.name
            case .measures: Field.measures.name
            case .progress: Field.progress.name
            case .responsible: Field.responsible.name
            case .post: Field.post.name
            case .responsibleWithPost: Phrase("姓名职务", en: "name and post")
            case .department: Field.taskDepartment.name
            }
        }
    }

    /// By which tasks and commands name it: small letters, digits and `_`.
    public let name: String
    public var title: String
    public var columns: [Column]
    /// Grows by one at each change; 0 for a sheet that the program brought along and the market has not changed.
    public var version: Int64
    /// Whether the market has done away with it.
    public var isArchived: Bool

    public init(name: String, title: String, columns: [Column], version: Int64 = 0, isArchived: Bool = false)
    {
        self.name = name
        self.title = title
        self.columns = columns
        self.version = version
        self.isArchived = isArchived
    }

    /// The most columns that a page has room for.
    public static let mostColumns = 20

    public func checked() throws(AppError) -> Self {
        var sheet = self
        guard (1...40).contains(name.utf8.count),
            name.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            })
        else {
            throw .refusing(
                name,
                .sheetName,
                "sheet_name_format",
                "不对，请用 1 到 40 个小写字母、数字和下划线，如 five_focus",
                en: "won't do; use 1 to 40 small letters, digits and _, such as five_focus"
            )
        }
        sheet.title = try TextRule.required(title, .sheetTitle)
        guard (1...Self.mostColumns).contains(columns.count) else {
            throw .refusing(
                String(columns.count),
                .columns,
                "sheet_columns_count",
                "个不行，请写 1 到 \(Self.mostColumns) 列",
                en: "won't do; give 1 to \(Self.mostColumns) columns"
            )
        }
        sheet.columns = []
        for column in columns {
            let heading = try TextRule.required(column.heading, .columnHeading, limit: Limits.keyword)
            sheet.columns.append(Column(heading, column.part))
        }
        return sheet
    }
}

extension Field {
    public static let sheetName = Field("name", "表的代号", en: "sheet's name")
    public static let sheetTitle = Field("title", "表名", en: "sheet's title")
    public static let columns = Field("columns", "栏目", en: "columns")
    public static let columnHeading = Field("heading", "栏目名", en: "column's heading")
    public static let part = Field("part", "栏目内容", en: "what a column holds")
}
