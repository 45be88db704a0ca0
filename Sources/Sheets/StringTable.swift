import Domain

/// The shared strings of a workbook: one block of bytes, and where each text begins. A large block lies in a temporary
/// file, so that memory does not grow with the texts.
struct StringTable: Sendable {
    private enum Block: Sendable {
        /// In pieces of `pieceBytes`, so that growing never copies, with texts across their ends.
        case memory([[UInt8]])
        case file(FileBytes)
    }

    private static let pieceBytes = 1 << 22

    private let block: Block
    /// Where each text begins in the block, and at last where the block ends.
    private let starts: [UInt32]

    /// A table without texts: a workbook need not have any.
    static let empty = StringTable(block: .memory([]), starts: [0])

    private init(block: Block, starts: [UInt32]) {
        self.block = block
        self.starts = starts
    }

    var count: Int { starts.count - 1 }

    /// A text by its number; nil if there are not so many.
    func string(_ index: Int) throws(AppError) -> String? {
        guard index >= 0, index < count else { return nil }
        let range = Int(starts[index])..<Int(starts[index + 1])
        switch block {
        // They were checked when they were taken in.
        case .memory(let pieces): return StringTable.string(in: pieces, range)
        case .file(let file):
            return String(decoding: try file.bytes(at: range.lowerBound, count: range.count), as: UTF8.self)
        }
    }
}

extension StringTable {
    private static func string(in pieces: [[UInt8]], _ range: Range<Int>) -> String {
        let (piece, start) = range.lowerBound.quotientAndRemainder(dividingBy: pieceBytes)
        if range.isEmpty { return "" }
        if start + range.count <= pieceBytes {
            return pieces[piece].withUnsafeBufferPointer { bytes in
                String(
                    decoding: UnsafeBufferPointer(rebasing: bytes[start..<start + range.count]),
                    as: UTF8.self
                )
            }
        }
        var bytes = Array(pieces[piece][start...])
        var next = piece + 1
        while bytes.count < range.count {
            bytes += pieces[next].prefix(range.count - bytes.count)
            next += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

// MARK: Taking in
extension StringTable {
    /// Puts a table together.
    struct Builder: ~Copyable {
        private let name: String
        private let limits: SheetLimits
        private var pieces: [[UInt8]] = []
        private var piece: [UInt8] = []
        private var file: TemporaryFile?
        private var starts: [UInt32] = [0]
        private var count = 0

        /// - Parameter name: the workbook's, for refusals.
        init(name: String, limits: SheetLimits) {
            self.name = name
            self.limits = limits
        }

        /// - Throws: `sheet_too_much_text`, `sheet_no_space`.
        mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(AppError) {
            // Empty ones take no text but a place in memory each.
            count += text.count
            guard count <= min(limits.stringBytes, Int(UInt32.max)), starts.count <= limits.cells else {
                throw .tooMuchText(name, limit: limits.stringBytes)
            }
            starts.append(UInt32(count))
            var rest = text[...]
            while rest.count > StringTable.pieceBytes - piece.count {
                let part = rest.prefix(StringTable.pieceBytes - piece.count)
                piece.append(contentsOf: part)
                rest = rest.dropFirst(part.count)
                try finishPiece()
            }
            piece.append(contentsOf: rest)
        }

        private mutating func finishPiece() throws(AppError) {
            if let file {
                try file.append(piece)
            } else {
                pieces.append(piece)
                if pieces.count * StringTable.pieceBytes > limits.stringsInMemory {
                    let file = try TemporaryFile(name: name)
                    for piece in pieces { try file.append(piece) }
                    pieces = []
                    self.file = file
                }
            }
            piece.removeAll(keepingCapacity: file != nil)
        }

        consuming func finish() throws(AppError) -> StringTable {
            guard let file else { return StringTable(block: .memory(pieces + [piece]), starts: starts) }
            try file.append(piece)
            return StringTable(block: .file(try file.reading(count: count)), starts: starts)
        }
    }
}

/// The texts that were last asked for: regions, industries and the like come again in every row.
struct RecentStrings {
    private static let places = 2048

    private var indexes = [Int](repeating: -1, count: places)
    private var strings = [String](repeating: "", count: places)

    mutating func string(_ index: Int, in table: StringTable) throws(AppError) -> String? {
        let place = index & (RecentStrings.places - 1)
        if indexes[place] == index { return strings[place] }
        guard let string = try table.string(index) else { return nil }
        indexes[place] = index
        strings[place] = string
        return string
    }
}
