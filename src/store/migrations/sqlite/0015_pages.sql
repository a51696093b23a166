-- What polls write in fewer pages.
PRAGMA user_version = 15;

-- Pieces of the words are merged eight at a time and not four, so that each word is written anew half as often; and a poll of
-- some hundred items makes one piece and not several.
INSERT INTO words (words, rank) VALUES ('automerge', 8);
INSERT INTO words (words, rank) VALUES ('hashsize', 4194304);

-- In a table without row numbers a row of more than a quarter of a page has a page of its own beside it, which most of these
-- had. They are as before otherwise.
CREATE TABLE imprint_anew (
    item_no    INTEGER NOT NULL REFERENCES item (no),
    revision   INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL,
    simhash    INTEGER NOT NULL,
    shingles   BLOB NOT NULL,
    facts      TEXT NOT NULL,
    UNIQUE (item_no, revision)
);
INSERT INTO imprint_anew SELECT * FROM imprint;
DROP TABLE imprint;
ALTER TABLE imprint_anew RENAME TO imprint;
