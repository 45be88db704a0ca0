import Domain
import HTTPTypes
import Hummingbird
import NIOCore

extension HTML {
    /// The page as an answer. Pages for people who are signed in are kept by no cache.
    func response(_ status: HTTPResponse.Status = .ok, isPublic: Bool = false) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: isPublic ? "no-cache" : "no-store",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension Response {
    /// Sends the browser to another page of ours after something was done, and says there what it was.
    static func goTo(_ path: String, note: String? = nil, isSecure: Bool = false) -> Response {
        var response = Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
        if let note {
            let cookie = NewCookie(name: NewCookie.note, value: Inputs.encoded(note), age: 60)
            response.set(cookie, isSecure: isSecure)
        }
        return response
    }

    /// JSON, as the API answers.
    static func json(_ json: JSON, status: HTTPResponse.Status = .ok, type: String = "application/json")
        -> Response
    {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: json.text))
        )
    }
}

extension AppError.Kind {
    /// The status that says the same over HTTP (RFC 9110).
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .forbidden: .forbidden
        case .unauthenticated: .unauthorized
        case .unavailable: .serviceUnavailable
        }
    }
}
