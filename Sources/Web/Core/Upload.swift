import Domain
import Foundation
import Hummingbird
import NIOCore

/// A file that somebody sent, put aside on the disk as it came and gone when nobody holds it any more.
final class Upload: Sendable {
    let path: String
    /// The name that it had where it came from.
    let name: String

    /// The largest file that is taken.
    static let largest = 100 << 20
    /// How long a file may take to come in, in seconds: an hour's patience for slow lines is nobody's.
    static let patience = 900

    fileprivate init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Takes in a body that is the file itself.
    ///
    /// - Throws: a 413 when it is too large, a 408 when it takes too long.
    static func receive(_ body: RequestBody, name: String) async throws -> Upload {
        try await inTime {
            let writer = try UploadWriter(name: name)
            for try await part in body { try writer.write(part.readableBytesView) }
            return try writer.finish()
        }
    }

    /// Takes in a form with a file (RFC 7578). Its fields come before the file.
    ///
    /// - Parameter admit: looks at the fields before a byte of the file is kept.
    static func receiveForm(
        _ body: RequestBody,
        type: String,
        admit: @Sendable @escaping (Inputs) throws -> Void
    ) async throws -> (fields: Inputs, file: Upload?) {
        guard let boundary = boundary(of: type) else { throw malformed }
        return try await inTime {
            var parser = MultipartParser(boundary: boundary, admit: admit)
            for try await part in body { try parser.take(part.readableBytesView) }
            return try parser.finish()
        }
    }

    fileprivate static let malformed = AppError(
        .invalid,
        "form_malformed",
        field: .file,
        Phrase("上传的内容读不出来：请返回重新选择文件。", en: "What was sent can't be read: go back and choose the file again.")
    )

    private static func boundary(of type: String) -> String? {
        for part in type.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { Text.trimmed(String($0)) }
            guard pair.count == 2, pair[0].lowercased() == "boundary" else { continue }
            let text = pair[1].hasPrefix("\"") ? String(pair[1].dropFirst().dropLast()) : pair[1]
            return (1...70).contains(text.utf8.count) ? text : nil
        }
        return nil
    }

    private static func inTime<Result: Sendable>(
        _ work: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: .seconds(patience))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw HTTPError(.requestTimeout)
            }
            return result
        }
    }
}

/// A file of an upload while it is written.
private final class UploadWriter {
    private let path: String
    private let name: String
    private let handle: FileHandle
    private var size = 0
    private var isFinished = false

    init(name: String) throws {
        self.name = name
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("techmarket-\(UUID().uuidString).upload").path
        let isMade = FileManager.default.createFile(
            atPath: path,
            contents: nil,
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
            throw AppError(
                .unavailable,
                "no_scratch_file",
                field: .file,
                Phrase(
                    "服务器存不下上传的文件：请告诉管理员检查磁盘。",
                    en: "The server can't keep the file: tell the administrator to check the disk."
                )
            )
        }
        self.handle = handle
    }

    deinit {
        try? handle.close()
        if !isFinished { try? FileManager.default.removeItem(atPath: path) }
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        guard !bytes.isEmpty else { return }
        size += bytes.count
        guard size <= Upload.largest else {
            throw AppError(
                .invalid,
                "upload_too_large",
                field: .file,
                value: name,
                Phrase(
                    "“\(AppError.quote(name))”超过 \(Upload.largest >> 20) MB：请拆成几个文件再上传。",
                    en:
                        "“\(AppError.quote(name))” is larger than \(Upload.largest >> 20) MB: split it into several files."
                )
            )
        }
        try handle.write(contentsOf: Data(bytes))
    }

    func finish() throws -> Upload {
        isFinished = true
        return Upload(path: path, name: name)
    }
}

/// Takes a form apart as it comes: fields are kept, the file goes to the disk.
private struct MultipartParser {
    private enum State { case preamble, headers, field(String), file, skipped, end }

