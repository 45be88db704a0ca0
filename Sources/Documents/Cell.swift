public import Domain

/// What stands in one place of a table, with its type, so that each format writes it in its own way: a number as a
/// number, a day as a date, an amount with its unit in the heading.
public struct Cell: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case blank
        case text(String)
        case integer(Int64)
        /// An amount; its column says in which unit it is shown.
        case money(Money)
        case day(Day)
        /// A share of a whole: 1 is 100 %.
        case share(Double)
        /// Any other measured number, such as a mean.
        case number(Double)
    }

    /// Where a cell leads.
    public enum Link: Sendable, Hashable {
        /// To the evidence of this name in the same document: see `Appendix.key`.
        case appendix(String)
        /// To an address of the web.
        case address(String)
    }

    public var value: Value
    public var link: Link?
    /// What is wrong with the cell: shown as a comment in red where the format has comments.
    public var fault: String?

    public init(_ value: Value, link: Link? = nil, fault: String? = nil) {
        self.value = value
        self.link = link
        self.fault = fault
    }

    public static let blank = Cell(.blank)

    /// A text; an empty one is a blank cell.
    public static func text(_ text: String, link: Link? = nil) -> Cell {
        Cell(text.isEmpty ? .blank : .text(text), link: link)
    }

    public static func integer(_ number: Int64?, link: Link? = nil) -> Cell {
        Cell(number.map(Value.integer) ?? .blank, link: link)
    }

    public static func money(_ amount: Money?, link: Link? = nil) -> Cell {
        Cell(amount.map(Value.money) ?? .blank, link: link)
    }

    public static func day(_ day: Day?) -> Cell { Cell(day.map(Value.day) ?? .blank) }

    public static func share(_ share: Double?) -> Cell { Cell(share.map(Value.share) ?? .blank) }

    public static func number(_ number: Double?) -> Cell { Cell(number.map(Value.number) ?? .blank) }

    /// The same cell with what is wrong with it.
    public func faulted(_ fault: String) -> Cell { Cell(value, link: link, fault: fault) }
}

/// A column of a table: its heading and how its cells are shown.
public struct Column: Sendable, Equatable {
    /// How the cells are set: to the left, or to the right under each other.
    public enum Alignment: Sendable { case start, center, end }

    public let title: String
    /// The unit of the amounts in it, which the heading names: 元 or 万元.
    public let unit: Money.Unit
    public let alignment: Alignment
    /// The room of the column in Latin letters; nil to fit what is in it, within bounds.
    public let width: Int?
    /// Whether equal neighbours under each other become one cell, as a department above its tasks.
    public let joinsEqual: Bool

    public init(
        _ title: String,
        unit: Money.Unit = .yuan,
        alignment: Alignment = .start,
        width: Int? = nil,
        joinsEqual: Bool = false
    ) {
        self.title = title
        self.unit = unit
        self.alignment = alignment
        self.width = width
        self.joinsEqual = joinsEqual
    }

    /// A column of numbers: set to the right.
    public static func number(_ title: String, width: Int? = nil) -> Column {
        Column(title, alignment: .end, width: width)
    }

    /// A column of amounts, whose heading names the unit: `成交额（万元）`, in English `contract value (wan yuan)`.
    public static func money(
        _ title: String,
        _ unit: Money.Unit = .yuan,
        _ language: Language,
        width: Int? = nil
    ) -> Column {
        let name = unit.name[language]
        let heading = Phrase("\(title)（\(name)）", en: "\(title) (\(name))")[language]
        return Column(heading, unit: unit, alignment: .end, width: width)
    }
}
