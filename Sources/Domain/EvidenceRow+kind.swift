extension EvidenceRow {
    /// The heading of what a distinct count counts. No list has it: by this a sheet of evidence is known again.
    public static let countedBy = Phrase("计数依据", en: "counted by")

    /// What the row is, in words.
    public var kindName: Phrase {
        switch kind {
        case "visit": Phrase("走访服务", en: "visit")
        case "attendance": Phrase("参加活动", en: "attendance")
        case "demand": Phrase("技术需求", en: "demand")
        case "achievement": Phrase("科技成果", en: "achievement")
        case "match": Phrase("对接", en: "match")
        case "activity": Phrase("活动", en: "activity")
        case "contract": Phrase("技术合同", en: "contract")
        case "amendment": Phrase("变更", en: "amendment")
        case "receipt": Phrase("到账", en: "receipt")
        case "member": Field.member.name
        case "refund": Phrase("退款", en: "refund")
        default: Phrase(kind, en: kind)
        }
    }
}
