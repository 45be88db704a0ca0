import Domain
import Exchange
import HTTPTypes
import Hummingbird
import NIOCore

/// What the API answers when all went well.
struct Answer: Sendable {
    var status: HTTPResponse.Status = .ok
    /// Nil where there is nothing to say.
    var body: JSON?
    /// The version of the record that the body is; nil if it is none.
    var version: Int64?
    /// Where the new record is.
    var location: String?
    /// The cursor of the next page.
    var next: String?
    /// A file in place of JSON.
    var file: AnsweredFile?
    /// Whether the answer was given before.
    var isReplayed = false
    /// Whether caches may keep it, to ask again whether it still holds.
    var isPublic = false

    static let nothing = Answer(status: .noContent)

    /// A record as it is now.
    static func record(_ members: JSON.Members) -> Answer {
        Answer(body: .object(members), version: members["version"]?.asInt)
    }

    /// A record that was made.
    static func made(_ members: JSON.Members, in list: String) -> Answer {
        let code = members["code"]?.asString ?? ""
        return record(members).created(at: "\(Description.base)/\(list)/\(Inputs.encoded(code))")
    }

    /// The same, of something that was made.
    func created(at location: String? = nil) -> Answer {
        var answer = self
        answer.status = .created
        answer.location = location
        return answer
    }

    static func list(_ items: [JSON], next: String? = nil) -> Answer {
        var members: JSON.Members = ["items": .array(items)]
        if let next { members["next"] = .string(next) }
        return Answer(body: .object(members), next: next)
    }

    // MARK: Over HTTP

    /// - Parameter request: asked for the address of the page, and for what the program has already.
    func response(to request: Request) -> Response {
        if let file { return file.response() }
        guard let body else { return Response(status: status, headers: [.cacheControl: "no-store"]) }
        let text = body.text
        var response = Response(
            status: status,
            headers: [
                .contentType: "application/json", .cacheControl: isPublic ? "no-cache" : "no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
        if let version {
            let tag = Self.tag(version, text)
            response.headers[.eTag] = tag
            if status == .ok, Self.has(tag, request.headers[.ifNoneMatch]),
                request.method == .get || request.method == .head
            {
                return Response(
                    status: .notModified,
                    headers: [.eTag: tag, .cacheControl: isPublic ? "no-cache" : "no-store"]
                )
            }
        }
        if let location { response.headers[.location] = location }
        if isReplayed { response.headers[.idempotencyReplayed] = "true" }
        if let next {
            var inputs = (try? Inputs(parsing: (request.uri.query ?? "").utf8)) ?? Inputs()
            inputs.set("cursor", [next])
            response.headers[.link] = "<\(request.uri.path)\(inputs.query())>; rel=\"next\""
        }
        return response
    }

    /// The version, by which an edit says what it rests on, and a mark of the text, because a record also shows what rests
    /// on it and has no part in its version, such as who attends an activity (RFC 9110, 8.8.3).
    static func tag(_ version: Int64, _ text: String) -> String {
        let mark = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\"\(version)-\(String(mark, radix: 36))\""
    }

    /// Whether a program has what a tag stands for (RFC 9110, 13.1.2).
    private static func has(_ tag: String, _ header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").map { Text.trimmed(String($0)) }.contains { one in
            one == "*" || one == tag || one == "W/" + tag
        }
    }

    // MARK: Kept for when the request comes again

    var kept: String {
        var members: JSON.Members = [:]
        if let body { members["body"] = body }
        if let version { members["version"] = .int(version) }
        if let location { members["location"] = .string(location) }
        return JSON.object(members).text
    }

    /// - Throws: what `JSON.reading` throws, which only a damaged file makes it do.
    init(kept: String, status: Int) throws {
        let json = try JSON.reading(kept.utf8)
        self.init(
            status: .init(code: status),
            body: json["body"],
            version: json["version"]?.asInt,
            location: json["location"]?.asString
        )
    }

    init(
        status: HTTPResponse.Status = .ok,
        body: JSON? = nil,
        version: Int64? = nil,
        location: String? = nil,
        next: String? = nil
    ) {
        self.status = status
        self.body = body
        self.version = version
        self.location = location
        self.next = next
    }
}

/// A file that is handed out as it is.
struct AnsweredFile: Sendable {
    let name: String
    let type: String
    let size: Int
    /// The bytes from a place on, at most so many; none at the end.
    let bytes: @Sendable (_ start: Int, _ atMost: Int) throws -> [UInt8]

    /// The file to be saved under its name, sent part by part.
    func response() -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type,
                .contentDisposition: "attachment; filename*=UTF-8''\(Inputs.encoded(name))",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(contentLength: size) { writer in
                var start = 0
                while true {
                    let part = try bytes(start, 1 << 16)
                    if part.isEmpty { break }
                    try await writer.write(ByteBuffer(bytes: part))
                    start += part.count
                }
                try await writer.finish(nil)
            }
        )
    }

    static let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}
