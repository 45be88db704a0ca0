import Domain
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What a server answered.
struct HTTPAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: ByteBuffer
}

/// Why there is no answer.
enum HTTPFault: Error {
    /// Not everything came within the time.
    case timeout
    /// The connection ended before the answer did.
    case closedEarly
    /// The answer is longer than the limit in bytes.
    case tooLarge(limit: Int)
}

/// One request over a connection of its own. Redirects are not followed: what is sent is for this server alone.
struct HTTPExchange: Sendable {
    let endpoint: EmbeddingEndpoint
    /// From looking the host up to the last byte of the answer.
    let timeout: TimeAmount
    /// The most bytes of an answer's body.
    let limit: Int
    /// Nil for plain http.
    let tls: NIOSSLContext?

    private static let longestConnect = TimeAmount.seconds(10)

    /// - Throws: `HTTPFault`, or what NIO, NIOHTTP1 and NIOSSL throw.
    func post(_ body: [UInt8], _ headers: HTTPHeaders) async throws -> HTTPAnswer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: HTTPAnswer.self)
        let answer = promise.futureResult
        let deadline = loop.scheduleTask(in: timeout) { promise.fail(HTTPFault.timeout) }
        answer.whenComplete { _ in deadline.cancel() }
        let request = HTTPRequestHead(version: .http1_1, method: .POST, uri: endpoint.path, headers: headers)
        connect(on: loop, promise).whenComplete { result in
            switch result {
            case .success(let channel):
                channel.write(HTTPClientRequestPart.head(request), promise: nil)
                let content = channel.allocator.buffer(bytes: body)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(content)), promise: nil)
                channel.writeAndFlush(HTTPClientRequestPart.end(nil)).whenFailure { promise.fail($0) }
                answer.whenComplete { _ in channel.close(promise: nil) }
            case .failure(let error):
                promise.fail(error)
            }
        }
        return try await withTaskCancellationHandler {
            try await answer.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }

    private func connect(on loop: any EventLoop, _ promise: EventLoopPromise<HTTPAnswer>) -> EventLoopFuture<
        any Channel
    > {
        let (tls, limit) = (tls, limit)
        // A name is asked for by SNI and looked for in the certificate; an address is only looked for.
        let isAddress = (try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port)) != nil
        let name = isAddress ? nil : endpoint.host
        return ClientBootstrap(group: loop)
            .connectTimeout(min(timeout, Self.longestConnect))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        try pipeline.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: name))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(AnswerCollector(promise, limit: limit))
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
    }
}

/// Puts the parts of one answer together.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<HTTPAnswer>
    private let limit: Int
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()

    init(_ promise: EventLoopPromise<HTTPAnswer>, limit: Int) {
        self.promise = promise
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            if let length = head.headers.first(name: "content-length").flatMap(Int.init), length > limit {
                fail(context, HTTPFault.tooLarge(limit: limit))
            }
        case .body(var part):
            guard body.readableBytes + part.readableBytes <= limit else {
                return fail(context, HTTPFault.tooLarge(limit: limit))
            }
            body.writeBuffer(&part)
        case .end:
            guard let head else { return }
            promise.succeed(HTTPAnswer(status: Int(head.status.code), headers: head.headers, body: body))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HTTPFault.closedEarly)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(context, error) }

    private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
