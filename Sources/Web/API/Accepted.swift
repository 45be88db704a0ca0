import Domain

/// What a program says that it takes (RFC 9110, 12.5.1).
enum Accepted {
    /// How much it likes a type, from 0 for not at all to 1; the range that says most of the type counts.
    static func quality(of type: String, in header: String) -> Double {
        let family = type.prefix { $0 != "/" } + "/*"
        var found: (rank: Int, quality: Double) = (0, 0)
        for range in header.split(separator: ",") {
            let parts = range.split(separator: ";").map { Text.trimmed(String($0)).lowercased() }
            guard let name = parts.first else { continue }
            let rank = name == type ? 3 : name == family ? 2 : name == "*/*" ? 1 : 0
            guard rank > found.rank else { continue }
            let said = parts.dropFirst().first { $0.hasPrefix("q=") }
            found = (rank, said.flatMap { Double($0.dropFirst(2)) } ?? 1)
        }
        return found.quality
    }
}
