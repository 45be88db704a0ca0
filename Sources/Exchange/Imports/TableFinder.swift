import Domain
import Sheets

/// Finds a sheet's table by its headings: under title rows, in one row or in two, or as the labels of a form.
struct TableFinder {
    let template: ImportTemplate
    let sheet: Sheet
    let merges: [CellRange]
    /// The first rows of the sheet, with their numbers.
    let rows: [SheetRow]

    /// A heading is looked for in so many rows.
    static let searched = 60

    struct Found {
        let layout: TableLayout
        /// The first row of data.
        let start: Int
        /// How many different columns of the template were recognized.
        let known: Int
        /// The values, where the sheet is a form.
        var form: [String] = []
    }

    /// Whether the sheet is a report's: it shows what was counted, on the day on which it was, and is no list of records.
    var isEvidence: Bool {
        let marks = [EvidenceRow.countedBy.zh, EvidenceRow.countedBy.en]
        return rows.contains { row in row.cells.contains { marks.contains($0.value.cellText) } }
    }

    /// The table; nil if there is none that this template knows.
    func find() -> Found? {
        if isEvidence { return nil }
        let table = findTable()
        let form = findForm()
        if let form, form.known >= 3, form.known > (table?.known ?? 0) { return form }
        if let table, table.known >= 2 { return table }
        return nil
    }

    // MARK: Tables

    private struct Candidate {
        let at: Int
        let height: Int
        let headings: [String]
        let known: Int
    }

    private func findTable() -> Found? {
        var best: Candidate?
        for at in rows.indices {
            let single = texts(at)
            let known = count(single)
            guard known > 0 else { continue }
            var candidate = Candidate(at: at, height: 1, headings: single, known: known)
            if let joined = joined(at), count(joined) > known {
                candidate = Candidate(at: at, height: 2, headings: joined, known: count(joined))
            }
            if candidate.known > best?.known ?? 0 { best = candidate }
        }
        guard let best else { return nil }
        let first = rows[best.at].number
        let start = first + best.height
        let sheetUnit = unitAbove(first)
        var taken: Set<String> = []
        var columns: [TableLayout.Column] = []
        for (index, heading) in best.headings.enumerated() {
            let title = Text.trimmed(heading)
            let comparable = Heading.comparable(title)
            if title.isEmpty {
                guard isUsed(index, from: start) else { continue }
                columns.append(
                    .init(index: index, heading: "\(CellAddress.letters(ofColumn: index))列", unit: sheetUnit)
                )
                continue
            }
            let column = template.column(heading: Text.withoutBreaks(title)) ?? lastPart(title)
            // The first of two columns that mean one thing has it.
            let key = column.flatMap { taken.insert($0.key).inserted ? $0.key : nil }
            columns.append(
                .init(
                    index: index,
                    heading: Text.withoutBreaks(title),
                    key: key,
                    isLeftOut: key == nil && Heading.leftOut.contains(comparable),
                    unit: Money.Unit(heading: title) ?? sheetUnit
                )
            )
        }
        let above = rows.filter { $0.number < start }.map { row in
            (row: row.number, cells: dense(row).map(Text.withoutBreaks))
        }
        var layout = TableLayout(sheet: sheet.name, isForm: false, above: above, columns: columns)
        layout.isHidden = sheet.isHidden
        return Found(layout: layout, start: start, known: best.known)
    }

    /// How many different columns of the template the headings mean.
    private func count(_ headings: [String]) -> Int {
        Set(headings.compactMap { heading in (template.column(heading: heading) ?? lastPart(heading))?.key })
            .count
    }

