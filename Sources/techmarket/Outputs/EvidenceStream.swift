import Documents
import Domain
import Exchange
import Market
import Reports

/// The rows behind a figure, written as they come: there may be a million of them.
struct EvidenceStream {
    let view: View
    let isMoney: Bool
    /// Hands on every row; the same ones each time.
    let each: (_ body: (EvidenceRow) throws -> Void) throws -> Void

    /// As people read them.
    ///
    /// - Parameter foot: what stands below so many rows.
    func text(_ head: String, foot: (Int) -> String, width: Int?, in folder: String?) throws -> ReportFile {
        let file = try Pieces(in: folder)
        try file.add(head)
        var count = 0
        try TallyReport.table(isMoney: isMoney, view).write(
            width: width,
            each: { add in
                count = 0
                try each { row in
                    count += 1
                    try add(TallyReport.cells(row, isMoney: isMoney, view))
                }
            },
            to: file.add
        )
        try file.add(foot(count))
        return try file.finish()
    }

    /// As programs read them, in the place of the one array of `frame` that holds `EvidenceStream.place`.
    func json(_ frame: JSON, in folder: String?) throws -> ReportFile {
        let file = try Pieces(in: folder)
        let parts = frame.pretty.split(separator: Self.place.text, maxSplits: 1)
        precondition(parts.count == 2, "the frame has a place for the rows")
        // All up to the bracket, which is followed by the line on which the place stands.
        let before = parts[0].reversed().drop { $0 != "[" }
        let indent = String(parts[0].reversed().prefix { $0 == " " })
        var isFirst = true
        try file.add(String(before.reversed()))
        try each { row in
            try file.add(
                (isFirst ? "\n" : ",\n") + indent + row.json.pretty.replacing("\n", with: "\n" + indent)
            )
            isFirst = false
        }
        try file.add(isFirst ? String(parts[1].drop { $0 != "]" }) : String(parts[1]))
        try file.add("\n")
        return try file.finish()
    }

    /// Where the rows belong.
    static let place = JSON.string("\u{1}rows")

    /// A file that is written in pieces of some size.
    private final class Pieces {
        private let file: ScratchFile
        private var waiting: [UInt8] = []

        init(in folder: String?) throws { file = try ScratchFile(in: folder) }

        func add(_ text: String) throws {
            waiting += text.utf8
            guard waiting.count > 1 << 16 else { return }
            try file.append(waiting)
            waiting.removeAll(keepingCapacity: true)
        }

        func finish() throws -> ReportFile {
            try file.append(waiting)
            return .scratch(file)
        }
    }
}
