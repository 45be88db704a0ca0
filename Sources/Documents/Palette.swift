/// Colours that people who are colour-blind can tell apart, and which keep their order from dark to light in black and
/// white: blue, orange, green, purple of Okabe and Ito, "Color Universal Design" (2008).
enum Palette {
    private static let colours = [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7]
    /// Vermilion of the same, for what is to be reached.
    static let target = 0xD55E00

    /// The colour of a series as 0xRRGGBB.
    static func number(_ index: Int) -> Int { colours[index % colours.count] }

    /// The colour of a series as `#0072B2`.
    static func hex(_ index: Int) -> String { hex(of: number(index)) }

    static func hex(of number: Int) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
