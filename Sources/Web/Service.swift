import Domain
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
public import Market
import NIOCore
import NIOSSL
import ServiceLifecycle
import UnixSignals

/// The running service: pages, forms and API on one market's file.
public struct Service: Sendable {
    private let site: Site
    private let logger: Logger
    /// Called with the port once requests are answered.
    private let onReady: @Sendable (Int) async -> Void

    public init(
        workspace: Workspace,
        settings: ServiceSettings,
        logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        site = Site(workspace: workspace, settings: settings)
        self.logger = logger
        self.onReady = onReady
    }

    /// Answers requests until the process is asked to stop; requests that are running then are finished.
    ///
    /// - Throws: `AppError` for settings that don't hold, or why the address can't be listened on.
    public func run() async throws { try await group().run() }

    /// What runs, ready to be started and asked to stop.
    func group() throws -> ServiceGroup {
        let settings = site.settings
        try settings.check()
        let http = Self.http(settings)
        let server =
            try settings.tls.map { try HTTPServerBuilder.tls(http, tlsConfiguration: try Self.tls($0)) }
            ?? http
        let application = Application(
            router: site.router(),
            server: server,
            configuration: Self.configuration(settings, logger),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? settings.port) },
            logger: logger
        )
        var configuration = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(settings.grace)
        return ServiceGroup(configuration: configuration)
    }

    static func http(_ settings: ServiceSettings) -> HTTPServerBuilder {
        .http1(
            configuration: .init(
                idleTimeout: .seconds(Int64(settings.idleTimeout)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10,
                    maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 100
                )
            )
        )
    }

    static func configuration(_ settings: ServiceSettings, _ logger: Logger) -> ApplicationConfiguration {
        ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port),
            serverName: nil,
            availableConnectionsDelegate: .maximum(settings.mostConnections, logger: logger)
        )
    }

    private static func tls(_ files: (certificate: String, key: String)) throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw AppError(
                .invalid,
                "certificate_unreadable",
                field: .file,
                value: files.certificate,
                Phrase(
                    "证书“\(AppError.quote(files.certificate))”或私钥“\(AppError.quote(files.key))”读不出来：请检查是否为配对的 PEM 文件。",
                    en:
                        "The certificate “\(AppError.quote(files.certificate))” or the key “\(AppError.quote(files.key))” can't be read: see that both are PEM files and belong together."
                )
            )
        }
    }
}
