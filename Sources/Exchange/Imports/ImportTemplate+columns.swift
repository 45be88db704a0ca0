import Domain
import Market

/// The sheets themselves: 技术需求征集表, 科技成果信息表, 企业名录, 活动签到表, 合同台账. The other headings are those that the
/// bureaus' own forms use for the same thing.
extension ImportTemplate {
    public static let demand = ImportTemplate(
        "demand",
        Phrase("技术需求征集表", en: "sheet of technology demands"),
        .demand,
        [
            code("需求编号 技术需求编号"), externalID,
            ImportColumn(
                "organization",
                .organization,
                "单位名称",
                en: "organization",
                .organization,
                isRequired: true,
                or: """
                    单位 企业名称 企业全称 机构全称 机构名称 公司名称 需求单位 需求方 需求企业 需求单位名称 需求方名称 技术需求方 \
                    申报单位 提出单位 单位全称 填报单位 填报单位名称 企业 公司
                    """
            ),
        ] + organizationColumns("organization", "单位 企业 机构") + [
            ImportColumn(
                "title",
                .title,
                "需求名称",
                en: "title",
                isRequired: true,
                or: """
                    名称 技术需求名称 项目名称 需求项目名称 需求标题 难题名称 技术难题名称 技术需求 需求题目 技术需求题目 \
                    需求项目 标题
                    """
            ),
            ImportColumn(
                "summary",
                .summary,
                or: "摘要 需求简介 需求概述 需求摘要 简要描述 简介 技术需求简介 需求简述 公开简介 技术需求概述 public_summary"
            ),
            ImportColumn(
                "problem",
                .problem,
                or: """
                    拟解决的主要问题 主要技术问题 需解决的主要技术问题 需要解决的主要技术问题 技术难题 主要技术难题 \
                    拟解决的主要技术问题 待解决的问题 拟解决问题 存在问题 存在的主要问题 需解决的问题
                    """
            ),
            ImportColumn(
                "key_indicators",
                .keyIndicators,
                or: """
                    技术关键 主要技术指标 主要指标 技术指标 技术关键/主要指标 技术关键主要指标 技术关键、主要指标 关键技术指标 \
                    主要技术经济指标 技术要求 主要技术要求
                    """
            ),
            ImportColumn(
                "expected_result",
                .expectedResult,
                or: "预期效果 预期成果 期望目标 达到的目标 拟达到的目标 预期达到的目标 预期解决效果"
            ),
            ImportColumn(
                "detail",
                .detail,
                or: """
                    需求详情 详细描述 需求内容 技术需求内容 需求描述 技术需求描述 具体需求 需求详细描述 需求说明 详情 \
                    需求具体内容 需求内容描述
                    """
            ),
        ] + sharedColumns + [
            ImportColumn(
                "budget_fen",
                .budget,
                "拟投入",
                en: "budget",
                .money,
                or: """
                    拟投入资金 拟投入经费 拟投入金额 投入预算 预算 预算金额 资金预算 经费预算 拟投资 意向投入 投入 投入金额 投入经费 合作价格 计划投入 \
                    拟投入总额 研发投入 投入资金 意向金额 意向价格
                    """
            ),
            ImportColumn(
                "deadline",
                .deadline,
                .end,
                or: "有效期至 有效期 时限 需求时限 截止时间 解决时限 期限 完成时限 需求有效期 需求截止日期 完成期限 要求完成时间 要求完成日期 期望完成时间 希望完成时间"
            ),
            ImportColumn("readiness", .readiness, .code(.readiness), or: "成熟度要求 要求成熟度 期望成熟度 技术成熟度"),
        ] + contactColumns + [source, receivedOn]
    )

