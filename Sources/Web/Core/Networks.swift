/// Machines by address: single ones, and IPv4 or IPv6 networks in CIDR notation (RFC 4632, RFC 4291).
struct Networks: Sendable {
    private struct Network {
        let bytes: [UInt8]
        let bits: Int
    }

    private var networks: [Network] = []

    /// Texts that are no address or network match nothing; `unreadable` tells them.
    init(_ texts: [String]) {
        networks = texts.compactMap(Self.network)
    }

    /// The first of the texts that is no address and no network.
    static func unreadable(in texts: [String]) -> String? { texts.first { network($0) == nil } }

    func contain(_ address: String) -> Bool {
        guard !networks.isEmpty, let bytes = Self.bytes(address) else { return false }
        return networks.contains { network in
            guard network.bytes.count == bytes.count else { return false }
            return (0..<network.bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return network.bytes[bit / 8] & mask == bytes[bit / 8] & mask
            }
        }
    }

    private static func network(_ text: String) -> Network? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let bytes = bytes(parts[0]), parts.count <= 2 else { return nil }
        guard parts.count == 2 else { return Network(bytes: bytes, bits: bytes.count * 8) }
        guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
        return Network(bytes: bytes, bits: bits)
    }

    /// Four bytes of an IPv4 address, sixteen of an IPv6 one; an IPv4 address within IPv6 is the IPv4 address.
    static func bytes(_ text: String) -> [UInt8]? {
        if !text.contains(":") {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            let bytes = parts.compactMap { part in part.allSatisfy(\.isASCII) ? UInt8(part) : nil }
            return parts.count == 4 && bytes.count == 4 ? bytes : nil
        }
        var text = text
        var tail: [UInt8] = []
        if let dot = text.firstIndex(of: "."), let colon = text[..<dot].lastIndex(of: ":") {
            guard let last = bytes(String(text[text.index(after: colon)...])) else { return nil }
            tail = last
            text = String(text[...colon]) + "0:0"
        }
        let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        func groups(_ texts: ArraySlice<String>) -> [UInt8]? {
            var bytes: [UInt8] = []
            for text in texts {
                guard (1...4).contains(text.count), let group = UInt16(text, radix: 16) else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
            return bytes
        }
        var all: [UInt8]
        let gaps = text.ranges(of: "::")
        guard gaps.count < 2 else { return nil }
        if let gap = gaps.first {
            let front = text[..<gap.lowerBound].split(separator: ":").map(String.init)
            let back = text[gap.upperBound...].split(separator: ":").map(String.init)
            guard let before = groups(front[...]), let after = groups(back[...]),
                before.count + after.count < 16
            else { return nil }
            all = before + [UInt8](repeating: 0, count: 16 - before.count - after.count) + after
        } else {
            guard let bytes = groups(halves[...]), bytes.count == 16 else { return nil }
            all = bytes
        }
        if !tail.isEmpty { all.replaceSubrange(12..., with: tail) }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return all.starts(with: mapped) ? Array(all[12...]) : all
    }
}
