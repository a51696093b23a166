//! Reading anew: which items were read by other rules, and their new readings in the place of the old ones.
//!
//! A batch of items is one short transaction: an item is read anew whole or not at all, and what was done stays done where
//! it is broken off. What was fetched is not touched, nor what operators decided.

use std::collections::HashMap;

use super::row::Row;
use jiff::Timestamp;

use super::super::StoreError;
use super::super::rereading::{Changes, Left, NewReading, Reread, Unread, Wording};
use super::column::{Columns, json, millis};
use super::fault::fault;
use super::former::{self, Read, Turned, turn};
use super::grouping::{Arrived, Grouping, Memory};
use super::imprints::{self, imprint_rows, push_imprint};
use super::ledger::{said, stored_claim, stored_status};
use super::spot::Spot;
use super::statement::{query, query_scalar};
use super::transaction::Transaction;
use super::{Durability, Sql};
use crate::model::{Claim, ItemId, ReportId, Rules, Seq, Status};

const DOING: &str = "reading anew what is stored";

/// How long, in seconds, others leave the reading to a program that has not been heard of since its last batch.
const HELD_FOR: i64 = 30;

/// Whether the revision `v` was read by other rules of the situation `?1` than `?2`, or by a program that kept none.
const OTHER_RULES: &str = "(v.rules_no IS NULL OR v.rules_no IN (
    SELECT no FROM rules WHERE situation = ?1 AND digest <> ?2))";

/// The number of some rules, a new one where they have none.
pub(super) async fn rules_no(transaction: &mut Transaction, rules: &Rules) -> Result<i64, StoreError> {
    let known = query_scalar("SELECT no FROM rules WHERE situation = ?1 AND digest = ?2")
        .bind(&rules.situation)
        .bind(&rules.digest)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(fault(DOING))?;
    if let Some(known) = known {
        return Ok(known);
    }
    query_scalar("INSERT INTO rules (situation, digest) VALUES (?1, ?2) RETURNING no")
        .bind(&rules.situation)
        .bind(&rules.digest)
        .fetch_one(&mut *transaction)
        .await
        .map_err(fault(DOING))
}

