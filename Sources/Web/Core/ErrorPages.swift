import Domain
import HTTPTypes
import Hummingbird
import Logging

/// Turns what a handler throws into a page, or for programs a problem (RFC 9457), that its reader can act on.
///
/// An `AppError` is shown as it is. Anything else is for the operator: it goes to the log under the request's name, and
/// the reader sees that name alone.
struct ErrorPages: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as AppError {
            if error.code == "sign_in_first", request.method == .get, !Self.isForPrograms(request) {
                return .goTo(Paths.signIn(then: request.uri.description))
            }
            return answer(error, error.kind.status, request, context)
        } catch let error as HTTPError {
            return answer(Self.explained(error), error.status, request, context)
        } catch let error as any HTTPResponseError {
            // A body over its limit, which is another type.
            return answer(Self.explained(HTTPError(error.status)), error.status, request, context)
        } catch {
            context.logger.error(
                "request failed",
                metadata: ["error": "\(error)", "route": "\(context.endpointPath ?? "-")"]
            )
            let apology = AppError(
                .unavailable,
                "internal_error",
                Phrase(
                    "系统出错了，您的操作没有生效。请稍后再试；如果还不行，请把编号 \(context.requestID) 告诉管理员。",
                    en:
                        "Something went wrong on our side and nothing was changed. Try again later; if it goes on, tell the administrator the number \(context.requestID)."
                )
            )
            return answer(apology, .internalServerError, request, context)
        }
    }

    static func isForPrograms(_ request: Request) -> Bool { request.uri.path.hasPrefix("/api/") }

    private func answer(
        _ error: AppError,
        _ status: HTTPResponse.Status,
        _ request: Request,
        _ context: AppContext
    ) -> Response {
        if Self.isForPrograms(request) {
            var response = Response.json(
                error.problem(status: status, language: context.language, request: context.requestID),
                status: status,
                type: "application/problem+json"
            )
            if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
            if status == .serviceUnavailable { response.headers[.retryAfter] = "60" }
            return response
        }
        let reader = site.reader(request, context)
        let title =
            switch status.code {
            case 404: reader("没有这一页", en: "There is no such page")
            case 403: reader("没有权限", en: "Not allowed")
            case 409: reader("没有办成", en: "That could not be done")
            case 500...: reader("系统出错了", en: "Something went wrong")
            default: reader("请改一下再试", en: "Change something and try again")
            }
        var response = Layout.alone(
            reader,
            title: title,
            body: """
                <p>\(reader(error.message))</p>
                <p class="do"><a class="btn go" href="\(reader.user == nil ? Paths.home : Paths.desk)">\
                \(reader("回到首页", en: "To the first page"))</a></p>
                """
        ).response(status)
        if status == .serviceUnavailable { response.headers[.retryAfter] = "60" }
        return response
    }

    private static func explained(_ error: HTTPError) -> AppError {
        switch error.status.code {
        case 404:
            AppError(
                .notFound,
                "no_such_page",
                Phrase(
                    "没有这个地址：请检查链接，或从首页进入。",
                    en: "There is nothing at this address: check the link, or begin at the first page."
                )
            )
        case 405:
            AppError(
                .invalid,
                "method_not_allowed",
                Phrase("这个地址不能这样用。", en: "This address can't be used in that way.")
            )
        case 413:
            AppError(
                .invalid,
                "too_large",
                Phrase("提交的内容太大：请缩短后再提交。", en: "What was sent is too large: make it shorter.")
            )
        case 400..<500:
            AppError(
                .invalid,
                "bad_request",
                Phrase("请求的格式不对：请返回重试。", en: "The request can't be read: go back and try again.")
            )
        default:
            AppError(
                .unavailable,
                "unavailable",
                Phrase("现在忙不过来：请过一会儿再试。", en: "Too busy just now: try again in a while.")
            )
        }
    }
}

extension AppError {
    /// The same as a problem for programs (RFC 9457), with the stable code and the field.
    func problem(status: HTTPResponse.Status, language: Language, request: String) -> JSON {
        var members: JSON.Members = [
            "type": "about:blank",
            "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)),
            "code": .string(code),
            "detail": .string(message[language]),
        ]
        if let field { members["field"] = .string(field.code) }
        if let value { members["value"] = .string(AppError.quote(value)) }
        members["request"] = .string(request)
        return .object(members)
    }
}
