public import Domain
import Storage

extension Work {
    public var figureTexts: FigureTexts { FigureTexts(work: self) }
}

/// A figure in a text as it came out, with what it takes to open it.
public struct FilledFigure: Sendable, Hashable {
    /// Where the value was taken from.
    public enum Origin: Sendable, Hashable {
        case live
        /// The issued report that froze it.
        case report(RecordCode)
    }

    public let entry: FigureBook.Entry
    public let period: Period
    /// A count, or fen.
    public let value: Int64
    public let origin: Origin
    /// As it stands in the text.
    public let text: String
}

/// A text with its figures filled in.
public struct FilledText: Sendable, Hashable {
    public enum Piece: Sendable, Hashable {
        case text(String)
        case figure(FilledFigure)
        /// A figure that can't be had, as it is written.
        case missing(String)
    }

    public let pieces: [Piece]
    /// Why a figure can't be had; the first of them.
    public let fault: AppError?

    public init(_ pieces: [Piece], fault: AppError? = nil) {
        self.pieces = pieces
        self.fault = fault
    }

    public init(_ text: String) { self.init(text.isEmpty ? [] : [.text(text)]) }

    public static func == (left: Self, right: Self) -> Bool { left.pieces == right.pieces }

    public func hash(into hasher: inout Hasher) { hasher.combine(pieces) }

    public var text: String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let words): text += words
            case .figure(let figure): text += figure.text
            case .missing(let words): text += words
            }
        }
    }

    public var figures: [FilledFigure] {
        pieces.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
    }
}

/// What texts with live figures are checked and filled with.
public struct FigureTexts {
    let work: Work

    /// All figures that texts may name now: the market's own, then those of its programmes.
    public func book() throws -> FigureBook {
        var filter = ProgrammeFilter()
        filter.includesArchived = true
        let programmes = try work.programmes.list(filter).filter(\.filing.isCounted)
        let own = Indicator.allCases.map { indicator in
            FigureBook.Entry(
                key: CountedFigure.indicator(indicator).key,
                name: indicator.name.zh,
                unit: indicator.unit,
                isMoney: indicator.isMoney
            )
        }
        let theirs = programmes.flatMap { programme in
            ProgrammeFigure.allCases.map { figure in
                FigureBook.Entry(
                    key: CountedFigure.programme(programme.code, figure).key,
                    name: "\(programme.name).\(figure.name.zh)",
                    unit: figure.unit,
                    isMoney: false
                )
            }
        }
        return FigureBook(own + theirs)
    }

    /// The content as the file keeps it: figures named by their keys.
    ///
    /// - Throws: what `FigureBook.kept` throws, naming the field.
    func kept(_ content: KeyTask.Content) throws -> KeyTask.Content {
        guard Self.namesFigures(content) else { return content }
        let book = try book()
        return try content.mappingTexts { text, field throws(AppError) in try book.kept(text, field) }
    }

    /// The contents as people read them: figures by the names that they have now.
    func shown(_ contents: [KeyTask.Content]) throws -> [KeyTask.Content] {
        guard contents.contains(where: Self.namesFigures) else { return contents }
        let book = try book()
        return contents.map { content in content.mappingTexts { text, field in book.shown(text, field) } }
    }

    /// Whether a text may name a figure; most do not, and need no list of them.
    private static func namesFigures(_ content: KeyTask.Content) -> Bool {
        KeyTaskContent.FigureField.allCases.contains { field in
            content[text: field].contains { "{｛}｝".contains($0) }
        }
    }

    /// How many rows there are behind a figure of the book.
    public func evidenceCount(_ key: String, in period: Period) throws -> Int64 {
        switch try counted(key) {
        case .indicator(let indicator): try work.tallies.evidenceCount(indicator, in: period)
        case .programme(let code, let figure):
            try work.programmes.evidenceCount(figure, of: programme(code), in: period)
        }
    }

    /// Hands out the rows behind a figure of the book.
    public func eachEvidence(_ key: String, in period: Period, _ body: (EvidenceRow) throws -> Void) throws {
        switch try counted(key) {
        case .indicator(let indicator): try work.tallies.eachEvidence(indicator, in: period, body)
        case .programme(let code, let figure):
            try work.programmes.evidence(figure, of: programme(code), in: period).forEach(body)
        }
    }

