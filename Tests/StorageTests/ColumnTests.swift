import Domain
import Testing

@testable import Storage

/// Values as columns have them.
struct ColumnTests {
    @Test(arguments: [
        [], ["传感器"], ["传感器", "e\u{301}", "5G"], ["a b", "＋", "𝐀"],
    ])
    func `a list of lines comes back as it was stored`(lines: [String]) async throws {
        let test = try TestStore()
        let stored = SQLValue(lines: lines)
        let found = try await test.store.read { transaction in
            try transaction.all("SELECT ?, ?", [stored, .text("\n\n甲\n\n乙\n")]) { row in
                (row.lines(0), row.lines(1))
            }
        }
        #expect(found.map(\.0) == [lines])
        #expect(found.map(\.1) == [["甲", "乙"]], "blank lines are none")
    }
}
