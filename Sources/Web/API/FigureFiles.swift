import Documents
import Domain
import Market
import Reports

extension Call {
    /// Figures in the format that is asked for.
    ///
    /// - Parameters:
    ///   - name: the file's, without its ending.
    ///   - json: for programs, and where nothing else is asked for.
    func figures(
        _ work: Work,
        named name: Phrase,
        json: () throws -> JSON,
        paper: (ReportFormat) throws -> Paper
    ) throws -> Answer {
        guard let format, format != .json else { return Answer(body: try json()) }
        var answer = Answer()
        answer.file = AnsweredFile(
            try paper(format).file(format, work),
            name: "\(name[language]).\(format.rawValue)",
            type: format.mediaType
        )
        return answer
    }
}

extension AnsweredFile {
    init(_ file: ReportFile, name: String, type: String) {
        switch file {
        case .bytes(let bytes):
            self.init(name: name, type: type, size: bytes.count) { start, count in
                Array(bytes[start..<min(bytes.count, start + count)])
            }
        case .scratch(let scratch):
            self.init(name: name, type: type, size: scratch.count) { start, count in
                try scratch.bytes(from: start, atMost: count)
            }
        }
    }
}