    /// What the lower of two joined headings means by itself: 联系人 over 电子邮箱 is 电子邮箱.
    private func lastPart(_ heading: String) -> ImportColumn? {
        let parts = heading.split(separator: Self.joint, maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return template.column(heading: parts.joined()) ?? template.column(heading: String(parts[1]))
            ?? template.column(heading: String(parts[0]))
    }

    /// Between the two parts of a heading, until it is known what they mean.
    private static let joint: Character = "\u{1F}"

    /// Two rows as one row of headings; nil if the second does not stand right below, or says nothing that the first
    /// leaves open.
    private func joined(_ at: Int) -> [String]? {
        guard at + 1 < rows.count, rows[at + 1].number == rows[at].number + 1 else { return nil }
        let (upper, lower) = (texts(at), texts(at + 1, fillsDown: false))
        var headings: [String] = []
        var isJoined = false
        var last = ""
        for index in 0..<max(upper.count, lower.count) {
            var above = index < upper.count ? Text.trimmed(upper[index]) : ""
            let below = index < lower.count ? Text.trimmed(lower[index]) : ""
            // Without merged cells, as in CSV, a heading over several columns stands over the first of them.
            if above.isEmpty, !below.isEmpty { above = last }
            last = above
            if below.isEmpty || above.isEmpty || above == below {
                headings.append(above.isEmpty ? below : above)
            } else {
                isJoined = true
                headings.append("\(above)\(Self.joint)\(below)")
            }
        }
        return isJoined ? headings : nil
    }

    /// A row's texts, with those of merged cells in all the columns (and, with `fillsDown`, rows) that they cover.
    private func texts(_ at: Int, fillsDown: Bool = true) -> [String] {
        let number = rows[at].number
        var texts = dense(rows[at])
        for merge in merges where merge.rows.contains(number) {
            guard fillsDown || merge.rows.lowerBound == number, merge.columns.count <= 64,
                // A title over the whole table is no heading of each column.
                merge.columns.count < max(4, rows[at].cells.count * 3),
                let source = rows.first(where: { $0.number == merge.rows.lowerBound }),
                let value = source[merge.columns.lowerBound]
            else { continue }
            while texts.count <= merge.columns.upperBound { texts.append("") }
            for column in merge.columns { texts[column] = value.cellText }
        }
        return texts
    }

    private func isUsed(_ column: Int, from start: Int) -> Bool {
        rows.contains { $0.number >= start && $0[column]?.isBlank == false }
    }

    /// The unit that stands above a table for all of its amounts: 单位：万元.
    private func unitAbove(_ number: Int) -> Money.Unit? {
        for row in rows where row.number < number {
            for cell in row.cells {
                let text = Text.withoutBlanks(Text.normalized(cell.value.cellText))
                guard let range = text.firstRange(of: "单位:") else { continue }
                let rest = text[range.upperBound...].prefix { !"()[],;、。".contains($0) }
                if let unit = Money.Unit(String(rest)) { return unit }
            }
        }
        return nil
    }

    // MARK: Forms

    /// Labels with their values to the right of them, or below.
    private func findForm() -> Found? {
        var columns: [TableLayout.Column] = []
        var values: [String] = []
        var taken: Set<String> = []
        var labelRows: Set<Int> = []
        var most = 0
        for (at, row) in rows.enumerated() {
            var here = 0
            for (place, cell) in row.cells.enumerated() {
                guard case .text(let text) = cell.value else { continue }
                let label = Text.withoutBreaks(Text.trimmed(text))
                guard label.count <= 30, let column = template.column(heading: label) else { continue }
                here += 1
                guard taken.insert(column.key).inserted else { continue }
                let value = valueBeside(row, place) ?? valueBelow(at, cell.column)
                labelRows.insert(row.number)
                let address = value?.place ?? CellAddress(row: row.number, column: cell.column + 1)
                columns.append(
                    .init(
                        index: columns.count,
                        heading: label,
                        key: column.key,
                        unit: Money.Unit(heading: label),
                        place: address
                    )
                )
                values.append(value?.text ?? "")
            }
            most = max(most, here)
        }
        // In a table all headings stand in one row.
        guard labelRows.count >= 3, most * 2 <= taken.count, values.contains(where: { !$0.isEmpty }) else {
            return nil
        }
        var layout = TableLayout(sheet: sheet.name, isForm: true, above: [], columns: columns)
        layout.isHidden = sheet.isHidden
        let first = rows.first?.number ?? 1
        return Found(layout: layout, start: first, known: taken.count, form: values)
    }

    private func valueBeside(_ row: SheetRow, _ place: Int) -> (text: String, place: CellAddress)? {
        guard place + 1 < row.cells.count else { return nil }
        let next = row.cells[place + 1]
        if case .text(let text) = next.value, template.column(heading: Text.trimmed(text)) != nil {
            return nil
        }
        return (next.value.cellText, CellAddress(row: row.number, column: next.column))
    }

    private func valueBelow(_ at: Int, _ column: Int) -> (text: String, place: CellAddress)? {
        guard at + 1 < rows.count, rows[at + 1].number == rows[at].number + 1,
            rows[at].cells.count == 1, let value = rows[at + 1][column]
        else { return nil }
        if case .text(let text) = value, template.column(heading: Text.trimmed(text)) != nil { return nil }
        return (value.cellText, CellAddress(row: rows[at + 1].number, column: column))
    }

    private func dense(_ row: SheetRow) -> [String] { row.texts(width: (row.cells.last?.column ?? -1) + 1) }
}

extension SheetRow {
    /// The texts of the first columns.
    func texts(width: Int) -> [String] {
        var texts = [String](repeating: "", count: width)
        for cell in cells where cell.column < width { texts[cell.column] = cell.value.cellText }
        return texts
    }
}

extension SheetValue {
    /// The value as it is kept until somebody accepts it.
    var cellText: String {
        if case .uncalculated = self { return Self.notCalculated }
        return text
    }

    /// What stands for a formula without a result. Excel has an error of this name.
    static let notCalculated = "#CALC!"
}

extension Text {
    /// The text in one line.
    static func withoutBreaks(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            if scalar == "\u{1F}" { continue }
            line.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return line
    }
}
