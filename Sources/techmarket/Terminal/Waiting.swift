import Domain

/// Shows that something is going on whose end nobody can tell, once it has taken a second; on a terminal only.
func waiting<Result: Sendable>(
    for what: Phrase,
    at session: Session,
    _ work: @Sendable () async throws -> Result
) async throws -> Result {
    guard session.console.isErrorTerminal else { return try await work() }
    let (console, language) = (session.console, session.language)
    let sign = Task {
        var seconds = 0
        while true {
            try await Task.sleep(for: .seconds(1))
            seconds += 1
            console.showBar(language == .zh ? "\(what.zh)… \(seconds) 秒" : "\(what.en)… \(seconds) s")
        }
    }
    defer {
        sign.cancel()
        console.hideBar()
    }
    return try await work()
}
