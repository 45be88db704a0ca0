import Domain
import FoundationEssentials
import Market
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What can go wrong with an endpoint, said to the person who keeps it.
struct EndpointFault {
    private let endpoint: EmbeddingEndpoint

    init(_ endpoint: EmbeddingEndpoint) { self.endpoint = endpoint }

    private func fault(
        _ code: String,
        _ zh: String,
        en: String,
        retryAfter: Int? = nil,
        isOfTexts: Bool = false
    ) -> EmbedderFault {
        .endpoint(endpoint, code, zh, en: en, retryAfter: retryAfter, isOfTexts: isOfTexts)
    }
}

// MARK: No answer
extension EndpointFault {
    /// - Parameter timeout: seconds.
    func of(_ error: any Error, timeout: Int) -> EmbedderFault {
        switch error {
        case HTTPFault.timeout, ChannelError.connectTimeout:
            return fault(
                "endpoint_timeout",
                "\(timeout) 秒内没有答完：请核对服务是否繁忙，或用 --timeout 放宽、用 --batch 减少每批条数",
                en:
                    "did not answer within \(timeout) s: see whether it is busy, allow more with --timeout, or ask less at once with --batch"
            )
        case HTTPFault.closedEarly, HTTPParserError.invalidEOFState, ChannelError.ioOnClosedChannel,
            ChannelError.alreadyClosed, ChannelError.eof:
            return fault(
                "endpoint_closed",
                "没有答完就断开了：请查看服务的日志",
                en: "hung up before its answer was complete: look at its log"
            )
        case HTTPFault.tooLarge(let limit):
            return fault(
                "endpoint_too_large",
                "的回答超过 \(limit) 字节：请用 --batch 减少每批条数",
                en: "answered more than \(limit) bytes: ask less at once with --batch"
            )
        case let error as NIOConnectionError: return connection(error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return tls(error)
        case is HTTPParserError:
            return fault(
                "endpoint_not_http",
                "答的不是 HTTP：请核对地址、端口和 http/https",
                en: "does not speak HTTP: check the address, the port and http or https"
            )
        case let error as IOError where error.errnoCode == ECONNREFUSED: return refused()
        default: return unreachable(String(describing: type(of: error)))
        }
    }

    private func connection(_ error: NIOConnectionError) -> EmbedderFault {
        guard let first = error.connectionErrors.first?.error else {
            return fault(
                "endpoint_host_unknown",
                "的主机名查不到：请核对地址和 DNS",
                en: "has a host that can't be found: check the address and the DNS"
            )
        }
        if (first as? IOError)?.errnoCode == ECONNREFUSED { return refused() }
        if case ChannelError.connectTimeout = first {
            return unreachable(Phrase("连接超时", en: "the connection timed out")[.en])
        }
        return unreachable(
            (first as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(type(of: first))"
        )
    }

    private func refused() -> EmbedderFault {
        fault(
            "endpoint_refused",
            "拒绝连接：请核对地址和端口，并确认服务已启动",
            en: "refuses connections: check address and port, and that it is running"
        )
    }

    private func unreachable(_ reason: String) -> EmbedderFault {
        fault(
            "endpoint_unreachable",
            "连不上（\(reason)）：请检查网络和防火墙",
            en: "can't be reached (\(reason)): check the network and the firewall"
        )
    }

    func tls(_ error: any Error) -> EmbedderFault {
        fault(
            "endpoint_tls",
            "的加密连接没有建立（\(AppError.quote(String(describing: error)))）：请核对证书是否有效、由系统信任的机构签发、写的是这个主机名",
            en:
                "made no secure connection (\(AppError.quote(String(describing: error)))): check that its certificate is valid, signed by an authority that the system trusts, and for this host"
        )
    }
}

// MARK: An answer that refuses
extension EndpointFault {
    /// - Parameter key: taken out of what the server says, which may repeat it.
    func of(_ answer: HTTPAnswer, hasKey: Bool, hiding key: EndpointKey?) -> EmbedderFault {
        let status = answer.status
        let said = Self.said(answer, hiding: key)
        switch status {
        case 300..<400:
            return fault(
                "endpoint_moved",
                "要转到别处（\(status)）：请把新地址写给 --url",
                en: "points elsewhere (\(status)): give the new address with --url"
            )
        // What it says here tends to repeat the key, or part of it.
        case 401, 403:
            return fault(
                "endpoint_key_refused",
                hasKey ? "不认密钥（\(status)）：请核对密钥和它的权限" : "要密钥（\(status)）：请用 --key-file 给出",
                en: hasKey
                    ? "does not take the key (\(status)): check the key and what it allows"
                    : "wants a key (\(status)): give one with --key-file"
            )
        case 404:
            return fault(
                "endpoint_not_found",
                "没有这个地址或模型（404\(said.zh)）：请核对 --url 和 --model",
                en: "has no such address or model (404\(said.en)): check --url and --model"
            )
        case 429:
            return fault(
                "endpoint_busy",
                "请求太多（429）：稍后会再试",
                en: "has too many requests (429): they are made again later",
                retryAfter: Self.retryAfter(answer.headers)
            )
        case 500...599:
            return fault(
                "endpoint_failing",
                "出错（\(status)\(said.zh)）：请查看服务的日志",
                en: "fails (\(status)\(said.en)): look at its log",
                retryAfter: Self.retryAfter(answer.headers)
            )
        default:
            return fault(
                "endpoint_rejected",
                "不接受请求（\(status)\(said.zh)）：请核对模型，或用 --batch 减少每批条数",
                en:
                    "does not take the request (\(status)\(said.en)): check the model, or ask less at once with --batch",
                isOfTexts: [400, 413, 422].contains(status)
            )
        }
    }

    /// Seconds: a number of them, or a date (RFC 9110, 10.2.3).
    static func retryAfter(_ headers: HTTPHeaders, now: Date = Date()) -> Int? {
        guard let value = headers.first(name: "retry-after").map(Text.trimmed) else { return nil }
        if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return Int(value) ?? (value.isEmpty ? nil : .max)
        }
        // Sun, 06 Nov 1994 08:49:37 GMT
        let parts = value.split { $0 == " " || $0 == ":" || $0 == "," }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 8, parts[7] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let dayNumber = Int(parts[1]), let year = Int(parts[3]), let hour = Int(parts[4]),
            let minute = Int(parts[5]), let second = Int(parts[6]),
            let day = Day(year: year, month: month + 1, day: dayNumber),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let instant = Double(day.rawValue) * 86_400 + Double(hour * 3_600 + minute * 60 + second)
        return max(0, Int((instant - now.timeIntervalSince1970).rounded(.up)))
    }

    /// `error.message` of the body, after a colon; nothing if there is none.
    private static func said(_ answer: HTTPAnswer, hiding key: EndpointKey?) -> Phrase {
        struct Body: Decodable {
            struct Fault: Decodable { let message: String? }
            let error: Fault?
        }
        let body = try? JSONDecoder().decode(
            Body.self,
            from: Data(answer.body.readableBytesView.prefix(1 << 16))
        )
        guard var message = body?.error?.message, !message.isEmpty else { return Phrase("", en: "") }
        if let key { message = message.replacing(key.secret, with: "…") }
        let text = AppError.quote(message)
        return Phrase("：\(text)", en: ": \(text)")
    }
}

// MARK: An answer that won't do
extension EndpointFault {
    func notJSON() -> EmbedderFault {
        fault("endpoint_not_json", "答的不是 JSON：请核对地址", en: "does not answer with JSON: check the address")
    }

