public import Domain

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file of no name that lasts as long as somebody holds it: what is written to it first and handed on when whole.
public final class ScratchFile: Sendable {
    /// Where it lies while it is being written.
    let path: String
    private let descriptor: Int32

    /// - Parameter folder: Where there is room; the machine's folder for temporary files unless said.
    /// - Throws: `no_scratch_file`.
    public init(in folder: String? = nil) throws(AppError) {
        let folder = folder ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/techmarket-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure(folder, errno) }
        path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The bytes of the file.
    public var count: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The bytes from a place on, at most so many; none at the end.
    ///
    /// - Throws: `no_scratch_file` when they can't be read.
    public func bytes(from start: Int, atMost count: Int) throws(AppError) -> [UInt8] {
        // A writer may have put another file in its place, so it is opened by its name.
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw Self.failure(path, errno) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = pread(file, &bytes, count, off_t(start))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(path, errno) }
            bytes.removeLast(count - got)
            return bytes
        }
    }

    /// Writes on at the end.
    ///
    /// - Throws: `no_scratch_file` when the disk takes no more.
    public func append(_ bytes: [UInt8]) throws(AppError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                #if canImport(Darwin)
                return Darwin.write(descriptor, rest.baseAddress, rest.count)
                #else
                return Glibc.write(descriptor, rest.baseAddress, rest.count)
                #endif
            }
            if count >= 0 { written += count } else if errno != EINTR { throw Self.failure(path, errno) }
        }
    }

    /// All of it, for files of modest size.
    public func bytes() throws(AppError) -> [UInt8] { try bytes(from: 0, atMost: count) }

    static func failure(_ path: String, _ number: Int32) -> AppError {
        let reason = String(cString: strerror(number))
        return AppError(
            .unavailable,
            "no_scratch_file",
            value: path,
            Phrase(
                "写不了临时文件“\(AppError.quote(path))”（\(reason)）：请检查磁盘空间和临时文件夹的权限。",
                en:
                    "The temporary file “\(AppError.quote(path))” can't be written (\(reason)): check the disk's room and the folder's permissions."
            )
        )
    }
}
