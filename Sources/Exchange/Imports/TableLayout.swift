import Domain
import Sheets

/// Where the table stands in a sheet, and what its columns mean.
struct TableLayout: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        /// Counted from 0; of a form its place among the labels.
        let index: Int
        /// As it stands in the sheet, both rows of it where there are two.
        let heading: String
        /// The column of the template; nil if it is left out, or not known yet.
        var key: String?
        /// Whether it is left out on purpose.
        var isLeftOut = false
        /// The unit of bare amounts in it.
        let unit: Money.Unit?
        /// Where the value stands, in a form.
        var place: CellAddress?

        /// Whether somebody has to say what it is.
        var isUnknown: Bool { key == nil && !isLeftOut }
    }

    /// Something that was not taken as a row, so that people can see whether it should have been.
    struct Note: Sendable, Equatable {
        let row: Int
        let text: String
        let reason: Phrase
    }

    let sheet: String
    let isForm: Bool
    /// What stands above the rows, to write it once more: row numbers and texts.
    let above: [(row: Int, cells: [String])]
    var columns: [Column]
    var notes: [Note] = []
    var hiddenRows = 0
    var isHidden = false

    static func == (left: Self, right: Self) -> Bool { left.json == right.json }

    /// All headings in comparable form: by these a sheet is known again.
    var headings: String {
        columns.map { Heading.comparable($0.heading) }.filter { !$0.isEmpty }.sorted().joined(separator: "|")
    }

    /// The cell of a row and column as Excel names it: `征集表!F12`.
    func address(row: Int64, column: Int) -> String {
        let place = columns.first { $0.index == column }?.place
        return CellPlace(
            sheet: sheet,
            address: place ?? CellAddress(row: Int(row), column: column)
        ).description
    }

    func column(_ key: String) -> Column? { columns.first { $0.key == key } }

    /// Lets a column mean what somebody says that it means.
    mutating func set(_ index: Int, _ key: String?) {
        guard let at = columns.firstIndex(where: { $0.index == index }) else { return }
        if let key {
            for other in columns.indices where columns[other].key == key { columns[other].key = nil }
        }
        columns[at].key = key
        columns[at].isLeftOut = key == nil
    }

    /// - Parameter fields: the keys of columns by their headings in comparable form; `-` leaves one out.
    mutating func apply(_ fields: [String: String], of template: ImportTemplate) {
        for column in columns {
            guard let key = fields[Heading.comparable(column.heading)] else { continue }
            if key == TableLayout.out {
                set(column.index, nil)
            } else if template.column(key) != nil {
                set(column.index, key)
            }
        }
    }

    /// Stands for a column that is left out.
    static let out = "-"
}

// MARK: As it is kept
extension TableLayout {
    var json: JSON {
        [
            "sheet": .string(sheet),
            "form": .bool(isForm),
            "hidden": .bool(isHidden),
            "hidden_rows": .int(Int64(hiddenRows)),
            "above": .array(
                above.map { ["row": .int(Int64($0.row)), "cells": .array($0.cells.map(JSON.string))] }
            ),
            "columns": .array(
                columns.map { column in
                    [
                        "index": .int(Int64(column.index)), "heading": .string(column.heading),
                        "key": column.key.map(JSON.string) ?? .null, "left_out": .bool(column.isLeftOut),
                        "unit": column.unit.map { .string($0.rawValue) } ?? .null,
                        "place": column.place.map { .string($0.description) } ?? .null,
                    ]
                }
            ),
            "notes": .array(
                notes.map { note in
                    [
                        "row": .int(Int64(note.row)), "text": .string(note.text),
                        "zh": .string(note.reason.zh), "en": .string(note.reason.en),
                    ]
                }
            ),
        ]
    }

    init(_ json: JSON) {
        sheet = json["sheet"]?.asString ?? ""
        isForm = json["form"] == true
        isHidden = json["hidden"] == true
        hiddenRows = Int(json["hidden_rows"]?.asInt ?? 0)
        above = (json["above"]?.asArray ?? []).map { one in
            (Int(one["row"]?.asInt ?? 0), (one["cells"]?.asArray ?? []).map { $0.asString ?? "" })
        }
        columns = (json["columns"]?.asArray ?? []).map { one in
            Column(
                index: Int(one["index"]?.asInt ?? 0),
                heading: one["heading"]?.asString ?? "",
                key: one["key"]?.asString,
                isLeftOut: one["left_out"] == true,
                unit: one["unit"]?.asString.flatMap { Money.Unit(rawValue: $0) },
                place: one["place"]?.asString.flatMap { CellAddress($0) }
            )
        }
        notes = (json["notes"]?.asArray ?? []).map { one in
            Note(
                row: Int(one["row"]?.asInt ?? 0),
                text: one["text"]?.asString ?? "",
                reason: Phrase(one["zh"]?.asString ?? "", en: one["en"]?.asString ?? "")
            )
        }
    }

    /// All sheets of a batch.
    static func text(_ layouts: [TableLayout]) -> String {
        JSON.object(["sheets": .array(layouts.map(\.json))]).text
    }

    static func layouts(_ text: String) throws -> [TableLayout] {
        (try JSON.reading(text.utf8)["sheets"]?.asArray ?? []).map(TableLayout.init)
    }
}
