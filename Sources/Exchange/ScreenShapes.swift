public import Domain
public import Market

extension Screens {
    /// What is set, in the shape of `--json` and the API (`Schemas/output/screens.schema.json`).
    ///
    /// - Parameter key: of the address, when it was made just now.
    public func members(key: String? = nil) throws -> JSON.Members {
        let known = try address()
        var members: JSON.Members = [
            "year": try year().map { .int(Int64($0)) } ?? .null,
            "address": known.map { known in
                [
                    "made_at": .string(known.address.madeAt.description),
                    "made_by": .string(known.maker.login),
                ]
            } ?? .null,
        ]
        if let key { members["key"] = .string(key) }
        return members
    }
}
