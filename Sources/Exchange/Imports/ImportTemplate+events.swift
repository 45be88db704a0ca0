import Domain

/// What happens after a demand and an achievement are in: 对接清单, 到账清单, 活动清单, 走访服务清单.
extension ImportTemplate {
    /// A row is a pair with the day of each stage that it has reached. Reading makes new matches and takes known ones on;
    /// it never rewrites a step that is recorded.
    public static let match = ImportTemplate(
        "match",
        Phrase("对接清单", en: "list of matches"),
        .match,
        [
            ImportColumn("code", .code, "编号", en: "code", or: "对接编号 系统编号"),
            ImportColumn("demand", .demand, "需求编号", en: "demand", isRequired: true, or: "技术需求编号"),
            ImportColumn("demand.title", .title, "需求名称", en: "title of the demand", or: "技术需求名称 技术需求"),
            ImportColumn(
                "achievement",
                .achievement,
                "成果编号",
                en: "achievement",
                isRequired: true,
                or: "科技成果编号"
            ),
            ImportColumn(
                "achievement.title",
                .title,
                "成果名称",
                en: "title of the achievement",
                or: "科技成果名称 科技成果"
            ),
            ImportColumn(
                "stage",
                .stage,
                .word(MatchStage.allCases.map { ($0.rawValue, $0.name) }),
                or: "对接阶段 对接状态 当前阶段 进展 进展情况 状态"
            ),
        ]
            + MatchStage.allCases.map { stage in
                ImportColumn(
                    stage.dayField.code,
                    stage.dayField,
                    .day,
                    or: stage.otherDayHeadings
                )
            } + [
                ImportColumn("reason", .reason, "终止原因", en: "reason for ending", .code(.endReason)),
                ImportColumn("contract", .contract, "合同编号", en: "contract", or: "签约合同 合同登记编号 合同"),
                ImportColumn("score", .score, .integer, or: "匹配度 匹配得分"),
                ImportColumn("owner", .owner, .user, or: "跟进人 责任人 对接负责人 经办人"),
                ImportColumn("next_step", .nextStep, or: "下一步计划 下一步工作"),
                ImportColumn("next_on", .nextOn, .day, or: "下次跟进日期 下次跟进时间 计划日期"),
            ]
    )

    public static let payment = ImportTemplate(
        "payment",
        Phrase("到账清单", en: "list of payments"),
        .payment,
        [
            ImportColumn("code", .code, "编号", en: "code", or: "到账编号 系统编号"),
            ImportColumn("external_id", .externalID, or: "外部编码 原编号 原系统编号 流水号 凭证号"),
            ImportColumn(
                "contract",
                .contract,
                "合同编号",
                en: "contract",
                isRequired: true,
                or: "合同登记编号 技术合同登记编号 登记编号 登记号 技术合同编号 合同"
            ),
            ImportColumn("contract.title", .title, "合同名称", en: "title of the contract", or: "项目名称 技术合同名称"),
            ImportColumn(
                "kind",
                .kind,
                .word(PaymentContent.Kind.allCases.map { ($0.rawValue, $0.name) }),
                or: "款项类型 收支类型 到账类型"
            ),
            ImportColumn(
                "amount_fen",
                .amount,
                .money,
                isRequired: true,
                or: "到账金额 到账额 本次到账 本次到账金额 付款金额 支付金额 收款金额 实到金额 到款金额 金额 款额"
            ),
            ImportColumn(
                "on",
                .on,
                .day,
                isRequired: true,
                or: "到账日期 到账时间 付款日期 支付日期 收款日期 到款日期 到款时间"
            ),
            ImportColumn("note", .note, or: "说明 摘要"),
        ]
    )

    public static let activity = ImportTemplate(
        "activity",
        Phrase("活动清单", en: "list of activities"),
        .activity,
        [
            ImportColumn("code", .code, "编号", en: "code", or: "活动编号 系统编号"),
            ImportColumn("external_id", .externalID, or: "外部编码 原编号 原系统编号"),
            ImportColumn("title", .title, "活动名称", en: "title", isRequired: true, or: "名称 活动主题 主题 标题 会议名称"),
            ImportColumn(
                "kind",
                .kind,
                "活动类型",
                en: "kind",
                .code(.activityKind),
                isRequired: true,
                or: "类型 类别 活动类别 活动形式 形式"
            ),
            ImportColumn(
                "on",
                .on,
                .day,
                isRequired: true,
                or: "活动日期 活动时间 举办日期 举办时间 开始日期 开始时间 时间"
            ),
            ImportColumn("ends_on", .endsOn, .end, or: "结束时间 活动结束日期"),
            ImportColumn("place", .place, or: "活动地点 举办地点 会议地点"),
            ImportColumn("host", .host, or: "主办方 主办 承办单位 组织单位"),
            ImportColumn("co_hosts", .coHosts, .list, or: "协办方 协办 联合主办 合办单位"),
            ImportColumn("parent", .parent, or: "所属活动 主活动编号"),
            ImportColumn("programme", .programme, or: "所属专项 专项名称 专项编号 平台项目"),
            ImportColumn(
                "state",
                .state,
                .word(ActivityContent.State.allCases.map { ($0.rawValue, $0.name) }),
                or: "活动状态 举办情况"
            ),
            ImportColumn("note", .note, or: "说明 活动内容 活动简介"),
        ]
    )

