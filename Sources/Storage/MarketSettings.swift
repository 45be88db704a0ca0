public import Domain

extension Table {
    static let marketSetting = Table("market_setting", ["name", "value", "version"])
}

/// What the market says of itself.
extension Transaction {
    private static let region = "region"
    private static let screen = "screen"
    private static let screenYear = "screen_year"

    /// The region that the market is of; nil until somebody says.
    public func marketRegion() throws -> RegionCode? {
        try setting(Self.region).map(RegionCode.init(rawValue:))
    }

    public func saveMarketRegion(_ region: RegionCode) throws { try save(region.rawValue, Self.region) }

    /// The address at which anybody who knows it sees the screens; nil while there is none.
    public func screenAddress() throws -> ScreenAddress? {
        guard let text = try setting(Self.screen) else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 3, let at = Int64(words[1]), let user = Int64(words[2]) else {
            throw DamagedValue(text: text, expected: "screen address")
        }
        return ScreenAddress(
            digest: String(words[0]),
            madeAt: Instant(rawValue: at),
            madeBy: User.ID(rawValue: user)
        )
    }

    public func saveScreenAddress(_ address: ScreenAddress?) throws {
        let text = address.map { "\($0.digest) \($0.madeAt.rawValue) \($0.madeBy.rawValue)" }
        try save(text ?? "", Self.screen)
    }

    /// The year that the screens show; nil for the one that is on.
    public func screenYear() throws -> Int? { try setting(Self.screenYear).flatMap { Int($0) } }

    public func saveScreenYear(_ year: Int?) throws { try save(year.map(String.init) ?? "", Self.screenYear) }

    /// Nil for a setting that was never made or was taken back.
    private func setting(_ name: String) throws -> String? {
        try one("SELECT value FROM market_setting WHERE name = ? AND value <> ''", [.text(name)]) {
            $0.text(0)
        }
    }

    private func save(_ value: String, _ name: String) throws {
        let id = try one("SELECT id FROM market_setting WHERE name = ?", [.text(name)]) { $0.integer(0) }
        if let id {
            try update(.marketSetting, id, set: ["value": .text(value)])
        } else {
            try insert(.marketSetting, [.text(name), .text(value), .integer(1)])
        }
    }
}
