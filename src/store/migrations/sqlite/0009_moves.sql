-- What a feed's server says of the feed for good.
PRAGMA user_version = 9;

-- Whether its server says that it is gone; where it says that it has moved to, and how many polls in a row it has said so.
ALTER TABLE feed ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN moved_url TEXT;
ALTER TABLE feed ADD COLUMN moved_times INTEGER NOT NULL DEFAULT 0;
