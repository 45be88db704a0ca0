import Domain

/// The two ways in which the exhibition hall sees the figures.
enum ScreenFace: String, Sendable, CaseIterable {
    /// 大屏: the whole wall.
    case screen
    /// 字幕: one line that moves along an LED strip.
    case ticker

    var name: Phrase {
        switch self {
        case .screen: Phrase("数据大屏", en: "Big screen")
        case .ticker: Phrase("字幕条", en: "Ticker")
        }
    }
}

/// A piece of a screen, which is replaced as a whole when it is another than before.
struct ScreenPart: Sendable, Equatable {
    let name: String
    let html: HTML
    /// Tells it from what was there before.
    let mark: String

    init(_ name: String, _ html: HTML) {
        self.name = name
        self.html = html
        mark = VersionMark.of(html.text.utf8)
    }

    static func == (one: ScreenPart, other: ScreenPart) -> Bool {
        one.name == other.name && one.mark == other.mark
    }
}

/// Which parts a screen has, as it names them when it connects: the id of the last event (HTML Standard, 9.2).
struct ScreenMarks: Sendable, Equatable, CustomStringConvertible {
    private let marks: [String]

    init(of parts: [ScreenPart]) { marks = parts.map(\.mark) }

    /// - Parameter text: what a browser says; of anything that is no list of marks, nothing is had.
    init(_ text: String) { marks = text.split(separator: "-").map(String.init) }

    var description: String { marks.joined(separator: "-") }

    /// The parts that a screen with these marks lacks.
    func lacking(_ parts: [ScreenPart]) -> [ScreenPart] {
        guard marks.count == parts.count else { return parts }
        return zip(marks, parts).filter { $0 != $1.mark }.map(\.1)
    }
}
