import Domain
import Exchange
import Market
import Synchronization
import Testing

/// A batch that is taken a part at a time, with others writing in between.
@Suite struct AcceptingTests {
    private static let rows = 450

    /// A file of demands of nine firms, one after the other, no two alike.
    private func file(_ market: TestMarket, rows: Int = Self.rows) throws -> String {
        let lines = (0..<rows).map { row in "\(Self.firm(row)),\(Self.title(row)),\(row % 7 + 1)" }
        return try market.csv("企业名称,需求名称,拟投入（万元）\n" + lines.joined(separator: "\n") + "\n")
    }

    private static func firm(_ row: Int) -> String { "江州第\(row / 50)有限公司" }

    /// Eight characters that hardly any other row has beside each other.
    private static func title(_ row: Int) -> String {
        let scalars = (0..<8).compactMap { Unicode.Scalar(0x4E00 + (row * 7_919 + $0 * 1_299_709) % 6_007) }
        return String(String.UnicodeScalarView(scalars))
    }

    private func accept(
        _ batch: ImportBatch,
        _ market: TestMarket,
        wholly: Bool = false,
        progress: @Sendable @escaping (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> AcceptReport {
        try await SheetImport(market.desk).accept(batch.id, wholly: wholly, part: .zero, progress: progress)
    }

    /// Accepts a batch and breaks it off after so many rows.
    private func breakOff(_ batch: ImportBatch, _ market: TestMarket, at row: Int64) async throws {
        let box = Running()
        let task = Task {
            try await accept(batch, market) { done, _ in if done >= row { box.cancel() } }
        }
        box.hold(task)
        await #expect(throws: (any Error).self) { try await task.value }
    }

    /// The task at work, for itself to be cancelled by.
    private final class Running: Sendable {
        private let running = Mutex<Task<AcceptReport, any Error>?>(nil)

        func hold(_ task: Task<AcceptReport, any Error>) { running.withLock { $0 = task } }

        func cancel() {
            // The task may be further than whoever holds it.
            while running.withLock({ $0 == nil }) {}
            running.withLock { $0?.cancel() }
        }
    }

    private func isBrokenOff(_ batch: ImportBatch, _ market: TestMarket) async throws -> Bool {
        try await market.desk.read { try ImportView(try $0.imports.get(batch.id), $0).isBrokenOff }
    }

    @Test func `taken in parts, a batch comes to the same as taken at once`() async throws {
        let (parts, once) = (try await TestMarket(), try await TestMarket())
        let batch = try await parts.stage(try file(parts))
        let reached = Mutex<[Int64]>([])
        let report = try await accept(batch, parts) { done, _ in reached.withLock { $0.append(done) } }
        let whole = try await once.stage(try file(once))
        #expect(try await once.accept(whole).count == report.count)
        #expect(report.count == Int64(Self.rows) && report.left == 0)
        let made = try await once.export()
        #expect(try await parts.export() == made)
        #expect(try await parts.state(batch) == .accepted)
        #expect(reached.withLock { $0.count } >= 5)
        try await parts.undo(batch)
        #expect(try await parts.demands() == [])
    }

    @Test func `broken off, it is gone on with where it ended, or undone`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(try file(market))
        try await breakOff(batch, market, at: 250)
        #expect(try await market.state(batch) == .accepting)
        #expect(try await isBrokenOff(batch, market))
        let there = try await market.demands().count
        #expect(there >= 100 && there < Self.rows)
        // Rows stay as they are until that is settled.
        let error = await #expect(throws: AppError.self) {
            _ = try await SheetImport(market.desk).edit(batch.id, row: 449, cells: ["title": "改"])
        }
        #expect(error?.code == "import_running")
        #expect(try await accept(batch, market).count == Int64(Self.rows - there))
        #expect(try await market.state(batch) == .accepted)
        #expect(Set(try await market.demands()).count == Self.rows)
        try await market.undo(batch)
        let again = try await market.stage(try file(market))
        try await breakOff(again, market, at: 250)
        try await market.undo(again)
        #expect(try await market.demands() == [])
        #expect(try await market.state(again) == .undone)
        #expect(try await market.desk.read { "\(try $0.auditLog.verify())" }.contains("intact"))
    }

