-- By which rules each revision was read, so that a change of the rules reaches what is stored.
PRAGMA user_version = 10;

-- One row is a version of the reading rules, of one situation.
CREATE TABLE rules (
    no        INTEGER PRIMARY KEY,
    situation TEXT NOT NULL,
    digest    TEXT NOT NULL,
    UNIQUE (situation, digest)
);

-- By which rules it was read last; null where an older program read it, which kept no such thing.
ALTER TABLE revision ADD COLUMN rules_no INTEGER REFERENCES rules (no);
CREATE INDEX revision_rules ON revision (rules_no, item_no);

-- The position in the store's history at which it was read anew as it stands; null where it stands as it was read first.
-- `seq` stays that of its revision: what is read anew is no news.
ALTER TABLE claim ADD COLUMN read_seq INTEGER;
ALTER TABLE status ADD COLUMN read_seq INTEGER;
CREATE INDEX claim_read ON claim (read_seq) WHERE read_seq IS NOT NULL;
CREATE INDEX status_read ON status (read_seq) WHERE read_seq IS NOT NULL;

-- One row is a claim or a status as it was read once and is not any more, since the position `gone_seq`; what it said is in
-- `said`. Only added.
CREATE TABLE former (
    id       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    item_no  INTEGER NOT NULL REFERENCES item (no),
    revision INTEGER NOT NULL,
    said     TEXT NOT NULL,
    rules_no INTEGER REFERENCES rules (no),
    gone_seq INTEGER NOT NULL,
    PRIMARY KEY (id, gone_seq)
) WITHOUT ROWID;
CREATE INDEX former_gone ON former (gone_seq);
CREATE INDEX former_of ON former (item_no, revision);

-- The one row says which program reads anew what is stored, and until when the others leave it to that one.
CREATE TABLE rereading (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    holder   TEXT NOT NULL,
    until_at INTEGER NOT NULL
);
INSERT INTO rereading (only, holder, until_at) VALUES (1, '', 0);

-- What was fetched is never changed; what was read of it is, by a program that reads it anew.
DROP TRIGGER revision_is_kept;
CREATE TRIGGER revision_is_kept
BEFORE UPDATE OF item_no, number, fetched_at, digest, url, title, text, author, categories, episode_id, seq ON revision
BEGIN SELECT RAISE(ABORT, 'revisions are only ever added'); END;

-- A claim or a status is taken out where it is kept as a former one, in the same transaction, and nowhere else.
DROP TRIGGER claim_stays;
CREATE TRIGGER claim_stays BEFORE DELETE ON claim
WHEN NOT EXISTS (SELECT 1 FROM former WHERE id = old.id AND gone_seq = (SELECT seq FROM sequence))
BEGIN SELECT RAISE(ABORT, 'claims are only ever added'); END;
DROP TRIGGER status_stays;
CREATE TRIGGER status_stays BEFORE DELETE ON status
WHEN NOT EXISTS (SELECT 1 FROM former WHERE id = old.id AND gone_seq = (SELECT seq FROM sequence))
BEGIN SELECT RAISE(ABORT, 'statuses are only ever added'); END;
CREATE TRIGGER former_is_kept BEFORE UPDATE ON former
BEGIN SELECT RAISE(ABORT, 'former readings are only ever added'); END;
CREATE TRIGGER former_stays BEFORE DELETE ON former
BEGIN SELECT RAISE(ABORT, 'former readings are only ever added'); END;

-- What grouping knows of a revision is made of what is read of it.
DROP TRIGGER imprint_is_kept;
DROP TRIGGER imprint_stays;