impl Sql {
    /// How much was read by other rules. Where nothing was, which is the rule, that is one look into an index.
    pub(super) async fn count_unread(&self, rules: &Rules) -> Result<Left, StoreError> {
        let ask = |statement: &'static str| query_scalar(statement).bind(&rules.situation).bind(&rules.digest);
        let some: bool = ask("SELECT EXISTS (SELECT 1 FROM revision WHERE rules_no IS NULL)
                 OR EXISTS (SELECT 1 FROM rules AS r CROSS JOIN revision AS v ON v.rules_no = r.no
                            WHERE r.situation = ?1 AND r.digest <> ?2)")
        .fetch_one(self.readers())
        .await
        .map_err(fault(DOING))?;
        if !some {
            return Ok(Left::default());
        }
        let left: i64 = ask("SELECT count(*) FROM (SELECT item_no FROM revision WHERE rules_no IS NULL
                 UNION SELECT v.item_no FROM rules AS r CROSS JOIN revision AS v ON v.rules_no = r.no
                       WHERE r.situation = ?1 AND r.digest <> ?2) AS other")
        .fetch_one(self.readers())
        .await
        .map_err(fault(DOING))?;
        let all: i64 =
            query_scalar("SELECT count(*) FROM item").fetch_one(self.readers()).await.map_err(fault(DOING))?;
        let number = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(Left { left: number(left), all: number(all) })
    }

    /// Says that all that these rules read is to be read anew by them.
    pub(super) async fn unread_all(&self, rules: &Rules) -> Result<(), StoreError> {
        let (mut transaction, _) = self.write(Durability::Process, DOING).await?;
        let known = rules_no(&mut transaction, rules).await?;
        query("UPDATE revision SET rules_no = NULL WHERE rules_no = ?1")
            .bind(known)
            .execute(&mut transaction)
            .await
            .map_err(fault(DOING))?;
        self.commit(transaction, DOING).await
    }

    /// Items that were read by other rules, the newest first, after one where it is named.
    pub(super) async fn unread_page(
        &self,
        rules: &Rules,
        after: Option<(Timestamp, ItemId)>,
        limit: u32,
    ) -> Result<Vec<Unread>, StoreError> {
        let mut transaction = self.read(DOING).await?;
        let (published, id) =
            after.map_or((i64::MAX, "\u{10ffff}".to_owned()), |(at, id)| (millis(at), id.to_string()));
        let rows = query(sqlx::AssertSqlSafe(format!(
            "SELECT i.no, i.id, i.feed_id, i.published_at, f.name AS feed_name
             FROM item AS i JOIN feed AS f ON f.id = i.feed_id
             WHERE (i.published_at, i.id) < (?3, ?4)
               AND EXISTS (SELECT 1 FROM revision AS v WHERE v.item_no = i.no AND {OTHER_RULES})
             ORDER BY i.published_at DESC, i.id DESC LIMIT ?5"
        )))
        .bind(&rules.situation)
        .bind(&rules.digest)
        .bind(published)
        .bind(id)
        .bind(limit)
        .fetch_all(&mut transaction)
        .await
        .map_err(fault(DOING))?;
        let mut items = Vec::with_capacity(rows.len());
        for row in rows.iter().map(Columns) {
            let wordings = query(
                "SELECT number, fetched_at, lang, url, title, text, episode_id FROM revision
                 WHERE item_no = ?1 ORDER BY number",
            )
            .bind(row.get::<i64>("no")?)
            .fetch_all(&mut transaction)
            .await
            .map_err(fault(DOING))?;
            items.push(Unread {
                item: row.id("id")?,
                feed: row.id("feed_id")?,
                feed_name: row.get("feed_name")?,
                published: row.at("published_at")?,
                wordings: wordings.iter().map(|row| wording(&Columns(row))).collect::<Result<_, _>>()?,
            });
        }
        Ok(items)
    }

    /// Takes the reading anew on itself, for a while; false where another program has it.
    pub(super) async fn take_rereading_for(&self, holder: &str) -> Result<bool, StoreError> {
        let (mut transaction, _) = self.write(Durability::Process, DOING).await?;
        let taken = hold(&mut transaction, holder).await?;
        self.commit(transaction, DOING).await?;
        Ok(taken)
    }

    /// Leaves it to whoever wants it.
    pub(super) async fn leave_rereading_of(&self, holder: &str) -> Result<(), StoreError> {
        let (mut transaction, _) = self.write(Durability::Process, DOING).await?;
        query("UPDATE rereading SET holder = '', until_at = 0 WHERE holder = ?1")
            .bind(holder)
            .execute(&mut transaction)
            .await
            .map_err(fault(DOING))?;
        self.commit(transaction, DOING).await
    }

    /// Puts new readings of items in the place of the old ones, as one transaction, and groups anew what that touches.
    pub(super) async fn put_readings_of(
        &self,
        rules: &Rules,
        items: &[Reread],
        holder: &str,
        at: Timestamp,
    ) -> Result<(Seq, Changes), StoreError> {
        let (mut transaction, seq) = self.write(Durability::Process, DOING).await?;
        let rules = rules_no(&mut transaction, rules).await?;
        let mut putting =
            Putting { transaction: &mut transaction, seq, rules, changes: Changes::default(), loose: vec![] };
        let (mut wrote, mut regrouped) = (false, false);
        for item in items {
            let (has_written, is_hidden) = putting.item(item).await?;
            wrote |= has_written;
            regrouped |= is_hidden;
        }
        let Putting { changes, mut loose, .. } = putting;
        loose.sort_unstable();
        loose.dedup();
        let mut grouping = Grouping::new(&mut transaction, seq, Memory::default());
        grouping.settle(loose.into_iter().map(Arrived::Known).collect(), at).await?;
        if regrouped {
            grouping.note(at, None).await?;
        }
        hold(&mut transaction, holder).await?;
        if !wrote {
            // Nothing bears the position: screens have nothing to look at.
            query("UPDATE sequence SET seq = seq - 1").execute(&mut transaction).await.map_err(fault(DOING))?;
        }
        self.commit(transaction, DOING).await?;
        Ok((if wrote { seq } else { Seq(seq.0 - 1) }, changes))
    }
}

/// Says that a program reads anew for a while on, unless another does; whether it may.
async fn hold(transaction: &mut Transaction, holder: &str) -> Result<bool, StoreError> {
    let held = query(
        "UPDATE rereading SET holder = ?1, until_at = unixepoch() + ?2
         WHERE holder = ?1 OR until_at < unixepoch() OR until_at > unixepoch() + 2 * ?2",
    )
    .bind(holder)
    .bind(HELD_FOR)
    .execute(&mut *transaction)
    .await
    .map_err(fault(DOING))?;
    Ok(held > 0)
}

fn wording(row: &Columns<'_>) -> Result<Wording, StoreError> {
    Ok(Wording {
        number: row.number("number")?,
        fetched: row.at("fetched_at")?,
        lang: row.get("lang")?,
        url: row.get("url")?,
        title: row.get("title")?,
        text: row.get("text")?,
        episode: row.id("episode_id")?,
    })
}

/// New readings on their way into the store.
struct Putting<'t> {
    transaction: &'t mut Transaction,
    seq: Seq,
    /// The number of the rules.
    rules: i64,
    changes: Changes,
    /// Items that are to be grouped anew.
    loose: Vec<i64>,
}