    @Test func `while a part is written somewhere else, nobody else begins`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(try file(market, rows: 3))
        try await market.desk.change { work in
            let run = try work.imports.accept(batch.id, version: nil)
            try work.imports.pause(batch.id, run: run.run, lastRecord: run.lastRecord)
        }
        let deeds: [@Sendable () async throws -> Void] = [
            { _ = try await market.accept(batch) }, { try await market.undo(batch) },
            { try await SheetImport(market.desk).discard(batch.id) },
            { _ = try await SheetImport(market.desk).decide(batch.id, row: 1, .skip) },
        ]
        for deed in deeds {
            let error = await #expect(throws: AppError.self) { try await deed() }
            #expect(error?.code == "import_running")
        }
        #expect(try await market.demands() == [])
    }

    @Test func `all or nothing holds across the parts`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(try file(market))
        let (firm, title) = (Self.firm(399), Self.title(399))
        let other = try await market.stage(try market.csv("企业名称,需求名称,摘要\n\(firm),\(title),别人先记的\n"))
        _ = try await market.accept(other)
        let error = await #expect(throws: AppError.self) {
            _ = try await accept(batch, market, wholly: true)
        }
        #expect(error?.code == "import_not_whole")
        #expect(try await market.demands() == [title])
        #expect(try await market.state(batch) == .open)
        let report = try await accept(batch, market)
        #expect(report.count == Int64(Self.rows - 1) && report.moved.map(\.row.number) == [400])
        #expect(report.moved.first?.candidates.first?.code?.description == "XQ-2021-0001")
        #expect(try await market.desk.read { "\(try $0.auditLog.verify())" }.contains("intact"))
    }

    @Test func `what others made meanwhile is taken and not made again`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(try file(market))
        try await breakOff(batch, market, at: 150)
        // A firm of later rows, which the batch would have made.
        _ = try await market.load([
            #"{"type":"organization","code":"DW-2021-0777","name":"江州第7有限公司","kind":"enterprise"}"#
        ])
        _ = try await accept(batch, market)
        let count = try await market.desk.read { try $0.organizations.count(OrganizationFilter()) }
        #expect(count == 9)
        let owners = try await market.desk.read { work in
            try work.demands.list(RecordFilter()).filter { one in
                try work.organizations.get(one.organization).code.description == "DW-2021-0777"
            }.count
        }
        #expect(owners == 50)
    }

    @Test func `rows that were mended are held against the others of their file`() async throws {
        let market = try await TestMarket()
        let batch = try await market.stage(
            try market.csv(
                "企业名称,需求名称,拟投入（万元）\n江州甲有限公司,轴承套圈磨削烧伤控制,很多\n江州甲有限公司,轴承套圈的磨削烧伤控制,也多\n江州甲有限公司,烟气脱硝,3\n"
            )
        )
        for row in [Int64(1), 2] {
            let mended = try await SheetImport(market.desk).edit(
                batch.id,
                row: row,
                cells: ["budget_fen": "5"]
            )
            #expect(mended.row.outcome == .new)
        }
        let report = try await accept(batch, market)
        #expect(report.count == 2 && report.moved.map(\.row.number) == [2])
        #expect(try await market.outcomes(batch) == [.new, .duplicate, .new])
        _ = try await SheetImport(market.desk).decide(batch.id, row: 2, .new)
        #expect(try await market.accept(batch).count == 1)
    }

    @Test func `a text said in other words is found among all of the same firm, and of no other`()
        async throws
    {
        let market = try await TestMarket.holding(Lines.all)
        // The words of the demand that is there, and no four letters in their order.
        let text = "锂电、解液、高温、产气、电池、电解、抑制、添加、剂求、膨胀、率低、量产、配方、于5%"
        func row(_ firm: String) -> String { "\(firm),求助产线上的老毛病,\"\(text)\"\n" }
        let head = "企业名称,需求名称,详情\n"
        let batch = try await market.stage(try market.csv(head + row("江州示例电子有限公司")))
        let other = try await market.stage(try market.csv(head + row("江州另一家有限公司")))
        let rows = try await market.rows(batch)
        #expect(rows.map(\.row.outcome) == [.duplicate])
        #expect(try await market.outcomes(other) == [.new])
        let candidate = try #require(rows[0].candidates.first)
        #expect(candidate.code?.description == "XQ-2021-0001" && candidate.measure == "text")
        #expect(candidate.likeness ?? 0 >= DuplicateRule.sameOrganization)
    }
}
