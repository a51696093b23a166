-- Up to where each operator has taken over.
PRAGMA user_version = 7;

-- One row says that an operator has seen everything that was known at `seen_at` and stored by `seen_seq`; or, where it
-- names an earlier row in `takes_back`, that they have not, after all. Only added, and only by the operator's own act.
CREATE TABLE handover (
    no         INTEGER PRIMARY KEY,
    operator   TEXT NOT NULL,
    seen_at    INTEGER NOT NULL,
    seen_seq   INTEGER NOT NULL,
    taken_at   INTEGER NOT NULL,
    takes_back INTEGER REFERENCES handover (no),
    seq        INTEGER NOT NULL
);
CREATE INDEX handover_of ON handover (operator, taken_at);
