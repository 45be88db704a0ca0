import Domain
import Foundation

/// A text of lines that is read a line at a time, so that its size does not matter.
final class LineFile {
    /// Where one line stands.
    struct Line {
        /// Counted from 1.
        let number: Int
        let offset: UInt64
        let length: Int
    }

    /// No record is longer; a longer line is not read into memory.
    static let longestLine = 4 << 20

    /// The bytes from an offset, at most so many; none at the end.
    private let read: (_ offset: UInt64, _ count: Int) throws -> Data

    /// - Throws: `file_missing` or `file_unreadable`.
    init(path: String) throws {
        var isFolder = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw AppError(
                .notFound,
                "file_missing",
                field: .file,
                value: path,
                Phrase(
                    "没有文件“\(AppError.quote(path))”：请核对路径。",
                    en: "There is no file “\(AppError.quote(path))”: check the path."
                )
            )
        }
        guard !isFolder.boolValue, let handle = FileHandle(forReadingAtPath: path) else {
            throw Self.unreadable(path)
        }
        read = { offset, count in
            do {
                try handle.seek(toOffset: offset)
                return try handle.read(upToCount: count) ?? Data()
            } catch {
                throw Self.unreadable(path)
            }
        }
    }

    init(text: String) {
        let data = Data(text.utf8)
        read = { offset, count in
            let start = min(Int(offset), data.count)
            return data[start..<min(start + count, data.count)]
        }
    }

    /// Whether the path is standard input (`-`), a pipe or a device, which can be read only once.
    static func isStream(_ path: String) -> Bool {
        if path == "-" { return true }
        let type =
            try? FileManager.default.attributesOfItem(atPath: resolved(path))[.type] as? FileAttributeType
        return type.map { $0 != .typeRegular && $0 != .typeDirectory } ?? false
    }

    private static func resolved(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Copies a stream to a file of its own, because lines are read more than once, and returns its path; whoever asked
    /// removes it.
    static func spool(_ stream: String) throws -> String {
        let source = stream == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: stream)
        guard let source else { throw unreadable(stream) }
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("techmarket-\(UUID().uuidString).jsonl").path
        let isMade = FileManager.default.createFile(
            atPath: path,
            contents: nil,
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade, let handle = FileHandle(forWritingAtPath: path) else { throw unreadable(path) }
        while let part = try source.read(upToCount: 1 << 20), !part.isEmpty {
            try handle.write(contentsOf: part)
        }
        try handle.close()
        return path
    }

    /// Finds every line that is not blank, and hands its bytes to `body`; a line that is too long comes without them.
    func eachLine(_ body: (Line, Data?) throws -> Void) throws {
        var position: UInt64 = 0
        var number = 0
        var start: UInt64 = 0
        var pending = Data()
        var length = 0
        func finish() throws {
            number += 1
            defer {
                start += UInt64(length) + 1
                pending.removeAll(keepingCapacity: length < 1 << 16)
                length = 0
            }
            let line = Line(number: number, offset: start, length: length)
            if length > Self.longestLine { return try body(line, nil) }
            if number == 1, pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
            let isBlank = pending.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            if !isBlank { try body(line, pending) }
        }
        while true {
            let part = try read(position, 1 << 20)
            if part.isEmpty { break }
            position += UInt64(part.count)
            var rest = part[...]
            while let end = rest.firstIndex(of: 0x0A) {
                take(rest[..<end])
                try finish()
                rest = rest[rest.index(after: end)...]
            }
            take(rest)
        }
        if length > 0 { try finish() }
        func take(_ bytes: Data) {
            length += bytes.count
            if length <= Self.longestLine { pending.append(bytes) } else { pending.removeAll() }
        }
    }

    /// The bytes of one line again.
    func bytes(of line: Line) throws -> Data {
        var data = try read(line.offset, min(line.length, Self.longestLine))
        if line.number == 1, data.starts(with: [0xEF, 0xBB, 0xBF]) { data = data.dropFirst(3) }
        return data
    }

    private static func unreadable(_ path: String) -> AppError {
        AppError(
            .unavailable,
            "file_unreadable",
            field: .file,
            value: path,
            Phrase(
                "读不了“\(AppError.quote(path))”：请确认它是文件，并检查权限。",
                en:
                    "“\(AppError.quote(path))” can't be read: see that it is a file, and check the permissions."
            )
        )
    }
}
