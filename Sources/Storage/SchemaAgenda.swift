/// Indexes for what waits for somebody: all that is asked of a match's steps and follow-ups is their last day.
enum SchemaAgenda {
    static let statements = [
        // Beside that of a match's steps in their own order, which funnels need.
        "CREATE INDEX match_move_last ON match_move (match_id, on_day)",
        "DROP INDEX follow_up_match",
        "CREATE INDEX follow_up_match ON follow_up (match_id, on_day)",
    ]
}
