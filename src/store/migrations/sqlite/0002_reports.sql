-- Reports as a function of what is stored: the shape of every revision, by which items are grouped in whatever order
-- they arrive. Items stored before have none and stay in the reports they are in.
PRAGMA user_version = 2;

-- The item that an item's report was opened by, before what operators merged and split; null where it has no report.
ALTER TABLE item ADD COLUMN opener_id TEXT;
UPDATE item SET opener_id = report_id;
CREATE INDEX item_opener ON item (opener_id) WHERE opener_id IS NOT NULL;
CREATE INDEX item_by_hand ON item (no) WHERE report_id <> opener_id;

-- What took the place of these is below.
DROP INDEX item_figures;
ALTER TABLE item DROP COLUMN simhash;
ALTER TABLE item DROP COLUMN figures;
DROP TABLE band;

-- One row is what grouping knows of one revision that was about the situation: the simhash of its text, the least
-- hashes of its shingles (four bytes each, the highest first), and what it tells of figures and curfews. Only added.
CREATE TABLE imprint (
    item_no    INTEGER NOT NULL REFERENCES item (no),
    revision   INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    simhash    INTEGER NOT NULL,
    shingles   BLOB NOT NULL,
    facts      TEXT NOT NULL,
    PRIMARY KEY (item_no, revision)
) WITHOUT ROWID;
CREATE TRIGGER imprint_is_kept BEFORE UPDATE ON imprint
BEGIN SELECT RAISE(ABORT, 'imprints are only ever added'); END;
CREATE TRIGGER imprint_stays BEFORE DELETE ON imprint
BEGIN SELECT RAISE(ABORT, 'imprints are only ever added'); END;

-- One row says that an item can be found by a number that its like have too: a shingle, a quarter of its simhash, a
-- fact. `opens` says whether the item opens its report: only such items draw others. Made of the imprints.
CREATE TABLE shelf (
    key          INTEGER NOT NULL,
    opens        INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    item_no      INTEGER NOT NULL REFERENCES item (no),
    PRIMARY KEY (key, opens, published_at, item_no)
) WITHOUT ROWID;

-- One row is an instant at which items that were there already changed their report: by a late item, an edit or a
-- decision. What stood before it is worked out anew. Only added.
CREATE TABLE regrouping (
    at  INTEGER NOT NULL,
    seq INTEGER NOT NULL
);
CREATE INDEX regrouping_at ON regrouping (at);
