import Domain
import Exchange
import Market

/// Audit entries in words that people read.
enum AuditView {
    static func row(
        _ reader: Reader,
        _ entry: AuditEntry,
        _ labels: [String: [Int64: RecordLabel]],
        _ people: [User.ID: String]
    ) -> HTML {
        let label = labels[entry.entity]?[entry.record]
        let record: HTML
        if let code = label?.code {
            record = Parts.link(code, label.map { $0.name.isEmpty ? code.description : $0.name })
        } else {
            record = "\(label.map { $0.name } ?? "")"
        }
        let who = entry.actor.flatMap { people[$0] } ?? reader("系统", en: "the program")
        return """
            <tr><td><span class="nowrap">\(reader(entry.at.phrase))</span><br><small>\(reader("第 \(entry.sequence) 条", en: "entry \(entry.sequence)"))</small></td>\
            <td data-label="\(reader("谁", en: "Who"))">\(who)</td>\
            <td data-label="\(reader("做了什么", en: "What"))">\(name(reader, action: entry.action))<br>\(record)<br>\
            <small>\(name(reader, entity: entry.entity)) · \(kind(reader, entry.kind))</small></td>\
            <td data-label="\(reader("改动", en: "Changes"))">\(changes(reader, entry, labels))</td></tr>
            """
    }

    /// What the write changed, column by column; the new row's values when it was added.
    private static func changes(
        _ reader: Reader,
        _ entry: AuditEntry,
        _ labels: [String: [Int64: RecordLabel]]
    ) -> HTML {
        guard entry.before != nil || entry.after != nil else {
            return "<span class=\"quiet\">\(reader("内容只有工作人员能看", en: "for staff only"))</span>"
        }
        let changes = entry.changes
        guard !changes.isEmpty else { return "—" }
        let rows = changes.map { change -> HTML in
            let (old, new) = (
                value(reader, change.column, change.before, labels),
                value(reader, change.column, change.after, labels)
            )
            let words: HTML =
                switch entry.kind {
                case .insert: "<ins>\(new)</ins>"
                case .delete: "<del>\(old)</del>"
                case .update: "<del>\(old)</del> → <ins>\(new)</ins>"
                }
            return "<tr><th scope=\"row\">\(name(reader, column: change.column))</th><td>\(words)</td></tr>"
        }
        let table: HTML = "<table class=\"facts change\">\(rows)</table>"
        guard entry.kind != .update || rows.count > 6 else { return table }
        return
            "<details><summary>\(reader("\(rows.count) 项", en: "\(rows.count) values"))</summary>\(table)</details>"
    }

    /// A value as people read it: days as dates, fen as money, ids as names.
    private static func value(
        _ reader: Reader,
        _ column: String,
        _ value: JSON,
        _ labels: [String: [Int64: RecordLabel]]
    ) -> HTML {
        switch value {
        case .null, .string(""): return "<span class=\"quiet\">\(reader("空", en: "none"))</span>"
        case .string(let text):
            let shown = text.count > longest ? String(text.prefix(longest)) + "…" : text
            return "<span class=\"pre\">\(word(reader, column, shown))</span>"
        case .int(let number):
            if let table = AuditLog.references[column] {
                guard let label = labels[table]?[number] else { return "\(number)" }
                let name = label.name.isEmpty ? label.code?.description ?? "" : label.name
                return label.code.map { Parts.link($0, name) } ?? "\(name)"
            }
            if days.contains(column) { return Parts.day(reader, Day(rawValue: Int(number))) }
            if amounts.contains(column) { return "\(reader(Money(fen: number).phrase))" }
            if moments.contains(column) { return "\(reader(Instant(rawValue: number).phrase))" }
            if column.hasPrefix("is_") || column == "must_change" {
                return "\(number == 0 ? reader("否", en: "no") : reader("是", en: "yes"))"
            }
            return "\(number)"
        default: return "\(value.text)"
        }
    }

    /// Longer texts are cut here; the record's own page has the whole of the newest.
    private static let longest = 400

    /// Words of fixed sets by their names.
    private static func word(_ reader: Reader, _ column: String, _ text: String) -> String {
        switch column {
        case "state", "from_state", "to_state":
            RecordState(rawValue: text).map { reader($0.name) }
                ?? Activity.State(rawValue: text).map { reader($0.name) }
                ?? ProgrammeState(rawValue: text).map { reader($0.name) } ?? text
        case "stage", "from_stage", "to_stage":
            MatchStage(rawValue: text).map { reader($0.name) }
                ?? MemberStage(rawValue: text).map { reader($0.name) } ?? text
        case "reason": LeaveReason(rawValue: text).map { reader($0.name) } ?? text
        case "role": Role(rawValue: text).map { reader($0.name) } ?? text
        case "kind": Organization.Kind(rawValue: text).map { reader($0.name) } ?? text
        case "indicator": Indicator(rawValue: text).map { reader($0.name) } ?? text
        default: text
        }
    }

