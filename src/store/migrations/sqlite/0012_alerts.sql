-- Alerts: what their rules keep in mind, what rang, and what is still to be told of it.
PRAGMA user_version = 12;

-- One row is a rule of alerts in one wording (`asks` is a digest of it), and what it keeps in mind: up to which place in the
-- history it has looked (`seen_seq`, and `seen_at` by whoever looked; null before its first look), and what it saw last.
-- `holder` alone looks by it, until `until_at` by this database's own clock.
CREATE TABLE watch (
    rule     TEXT NOT NULL,
    asks     TEXT NOT NULL,
    holder   TEXT NOT NULL,
    until_at INTEGER NOT NULL,
    seen_seq INTEGER,
    seen_at  INTEGER,
    memory   TEXT NOT NULL,
    PRIMARY KEY (rule, asks)
) WITHOUT ROWID;

-- One row says that a rule rang for a thing, which it does once. `ring` is what rang, as JSON. `fate` says what became of it:
-- it `waits`, it `sounded`, it was `merged` with another that did, or it is of the `first_poll` of its feed and told to
-- nobody; `told_at` and `told_seq` say when, `more` how many were told with it.
CREATE TABLE rang (
    no       INTEGER PRIMARY KEY,
    rule     TEXT NOT NULL,
    asks     TEXT NOT NULL,
    thing    TEXT NOT NULL,
    rang_at  INTEGER NOT NULL,
    ring     TEXT NOT NULL,
    fate     TEXT NOT NULL,
    told_at  INTEGER,
    told_seq INTEGER,
    more     INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX rang_once ON rang (rule, asks, thing);
CREATE INDEX rang_waits ON rang (rule, asks) WHERE fate = 'waits';
CREATE INDEX rang_sounded ON rang (told_seq) WHERE fate = 'sounded';
CREATE INDEX rang_listed ON rang (rang_at, no);

-- One row is the telling of a ring by one channel: it is `due` from `due_at` on, `done`, or `dead` after `tries` in vain.
CREATE TABLE delivery (
    ring_no INTEGER NOT NULL REFERENCES rang (no),
    channel TEXT NOT NULL,
    state   TEXT NOT NULL,
    tries   INTEGER NOT NULL,
    due_at  INTEGER NOT NULL,
    error   TEXT,
    PRIMARY KEY (ring_no, channel)
) WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'due';
CREATE INDEX delivery_dead ON delivery (ring_no) WHERE state = 'dead';

-- When a feed first answered at all: what came with that answer is no news.
ALTER TABLE feed ADD COLUMN first_answer_at INTEGER;
UPDATE feed SET first_answer_at = coalesce((SELECT min(fetched_at) FROM item WHERE item.feed_id = feed.id), last_success_at);

-- What was stored after a place in the history, however much there is.
CREATE INDEX revision_stored ON revision (seq, item_no, number);
