import Domain
import Testing

@testable import techmarket

@Suite struct TableTests {
    var table: Table {
        var table = Table([.text("编号"), .text("名称"), .number("金额")])
        table.add(["XQ-2021-0001", "高强度耐候钢的轧制工艺与装备", "6,230 万元"])
        table.add(["XQ-2021-0002", "LED 驱动", "0.5 万元"])
        return table
    }

    @Test func `columns stand under each other whatever the script`() {
        #expect(
            table.text(width: nil) == """
                编号          名称                                金额
                ------------  ----------------------------  ----------
                XQ-2021-0001  高强度耐候钢的轧制工艺与装备  6,230 万元
                XQ-2021-0002  LED 驱动                        0.5 万元

                """
        )
    }

    @Test func `a narrow terminal cuts text but no number`() {
        let text = table.text(width: 46)
        #expect(
            text == """
                编号          名称                        金额
                ------------  --------------------  ----------
                XQ-2021-0001  高强度耐候钢的轧制…   6,230 万元
                XQ-2021-0002  LED 驱动                0.5 万元

                """
        )
        #expect(text.split(separator: "\n").allSatisfy { $0.description.displayWidth <= 46 })
        #expect(table.text(width: 5).contains("6,230 万元"))
        #expect(table.text(width: 500) == table.text(width: nil))
    }

    @Test func `nothing is cut for a pipe`() {
        var table = Table([.text("内容")])
        let long = String(repeating: "很长", count: 500)
        table.add([long])
        #expect(table.text(width: nil).contains(long))
    }

    @Test func `no cell breaks the row or steers the terminal`() {
        var table = Table([.text("a"), .text("b")])
        table.add(["一\n二", "\u{1B}[31m红"])
        table.add([])
        #expect(table.text(width: nil).split(separator: "\n", omittingEmptySubsequences: false).count == 5)
        #expect(!table.text(width: nil).contains("\u{1B}"))
    }

    @Test func `lines have no spaces at their end, and an empty table keeps its heading`() {
        var table = Table([.text("a"), .text("备注")])
        #expect(table.isEmpty)
        #expect(table.text(width: nil) == "a  备注\n-  ----\n")
        table.add(["1", ""])
        #expect(!table.isEmpty)
        #expect(table.text(width: nil) == "a  备注\n-  ----\n1\n")
    }
}