    private static let days: Set<String> = [
        "on_day", "ends_on", "starts_on", "signed_on", "cancelled_on", "received_on", "deadline",
        "valid_until", "first_day", "last_day",
        "completed_on", "next_on", "expires_on", "due_on",
    ]
    private static let amounts: Set<String> = ["budget", "price", "total", "technology", "amount"]
    private static let moments: Set<String> = [
        "archived_at", "recorded_at", "created_at", "revoked_at", "set_at", "received_at",
        "issued_at",
    ]

    // MARK: Names

    /// The actions by which the log can be searched.
    static let actions: [String] = {
        let records = ["demand", "achievement"].flatMap { kind in
            [
                "create", "edit", "accepted", "returned", "published", "withdrawn", "closed", "submitted",
                "archive",
            ]
            .map { "\(kind).\($0)" }
        }
        return records + [
            "organization.create", "organization.edit", "organization.merge", "organization.archive",
            "match.create", "match.introduce", "match.refuse", "match.advance", "match.back", "match.end",
            "match.follow_up", "match.assign", "match.archive", "contract.create", "contract.edit",
            "contract.amend", "contract.cancel", "contract.link", "contract.unlink", "contract.archive",
            "payment.create", "payment.edit", "payment.archive", "activity.create", "activity.edit",
            "activity.attend", "activity.unattend", "activity.archive", "visit.create", "visit.edit",
            "visit.archive", "programme.create", "programme.edit", "programme.join", "programme.advance",
            "programme.back", "programme.leave", "programme.assign", "programme.strike", "programme.archive",
            "target.set", "target.remove", "user.create", "user.edit", "user.password",
            "token.create", "token.revoke", "code_list.replace", "market.create", "market.claim",
            "market.region", "report.issue", "screen.renew", "screen.revoke", "screen.year",
            "task.create", "task.edit", "task.archive", "sheet.save",
        ]
    }()

