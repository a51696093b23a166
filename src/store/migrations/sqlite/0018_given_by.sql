-- What a feed is asked with knows who gave it.
PRAGMA user_version = 18;

-- The address that gave etag and last_modified, where the feed's own led to it: they mean nothing to another that it leads to
-- later. NULL: the feed's own.
ALTER TABLE feed ADD COLUMN given_by TEXT;
