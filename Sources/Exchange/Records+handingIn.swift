public import Domain
public import Market

extension Records {
    /// Takes in what somebody outside wrote; it waits for its review.
    ///
    /// - Parameters:
    ///   - type: `.demand` or `.achievement`.
    ///   - organization: the organization as a file has it; the market's own record of it is used where there is one.
    ///   - members: the record as a file has it, without the organization.
    /// - Throws: `AppError` that names the field.
    public func handIn(_ type: RecordType, organization: JSON.Members, _ members: JSON.Members) throws
        -> HandedIn
    {
        var reader = RecordReader(.organization, organization, work: work)
        let outside = try Organization.Content(&reader)
        try reader.finish()
        let known = try work.organizations.named(by: try outside.checked())
        var members = members
        members["organization"] = .string(known.code.description)
        var record = RecordReader(type, members, work: work)
        switch type {
        case .demand:
            let content = try Demand.Content(&record)
            try record.finish()
            return .demand(try work.demands.create(content, first: .submitted).id)
        case .achievement:
            let content = try Achievement.Content(&record)
            try record.finish()
            return .achievement(try work.achievements.create(content, first: .submitted).id)
        default: preconditionFailure("the public hands in demands and achievements, not \(type)")
        }
    }
}