    public static let visit = ImportTemplate(
        "visit",
        Phrase("走访服务清单", en: "list of visits"),
        .visit,
        [
            ImportColumn("code", .code, "编号", en: "code", or: "走访编号 系统编号"),
            ImportColumn("external_id", .externalID, or: "外部编码 原编号 原系统编号"),
            ImportColumn(
                "organization",
                .organization,
                "单位名称",
                en: "organization",
                .organization,
                isRequired: true,
                or: "单位 企业名称 企业全称 走访单位 走访企业 走访对象 服务单位 服务企业 被走访单位 公司名称 企业 公司"
            ),
        ] + organizationColumns("organization", "单位 企业 机构") + [
            ImportColumn(
                "on",
                .on,
                .day,
                isRequired: true,
                or: "走访日期 走访时间 服务日期 服务时间 时间"
            ),
            ImportColumn(
                "kind",
                .kind,
                "走访类型",
                en: "kind",
                .code(.visitKind),
                isRequired: true,
                or: "类型 类别 服务类型 走访方式 服务方式 服务类别 方式"
            ),
            ImportColumn("staff", .staff, .user, or: "走访人员 服务人员 走访人 经办人"),
            ImportColumn("summary", .visitSummary, or: "走访情况 走访内容 服务内容 情况 主要内容 走访记录"),
            ImportColumn("result", .result, or: "走访结果 服务结果 解决情况 处理结果 成效"),
        ]
    )

    // MARK: Lists that are only written

    /// Accounts are made one by one, by an administrator.
    static let users = ImportTemplate(
        "user",
        Phrase("用户清单", en: "list of users"),
        .user,
        [
            ImportColumn("login", .login), ImportColumn("name", .name),
            ImportColumn(
                "role",
                .role,
                .word(Role.allCases.map { ($0.rawValue, $0.name) })
            ),
            ImportColumn(
                "active",
                .active,
                .word([("true", Phrase("是", en: "yes")), ("false", Phrase("否", en: "no"))])
            ),
        ]
    )

    /// A year has at most one target an indicator, set on one page or with one command.
    static let targets = ImportTemplate(
        "target",
        Phrase("年度目标清单", en: "list of targets"),
        .target,
        [
            ImportColumn("year", .year, .integer),
            ImportColumn(
                "indicator",
                .indicator,
                .word(Indicator.allCases.map { ($0.rawValue, $0.name) })
            ),
            ImportColumn("value", .value, .integer),
            ImportColumn("value_fen", .valueFen, "目标金额", en: "target amount", .money),
        ]
    )
}

extension ImportTemplate {
    /// Tasks and sheets are brought in as JSON Lines; their lists are to be read.
    static let tasks = ImportTemplate(
        "task",
        Phrase("重点任务清单", en: "list of key tasks"),
        .task,
        [
            ImportColumn("code", .code, "编号", en: "code"), ImportColumn("external_id", .externalID),
            ImportColumn("sheet", .bureauSheet), ImportColumn("year", .year, .integer),
            ImportColumn("position", .sheetPosition, .integer), ImportColumn("group", .taskGroup),
            ImportColumn("title", .taskTitle), ImportColumn("goal", .goal),
            ImportColumn("deadline", .taskDeadline), ImportColumn("measures", .measures),
            ImportColumn("progress", .progress), ImportColumn("responsible", .responsible),
            ImportColumn("post", .post), ImportColumn("department", .taskDepartment),
            ImportColumn("note", .note),
        ]
    )

    static let sheets = ImportTemplate(
        "bureau_sheet",
        Phrase("汇总表清单", en: "list of the bureau's sheets"),
        .bureauSheet,
        [
            ImportColumn("name", .sheetName), ImportColumn("title", .sheetTitle),
            ImportColumn("columns", .columns, .list),
        ]
    )
}

extension MatchStage {
    /// The day on which a match came to the stage, as a column of its own.
    var dayField: Field {
        switch self {
        case .suggested: Field("suggested_on", "推荐日期", en: "suggested on")
        case .introduced: Field("introduced_on", "对接日期", en: "introduced on")
        case .intention: Field("intention_on", "意向日期", en: "intention on")
        case .signed: Field("signed_on", "签约日期", en: "signed on")
        case .completed: Field("completed_on", "履约完成日期", en: "completed on")
        case .ended: Field("ended_on", "终止日期", en: "ended on")
        }
    }

    fileprivate var otherDayHeadings: String {
        switch self {
        case .suggested: "推荐时间"
        case .introduced: "对接时间 洽谈日期"
        case .intention: "意向时间 达成意向日期 达成意向时间"
        case .signed: "签约时间 签订日期"
        case .completed: "履约完成时间 完成日期 完成时间"
        case .ended: "终止时间"
        }
    }
}
