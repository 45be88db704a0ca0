import CXLSXWriter
public import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A workbook of Excel (XLSX) that is written row by row, so that a million rows take no more memory than one.
///
/// Add sheets, add rows to each from top to bottom, then `finish`. Rows already added can't be changed.
public final class Workbook {
    let language: Language
    private let file: ScratchFile
    let book: UnsafeMutablePointer<lxw_workbook>
    private(set) var styles: SheetStyles
    private var names = SheetNames()
    private var sheets: [UnsafeMutablePointer<lxw_worksheet>] = []
    private var choices = SheetChoices()
    private var isFinished = false

    /// - Parameters:
    ///   - title: Goes into the file's properties.
    ///   - folder: Where there is room for the file while it is being written.
    /// - Throws: `no_scratch_file`.
    public init(title: String, language: Language, in folder: String? = nil) throws(AppError) {
        let file = try ScratchFile(in: folder)
        var options = lxw_workbook_options()
        options.constant_memory = 1
        let directory = String(file.path.prefix(upTo: file.path.lastIndex(of: "/") ?? file.path.endIndex))
        let made = directory.withCString { directory in
            options.tmpdir = UnsafeMutablePointer(mutating: directory)
            return workbook_new_opt(file.path, &options)
        }
        guard let book = made else { throw ScratchFile.failure(file.path, ENOMEM) }
        self.book = book
        self.file = file
        self.language = language
        styles = SheetStyles(book: book)
        let copy = strdup(SheetText.cell(title, language))
        defer { free(copy) }
        var properties = lxw_doc_properties()
        properties.title = copy
        workbook_set_properties(book, &properties)
    }

    deinit {
        // What the library holds is only let go of by closing.
        if !isFinished { _ = workbook_close(book) }
    }

    /// A new sheet after those there are.
    ///
    /// - Parameter name: What its tab says; made fit for a tab, and told apart from the others, where it must be.
    /// - Throws: `no_scratch_file`.
    public func sheet(_ name: String, _ layout: SheetLayout) throws(AppError) -> WorkbookSheet {
        try WorkbookSheet(of: self, name: reserve(name), layout)
    }

    /// The name that a sheet will have, so that others can lead to it before it is made.
    func reserve(_ name: String) -> String { names.unique(name) }

    func add(_ name: String) throws(AppError) -> UnsafeMutablePointer<lxw_worksheet> {
        guard let sheet = workbook_add_worksheet(book, name) else {
            throw ScratchFile.failure(file.path, errno)
        }
        sheets.append(sheet)
        return sheet
    }

    func format(_ style: SheetStyles.Style) -> UnsafeMutablePointer<lxw_format>? { styles.format(style) }

    /// Where the values of a drop-down list stand, as a formula names it.
    func range(of values: [String]) -> String {
        choices.range(of: values.map { SheetText.cell($0, language) }) { reserve($0) }
    }

    /// The name that formulas know these cells by.
    func define(_ name: String, _ formula: String) { workbook_define_name(book, name, formula) }

    /// The whole file. The workbook takes nothing more.
    ///
    /// - Throws: `no_scratch_file` where it could not be written whole.
    public func finish() throws(AppError) -> ScratchFile {
        precondition(!isFinished, "a workbook is finished once")
        try choices.write(to: self)
        // The library does not look whether the rows that it put aside were taken by the disk.
        let isComplete = sheets.allSatisfy { sheet in
            guard let aside = sheet.pointee.optimize_tmpfile else { return true }
            return fflush(aside) == 0 && ferror(aside) == 0
        }
        isFinished = true
        let result = workbook_close(book)
        guard isComplete, result == LXW_NO_ERROR else {
            throw ScratchFile.failure(file.path, isComplete ? EIO : ENOSPC)
        }
        return file
    }
}

/// The values of drop-down lists, in a hidden sheet of their own: a list inside the rule holds 255 characters at most.
struct SheetChoices {
    private var name: String?
    private var lists: [[String]] = []

    mutating func range(of values: [String], reserve: (String) -> String) -> String {
        let name = name ?? reserve("代码 codes")
        self.name = name
        let index = lists.firstIndex(of: values) ?? lists.count
        if index == lists.count { lists.append(values) }
        let column = SheetPlace.column(index)
        return "='\(name)'!$\(column)$1:$\(column)$\(max(1, values.count))"
    }

    func write(to book: Workbook) throws(AppError) {
        guard let name else { return }
        let sheet = try book.add(name)
        worksheet_hide(sheet)
        let format = book.format(.init(.plain))
        for row in 0..<(lists.map(\.count).max() ?? 0) {
            for (column, list) in lists.enumerated() where row < list.count {
                worksheet_write_string(sheet, UInt32(row), UInt16(column), list[row], format)
            }
        }
    }
}

/// Where something stands on a sheet, as Excel names it.
enum SheetPlace {
    /// `A` for 0, `AA` for 26.
    static func column(_ index: Int) -> String {
        var (name, rest) = ("", index + 1)
        while rest > 0 {
            let digit = (rest - 1) % 26
            name = String(Unicode.Scalar(UInt8(65 + digit))) + name
            rest = (rest - 1) / 26
        }
        return name
    }
}
