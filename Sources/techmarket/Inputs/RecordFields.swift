import ArgumentParser
import Domain

/// What people type about one kind of record; the options are the keys of the record's JSON, as text. Nothing is checked
/// here: Exchange reads files and commands alike.
protocol RecordFields: ParsableArguments, Sendable {
    var members: JSON.Members { get }
}

/// Whom to reach.
struct ContactFields: RecordFields {
    @Option(help: help("联系人", en: "Contact", value: "姓名"))
    var contactName: String?

    @Option(help: help("联系电话", en: "Contact's telephone", value: "电话"))
    var contactPhone: String?

    @Option(help: help("电子邮箱", en: "Contact's e-mail", value: "邮箱"))
    var contactEmail: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("contact_name", contactName)
        list.add("contact_phone", contactPhone)
        list.add("contact_email", contactEmail)
        return list.members
    }
}

/// Where a record stands in the code lists.
struct ClassFields: RecordFields {
    @Option(help: help("国民经济行业：代码或名称，如 C38", en: "Industry: code or name, such as C38", value: "行业"))
    var industry: String?

    @Option(help: help("行政区划：代码或名称，如 大冶市", en: "Region: code or name, such as 420281", value: "区划"))
    var region: String?

    @Option(help: help("开发区", en: "Development zone", value: "开发区"))
    var zone: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("industry", industry)
        list.add("region", region)
        list.add("zone", zone)
        return list.members
    }
}

extension JSON.Members {
    /// These members and then those.
    func with(_ others: JSON.Members...) -> JSON.Members {
        var all = self
        for members in others {
            for member in members { all[member.key] = member.value }
        }
        return all
    }
}

struct OrganizationFields: RecordFields {
    @Option(help: help("单位名称", en: "Name", value: "名称"))
    var name: String?

    @Option(
        help: help(
            "类型：企业、高校、科研院所、中介机构、金融机构、政府部门、其他",
            en: "Kind: enterprise, university, institute, intermediary, finance, government or other",
            value: "类型"
        )
    )
    var kind: String?

    @Option(help: help("统一社会信用代码", en: "Unified social credit code", value: "代码"))
    var creditCode: String?

    @Option(
        name: .customLong("alias"),
        help: help("曾用名或简称，可写多次", en: "Former or short name; may be repeated", value: "名称")
    )
    var aliases: [String] = []

    @OptionGroup var classes: ClassFields

    @Option(help: help("地址", en: "Address", value: "地址"))
    var address: String?

    @OptionGroup var contact: ContactFields

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("name", name)
        list.add("kind", kind)
        list.add("credit_code", creditCode)
        list.add("aliases", aliases)
        list.add("address", address)
        list.add("note", note)
        return list.members.with(classes.members, contact.members)
    }
}

struct DemandFields: RecordFields {
    @Option(
        help: help("提出需求的单位：编号、信用代码或全名", en: "Organization: code, credit code or whole name", value: "单位")
    )
    var organization: String?

    @Option(help: help("需求名称", en: "Title", value: "名称"))
    var title: String?

    @Option(parsing: .unconditional, help: help("公开摘要", en: "Public summary", value: "文字"))
    var summary: String?

    @Option(parsing: .unconditional, help: help("保密详情", en: "Confidential detail", value: "文字"))
    var detail: String?

    @Option(parsing: .unconditional, help: help("主要问题（保密）", en: "Main problem (confidential)", value: "文字"))
    var problem: String?

    @Option(parsing: .unconditional, help: help("关键指标（保密）", en: "Key indicators (confidential)", value: "文字"))
    var keyIndicators: String?

    @Option(
        parsing: .unconditional,
        help: help("预期目标（保密）", en: "Expected result (confidential)", value: "文字")
    )
    var expectedResult: String?

    @Option(name: .customLong("keyword"), help: help("关键词，可写多次", en: "Keyword; may be repeated", value: "词"))
    var keywords: [String] = []

    @OptionGroup var classes: ClassFields

    @Option(help: help("技术领域", en: "Technical field", value: "领域"))
    var field: String?

    @Option(
        parsing: .unconditional,
        help: help("拟投入，带单位，如 120万元", en: "Budget with its unit, such as 120万元", value: "金额")
    )
    var budget: String?

    @Option(help: help("截止日期", en: "Deadline", value: "日期"))
    var deadline: String?

    @Option(
        name: .customLong("cooperation-mode"),
        help: help("合作方式，可写多次", en: "Mode of cooperation; may be repeated", value: "方式")
    )
    var cooperationModes: [String] = []

    @Option(help: help("至少要到的成熟度", en: "Least readiness wanted", value: "成熟度"))
    var readiness: String?

    @OptionGroup var contact: ContactFields

    @Option(help: help("来源", en: "Source", value: "来源"))
    var source: String?

