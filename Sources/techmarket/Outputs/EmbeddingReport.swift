import Domain

/// How the market's vectors stand, for people and for programs.
struct EmbeddingReport {
    let state: EmbeddingState
    let language: Language

    // MARK: For programs

    var members: JSON.Members {
        var members: JSON.Members = [
            "on": .bool(state.isOn),
            "demands": coverage(state.demands), "achievements": coverage(state.achievements),
            "last_success_at": state.lastSuccess.map { .string($0.description) } ?? .null,
            "last_error": state.lastError.map { error in
                [
                    "at": .string(error.at.description), "code": .string(error.code),
                    "message": .string(error.message[language]),
                ]
            } ?? .null,
            "settings": .null,
        ]
        if let settings = state.settings { members["settings"] = .object(json(settings)) }
        return members
    }

    private func coverage(_ coverage: EmbeddingState.Coverage) -> JSON {
        ["done": .int(Int64(coverage.done)), "total": .int(Int64(coverage.total))]
    }

    private func json(_ settings: EmbeddingSettings) -> JSON.Members {
        [
            "endpoint": .string(settings.endpoint.description), "model": .string(settings.model),
            "served_as": settings.servedModel.map(JSON.string) ?? .null,
            "key_file": settings.keyFile.map(JSON.string) ?? .null,
            "timeout": .int(Int64(settings.timeout)), "batch": .int(Int64(settings.batch)),
            "texts": .string(settings.texts.rawValue),
            "demand": json(settings.demand), "achievement": json(settings.achievement),
        ]
    }

    private func json(_ side: EmbeddingSettings.Side) -> JSON {
        ["prefix": .string(side.prefix), "input_type": side.inputType.map(JSON.string) ?? .null]
    }

    // MARK: For people

    /// All of it, a line each.
    var text: String {
        var lines = [sentence]
        if let settings = state.settings {
            lines.append(Phrase("服务：", en: "Endpoint: ")[language] + settings.endpoint.description)
            lines.append(
                Phrase("发送的文字：", en: "Texts sent: ")[language] + settings.texts.name[language] + separator
                    + Phrase("每批 \(settings.batch) 段", en: "\(settings.batch) in a request")[language]
                    + separator
                    + Phrase("超时 \(settings.timeout) 秒", en: "at most \(settings.timeout) s")[language]
            )
            for (name, side) in [
                (Field.demand.name, settings.demand), (Field.achievement.name, settings.achievement),
            ] {
                let told =
                    side.inputType.map { "input_type=\($0)" }
                    ?? (side.prefix.isEmpty ? "–" : "“\(side.prefix)”")
                lines.append(name[language] + Phrase("：", en: ": ")[language] + told)
            }
            if let file = settings.keyFile {
                lines.append(Phrase("密钥文件：", en: "Key file: ")[language] + file)
            }
        }
        if let error = state.lastError, !state.isFailing {
            lines.append(
                Phrase("上次出错 \(error.at.phrase.zh)：", en: "Last error \(error.at.phrase.en): ")[language]
                    + error.message[language]
            )
        }
        return lines.map { $0.onOneLine + "\n" }.joined()
    }

    private var separator: String { Phrase("，", en: ", ")[language] }

    /// The one line of `doctor`.
    var sentence: String {
        guard let settings = state.settings, settings.isOn else { return Phrase("未启用", en: "off")[language] }
        let (demands, achievements) = (state.demands, state.achievements)
        var text = Phrase(
            "模型 \(settings.model)，已算需求 \(demands.done)/\(demands.total)、成果 \(achievements.done)/\(achievements.total)",
            en:
                "model \(settings.model), computed \(demands.done) of \(demands.total) demands and \(achievements.done) of \(achievements.total) achievements"
        )[language]
        if let success = state.lastSuccess {
            text += Phrase("，上次成功 \(success.phrase.zh)", en: ", last success \(success.phrase.en)")[language]
        }
        if state.isFailing, let error = state.lastError {
            text +=
                Phrase(
                    "；\(error.at.phrase.zh)出错：\(error.message.zh)其余一切照常",
                    en: "; failed \(error.at.phrase.en): \(error.message.en) All else goes on"
                )[language]
        }
        return text
    }

    static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        func dot(_ one: [Float], _ other: [Float]) -> Double {
            zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let lengths = (dot(first, first) * dot(second, second)).squareRoot()
        return lengths > 0 ? dot(first, second) / lengths : 0
    }

    /// Three decimals.
    static func number(_ value: Double) -> String {
        let thousandths = Int((value.magnitude * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        let padded = String(repeating: "0", count: 3 - digits.count) + digits
        return (value < 0 ? "-" : "") + "\(thousandths / 1_000).\(padded)"
    }
}
