public import Domain

/// One text of a record, with the stretches that the record on the other side has too, or that were searched for.
public struct MarkedText: Sendable, Equatable {
    public let field: Field
    public let text: String
    /// UTF-16 offsets, in order; none meets another.
    public let marks: [Range<Int>]

    public init(_ field: Field, _ text: String, _ marks: [Range<Int>] = []) {
        self.field = field
        self.text = text
        guard !marks.isEmpty else {
            self.marks = []
            return
        }
        let length = text.utf16Length
        var joined: [Range<Int>] = []
        for mark in marks.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
        where mark.upperBound <= length && !mark.isEmpty {
            if let last = joined.last, mark.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, mark.upperBound)
            } else {
                joined.append(mark)
            }
        }
        self.marks = joined
    }
}

/// The texts of one side of a suggestion, each with its matched words.
public struct MarkedRecord: Sendable, Equatable {
    public let title: MarkedText
    /// Those that are not blank, in the order of the form; the public ones first.
    public let texts: [MarkedText]
    public let keywords: [MarkedText]

    /// - Parameter onlyMatched: leaves out texts and keywords without a matched word.
    fileprivate init(_ content: some MatchedContent, _ places: [Suggestion.Place], onlyMatched: Bool = false)
    {
        func marks(_ part: String, _ keyword: Int? = nil) -> [Range<Int>] {
            places.filter { $0.part == part && $0.keyword == keyword && $0.start <= $0.end }
                .map { $0.start..<$0.end }
        }
        title = MarkedText(.title, content.title, marks("title"))
        keywords = content.keywords.enumerated().compactMap { number, keyword in
            let marks = marks("keywords", number)
            return onlyMatched && marks.isEmpty ? nil : MarkedText(.keywords, keyword, marks)
        }
        let all = marks("content")
        guard !all.isEmpty else {
            let written = onlyMatched ? [] : content.texts.filter { !$0.text.isEmpty }
            texts = written.map { MarkedText($0.field, $0.text) }
            return
        }
        var texts: [MarkedText] = []
        // Places count from the beginning of all texts with a line end between each two.
        var start = 0
        for (field, text) in content.texts where !text.isEmpty {
            let end = start + text.utf16Length
            let marks = all.compactMap { mark -> Range<Int>? in
                let part = mark.clamped(to: start..<end)
                return part.isEmpty ? nil : part.lowerBound - start..<part.upperBound - start
            }
            if !onlyMatched || !marks.isEmpty { texts.append(MarkedText(field, text, marks)) }
            start = end + 1
        }
        self.texts = texts
    }

    /// Whether there is nothing but the title.
    public var isTitleOnly: Bool { texts.isEmpty && keywords.isEmpty }
}

extension String {
    /// How many UTF-16 units it has, counted by its bytes: asking the string itself makes it keep a table of places.
    fileprivate var utf16Length: Int {
        var text = self
        return text.withUTF8 { bytes in
            bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
        }
    }
}

extension SearchResult.Item {
    /// A text of the record, as it is, with the words that were found in it.
    ///
    /// - Parameter item: which keyword; zero elsewhere.
    public func marked(
        _ part: SearchResult.Place.Part,
        _ text: String,
        item: Int = 0,
        field: Field
    ) -> MarkedText {
        let places = places.filter { $0.part == part && $0.item == item && $0.start <= $0.end }
        return MarkedText(field, text, places.map { $0.start..<$0.end })
    }

    public var title: MarkedText { marked(.title, record.title, field: .title) }

    public var organizationName: MarkedText {
        marked(.organization, organization.name, field: .organization)
    }
}

extension Suggestion {
    public var markedDemand: MarkedRecord { MarkedRecord(demand.content, words.flatMap(\.demand)) }

    public var markedAchievement: MarkedRecord {
        MarkedRecord(achievement.content, words.flatMap(\.achievement))
    }

    /// Only those texts and keywords of a side that have a matched word.
    public var matchedDemand: MarkedRecord {
        MarkedRecord(demand.content, words.flatMap(\.demand), onlyMatched: true)
    }

    public var matchedAchievement: MarkedRecord {
        MarkedRecord(achievement.content, words.flatMap(\.achievement), onlyMatched: true)
    }
}
