import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The bytes of a file, on disk or in memory, from any offset.
final class FileBytes: Sendable {
    private enum Place: Sendable {
        case descriptor(Int32)
        case memory([UInt8])
    }

    let count: Int
    /// The name people know the file by.
    let name: String
    private let place: Place

    /// - Throws: `file_missing`, `file_unreadable`, `sheet_file_is_folder`, `sheet_file_is_no_file`.
    init(path: String, name: String) throws(AppError) {
        var status = stat()
        // Asked before opening, which would wait for ever at the end of a pipe.
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .fileMissing(path) : .fileUnreadable(path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .fileIsFolder(path)
        default: throw .fileIsNoFile(path)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .fileUnreadable(path) }
        self.name = name
        count = Int(status.st_size)
        place = .descriptor(descriptor)
    }

    /// Takes over an open file, and closes it.
    init(descriptor: Int32, count: Int, name: String) {
        self.name = name
        self.count = count
        place = .descriptor(descriptor)
    }

    init(_ bytes: [UInt8], name: String) {
        self.name = name
        count = bytes.count
        place = .memory(bytes)
    }

    deinit {
        if case .descriptor(let descriptor) = place { close(descriptor) }
    }

    /// Fills the buffer with the bytes from an offset on.
    /// - Throws: `sheet_file_truncated` if there are fewer, `file_unreadable`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(AppError) {
        guard offset >= 0, buffer.count <= count, offset <= count - buffer.count else {
            throw .fileTruncated(name)
        }
        switch place {
        case .memory(let bytes):
            bytes.withUnsafeBytes { all in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + buffer.count]))
            }
        case .descriptor(let descriptor):
            var done = 0
            while done < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
                let read = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw .fileUnreadable(name) }
                guard read > 0 else { throw .fileTruncated(name) }
                done += read
            }
        }
    }

    /// So many bytes from an offset on.
    func bytes(at offset: Int, count: Int) throws(AppError) -> [UInt8] {
        guard offset >= 0, count >= 0, count <= self.count, offset <= self.count - count else {
            throw .fileTruncated(name)
        }
        var result = [UInt8](repeating: 0, count: count)
        do {
            try result.withUnsafeMutableBytes { try read(at: offset, into: $0) }
        } catch let error as AppError {
            throw error
        } catch {
            throw .fileUnreadable(name)
        }
        return result
    }
}
