PRAGMA user_version = 4;

-- One row says that an operator looked at the screen until then. Only added.
CREATE TABLE look (
    operator  TEXT NOT NULL,
    looked_at INTEGER NOT NULL,
    seq       INTEGER NOT NULL
);
CREATE INDEX look_of ON look (operator, looked_at);
