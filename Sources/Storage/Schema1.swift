/// The first schema. Days are days since 1970, instants milliseconds since 1970, money is fen, flags are 0 or 1, lists of
/// one-line texts stand one a line.
enum Schema1 {
    static let statements: [String] = journal + people + records + matches + money + events

    private static let journal = [
        """
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor_id INTEGER,
            action TEXT NOT NULL,
            kind TEXT NOT NULL,
            entity TEXT NOT NULL,
            record_id INTEGER NOT NULL,
            before TEXT,
            after TEXT,
            hash TEXT NOT NULL
        ) TABLE
        """,
        "CREATE INDEX audit_record ON audit (entity, record_id)",
        "CREATE TABLE audit_head (sequence INTEGER NOT NULL, hash TEXT NOT NULL) TABLE",
        """
        CREATE TABLE change_log (
            sequence INTEGER PRIMARY KEY,
            entity TEXT NOT NULL,
            record_id INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('insert', 'update', 'delete'))
        ) TABLE
        """,
        """
        CREATE TABLE code_counter (
            prefix TEXT NOT NULL,
            year INTEGER NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (prefix, year)
        ) TABLE
        """,
        """
        CREATE TABLE code_list (
            id IDENTITY,
            list TEXT NOT NULL,
            version TEXT NOT NULL,
            edition INTEGER NOT NULL,
            content TEXT NOT NULL,
            UNIQUE (list, edition)
        ) TABLE
        """,
    ]