    private let delimiter: [UInt8]
    private let admit: (Inputs) throws -> Void
    private var state = State.preamble
    private var buffer: [UInt8] = Array("\r\n".utf8)
    private var fields: [(String, String)] = []
    private var value: [UInt8] = []
    private var writer: UploadWriter?

    /// More than all fields of a form of ours.
    private static let mostFieldBytes = 1 << 16

    init(boundary: String, admit: @escaping (Inputs) throws -> Void) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.admit = admit
    }

    private var inputs: Inputs {
        var inputs = Inputs()
        for (name, value) in fields { inputs.set(name, inputs.all(name) + [value]) }
        return inputs
    }

    mutating func take(_ bytes: some Collection<UInt8>) throws {
        buffer += bytes
        while try step() {}
    }

    mutating func finish() throws -> (fields: Inputs, file: Upload?) {
        guard case .end = state else { throw Upload.malformed }
        return (inputs, try writer?.finish())
    }

    /// Takes one step; false when more bytes are needed.
    private mutating func step() throws -> Bool {
        switch state {
        case .end:
            buffer.removeAll(keepingCapacity: true)
            return false
        case .headers:
            guard let end = Self.find(Array("\r\n\r\n".utf8), in: buffer) else {
                guard buffer.count <= 1 << 14 else { throw Upload.malformed }
                // Behind the last part there are two hyphens.
                if buffer.starts(with: Array("--".utf8)) {
                    state = .end
                    return true
                }
                return false
            }
            if buffer.starts(with: Array("--".utf8)) {
                state = .end
                return true
            }
            try begin(String(decoding: buffer[..<end], as: UTF8.self))
            buffer.removeFirst(end + 4)
            // What comes now may be the delimiter at once.
            return true
        case .preamble, .field, .file, .skipped:
            if let found = Self.find(delimiter, in: buffer) {
                try put(buffer[..<found])
                buffer.removeFirst(found + delimiter.count)
                try endPart()
                state = .headers
                return true
            }
            let safe = buffer.count - delimiter.count
            if safe > 0 {
                try put(buffer[..<safe])
                buffer.removeFirst(safe)
            }
            return false
        }
    }

    private mutating func begin(_ headers: String) throws {
        let disposition = headers.split(whereSeparator: \.isNewline)
            .first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = Self.parameter("name", of: String(disposition)) else {
            throw Upload.malformed
        }
        if let fileName = Self.parameter("filename", of: String(disposition)) {
            guard writer == nil, !fileName.isEmpty else {
                state = .skipped
                return
            }
            try admit(inputs)
            writer = try UploadWriter(name: fileName)
            state = .file
        } else {
            state = .field(name)
            value = []
        }
    }

    private mutating func put(_ bytes: ArraySlice<UInt8>) throws {
        switch state {
        case .file: try writer?.write(bytes)
        case .field:
            value += bytes
            let all = fields.reduce(value.count) { $0 + $1.0.utf8.count + $1.1.utf8.count }
            guard all <= Self.mostFieldBytes else { throw Upload.malformed }
        case .preamble, .headers, .skipped, .end: break
        }
    }

    private mutating func endPart() throws {
        guard case .field(let name) = state else { return }
        guard let text = String(validating: value, as: UTF8.self), fields.count < 200 else {
            throw Upload.malformed
        }
        fields.append((name, text))
    }

    /// `name="file"`, as browsers write it: quotes inside are `%22`.
    private static func parameter(_ name: String, of header: String) -> String? {
        guard let start = header.firstRange(of: "; \(name)=\"") ?? header.firstRange(of: ";\(name)=\"") else {
            return nil
        }
        let text = header[start.upperBound...].prefix { $0 != "\"" }
        return String(text).replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "")
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            let last = bytes.count - wanted.count
            guard last >= 0 else { return nil }
            var at = 0
            while at <= last {
                if bytes[at] == wanted[0] {
                    var length = 1
                    while length < wanted.count, bytes[at + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return at }
                }
                at += 1
            }
            return nil
        }
    }
}
