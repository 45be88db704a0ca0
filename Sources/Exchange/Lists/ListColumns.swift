import Domain

extension ImportTemplate {
    /// The columns of the list of a kind of record that is handed out: those of the sheet that reading accepts, where there
    /// is one.
    static func list(_ type: RecordType) -> ImportTemplate {
        switch type {
        case .demand: demand
        case .achievement: achievement
        case .organization: organization
        case .contract: contract
        case .match: match
        case .payment: payment
        case .activity: activity
        case .visit: visit
        case .user: users
        case .target: targets
        }
    }
}