impl Putting<'_> {
    /// Puts the readings of one item: whether anything was written that bears the position in the history, and whether
    /// something changed that is found by no position.
    async fn item(&mut self, item: &Reread) -> Result<(bool, bool), StoreError> {
        let row = query("SELECT no, published_at, revisions, relevant, marked FROM item WHERE id = ?1")
            .bind(item.item.as_str())
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(fault(DOING))?;
        let Some(row) = row else { return Ok((false, false)) };
        let row = Columns(&row);
        let (no, published, newest): (i64, i64, u32) =
            (row.get("no")?, row.get("published_at")?, row.number("revisions")?);
        let (was_relevant, is_marked): (bool, bool) = (row.get("relevant")?, row.get("marked")?);
        let (mut is_relevant, mut changed, mut wrote, mut reshaped) = (was_relevant, false, false, false);
        for new in &item.readings {
            // What somebody has marked stays listed: a mark must not get lost with its report.
            let keeps = !new.reading.relevant && is_marked;
            let Some(stands) = self.revision(no, new, keeps).await? else { continue };
            let spot = Spot {
                item: no,
                revision: new.number,
                published,
                fetched: stands.fetched,
                episode: &stands.episode,
                seq: stands.seq,
                read: Some(self.seq.0),
            };
            let claims = self.turn::<Claim>(&spot, &item.item, &new.reading.claims).await?;
            let statuses = self.turn::<Status>(&spot, &item.item, &new.reading.statuses).await?;
            wrote |= claims.0 || statuses.0;
            changed |= claims.1 || statuses.1;
            if !keeps {
                reshaped |= self.shape((no, &item.item), &spot, new).await?;
            }
            if new.number == newest {
                is_relevant = new.reading.relevant || keeps && was_relevant;
                self.changes.kept += u64::from(keeps && was_relevant);
            }
        }
        // Whatever could not be read is not tried again by the same rules.
        query("UPDATE revision SET rules_no = ?2 WHERE item_no = ?1 AND rules_no IS DISTINCT FROM ?2")
            .bind(no)
            .bind(self.rules)
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(DOING))?;
        let has_turned = is_relevant != was_relevant;
        if has_turned {
            query("UPDATE item SET relevant = ?2, seq = ?3 WHERE no = ?1")
                .bind(no)
                .bind(is_relevant)
                .bind(self.seq.0)
                .execute(&mut *self.transaction)
                .await
                .map_err(fault(DOING))?;
            let slot = if is_relevant { &mut self.changes.relevant } else { &mut self.changes.irrelevant };
            *slot += 1;
        }
        if reshaped {
            self.leave(no).await?;
        }
        self.changes.items += 1;
        self.changes.changed += u64::from(changed || reshaped || has_turned);
        // That an item has revisions is no news where it is about the situation only now.
        Ok((wrote || reshaped || has_turned, has_turned && newest > 1))
    }

    /// Writes what is read of a revision as a whole; what its claims and statuses repeat of it. Of one that was marked by an
    /// operator, `keeps` that it is about the situation. None where it was not fetched.
    async fn revision(&mut self, item: i64, new: &NewReading, keeps: bool) -> Result<Option<Stands>, StoreError> {
        let reading = &new.reading;
        let row = query(
            "UPDATE revision SET lang = ?3, relevant = CASE WHEN ?7 = 1 THEN relevant ELSE ?4 END, score = ?5, matched = ?6
             WHERE item_no = ?1 AND number = ?2 RETURNING fetched_at, seq, episode_id",
        )
        .bind(item)
        .bind(new.number)
        .bind(reading.lang.as_str())
        .bind(reading.relevant)
        .bind(reading.score)
        .bind(json(&reading.matched)?)
        .bind(keeps)
        .fetch_optional(&mut *self.transaction)
        .await
        .map_err(fault(DOING))?;
        let stands = row.map(|row| {
            let row = Columns(&row);
            Ok(Stands { fetched: row.get("fetched_at")?, seq: row.get("seq")?, episode: row.get("episode_id")? })
        });
        stands.transpose()
    }

    /// Puts the claims or statuses that are read now in the place of those that were: whether any was written, and whether
    /// any says something else.
    async fn turn<T: Stored>(&mut self, spot: &Spot<'_>, item: &ItemId, now: &[T]) -> Result<(bool, bool), StoreError> {
        let before = T::load(self.transaction, spot).await?;
        if before.is_empty() && now.is_empty() {
            return Ok((false, false));
        }
        let present = before.iter().map(|(_, id, _)| id.as_str());
        let used = former::greatest::<T>(self.transaction, spot.item, spot.revision, present).await?;
        let Turned { out, put, moved } = turn(before, now, &spot.base(item), used);
        for gone in &out {
            former::keep(self.transaction, (spot.item, spot.revision), gone, self.seq).await?;
            query(T::DELETE).bind(&gone.0).execute(&mut *self.transaction).await.map_err(fault(DOING))?;
        }
        let returned = put.iter().filter(|(_, id, _)| out.iter().any(|(gone, _)| gone == id)).count();
        for (n, id, read) in &put {
            T::add(self.transaction, spot, (*n, id), read).await?;
        }
        let number = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
        self.changes.added += number(put.len() - returned);
        self.changes.gone += number(out.len() - returned);
        self.changes.moved += moved;
        let wrote = !put.is_empty() || !out.is_empty();
        Ok((wrote, put.len() > returned || out.len() > returned || moved > 0))
    }

    /// Puts what a revision is grouped by in the place of what it was; whether that is another.
    async fn shape(
        &mut self,
        (no, item): (i64, &ItemId),
        spot: &Spot<'_>,
        new: &NewReading,
    ) -> Result<bool, StoreError> {
        let before = imprints::imprint_of(self.transaction, no, spot.revision).await?;
        if before.as_ref() == new.imprint.as_ref() {
            return Ok(false);
        }
        self.loose.push(no);
        self.loose.extend(imprints::loosen(self.transaction, no, item).await?);
        query("DELETE FROM imprint WHERE item_no = ?1 AND revision = ?2")
            .bind(no)
            .bind(spot.revision)
            .execute(&mut *self.transaction)
            .await
            .map_err(fault(DOING))?;
        if let Some(imprint) = &new.imprint {
            let fetched = Timestamp::from_millisecond(spot.fetched).unwrap_or(Timestamp::MIN);
            let mut rows = imprint_rows();
            push_imprint(&mut rows, (no, spot.revision), fetched, imprint)?;
            rows.write(self.transaction).await.map_err(fault(DOING))?;
        }
        Ok(true)
    }

    /// Takes an item that is about the situation in no revision any more out of its report.
    async fn leave(&mut self, item: i64) -> Result<(), StoreError> {
        query(
            "UPDATE item SET report_id = NULL, opener_id = NULL, seq = ?2
             WHERE no = ?1 AND report_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM imprint WHERE item_no = ?1)",
        )
        .bind(item)
        .bind(self.seq.0)
        .execute(&mut *self.transaction)
        .await
        .map_err(fault(DOING))?;
        Ok(())
    }
}

