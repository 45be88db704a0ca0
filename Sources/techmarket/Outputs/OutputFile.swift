import Domain
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file that a command writes. It stands under its name only once it is whole.
final class OutputFile: Sendable {
    private let path: String
    /// Where it is written until it is whole; the path itself for a device or a pipe, which has no whole.
    private let part: String
    private let descriptor: Int32
    private let isForced: Bool
    private let buffer = Mutex<[UInt8]>([])

    /// The file that was asked for; nil for standard output, which `-` means as well.
    static func path(_ typed: String?) -> String? { typed == "-" ? nil : typed }

    /// - Parameter isForced: whether a file of that name gives way.
    /// - Throws: `output_exists`, `output_is_folder`, `cannot_write`.
    init(_ path: String, isForced: Bool) throws(AppError) {
        self.path = path
        self.isForced = isForced
        let isStream = Self.isStream(path)
        part = isStream ? path : "\(path).part"
        if !isStream { try Self.refuseExisting(path, isForced: isForced) }
        descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw Self.cannotWrite(path, errno) }
    }

    /// A file that goes on where an interrupted one of the same name stopped: see `eachKeptLine` and `keep`.
    ///
    /// - Throws: what the other initializer throws, and `output_busy` when another process is writing it.
    init(resuming path: String, isForced: Bool) throws(AppError) {
        self.path = path
        self.isForced = isForced
        let isStream = Self.isStream(path)
        part = isStream ? path : "\(path).part"
        if !isStream { try Self.refuseExisting(path, isForced: isForced) }
        descriptor = open(part, isStream ? O_WRONLY : O_RDWR | O_CREAT, 0o644)
        guard descriptor >= 0 else { throw Self.cannotWrite(path, errno) }
        guard isStream || flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AppError(
                .conflict,
                "output_busy",
                field: .file,
                value: path,
                Phrase(
                    "另一个程序正在写“\(path)”：请等它做完，或换一个文件名。",
                    en: "Another process is writing “\(path)”: wait for it, or choose another name."
                )
            )
        }
    }

    /// Calls `body` with each whole line that an interrupted run has left, without its end, until that says no.
    func eachKeptLine(_ body: (ArraySlice<UInt8>) throws -> Bool) throws {
        guard part != path else { return }
        var line: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        var at = 0
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(at))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            at += count
            var start = 0
            while let end = chunk[start..<count].firstIndex(of: UInt8(ascii: "\n")) {
                line += chunk[start..<end]
                guard try body(line[...]) else { return }
                line.removeAll(keepingCapacity: true)
                start = end + 1
            }
            line += chunk[start..<count]
        }
    }

    /// Keeps the first bytes of what was left, and goes on from there.
    func keep(_ bytes: Int) throws(AppError) {
        guard part != path else { return }
        guard ftruncate(descriptor, off_t(bytes)) == 0, lseek(descriptor, off_t(bytes), SEEK_SET) >= 0 else {
            throw Self.cannotWrite(path, errno)
        }
    }

    func write(_ text: String) throws(AppError) { try write(text.utf8) }

    func write(_ bytes: some Sequence<UInt8>) throws(AppError) {
        let failure = buffer.withLock { buffer in
            buffer += bytes
            return buffer.count < 1 << 16 ? 0 : Self.flush(&buffer, to: descriptor)
        }
        guard failure == 0 else { throw Self.cannotWrite(path, failure) }
    }

    /// Gives the file its name, once its last byte is on the disk.
    func finish() throws(AppError) {
        var failure = buffer.withLock { Self.flush(&$0, to: descriptor) }
        if failure == 0, part != path, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, part != path {
            try Self.refuseExisting(path, isForced: isForced)
            if rename(part, path) != 0 { failure = errno }
        }
        guard failure == 0 else {
            if part != path { unlink(part) }
            throw Self.cannotWrite(path, failure)
        }
    }

    /// Leaves nothing behind.
    func discard() {
        close(descriptor)
        if part != path { unlink(part) }
    }

    private static func isStream(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return [S_IFCHR, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    private static func flush(_ buffer: inout [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                #if canImport(Darwin)
                return Darwin.write(descriptor, rest.baseAddress, rest.count)
                #else
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
            }
            if count >= 0 { written += count } else if errno != EINTR { return errno }
        }
        buffer.removeAll(keepingCapacity: true)
        return 0
    }

    private static func refuseExisting(_ path: String, isForced: Bool) throws(AppError) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw AppError(
                .invalid,
                "output_is_folder",
                field: .file,
                value: path,
                Phrase("“\(path)”是文件夹：请写到文件。", en: "“\(path)” is a folder: name a file.")
            )
        }
        guard isForced else {
            throw AppError(
                .conflict,
                "output_exists",
                field: .file,
                value: path,
                Phrase(
                    "文件“\(path)”已经存在：请换一个文件名，要覆盖就加 --force。",
                    en: "The file “\(path)” exists: choose another name, or add --force to replace it."
                )
            )
        }
    }

    private static func cannotWrite(_ path: String, _ failure: Int32) -> AppError {
        let zh =
            switch failure {
            case ENOENT, ENOTDIR: "所在文件夹不存在，请先建好文件夹或换一个路径"
            case EACCES, EPERM, EROFS: "没有写入权限，请换一个文件夹或请管理员开放权限"
            case ENOSPC, EDQUOT: "磁盘已满，请腾出空间后重做"
            default: "\(String(cString: strerror(failure)))，请检查路径和磁盘"
            }
        let reason = String(cString: strerror(failure))
        return AppError(
            .unavailable,
            failure == ENOSPC || failure == EDQUOT ? "disk_full" : "cannot_write",
            field: .file,
            value: path,
            Phrase(
                "写不了文件“\(path)”：\(zh)。",
                en:
                    "The file “\(path)” can't be written (\(reason)): check its folder, the permissions and the disk."
            )
        )
    }
}