    public static let achievement = ImportTemplate(
        "achievement",
        Phrase("科技成果信息表", en: "sheet of achievements"),
        .achievement,
        [
            code("成果编号 科技成果编号"), externalID,
            ImportColumn(
                "organization",
                .organization,
                "单位名称",
                en: "organization",
                .organization,
                isRequired: true,
                or: """
                    单位 成果单位 完成单位 第一完成单位 持有单位 成果持有单位 成果所有单位 权利人 成果权利人 机构全称 机构名称 \
                    高校名称 院校 学校 所属单位 成果方 供给方 申报单位 填报单位 单位全称 依托单位 成果完成单位 所在单位
                    """
            ),
        ] + organizationColumns("organization", "单位 机构") + [
            ImportColumn(
                "title",
                .title,
                "成果名称",
                en: "title",
                isRequired: true,
                or: "名称 科技成果名称 项目名称 技术名称 成果标题 成果项目名称 专利名称 成果 科技成果 标题"
            ),
            ImportColumn(
                "summary",
                .summary,
                or: "摘要 成果简介 成果概述 成果摘要 简介 成果介绍 技术简介 公开简介 成果简要介绍 主要内容 成果描述 public_summary"
            ),
            ImportColumn(
                "detail",
                .detail,
                or: "成果详情 详细描述 成果内容 技术详情 详细介绍 成果详细描述 创新点 技术内容 详情 技术特点 成果说明"
            ),
        ] + sharedColumns + [
            ImportColumn(
                "price_fen",
                .price,
                "意向价格",
                en: "asking price",
                .money,
                or: "转让价格 报价 价格 意向金额 合作价格 期望价格 转让费 拟转让价格 估价 意向转让价格"
            ),
            ImportColumn("valid_until", .validUntil, .end, or: "有效期 截止日期 截止时间 成果有效期 有效期限"),
            ImportColumn("completed_on", .completedOn, .day, or: "完成时间 成果完成时间 完成年份 成果完成日期 成果年份 取得时间"),
            ImportColumn("readiness", .readiness, .code(.readiness), or: "成熟程度 成果成熟度 技术成熟度 所处阶段 成果阶段"),
            ImportColumn("trl", .trl, "技术就绪度", en: "trl", .integer, or: "TRL 技术就绪度等级 就绪度 成熟度等级 技术成熟度等级"),
            ImportColumn("ip_kinds", .ipKinds, .codes(.ipKind), or: "知识产权类型 知识产权类别 知识产权形式 知识产权情况"),
            ImportColumn("ip_note", .ipNote, or: "专利号 知识产权编号 专利情况 知识产权备注 专利号/登记号 专利"),
            ImportColumn("people", .people, or: "成果完成人 主要完成人 负责人 发明人 项目负责人 成果负责人 第一完成人 完成人员"),
        ] + contactColumns + [source, receivedOn]
    )

    public static let organization = ImportTemplate(
        "organization",
        Phrase("企业名录", en: "list of organizations"),
        .organization,
        [
            code("单位编号 企业编号"), externalID,
            ImportColumn(
                "name",
                .name,
                "单位名称",
                en: "name",
                isRequired: true,
                or: "名称 企业名称 企业全称 机构全称 机构名称 公司名称 单位全称 单位 企业 公司"
            ),
            ImportColumn(
                "kind",
                .kind,
                "单位类型",
                en: "kind",
                .word(kinds),
                or: "类型 机构属性 单位性质 机构类型 机构类别 单位类别 单位属性 机构性质"
            ),
            ImportColumn("credit_code", .creditCode, or: "信用代码 社会信用代码 统一信用代码 企业信用代码 机构代码 统一代码"),
            ImportColumn("aliases", .aliases, .list, or: "曾用名 简称 别名 曾用名/简称 曾用名简称 企业简称"),
            region, zone, industry,
            ImportColumn("address", .address, or: "单位地址 企业地址 通讯地址 详细地址 注册地址 经营地址 办公地址 联系地址"),
        ] + contactColumns + [
            ImportColumn("note", .note, or: "说明 企业简介 单位简介 简介 机构简介 主营业务 主营产品 主要产品 经营范围")
        ]
    )

