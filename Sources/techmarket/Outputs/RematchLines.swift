import Domain
import Exchange
import Market

/// The first line of `match all --json`: all that its other lines depend on. Files with equal first lines have equal
/// lines at equal places, so a run that was interrupted can go on in another process.
struct RematchHeader {
    let basis: RematchBasis
    let filter: SuggestionFilter
    let language: Language
    let user: String

    var json: JSON {
        [
            "type": "suggestions",
            "demands": .int(Int64(basis.demands.count)),
            "change": .int(basis.sequence),
            "head": .string(basis.head),
            "counted_at_change": .int(basis.countedAtSequence),
            "recipe": .string(basis.recipe),
            "day": .string(basis.day.description),
            "limit": .int(Int64(filter.limit)),
            "min_score": .int(Int64(filter.leastScore)),
            "published": .bool(filter.publishedOnly),
            "lang": .string(language.rawValue),
            "user": .string(user),
        ]
    }

    /// What an unfinished file goes by that this run does not.
    func difference(from other: JSON) -> Phrase {
        let names: [(key: String, name: Phrase)] = [
            ("head", Phrase("市场数据已有变更", en: "the market's records have changed")),
            ("recipe", Phrase("程序的匹配方法已更换", en: "the program's recipe has changed")),
            ("counted_at_change", Phrase("索引重新统计过", en: "the index was counted anew")),
            ("day", Phrase("日期不同", en: "it is another day")),
            ("user", Phrase("用户不同", en: "it is another user's")),
        ]
        let found = names.first { other[$0.key] != json[$0.key] }
        return found?.name ?? Phrase("选项不同", en: "its options differ")
    }
}

/// Takes up what an interrupted run has left.
struct RematchLines {
    let header: RematchHeader

    struct Kept {
        var done = 0
        var withSuggestions = 0
        /// What the person should know about it.
        var remark: Phrase?
    }

    /// Leaves the file with the header and the whole lines of the first demands, ready for the next one.
    func resume(_ file: OutputFile) throws -> Kept {
        let codes = header.basis.demands
        let first = Array((header.json.text).utf8)
        var kept = Kept(), isOurs = true, isWhole = true
        var bytes = 0, number = 0
        try file.eachKeptLine { line in
            defer { number += 1 }
            if number == 0 {
                isOurs = line.elementsEqual(first)
                if !isOurs {
                    let other = (try? JSON.reading(line)) ?? .null
                    if other["type"] == "suggestions" {
                        let why = header.difference(from: other)
                        kept.remark = Phrase(
                            "上次没有做完的输出不能接着用（\(why.zh)），从头开始。",
                            en: "The unfinished output can't be gone on with (\(why.en)): starting over."
                        )
                    }
                    return false
                }
            } else {
                guard number <= codes.count, let isEmpty = Self.isEmpty(line, of: codes[number - 1]) else {
                    isWhole = false
                    return false
                }
                kept.done = number
                if !isEmpty { kept.withSuggestions += 1 }
            }
            bytes += line.count + 1
            return true
        }
        if !isOurs { bytes = 0 }
        try file.keep(bytes)
        if bytes == 0 {
            try file.write(header.json.text + "\n")
        } else if kept.done > 0 {
            kept.remark = Phrase(
                "接着上次：已有 \(kept.done) 个需求的推荐。" + (isWhole ? "" : "其后的内容不完整，重新生成。"),
                en: "Going on: \(kept.done) demands are done."
                    + (isWhole ? "" : " What came after was damaged and is made again.")
            )
        }
        return kept
    }

    /// Whether a demand's line has no suggestions; nil when it is not that demand's line from end to end, as after a
    /// power cut.
    private static func isEmpty(_ line: ArraySlice<UInt8>, of code: RecordCode) -> Bool? {
        guard !line.contains(0), let json = try? JSON.reading(line), json["for"] == .string(code.description),
            let total = json["total"]?.asInt, json["items"]?.asArray?.count == Int(total)
        else { return nil }
        return total == 0
    }
}
