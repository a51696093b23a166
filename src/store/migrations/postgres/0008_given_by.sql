-- Who gave what a feed is asked with; what the column means stands in SQLite's eighteenth migration. Never edit this file once
-- it has shipped: add a numbered one.

ALTER TABLE feed ADD COLUMN given_by TEXT COLLATE "C";
