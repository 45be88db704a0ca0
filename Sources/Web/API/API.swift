import Domain
import Exchange
import HTTPTypes
import Hummingbird
import Market
import NIOCore
import Reports

/// The API: everything below `/api/v1`, as the description has it.
///
/// It stands before the router, because it knows its addresses from the description, and answers any method at them.
struct API: RouterMiddleware {
    let site: Site
    let description: Description
    private let routes: Routes

    init(site: Site, description: Description) {
        self.site = site
        self.description = description
        routes = Routes(description)
    }

    func handle(
        _ request: Request,
        context: AppContext,
        next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix(Description.base + "/") else {
            return try await next(request, context)
        }
        var response: Response
        do {
            response = try await answer(request, context)
        } catch let error as AppError {
            response = Self.problem(error, context)
        }
        response.headers[.contentLanguage] = context.language == .zh ? "zh-CN" : "en"
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: AppContext) async throws -> Response {
        guard let found = routes.find(request.uri.path) else { throw HTTPError(.notFound) }
        context.coreContext.endpointPath.value = Description.base + found.path
        let method = request.method == .head ? .get : request.method
        guard let operation = found.operations[method] else {
            var response = Self.problem(Self.methodNotAllowed(request.method), .methodNotAllowed, context)
            response.headers[.allow] = found.allowed
            return response
        }
        guard let handling = Handling.all[operation.id] else {
            preconditionFailure("\(operation.id) is described and not done")
        }
        let visitor = try await visitor(request, context)
        if !operation.isPublic { try Self.admit(visitor, to: method) }
        let query = try self.query(request, operation)
        let call = Call(
            operation: operation,
            description: description,
            parts: found.parts,
            query: query,
            format: try Self.format(request, query["format"]?.asString, operation),
            body: try await body(request, operation),
            seen: try Self.seen(request, operation),
            key: try Self.key(request, operation),
            language: context.language,
            upload: try await upload(request, operation, visitor),
            scope: visitor?.scope
        )
        do {
            return try await handling.answer(call, at: visitor?.desk, in: site.workspace).response(
                to: request
            )
        } catch let error as AppError where error.kind == .notFound && call.isBesideAddress(error.value) {
            // 404 is for what the address names; what the request refers to besides is one of its values, and wrong.
            return Self.problem(error, .unprocessableContent, context)
        }
    }

    // MARK: Who asks

