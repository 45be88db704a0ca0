import Domain

/// An XLSX file: an archive of parts that refer to one another (ECMA-376-2, Open Packaging Conventions).
struct OfficePackage: Sendable {
    let archive: ZipArchive
    let limits: SheetLimits

    /// - Throws: what is wrong with the archive, or what else the file is if no workbook.
    init(_ file: FileBytes, limits: SheetLimits) throws(AppError) {
        let archive = try ZipArchive(file)
        self.archive = archive
        self.limits = limits
        if let other = try other { throw other }
        // A part of each kind may be large, but all of them together no more than two.
        let total = archive.entries.values.reduce(0) { $0 &+ min($1.bytes, limits.partBytes) }
        guard total <= limits.partBytes * 2 else { throw .fileBomb(file.name) }
    }

    func xml(_ entry: ZipArchive.Entry) throws(AppError) -> XMLScanner {
        try XMLScanner(entry, of: archive, limits: limits)
    }

    /// How the file is refused if it is something else in an archive.
    private var other: AppError? {
        get throws(AppError) {
            let name = archive.file.name
            if let entry = archive.entry("mimetype") {
                let offset = try archive.dataOffset(of: entry)
                let count = min(entry.packedBytes, 80)
                let type = String(decoding: try archive.file.bytes(at: offset, count: count), as: UTF8.self)
                if type.hasPrefix("application/vnd.oasis.opendocument.spreadsheet") {
                    return .fileOtherWorkbook(
                        name,
                        Phrase("OpenDocument表格（.ods）", en: "an OpenDocument sheet (.ods)")
                    )
                }
            }
            if archive.entry("xl/workbook.bin") != nil {
                return .fileOtherWorkbook(name, Phrase("二进制工作簿（.xlsb）", en: "a binary workbook (.xlsb)"))
            }
            if archive.entry("Index/Document.iwa") != nil {
                return .fileOtherWorkbook(name, Phrase("苹果Numbers表格", en: "a Numbers sheet"))
            }
            if archive.entry("word/document.xml") != nil {
                return .fileIsOther(name, Phrase("Word文档", en: "a Word document"))
            }
            if archive.entry("ppt/presentation.xml") != nil {
                return .fileIsOther(name, Phrase("演示文稿", en: "a presentation"))
            }
            if archive.entry("[Content_Types].xml") == nil, archive.entry("_rels/.rels") == nil,
                archive.entry("xl/workbook.xml") == nil
            {
                return .fileIsOther(name, Phrase("压缩包", en: "an archive of other files"))
            }
            return nil
        }
    }
}

// MARK: Relationships
extension OfficePackage {
    /// What a part refers to.
    struct Relationship {
        let id: String
        /// The last word of its type: `worksheet`, `sharedStrings`. What is before differs between the transitional and
        /// the strict form of the standard.
        let kind: String
        /// The part, from the root of the archive.
        let target: String
    }

    /// What a part refers to within the archive; the root's own references for the empty name.
    func relationships(of part: String) throws(AppError) -> [Relationship] {
        let cut = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = part[..<cut]
        guard let entry = archive.entry("\(folder)_rels/\(part[cut...]).rels") else { return [] }
        var found: [Relationship] = []
        var xml = try xml(entry)
        while true {
            switch try xml.next() {
            case .start where xml.isElement("Relationship"):
                guard let id = try xml.value(of: "Id"), let type = try xml.value(of: "Type"),
                    let target = try xml.value(of: "Target"), try xml.value(of: "TargetMode") != "External"
                else { continue }
                // Each sheet takes one, and the sheets are counted.
                guard found.count < 1 << 16 else { throw xml.damaged("Relationship") }
                let kind = type.split(separator: "/" as Character).last.map { String($0) } ?? type
                found.append(
                    Relationship(id: id, kind: kind, target: OfficePackage.resolve(target, in: folder))
                )
            case .finished: return found
            default: continue
            }
        }
    }

    /// A target as a name in the archive.
    private static func resolve(_ target: String, in folder: some StringProtocol) -> String {
        let isAbsolute = target.hasPrefix("/") || target.hasPrefix("\\")
        var parts = isAbsolute ? [] : folder.split(separator: "/" as Character).map { String($0) }
        for part in target.split(whereSeparator: { $0 == "/" || $0 == "\\" }) {
            switch part {
            case ".": continue
            case "..": if !parts.isEmpty { parts.removeLast() }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
