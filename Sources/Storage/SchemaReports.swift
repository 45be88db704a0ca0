/// Issued reports, and what the market says of itself. The number stands in `Migration.all`.
enum SchemaReports {
    static let statements = [
        """
        CREATE TABLE report (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL CHECK (title <> ''),
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL CHECK (last_day >= first_day),
            issued_at INTEGER NOT NULL,
            issuer_id INTEGER NOT NULL REFERENCES user_account (id),
            issuer_name TEXT NOT NULL,
            note TEXT NOT NULL,
            is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
            supersedes_id INTEGER REFERENCES report (id),
            reason TEXT NOT NULL,
            basis INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            hash TEXT NOT NULL,
            CHECK ((supersedes_id IS NULL) = (reason = ''))
        ) TABLE
        """,
        "CREATE INDEX report_period ON report (first_day, last_day)",
        // A report is corrected once; whoever corrects it again corrects the correction.
        "CREATE UNIQUE INDEX report_supersedes ON report (supersedes_id) WHERE supersedes_id IS NOT NULL",
        """
        CREATE TABLE report_figure (
            id IDENTITY,
            report_id INTEGER NOT NULL REFERENCES report (id),
            indicator TEXT NOT NULL,
            name_zh TEXT NOT NULL,
            name_en TEXT NOT NULL,
            unit_zh TEXT NOT NULL,
            unit_en TEXT NOT NULL,
            rule_zh TEXT NOT NULL,
            rule_en TEXT NOT NULL,
            is_money INTEGER NOT NULL CHECK (is_money IN (0, 1)),
            value INTEGER NOT NULL,
            target INTEGER,
            row_count INTEGER NOT NULL,
            rows_hash TEXT NOT NULL,
            UNIQUE (report_id, indicator)
        ) TABLE
        """,
        // The rows behind the figures, a thousand in one piece. Not audited row by row: each figure's row holds the hash
        // over all of them, and that one is.
        """
        CREATE TABLE report_rows (
            report_code TEXT NOT NULL,
            indicator TEXT NOT NULL,
            part INTEGER NOT NULL,
            content BYTES NOT NULL,
            PRIMARY KEY (report_code, indicator, part)
        ) TABLE
        """,
        """
        CREATE TABLE market_setting (
            id IDENTITY,
            name TEXT NOT NULL UNIQUE,
            value TEXT NOT NULL,
            version INTEGER NOT NULL
        ) TABLE
        """,
    ]
}
