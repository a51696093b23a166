//! Opening: what a screen asks first.

use tokio::sync::SetOnce;

/// In which order a screen that opens asks: how new the store is, then the list, then all else. What is stored in between is
/// asked for again; and one small question at a time is answered sooner than five at once.
#[derive(Debug, Default)]
pub struct Opening {
    /// Set once it is known how new the store is.
    pub numbered: SetOnce<()>,
    /// Set once the first list is there.
    pub listed: SetOnce<()>,
}
