import Crypto
import CryptoExtras
import FoundationEssentials

/// Passwords, as the file keeps them: scrypt (RFC 7914) with a salt of their own, in one line with its cost, so that the
/// cost can grow while old passwords go on working.
public struct PasswordHash: Sendable, Equatable {
    /// How much work a guess costs. Memory is 128 × rounds × blockSize bytes.
    public struct Cost: Sendable, Equatable {
        let rounds: Int
        let blockSize: Int
        let parallelism: Int

        public init(rounds: Int, blockSize: Int, parallelism: Int) {
            self.rounds = rounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// N = 2^15, r = 8, p = 3: one of the equal settings of OWASP's Password Storage Cheat Sheet, with 32 MB.
        public static let usual = Cost(rounds: 1 << 15, blockSize: 8, parallelism: 3)
    }

    /// `scrypt$N$r$p$salt$key`, salt and key in hexadecimal.
    public let text: String

    /// The hash as it is stored.
    public init(stored text: String) { self.text = text }

    /// Hashes a password under a new salt. Takes about a tenth of a second at the usual cost.
    public init(password: String, cost: Cost) throws {
        let salt = Secret.bytes(16)
        let key = try Self.key(password, salt, cost)
        text =
            "scrypt$\(cost.rounds)$\(cost.blockSize)$\(cost.parallelism)$\(Hex.text(salt))$\(Hex.text(key))"
    }

    /// Whether this is the password's hash; takes as long as hashing.
    public func matches(_ password: String) throws -> Bool {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt",
            let rounds = Int(parts[1]), let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = Hex.bytes(parts[4]), let key = Hex.bytes(parts[5])
        else { throw DamagedValue(text: "…", expected: "password hash") }
        let cost = Cost(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
        return Secret.areEqual(try Self.key(password, salt, cost), key)
    }

    private static func key(_ password: String, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            outputByteCount: 32,
            rounds: cost.rounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }
}

/// Words that only their holder knows: sessions, tokens, acknowledgement codes. The file keeps their digests alone.
public enum Secret {
    /// A new word of so many random bytes, in hexadecimal.
    public static func word(bytes: Int) -> String { Hex.text(Self.bytes(bytes)) }

    /// A new word of so many random bytes that people copy by hand: groups of four capital letters and digits.
    public static func code(bytes: Int) -> String {
        let word = word(bytes: bytes).uppercased()
        return stride(from: 0, to: word.count, by: 4).map { String(word.dropFirst($0).prefix(4)) }
            .joined(separator: "-")
    }

    /// SHA-256 in lower-case hexadecimal.
    public static func digest(_ text: String) -> String { Hex.text(SHA256.hash(data: Array(text.utf8))) }

    /// Random bytes of the system's generator, which is fit for keys.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Compares without telling by its time where the first difference is.
    static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        guard first.count == second.count else { return false }
        return zip(first, second).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
            else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
