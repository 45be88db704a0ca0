import Domain
import FoundationEssentials
import Sheets
import Testing

/// A file of the tests' own folder.
func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: fixturePath(name))))
}

func fixturePath(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files/\(name)").path
}

/// The error with which something is refused; nil when it is accepted.
func refusal<Value>(_ body: () throws -> Value) throws -> AppError? {
    do {
        _ = try body()
        return nil
    } catch let error as AppError {
        return error
    }
}

/// Checks what every refusal owes the person: the code, the place, whole sentences in both languages with a remedy.
func expectRefused(
    _ code: String,
    _ words: String = "",
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> some Any
) throws {
    let error = try #require(try refusal(body), "accepted", sourceLocation: sourceLocation)
    #expect(error.code == code, "\(error.message.zh)", sourceLocation: sourceLocation)
    #expect(error.field == .file, sourceLocation: sourceLocation)
    #expect(
        words.isEmpty || error.message.zh.contains(words),
        "\(error.message.zh)",
        sourceLocation: sourceLocation
    )
    #expect(
        error.message.zh.hasSuffix("。") && error.message.en.hasSuffix("."),
        sourceLocation: sourceLocation
    )
}

/// All rows of one sheet.
func rows(of book: WorkbookFile, _ index: Int = 0) throws -> [SheetRow] {
    let reading = try book.rows(of: book.sheets[index])
    var found: [SheetRow] = []
    while let row = try reading.next() { found.append(row) }
    return found
}

/// The rows as one sees them: `4: 1 | 常州`.
func lines(_ rows: [SheetRow]) -> [String] {
    rows.map { row in "\(row.number): " + row.cells.map { $0.value.text }.joined(separator: " | ") }
}

/// All rows of a file's first sheet.
@discardableResult
func read(_ bytes: [UInt8], name: String = "征集表.xlsx", limits: SheetLimits = .standard) throws -> [SheetRow] {
    try rows(of: WorkbookFile(bytes: bytes, name: name, limits: limits))
}

/// Numbers that look random and are the same in every run (SplitMix64), so that a failure can be repeated.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
