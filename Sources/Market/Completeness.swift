public import Domain

/// How much of what a good match needs a record says, and what to ask its owner.
///
/// Matching reads words, keywords and the industry, and checks money, readiness and modes of cooperation; staff need a
/// contact and a date to act on. Each has points by how much of a match hangs on it, 100 in all: a market's own weighing,
/// not a standard. What is there but too little to go by has half of its points.
public struct Completeness: Sendable, Equatable {
    /// What is missing, or too little to go by.
    public struct Gap: Sendable, Equatable {
        public let field: Field
        /// What a full answer would add.
        public let points: Int
        /// What to ask the record's owner.
        public let question: Phrase
    }

    /// How far a record is fit to be matched.
    public enum Level: String, Sendable, CaseIterable {
        /// From 80 on.
        case good
        /// From 50 on.
        case fair
        case poor

        public var name: Phrase {
            switch self {
            case .good: Phrase("够用来匹配", en: "enough to match by")
            case .fair: Phrase("还缺几项", en: "some things are missing")
            case .poor: Phrase("信息太少，匹配会不准", en: "too little, matches will be off")
            }
        }
    }

    /// 0 to 100.
    public let score: Int
    /// The weightiest first.
    public let gaps: [Gap]

    public var level: Level { score >= 80 ? .good : score >= 50 ? .fair : .poor }

    public init(_ content: DemandContent) {
        var tally = Points()
        tally.title(content.title, 10)
        tally.text(
            .problem,
            content.problem,
            18,
            least: 20,
            missing: Phrase(
                "现在遇到的主要问题是什么？在哪个环节、什么条件下出现？",
                en: "What is the main problem? At which step and under which conditions does it come up?"
            ),
            short: Phrase(
                "主要问题能否说具体些：现在怎么做的，试过什么，差在哪里？",
                en:
                    "Can the problem be put more exactly: what is done now, what was tried, where does it fall short?"
            )
        )
        tally.check(
            .keyIndicators,
            14,
            content.keyIndicators.isEmpty ? 0 : content.keyIndicators.contains(where: \.isNumber) ? 2 : 1,
            missing: Phrase(
                "要达到哪些技术指标？请写数值和单位，现在是多少，要到多少。",
                en:
                    "Which figures have to be reached? Give numbers with units: where they are and where they should be."
            ),
            short: Phrase(
                "关键指标还没有数字：现在是多少，要达到多少？",
                en: "The key indicators have no figures: where are they now and where should they be?"
            )
        )
        tally.text(
            .expectedResult,
            content.expectedResult,
            8,
            least: 6,
            missing: Phrase(
                "希望拿到什么样的结果：配方、样机、软件，还是整条产线？",
                en: "What should come of it: a formula, a prototype, software, a whole line?"
            )
        )
        tally.text(
            .summary,
            content.summary,
            10,
            least: 15,
            missing: Phrase(
                "可以公开的一两句话怎么写？公开目录里只显示这一段。",
                en: "What may the public read, in a sentence or two? The catalogue shows this alone."
            )
        )
        tally.keywords(content.keywords, 10)
        tally.industry(content.industry, 8)
        tally.field(content.field, 2)
        tally.check(
            .budget,
            5,
            content.budget == nil ? 0 : 2,
            missing: Phrase(
                "计划投入多少钱？说不准就问一个上限。",
                en: "How much is set aside for it? If unsure, ask for an upper limit."
            )
        )
        tally.check(
            .deadline,
            4,
            content.deadline == nil ? 0 : 2,
            missing: Phrase("最晚什么时候要解决？", en: "By when must it be solved?")
        )
        tally.check(
            .cooperationModes,
            4,
            content.cooperationModes.isEmpty ? 0 : 2,
            missing: Phrase(
                "愿意怎么合作：委托研发、合作研发、买专利，还是请专家来做服务？",
                en:
                    "Which way of working together would suit: commissioned or joint research, a licence, a service?"
            )
        )
        tally.check(
            .readiness,
            3,
            content.readiness == nil ? 0 : 2,
            missing: Phrase(
                "技术最少要成熟到哪一步才能接受：小试、中试，还是能量产？",
                en: "How ripe must the technology be at least: laboratory, pilot, ready for production?"
            )
        )
        tally.contact(content.contact, 4)
        (score, gaps) = tally.result
    }

