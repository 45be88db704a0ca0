import Domain
import Hummingbird
import Market

/// 代码表: the lists that records refer to, to be read; they are replaced on the command line, from a file.
struct CodeListPages: Sendable {
    let site: Site

    func add(to routes: RouterGroup<AppContext>) {
        routes.get("codes", use: lists)
        routes.get("codes/{list}", use: show)
    }

    @Sendable private func lists(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let book = try await context.desk().read { try $0.codes() }
        let rows = CodeListName.allCases.compactMap { name -> HTML? in
            guard let list = book[name] else { return nil }
            return """
                <tr data-href="\(Paths.codes)/\(name.rawValue)"><td><a href="\(Paths.codes)/\(name.rawValue)">\(Self.title(reader, list))</a>\
                <br><small>\(name.rawValue)</small></td><td data-label="\(reader("版本", en: "Version"))">\(list.version)</td>\
                <td class="num" data-label="\(reader("条数", en: "Entries"))">\(list.entries.count)</td></tr>
                """
        }
        return Layout.page(
            reader,
            .codes,
            title: reader("代码表", en: "Code lists"),
            quiet:
                "\(reader("标准更新时由管理员用命令 techmarket codes 更换；旧记录保留登记时的版次。", en: "An administrator replaces them with techmarket codes; old records keep the edition they were logged under."))",
            body: """
                <section class="card"><table class="stack"><thead><tr><th scope="col">\(reader("代码表", en: "List"))</th>\
                <th scope="col">\(reader("版本", en: "Version"))</th><th scope="col" class="num">\(reader("条数", en: "Entries"))</th></tr></thead>\
                <tbody>\(rows)</tbody></table></section>
                """
        ).response()
    }

    private static func title(_ reader: Reader, _ list: CodeList) -> String { reader(list.title) }

    @Sendable private func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let reader = site.reader(request, context)
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let book = try await context.desk().read { try $0.codes() }
        guard let name = CodeListName(rawValue: try context.part("list")), let list = book[name] else {
            throw HTTPError(.notFound)
        }
        let wanted = inputs["q"].lowercased()
        let found = list.entries.filter { entry in
            wanted.isEmpty || entry.code.lowercased().contains(wanted)
                || entry.name.lowercased().contains(wanted)
                || entry.nameEN.lowercased().contains(wanted)
        }
        let pager = try Pager(total: found.count, inputs)
        let first = (pager.page - 1) * Pager.size
        let rows = found.dropFirst(first).prefix(Pager.size).map { entry -> HTML in
            """
            <tr><td>\(entry.code)</td><td data-label="\(reader("名称", en: "Name"))">\(entry.name)</td>\
            <td data-label="\(reader("英文", en: "English"))">\(entry.nameEN)</td>\
            <td data-label="\(reader("上级", en: "Above"))">\(entry.parent ?? "")</td></tr>
            """
        }
        let table: HTML =
            rows.isEmpty
            ? Parts.empty(reader("没有找到。", en: "Nothing found."))
            : """
            <table class="stack"><thead><tr><th scope="col">\(reader("代码", en: "Code"))</th><th scope="col">\(reader("名称", en: "Name"))</th>\
            <th scope="col">\(reader("英文", en: "English"))</th><th scope="col">\(reader("上级", en: "Above"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
        return Layout.page(
            reader,
            .codes,
            title: Self.title(reader, list),
            quiet: "<a href=\"\(Paths.codes)\">\(reader("代码表", en: "Code lists"))</a>　\(list.version)",
            body: """
                <section class="card"><form class="filters" role="search"><input type="search" name="q" value="\(inputs["q"])" \
                aria-label="\(reader("代码或名称", en: "Code or name"))" placeholder="\(reader("代码或名称", en: "Code or name"))">\
                <button>\(reader("筛选", en: "Filter"))</button></form>\(table)\(pager.view(reader, inputs))</section>
                """
        ).response()
    }
}
