//! Alerts: what rules keep in mind, what rang, what is still to be told.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::super::StoreError;
use super::super::alerts::{AlertBook, NewRing, Sounding, Watch, WatchKey};
use super::column::{Columns, id_list, json, millis};
use super::fault::fault;
use super::leases::{NOW, milliseconds};
use super::ledger::{said, stored_claim, stored_status};
use super::row::Row;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use super::{Durability, PAUSE, Sql, State, TRIES, again, state};
use crate::model::alert::{Delivered, Delivery, Fate, Rang, Ring};
use crate::model::{ItemId, Seq};
use crate::reconcile::alert::Memory;
use crate::reconcile::alert::edits::{Edit, Wording};
use crate::text::normalize;

const HOLDING: &str = "taking rules of alerts";
const RINGING: &str = "keeping what rang";
const ASKING: &str = "reading what rang";
const TELLING: &str = "keeping what was told";

/// Characters of why a telling failed.
const ERROR_MAX: usize = 300;

#[async_trait]
impl AlertBook for Sql {
    async fn hold_watches(&self, keys: &[WatchKey], holder: &str, hold: Duration) -> Result<Vec<Watch>, StoreError> {
        again!(self.hold(keys, holder, hold))
    }

    async fn watch_holders(&self, keys: &[WatchKey]) -> Result<Vec<String>, StoreError> {
        let mut holders = HashSet::new();
        for key in keys {
            let asked = query("SELECT holder FROM watch WHERE rule = ?1 AND asks = ?2 AND holder <> ''");
            let row =
                asked.bind(&key.rule).bind(&key.asks).fetch_optional(self.readers()).await.map_err(fault(HOLDING))?;
            if let Some(row) = row {
                holders.insert(Columns(&row).get::<String>("holder")?);
            }
        }
        Ok(holders.into_iter().collect())
    }

    async fn leave_watches(&self, holder: &str) -> Result<(), StoreError> {
        again!(self.leave(holder))
    }

    async fn ring(&self, holder: &str, watches: &[Watch], rings: &[NewRing]) -> Result<(), StoreError> {
        again!(self.keep(holder, watches, rings))
    }

    async fn rung(&self, key: &WatchKey, things: &[String]) -> Result<HashSet<String>, StoreError> {
        let rows = query(
            "SELECT thing FROM rang WHERE rule = ?1 AND asks = ?2 AND thing IN (SELECT value FROM json_each(?3))",
        )
        .bind(&key.rule)
        .bind(&key.asks)
        .bind(json(&things)?)
        .fetch_all(self.readers())
        .await
        .map_err(fault(ASKING))?;
        rows.iter().map(|row| Columns(row).get("thing")).collect()
    }