/// What the claims and statuses of a revision repeat of it.
struct Stands {
    fetched: i64,
    seq: i64,
    episode: String,
}

/// Which report items were of at another time: of none where only the words are asked for.
type Past = HashMap<ItemId, ReportId>;

/// A claim or a status as the store keeps it.
trait Stored: Read {
    /// Takes one out.
    const DELETE: &'static str;

    /// Asks for those of a revision, in their order.
    const LOAD: &'static str;

    /// One, with its id.
    fn of(row: &Row, past: &Past) -> Result<(String, Self), StoreError>;

    /// Those of a revision, each with its place and id.
    async fn load(transaction: &mut Transaction, spot: &Spot<'_>) -> Result<Vec<(u32, String, Self)>, StoreError> {
        let rows = query(Self::LOAD)
            .bind(spot.item)
            .bind(spot.revision)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault(DOING))?;
        let past = Past::default();
        let read = rows.iter().map(|row| {
            let (id, read) = Self::of(row, &past)?;
            Ok((Columns(row).number("n")?, id, read))
        });
        read.collect()
    }

    /// Writes one.
    async fn add(
        transaction: &mut Transaction,
        spot: &Spot<'_>,
        at: (u32, &str),
        read: &Self,
    ) -> Result<(), StoreError>;
}