    @Option(help: help("收到日期（默认今天）", en: "Received on (default today)", value: "日期"))
    var receivedOn: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("organization", organization)
        list.add("title", title)
        list.add("summary", summary)
        list.add("detail", detail)
        list.add("problem", problem)
        list.add("key_indicators", keyIndicators)
        list.add("expected_result", expectedResult)
        list.add("keywords", keywords)
        list.add("field", field)
        list.add("budget", budget)
        list.add("deadline", deadline)
        list.add("cooperation_modes", cooperationModes)
        list.add("readiness", readiness)
        list.add("source", source)
        list.add("received_on", receivedOn)
        return list.members.with(classes.members, contact.members)
    }
}

struct AchievementFields: RecordFields {
    @Option(help: help("成果所属单位：编号、信用代码或全名", en: "Organization: code, credit code or whole name", value: "单位"))
    var organization: String?

    @Option(help: help("成果名称", en: "Title", value: "名称"))
    var title: String?

    @Option(parsing: .unconditional, help: help("公开摘要", en: "Public summary", value: "文字"))
    var summary: String?

    @Option(parsing: .unconditional, help: help("保密详情", en: "Confidential detail", value: "文字"))
    var detail: String?

    @Option(name: .customLong("keyword"), help: help("关键词，可写多次", en: "Keyword; may be repeated", value: "词"))
    var keywords: [String] = []

    @OptionGroup var classes: ClassFields

    @Option(help: help("技术领域", en: "Technical field", value: "领域"))
    var field: String?

    @Option(
        parsing: .unconditional,
        help: help("意向价格，带单位，如 80万元", en: "Asking price with its unit, such as 80万元", value: "金额")
    )
    var price: String?

    @Option(help: help("有效期至", en: "Valid until", value: "日期"))
    var validUntil: String?

    @Option(help: help("完成日期", en: "Completed on", value: "日期"))
    var completedOn: String?

    @Option(
        name: .customLong("cooperation-mode"),
        help: help("合作方式，可写多次", en: "Mode of cooperation; may be repeated", value: "方式")
    )
    var cooperationModes: [String] = []

    @Option(
        help: help("成熟度：研发、小试、中试、量产……", en: "Readiness: research, lab, pilot, production …", value: "成熟度")
    )
    var readiness: String?

    @Option(help: help("技术就绪度 1–9", en: "Technology readiness level, 1 to 9", value: "级"))
    var trl: String?

    @Option(
        name: .customLong("ip-kind"),
        help: help("知识产权类型，可写多次", en: "Kind of intellectual property; may be repeated", value: "类型")
    )
    var ipKinds: [String] = []

    @Option(parsing: .unconditional, help: help("知识产权说明", en: "Note on intellectual property", value: "文字"))
    var ipNote: String?

    @Option(help: help("完成人", en: "People", value: "姓名"))
    var people: String?

    @OptionGroup var contact: ContactFields

    @Option(help: help("来源", en: "Source", value: "来源"))
    var source: String?

    @Option(help: help("收到日期（默认今天）", en: "Received on (default today)", value: "日期"))
    var receivedOn: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("organization", organization)
        list.add("title", title)
        list.add("summary", summary)
        list.add("detail", detail)
        list.add("keywords", keywords)
        list.add("field", field)
        list.add("price", price)
        list.add("valid_until", validUntil)
        list.add("completed_on", completedOn)
        list.add("cooperation_modes", cooperationModes)
        list.add("readiness", readiness)
        list.add("trl", trl)
        list.add("ip_kinds", ipKinds)
        list.add("ip_note", ipNote)
        list.add("people", people)
        list.add("source", source)
        list.add("received_on", receivedOn)
        return list.members.with(classes.members, contact.members)
    }
}

struct ContractFields: RecordFields {
    @Option(help: help("合同名称", en: "Title", value: "名称"))
    var title: String?

    @Option(
        name: [.customLong("contract-type"), .customLong("type")],
        help: help(
            "合同类型：技术开发（委托）、技术开发（合作）、技术转让、技术许可、技术咨询、技术服务",
            en:
                "Contract type: development_commissioned, development_cooperative, transfer, license, consulting or service",
            value: "类型"
        )
    )
    var contractType: String?

    @Option(help: help("买方单位", en: "Buyer", value: "单位"))
    var buyer: String?

    @Option(help: help("卖方单位", en: "Seller", value: "单位"))
    var seller: String?

    @Option(
        parsing: .unconditional,
        help: help("成交额，带单位，如 280万元", en: "Contract total with its unit, such as 280万元", value: "金额")
    )
    var total: String?

    @Option(
        parsing: .unconditional,
        help: help("技术交易额，带单位", en: "Technology value with its unit", value: "金额")
    )
    var technology: String?

    @Option(help: help("签订日期（默认今天）", en: "Signed on (default today)", value: "日期"))
    var signedOn: String?

    @Option(help: help("开始日期", en: "Starts on", value: "日期"))
    var startsOn: String?

    @Option(help: help("结束日期", en: "Ends on", value: "日期"))
    var endsOn: String?

    @Option(help: help("合同登记编号", en: "Registration number", value: "编号"))
    var registrationNumber: String?

    @Option(help: help("技术领域", en: "Technical field", value: "领域"))
    var field: String?

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("title", title)
        list.add("contract_type", contractType)
        list.add("buyer", buyer)
        list.add("seller", seller)
        list.add("total", total)
        list.add("technology", technology)
        list.add("signed_on", signedOn)
        list.add("starts_on", startsOn)
        list.add("ends_on", endsOn)
        list.add("registration_number", registrationNumber)
        list.add("field", field)
        list.add("note", note)
        return list.members
    }
}

