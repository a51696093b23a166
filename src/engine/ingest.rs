//! Ingest: parsed items to the revisions of a poll, read. The store groups and writes them.
//!
//! A pure function of its input. Absent: fetching, parsing, grouping, writing.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::Context;
use crate::extract::{Draft, Reach};
use crate::model::{Feed, ItemId, ParsedItem};
use crate::reconcile::group::Imprint;
use crate::store::{Known, NewRevision};
use crate::text::terms::Terms;

/// The new items and new revisions among `items`, read. Of two items with one id the first counts.
pub(super) fn read(
    context: &Context,
    feed: &Feed,
    items: &[ParsedItem],
    known: &HashMap<ItemId, Known>,
    at: Timestamp,
) -> Vec<NewRevision> {
    let mut seen = HashSet::new();
    let mut revisions = Vec::new();
    // Told here, where blocking is allowed.
    let _rules = context.reader.rules();
    for item in items {
        if !seen.insert(item.id.clone()) {
            continue;
        }
        let digest = digest(item);
        let known = known.get(&item.id);
        // What is seen at an earlier time than the latest revision is no edit of it: the clock was set back, or an
        // archive is played again over what it brought before.
        if known.is_some_and(|known| known.digest == digest || at < known.fetched) {
            continue;
        }
        // A clock that runs ahead must not keep an item on top of the list for hours.
        let published = item.published.unwrap_or(at).min(at);
        let draft = Draft {
            title: &item.title,
            text: &item.text,
            published: Some(published),
            source: Some(&feed.name),
            url: item.url.as_deref(),
            lang: item.lang.as_ref().or(feed.lang.as_ref()).map(|lang| lang.as_str()),
        };
        let mut reading = context.reader.read(&draft, &context.episode, at, Reach::Relevant);
        // What was found and is not kept of it leaves room behind, which of hostile texts is most of what waits for the store.
        reading.matched.shrink_to_fit();
        reading.claims.shrink_to_fit();
        reading.statuses.shrink_to_fit();
        revisions.push(NewRevision {
            published,
            revision: known.map_or(1, |known| known.revision.saturating_add(1)),
            digest,
            imprint: reading.relevant.then(|| Imprint::of(&context.situation, &feed.id, item, &reading)),
            reading,
            terms: Some(Terms::of(&item.title, &item.text)),
            item: item.clone(),
        });
    }
    // Stored from the earliest on, in whatever order the feed lists them.
    revisions.sort_by(|a, b| (a.published, &a.item.id).cmp(&(b.published, &b.item.id)));
    revisions
}

/// The digest that tells two wordings of an item apart: its headline and its body, and nothing a feed changes for
/// other reasons (dates, links, labels).
fn digest(item: &ParsedItem) -> String {
    let mut hash = Sha256::new();
    hash.update(item.title.as_bytes());
    hash.update([0]);
    hash.update(item.text.as_bytes());
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
