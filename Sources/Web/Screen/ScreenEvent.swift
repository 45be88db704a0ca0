import Domain
import NIOCore

/// What a screen is told, as a server-sent event (HTML Standard, 9.2): always one line of JSON.
enum ScreenEvent {
    /// Parts that changed, if any did. The first event is one of these, so that a screen knows where it is.
    case figures([ScreenPart], marks: ScreenMarks, at: Instant, program: String)
    /// Nothing changed: what is shown is how things are.
    case beat(at: Instant)
    /// The address is good no longer, or was made anew.
    case closed

    func buffer(_ language: Language) -> ByteBuffer {
        switch self {
        case .figures(let parts, let marks, let at, let program):
            let members = parts.map { ($0.name, JSON.string($0.html.text)) }
            let data: JSON.Members = [
                "at": .string(at.phrase[language]), "program": .string(program),
                "parts": .object(JSON.Members(unique: members)),
            ]
            // How long a browser waits that reconnects by itself, in milliseconds.
            return ByteBuffer(
                string: "retry: 5000\nid: \(marks)\nevent: figures\ndata: \(JSON.object(data).text)\n\n"
            )
        case .beat(let at):
            let data: JSON.Members = ["at": .string(at.phrase[language])]
            return ByteBuffer(string: "event: beat\ndata: \(JSON.object(data).text)\n\n")
        case .closed:
            return ByteBuffer(string: "event: closed\ndata: {}\n\n")
        }
    }
}
