//! The poller: asks feeds when they are due and hands what came to ingest.
