//! Ingest: parsed items to a poll that the store can apply. Decides; the store applies.