    async fn waiting_rings(&self, keys: &[WatchKey]) -> Result<Vec<Rang>, StoreError> {
        let rows = query("SELECT * FROM rang WHERE fate = 'waits' ORDER BY no").fetch_all(self.readers()).await;
        let rows = rows.map_err(fault(ASKING))?;
        let known: HashSet<(&str, &str)> = keys.iter().map(|key| (key.rule.as_str(), key.asks.as_str())).collect();
        let all: Vec<Rang> = rows.iter().map(rang).collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|one| known.contains(&(one.ring.rule.as_str(), one.asks.as_str()))).collect())
    }

    async fn last_sounded(&self, keys: &[WatchKey]) -> Result<HashMap<WatchKey, Timestamp>, StoreError> {
        let mut last = HashMap::new();
        for key in keys {
            let row =
                query("SELECT max(told_at) AS told_at FROM rang WHERE rule = ?1 AND asks = ?2 AND fate = 'sounded'")
                    .bind(&key.rule)
                    .bind(&key.asks)
                    .fetch_one(self.readers())
                    .await
                    .map_err(fault(ASKING))?;
            if let Some(at) = Columns(&row).maybe_at("told_at")? {
                last.insert(key.clone(), at);
            }
        }
        Ok(last)
    }

    async fn sound(&self, soundings: &[Sounding], at: Timestamp) -> Result<Seq, StoreError> {
        again!(self.let_sound(soundings, at))
    }

    async fn sounded_after(&self, since: Seq) -> Result<Vec<(Seq, Rang)>, StoreError> {
        let rows = query("SELECT * FROM rang WHERE fate = 'sounded' AND told_seq > ?1 ORDER BY told_seq, no")
            .bind(since.0)
            .fetch_all(self.readers())
            .await
            .map_err(fault(ASKING))?;
        rows.iter().map(|row| Ok((Seq(Columns(row).get("told_seq")?), rang(row)?))).collect()
    }

    async fn rings(&self, since: Timestamp, limit: u32) -> Result<Vec<Rang>, StoreError> {
        let rows = query("SELECT * FROM rang WHERE rang_at >= ?1 ORDER BY rang_at DESC, no DESC LIMIT ?2")
            .bind(millis(since))
            .bind(limit)
            .fetch_all(self.readers())
            .await
            .map_err(fault(ASKING))?;
        rows.iter().map(rang).collect()
    }

    async fn due_deliveries(&self, keys: &[WatchKey], by: Timestamp, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let mut due = vec![];
        for key in keys {
            let rows = query(
                "SELECT r.*, d.channel, d.tries, d.error FROM delivery AS d JOIN rang AS r ON r.no = d.ring_no
                 WHERE d.state = 'due' AND d.due_at <= ?1 AND r.rule = ?2 AND r.asks = ?3 ORDER BY d.due_at, r.no LIMIT ?4",
            )
            .bind(millis(by))
            .bind(&key.rule)
            .bind(&key.asks)
            .bind(limit)
            .fetch_all(self.readers())
            .await
            .map_err(fault(ASKING))?;
            due.extend(rows.iter().map(delivery).collect::<Result<Vec<_>, _>>()?);
        }
        due.sort_by_key(|one| one.rang.no);
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due)
    }

    async fn delivered(&self, ring: i64, channel: &str, how: &Delivered) -> Result<(), StoreError> {
        again!(self.note(ring, channel, how))
    }

    async fn dead_deliveries(&self, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let rows = query(
            "SELECT r.*, d.channel, d.tries, d.error FROM delivery AS d JOIN rang AS r ON r.no = d.ring_no
             WHERE d.state = 'dead' ORDER BY r.no DESC, d.channel LIMIT ?1",
        )
        .bind(limit)
        .fetch_all(self.readers())
        .await
        .map_err(fault(ASKING))?;
        rows.iter().map(delivery).collect()
    }

    async fn has_reread_after(&self, since: Seq) -> Result<bool, StoreError> {
        query_scalar(
            "SELECT EXISTS (SELECT 1 FROM claim WHERE read_seq > ?1 AND seq <= ?1)
                 OR EXISTS (SELECT 1 FROM status WHERE read_seq > ?1 AND seq <= ?1)
                 OR EXISTS (SELECT 1 FROM former WHERE gone_seq > ?1)",
        )
        .bind(since.0)
        .fetch_one(self.readers())
        .await
        .map_err(fault(ASKING))
    }

    async fn of_first_answers(&self, items: &[ItemId]) -> Result<HashSet<ItemId>, StoreError> {
        let rows = query(
            "SELECT i.id FROM item AS i JOIN feed AS f ON f.id = i.feed_id
             WHERE i.id IN (SELECT value FROM json_each(?1))
               AND (f.first_answer_at IS NULL OR f.first_answer_at >= (
                   SELECT max(v.fetched_at) FROM revision AS v WHERE v.item_no = i.no))",
        )
        .bind(id_list(items))
        .fetch_all(self.readers())
        .await
        .map_err(fault(ASKING))?;
        rows.iter().map(|row| Columns(row).id("id")).collect()
    }

    async fn edits(&self, revisions: &[(ItemId, u32)]) -> Result<Vec<Edit>, StoreError> {
        let items: Vec<ItemId> = revisions.iter().map(|(item, _)| item.clone()).collect();
        let mut cited = self.cited_items(&items, Timestamp::MAX).await?;
        let mut transaction = self.read(ASKING).await?;
        let mut edits = vec![];
        for (item, revision) in revisions {
            let Some(before) = revision.checked_sub(1).filter(|before| *before > 0) else { continue };
            let (before, _) = wording(&mut transaction, item, before).await?;
            let (after, fetched) = wording(&mut transaction, item, *revision).await?;
            if let (Some(cited), Some(fetched)) = (cited.remove(item), fetched) {
                edits.push(Edit { cited, revision: *revision, fetched, before, after });
            }
        }
        Ok(edits)
    }
}

