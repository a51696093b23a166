-- What is marked not relevant asks to be read no more; what the column means stands in SQLite's seventeenth migration. Never edit
-- this file once it has shipped: add a numbered one.

ALTER TABLE report ADD COLUMN dismissed BIGINT NOT NULL DEFAULT 0;
DROP INDEX report_led;
CREATE INDEX report_led ON report (led_at, read, dismissed);
DROP INDEX report_asleep;
CREATE INDEX report_asleep ON report (asleep_until, led_at, read, dismissed) WHERE asleep_until IS NOT NULL;

CREATE OR REPLACE FUNCTION report_moves () RETURNS TRIGGER
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM hour_moves(old.led_at, -1, greatest(old.read, old.dismissed) - 1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM hour_moves(new.led_at, 1, 1 - greatest(new.read, new.dismissed));
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER report_comes ON report;
CREATE TRIGGER report_comes AFTER INSERT OR DELETE OR UPDATE OF led_at, read, dismissed ON report
FOR EACH ROW EXECUTE FUNCTION report_moves();

UPDATE report AS t SET dismissed = 1
WHERE 1 = (
    SELECT d.value
    FROM item AS o JOIN decision AS d ON d.subject_kind = 'report' AND d.subject_id = o.id AND d.mark = 'dismissed'
    WHERE o.report_id = t.id AND o.marked = 1
        AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.decision_no = d.no AND u.until_at IS NULL)
    ORDER BY d.decided_at DESC, d.no DESC LIMIT 1);
