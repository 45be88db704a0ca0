import Domain

/// The number formats of a workbook's cells by the number of their style.
struct Styles: Sendable {
    private var formats: [CellFormat] = []

    /// A workbook without styles, in which every number is plain.
    static let none = Styles()

    private init() {}

    /// Excel keeps at most 65,490 styles.
    private static let most = 1 << 17

    /// - Throws: what reading the part throws.
    init(_ xml: consuming XMLScanner) throws(AppError) {
        var custom: [Int: CellFormat] = [:]
        var isInCells = false
        reading: while true {
            switch try xml.next() {
            case .start where xml.isElement("numFmt"):
                guard let id = xml.number(of: "numFmtId"), let code = try xml.value(of: "formatCode") else {
                    continue
                }
                guard custom.count < Styles.most else { throw xml.damaged("numFmt") }
                custom[id] = CellFormat(code: code)
            case .start where xml.isElement("cellXfs"): isInCells = true
            case .start where xml.isElement("xf") && isInCells:
                let id = xml.number(of: "numFmtId") ?? 0
                guard formats.count < Styles.most else { throw xml.damaged("xf") }
                formats.append(custom[id] ?? CellFormat(builtIn: id))
            case .end where xml.isElement("cellXfs"): isInCells = false
            case .finished: break reading
            default: continue
            }
        }
    }

    /// The format of a style; plain for one that isn't there.
    subscript(style: Int) -> CellFormat {
        style >= 0 && style < formats.count ? formats[style] : .number
    }
}
