import CZlib

/// An archive put together byte by byte, right or wrong.
struct Zip {
    struct Part {
        var name: String
        var bytes: [UInt8]
        var isDeflated = true
        var flags: UInt16 = 0
        /// What the directory says instead of the truth.
        var checksum: UInt32?
        var size: UInt32?
        var localName: String?
        var method: UInt16?
    }

    var parts: [Part] = []
    /// Whether sizes and offsets are told in Zip64 fields only.
    var isWide = false

    mutating func add(_ name: String, _ text: String) {
        parts.append(Part(name: name, bytes: Array(text.utf8)))
    }

    var bytes: [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let packed = part.isDeflated ? Zip.deflated(part.bytes) : part.bytes
            let checksum = part.checksum ?? UInt32(crc32(0, part.bytes, uInt(part.bytes.count)))
            let method = part.method ?? (part.isDeflated ? 8 : 0)
            let size = part.size ?? UInt32(part.bytes.count)
            let offset = out.count
            let localName = Array((part.localName ?? part.name).utf8)
            out += Zip.little(0x0403_4B50, 4) + Zip.little(20, 2) + Zip.little(Int(part.flags), 2)
            out += Zip.little(Int(method), 2) + Zip.little(0, 4) + Zip.little(Int(checksum), 4)
            out += Zip.little(packed.count, 4) + Zip.little(Int(size), 4)
            out += Zip.little(localName.count, 2) + Zip.little(0, 2) + localName + packed

            let name = Array(part.name.utf8)
            var extra: [UInt8] = []
            if isWide {
                extra = Zip.little(1, 2) + Zip.little(24, 2) + Zip.little(Int(size), 8)
                extra += Zip.little(packed.count, 8) + Zip.little(offset, 8)
            }
            directory += Zip.little(0x0201_4B50, 4) + Zip.little(20, 2) + Zip.little(20, 2)
            directory += Zip.little(Int(part.flags), 2) + Zip.little(Int(method), 2) + Zip.little(0, 4)
            directory += Zip.little(Int(checksum), 4)
            directory += Zip.little(isWide ? 0xFFFF_FFFF : packed.count, 4)
            directory += Zip.little(isWide ? 0xFFFF_FFFF : Int(size), 4)
            directory += Zip.little(name.count, 2) + Zip.little(extra.count, 2) + Zip.little(0, 10)
            directory += Zip.little(isWide ? 0xFFFF_FFFF : offset, 4) + name + extra
        }
        let start = out.count
        out += directory
        if isWide {
            let record = out.count
            out += Zip.little(0x0606_4B50, 4) + Zip.little(44, 8) + Zip.little(45, 2) + Zip.little(45, 2)
            out += Zip.little(0, 8) + Zip.little(parts.count, 8) + Zip.little(parts.count, 8)
            out += Zip.little(directory.count, 8) + Zip.little(start, 8)
            out += Zip.little(0x0706_4B50, 4) + Zip.little(0, 4) + Zip.little(record, 8) + Zip.little(1, 4)
        }
        out += Zip.little(0x0605_4B50, 4) + Zip.little(0, 4)
        out += Zip.little(isWide ? 0xFFFF : parts.count, 2) + Zip.little(isWide ? 0xFFFF : parts.count, 2)
        out += Zip.little(isWide ? 0xFFFF_FFFF : directory.count, 4)
        out += Zip.little(isWide ? 0xFFFF_FFFF : start, 4) + Zip.little(0, 2)
        return out
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        compress2(&packed, &size, bytes, uLong(bytes.count), 9)
        // Without zlib's own header and checksum.
        return Array(packed[2..<Int(size) - 4])
    }
}

/// The parts of a workbook of one sheet.
func workbook(
    _ cells: String = #"<row r="1"><c r="A1"><v>1</v></c></row>"#,
    strings: String? = nil,
    formats: String = "",
    tail: String = "",
    properties: String = ""
) -> Zip {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    var zip = Zip()
    zip.add(
        "_rels/.rels",
        #"<Relationships><Relationship Id="a" Type="\#(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    )
    zip.add(
        "xl/workbook.xml",
        #"<workbook xmlns:r="\#(office)"><workbookPr \#(properties)/><sheets><sheet name="征集表" sheetId="1" r:id="b"/></sheets></workbook>"#
    )
    zip.add(
        "xl/_rels/workbook.xml.rels",
        #"<Relationships><Relationship Id="b" Type="\#(office)/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="c" Type="\#(office)/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="d" Type="\#(office)/styles" Target="styles.xml"/></Relationships>"#
    )
    zip.add("xl/worksheets/sheet1.xml", "<worksheet><sheetData>\(cells)</sheetData>\(tail)</worksheet>")
    if let strings { zip.add("xl/sharedStrings.xml", "<sst>\(strings)</sst>") }
    zip.add("xl/styles.xml", "<styleSheet>\(formats)</styleSheet>")
    return zip
}

/// The same with other text in one of its parts.
func workbook(replacing name: String, with text: String) -> [UInt8] {
    var zip = workbook()
    for index in zip.parts.indices where zip.parts[index].name == name {
        zip.parts[index].bytes = Array(text.utf8)
    }
    return zip.bytes
}
