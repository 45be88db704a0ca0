import Foundation

@testable import Matching

/// The recipe written down as plainly as possible, with dictionaries of strings: slow and obvious.
struct Reference {
    struct Gram: Hashable, Comparable {
        var n: Int
        var text: String
        static func < (left: Self, right: Self) -> Bool { (left.n, left.text) < (right.n, right.text) }
    }
    typealias Vector = [Gram: Double]

    let fields: [(name: String, terms: Set<String>)]
    let n: Int
    let nq: Int
    var df: [Gram: Int] = [:]
    var dq: [Gram: Int] = [:]
    var known: Set<Gram> = []
    var average = 0.0
    var didf: [Double] = []

    init(fields text: String, demands: [Entry], achievements: [Entry]) {
        fields = text.split(separator: "\n").map { line in
            let halves = line.split(separator: ":")
            return (String(halves[0]), Set(halves[1].split(separator: " ").map { Self.norm(String($0)) }))
        }
        // By scalars: String's own equality is looser.
        let titles = Set(achievements.map { Array($0.title.unicodeScalars) }).map {
            String(String.UnicodeScalarView($0))
        }
        n = titles.count
        for title in titles { for gram in Self.grams(title).keys { df[gram, default: 0] += 1 } }
        let demandTitles = Set(demands.map { Array($0.title.unicodeScalars) })
        nq = demandTitles.count
        for title in demandTitles {
            var grams: Set<Gram> = []
            for demand in demands where Array(demand.title.unicodeScalars) == title {
                grams.formUnion(Self.grams(demand.title).keys)
                grams.formUnion(Self.contentGrams(demand.content).keys)
            }
            for gram in grams { dq[gram, default: 0] += 1 }
        }
        for achievement in achievements {
            known.formUnion(Self.grams(achievement.title).keys)
            known.formUnion(Self.keywordGrams(achievement).keys)
            known.formUnion(Self.summaryGrams(achievement).keys)
        }
        let lengths = titles.map { length(vector($0)) }.filter { $0 > 0 }
        average = lengths.isEmpty ? 0 : lengths.reduce(0, +) / Double(lengths.count)
        for field in fields.indices {
            let count = titles.filter { fieldVector($0)[field] > 0 }.count
            didf.append(log(1 + Double(n) / Double(1 + count)))
        }
    }

    // MARK: The recipe

