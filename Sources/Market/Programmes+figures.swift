public import Domain
import Storage

/// A programme's figures: each is the distinct count over its evidence rows.
extension Programmes {
    /// One figure in a period; members are counted as they stood at its end.
    public func figure(_ figure: ProgrammeFigure, of programme: Programme, in period: Period) throws -> Int64
    {
        try work.transaction.figure(figure, of: programme.id, in: period)
    }

    /// The figure with its parts by kind of organization.
    public func line(_ figure: ProgrammeFigure, of programme: Programme, in period: Period) throws
        -> ProgrammeLine
    {
        ProgrammeLine(
            figure: figure,
            value: try self.figure(figure, of: programme, in: period),
            kinds: try work.transaction.kinds(figure, of: programme.id, in: period)
        )
    }

    /// All figures of a period, from one state of the file.
    public func figures(of programme: Programme, in period: Period) throws -> [ProgrammeLine] {
        try ProgrammeFigure.allCases.map { try line($0, of: programme, in: period) }
    }

    /// The rows behind a figure.
    ///
    /// - Parameters:
    ///   - kind: only organizations of this kind; meant for figures that count members.
    ///   - start: where to begin instead of at the first; what the page leaves out is counted from there.
    public func evidence(
        _ figure: ProgrammeFigure,
        of programme: Programme,
        in period: Period,
        kind: Organization.Kind? = nil,
        from start: EvidenceRow.Place? = nil,
        page: Page = .all
    ) throws -> [EvidenceRow] {
        try work.transaction.evidence(
            figure,
            of: programme.id,
            in: period,
            kind: kind,
            from: start,
            page: page
        )
        .map(work.visible)
    }

    /// How many rows there are behind a figure; the figure may be less.
    public func evidenceCount(
        _ figure: ProgrammeFigure,
        of programme: Programme,
        in period: Period,
        kind: Organization.Kind? = nil
    ) throws -> Int64 {
        try work.transaction.evidenceCount(figure, of: programme.id, in: period, kind: kind)
    }
}
