-- How far back a regrouping reaches, so that a look back works out anew what can have been otherwise and no more.
PRAGMA user_version = 14;

-- When the earliest item was published that got another report; null where that was not kept, or anything may have been
-- otherwise.
ALTER TABLE regrouping ADD COLUMN reaches_at INTEGER;
