public import Documents
public import Domain

extension Paper {
    /// The way from a suggestion to the money, with the reasons why matches ended.
    public init(funnel: Funnel, _ language: Language) {
        func text(_ zh: String, _ en: String) -> String { Phrase(zh, en: en)[language] }
        let stages = Table(
            text("各阶段", "Stages"),
            columns: [
                Column(Field.stage.name[language]), .number(text("项数", "matches")),
                .number(text("转化率", "conversion")), .number(text("停留天数（中位数）", "days stayed (median)")),
                .number(text("已离开", "left")), .number(text("在此终止", "ended here")),
            ],
            rows: funnel.stages.map { stage in
                [
                    .text(stage.step.name[language]), .integer(stage.count),
                    .share(stage.conversion.map { Double($0) / 1000 }),
                    .number(stage.doubledMedianDays.map { Double($0) / 2 }), .integer(stage.left),
                    .integer(stage.ended),
                ]
            }
        )
        let endings = Table(
            text("终止原因", "Why matches ended"),
            columns: [
                Column(text("终止时的阶段", "ended from")), Column(Field.reason.name[language]),
                .number(text("项数", "matches")),
            ],
            rows: funnel.endings.map {
                [.text($0.from.name[language]), .text($0.name[language]), .integer($0.count)]
            }
        )
        self.init(
            document: Document(
                Phrase("\(funnel.period.phrase.zh)对接漏斗", en: "Funnel of \(funnel.period.phrase.en)")[
                    language
                ],
                notes: [funnel.basis.name[language]] + Stamp.notes(funnel.period, funnel.at, language)
                    + [Stamp.rule(funnel.basis.rule, language)],
                blocks: [.chart(Chart(funnel: funnel, language)), .table(stages), .table(endings)],
                language: language
            ),
            table: stages
        )
    }
}

extension Chart {
    /// The stages as bars that get shorter. What is completed and what is paid both come after signing, so the money has
    /// the last bar and completion stands in the table.
    public init(funnel: Funnel, _ language: Language) {
        let stages = funnel.stages.filter { $0.step != .completed }
        let unit = Phrase("项", en: "matches")[language]
        let said = stages.map { "\($0.step.name[language]) \($0.count)" }
        self.init(
            .funnel,
            title: Phrase("从推荐到到账", en: "From suggestion to money")[language],
            summary: said.joined(separator: Phrase("，", en: ", ")[language]) + Phrase("。", en: ".")[language],
            unit: unit,
            labels: stages.map { $0.step.name[language] },
            series: [
                Chart.Series(
                    Field.match.name[language],
                    stages.map { Chart.Point(Double($0.count), "\(FigureCells.grouped($0.count)) \(unit)") }
                )
            ]
        )
    }
}
