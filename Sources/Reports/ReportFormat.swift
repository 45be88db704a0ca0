public import Documents
public import Domain

/// The files that figures can be had as.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// As the terminal shows it.
    case text
    case json, csv, xlsx, docx, html, svg

    /// The media type (IANA).
    public var mediaType: String {
        switch self {
        case .text: "text/plain; charset=utf-8"
        case .json: "application/json"
        case .csv: "text/csv; charset=utf-8"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .html: "text/html; charset=utf-8"
        case .svg: "image/svg+xml"
        }
    }

    /// The same without parameters, as requests name it.
    public var mainType: String { String(mediaType.prefix { $0 != ";" }) }

    /// Whether it is nothing that a terminal can show.
    public var isBinary: Bool { self == .xlsx || self == .docx }

    /// - Throws: `format_unknown`, with all that there are.
    public init(parsing text: String) throws(AppError) {
        guard let format = Self(rawValue: Text.normalized(text).lowercased()) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: "、")
            throw AppError(
                .invalid,
                "format_unknown",
                field: .format,
                value: text,
                Phrase(
                    "没有“\(AppError.quote(text))”这种格式：可用的有 \(known)。",
                    en:
                        "There is no format “\(AppError.quote(text))”; there are: \(Self.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            )
        }
        self = format
    }

    /// The format that a file's name ends in; nil if it ends in none of them.
    public init?(ofFile name: String) {
        let ending = name.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        switch ending.lowercased() {
        case "txt": self = .text
        case "htm": self = .html
        default:
            guard ending.utf8.count < name.utf8.count, let format = Self(rawValue: ending.lowercased()) else {
                return nil
            }
            self = format
        }
    }
}

extension Field {
    public static let format = Field("format", "格式", en: "format")
}

/// A report in one of its formats: small ones as bytes, workbooks as a file that is gone when nobody holds it.
public enum ReportFile: Sendable {
    case bytes([UInt8])
    case scratch(ScratchFile)

    /// Hands out the bytes, some at a time.
    public func each(_ body: ([UInt8]) throws -> Void) throws {
        switch self {
        case .bytes(let bytes): try body(bytes)
        case .scratch(let file):
            var at = 0
            while true {
                let bytes = try file.bytes(from: at, atMost: 1 << 18)
                guard !bytes.isEmpty else { return }
                try body(bytes)
                at += bytes.count
            }
        }
    }
}