    private func visitor(_ request: Request, _ context: AppContext) async throws -> Visitor? {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ")
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let visitor = try await site.workspace.accounts.visitor(token: String(parts[1]))
            else { throw AppError.tokenInvalid }
            return visitor
        }
        guard let word = context.cookies[NewCookie.who], Recognition.isWord(word) else { return nil }
        return try await site.workspace.accounts.visitor(session: word)
    }

    /// A browser may read, because no other site can see what it is answered; what changes something needs a token, which
    /// browsers never send by themselves.
    private static func admit(_ visitor: Visitor?, to method: HTTPRequest.Method) throws(AppError) {
        guard let visitor, visitor.scope != nil || method == .get else { throw .tokenRequired }
        if visitor.mustChangePassword {
            throw AppError(
                .forbidden,
                "password_change_required",
                Phrase("密码是别人给您设的：请先在网页上改密码。", en: "Somebody else set your password: change it first.")
            )
        }
        guard visitor.scope != .read || method == .get else {
            throw AppError(
                .forbidden,
                "token_read_only",
                field: .token,
                Phrase("这个令牌只能查看：请换一个可读写的令牌。", en: "This token may only read: use one that may write.")
            )
        }
    }

    // MARK: What is asked

    /// What the answer is to be: what the address asks for, else what `Accept` likes best, and JSON where that leaves it open.
    /// A program that takes nothing of what there is is told so before anything is done.
    ///
    /// - Returns: nil for an answer that is a file of one type alone.
    private static func format(_ request: Request, _ wanted: String?, _ operation: Description.Operation)
        throws(AppError) -> ReportFormat?
    {
        let there = operation.answerTypes.isEmpty ? [ReportFormat.json.mainType] : operation.answerTypes
        guard there.contains(ReportFormat.json.mainType) else { return nil }
        let formats = ReportFormat.allCases.filter { $0 != .text && there.contains($0.mainType) }
        let asked = formats.filter { wanted == nil || $0.rawValue == wanted }
        let accepted = request.headers[values: .accept].joined(separator: ",")
        guard !Text.trimmed(accepted).isEmpty else { return asked.first }
        let liked = asked.map { Accepted.quality(of: $0.mainType, in: accepted) }
        // Of several that are liked as well, the first.
        if let most = liked.max(), most > 0, let place = liked.firstIndex(of: most) { return asked[place] }
        let known = asked.map(\.mainType).joined(separator: ", ")
        throw AppError(
            .invalid,
            "not_acceptable",
            field: Field("Accept", "Accept", en: "Accept"),
            value: accepted,
            Phrase("这里只有 \(known)：请改 Accept。", en: "There is \(known) only: change Accept.")
        )
    }

    private func query(_ request: Request, _ operation: Description.Operation) throws -> [String: JSON] {
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        var query: [String: JSON] = [:]
        for (name, text) in inputs.pairs {
            let field = Field(name, name, en: name)
            guard let parameter = operation.query.first(where: { $0.name == name }) else {
                let known = operation.query.map(\.name).joined(separator: ", ")
                throw AppError(
                    .invalid,
                    "unknown_parameter",
                    field: field,
                    value: text,
                    known.isEmpty
                        ? Phrase(
                            "这里没有参数“\(AppError.quote(name))”，也没有别的参数。",
                            en: "There is no parameter “\(AppError.quote(name))” here, nor any other."
                        )
                        : Phrase(
                            "没有参数“\(AppError.quote(name))”：可用的有 \(known)。",
                            en: "There is no parameter “\(AppError.quote(name))”; there are \(known)."
                        )
                )
            }
            guard query[name] == nil else {
                throw AppError(
                    .invalid,
                    "parameter_twice",
                    field: field,
                    value: text,
                    Phrase("参数“\(name)”写了两次：请只留一个。", en: "The parameter “\(name)” stands twice: keep one.")
                )
            }
            let value = typed(text, parameter.schema)
            if let mismatch = SchemaCheck(description: description).mismatch(value, parameter.schema) {
                throw mismatch.error(of: name)
            }
            query[name] = value
        }
        return query
    }

    /// The value that a text of the address is, where its schema asks for more than a text.
    private func typed(_ text: String, _ schema: JSON) -> JSON {
        switch description.meaning(of: schema)["type"] {
        case "integer":
            let isPlain = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return (isPlain ? Int64(text) : nil).map(JSON.int) ?? .string(text)
        case "boolean": return text == "true" ? true : text == "false" ? false : .string(text)
        default: return .string(text)
        }
    }

    private func body(_ request: Request, _ operation: Description.Operation) async throws -> JSON {
        guard operation.body != nil else { return [:] }
        let bytes = try await request.body.collect(upTo: site.settings.largestForm)
        if bytes.readableBytes == 0, !operation.needsBody { return [:] }
        let type = request.headers[.contentType] ?? ""
        let parts = type.split(separator: ";").map { Text.trimmed(String($0)).lowercased() }
        guard let first = parts.first, operation.bodyTypes.contains(first),
            parts.dropFirst().allSatisfy({
                !$0.hasPrefix("charset=") || $0.hasSuffix("utf-8") || $0.hasSuffix("utf-8\"")
            })
        else {
            throw AppError(
                .invalid,
                "media_type",
                field: Field("Content-Type", "Content-Type", en: "Content-Type"),
                value: type,
                Phrase(
                    "请求体要是 UTF-8 的 \(operation.bodyTypes.joined(separator: " 或 "))：请改 Content-Type。",
                    en:
                        "The body must be \(operation.bodyTypes.joined(separator: " or ")) in UTF-8: change Content-Type."
                )
            )
        }
        return try JSON.reading(bytes.readableBytesView)
    }

    /// The file that a body is, or holds.
    private func upload(
        _ request: Request,
        _ operation: Description.Operation,
        _ visitor: Visitor?
    ) async throws -> Upload? {
        guard operation.takesFile else { return nil }
        // Before a byte of it is kept.
        try await visitor?.desk.read { try $0.require(.staff, "import.begin") }
        let type = request.headers[.contentType] ?? ""
        let plain = type.split(separator: ";").first.map { Text.trimmed(String($0)).lowercased() } ?? ""
        guard operation.bodyTypes.contains(plain) else { throw Self.wrongType(type, operation) }
        if plain == "multipart/form-data" {
            let (_, file) = try await Upload.receiveForm(request.body, type: type) { _ in }
            guard let file else { throw Self.fileMissing }
            return file
        }
        let name = try query(request, operation)["name"]?.asString ?? "import"
        return try await Upload.receive(request.body, name: name)
    }

    private static let fileMissing = AppError(
        .invalid,
        "file_missing",
        field: .file,
        Phrase("没有收到文件：请把表格放在 file 一项里。", en: "No file came: put the sheet into the part file.")
    )

    private static func wrongType(_ type: String, _ operation: Description.Operation) -> AppError {
        AppError(
            .invalid,
            "media_type",
            field: Field("Content-Type", "Content-Type", en: "Content-Type"),
            value: type,
            Phrase(
                "请求体要是 \(operation.bodyTypes.joined(separator: " 或 "))：请改 Content-Type。",
                en: "The body must be \(operation.bodyTypes.joined(separator: " or ")): change Content-Type."
            )
        )
    }

    private static func seen(_ request: Request, _ operation: Description.Operation) throws(AppError)
        -> Call.Seen
    {
        guard operation.takesVersion else { return .nothing }
        let field = Field("If-Match", "If-Match", en: "If-Match")
        guard let header = request.headers[.ifMatch] else {
            guard operation.needsVersion else { return .nothing }
            throw AppError(
                .conflict,
                "if_match_required",
                field: field,
                Phrase(
                    "缺少 If-Match：请带上看到的 ETag，免得盖掉别人的修改。",
                    en: "If-Match is missing: send the ETag that you saw, so that nobody's changes are lost."
                )
            )
        }
        let text = Text.trimmed(header)
        if text == "*" { return .any }
        guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 2,
            let version = Int64(text.dropFirst().dropLast().prefix { $0 != "-" }), version > 0
        else {
            throw AppError(
                .invalid,
                "if_match_malformed",
                field: field,
                value: header,
                Phrase(
                    "If-Match“\(AppError.quote(header))”不对：请原样送回 ETag，或写 *。",
                    en: "If-Match “\(AppError.quote(header))” won't do: send the ETag as it was, or *."
                )
            )
        }
        return .version(version)
    }

    private static func key(_ request: Request, _ operation: Description.Operation) throws(AppError)
        -> String?
    {
        guard operation.takesKey, let key = request.headers[.idempotencyKey] else { return nil }
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw AppError(
                .invalid,
                "idempotency_key_malformed",
                field: .idempotencyKey,
                value: key,
                Phrase(
                    "幂等键“\(AppError.quote(key))”不对：请用 1 到 200 个不带空格的 ASCII 字符。",
                    en:
                        "The idempotency key “\(AppError.quote(key))” won't do: use 1 to 200 ASCII characters without blanks."
                )
            )
        }
        return key
    }

    // MARK: Problems

    static func problem(_ error: AppError, _ context: AppContext) -> Response {
        problem(error, status(of: error), context)
    }

    private static func problem(
        _ error: AppError,
        _ status: HTTPResponse.Status,
        _ context: AppContext
    ) -> Response {
        var response = Response.json(
            error.problem(status: status, language: context.language, request: context.requestID),
            status: status,
            type: "application/problem+json"
        )
        switch status {
        // RFC 6750, 3.
        case .unauthorized:
            response.headers[.wwwAuthenticate] =
                error.code == "token_required" ? "Bearer" : "Bearer error=\"invalid_token\""
        case .forbidden where error.code == "token_read_only":
            response.headers[.wwwAuthenticate] = "Bearer error=\"insufficient_scope\", scope=\"write\""
        case .tooManyRequests, .serviceUnavailable: response.headers[.retryAfter] = "60"
        default: break
        }
        return response
    }

    /// The status that says most of what is wrong (RFC 9110; 428 and 429 are RFC 6585).
    static func status(of error: AppError) -> HTTPResponse.Status {
        switch error.code {
        case "stale_version": .preconditionFailed
        case "if_match_required": .preconditionRequired
        case "not_acceptable": .notAcceptable
        case "media_type": .unsupportedMediaType
        case "too_many_attempts": .tooManyRequests
        case "upload_too_large": .contentTooLarge
        case let code where code.hasPrefix("json_"): .badRequest
        default: error.kind.status
        }
    }

    private static func methodNotAllowed(_ method: HTTPRequest.Method) -> AppError {
        AppError(
            .invalid,
            "method_not_allowed",
            value: method.rawValue,
            Phrase(
                "这个地址不能用 \(AppError.quote(method.rawValue))：可用的见 Allow。",
                en: "This address takes no \(AppError.quote(method.rawValue)): see Allow."
            )
        )
    }
}

extension AppError {
    static let tokenInvalid = AppError(
        .unauthenticated,
        "token_invalid",
        field: .token,
        Phrase(
            "令牌无效、已过期或已撤销：请在“我的账号”页重新生成。",
            en: "The token is wrong, has expired or was revoked: make a new one on the page “My account”."
        )
    )
}
