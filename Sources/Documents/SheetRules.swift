import CXLSXWriter
public import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a cell of a sheet that is handed out may hold, checked by the spreadsheet itself while it is filled in.
public struct CellRule: Sendable {
    public enum Kind: Sendable {
        /// One of these, offered as a drop-down list.
        case oneOf([String])
        /// The values of the list are offered, and others are taken after a question.
        case suggested([String])
        case day(from: Day, to: Day)
        case integer(from: Int, to: Int)
        case number(from: Double, to: Double)
        /// A text of at most so many characters.
        case length(atMost: Int)
        /// Anything: only the explanation is shown.
        case anything
    }

    public let kind: Kind
    /// What opens beside the cell that is being filled in.
    public let hint: String
    /// The sentence that refuses anything else.
    public let refusal: String

    public init(_ kind: Kind, hint: String = "", refusal: String = "") {
        self.kind = kind
        self.hint = hint
        self.refusal = refusal
    }
}

extension WorkbookSheet {
    /// Lets the spreadsheet check a column of the rows that are still to be filled in.
    ///
    /// - Parameters:
    ///   - rows: How many rows from the next one on.
    ///   - title: The column's name, which heads hint and refusal.
    public func restrict(column: Int, rows: Int, to rule: CellRule, title: String) throws(AppError) {
        // Excel's limits: 32 characters for a title, 255 for a message.
        var texts = CStrings()
        defer { texts.free() }
        var validation = lxw_data_validation()
        validation.ignore_blank = UInt8(LXW_VALIDATION_ON.rawValue)
        validation.show_input = UInt8(LXW_VALIDATION_ON.rawValue)
        validation.show_error = UInt8(LXW_VALIDATION_ON.rawValue)
        validation.error_type = UInt8(LXW_VALIDATION_ERROR_TYPE_STOP.rawValue)
        validation.criteria = UInt8(LXW_VALIDATION_CRITERIA_BETWEEN.rawValue)
        if !rule.hint.isEmpty {
            validation.input_title = texts.add(Self.cut(title, to: 32))
            validation.input_message = texts.add(Self.cut(rule.hint, to: 255))
        }
        if !rule.refusal.isEmpty {
            validation.error_title = texts.add(Self.cut(title, to: 32))
            validation.error_message = texts.add(Self.cut(rule.refusal, to: 255))
        }
        switch rule.kind {
        case .oneOf(let values), .suggested(let values):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
            validation.dropdown = UInt8(LXW_VALIDATION_ON.rawValue)
            validation.value_formula = texts.add(book.range(of: values))
            if case .suggested = rule.kind {
                validation.error_type = UInt8(LXW_VALIDATION_ERROR_TYPE_WARNING.rawValue)
            }
        case .day(let first, let last):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_DATE_NUMBER.rawValue)
            validation.minimum_number = Double(max(61, first.rawValue + 25_569))
            validation.maximum_number = Double(last.rawValue + 25_569)
        case .integer(let least, let most):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_INTEGER.rawValue)
            validation.minimum_number = Double(least)
            validation.maximum_number = Double(most)
        case .number(let least, let most):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_DECIMAL.rawValue)
            validation.minimum_number = least
            validation.maximum_number = most
        case .length(let most):
            validation.validate = UInt8(LXW_VALIDATION_TYPE_LENGTH.rawValue)
            validation.criteria = UInt8(LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO.rawValue)
            validation.value_number = Double(most)
        case .anything:
            validation.validate = UInt8(LXW_VALIDATION_TYPE_ANY.rawValue)
        }
        try check(
            worksheet_data_validation_range(
                sheet,
                UInt32(row),
                UInt16(column),
                UInt32(row + rows - 1),
                UInt16(column),
                &validation
            )
        )
    }

    /// Shows what a cell of the headings means when somebody points at it.
    public func explain(column: Int, _ text: String) throws(AppError) {
        guard row > 0 else { return }
        var texts = CStrings()
        defer { texts.free() }
        var options = lxw_comment_options()
        options.font_name = texts.add("宋体")
        options.font_size = 10
        options.width = 280
        options.height = UInt16(min(14, text.displayWidth / 36 + 2) * 18)
        let text = SheetText.cell(text, book.language)
        try check(worksheet_write_comment_opt(sheet, UInt32(row - 1), UInt16(column), text, &options))
    }

    private static func cut(_ text: String, to length: Int) -> String {
        let text = XMLText.clean(text)
        guard text.utf16.count > length else { return text }
        var (kept, used) = ("", 1)
        for character in text {
            used += character.utf16.count
            if used > length { break }
            kept.append(character)
        }
        return kept + "…"
    }
}

/// Texts that a function of C wants to point at for a while.
struct CStrings {
    private var texts: [UnsafeMutablePointer<CChar>] = []

    mutating func add(_ text: String) -> UnsafeMutablePointer<CChar>? {
        guard let copy = strdup(text) else { return nil }
        texts.append(copy)
        return copy
    }

    func free() {
        for text in texts {
            #if canImport(Darwin)
            Darwin.free(text)
            #else
            Glibc.free(text)
            #endif
        }
    }
}
