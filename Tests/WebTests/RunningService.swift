import Domain
import Exchange
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

@testable import Web

/// The service on a port of this machine, for as long as a test needs it.
struct RunningService: Sendable {
    let port: Int
    /// Asks it to stop as an operator does.
    let stop: @Sendable () async -> Void

    /// Runs the service on the site's market while `body` runs, then stops it; it must end by itself.
    static func run(
        _ site: TestSite,
        _ settings: ServiceSettings,
        _ body: @Sendable @escaping (RunningService) async throws -> Void
    ) async throws {
        var settings = settings
        settings.port = 0
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let group = try Service(workspace: site.workspace, settings: settings, logger: logger) {
            found.yield($0)
        }.group()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                for await port in ports {
                    let service = RunningService(port: port) { await group.triggerGracefulShutdown() }
                    do { try await body(service) } catch {
                        await service.stop()
                        throw error
                    }
                    return await service.stop()
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// Asks for a stream of events and hands it to `body`.
    func listen<Result: Sendable>(
        _ path: String,
        _ headers: [(String, String)] = [],
        _ body: (HTTPResponseHead, inout EventReader) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let fields = HTTPHeaders([("host", "localhost")] + headers)
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields)
            try await outbound.write(.head(head))
            try await outbound.write(.end(nil))
            var reader = EventReader(parts: inbound.makeAsyncIterator())
            guard case .head(let answer) = try await reader.parts.next() else { throw Unheard() }
            return try await body(answer, &reader)
        }
    }

    struct Unheard: Error {}
}

/// A server-sent event.
struct SentEvent: Equatable {
    var name = ""
    var id: String?
    var retry: String?
    var data = ""

    var json: JSON { get throws { try JSON.reading(data.utf8) } }

    /// The parts that it carries.
    var parts: Set<String> { Set((try? json["parts"]?.asObject?.keys) ?? []) }
}

/// Reads events as a browser does.
struct EventReader {
    var parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    private var text = ""
    /// Whether the answer ended as HTTP says, and not with the connection alone.
    private(set) var hasEnd = false

    init(parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator) { self.parts = parts }

    /// The next event; nil at the end.
    mutating func next() async throws -> SentEvent? {
        while true {
            if let end = text.firstRange(of: "\n\n") {
                let block = text[..<end.lowerBound]
                text = String(text[end.upperBound...])
                return Self.event(block)
            }
            switch try await parts.next() {
            case .body(let buffer): text += String(buffer: buffer)
            case .end:
                hasEnd = true
                return nil
            case .head: continue
            case nil: return nil
            }
        }
    }

    /// The next event of this name, whatever others come before it.
    mutating func next(_ name: String) async throws -> SentEvent? {
        while let event = try await next() {
            if event.name == name { return event }
        }
        return nil
    }

    private static func event(_ block: Substring) -> SentEvent {
        var event = SentEvent()
        for line in block.split(separator: "\n") {
            let halves = line.split(separator: ":", maxSplits: 1).map(String.init)
            let value = halves.count == 2 ? String(halves[1].trimmingPrefix(" ")) : ""
            switch halves[0] {
            case "event": event.name = value
            case "id": event.id = value
            case "retry": event.retry = value
            case "data": event.data += value
            default: event.name = "unknown line \(line)"
            }
        }
        return event
    }
}
