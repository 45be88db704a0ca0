/// A JSON value, for what the program writes and what files and the API hand in.
///
/// Objects keep the order of their members, so the same value always makes the same text. There is no parser here.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A whole number, never rounded: fen, counts, versions.
    case int(Int64)
    /// Any other number. What JSON can't write (NaN, infinity) is written as `null`.
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Members)
}

// MARK: Objects
extension JSON {
    /// The members of an object in their order, each key once. Two objects are equal when the order is, too.
    public struct Members: Sendable, Hashable {
        /// One key with its value.
        public struct Member: Sendable, Hashable {
            public let key: String
            public var value: JSON
        }

        private var members: [Member] = []

        public init() {}

        /// Members whose keys are known to differ.
        public init(unique members: some Sequence<(String, JSON)>) {
            self.members = members.map { Member(key: $0.0, value: $0.1) }
        }

        /// Members in the order given. A key that stands twice has its last value, at its first place.
        public init(_ pairs: some Sequence<(String, JSON)>) {
            for (key, value) in pairs { self[key] = value }
        }

        /// The value of a key; nil when the object has no such key. Setting a new key puts it last, setting nil takes
        /// the key away (`.null` is a value and keeps it).
        public subscript(key: String) -> JSON? {
            get { members.first { $0.key == key }?.value }
            set {
                switch (members.firstIndex { $0.key == key }, newValue) {
                case (let index?, let value?): members[index].value = value
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(key: key, value: value))
                case (nil, nil): break
                }
            }
        }

        public var keys: [String] { members.map(\.key) }
    }
}

extension JSON.Members: RandomAccessCollection {
    public var startIndex: Int { members.startIndex }
    public var endIndex: Int { members.endIndex }

    public subscript(position: Int) -> Member { members[position] }
}

extension JSON.Members: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self.init(elements)
    }
}

// MARK: Reading
extension JSON {
    /// The value of an object's key; nil when there is none, or this is no object.
    public subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The element of an array; nil when there is none, or this is no array.
    public subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    public var isNull: Bool { self == .null }

    public var asBool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number; also one that was written with a point or an exponent, such as 5.0, if it is whole.
    public var asInt: Int64? {
        switch self {
        case .int(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    public var asDouble: Double? {
        switch self {
        case .int(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    public var asString: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var asArray: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    public var asObject: Members? {
        if case .object(let value) = self { value } else { nil }
    }
}

// MARK: Literals
extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Members(elements))
    }
}
