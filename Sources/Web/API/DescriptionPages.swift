import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The description of the API, for programs and as a page to read.
struct DescriptionPages: Sendable {
    let site: Site
    let description: Description

    func add(to routes: RouterGroup<AppContext>) {
        let text = description.document.text
        let tag = Answer.tag(1, text)
        let body = ByteBuffer(string: text)
        let whole: @Sendable (Request, AppContext) -> Response = { request, _ in
            let headers: HTTPFields = [
                .contentType: "application/vnd.oai.openapi+json;version=3.1", .eTag: tag,
                .cacheControl: "no-cache",
            ]
            guard request.headers[.ifNoneMatch] != tag else {
                return Response(status: .notModified, headers: headers)
            }
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
        }
        routes.get(RouterPath(Paths.apiDescription), use: whole)
        routes.head(RouterPath(Paths.apiDescription)) { request, context in
            whole(request, context).createHeadResponse()
        }
        routes.get("api") { request, context in page(site.reader(request, context)).response(isPublic: true) }
    }

    // MARK: The page

    private func page(_ reader: Reader) -> HTML {
        let info = description.document["info"]
        let tags = description.document["tags"]?.asArray ?? []
        let links = tags.map { tag -> HTML in
            "<a href=\"#\(tag["name"]?.asString ?? "")\">\(words(tag["description"], reader))</a>"
        }
        let title = words(info?["summary"], reader)
        return Layout.document(
            reader,
            title: title,
            """
            <a class="skip" href="#main">\(reader("跳到正文", en: "Skip to the content"))</a>\
            <header class="top"><div class="w"><nav><b><a href="\(Paths.home)">\(reader.site.settings.marketName)</a></b>\
            <a href="\(Paths.apiDescription)">openapi.json</a><span class="end">\(Layout.languages(reader))</span></nav>\
            <h1>\(title)</h1></div></header><main class="w api" id="main">\
            <section class="card">\(prose(words(info?["description"], reader, separator: "\n\n", isWhole: true)))</section>\
            <nav class="tabs" aria-label="\(reader("各部分", en: "Parts"))">\(links)</nav>\
            \(tags.map { part($0, reader) })</main>
            """
        )
    }

    private func part(_ tag: JSON, _ reader: Reader) -> HTML {
        let name = tag["name"]?.asString ?? ""
        let paths = description.document["paths"]?.asObject ?? [:]
        let operations = paths.flatMap { path in
            (path.value.asObject ?? [:]).filter { $0.value["tags"]?[0] == .string(name) }.map { one in
                operation(path.key, one.key, one.value, reader)
            }
        }
        return """
            <section class="card" id="\(name)"><h2>\(words(tag["description"], reader))</h2>\(operations)</section>
            """
    }

    private func operation(_ path: String, _ method: String, _ json: JSON, _ reader: Reader) -> HTML {
        let parameters = (json["parameters"]?.asArray ?? []).map(description.meaning)
        let content = json["requestBody"]?["content"]?.asObject?.first?.value
        let example = content?["examples"]?.asObject?.first?.value["value"]
        let answers = (json["responses"]?.asObject ?? [:]).map { answer -> HTML in
            let meaning = description.meaning(of: answer.value)
            return "<li><code>\(answer.key)</code> \(words(meaning["description"], reader))</li>"
        }
        let access: HTML =
            json["security"] == []
            ? "<span class=\"chip good\">\(reader("不要令牌", en: "no token"))</span>"
            : method == "get"
                ? "<span class=\"chip\">read</span>" : "<span class=\"chip warn\">write</span>"
        return """
            <details id="\(json["operationId"]?.asString ?? "")"><summary><code class="verb \(method)">\(method.uppercased())</code> \
            <code>\(Description.base)\(path)</code> <span>\(words(json["summary"], reader))</span> \(access)</summary>\
            \(json["description"].map { "<p>\(words($0, reader))</p>" as HTML } ?? "")\
            \(fields(reader("参数", en: "Parameters"), parameters.map { parameter($0, reader) }))\
            \(fields(reader("请求体", en: "Body"), content?["schema"].map { members($0, reader) } ?? []))\
            \(example.map { "<pre tabindex=\"0\">\($0.pretty)</pre>" as HTML } ?? "")\
            <h3>\(reader("回答", en: "Answers"))</h3><ul>\(answers)</ul></details>
            """
    }

