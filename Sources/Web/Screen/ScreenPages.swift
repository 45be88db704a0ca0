import Domain
import HTTPTypes
import Hummingbird
import Market
import ServiceLifecycle

/// 大屏 and 字幕, as whoever has the address sees them, and as everybody at the desk does.
struct ScreenPages: Sendable {
    let site: Site

    func addPublic(to routes: RouterGroup<AppContext>) {
        for face in ScreenFace.allCases {
            routes.get("\(face.rawValue)/{key}") { request, context in
                let key = try self.key(context)
                return try await page(face, Paths.screen(face, key), request, context)
            }
            routes.get("\(face.rawValue)/{key}/events") { request, context in
                try await stream(face, key: try self.key(context), request, context)
            }
        }
    }

    func addDesk(to routes: RouterGroup<AppContext>) {
        for face in ScreenFace.allCases {
            routes.get("screens/\(face.rawValue)") { request, context in
                try await page(face, Paths.screen(face), request, context)
            }
            routes.get("screens/\(face.rawValue)/events") { request, context in
                try await stream(face, key: nil, request, context)
            }
        }
    }

    /// The key that the address names.
    ///
    /// - Throws: `screen_unknown` unless it is the one that works now; which it was is not told apart.
    private func key(_ context: AppContext) throws -> String {
        let key = try context.part("key")
        guard try site.workspace.isScreenKey(key) else {
            throw AppError(
                .notFound,
                "screen_unknown",
                Phrase(
                    "这个展示地址不对或已停用：请向市场负责人要现在的地址。",
                    en:
                        "This screen address is wrong or was taken back: ask the market's manager for the current one."
                )
            )
        }
        return key
    }

    private func frame(_ face: ScreenFace, _ context: AppContext) -> ScreenFrame {
        ScreenFrame(
            face: face,
            language: context.language,
            marketName: site.settings.marketName,
            assets: site.assets
        )
    }

    private func page(_ face: ScreenFace, _ path: String, _ request: Request, _ context: AppContext)
        async throws -> Response
    {
        let told = try await site.screens.opened(face, context.language)
        return frame(face, context).page(told, stream: path + "/events").response()
    }

    /// Tells a screen of every change for as long as it listens.
    private func stream(_ face: ScreenFace, key: String?, _ request: Request, _ context: AppContext)
        async throws -> Response
    {
        let inputs = try Inputs(parsing: (request.uri.query ?? "").utf8)
        let known = ScreenMarks(request.headers[.lastEventID] ?? inputs["have"])
        let (board, language) = (site.screens, context.language)
        // Knows of the last write, and so of an address that was made just now.
        _ = try await board.opened(face, language)
        let telling = ScreenTelling(
            board: board,
            seat: try await board.sit(),
            face: face,
            language: language,
            program: frame(face, context).program,
            digest: key.map(Workspace.screenDigest(of:)),
            end: key == nil ? .now + site.settings.screenPace.visit : nil
        )
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
                // nginx would hold events back.
                .accelBuffering: "no",
            ],
            body: .init { writer in
                try await telling.tell(&writer, knowing: known)
                try await writer.finish(nil)
            }
        )
    }
}

/// One screen that listens.
private struct ScreenTelling: Sendable {
    let board: ScreenBoard
    let seat: ScreenBoard.Seat
    let face: ScreenFace
    let language: Language
    let program: String
    /// What the file kept of the key with which the screen came; nil for somebody at the desk.
    let digest: String?
    /// When it has to come again; nil for never.
    let end: ContinuousClock.Instant?

    /// Writes events until the screen is gone, its address is closed, or the service stops.
    func tell(_ writer: inout any ResponseBodyWriter, knowing known: ScreenMarks) async throws {
        let leave = seat.leave
        defer { leave() }
        var marks: ScreenMarks?
        try await withGracefulShutdownHandler {
            for await _ in seat.calls {
                let told = try await board.told(face, language)
                if let digest, told.digest != digest {
                    return try await writer.write(ScreenEvent.closed.buffer(language))
                }
                if let end, ContinuousClock.now >= end { return }
                let now = ScreenMarks(of: told.parts)
                if now == marks {
                    try await writer.write(ScreenEvent.beat(at: told.at).buffer(language))
                } else {
                    let event = ScreenEvent.figures(
                        (marks ?? known).lacking(told.parts),
                        marks: now,
                        at: told.at,
                        program: program
                    )
                    try await writer.write(event.buffer(language))
                    marks = now
                }
            }
        } onGracefulShutdown: {
            leave()
        }
    }
}
