//! The reader, made when the first item is to be read: a screen over what is stored opens without waiting for it.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use crate::extract::Reader;
use crate::model::Rules;

/// Makes something when it is first used.
type Late<T> = LazyLock<T, Box<dyn FnOnce() -> T + Send>>;

/// A reader that is made when it is first used, by whoever uses it, where blocking is allowed.
pub struct LateReader {
    reader: Late<Arc<Reader>>,
    rules: Late<Rules>,
}

impl LateReader {
    /// One that will be made so, or that others read by as well, and the rules it will read by, which are told without it.
    pub fn new(
        make: impl FnOnce() -> Arc<Reader> + Send + 'static,
        tell: impl FnOnce() -> Rules + Send + 'static,
    ) -> Self {
        Self { reader: LazyLock::new(Box::new(make)), rules: LazyLock::new(Box::new(tell)) }
    }

    /// The rules it reads by, told without making it.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}

impl Deref for LateReader {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl fmt::Debug for LateReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LateReader")
    }
}
