/// All code lists of a market as they stand at one edition, ready to look codes and names up in.
///
/// A record keeps the edition under which it was logged, so that replacing a list changes no old record's meaning.
public struct CodeBook: Sendable, Equatable {
    /// Counts up with every replacement of a list.
    public let edition: Int64
    /// By name.
    public let lists: [String: CodeList]
    private let indexes: [String: CodeIndex]

    public init(edition: Int64, lists: [String: CodeList]) {
        self.edition = edition
        self.lists = lists
        indexes = lists.mapValues(CodeIndex.init)
    }

    public subscript(list: CodeListName) -> CodeList? { lists[list.rawValue] }

    /// The line of a code; nil when this edition has no such code.
    public func entry(_ code: String, in list: CodeListName) -> CodeEntry? {
        indexes[list.rawValue]?.entries[code]
    }

    /// What people call a code; nil when this edition has no such code.
    public func name(of code: String, in list: CodeListName) -> Phrase? {
        entry(code, in: list)?.phrase
    }

    /// The place of a code in its list's order; nil when it has none, which is "unknown" and not "lowest".
    public func rank(of code: String, in list: CodeListName) -> Int? {
        entry(code, in: list)?.rank
    }

    /// What people call an industry, by the deepest level that the list has: `C3841` goes by its division's name.
    public func name(of industry: IndustryCode) -> Phrase? {
        industry.division.flatMap { name(of: $0, in: .industry) } ?? name(of: industry.section, in: .industry)
    }
}

// MARK: Looking up what people wrote
extension CodeBook {
    /// The code that a person or a file means by a code, a Chinese or English name or a short name, whole and exact but
    /// for width, case and spaces.
    ///
    /// - Throws: `code_missing`; `code_unknown`, with the nearest names; `code_ambiguous` when several entries have the
    ///   name; `code_list_missing` when the market has no such list.
    public func resolve(_ text: String, in list: CodeListName, field: Field) throws(AppError) -> String {
        let (list, index) = try find(list, text: text, field: field)
        let hits = index.hits(for: text)
        guard hits.isEmpty else { return try single(hits, in: list, text: text, field: field) }
        throw unknown(text, in: list, index: index, field: field)
    }

    /// The industry that a person or a file means by a code of any level, with or without its letter, or by the name of
    /// a section or division. Section and division must be in the list; groups and classes are checked for form only.
    ///
    /// - Throws: what `IndustryCode.init(parsing:field:sectionOf:)` and `resolve(_:in:field:)` throw.
    public func industry(parsing text: String, field: Field) throws(AppError) -> IndustryCode {
        let (list, index) = try find(.industry, text: text, field: field)
        let hits = index.hits(for: text)
        guard hits.isEmpty else {
            let code = try single(hits, in: list, text: text, field: field)
            return IndustryCode(rawValue: (index.entries[code]?.parent ?? "") + code)
        }
        let looksLikeCode =
            Text.normalized(text).unicodeScalars.allSatisfy(\.isASCII)
            && Text.normalized(text).contains(where: \.isNumber)
        guard looksLikeCode || Text.trimmed(text).count <= 1 else {
            throw unknown(text, in: list, index: index, field: field)
        }
        let code = try IndustryCode(parsing: text, field: field) { index.entries[$0]?.parent }
        guard index.entries[code.section] != nil else {
            throw unknown(text, in: list, index: index, field: field)
        }
        return code
    }

    /// The place that a person or a file means by its code or its name: `420281`, `大冶市`, `大冶`, `湖北省黄石市大冶市`.
    ///
    /// - Throws: `region_unknown` for a code that is not in the list, else what `resolve(_:in:field:)` throws.
    public func region(parsing text: String, field: Field) throws(AppError) -> RegionCode {
        let (list, index) = try find(.region, text: text, field: field)
        let hits = index.placeHits(for: text)
        guard hits.isEmpty else {
            return RegionCode(rawValue: try single(hits, in: list, text: text, field: field))
        }
        let typed = Text.withoutSpaces(Text.normalized(text))
        guard !typed.isEmpty, Text.isDigits(typed) else {
            throw unknown(text, in: list, index: index, field: field)
        }
        let code = try RegionCode(parsing: text, field: field)
        let larger = [code.prefecture, code.province].compactMap { $0.flatMap { index.entries[$0.rawValue] } }
            .first
        throw .refusing(
            text,
            field,
            "region_unknown",
            "不在本市场的行政区划表中，"
                + (larger.map { "请核对，或写到上一级“\($0.code) \($0.name)”" } ?? "请核对，或改写名称，如“大冶市”"),
            en: "is not in this market's list of regions; "
                + (larger.map { "check it, or write the larger \($0.code) \($0.nameEN)" }
                    ?? "check it, or write a name")
        )
    }
}

// MARK: Refusals
extension CodeBook {
    private func find(
        _ name: CodeListName,
        text: String,
        field: Field
    ) throws(AppError) -> (CodeList, CodeIndex) {
        guard let list = lists[name.rawValue], let index = indexes[name.rawValue] else {
            throw AppError(
                .notFound,
                "code_list_missing",
                field: field,
                value: AppError.quote(text),
                Phrase(
                    "市场数据文件里没有代码表“\(name.rawValue)”，无法核对\(field.name.zh)“\(AppError.quote(text))”，请先装入该代码表。",
                    en: "The market's file has no code list “\(name.rawValue)”, so \(field.name.en) "
                        + "“\(AppError.quote(text))” can't be checked; load the list first."
                )
            )
        }
        guard text.utf8.count <= CodeIndex.longestText else {
            throw unknown(text, in: list, index: index, field: field)
        }
        guard !Text.normalized(text).isEmpty else {
            let names = index.firstNames(of: list)
            throw .missing(text, field, "code_missing", "可以写\(names.zh)", en: "write one of \(names.en)")
        }
        return (list, index)
    }

    private func single(
        _ hits: [String],
        in list: CodeList,
        text: String,
        field: Field
    ) throws(AppError) -> String {
        if hits.count == 1, let code = hits.first { return code }
        let codes = hits.prefix(CodeIndex.shown)
        throw .refusing(
            text,
            field,
            "code_ambiguous",
            "在“\(list.title.zh)”里不止一个，请改写代码：\(codes.map { "“\($0)”" }.joined(separator: "、"))",
            en:
                "is more than one entry of “\(list.title.en)”; write the code: \(codes.joined(separator: ", "))"
        )
    }

    private func unknown(_ text: String, in list: CodeList, index: CodeIndex, field: Field) -> AppError {
        let names = index.nearestNames(to: text, in: list)
        return .refusing(
            text,
            field,
            "code_unknown",
            "不在“\(list.title.zh)”（\(list.version)版）里，可以写\(names.zh)",
            en: "is not in “\(list.title.en)” (version \(list.version)); write one of \(names.en)"
        )
    }
}
