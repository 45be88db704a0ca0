import Domain
import Market
import Testing

/// Key tasks, and the bureau's sheets that they stand on.
struct KeyTaskTests {
    private static func content(_ progress: String = "", sheet: String = "five_focus") -> KeyTask.Content {
        var content = KeyTask.Content(sheet: sheet, year: 2021, title: "建好技术交易市场")
        content.progress = progress
        return content
    }

    private func year() throws -> Period { try #require(Period(year: 2021)) }

    /// A market with one enterprise served in June and one in September.
    private func served() async throws -> TestMarket {
        let market = try await TestMarket()
        try await market.desk.change { work in
            for (name, day) in [("甲公司", Day.on(6, 1)), ("乙公司", .on(9, 1))] {
                let firm = try work.organizations.create(
                    Organization.Content(name: name, kind: .enterprise)
                )
                var visit = Visit.Content(organization: firm.id, on: day, kind: "visit")
                visit.summary = "谈到保密配方"
                _ = try work.visits.create(visit)
            }
        }
        return market
    }

    @Test func `a task is recorded, changed, put away and taken out, each time with its audit entry`()
        async throws
    {
        let market = try await TestMarket()
        let made = try await market.desk.change { try $0.keyTasks.create(Self.content("签约{{签约数}}项。")) }
        #expect(made.code.description == "ZD-2021-0001" && made.filing.version == 1)
        let edited = try await market.desk.change { work in
            var content = made.content
            content.deadline = "2021年12月底"
            return try work.keyTasks.edit(made, version: 1, content)
        }
        #expect(edited.filing.version == 2 && edited.dueOn == .on(12, 31))
        try await market.desk.change { try $0.keyTasks.archive(edited, version: 2, as: .done) }
        #expect(try await market.desk.read { try $0.keyTasks.count(KeyTaskFilter()) } == 0)
        let stale = try await refusal {
            try await market.desk.change { try $0.keyTasks.archive(edited, version: 2, as: .undone) }
        }
        #expect(stale == "stale_version")
        try await market.desk.change { try $0.keyTasks.archive(edited, version: 3, as: .undone) }
        let actions = try await market.desk.read { work -> [String] in
            var filter = AuditFilter()
            (filter.entity, filter.record) = try work.auditLog.row(of: "ZD-2021-0001")
            return try work.auditLog.entries(filter).map(\.action)
        }
        #expect(actions == ["task.archive", "task.archive", "task.edit", "task.create"])
        #expect(try await market.desk.read { try $0.search("zd-2021-0001", limit: 3).record } == made.code)
    }

    @Test(arguments: [
        ("{{服务企业}}", "figure_unknown"), ("{{服务企业数", "figure_unclosed"),
        ("{{服务企业数|多}}", "figure_style_unknown"),
        ("{{成交额|余}}", "figure_style_misfit"), ("{{服务企业数@2021Q4..2021Q1}}", "period_reversed"),
        ("}}", "figure_unopened"),
    ])
    func `a figure that won't do is refused in each of the texts, and nothing is written`(
        text: String,
        code: String
    ) async throws {
        let market = try await TestMarket()
        let task = try await market.desk.change { try $0.keyTasks.create(Self.content()) }
        let before = try await market.lastWrite()
        for field in KeyTaskContent.FigureField.allCases {
            var content = Self.content()
            content[text: field] = text
            let (wanted, name) = (content, field.field)
            do {
                _ = try await market.desk.change { try $0.keyTasks.edit(task, version: 1, wanted) }
                Issue.record("\(text) was accepted")
            } catch let error as AppError {
                #expect(error.code == code && error.field == name)
            }
            #expect(
                try await refusal { _ = try await market.desk.change { try $0.keyTasks.create(wanted) } }
                    == code
            )
        }
        #expect(try await market.lastWrite() == before)
    }

