extension AppError {
    /// Says that somebody changed the record after the person looked at it.
    public static func stale(_ version: Int64, current: Int64) -> AppError {
        AppError(
            .conflict,
            "stale_version",
            field: .version,
            value: String(version),
            Phrase(
                "版本“\(version)”不是现在的第 \(current) 版：别人先改过。请看过最新内容再改。",
                en:
                    "The version “\(version)” is not the record's, which is \(current) now: somebody changed it. Look at it again first."
            )
        )
    }
}
