import HTTPTypes

/// The addresses of the description, each with what can be done there.
struct Routes: Sendable {
    struct Found {
        /// As the description has it.
        let path: String
        /// The parts of the address that stand for something, by name.
        let parts: [String: String]
        let operations: [HTTPRequest.Method: Description.Operation]
        /// For the header `Allow`.
        let allowed: String
    }

    private struct Route {
        let path: String
        let segments: [Substring]
        var operations: [HTTPRequest.Method: Description.Operation]
    }

    /// By the first segment, which is never a part that stands for something.
    private var routes: [String: [Route]] = [:]

    init(_ description: Description) {
        for operation in description.operations {
            let segments = operation.path.split(separator: "/")
            let first = String(segments.first ?? "")
            var some = routes[first] ?? []
            if let index = some.firstIndex(where: { $0.path == operation.path }) {
                some[index].operations[operation.method] = operation
            } else {
                let operations = [operation.method: operation]
                some.append(Route(path: operation.path, segments: segments, operations: operations))
            }
            // What is written out goes before what stands for anything.
            routes[first] = some.sorted { Self.wildness($0) < Self.wildness($1) }
        }
    }

    private static func wildness(_ route: Route) -> Int { route.segments.count { $0.hasPrefix("{") } }

    /// - Parameter path: the whole path of the address.
    func find(_ path: String) -> Found? {
        let rest = path.dropFirst(Description.base.count + 1)
        let segments = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = segments.first else { return nil }
        for route in routes[String(first)] ?? [] where route.segments.count == segments.count {
            guard let parts = Self.parts(segments, route.segments) else { continue }
            var methods = route.operations.keys.map(\.rawValue).sorted()
            if route.operations[.get] != nil { methods.append("HEAD") }
            return Found(
                path: route.path,
                parts: parts,
                operations: route.operations,
                allowed: methods.joined(separator: ", ")
            )
        }
        return nil
    }

    private static func parts(_ segments: [Substring], _ pattern: [Substring]) -> [String: String]? {
        var parts: [String: String] = [:]
        for (segment, wanted) in zip(segments, pattern) {
            guard wanted.hasPrefix("{") else {
                guard segment == wanted else { return nil }
                continue
            }
            guard !segment.isEmpty, let text = Inputs.decoded(String(segment)) else { return nil }
            parts[String(wanted.dropFirst().dropLast())] = text
        }
        return parts
    }
}
