/// Decimal numbers as text, without going through binary fractions.
enum DecimalText {
    /// The number with its point moved to the right.
    static func shifted(_ decimal: String, by places: Int) -> String {
        decimal
    }
}