    public static let attendance = ImportTemplate(
        "attendance",
        Phrase("活动签到表", en: "check-in list"),
        .activity,
        [
            ImportColumn(
                "organization",
                .organization,
                "单位名称",
                en: "organization",
                .organization,
                isRequired: true,
                or: "单位 工作单位 企业名称 企业全称 所在单位 参会单位 机构名称 公司名称 签到单位 参加单位 单位全称 公司 企业"
            )
        ] + organizationColumns("organization", "单位 企业 机构") + [
            ImportColumn("person", .person, "姓名", en: "person", or: "参会人 参会人员 签到人 人员 参会人姓名 参会人员姓名 与会人员"),
            ImportColumn("position", .position, "职务", en: "position", or: "职务/职称 职称 岗位 职位 职务职称"),
            ImportColumn(
                "phone",
                .contactPhone,
                "联系电话",
                en: "phone",
                or: "手机 电话 手机号 手机号码 联系方式 移动电话 电话号码"
            ),
            ImportColumn("people", .attendees, "人数", en: "people", .integer, or: "到场人数 参会人数 实到人数 参加人数 到会人数"),
            ImportColumn("note", .note, or: "说明"),
        ]
    )

    public static let contract = ImportTemplate(
        "contract",
        Phrase("合同台账", en: "ledger of contracts"),
        .contract,
        [
            code("系统编号"), externalID,
            ImportColumn(
                "registration_number",
                .registrationNumber,
                or: "合同登记编号 技术合同登记编号 登记号 合同登记号 合同编号 技术合同编号 认定登记编号 登记证明编号"
            ),
            ImportColumn(
                "title",
                .title,
                "合同名称",
                en: "title",
                isRequired: true,
                or: "名称 项目名称 技术合同名称 合同项目名称 合同标题"
            ),
            ImportColumn(
                "contract_type",
                .contractType,
                .code(.contractType),
                isRequired: true,
                or: "合同类别 技术合同类型 类型 合同种类 技术合同类别 类别"
            ),
            ImportColumn(
                "buyer",
                .buyer,
                "买方",
                en: "buyer",
                .organization,
                isRequired: true,
                or: "买方名称 甲方 受让方 委托方 买方单位 技术受让方 甲方名称 受让方名称 买方单位名称 需求方 买方（甲方）"
            ),
            ImportColumn(
                "buyer.credit_code",
                .creditCode,
                "买方统一社会信用代码",
                en: "buyer's credit code",
                or: "买方信用代码 甲方信用代码 甲方统一社会信用代码 受让方信用代码"
            ),
            ImportColumn(
                "seller",
                .seller,
                "卖方",
                en: "seller",
                .organization,
                isRequired: true,
                or: "卖方名称 乙方 让与方 受托方 卖方单位 技术转让方 转让方 出让方 乙方名称 让与方名称 卖方单位名称 供给方"
            ),
            ImportColumn(
                "seller.credit_code",
                .creditCode,
                "卖方统一社会信用代码",
                en: "seller's credit code",
                or: "卖方信用代码 乙方信用代码 乙方统一社会信用代码 让与方信用代码"
            ),
            ImportColumn(
                "total_fen",
                .total,
                "成交额",
                en: "contract total",
                .money,
                isRequired: true,
                or: "合同金额 合同成交额 合同额 合同总额 成交金额 合同成交金额 合同总金额 金额 总金额"
            ),
            ImportColumn(
                "technology_fen",
                .technology,
                "技术交易额",
                en: "technology value",
                .money,
                isRequired: true,
                or: "技术交易金额 其中技术交易额 技术性交易额 核定技术交易额 其中:技术交易额"
            ),
            ImportColumn(
                "signed_on",
                .signedOn,
                .day,
                isRequired: true,
                or: "签订时间 签约日期 签约时间 签署日期 合同签订日期 合同签订时间 签署时间 合同日期"
            ),
            ImportColumn("starts_on", .startsOn, .day, or: "开始时间 起始日期 合同开始日期 合同起始日期 履行开始日期 生效日期"),
            ImportColumn("ends_on", .endsOn, .end, or: "结束时间 截止日期 合同结束日期 合同截止日期 履行结束日期 终止日期 到期日期"),
            ImportColumn("field", .technicalField, .code(.field), or: "所属技术领域 领域 所属领域"),
            ImportColumn("note", .note, or: "说明 摘要"),
        ]
    )

    // MARK: What they share

