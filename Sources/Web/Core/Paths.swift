import Domain
import Exchange

/// Every address of the pages, in one place.
enum Paths {
    // The public's.
    static let home = "/"
    static func signIn(then next: String? = nil) -> String {
        next.map { "/login?next=\(Inputs.encoded($0))" } ?? "/login"
    }
    static let signOut = "/logout"
    static let setUp = "/setup"
    static func language(_ language: Language, back: String) -> String {
        "/language/\(language.rawValue)?back=\(Inputs.encoded(back))"
    }
    static let submitDemand = "/submit/demand"
    static let submitAchievement = "/submit/achievement"
    static let receipt = "/receipt"
    static let publicDemands = "/demands"
    static let publicAchievements = "/achievements"
    static let publicActivities = "/activities"
    static let api = "/api"
    static let apiDescription = "/api/openapi.json"

    // Staff's.
    static let desk = "/desk"
    static let account = "/desk/account"
    static let password = "/desk/account/password"
    static let demands = "/desk/demands"
    static let achievements = "/desk/achievements"
    static let matches = "/desk/matches"
    static let contracts = "/desk/contracts"
    static let payments = "/desk/payments"
    static let activities = "/desk/activities"
    static let visits = "/desk/visits"
    static let programmes = "/desk/programmes"
    static let organizations = "/desk/organizations"
    static let organizationSuggestions = "/desk/organizations/suggest"
    static let reports = "/desk/reports"
    static let tasks = "/desk/tasks"
    static let bureau = "/desk/bureau"
    /// One of the bureau's sheets, filled in for a period, the usual one if nil.
    static func bureauSheet(_ name: String, _ period: Period? = nil) -> String {
        "\(bureau)/\(Inputs.encoded(name))" + (period.map { "?period=\(Inputs.encoded($0.code))" } ?? "")
    }
    static let analysis = "/desk/analysis"
    static let funnel = "/desk/funnel"
    static let tally = "/desk/tally"
    static let targets = "/desk/targets"
    static let screens = "/desk/screens"
    /// A screen as everybody at the desk sees it.
    static func screen(_ face: ScreenFace) -> String { "\(screens)/\(face.rawValue)" }
    /// A screen as whoever has the address sees it.
    static func screen(_ face: ScreenFace, _ key: String) -> String {
        "/\(face.rawValue)/\(Inputs.encoded(key))"
    }
    static let users = "/desk/users"
    static let audit = "/desk/audit"
    static let search = "/desk/search"
    static let imports = "/desk/imports"
    static func blankSheet(_ template: ImportTemplate) -> String {
        "\(imports)/templates/\(template.name).xlsx"
    }
    static func importBatch(_ id: ImportBatch.ID) -> String { "\(imports)/\(id.rawValue)" }
    static func importRow(_ id: ImportBatch.ID, _ number: Int64) -> String {
        "\(importBatch(id))/rows/\(number)"
    }
    static let codes = "/desk/codes"
    /// Marks the new suggestions as seen.
    static let seen = "/desk/seen"
    static let auditCheck = "/desk/audit/check"

    /// The rows behind a figure.
    static func evidence(_ indicator: Indicator, _ period: Period) -> String {
        "\(tally)/\(indicator.rawValue)?period=\(Inputs.encoded(period.code))"
    }

    /// The frozen rows behind a figure of a report.
    static func evidence(_ report: RecordCode, _ figure: String) -> String {
        "\(record(report))/figures/\(Inputs.encoded(figure))"
    }

    /// What became of a report since, or until another one.
    static func difference(_ report: RecordCode, to other: RecordCode? = nil) -> String {
        "\(record(report))/difference" + (other.map { "?to=\($0)" } ?? "")
    }

    /// The rows behind a programme's figure.
    static func evidence(
        _ programme: RecordCode,
        _ figure: ProgrammeFigure,
        _ period: Period,
        kind: Organization.Kind? = nil
    ) -> String {
        let path = "\(record(programme))/figures/\(figure.rawValue)"
        return path + Inputs().query([("period", period.code), ("kind", kind?.rawValue)])
    }

    /// The members of a programme, and one of them.
    static func members(_ programme: RecordCode, _ organization: RecordCode? = nil) -> String {
        "\(record(programme))/members" + (organization.map { "/\($0)" } ?? "")
    }

    static func checkIn(_ code: RecordCode) -> String { "\(record(code))/attendance" }

    static func user(_ login: String) -> String { "\(users)/\(Inputs.encoded(login))" }

    /// A list as a file, with the filters of the address.
    static func export(_ list: String, _ inputs: Inputs) -> String {
        "\(list)/export.csv\(inputs.query([("page", nil)]))"
    }

    /// A record's page for staff.
    static func record(_ code: RecordCode) -> String { "\(list(code.kind))/\(code)" }

    /// Where the records of a kind are listed for staff.
    static func list(_ kind: RecordCode.Kind) -> String {
        switch kind {
        case .organization: organizations
        case .demand: demands
        case .achievement: achievements
        case .match: matches
        case .contract: contracts
        case .payment: payments
        case .activity: activities
        case .visit: visits
        case .report: reports
        case .programme: programmes
        case .task: tasks
        }
    }

    /// The form for a new record of a kind.
    static func new(_ kind: RecordCode.Kind) -> String { "\(list(kind))/new" }

    static func edit(_ code: RecordCode) -> String { "\(record(code))/edit" }

    /// A list as a file; takes the list's own filters.
    static func export(_ kind: RecordCode.Kind) -> String { "\(list(kind))/export.csv" }

    /// What a form that is being filled in still lacks, as a part of a page.
    static func check(_ kind: RecordCode.Kind, _ code: String?) -> String {
        "\(list(kind))/check" + (code.map { "?code=\(Inputs.encoded($0))" } ?? "")
    }

    static func moves(_ code: RecordCode) -> String { "\(record(code))/moves" }
    static func archive(_ code: RecordCode) -> String { "\(record(code))/archive" }
    static func history(_ code: RecordCode) -> String { "\(record(code))/history" }
    static func suggestions(_ code: RecordCode) -> String { "\(record(code))/suggestions" }

    /// A demand and an achievement side by side, whether or not they are matched.
    static func pair(_ demand: RecordCode, _ achievement: RecordCode) -> String {
        "/desk/pairs/\(demand)/\(achievement)"
    }

    /// A form for a new record, with something filled in already.
    static func new(_ kind: RecordCode.Kind, _ filled: [(String, String)]) -> String {
        new(kind) + Inputs().query(filled.map { ($0, $1) })
    }

    /// Whether anybody may fill in a form there without being signed in.
    /// Whether an address is one of the catalogue's, which anybody may read and no reader's own words are on.
    static func isCatalogue(_ path: String) -> Bool {
        path == home || path == "/sitemap.xml"
            || [publicDemands, publicAchievements, publicActivities, "/api/v1/catalogue"].contains {
                path.hasPrefix($0)
                    && (path.utf8.count == $0.utf8.count || path.dropFirst($0.count).first == "/")
            }
    }

    static func hasFormForAnybody(_ path: String) -> Bool {
        path == "/login" || path == setUp || path == receipt || path.hasPrefix("/submit/")
    }

    /// An address of ours to go back to: never another site's.
    static func own(_ address: String, else fallback: String) -> String {
        let bytes = Array(address.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return fallback }
        return address
    }
}
