-- What is marked not relevant asks to be read no more: it counts among the reports, and not among the unread.
PRAGMA user_version = 17;

-- Whether the report is marked not relevant.
ALTER TABLE report ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0;
DROP INDEX report_led;
CREATE INDEX report_led ON report (led_at, read, dismissed);
DROP INDEX report_asleep;
CREATE INDEX report_asleep ON report (asleep_until, led_at, read, dismissed) WHERE asleep_until IS NOT NULL;

DROP TRIGGER report_comes;
CREATE TRIGGER report_comes AFTER INSERT ON report
BEGIN
    INSERT INTO report_hour (begins_at, total, unread)
    VALUES (new.led_at - ((new.led_at % 3600000) + 3600000) % 3600000, 1, NOT (new.read OR new.dismissed))
    ON CONFLICT (begins_at) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;
DROP TRIGGER report_goes;
CREATE TRIGGER report_goes AFTER DELETE ON report
BEGIN
    UPDATE report_hour SET total = total - 1, unread = unread - (NOT (old.read OR old.dismissed))
    WHERE begins_at = old.led_at - ((old.led_at % 3600000) + 3600000) % 3600000;
END;
DROP TRIGGER report_turns;
CREATE TRIGGER report_turns AFTER UPDATE OF led_at, read, dismissed ON report
BEGIN
    UPDATE report_hour SET total = total - 1, unread = unread - (NOT (old.read OR old.dismissed))
    WHERE begins_at = old.led_at - ((old.led_at % 3600000) + 3600000) % 3600000;
    INSERT INTO report_hour (begins_at, total, unread)
    VALUES (new.led_at - ((new.led_at % 3600000) + 3600000) % 3600000, 1, NOT (new.read OR new.dismissed))
    ON CONFLICT (begins_at) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;

-- Those that were marked so are made anew before the end of the transaction.
INSERT INTO report_touched (id)
SELECT i.report_id FROM decision AS d JOIN item AS i ON i.id = d.subject_id
WHERE d.mark = 'dismissed' AND d.subject_kind = 'report' AND i.report_id IS NOT NULL
ON CONFLICT (id) DO NOTHING;
