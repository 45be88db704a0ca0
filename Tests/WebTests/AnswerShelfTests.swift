import HTTPTypes
import Hummingbird
import Testing

@testable import Web

/// Answers that are kept.
struct AnswerShelfTests {
    private func answer(_ size: Int, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, body: .init(byteBuffer: ByteBuffer(repeating: 0x20, count: size)))
    }

    @Test func `what is asked for again stays, and the room is never exceeded`() {
        let shelf = AnswerShelf<Int, Int>(room: 256_000)
        for key in 0..<300 {
            shelf.keep(answer(1_000), route: "r", as: key, 1)
            #expect(shelf.answer(to: 0, 1)?.route == "r", "after \(key)")
            #expect(shelf.answer(to: key, 1) != nil)
        }
        let kept = (0..<300).count { shelf.answer(to: $0, 1) != nil }
        #expect(kept > 20 && kept * 1_000 <= 256_000)
        #expect(shelf.answer(to: 150, 1) == nil, "long ago, and never asked for")
    }

    @Test func `a write makes all of them old, and one that was made before it is not kept as fresh`() {
        let shelf = AnswerShelf<Int, Int>(room: 256_000)
        shelf.keep(answer(10), route: nil, as: 1, 1)
        #expect(shelf.answer(to: 1, 2) == nil && shelf.answer(to: 1, 1) != nil)
        shelf.keep(answer(10), route: nil, as: 2, 2)
        #expect(shelf.answer(to: 1, 2) == nil && shelf.answer(to: 1, 1) == nil)
        #expect(shelf.answer(to: 2, 2) != nil)
    }

    @Test func `what is too large, went wrong or is for one browser alone is not kept`() {
        let shelf = AnswerShelf<Int, Int>(room: 256_000)
        shelf.keep(answer(4_001), route: nil, as: 1, 1)
        shelf.keep(answer(10, .notFound), route: nil, as: 2, 1)
        var personal = answer(10)
        personal.headers[.setCookie] = "a=b"
        shelf.keep(personal, route: nil, as: 3, 1)
        #expect((1...3).allSatisfy { shelf.answer(to: $0, 1) == nil })
        shelf.keep(answer(4_000), route: nil, as: 4, 1)
        #expect(shelf.answer(to: 4, 1) != nil)
    }
}
