-- The first schema. Times are whole milliseconds since 1970 in UTC and end in `_at`. `seq` is the position in the
-- store's history at which a row was written. Never edit this file once it has shipped: add a numbered one, and
-- raise user_version in it, which is what an older program reads to leave a newer store alone.
PRAGMA application_id = 1668243827;
PRAGMA user_version = 1;

-- The one row is the position of the newest change of this store.
CREATE TABLE sequence (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seq  INTEGER NOT NULL
);
INSERT INTO sequence (only, seq) VALUES (1, 0);

-- One row is a feed this store was ever told of, and how its last poll went. Feeds that are no longer configured
-- stay: their items do.
CREATE TABLE feed (
    id               TEXT PRIMARY KEY,
    url              TEXT NOT NULL,
    name             TEXT NOT NULL,
    state            TEXT NOT NULL DEFAULT 'waiting',
    error_kind       TEXT,
    error_message    TEXT,
    last_success_at  INTEGER,
    last_new_item_at INTEGER,
    last_poll_at     INTEGER,
    next_poll_at     INTEGER,
    not_before_at    INTEGER,
    failures         INTEGER NOT NULL DEFAULT 0,
    items            INTEGER NOT NULL DEFAULT 0,
    etag             TEXT,
    last_modified    TEXT,
    seq              INTEGER NOT NULL
) WITHOUT ROWID;

-- One row is an item: what one feed published under one guid. What it says is in its revisions; `revisions` and
-- `relevant` repeat what the newest of them says, `published_at` what the first said: an edit makes nothing newer.
CREATE TABLE item (
    no           INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    feed_id      TEXT NOT NULL REFERENCES feed (id),
    guid         TEXT NOT NULL,
    report_id    TEXT,
    published_at INTEGER NOT NULL,
    fetched_at   INTEGER NOT NULL,
    revisions    INTEGER NOT NULL,
    relevant     INTEGER NOT NULL,
    simhash      INTEGER NOT NULL,
    figures      INTEGER NOT NULL,
    seq          INTEGER NOT NULL
);
CREATE INDEX item_published ON item (published_at, id);
CREATE INDEX item_listed ON item (published_at, report_id, fetched_at, revisions, relevant, id)
    WHERE report_id IS NOT NULL;
CREATE INDEX item_report ON item (report_id, published_at, id, fetched_at, revisions, relevant)
    WHERE report_id IS NOT NULL;
CREATE INDEX item_figures ON item (figures, published_at) WHERE report_id IS NOT NULL AND figures <> 0;

-- One row says that the simhash of a reported item's revision has a byte of this value at this place (band =
-- place * 256 + value): texts that differ in few bits share a band, so near-duplicates are found by index.
CREATE TABLE band (
    band         INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    item_no      INTEGER NOT NULL REFERENCES item (no),
    simhash      INTEGER NOT NULL,
    PRIMARY KEY (band, published_at, item_no, simhash)
) WITHOUT ROWID;

-- One row is a revision of an item: its texts as fetched at one time, and what the reader made of them. Only added.
CREATE TABLE revision (
    item_no    INTEGER NOT NULL REFERENCES item (no),
    number     INTEGER NOT NULL CHECK (number >= 1),
    fetched_at INTEGER NOT NULL,
    digest     TEXT NOT NULL,
    url        TEXT,
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    author     TEXT,
    categories TEXT NOT NULL,
    lang       TEXT NOT NULL,
    relevant   INTEGER NOT NULL,
    score      REAL NOT NULL,
    matched    TEXT NOT NULL,
    episode_id TEXT NOT NULL,
    seq        INTEGER NOT NULL
);
CREATE UNIQUE INDEX revision_of ON revision (item_no, number);

