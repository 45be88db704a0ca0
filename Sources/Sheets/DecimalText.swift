/// Decimal numbers as text, without going through binary fractions.
enum DecimalText {
    /// The significant digits that Excel keeps of a number.
    static let digits = 15

    /// The number that a file writes (`12.300000000000001`, `1.2E-3`) in plain decimals, rounded to 15 significant digits;
    /// nil if it is none or beyond what Excel can hold.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if let short = asItStands(bytes) { return short }
        return Number(bytes)?.text
    }

    /// The quick way for most numbers: few digits, nothing to be left out.
    private static func asItStands(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard let last = bytes.last, bytes.count <= digits else { return nil }
        var start = 0
        if bytes[0] == 0x2D { start = 1 }
        var point = -1
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == 0x2E {
                guard point < 0 else { return nil }
                point = index
            } else if byte < 0x30 || byte > 0x39 {
                return nil
            }
        }
        let wholeEnd = point < 0 ? bytes.count : point
        guard wholeEnd > start, bytes[start] != 0x30 || wholeEnd == start + 1 else { return nil }
        if point >= 0 {
            guard last != 0x30, last != 0x2E else { return nil }
        } else if start == 1, bytes[1] == 0x30 {
            return nil  // -0
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number with its point moved to the right.
    static func shifted(_ decimal: String, by places: Int) -> String {
        var decimal = decimal
        return decimal.withUTF8 { bytes in
            guard var number = Number(bytes) else { return nil }
            number.exponent += places
            return number.text
        } ?? decimal
    }

    /// The number as a binary fraction, for dates and times.
    static func double(_ decimal: String) -> Double { Double(decimal) ?? 0 }
}

/// A number as digits and a power of ten.
private struct Number {
    private var isNegative = false
    /// The significant digits, without zeros at either end; empty for zero.
    private var digits: [UInt8] = []
    /// The power of ten of the place after the last of `digits`, when they are read as a whole number.
    var exponent = 0

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B {
            isNegative = bytes[index] == 0x2D
            index += 1
        }
        var sawDigit = false
        var sawPoint = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x2E, !sawPoint {
                sawPoint = true
            } else if byte >= 0x30, byte <= 0x39 {
                sawDigit = true
                // Beyond what any program writes; the digits there no longer count.
                guard digits.count < 400 else { return nil }
                if !digits.isEmpty || byte != 0x30 { digits.append(byte - 0x30) }
                if sawPoint { exponent -= 1 }
            } else {
                break
            }
            index += 1
        }
        guard sawDigit else { return nil }
        if index < bytes.count {
            guard bytes[index] | 0x20 == 0x65 else { return nil }
            let written = String(decoding: bytes[(index + 1)...], as: UTF8.self)
            guard let power = Int(written), abs(power) <= 400 else { return nil }
            exponent += power
        }
        round(to: DecimalText.digits)
        // What a binary fraction of 64 bits can hold.
        guard exponent + digits.count <= 309, exponent >= -400 else { return nil }
    }

    private mutating func round(to count: Int) {
        if digits.count > count {
            let isUp = digits[count] >= 5
            exponent += digits.count - count
            digits.removeLast(digits.count - count)
            if isUp { increment() }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 }
    }

    private mutating func increment() {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
        // 999 became 000: it is 1000 with the last zero told by the exponent.
        digits = [1]
        exponent += DecimalText.digits
    }

    /// In plain decimals.
    var text: String {
        guard !digits.isEmpty else { return "0" }
        var characters: [UInt8] = isNegative ? [0x2D] : []
        let pointAt = digits.count + exponent
        if pointAt <= 0 {
            characters += [0x30, 0x2E]
            characters += repeatElement(0x30, count: -pointAt)
        }
        for (index, digit) in digits.enumerated() {
            if index == pointAt, index > 0 { characters.append(0x2E) }
            characters.append(0x30 + digit)
        }
        if exponent > 0 { characters += repeatElement(0x30, count: exponent) }
        return String(decoding: characters, as: UTF8.self)
    }
}