    static func norm(_ text: String) -> String {
        var result = ""
        for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
            result += scalar.properties.lowercaseMapping
        }
        return result
    }

    static func grams(_ text: String) -> [Gram: Int] {
        var counts: [Gram: Int] = [:]
        var run: [Unicode.Scalar] = []
        var runIsChinese = false
        func finish() {
            let text = String(String.UnicodeScalarView(run))
            if runIsChinese {
                for n in 1...3 where n <= run.count {
                    for start in 0...(run.count - n) {
                        let part = String(String.UnicodeScalarView(run[start..<(start + n)]))
                        counts[Gram(n: n, text: part), default: 0] += 1
                    }
                }
            } else if run.contains(where: { !("0"..."9").contains($0) }) {
                counts[Gram(n: 2, text: text), default: 0] += 1
            }
            run = []
        }
        for scalar in norm(text).unicodeScalars {
            let isChinese =
                (0x3400...0x4DBF).contains(scalar.value) || (0x4E00...0x9FFF).contains(scalar.value)
            let isLatin = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if !run.isEmpty, !(isChinese || isLatin) || isChinese != runIsChinese { finish() }
            guard isChinese || isLatin else { continue }
            runIsChinese = isChinese
            run.append(scalar)
        }
        if !run.isEmpty { finish() }
        return counts
    }

    static func contentGrams(_ text: String) -> [Gram: Int] {
        text.split(whereSeparator: { "。;；!！?？".contains($0) || $0.isNewline })
            .reduce(into: [:]) { $0.merge(grams(String($1)), uniquingKeysWith: +) }
    }

    static func keywordGrams(_ entry: Entry) -> [Gram: Int] {
        entry.keywords.reduce(into: [:]) { $0.merge(grams($1), uniquingKeysWith: +) }
    }

    static func summaryGrams(_ entry: Entry) -> [Gram: Int] {
        contentGrams(entry.content).filter { $0.key.n == 2 }
    }

    func w(_ gram: Gram) -> Double {
        let df = Double(max(df[gram] ?? 0, 1)), n = max(Double(n), df)
        return log(1 + (n - df + 0.5) / (df + 0.5))
            * pow(log(Double(nq + 1) / Double((dq[gram] ?? 0) + 1)) + 0.3, 0.25)
    }

    static let lengthWeights = [0, 2.0, 1.0, 0.2]

    func vector(_ counts: [Gram: Int]) -> Vector {
        var vector: Vector = [:]
        for (gram, tf) in counts {
            vector[gram] = sqrt(Self.lengthWeights[gram.n]) * w(gram) * sqrt(Double(tf))
        }
        return vector
    }

    func vector(_ title: String) -> Vector { vector(Self.grams(title)) }

    func length(_ vector: Vector) -> Double { sqrt(vector.values.map { $0 * $0 }.reduce(0, +)) }

    func dot(_ left: Vector, _ right: Vector) -> Double {
        left.keys.sorted().map { (left[$0] ?? 0) * (right[$0] ?? 0) }.reduce(0, +)
    }

    /// The sum over the texts of each text's vector, normalized for each gram length by itself.
    func query(_ texts: [[Gram: Int]], over allowed: (Gram) -> Bool) -> Vector {
        var query: Vector = [:]
        for counts in texts {
            for n in 1...3 {
                let grams = counts.filter { $0.key.n == n && allowed($0.key) }
                let length = sqrt(grams.map { Double($0.value) * w($0.key) * w($0.key) }.reduce(0, +))
                for (gram, tf) in grams {
                    query[gram, default: 0] +=
                        sqrt(Self.lengthWeights[n]) * sqrt(Double(tf)) * w(gram) / length
                }
            }
        }
        return query
    }

    func fieldVector(_ text: String) -> [Double] {
        let text = Self.norm(text)
        return fields.map { field in
            var sum = 0.0
            for term in field.terms {
                let count = Self.count(of: Array(term.unicodeScalars), in: Array(text.unicodeScalars))
                let sharedBy = fields.filter { $0.terms.contains(term) }.count
                sum += sqrt(Double(count)) * (term.unicodeScalars.count > 1 ? 1 : 0.4) / Double(sharedBy)
            }
            return sum
        }
    }

    /// Occurrences that do not overlap, from the left.
    static func count(of term: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int {
        var count = 0, at = 0
        while at + term.count <= text.count {
            let isHere = text[at..<(at + term.count)].elementsEqual(term)
            count += isHere ? 1 : 0
            at += isHere ? term.count : 1
        }
        return count
    }

    func unit(_ vector: [Double]) -> [Double] {
        let length = sqrt(vector.map { $0 * $0 }.reduce(0, +))
        return length > 0 ? vector.map { $0 / length } : vector
    }

    func weighted(_ text: String) -> [Double] { unit(zip(fieldVector(text), didf).map(*)) }

    /// Recipe B and nothing else.
    func b(_ demand: Entry, _ achievement: Entry) -> Double {
        let q = query([Self.grams(demand.title), Self.contentGrams(demand.content)]) { (df[$0] ?? 0) > 0 }
        let d = vector(achievement.title)
        let scale = 0.15 * average + 0.85 * length(d)
        let lex = length(d) > 0 ? dot(q, d) / ((length(q) + 1e-9) * scale) : 0
        let u = unit(zip(weighted(demand.title), weighted(demand.content)).map(+))
        return lex + 0.08 * zip(u, weighted(achievement.title)).map(*).reduce(0, +)
    }

    // MARK: The product's additions

    func additions(_ demand: Entry, _ achievement: Entry) -> Double {
        let texts = [Self.grams(demand.title), Self.contentGrams(demand.content), Self.keywordGrams(demand)]
        let wide = query(texts) { known.contains($0) }
        let keywords = query([texts[2]]) { known.contains($0) }
        func cosine(_ q: Vector, _ d: Vector) -> Double {
            length(d) > 0 ? dot(q, d) / ((length(q) + 1e-9) * length(d)) : 0
        }
        let d = vector(achievement.title)
        let scale = 0.15 * average + 0.85 * length(d)
        var sum = length(d) > 0 ? 0.05 * dot(keywords, d) / ((length(keywords) + 1e-9) * scale) : 0
        sum += 0.05 * cosine(wide, vector(Self.keywordGrams(achievement)))
        sum += 0.06 * cosine(wide, vector(Self.summaryGrams(achievement)))
        if let wanted = demand.industry, let offered = achievement.industry {
            let same = zip(wanted, offered).prefix { $0 == $1 }.count
            sum += [0, 0.004, 0.004, 0.016, 0.024, 0.032][same]
        }
        return sum
    }

    func raw(_ demand: Entry, _ achievement: Entry) -> Double {
        b(demand, achievement) + additions(demand, achievement)
    }
}
