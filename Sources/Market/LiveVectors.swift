import Domain
import Matching
import Storage

/// The market's vectors in memory. They follow the store like the matching index, and hand out snapshots. What this
/// reads is on this machine: a search never waits for an endpoint.
actor LiveVectors {
    private let store: Store
    private var known = Known()

    private struct Known: Sendable {
        /// Nil while the market has no semantic part.
        var semantics: Semantics?
        /// Of the settings that the vectors were read under; 0 when none are.
        var settings: Int64 = 0
        /// The last change and the last vector that were taken in.
        var change: Int64 = -1
        var vector: Int64 = 0
    }

    /// More changes than this are slower to follow than to read everything anew.
    private static let mostChanges = 20_000

    init(store: Store) { self.store = store }

    /// The vectors as of now; nil if the market has no semantic part.
    func current() async throws -> Semantics? {
        let old = known
        let isNew = try store.glance { transaction in
            try transaction.lastChange() != old.change || transaction.vectorSequence() != old.vector
        }
        guard isNew else { return old.semantics }
        let new = try await store.read { try Self.follow(old, in: $0) }
        // Another caller may have gone further meanwhile.
        if new.change >= known.change, new.vector >= known.vector || new.settings != known.settings {
            known = new
        }
        return new.semantics
    }

    private static func follow(_ old: Known, in transaction: Transaction) throws -> Known {
        var known = old
        known.change = try transaction.lastChange()
        known.vector = try transaction.vectorSequence()
        guard known.change != old.change || known.vector != old.vector else { return old }
        guard let settings = try transaction.embeddingSettings(), settings.isOn else {
            known.semantics = nil
            known.settings = 0
            return known
        }
        guard var semantics = old.semantics, settings.version == old.settings,
            known.change - old.change <= mostChanges, known.vector - old.vector <= mostChanges
        else {
            known.semantics = try read(transaction)
            known.settings = settings.version
            return known
        }
        // A record that changed may have lost its vector with its old text.
        for change in try transaction.changes(after: old.change, limit: mostChanges) {
            guard let side = EmbeddedSide(rawValue: change.entity) else { continue }
            let numbers = try transaction.vector(of: side, change.record)
            semantics.set(side, change.record, numbers.flatMap(Vector.init))
        }
        try transaction.eachVector(after: old.vector) { side, id, numbers in
            semantics.set(side, id, Vector(numbers))
        }
        semantics.settle()
        known.semantics = semantics
        return known
    }

    private static func read(_ transaction: Transaction) throws -> Semantics? {
        guard let dimension = try transaction.vectorDimension() else { return nil }
        var semantics = Semantics(dimension: dimension)
        for side in EmbeddedSide.allCases {
            try transaction.eachVector(of: side) { id, numbers in semantics.add(side, id, Vector(numbers)) }
        }
        semantics.refresh()
        return semantics
    }
}

extension Semantics {
    fileprivate mutating func set(_ side: EmbeddedSide, _ id: Int64, _ vector: Vector?) {
        switch side {
        case .demand: setDemand(id, vector)
        case .achievement: setAchievement(id, vector)
        }
    }

    fileprivate mutating func add(_ side: EmbeddedSide, _ id: Int64, _ vector: Vector?) {
        set(side, id, vector)
        settleRoom()
    }
}
