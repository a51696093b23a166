//! The store: the only shared truth, as whole operations in the project's words.
//!
//! No transaction, pool or row type leaves this floor. Revisions, claims, statuses and decisions are only ever
//! added; a claim or a status that is read otherwise by other rules stays as a former reading. Everything that changes
//! the store raises its sequence number, in the same transaction.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::filter::Condition;
use crate::model::{
    Cited, ClaimId, Decision, DecisionId, Episode, Feed, FeedId, FeedRecord, Gist, Item, ItemId, ItemState, Ledger,
    ReportId, ReportRow, Rules, Seen, Seq, StatusId, StoredClaim, StoredStatus, Stroke, Turn,
};
use alerts::AlertBook;
use following::Follow;
use rereading::{Adrift, Changes, Left, Reread, Unread};
use sharing::{Shared, Sharing};
use sql::Sql;

pub mod alerts;
pub mod filesystem;
pub mod following;
mod postgres;
pub mod pruning;
mod query;
pub mod rereading;
pub mod sharing;
mod sql;
mod sqlite;

pub use postgres::served::Served;
pub use sqlite::check::Checked;
pub use sqlite::repair::{Repaired, Saved};

pub use query::{ItemDetail, Known, NewRevision, Poll, Range, ReportCounts, ReportQuery, Said, Stored, origins};

/// What can go wrong with a store, by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else holds it; trying again may work.
    #[error("the store is busy while {doing}: {source}; try again")]
    Busy {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Its server cannot be reached.
    #[error("the store's server is away while {doing}: {}; it is asked again", postgres::state::said(source))]
    Away {
        /// What was being done.
        doing: &'static str,
        /// What went wrong on the way to it.
        source: sqlx::Error,
    },
    /// Somebody else has stored the same in the meantime: look again, decide again.
    #[error("the store was changed by somebody else while {doing}; try again")]
    Conflict {
        /// What was being done.
        doing: &'static str,
    },
    /// What is named is no store that this program could keep.
    #[error("cannot open the store: {why}")]
    Address {
        /// Why, and what to write.
        why: String,
    },
    /// It may be looked at, and not written to.
    #[error("the store {store} can only be read: {why}; give --read-only to look at it")]
    ReadOnly {
        /// Which store, without secrets.
        store: String,
        /// Why.
        why: String,
    },
    /// What it holds is damaged.
    #[error(
        "the store is damaged, as it shows while {doing} ({source}); it is left as it is: `coastwatch doctor` tells how much \
         of it, `coastwatch doctor --repair` what can be done"
    )]
    Damaged {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// There is no room for what is to be stored.
    #[error(
        "there is no room to store more, as it shows while {doing} ({source}); nothing is lost: make room, and it goes on"
    )]
    Full {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// The role that this program has at the server may not do it.
    #[error(
        "this program's role at the store's server has no right to it, as it shows while {doing} ({source}); the owner of the \
         database gives it by config/postgres/roles.sql"
    )]
    Forbidden {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Its file is not where it was any more: what would be stored in it would be lost with this program's end.
    #[error(
        "the store's file {file} was removed or replaced while this program had it open, so nothing can be kept in it: put it \
         back or start again; it shows while {doing}"
    )]
    Gone {
        /// The file.
        file: String,
        /// What was being done.
        doing: &'static str,
    },
    /// It cannot be opened, or is of a newer schema.
    #[error("cannot open the store {store}: {why}")]
    Unusable {
        /// Which store, without secrets.
        store: String,
        /// Why, and what to do.
        why: String,
    },
    /// It failed for good.
    #[error("the store failed while {doing}: {source}")]
    Permanent {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// It holds something that cannot be.
    #[error("the store holds {what}, which this program does not understand")]
    Invariant {
        /// What it holds.
        what: String,
    },
}

/// A row of a store of which nothing can be made: another program wrote what cannot be. It is left out wherever it would
/// stand, and hides no other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAside {
    /// What it would be ("claim").
    pub what: &'static str,
    /// By what it is known.
    pub id: String,
    /// Why it can be none, as the end of a sentence.
    pub why: String,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, id, why } = self;
        write!(f, "the {what} {id} is set aside: it has {why}; `coastwatch doctor` lists such rows and says what to do")
    }
}

/// An operator who sits at a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnShift {
    /// What tells the screen from all others.
    pub screen: String,
    /// Who.
    pub operator: String,
    /// Since when, by the database's clock.
    pub since: Timestamp,
}

