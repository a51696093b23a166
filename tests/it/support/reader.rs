//! The reader of the shipped situation: made once for all tests of a run, since that takes a second of a debug build.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::{Arc, LazyLock};

use coastwatch::config::situation;
use coastwatch::extract::Reader;

/// The reader of the shipped situation.
pub fn shipped() -> Arc<Reader> {
    static SHIPPED: LazyLock<Arc<Reader>> = LazyLock::new(|| {
        Arc::new(Reader::new(&situation::shipped().unwrap(), &situation::shipped_lexicons().unwrap()))
    });
    Arc::clone(&SHIPPED)
}