    @Test func `a task stands on a sheet that there is, named by its name, its title or a part of it`()
        async throws
    {
        let market = try await TestMarket()
        for name in ["five_focus", "“五个围绕”重点任务落实情况汇总表", "五个围绕", "\"五个围绕\"", "领办"] {
            let made = try await market.desk.change {
                try $0.keyTasks.create(Self.content(sheet: name))
            }
            #expect(["five_focus", "led_projects"].contains(made.sheet))
        }
        for (name, wanted) in [("没有的表", "sheet_unknown"), ("", "sheet_unknown"), ("汇总表", "sheet_ambiguous")] {
            let code = try await refusal {
                _ = try await market.desk.change { try $0.keyTasks.create(Self.content(sheet: name)) }
            }
            #expect(code == wanted)
        }
    }

    @Test func `the file keeps figures by their keys, and people read them by their names`() async throws {
        let market = try await TestMarket()
        let task = try await market.desk.change { try $0.keyTasks.create(Self.content("{{ 服务企业数｜余 }}家")) }
        #expect(task.progress == "{{服务企业数|余}}家")
        let row = try await market.desk.read { work -> String in
            var filter = AuditFilter()
            filter.entity = "task"
            return try work.auditLog.entries(filter).first?.after ?? ""
        }
        #expect(row.contains("{{enterprises_served|余}}家"))
        // What is read and saved again is the same.
        let again = try await market.desk.change { work in
            try work.keyTasks.edit(try work.keyTasks.find("ZD-2021-0001"), version: nil, task.content)
        }
        #expect(again.filing.version == 1)
    }

    @Test func `a figure that there is no more stands as it is written, and the sheet is not handed on`()
        async throws
    {
        let market = try await TestMarket()
        _ = try await market.desk.change { try $0.keyTasks.create(Self.content("意向{{意向数}}项")) }
        // A newer program had it under this key.
        try market.tamper("{{intentions}}", "{{intentionz}}")
        let other = try await market.secondWorkspace()
        let year = try year()
        try await other.desk().read { work in
            #expect(try work.keyTasks.find("ZD-2021-0001").progress == "意向{{intentionz}}项")
            let filled = try work.bureauSheets.fill("five_focus", year)
            #expect(filled.rows[0].text(.progress).text == "意向{{intentionz}}项")
            #expect(filled.faults.map(\.error.code) == ["figure_unknown"])
            let error = #expect(throws: AppError.self) { try filled.requireWhole() }
            #expect(error?.message.zh.hasPrefix("ZD-2021-0001 进展情况第 1 行第 3 字") == true)
        }
        try other.close()
    }

    // MARK: Sheets

