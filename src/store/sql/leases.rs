//! Leases: who asks which feed, and when a host may be asked next, by the database's own clock.
//!
//! What programs tell each other here takes no place in the store's history. A program locks its own rows first, in their
//! order, and then only such rows of others as nobody has locked: so none ever waits for one that waits for it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::super::StoreError;
use super::super::sharing::{Lease, Shared, Sharing, Term, asks};
use super::column::Columns;
use super::fault::fault;
use super::statement::{Dialect, query, query_scalar};
use super::transaction::Transaction;
use super::{Durability, Sql};
use crate::model::FeedId;

const SHARING: &str = "sharing the feeds with other programs";

const ASKING: &str = "asking when a host may be asked";

/// The database's clock, in milliseconds.
pub(super) const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS BIGINT)";

/// How many requests to one host may wait for their turns, each a distance after the other: one that would have to wait
/// longer was told so under a wrong clock.
const WAITING: i64 = 256;

/// Whether nobody holds a row: its time is over, or is one that was set under a wrong clock.
fn over() -> String {
    format!("(until_at <= {NOW} OR until_at > {NOW} + 2 * length)")
}

/// Feeds as one parameter.
fn list<'a>(feeds: impl IntoIterator<Item = &'a FeedId>) -> String {
    serde_json::Value::from_iter(feeds.into_iter().map(FeedId::as_str)).to_string()
}

/// A span as stored.
pub(super) fn milliseconds(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// A statement that is put together here.
fn made<'q>(statement: String) -> super::statement::Query<'q> {
    query(sqlx::AssertSqlSafe(statement))
}

impl Sql {
    /// Renews what a program holds, gives what it was asked for, takes what nobody holds, and asks others for its share.
    pub(super) async fn share_feeds(&self, sharing: &Sharing) -> Result<Shared, StoreError> {
        let mut transaction = self.write_beside(Durability::Process, SHARING).await?;
        let shared = Exchange { transaction: &mut transaction, sharing }.run().await?;
        self.commit_beside(transaction, SHARING).await?;
        Ok(shared)
    }

    /// Whether there is anything for a program to do about its share.
    pub(super) async fn is_share_stirred(&self, sharing: &Sharing) -> Result<bool, StoreError> {
        let over = over();
        let asked = query_scalar(sqlx::AssertSqlSafe(format!(
            "SELECT EXISTS (SELECT 1 FROM lease WHERE holder = ?1 AND stirred = 1)
                 OR EXISTS (SELECT 1 FROM lease WHERE {over} AND feed_id IN (SELECT value FROM json_each(?2)))"
        )));
        let asked = asked.bind(&sharing.holder).bind(list(&sharing.feeds)).fetch_one(self.readers()).await;
        asked.map_err(fault(SHARING))
    }

    /// Leaves all that a program holds or has asked for to others.
    pub(super) async fn let_feeds_go(&self, holder: &str) -> Result<(), StoreError> {
        let mut transaction = self.write_beside(Durability::Process, SHARING).await?;
        let let_go = async {
            query("UPDATE lease SET holder = '', until_at = 0, stirred = 0 WHERE holder = ?1")
                .bind(holder)
                .execute(&mut transaction)
                .await?;
            query("UPDATE lease SET asker = '' WHERE asker = ?1").bind(holder).execute(&mut transaction).await
        };
        let_go.await.map_err(fault(SHARING))?;
        self.commit_beside(transaction, SHARING).await
    }

    /// Tells whoever holds these feeds that they are wanted at once.
    pub(super) async fn demand_of_holders(&self, feeds: &[FeedId]) -> Result<(), StoreError> {
        let mut transaction = self.write_beside(Durability::Process, SHARING).await?;
        let locked = locked(&transaction, "");
        made(format!(
            "UPDATE lease SET demanded = 1, stirred = 1 WHERE feed_id IN (
                 SELECT feed_id FROM lease WHERE feed_id IN (SELECT value FROM json_each(?1)) ORDER BY feed_id{locked})"
        ))
        .bind(list(feeds))
        .execute(&mut transaction)
        .await
        .map_err(fault(SHARING))?;
        self.commit_beside(transaction, SHARING).await
    }

    /// Takes the next turn at a host; how long it is until then.
    pub(super) async fn take_turn_at(&self, host: &str, spacing: Duration) -> Result<Duration, StoreError> {
        let mut transaction = self.write_beside(Durability::Process, ASKING).await?;
        let wait: i64 = query_scalar(sqlx::AssertSqlSafe(format!(
            "INSERT INTO host (name, next_at) VALUES (?1, {NOW} + ?2)
             ON CONFLICT (name) DO UPDATE SET next_at = ?2 + CASE
                 WHEN host.next_at > {NOW} AND host.next_at <= {NOW} + ?3 THEN host.next_at ELSE {NOW} END
             RETURNING next_at - ?2 - {NOW}"
        )))
        .bind(host)
        .bind(milliseconds(spacing))
        .bind(milliseconds(spacing).saturating_mul(WAITING))
        .fetch_one(&mut transaction)
        .await
        .map_err(fault(ASKING))?;
        self.commit_beside(transaction, ASKING).await?;
        Ok(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
    }
}

/// How rows are locked that are to be changed: SQLite's writer has the whole file.
fn locked(transaction: &Transaction, how: &str) -> String {
    match transaction.dialect() {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => format!(" FOR UPDATE{how}"),
    }
}

/// Whether a feed is still held for the term in which it was asked.
pub(super) async fn is_held(transaction: &mut Transaction, feed: &FeedId, term: Term) -> Result<bool, sqlx::Error> {
    query_scalar("SELECT EXISTS (SELECT 1 FROM lease WHERE feed_id = ?1 AND term = ?2)")
        .bind(feed.as_str())
        .bind(term.0)
        .fetch_one(transaction)
        .await
}

/// One program's exchange with the others.
struct Exchange<'a> {
    transaction: &'a mut Transaction,
    sharing: &'a Sharing,
}

