public import Domain
import Matching

/// How the matching index is, as of now.
public struct IndexStatus: Sendable, Equatable {
    /// Where an index came from.
    public enum Origin: Sendable, Equatable {
        /// All records were read.
        case read(IndexWork.Reason)
        /// It was in its file, as of this write, and what came after was followed.
        case file(sequence: Int64)
    }

    /// What an index holds that can answer.
    public struct Contents: Sendable, Equatable {
        public let demands: Int
        public let achievements: Int
        public let origin: Origin
        /// When its statistics (how rare each word is) were last counted. Records are found as soon as they are saved;
        /// scores go by this count until the next.
        public let countedAt: Instant
        /// Demands and achievements that were saved or taken out since that count.
        public let changesSinceCount: Int
        /// Writes to the file, of whatever kind, that the index has not looked at yet. The next search does.
        public let writesBehind: Int64
    }

    /// A task that failed.
    public struct Failure: Sendable, Equatable {
        public let work: IndexWork
        public let reason: Phrase
        public let at: Instant
        /// How often it has failed in a row.
        public let attempts: Int
        /// When the next search tries again.
        public let nextTry: Instant
    }

    /// Nil until the first index is there.
    public let contents: Contents?
    /// What goes on in the background.
    public let work: IndexWork?
    /// The last failure; nil once the work has been done.
    public let failure: Failure?
    /// Why the index could not be put into its file the last time; a warning, since nothing but the next start needs it.
    public let fileFailure: Phrase?

    /// Whether a search is answered at once.
    public var isReady: Bool { contents != nil }
}

/// Long work on the matching index.
public enum IndexWork: Sendable, Equatable {
    /// Taking in many changes.
    case following
    /// Counting the statistics anew.
    case counting
    /// Reading all records anew.
    case reading(Reason)
    /// Getting the first index, from its file or else from all records.
    case opening
    /// Writing the index into its file.
    case writing

    /// Why everything is read.
    public enum Reason: Sendable, Equatable {
        /// The file of the index was of no use.
        case file(IndexFileProblem)
        /// So much has changed that following would take longer.
        case manyChanges
        /// The list of readiness, by which records are ranked, was replaced.
        case codeList
    }
}

extension IndexStatus.Contents {
    init(_ state: IndexState, newest: Int64) {
        demands = state.index.demandCount
        achievements = state.index.achievementCount
        origin = state.origin
        countedAt = state.counted.at
        changesSinceCount = state.index.pendingChanges
        writesBehind = max(0, newest - state.sequence)
    }
}

extension IndexWork {
    public var phrase: Phrase {
        switch self {
        case .following: Phrase("正在读入新的变更", en: "taking in changes")
        case .opening: Phrase("正在准备索引", en: "getting the index ready")
        case .writing: Phrase("正在写索引快照", en: "writing the snapshot")
        case .counting: Phrase("正在重新统计", en: "counting the statistics anew")
        case .reading(let reason):
            Phrase("正在重新读取全部记录（\(reason.phrase.zh)）", en: "reading all records (\(reason.phrase.en))")
        }
    }
}

extension IndexWork.Reason {
    public var phrase: Phrase {
        switch self {
        case .file(let problem): problem.phrase
        case .manyChanges: Phrase("变更太多", en: "too much has changed")
        case .codeList: Phrase("成熟阶段代码表已更换", en: "the list of readiness was replaced")
        }
    }
}

extension IndexStatus.Origin {
    /// For programs: `snapshot`, or why all records were read.
    public var code: String {
        switch self {
        case .file: "snapshot"
        case .read(.manyChanges): "many_changes"
        case .read(.codeList): "code_list_replaced"
        case .read(.file(let problem)): problem.code
        }
    }

    public var phrase: Phrase {
        switch self {
        case .read(let reason):
            Phrase("读取全部记录建成：\(reason.phrase.zh)", en: "made from all records: \(reason.phrase.en)")
        case .file(let sequence):
            Phrase(
                "读自索引快照（截至第 \(sequence) 次写入，其后的变更已读入）",
                en: "from its snapshot (as of write \(sequence), later changes taken in)"
            )
        }
    }
}

extension IndexStatus.Failure {
    public var phrase: Phrase {
        Phrase(
            "匹配索引\(work.phrase.zh)时出错（第 \(attempts) 次）：\(reason.zh) 推荐照常，稍后自动再试。",
            en:
                "The matching index failed at \(work.phrase.en) (\(attempts) in a row): \(reason.en) Suggestions go on; it will be tried again."
        )
    }
}
