import Domain
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A real server on a port of its own, for as long as the test runs.
final class TestServer: Sendable {
    /// What it does with a request.
    enum Behaviour: Sendable {
        /// Answers as OpenAI does, with vectors of this size.
        case well(dimension: Int)
        /// Answers with this.
        case answer(status: Int, headers: [(String, String)], body: String, chunked: Bool)
        /// Writes these bytes as they are and hangs up.
        case raw(String)
        /// Hangs up at once.
        case hangUp
        /// Says nothing, ever.
        case silent
        /// Begins an answer and never ends it.
        case drip

        static func json(_ body: String, status: Int = 200, _ headers: [(String, String)] = []) -> Behaviour {
            .answer(status: status, headers: headers, body: body, chunked: false)
        }
    }

    struct Received: Sendable {
        let head: HTTPRequestHead
        let body: String
    }

    private struct State {
        var behaviours: [Behaviour]
        var received: [Received] = []
    }

    private let channel: any Channel
    private let box: Box
    let port: Int

    /// - Parameter behaviours: one a request; the last one stays.
    init(_ behaviours: Behaviour..., tls: NIOSSLContext? = nil) async throws {
        let box = Box(Mutex(State(behaviours: behaviours)))
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(Handler(box))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
        self.box = box
    }

    deinit { channel.close(promise: nil) }

    var received: [Received] { box.state.withLock { $0.received } }

    var url: String { "http://127.0.0.1:\(port)" }

    private final class Box: Sendable {
        let state: Mutex<State>
        init(_ state: consuming Mutex<State>) { self.state = state }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let box: Box
        private var head: HTTPRequestHead?
        private var body = ""

        init(_ box: Box) { self.box = box }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let part): body += String(buffer: part)
            case .end:
                guard let head else { return }
                let received = Received(head: head, body: body)
                let behaviour = box.state.withLock { state -> Behaviour in
                    state.received.append(received)
                    return state.behaviours.count > 1 ? state.behaviours.removeFirst() : state.behaviours[0]
                }
                answer(behaviour, received, context)
            }
        }

        private func answer(_ behaviour: Behaviour, _ received: Received, _ context: ChannelHandlerContext) {
            switch behaviour {
            case .well(let dimension):
                write(200, [], TestServer.vectors(for: received.body, dimension), chunked: false, context)
            case .answer(let status, let headers, let body, let chunked):
                write(status, headers, body, chunked: chunked, context)
            case .raw(let text):
                // Past the HTTP encoder.
                let buffer = context.channel.allocator.buffer(string: text)
                try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                    .writeAndFlush(NIOAny(buffer), promise: nil)
                context.close(promise: nil)
            case .hangUp: context.close(promise: nil)
            case .silent: break
            case .drip:
                let head = HTTPResponseHead(
                    version: .http1_1,
                    status: .ok,
                    headers: ["Content-Length": "1000"]
                )
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                let part = context.channel.allocator.buffer(string: "{\"data\":")
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
            }
        }

        private func write(
            _ status: Int,
            _ headers: [(String, String)],
            _ body: String,
            chunked: Bool,
            _ context: ChannelHandlerContext
        ) {
            var all = HTTPHeaders(headers)
            if !chunked { all.add(name: "Content-Length", value: String(body.utf8.count)) }
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: all)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            // In pieces, so that chunks are many.
            let bytes = Array(body.utf8)
            for start in stride(from: 0, to: bytes.count, by: 100) {
                let piece = context.channel.allocator.buffer(
                    bytes: bytes[start..<min(start + 100, bytes.count)]
                )
                context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    /// As OpenAI answers; the order is turned round, since only `index` counts.
    static func vectors(for request: String, _ dimension: Int) -> String {
        struct Request: Decodable {
            let model: String
            let input: [String]
        }
        guard let request = try? JSONDecoder().decode(Request.self, from: Data(request.utf8)) else {
            return "{}"
        }
        let items = request.input.enumerated().reversed().map { index, text in
            var vector = [Double](repeating: 0.1, count: dimension)
            for scalar in text.unicodeScalars { vector[Int(scalar.value) % dimension] += 1 }
            return "{\"object\":\"embedding\",\"index\":\(index),\"embedding\":\(vector)}"
        }
        return
            "{\"object\":\"list\",\"data\":[\(items.joined(separator: ","))],\"model\":\"\(request.model)\"}"
    }
}
