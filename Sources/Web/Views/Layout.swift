import Domain
import Market

/// The frames that pages stand in.
enum Layout {
    /// The parts of the service, as the side of every staff page lists them.
    enum Section: CaseIterable {
        case today, demands, achievements, matches, contracts, activities, visits, programmes, organizations,
            tally, tasks, screens, imports, users, audit, codes

        var name: Phrase {
            switch self {
            case .today: Phrase("工作台", en: "Today")
            case .demands: Phrase("技术需求", en: "Demands")
            case .achievements: Phrase("科技成果", en: "Achievements")
            case .matches: Phrase("对接", en: "Matches")
            case .contracts: Phrase("合同与到账", en: "Contracts")
            case .activities: Phrase("活动", en: "Activities")
            case .visits: Phrase("走访服务", en: "Visits")
            case .programmes: Phrase("专项", en: "Programmes")
            case .organizations: Phrase("单位", en: "Organizations")
            case .tally: Phrase("指标与目标", en: "Figures")
            case .screens: Phrase("大屏与字幕", en: "Screens")
            case .tasks: Phrase("重点任务", en: "Key tasks")
            case .imports: Phrase("导入表格", en: "Import sheets")
            case .users: Phrase("用户", en: "Users")
            case .audit: Phrase("审计记录", en: "Audit log")
            case .codes: Phrase("代码表", en: "Code lists")
            }
        }

        var path: String {
            switch self {
            case .today: Paths.desk
            case .demands: Paths.demands
            case .achievements: Paths.achievements
            case .matches: Paths.matches
            case .contracts: Paths.contracts
            case .activities: Paths.activities
            case .visits: Paths.visits
            case .programmes: Paths.programmes
            case .organizations: Paths.organizations
            case .tally: Paths.tally
            case .screens: Paths.screens
            case .tasks: Paths.tasks
            case .imports: Paths.imports
            case .users: Paths.users
            case .audit: Paths.audit
            case .codes: Paths.codes
            }
        }

        /// Who sees it there.
        var leastRole: Role {
            switch self {
            case .users: .admin
            case .imports: .staff
            default: .viewer
            }
        }
    }

    /// A page for people who are signed in.
    ///
    /// - Parameters:
    ///   - title: what the page is about; stands in the window's title and as its heading.
    ///   - quiet: what stands small below the heading.
    ///   - actions: what can be done from here, the most likely last.
    static func page(
        _ reader: Reader,
        _ section: Section?,
        title: String,
        quiet: HTML = "",
        actions: HTML = "",
        body: HTML
    ) -> HTML {
        let side = side(reader, section)
        return document(
            reader,
            title: title,
            """
            <a class="skip" href="#main">\(reader("跳到正文", en: "Skip to the content"))</a><div class="app">\
            <nav class="side" aria-label="\(reader("主导航", en: "Main"))">\(side)</nav>\
            <div class="main"><details class="menu"><summary><b>\(reader.site.settings.marketName)</b>\
            <span>\(reader("菜单", en: "Menu"))</span></summary>\
            <nav class="side" aria-label="\(reader("菜单", en: "Menu"))">\(side)</nav></details>\
            <header class="bar"><form action="\(Paths.search)" role="search"><input type="search" name="q" \
            placeholder="\(reader("搜索需求、成果、单位、编号……", en: "Search demands, achievements, organizations, codes…"))" \
            aria-label="\(reader("搜索", en: "Search"))"></form>\(quickActions(reader))\(who(reader))</header>\
            <main class="page" id="main">\(note(reader))<div class="head"><div><h1>\(title)</h1>\
            \(quiet.isEmpty ? "" : "<span class=\"quiet\">\(quiet)</span>" as HTML)</div>\
            \(actions.isEmpty ? "" : "<div class=\"do\">\(actions)</div>" as HTML)</div>\(body)</main></div></div>
            """
        )
    }

    /// A page of one thing and no frame: signing in, an error.
    static func alone(_ reader: Reader, title: String, body: HTML) -> HTML {
        document(
            reader,
            title: title,
            """
            <main class="alone" id="main"><p class="quiet"><a href="\(Paths.home)">\(reader.site.settings.marketName)</a></p>\
            \(note(reader))<div class="card"><h1>\(title)</h1><br>\(body)</div>\
            <p class="quiet">\(languages(reader))</p></main>
            """
        )
    }

    /// What every page is within.
    static func document(_ reader: Reader, title: String, head: HTML = "", _ body: HTML) -> HTML {
        let assets = reader.site.assets
        return """
            <!doctype html><html lang="\(reader.language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width,initial-scale=1">\
            <title>\(title) · \(reader.site.settings.marketName)</title>\
            <link rel="stylesheet" href="\(assets.path("style.css"))"><link rel="icon" href="\(assets.path("icon.svg"))">\
            <script src="\(assets.path("app.js"))" defer></script>\(head)</head><body>\(body)</body></html>
            """
    }

    /// Links to the page in each language.
    static func languages(_ reader: Reader) -> HTML {
        let links = Language.allCases.map { language -> HTML in
            let name = language == .zh ? "中文" : "English"
            let code = language == .zh ? "zh-CN" : "en"
            if language == reader.language { return "<span lang=\"\(code)\">\(name)</span>" }
            return
                "<a lang=\"\(code)\" href=\"\(Paths.language(language, back: reader.address))\">\(name)</a>"
        }
        return links.joined(separator: " / ")
    }

    /// What was done on the page before.
    static func note(_ reader: Reader) -> HTML {
        guard let note = reader.note, !note.isEmpty else { return "" }
        return "<p class=\"note good\" role=\"status\">\(note)</p>"
    }

    private static func side(_ reader: Reader, _ section: Section?) -> HTML {
        let links = Section.allCases.filter { reader.may($0.leastRole) }.map { one -> HTML in
            let current: HTML = one == section ? " aria-current=\"page\"" : ""
            let rule: HTML = one == .tally ? "<hr>" : ""
            return "\(rule)<a href=\"\(one.path)\"\(current)>\(reader(one.name))\(badge(reader, one))</a>"
        }
        return "<a class=\"name\" href=\"\(Paths.home)\">\(reader.site.settings.marketName)</a>\(links)"
    }

    /// How much waits there for the reader; nothing where nothing does.
    private static func badge(_ reader: Reader, _ section: Section) -> HTML {
        let count: Int64 =
            switch section {
            case .today: reader.counts.all
            case .matches: reader.counts.matches
            case .demands: reader.counts.demands
            case .achievements: reader.counts.achievements
            default: 0
            }
        guard count > 0 else { return "" }
        return "<i>\(count)<span class=\"unseen\"> \(reader("件待办", en: "to do"))</span></i>"
    }

    private static func quickActions(_ reader: Reader) -> HTML {
        guard reader.may(.staff) else { return "" }
        return """
            <a class="btn" href="\(Paths.new(.demand))">\(reader("记需求", en: "Log a demand"))</a>\
            <a class="btn" href="\(Paths.new(.achievement))">\(reader("记成果", en: "Log an achievement"))</a>
            """
    }

    private static func who(_ reader: Reader) -> HTML {
        guard let user = reader.user else { return "" }
        return """
            <span class="who"><a href="\(Paths.account)">\(user.name) · \(reader(user.role.name))</a> \
            <span>\(languages(reader))</span>\
            \(Parts.form(reader, to: Paths.signOut, "<button class=\"flat\">\(reader("退出", en: "Sign out"))</button>"))</span>
            """
    }
}
