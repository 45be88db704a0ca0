import Domain

/// Text as a terminal shows it.
extension String {
    /// The text filled up with spaces to so many columns.
    func padded(to width: Int, alignment: Table.Alignment) -> String {
        let spaces = String(repeating: " ", count: max(0, width - displayWidth))
        return alignment == .left ? self + spaces : spaces + self
    }

    /// The text on one line and without controls, so that no record can steer the terminal that shows it.
    var onOneLine: String {
        replacingControls { _ in " " }
    }

    /// The text without controls but line ends.
    var withoutControls: String {
        replacingControls { $0 == "\n" ? "\n" : " " }
    }

    private func replacingControls(_ replacement: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        var result = ""
        var isAfterReturn = false
        for scalar in unicodeScalars {
            // A Windows line end is one line end.
            if scalar == "\n", isAfterReturn { result.unicodeScalars.removeLast() }
            isAfterReturn = scalar == "\r"
            result.unicodeScalars.append(scalar.isControl ? replacement(scalar) : scalar)
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Controls, and the two line ends of Unicode.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
