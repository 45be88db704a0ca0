import Domain
import GRDB
import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Packs of rows on their way into the market's file: in a file beside it that has no name, so that nothing of it is left
/// however the program ends.
public final class RowSpool: Sendable {
    /// One pack: where it belongs, and where it lies.
    private struct Piece {
        let indicator: Indicator
        let part: Int64
        let start: Int
        let count: Int
    }

    private let path: String
    private let descriptor: Int32
    private let pieces = Mutex<[Piece]>([])

    /// - Parameter path: the market's file; there is room where it lies, or nothing could be written to it either.
    init(besides path: String) throws {
        self.path = path
        var template = Array("\(path).rows-XXXXXX".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { name in
            guard let name = name.baseAddress else { return -1 }
            let descriptor = mkstemp(name)
            if descriptor >= 0 { unlink(name) }
            return descriptor
        }
        guard descriptor >= 0 else { throw failure(.SQLITE_CANTOPEN) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// How many bytes there are in all.
    private var end: Int { pieces.withLock { $0.last.map { $0.start + $0.count } ?? 0 } }

    func append(_ bytes: [UInt8], _ indicator: Indicator, part: Int64) throws {
        let start = end
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { all in
                all.baseAddress.map { pwrite(descriptor, $0 + done, all.count - done, off_t(start + done)) }
                    ?? -1
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure(errno == ENOSPC ? .SQLITE_FULL : .SQLITE_IOERR) }
            done += written
        }
        pieces.withLock { pieces in
            pieces.append(Piece(indicator: indicator, part: part, start: start, count: bytes.count))
        }
    }

    /// Hands on each pack in the order in which they came.
    func each(_ body: (_ indicator: Indicator, _ part: Int64, _ bytes: [UInt8]) throws -> Void) throws {
        for piece in pieces.withLock({ $0 }) {
            var bytes = [UInt8](repeating: 0, count: piece.count)
            var done = 0
            while done < piece.count {
                let got = bytes.withUnsafeMutableBytes { all in
                    all.baseAddress.map {
                        pread(descriptor, $0 + done, all.count - done, off_t(piece.start + done))
                    } ?? -1
                }
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { throw failure(.SQLITE_IOERR) }
                done += got
            }
            try body(piece.indicator, piece.part, bytes)
        }
    }

    private func failure(_ code: ResultCode) -> any Error {
        StoreFile.explained(DatabaseError(resultCode: code), path: path)
    }
}
