import Documents
import Domain
import Exchange
import Hummingbird
import Market
import Reports

/// Lists as workbooks under the headings that reading accepts, with the filters of their pages.
enum ListDownload {
    /// What a list has: hands on the records that the address asks for.
    typealias Rows =
        @Sendable (
            _ inputs: Inputs, _ work: Work, _ records: Records, _ add: @escaping (JSON.Members) throws -> Void
        )
        throws -> Void

    /// Answers with the list of a kind, under `export.xlsx`.
    static func add(
        to routes: RouterGroup<AppContext>,
        _ path: String,
        _ type: RecordType,
        _ site: Site,
        _ rows: @escaping Rows
    ) {
        routes.get("\(path)/export.xlsx") { request, context -> Response in
            let reader = site.reader(request, context)
            let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
            let file = try await context.desk().read { work in
                try ListFile.write(type, work, reader.language) { try rows(inputs, work, $0, $1) }
            }
            return response(reader, type, file)
        }
    }

    static func response(_ reader: Reader, _ type: RecordType, _ file: ScratchFile) -> Response {
        ReportFile.scratch(file).response(name: "\(reader(type.name))-\(reader.today).xlsx", .xlsx)
    }

    /// Links to a list as files. A workbook is for those who may bring it in again.
    ///
    /// - Parameter path: That of the list as CSV.
    static func links(_ reader: Reader, _ path: String) -> HTML {
        let csv: HTML = "<a class=\"btn\" href=\"\(path)\" download>\(reader("导出 CSV", en: "Export CSV"))</a>"
        guard reader.may(.staff) else { return csv }
        let workbook = path.replacing("/export.csv", with: "/export.xlsx")
        return
            "<a class=\"btn\" href=\"\(workbook)\" download>\(reader("导出 Excel", en: "Export Excel"))</a>\(csv)"
    }
}
