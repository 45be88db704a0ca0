import Domain
import HTTPTypes
import Market
import Testing

@testable import Web

/// Figures with their evidence, and the targets beside them.
struct TallyPagesTests {
    @Test func `every figure of the year leads to as many rows as make it`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.viewer)
        let page = try await browser.get("/desk/tally?period=2021")
        #expect(page.status == .ok)
        let period = try Period(parsing: "2021", field: .period)
        let tally = try await site.desk().read { try $0.tallies.tally(period) }
        for line in tally.lines {
            let path = "/desk/tally/\(line.indicator.rawValue)?period=2021"
            #expect(page.body.contains("href=\"\(path)\""))
            let evidence = try await browser.get(path)
            #expect(evidence.status == .ok && evidence.body.contains(line.indicator.rule.zh))
            let rows = try await site.desk().read { try $0.tallies.evidence(line.indicator, in: period) }
            #expect(evidence.body.contains("共 \(rows.count) 条"), "\(line.indicator)")
            let file = try await browser.get("/desk/tally/\(line.indicator.rawValue)/export.csv?period=2021")
            let sum = rows.reduce(0) { $0 + ($1.amount ?? 0) }
            if line.indicator.isMoney { #expect(sum == line.value) }
            #expect(file.body.split(separator: "\r\n").count == rows.count + 1, "\(line.indicator)")
        }
    }

    @Test func `the bureau's figures stand there with their targets`() async throws {
        let site = try await TestSite.city()
        let body = try await site.browser(.viewer).get("/desk/tally?period=2021").body
        #expect(body.contains("6,230 万元") && body.contains("5,000 万元") && body.contains("124%"))
        #expect(body.contains("id=\"chart-columns-t\""))
        let quarter = try await site.browser(.viewer).get("/desk/tally?period=2021Q2").body
        #expect(quarter.contains("年度目标只和整年比较") && !quarter.contains("id=\"chart-columns-t\""))
        let file = try await site.browser(.viewer).get("/desk/tally/export.csv?period=2021").body
        #expect(file.contains("成交额,62300000.00,元,50000000.00,124,2021"))
    }

    @Test(arguments: [
        ("xlsx", "spreadsheetml.sheet", "PK"), ("docx", "wordprocessingml.document", "PK"),
        ("html", "text/html", "<!doctype html>"), ("csv", "text/csv", "\u{FEFF}"),
    ])
    func `figures and the rows behind one are to be had as files`(
        format: String,
        type: String,
        beginning: String
    ) async throws {
        let browser = try await TestSite.city().browser(.viewer)
        for path in ["/desk/tally", "/desk/tally/contract_value"] {
            let answer = try await browser.get("\(path)/export.\(format)?period=2021")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType]?.contains(type) == true)
            #expect(answer.headers[.contentDisposition]?.contains(".\(format)") == true)
            #expect(answer.body.hasPrefix(beginning))
            #expect(try await browser.get(path + "?period=2021").body.contains("export.\(format)"))
        }
        #expect(try await browser.get("/desk/tally/export.xlsx?period=x").status == .unprocessableContent)
        #expect(try await browser.get("/desk/tally/happiness/export.xlsx").status == .notFound)
    }

    @Test func `parts, the funnel and an issued report are to be had as files`() async throws {
        let site = try await TestSite.city()
        let manager = try await site.browser(.manager)
        let issued = try await manager.post("/desk/reports", ["period": "2021"])
        let pages = [
            "/desk/analysis?period=2021&indicator=contract_value&by=industry", "/desk/analysis?period=2021",
            "/desk/analysis?period=2021&indicator=contracts_signed&by=industry&and=month",
            "/desk/funnel?period=2021", issued.location, issued.location + "/difference",
            issued.location + "/figures/contract_value",
        ]
        for page in pages {
            let body = try await manager.get(page).body
            let (path, query) = (page.prefix { $0 != "?" }, page.drop { $0 != "?" })
            for format in ["xlsx", "docx", "csv", "html"] {
                let answer = try await manager.get("\(path)/export.\(format)\(query)")
                #expect(answer.status == .ok, "\(page) \(format)")
                #expect(body.contains("/export.\(format)"), "\(page) \(format)")
            }
        }
        #expect(try await manager.get("/desk/reports/BB-1999-0001/export.docx").status == .notFound)
        #expect(try await manager.get(pages[0]).body.contains("id=\"chart-bars-t\""))
        #expect(try await manager.get(pages[3]).body.contains("id=\"chart-funnel-t\""))
    }

    @Test(arguments: [
        "demands", "achievements", "organizations", "matches", "contracts", "payments", "activities",
        "visits",
    ])
    func `each list is a workbook for those who may bring it in again`(list: String) async throws {
        let site = try await TestSite.city()
        let staff = try await site.browser(.staff)
        let answer = try await staff.get("/desk/\(list)/export.xlsx")
        #expect(answer.status == .ok && answer.body.hasPrefix("PK"))
        #expect(try await staff.get("/desk/\(list)?view=list").body.contains("/desk/\(list)/export.xlsx"))
        let viewer = try await site.browser(.viewer)
        #expect(try await viewer.get("/desk/\(list)/export.xlsx").status == .forbidden)
        #expect(try await !viewer.get("/desk/\(list)?view=list").body.contains("export.xlsx"))
    }

    @Test func `blank sheets are linked where sheets are brought in`() async throws {
        let staff = try await TestSite.empty().browser(.staff)
        let page = try await staff.get("/desk/imports").body
        for name in ["demand", "achievement", "organization", "attendance", "contract"] {
            #expect(page.contains("/desk/imports/templates/\(name).xlsx"))
            #expect(try await staff.get("/desk/imports/templates/\(name).xlsx").body.hasPrefix("PK"))
        }
        #expect(try await staff.get("/desk/imports/templates/happiness.xlsx").status == .notFound)
    }

    @Test(arguments: [
        ("period=2021-05", "2021年5月"), ("from=2021-05-01&to=2021-05-31", "2021年5月"),
        ("from=2021-05-02&to=2021-06-03", "2021年5月2日至2021年6月3日"), ("", "2022年"),
        ("period=2021年二季度", "2021年二季度"),
    ])
    func `any period can be asked for`(query: String, name: String) async throws {
        let site = try await TestSite.empty()
        let encoded = query.split(separator: "&").map { pair in
            pair.split(separator: "=").map { Inputs.encoded(String($0)) }.joined(separator: "=")
        }.joined(separator: "&")
        let answer = try await site.browser(.viewer).get("/desk/tally?\(encoded)")
        #expect(answer.status == .ok && answer.body.contains("<h1>\(name)"))
    }

    @Test(arguments: ["period=20211", "period=x", "from=2021-02-30", "from=2021-06-01&to=2021-05-01"])
    func `what is no period is refused in words`(query: String) async throws {
        let browser = try await TestSite.empty().browser(.viewer)
        let answer = try await browser.get("/desk/tally?\(query)")
        #expect(answer.status == .unprocessableContent && answer.body.contains("role=\"alert\""))
        #expect(try await browser.get("/desk/tally/services?\(query)").status == .unprocessableContent)
    }

    @Test func `there is no such figure and no such page`() async throws {
        let browser = try await TestSite.empty().browser(.viewer)
        #expect(try await browser.get("/desk/tally/happiness").status == .notFound)
        #expect(try await browser.get("/desk/tally/services?page=x").status == .unprocessableContent)
        #expect(try await browser.get("/desk/tally/services?page=99").status == .ok)
    }

    @Test func `managers set targets, as they saw them`() async throws {
        let site = try await TestSite.empty()
        let manager = try await site.browser(.manager)
        let saved = try await manager.post(
            "/desk/targets",
            ["year": "2022", "contract_value": "5000万元", "activities": "24", "was_activities": ""]
        )
        #expect(saved.location == "/desk/targets?year=2022")
        let form = try await manager.get("/desk/targets?year=2022")
        #expect(form.value(of: "contract_value") == "5000 万元")
        #expect(form.value(of: "was_contract_value") == "5000000000")
        #expect(form.value(of: "activities") == "24")
        // Somebody who still has the empty form does not overwrite what was set meanwhile.
        let stale = try await manager.post(
            "/desk/targets",
            ["year": "2022", "activities": "30", "was_activities": ""]
        )
        #expect(stale.status == .conflict && stale.body.contains("刚被别人改过"))
        let removed = try await manager.post(
            "/desk/targets",
            [
                "year": "2022", "activities": "", "was_activities": "24", "contract_value": "5000 万元",
                "was_contract_value": "5000000000",
            ]
        )
        #expect(removed.status == .seeOther)
        let left = try await site.desk().read { try $0.targets.list(year: 2022).map(\.indicator) }
        #expect(left == [.contractValue])
    }

    @Test func `a target without its unit, below zero or in no year comes back as typed`() async throws {
        let site = try await TestSite.empty()
        let manager = try await site.browser(.manager)
        for (name, value) in [
            ("contract_value", "5000"), ("contract_value", "-1万元"), ("activities", "-1"),
            ("activities", "二十四"),
            ("services", "1.5"),
        ] {
            let answer = try await manager.post(
                "/desk/targets",
                ["year": "2022", name: value, "payments": "1万元"]
            )
            #expect(answer.status == .unprocessableContent, "\(value)")
            #expect(answer.value(of: name) == value && answer.value(of: "payments") == "1万元")
        }
        #expect(try await manager.post("/desk/targets", ["year": "20"]).status == .unprocessableContent)
        #expect(try await manager.get("/desk/targets?year=x").status == .unprocessableContent)
        #expect(try await site.desk().read { try $0.targets.list() }.isEmpty)
    }

    @Test func `others read targets and may not set them`() async throws {
        let site = try await TestSite.empty()
        try await site.desk().change { try $0.targets.set(year: 2022, .activities, value: 24) }
        for role in [Role.viewer, .staff] {
            let browser = try await site.browser(role)
            let page = try await browser.get("/desk/targets").body
            #expect(page.contains("24 场") && !page.contains("name=\"activities\""))
            #expect(
                try await browser.post("/desk/targets", ["year": "2022", "services": "1"]).status
                    == .forbidden
            )
        }
    }

    @Test func `code lists can be read`() async throws {
        let browser = try await TestSite.empty().browser(.viewer)
        #expect(try await browser.get("/desk/codes").body.contains("/desk/codes/industry"))
        #expect(try await browser.get("/desk/codes/industry?q=C38").status == .ok)
        #expect(try await browser.get("/desk/codes/visit_kind").body.contains("需求诊断"))
        #expect(try await browser.get("/desk/codes/nothing").status == .notFound)
    }
}
