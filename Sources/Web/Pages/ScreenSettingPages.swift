import Domain
import Hummingbird
import Market

/// 大屏与字幕: where they are to be seen, who may see them without signing in, and which year they show.
struct ScreenSettingPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("screens", use: show)
        routes.post("screens/address", use: renew)
        routes.post("screens/address/revoke", use: revoke)
        routes.post("screens/year", use: setYear)
    }

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        try await page(request, context).response()
    }

    @Sendable private func renew(_ request: Request, _ context: AppContext) async throws -> Response {
        let key = try await context.desk().change { try $0.screens.renew() }
        return try await page(request, context, key: key).response()
    }

    @Sendable private func revoke(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        do {
            try await context.desk().change { try $0.screens.revoke() }
            return .goTo(
                Paths.screens,
                note: reader("展示地址已停用。", en: "The screen address is taken back."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            return try await page(request, context, refusal: error).response(error.kind.status)
        }
    }

    @Sendable private func setYear(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let text = context.form["year"]
        do {
            let year = text.isEmpty ? nil : try Self.year(text)
            try await context.desk().change { try $0.screens.show(year: year) }
            return .goTo(
                Paths.screens,
                note: year.map { reader("大屏改为显示\($0)年。", en: "The screens show \($0) from now on.") }
                    ?? reader("大屏改为显示当年。", en: "The screens show the current year from now on."),
                isSecure: context.isSecure
            )
        } catch let error as AppError where error.kind != .forbidden {
            var draft = Draft(context.form)
            draft.add(error, names: ["year"])
            return try await page(request, context, draft: draft).response(error.kind.status)
        }
    }

    private static func year(_ text: String) throws(AppError) -> Int {
        guard let year = Int(Text.normalized(text)) else { throw Targets.malformed(year: text) }
        return year
    }

    // MARK: The page

    /// - Parameter key: of the address that was made just now.
    private func page(
        _ request: Request,
        _ context: AppContext,
        key: String? = nil,
        draft: Draft? = nil,
        refusal: AppError? = nil
    ) async throws -> HTML {
        let reader = site.reader(request, context)
        let (known, year) = try await context.desk().read { work in
            (try work.screens.address(), try work.screens.year())
        }
        let scheme = context.isSecure ? "https" : "http"
        let base = site.settings.publicURL ?? request.head.authority.map { "\(scheme)://\($0)" } ?? ""
        let links = ScreenFace.allCases.map { face -> HTML in
            "<a class=\"btn\(face == .screen ? " go" : "")\" href=\"\(Paths.screen(face))\">\(reader(face.name))</a>"
        }
        return Layout.page(
            reader,
            .screens,
            title: reader("大屏与字幕", en: "Screens"),
            quiet: """
                \(reader("和报表同一口径的数字、公开的需求和成果，自动更新；不含任何保密内容", en: "The figures of the reports, published demands and achievements, always current; nothing confidential"))
                """,
            actions: links.joined,
            body: """
                \(refusal.map { Parts.refusal(reader, $0) })\(key.map { made(reader, $0, base: base) })\
                \(address(reader, known))\(yearCard(reader, year, draft ?? Draft()))
                """
        )
    }

    /// The new addresses, which nobody can look up again.
    ///
    /// - Parameter base: where the reader reaches the service.
    private func made(_ reader: Reader, _ key: String, base: String) -> HTML {
        let rows = ScreenFace.allCases.map { face -> HTML in
            Parts.fact(
                reader(face.name),
                "<code class=\"pre\">\(base + Paths.screen(face, key))</code>" as HTML
            )
        }
        return """
            <section class="card"><p class="note good" role="status">\
            \(reader("展示地址已生成，只显示这一次，请现在输入展厅的电脑或抄下来：", en: "The address is made and shown only now: open it on the hall's machine or copy it:"))</p>\
            <table class="facts"><tbody>\(rows)</tbody></table></section>
            """
    }

    private func address(_ reader: Reader, _ known: (address: ScreenAddress, maker: User)?) -> HTML {
        let state =
            known.map { known in
                reader(
                    "\(known.maker.name)于\(known.address.madeAt.phrase.zh)生成的展示地址正在使用。",
                    en:
                        "The address made by \(known.maker.name) on \(known.address.madeAt.phrase.en) is in use."
                )
            }
            ?? reader(
                "没有展示地址：只有登录的人能看大屏和字幕。",
                en: "There is no address: only people who are signed in see the screens."
            )
        let buttons: HTML =
            reader.may(.manager)
            ? """
            <div class="do">\(Parts.form(reader, to: "\(Paths.screens)/address", question: known.map { _ in reader("换新地址后，用旧地址的屏幕会立即停止显示。继续？", en: "Screens that use the old address stop at once. Go on?") }, """
            <button\(known == nil ? " class=\"go\"" : "" as HTML)>\(known == nil ? reader("生成展示地址", en: "Make an address") : reader("换新地址", en: "Make a new one"))</button>
            """))\(known == nil ? "" : Parts.form(reader, to: "\(Paths.screens)/address/revoke", question: reader("停用后，展厅的屏幕会立即停止显示。继续？", en: "The hall's screens stop at once. Go on?"), """
            <button>\(reader("停用", en: "Take it back"))</button>
            """))</div>
            """
            : "<p class=\"quiet\">\(reader("由负责人生成和停用。", en: "A manager makes it and takes it back."))</p>"
        return """
            <section class="card"><h2>\(reader("展厅用的地址", en: "The hall's address"))</h2><p>\(state)</p>\
            <p class="quiet">\(reader("知道地址的电脑不用登录就能显示大屏和字幕，地址随时可以停用；不知道的人什么也看不到。", en: "A machine that knows it shows the screens without signing in, until it is taken back; nobody else sees anything."))</p>\
            \(buttons)</section>
            """
    }

    private func yearCard(_ reader: Reader, _ year: Int?, _ draft: Draft) -> HTML {
        let now =
            year.map { reader("现在固定显示\($0)年。", en: "They show \($0), as chosen.") }
            ?? reader(
                "现在显示当年；新的一年还没有任何数字和目标时，先显示上一年。",
                en:
                    "They show the current year; while a new one has neither figures nor targets, still the one before."
            )
        guard reader.may(.manager) else {
            return
                "<section class=\"card\"><h2>\(reader("显示哪一年", en: "The year shown"))</h2><p>\(now)</p></section>"
        }
        var draft = draft
        if let year, !draft.isRefused { draft.inputs["year"] = String(year) }
        let field = FormField(
            "year",
            reader("年份", en: "Year"),
            .number,
            hint: reader("留空为当年", en: "blank for the current one"),
            isShort: true
        )
        return """
            <section class="card"><h2>\(reader("显示哪一年", en: "The year shown"))</h2><p>\(now)</p>\
            \(Parts.form(reader, to: "\(Paths.screens)/year", """
            \(draft.summary(reader))\(field.view(reader, draft))<p class="do"><button>\(reader("保存", en: "Save"))</button></p>
            """))</section>
            """
    }
}