    private func fields(_ heading: String, _ rows: [HTML]) -> HTML {
        rows.isEmpty
            ? "" : "<h3>\(heading)</h3><div class=\"scroll\"><table class=\"facts\">\(rows)</table></div>"
    }

    private func parameter(_ json: JSON, _ reader: Reader) -> HTML {
        row(
            json["name"]?.asString ?? "",
            isRequired: json["required"] == true,
            kind: kind(json["schema"] ?? [:], reader),
            words: words(json["description"], reader),
            reader
        )
    }

    /// The members of a body.
    private func members(_ schema: JSON, _ reader: Reader) -> [HTML] {
        let schema = description.meaning(of: schema)
        let required = (schema["required"]?.asArray ?? []).compactMap(\.asString)
        return (schema["properties"]?.asObject ?? [:]).map { member in
            let told = said("title", of: member.value, reader)
            let more = said("description", of: member.value, reader)
            return row(
                member.key,
                isRequired: required.contains(member.key),
                kind: kind(member.value, reader),
                words: [told, more].filter { !$0.isEmpty }.joined(separator: reader("：", en: ": ")),
                reader
            )
        }
    }

    /// What a schema says of itself, or else what the one says to which it refers.
    private func said(_ key: String, of schema: JSON, _ reader: Reader) -> String {
        var schema = schema
        while schema[key] == nil, let next = schema["$ref"]?.asString.flatMap(description.target) {
            schema = next
        }
        return words(schema[key], reader)
    }

    private func row(_ name: String, isRequired: Bool, kind: String, words: String, _ reader: Reader) -> HTML
    {
        let must: HTML = isRequired ? " <span class=\"chip\">\(reader("必填", en: "required"))</span>" : ""
        return
            "<tr><th scope=\"row\"><code>\(name)</code>\(must)</th><td>\(words) <span class=\"quiet\">\(kind)</span></td></tr>"
    }

    /// What values a schema takes, in a few words.
    private func kind(_ schema: JSON, _ reader: Reader) -> String {
        let meaning = description.meaning(of: schema)
        if let words = meaning["enum"]?.asArray {
            return words.compactMap(\.asString).joined(separator: reader(" 或 ", en: " or "))
        }
        if let value = meaning["const"] { return value.asString ?? value.text }
        if let first = meaning["anyOf"]?[0] { return kind(first, reader) }
        let type = meaning["format"]?.asString ?? meaning["type"]?.asString ?? ""
        let bounds = [meaning["minimum"], meaning["maximum"]].map { $0?.text ?? "" }
        return bounds.allSatisfy(\.isEmpty) ? type : "\(type) \(bounds.joined(separator: "–"))"
    }

    // MARK: Words

    /// The reader's half of a text that says everything in Chinese and then in English.
    private func words(
        _ json: JSON?,
        _ reader: Reader,
        separator: String = " · ",
        isWhole: Bool = false
    ) -> String {
        guard let text = json?.asString else { return "" }
        var parts: [String] = []
        if isWhole {
            // Each language has a paragraph and a list.
            let blocks = text.components(separatedBy: separator)
            parts = [
                blocks.prefix(2).joined(separator: separator),
                blocks.dropFirst(2).joined(separator: separator),
            ]
        } else {
            parts = text.components(separatedBy: separator)
        }
        return reader.language == .zh || parts.count < 2 ? parts.first ?? "" : parts[1]
    }

    /// Paragraphs, and lines that begin with a dash as a list.
    private func prose(_ text: String) -> HTML {
        text.components(separatedBy: "\n\n").map { block -> HTML in
            let lines = block.split(separator: "\n")
            guard lines.allSatisfy({ $0.hasPrefix("- ") }) else { return "<p>\(block)</p>" }
            return "<ul>\(lines.map { "<li>\(String($0.dropFirst(2)))</li>" as HTML })</ul>"
        }.joined
    }
}
