import Domain
import FoundationEssentials
import GRDB

/// What can be wrong with the file itself, said to the person who can mend it.
enum StoreFile {
    static func isThere(_ path: String) throws -> Bool {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
        guard !isFolder else {
            throw AppError(
                .invalid,
                "file_is_folder",
                field: .database,
                value: path,
                Phrase(
                    "“\(path)”是文件夹：请写到文件，例如 \(path)/techmarket.sqlite。",
                    en: "“\(path)” is a folder: name a file, such as \(path)/techmarket.sqlite."
                )
            )
        }
        return true
    }

    static func missing(_ path: String) -> AppError {
        AppError(
            .notFound,
            "file_missing",
            field: .database,
            value: path,
            Phrase(
                "没有市场数据文件“\(path)”：用 --db 指明，或先运行 techmarket init 新建。",
                en:
                    "There is no market's file “\(path)”: name it with --db, or make one with techmarket init."
            )
        )
    }

    static func exists(_ path: String) -> AppError {
        AppError(
            .conflict,
            "file_exists",
            field: .database,
            value: path,
            Phrase(
                "“\(path)”已经存在：请换一个文件名，不会覆盖已有的市场。",
                en: "“\(path)” exists already: choose another name; a market is never overwritten."
            )
        )
    }

    static func newer(_ path: String, number: Int64) -> AppError {
        AppError(
            .conflict,
            "file_newer",
            field: .database,
            value: path,
            Phrase(
                "“\(path)”由更新版本的程序写成（结构第 \(number) 版，本程序只到第 \(Migration.newest) 版）：请升级程序后再打开。",
                en:
                    "“\(path)” was made by a newer program (schema \(number), this one knows \(Migration.newest)): update the program first."
            )
        )
    }

    static func foreign(_ path: String) -> AppError {
        AppError(
            .invalid,
            "file_foreign",
            field: .database,
            value: path,
            Phrase(
                "“\(path)”不是技术交易市场的数据文件：请核对 --db 的路径。",
                en: "“\(path)” is not a market's file: check the path given with --db."
            )
        )
    }

    /// Says what the person can do about an engine's error; anything else is passed on as it is.
    static func explained(_ error: any Error, path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        func unavailable(_ code: String, _ message: Phrase) -> AppError {
            AppError(.unavailable, code, field: .database, value: path, message)
        }
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL:
            return unavailable(
                "disk_full",
                Phrase(
                    "磁盘已满，“\(path)”没有写入任何内容：请腾出空间后再试。",
                    en: "The disk is full; nothing was written to “\(path)”. Free some space and try again."
                )
            )
        case .SQLITE_READONLY, .SQLITE_PERM:
            return unavailable(
                "read_only",
                Phrase(
                    "“\(path)”或所在文件夹不可写：请检查权限。",
                    en: "“\(path)” or its folder can't be written: check the permissions."
                )
            )
        case .SQLITE_CANTOPEN:
            return unavailable(
                "cannot_open",
                Phrase(
                    "打不开“\(path)”：请检查路径、文件夹是否存在和权限。",
                    en:
                        "“\(path)” can't be opened: check the path, that its folder exists, and the permissions."
                )
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return unavailable(
                "busy",
                Phrase(
                    "“\(path)”正被另一个程序写入，等了十秒：请稍后再试。",
                    en:
                        "“\(path)” is being written by another program, for ten seconds now: try again in a while."
                )
            )
        case .SQLITE_NOTADB:
            return foreign(path)
        case .SQLITE_CORRUPT:
            return unavailable(
                "file_damaged",
                Phrase(
                    "“\(path)”已损坏：请运行 techmarket doctor，并从备份恢复。",
                    en: "“\(path)” is damaged: run techmarket doctor, and restore a backup."
                )
            )
        case .SQLITE_IOERR:
            return unavailable(
                "disk_error",
                Phrase(
                    "读写“\(path)”出错（可能磁盘已满或出故障），没有写入任何内容：请检查磁盘。",
                    en:
                        "Reading or writing “\(path)” failed (the disk may be full or failing); nothing was written. Check the disk."
                )
            )
        default:
            return error
        }
    }
}
