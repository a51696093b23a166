//! Pruning: what goes of a store when what is old is taken out, and what stays of it all the same.

use std::ops::AddAssign;

use jiff::Timestamp;

use super::sql::{Sql, pruning};
use super::{StoreError, connect};

/// What goes, or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Items.
    pub items: u64,
    /// What they said, in all their wordings.
    pub revisions: u64,
    /// Claims that were read of them.
    pub claims: u64,
    /// Statuses that were read of them.
    pub statuses: u64,
    /// Reports that they made.
    pub reports: u64,
}

impl AddAssign for Pruned {
    fn add_assign(&mut self, other: Self) {
        self.items += other.items;
        self.revisions += other.revisions;
        self.claims += other.claims;
        self.statuses += other.statuses;
        self.reports += other.reports;
    }
}

/// Items that were published long enough ago and stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spared {
    /// In a report of which something was decided.
    pub decided: u64,
    /// Fetched later, edited later, or in a report with an item that is younger.
    pub young: u64,
}

impl AddAssign for Spared {
    fn add_assign(&mut self, other: Self) {
        self.decided += other.decided;
        self.young += other.young;
    }
}

/// A store of which something may be taken out.
#[derive(Debug)]
pub struct Pruning {
    store: Sql,
    before: Timestamp,
}

impl Pruning {
    /// Opens the store that `url` names, of which what was published and fetched before a moment is old.
    ///
    /// # Errors
    /// Where it cannot be opened, or this program's role may take nothing out of it.
    pub async fn open(url: &str, before: Timestamp) -> Result<Self, StoreError> {
        let store = connect(url).await?;
        let refused = match pruning::refused(&store).await {
            Ok(None) => return Ok(Self { store, before }),
            Ok(Some(why)) => StoreError::Unusable { store: store.name(), why },
            Err(error) => error,
        };
        super::Store::close(&store).await;
        Err(refused)
    }

    /// What would go, and what is old and stays. Nothing is changed.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn plan(&self) -> Result<(Pruned, Spared), StoreError> {
        pruning::plan(&self.store, self.before).await
    }

    /// Takes it out, in portions, each whole or not at all; `tell` hears how many items are gone so far.
    ///
    /// # Errors
    /// Where the store fails; what is gone by then stays gone.
    pub async fn prune(&self, at: Timestamp, tell: impl FnMut(u64)) -> Result<Pruned, StoreError> {
        pruning::prune(&self.store, self.before, at, tell).await
    }

    /// Closes the store.
    pub async fn close(self) {
        super::Store::close(&self.store).await;
    }
}
