public import Domain
import Storage

extension Work {
    public var screens: Screens { Screens(work: self) }
}

/// What managers decide about 大屏 and 字幕: who may open them without signing in, and which year they show.
public struct Screens {
    let work: Work

    /// Makes the address for the exhibition hall; one that there was stops working at once.
    ///
    /// - Returns: its key, which is not to be had again.
    public func renew() throws -> String {
        let transaction = try work.begin("screen.renew", .manager)
        // Typed once into the hall's own machine, so no longer than it must be: nobody guesses 80 bits over a network.
        let key = Secret.code(bytes: 10)
        try transaction.saveScreenAddress(
            ScreenAddress(digest: Workspace.screenDigest(of: key), madeAt: work.now, madeBy: work.user.id)
        )
        return key
    }

    /// Takes the address back: whoever has it sees nothing from now on.
    ///
    /// - Throws: `screen_address_missing` when there is none.
    public func revoke() throws {
        let transaction = try work.begin("screen.revoke", .manager)
        guard try transaction.screenAddress() != nil else {
            throw AppError(
                .conflict,
                "screen_address_missing",
                Phrase("没有展示地址可停用。", en: "There is no screen address to take back.")
            )
        }
        try transaction.saveScreenAddress(nil)
    }

    /// The address that works now, and who made it; nil if there is none.
    public func address() throws -> (address: ScreenAddress, maker: User)? {
        guard let address = try work.transaction.screenAddress(),
            let maker = try work.transaction.user(address.madeBy)
        else { return nil }
        return (address, maker)
    }

    /// Says which year the screens show; nil for the year that is on.
    ///
    /// - Throws: `year_out_of_range`, or `screen_year_ahead` for a year that has not begun.
    public func show(year: Int?) throws {
        let transaction = try work.begin("screen.year", .manager)
        if let year {
            try Targets.check(year: year)
            guard year <= work.today.year else {
                throw AppError(
                    .invalid,
                    "screen_year_ahead",
                    field: .year,
                    value: String(year),
                    Phrase(
                        "\(year)年还没有开始，大屏没有可显示的数字：请填\(work.today.year)年或以前。",
                        en:
                            "\(year) has not begun, there is nothing to show: give \(work.today.year) or earlier."
                    )
                )
            }
        }
        try transaction.saveScreenYear(year)
    }

    /// The year that the managers chose; nil for the year that is on.
    public func year() throws -> Int? { try work.transaction.screenYear() }
}

/// What is set for the screens now.
public struct ScreenSettings: Sendable, Equatable {
    /// What the file keeps of the address's key; nil while there is none.
    public let digest: String?
    /// The year that the managers chose; nil for the year that is on.
    public let year: Int?
}

extension Workspace {
    /// What is set for the screens: a small question, asked on the caller's own thread.
    public func screenSettings() throws -> ScreenSettings {
        try store.glance {
            ScreenSettings(digest: try $0.screenAddress()?.digest, year: try $0.screenYear())
        }
    }

    /// Whether this is the key of the screens' address.
    public func isScreenKey(_ key: String) throws -> Bool {
        try screenSettings().digest == Self.screenDigest(of: key)
    }

    /// What the file keeps of a key, however its letters were typed.
    public static func screenDigest(of key: String) -> String {
        Secret.digest(Text.normalized(key).uppercased())
    }
}