-- One row is a figure that one revision of one item states, with the words it was read from. Only added.
-- `published_at`, `fetched_at` and `episode_id` repeat its item's and its revision's, which never change.
CREATE TABLE claim (
    item_no      INTEGER NOT NULL REFERENCES item (no),
    revision     INTEGER NOT NULL,
    n            INTEGER NOT NULL,
    id           TEXT NOT NULL UNIQUE,
    published_at INTEGER NOT NULL,
    fetched_at   INTEGER NOT NULL,
    episode_id   TEXT NOT NULL,
    metric       TEXT NOT NULL,
    category     TEXT NOT NULL,
    perpetrator  TEXT,
    low          INTEGER,
    high         INTEGER,
    bound        TEXT NOT NULL,
    origin       TEXT,
    place        TEXT,
    scope        TEXT NOT NULL,
    as_of_at     INTEGER,
    cue          TEXT NOT NULL,
    confidence   REAL NOT NULL,
    field        TEXT NOT NULL,
    first_byte   INTEGER NOT NULL,
    end_byte     INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    rule         TEXT NOT NULL,
    seq          INTEGER NOT NULL
);
CREATE UNIQUE INDEX claim_of ON claim (item_no, revision, n);
CREATE INDEX claim_published ON claim (published_at, id);
CREATE INDEX claim_episode ON claim (episode_id, published_at);

-- One row is what one revision of one item says of curfew or control of one place. Only added.
CREATE TABLE status (
    item_no      INTEGER NOT NULL REFERENCES item (no),
    revision     INTEGER NOT NULL,
    n            INTEGER NOT NULL,
    id           TEXT NOT NULL UNIQUE,
    published_at INTEGER NOT NULL,
    fetched_at   INTEGER NOT NULL,
    episode_id   TEXT NOT NULL,
    place        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    value        TEXT NOT NULL,
    extent       TEXT,
    until_at     INTEGER,
    origin       TEXT,
    as_of_at     INTEGER,
    confidence   REAL NOT NULL,
    field        TEXT NOT NULL,
    first_byte   INTEGER NOT NULL,
    end_byte     INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    rule         TEXT NOT NULL,
    seq          INTEGER NOT NULL
);
CREATE UNIQUE INDEX status_of ON status (item_no, revision, n);
CREATE INDEX status_published ON status (published_at, id);
CREATE INDEX status_episode ON status (episode_id, published_at);

-- One row is what an operator decided about a report, a claim or a status. Only added: an undo is another row.
-- `mark` and `value` repeat a triage mark's name and sense, null for any other judgement.
CREATE TABLE decision (
    no           INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    subject_kind TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    judgement    TEXT NOT NULL,
    mark         TEXT,
    value        INTEGER,
    operator     TEXT NOT NULL,
    decided_at   INTEGER NOT NULL,
    reason       TEXT,
    seq          INTEGER NOT NULL
);
CREATE INDEX decision_subject ON decision (subject_kind, subject_id, mark, decided_at, no, value);
CREATE INDEX decision_decided ON decision (decided_at, no);

-- What was said and what was decided is never taken back, by this program or another.
CREATE TRIGGER revision_is_kept BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'revisions are only ever added'); END;
CREATE TRIGGER revision_stays BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'revisions are only ever added'); END;
CREATE TRIGGER claim_is_kept BEFORE UPDATE ON claim
BEGIN SELECT RAISE(ABORT, 'claims are only ever added'); END;
CREATE TRIGGER claim_stays BEFORE DELETE ON claim
BEGIN SELECT RAISE(ABORT, 'claims are only ever added'); END;
CREATE TRIGGER status_is_kept BEFORE UPDATE ON status
BEGIN SELECT RAISE(ABORT, 'statuses are only ever added'); END;
CREATE TRIGGER status_stays BEFORE DELETE ON status
BEGIN SELECT RAISE(ABORT, 'statuses are only ever added'); END;
CREATE TRIGGER decision_is_kept BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TRIGGER decision_stays BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TRIGGER item_stays BEFORE DELETE ON item
BEGIN SELECT RAISE(ABORT, 'items are never deleted'); END;
