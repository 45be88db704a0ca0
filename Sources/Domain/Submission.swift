/// A record that the market takes on, publishes and withdraws: a demand or an achievement. The two differ in their content
/// alone.
@dynamicMemberLookup
public struct Submission<Body: SubmissionContent>: Sendable, Equatable {
    public typealias ID = Domain.ID<Submission<Body>>
    public typealias Content = Body

    public let id: ID
    public let code: RecordCode
    public var content: Content
    public let state: RecordState
    public let filing: Filing

    public init(id: ID, code: RecordCode, content: Content, state: RecordState, filing: Filing) {
        self.id = id
        self.code = code
        self.content = content
        self.state = state
        self.filing = filing
    }

    public subscript<Value>(dynamicMember path: KeyPath<Content, Value>) -> Value { content[keyPath: path] }
}
