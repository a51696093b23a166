//! A store with reports in it, made without any feed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::{Conditional, FeedId, FeedRecord, FeedState, ItemId, ParsedItem, Reading, Rules};
use coastwatch::reconcile::group::Imprint;
use coastwatch::store::{self, NewRevision, Poll};
use jiff::{SignedDuration, Timestamp};

/// Fills the store at `url` with so many reports of one item each, "Report 0" the oldest, one a minute, the last
/// at `last`.
pub fn reports(url: &str, number: usize, last: Timestamp) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(url).await.unwrap();
        let feed = FeedId::new("seed");
        let revisions = (0..number)
            .map(|n| {
                let minutes = i64::try_from(number - 1 - n).unwrap();
                revision(&feed, n, last - SignedDuration::from_mins(minutes))
            })
            .collect();
        let record = FeedRecord {
            id: feed,
            url: "https://example.org/feed".to_owned(),
            name: "Seed".to_owned(),
            state: FeedState::Ok,
            error: None,
            last_success: Some(last),
            last_new_item: Some(last),
            last_poll: Some(last),
            not_before: None,
            next_poll: None,
            gone: false,
            moved: None,
            failures: 0,
            items: 0,
            conditional: Conditional::default(),
        };
        let poll =
            Poll { record, at: last, episode: "march-2025".into(), rules: Rules::default(), revisions, term: None };
        store.save_poll(&poll).await.unwrap();
        store.close().await;
    });
}

/// Notes in the store at `url` that an operator looked until then.
pub fn look(url: &str, operator: &str, until: Timestamp) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(url).await.unwrap();
        store.look(operator, until).await.unwrap();
        store.close().await;
    });
}

/// Until when an operator looked at the store at `url`, by `by`.
pub fn last_look(url: &str, operator: &str, by: Timestamp) -> Option<Timestamp> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(url).await.unwrap();
        let looked = store.last_look(operator, by).await.unwrap();
        store.close().await;
        looked
    })
}

fn revision(feed: &FeedId, n: usize, published: Timestamp) -> NewRevision {
    let guid = format!("seed-{n}");
    let id = ItemId::of(feed, &guid);
    NewRevision {
        item: ParsedItem {
            id,
            guid,
            url: Some(format!("https://example.org/{n}")),
            title: format!("Report {n} about a curfew in Latakia"),
            text: format!("The text of report {n}. ").repeat(30),
            author: None,
            categories: vec![],
            published: Some(published),
            lang: None,
        },
        published,
        revision: 1,
        digest: n.to_string(),
        reading: Reading {
            relevant: true,
            score: 0.9,
            lang: "en".into(),
            matched: vec![],
            claims: vec![],
            statuses: vec![],
        },
        // No words in common: each is a report of its own.
        imprint: Some(Imprint::new(feed.clone(), 0, vec![], vec![])),
        terms: None,
    }
}
