/// What the service needs beside the records: who may sign in and how, and what was asked for already.
///
/// Sessions, passwords' hashes, answers kept for repeated requests and where people last looked are no records: they are
/// written without the audit log, which holds what the market did. That a password was set, and every token, is.
enum Schema2 {
    static let statements: [String] = [
        """
        CREATE TABLE credential (
            id IDENTITY,
            user_id INTEGER NOT NULL UNIQUE REFERENCES user_account (id),
            set_at INTEGER NOT NULL,
            must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
            version INTEGER NOT NULL
        ) TABLE
        """,
        """
        CREATE TABLE password (
            user_id INTEGER PRIMARY KEY REFERENCES user_account (id),
            hash TEXT NOT NULL
        ) TABLE
        """,
        """
        CREATE TABLE session (
            digest TEXT PRIMARY KEY,
            user_id INTEGER NOT NULL REFERENCES user_account (id),
            created_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL
        ) TABLE
        """,
        "CREATE INDEX session_user ON session (user_id)",
        """
        CREATE TABLE api_token (
            id IDENTITY,
            user_id INTEGER NOT NULL REFERENCES user_account (id),
            name TEXT NOT NULL,
            digest TEXT NOT NULL UNIQUE,
            scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
            created_at INTEGER NOT NULL,
            expires_on INTEGER,
            revoked_at INTEGER,
            version INTEGER NOT NULL
        ) TABLE
        """,
        """
        CREATE TABLE api_token_use (
            token_id INTEGER PRIMARY KEY REFERENCES api_token (id),
            at INTEGER NOT NULL
        ) TABLE
        """,
        "CREATE INDEX api_token_user ON api_token (user_id)",
        """
        CREATE TABLE idempotency (
            user_id INTEGER NOT NULL REFERENCES user_account (id),
            key TEXT NOT NULL,
            request TEXT NOT NULL,
            status INTEGER NOT NULL,
            answer TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (user_id, key)
        ) TABLE
        """,
        "CREATE INDEX idempotency_at ON idempotency (at)",
        """
        CREATE TABLE looked (
            user_id INTEGER NOT NULL REFERENCES user_account (id),
            place TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (user_id, place)
        ) TABLE
        """,
        """
        CREATE TABLE receipt (
            id IDENTITY,
            digest TEXT NOT NULL UNIQUE,
            demand_id INTEGER REFERENCES demand (id),
            achievement_id INTEGER REFERENCES achievement (id),
            received_at INTEGER NOT NULL,
            CHECK ((demand_id IS NULL) <> (achievement_id IS NULL))
        ) TABLE
        """,
    ]
}
