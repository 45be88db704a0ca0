import Crypto

/// What a file is known again by: SHA-256 of its bytes, taken in part after part.
public struct FileDigest {
    private var hasher = SHA256()

    public init() {}

    public mutating func add(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

    /// In lower-case hexadecimal.
    public var hexadecimal: String { Transaction.hexadecimal(hasher.finalize()) }
}