    private static let people = [
        """
        CREATE TABLE user_account (
            id IDENTITY,
            login TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('viewer', 'staff', 'manager', 'admin')),
            is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
            version INTEGER NOT NULL
        ) TABLE
        """,
        """
        CREATE TABLE organization (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            name TEXT NOT NULL CHECK (name <> ''),
            kind TEXT NOT NULL CHECK (kind IN
                ('enterprise', 'university', 'institute', 'intermediary', 'finance', 'government', 'other')),
            credit_code TEXT,
            aliases TEXT NOT NULL,
            region TEXT,
            zone TEXT,
            industry TEXT,
            address TEXT NOT NULL,
            contact_name TEXT NOT NULL,
            contact_phone TEXT,
            contact_email TEXT,
            note TEXT NOT NULL,
            merged_into INTEGER REFERENCES organization (id),
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        // A merged or mistaken record keeps its credit code; of those in use only one may have it.
        """
        CREATE UNIQUE INDEX organization_credit_code ON organization (credit_code)
            WHERE merged_into IS NULL AND is_counted = 1
        """,
        "CREATE INDEX organization_any_credit_code ON organization (credit_code)",
        "CREATE INDEX organization_merged_into ON organization (merged_into)",
        """
        CREATE TABLE organization_name (
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            name TEXT NOT NULL,
            PRIMARY KEY (name, organization_id)
        ) TABLE
        """,
        "CREATE INDEX organization_name_organization ON organization_name (organization_id)",
        """
        CREATE TABLE organization_merge (
            id IDENTITY,
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            into_id INTEGER NOT NULL REFERENCES organization (id),
            on_day INTEGER NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id)
        ) TABLE
        """,
    ]

    private static let records = [
        """
        CREATE TABLE demand (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            title TEXT NOT NULL CHECK (title <> ''),
            summary TEXT NOT NULL,
            detail TEXT NOT NULL,
            problem TEXT NOT NULL,
            key_indicators TEXT NOT NULL,
            expected_result TEXT NOT NULL,
            keywords TEXT NOT NULL,
            industry TEXT,
            field TEXT,
            region TEXT,
            zone TEXT,
            budget INTEGER CHECK (budget >= 0),
            deadline INTEGER,
            cooperation_modes TEXT NOT NULL,
            readiness TEXT,
            contact_name TEXT NOT NULL,
            contact_phone TEXT,
            contact_email TEXT,
            source TEXT NOT NULL,
            received_on INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('submitted', 'returned', 'accepted', 'published', 'withdrawn', 'closed')),
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX demand_organization ON demand (organization_id, title)",
        "CREATE INDEX demand_received ON demand (received_on)",
        """
        CREATE TABLE demand_move (
            id IDENTITY,
            demand_id INTEGER NOT NULL REFERENCES demand (id),
            from_state TEXT,
            to_state TEXT NOT NULL CHECK (to_state IN
                ('submitted', 'returned', 'accepted', 'published', 'withdrawn', 'closed')),
            on_day INTEGER NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id)
        ) TABLE
        """,
        "CREATE INDEX demand_move_demand ON demand_move (demand_id)",
        "CREATE INDEX demand_move_day ON demand_move (to_state, on_day)",
        """
        CREATE TABLE achievement (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            title TEXT NOT NULL CHECK (title <> ''),
            summary TEXT NOT NULL,
            detail TEXT NOT NULL,
            keywords TEXT NOT NULL,
            industry TEXT,
            field TEXT,
            region TEXT,
            zone TEXT,
            price INTEGER CHECK (price >= 0),
            valid_until INTEGER,
            completed_on INTEGER,
            cooperation_modes TEXT NOT NULL,
            readiness TEXT,
            trl INTEGER CHECK (trl BETWEEN 1 AND 9),
            ip_kinds TEXT NOT NULL,
            ip_note TEXT NOT NULL,
            people TEXT NOT NULL,
            contact_name TEXT NOT NULL,
            contact_phone TEXT,
            contact_email TEXT,
            source TEXT NOT NULL,
            received_on INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN
                ('submitted', 'returned', 'accepted', 'published', 'withdrawn', 'closed')),
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX achievement_organization ON achievement (organization_id, title)",
        "CREATE INDEX achievement_received ON achievement (received_on)",
        """
        CREATE TABLE achievement_move (
            id IDENTITY,
            achievement_id INTEGER NOT NULL REFERENCES achievement (id),
            from_state TEXT,
            to_state TEXT NOT NULL CHECK (to_state IN
                ('submitted', 'returned', 'accepted', 'published', 'withdrawn', 'closed')),
            on_day INTEGER NOT NULL,
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id)
        ) TABLE
        """,
        "CREATE INDEX achievement_move_achievement ON achievement_move (achievement_id)",
        "CREATE INDEX achievement_move_day ON achievement_move (to_state, on_day)",
    ]

    private static let matches = [
        """
        CREATE TABLE match (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            demand_id INTEGER NOT NULL REFERENCES demand (id),
            achievement_id INTEGER NOT NULL REFERENCES achievement (id),
            stage TEXT NOT NULL CHECK (stage IN
                ('suggested', 'introduced', 'intention', 'signed', 'completed', 'ended')),
            owner_id INTEGER REFERENCES user_account (id),
            score INTEGER CHECK (score BETWEEN 0 AND 100),
            next_step TEXT NOT NULL,
            next_on INTEGER,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1)),
            UNIQUE (demand_id, achievement_id)
        ) TABLE
        """,
        "CREATE INDEX match_achievement ON match (achievement_id)",
        "CREATE INDEX match_stage ON match (stage)",
        """
        CREATE TABLE match_move (
            id IDENTITY,
            match_id INTEGER NOT NULL REFERENCES match (id),
            from_stage TEXT,
            to_stage TEXT NOT NULL CHECK (to_stage IN
                ('suggested', 'introduced', 'intention', 'signed', 'completed', 'ended')),
            on_day INTEGER NOT NULL,
            reason TEXT,
            note TEXT NOT NULL,
            contract_id INTEGER,
            undoes_id INTEGER REFERENCES match_move (id),
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id),
            CHECK (to_stage <> 'ended' OR undoes_id IS NOT NULL OR reason IS NOT NULL)
        ) TABLE
        """,
        "CREATE INDEX match_move_match ON match_move (match_id)",
        "CREATE INDEX match_move_day ON match_move (to_stage, on_day)",
        // A step is taken back once. Partial, because in a full index nearly all would stand under NULL, and SQLite would
        // look for "not taken back" there instead of by the day.
        "CREATE UNIQUE INDEX match_move_undoes ON match_move (undoes_id) WHERE undoes_id IS NOT NULL",
        """
        CREATE TABLE follow_up (
            id IDENTITY,
            match_id INTEGER NOT NULL REFERENCES match (id),
            on_day INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            next_step TEXT NOT NULL,
            next_on INTEGER,
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id)
        ) TABLE
        """,
        "CREATE INDEX follow_up_match ON follow_up (match_id)",
    ]

    private static let money = [
        """
        CREATE TABLE contract (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            title TEXT NOT NULL CHECK (title <> ''),
            contract_type TEXT NOT NULL,
            buyer_id INTEGER NOT NULL REFERENCES organization (id),
            seller_id INTEGER NOT NULL REFERENCES organization (id),
            total INTEGER NOT NULL CHECK (total > 0),
            technology INTEGER NOT NULL CHECK (technology BETWEEN 0 AND total),
            signed_on INTEGER NOT NULL,
            starts_on INTEGER,
            ends_on INTEGER,
            registration_number TEXT NOT NULL,
            field TEXT,
            note TEXT NOT NULL,
            cancelled_on INTEGER,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX contract_signed ON contract (signed_on)",
        "CREATE INDEX contract_buyer ON contract (buyer_id)",
        "CREATE INDEX contract_seller ON contract (seller_id)",
        """
        CREATE TABLE contract_match (
            id IDENTITY,
            contract_id INTEGER NOT NULL REFERENCES contract (id),
            match_id INTEGER NOT NULL REFERENCES match (id),
            UNIQUE (contract_id, match_id)
        ) TABLE
        """,
        "CREATE INDEX contract_match_match ON contract_match (match_id)",
        """
        CREATE TABLE contract_change (
            id IDENTITY,
            contract_id INTEGER NOT NULL REFERENCES contract (id),
            kind TEXT NOT NULL CHECK (kind IN ('amendment', 'cancellation')),
            on_day INTEGER NOT NULL,
            total INTEGER CHECK (total > 0),
            technology INTEGER CHECK (technology BETWEEN 0 AND total),
            note TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            actor_id INTEGER NOT NULL REFERENCES user_account (id),
            CHECK ((kind = 'amendment') = (total IS NOT NULL AND technology IS NOT NULL))
        ) TABLE
        """,
        "CREATE INDEX contract_change_contract ON contract_change (contract_id)",
        "CREATE INDEX contract_change_day ON contract_change (on_day)",
        """
        CREATE TABLE payment (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            contract_id INTEGER NOT NULL REFERENCES contract (id),
            kind TEXT NOT NULL CHECK (kind IN ('receipt', 'refund')),
            amount INTEGER NOT NULL CHECK (amount > 0),
            on_day INTEGER NOT NULL,
            note TEXT NOT NULL,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX payment_contract ON payment (contract_id)",
        "CREATE INDEX payment_day ON payment (on_day)",
        """
        CREATE TABLE target (
            id IDENTITY,
            year INTEGER NOT NULL,
            indicator TEXT NOT NULL,
            value INTEGER NOT NULL CHECK (value >= 0),
            version INTEGER NOT NULL,
            UNIQUE (year, indicator)
        ) TABLE
        """,
    ]

    private static let events = [
        """
        CREATE TABLE activity (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            title TEXT NOT NULL CHECK (title <> ''),
            kind TEXT NOT NULL,
            on_day INTEGER NOT NULL,
            ends_on INTEGER,
            place TEXT NOT NULL,
            host TEXT NOT NULL,
            co_hosts TEXT NOT NULL,
            parent_id INTEGER REFERENCES activity (id),
            state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
            note TEXT NOT NULL,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX activity_day ON activity (on_day)",
        """
        CREATE TABLE attendance (
            id IDENTITY,
            activity_id INTEGER NOT NULL REFERENCES activity (id),
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            people INTEGER NOT NULL CHECK (people > 0),
            note TEXT NOT NULL,
            UNIQUE (activity_id, organization_id)
        ) TABLE
        """,
        "CREATE INDEX attendance_organization ON attendance (organization_id)",
        """
        CREATE TABLE visit (
            id IDENTITY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            organization_id INTEGER NOT NULL REFERENCES organization (id),
            on_day INTEGER NOT NULL,
            kind TEXT NOT NULL,
            staff_id INTEGER REFERENCES user_account (id),
            summary TEXT NOT NULL,
            result TEXT NOT NULL,
            code_edition INTEGER NOT NULL,
            version INTEGER NOT NULL,
            archived_at INTEGER,
            is_counted INTEGER NOT NULL CHECK (is_counted IN (0, 1))
        ) TABLE
        """,
        "CREATE INDEX visit_day ON visit (on_day)",
        "CREATE INDEX visit_organization ON visit (organization_id)",
    ]
}
