public import Domain

/// The rows of a sheet, one after another.
///
///     let rows = try workbook.rows(of: sheet)
///     while let row = try rows.next() { … }
///
/// Reading can stop anywhere; what follows is then neither read nor checked. Not for more than one thread at a time.
public final class SheetRows {
    private let source: any RowSource

    init(_ scanner: consuming some RowScanner & ~Copyable) {
        source = RowHolder(scanner)
    }

    /// The next row that holds something, in rising order of numbers; nil after the last.
    ///
    /// A file that is damaged further down is refused only when the reading comes there, its checksum at the end: nothing
    /// of a sheet is good before nil was answered.
    /// - Throws: an `AppError` that says what is wrong and where. After it nothing more can be read.
    public func next() throws(AppError) -> SheetRow? {
        try source.next()
    }

    /// How much of the sheet has been read, 0 to 1, for a progress bar.
    public var progress: Double { source.progress }
}

/// What reads the rows of one kind of file.
protocol RowScanner: ~Copyable {
    mutating func next() throws(AppError) -> SheetRow?
    var progress: Double { get }
}

/// A scanner whose kind its user needn't know.
private protocol RowSource: AnyObject {
    func next() throws(AppError) -> SheetRow?
    var progress: Double { get }
}

private final class RowHolder<Scanner: RowScanner & ~Copyable>: RowSource {
    private var scanner: Scanner

    init(_ scanner: consuming Scanner) {
        self.scanner = scanner
    }

    func next() throws(AppError) -> SheetRow? { try scanner.next() }

    var progress: Double { scanner.progress }
}
