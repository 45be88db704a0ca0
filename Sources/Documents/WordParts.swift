import Domain

/// The parts of a Word file that are the same in each.
enum WordParts {
    static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let schemas = "http://schemas.openxmlformats.org"
    static let namespace =
        "xmlns:w=\"\(schemas)/wordprocessingml/2006/main\" xmlns:r=\"\(schemas)/officeDocument/2006/relationships\""

    // MARK: The page, in twentieths of a point

    /// A4 across (297 × 210 mm) with 25 mm above and below and 22 mm at the sides.
    private static let (pageWidth, pageHeight, above, beside) = (16_838, 11_906, 1_417, 1_247)
    static let textWidth = pageWidth - 2 * beside

    static let section = """
        <w:sectPr><w:footerReference w:type="default" r:id="rId4"/>\
        <w:pgSz w:w="\(pageWidth)" w:h="\(pageHeight)" w:orient="landscape"/>\
        <w:pgMar w:top="\(above)" w:right="\(beside)" w:bottom="\(above)" w:left="\(beside)" w:header="850" \
        w:footer="850" w:gutter="0"/><w:cols w:space="425"/></w:sectPr>
        """

    /// GB/T 9704-2012, 7.5: the page's number in 四号 between two dashes.
    static let footer =
        head + """
            <w:ftr \(namespace)><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>\
            <w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>\
            <w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>
            """

    // MARK: Styles

    static let styles =
        head + """
            <w:styles \(namespace)><w:docDefaults><w:rPrDefault><w:rPr>\(fonts("仿宋_GB2312"))<w:sz w:val="32"/>\
            <w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>\
            <w:pPrDefault/></w:docDefaults>\
            <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>\
            <w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
            <w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>\
            <w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>\
            <w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>\
            <w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>\
            <w:tblPr><w:tblBorders>\(lines)</w:tblBorders></w:tblPr></w:style>\
            \(style("Title", "Title", "方正小标宋简体", 44, "<w:spacing w:after=\"240\"/><w:jc w:val=\"center\"/>"))\
            \(style("Subtitle", "Subtitle", "楷体_GB2312", 28, "<w:spacing w:after=\"120\"/><w:jc w:val=\"center\"/>"))\
            \(style("Heading1", "heading 1", "黑体", 32, "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>"))\
            \(style("BodyText", "Body Text", "仿宋_GB2312", 32, "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/>"))\
            \(style("Caption", "caption", "黑体", 28, "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"60\"/>"))\
            \(style("Note", "Note", "仿宋_GB2312", 24, "<w:spacing w:after=\"60\"/>"))\
            \(style("TableHead", "Table Head", "黑体", 24, "<w:spacing w:before=\"40\" w:after=\"40\"/><w:jc w:val=\"center\"/>"))\
            \(style("TableText", "Table Text", "仿宋_GB2312", 24, "<w:spacing w:before=\"40\" w:after=\"40\"/>"))\
            \(style("Footer", "footer", "宋体", 28, "<w:jc w:val=\"center\"/>"))\
            </w:styles>
            """

    private static let lines = ["top", "left", "bottom", "right", "insideH", "insideV"].map {
        "<w:\($0) w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
    }.joined()

    /// - Parameters:
    ///   - size: In half points.
    ///   - layout: Of the paragraph, in the schema's order.
    private static func style(_ id: String, _ name: String, _ font: String, _ size: Int, _ layout: String)
        -> String
    {
        """
        <w:style w:type="paragraph" w:styleId="\(id)"><w:name w:val="\(name)"/><w:basedOn w:val="Normal"/><w:qFormat/>\
        <w:pPr>\(layout)</w:pPr><w:rPr>\(fonts(font))<w:sz w:val="\(size)"/><w:szCs w:val="\(size)"/></w:rPr></w:style>
        """
    }

    private static func fonts(_ name: String) -> String {
        "<w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"\(name)\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>"
    }

    /// What stands in for a font that a machine lacks.
    static let fonts: String = {
        let kin = [
            ("方正小标宋简体", "宋体", "roman"), ("仿宋_GB2312", "仿宋", "modern"), ("楷体_GB2312", "楷体", "modern"),
            ("黑体", "SimHei", "modern"), ("宋体", "SimSun", "auto"),
        ]
        var xml = head + "<w:fonts \(namespace)>"
        for (name, other, family) in kin {
            xml += """
                <w:font w:name="\(name)"><w:altName w:val="\(other)"/><w:charset w:val="86"/>\
                <w:family w:val="\(family)"/><w:pitch w:val="variable"/></w:font>
                """
        }
        return xml + "</w:fonts>"
    }()

    static let settings =
        head + """
            <w:settings \(namespace)><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>\
            <w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting \
            w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
            <w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>
            """

    // MARK: How the parts hang together

    private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"

    static let contentTypes =
        head + """
            <Types xmlns="\(schemas)/package/2006/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Default Extension="xml" ContentType="application/xml"/>\
            <Override PartName="/word/document.xml" ContentType="\(word).document.main+xml"/>\
            <Override PartName="/word/styles.xml" ContentType="\(word).styles+xml"/>\
            <Override PartName="/word/fontTable.xml" ContentType="\(word).fontTable+xml"/>\
            <Override PartName="/word/settings.xml" ContentType="\(word).settings+xml"/>\
            <Override PartName="/word/footer1.xml" ContentType="\(word).footer+xml"/>\
            <Override PartName="/docProps/core.xml" \
            ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
            """

    private static let office = "\(schemas)/officeDocument/2006/relationships"

    static let relationships = relationships([
        ("\(office)/officeDocument", "word/document.xml"),
        ("\(schemas)/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
    ])

    static let documentRelationships = relationships([
        ("\(office)/styles", "styles.xml"), ("\(office)/fontTable", "fontTable.xml"),
        ("\(office)/settings", "settings.xml"), ("\(office)/footer", "footer1.xml"),
    ])

    private static func relationships(_ parts: [(String, String)]) -> String {
        var xml = head + "<Relationships xmlns=\"\(schemas)/package/2006/relationships\">"
        for (index, part) in parts.enumerated() {
            xml += "<Relationship Id=\"rId\(index + 1)\" Type=\"\(part.0)\" Target=\"\(part.1)\"/>"
        }
        return xml + "</Relationships>"
    }

    static func properties(title: String) -> String {
        head + """
            <cp:coreProperties xmlns:cp="\(schemas)/package/2006/metadata/core-properties" \
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>\(XMLText.escaped(title))</dc:title>\
            <dc:creator>techmarket</dc:creator></cp:coreProperties>
            """
    }
}
