public import Domain
import Market

/// Making and changing single records from what people typed.
extension Records {
    /// One record by its code, or whatever else it may be called by.
    public func json(_ type: RecordType, _ reference: String) throws -> JSON.Members {
        switch type {
        case .user: try json(try work.users.find(reference))
        case .organization: try json(try work.organizations.find(reference))
        case .demand: try json(try work.demands.find(reference))
        case .achievement: try json(try work.achievements.find(reference))
        case .programme: try json(try work.programmes.find(reference))
        case .activity: try json(try work.activities.find(reference))
        case .visit: try json(try work.visits.find(reference))
        case .match: try json(try work.matches.find(reference))
        case .contract: try json(try work.contracts.find(reference))
        case .payment: try json(try work.payments.find(reference))
        case .task: try json(try work.keyTasks.find(reference))
        case .bureauSheet: try json(try work.bureauSheets.find(reference))
        case .target:
            throw AppError(
                .invalid,
                "no_code",
                field: .code,
                value: reference,
                Phrase(
                    "年度目标没有编号：请按年度和指标查找。",
                    en: "Targets have no codes: look them up by year and indicator."
                )
            )
        }
    }

    /// Makes a record and returns it as it is in the file.
    ///
    /// - Throws: `AppError` that names the field; also for keys that such a record does not have.
    public func create(_ type: RecordType, _ members: JSON.Members) throws -> JSON.Members {
        var reader = RecordReader(type, members, work: work)
        switch type {
        case .user: return try json(try createUser(&reader))
        case .organization:
            let (code, content) = (try reader.recordCode(.organization), try Organization.Content(&reader))
            try reader.finish()
            return try json(try work.organizations.create(content, code: code))
        case .demand:
            let (code, content) = (try reader.recordCode(.demand), try Demand.Content(&reader))
            try reader.finish()
            return try json(try work.demands.create(content, code: code))
        case .achievement:
            let (code, content) = (try reader.recordCode(.achievement), try Achievement.Content(&reader))
            try reader.finish()
            return try json(try work.achievements.create(content, code: code))
        case .programme:
            let (code, content) = (try reader.recordCode(.programme), try Programme.Content(&reader))
            try reader.finish()
            return try json(try work.programmes.create(content, code: code))
        case .activity:
            let (code, content) = (try reader.recordCode(.activity), try Activity.Content(&reader))
            try reader.finish()
            return try json(try work.activities.create(content, code: code))
        case .visit:
            let (code, content) = (try reader.recordCode(.visit), try Visit.Content(&reader))
            try reader.finish()
            return try json(try work.visits.create(content, code: code))
        case .match:
            let (code, pair) = (try reader.recordCode(.match), try pair(&reader))
            try reader.finish()
            return try json(try work.matches.create(pair.demand, pair.achievement, code: code))
        case .contract:
            let (code, content) = (try reader.recordCode(.contract), try Contract.Content(&reader))
            let matches = try reader.list(.matches).map { try work.matches.find($0).id }
            try reader.finish()
            return try json(try work.contracts.sign(content, matches: matches, code: code))
        case .payment:
            let (code, content) = (try reader.recordCode(.payment), try Payment.Content(&reader))
            try reader.finish()
            return try json(try work.payments.create(content, code: code))
        case .task:
            let (code, content) = (try reader.recordCode(.task), try KeyTask.Content(&reader))
            try reader.finish()
            return try json(try work.keyTasks.create(content, code: code))
        case .bureauSheet:
            let sheet = try BureauSheet(&reader)
            try reader.finish()
            return try json(try work.bureauSheets.create(sheet))
        case .target:
            let target = try TargetLine(&reader)
            try work.targets.set(year: target.year, target.indicator, value: target.value)
            return members
        }
    }

