import Domain

extension Document {
    /// The document as a file of Word (DOCX), in the form of the bureau's papers: A4 across, the title in 小标宋, the
    /// text in 仿宋, tables with lines whose headings are repeated on each page, numbered pages.
    ///
    /// Sizes and fonts follow GB/T 9704-2012 (党政机关公文格式); fonts that a machine lacks are replaced by their kin.
    /// Charts stand as tables of their figures.
    public func word() -> [UInt8] {
        var archive = ZipArchive()
        archive.add("[Content_Types].xml", WordParts.contentTypes)
        archive.add("_rels/.rels", WordParts.relationships)
        archive.add("docProps/core.xml", WordParts.properties(title: title))
        archive.add("word/document.xml", wordBody)
        archive.add("word/_rels/document.xml.rels", WordParts.documentRelationships)
        archive.add("word/styles.xml", WordParts.styles)
        archive.add("word/fontTable.xml", WordParts.fonts)
        archive.add("word/settings.xml", WordParts.settings)
        archive.add("word/footer1.xml", WordParts.footer)
        return archive.finished()
    }

    private var wordBody: String {
        var xml = WordParts.head + "<w:document \(WordParts.namespace)><w:body>"
        xml += WordText.paragraph(title, style: "Title")
        for note in notes { xml += WordText.paragraph(note, style: "Subtitle") }
        for block in blocks { xml += word(block) }
        for appendix in appendices {
            xml += WordText.paragraph(appendix.title, style: "Heading1", startsPage: true)
            for note in appendix.notes { xml += WordText.paragraph(note, style: "Note") }
            xml += WordTable(appendix.table, language).xml
        }
        return xml + WordParts.section + "</w:body></w:document>"
    }

    private func word(_ block: Block) -> String {
        switch block {
        case .heading(let text): WordText.paragraph(text, style: "Heading1")
        case .paragraph(let text):
            text.split(separator: "\n", omittingEmptySubsequences: true).map {
                WordText.paragraph(String($0), style: "BodyText")
            }.joined()
        case .table(let table): WordTable(table, language).xml
        case .chart(let chart): WordTable(chart.table, language).xml
        case .pageBreak: "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"
        }
    }
}

extension Chart {
    /// The chart's figures, as they are said beside its marks.
    public var table: Table {
        let names = series.map(\.name) + (target.map { [$0.name] } ?? [])
        let rows = labels.indices.map { index -> [Cell] in
            let values = series.map { Cell.text($0.points[index]?.text ?? "—") }
            return [.text(labels[index])] + values + (target.map { [.text($0.point.text)] } ?? [])
        }
        return Table(
            title,
            columns: [Column("")] + names.map { Column($0, alignment: .end) },
            rows: rows
        )
    }
}

/// Runs of text in WordprocessingML (ECMA-376 Part 1, 17.3), whose elements stand in the order of its schema.
enum WordText {
    static func paragraph(
        _ text: String,
        style: String,
        alignment: Column.Alignment? = nil,
        startsPage: Bool = false
    ) -> String {
        var xml = "<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/>"
        if startsPage { xml += "<w:pageBreakBefore/>" }
        switch alignment {
        case .center: xml += "<w:jc w:val=\"center\"/>"
        case .end: xml += "<w:jc w:val=\"right\"/>"
        case .start, nil: break
        }
        return xml + "</w:pPr>" + run(text) + "</w:p>"
    }

    static func run(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        var xml = "<w:r>"
        for (index, line) in XMLText.escaped(text).split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if index > 0 { xml += "<w:br/>" }
            for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { xml += "<w:tab/>" }
                if !part.isEmpty { xml += "<w:t xml:space=\"preserve\">\(part)</w:t>" }
            }
        }
        return xml + "</w:r>"
    }
}
