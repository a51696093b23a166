-- Several programs on one store; what the tables and their columns mean stands in SQLite's eleventh migration. Never edit
-- this file once it has shipped: add a numbered one.

-- With parts of a second, as SQLite says them by this name.
CREATE FUNCTION unixepoch (unit TEXT) RETURNS DOUBLE PRECISION
LANGUAGE sql VOLATILE AS $$ SELECT extract(EPOCH FROM clock_timestamp())::DOUBLE PRECISION $$;

CREATE TABLE lease (
    feed_id        TEXT COLLATE "C" PRIMARY KEY,
    holder         TEXT COLLATE "C" NOT NULL DEFAULT '',
    until_at       BIGINT NOT NULL DEFAULT 0,
    length         BIGINT NOT NULL DEFAULT 0,
    term           BIGINT NOT NULL DEFAULT 0,
    asker          TEXT COLLATE "C" NOT NULL DEFAULT '',
    asker_until_at BIGINT NOT NULL DEFAULT 0,
    demanded       BIGINT NOT NULL DEFAULT 0,
    stirred        BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 30);
CREATE INDEX lease_stirred ON lease (holder) WHERE stirred = 1;

CREATE TABLE host (
    name    TEXT COLLATE "C" PRIMARY KEY,
    next_at BIGINT NOT NULL
) WITH (fillfactor = 30);

CREATE TABLE shift (
    screen   TEXT COLLATE "C" PRIMARY KEY,
    operator TEXT COLLATE "C" NOT NULL,
    since_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL
) WITH (fillfactor = 30);

-- Whoever listens hears of every place in the history, once what stands at it can be read, and of nothing else.
CREATE FUNCTION sequence_moves () RETURNS TRIGGER
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('coastwatch', new.seq::TEXT);
    RETURN NULL;
END $$;
CREATE TRIGGER sequence_moves AFTER UPDATE ON sequence FOR EACH ROW EXECUTE FUNCTION sequence_moves();
