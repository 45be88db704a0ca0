/// Programmes, their members with their steps, and which activities are a programme's. The number stands in
/// `Migration.all`.
enum SchemaProgrammes {
    static let statements = [
        """
        CREATE TABLE programme (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            name TEXT NOT NULL CHECK (name <> ''),
            goal TEXT NOT NULL,
            starts_on INTEGER,
            ends_on INTEGER,
            department TEXT NOT NULL,
            owner_id INTEGER REFERENCES user_account (id),
            state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'closed')),
            note TEXT NOT NULL,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        // A name that was a mistake's may be given again.
        "CREATE UNIQUE INDEX programme_name ON programme (name) WHERE is_counted = 1",
        """
        CREATE TABLE programme_member (
            id IDENTITY,
            programme_id INTEGER NOT NULL REFERENCES programme (id),
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            stage TEXT NOT NULL CHECK (stage IN ('negotiating', 'signed', 'left')),
            staff_id INTEGER REFERENCES user_account (id),
            note TEXT NOT NULL,
            version INTEGER NOT NULL,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),
            UNIQUE (programme_id, organization_id)
        ) TABLE
        """,
        "CREATE INDEX programme_member_organization ON programme_member (organization_id)",
        """
        CREATE TABLE programme_move (
            id IDENTITY,
            member_id INTEGER NOT NULL REFERENCES programme_member (id),
            from_stage TEXT,
            to_stage TEXT NOT NULL CHECK (to_stage IN ('negotiating', 'signed', 'left')),
            on_day INTEGER NOT NULL,
            reason TEXT,
            note TEXT NOT NULL,
            undoes_id INTEGER REFERENCES programme_move (id),
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id),
            CHECK (to_stage <> 'left' OR undoes_id IS NOT NULL OR reason IS NOT NULL)
        ) TABLE
        """,
        "CREATE INDEX programme_move_member ON programme_move (member_id)",
        "CREATE UNIQUE INDEX programme_move_undoes ON programme_move (undoes_id) WHERE undoes_id IS NOT NULL",
        "ALTER TABLE activity ADD COLUMN programme_id INTEGER REFERENCES programme (id)",
        "CREATE INDEX activity_programme ON activity (programme_id, on_day)",
    ]
}
