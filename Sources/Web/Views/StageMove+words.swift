import Domain

extension StageMove {
    /// What a step was, in words.
    ///
    /// - Parameters:
    ///   - reason: why it ended, where it did.
    ///   - first: what is said beside the first stage.
    func words(_ reader: Reader, reason: String?, first: String = "") -> HTML {
        let to: HTML = "<b>\(reader(self.to.name))</b>"
        if undoes != nil {
            let taken = from.map { reader($0.name) } ?? ""
            return
                "\(reader("撤回误录的“\(taken)”，回到", en: "Took back “\(taken)”, entered by mistake; at "))\(to)"
        }
        if self.to == .ended { return "\(to)\(reader("：", en: ": "))\(reason ?? "")" }
        if let from, (from.step ?? .max) > (self.to.step ?? .max) {
            return "\(reader("退回到", en: "Back to "))\(to)"
        }
        return from == nil ? "\(to)\(first)" : "\(reader("进入", en: "Now "))\(to)"
    }

    /// What was noted beside it, on a line of its own.
    var noted: HTML { note.isEmpty ? "" : "<br><span class=\"pre\">\(note)</span>" }
}