    func shape(_ place: String) -> EmbedderFault {
        let place = AppError.quote(place)
        return fault(
            "endpoint_shape",
            "的回答不是 OpenAI 的格式（\(place)）：请核对地址",
            en: "does not answer in OpenAI's form (\(place)): check the address"
        )
    }

    func number() -> EmbedderFault {
        fault(
            "endpoint_number",
            "给的向量含有不是数的值：请核对模型",
            en: "gave a vector with what is no number: check the model"
        )
    }

    func model(_ name: String, asked: String) -> EmbedderFault {
        let (name, asked) = (AppError.quote(name), AppError.quote(asked))
        return fault(
            "endpoint_model",
            "用模型“\(name)”回答，要的是“\(asked)”：请用 --model 写它的名称，或确认是同一模型后加 --served-as \(name)",
            en:
                "answers with the model “\(name)” where “\(asked)” was asked for: name it with --model or, if it is the same model, add --served-as \(name)"
        )
    }

    func count(_ count: Int, for texts: Int) -> EmbedderFault {
        fault(
            "endpoint_count",
            "对 \(texts) 段文字给了 \(count) 个向量：请核对服务的版本",
            en: "answered \(texts) texts with \(count) vectors: check its version"
        )
    }

    func dimension(_ dimension: Int, expected: Int) -> EmbedderFault {
        fault(
            "endpoint_dimension",
            "给的向量维数不一（\(expected) 和 \(dimension)）：请核对模型",
            en: "gave vectors of different sizes (\(expected) and \(dimension)): check the model"
        )
    }
}
