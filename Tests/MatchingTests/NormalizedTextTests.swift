import Testing

@testable import Matching

struct NormalizedTextTests {
    @Test(arguments: [
        ("", ""), ("AbZ 09", "abz 09"), ("ＡｂＺ　０９！", "abz 09!"), ("锂电池", "锂电池"), ("①②", "12"), ("㎡", "m2"),
        ("℃", "°c"), ("ﬁ", "fi"), ("Ⅲ型", "iii型"), ("⼀", "一"), ("豈", "豈"), ("e\u{301}", "é"), ("É", "é"),
        ("Ａ\u{300}", "à"), ("锂\u{301}电", "锂\u{301}电"), ("İ", "i\u{307}"), ("K", "k"), ("ſ", "s"),
        ("ΑΣ", "ασ"), ("“电”—·×", "“电”—·×"), ("…", "..."), ("｡；", "。;"), ("㈱社", "(株)社"), ("각", "각"),
        ("\u{1112}\u{1161}\u{11AB}", "한"), ("a\u{323}\u{307}b", "ạ\u{307}b"), ("𝐀", "a"),
        ("\u{0}\u{7F}", "\u{0}\u{7F}"),
    ])
    func `texts come out in NFKC and lower case`(text: String, expected: String) {
        let scalars = Array(expected.unicodeScalars.map(\.value))
        #expect(NormalizedText(text).scalars == scalars)
        #expect(NormalizedText(text, tracksOrigins: true).scalars == scalars)
    }

    @Test(arguments: 1...30)
    func `any text comes out as Foundation's, with or without origins`(seed: Int) {
        var world = World(seed)
        let text = world.text(60)
        let expected = Reference.norm(text).unicodeScalars.map(\.value)
        let tracked = NormalizedText(text, tracksOrigins: true)
        #expect(NormalizedText(text).scalars == expected)
        #expect(tracked.scalars == expected)
        #expect(tracked.starts.count == expected.count && tracked.ends.count == expected.count)
        #expect(zip(tracked.starts, tracked.ends).allSatisfy { $0 >= 0 && $0 < $1 && $1 <= text.utf16.count })
        #expect(tracked.starts == tracked.starts.sorted())
    }

    @Test func `every single scalar comes out as Foundation's, also before a combining mark`() {
        for value in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["\(scalar)", "a\(scalar)\u{301}锂"] {
                let expected = Reference.norm(text).unicodeScalars.map(\.value)
                if NormalizedText(text).scalars != expected
                    || NormalizedText(text, tracksOrigins: true).scalars != expected
                {
                    Issue.record("U+\(String(value, radix: 16))")
                }
            }
        }
    }

    @Test func `grams are one to three characters and whole Latin words`() {
        var grams: [String] = [], units: [UInt16] = [], runs: [String] = []
        appendUnits(of: NormalizedText("锂电池PLC3，5G 2021").scalars[...], to: &units) { run in
            runs.append(String(String.UnicodeScalarView(run.compactMap(Unicode.Scalar.init))))
            return UInt32(runs.count - 1)
        }
        units.withUnsafeBufferPointer { units in
            forEachGram(in: units) { key, length in
                if key >= GramKeys.latin {
                    grams.append("\(runs[Int(key - GramKeys.latin)])/\(length)")
                } else {
                    let scalars = [key >> 32, key >> 16 & 0xFFFF, key & 0xFFFF].filter { $0 > 0 }
                        .compactMap { Unicode.Scalar(UInt32($0) - 1 + 0x3400) }
                    grams.append(String(String.UnicodeScalarView(scalars)))
                }
            }
        }
        #expect(grams == ["锂", "电", "锂电", "池", "电池", "锂电池", "plc3/2", "5g/2"])
    }
}
