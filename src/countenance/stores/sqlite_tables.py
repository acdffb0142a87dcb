"""The tables of the database file, and what each later version of them added.

Rules kept here:
 * A version that was released is never edited; a change is the next one.
 * `countenance.stores.postgres_tables` has the same tables under the same versions.
"""

__all__ = ["ADDED", "TABLES", "VERSION"]

VERSION = 7
"""The version of the tables, one number for both kinds of database."""

TABLES = """
CREATE TABLE entries (
    idx  INTEGER PRIMARY KEY,
    id   TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    prev TEXT,
    caller TEXT,
    data BLOB NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE INDEX entries_prev ON entries (prev) WHERE prev IS NOT NULL;
CREATE INDEX entries_kind ON entries (kind, idx);
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;

CREATE TABLE openings (
    idx   INTEGER NOT NULL REFERENCES entries (idx),
    field TEXT NOT NULL,
    salt  BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (idx, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE awaiting (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE attested (
    issuer TEXT NOT NULL,
    jti    TEXT NOT NULL,
    until  INTEGER NOT NULL,
    PRIMARY KEY (issuer, jti)
) STRICT, WITHOUT ROWID;

CREATE TABLE registrations (
    id       TEXT PRIMARY KEY,
    ref      TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    entry    TEXT NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE keys (
    key_id    TEXT PRIMARY KEY,
    caller    TEXT NOT NULL,
    name      TEXT NOT NULL,
    last_four TEXT NOT NULL,
    digest    BLOB NOT NULL,
    carries   TEXT NOT NULL,
    made      TEXT NOT NULL,
    revoked   TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE state (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO state VALUES ('generation', 0);
"""

