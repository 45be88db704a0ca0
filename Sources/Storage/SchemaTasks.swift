/// Key tasks, and the bureau's sheets that they stand on. The number stands in `Migration.all`.
enum SchemaTasks {
    static let statements = [
        // Those that the market made or changed; the program brings others along. A column a line: what it holds, and its
        // heading.
        """
        CREATE TABLE bureau_sheet (
            id IDENTITY,
            name TEXT NOT NULL UNIQUE CHECK (name <> ''),
            title TEXT NOT NULL CHECK (title <> ''),
            columns TEXT NOT NULL CHECK (columns <> ''),
            is_archived INTEGER NOT NULL CHECK (is_archived IN (0, 1)),
            version INTEGER NOT NULL
        ) TABLE
        """,
        // The sheet is named and not referred to: most sheets are the program's own. The day by which it is due follows from
        // the deadline's words.
        """
        CREATE TABLE task (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            sheet TEXT NOT NULL CHECK (sheet <> ''),
            year INTEGER NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            task_group TEXT NOT NULL,
            title TEXT NOT NULL CHECK (title <> ''),
            goal TEXT NOT NULL,
            deadline TEXT NOT NULL,
            due_on INTEGER,
            measures TEXT NOT NULL,
            progress TEXT NOT NULL,
            responsible TEXT NOT NULL,
            post TEXT NOT NULL,
            department TEXT NOT NULL,
            note TEXT NOT NULL,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX task_sheet ON task (sheet, year, position)",
    ]
}
