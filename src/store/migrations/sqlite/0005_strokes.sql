-- Marks that are made together are taken back together, and what is taken back may be brought back.
PRAGMA user_version = 5;

-- What was decided with one key or one call; null where a decision was made alone. `mark` of an undo repeats that of the
-- mark it turns in the end, and `value` says whether that stands again by it.
ALTER TABLE decision ADD COLUMN stroke TEXT;
CREATE INDEX decision_stroke ON decision (stroke) WHERE stroke IS NOT NULL;
CREATE INDEX decision_operator ON decision (operator, subject_kind, no) WHERE mark IS NOT NULL;
CREATE INDEX decision_mark ON decision (mark, value) WHERE mark IS NOT NULL;

-- One row is a stretch of time in which a decision about a mark, or the mark itself, did not stand; one without an end
-- goes on. Made of the undoings, so that a list asks for what stood at a moment by one look-up.
CREATE TABLE undone (
    decision_no INTEGER NOT NULL REFERENCES decision (no),
    since_at    INTEGER NOT NULL,
    until_at    INTEGER,
    PRIMARY KEY (decision_no, since_at)
) WITHOUT ROWID;
