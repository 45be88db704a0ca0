import ArgumentParser
import Domain
import Embeddings
import FoundationEssentials
import Market

struct EmbeddingCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        "embeddings",
        "语义匹配：用自选的向量服务给得分加一项",
        en: "Match by meaning: add a part to the score by an endpoint of your choice",
        examples: [
            "embeddings set --url http://127.0.0.1:8765 --model multilingual-e5-small-q4",
            "embeddings update",
            "embeddings status", "embeddings off",
        ],
        notes: Phrase(
            "任何兼容 OpenAI /v1/embeddings 的服务都可以。没有它，或它慢了、错了、停了，其余一切照常。",
            en:
                "Any OpenAI-compatible /v1/embeddings endpoint will do. Without it, or when it is slow, wrong or gone, all else goes on."
        ),
        subcommands: [Set.self, Off.self, Status.self, Update.self, Test.self]
    )

    struct Set: MarketCommand {
        static let configuration = CommandConfiguration(
            "set",
            "设置并启用向量服务；先试一次",
            en: "Set the endpoint and switch it on; it is tried first",
            examples: [
                "embeddings set --url http://127.0.0.1:8765 --model multilingual-e5-small-q4",
                "embeddings set --url https://向量.example/v1 --model bge-m3 --key-file /etc/techmarket/key",
            ],
            notes: Phrase(
                "默认只发送公开的部分：名称、关键词和公开摘要的前 300 字；--texts full 把保密部分也发出去。密钥不存入市场数据文件，只记文件路径，或从环境变量 TECHMARKET_EMBEDDINGS_KEY 读取。换了模型，旧向量作废。",
                en:
                    "Only public parts are sent unless --texts full is given: title, keywords and the first 300 characters of the public summary. The key is not stored, only where its file is; or it is read from TECHMARKET_EMBEDDINGS_KEY. Vectors of another model are dropped."
            )
        )

        @Option(help: help("服务地址", en: "The endpoint's address", value: "网址"))
        var url: String

        @Option(help: help("模型名称", en: "The model's name", value: "模型"))
        var model: String

        @Option(
            help: help(
                "服务回答时用的模型名称（与 --model 不同时）",
                en: "The name it answers by, if it is not --model",
                value: "模型"
            )
        )
        var servedAs: String?

        @Option(help: help("密钥所在文件", en: "The file that holds the key", value: "文件"))
        var keyFile: String?

        @Option(help: help("一次请求最多几秒（默认 60）", en: "Seconds for one request (default 60)", value: "秒"))
        var timeout: String?

        @Option(help: help("一次请求几段文字（默认 32）", en: "Texts in one request (default 32)", value: "条数"))
        var batch: String?

        @Option(help: help("发送哪些文字：public 或 full", en: "What is sent: public or full", value: "public|full"))
        var texts: String?

        @Option(
            help: help(
                "需求文字前加的词（默认按模型：e5 为“query: ”）",
                en: "Put before a demand's text (default: by the model; “query: ” for e5)",
                value: "文字"
            )
        )
        var demandPrefix: String?

        @Option(
            help: help(
                "成果文字前加的词（默认按模型：e5 为“passage: ”）",
                en: "Put before an achievement's text (default: by the model; “passage: ” for e5)",
                value: "文字"
            )
        )
        var achievementPrefix: String?

        @Option(
            help: help(
                "服务自己区分两边时的 input_type，如 query,passage（默认试出来）",
                en: "The input_type of demands and achievements, such as query,passage (default: found out)",
                value: "a,b"
            )
        )
        var inputTypes: String?

        @Flag(help: help("不试，直接保存", en: "Store it without trying it"))
        var unchecked = false

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            // Refused before anything is sent anywhere.
            try await session.desk.read { try $0.require(.admin, "embeddings.set") }
            var settings = EmbeddingSettings(endpoint: try EmbeddingEndpoint(parsing: url), model: model)
            settings.servedModel = servedAs
            settings.keyFile = keyFile.map(Self.absolute)
            if let timeout {
                settings.timeout = try WholeNumber.parse(timeout, .timeout, in: EmbeddingSettings.timeouts)
            }
            if let batch {
                settings.batch = try WholeNumber.parse(batch, .batch, in: EmbeddingSettings.batches)
            }
            if let texts { settings.texts = try EmbeddingSettings.Texts(parsing: texts, field: .texts) }
            let key = try EndpointKey.of(settings, environment: Speech.environment)
            (settings.demand, settings.achievement) = try await sides(settings, key)
            let final = settings
            if !unchecked { try await EmbeddingCommands.tried(final, key) }
            try await session.change { view in
                try view.work.embeddings.set(final)
                return Deed(
                    members: EmbeddingReport(state: try view.work.embeddings.state(), language: view.language)
                        .members,
                    line: Phrase(
                        "已启用语义匹配：模型 \(final.model)，服务 \(final.endpoint)。"
                            + (final.texts == .full ? "保密的文字也会发给它。" : "")
                            + (Self.isExposed(final) ? "注意：http 不加密，请确认网络可信。" : ""),
                        en: "Matching by meaning is on: model \(final.model) at \(final.endpoint)."
                            + (final.texts == .full ? " Confidential texts are sent to it, too." : "")
                            + (Self.isExposed(final) ? " Mind that http is not encrypted." : "")
                    ),
                    next: "embeddings update"
                )
            }
        }

        private func sides(
            _ settings: EmbeddingSettings,
            _ key: EndpointKey?
        ) async throws -> (EmbeddingSettings.Side, EmbeddingSettings.Side) {
            let usual = EmbeddingSettings.usualSides(ofModel: settings.model)
            if let inputTypes {
                let types = inputTypes.split(separator: ",", omittingEmptySubsequences: false).map {
                    Text.trimmed(String($0))
                }
                guard types.count == 2, !types.contains("") else {
                    throw AppError.refusing(
                        inputTypes,
                        .inputTypes,
                        "input_types_malformed",
                        "不是两个词，请写成 query,passage",
                        en: "is not two words; write query,passage"
                    )
                }
                return (
                    .init(prefix: demandPrefix ?? "", inputType: types[0]),
                    .init(prefix: achievementPrefix ?? "", inputType: types[1])
                )
            }
            if demandPrefix != nil || achievementPrefix != nil || unchecked {
                return (
                    .init(prefix: demandPrefix ?? usual.demand.prefix),
                    .init(prefix: achievementPrefix ?? usual.achievement.prefix)
                )
            }
            return try await faultless { try await EndpointEmbedder.sides(settings, key: key) }
        }

        private static func isExposed(_ settings: EmbeddingSettings) -> Bool {
            !settings.endpoint.isSecure && !settings.endpoint.isLocal
        }

        /// The service may run in another folder than this command.
        private static func absolute(_ path: String) -> String {
            path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        }
    }

    struct Off: MarketCommand {
        static let configuration = CommandConfiguration(
            "off",
            "停用语义匹配；已算的向量留着，加 --forget 则删去",
            en: "Switch matching by meaning off; vectors stay unless --forget is given",
            examples: ["embeddings off", "embeddings off --forget"]
        )

        @Flag(help: help("删去全部向量", en: "Take all vectors away"))
        var forget = false

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let forget = forget
            try await session.change { view in
                try view.work.embeddings.off(forgets: forget)
                return Deed(
                    members: EmbeddingReport(state: try view.work.embeddings.state(), language: view.language)
                        .members,
                    line: forget
                        ? Phrase(
                            "已停用语义匹配，向量已删去。",
                            en: "Matching by meaning is off, and its vectors are gone."
                        )
                        : Phrase("已停用语义匹配，向量还在。", en: "Matching by meaning is off; its vectors are kept.")
                )
            }
        }
    }

    struct Status: MarketCommand {
        static let configuration = CommandConfiguration(
            "status",
            "查看设置、算了多少、上次成功和出错",
            en: "Show the settings, how much is computed, the last success and error",
            examples: ["embeddings status", "embeddings status --json"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            try await session.show { view in
                let report = EmbeddingReport(state: try view.work.embeddings.state(), language: view.language)
                return view.isJSON ? JSON.object(report.members).pretty + "\n" : report.text
            }
        }
    }

    struct Update: MarketCommand {
        static let configuration = CommandConfiguration(
            "update",
            "计算缺少的向量；中断后可以接着做",
            en: "Compute the vectors that are missing; goes on where it was cut short",
            examples: ["embeddings update", "embeddings update --anew"]
        )

        @Flag(help: help("删去全部向量，重新计算", en: "Take all vectors away and compute them anew"))
        var anew = false

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let anew = anew
            let state = try await session.desk.change { work in
                try work.require(.admin, "embeddings.update")
                let state = try work.embeddings.state()
                guard state.isOn else { throw AppError.noEmbeddings }
                if anew { try work.embeddings.forget() }
                return try work.embeddings.state()
            }
            let missing = state.demands.missing + state.achievements.missing
            let progress = session.progress(Phrase("计算向量", en: "Computing vectors"), total: missing)
            let filled = try await EmbeddingCommands.job(session.desk.workspace).fill {
                progress.advance(by: $0)
            }
            progress.finish()
            let language = session.language
            let after = try await session.desk.read { try $0.embeddings.state() }
            session.say(
                Deed(
                    members: EmbeddingReport(state: after, language: language).members.with([
                        "computed": .int(Int64(filled.computed)), "refused": .int(Int64(filled.refused)),
                    ]),
                    line: Phrase(
                        "算了 \(filled.computed) 个向量"
                            + (filled.refused > 0 ? "，服务不接受 \(filled.refused) 段文字" : "") + "。",
                        en: "Computed \(filled.computed) vectors"
                            + (filled.refused > 0
                                ? "; the endpoint does not take \(filled.refused) texts." : ".")
                    ),
                    next: "embeddings status"
                )
            )
        }
    }

    struct Test: MarketCommand {
        static let configuration = CommandConfiguration(
            "test",
            "试一试向量服务：快慢、维数，能否分出远近",
            en: "Try the endpoint: how fast, how many numbers, and whether it tells near from far",
            examples: ["embeddings test"]
        )

        @OptionGroup(title: inWords("公共选项", en: "Shared options")) var shared: SharedOptions

        func perform(at session: Session) async throws {
            let settings = try await session.desk.read { work in
                try work.require(.admin, "embeddings.test")
                guard let settings = try work.embeddings.settings() else { throw AppError.noEmbeddings }
                return settings
            }
            let key = try EndpointKey.of(settings, environment: Speech.environment)
            let trial = try await EmbeddingCommands.tried(settings, key)
            let (near, far) = (EmbeddingReport.number(trial.near), EmbeddingReport.number(trial.far))
            session.say(
                Deed(
                    members: [
                        "endpoint": .string(settings.endpoint.description), "model": .string(settings.model),
                        "dimension": .int(Int64(trial.dimension)), "milliseconds": .int(trial.milliseconds),
                        "near": .number(trial.near), "far": .number(trial.far),
                        "tells_apart": .bool(trial.near > trial.far),
                    ],
                    line: Phrase(
                        "\(settings.endpoint) 用 \(trial.milliseconds) 毫秒给了 3 个 \(trial.dimension) 维向量；相近的一对 \(near)，无关的一对 \(far)"
                            + (trial.near > trial.far ? "。" : "：分不出远近，请核对模型和前缀。"),
                        en:
                            "\(settings.endpoint) gave 3 vectors of \(trial.dimension) numbers in \(trial.milliseconds) ms; a pair that is near has \(near), one that is not \(far)"
                            + (trial.near > trial.far
                                ? "." : ": it can't tell them apart; check model and prefixes.")
                    )
                )
            )
            guard trial.near > trial.far else { throw Finished(status: .checkFailed) }
        }
    }
}