impl Sql {
    async fn hold(&self, keys: &[WatchKey], holder: &str, hold: Duration) -> Result<Vec<Watch>, StoreError> {
        let mut transaction = self.write_beside(Durability::Process, HOLDING).await?;
        let statement = format!(
            "INSERT INTO watch (rule, asks, holder, until_at, memory) VALUES (?1, ?2, ?3, {NOW} + ?4, '{{}}')
             ON CONFLICT (rule, asks) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
             WHERE watch.holder = excluded.holder OR watch.until_at < {NOW} OR watch.until_at > {NOW} + 2 * ?4
             RETURNING seen_seq, seen_at, memory"
        );
        let mut held = vec![];
        for key in keys {
            let row = query(sqlx::AssertSqlSafe(statement.clone()))
                .bind(&key.rule)
                .bind(&key.asks)
                .bind(holder)
                .bind(milliseconds(hold))
                .fetch_optional(&mut transaction)
                .await
                .map_err(fault(HOLDING))?;
            let Some(row) = row else { continue };
            let row = Columns(&row);
            let seen = row.get::<Option<i64>>("seen_seq")?.map(Seq).zip(row.maybe_at("seen_at")?);
            // What another version kept in mind, and this one does not understand, it sees anew.
            let memory: Memory = row.json("memory").unwrap_or_default();
            held.push(Watch { key: key.clone(), seen, memory });
        }
        self.commit_beside(transaction, HOLDING).await?;
        Ok(held)
    }

    async fn leave(&self, holder: &str) -> Result<(), StoreError> {
        let mut transaction = self.write_beside(Durability::Process, HOLDING).await?;
        let left = query("UPDATE watch SET holder = '', until_at = 0 WHERE holder = ?1").bind(holder);
        left.execute(&mut transaction).await.map_err(fault(HOLDING))?;
        self.commit_beside(transaction, HOLDING).await
    }

    async fn keep(&self, holder: &str, watches: &[Watch], rings: &[NewRing]) -> Result<(), StoreError> {
        // A ring is as durable as a mark: whoever was told of it must not be told again after a loss of power.
        let mut transaction = match rings.is_empty() {
            true => self.write_beside(Durability::Process, RINGING).await?,
            false => self.write(Durability::Power, RINGING).await?.0,
        };
        for watch in watches {
            let held = query(
                "UPDATE watch SET seen_seq = ?4, seen_at = ?5, memory = ?6 WHERE rule = ?1 AND asks = ?2 AND holder = ?3",
            )
            .bind(&watch.key.rule)
            .bind(&watch.key.asks)
            .bind(holder)
            .bind(watch.seen.map(|(seq, _)| seq.0))
            .bind(watch.seen.map(|(_, at)| millis(at)))
            .bind(json(&watch.memory)?)
            .execute(&mut transaction)
            .await
            .map_err(fault(RINGING))?;
            if held == 0 {
                return Err(StoreError::Conflict { doing: RINGING });
            }
        }
        for NewRing { asks, ring, is_first_poll } in rings {
            let told = is_first_poll.then(|| millis(ring.at));
            query(
                "INSERT INTO rang (rule, asks, thing, rang_at, ring, fate, told_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (rule, asks, thing) DO NOTHING",
            )
            .bind(&ring.rule)
            .bind(asks)
            .bind(&ring.thing)
            .bind(millis(ring.at))
            .bind(json(ring)?)
            .bind(if *is_first_poll { "first_poll" } else { "waits" })
            .bind(told)
            .execute(&mut transaction)
            .await
            .map_err(fault(RINGING))?;
        }
        self.commit(transaction, RINGING).await
    }

