import Domain
import Testing

@testable import Storage

/// Frozen rows: packed, unpacked, and held against their hashes.
struct ReportStoreTests {
    static let rows = [
        EvidenceRow(
            key: "a",
            kind: "visit",
            code: "ZF-2021-0001",
            title: "",
            organization: "甲",
            on: .on(1),
            amount: nil
        ),
        EvidenceRow(
            key: "a",
            kind: "visit",
            code: "ZF-2021-0001",
            title: "甲",
            organization: "甲",
            on: .on(1),
            amount: nil
        ),
        EvidenceRow(
            key: "ab",
            kind: "match",
            code: "DJ-2021-0001",
            title: "<b>\u{202e}‮\"'😀",
            organization: "",
            on: .on(2),
            amount: 0
        ),
        EvidenceRow(
            key: "",
            kind: "",
            code: "",
            title: "e\u{301}",
            organization: "é",
            on: .on(0),
            amount: -1
        ),
        EvidenceRow(
            key: String(repeating: "长", count: 9000),
            kind: "receipt",
            code: "x",
            title: "e\u{301}",
            organization: "甲",
            on: Day(rawValue: 84_000),
            amount: .max
        ),
        EvidenceRow(
            key: "z",
            kind: "receipt",
            code: "x",
            title: "é",
            organization: "甲",
            on: .earliest,
            amount: .min
        ),
    ]

    @Test func `rows come out of a pack as they went in, to the byte`() throws {
        var pack = EvidencePack()
        for row in Self.rows { pack.add(row) }
        let unpacked = try EvidencePack.rows(in: pack.bytes)
        #expect(unpacked == Self.rows)
        // Swift calls é and e with an accent equal; a report must not.
        #expect(unpacked.map { Array($0.title.utf8) } == Self.rows.map { Array($0.title.utf8) })
        #expect(try EvidencePack.rows(in: []).isEmpty)
    }

    @Test func `a damaged pack is refused or other rows, and never a crash`() throws {
        var pack = EvidencePack()
        for row in Self.rows.prefix(4) { pack.add(row) }
        var refused = 0
        for index in pack.bytes.indices {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                var bytes = pack.bytes
                bytes[index] = value
                do { _ = try EvidencePack.rows(in: bytes) } catch is DamagedValue { refused += 1 }
            }
            do { _ = try EvidencePack.rows(in: Array(pack.bytes[..<index])) } catch is DamagedValue {
                refused += 1
            }
        }
        #expect(refused > pack.bytes.count)
    }

    @Test func `the order of rows is that of both engines, by bytes`() {
        let texts = ["", "A", "a", "e\u{301}", "é", "甲", "😀"]
        func row(_ code: String, _ amount: Int64? = nil) -> EvidenceRow {
            EvidenceRow(
                key: "",
                kind: "",
                code: code,
                title: "",
                organization: "",
                on: .on(1),
                amount: amount
            )
        }
        for (left, right) in zip(texts, texts.dropFirst()) {
            #expect(EvidenceRow.order(row(left), row(right)) < 0, "\(left) \(right)")
            #expect(EvidenceRow.order(row(right), row(left)) > 0)
        }
        #expect(EvidenceRow.order(row("a", 1), row("a", 2)) < 0)
        #expect(EvidenceRow.order(row("a", 1), row("a", 1)) == 0)
    }

    /// A report on a market with three visits.
    private func issued(_ test: TestStore) async throws -> Report {
        try await test.store.write(as: nil) { transaction in
            var transaction = transaction
            transaction.action = "report.issue"
            let user = try transaction.insertUser(login: "m", name: "经理", role: .manager)
            let code = try transaction.nextCode(.report, year: 2021)
            return try transaction.issue(
                Transaction.ReportDraft(
                    code: code,
                    title: "报表",
                    issuer: user,
                    note: "",
                    supersedes: nil,
                    reason: ""
                ),
                try transaction.freeze(Period(day: .on(0)), besides: test.store.path)
            ).report
        }
    }

    @Test func `an untouched report is intact`() async throws {
        let test = try TestStore()
        let report = try await issued(test)
        let finding = try await test.store.read { transaction in
            try transaction.verify(try #require(try transaction.report(code: report.code)))
        }
        #expect(finding.isIntact && finding.report == report)
        #expect(report.hash.count == 64 && report.contentHash.count == 64)
        guard case .intact = try await test.store.read({ try $0.verifyAudit() }) else {
            Issue.record("not intact")
            return
        }
    }

    @Test(arguments: [
        ("UPDATE report SET title = '别的'", ReportFinding.Flaw.report(column: "title")),
        ("UPDATE report SET issued_at = issued_at + 1", .hash),
        ("UPDATE report SET issuer_name = '别人'", .report(column: "issuer_name")),
        ("UPDATE report SET hash = content_hash", .report(column: "hash")),
        ("UPDATE report SET is_open = 1 - is_open", .report(column: "is_open")),
        (
            "UPDATE report_figure SET value = 7 WHERE indicator = 'services'",
            .figure(code: "services", column: "value")
        ),
        (
            "UPDATE report_figure SET value = 7 WHERE indicator = 'services'",
            .sum(code: "services", value: 7, found: 0)
        ),
        (
            "UPDATE report_figure SET rule_zh = '' WHERE indicator = 'payments'",
            .figure(code: "payments", column: "rule_zh")
        ),
        ("UPDATE report_figure SET target = 1 WHERE indicator = 'payments'", .hash),
        ("DELETE FROM report_figure WHERE indicator = 'payments'", .figure(code: "payments", column: "id")),
        (
            "INSERT INTO report_rows SELECT code, 'activities', 0, X'00' FROM report",
            .rows(code: "activities", issued: 0, found: 0)
        ),
        ("DELETE FROM audit WHERE entity = 'report'", .unknown),
    ])
    func `a report edited behind the program's back says what differs`(
        edit: String,
        flaw: ReportFinding.Flaw
    ) async throws {
        let test = try TestStore()
        let report = try await issued(test)
        try test.edit(edit)
        let finding = try await test.store.read { transaction in
            try transaction.verify(try #require(try transaction.report(code: report.code)))
        }
        #expect(finding.flaws.contains(flaw), "\(finding.flaws)")
    }
}

extension Day {
    fileprivate static func on(_ day: Int) -> Day { Day(rawValue: 18_800 + day) }
}