    @Test func `a sheet has the tasks of its period's years in their places, each figure of its own period`()
        async throws
    {
        let market = try await served()
        try await market.desk.change { work in
            for (title, position, year) in [("后", 20, 2021), ("前", 10, 2021), ("去年", 1, 2020)] {
                var content = KeyTask.Content(sheet: "five_focus", year: year, title: title)
                content.position = position
                content.progress = "服务{{服务企业数}}家，上半年{{服务企业数@2021H1}}家"
                _ = try work.keyTasks.create(content)
            }
            var mistake = KeyTask.Content(sheet: "five_focus", year: 2021, title: "误录")
            mistake.position = 5
            let wrong = try work.keyTasks.create(mistake)
            try work.keyTasks.archive(wrong, version: nil, as: .mistake)
            let done = try work.keyTasks.list(KeyTaskFilter()).first { $0.title == "后" }
            try work.keyTasks.archive(try #require(done), version: nil, as: .done)
        }
        let year = try year()
        try await market.desk.read { work in
            let filled = try work.bureauSheets.fill("five_focus", year)
            // What is done stays on its year's sheet, what was a mistake never was.
            #expect(filled.rows.map(\.task.title) == ["前", "后"])
            #expect(filled.rows.map(\.number) == [1, 2])
            #expect(filled.rows[0].text(.progress).text == "服务2家，上半年1家")
            #expect(filled.figures.map(\.value) == [2, 1])
            #expect(filled.figures.map(\.origin) == [.live, .live])
            let quarter = try work.bureauSheets.fill("five_focus", Period(year: 2021, quarter: 3))
            #expect(quarter.rows[0].text(.progress).text == "服务1家，上半年1家")
            let both = try work.bureauSheets.fill("five_focus", Period(first: .on(1, 1), last: .on(1, 2)))
            #expect(both.rows.count == 2)
            #expect(try work.bureauSheets.fill("五个围绕", Period(year: 2020)).rows.map(\.task.title) == ["去年"])
            let empty = try work.bureauSheets.fill("领办", year)
            #expect(empty.rows.isEmpty && empty.years.isEmpty && empty.faults.isEmpty)
            #expect(try work.bureauSheets.fill("五个围绕", Period(year: 2019)).years == [2021, 2020])
        }
    }

    @Test func `figures of an issued report stay as they were, and the sheet says what it has from where`()
        async throws
    {
        let market = try await served()
        _ = try await market.desk.change { work in
            try work.keyTasks.create(Self.content("服务{{服务企业数}}家，上半年{{服务企业数@2021H1}}家，下半年{{服务企业数@2021H2}}家"))
        }
        let year = try year()
        var codes: [RecordCode] = []
        for period in [year, Period(year: 2021, half: 1)] {
            codes.append(try await market.desk.issue(Reports.Order(period)).report.code)
        }
        let issued = codes
        try await market.desk.change { work in
            for day in [Day.on(6, 3), .on(9, 3)] {
                let firm = try work.organizations.create(
                    Organization.Content(name: "后来的\(day)", kind: .enterprise)
                )
                _ = try work.visits.create(Visit.Content(organization: firm.id, on: day, kind: "visit"))
            }
        }
        try await market.desk.read { work in
            let live = try work.bureauSheets.fill("five_focus", year)
            #expect(live.rows[0].text(.progress).text == "服务4家，上半年2家，下半年2家")
            #expect(live.report == nil && live.otherFigures.isEmpty)
            let frozen = try work.bureauSheets.fill("five_focus", nil, report: issued[0].description)
            #expect(frozen.period == year && frozen.report?.code == issued[0])
            // The half that was issued is as it was; the one that was not is as it is now, and is named.
            #expect(frozen.rows[0].text(.progress).text == "服务2家，上半年1家，下半年2家")
            #expect(frozen.figures.map(\.origin) == [.report(issued[0]), .report(issued[1]), .live])
            #expect(frozen.otherFigures.map(\.period.code) == ["2021H1", "2021H2"])
            let same = try work.reports.get(issued[0].description).figures.first {
                $0.code == "enterprises_served"
            }
            #expect(frozen.figures.first?.value == same?.value)
        }
    }

    @Test func `a report that is not there, is no report or is of another period is refused`() async throws {
        let market = try await served()
        let year = try year()
        let code = try await market.desk.issue(Reports.Order(year)).report.code
        let cases: [(Period?, String?, String)] = [
            (year, "BB-2021-9999", "not_found"), (year, "HT-2021-0001", "record_code_kind"),
            (year, "报表", "record_code_format"),
            (Period(year: 2020), code.description, "report_period_differs"),
            (nil, nil, "period_missing"),
        ]
        for (period, report, wanted) in cases {
            let found = try await refusal {
                _ = try await market.desk.read {
                    try $0.bureauSheets.fill("five_focus", period, report: report)
                }
            }
            #expect(found == wanted)
        }
    }

    @Test func `a market changes a sheet, adds one, and does away with one`() async throws {
        let market = try await TestMarket()
        try await market.desk.change { work in
            let sheets = work.bureauSheets
            let theirs = try sheets.list()
            #expect(theirs.map(\.name) == ["five_focus", "led_projects", "practical_deeds"])
            #expect(theirs.allSatisfy { $0.version == 0 })
            #expect(try sheets.own().isEmpty)
            var changed = theirs[0]
            // A heading's first scalar may make one character with whatever stands before it.
            changed.columns = [.init("任务", .title), .init("\u{1F3FB}进展", .progress)]
            #expect(try sheets.save(changed, version: 0).version == 1)
            #expect(throws: AppError.self) { try sheets.save(changed, version: 0) }
            let new = BureauSheet(name: "weekly", title: "每周工作表", columns: [.init("事", .title)])
            _ = try sheets.create(new)
            #expect(
                try sheets.list().map(\.name) == ["five_focus", "led_projects", "practical_deeds", "weekly"]
            )
            #expect(try sheets.find("五个围绕").columns.map(\.heading) == ["任务", "\u{1F3FB}进展"])
            let task = try work.keyTasks.create(Self.content(sheet: "weekly"))
            #expect(try sheets.archive("weekly", version: 1, archived: true).isArchived)
            // Its task stays, and can be mended; no other comes to it.
            #expect(try work.keyTasks.edit(task, version: nil, task.content).sheet == "weekly")
            for (code, body) in [
                ("sheet_unknown", { _ = try work.keyTasks.create(Self.content(sheet: "weekly")) }),
                ("sheet_name_taken", { _ = try sheets.create(new) }),
                (
                    "sheet_title_taken",
                    {
                        _ = try sheets.create(
                            BureauSheet(name: "b", title: theirs[1].title, columns: new.columns)
                        )
                    }
                ),
            ] as [(String, () throws -> Void)] {
                let error = #expect(throws: AppError.self, performing: body)
                #expect(error?.code == code)
            }
            #expect(try !sheets.archive("weekly", version: 2, archived: false).isArchived)
        }
        #expect(try await market.desk.read { try $0.auditLog.verify() }.isIntact)
    }