extension EmbeddingCommands {
    /// The job that computes vectors, with the key of whoever runs the program.
    static func job(_ workspace: Workspace) -> EmbeddingJob {
        EmbeddingJob(workspace) { settings in
            try EndpointEmbedder(settings, key: try EndpointKey.of(settings, environment: Speech.environment))
        }
    }

    struct Trial {
        let dimension: Int
        let milliseconds: Int64
        /// Cosines of a demand with an achievement that answers it, and with one that has nothing to do with it.
        let near: Double
        let far: Double
    }

    /// - Throws: `AppError` that says what is wrong with the endpoint.
    @discardableResult
    static func tried(_ settings: EmbeddingSettings, _ key: EndpointKey?) async throws -> Trial {
        try await faultless {
            let embedder = try EndpointEmbedder(settings, key: key)
            let start = ContinuousClock.now
            let wanted = try await embedder.embed(["轴承钢套圈热处理后变形大，怎样控制"], as: .demand)
            let offered = try await embedder.embed(["轴承钢等温淬火变形控制技术", "城市污水脱氮除磷工艺"], as: .achievement)
            let time = start.duration(to: .now).components
            let trial = Trial(
                dimension: wanted.first?.count ?? 0,
                milliseconds: time.seconds * 1_000 + time.attoseconds / 1_000_000_000_000_000,
                near: EmbeddingReport.cosine(wanted[0], offered[0]),
                far: EmbeddingReport.cosine(wanted[0], offered[1])
            )
            return trial
        }
    }
}

/// Runs what asks an endpoint; its faults are the person's to mend.
func faultless<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let fault as EmbedderFault { throw fault.error }
}

extension EmbeddingSettings.Texts: Choice {
    var name: Phrase {
        switch self {
        case .open: Phrase("公开部分", en: "public parts")
        case .full: Phrase("全部文字", en: "all texts")
        }
    }
}

extension Field {
    static let recipe = Field("recipe", "配方", en: "recipe")
    static let texts = Field("texts", "发送的文字", en: "texts sent")
    static let inputTypes = Field("input_types", "input_type", en: "input types")
}
