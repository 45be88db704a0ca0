import CSeed
import Domain
import FoundationEssentials
import Storage

/// The files of `Seed/`, which the program carries within itself.
public enum SeedFiles {
    /// The text of one, such as `codes/industry.json`; nil if there is none of that name.
    public static func text(_ name: String) -> String? {
        var size = 0
        guard let bytes = techmarket_seed_file(name, &size) else { return nil }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: size), as: UTF8.self)
    }

    /// The names of all, in the order in which they are loaded.
    public static var names: [String] {
        var names: [String] = []
        while let name = techmarket_seed_name(names.count) { names.append(String(cString: name)) }
        return names
    }

    /// The code lists of a new market.
    static func codeLists() throws -> [StoredCodeList] {
        try names.filter { $0.hasPrefix("codes/") }.map { name in
            let content = text(name) ?? ""
            let list = try CodeListFile.list(content, file: name)
            return StoredCodeList(list: list.name, version: list.version, edition: 1, content: content)
        }
    }
}

/// The data file of one code list.
enum CodeListFile {
    private struct File: Decodable {
        struct Entry: Decodable {
            let code: String
            let name: String
            let nameEN: String?
            let parent: String?
            let short: String?
            let rank: Int?

            enum CodingKeys: String, CodingKey {
                case code, name, parent, short, rank
                case nameEN = "name_en"
            }
        }

        let list: String
        let version: String
        let title: String
        let titleEN: String?
        let source: String
        let effectiveFrom: String
        let verified: String
        let entries: [Entry]

        enum CodingKeys: String, CodingKey {
            case list, version, title, source, verified, entries
            case titleEN = "title_en"
            case effectiveFrom = "effective_from"
        }
    }

    /// Reads a list, and checks that its codes differ and its parents are there.
    ///
    /// - Throws: `code_list_malformed`, naming the file and what is wrong with it.
    static func list(_ content: String, file: String) throws -> CodeList {
        let data: File
        do { data = try JSONDecoder().decode(File.self, from: Data(content.utf8)) } catch {
            throw malformed(
                file,
                zh: "不是代码表的 JSON 格式（\(Self.place(of: error))）",
                en: "is not the JSON of a code list (\(Self.place(of: error)))"
            )
        }
        guard CodeListName(rawValue: data.list) != nil else {
            let known = CodeListName.allCases.map(\.rawValue).joined(separator: ", ")
            throw malformed(
                file,
                zh: "list“\(data.list)”不是已知的代码表（\(known)）",
                en: "has the unknown list “\(data.list)”; known are \(known)"
            )
        }
        guard !data.version.isEmpty, !data.entries.isEmpty else {
            throw malformed(file, zh: "缺少 version 或 entries", en: "lacks a version or entries")
        }
        let codes = Set(data.entries.map(\.code))
        guard codes.count == data.entries.count else {
            throw malformed(file, zh: "有重复的代码", en: "has a code twice")
        }
        for entry in data.entries {
            guard !entry.code.isEmpty, !entry.name.isEmpty else {
                throw malformed(file, zh: "有空的代码或名称", en: "has a blank code or name")
            }
            if let parent = entry.parent, !codes.contains(parent) {
                throw malformed(
                    file,
                    zh: "代码“\(entry.code)”的上级“\(parent)”不在表中",
                    en: "has no entry for “\(parent)”, the parent of “\(entry.code)”"
                )
            }
        }
        return CodeList(
            name: data.list,
            version: data.version,
            title: Phrase(data.title, en: data.titleEN ?? data.title),
            source: data.source,
            effectiveFrom: try Day(
                parsing: data.effectiveFrom,
                field: Field("effective_from", "生效日期", en: "effective from")
            ),
            verified: data.verified,
            entries: data.entries.map { entry in
                CodeEntry(
                    code: entry.code,
                    name: entry.name,
                    nameEN: entry.nameEN ?? entry.name,
                    parent: entry.parent,
                    short: entry.short,
                    rank: entry.rank
                )
            }
        )
    }

    private static func malformed(_ file: String, zh: String, en: String) -> AppError {
        AppError(
            .invalid,
            "code_list_malformed",
            field: .file,
            value: file,
            Phrase(
                "代码表文件“\(AppError.quote(file))”\(zh)：请改正后再装入。",
                en: "The code list “\(AppError.quote(file))” \(en): mend it and load it again."
            )
        )
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "JSON" }
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
            context = found
        case .keyNotFound(let key, let found):
            return (found.codingPath + [key]).map(\.stringValue).joined(separator: ".")
        @unknown default: return "JSON"
        }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "JSON" : path
    }
}
