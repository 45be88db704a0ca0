/// Indexes for figures and for what waits at the size of a province.
enum SchemaFigures {
    static let statements = [
        // All that a record's first step to a state asks: the record and the day, in the records' order.
        "DROP INDEX demand_move_day",
        "CREATE INDEX demand_move_state ON demand_move (to_state, demand_id, on_day)",
        "DROP INDEX achievement_move_day",
        "CREATE INDEX achievement_move_state ON achievement_move (to_state, achievement_id, on_day)",
        // All that the steps into a stage ask.
        "DROP INDEX match_move_day",
        "CREATE INDEX match_move_day ON match_move (to_stage, on_day, match_id, from_stage, undoes_id)",
        // What was entered by mistake is little: it is found at once and left out.
        "CREATE INDEX demand_mistake ON demand (id) WHERE is_counted = 0",
        "CREATE INDEX achievement_mistake ON achievement (id) WHERE is_counted = 0",
        "CREATE INDEX match_mistake ON match (id) WHERE is_counted = 0",
        // What waits for review and for its owner, beside the names of pages.
        "CREATE INDEX demand_submitted ON demand (archived_at) WHERE state = 'submitted'",
        "CREATE INDEX achievement_submitted ON achievement (archived_at) WHERE state = 'submitted'",
        "CREATE INDEX match_owner ON match (owner_id, stage)",
    ]
}