ADDED = {
    2: """
CREATE TABLE offences (
    idx    INTEGER PRIMARY KEY REFERENCES entries (idx),
    caller TEXT NOT NULL,
    clause TEXT NOT NULL,
    time   TEXT NOT NULL
) STRICT;
CREATE INDEX offences_by_caller ON offences (caller, clause, idx);
INSERT INTO offences
    SELECT idx, caller, coalesce(json_extract(data, '$.clauses[0].edition') || '#' ||
        json_extract(data, '$.clauses[0].clause'), 'unnamed'), json_extract(data, '$.time')
    FROM (SELECT idx, caller, CAST(data AS TEXT) AS data FROM entries WHERE kind = 'decision')
    WHERE caller IS NOT NULL AND json_extract(data, '$.outcome') = 'refuse'
        AND json_extract(data, '$.reason') = 'denied' AND json_extract(data, '$.what_if') = 0;

CREATE TABLE standings (
    caller   TEXT NOT NULL,
    clause   TEXT NOT NULL,
    step     TEXT NOT NULL,
    refusals INTEGER NOT NULL,
    hours    INTEGER NOT NULL,
    time     TEXT NOT NULL,
    idx      INTEGER NOT NULL REFERENCES entries (idx),
    PRIMARY KEY (caller, clause)
) STRICT, WITHOUT ROWID;
""",
    3: "ALTER TABLE awaiting ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;\n",
    # The first releases made these when they were first wanted.
    4: """
CREATE TABLE IF NOT EXISTS holds (
    id     TEXT PRIMARY KEY,
    caller TEXT NOT NULL,
    entry  INTEGER NOT NULL,
    since  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS bindings (
    id    BLOB PRIMARY KEY,
    until INTEGER NOT NULL,
    bound BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS shown (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    mark    BLOB NOT NULL UNIQUE,
    corners INTEGER NOT NULL,
    last    INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS shown_last ON shown (last);

CREATE TABLE IF NOT EXISTS shown_looks (
    shown INTEGER NOT NULL REFERENCES shown (id) ON DELETE CASCADE,
    asked BLOB NOT NULL,
    at    INTEGER NOT NULL,
    entry TEXT NOT NULL,
    acts  BLOB NOT NULL,
    PRIMARY KEY (shown, asked)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_looks_at ON shown_looks (at);

CREATE TABLE IF NOT EXISTS shown_corners (
    mark  BLOB NOT NULL,
    shown INTEGER NOT NULL REFERENCES shown (id) ON DELETE CASCADE,
    PRIMARY KEY (mark, shown)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_corners_of ON shown_corners (shown);

CREATE TABLE IF NOT EXISTS shown_copies (
    one   INTEGER NOT NULL REFERENCES shown (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES shown (id) ON DELETE CASCADE,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_copies_of ON shown_copies (other);
""",
    # What was kept in the open is sealed by `countenance.stores.unsealed`.
    5: """
ALTER TABLE openings RENAME TO openings_unsealed;

CREATE TABLE cases (
    number  INTEGER PRIMARY KEY,
    ref     TEXT,
    last    TEXT NOT NULL,
    wrapper TEXT,
    wrapped BLOB,
    erased  INTEGER
) STRICT;
CREATE UNIQUE INDEX cases_ref ON cases (ref) WHERE ref IS NOT NULL;
CREATE INDEX cases_kept ON cases (last) WHERE wrapped IS NOT NULL;

CREATE TABLE openings (
    idx    INTEGER PRIMARY KEY REFERENCES entries (idx),
    number INTEGER NOT NULL,
    sealed BLOB,
    marks  BLOB
) STRICT;
CREATE INDEX openings_of_case ON openings (number) WHERE number <> idx;

CREATE TABLE held_cases (
    idx      INTEGER PRIMARY KEY REFERENCES entries (idx),
    number   INTEGER NOT NULL,
    released INTEGER
) STRICT;
""",
    # Nobody looks for entries of calls by their kind: what every entry paid for serves few.
    6: """
DROP INDEX entries_kind;
CREATE INDEX entries_of_log_key ON entries (idx) WHERE kind = 'log-key';
CREATE INDEX entries_of_standing ON entries (caller, idx) WHERE kind = 'standing';

CREATE TABLE held_calls (
    id       TEXT PRIMARY KEY,
    call     TEXT NOT NULL,
    round    INTEGER NOT NULL,
    caller   TEXT NOT NULL,
    state    TEXT NOT NULL,
    due      INTEGER NOT NULL,
    document BLOB NOT NULL,
    alike    TEXT,
    UNIQUE (call, round)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_calls_by_state ON held_calls (state, due, id);
CREATE INDEX held_calls_alike ON held_calls (alike) WHERE alike IS NOT NULL;

CREATE TABLE held_sets (
    number   INTEGER PRIMARY KEY,
    held     TEXT NOT NULL,
    decision TEXT NOT NULL,
    caller   TEXT NOT NULL,
    size     INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    stays    INTEGER NOT NULL,
    wrapper  TEXT,
    wrapped  BLOB
) STRICT;
CREATE INDEX held_sets_of_caller ON held_sets (caller) WHERE wrapped IS NOT NULL;
CREATE INDEX held_sets_until ON held_sets (until) WHERE wrapped IS NOT NULL;
CREATE INDEX held_sets_of_case ON held_sets (held);

CREATE TABLE held_pictures (
    number  INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    blurred BLOB,
    plain   BLOB,
    PRIMARY KEY (number, place)
) STRICT;

CREATE TABLE people (
    ref     TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    callers TEXT NOT NULL,
    key_id  TEXT NOT NULL UNIQUE,
    digest  BLOB NOT NULL,
    made    TEXT NOT NULL,
    removed TEXT,
    entry   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE motions (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    state    TEXT NOT NULL,
    due      INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX motions_by_state ON motions (state, due);
CREATE UNIQUE INDEX motions_open ON motions (kind, subject) WHERE state = 'open';

CREATE TABLE proposals (
    id       TEXT PRIMARY KEY,
    state    TEXT NOT NULL,
    due      INTEGER NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX proposals_by_state ON proposals (state, due);

CREATE TABLE notices (
    id       TEXT NOT NULL,
    receiver TEXT NOT NULL,
    state    TEXT NOT NULL,
    next     INTEGER NOT NULL,
    made     INTEGER NOT NULL,
    tries    INTEGER NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (id, receiver)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_state ON notices (state, next);

CREATE TABLE rulings (
    id       TEXT PRIMARY KEY,
    digest   TEXT NOT NULL UNIQUE,
    edition  TEXT NOT NULL,
    state    TEXT NOT NULL,
    proposed INTEGER NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rulings_by_edition ON rulings (edition, state);

CREATE TABLE questions (
    id       TEXT PRIMARY KEY,
    state    TEXT NOT NULL,
    asked    INTEGER NOT NULL,
    document BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX questions_by_age ON questions (asked, id);

CREATE TABLE accounts (
    ref         TEXT PRIMARY KEY,
    password    TEXT NOT NULL,
    secret      BLOB NOT NULL,
    step        INTEGER NOT NULL,
    recovery    TEXT NOT NULL,
    preferences TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    digest BLOB PRIMARY KEY,
    ref    TEXT NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    ref    TEXT NOT NULL,
    role   TEXT NOT NULL,
    began  INTEGER NOT NULL,
    seen   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (ref);

CREATE TABLE tries (
    digest BLOB PRIMARY KEY,
    count  INTEGER NOT NULL,
    waits  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_names (
    ref     TEXT PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    issuer  TEXT,
    subject TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE directory_used (
    digest BLOB PRIMARY KEY,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    organization TEXT NOT NULL,
    officer      TEXT NOT NULL,
    state        TEXT NOT NULL,
    document     BLOB NOT NULL,
    sealed       BLOB
) STRICT;
CREATE INDEX reports_of ON reports (organization, officer);

CREATE TABLE report_drafts (
    number INTEGER PRIMARY KEY,
    report TEXT NOT NULL REFERENCES reports (id),
    generation INTEGER NOT NULL,
    entry  TEXT NOT NULL,
    sealed BLOB,
    UNIQUE (report, generation)
) STRICT;
CREATE TRIGGER report_drafts_stay BEFORE UPDATE ON report_drafts
    WHEN NEW.sealed IS NOT NULL OR NEW.number IS NOT OLD.number OR NEW.report IS NOT OLD.report
        OR NEW.generation IS NOT OLD.generation OR NEW.entry IS NOT OLD.entry
        OR NOT EXISTS (SELECT 1 FROM cases WHERE ref = OLD.report AND erased IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'a draft is never changed'); END;
CREATE TRIGGER report_drafts_remain BEFORE DELETE ON report_drafts
    BEGIN SELECT RAISE(ABORT, 'a draft is never removed'); END;
CREATE TRIGGER reports_remain BEFORE DELETE ON reports
    BEGIN SELECT RAISE(ABORT, 'a report is never removed'); END;
""",
    # What has run out is found by spans: every entry paid for the index.
    7: """
DROP INDEX cases_kept;
CREATE TABLE case_spans (first INTEGER PRIMARY KEY, earliest TEXT NOT NULL) STRICT;
""",
}
"""What each later version of the tables added, and how it was filled from the entries."""
