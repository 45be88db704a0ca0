import Hummingbird
public import Logging
import ServiceLifecycle

/// What the service is measured against: a Hummingbird application with the service's own server settings, one route that
/// returns 200 bytes, and nothing in between.
public struct BareRoute: Sendable {
    private let logger: Logger
    private let onReady: @Sendable (Int) async -> Void

    public init(logger: Logger, onReady: @escaping @Sendable (Int) async -> Void) {
        self.logger = logger
        self.onReady = onReady
    }

    /// Answers requests at any free port of this machine until the task is cancelled.
    public func run() async throws {
        let body = ByteBuffer(repeating: UInt8(ascii: "-"), count: 200)
        let router = Router()
        router.get("/") { _, _ in Response(status: .ok, body: .init(byteBuffer: body)) }
        var settings = ServiceSettings()
        settings.port = 0
        let application = Application(
            router: router,
            server: Service.http(settings),
            configuration: Service.configuration(settings, logger),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        try await ServiceGroup(services: [application], logger: logger).run()
    }
}
