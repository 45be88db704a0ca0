public import Domain
import FoundationEssentials
import Storage

extension Work {
    public var bureauSheets: BureauSheets { BureauSheets(work: self) }
}

/// What people do with the bureau's 汇总表: managers say which there are, everybody reads them filled in.
///
/// The program brings sheets along. One that the market keeps under the same name takes the place of the program's.
public struct BureauSheets {
    let work: Work

    /// The sheets in use, or all; the program's first, in their own order.
    public func list(includesArchived: Bool = false) throws -> [BureauSheet] {
        var own = try work.transaction.bureauSheets()
        var sheets = try SeedFiles.bureauSheets().map { sheet in
            guard let index = own.firstIndex(where: { $0.name == sheet.name }) else { return sheet }
            return own.remove(at: index)
        }
        sheets += own
        return includesArchived ? sheets : sheets.filter { !$0.isArchived }
    }

    /// Those that the market made or changed.
    public func own() throws -> [BureauSheet] { try work.transaction.bureauSheets() }

    /// The sheet that a text means: its name, its title, or a part of the title that no other sheet in use has.
    ///
    /// - Throws: `sheet_unknown`, with all that there are; `sheet_ambiguous`.
    public func find(_ reference: String, field: Field = .bureauSheet) throws -> BureauSheet {
        let all = try list(includesArchived: true)
        let wanted = Self.comparable(reference)
        if let exact = all.first(where: { $0.name == wanted || Self.comparable($0.title) == wanted }) {
            return exact
        }
        let inUse = all.filter { !$0.isArchived }
        let similar = wanted.isEmpty ? [] : inUse.filter { Self.comparable($0.title).contains(wanted) }
        if similar.count == 1 { return similar[0] }
        guard similar.isEmpty else {
            let names = similar.map { "\($0.name)（\($0.title)）" }.joined(separator: "、")
            throw AppError(
                .invalid,
                "sheet_ambiguous",
                field: field,
                value: reference,
                Phrase(
                    "汇总表“\(AppError.quote(reference))”可以是 \(names)：请写得更完整，或写代号。",
                    en:
                        "The sheet “\(AppError.quote(reference))” can be \(names): write more of the title, or the name."
                )
            )
        }
        throw Self.unknown(reference, inUse, field)
    }

    /// The name of a sheet that tasks may be put on.
    func usable(_ reference: String) throws -> BureauSheet {
        let sheet = try find(reference)
        guard !sheet.isArchived else { throw Self.unknown(reference, try list(), .bureauSheet) }
        return sheet
    }

    private static func unknown(_ reference: String, _ inUse: [BureauSheet], _ field: Field) -> AppError {
        let names = inUse.map { "\($0.name)（\($0.title)）" }.joined(separator: "、")
        let codes = inUse.map(\.name).joined(separator: ", ")
        return AppError(
            .notFound,
            "sheet_unknown",
            field: field,
            value: reference,
            Phrase(
                "没有汇总表“\(AppError.quote(reference))”：可用的有 \(names)。",
                en: "There is no bureau's sheet “\(AppError.quote(reference))”; there are: \(codes)."
            )
        )
    }

    private static func comparable(_ text: String) -> String {
        Text.normalized(text).lowercased().filter { !"“”\" ".contains($0) }
    }

    /// Adds a sheet.
    ///
    /// - Throws: `sheet_name_taken`, and what `save` throws.
    public func create(_ sheet: BureauSheet) throws -> BureauSheet {
        if let other = try list(includesArchived: true).first(where: { $0.name == sheet.name }) {
            throw AppError(
                .conflict,
                "sheet_name_taken",
                field: .sheetName,
                value: sheet.name,
                Phrase(
                    "代号“\(AppError.quote(sheet.name))”已是“\(other.title)”的：请换一个，或改那张表。",
                    en:
                        "The name “\(AppError.quote(sheet.name))” is that of “\(other.title)”: choose another, or change that sheet."
                )
            )
        }
        return try save(sheet, version: nil)
    }

    /// Keeps a sheet, a new one or in place of the one of its name.
    ///
    /// - Parameter version: the version that the person saw; 0 for one of the program's, nil to change whatever is there.
    public func save(_ sheet: BureauSheet, version: Int64?) throws -> BureauSheet {
        let transaction = try work.begin("sheet.save", .manager)
        let sheet = try sheet.checked()
        let title = Self.comparable(sheet.title)
        if let other = try list().first(where: {
            $0.name != sheet.name && Self.comparable($0.title) == title
        }) {
            throw AppError(
                .conflict,
                "sheet_title_taken",
                field: .sheetTitle,
                value: sheet.title,
                Phrase(
                    "表名“\(AppError.quote(sheet.title))”已是 \(other.name) 的：请换一个，或改那张表。",
                    en:
                        "The title “\(AppError.quote(sheet.title))” is that of \(other.name): choose another, or change that sheet."
                )
            )
        }
        try transaction.save(sheet, version: version)
        return try find(sheet.name)
    }

    /// Does away with a sheet, or brings it back; its tasks stay.
    public func archive(_ name: String, version: Int64?, archived: Bool) throws -> BureauSheet {
        var sheet = try find(name)
        sheet.isArchived = archived
        return try save(sheet, version: version)
    }
}

extension SeedFiles {
    private struct SheetFile: Decodable {
        struct Column: Decodable {
            let heading: String
            let part: String
        }

        let name: String
        let title: String
        let columns: [Column]
    }

    private static let sheets = Result { () throws -> [BureauSheet] in
        try names.filter { $0.hasPrefix("sheets/") }.map { name in
            let file = try JSONDecoder().decode(SheetFile.self, from: Data((text(name) ?? "").utf8))
            return try BureauSheet(
                name: file.name,
                title: file.title,
                columns: file.columns.compactMap { column in
                    BureauSheet.Part(rawValue: column.part).map { BureauSheet.Column(column.heading, $0) }
                }
            ).checked()
        }
    }

    /// The bureau's sheets that the program brings along.
    static func bureauSheets() throws -> [BureauSheet] { try sheets.get() }
}
