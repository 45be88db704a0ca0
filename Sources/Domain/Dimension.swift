/// What a figure is cut by. Every cut is over the very rows that make the figure.
public enum Dimension: String, Sendable, CaseIterable {
    case month, quarter, industry, field, district
    /// 卖方所在地, of contracts and their money.
    case sellerDistrict = "seller_district"
    /// 来源单位: the university or institute that the achievement or the contract's technology comes from.
    case institution
    case contractType = "contract_type"
    case activity, staff
    /// 技术输出: whether the seller is in the market's own region.
    case output
    /// 技术吸纳: whether the buyer is in the market's own region.
    case absorption

    public var name: Phrase {
        switch self {
        case .month: Phrase("月份", en: "Month")
        case .quarter: Phrase("季度", en: "Quarter")
        case .industry: Phrase("行业门类", en: "Industry")
        case .field: Phrase("技术领域", en: "Technical field")
        case .district: Phrase("区县", en: "District")
        case .sellerDistrict: Phrase("卖方所在地", en: "Seller's place")
        case .institution: Phrase("来源单位", en: "Source institution")
        case .contractType: Phrase("合同类型", en: "Contract type")
        case .activity: Phrase("活动", en: "Activity")
        case .staff: Phrase("工作人员", en: "Staff member")
        case .output: Phrase("输出（卖方）", en: "Output (seller)")
        case .absorption: Phrase("吸纳（买方）", en: "Absorption (buyer)")
        }
    }

    /// How a row finds its part, as it stands beside the cut.
    public func rule(_ indicator: Indicator) -> Phrase {
        switch self {
        case .month, .quarter: Phrase("按每条依据的日期。", en: "By the date of each row.")
        case .industry:
            switch indicator.subject {
            case .demand, .achievement, .match:
                Phrase(
                    "按需求（成果）填写的行业门类，没填的按其单位的行业。",
                    en: "By the section of the record's industry, else of its organization's."
                )
            default: Phrase("按企业（合同按买方）的行业门类。", en: "By the section of the enterprise's or buyer's industry.")
            }
        case .field: Phrase("按需求、成果或合同填写的技术领域。", en: "By the technical field of the record or contract.")
        case .district:
            switch indicator.subject {
            case .demand, .achievement, .match:
                Phrase("按需求（成果）所在地，没填的按其单位所在地。", en: "By the record's place, else its organization's.")
            default: Phrase("按企业（合同按买方）所在地。", en: "By the place of the enterprise or the buyer.")
            }
        case .sellerDistrict: Phrase("按合同卖方所在地。", en: "By the place of the contract's seller.")
        case .institution:
            Phrase("按成果的单位；合同按卖方。", en: "By the achievement's organization; of contracts, the seller.")
        case .contractType: Phrase("按合同类型。", en: "By the type of contract.")
        case .activity:
            Phrase("按参加的活动；不是参加活动的服务另列。", en: "By the activity attended; other services stand apart.")
        case .staff:
            switch indicator.subject {
            case .service:
                Phrase(
                    "走访按走访人，需求按受理人，对接按负责人；参加活动不分人。",
                    en:
                        "Visits by who went, demands by who accepted them, matches by owner; attendances by nobody."
                )
            case .demand: Phrase("按受理需求的人。", en: "By who accepted the demand.")
            case .achievement: Phrase("按发布成果的人。", en: "By who published the achievement.")
            case .match: Phrase("按对接的负责人。", en: "By the owner of the match.")
            default:
                Phrase("按合同第一个对接的负责人。", en: "By the owner of the first match behind the contract.")
            }
        case .output:
            Phrase("按卖方所在地在不在本市场地区内。", en: "By whether the seller is in the market's own region.")
        case .absorption:
            Phrase("按买方所在地在不在本市场地区内。", en: "By whether the buyer is in the market's own region.")
        }
    }

    /// Whether the rows of an indicator have such a part at all; 不适用 where they have not.
    public func applies(to indicator: Indicator) -> Bool {
        switch self {
        case .month, .quarter: true
        case .industry, .district: indicator.subject != .activity
        case .field: ![.activity, .service].contains(indicator.subject)
        case .institution: [.achievement, .match, .contract].contains(indicator.subject)
        case .contractType, .sellerDistrict, .output, .absorption: indicator.subject == .contract
        case .activity: [.activity, .service].contains(indicator.subject)
        case .staff: indicator.subject != .activity
        }
    }

    /// The dimension with this code or Chinese name, or the part of a name that only one has.
    ///
    /// - Throws: `dimension_unknown`.
    public init(parsing text: String, field: Field = .dimension) throws(AppError) {
        let wanted = Text.trimmed(text)
        for dimension in Self.allCases
        where dimension.rawValue == wanted.lowercased() || dimension.name.zh == wanted {
            self = dimension
            return
        }
        // 行业 for 行业门类, as people say it, where it can mean one only.
        let alike = Self.allCases.filter { wanted.count >= 2 && $0.name.zh.contains(wanted) }
        if alike.count == 1 {
            self = alike[0]
            return
        }
        let known = Self.allCases.map { "\($0.rawValue)（\($0.name.zh)）" }.joined(separator: "、")
        let codes = Self.allCases.map(\.rawValue).joined(separator: ", ")
        throw AppError(
            .invalid,
            "dimension_unknown",
            field: field,
            value: text,
            Phrase(
                "没有“\(AppError.quote(text))”这个维度：可用的有 \(known)。",
                en: "There is no dimension “\(AppError.quote(text))”; there are: \(codes)."
            )
        )
    }
}

extension Indicator {
    /// What the rows behind a figure are about.
    public enum Subject: Sendable {
        case service, activity, demand, achievement, match, contract
    }

    public var subject: Subject {
        switch self {
        case .enterprisesServed, .services: .service
        case .activities: .activity
        case .demandsCollected: .demand
        case .achievementsPublished: .achievement
        case .demandsIntroduced, .intentions: .match
        case .contractsSigned, .contractValue, .technologyValue, .payments: .contract
        }
    }
}
