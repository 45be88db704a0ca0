import Domain
import Testing

/// The error with which something is refused; nil when it is accepted.
func refusal<Value>(_ body: () throws(AppError) -> Value) -> AppError? {
    do throws(AppError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Checks what every refusal of a typed value owes the person: the field, the value, a remedy, whole sentences in
/// both languages.
func expectHelpful(
    _ error: AppError?,
    code: String,
    field: Field,
    typed: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let error = try #require(error, "“\(typed)” was accepted", sourceLocation: sourceLocation)
    #expect(error.code == code, "“\(typed)”: \(error.message.zh)", sourceLocation: sourceLocation)
    #expect(error.kind == .invalid, sourceLocation: sourceLocation)
    #expect(error.field == field, sourceLocation: sourceLocation)
    #expect(error.value == AppError.quote(typed), sourceLocation: sourceLocation)
    let (zh, en) = (error.message.zh, error.message.en)
    #expect(zh.contains(field.name.zh) && zh.hasSuffix("。"), sourceLocation: sourceLocation)
    #expect(en.lowercased().contains(field.name.en) && en.hasSuffix("."), sourceLocation: sourceLocation)
    if !Text.normalized(typed).isEmpty {
        #expect(
            zh.contains(AppError.quote(typed)) && en.contains(AppError.quote(typed)),
            sourceLocation: sourceLocation
        )
    }
}

/// Numbers that look random and are the same in every run (SplitMix64), so that a failure can be repeated.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
