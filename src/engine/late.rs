//! The reader, made when the first item is to be read: a screen over what is stored opens without waiting for it.

use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

use crate::extract::Reader;

/// A reader that is made when it is first used, by whoever uses it, where blocking is allowed.
pub struct LateReader(LazyLock<Reader, Box<dyn FnOnce() -> Reader + Send>>);

impl LateReader {
    /// One that will be made so.
    pub fn new(make: impl FnOnce() -> Reader + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(make)))
    }
}

impl Deref for LateReader {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl fmt::Debug for LateReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LateReader")
    }
}
