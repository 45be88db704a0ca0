public import Domain
import Storage

extension Work {
    public var marketSettings: MarketSettings { MarketSettings(work: self) }
}

/// What the market says of itself.
public struct MarketSettings {
    let work: Work

    /// The region that the market is of, as 输出 and 吸纳 are told apart by it; nil until a manager says.
    public func region() throws -> RegionCode? { try work.transaction.marketRegion() }

    /// Says which region the market is of.
    ///
    /// - Parameter text: its code or name.
    public func setRegion(_ text: String) throws {
        let transaction = try work.begin("market.region", .manager)
        try transaction.saveMarketRegion(try work.codes().region(parsing: text, field: .marketRegion))
    }
}
