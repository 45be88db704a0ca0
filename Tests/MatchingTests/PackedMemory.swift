import Testing

@testable import Matching

/// The sections of an index in memory.
struct PackedMemory: PackedIndexSource {
    var sections: [String: (stride: Int, bytes: [UInt8])] = [:]

    init(_ packed: PackedIndex) throws {
        for section in packed.sections {
            var bytes: [UInt8] = []
            try section.eachStretch { bytes += $0 }
            #expect(bytes.count == section.size)
            #expect(sections.updateValue((section.stride, bytes), forKey: section.name) == nil)
        }
    }

    func size(_ name: String) -> (stride: Int, size: Int)? {
        sections[name].map { ($0.stride, $0.bytes.count) }
    }

    func read(_ name: String, into stretches: [UnsafeMutableRawBufferPointer]) throws {
        guard let bytes = sections[name]?.bytes, bytes.count == stretches.reduce(0, { $0 + $1.count })
        else {
            throw PackedIndexError(section: name)
        }
        var at = 0
        for stretch in stretches {
            stretch.copyBytes(from: bytes[at..<(at + stretch.count)])
            at += stretch.count
        }
    }

    /// Calls `body` with one section after the other overwritten here and there, and says how often it refused it.
    ///
    /// - Parameter left: sections that are left as they are: where a flag is 0 or 1 in memory, or a text is read, only the
    ///   checksum can tell.
    func spoilt(except left: Set<String>, _ body: (PackedMemory) throws -> Void) throws -> Int {
        var random = Random(5)
        var refused = 0
        for name in sections.keys.sorted() where !left.contains(name) {
            for fill in [UInt8(0xFF), 0x7F, 0x80, 0x01] {
                var source = self
                guard var bytes = source.sections[name]?.bytes, !bytes.isEmpty else { continue }
                for _ in 0..<4 {
                    let at = Int.random(in: 0..<bytes.count, using: &random)
                    for place in at..<min(bytes.count, at + 8) { bytes[place] = fill }
                }
                source.sections[name]?.bytes = bytes
                do { try body(source) } catch is PackedIndexError { refused += 1 }
            }
        }
        return refused
    }
}