    public init(_ content: AchievementContent) {
        var tally = Points()
        tally.title(content.title, 10)
        tally.check(
            .summary,
            22,
            content.summary.isEmpty
                ? 0 : content.summary.count >= 30 && content.summary.contains(where: \.isNumber) ? 2 : 1,
            missing: Phrase(
                "这项成果解决什么问题，用在哪里，比现有做法好多少？这一段会公开。",
                en:
                    "What does it solve, where is it used, and by how much is it better? The public will read this."
            ),
            short: Phrase(
                "简介能否写出对比数字：比现有做法好多少，在哪里用过？",
                en: "Can the summary give figures: by how much is it better, and where has it been used?"
            )
        )
        tally.text(
            .detail,
            content.detail,
            12,
            least: 30,
            missing: Phrase(
                "技术路线、试验数据和应用条件是什么？这一段只有工作人员能看。",
                en: "What are the method, the test data and the conditions of use? Only staff read this."
            )
        )
        tally.keywords(content.keywords, 12)
        tally.industry(content.industry, 8)
        tally.field(content.field, 2)
        tally.check(
            .readiness,
            10,
            content.readiness == nil ? 0 : 2,
            missing: Phrase(
                "做到哪一步了：研发、小试、中试、样品，还是量产？",
                en: "How far is it: research, laboratory, pilot, sample, production?"
            )
        )
        tally.check(
            .price,
            6,
            content.price == nil ? 0 : 2,
            missing: Phrase(
                "意向价格是多少？说不准就问一个范围的上限。",
                en: "What is the asking price? If unsure, ask for the upper end."
            )
        )
        tally.check(
            .cooperationModes,
            6,
            content.cooperationModes.isEmpty ? 0 : 2,
            missing: Phrase(
                "愿意怎么合作：转让、许可、入股、合作研发，还是技术服务？",
                en:
                    "Which way of working together would suit: transfer, licence, equity, joint research, service?"
            )
        )
        tally.check(
            .ipKinds,
            5,
            content.ipKinds.isEmpty ? 0 : 2,
            missing: Phrase(
                "有哪些专利或软件著作权，权利人是谁？",
                en: "Which patents or software copyrights are there, and who holds them?"
            )
        )
        tally.check(
            .validUntil,
            2,
            content.validUntil == nil ? 0 : 2,
            missing: Phrase("这条信息到什么时候有效？", en: "Until when does this hold?")
        )
        tally.contact(content.contact, 5)
        (score, gaps) = tally.result
    }
}

/// What has been looked at so far.
private struct Points {
    private var earned = 0
    private var gaps: [Completeness.Gap] = []

    var result: (Int, [Completeness.Gap]) {
        // The order in which they were looked at decides between equals.
        let order = gaps.indices.sorted { (-gaps[$0].points, $0) < (-gaps[$1].points, $1) }
        return (earned, order.map { gaps[$0] })
    }

    /// - Parameter halves: 0 for nothing, 1 for too little, 2 for enough.
    mutating func check(
        _ field: Field,
        _ points: Int,
        _ halves: Int,
        missing: Phrase,
        short: Phrase? = nil
    ) {
        let got = points * halves / 2
        earned += got
        guard halves < 2 else { return }
        let question = halves == 0 ? missing : short ?? missing
        gaps.append(Completeness.Gap(field: field, points: points - got, question: question))
    }

    /// A text that says little below `least` characters.
    mutating func text(
        _ field: Field,
        _ text: String,
        _ points: Int,
        least: Int,
        missing: Phrase,
        short: Phrase? = nil
    ) {
        let more = Phrase(
            "\(field.name.zh)只有一两个词，能否写成一句话？",
            en: "The \(field.name.en) is a word or two: can it be a sentence?"
        )
        check(
            field,
            points,
            text.isEmpty ? 0 : text.count < least ? 1 : 2,
            missing: missing,
            short: short ?? more
        )
    }

    mutating func title(_ title: String, _ points: Int) {
        text(
            .title,
            title,
            points,
            least: 8,
            missing: Phrase("这件事叫什么？", en: "What is it called?"),
            short: Phrase(
                "名称能否写明对象和要做什么，例如“高镍三元电解液的高温产气抑制”？",
                en: "Can the title name the thing and what is to be done with it?"
            )
        )
    }

    mutating func keywords(_ keywords: [String], _ points: Int) {
        check(
            .keywords,
            points,
            keywords.isEmpty ? 0 : keywords.count < 3 ? 1 : 2,
            missing: Phrase(
                "行内人会用哪三到五个词来说它：材料、工艺、设备、产品？",
                en:
                    "Which three to five words do people of the trade use: material, process, machine, product?"
            ),
            short: Phrase(
                "关键词只有 \(keywords.count) 个，能否补到三到五个？",
                en: "There are \(keywords.count) keywords: can there be three to five?"
            )
        )
    }

    mutating func industry(_ industry: IndustryCode?, _ points: Int) {
        check(
            .industry,
            points,
            industry == nil ? 0 : industry?.division == nil ? 1 : 2,
            missing: Phrase("产品属于哪个行业大类？", en: "To which division of industry does the product belong?"),
            short: Phrase(
                "行业只到门类，能否定到大类？",
                en: "Only the industry's section is given: can it be the division?"
            )
        )
    }

    mutating func field(_ field: String?, _ points: Int) {
        check(
            .technicalField,
            points,
            field == nil ? 0 : 2,
            missing: Phrase("属于 11 个技术领域中的哪一个？", en: "Which of the 11 technical fields is it in?")
        )
    }

    mutating func contact(_ contact: Contact, _ points: Int) {
        let isReachable = contact.phone != nil || contact.email != nil
        check(
            .contactName,
            points,
            isReachable ? (contact.name.isEmpty ? 1 : 2) : contact.name.isEmpty ? 0 : 1,
            missing: Phrase("找谁对接？姓名和电话是什么？", en: "Who is to be reached, and at which number?"),
            short: isReachable
                ? Phrase("联系人叫什么？", en: "What is the contact's name?")
                : Phrase("联系人的电话或邮箱是什么？", en: "What is the contact's telephone number or e-mail?")
        )
    }
}

/// Content whose completeness can be told.
public protocol CompletableContent: SubmissionContent {
    var completeness: Completeness { get }
}

extension DemandContent: CompletableContent {
    public var completeness: Completeness { Completeness(self) }
}

extension AchievementContent: CompletableContent {
    public var completeness: Completeness { Completeness(self) }
}

extension Submissions where Body: CompletableContent {
    /// How complete a record is; counted on all of it, whoever asks.
    public func completeness(_ id: Record.ID) throws -> Completeness { try whole(id).content.completeness }
}
