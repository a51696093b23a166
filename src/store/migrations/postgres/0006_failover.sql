-- What a server that takes over had not been sent is no part of the history any more, but programs may have seen it: places
-- that it is given again would look to them like those. So the first place that is given there leaps far over all of them, and
-- whoever keeps books opens them anew. A server that takes over counts as another timeline of the same cluster; where that
-- cannot be asked, nothing leaps. Never edit this file once it has shipped: add a numbered one.

CREATE FUNCTION timeline () RETURNS TEXT
LANGUAGE plpgsql AS $$
BEGIN
    RETURN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- On which timeline the newest place was given.
ALTER TABLE sequence ADD COLUMN timeline TEXT COLLATE "C";
UPDATE sequence SET timeline = timeline();

CREATE FUNCTION sequence_leaps () RETURNS TRIGGER
LANGUAGE plpgsql AS $$
DECLARE
    now_on TEXT := timeline();
BEGIN
    IF now_on IS NOT NULL AND now_on IS DISTINCT FROM old.timeline THEN
        IF old.timeline IS NOT NULL THEN
            new.seq := new.seq + 1000000000;
            -- As where items have changed their report: all is to be read anew. No look back is concerned.
            INSERT INTO regrouping (at, seq) VALUES (0, new.seq);
        END IF;
        new.timeline := now_on;
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER sequence_leaps BEFORE UPDATE ON sequence FOR EACH ROW EXECUTE FUNCTION sequence_leaps();
