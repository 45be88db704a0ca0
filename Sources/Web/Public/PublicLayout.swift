import Domain

extension Layout {
    /// A page for everybody: readable by search engines, on a phone, and without script.
    ///
    /// - Parameters:
    ///   - description: what search engines show below the title.
    ///   - path: the page's one address, whatever else the request's address carried; nil for pages that no engine
    ///     should keep.
    static func publicPage(
        _ reader: Reader,
        _ current: String,
        title: String,
        description: String? = nil,
        path: String? = nil,
        search: HTML = "",
        body: HTML
    ) -> HTML {
        let links: [(String, String)] = [
            (Paths.publicDemands, reader("需求", en: "Demands")),
            (Paths.publicAchievements, reader("成果", en: "Achievements")),
            (Paths.publicActivities, reader("活动", en: "Activities")),
        ]
        let shown = links.map { to, name -> HTML in
            "<a href=\"\(to)\"\(to == current ? " aria-current=\"page\"" : "" as HTML)>\(name)</a>"
        }
        let meta: HTML = description.map { "<meta name=\"description\" content=\"\($0)\">" } ?? ""
        let base = reader.site.settings.publicURL ?? ""
        let canonical: HTML =
            path.map { base.isEmpty ? "" : "<link rel=\"canonical\" href=\"\(base + $0)\">" }
            ?? "<meta name=\"robots\" content=\"noindex\">"
        let staff: HTML =
            reader.user == nil
            ? "<a href=\"\(Paths.signIn())\">\(reader("工作人员登录", en: "Staff sign-in"))</a>"
            : "<a href=\"\(Paths.desk)\">\(reader("回到工作台", en: "To the desk"))</a>"
        return document(
            reader,
            title: title,
            head: "\(meta)\(canonical)",
            """
            <a class="skip" href="#main">\(reader("跳到正文", en: "Skip to the content"))</a><header class="top"><div class="w">\
            <nav aria-label="\(reader("主导航", en: "Main"))"><a href="\(Paths.home)"><b>\(reader.site.settings.marketName)</b></a>\
            \(shown)<a class="end" href="\(Paths.submitDemand)"\(current == Paths.submitDemand ? " aria-current=\"page\"" : "" as HTML)>\
            \(reader("提交需求", en: "Hand in a demand"))</a><a href="\(Paths.submitAchievement)"\
            \(current == Paths.submitAchievement ? " aria-current=\"page\"" : "" as HTML)>\
            \(reader("提交成果", en: "Hand in an achievement"))</a></nav>\(search)</div></header>\
            <main class="w public" id="main">\(note(reader))\(body)</main><footer class="w foot">\
            <p><a href="\(Paths.receipt)">\(reader("查询提交进度", en: "Look up what you handed in"))</a>　\(staff)　\
            \(languages(reader))</p></footer>
            """
        )
    }

    /// The search box of the catalogue.
    static func publicSearch(_ reader: Reader, _ path: String, _ inputs: Inputs, hint: String) -> HTML {
        let kept = ["field", "industry"].filter { !inputs[$0].isEmpty }.map { Parts.hidden($0, inputs[$0]) }
        return """
            <form action="\(path)" role="search"><input type="search" name="q" value="\(inputs["q"])" \
            placeholder="\(hint)" aria-label="\(reader("搜索", en: "Search"))">\(kept)\
            <button class="go">\(reader("搜索", en: "Search"))</button></form>
            """
    }
}