    /// Keeps a bureau's sheet under its name, whether or not one stood there.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    public func put(_ members: JSON.Members, version: Int64?) throws -> JSON.Members {
        var reader = RecordReader(.bureauSheet, members, work: work)
        var sheet = try BureauSheet(&reader)
        try reader.finish()
        let old = try work.bureauSheets.list(includesArchived: true).first { $0.name == sheet.name }
        sheet.isArchived = old?.isArchived ?? false
        return try json(try work.bureauSheets.save(sheet, version: version))
    }

    /// Changes what is named in `changes` and leaves the rest; null or a blank text takes a value away.
    ///
    /// - Parameter version: the version that the person saw; nil to change whatever is there.
    /// - Throws: `stale_version`, or `AppError` that names the field.
    public func edit(
        _ type: RecordType,
        _ reference: String,
        version: Int64?,
        _ changes: JSON.Members
    ) throws -> JSON.Members {
        let old = try json(type, reference)
        var members = old
        let readOnly = Self.readOnly(type)
        for key in readOnly { members[key] = nil }
        for change in changes {
            guard !readOnly.contains(change.key) else { throw Self.notContent(type, change.key) }
            // An amount typed with its unit takes the place of the one in fen.
            members[change.key + "_fen"] = nil
            members[change.key] = change.value
        }
        var reader = RecordReader(type, members, kept: old, work: work)
        reader.ignore("code")
        switch type {
        case .organization:
            let content = try Organization.Content(&reader)
            try reader.finish()
            let id = try work.organizations.find(reference).id
            return try json(try work.organizations.edit(id, version: version, content))
        case .demand:
            let content = try Demand.Content(&reader)
            try reader.finish()
            return try json(
                try work.demands.edit(try work.demands.find(reference).id, version: version, content)
            )
        case .achievement:
            let content = try Achievement.Content(&reader)
            try reader.finish()
            let id = try work.achievements.find(reference).id
            return try json(try work.achievements.edit(id, version: version, content))
        case .programme:
            let content = try Programme.Content(&reader)
            try reader.finish()
            let id = try work.programmes.find(reference).id
            return try json(try work.programmes.edit(id, version: version, content))
        case .activity:
            let content = try Activity.Content(&reader)
            try reader.finish()
            let id = try work.activities.find(reference).id
            return try json(try work.activities.edit(id, version: version, content))
        case .visit:
            let content = try Visit.Content(&reader)
            try reader.finish()
            return try json(try work.visits.edit(try work.visits.find(reference), version: version, content))
        case .contract:
            let content = try Contract.Content(&reader)
            reader.ignore("matches")
            try reader.finish()
            let id = try work.contracts.find(reference).id
            return try json(try work.contracts.edit(id, version: version, content))
        case .payment:
            let content = try Payment.Content(&reader)
            try reader.finish()
            let id = try work.payments.find(reference).id
            return try json(try work.payments.edit(id, version: version, content))
        case .task:
            let content = try KeyTask.Content(&reader)
            try reader.finish()
            let task = try work.keyTasks.find(reference)
            return try json(try work.keyTasks.edit(task, version: version, content))
        case .user:
            let user = try work.users.find(reference)
            return try json(try edit(user, &reader))
        case .match, .target, .bureauSheet:
            throw AppError(
                .invalid,
                "not_edited",
                field: .code,
                value: reference,
                Phrase(
                    "\(type.name.zh)不能这样编辑：请用它自己的操作。",
                    en: "A \(type.name.en) is not edited like this: use its own actions."
                )
            )
        }
    }

    /// What a form that is still being filled in says so far: what can't be read yet is left out, and the organization is
    /// number 0 until it is known.
    public func unfinishedDemand(_ members: JSON.Members) throws -> DemandContent {
        try unfinished(.demand, members)
    }

    /// The same for an achievement.
    public func unfinishedAchievement(_ members: JSON.Members) throws -> AchievementContent {
        try unfinished(.achievement, members)
    }

    private func unfinished<Body: ReadableContent>(_ type: RecordType, _ members: JSON.Members) throws -> Body
    {
        var members = members
        while true {
            var reader = RecordReader(type, members, work: work)
            reader.isUnfinished = true
            do {
                return try Body(&reader)
            } catch let error as AppError {
                // One field less each time, so this ends.
                let key = error.field.map(\.code) ?? ""
                let spoken = key.hasSuffix("_fen") ? String(key.dropLast(4)) : key
                guard let wrong = [key, spoken].first(where: { members[$0] != nil }) else { throw error }
                members[wrong] = nil
            }
        }
    }

    /// Keys that the program writes about a record and never reads as its content.
    static func readOnly(_ type: RecordType) -> [String] {
        let keys = [
            "version", "archived", "moves", "follow_ups", "changes", "attendance", "members", "merged_into",
            "stage",
            "cancelled_on",
            "total_now_fen", "technology_now_fen", "paid_fen",
        ]
        return type == .demand || type == .achievement ? keys + ["state"] : keys
    }

    private static func notContent(_ type: RecordType, _ key: String) -> AppError {
        AppError(
            .invalid,
            "read_only",
            field: Field(key, key, en: key),
            value: key,
            Phrase(
                "\(type.name.zh)的“\(key)”由系统记录，不能这样编辑：请用相应的操作（如发布、推进、变更、签到、归档）。",
                en:
                    "The “\(key)” of a record is kept by the program and not edited: use the action that changes it."
            )
        )
    }

    func createUser(_ reader: inout RecordReader) throws -> User {
        let login = try reader.requiredText(.login)
        let name = try reader.requiredText(.name)
        let role = try reader.word(.role, \Role.name)
        let isActive = try reader.flag(.active) ?? true
        try reader.finish()
        let user = try work.users.create(login: login, name: name, role: role)
        return isActive ? user : try work.users.edit(user, name: name, role: role, isActive: false)
    }

    func edit(_ user: User, _ reader: inout RecordReader) throws -> User {
        reader.ignore("login")
        let name = try reader.optionalText(.name) ?? user.name
        let role = try reader.optionalWord(.role, \Role.name) ?? user.role
        let isActive = try reader.flag(.active) ?? user.isActive
        try reader.finish()
        return try work.users.edit(user, name: name, role: role, isActive: isActive)
    }

    func pair(_ reader: inout RecordReader) throws -> (demand: Demand.ID, achievement: Achievement.ID) {
        (
            try work.demands.find(try reader.requiredText(.demand)).id,
            try work.achievements.find(try reader.requiredText(.achievement)).id
        )
    }
}

