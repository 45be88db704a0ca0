/// A record with a code: what people write about it, and what the file knows of it.
///
/// Contracts, payments, activities and visits differ in their content alone.
@dynamicMemberLookup
public struct Filed<Body: Sendable & Hashable>: Sendable, Equatable {
    public typealias ID = Domain.ID<Filed<Body>>
    public typealias Content = Body

    public let id: ID
    public let code: RecordCode
    public var content: Content
    public let filing: Filing

    public init(id: ID, code: RecordCode, content: Content, filing: Filing) {
        self.id = id
        self.code = code
        self.content = content
        self.filing = filing
    }

    public subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }
}
