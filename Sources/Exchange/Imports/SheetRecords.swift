import Domain
import Market

/// Records whose rows stand by themselves: payments, activities, visits.
protocol SheetRecords<Body> {
    associatedtype Body: Sendable & Hashable

    static var type: RecordType { get }
    static var kind: RecordCode.Kind { get }

    func find(code: RecordCode) throws -> Filed<Body>?
    func find(externalID: String) throws -> Filed<Body>?
    func get(_ id: Filed<Body>.ID) throws -> Filed<Body>
    func read(_ reader: inout RecordReader) throws -> Body
    func check(_ content: Body, except id: Filed<Body>.ID?) throws -> Body
    func twins(of content: Body) throws -> [Filed<Body>]
    func create(_ content: Body, code: RecordCode?) throws -> Filed<Body>
    func save(_ old: Filed<Body>, version: Int64?, _ content: Body) throws -> Filed<Body>
    func putAway(_ record: Filed<Body>, as archiving: Archiving) throws
    func json(_ record: Filed<Body>, _ records: Records) throws -> JSON.Members
    /// What twins have in common, for rows of one file.
    func mark(of content: Body) -> String
    /// What people call it, and whose it is.
    func label(_ content: Body, _ work: Work) throws -> (title: String, owner: String)
    /// The organization that a row names; nil for records that name none.
    func owner(of content: Body) -> Organization.ID?
    func owned(_ content: Body, by organization: Organization.ID) -> Body
}

extension SheetRecords {
    func owner(of content: Body) -> Organization.ID? { nil }
    func owned(_ content: Body, by organization: Organization.ID) -> Body { content }
}

extension Payments: SheetRecords {
    static var type: RecordType { .payment }
    static var kind: RecordCode.Kind { .payment }

    func read(_ reader: inout RecordReader) throws -> PaymentContent {
        try PaymentContent(&reader).checked()
    }

    func save(_ old: Payment, version: Int64?, _ content: PaymentContent) throws -> Payment {
        try edit(old.id, version: version, content)
    }

    func putAway(_ record: Payment, as archiving: Archiving) throws {
        try archive(record, version: nil, as: archiving)
    }

    func json(_ record: Payment, _ records: Records) throws -> JSON.Members { try records.json(record) }

    func mark(of content: PaymentContent) -> String {
        "\(content.contract.rawValue) \(content.kind.rawValue) \(content.amount.fen) \(content.on)"
    }

    func label(_ content: PaymentContent, _ work: Work) throws -> (title: String, owner: String) {
        let contract = try work.contracts.get(content.contract)
        return ("\(content.on) \(content.kind.name.zh) \(content.amount.yuan)", contract.title)
    }
}

extension Activities: SheetRecords {
    static var type: RecordType { .activity }
    static var kind: RecordCode.Kind { .activity }

    func read(_ reader: inout RecordReader) throws -> ActivityContent {
        try ActivityContent(&reader).checked(today: reader.work.today)
    }

    func save(_ old: Activity, version: Int64?, _ content: ActivityContent) throws -> Activity {
        try edit(old.id, version: version, content)
    }

    func putAway(_ record: Activity, as archiving: Archiving) throws {
        try archive(record.id, version: nil, as: archiving)
    }

    func json(_ record: Activity, _ records: Records) throws -> JSON.Members {
        try records.json(record, withHistory: false)
    }

    func mark(of content: ActivityContent) -> String { "\(content.on) \(Text.normalized(content.title))" }

    func label(_ content: ActivityContent, _ work: Work) throws -> (title: String, owner: String) {
        ("\(content.on) \(content.title)", content.host)
    }
}

extension Visits: SheetRecords {
    static var type: RecordType { .visit }
    static var kind: RecordCode.Kind { .visit }

    func read(_ reader: inout RecordReader) throws -> VisitContent {
        try VisitContent(&reader).checked(today: reader.work.today)
    }

    func save(_ old: Visit, version: Int64?, _ content: VisitContent) throws -> Visit {
        try edit(old, version: version, content)
    }

    func putAway(_ record: Visit, as archiving: Archiving) throws {
        try archive(record, version: nil, as: archiving)
    }

    func json(_ record: Visit, _ records: Records) throws -> JSON.Members { try records.json(record) }

    func mark(of content: VisitContent) -> String {
        "\(content.organization.rawValue) \(content.kind) \(content.on)"
    }

    func label(_ content: VisitContent, _ work: Work) throws -> (title: String, owner: String) {
        (content.on.description, try work.organizations.get(content.organization).name)
    }

    func owner(of content: VisitContent) -> Organization.ID? { content.organization }

    func owned(_ content: VisitContent, by organization: Organization.ID) -> VisitContent {
        var content = content
        content.organization = organization
        return content
    }
}
