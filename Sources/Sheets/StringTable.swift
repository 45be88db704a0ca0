import Domain

/// The shared strings of a workbook: one block of bytes, and where each text begins. A large block lies in a temporary
/// file, so that memory does not grow with the texts.
struct StringTable: Sendable {
    private enum Block: Sendable {
        case memory([UInt8])
        case file(FileBytes)
    }

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
        case .memory(let bytes): return String(decoding: bytes[range], as: UTF8.self)
        case .file(let file):
            return String(decoding: try file.bytes(at: range.lowerBound, count: range.count), as: UTF8.self)
        }
    }
}

// MARK: Taking in
extension StringTable {
    /// Puts a table together.
    struct Builder: ~Copyable {
        private let name: String
        private let limits: SheetLimits
        private var bytes: [UInt8] = []
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
            bytes.append(contentsOf: text)
            starts.append(UInt32(count))
            if bytes.count > (file == nil ? limits.stringsInMemory : 1 << 20) { try spill() }
        }

        private mutating func spill() throws(AppError) {
            let target: TemporaryFile
            if let file {
                target = file
            } else {
                target = try TemporaryFile(name: name)
                file = target
            }
            try target.append(bytes)
            bytes.removeAll(keepingCapacity: bytes.capacity <= 4 << 20)
        }

        consuming func finish() throws(AppError) -> StringTable {
            guard let file else { return StringTable(block: .memory(bytes), starts: starts) }
            try file.append(bytes)
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
