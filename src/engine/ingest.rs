//! Ingest: parsed items to a poll that the store can apply. Decides; the store applies.
//!
//! Two steps, so that what takes time needs no lock: [`read`] picks what is new and reads it, [`group()`] finds the
//! report of each. Both are pure functions of their input. Absent: fetching, parsing, writing.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::Context;
use crate::extract::{Draft, Reach};
use crate::model::{Feed, ItemId, ParsedItem, ReportId};
use crate::reconcile::group::{self, Candidate};
use crate::store::{Known, NewRevision, Probe};
use crate::text::similar::simhash;

/// From how many bytes on a body tells a text by itself. A shorter one is a teaser, and its headline is part of it;
/// outlets that take up a longer one put a headline of their own above it.
const BODY_ALONE: usize = 300;

/// The new items and new revisions among `items`, read; not yet grouped. Of two items with one id the first counts.
pub(super) fn read(
    context: &Context,
    feed: &Feed,
    items: &[ParsedItem],
    known: &HashMap<ItemId, Known>,
    at: Timestamp,
) -> Vec<NewRevision> {
    let mut seen = HashSet::new();
    let mut revisions = Vec::new();
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
        let reading = context.reader.read(&draft, &context.episode, at, Reach::Relevant);
        let simhash = if item.text.len() >= BODY_ALONE {
            simhash(&item.text)
        } else {
            simhash(&format!("{}\n{}", item.title, item.text))
        };
        revisions.push(NewRevision {
            published,
            revision: known.map_or(1, |known| known.revision.saturating_add(1)),
            digest,
            figures: group::figures(&reading.claims),
            simhash,
            report: known.and_then(|known| known.report.clone()),
            reading,
            item: item.clone(),
        });
    }
    // The earliest opens a report, in whatever order the feed lists them.
    revisions.sort_by(|a, b| (a.published, &a.item.id).cmp(&(b.published, &b.item.id)));
    revisions
}

/// What to ask the store for before [`group()`].
pub(super) fn probes(revisions: &[NewRevision]) -> Vec<Probe> {
    revisions.iter().filter(|revision| needs_report(revision)).map(probe).collect()
}

/// Gives every relevant item that has none its report: one of `candidates`, one of its own poll, or a new one.
pub(super) fn group(mut revisions: Vec<NewRevision>, mut candidates: Vec<Candidate>) -> Vec<NewRevision> {
    for revision in &mut revisions {
        if !needs_report(revision) {
            continue;
        }
        let Probe { published, simhash, figures } = probe(revision);
        let joined = group::join(published, simhash, figures, &candidates);
        let report = joined.unwrap_or_else(|| ReportId::new(revision.item.id.as_str()));
        let item = revision.item.id.clone();
        candidates.push(Candidate { item, report: report.clone(), published, simhash, figures });
        revision.report = Some(report);
    }
    revisions
}

fn needs_report(revision: &NewRevision) -> bool {
    revision.reading.relevant && revision.report.is_none()
}

fn probe(revision: &NewRevision) -> Probe {
    Probe { published: revision.published, simhash: revision.simhash, figures: revision.figures }
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
