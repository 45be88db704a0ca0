public import Domain
public import Market
import Sheets

/// A sheet of a file as it was understood.
public struct SheetSummary: Sendable, Equatable {
    public struct Column: Sendable, Equatable {
        /// A, B, … AA; of a form the cell of the value.
        public let place: String
        public let index: Int
        public let heading: String
        /// The key of the template's column; nil if it is left out, or not known.
        public let key: String?
        public let isLeftOut: Bool
        /// The unit of bare amounts.
        public let unit: Money.Unit?
        /// Whether somebody has to say what it means.
        public var isUnknown: Bool { key == nil && !isLeftOut }
    }

    /// Something that was not taken as a row.
    public struct Note: Sendable, Equatable {
        public let row: Int
        public let text: String
        public let reason: Phrase
    }

    public let name: String
    public let isForm: Bool
    public let isHidden: Bool
    public let columns: [Column]
    public let notes: [Note]
    /// How many of its rows are hidden; they were read all the same.
    public let hiddenRows: Int

    init(_ layout: TableLayout) {
        name = layout.sheet
        isForm = layout.isForm
        isHidden = layout.isHidden
        hiddenRows = layout.hiddenRows
        columns = layout.columns.map { column in
            Column(
                place: column.place?.description ?? CellAddress.letters(ofColumn: column.index),
                index: column.index,
                heading: column.heading,
                key: column.key,
                isLeftOut: column.isLeftOut,
                unit: column.unit
            )
        }
        notes = layout.notes.map { Note(row: $0.row, text: $0.text, reason: $0.reason) }
    }

    public var json: JSON {
        [
            "name": .string(name),
            "form": .bool(isForm),
            "hidden": .bool(isHidden),
            "hidden_rows": .int(Int64(hiddenRows)),
            "columns": .array(
                columns.map { column in
                    [
                        "column": .string(column.place), "heading": .string(column.heading),
                        "field": column.key.map(JSON.string) ?? .null,
                        "left_out": .bool(column.isLeftOut), "unknown": .bool(column.isUnknown),
                    ]
                }
            ),
        ]
    }

    /// The same with what was not taken as a row.
    public func json(_ language: Language) -> JSON {
        guard case .object(var members) = json else { return json }
        members["notes"] = .array(
            notes.map { note in
                [
                    "row": .int(Int64(note.row)), "text": .string(note.text),
                    "reason": .string(note.reason[language]),
                ]
            }
        )
        return .object(members)
    }
}

/// A row of a batch as people see it.
public struct ImportedRow: Sendable, Equatable {
    /// One cell that means something, as it is now.
    public struct Cell: Sendable, Equatable {
        public let index: Int
        public let key: String
        public let text: String
        /// Whether somebody typed it over what was read.
        public let isEdited: Bool
    }

    /// What is wrong, with the cell as Excel names it: `征集表!F12`.
    public struct Problem: Sendable, Equatable {
        public let cell: String?
        public let index: Int?
        public let code: String
        public let message: Phrase
        public let isNote: Bool
    }

    public let row: ImportRow
    /// `征集表!12`.
    public let place: String
    public let cells: [Cell]
    public let problems: [Problem]
    public let candidates: [ImportCandidate]

    init(_ row: ImportRow, _ layouts: [TableLayout], _ template: ImportTemplate) throws {
        self.row = row
        let layout = SheetImport.layout(of: row, layouts)
        place = "\(CellPlace.quoted(row.sheet))!\(row.row)"
        let texts = try row.texts()
        let edits = row.edits.isEmpty ? [:] : try JSON.reading(row.edits.utf8).asObject ?? [:]
        cells = (layout?.columns ?? []).compactMap { column in
            column.key.map { key in
                Cell(
                    index: column.index,
                    key: key,
                    text: column.index < texts.count ? texts[column.index] : "",
                    isEdited: edits[String(column.index)] != nil
                )
            }
        }
        problems = try RowProblem.problems(row.problems).map { problem in
            Problem(
                cell: problem.column.flatMap { layout?.address(row: row.row, column: $0) },
                index: problem.column,
                code: problem.code,
                message: problem.message,
                isNote: problem.isNote
            )
        }
        candidates = try ImportCandidate.candidates(row.candidates)
    }

    /// What is wrong with the cell of a column.
    public func problem(_ index: Int) -> Problem? { problems.first { $0.index == index } }

