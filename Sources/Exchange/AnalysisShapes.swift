public import Domain

/// Figures in parts, in the shape of `--json` and the API (`Schemas/output`).

extension Indicator {
    fileprivate func json(_ language: Language) -> JSON {
        ["code": .string(rawValue), "name": .string(name[language]), "unit": .string(unit[language])]
    }
}

extension Dimension {
    fileprivate func json(_ language: Language) -> JSON {
        ["code": .string(rawValue), "name": .string(name[language])]
    }
}

extension Slice {
    fileprivate func json(_ language: Language) -> JSON {
        let kind =
            switch kind {
            case .value: "value"
            case .unknown: "unknown"
            case .beside: "beside"
            }
        return ["kind": .string(kind), "key": .string(key), "name": .string(name[language])]
    }
}

extension Cut {
    public func json(_ language: Language) -> JSON {
        [
            "indicator": indicator.json(language), "dimension": dimension.json(language),
            "rule": .string(dimension.rule(indicator)[language]), "period": period.json,
            "previous_period": previousPeriod?.json ?? .null,
            "lines": .array(
                lines.map { line in
                    [
                        "slice": line.slice.json(language), "value": .int(line.value),
                        "row_count": .int(line.rowCount), "previous": line.previous.map(JSON.int) ?? .null,
                    ]
                }
            ),
            "whole": .int(whole), "whole_previous": wholePrevious.map(JSON.int) ?? .null,
            "adds_up": .bool(addsUp), "remark": remark.map { .string($0[language]) } ?? .null,
            "at": .string(at.description),
        ]
    }
}

extension CutSheet {
    public func json(_ language: Language) -> JSON {
        [
            "dimension": dimension.json(language), "period": period.json,
            "slices": .array(slices.map { $0.json(language) }),
            "columns": .array(
                columns.map { column in
                    [
                        "indicator": column.indicator.json(language),
                        "values": column.values.map { .array($0.map(JSON.int)) } ?? .null,
                        "whole": .int(column.whole), "adds_up": .bool(column.addsUp),
                    ]
                }
            ),
            "at": .string(at.description),
        ]
    }
}

extension CrossTable {
    public func json(_ language: Language) -> JSON {
        [
            "indicator": indicator.json(language), "rows_by": rowDimension.json(language),
            "columns_by": columnDimension.json(language), "period": period.json,
            "rows": .array(rows.map { $0.json(language) }),
            "columns": .array(columns.map { $0.json(language) }),
            "cells": .array(cells.map { .array($0.map(JSON.int)) }),
            "row_totals": .array(rowTotals.map(JSON.int)),
            "column_totals": .array(columnTotals.map(JSON.int)), "whole": .int(whole),
            "adds_up": .bool(addsUp),
            "remark": remark.map { .string($0[language]) } ?? .null, "at": .string(at.description),
        ]
    }
}

extension Funnel {
    public func json(_ language: Language) -> JSON {
        [
            "basis": .string(basis.rawValue), "rule": .string(basis.rule[language]), "period": period.json,
            "stages": .array(
                stages.map { stage in
                    [
                        "step": .string(stage.step.rawValue), "name": .string(stage.step.name[language]),
                        "count": .int(stage.count),
                        "conversion_per_mille": stage.conversion.map(JSON.int) ?? .null,
                        "median_days": stage.doubledMedianDays.map {
                            $0.isMultiple(of: 2) ? .int($0 / 2) : .number(Double($0) / 2)
                        } ?? .null,
                        "left": .int(stage.left), "ended": .int(stage.ended),
                    ]
                }
            ),
            "endings": .array(
                endings.map { ending in
                    [
                        "from": .string(ending.from.rawValue), "reason": .string(ending.reason),
                        "name": .string(ending.name[language]), "count": .int(ending.count),
                    ]
                }
            ),
            "at": .string(at.description),
        ]
    }
}
