import Domain
import Exchange
import Foundation
import Market
import Synchronization

/// A new market's file in a folder of its own, with a clock that stands still; gone when the test ends.
final class TestMarket: Sendable {
    let folder: String
    let workspace: Workspace
    let desk: Desk
    /// What the market's clock shows: noon in China on the last day of 2021.
    static let now = Instant(rawValue: 1_640_923_200_000)

    var path: String { folder + "/market.sqlite" }

    /// - Parameter now: what the clock shows.
    init(now: Instant = TestMarket.now) async throws {
        folder =
            FileManager.default.temporaryDirectory.appendingPathComponent(
                "techmarket-test-\(UUID().uuidString)"
            ).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        workspace = try await Workspace.create(path: folder + "/market.sqlite", clock: { now })
        desk = try await workspace.desk()
    }

    deinit {
        try? workspace.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A desk of a colleague with this role.
    func desk(_ role: Role) async throws -> Desk {
        let login = "colleague.\(role.rawValue)"
        _ = try await desk.change { try $0.users.create(login: login, name: "同事", role: role) }
        return try await workspace.desk(login: login)
    }

    /// Loads lines from a file of their own.
    func load(
        _ lines: [String],
        dryRun: Bool = false,
        partial: Bool = false,
        as desk: Desk? = nil
    ) async throws -> ImportReport {
        try await load(
            Data(lines.map { $0 + "\n" }.joined().utf8),
            dryRun: dryRun,
            partial: partial,
            as: desk
        )
    }

    func load(
        _ data: Data,
        dryRun: Bool = false,
        partial: Bool = false,
        as desk: Desk? = nil
    ) async throws -> ImportReport {
        let path = folder + "/\(UUID().uuidString).jsonl"
        try data.write(to: URL(fileURLWithPath: path))
        return try await JSONLines.load(path, at: desk ?? self.desk, dryRun: dryRun, partial: partial)
    }

    /// All that the market holds, a record a line.
    func export(_ types: [RecordType] = RecordType.allCases) async throws -> [String] {
        let lines = Mutex<[String]>([])
        _ = try await JSONLines.export(from: desk, types: types) { line in
            lines.withLock { $0.append(String(line.dropLast())) }
        }
        return lines.withLock { $0 }
    }

    /// The last line of the audit log: nothing was written if it has not moved.
    func auditHead() async throws -> String { try await desk.read { "\(try $0.auditLog.verify())" } }

    /// One record as export writes it.
    func json(_ type: RecordType, _ reference: String) async throws -> JSON.Members {
        try await desk.read { try Records($0).json(type, reference) }
    }
}

extension Day {
    /// A day of 2021.
    static func on(_ month: Int, _ day: Int) -> Day { Day(year: 2021, month: month, day: day) ?? .earliest }
}

extension ImportReport {
    /// How many lines of all types came to be.
    var createdCount: Int { created.values.reduce(0, +) }
    var updatedCount: Int { updated.values.reduce(0, +) }
    var sameCount: Int { same.values.reduce(0, +) }
    /// The codes of the errors by line.
    var refusals: [Int: String] { Dictionary(uniqueKeysWithValues: refused.map { ($0.line, $0.error.code) }) }
}

/// Lines of a small market: two organizations, a demand, an achievement, a match that was signed, its contract and its
/// payment, and the rest of each kind once.
enum Lines {
    static let firm =
        #"{"type":"organization","code":"DW-2021-0001","external_id":"E-1","name":"江州示例电子有限公司","kind":"enterprise","credit_code":"91420200DEM9990165","aliases":["江州电子"],"region":"420200","industry":"C39","address":"江州市创新路1号","contact_name":"张三","contact_phone":"13900000001","contact_email":"zhang@example.com","note":"示例"}"#
    static let school = #"{"type":"organization","code":"DW-2021-0002","name":"江州示例大学","kind":"university"}"#
    static let demand =
        #"{"type":"demand","code":"XQ-2021-0001","external_id":"D-1","organization":"DW-2021-0001","title":"锂电池电解液高温产气抑制","summary":"求电解液添加剂","detail":"配方","problem":"产气","key_indicators":"膨胀率低于5%","expected_result":"量产","keywords":["电解液","锂电池"],"industry":"C39","field":"new_materials","region":"420200","budget_fen":120000000,"deadline":"2022-12-31","cooperation_modes":["commissioned"],"readiness":"pilot","contact_name":"李四","contact_phone":"13900000002","contact_email":"li@example.com","source":"走访","received_on":"2021-05-06","moves":[{"to":"accepted","on":"2021-05-07","note":"受理"},{"to":"published","on":"2021-05-08"}]}"#
    static let achievement =
        #"{"type":"achievement","code":"CG-2021-0001","external_id":"A-1","organization":"江州示例大学","title":"阻燃型高电压电解液添加剂","summary":"添加剂","detail":"配方","keywords":["电解液"],"industry":"C26","field":"new_materials","region":"420200","price_fen":80000000,"valid_until":"2023-12-31","completed_on":"2020-12-31","cooperation_modes":["license"],"readiness":"pilot","trl":6,"ip_kinds":["invention"],"ip_note":"授权","people":"王五","contact_name":"王五","contact_phone":"13900000003","contact_email":"wang@example.com","source":"申报","received_on":"2021-05-01","moves":[{"to":"submitted","on":"2021-05-01"},{"to":"accepted","on":"2021-05-02"}]}"#
    static let programme =
        #"{"type":"programme","code":"ZX-2021-0001","external_id":"X-1","name":"离岸科创园","goal":"引进研发中心","starts_on":"2021-03-01","ends_on":"2022-12-31","department":"市场服务部","owner":"li","state":"running","note":"省城","members":[{"organization":"DW-2021-0001","stage":"signed","staff":"li","note":"研发中心","moves":[{"to":"negotiating","on":"2021-03-05","note":"来访"},{"to":"signed","on":"2021-03-08"},{"to":"negotiating","on":"2021-03-09","note":"未盖章","mistake":true},{"to":"signed","on":"2021-04-01"}]},{"organization":"DW-2021-0002","stage":"left","moves":[{"to":"negotiating","on":"2021-03-10"},{"to":"left","on":"2021-05-10","reason":"not_agreed"}]}]}"#
    static let activity =
        #"{"type":"activity","code":"HD-2021-0001","external_id":"H-1","title":"新材料对接会","kind":"matchmaking","on":"2021-05-20","ends_on":"2021-05-21","place":"会展中心","host":"江州技术交易市场","co_hosts":["江州示例大学"],"programme":"ZX-2021-0001","state":"held","note":"首场","attendance":[{"organization":"DW-2021-0001","people":3,"note":"总工"}]}"#
    static let session =
        #"{"type":"activity","code":"HD-2021-0002","title":"分会场","kind":"roadshow","on":"2021-05-20","parent":"HD-2021-0001"}"#
    static let visit =
        #"{"type":"visit","code":"ZF-2021-0001","external_id":"Z-1","organization":"DW-2021-0001","on":"2021-05-04","kind":"diagnosis","staff":"li","summary":"了解需求","result":"登记一条需求"}"#
    static let match =
        #"{"type":"match","code":"DJ-2021-0001","demand":"XQ-2021-0001","achievement":"CG-2021-0001","owner":"li","score":87,"next_step":"验收","next_on":"2021-10-01","moves":[{"to":"suggested","on":"2021-05-10"},{"to":"introduced","on":"2021-05-20","note":"会上"},{"to":"intention","on":"2021-06-01"},{"to":"signed","on":"2021-07-01","contract":"HT-2021-0001"}],"follow_ups":[{"on":"2021-05-25","kind":"phone","text":"约看样品","next_step":"寄样","next_on":"2021-05-30"}]}"#
    static let contract =
        #"{"type":"contract","code":"HT-2021-0001","external_id":"C-1","title":"电解液添加剂技术许可","contract_type":"license","buyer":"DW-2021-0001","seller":"DW-2021-0002","matches":["DJ-2021-0001"],"total_fen":100000000,"technology_fen":80000000,"signed_on":"2021-07-01","starts_on":"2021-07-01","ends_on":"2022-06-30","registration_number":"2021-示例","field":"new_materials","note":"许可","changes":[{"kind":"amendment","on":"2021-08-01","total_fen":120000000,"note":"扩大"}]}"#
    static let payment =
        #"{"type":"payment","code":"DZ-2021-0001","external_id":"P-1","contract":"HT-2021-0001","kind":"receipt","amount_fen":50000000,"on":"2021-07-15","note":"首付"}"#
    static let target = #"{"type":"target","year":2021,"indicator":"activities","value":24}"#
    static let moneyTarget =
        #"{"type":"target","year":2021,"indicator":"contract_value","value_fen":5000000000}"#
    static let sheet =
        #"{"type":"bureau_sheet","name":"weekly","title":"每周重点工作表","columns":[{"heading":"工作","part":"title"},{"heading":"进展","part":"progress"},{"heading":"责任人","part":"responsible_with_post"}]}"#
    static let task =
        #"{"type":"task","code":"ZD-2021-0001","external_id":"T-1","sheet":"weekly","year":2021,"position":10,"group":"围绕科技成果转化","title":"建好技术交易市场","goal":"活动{{组织活动场次}}场","deadline":"2021年12月底","measures":"走访{{服务企业数|单位}}","progress":"服务企业{{服务企业数|余}}家，成交额{{成交额@2021H2|万元}}","responsible":"周明","post":"主任","department":"江州技术交易市场","note":"内部"}"#
    static let user = #"{"type":"user","login":"li","name":"李工","role":"staff","active":true}"#

    static let all = [
        user, firm, school, demand, achievement, programme, activity, session, visit, match, contract,
        payment, target,
        moneyTarget, sheet, task,
    ]
}
