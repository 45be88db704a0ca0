import Domain

/// What a file is by how it begins, whatever its name says.
enum FileSniffing {
    private static let headBytes = 4096

    /// Whether the file is an archive, as XLSX files are. Everything else is a CSV file, or refused here.
    static func isArchive(_ file: FileBytes, limits: SheetLimits) throws(AppError) -> Bool {
        guard file.count > 0 else { throw .fileEmpty(file.name) }
        guard file.count <= limits.fileBytes else { throw .fileTooLarge(file.name, limit: limits.fileBytes) }
        let head = try file.bytes(at: 0, count: min(file.count, headBytes))
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return true }
        // An archive without entries.
        if head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { throw .fileEmpty(file.name) }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            throw try compoundFile(file)
        }
        // A sheet of Excel 2 to 4 without a container: BOF records.
        if head.count >= 4, head[0] == 0x09, [0x00, 0x02, 0x04, 0x08].contains(head[1]), head[3] == 0x00 {
            throw .fileOldExcel(file.name)
        }
        for (mark, what) in others where head.starts(with: mark) { throw .fileIsOther(file.name, what) }
        if let error = markup(head, file.name) { throw error }
        let isBlank = head.allSatisfy { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        if isBlank, head.count == file.count, !head.contains(0) { throw .fileEmpty(file.name) }
        return false
    }

    private static let others: [([UInt8], Phrase)] = [
        (Array("%PDF".utf8), Phrase("PDF文件", en: "a PDF file")),
        (Array("{\\rtf".utf8), Phrase("RTF文档", en: "an RTF document")),
        ([0x89, 0x50, 0x4E, 0x47], Phrase("图片", en: "a picture")),
        ([0xFF, 0xD8, 0xFF], Phrase("图片", en: "a picture")),
        (Array("GIF8".utf8), Phrase("图片", en: "a picture")),
        (Array("Rar!".utf8), Phrase("RAR压缩包", en: "a RAR archive")),
        ([0x37, 0x7A, 0xBC, 0xAF], Phrase("7z压缩包", en: "a 7z archive")),
        ([0x1F, 0x8B], Phrase("gzip压缩包", en: "a gzip archive")),
    ]

    /// Web systems like to send pages and XML under the name of .xls.
    private static func markup(_ head: [UInt8], _ name: String) -> AppError? {
        // UTF-16 with its zeros left out reads the same for what is looked for.
        var text = String(decoding: head.filter { $0 > 0 && $0 < 0x80 }, as: UTF8.self).lowercased()[...]
        text = text.drop { $0.isWhitespace }
        if text.hasPrefix("mime-version:") {
            return .fileIsMarkup(name, Phrase("网页存档（.mht）", en: "a web archive (.mht)"))
        }
        guard text.hasPrefix("<") else { return nil }
        if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            return .fileIsMarkup(name, Phrase("XML表格（Excel 2003 XML）", en: "an Excel 2003 XML sheet"))
        }
        if ["<html", "<table", "<!doctype html", "<head", "<meta", "<body", "<style", "<div"].contains(
            where: text.contains
        ) {
            return .fileIsMarkup(name, Phrase("网页（HTML）", en: "a web page (HTML)"))
        }
        if text.hasPrefix("<?xml") || text.hasPrefix("<!doctype") {
            return .fileIsMarkup(name, Phrase("XML文件", en: "an XML file"))
        }
        return nil
    }

    /// What is in a container of the old Office formats ([MS-CFB]): its streams have their names in UTF-16.
    private static func compoundFile(_ file: FileBytes) throws(AppError) -> AppError {
        var found: Set<String> = []
        let names = ["EncryptedPackage", "Workbook", "Book", "WordDocument", "PowerPoint Document"]
        var position = 0
        while position < file.count {
            let chunk = try file.bytes(at: position, count: min(1 << 20, file.count - position))
            // Directory entries are 128 bytes each, at multiples of it.
            for start in stride(from: 0, to: chunk.count - 127, by: 128) {
                for name in names where chunk[start] == name.utf8.first {
                    let wide = name.utf8.flatMap { letter -> [UInt8] in [letter, 0] } + [0, 0]
                    if chunk[start..<start + wide.count].elementsEqual(wide) { found.insert(name) }
                }
            }
            position += chunk.count
        }
        if found.contains("EncryptedPackage") { return .fileEncrypted(file.name) }
        if found.contains("Workbook") || found.contains("Book") { return .fileOldExcel(file.name) }
        if found.contains("WordDocument") {
            return .fileIsOther(file.name, Phrase("旧格式的Word文档", en: "an old Word document"))
        }
        if found.contains("PowerPoint Document") {
            return .fileIsOther(file.name, Phrase("旧格式的演示文稿", en: "an old presentation"))
        }
        return .fileDamaged(file.name, "OLE2")
    }
}
