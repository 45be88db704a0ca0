import Domain
import Synchronization

/// An XLSX workbook: its sheets, and what their cells refer to.
final class Workbook: Sendable {
    let package: OfficePackage
    let sheets: [Sheet]
    /// Whether days are counted from 1904, as old Excel for Mac has it.
    let is1904: Bool
    let styles: Styles
    private let stringsEntry: ZipArchive.Entry?
    /// Read when the first sheet is.
    private let strings = Mutex<StringTable?>(nil)

    var name: String { package.archive.file.name }

    /// - Throws: `sheet_…` for what is wrong with the file.
    init(_ package: OfficePackage) throws(AppError) {
        self.package = package
        let root = try package.relationships(of: "")
        let part = root.first { $0.kind == "officeDocument" }?.target ?? "xl/workbook.xml"
        guard let entry = package.archive.entry(part) else {
            throw .fileDamaged(package.archive.file.name, "–\(part)")
        }
        let links = try package.relationships(of: entry.name)
        var list = try SheetList(try package.xml(entry), limits: package.limits)
        try list.resolve(links, in: package.archive)
        guard !list.sheets.isEmpty else { throw .noSheets(package.archive.file.name) }
        sheets = list.sheets
        is1904 = list.is1904
        func linked(_ kind: String) -> ZipArchive.Entry? {
            links.first { $0.kind == kind }.flatMap { package.archive.entry($0.target) }
        }
        stringsEntry = linked("sharedStrings")
        if let entry = linked("styles") {
            styles = try Styles(try package.xml(entry))
        } else {
            styles = .none
        }
    }

    /// The part of a sheet.
    func xml(of sheet: Sheet) throws(AppError) -> XMLScanner {
        guard let entry = package.archive.entry(sheet.part) else {
            throw .fileDamaged(name, "–\(sheet.part)")
        }
        return try package.xml(entry)
    }

    /// The shared strings; the first call reads them.
    func sharedStrings() throws(AppError) -> StringTable {
        let result = strings.withLock { kept -> Result<StringTable, AppError> in
            if let kept { return .success(kept) }
            do throws(AppError) {
                let table = try readStrings()
                kept = table
                return .success(table)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func readStrings() throws(AppError) -> StringTable {
        guard let stringsEntry else { return .empty }
        var builder = StringTable.Builder(name: name, limits: package.limits)
        var xml = try package.xml(stringsEntry)
        var text = TextBuffer(limit: package.limits.textBytes)
        while true {
            switch try xml.next() {
            case .start where xml.isElement("si"):
                text.removeAll()
                try xml.readRichText(into: &text)
                guard String(validating: text.content, as: UTF8.self) != nil else {
                    throw xml.damaged("UTF-8")
                }
                try builder.append(text.content)
            case .finished: return try builder.finish()
            default: continue
            }
        }
    }
}

/// The sheets as the workbook's own part lists them.
private struct SheetList {
    var sheets: [Sheet] = []
    var is1904 = false
    /// The id by which each sheet's part is referred to.
    private var references: [String] = []

    init(_ xml: consuming XMLScanner, limits: SheetLimits) throws(AppError) {
        var isWorkbook = false
        while true {
            switch try xml.next() {
            case .start where xml.depth == 1:
                isWorkbook = xml.isElement("workbook")
                guard isWorkbook else { throw xml.damaged("–workbook") }
            case .start where xml.depth == 2 && xml.isElement("workbookPr"): is1904 = xml.flag(of: "date1904")
            case .start where xml.depth == 3 && xml.isElement("sheet"):
                guard sheets.count < limits.sheets else {
                    throw .tooManySheets(xml.fileName, limit: limits.sheets)
                }
                let state = try xml.value(of: "state") ?? "visible"
                references.append(try xml.value(of: "id", isPrefixed: true) ?? "")
                let name = try xml.value(of: "name") ?? ""
                sheets.append(Sheet(index: sheets.count, name: name, isHidden: state != "visible", part: ""))
            case .finished: return
            default: continue
            }
        }
    }

    /// Finds the sheets' parts, and leaves out what are no sheets of cells, such as charts.
    mutating func resolve(_ links: [OfficePackage.Relationship], in archive: ZipArchive) throws(AppError) {
        var byID: [String: OfficePackage.Relationship] = [:]
        for link in links { byID[link.id] = link }
        var found: [Sheet] = []
        for (sheet, reference) in zip(sheets, references) {
            guard let link = byID[reference] else {
                throw .fileDamaged(archive.file.name, "“\(AppError.quote(sheet.name))”")
            }
            guard link.kind == "worksheet" else { continue }
            guard let entry = archive.entry(link.target) else {
                throw .fileDamaged(archive.file.name, "–\(link.target)")
            }
            found.append(
                Sheet(index: found.count, name: sheet.name, isHidden: sheet.isHidden, part: entry.name)
            )
        }
        sheets = found
    }
}

extension XMLScanner {
    /// Adds the text of the string that has just begun (`si`, `is`): its own, or its runs' one after another. How to
    /// pronounce it, which Japanese Excel adds, is left out.
    mutating func readRichText(into text: inout TextBuffer) throws(AppError) {
        let outside = depth - 1
        while true {
            switch try next() {
            case .start where isElement("t"): try readText(into: &text)
            case .start where isElement("rPh"): try skip()
            case .end where depth == outside:
                text.resolveEscapes()
                return
            default: continue
            }
        }
    }

    /// Adds the text of the element that has just begun, up to its end.
    @inline(__always)
    mutating func readText(into text: inout TextBuffer) throws(AppError) {
        while true {
            switch try next() {
            case .text: try appendText(to: &text)
            case .start: try skip()
            case .end, .finished: return
            }
        }
    }
}
