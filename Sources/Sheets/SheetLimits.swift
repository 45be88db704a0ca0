/// How much of a file is read before it is refused. What is beyond is no sheet of a market but a mistake or an attack.
public struct SheetLimits: Sendable, Hashable {
    /// The bytes of the file.
    public var fileBytes = 100 << 20
    /// Rows that hold something, in one sheet: 200,000 records, and the title, heading and notes around them.
    public var rows = 200_100
    /// Columns: a value right of the last one is refused.
    public var columns = 1024
    /// Cells that hold something, in one sheet.
    public var cells = 10_000_000
    /// Sheets of a workbook.
    public var sheets = 1024
    /// The bytes (UTF-8) of one cell's text. Excel allows 32,767 characters.
    public var textBytes = 131_068
    /// The unpacked bytes of one part of an XLSX file.
    public var partBytes = 2 << 30
    /// How many times its size a part may become on unpacking, from `ratioFloor` unpacked bytes on. Sheets with long
    /// formatted but empty tails reach a hundred; deflate itself ends at about a thousand.
    public var ratio = 400
    public var ratioFloor = 32 << 20
    /// The bytes (UTF-8) of all shared strings. They are kept outside of memory from `stringsInMemory` on.
    public var stringBytes = 1 << 30
    public var stringsInMemory = 64 << 20

    public init() {}

    /// What the product takes.
    public static let standard = SheetLimits()
}
