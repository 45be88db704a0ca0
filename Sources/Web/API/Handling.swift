import Domain
import HTTPTypes
import Market

/// How an operation of the description is carried out.
enum Handling: Sendable {
    typealias Change = @Sendable (Work, Call) throws -> Answer

    /// Reads one state of the file.
    case read(@Sendable (Work, Call) throws -> Answer)
    /// Changes something, in one transaction.
    case change(Change)
    /// The same, after what it needs to know was found out without holding anybody up.
    case prepared(@Sendable (Desk, Call) async throws -> Change)
    /// Works at the desk over more than one transaction.
    case desk(@Sendable (Desk, Call) async throws -> Answer)
    /// Reads what anybody may read.
    case open(@Sendable (Workspace, Call) async throws -> Answer)

    /// Every operation by its name in the description.
    static let all: [String: Handling] = [
        recordOperations, programmeOperations, submissionOperations, matchOperations, contractOperations,
        eventOperations, organizationOperations, figureOperations, reportOperations, analysisOperations,
        screenOperations, taskOperations,
        userOperations, keepingOperations, accountOperations,
        catalogueOperations, importOperations, listOperations,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

    /// - Parameter desk: the desk of whoever asks; nil for the public.
    func answer(_ call: Call, at desk: Desk?, in workspace: Workspace) async throws -> Answer {
        if case .open(let body) = self { return try await body(workspace, call) }
        guard let desk else { throw AppError.tokenRequired }
        switch self {
        case .read(let body): return try await desk.read { try body($0, call) }
        case .change(let body): return try await Self.change(call, at: desk, body)
        case .prepared(let prepare):
            return try await Self.change(call, at: desk, try await prepare(desk, call))
        case .desk(let body):
            try call.checkBody()
            return try await body(desk, call)
        case .open: return .nothing
        }
    }

    /// Changes once, whatever number of times the request comes.
    ///
    /// The use case goes first, because what it refuses it says in its own words; what it would take and the description
    /// does not allow is refused then, and all is taken back.
    private static func change(
        _ call: Call,
        at desk: Desk,
        _ body: @escaping Change
    ) async throws -> Answer {
        try await desk.change { work in
            func act() throws -> Answer {
                let answer = try body(work, call)
                try call.checkBody()
                return answer
            }
            guard let key = call.key else { return try act() }
            let kept = try work.once(key: key, request: call.fingerprint) {
                let answer = try act()
                return (answer.status.code, answer.kept)
            }
            var answer = try Answer(kept: kept.answer, status: kept.status)
            answer.isReplayed = kept.isRepeated
            return answer
        }
    }
}

extension AppError {
    static let tokenRequired = AppError(
        .unauthenticated,
        "token_required",
        Phrase(
            "这个接口要令牌：请在请求头里写 Authorization: Bearer tm_…，令牌在“我的账号”页生成。",
            en:
                "This needs a token: send the header Authorization: Bearer tm_…; tokens are made on the page “My account”."
        )
    )
}
