/// XXH64, a fast checksum against damage, not against forgery: four sums side by side, so that a core takes in several
/// bytes a cycle. After Yann Collet's specification, github.com/Cyan4973/xxHash, doc/xxhash_spec.md (seed 0).
public struct Checksum: Sendable {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    private var sums = SIMD4<UInt64>(
        Self.prime1 &+ Self.prime2,
        Self.prime2,
        0,
        0 &- Self.prime1
    )
    private var total: UInt64 = 0
    private var tail: [UInt8] = []

    public init() {}

    /// The checksum of one stretch of bytes.
    public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var checksum = Checksum()
        checksum.add(bytes)
        return checksum.value
    }

    /// Takes in the next stretch.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        total &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !tail.isEmpty {
            let missing = rest.prefix(32 - tail.count)
            tail += missing
            rest = rest.dropFirst(missing.count)
            guard tail.count == 32 else { return }
            let whole = tail
            whole.withUnsafeBytes { _ = takeWhole($0) }
            tail = []
        }
        let left = UnsafeRawBufferPointer(rebasing: rest)
        tail = Array(left[takeWhole(left)...])
    }

    /// Takes in as many times 32 bytes as there are, and says how many bytes that is.
    private mutating func takeWhole(_ bytes: UnsafeRawBufferPointer) -> Int {
        var (first, second, third, fourth) = (sums.x, sums.y, sums.z, sums.w)
        var at = 0
        while at + 32 <= bytes.count {
            first = Self.round(first, Self.word(bytes, at))
            second = Self.round(second, Self.word(bytes, at + 8))
            third = Self.round(third, Self.word(bytes, at + 16))
            fourth = Self.round(fourth, Self.word(bytes, at + 24))
            at += 32
        }
        sums = SIMD4(first, second, third, fourth)
        return at
    }

    public var value: UInt64 {
        var hash: UInt64
        if total >= 32 {
            hash =
                Self.turned(sums.x, 1) &+ Self.turned(sums.y, 7) &+ Self.turned(sums.z, 12)
                &+ Self.turned(sums.w, 18)
            for sum in [sums.x, sums.y, sums.z, sums.w] {
                hash = (hash ^ Self.round(0, sum)) &* Self.prime1 &+ Self.prime4
            }
        } else {
            hash = Self.prime5
        }
        hash &+= total
        tail.withUnsafeBytes { rest in
            var at = 0
            while at + 8 <= rest.count {
                hash =
                    Self.turned(hash ^ Self.round(0, Self.word(rest, at)), 27) &* Self.prime1 &+ Self.prime4
                at += 8
            }
            if at + 4 <= rest.count {
                let half = UInt64(
                    UInt32(littleEndian: rest.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                )
                hash = Self.turned(hash ^ (half &* Self.prime1), 23) &* Self.prime2 &+ Self.prime3
                at += 4
            }
            while at < rest.count {
                hash = Self.turned(hash ^ (UInt64(rest[at]) &* Self.prime5), 11) &* Self.prime1
                at += 1
            }
        }
        hash = (hash ^ (hash >> 33)) &* Self.prime2
        hash = (hash ^ (hash >> 29)) &* Self.prime3
        return hash ^ (hash >> 32)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    @inline(__always)
    private static func turned(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        value << bits | value >> (64 - bits)
    }

    @inline(__always)
    private static func round(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        turned(sum &+ word &* prime2, 31) &* prime1
    }
}
