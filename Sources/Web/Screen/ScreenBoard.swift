import Domain
import Market

/// How often screens are kept up.
struct ScreenPace: Sendable {
    /// The file is asked this often whether something was written; that takes microseconds, and once for all screens.
    var look = Duration.seconds(1)
    /// The figures are counted anew no more often than this, and never for more than a tenth of the time.
    var rest = Duration.seconds(5)
    /// A screen hears at least this often that all is well.
    var beat = Duration.seconds(15)
    /// After so long somebody who is signed in is asked again who he or she is.
    var visit = Duration.seconds(600)
}

/// What all screens show: counted once for all of them when something was written, and told to each.
actor ScreenBoard {
    /// A screen's place among those that are told; it is left when the place is dropped.
    struct Seat: Sendable {
        /// Says that there may be something to tell; what there is stands on the board.
        let calls: AsyncStream<Void>
        let leave: @Sendable () -> Void
    }

    private let workspace: Workspace
    private let pace: ScreenPace
    private let marketName: String
    private let most: Int
    private let clock = ContinuousClock()

    private var showing: Showing?
    /// As of when the showing is known to be how things are.
    private var confirmedAt = Instant(rawValue: 0)
    /// The figures may be counted again from then on.
    private var nextCount: ContinuousClock.Instant?
    /// How often they were.
    private(set) var counts = 0
    private var counting: Task<Showing, any Error>?
    /// What is set for the screens as of a write.
    private var settings: (change: Int64, are: ScreenSettings)?
    private var drawn: [Drawing: [ScreenPart]] = [:]

    private var seats: [Int: AsyncStream<Void>.Continuation] = [:]
    private var lastSeat = 0
    private var isFollowing = false

    private struct Drawing: Hashable {
        let face: ScreenFace
        let language: Language
    }

    init(workspace: Workspace, settings: ServiceSettings) {
        self.workspace = workspace
        pace = settings.screenPace
        marketName = settings.marketName
        most = settings.mostScreensInUse
    }

    /// What a screen is told.
    struct Told: Sendable {
        let parts: [ScreenPart]
        /// As of when.
        let at: Instant
        /// What the file keeps of the address's key.
        let digest: String?
    }

    /// How many screens are connected.
    var count: Int { seats.count }

    /// What a page that is opened now shows.
    func opened(_ face: ScreenFace, _ language: Language) async throws -> Told {
        try await refresh()
        return try await told(face, language)
    }

    /// What is known now.
    func told(_ face: ScreenFace, _ language: Language) async throws -> Told {
        let showing = if let showing { showing } else { try await count() }
        let drawing = Drawing(face: face, language: language)
        let parts =
            drawn[drawing]
            ?? ScreenView(showing: showing, marketName: marketName, language: language).parts(face)
        drawn[drawing] = parts
        return Told(parts: parts, at: confirmedAt, digest: settings?.are.digest)
    }

    // MARK: Seats

    /// Takes a place among the screens that are told.
    ///
    /// - Throws: `screens_full` when there are as many as there may be.
    func sit() throws(AppError) -> Seat {
        guard seats.count < most else {
            throw AppError(
                .unavailable,
                "screens_full",
                Phrase(
                    "已经有 \(most) 块屏幕在显示：请先关掉不用的，或调大 max-screens。",
                    en: "\(most) screens are connected already: close one, or raise max-screens."
                )
            )
        }
        lastSeat += 1
        let number = lastSeat
        let (calls, continuation) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        continuation.onTermination = { [weak self] _ in Task { await self?.leave(number) } }
        seats[number] = continuation
        continuation.yield()
        if !isFollowing {
            isFollowing = true
            Task { await follow() }
        }
        return Seat(calls: calls) { continuation.finish() }
    }

    private func leave(_ number: Int) { seats[number] = nil }

    /// Keeps the board up for as long as somebody looks at it.
    private func follow() async {
        var called = clock.now
        while !seats.isEmpty {
            try? await Task.sleep(for: pace.look)
            let before = settings?.are
            // What can't be read now stays as it was, with the time that it is of.
            let isNew = (try? await refresh()) == true
            guard isNew || settings?.are != before || clock.now - called >= pace.beat else { continue }
            called = clock.now
            for seat in seats.values { seat.yield() }
        }
        isFollowing = false
    }

    // MARK: Figures

    /// Counts the figures if something was written since and they may be counted again by now.
    ///
    /// - Returns: whether they were.
    @discardableResult
    private func refresh() async throws -> Bool {
        let change = try workspace.lastChange()
        let now =
            if let settings, settings.change == change { settings.are } else {
                try workspace.screenSettings()
            }
        settings = (change, now)
        if let showing, showing.change == change, showing.today == workspace.today {
            confirmedAt = workspace.now
            return false
        }
        // What managers choose is seen at once; what happens in the market as soon as it may be counted.
        if let nextCount, clock.now < nextCount, showing?.chosenYear == now.year { return false }
        _ = try await count()
        return true
    }

    /// Counts the figures; whoever comes meanwhile gets the same.
    private func count() async throws -> Showing {
        if let counting { return try await counting.value }
        let start = clock.now
        let task = Task { [workspace] in try await workspace.showing() }
        counting = task
        defer {
            counting = nil
            nextCount = clock.now + max(pace.rest, (clock.now - start) * 9)
        }
        let new = try await task.value
        counts += 1
        showing = new
        drawn = [:]
        confirmedAt = new.tally.at
        return new
    }
}

extension ServiceSettings {
    /// Screens stay connected, so they never take more than half of the connections.
    var mostScreensInUse: Int { min(mostScreens, max(1, mostConnections / 2)) }
}
