import Testing

@testable import Matching

struct FieldLexiconTests {
    @Test func `comments and empty lines are skipped and a term twice in a field counts once`() throws {
        let lexicon = try FieldLexicon(parsing: "# 注释\n\n甲: 锂 锂 电池\r\n乙：电池 ＰＬＣ\n")
        #expect(lexicon.names == ["甲", "乙"])
        let weights = lexicon.weights(of: NormalizedText("锂电池Plc")).elements
        #expect(weights.map(\.field) == [0, 1])
        #expect(weights.map(\.value) == [0.4 + 0.5, 0.5 + 1])
    }

    @Test func `occurrences that overlap count once`() throws {
        let lexicon = try FieldLexicon(parsing: "甲: 锂锂")
        #expect(
            lexicon.weights(of: NormalizedText("锂锂锂锂锂")).elements.map { $0.value * $0.value }.first.map {
                Int($0.rounded())
            } == 2
        )
    }

    @Test(arguments: [
        ("甲 锂", LexiconError.Problem.noColon, 1), ("甲: 锂\n: 电", .noName, 2), ("甲: 锂\n\n甲: 电", .nameTwice, 3),
        ("甲:", .noTerms, 1),
    ])
    func `a line that cannot be read is named`(text: String, problem: LexiconError.Problem, line: Int) {
        #expect(throws: LexiconError(line: line, problem: problem)) { try FieldLexicon(parsing: text) }
    }

    @Test func `the longest generic word is blanked`() {
        let words = GenericWords(["技术", "关键技术", "研究"])
        let blanked = words.blanked(NormalizedText("锂关键技术研究").scalars)
        #expect(blanked == NormalizedText("锂      ").scalars)
    }
}
