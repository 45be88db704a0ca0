import Domain
import Exchange
import Market

/// How the market's file is, for people and for programs.
struct HealthReport {
    let health: Health
    let path: String
    let language: Language

    private var audit: AuditReport { AuditReport(people: [], language: language) }

    var json: JSON {
        [
            "sound": .bool(health.isSound),
            "db": .string(path),
            "integrity_problems": .array(health.integrityProblems.map(JSON.string)),
            "audit": audit.json(health.audit),
            "reports": [
                "count": .int(Int64(health.reportCount)),
                "altered": .array(health.alteredReports.map { $0.json(language) }),
            ],
            "schema": ["number": .int(health.schemaNumber), "newest": .int(health.schemaNewest)],
            "code_edition": .int(health.codeEdition),
            "file_bytes": .int(health.fileBytes),
            "free_bytes": health.freeBytes.map(JSON.int) ?? .null,
            "index": [
                "demands": .int(Int64(health.demandsIndexed)),
                "achievements": .int(Int64(health.achievementsIndexed)),
                "origin": health.index.contents.map { .string($0.origin.code) } ?? .null,
                "origin_text": health.index.contents.map { .string($0.origin.phrase[language]) } ?? .null,
                "counted_at": health.index.contents.map { .string("\($0.countedAt)") } ?? .null,
                "changes_since_count": .int(Int64(health.index.contents?.changesSinceCount ?? 0)),
                "writes_behind": .int(health.index.contents?.writesBehind ?? 0),
            ],
            "search": [
                "demands": json(health.demandSearch),
                "achievements": json(health.achievementSearch),
            ],
            "embeddings": .object(EmbeddingReport(state: health.embeddings, language: language).members),
            "durability": .object(
                JSON.Members(health.durability.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
            ),
        ]
    }

    var text: String {
        let pending = health.schemaNewest - health.schemaNumber
        var text = ""
        text += line(
            health.integrityProblems.isEmpty,
            Phrase("数据完整", en: "integrity"),
            health.integrityProblems.isEmpty
                ? Phrase("没有问题", en: "nothing wrong")
                : Phrase("\(problems)：请从备份恢复", en: "\(problems): restore a backup")
        )
        var isIntact = false
        if case .intact = health.audit { isIntact = true }
        let finding = audit.sentence(health.audit)
        text += line(isIntact, Phrase("审计链", en: "audit chain"), Phrase(finding, en: finding))
        let altered = health.alteredReports.map(ReportText.sentence)
        text += line(
            altered.isEmpty,
            Phrase("签发的报表", en: "issued reports"),
            altered.first
                ?? Phrase(
                    "\(health.reportCount) 份，都与签发时相同",
                    en: "\(health.reportCount), all as they were issued"
                )
        )
        text += line(
            pending == 0,
            Phrase("结构版本", en: "schema"),
            pending == 0
                ? Phrase("第 \(health.schemaNumber) 版，是最新的", en: "\(health.schemaNumber), up to date")
                : Phrase(
                    "第 \(health.schemaNumber) 版，还有 \(pending) 步未升级",
                    en: "\(health.schemaNumber), \(pending) steps behind"
                )
        )
        let isRoomy = (health.freeBytes ?? .max) > health.fileBytes
        let (size, free) = (bytes(health.fileBytes), health.freeBytes.map(bytes) ?? "?")
        text += line(
            isRoomy,
            Phrase("磁盘", en: "disk"),
            Phrase(
                "文件 \(size)，剩余 \(free)" + (isRoomy ? "" : "，不够放一份备份：请腾出空间"),
                en: "file \(size), free \(free)"
                    + (isRoomy ? "" : ", too little for one backup: free some space")
            )
        )
        text += line(
            true,
            Phrase("匹配索引", en: "matching index"),
            Phrase(
                "需求 \(health.demandsIndexed) 项，成果 \(health.achievementsIndexed) 项",
                en: "\(health.demandsIndexed) demands, \(health.achievementsIndexed) achievements"
            )
        )
        if let contents = health.index.contents {
            text += line(true, Phrase("索引来源", en: "index made"), contents.origin.phrase)
            text += line(true, Phrase("索引统计", en: "index counted"), counted(contents))
        }
        if let failure = health.index.fileFailure {
            text += line("!", Phrase("索引快照", en: "snapshot"), failure)
        }
        if let failure = health.index.failure {
            text += line(false, Phrase("索引更新", en: "index upkeep"), failure.phrase)
        }
        for (name, search) in searches {
            guard let search else { continue }
            text += line(
                true,
                name,
                Phrase(
                    "\(search.records) 项，\(search.origin.phrase.zh)",
                    en: "\(search.records), \(search.origin.phrase.en)"
                )
            )
            if let failure = search.fileFailure { text += line("!", name, failure) }
        }
        let embeddings = EmbeddingReport(state: health.embeddings, language: language).sentence
        text += line(
            health.embeddings.isOn && health.embeddings.isFailing ? "!" : "√",
            Phrase("语义匹配", en: "meaning"),
            Phrase(embeddings, en: embeddings)
        )
        text += line(
            true,
            Phrase("代码表", en: "code lists"),
            Phrase("第 \(health.codeEdition) 次修订", en: "edition \(health.codeEdition)")
        )
        let verdict =
            health.isSound
            ? Phrase("\(path) 一切正常。", en: "\(path) is sound.")
            : Phrase("\(path) 有问题，见上面带“×”的项。", en: "\(path) has trouble: see the lines with ×.")
        return text + verdict[language] + "\n"
    }

    private var searches: [(name: Phrase, status: SearchStatus?)] {
        [
            (Phrase("需求查找", en: "demand search"), health.demandSearch),
            (Phrase("成果查找", en: "offer search"), health.achievementSearch),
        ]
    }

    private func json(_ search: SearchStatus?) -> JSON {
        [
            "records": .int(Int64(search?.records ?? 0)),
            "origin": search.map { .string($0.origin.code) } ?? .null,
            "origin_text": search.map { .string($0.origin.phrase[language]) } ?? .null,
        ]
    }

    private func counted(_ contents: IndexStatus.Contents) -> Phrase {
        let changes = contents.changesSinceCount
        return Phrase(
            "\(contents.countedAt)，之后变更 \(changes) 项（照常找得到，下次统计时计入用词的轻重）",
            en:
                "\(contents.countedAt), \(changes) changes since (found all the same; weighed at the next count)"
        )
    }

    private var problems: String { health.integrityProblems.prefix(5).joined(separator: "; ") }

    private func line(_ isGood: Bool, _ name: Phrase, _ value: Phrase) -> String {
        line(isGood ? "√" : "×", name, value)
    }

    private func line(_ mark: String, _ name: Phrase, _ value: Phrase) -> String {
        "\(mark) \(name[language].padded(to: 14, alignment: .left)) \(value[language].onOneLine)\n"
    }

    private func bytes(_ count: Int64) -> String {
        let units = ["B", "KB", "MB", "GB", "TB"]
        var (value, unit) = (Double(count), 0)
        while value >= 1024, unit + 1 < units.count { (value, unit) = (value / 1024, unit + 1) }
        let tenths = Int64((value * 10).rounded())
        return unit == 0 ? "\(count) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
