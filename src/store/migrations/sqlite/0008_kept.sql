-- Counts are kept, not counted: what a list is headed by costs the same however much is stored.
PRAGMA user_version = 8;

-- Whether an operator ever marked the report by the item's id: few items are, and what is marked on a report is asked of
-- those alone.
ALTER TABLE item ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
UPDATE item SET marked = 1
WHERE id IN (SELECT subject_id FROM decision WHERE subject_kind = 'report' AND mark IS NOT NULL);
CREATE INDEX item_marked ON item (report_id, id) WHERE marked = 1 AND report_id IS NOT NULL;

-- The one row is the latest instant of anything stored. From then on what is kept is what would be counted; a list of an
-- earlier moment is counted.
CREATE TABLE newest (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    at   INTEGER NOT NULL
);
INSERT INTO newest (only, at)
SELECT 1, max(
    coalesce((SELECT max(published_at) FROM item), -9223372036854775808),
    coalesce((SELECT max(fetched_at) FROM revision), -9223372036854775808),
    coalesce((SELECT max(decided_at) FROM decision), -9223372036854775808));

-- One row is a report with an item about the situation, as it stands after all that is stored: when the latest of them was
-- published, whether it is read, until when it sleeps (null: it does not; 9223372036854775807: until something new comes),
-- whether it is escalated and nobody has taken it on. Made of the items and the decisions.
CREATE TABLE report (
    id           TEXT PRIMARY KEY,
    led_at       INTEGER NOT NULL,
    read         INTEGER NOT NULL,
    asleep_until INTEGER,
    alarms       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX report_led ON report (led_at, read);
CREATE INDEX report_asleep ON report (asleep_until, led_at, read) WHERE asleep_until IS NOT NULL;
CREATE INDEX report_alarms ON report (led_at) WHERE alarms = 1;

-- One row is the number of reports whose latest item was published within the hour that begins then. Made of `report`.
CREATE TABLE report_hour (
    begins_at INTEGER PRIMARY KEY,
    total     INTEGER NOT NULL,
    unread    INTEGER NOT NULL
);

-- One row is a report that this transaction touched: its row above is made anew before the end of the transaction. Empty
-- between transactions.
CREATE TABLE report_touched (
    id TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO report_touched (id) SELECT DISTINCT report_id FROM item WHERE report_id IS NOT NULL;

CREATE TRIGGER report_comes AFTER INSERT ON report
BEGIN
    INSERT INTO report_hour (begins_at, total, unread)
    VALUES (new.led_at - ((new.led_at % 3600000) + 3600000) % 3600000, 1, NOT new.read)
    ON CONFLICT (begins_at) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;
CREATE TRIGGER report_goes AFTER DELETE ON report
BEGIN
    UPDATE report_hour SET total = total - 1, unread = unread - (NOT old.read)
    WHERE begins_at = old.led_at - ((old.led_at % 3600000) + 3600000) % 3600000;
END;
CREATE TRIGGER report_turns AFTER UPDATE OF led_at, read ON report
BEGIN
    UPDATE report_hour SET total = total - 1, unread = unread - (NOT old.read)
    WHERE begins_at = old.led_at - ((old.led_at % 3600000) + 3600000) % 3600000;
    INSERT INTO report_hour (begins_at, total, unread)
    VALUES (new.led_at - ((new.led_at % 3600000) + 3600000) % 3600000, 1, NOT new.read)
    ON CONFLICT (begins_at) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;

-- What touches a report: an item that comes, goes over to another report, or has a new revision; a mark, and its undoing.
CREATE TRIGGER item_comes AFTER INSERT ON item
BEGIN
    UPDATE newest SET at = max(new.published_at, new.fetched_at) WHERE at < max(new.published_at, new.fetched_at);
    UPDATE item SET marked = 1 WHERE no = new.no AND EXISTS (
        SELECT 1 FROM decision WHERE subject_kind = 'report' AND subject_id = new.id AND mark IS NOT NULL);
    INSERT INTO report_touched (id) SELECT new.report_id WHERE new.report_id IS NOT NULL ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER item_turns AFTER UPDATE OF report_id, relevant, revisions ON item
BEGIN
    INSERT INTO report_touched (id) SELECT old.report_id WHERE old.report_id IS NOT NULL ON CONFLICT (id) DO NOTHING;
    INSERT INTO report_touched (id) SELECT new.report_id WHERE new.report_id IS NOT NULL ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER revision_comes AFTER INSERT ON revision
BEGIN
    UPDATE newest SET at = new.fetched_at WHERE at < new.fetched_at;
END;
CREATE TRIGGER decision_comes AFTER INSERT ON decision
BEGIN
    UPDATE newest SET at = new.decided_at WHERE at < new.decided_at;
    UPDATE item SET marked = 1
    WHERE id = new.subject_id AND marked = 0 AND new.subject_kind = 'report' AND new.mark IS NOT NULL;
    INSERT INTO report_touched (id)
    SELECT report_id FROM item
    WHERE id = new.subject_id AND report_id IS NOT NULL AND new.subject_kind = 'report' AND new.mark IS NOT NULL
    ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER undone_comes AFTER INSERT ON undone
BEGIN
    INSERT INTO report_touched (id)
    SELECT i.report_id FROM decision AS d JOIN item AS i ON i.id = d.subject_id
    WHERE d.no = new.decision_no AND d.subject_kind = 'report' AND i.report_id IS NOT NULL
    ON CONFLICT (id) DO NOTHING;
END;
CREATE TRIGGER undone_turns AFTER UPDATE ON undone
BEGIN
    INSERT INTO report_touched (id)
    SELECT i.report_id FROM decision AS d JOIN item AS i ON i.id = d.subject_id
    WHERE d.no = new.decision_no AND d.subject_kind = 'report' AND i.report_id IS NOT NULL
    ON CONFLICT (id) DO NOTHING;
END;
