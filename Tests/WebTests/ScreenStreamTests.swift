import Domain
import Market
import NIOHTTP1
import Testing

@testable import Web

/// The screens' stream of events, from a service that really runs.
@Suite(.serialized) struct ScreenStreamTests {
    /// So quick that a test need not wait.
    private static var settings: ServiceSettings {
        var settings = ServiceSettings()
        settings.screenPace = ScreenPace(
            look: .milliseconds(10),
            rest: .zero,
            beat: .milliseconds(20),
            visit: .seconds(600)
        )
        return settings
    }

    /// A new address; the screens show 2022.
    private static func newKey(_ site: TestSite) async throws -> String {
        try await site.desk().change { work in
            try work.screens.show(year: 2022)
            return try work.screens.renew()
        }
    }

    private static func logVisit(_ site: TestSite) async throws {
        try await site.desk().change { work in
            let firm = try work.organizations.create(.init(name: "江州新客户有限公司", kind: .enterprise))
            _ = try work.visits.create(
                .init(organization: firm.id, on: TestSite.day(12, 30), kind: "visit")
            )
        }
    }

    @Test func `the first event has all parts, later ones what changed`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        try await RunningService.run(site, Self.settings) { service in
            try await service.listen("/screen/\(key)/events") { head, events in
                #expect(head.status.code == 200)
                #expect(head.headers["content-type"] == ["text/event-stream; charset=utf-8"])
                #expect(head.headers["cache-control"] == ["no-store"])
                #expect(head.headers["content-security-policy"].count == 1)
                let first = try #require(try await events.next())
                #expect(first.name == "figures" && first.retry == "5000" && first.id?.isEmpty == false)
                #expect(
                    first.parts == [
                        "heading", "figures", "more", "funnel", "months", "demands", "achievements",
                        "activities",
                    ]
                )
                #expect(try first.json["at"] == "2022年12月31日 23:20")
                let beat = try #require(try await events.next())
                #expect(beat == SentEvent(name: "beat", data: #"{"at":"2022年12月31日 23:20"}"#))
                try await Self.logVisit(site)
                let second = try #require(try await events.next("figures"))
                #expect(second.parts == ["figures", "more"])
                #expect(second.id != first.id)
                let figures = [first, second].map { event in
                    try? event.json["parts"]?["figures"]?.asString?.firstMatch(of: #/<b>(\d+)<em>家/#)?.1
                }
                #expect(figures == ["45", "46"])
            }
        }
    }

    @Test func `a screen that comes again gets only what it lacks`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        try await RunningService.run(site, Self.settings) { service in
            let path = "/screen/\(key)/events"
            let id = try await service.listen(path) { _, events in
                let first = try await events.next()
                return try #require(first?.id)
            }
            try await service.listen(path, [("last-event-id", id)]) { _, events in
                let told = try await events.next()
                #expect(told?.parts == [])
            }
            try await service.listen("\(path)?have=\(id)") { _, events in
                let told = try await events.next()
                #expect(told?.parts == [])
            }
            try await Self.logVisit(site)
            try await service.listen("\(path)?have=\(id)") { _, events in
                // The first may come before the figures were counted again.
                var told = try await events.next("figures")
                if told?.parts.isEmpty == true { told = try await events.next("figures") }
                #expect(told?.parts == ["figures", "more"])
            }
            try await service.listen("\(path)?have=nonsense-%00") { _, events in
                let told = try await events.next()
                #expect(told?.parts.count == 8)
            }
            try await service.listen("/ticker/\(key)/events") { _, events in
                let told = try await events.next()
                #expect(told?.parts == ["line"])
            }
        }
    }

    @Test func `screens are bounded, counted once for all, and free their place`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        var settings = Self.settings
        settings.mostScreens = 2
        try await RunningService.run(site, settings) { service in
            let path = "/screen/\(key)/events"
            try await service.listen(path) { _, first in
                _ = try await first.next()
                try await service.listen(path) { _, second in
                    _ = try await second.next()
                    try await service.listen(path) { head, _ in
                        #expect(head.status.code == 503 && head.headers["retry-after"].count == 1)
                    }
                }
                // The second one's place is free once the service has seen that it is gone.
                var status: UInt = 503
                while status == 503 {
                    status = try await service.listen(path) { head, _ in head.status.code }
                }
                #expect(status == 200)
            }
        }
    }

    @Test func `an address that is taken back closes its screens`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        try await RunningService.run(site, Self.settings) { service in
            try await service.listen("/screen/\(key)/events") { _, events in
                _ = try await events.next()
                try await site.desk().change { try $0.screens.revoke() }
                #expect(try await events.next("closed") != nil)
                #expect(try await events.next() == nil)
                #expect(events.hasEnd)
            }
            try await service.listen("/screen/\(key)/events") { head, _ in #expect(head.status.code == 404) }
        }
    }

    @Test func `a new address closes the screens of the old one and works at once`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        try await RunningService.run(site, Self.settings) { service in
            try await service.listen("/ticker/\(key)/events") { _, events in
                _ = try await events.next()
                let other = try await Self.newKey(site)
                try await service.listen("/ticker/\(other)/events") { _, events in
                    let told = try await events.next()
                    #expect(told?.name == "figures")
                    let next = try await events.next()
                    #expect(next?.name == "beat")
                }
                #expect(try await events.next("closed") != nil)
            }
        }
    }

    @Test func `the service stops although screens listen`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        var settings = Self.settings
        // Longer than any test waits: if a screen held the service up, this one would not end.
        settings.grace = 3_600
        try await RunningService.run(site, settings) { service in
            try await service.listen("/screen/\(key)/events") { _, events in
                _ = try await events.next()
                await service.stop()
                while try await events.next() != nil {}
                #expect(events.hasEnd)
            }
        }
    }

    @Test func `idle connections are closed, screens are not`() async throws {
        let site = try await TestSite.city()
        let key = try await Self.newKey(site)
        var settings = Self.settings
        settings.idleTimeout = 1
        settings.screenPace.beat = .milliseconds(700)
        try await RunningService.run(site, settings) { service in
            try await service.listen("/screen/\(key)/events") { _, events in
                _ = try await events.next()
                for _ in 0..<3 { #expect(try await events.next()?.name == "beat") }
            }
        }
    }

    @Test func `somebody at the desk is asked again who he or she is`() async throws {
        let site = try await TestSite.city()
        let browser = try await site.browser(.viewer)
        let word = try #require(browser.cookie(NewCookie.who))
        var settings = Self.settings
        settings.screenPace.visit = .milliseconds(50)
        try await RunningService.run(site, settings) { service in
            let cookie = [("cookie", "\(NewCookie.who)=\(word)")]
            try await service.listen("/desk/screens/screen/events", cookie) { head, events in
                #expect(head.status.code == 200)
                let told = try await events.next()
                #expect(told?.name == "figures")
                while try await events.next() != nil {}
                #expect(events.hasEnd)
            }
            try await service.listen("/desk/screens/screen/events") { head, _ in
                #expect(head.status.code == 303)
            }
        }
    }
}
