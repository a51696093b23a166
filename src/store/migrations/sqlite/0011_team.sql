-- Several programs on one store: which of them asks which feed, when a host may be asked next, and who sits at a screen.
-- Nothing of it is part of what is stored: it says how those that run now stand to each other, and is not copied. Times are
-- by this database's own clock, for the clocks of the programs may differ.
PRAGMA user_version = 11;

-- One row is a feed and the program that alone may ask it: `holder` until `until_at`, for `length` milliseconds from when it
-- was last heard of; after that whoever comes first. `term` is one more with each change of hands, by which what comes in
-- late is known. `asker` would like to have it, until `asker_until_at`, and the holder hands it over once it is not in the
-- middle of asking. `demanded` is 1 where somebody wants it asked at once, `stirred` where the holder is to look at it.
CREATE TABLE lease (
    feed_id        TEXT PRIMARY KEY,
    holder         TEXT NOT NULL DEFAULT '',
    until_at       INTEGER NOT NULL DEFAULT 0,
    length         INTEGER NOT NULL DEFAULT 0,
    term           INTEGER NOT NULL DEFAULT 0,
    asker          TEXT NOT NULL DEFAULT '',
    asker_until_at INTEGER NOT NULL DEFAULT 0,
    demanded       INTEGER NOT NULL DEFAULT 0,
    stirred        INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX lease_stirred ON lease (holder) WHERE stirred = 1;

-- One row is a host that feeds are asked of, and when the next request to it may start, whoever makes it.
CREATE TABLE host (
    name    TEXT PRIMARY KEY,
    next_at INTEGER NOT NULL
) WITHOUT ROWID;

-- One row is a screen and the operator who sits at it, since `since_at` and, unless it is heard of again, until `until_at`.
CREATE TABLE shift (
    screen   TEXT PRIMARY KEY,
    operator TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL
) WITHOUT ROWID;
