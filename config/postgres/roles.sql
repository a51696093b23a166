-- The roles of a store on PostgreSQL, with what each may do and nothing more. Run it as the owner of the database or a
-- superuser, after the first program has made the tables, and again after a program with a newer schema has:
--
--     psql -d desk -f roles.sql
--     createuser --pwprompt anna; psql -d desk -c 'GRANT coastwatch_operator TO anna'
--
-- coastwatch_viewer    looks (`coastwatch --read-only`).
-- coastwatch_operator  looks, marks and decides; its screen asks no feeds.
-- coastwatch_collector looks, asks feeds and stores what they say (`coastwatch collect`).
--
-- Who does both is given both. What was fetched and decided can be added to by these roles and neither changed nor taken
-- back (`coastwatch store prune` is run as the owner); readings are put in the place of others only as the triggers of their tables let them.

DO $$
DECLARE
    role TEXT;
BEGIN
    FOREACH role IN ARRAY ARRAY['coastwatch_viewer', 'coastwatch_operator', 'coastwatch_collector'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        END IF;
    END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA coastwatch FROM PUBLIC, coastwatch_viewer, coastwatch_operator, coastwatch_collector;
REVOKE CREATE ON SCHEMA coastwatch FROM PUBLIC;

-- Everybody looks.
GRANT USAGE ON SCHEMA coastwatch TO coastwatch_viewer, coastwatch_operator, coastwatch_collector;
GRANT SELECT ON ALL TABLES IN SCHEMA coastwatch TO coastwatch_viewer, coastwatch_operator, coastwatch_collector;

-- Whoever writes takes a place in the history, and what is kept of the reports follows.
GRANT UPDATE ON coastwatch.sequence, coastwatch.newest TO coastwatch_operator, coastwatch_collector;
GRANT INSERT, UPDATE, DELETE ON coastwatch.report, coastwatch.report_hour, coastwatch.report_touched
    TO coastwatch_operator, coastwatch_collector;
GRANT UPDATE (report_id, opener_id, marked, seq) ON coastwatch.item TO coastwatch_operator, coastwatch_collector;
GRANT INSERT ON coastwatch.regrouping TO coastwatch_operator, coastwatch_collector;

-- Decisions are only ever added; the stretches in which a mark does not stand are made of them.
GRANT INSERT ON coastwatch.decision, coastwatch.look, coastwatch.handover TO coastwatch_operator;
GRANT INSERT, UPDATE ON coastwatch.undone TO coastwatch_operator;

-- Items and revisions are only ever added. What was read of them may be read anew: what it was is kept in `former`.
-- A feed whose id told a key gets another, and its items with it.
GRANT INSERT, UPDATE, DELETE ON coastwatch.feed TO coastwatch_collector;
GRANT INSERT ON coastwatch.item, coastwatch.revision, coastwatch.rules, coastwatch.words, coastwatch.former
    TO coastwatch_collector;
GRANT UPDATE (revisions, relevant, feed_id) ON coastwatch.item TO coastwatch_collector;
GRANT UPDATE (lang, relevant, score, matched, rules_no) ON coastwatch.revision TO coastwatch_collector;
GRANT INSERT, DELETE ON coastwatch.claim, coastwatch.status, coastwatch.imprint, coastwatch.shelf TO coastwatch_collector;
-- Who asks which feed, and when a host may be asked next, is settled among those who ask; who sits at a screen says so.
GRANT INSERT, UPDATE ON coastwatch.lease, coastwatch.host TO coastwatch_collector;
GRANT UPDATE (demanded, stirred) ON coastwatch.lease TO coastwatch_operator;
GRANT INSERT, UPDATE, DELETE ON coastwatch.shift TO coastwatch_operator;
-- Whoever collects or watches rings, and keeps what rang.
GRANT INSERT, UPDATE ON coastwatch.watch, coastwatch.rang, coastwatch.delivery TO coastwatch_operator, coastwatch_collector;
GRANT UPDATE ON coastwatch.rereading, coastwatch.word_backlog TO coastwatch_collector;