/// A row that the program held when the exchange began.
struct Own {
    feed: FeedId,
    term: Term,
    is_demanded: bool,
    asker: Option<String>,
}

impl Exchange<'_> {
    async fn run(mut self) -> Result<Shared, StoreError> {
        let Sharing { feeds, busy, .. } = self.sharing;
        self.know(feeds).await?;
        let own = self.own().await?;
        self.renew().await?;
        let wanted = |feed: &FeedId| feeds.binary_search(feed).is_ok();
        let mut given = Vec::new();
        for row in own.iter().filter(|row| !busy.contains(&row.feed)) {
            match &row.asker {
                Some(asker) => given.push((row, asker.as_str())),
                None if !wanted(&row.feed) => given.push((row, "")),
                None => {}
            }
        }
        for (row, heir) in &given {
            self.give(row, heir).await?;
        }
        let given: HashSet<&FeedId> = given.iter().map(|(row, _)| &row.feed).collect();
        let kept = || own.iter().filter(|row| !given.contains(&row.feed));
        let mut held: HashMap<FeedId, Term> = kept().map(|row| (row.feed.clone(), row.term)).collect();
        let demanded = kept().filter(|row| row.is_demanded).map(|row| row.feed.clone()).collect();
        held.extend(self.take().await?);
        let leases = self.leases().await?;
        let asks = asks(&leases, self.sharing);
        if !asks.is_empty() {
            self.ask(&asks).await?;
        }
        let mut holders: HashMap<String, u64> = HashMap::new();
        for holder in leases.into_iter().filter_map(|lease| lease.holder) {
            *holders.entry(holder).or_default() += 1;
        }
        let mut holders: Vec<(String, u64)> = holders.into_iter().collect();
        holders.sort_unstable();
        Ok(Shared { held, demanded, holders })
    }

    /// Makes rows for feeds that have none.
    async fn know(&mut self, feeds: &[FeedId]) -> Result<(), StoreError> {
        query(
            "INSERT INTO lease (feed_id) SELECT value FROM json_each(?1) AS asked
             WHERE NOT EXISTS (SELECT 1 FROM lease WHERE feed_id = asked.value) ON CONFLICT DO NOTHING",
        )
        .bind(list(feeds))
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        Ok(())
    }

    /// What the program holds, locked.
    async fn own(&mut self) -> Result<Vec<Own>, StoreError> {
        let locked = locked(self.transaction, "");
        let rows = made(format!(
            "SELECT feed_id, term, demanded, CASE WHEN asker_until_at > {NOW} THEN asker ELSE '' END AS heir
             FROM lease WHERE holder = ?1 ORDER BY feed_id{locked}"
        ))
        .bind(&self.sharing.holder)
        .fetch_all(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        let own = |row: Columns<'_>| {
            Ok(Own {
                feed: row.id("feed_id")?,
                term: Term(row.get("term")?),
                is_demanded: row.get("demanded")?,
                asker: Some(row.get::<String>("heir")?).filter(|asker| !asker.is_empty()),
            })
        };
        rows.iter().map(|row| own(Columns(row))).collect()
    }

    async fn renew(&mut self) -> Result<(), StoreError> {
        // What it is just asking and somebody else would have, it is to look at again.
        made(format!(
            "UPDATE lease SET until_at = {NOW} + ?2, length = ?2, demanded = 0,
                 stirred = CASE WHEN asker_until_at > {NOW} THEN 1 ELSE 0 END,
                 asker = CASE WHEN asker_until_at > {NOW} THEN asker ELSE '' END
             WHERE holder = ?1"
        ))
        .bind(&self.sharing.holder)
        .bind(milliseconds(self.sharing.hold))
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        Ok(())
    }

    /// Gives a feed to another program, or to whoever comes.
    async fn give(&mut self, row: &Own, heir: &str) -> Result<(), StoreError> {
        made(format!(
            "UPDATE lease SET holder = ?2, term = term + 1, asker = '', asker_until_at = 0, stirred = 1, demanded = ?4,
                 length = ?3, until_at = CASE WHEN ?2 = '' THEN 0 ELSE {NOW} + ?3 END
             WHERE feed_id = ?1"
        ))
        .bind(row.feed.as_str())
        .bind(heir)
        .bind(milliseconds(self.sharing.hold))
        .bind(row.is_demanded)
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        Ok(())
    }

    /// Takes what nobody holds.
    async fn take(&mut self) -> Result<Vec<(FeedId, Term)>, StoreError> {
        let (over, locked) = (over(), locked(self.transaction, " SKIP LOCKED"));
        let rows = made(format!(
            "UPDATE lease SET holder = ?1, term = term + 1, until_at = {NOW} + ?3, length = ?3, asker = '', stirred = demanded
             WHERE feed_id IN (SELECT feed_id FROM lease
                               WHERE {over} AND feed_id IN (SELECT value FROM json_each(?2)) ORDER BY feed_id{locked})
             RETURNING feed_id, term"
        ))
        .bind(&self.sharing.holder)
        .bind(list(&self.sharing.feeds))
        .bind(milliseconds(self.sharing.hold))
        .fetch_all(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        let taken = |row: Columns<'_>| Ok((row.id("feed_id")?, Term(row.get("term")?)));
        rows.iter().map(|row| taken(Columns(row))).collect()
    }

    /// Who holds and who asks for what.
    async fn leases(&mut self) -> Result<Vec<Lease>, StoreError> {
        let over = over();
        let rows = made(format!(
            "SELECT feed_id, CASE WHEN {over} THEN '' ELSE holder END AS held_by,
                 CASE WHEN asker_until_at > {NOW} THEN asker ELSE '' END AS heir
             FROM lease ORDER BY feed_id"
        ))
        .fetch_all(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        let named = |name: String| Some(name).filter(|name| !name.is_empty());
        let lease = |row: Columns<'_>| {
            Ok(Lease { feed: row.id("feed_id")?, holder: named(row.get("held_by")?), asker: named(row.get("heir")?) })
        };
        rows.iter().map(|row| lease(Columns(row))).collect()
    }

    /// Asks others for feeds.
    async fn ask(&mut self, feeds: &[FeedId]) -> Result<(), StoreError> {
        let locked = locked(self.transaction, " SKIP LOCKED");
        made(format!(
            "UPDATE lease SET asker = ?1, asker_until_at = {NOW} + ?3, stirred = 1
             WHERE feed_id IN (SELECT feed_id FROM lease
                               WHERE feed_id IN (SELECT value FROM json_each(?2)) AND holder <> ?1
                                 AND (?4 = 1 OR asker = '' OR asker = ?1 OR asker_until_at <= {NOW})
                               ORDER BY feed_id{locked})"
        ))
        .bind(&self.sharing.holder)
        .bind(list(feeds))
        .bind(milliseconds(self.sharing.hold))
        .bind(self.sharing.wants_all)
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(SHARING))?;
        Ok(())
    }
}
