import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file without a name, which is gone with the last who has it open, also after a crash.
struct TemporaryFile {
    private let descriptor: Int32
    private let file: FileBytes
    private let name: String

    /// - Parameter name: what it is for, in refusals.
    /// - Throws: `sheet_no_space`.
    init(name: String) throws(AppError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/techmarket-XXXXXX".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { throw .noSpace(name) }
        _ = template.withUnsafeBufferPointer { $0.baseAddress.map { unlink($0) } }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.descriptor = descriptor
        self.name = name
        file = FileBytes(descriptor: descriptor, count: 0, name: name)
    }

    /// - Throws: `sheet_no_space`.
    func append(_ bytes: [UInt8]) throws(AppError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { all in
                all.baseAddress.map { write(descriptor, $0 + done, all.count - done) } ?? -1
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .noSpace(name) }
            done += written
        }
    }

    /// The file, for reading what has been written.
    func reading(count: Int) throws(AppError) -> FileBytes {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .noSpace(name) }
        return FileBytes(descriptor: copy, count: count, name: name)
    }
}