    private static func code(_ synonyms: String) -> ImportColumn {
        ImportColumn("code", .code, "编号", en: "code", or: "系统编号 " + synonyms)
    }

    private static let externalID = ImportColumn("external_id", .externalID, or: "外部编码 原编号 原系统编号")

    private static let region = ImportColumn(
        "region",
        .region,
        .code(.region),
        or: """
            地域 所在地区 地区 区域 所属地区 所属区县 区县 所在区县 县市区 所在地 所属区域 县区 区市县 区（市、县） 行政区 \
            所在县市区 所属县市区
            """
    )
    private static let zone = ImportColumn("zone", .zone, .code(.zone), or: "园区 所属园区 所属开发区 所在园区 高新区/开发区")
    private static let industry = ImportColumn(
        "industry",
        .industry,
        .code(.industry),
        or: "行业 所属行业 行业领域 应用行业 所属行业领域 行业分类 国民经济行业分类 应用领域 产业领域 所属产业"
    )
    private static let source = ImportColumn(
        "source",
        .source,
        or: "推荐单位 报送单位 归口部门 推荐部门 归口管理部门 来源渠道 征集渠道 信息来源 推荐渠道"
    )
    private static let receivedOn = ImportColumn(
        "received_on",
        .receivedOn,
        .day,
        or: "填报日期 征集日期 提交日期 填表日期 提交时间 登记日期 日期 填报时间 征集时间 收集日期 发布日期"
    )
    private static let sharedColumns = [
        ImportColumn("keywords", .keywords, .list, or: "关键字 技术关键词 技术关键字"),
        industry,
        ImportColumn("field", .technicalField, .code(.field), or: "所属技术领域 所属领域 领域 技术类别 技术方向"),
        region, zone,
        ImportColumn(
            "cooperation_modes",
            .cooperationModes,
            .codes(.cooperationMode),
            or: "解决方式 合作模式 意向合作方式 拟采取的合作方式 合作意向 转化方式 拟转化方式 需求解决方式 意向合作模式 转让方式"
        ),
    ]
    private static let contactColumns = [
        ImportColumn("contact_name", .contactName, or: "联系人姓名 企业联系人 姓名 联络人 单位联系人"),
        ImportColumn(
            "contact_phone",
            .contactPhone,
            or: "电话 手机 手机号 手机号码 联系方式 联系人电话 联系人手机 移动电话 联系人联系电话 联系人联系方式 联系手机 联系人手机号"
        ),
        ImportColumn("contact_email", .contactEmail, or: "邮箱 e-mail email 电子邮件 邮件 联系邮箱 联系人邮箱 联系人电子邮箱"),
    ]

    /// What a row says of the organization that it names, for one that is not known yet.
    static func organizationColumns(_ part: String, _ words: String) -> [ImportColumn] {
        let words = words.split(separator: " ")
        func each(_ endings: String) -> String {
            endings.split(separator: " ").flatMap { ending in words.map { "\($0)\(ending)" } }
                .joined(separator: " ")
        }
        return [
            ImportColumn(
                "\(part).credit_code",
                .creditCode,
                or: "信用代码 社会信用代码 统一信用代码 " + each("信用代码 统一社会信用代码 代码")
            ),
            ImportColumn(
                "\(part).kind",
                .kind,
                "单位类型",
                en: "kind of organization",
                .word(kinds),
                or: "机构属性 机构类型 机构类别 " + each("性质 类型 类别 属性")
            ),
            ImportColumn("\(part).address", .address, or: "通讯地址 详细地址 联系地址 " + each("地址")),
        ]
    }

    private static let kinds = Organization.Kind.allCases.map { (word: $0.rawValue, name: $0.name) }
}

extension ImportColumn {
    /// A column under its field's own name.
    init(
        _ key: String,
        _ field: Field,
        _ kind: Kind,
        isRequired: Bool = false,
        or synonyms: String = ""
    ) {
        self.init(key, field, nil, en: nil, kind, isRequired: isRequired, or: synonyms)
    }
}

extension Field {
    static let person = Field("person", "姓名", en: "name of a person")
    static let position = Field("position", "职务", en: "position")
}
