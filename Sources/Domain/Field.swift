/// An input's name, as people see it and as files and the API spell it.
public struct Field: Sendable, Hashable {
    /// The name in files and the API, such as `credit_code`.
    public let code: String
    /// The name people see, such as 统一社会信用代码.
    public let name: Phrase

    public init(_ code: String, _ zh: String, en: String) {
        self.code = code
        self.name = Phrase(zh, en: en)
    }
}

/// The fields of all records, so that one input has one name everywhere.
extension Field {
    public static let code = Field("code", "编号", en: "code")
    public static let externalID = Field("external_id", "外部编号", en: "external id")
    public static let version = Field("version", "版本", en: "version")
    public static let note = Field("note", "备注", en: "note")
    public static let on = Field("on", "日期", en: "date")
    public static let title = Field("title", "名称", en: "title")
    public static let kind = Field("kind", "类型", en: "kind")

    public static let organization = Field("organization", "单位", en: "organization")
    public static let name = Field("name", "名称", en: "name")
    public static let creditCode = Field("credit_code", "统一社会信用代码", en: "unified social credit code")
    public static let organizationCode = Field("organization_code", "组织机构代码", en: "organization code")
    public static let aliases = Field("aliases", "曾用名或简称", en: "aliases")
    public static let region = Field("region", "行政区划", en: "region")
    public static let zone = Field("zone", "开发区", en: "development zone")
    public static let industry = Field("industry", "国民经济行业", en: "industry")
    public static let address = Field("address", "地址", en: "address")
    public static let contactName = Field("contact_name", "联系人", en: "contact")
    public static let contactPhone = Field("contact_phone", "联系电话", en: "contact phone")
    public static let contactEmail = Field("contact_email", "电子邮箱", en: "contact email")

    public static let summary = Field("summary", "公开摘要", en: "public summary")
    public static let detail = Field("detail", "保密详情", en: "confidential detail")
    public static let problem = Field("problem", "主要问题", en: "main problem")
    public static let keyIndicators = Field("key_indicators", "关键指标", en: "key indicators")
    public static let expectedResult = Field("expected_result", "预期目标", en: "expected result")
    public static let keywords = Field("keywords", "关键词", en: "keywords")
    public static let technicalField = Field("field", "技术领域", en: "technical field")
    public static let budget = Field("budget_fen", "拟投入", en: "budget")
    public static let price = Field("price_fen", "意向价格", en: "asking price")
    public static let deadline = Field("deadline", "截止日期", en: "deadline")
    public static let validUntil = Field("valid_until", "有效期至", en: "valid until")
    public static let completedOn = Field("completed_on", "完成日期", en: "completed on")
    public static let cooperationModes = Field("cooperation_modes", "合作方式", en: "cooperation modes")
    public static let readiness = Field("readiness", "成熟度", en: "readiness")
    public static let trl = Field("trl", "技术就绪度", en: "technology readiness level")
    public static let ipKinds = Field("ip_kinds", "知识产权", en: "intellectual property")
    public static let ipNote = Field("ip_note", "知识产权说明", en: "intellectual property note")
    public static let people = Field("people", "完成人", en: "people")
    public static let source = Field("source", "来源", en: "source")
    public static let receivedOn = Field("received_on", "收到日期", en: "received on")
    public static let state = Field("state", "状态", en: "state")

    public static let demand = Field("demand", "技术需求", en: "demand")
    public static let achievement = Field("achievement", "科技成果", en: "achievement")
    public static let match = Field("match", "对接", en: "match")
    public static let stage = Field("stage", "阶段", en: "stage")
    public static let reason = Field("reason", "终止原因", en: "reason for ending")
    public static let owner = Field("owner", "负责人", en: "owner")
    public static let nextStep = Field("next_step", "下一步", en: "next step")
    public static let nextOn = Field("next_on", "下次日期", en: "date of the next step")
    public static let text = Field("text", "内容", en: "text")
    public static let score = Field("score", "得分", en: "score")

    public static let contract = Field("contract", "技术合同", en: "contract")
    public static let contractType = Field("contract_type", "合同类型", en: "contract type")
    public static let buyer = Field("buyer", "买方", en: "buyer")
    public static let seller = Field("seller", "卖方", en: "seller")
    public static let total = Field("total_fen", "成交额", en: "contract total")
    public static let technology = Field("technology_fen", "技术交易额", en: "technology value")
    public static let signedOn = Field("signed_on", "签订日期", en: "signed on")
    public static let startsOn = Field("starts_on", "开始日期", en: "starts on")
    public static let endsOn = Field("ends_on", "结束日期", en: "ends on")
    public static let registrationNumber = Field("registration_number", "登记编号", en: "registration number")
    public static let amount = Field("amount_fen", "到账金额", en: "payment amount")
    public static let payment = Field("payment", "到账", en: "payment")

    public static let activity = Field("activity", "活动", en: "activity")
    public static let place = Field("place", "地点", en: "place")
    public static let host = Field("host", "主办单位", en: "host")
    public static let coHosts = Field("co_hosts", "协办单位", en: "co-hosts")
    public static let parent = Field("parent", "所属活动", en: "parent activity")
    public static let attendees = Field("people", "到场人数", en: "people attending")
    public static let visit = Field("visit", "走访服务", en: "visit")
    public static let staff = Field("staff", "走访人", en: "staff member")
    public static let visitSummary = Field("summary", "走访情况", en: "visit summary")
    public static let result = Field("result", "成效", en: "result")

    public static let period = Field("period", "期间", en: "period")
    public static let year = Field("year", "年度", en: "year")
    public static let indicator = Field("indicator", "指标", en: "indicator")
    public static let target = Field("target", "年度目标", en: "target")
    public static let login = Field("login", "登录名", en: "login")
    public static let password = Field("password", "密码", en: "password")
    public static let oldPassword = Field("old_password", "原密码", en: "old password")
    public static let token = Field("token", "访问令牌", en: "access token")
    public static let tokenName = Field("token_name", "令牌用途", en: "token name")
    public static let expiresOn = Field("expires_on", "有效期至", en: "expires on")
    public static let idempotencyKey = Field("Idempotency-Key", "幂等键", en: "idempotency key")
    public static let role = Field("role", "角色", en: "role")
    public static let user = Field("user", "用户", en: "user")
    public static let file = Field("file", "文件", en: "file")
    public static let database = Field("db", "市场数据文件", en: "market's file")
}
