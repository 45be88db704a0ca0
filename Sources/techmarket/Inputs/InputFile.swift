import Domain
import FoundationEssentials

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Files that a command reads as a whole.
enum InputFile {
    /// All bytes of a file, or of standard input when the path is `-`.
    ///
    /// - Throws: `input_missing`, `input_is_folder`, `cannot_read`.
    static func bytes(of path: String) throws(AppError) -> Data {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY)
        guard descriptor >= 0 else { throw cannotRead(path, errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return data }
            if count > 0 {
                data.append(contentsOf: chunk[..<count])
            } else if errno != EINTR {
                throw cannotRead(path, errno)
            }
        }
    }

    private static func cannotRead(_ path: String, _ failure: Int32) -> AppError {
        let typed = AppError.quote(path)
        switch failure {
        case ENOENT, ENOTDIR:
            return AppError(
                .notFound,
                "input_missing",
                field: .file,
                value: path,
                Phrase("没有文件“\(typed)”：请核对路径。", en: "There is no file “\(typed)”: check the path.")
            )
        case EISDIR:
            return AppError(
                .invalid,
                "input_is_folder",
                field: .file,
                value: path,
                Phrase("“\(typed)”是文件夹：请写到文件。", en: "“\(typed)” is a folder: name a file.")
            )
        default:
            let reason = String(cString: strerror(failure))
            return AppError(
                .unavailable,
                "cannot_read",
                field: .file,
                value: path,
                Phrase(
                    "读不了文件“\(typed)”（\(reason)）：请检查权限和磁盘。",
                    en: "The file “\(typed)” can't be read (\(reason)): check the permissions and the disk."
                )
            )
        }
    }
}
