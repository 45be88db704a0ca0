import Domain

/// A page of a list: a table for people, `{"total", "items"}` for programs.
struct Listing {
    let total: Int64
    let page: Page
    let table: Table
    let items: [JSON.Members]

    func text(_ view: View, width: Int?) -> String {
        if view.isJSON {
            let list: JSON = ["total": .int(total), "items": .array(items.map(JSON.object))]
            return list.pretty + "\n"
        }
        guard !table.isEmpty else { return footer(view.language) + "\n" }
        return table.text(width: width) + footer(view.language) + "\n"
    }

    private func footer(_ language: Language) -> String {
        let shown = Int64(items.count)
        guard total > 0 else { return language == .zh ? "没有符合条件的记录。" : "Nothing found." }
        guard shown < total else { return language == .zh ? "共 \(total) 条。" : "\(total) in all." }
        guard shown > 0 else {
            return language == .zh ? "共 \(total) 条，这一页是空的。" : "\(total) in all; this page is empty."
        }
        let (first, last) = (page.offset + 1, page.offset + items.count)
        let more =
            last < total
            ? (language == .zh ? "；后面的加 --offset \(last)" : "; for more add --offset \(last)") : ""
        return language == .zh
            ? "共 \(total) 条，这里是第 \(first)–\(last) 条\(more)。"
            : "\(total) in all, here \(first) to \(last)\(more)."
    }
}
