public import Domain

extension Table {
    static let marketSetting = Table("market_setting", ["name", "value", "version"])
}

/// What the market says of itself.
extension Transaction {
    private static let region = "region"

    /// The region that the market is of; nil until somebody says.
    public func marketRegion() throws -> RegionCode? {
        try one("SELECT value FROM market_setting WHERE name = ?", [.text(Self.region)]) {
            RegionCode(rawValue: $0.text(0))
        }
    }

    public func saveMarketRegion(_ region: RegionCode) throws {
        let id = try one("SELECT id FROM market_setting WHERE name = ?", [.text(Self.region)]) {
            $0.integer(0)
        }
        if let id {
            try update(.marketSetting, id, set: ["value": .text(region.rawValue)])
        } else {
            try insert(.marketSetting, [.text(Self.region), .text(region.rawValue), .integer(1)])
        }
    }
}
