import Domain

/// The page around the parts of a screen.
struct ScreenFrame {
    let face: ScreenFace
    let language: Language
    let marketName: String
    let assets: Assets

    private func words(_ zh: String, en: String) -> String { language == .zh ? zh : en }

    /// Tells one edition of the program from another as far as these pages go: a screen that hears of another loads itself
    /// anew. What is within the parts need not, since they are replaced.
    var program: String { VersionMark.of(page([], marks: "", at: "", stream: "", program: "").text.utf8) }

    /// - Parameter stream: where the page hears of changes.
    func page(_ told: ScreenBoard.Told, stream: String) -> HTML {
        page(
            told.parts,
            marks: ScreenMarks(of: told.parts).description,
            at: told.at.phrase[language],
            stream: stream,
            program: program
        )
    }

    private func page(_ parts: [ScreenPart], marks: String, at: String, stream: String, program: String)
        -> HTML
    {
        let body: HTML = parts.map { "<section data-part=\"\($0.name)\">\($0.html)</section>" as HTML }.joined
        let (live, lost) = (
            words("数据时间", en: "Figures as of"), words("连接中断，数据时间", en: "Not connected, figures as of")
        )
        return """
            <!doctype html><html lang="\(language == .zh ? "zh-CN" : "en")" class="\(face.rawValue)"><head><meta charset="utf-8">\
            <meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">\
            <title>\(face.name[language]) · \(marketName)</title><link rel="stylesheet" href="\(assets.path("screen.css"))">\
            <link rel="icon" href="\(assets.path("icon.svg"))"><script src="\(assets.path("screen.js"))" defer></script>\
            <noscript><meta http-equiv="refresh" content="60"></noscript></head>\
            <body data-stream="\(stream)" data-marks="\(marks)" data-program="\(program)"><main>\
            \(face == .ticker ? "<h1 class=\"unseen\">\(marketName)</h1>" as HTML : "")\
            <p class="stamp" role="status"><span data-live="\(live)" data-lost="\(lost)">\(live)</span> <time>\(at)</time></p>\
            \(body)</main></body></html>
            """
    }
}
