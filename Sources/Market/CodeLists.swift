public import Domain
import Storage

extension Work {
    public var codeLists: CodeLists { CodeLists(work: self) }
}

/// What administrators do with code lists.
public struct CodeLists {
    let work: Work

    /// The lists as they stand.
    public func list() throws -> CodeBook { try work.codes() }

    /// Puts a list's new version in force; records keep the edition that they were logged under.
    ///
    /// - Parameter content: the text of a code list's data file.
    /// - Returns: the list, and whether anything changed.
    public func replace(_ content: String, file: String) throws -> (list: CodeList, isNew: Bool) {
        let transaction = try work.begin("code_list.replace", .admin)
        let list = try CodeListFile.list(content, file: file)
        let book = try work.codes()
        if let current = book.lists[list.name], current == list { return (list, false) }
        if let current = book.lists[list.name], current.version == list.version {
            throw AppError(
                .conflict,
                "code_list_version",
                field: .version,
                value: list.version,
                Phrase(
                    "代码表“\(list.name)”的版本“\(list.version)”已装入，内容却不同：请给新内容一个新版本号。",
                    en:
                        "The list “\(list.name)” has its version “\(list.version)” already, with other content: give the new one a new version."
                )
            )
        }
        try transaction.insert(
            StoredCodeList(
                list: list.name,
                version: list.version,
                edition: book.edition + 1,
                content: content
            )
        )
        return (list, true)
    }
}
