import Domain
import Market
import Testing

struct CompletenessTests {
    private func full() throws -> Demand.Content {
        var content = Demand.Content(
            organization: Organization.ID(1),
            title: "高镍三元电解液的高温产气抑制",
            receivedOn: .on(5, 6)
        )
        content.summary = "寻找能在高温下抑制产气的电解液添加剂。"
        content.problem = "在 4.35V 高电压下循环 500 周容量保持率不足 80%，高温产气明显。"
        content.keyIndicators = "60℃存储 30 天膨胀率≤5%。"
        content.expectedResult = "给出配方并完成中试。"
        content.keywords = ["电解液", "高电压", "产气"]
        content.industry = IndustryCode(rawValue: "C3841")
        content.field = "new_materials"
        content.budget = Money(fen: 120_000_000)
        content.deadline = .on(12, 31)
        content.cooperationModes = ["joint"]
        content.readiness = "lab"
        content.contact = Contact(
            name: "李工",
            phone: try PhoneNumber(parsing: "13900001375", field: .contactPhone)
        )
        return content
    }

    @Test func `a demand that says everything has all points and no questions`() throws {
        let completeness = try full().completeness
        #expect(completeness.score == 100)
        #expect(completeness.gaps.isEmpty)
        #expect(completeness.level == .good)
    }

    @Test func `a bare title has few points and the weightiest question first`() {
        let content = Demand.Content(
            organization: Organization.ID(1),
            title: "想做智能家具",
            receivedOn: .on(9, 8)
        )
        let completeness = content.completeness
        #expect(completeness.score == 5)
        #expect(completeness.level == .poor)
        #expect(completeness.gaps.first?.field == .problem)
        #expect(completeness.gaps.map(\.points) == completeness.gaps.map(\.points).sorted(by: >))
    }

    @Test(arguments: 0..<13)
    func `points and what is missing are 100 together`(without: Int) throws {
        var content = try full()
        let blank = Demand.Content(organization: Organization.ID(1), title: "", receivedOn: .on(9, 8))
        switch without {
        case 0: content.title = ""
        case 1: content.problem = ""
        case 2: content.keyIndicators = ""
        case 3: content.expectedResult = ""
        case 4: content.summary = ""
        case 5: content.keywords = []
        case 6: content.industry = nil
        case 7: content.field = nil
        case 8: content.budget = nil
        case 9: content.deadline = nil
        case 10: content.cooperationModes = []
        case 11: content.readiness = nil
        default: content.contact = blank.contact
        }
        let completeness = content.completeness
        #expect(completeness.gaps.count == 1)
        #expect(completeness.score + completeness.gaps.reduce(0) { $0 + $1.points } == 100)
    }

    @Test func `key indicators without a figure have half of their points and ask for one`() throws {
        var content = try full()
        content.keyIndicators = "膨胀率要低。"
        let completeness = content.completeness
        #expect(completeness.score == 93)
        #expect(completeness.gaps.first?.question.zh.contains("数字") == true)
    }

    @Test func `an achievement is asked by how much it is better`() {
        var content = Achievement.Content(
            organization: Organization.ID(1),
            title: "阻燃型高电压电解液添加剂",
            receivedOn: .on(5, 1)
        )
        content.summary = "性能优良。"
        let gap = content.completeness.gaps.first { $0.field == .summary }
        #expect(gap?.points == 11)
        #expect(gap?.question.zh.contains("好多少") == true)
    }

    @Test func `a viewer is told the completeness of the whole record and not of what he may read`()
        async throws
    {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        let viewer = try await market.desk(.viewer)
        let whole = try await market.desk.read { try $0.demands.completeness(demand.id) }
        #expect(try await viewer.read { try $0.demands.completeness(demand.id) } == whole)
        #expect(whole.score > 30)
    }
}

struct DuplicateTests {
    @Test func `the same need of the same enterprise under nearly the same title is found`() async throws {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        var again = Demand.Content(
            organization: demand.organization,
            title: "锂电池 电解液高温产气抑制技术",
            receivedOn: .on(8, 1)
        )
        again.problem = "完全另写的一段话。"
        let found = try await market.desk.likelyDuplicates(of: again)
        #expect(found.map(\.record.code) == [demand.code])
        #expect(found.first?.isSameOrganization == true)
        #expect((found.first?.likeness ?? 0) >= DuplicateRule.sameOrganization)
    }

    @Test func `a record is not its own duplicate`() async throws {
        let market = try await TestMarket()
        let (demand, achievement) = try await market.pair()
        #expect(try await market.desk.likelyDuplicates(of: demand.content, except: demand.id).isEmpty)
        #expect(
            try await market.desk.likelyDuplicates(of: achievement.content, except: achievement.id).isEmpty
        )
        #expect(try await market.desk.likelyDuplicates(of: achievement.content).count == 1)
    }

    @Test func `another need of the same enterprise is no duplicate`() async throws {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        let other = Demand.Content(
            organization: demand.organization,
            title: "厂区废水零排放改造",
            receivedOn: .on(8, 1)
        )
        #expect(try await market.desk.likelyDuplicates(of: other).isEmpty)
    }

    @Test func `a closed record is found too, one entered by mistake is not`() async throws {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        _ = try await market.desk.change { try $0.demands.move(demand.id, to: .closed) }
        #expect(try await market.desk.likelyDuplicates(of: demand.content).count == 1)
        try await market.desk.change { try $0.demands.archive(demand.id, version: nil, as: .mistake) }
        #expect(try await market.desk.likelyDuplicates(of: demand.content).isEmpty)
    }

    @Test func `an organization merged into another has its records found for both`() async throws {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        let kept = try await market.desk.change { work in
            let kept = try work.organizations.create(Organization.Content(name: "江州示例集团", kind: .enterprise))
            try work.organizations.merge(demand.organization, into: kept.id, note: "")
            return kept
        }
        var again = demand.content
        again.organization = kept.id
        #expect(try await market.desk.likelyDuplicates(of: again).first?.isSameOrganization == true)
    }

    @Test(arguments: ["", " ", "，。！", "𠮷", String(repeating: "锂", count: 200)])
    func `no title breaks the search`(title: String) async throws {
        let market = try await TestMarket()
        var content = try await market.pair().demand.content
        content.title = title
        content.keywords = []
        content.problem = ""
        #expect(try await market.desk.likelyDuplicates(of: content).count <= DuplicateRule.most)
    }
}