extension Field {
    static let matches = Field("matches", "对接", en: "matches")
    static let moves = Field("moves", "经历", en: "moves")
    static let followUps = Field("follow_ups", "跟进记录", en: "follow-ups")
    static let changes = Field("changes", "合同变更", en: "changes")
    static let attendance = Field("attendance", "签到", en: "attendance")
    static let archived = Field("archived", "归档", en: "archived")
    static let active = Field("active", "在用", en: "active")
    static let mistake = Field("mistake", "误录", en: "mistake")
    static let mergedInto = Field("merged_into", "并入单位", en: "merged into")
    static let cancelledOn = Field("cancelled_on", "取消日期", en: "cancelled on")
    static let totalNow = Field("total_now_fen", "现成交额", en: "total now")
    static let technologyNow = Field("technology_now_fen", "现技术交易额", en: "technology value now")
    static let paid = Field("paid_fen", "已到账", en: "paid")
    static let to = Field("to", "变为", en: "to")
    static let value = Field("value", "目标值", en: "target value")
    static let valueFen = Field("value_fen", "目标值", en: "target value")
}

/// A target as files have it: a count under `value`, money under `value_fen` or, with its unit, under `value`.
struct TargetLine {
    let year: Int
    let indicator: Indicator
    let value: Int64

    init(_ reader: inout RecordReader) throws {
        guard let year = try reader.integer(.year) else { throw reader.missing(.year) }
        self.year = Int(clamping: year)
        indicator = try Indicator(parsing: try reader.requiredText(.indicator))
        if indicator.isMoney {
            let money = try reader.money(.valueFen)
            try money.requirePlausible(field: .valueFen)
            value = money.fen
        } else {
            guard let count = try reader.integer(.value) else { throw reader.missing(.value) }
            guard count >= 0 else {
                throw AppError(
                    .invalid,
                    "target_negative",
                    field: .value,
                    value: String(count),
                    Phrase(
                        "目标值（value）“\(count)”是负数：请填零或以上的数。",
                        en: "The target value “\(count)” is below zero: give zero or more."
                    )
                )
            }
            value = count
        }
        try reader.finish()
    }
}
