import Domain
import HTTPTypes
import Hummingbird
import Market
import Reports

/// Figures of a page as files.
enum FileMenu {
    /// What figures can be had as, each under `export.` and its name.
    static let formats: [ReportFormat] = [.xlsx, .docx, .csv, .html]

    /// Links to the files.
    ///
    /// - Parameter inputs: What the page's own address asks for, which the files ask for, too.
    static func view(_ reader: Reader, _ path: String, _ inputs: Inputs) -> HTML {
        let links = formats.map { format -> HTML in
            let name =
                switch format {
                case .xlsx: "Excel"
                case .docx: "Word"
                case .html: reader("打印页", en: "Page to print")
                default: format.rawValue.uppercased()
                }
            let address = "\(path)/export.\(format.rawValue)\(inputs.query([("page", nil)]))"
            return "<li><a href=\"\(address)\" download>\(name)</a></li>"
        }
        return """
            <details class="menu-like"><summary class="btn">\(reader("导出…", en: "Export…"))</summary><div>\
            <ul class="plain">\(links)</ul></div></details>
            """
    }

    /// Answers with a paper in each of the formats, under `path` and `export.` with the format's name.
    ///
    /// - Parameter paper: Makes the paper and the file's name, without its ending.
    static func add(
        to routes: RouterGroup<AppContext>,
        _ path: String,
        _ site: Site,
        _ paper:
            @Sendable @escaping (Work, Inputs, Reader, AppContext, ReportFormat) throws -> (Paper, String)
    ) {
        for format in formats {
            routes.get("\(path)/export.\(format.rawValue)") { request, context -> Response in
                let reader = site.reader(request, context)
                let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
                let (file, name) = try await context.desk().read { work in
                    let (paper, name) = try paper(work, inputs, reader, context, format)
                    return (try paper.file(format, work), name)
                }
                return file.response(name: "\(name).\(format.rawValue)", format)
            }
        }
    }
}