    fileprivate func value(of key: String, in period: Period) throws -> Int64 {
        switch try counted(key) {
        case .indicator(let indicator): try work.tallies.figure(indicator, in: period)
        case .programme(let code, let figure):
            try work.programmes.figure(figure, of: programme(code), in: period)
        }
    }

    private func programme(_ code: RecordCode) throws -> Programme {
        try work.programmes.find(code.description)
    }

    private func counted(_ key: String) throws -> CountedFigure {
        guard let figure = CountedFigure(key: key) else { throw AppError.noRecord(.indicator, key) }
        return figure
    }

    /// Texts with the figures of a period.
    ///
    /// - Parameter report: The issued report whose figures are wanted; nil for those of now.
    func filler(_ period: Period, _ report: IssuedReport?) throws -> FigureFiller {
        FigureFiller(work: work, period: period, report: report, book: try book())
    }
}

/// Fills texts from one state of the file, each figure looked up once.
final class FigureFiller {
    private let work: Work
    private let period: Period
    private let report: IssuedReport?
    private let book: FigureBook
    private var found: [Wanted: (value: Int64, origin: FilledFigure.Origin)] = [:]
    private var reports: [Period: IssuedReport?] = [:]

    private struct Wanted: Hashable {
        let key: String
        let period: Period
    }

    fileprivate init(work: Work, period: Period, report: IssuedReport?, book: FigureBook) {
        self.work = work
        self.period = period
        self.report = report
        self.book = book
    }

    func texts(of content: KeyTask.Content) throws -> KeyTasks.Texts {
        var texts: KeyTasks.Texts = [:]
        for field in KeyTaskContent.FigureField.allCases {
            texts[field] = try fill(content[text: field], field.field)
        }
        return texts
    }

    /// The text filled in. A figure that can't be had stands in it as it is written, and `fault` says why.
    private func fill(_ text: String, _ field: Field) throws -> FilledText {
        let parsed: FigureText
        do { parsed = try FigureText(parsing: text, field: field) } catch {
            return FilledText([.missing(text)], fault: error)
        }
        var fault: AppError?
        let pieces = try parsed.parts.map { part -> FilledText.Piece in
            guard case .figure(let placeholder) = part else {
                if case .text(let words) = part { return .text(words) }
                return .text("")
            }
            let entry: FigureBook.Entry
            do { entry = try book.entry(placeholder, field) } catch let error as AppError {
                fault = fault ?? error
                return .missing(placeholder.text)
            }
            return .figure(try figure(entry, placeholder))
        }
        return FilledText(pieces, fault: fault)
    }

    private func figure(_ entry: FigureBook.Entry, _ placeholder: FigureText.Placeholder) throws
        -> FilledFigure
    {
        let wanted = Wanted(key: entry.key, period: placeholder.period ?? period)
        let figure = try found[wanted] ?? look(wanted)
        found[wanted] = figure
        return FilledFigure(
            entry: entry,
            period: wanted.period,
            value: figure.value,
            origin: figure.origin,
            text: entry.text(figure.value, placeholder.style)
        )
    }

    /// What a report froze, or else what there is now: a report has no figure of another period, unless one was issued for
    /// that, and none that was not an indicator then.
    private func look(_ wanted: Wanted) throws -> (value: Int64, origin: FilledFigure.Origin) {
        if let issued = try issued(wanted.period),
            let figure = issued.figures.first(where: { $0.code == wanted.key })
        {
            return (figure.value, .report(issued.report.code))
        }
        return (try work.figureTexts.value(of: wanted.key, in: wanted.period), .live)
    }

    private func issued(_ wanted: Period) throws -> IssuedReport? {
        guard let report else { return nil }
        if wanted == report.report.period { return report }
        if let known = reports[wanted] { return known }
        let other = try work.reports.newest(wanted).map { try work.reports.get($0.code.description) }
        reports[wanted] = .some(other)
        return other
    }
}

extension KeyTaskContent {
    fileprivate func mappingTexts<Failure: Error>(
        _ map: (String, Field) throws(Failure) -> String
    ) throws(Failure) -> Self {
        var content = self
        for field in FigureField.allCases {
            content[text: field] = try map(content[text: field], field.field)
        }
        return content
    }
}