    /// An action in words: `demand.create` is 新增 · 技术需求.
    static func name(_ reader: Reader, action: String) -> String {
        let parts = action.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return action }
        return "\(name(reader, entity: parts[0])) · \(deeds[parts[1]].map { reader($0) } ?? parts[1])"
    }

    private static let deeds: [String: Phrase] = [
        "create": Phrase("新增", en: "create"), "edit": Phrase("修改", en: "edit"),
        "archive": Phrase("归档", en: "archive"), "accepted": Phrase("受理", en: "accept"),
        "returned": Phrase("退回", en: "return"), "published": Phrase("发布", en: "publish"),
        "withdrawn": Phrase("撤回", en: "withdraw"), "closed": Phrase("关闭", en: "close"),
        "submitted": Phrase("提交", en: "submit"), "merge": Phrase("合并", en: "merge"),
        "introduce": Phrase("对接", en: "introduce"), "refuse": Phrase("不合适", en: "refuse"),
        "advance": Phrase("推进", en: "advance"), "back": Phrase("退回上一阶段", en: "go back"),
        "end": Phrase("终止", en: "end"), "follow_up": Phrase("跟进", en: "follow up"),
        "assign": Phrase("安排", en: "assign"), "amend": Phrase("变更", en: "amend"),
        "cancel": Phrase("取消", en: "cancel"), "link": Phrase("关联对接", en: "link"),
        "unlink": Phrase("取消关联", en: "unlink"), "attend": Phrase("签到", en: "attend"),
        "unattend": Phrase("删去签到", en: "take off the list"), "set": Phrase("设定", en: "set"),
        "remove": Phrase("取消", en: "remove"), "password": Phrase("设密码", en: "set the password"),
        "revoke": Phrase("撤销", en: "revoke"), "replace": Phrase("更换", en: "replace"),
        "claim": Phrase("启用", en: "claim"), "issue": Phrase("签发", en: "issue"),
        "region": Phrase("设定地区", en: "set the region"), "join": Phrase("加入", en: "join"),
        "leave": Phrase("退出", en: "leave"), "strike": Phrase("误录划去或恢复", en: "strike or restore"),
        "renew": Phrase("生成展示地址", en: "make the address"), "year": Phrase("设定年份", en: "set the year"),
        "save": Phrase("保存", en: "save"),
    ]

    static func name(_ reader: Reader, entity: String) -> String {
        entities[entity].map { reader($0) } ?? entity
    }

    private static let entities: [String: Phrase] = [
        "organization": Phrase("单位", en: "organization"), "demand": Phrase("技术需求", en: "demand"),
        "achievement": Phrase("科技成果", en: "achievement"), "match": Phrase("对接", en: "match"),
        "contract": Phrase("技术合同", en: "contract"), "payment": Phrase("到账", en: "payment"),
        "activity": Phrase("活动", en: "activity"), "visit": Phrase("走访服务", en: "visit"),
        "target": Phrase("年度目标", en: "target"), "user": Phrase("用户", en: "user"),
        "user_account": Phrase("用户", en: "user"), "token": Phrase("访问令牌", en: "access token"),
        "api_token": Phrase("访问令牌", en: "access token"), "credential": Phrase("密码", en: "password"),
        "code_list": Phrase("代码表", en: "code list"), "market": Phrase("市场", en: "market"),
        "demand_move": Phrase("需求的状态", en: "step of a demand"),
        "achievement_move": Phrase("成果的状态", en: "step of an achievement"),
        "match_move": Phrase("对接的阶段", en: "step of a match"), "follow_up": Phrase("跟进记录", en: "follow-up"),
        "contract_change": Phrase("合同变更", en: "contract change"),
        "contract_match": Phrase("合同与对接的关联", en: "contract's match"),
        "attendance": Phrase("签到", en: "attendance"),
        "organization_merge": Phrase("单位合并", en: "merger"), "receipt": Phrase("回执", en: "receipt"),
        "report": Phrase("报表", en: "report"), "report_figure": Phrase("报表的指标", en: "figure of a report"),
        "programme": Field.programme.name, "programme_member": Field.member.name,
        "programme_move": Phrase("成员的阶段", en: "step of a member"),
        "market_setting": Phrase("市场设置", en: "market's setting"), "screen": Phrase("大屏", en: "screens"),
        "task": Field.keyTask.name, "sheet": Field.bureauSheet.name,
        "bureau_sheet": Field.bureauSheet.name,
    ]

    private static func kind(_ reader: Reader, _ kind: ChangeKind) -> String {
        switch kind {
        case .insert: reader("新增", en: "added")
        case .update: reader("修改", en: "changed")
        case .delete: reader("删除", en: "removed")
        }
    }

    static func name(_ reader: Reader, column: String) -> String {
        columns[column].map { reader($0) } ?? column
    }

    private static let columns: [String: Phrase] = {
        var names: [String: Phrase] = [:]
        let fields: [Field] = [
            .code, .externalID, .note, .title, .kind, .organization, .name, .creditCode, .aliases, .region,
            .zone,
            .industry, .address, .contactName, .contactPhone, .contactEmail, .summary, .detail, .problem,
            .keyIndicators, .expectedResult, .keywords, .deadline, .cooperationModes, .readiness, .source,
            .receivedOn, .state, .validUntil, .completedOn, .trl, .ipNote, .people, .stage, .reason,
            .nextStep,
            .nextOn, .text, .score, .contractType, .signedOn, .startsOn, .endsOn, .registrationNumber, .place,
            .host, .coHosts, .result, .year, .indicator, .login, .role, .expiresOn,
            .goal, .department,
            .bureauSheet, .sheetPosition, .measures, .progress, .responsible, .post, .dueOn, .columns,
        ]
        for field in fields { names[field.code] = field.name }
        let more: [String: Phrase] = [
            "on_day": Field.on.name, "organization_id": Field.organization.name,
            "demand_id": Field.demand.name,
            "achievement_id": Field.achievement.name, "match_id": Field.match.name,
            "contract_id": Field.contract.name, "activity_id": Field.activity.name,
            "parent_id": Field.parent.name, "owner_id": Field.owner.name, "staff_id": Field.staff.name,
            "user_id": Field.user.name, "actor_id": Phrase("谁", en: "who"), "buyer_id": Field.buyer.name,
            "seller_id": Field.seller.name, "into_id": Phrase("并入", en: "merged into"),
            "merged_into": Phrase("并入", en: "merged into"), "budget": Phrase("拟投入", en: "budget"),
            "price": Phrase("报价", en: "price"), "total": Field.total.name,
            "technology": Field.technology.name,
            "amount": Phrase("金额", en: "amount"), "field": Phrase("技术领域", en: "technical field"),
            "ip_kinds": Phrase("知识产权", en: "intellectual property"), "people": Phrase("人数或完成人", en: "people"),
            "from_state": Phrase("原状态", en: "from"), "to_state": Phrase("新状态", en: "to"),
            "from_stage": Phrase("原阶段", en: "from"), "to_stage": Phrase("新阶段", en: "to"),
            "undoes_id": Phrase("撤回第几步", en: "takes back"), "recorded_at": Phrase("录入时间", en: "recorded at"),
            "archived_at": Phrase("归档时间", en: "archived at"), "is_counted": Phrase("计入统计", en: "counted"),
            "is_active": Phrase("在用", en: "active"),
            "code_edition": Phrase("代码表版次", en: "edition of the code lists"),
            "cancelled_on": Phrase("取消日期", en: "cancelled on"), "value": Phrase("目标值", en: "target value"),
            "set_at": Phrase("设置时间", en: "set at"), "must_change": Phrase("下次登录要改", en: "has to be changed"),
            "scope": Phrase("权限", en: "scope"), "created_at": Phrase("生成时间", en: "made at"),
            "revoked_at": Phrase("撤销时间", en: "revoked at"), "digest": Phrase("摘要", en: "digest"),
            "list": Phrase("代码表", en: "list"), "edition": Phrase("版次", en: "edition"),
            "content": Phrase("内容", en: "content"), "report_id": Field.report.name,
            "first_day": Phrase("期间起", en: "first day"), "last_day": Phrase("期间止", en: "last day"),
            "issued_at": Phrase("签发时间", en: "issued at"), "issuer_id": Phrase("签发人", en: "signed by"),
            "issuer_name": Phrase("签发人姓名", en: "signer's name"),
            "is_open": Phrase("期间未结束", en: "period open"),
            "supersedes_id": Field.supersedes.name, "basis": Phrase("依据审计第几条", en: "rests on entry"),
            "content_hash": Phrase("内容校验值", en: "hash of the content"), "hash": Phrase("校验值", en: "hash"),
            "is_money": Phrase("金额", en: "money"), "target": Field.target.name,
            "row_count": Phrase("依据条数", en: "rows"), "rows_hash": Phrase("依据校验值", en: "hash of the rows"),
            "name_zh": Phrase("名称", en: "name (Chinese)"), "name_en": Phrase("英文名称", en: "name (English)"),
            "unit_zh": Phrase("单位", en: "unit (Chinese)"), "unit_en": Phrase("英文单位", en: "unit (English)"),
            "rule_zh": Phrase("计数规则", en: "rule (Chinese)"),
            "rule_en": Phrase("英文计数规则", en: "rule (English)"),
            "received_at": Phrase("收到时间", en: "received at"), "programme_id": Field.programme.name,
            "member_id": Field.member.name,
            "task_group": Field.taskGroup.name, "is_archived": Phrase("停用", en: "not in use"),
        ]
        return names.merging(more) { _, second in second }
    }()

    /// What a check found, in a sentence.
    static func sentence(_ finding: AuditFinding) -> Phrase {
        switch finding {
        case .intact(let entries, let head):
            Phrase(
                "审计链完整：共 \(entries) 条，每条记录都与它的最后一条审计一致；最后一条的校验值 \(head)。",
                en:
                    "The audit chain is whole: \(entries) entries, and every record is as its last entry says; the last hash is \(head)."
            )
        case .altered(let entry):
            Phrase(
                "审计链在第 \(entry.sequence) 条被改动（\(entry.at.phrase.zh)）：请用备份核对。",
                en:
                    "The audit entry \(entry.sequence) was altered (\(entry.at.phrase.en)): compare with a backup."
            )
        case .missing(let sequence):
            Phrase(
                "审计链缺少第 \(sequence) 条：请用备份核对。",
                en: "The audit entry \(sequence) is missing: compare with a backup."
            )
        case .recordAltered(let entity, let record, let columns, let entry):
            Phrase(
                "表 \(entity) 第 \(record) 行被绕过程序改动（\(columns.joined(separator: "、"))）"
                    + (entry.map { "，与审计第 \($0) 条不符" } ?? "，审计日志里没有它") + "：请用备份核对。",
                en:
                    "Row \(record) of the table \(entity) was changed behind the program's back (\(columns.joined(separator: ", ")))"
                    + (entry.map { ", against the audit entry \($0)" }
                        ?? ", and the audit log does not know it")
                    + ": compare with a backup."
            )
        }
    }
}
