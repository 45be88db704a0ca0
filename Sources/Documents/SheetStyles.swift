import CXLSXWriter
import Domain

/// The looks of cells, each made once for a workbook.
struct SheetStyles {
    /// What a row is.
    enum Role: Hashable { case plain, title, note, heading, total, typed }

    /// What tells one look from another.
    struct Style: Hashable {
        var role: Role
        var numbers = ""
        var alignment = Column.Alignment.start
        var isFaulty = false
        var isLink = false
        var wraps = false
        var isUnlocked = false

        init(_ role: Role) { self.role = role }

        /// Of cells that are still to be filled in.
        static func typed(_ numbers: String) -> Style {
            var style = Style(.typed)
            style.numbers = numbers
            return style
        }
    }

    private let book: UnsafeMutablePointer<lxw_workbook>
    private var made: [Style: UnsafeMutablePointer<lxw_format>] = [:]

    init(book: UnsafeMutablePointer<lxw_workbook>) { self.book = book }

    /// The fonts that Chinese offices have everywhere; others are put in their place where they are missing.
    private static let (body, head) = ("宋体", "黑体")
    /// GB2312 among the character sets of fonts (ECMA-376 Part 1, 18.4.1).
    private static let chinese: UInt8 = 134

    mutating func format(_ style: Style) -> UnsafeMutablePointer<lxw_format>? {
        if let known = made[style] { return known }
        guard let format = workbook_add_format(book) else { return nil }
        made[style] = format
        let isHead = style.role == .heading || style.role == .title
        format_set_font_name(format, isHead ? Self.head : Self.body)
        format_set_font_charset(format, Self.chinese)
        format_set_font_size(format, style.role == .title ? 16 : 11)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        switch style.role {
        case .title: break
        case .note: format_set_font_color(format, 0x595959)
        case .heading:
            format_set_bold(format)
            format_set_text_wrap(format)
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            format_set_bg_color(format, 0xDDE7F0)
        case .total: format_set_bold(format)
        case .plain, .typed: break
        }
        if style.role == .heading || style.role == .plain || style.role == .total {
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(format, 0xA6A6A6)
        }
        if style.role != .heading {
            switch style.alignment {
            case .start: break
            case .center: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            case .end: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
            }
        }
        if style.wraps { format_set_text_wrap(format) }
        if !style.numbers.isEmpty { format_set_num_format(format, style.numbers) }
        if style.isFaulty {
            format_set_bg_color(format, 0xFFC7CE)
            format_set_font_color(format, 0x9C0006)
        } else if style.isLink {
            format_set_font_color(format, 0x0563C1)
            format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue))
        }
        return format
    }
}

extension Cell {
    /// The number format of Excel that shows it as our pages do.
    func numberFormat(in column: Column) -> String {
        switch value {
        case .blank: ""
        // What is typed over it stays the text that it is: a code with zeros in front, a phone number.
        case .text: "@"
        case .integer: "#,##0"
        case .money: column.unit == .fen ? "#,##0" : column.unit == .yuan ? "#,##0.00" : "#,##0.00####"
        case .day: "yyyy-mm-dd"
        case .share: "0.0%"
        case .number(let number): number == number.rounded() ? "#,##0" : "#,##0.0#"
        }
    }
}