struct RecordListTests {
    @Test func `lists come in the order asked for, with what lacks the value last`() async throws {
        let market = try await TestMarket()
        let firm = try await market.pair().demand.organization
        let codes = try await market.desk.change { work in
            var codes: [String] = []
            for (title, wan, deadline) in [
                ("b 项", 50 as Int64?, Day.on(12, 31) as Day?),
                ("a 项", nil, Day(year: 2022, month: 6, day: 1)),
                ("c 项", 300, nil), ("d 项", 10, .on(3, 1)),
            ] {
                var content = Demand.Content(organization: firm, title: title, receivedOn: .on(7, 1))
                content.budget = wan.map { Money(fen: $0 * 1_000_000) }
                content.deadline = deadline
                codes.append(try work.demands.create(content).code.description)
            }
            return codes
        }
        func order(_ sort: RecordSort) async throws -> [String] {
            try await market.desk.read { work in
                var filter = RecordFilter()
                filter.text = "项"
                filter.sort = sort
                return try work.demands.list(filter).map(\.code.description)
            }
        }
        let (b, a, c, d) = (codes[0], codes[1], codes[2], codes[3])
        #expect(try await order(.newest) == [d, c, a, b])
        #expect(try await order(.money) == [c, b, d, a])
        // The market's day is the last of 2021: what is due that day is not past yet.
        #expect(try await order(.deadline) == [b, a, d, c])
        #expect(try await order(.title) == [a, b, c, d])
    }

    @Test func `records are counted by state under the list's other filters`() async throws {
        let market = try await TestMarket()
        let demand = try await market.pair().demand
        _ = try await market.desk.change { work in
            try work.demands.move(try work.demands.create(.example(demand.organization)).id, to: .published)
        }
        var filter = RecordFilter()
        filter.state = .closed
        let asked = filter
        let counts = try await market.desk.read { try $0.demands.stateCounts(asked) }
        #expect(counts == [.accepted: 1, .published: 1])
        filter.text = "没有这样的"
        let none = filter
        #expect(try await market.desk.read { try $0.demands.stateCounts(none) }.isEmpty)
    }
}

struct MarkedTextTests {
    @Test func `marked words are the words, in every text of both sides`() async throws {
        let market = try await TestMarket()
        let firm = try await market.pair().demand.organization
        let (demand, achievement) = try await market.desk.change { work in
            var demand = Demand.Content(organization: firm, title: "😀锂电池电解液产气", receivedOn: .on(5, 6))
            demand.summary = "高温产气。"
            demand.problem = "循环后电解液产气明显。"
            demand.detail = "阻燃要求高。"
            demand.keywords = ["测试", "电解液"]
            var achievement = Achievement.Content(
                organization: firm,
                title: "阻燃型锂电池电解液添加剂",
                receivedOn: .on(5, 1)
            )
            achievement.summary = "抑制高温产气的添加剂。"
            achievement.keywords = ["添加剂", "电解液"]
            return (try work.demands.create(demand), try work.achievements.create(achievement))
        }
        let pair = try await market.desk.suggestion(demand.id, achievement.id)
        let words = Set(pair.words.map(\.text))
        for record in [pair.markedDemand, pair.markedAchievement] {
            for marked in [record.title] + record.texts + record.keywords {
                let units = Array(marked.text.utf16)
                for mark in marked.marks {
                    let text = String(decoding: units[mark], as: UTF16.self)
                    // Words that touch are marked as one stretch.
                    #expect(words.contains { text.contains($0) }, "\(text) of \(marked.text)")
                }
            }
        }
        #expect(pair.markedDemand.title.marks.first?.lowerBound == 2)
        #expect(pair.markedDemand.texts.map(\.field) == [.summary, .problem, .detail])
        #expect(pair.markedDemand.keywords.map(\.marks) == [[], [0..<3]])
        for (all, met) in [
            (pair.markedDemand, pair.matchedDemand), (pair.markedAchievement, pair.matchedAchievement),
        ] {
            #expect(met.title == all.title && !met.isTitleOnly)
            #expect(met.texts == all.texts.filter { !$0.marks.isEmpty })
            #expect(met.keywords == all.keywords.filter { !$0.marks.isEmpty })
        }
        let viewer = try await market.desk(.viewer)
        let seen = try await viewer.suggestion(demand.id, achievement.id)
        #expect(seen.markedDemand.texts.map(\.field) == [.summary])
    }
}
