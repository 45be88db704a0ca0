public import Domain

/// How the service runs. Everything about the market itself is in its file.
public struct ServiceSettings: Sendable {
    /// The address to listen on; only this machine unless said otherwise.
    public var host = "127.0.0.1"
    /// 0 takes any free port.
    public var port = 8080
    /// What the market calls itself on the pages.
    public var marketName = "技术交易市场"
    /// The address at which people reach the service, such as `https://market.example.cn`, for links that leave it.
    public var publicURL: String?
    /// PEM files of the certificate chain and its key; nil for plain HTTP, as behind a proxy.
    public var tls: (certificate: String, key: String)?
    /// Machines whose word on where a request came from is taken: addresses or networks such as `10.0.0.0/8`.
    public var trustedProxies: [String] = []
    /// Machines that may read `/metrics`: addresses or networks.
    public var metricsReaders = ["127.0.0.0/8", "::1"]
    /// At most so many connections at once.
    public var mostConnections = 512
    /// At most so many requests at work at once; more are asked to come back.
    public var mostRequests = 128
    /// At most so many screens that show the figures live, and never more than half of the connections.
    public var mostScreens = 32
    /// How often they are kept up.
    var screenPace = ScreenPace()
    /// The largest body of a form, in bytes.
    public var largestForm = 1 << 20
    /// How long the body of a request may take to come in, in seconds.
    public var timeout = 30
    /// A connection that says nothing for so many seconds is closed.
    public var idleTimeout = 60
    /// How long running requests have to finish when the service stops, in seconds.
    public var grace = 20
    /// The code that claims a market in which nobody can sign in yet; made at the start and shown on the operator's
    /// terminal alone.
    public var claimCode: String?

    public init() {}

    /// Refuses settings that don't hold, before anything is listened on.
    public func check() throws(AppError) {
        for (name, texts) in [("trusted-proxy", trustedProxies), ("metrics-from", metricsReaders)] {
            guard let text = Networks.unreadable(in: texts) else { continue }
            throw AppError(
                .invalid,
                "network_malformed",
                field: Field(name, name, en: name),
                value: text,
                Phrase(
                    "\(name) 的“\(AppError.quote(text))”不对：请填 IP 地址或网段，如 127.0.0.1 或 10.0.0.0/8。",
                    en:
                        "The \(name) “\(AppError.quote(text))” won't do: give an address or a network such as 10.0.0.0/8."
                )
            )
        }
        if let publicURL, !publicURL.hasPrefix("http://"), !publicURL.hasPrefix("https://") {
            throw AppError(
                .invalid,
                "url_malformed",
                field: Field("public-url", "public-url", en: "public-url"),
                value: publicURL,
                Phrase(
                    "public-url“\(AppError.quote(publicURL))”不对：请填完整网址，如 https://market.example.cn。",
                    en:
                        "The public-url “\(AppError.quote(publicURL))” won't do: give a whole address such as https://market.example.cn."
                )
            )
        }
        let numbers: [(String, Int, ClosedRange<Int>)] = [
            ("port", port, 0...65_535), ("max-connections", mostConnections, 1...100_000),
            ("max-requests", mostRequests, 1...100_000), ("max-screens", mostScreens, 1...10_000),
            ("max-form", largestForm, 1_024...(1 << 30)),
            ("timeout", timeout, 1...3_600), ("idle-timeout", idleTimeout, 1...3_600),
            ("grace", grace, 0...3_600),
        ]
        for (name, number, range) in numbers where !range.contains(number) {
            throw AppError(
                .invalid,
                "setting_out_of_range",
                field: Field(name, name, en: name),
                value: String(number),
                Phrase(
                    "\(name)“\(number)”不对：请填 \(range.lowerBound) 到 \(range.upperBound) 之间的数。",
                    en:
                        "The \(name) “\(number)” won't do: give a number from \(range.lowerBound) to \(range.upperBound)."
                )
            )
        }
    }
}
