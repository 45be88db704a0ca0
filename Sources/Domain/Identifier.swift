/// The number under which the store keeps a record. `Record` is never stored: it only keeps the number of a demand
/// from being taken for the number of a match.
public struct ID<Record>: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    public var description: String { String(rawValue) }

    public static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
}