    @Test func `a programme's figures stand in texts by its name, whatever it is called later`() async throws
    {
        let market = try await served()
        let (task, programme) = try await market.desk.change { work -> (KeyTask, Programme) in
            let programme = try work.programmes.create(Programme.Content(name: "离岸科创园"))
            let firms = try work.organizations.list(OrganizationFilter())
            for (firm, stage) in zip(firms, [MemberStage.signed, .negotiating]) {
                _ = try work.programmes.join(programme.id, firm.id, as: stage, on: .on(6, 1))
            }
            let text = "签约{{离岸科创园.签约单位数}}家，{{离岸科创园.洽谈中单位数}}家洽谈中，去年{{离岸科创园.签约单位数@2020|单位}}"
            return (try work.keyTasks.create(Self.content(text)), programme)
        }
        let year = try year()
        let code = try await market.desk.issue(Reports.Order(year)).report.code
        _ = try await market.desk.change { work in
            var content = programme.content
            content.name = "省城离岸园"
            return try work.programmes.edit(programme.id, version: nil, content)
        }
        try await market.desk.read { work in
            #expect(try work.keyTasks.find(task.code.description).progress.contains("{{省城离岸园.签约单位数}}"))
            let filled = try work.bureauSheets.fill("five_focus", year)
            #expect(filled.rows[0].text(.progress).text == "签约1家，1家洽谈中，去年0家")
            for figure in filled.figures {
                var rows: Int64 = 0
                try work.figureTexts.eachEvidence(figure.entry.key, in: figure.period) { _ in rows += 1 }
                #expect(rows == figure.value)
                #expect(try work.figureTexts.evidenceCount(figure.entry.key, in: figure.period) == rows)
            }
            // An issued report has no figures of programmes: they are of now, and the sheet says so.
            let frozen = try work.bureauSheets.fill("five_focus", nil, report: code.description)
            #expect(frozen.otherFigures.count == 3 && frozen.faults.isEmpty)
        }
        let gone = try await refusal {
            _ = try await market.desk.change { try $0.keyTasks.create(Self.content("{{离岸科创园.签约单位数}}")) }
        }
        #expect(gone == "figure_unknown")
    }

    @Test func `viewers read sheets, and nothing confidential through them`() async throws {
        let market = try await served()
        _ = try await market.desk.change { work in
            var content = Self.content("服务{{服务企业数}}家")
            content.note = "内部口径"
            return try work.keyTasks.create(content)
        }
        let year = try year()
        try await market.desk(.viewer).read { work in
            #expect(try work.keyTasks.find("ZD-2021-0001").note.isEmpty)
            #expect(try work.keyTasks.list(KeyTaskFilter()).allSatisfy(\.note.isEmpty))
            let filled = try work.bureauSheets.fill("five_focus", year)
            #expect(filled.rows[0].task.note.isEmpty)
            #expect(filled.rows[0].text(.progress).text == "服务2家")
            var titles: [String] = []
            for figure in filled.figures {
                try work.figureTexts.eachEvidence(figure.entry.key, in: year) { titles.append($0.title) }
            }
            #expect(titles == ["", ""])
        }
    }
}

extension AuditFinding {
    fileprivate var isIntact: Bool { if case .intact = self { true } else { false } }
}
