import Domain
import Exchange
import Market

/// A page of what was found: a table and the counts for people, all of it for programs.
struct SearchReport<Kind: SearchKind> {
    let found: SearchResult<Kind.Body>
    let view: View

    func text(width: Int?) throws -> String {
        var lines =
            found.items.isEmpty ? "" : try Kind.table(found.items.map(\.record), view).text(width: width)
        lines += footer + "\n"
        lines += counts(Field.industry.name, found.sections, without: found.withoutIndustry)
        lines += counts(Phrase("行业大类", en: "divisions"), found.divisions, without: 0)
        lines += counts(Field.technicalField.name, found.fields, without: found.withoutField)
        return lines
    }

    private var footer: String {
        let (total, pages, isChinese) = (found.total, found.pages, view.language == .zh)
        guard total > 0 else { return isChinese ? "没有符合条件的记录。" : "Nothing found." }
        guard !found.items.isEmpty else {
            return isChinese
                ? "共 \(total) 条 \(pages) 页，第 \(found.page) 页是空的。"
                : "\(total) in all on \(pages) pages; page \(found.page) is empty."
        }
        guard pages > 1 else { return isChinese ? "共 \(total) 条。" : "\(total) in all." }
        let more =
            found.page < pages
            ? (isChinese ? "；下一页加 --page \(found.page + 1)" : "; for the next add --page \(found.page + 1)")
            : ""
        return isChinese
            ? "共 \(total) 条，这里是第 \(found.page) 页，共 \(pages) 页\(more)。"
            : "\(total) in all, here page \(found.page) of \(pages)\(more)."
    }

    /// `国民经济行业：C 制造业 12，I … 3，未填 2`, at most ten of them.
    private func counts(_ name: Phrase, _ counts: [SearchResult<Kind.Body>.Count], without: Int) -> String {
        var parts = counts.prefix(10).map { "\($0.code) \(view.text($0.name)) \($0.count)" }
        if counts.count > 10 { parts.append("…") }
        if without > 0 { parts.append(view.text(Phrase("未填", en: "not given")) + " \(without)") }
        guard !parts.isEmpty else { return "" }
        let isChinese = view.language == .zh
        return view.text(name) + (isChinese ? "：" : ": ") + parts.joined(separator: isChinese ? "，" : ", ")
            + "\n"
    }

    func json() throws -> JSON {
        let items = try found.items.map { item -> JSON in
            [
                "record": .object(try Kind.json(item.record, view)),
                "organization_name": .string(item.organization.name),
                "places": .array(
                    item.places.map { place in
                        [
                            "part": .string(place.part.rawValue), "item": .int(Int64(place.item)),
                            "start": .int(Int64(place.start)), "end": .int(Int64(place.end)),
                        ]
                    }
                ),
            ]
        }
        return [
            "total": .int(Int64(found.total)), "page": .int(Int64(found.page)),
            "pages": .int(Int64(found.pages)), "per_page": .int(Int64(found.perPage)),
            "items": .array(items),
            "facets": [
                "sections": json(found.sections), "divisions": json(found.divisions),
                "fields": json(found.fields), "without_industry": .int(Int64(found.withoutIndustry)),
                "without_field": .int(Int64(found.withoutField)),
            ],
        ]
    }

    private func json(_ counts: [SearchResult<Kind.Body>.Count]) -> JSON {
        .array(
            counts.map { count in
                [
                    "code": .string(count.code), "name": .string(view.text(count.name)),
                    "count": .int(Int64(count.count)),
                ]
            }
        )
    }
}