    async fn let_sound(&self, soundings: &[Sounding], at: Timestamp) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Power, TELLING).await?;
        for Sounding { no, merged, channels } in soundings {
            let mut more = 0_i64;
            for merged in merged {
                let told = query(
                    "UPDATE rang SET fate = 'merged', told_at = ?2, told_seq = ?3 WHERE no = ?1 AND fate = 'waits'",
                )
                .bind(*merged)
                .bind(millis(at))
                .bind(seq.0)
                .execute(&mut transaction)
                .await
                .map_err(fault(TELLING))?;
                more += i64::from(told > 0);
            }
            let told = query(
                "UPDATE rang SET fate = 'sounded', told_at = ?2, told_seq = ?3, more = ?4 WHERE no = ?1 AND fate = 'waits'",
            )
            .bind(*no)
            .bind(millis(at))
            .bind(seq.0)
            .bind(more)
            .execute(&mut transaction)
            .await
            .map_err(fault(TELLING))?;
            for channel in channels.iter().filter(|_| told > 0) {
                query(
                    "INSERT INTO delivery (ring_no, channel, state, tries, due_at) VALUES (?1, ?2, 'due', 0, ?3)
                     ON CONFLICT (ring_no, channel) DO NOTHING",
                )
                .bind(*no)
                .bind(channel)
                .bind(millis(at))
                .execute(&mut transaction)
                .await
                .map_err(fault(TELLING))?;
            }
        }
        self.commit(transaction, TELLING).await?;
        Ok(seq)
    }

    async fn note(&self, ring: i64, channel: &str, how: &Delivered) -> Result<(), StoreError> {
        let (state, due, error) = match how {
            Delivered::Done => ("done", None, None),
            Delivered::Again { at, error } => ("due", Some(millis(*at)), Some(error)),
            Delivered::Dead { error } => ("dead", None, Some(error)),
        };
        let error = error.map(|error| normalize::line_within(error, ERROR_MAX));
        let mut transaction = self.write_beside(Durability::Process, TELLING).await?;
        query(
            "UPDATE delivery SET state = ?3, tries = tries + 1, due_at = coalesce(?4, due_at), error = ?5
             WHERE ring_no = ?1 AND channel = ?2",
        )
        .bind(ring)
        .bind(channel)
        .bind(state)
        .bind(due)
        .bind(error)
        .execute(&mut transaction)
        .await
        .map_err(fault(TELLING))?;
        self.commit_beside(transaction, TELLING).await
    }
}

/// What an item said in a revision, and when that was fetched.
async fn wording(
    transaction: &mut Transaction,
    item: &ItemId,
    revision: u32,
) -> Result<(Wording, Option<Timestamp>), StoreError> {
    let asked = |statement: &'static str| query(statement).bind(item.as_str()).bind(revision);
    let text = asked(
        "SELECT r.title, r.text, r.fetched_at FROM revision AS r JOIN item AS i ON i.no = r.item_no
         WHERE i.id = ?1 AND r.number = ?2",
    );
    let Some(row) = text.fetch_optional(&mut *transaction).await.map_err(fault(ASKING))? else {
        return Ok((Wording::default(), None));
    };
    let claims = asked(said!("claim", "WHERE i.id = ?1 AND c.revision = ?2 ORDER BY c.n"));
    let claims = claims.fetch_all(&mut *transaction).await.map_err(fault(ASKING))?;
    let statuses = asked(said!("status", "WHERE i.id = ?1 AND c.revision = ?2 ORDER BY c.n"));
    let statuses = statuses.fetch_all(&mut *transaction).await.map_err(fault(ASKING))?;
    let reports = HashMap::new();
    // A row that cannot be is set aside where figures are read; here it says nothing.
    let wording = Wording {
        title: Columns(&row).said("title")?,
        text: Columns(&row).said("text")?,
        claims: claims.iter().filter_map(|row| stored_claim(row, &reports).ok()).collect(),
        statuses: statuses.iter().filter_map(|row| stored_status(row, &reports).ok()).collect(),
    };
    Ok((wording, Some(Columns(&row).at("fetched_at")?)))
}

/// A ring of its row. What was kept as JSON is cleaned as it is read: another program may have written it.
fn rang(row: &Row) -> Result<Rang, StoreError> {
    let row = Columns(row);
    let mut ring: Ring = row.json("ring")?;
    let clean = |text: &mut String| *text = normalize::line(text);
    [&mut ring.title, &mut ring.rule, &mut ring.thing].into_iter().for_each(clean);
    [&mut ring.old, &mut ring.new, &mut ring.row, &mut ring.url].into_iter().flatten().for_each(clean);
    let fate: Fate = row.word("fate")?;
    Ok(Rang {
        no: row.get("no")?,
        ring,
        fate,
        told: row.maybe_at("told_at")?,
        more: row.number("more")?,
        asks: row.get("asks")?,
    })
}

/// A telling of its row.
fn delivery(row: &Row) -> Result<Delivery, StoreError> {
    let columns = Columns(row);
    Ok(Delivery {
        rang: rang(row)?,
        channel: columns.said("channel")?,
        tries: columns.number("tries")?,
        error: columns.maybe_said("error")?,
    })
}
