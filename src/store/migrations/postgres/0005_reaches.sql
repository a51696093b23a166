-- How far back a regrouping reaches; what the column means stands in SQLite's fourteenth migration. Never edit this file once it
-- has shipped: add a numbered one.

ALTER TABLE regrouping ADD COLUMN reaches_at BIGINT;
