/// The address of an OpenAI-compatible endpoint.
public struct EmbeddingEndpoint: Sendable, Hashable, CustomStringConvertible {
    public let isSecure: Bool
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    public let host: String
    public let port: Int
    /// Begins with `/` and ends with `/embeddings`.
    public let path: String

    /// Reads `https://host`, `http://host:8765/v1` or the whole address; what is missing of `/v1/embeddings` is added.
    ///
    /// - Throws: `url_malformed` for anything else, and for addresses with a name, a password, a query or a fragment: an
    ///   address is stored and logged, so it must not hold a secret.
    public init(parsing text: String, field: Field = .url) throws(AppError) {
        let typed = Text.trimmed(text)
        func refused(_ zh: String, _ en: String) -> AppError {
            .refusing(Self.withoutSecrets(typed), field, "url_malformed", zh, en: en)
        }
        let form = ("请写成 http://主机:端口 或 https://主机/v1", "write http://host:port or https://host/v1")
        guard let scheme = typed.firstRange(of: "://") else {
            throw refused("不是网址，\(form.0)", "is no address; \(form.1)")
        }
        switch typed[..<scheme.lowerBound].lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw refused("不是 http 或 https 网址，\(form.0)", "is no http or https address; \(form.1)")
        }
        let rest = typed[scheme.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash], tail = rest[slash...]
        guard !typed.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else {
            throw refused(
                "含有空格或不是 ASCII 的字符，\(form.0)",
                "has blanks or characters that are not ASCII; \(form.1)"
            )
        }
        guard !authority.contains("@"), !rest.contains("?"), !rest.contains("#") else {
            throw refused(
                "带有用户名、密码或参数，网址会被保存，请去掉，密钥用 --key-file 给",
                "has a user, a password or a query; addresses are stored, so leave them out and give a key with --key-file"
            )
        }
        var name = authority, number: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else {
                throw refused("不是网址，\(form.0)", "is no address; \(form.1)")
            }
            name = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else {
                throw refused("不是网址，\(form.0)", "is no address; \(form.1)")
            }
            if !after.isEmpty { number = after.dropFirst() }
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            number = authority[authority.index(after: colon)...]
        }
        let isAddress = authority.hasPrefix("[")
        guard !name.isEmpty, name.utf8.count <= 253,
            name.utf8.allSatisfy({ Self.isOfHost($0) || (isAddress && $0 == UInt8(ascii: ":")) })
        else { throw refused("没有主机名，\(form.0)", "names no host; \(form.1)") }
        if let number {
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(number),
                (1...65_535).contains(value)
            else { throw refused("端口不是 1 到 65535 的整数，\(form.0)", "has no port from 1 to 65535; \(form.1)") }
            port = value
        } else {
            port = isSecure ? 443 : 80
        }
        host = name.lowercased()
        var path = String(tail)
        while path.hasSuffix("/") { path.removeLast() }
        if path.isEmpty { path = "/v1" }
        self.path = path.hasSuffix("/embeddings") ? path : path + "/embeddings"
    }

    public var description: String {
        let usual = isSecure ? 443 : 80
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name)\(port == usual ? "" : ":\(port)")\(path)"
    }

    /// The host as a `Host` header names it.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether what is sent there stays on this machine.
    public var isLocal: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The address as a refusal may repeat it: nothing before an @ and nothing after a question mark.
    private static func withoutSecrets(_ text: String) -> String {
        var text = text
        if let mark = text.firstIndex(where: { $0 == "?" || $0 == "#" }) { text = text[..<mark] + "…" }
        if let at = text.lastIndex(of: "@") { text = "…" + text[at...] }
        return text
    }
}