struct PaymentFields: RecordFields {
    @Option(help: help("合同编号", en: "Contract", value: "HT-2021-0001"))
    var contract: String?

    @Option(help: help("到账 receipt（默认）或退款 refund", en: "receipt (default) or refund", value: "类型"))
    var kind: String?

    @Option(
        parsing: .unconditional,
        help: help("金额，带单位，如 50万元", en: "Amount with its unit, such as 50万元", value: "金额")
    )
    var amount: String?

    @Option(help: help("到账日期（默认今天）", en: "The day it came in (default today)", value: "日期"))
    var on: String?

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("contract", contract)
        list.add("kind", kind)
        list.add("amount", amount)
        list.add("on", on)
        list.add("note", note)
        return list.members
    }
}

struct ActivityFields: RecordFields {
    @Option(help: help("活动名称", en: "Title", value: "名称"))
    var title: String?

    @Option(
        help: help(
            "类型：对接会、路演、推介会、培训、其他",
            en: "Kind: matchmaking, roadshow, promotion, training or other",
            value: "类型"
        )
    )
    var kind: String?

    @Option(help: help("开始日期", en: "The day it begins", value: "日期"))
    var on: String?

    @Option(help: help("结束日期", en: "The day it ends", value: "日期"))
    var endsOn: String?

    @Option(help: help("地点", en: "Place", value: "地点"))
    var place: String?

    @Option(help: help("主办单位", en: "Host", value: "名称"))
    var host: String?

    @Option(
        name: .customLong("co-host"),
        help: help("协办单位，可写多次", en: "Co-host; may be repeated", value: "名称")
    )
    var coHosts: [String] = []

    @Option(
        help: help("所属活动（这是它的分会场）", en: "The activity that this is a sub-session of", value: "HD-2021-0001")
    )
    var parent: String?

    @Option(help: help("所属专项：编号或名称", en: "The programme that it belongs to: code or name", value: "专项"))
    var programme: String?

    @Option(
        help: help(
            "状态：planned 计划中、held 已举办、cancelled 已取消",
            en: "State: planned, held or cancelled",
            value: "状态"
        )
    )
    var state: String?

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("title", title)
        list.add("kind", kind)
        list.add("on", on)
        list.add("ends_on", endsOn)
        list.add("place", place)
        list.add("host", host)
        list.add("co_hosts", coHosts)
        list.add("parent", parent)
        list.add("programme", programme)
        list.add("state", state)
        list.add("note", note)
        return list.members
    }
}

struct ProgrammeFields: RecordFields {
    @Option(help: help("名称", en: "Name", value: "名称"))
    var name: String?

    @Option(parsing: .unconditional, help: help("工作目标", en: "Goal", value: "文字"))
    var goal: String?

    @Option(help: help("开始日期", en: "The day it begins", value: "日期"))
    var startsOn: String?

    @Option(help: help("结束日期", en: "The day it ends", value: "日期"))
    var endsOn: String?

    @Option(help: help("责任部门", en: "Department", value: "名称"))
    var department: String?

    @Option(help: help("负责人的登录名", en: "Owner's login", value: "登录名"))
    var owner: String?

    @Option(
        help: help(
            "状态：planned 筹备中、running 进行中、closed 已结束",
            en: "State: planned, running or closed",
            value: "状态"
        )
    )
    var state: String?

    @Option(parsing: .unconditional, help: help("备注", en: "A note", value: "文字"))
    var note: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("name", name)
        list.add("goal", goal)
        list.add("starts_on", startsOn)
        list.add("ends_on", endsOn)
        list.add("department", department)
        list.add("owner", owner)
        list.add("state", state)
        list.add("note", note)
        return list.members
    }
}

struct VisitFields: RecordFields {
    @Option(help: help("走访的单位", en: "Organization", value: "单位"))
    var organization: String?

    @Option(help: help("走访日期（默认今天）", en: "The day of the visit (default today)", value: "日期"))
    var on: String?

    @Option(
        help: help(
            "类型：走访、需求诊断、上门服务、政策咨询、其他",
            en: "Kind: visit, diagnosis, service, consulting or other",
            value: "类型"
        )
    )
    var kind: String?

    @Option(help: help("走访人的登录名", en: "Login of who went", value: "登录名"))
    var staff: String?

    @Option(parsing: .unconditional, help: help("情况", en: "Summary", value: "文字"))
    var summary: String?

    @Option(parsing: .unconditional, help: help("成效", en: "Result", value: "文字"))
    var result: String?

    @Option(help: help("外部编号", en: "External id", value: "编号"))
    var externalID: String?

    var members: JSON.Members {
        var list = MemberList()
        list.add("external_id", externalID)
        list.add("organization", organization)
        list.add("on", on)
        list.add("kind", kind)
        list.add("staff", staff)
        list.add("summary", summary)
        list.add("result", result)
        return list.members
    }
}
