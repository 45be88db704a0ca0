import Domain
import Exchange
import Market

/// What managers decide about the screens.
extension Handling {
    static var screenOperations: [String: Handling] {
        [
            "getScreens": .read { work, _ in Answer(body: .object(try work.screens.members())) },
            "setScreenYear": .change { work, call in
                try work.screens.show(year: try call.int(.year).map { Int(clamping: $0) })
                return Answer(body: .object(try work.screens.members()))
            },
            "makeScreenAddress": .change { work, _ in
                let key = try work.screens.renew()
                return Answer(body: .object(try work.screens.members(key: key))).created()
            },
            "revokeScreenAddress": .change { work, _ in
                try work.screens.revoke()
                return .nothing
            },
        ]
    }
}
