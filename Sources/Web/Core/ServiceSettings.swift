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
    /// At most so many connections at once.
    public var mostConnections = 512
    /// At most so many requests at work at once; more are asked to come back.
    public var mostRequests = 128
    /// The largest body of a form, in bytes.
    public var largestForm = 1 << 20
    /// How long a request may take, in seconds.
    public var timeout = 30
    /// A connection that says nothing for so many seconds is closed.
    public var idleTimeout = 60
    /// How long running requests have to finish when the service stops, in seconds.
    public var grace = 20
    /// The code that claims a market in which nobody can sign in yet; made at the start and shown on the operator's
    /// terminal alone.
    public var claimCode: String?

    public init() {}
}
