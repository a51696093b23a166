-- Retention: what is old, and nobody decided anything of, may be taken out. What is taken out is named first, and nothing else
-- can be.
PRAGMA user_version = 13;

-- One row is an item that was taken out: a feed that still has it brings no news by it.
CREATE TABLE pruned (
    id TEXT PRIMARY KEY
) WITHOUT ROWID;

-- One row is a pruning: of what was published and fetched before `before_at`, `items` were taken out.
CREATE TABLE pruning (
    no        INTEGER PRIMARY KEY,
    pruned_at INTEGER NOT NULL,
    before_at INTEGER NOT NULL,
    items     INTEGER NOT NULL,
    seq       INTEGER NOT NULL
);

-- The shelf refers to items by a column that no index begins with: an item that goes would be looked for in all of it. It is
-- made of the imprints, which refer to them too.
CREATE TABLE shelf_anew (
    key          INTEGER NOT NULL,
    opens        INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    item_no      INTEGER NOT NULL,
    PRIMARY KEY (key, opens, published_at, item_no)
) WITHOUT ROWID;
INSERT INTO shelf_anew SELECT * FROM shelf;
DROP TABLE shelf;
ALTER TABLE shelf_anew RENAME TO shelf;

DROP TRIGGER item_stays;
CREATE TRIGGER item_stays BEFORE DELETE ON item
WHEN NOT EXISTS (SELECT 1 FROM pruned WHERE id = old.id)
BEGIN SELECT RAISE(ABORT, 'items are only ever added'); END;
DROP TRIGGER revision_stays;
CREATE TRIGGER revision_stays BEFORE DELETE ON revision
WHEN NOT EXISTS (SELECT 1 FROM item AS i JOIN pruned AS p ON p.id = i.id WHERE i.no = old.item_no)
BEGIN SELECT RAISE(ABORT, 'revisions are only ever added'); END;
DROP TRIGGER former_stays;
CREATE TRIGGER former_stays BEFORE DELETE ON former
WHEN NOT EXISTS (SELECT 1 FROM item AS i JOIN pruned AS p ON p.id = i.id WHERE i.no = old.item_no)
BEGIN SELECT RAISE(ABORT, 'former readings are only ever added'); END;
DROP TRIGGER claim_stays;
CREATE TRIGGER claim_stays BEFORE DELETE ON claim
WHEN NOT EXISTS (SELECT 1 FROM former WHERE id = old.id AND gone_seq = (SELECT seq FROM sequence))
    AND NOT EXISTS (SELECT 1 FROM item AS i JOIN pruned AS p ON p.id = i.id WHERE i.no = old.item_no)
BEGIN SELECT RAISE(ABORT, 'claims are only ever added'); END;
DROP TRIGGER status_stays;
CREATE TRIGGER status_stays BEFORE DELETE ON status
WHEN NOT EXISTS (SELECT 1 FROM former WHERE id = old.id AND gone_seq = (SELECT seq FROM sequence))
    AND NOT EXISTS (SELECT 1 FROM item AS i JOIN pruned AS p ON p.id = i.id WHERE i.no = old.item_no)
BEGIN SELECT RAISE(ABORT, 'statuses are only ever added'); END;
