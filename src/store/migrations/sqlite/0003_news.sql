-- What is newer than a position in the store's history is found by it: a screen folds in what is new instead of reading
-- all anew.
PRAGMA user_version = 3;

CREATE INDEX claim_seq ON claim (seq);
CREATE INDEX status_seq ON status (seq);
CREATE INDEX revision_seq ON revision (seq) WHERE number > 1;
CREATE INDEX decision_seq ON decision (seq);
CREATE INDEX regrouping_seq ON regrouping (seq);