/// A store. Every list is a page in a fixed order, continued after the last row of the page before.
#[async_trait]
pub trait Store: AlertBook + Follow + Send + Sync + std::fmt::Debug {
    /// The sequence number of the newest change.
    async fn seq(&self) -> Result<Seq, StoreError>;

    /// Makes the configured feeds known, without touching how they stand; a feed that has moved is asked anew.
    async fn register_feeds(&self, feeds: &[Feed]) -> Result<(), StoreError>;

    /// Every feed ever known, also those that are no longer configured, by id.
    async fn feeds(&self) -> Result<Vec<FeedRecord>, StoreError>;

    /// What is known of these items.
    async fn known(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Known>, StoreError>;

    /// Applies one poll in one transaction, and groups what is new by `reconcile::group`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one of its revisions is stored already.
    async fn save_poll(&self, poll: &Poll) -> Result<Seq, StoreError> {
        let mut saved = self.save_polls(std::slice::from_ref(poll)).await;
        saved.pop().unwrap_or(Err(StoreError::Conflict { doing: "saving a poll" }))
    }

    /// Applies several polls as [`Store::save_poll`] does, all in one transaction where none of them fails; how it went with
    /// each.
    async fn save_polls(&self, polls: &[Poll]) -> Vec<Result<Seq, StoreError>>;

    /// A page of reports as they stood at the query's as-of, newest first.
    async fn reports(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError>;

    /// A page of items that are about something else and so in no report, as they stood at the query's as-of, newest first,
    /// each as a row that no item tells.
    async fn unrelated(&self, query: &ReportQuery) -> Result<Vec<ReportRow>, StoreError>;

    /// How many reports the query's span holds in all.
    async fn report_counts(&self, query: &ReportQuery) -> Result<ReportCounts, StoreError>;

    /// The reports that a query has, up to its limit, with what is marked on them; newest first.
    async fn matching(&self, query: &ReportQuery) -> Result<Vec<(ReportId, ItemState)>, StoreError>;

    /// The items of a report as they stood at `as_of`, newest first.
    async fn report_items(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<ItemDetail>, StoreError>;

    /// All that counts for an episode at `as_of`: what was published in it by then, in every revision that was fetched
    /// by then. Reaches a day further back than a rolling window, for what changed since yesterday, and holds what
    /// counted at `looked` too; of a fixed one also the figures that were told in the month before, each once and not
    /// more than a few thousand, for those that are old.
    async fn ledger(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        looked: Option<Timestamp>,
    ) -> Result<Ledger, StoreError>;

    /// All that counts for an episode at `as_of` or later, and at `looked`, of everything stored, with the position in
    /// the store's history up to which it reaches.
    async fn ledger_from(
        &self,
        episode: &Episode,
        as_of: Timestamp,
        looked: Option<Timestamp>,
    ) -> Result<(Seq, Ledger), StoreError>;

    /// What of any episode's ledger was stored after a position, with the new one; none where items that were stored
    /// by then have changed their report, or a server took over that did not have all of it: then all is to be read anew.
    async fn ledger_after(&self, since: Seq) -> Result<Option<(Seq, Ledger)>, StoreError>;

    /// Adds decisions in one transaction, durable against loss of power when it returns; one that is stored
    /// already is not stored again.
    async fn decide(&self, decisions: &[Decision]) -> Result<Seq, StoreError>;

    /// A claim, where it is stored.
    async fn claim(&self, id: &ClaimId) -> Result<Option<StoredClaim>, StoreError>;

    /// A status, where it is stored.
    async fn status(&self, id: &StatusId) -> Result<Option<StoredStatus>, StoreError>;

    /// A decision, where it is stored.
    async fn decision(&self, id: &DecisionId) -> Result<Option<Decision>, StoreError>;

    /// The decisions that open episodes, and those that may undo them, in the order they were made.
    async fn episode_decisions(&self) -> Result<Vec<Decision>, StoreError>;

    /// Notes that an operator looked at the screen until then.
    async fn look(&self, operator: &str, until: Timestamp) -> Result<Seq, StoreError>;

    /// Until when an operator had last looked at the screen by a moment; none where never.
    async fn last_look(&self, operator: &str, by: Timestamp) -> Result<Option<Timestamp>, StoreError>;

    /// Notes, durable against loss of power when it returns, that an operator has taken over: everything that was known
    /// at a moment and stored by then is seen. It is the operator's own act, at `at`.
    async fn take_over(&self, operator: &str, seen: Seen, at: Timestamp) -> Result<Seq, StoreError>;

    /// Takes the last such act of an operator back; false where there is none that stands.
    async fn take_over_back(&self, operator: &str, at: Timestamp) -> Result<bool, StoreError>;

    /// Up to where an operator had last taken over by a moment; none where never.
    async fn last_taken(&self, operator: &str, by: Timestamp) -> Result<Option<Seen>, StoreError>;

    /// What was stored after a position in the store's history.
    async fn stored_after(&self, since: Seq) -> Result<Stored, StoreError>;

    /// Where items can be read, as they stood at `as_of`; one that is not stored is left out.
    async fn cited(&self, items: &[ItemId], as_of: Timestamp) -> Result<HashMap<ItemId, Cited>, StoreError>;

    /// What items tell in the revisions that were in force at `as_of`; one that tells nothing is left out.
    async fn gists(&self, items: &[ItemId], as_of: Timestamp) -> Result<HashMap<ItemId, Gist>, StoreError>;

    /// The items of these reports as they stood at `as_of`, each with its report and when it was fetched first.
    async fn members(
        &self,
        reports: &[ReportId],
        as_of: Timestamp,
    ) -> Result<Vec<(ReportId, ItemId, Timestamp)>, StoreError>;

    /// What operators have marked on each of these reports by now.
    async fn report_states(&self, reports: &[ReportId]) -> Result<Vec<(ReportId, ItemState)>, StoreError>;

    /// The marks that stood on a report at `as_of`, each the latest of its slot, in the order they were made.
    async fn report_marks(&self, report: &ReportId, as_of: Timestamp) -> Result<Vec<Decision>, StoreError>;

    /// The tags that stand on any report, by name.
    async fn tags(&self) -> Result<Vec<String>, StoreError>;

    /// Operators who have acknowledged any report that is theirs now, by name.
    async fn owners(&self) -> Result<Vec<String>, StoreError>;

    /// The marks of an operator that an undo would take back now, or a redo bring back; none where there are none.
    async fn stroke(&self, operator: &str, turn: Turn) -> Result<Option<Stroke>, StoreError>;

    /// How many items of each feed were published in a range; a feed without any is left out.
    async fn items_by_feed(&self, range: Range) -> Result<HashMap<FeedId, u64>, StoreError>;

    /// A page of the items published in a range, by publication and id.
    async fn items(
        &self,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError>;

    /// A page of those of them that a condition holds for, in their latest revision; what is of a report is asked of
    /// theirs, as it is marked at `as_of`.
    async fn matching_items(
        &self,
        condition: &Condition,
        as_of: Timestamp,
        range: Range,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Item>, StoreError>;

    /// A page of the claims of every revision of items published in a range, by publication and id.
    async fn claims(
        &self,
        range: Range,
        after: Option<(Timestamp, ClaimId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredClaim>>, StoreError>;

    /// A page of the statuses of every revision of items published in a range, by publication and id.
    async fn statuses(
        &self,
        range: Range,
        after: Option<(Timestamp, StatusId)>,
        limit: u32,
    ) -> Result<Vec<Said<StoredStatus>>, StoreError>;

    /// A page of the decisions made in a range, in the order they were stored, after the one of that id.
    async fn decisions(&self, range: Range, after: Option<DecisionId>, limit: u32)
    -> Result<Vec<Decision>, StoreError>;

    /// The decisions made by a moment, the last one first; only those before one where it is named.
    async fn latest_decisions(
        &self,
        by: Timestamp,
        before: Option<DecisionId>,
        limit: u32,
    ) -> Result<Vec<Decision>, StoreError>;

    /// Makes some more of what was stored by an older program ready for search, in one short transaction; how much of how
    /// much is ready.
    async fn index_step(&self) -> Result<(u64, u64), StoreError>;

    /// How much of what is stored was read by other rules than these, of their situation.
    async fn unread(&self, rules: &Rules) -> Result<Left, StoreError>;

    /// Says that all that these rules have read is to be read anew by them.
    async fn forget_readings(&self, rules: &Rules) -> Result<(), StoreError>;

    /// A page of the items that other rules have read, the newest first, after one where it is named.
    async fn unread_items(
        &self,
        rules: &Rules,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Unread>, StoreError>;

    /// Puts new readings of items in the place of those they had, in one transaction. An id stays with what is the same, and
    /// is never given to another; what is not read any more is kept as a former reading, and decisions on it are kept. What
    /// was read anew counts as known since it was fetched: it is the rules that are new, not the word. `holder` goes on
    /// reading anew.
    async fn put_readings(
        &self,
        rules: &Rules,
        items: &[Reread],
        holder: &str,
        at: Timestamp,
    ) -> Result<(Seq, Changes), StoreError>;

    /// Takes the reading anew on itself for half a minute from its last batch; false where another program has it.
    async fn take_rereading(&self, holder: &str) -> Result<bool, StoreError>;

    /// Leaves the reading anew to others.
    async fn leave_rereading(&self, holder: &str) -> Result<(), StoreError>;

    /// The decisions that stand on figures and statuses which are not read any more, in the order they were made.
    async fn adrift(&self) -> Result<Vec<Adrift>, StoreError>;

    /// Renews what a program holds of the feeds, gives to others what they asked for, takes what nobody holds, and asks
    /// others for what would be its share; how that stands then. What it holds is its own for the sharing's time from
    /// before this was asked, by any clock. Takes no place in the store's history, as none of the four after it.
    async fn share(&self, sharing: &Sharing) -> Result<Shared, StoreError>;

    /// Whether there is anything for a program to do about its share before it renews it: a look that changes nothing.
    async fn is_stirred(&self, sharing: &Sharing) -> Result<bool, StoreError>;

    /// Leaves the feeds that a program holds to others.
    async fn let_go(&self, holder: &str) -> Result<(), StoreError>;

    /// Tells whoever holds these feeds that they are wanted at once.
    async fn demand(&self, feeds: &[FeedId]) -> Result<(), StoreError>;

    /// Takes the next turn of all programs at a host, of which each is `spacing` after the one before; how long it is until
    /// then.
    async fn reserve_host(&self, host: &str, spacing: Duration) -> Result<Duration, StoreError>;

    /// Whether this program may store what feeds say: on a server a role may be one that only marks and decides.
    async fn may_collect(&self) -> Result<bool, StoreError>;

    /// Says that an operator sits at a screen, for `hold` from now. Takes no place in the store's history, as leaving it.
    async fn attend(&self, screen: &str, operator: &str, hold: Duration) -> Result<(), StoreError>;

    /// Who sits at a screen now, the longest there first.
    async fn on_shift(&self) -> Result<Vec<OnShift>, StoreError>;

    /// Says that nobody sits at a screen any more.
    async fn leave_shift(&self, screen: &str) -> Result<(), StoreError>;

    /// Hears of every new position in the store's history from now on, where the store tells of it by itself; what is heard
    /// is none while the line for it is cut. None where it has to be asked. Needs a running runtime.
    fn listen(&self) -> Option<watch::Receiver<Option<Seq>>> {
        None
    }

    /// The newest position, where it was heard and need not be asked for.
    fn heard(&self) -> Option<Seq> {
        None
    }

    /// Whether no server can be written to by now, and what is read comes from one that only stands by.
    fn stands_by(&self) -> bool {
        false
    }

    /// The rows that made no sense to whoever read them here and were left out, so that the others could be shown: each
    /// once, and no more than a page of them.
    fn set_aside(&self) -> Vec<SetAside> {
        vec![]
    }

    /// Closes the store after everything is written.
    async fn close(&self);
}

/// Opens the store that `url` names (`sqlite:PATH`, with its folder, or `postgres://…`), and brings its schema up to date.
///
/// # Errors
/// [`StoreError::Unusable`] where it cannot be opened, is no store of ours or is of a newer schema, which leaves the
/// file as it was; [`StoreError::Busy`] where somebody else keeps it.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    open_telling(url, |_, _| {}).await
}

/// The same; what was stored by an older program is made ready for search on the way, and `tell` hears after each step how
/// much of how much is ready. What was done stays done where it is broken off.
///
/// # Errors
/// As [`open`], and whatever the store says.
pub async fn open_telling(url: &str, mut tell: impl FnMut(u64, u64)) -> Result<Arc<dyn Store>, StoreError> {
    if let Some(store) = open_current(url).await {
        return Ok(store);
    }
    let store: Arc<dyn Store> = Arc::new(connect(url).await?);
    loop {
        match store.index_step().await {
            Ok((done, all)) if done >= all => return Ok(store),
            Ok((done, all)) => tell(done, all),
            Err(error) => {
                store.close().await;
                return Err(error);
            }
        }
    }
}

/// The store that `url` names where it can be worked with as it lies: a file of this program's schema, with nothing left to be
/// done. None in every other case, of which [`open`] then tells. Nothing is made or written.
pub async fn open_current(url: &str) -> Option<Arc<dyn Store>> {
    if is_server(url) {
        return None;
    }
    let file = sqlite::Sqlite::open_current(&file_of(url).ok()?).await?;
    Some(Arc::new(Sql::from(file)))
}

async fn connect(url: &str) -> Result<Sql, StoreError> {
    Ok(match is_server(url) {
        true => Sql::from(postgres::Postgres::open(url).await?),
        false => Sql::from(sqlite::Sqlite::open(&file_of(url)?).await?),
    })
}

async fn connect_to_read(url: &str) -> Result<Sql, StoreError> {
    Ok(match is_server(url) {
        true => Sql::from(postgres::Postgres::open_to_read(url).await?),
        false => Sql::from(sqlite::Sqlite::open_to_read(&file_of(url)?).await?),
    })
}

/// A table that was copied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Copied {
    /// The table.
    pub table: &'static str,
    /// Its rows, as many in both stores.
    pub rows: u64,
    /// SHA-256 of all of them in their order, the same of both stores.
    pub digest: String,
}

/// Copies all of the store `from` into the store `to`, which holds nothing yet, and makes sure by counts and digests that
/// both hold the same; `tell` hears which table is on its way, and how many of its rows are over.
///
/// # Errors
/// Where either cannot be opened, `to` holds something, or they do not come to the same: then nothing is copied.
pub async fn copy(from: &str, to: &str, tell: impl FnMut(&str, u64)) -> Result<Vec<Copied>, StoreError> {
    let source = connect_to_read(from).await?;
    let target = match connect(to).await {
        Ok(target) => target,
        Err(error) => {
            source.close().await;
            return Err(error);
        }
    };
    let copied = sql::copying::copy(&source, &target, tell).await;
    target.close().await;
    source.close().await;
    copied
}

/// Whether an address names a store on a server, which is no file of this machine.
pub fn is_server(url: &str) -> bool {
    postgres::is_meant(url)
}

/// Opens the store that `url` names to look at it: nothing is made, brought up to date or written.
///
/// # Errors
/// [`StoreError::Unusable`] where there is none, it cannot be read, or is of another schema than this program's.
pub async fn open_to_read(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(connect_to_read(url).await?))
}

/// The file of the store that `url` names.
///
/// # Errors
/// [`StoreError::Address`] where it names none; a password in it is not told.
pub fn file_of(url: &str) -> Result<PathBuf, StoreError> {
    let address = |why: &str| StoreError::Address { why: why.to_owned() };
    let path = match url.split_once(':') {
        Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
        Some((scheme, _)) => {
            let scheme = scheme.chars().take(20).collect::<String>();
            return Err(address(&format!(
                "this program keeps no store of the kind `{scheme}`; give sqlite:PATH or postgres://…"
            )));
        }
        None => return Err(address("the kind of the store is missing; give sqlite:PATH or postgres://…")),
    };
    if path.is_empty() || path == ":memory:" {
        return Err(address("a store is a file; give sqlite:PATH"));
    }
    std::path::absolute(path).map_err(|error| address(&format!("the path of the store is no path: {error}")))
}

/// What is wrong with what the file of a store holds: nothing where it is whole. The file is only read.
///
/// # Errors
/// Where it cannot be read at all.
pub async fn check(file: &Path) -> Result<Checked, StoreError> {
    sqlite::check::check(file).await
}

/// How the server that `url` names keeps the store: it is only asked.
///
/// # Errors
/// Where it cannot be reached, or keeps no store that this program knows.
pub async fn ask_server(url: &str) -> Result<Served, StoreError> {
    postgres::served::ask(url).await
}

/// Copies a damaged store aside and saves of it what can be read; see the repair of SQLite stores.
///
/// # Errors
/// Where nothing can be saved, or there is no room for it; the store is then as it was.
pub async fn repair(file: &Path, aside: &Path) -> Result<Repaired, StoreError> {
    sqlite::repair::repair(file, aside).await
}
