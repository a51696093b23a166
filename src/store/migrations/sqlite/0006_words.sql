-- Full-text search over every revision of every item, in the terms of `text::terms`.
PRAGMA user_version = 6;

-- One row is a revision, under item_no * 2^20 + its number: a look back finds what was said then, and nothing is ever taken
-- out. The texts themselves are in `revision`. Terms are parted by blanks, which is all that the tokenizer has to know;
-- starts of two letters are kept, as half of a text begins with one of a few of them.
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = '', columnsize = 0, prefix = '2', tokenize = 'ascii');

-- The one row says which items were stored before there was a search: those after `done` up to `last` have no terms yet. They
-- are given theirs in steps; all others get theirs as they are stored.
CREATE TABLE word_backlog (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    done INTEGER NOT NULL,
    last INTEGER NOT NULL
);
INSERT INTO word_backlog (only, done, last) SELECT 1, 0, coalesce(max(no), 0) FROM item;

-- What filters begin with.
CREATE INDEX claim_place ON claim (place, item_no) WHERE place IS NOT NULL;
CREATE INDEX claim_origin ON claim (origin, item_no) WHERE origin IS NOT NULL;
CREATE INDEX status_place ON status (place, item_no);
CREATE INDEX status_origin ON status (origin, item_no) WHERE origin IS NOT NULL;
CREATE INDEX revision_lang ON revision (lang, item_no, number);
