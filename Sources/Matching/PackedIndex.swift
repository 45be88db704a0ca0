/// An index as named sections of plain numbers, for whoever keeps it in a file: see `MatchIndex.packed`.
///
/// The engine says what the sections are; where they are written, and how they are guarded against damage, is the
/// caller's. Numbers are in the machine's own order.
public struct PackedIndex: Sendable {
    /// One array, in one or more stretches of memory.
    public struct Section: Sendable {
        public let name: String
        /// Bytes of one element.
        public let stride: Int
        /// Bytes of all.
        public let size: Int
        /// Calls its argument with each stretch.
        public let eachStretch: @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    }

    public private(set) var sections: [Section] = []

    mutating func put<Element: BitwiseCopyable & Sendable>(_ name: String, _ values: [Element]) {
        let stride = MemoryLayout<Element>.stride
        sections.append(
            Section(name: name, stride: stride, size: values.count * stride) { body in
                try values.withUnsafeBytes(body)
            }
        )
    }

    mutating func put<Element>(_ name: String, _ values: LargeArray<Element>) {
        put(name, [values], counts: [values.count])
    }

    /// Of each array the first so many elements.
    mutating func put<Element>(_ name: String, _ arrays: [LargeArray<Element>], counts: [Int]) {
        let stride = MemoryLayout<Element>.stride
        sections.append(
            Section(name: name, stride: stride, size: counts.reduce(0, +) * stride) { body in
                for (array, count) in zip(arrays, counts) {
                    try body(UnsafeRawBufferPointer(start: array.start, count: count * stride))
                }
            }
        )
    }
}

/// Where the sections of an index come from.
public protocol PackedIndexSource {
    /// Bytes of one element and of all, nil if there is no such section.
    func size(_ name: String) -> (stride: Int, size: Int)?
    /// Fills stretches of memory, which together are as large as the section.
    func read(_ name: String, into stretches: [UnsafeMutableRawBufferPointer]) throws
}

/// A section that is missing, or holds what no index of this program would.
public struct PackedIndexError: Error, Equatable {
    public let section: String
}

extension PackedIndexSource {
    func count<Element>(_ name: String, of: Element.Type) throws -> Int {
        guard let (stride, size) = size(name), stride == MemoryLayout<Element>.stride, size >= 0,
            size % stride == 0
        else { throw PackedIndexError(section: name) }
        return size / stride
    }

    /// Reads a section straight into the array.
    func array<Element: BitwiseCopyable>(_ name: String, of: Element.Type = Element.self) throws -> [Element]
    {
        let count = try count(name, of: Element.self)
        return try [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            try read(
                name,
                into: [
                    UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[
                            ..<(count * MemoryLayout<Element>.stride)
                        ]
                    )
                ]
            )
            filled = count
        }
    }

    func large<Element>(_ name: String, of: Element.Type = Element.self) throws -> LargeArray<Element> {
        let count = try count(name, of: Element.self)
        return try large(name, counts: [count], capacity: 0)[0]
    }

    /// - Parameter capacity: the least that each array is to have room for.
    func large<Element>(_ name: String, counts: [Int], capacity: Int) throws -> [LargeArray<Element>] {
        let stride = MemoryLayout<Element>.stride
        let all = try count(name, of: Element.self)
        guard counts.allSatisfy({ (0...all).contains($0) }), counts.reduce(0, +) == all else {
            throw PackedIndexError(section: name)
        }
        let arrays = counts.map { LargeArray<Element>(count: max($0, capacity), repeating: nil) }
        try read(
            name,
            into: zip(arrays, counts).map {
                UnsafeMutableRawBufferPointer(start: $0.start, count: $1 * stride)
            }
        )
        return arrays
    }
}

/// Texts and single numbers, one after the other.
struct PackedBytes {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ number: Double) { put(Int64(bitPattern: number.bitPattern)) }

    mutating func put(_ text: String?) {
        guard let text else { return put(Int64(-1)) }
        put(Int64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func put(_ units: [UInt16]) {
        put(Int64(units.count))
        for unit in units { withUnsafeBytes(of: unit.littleEndian) { bytes.append(contentsOf: $0) } }
    }

    mutating func put(_ texts: [String]) {
        put(Int64(texts.count))
        for text in texts { put(text) }
    }
}

/// Reads what `PackedBytes` wrote; never beyond the end.
struct PackedReader {
    private let section: String
    private let bytes: [UInt8]
    private var at = 0

    init(_ section: String, _ source: some PackedIndexSource) throws {
        self.section = section
        bytes = try source.array(section)
    }

    var isAtEnd: Bool { at == bytes.count }

    private func wrong() -> PackedIndexError { PackedIndexError(section: section) }

    mutating func number() throws -> Int64 {
        guard bytes.count - at >= 8 else { throw wrong() }
        defer { at += 8 }
        return bytes.withUnsafeBytes {
            Int64(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Int64.self))
        }
    }

    mutating func double() throws -> Double { Double(bitPattern: UInt64(bitPattern: try number())) }

    mutating func count() throws -> Int {
        let count = try number()
        // Each thing that is counted takes a byte at least.
        guard count >= 0, count <= Int64(bytes.count - at) else { throw wrong() }
        return Int(count)
    }

    mutating func optionalText() throws -> String? {
        let length = try number()
        if length == -1 { return nil }
        guard length >= 0, length <= Int64(bytes.count - at) else { throw wrong() }
        let end = at + Int(length)
        defer { at = end }
        return String(decoding: bytes[at..<end], as: UTF8.self)
    }

    mutating func text() throws -> String {
        guard let text = try optionalText() else { throw wrong() }
        return text
    }

    mutating func units() throws -> [UInt16] {
        let count = try count()
        guard count <= (bytes.count - at) / 2 else { throw wrong() }
        defer { at += 2 * count }
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map {
                UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: at + 2 * $0, as: UInt16.self))
            }
        }
    }

    mutating func texts() throws -> [String] {
        try (0..<(try count())).map { _ in try text() }
    }
}
