/// The rules of each record's own content: what must be there, how long it may be, what must agree within it.
/// Each returns the content in its one form, so that equal contents are equal.

extension Contact {
    func checked() throws(AppError) -> Contact {
        Contact(name: try TextRule.line(name, .contactName), phone: phone, email: email)
    }
}

extension Organization.Content {
    public func checked() throws(AppError) -> Self {
        var content = self
        content.externalID = try Self.externalID(externalID)
        content.name = try TextRule.required(name, .name)
        content.aliases = try TextRule.list(aliases, .aliases, count: Limits.aliases).filter {
            $0 != content.name
        }
        content.address = try TextRule.line(address, .address)
        content.contact = try contact.checked()
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        return content
    }

    static func externalID(_ text: String?) throws(AppError) -> String? {
        guard let text else { return nil }
        let line = try TextRule.line(text, .externalID)
        return line.isEmpty ? nil : line
    }
}

extension DemandContent {
    public func checked(today: Day) throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.title = try TextRule.required(title, .title)
        content.summary = try TextRule.block(summary, .summary)
        content.detail = try TextRule.block(detail, .detail)
        content.problem = try TextRule.block(problem, .problem)
        content.keyIndicators = try TextRule.block(keyIndicators, .keyIndicators)
        content.expectedResult = try TextRule.block(expectedResult, .expectedResult)
        content.keywords = try TextRule.list(
            keywords,
            .keywords,
            each: Limits.keyword,
            count: Limits.keywords
        )
        content.contact = try contact.checked()
        content.source = try TextRule.line(source, .source)
        try receivedOn.requireNotFuture(today: today, field: .receivedOn)
        try budget?.requirePlausible(field: .budget)
        return content
    }
}

extension AchievementContent {
    public func checked(today: Day) throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.title = try TextRule.required(title, .title)
        content.summary = try TextRule.block(summary, .summary)
        content.detail = try TextRule.block(detail, .detail)
        content.keywords = try TextRule.list(
            keywords,
            .keywords,
            each: Limits.keyword,
            count: Limits.keywords
        )
        content.ipNote = try TextRule.block(ipNote, .ipNote, limit: Limits.note)
        content.people = try TextRule.line(people, .people)
        content.contact = try contact.checked()
        content.source = try TextRule.line(source, .source)
        try receivedOn.requireNotFuture(today: today, field: .receivedOn)
        try completedOn?.requireNotFuture(today: today, field: .completedOn)
        try price?.requirePlausible(field: .price)
        if let trl { try Self.check(trl: trl) }
        return content
    }

    /// Refuses a technology readiness level other than 1 to 9 (GB/T 22900).
    public static func check(trl: Int) throws(AppError) {
        guard (1...9).contains(trl) else {
            throw AppError(
                .invalid,
                "trl_out_of_range",
                field: .trl,
                value: String(trl),
                Phrase(
                    "技术就绪度“\(trl)”不对：请填 1 到 9 的整数。",
                    en: "The readiness level “\(trl)” won't do: give a whole number from 1 to 9."
                )
            )
        }
    }
}

extension ContractContent {
    public func checked(today: Day) throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.title = try TextRule.required(title, .title)
        content.registrationNumber = try TextRule.line(
            registrationNumber,
            .registrationNumber,
            limit: Limits.keyword
        )
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        try signedOn.requireNotFuture(today: today, field: .signedOn)
        if let startsOn, let endsOn {
            try endsOn.require(notBefore: startsOn, of: Field.startsOn.name, field: .endsOn)
        }
        try ContractLedger.check(total: total, technology: technology)
        guard buyer != seller else {
            throw AppError(
                .invalid,
                "same_parties",
                field: .seller,
                Phrase(
                    "卖方和买方是同一家单位：请核对合同双方。",
                    en: "Seller and buyer are one organization: check the parties."
                )
            )
        }
        return content
    }
}

extension PaymentContent {
    public func checked() throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        return content
    }
}

extension ActivityContent {
    public func checked(today: Day) throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.title = try TextRule.required(title, .title)
        content.place = try TextRule.line(place, .place)
        content.host = try TextRule.line(host, .host)
        content.coHosts = try TextRule.list(coHosts, .coHosts, count: Limits.aliases)
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        if state == .held { try on.requireNotFuture(today: today, field: .on) }
        if let endsOn { try endsOn.require(notBefore: on, of: Field.on.name, field: .endsOn) }
        return content
    }
}

extension ProgrammeContent {
    public func checked() throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.name = try TextRule.required(name, .name)
        content.goal = try TextRule.block(goal, .goal, limit: Limits.note)
        content.department = try TextRule.line(department, .department)
        content.note = try TextRule.block(note, .note, limit: Limits.note)
        if let startsOn, let endsOn {
            try endsOn.require(notBefore: startsOn, of: Field.startsOn.name, field: .endsOn)
        }
        return content
    }
}

extension VisitContent {
    public func checked(today: Day) throws(AppError) -> Self {
        var content = self
        content.externalID = try Organization.Content.externalID(externalID)
        content.summary = try TextRule.block(summary, .visitSummary)
        content.result = try TextRule.block(result, .result)
        try on.requireNotFuture(today: today, field: .on)
        return content
    }
}

extension Money {
    /// Refuses an amount below zero, and one that only a slip of the unit explains.
    public func requirePlausible(field: Field) throws(AppError) {
        guard fen >= 0 else {
            throw AppError(
                .invalid,
                "money_negative",
                field: field,
                value: yuan,
                Phrase(
                    "\(field.name.zh)\(yuan)元是负数：请填零或以上的金额和单位。",
                    en:
                        "The \(field.name.en) of \(yuan) yuan is below zero: give an amount of zero or more with its unit."
                )
            )
        }
        guard fen <= Limits.money else {
            throw AppError(
                .invalid,
                "amount_too_large",
                field: field,
                value: wan,
                Phrase(
                    "\(field.name.zh)\(wan)超过上限 \(Money(fen: Limits.money).phrase.zh)：请核对单位。",
                    en:
                        "The \(field.name.en) of \(yuan) is above the limit of \(Money(fen: Limits.money).phrase.en): check the unit."
                )
            )
        }
    }
}
