public import Domain
public import Market

/// One of the bureau's sheets filled in, in the shape of `--json` and the API (`Schemas/output/bureau.schema.json`).
extension FilledSheet {
    public func json(_ work: Work, _ language: Language) throws -> JSON {
        [
            "sheet": .object(try Records(work).json(sheet)), "period": period.json,
            "report": report.map { .object($0.members) } ?? .null, "at": .string(at.description),
            "rows": .array(
                rows.map { row in
                    [
                        "code": .string(row.task.code.description),
                        "cells": .array(sheet.columns.map { .string(row.text($0.part).text) }),
                        "figures": .array(
                            sheet.columns.flatMap { row.text($0.part).figures }.map { $0.json(language) }
                        ),
                    ]
                }
            ),
            "faults": .array(
                faults.map { task, error in
                    [
                        "task": .string(task.code.description), "code": .string(error.code),
                        "field": .string(error.field?.code ?? ""),
                        "message": .string(error.message[language]),
                    ]
                }
            ),
        ]
    }
}

extension FilledFigure {
    public func json(_ language: Language) -> JSON {
        let report: JSON = if case .report(let code) = origin { .string(code.description) } else { .null }
        return [
            "key": .string(entry.key), "name": .string(entry.name), "period": period.json,
            "value": .int(value), "unit": .string(entry.unit[language]), "text": .string(text),
            "report": report,
        ]
    }
}