impl Stored for Claim {
    const DELETE: &'static str = "DELETE FROM claim WHERE id = ?1";
    const LOAD: &'static str = said!("claim", "WHERE c.item_no = ?1 AND c.revision = ?2 ORDER BY c.n");

    fn of(row: &Row, past: &Past) -> Result<(String, Self), StoreError> {
        stored_claim(row, past).map(|stored| (stored.id.to_string(), stored.claim))
    }

    async fn add(
        transaction: &mut Transaction,
        spot: &Spot<'_>,
        (n, id): (u32, &str),
        read: &Self,
    ) -> Result<(), StoreError> {
        spot.add_claim(transaction, n, id, read).await
    }
}

impl Stored for Status {
    const DELETE: &'static str = "DELETE FROM status WHERE id = ?1";
    const LOAD: &'static str = said!("status", "WHERE c.item_no = ?1 AND c.revision = ?2 ORDER BY c.n");

    fn of(row: &Row, past: &Past) -> Result<(String, Self), StoreError> {
        stored_status(row, past).map(|stored| (stored.id.to_string(), stored.status))
    }

    async fn add(
        transaction: &mut Transaction,
        spot: &Spot<'_>,
        (n, id): (u32, &str),
        read: &Self,
    ) -> Result<(), StoreError> {
        spot.add_status(transaction, n, id, read).await
    }
}
