-- Words are put together less often.
PRAGMA user_version = 16;

-- Pieces of the words are merged sixteen at a time and not eight, so that each word is written anew less often; and never more
-- of them by one write than its share, until there are twice as many.
INSERT INTO words (words, rank) VALUES ('automerge', 16);
INSERT INTO words (words, rank) VALUES ('crisismerge', 32);