    public func json(_ language: Language) -> JSON {
        [
            "number": .int(row.number),
            "sheet": .string(row.sheet),
            "row": .int(row.row),
            "outcome": .string(row.outcome.rawValue),
            "choice": .string(row.choice == .none ? "none" : row.choice.rawValue),
            "merged_fields": .array(row.mergedFields.map(JSON.string)),
            "done": .bool(row.isDone),
            "cells": .object(JSON.Members(cells.map { ($0.key, .string($0.text)) })),
            "problems": .array(
                problems.map { problem in
                    [
                        "cell": problem.cell.map(JSON.string) ?? .null, "code": .string(problem.code),
                        "message": .string(problem.message[language]), "note": .bool(problem.isNote),
                    ]
                }
            ),
            "candidates": .array(candidates.map(\.json)),
        ]
    }
}

/// A batch as people see it.
public struct ImportView: Sendable {
    public let batch: ImportBatch
    public let template: ImportTemplate
    public let sheets: [SheetSummary]
    public let counts: [ImportRow.Outcome: Int64]
    /// How many rows of it are in the market.
    public let accepted: Int64
    /// Whether accepting it was broken off on the way.
    public let isBrokenOff: Bool
    /// A batch that the very same file made before.
    public let earlier: ImportBatch?
    public let activity: RecordCode?
    public let createdBy: String
    public let acceptedBy: String?
    public let undoneBy: String?

    public init(_ batch: ImportBatch, _ work: Work) throws {
        self.batch = batch
        template = try ImportTemplate(parsing: batch.content.template)
        sheets = try TableLayout.layouts(batch.layout).map(SheetSummary.init)
        counts = try work.imports.counts(of: batch.id)
        accepted = try work.imports.acceptedCount(of: batch.id)
        isBrokenOff = work.imports.isBrokenOff(batch)
        earlier = try work.imports.earlier(batch)
        activity = try batch.content.activity.map { try work.activities.get($0).code }
        func name(_ id: User.ID?) throws -> String? { try id.flatMap { try work.users.get($0).name } }
        createdBy = try name(batch.createdBy) ?? ""
        acceptedBy = try name(batch.acceptedBy)
        undoneBy = try name(batch.undoneBy)
    }

    /// A part of its rows.
    ///
    /// - Parameter after: only rows after this number.
    public func rows(
        _ outcome: ImportRow.Outcome? = nil,
        after: Int64 = 0,
        page: Page,
        _ work: Work
    ) throws -> [ImportedRow] {
        let layouts = try TableLayout.layouts(batch.layout)
        return try work.imports.rows(of: batch.id, outcome: outcome, after: after, page: page).map {
            try ImportedRow($0, layouts, template)
        }
    }

    public func row(_ number: Int64, _ work: Work) throws -> ImportedRow {
        let layouts = try TableLayout.layouts(batch.layout)
        return try ImportedRow(try work.imports.row(number, of: batch.id), layouts, template)
    }

    public func count(_ outcome: ImportRow.Outcome) -> Int64 { counts[outcome] ?? 0 }

    /// The headings that somebody has to say the meaning of.
    public var unknown: [SheetSummary.Column] { sheets.flatMap { $0.columns.filter(\.isUnknown) } }

    public static func counts(_ counts: [ImportRow.Outcome: Int64]) -> JSON {
        .object(JSON.Members(ImportRow.Outcome.allCases.map { ($0.rawValue, .int(counts[$0] ?? 0)) }))
    }

    public func json(_ language: Language) -> JSON.Members {
        [
            "id": .int(batch.id.rawValue),
            "version": .int(batch.version),
            "template": .string(template.name),
            "file": .string(batch.content.fileName),
            "digest": .string(batch.content.digest),
            "size": .int(batch.content.size),
            "activity": activity.map { .string($0.description) } ?? .null,
            "state": .string(batch.state.rawValue),
            "rows": .int(batch.rows),
            "counts": Self.counts(counts),
            "accepted": .int(accepted),
            "broken_off": .bool(isBrokenOff),
            "same_file_as": earlier.map { .int($0.id.rawValue) } ?? .null,
            "created_at": .string(batch.createdAt.description),
            "created_by": .string(createdBy),
            "accepted_at": batch.acceptedAt.map { .string($0.description) } ?? .null,
            "accepted_by": acceptedBy.map(JSON.string) ?? .null,
            "undone_at": batch.undoneAt.map { .string($0.description) } ?? .null,
            "undone_by": undoneBy.map(JSON.string) ?? .null,
            "sheets": .array(sheets.map { $0.json(language) }),
        ]
    }
}
