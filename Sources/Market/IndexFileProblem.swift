public import Domain
import Storage

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Why the index's file was of no use.
public enum IndexFileProblem: Error, Sendable, Equatable {
    case missing
    /// The system's number of the error.
    case unreadable(Int32)
    /// The section that is not as it was written.
    case damaged(String)
    /// Written by a program with another layout.
    case otherFormat
    /// Written with another recipe or other word lists.
    case otherRecipe
    /// Made of another market's file.
    case otherMarket
    /// Holds writes that the market's file does not: an older copy was put in its place.
    case newerThanMarket
    /// The market's file has had another history since: a copy that went its own way was put in its place.
    case otherHistory

    /// For programs.
    var code: String {
        switch self {
        case .missing: "snapshot_missing"
        case .unreadable: "snapshot_unreadable"
        case .damaged: "snapshot_damaged"
        case .otherFormat: "snapshot_other_format"
        case .otherRecipe: "snapshot_other_recipe"
        case .otherMarket: "snapshot_other_market"
        case .newerThanMarket: "snapshot_newer"
        case .otherHistory: "snapshot_other_history"
        }
    }

    public var phrase: Phrase {
        switch self {
        case .missing: Phrase("还没有索引快照", en: "there was no snapshot")
        case .unreadable(let number):
            Phrase(
                "索引快照读不了（\(String(cString: strerror(number)))）",
                en: "the snapshot can't be read (\(String(cString: strerror(number))))"
            )
        case .damaged(let section): Phrase("索引快照已损坏（\(section)）", en: "the snapshot was damaged (\(section))")
        case .otherFormat: Phrase("索引快照由另一版本的程序写成", en: "the snapshot was another version's")
        case .otherRecipe: Phrase("匹配方法或词表已更换", en: "the recipe or its word lists have changed")
        case .otherMarket: Phrase("索引快照属于另一个市场", en: "the snapshot was another market's")
        case .newerThanMarket: Phrase("索引快照比市场数据新", en: "the snapshot was newer than the market's file")
        case .otherHistory: Phrase("索引快照来自市场数据的另一份历史", en: "the snapshot was of another history of this file")
        }
    }
}

extension IndexFile.Header {
    /// What the file of an index says of it.
    ///
    /// - Parameters:
    ///   - recipe: what its contents go by.
    ///   - sequence: the last write that it holds.
    init(recipe: String, sequence: Int64, records: Int, in transaction: Transaction) throws {
        self.init(
            recipe: recipe,
            market: try transaction.chainHash(at: 1) ?? "",
            sequence: sequence,
            head: try transaction.chainHash(at: sequence) ?? "",
            records: records
        )
    }

    /// Sees that the file is of this market, and of no other history.
    ///
    /// - Parameter recipe: the one that it must go by; `problem` if it does not.
    /// - Returns: how many writes have come since.
    /// - Throws: `IndexFileProblem`.
    func check(
        _ recipe: String,
        orElse problem: IndexFileProblem,
        in transaction: Transaction
    ) throws -> Int64 {
        guard self.recipe == recipe else { throw problem }
        guard market == (try transaction.chainHash(at: 1) ?? "") else {
            throw IndexFileProblem.otherMarket
        }
        let newest = try transaction.lastChange()
        guard sequence <= newest else { throw IndexFileProblem.newerThanMarket }
        guard head == (try transaction.chainHash(at: sequence)) else {
            throw IndexFileProblem.otherHistory
        }
        return newest - sequence
    }
}

extension IndexFile {
    /// Why an index could not be put into its file.
    ///
    /// - Parameter goesOn: what does not need the file.
    func failure(_ error: any Error, goesOn: Phrase) -> Phrase {
        let reason = (error as? Refused).map { String(cString: strerror($0.number)) } ?? "\(error)"
        return Phrase(
            "索引快照“\(path)”写不了（\(reason)）：\(goesOn.zh)照常，只是下次启动要重新读取全部记录。",
            en:
                "The index's snapshot “\(path)” can't be written (\(reason)): \(goesOn.en) go on; only the next start reads every record."
        )
    }
}
