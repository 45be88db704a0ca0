public import Domain
import FoundationEssentials

/// The secret that an endpoint asks for. It stands in a file or in the environment and is read when it is needed; it
/// is never stored, and has no description, so that nothing prints it by chance.
public struct EndpointKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// Where the key stands when no file is named.
    public static let variable = "TECHMARKET_EMBEDDINGS_KEY"

    let secret: String

    public var description: String { "…" }
    public var debugDescription: String { "…" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The key of these settings; nil if neither a file nor the environment has one.
    ///
    /// - Throws: `key_file_unreadable`, `key_malformed`.
    public static func of(_ settings: EmbeddingSettings, environment: [String: String]) throws(AppError)
        -> EndpointKey?
    {
        if let file = settings.keyFile { return try EndpointKey(file: file) }
        guard let value = environment[variable], !Text.trimmed(value).isEmpty else { return nil }
        return try EndpointKey(value, from: variable)
    }

    /// Reads a file that holds the key and nothing else.
    public init(file: String) throws(AppError) {
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw AppError(
                .notFound,
                "key_file_unreadable",
                field: .keyFile,
                value: file,
                Phrase(
                    "密钥文件“\(AppError.quote(file))”读不了：请核对路径和权限。",
                    en:
                        "The key file “\(AppError.quote(file))” can't be read: check the path and the permissions."
                )
            )
        }
        try self.init(String(decoding: data, as: UTF8.self), from: file)
    }

    /// - Parameter place: named in the refusal; the key itself never is.
    private init(_ text: String, from place: String) throws(AppError) {
        let key = Text.trimmed(text)
        guard !key.isEmpty, key.utf8.count <= 4_096, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw AppError(
                .invalid,
                "key_malformed",
                field: .keyFile,
                value: place,
                Phrase(
                    "“\(AppError.quote(place))”里的密钥为空、含有空格或不是 ASCII 的字符：请只放密钥一行。",
                    en:
                        "The key in “\(AppError.quote(place))” is empty or has blanks or characters that are not ASCII: put the key there and nothing else."
                )
            )
        }
        secret = key
    }
}
