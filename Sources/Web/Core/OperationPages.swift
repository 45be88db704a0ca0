import Domain
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import Market

/// What the machine that keeps the service running asks of it.
struct OperationPages: Sendable {
    let site: Site
    private let readers: Networks

    init(site: Site) {
        self.site = site
        readers = Networks(site.settings.metricsReaders)
    }

    func add(to router: Router<AppContext>) {
        router.get("healthz") { _, _ in Self.text("ok\n") }
        router.get("readyz", use: ready)
        router.get("metrics", use: metrics)
        router.get("robots.txt", use: robots)
    }

    /// Whether the market's file can be read.
    @Sendable private func ready(_ request: Request, _ context: AppContext) async throws -> Response {
        do {
            try await site.workspace.checkReadable()
            return Self.text("ready\n")
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(error)"])
            return Self.text("not ready\n", status: .serviceUnavailable)
        }
    }

    @Sendable private func metrics(_ request: Request, _ context: AppContext) async throws -> Response {
        // Through a proxy that is not known as one every request would look like the machine's own.
        let isHidden = context.isForwarded && context.address == context.peer
        guard readers.contain(context.address), !isHidden else { throw HTTPError(.notFound) }
        let size = (try? FileManager.default.attributesOfItem(atPath: site.workspace.path))?[.size] as? Int
        let more: [(name: String, help: String, value: Double)] = [
            ("techmarket_file_bytes", "Size of the market's file.", Double(size ?? 0)),
            ("techmarket_resident_bytes", "Memory of the process.", Double(Self.residentBytes())),
            ("techmarket_screens", "Screens connected now.", Double(await site.screens.count)),
            (
                "techmarket_screen_counts", "Times the screens' figures were counted.",
                Double(await site.screens.counts)
            ),
        ]
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: .init(string: site.metrics.text(more)))
        )
    }

    @Sendable private func robots(_ request: Request, _ context: AppContext) async throws -> Response {
        let map = site.settings.publicURL.map { "Sitemap: \($0)/sitemap.xml\n" } ?? ""
        return Self.text("User-agent: *\nDisallow: /desk\nDisallow: /login\nDisallow: /receipt\n\(map)")
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: .init(string: text))
        )
    }

    /// From Linux's own account of the process; 0 where there is none.
    private static func residentBytes() -> Int {
        guard let status = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = status.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4_096
    }
}
