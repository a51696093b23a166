//! What the leads of a page tell: by two statements for the whole page, over the index of what an item's revision says.

use std::collections::HashMap;

use jiff::Timestamp;

use super::super::StoreError;
use super::aside::Aside;
use super::column::{Columns, id_list, millis};
use super::fault::fault;
use super::ledger::{CLAIM, STATUS, said, stored_claim, stored_status};
use super::statement::query;
use super::transaction::Transaction;
use crate::model::{Gist, ItemId, StoredClaim};

/// Claims, and statuses, of one item that come with a page, the first of its text: more than a line has room for.
const OF_ITEM: i64 = 24;

/// What of `claim` or `status` the items `?1` say in the revisions that were in force at `?2`.
macro_rules! told {
    ($table:literal) => {
        said!(
            $table,
            "WHERE c.item_no IN (SELECT no FROM item WHERE id IN (SELECT value FROM json_each(?1)))
               AND c.revision = (SELECT max(v.number) FROM revision AS v
                                 WHERE v.item_no = c.item_no AND v.fetched_at <= ?2)
               AND c.n <= ?3
             ORDER BY c.item_no, c.n"
        )
    };
}

/// What each of some items tells in the revision that was in force at a moment; an item that tells nothing is left out.
pub(super) async fn gists(
    aside: &Aside,
    transaction: &mut Transaction,
    items: &[ItemId],
    as_of: Timestamp,
) -> Result<HashMap<ItemId, Gist>, StoreError> {
    let mut gists: HashMap<ItemId, Gist> = HashMap::new();
    if items.is_empty() {
        return Ok(gists);
    }
    let mut rows = async |statement: &'static str| {
        query(statement)
            .bind(id_list(items))
            .bind(millis(as_of))
            .bind(OF_ITEM)
            .fetch_all(&mut *transaction)
            .await
            .map_err(fault("reading what reports tell"))
    };
    let claims = rows(told!("claim")).await?;
    let statuses = rows(told!("status")).await?;
    let past = HashMap::new();
    for row in &claims {
        let Some(StoredClaim { mut claim, .. }) = aside.keep(CLAIM, row, stored_claim(row, &past)) else { continue };
        // A list has no use for the words, and holds thousands of rows.
        claim.evidence.quote = String::new();
        gists.entry(Columns(row).id("item_id")?).or_default().claims.push(claim);
    }
    for row in &statuses {
        let Some(told) = aside.keep(STATUS, row, stored_status(row, &past)) else { continue };
        let mut status = told.status;
        status.evidence.quote = String::new();
        gists.entry(Columns(row).id("item_id")?).or_default().statuses.push(status);
    }
    Ok(gists)
}
