//! How far back a ledger reaches, and that what lies further back costs nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use coastwatch::config::situation::shipped;
use coastwatch::model::{Bound, Claim, Cue, Episode, Ledger, Scope, Span, Tally};
use coastwatch::reconcile::Books;
use coastwatch::store::Store;
use jiff::{SignedDuration, Timestamp};

use crate::store::{at, claim, march, open, poll, revision};
use crate::support::place::on_both;

/// A toll of SOHR.
fn toll(number: u64) -> Claim {
    Claim { scope: Scope::Cumulative, place: None, cue: Cue::Plain, as_of: None, ..claim(number) }
}

fn live(hours: i64) -> Episode {
    Episode { span: Span::Rolling(SignedDuration::from_hours(hours)), ..march() }
}

fn numbers(ledger: &Ledger) -> Vec<u64> {
    ledger.claims.iter().filter_map(|told| told.claim.low).collect()
}

/// The figures of an episode at an instant, and what has changed since another.
async fn tally(store: &dyn Store, episode: &Episode, now: Timestamp, looked: Timestamp) -> Tally {
    let ledger = store.ledger(episode, now, Some(looked)).await.unwrap();
    let mut books = Books::open(Arc::new(shipped().unwrap()), episode.clone(), now, ledger);
    books.since(Some(looked));
    books.tally()
}

async fn a_rolling_ledger_reaches_a_day_behind_its_window() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let items = [(-2_000, 1), (-10, 2)].map(|(minute, n)| revision("sohr", &n.to_string(), 1, minute, vec![claim(n)]));
    store.save_poll(&poll("sohr", 0, items.to_vec())).await.unwrap();
    for (hours, expect) in [(2, vec![2]), (12, vec![1, 2])] {
        assert_eq!(numbers(&store.ledger(&live(hours), at(0), None).await.unwrap()), expect, "{hours} hours");
    }
}

async fn what_counted_at_an_earlier_look_is_reached_and_what_lies_between_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    // Seven days ago, five days ago and now.
    let told = [(-7, 100), (-5, 200), (0, 300)];
    let items = told.map(|(day, n)| revision("sohr", &n.to_string(), 1, day * 24 * 60 - 30, vec![toll(n)]));
    store.save_poll(&poll("sohr", -8 * 24 * 60, items.to_vec())).await.unwrap();
    let (window, looked) = (live(24), at(-7 * 24 * 60));
    assert_eq!(numbers(&store.ledger(&window, at(0), Some(looked)).await.unwrap()), [100, 300]);
    assert_eq!(numbers(&store.ledger_from(&window, at(0), Some(looked)).await.unwrap().1), [100, 300]);
    assert_eq!(numbers(&store.ledger(&window, at(0), None).await.unwrap()), [300]);
    let row = &tally(&*store, &window, at(0), looked).await.rows[0];
    assert_eq!((row.best, row.change_since), (Some(300), Some(200)), "days after it has left the window");
}

async fn old_tolls_are_reached_each_once_and_nothing_else_that_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let begin = -720;
    let old = |guid: &str, minute: i64, claims: Vec<Claim>| revision("sohr", guid, 1, begin + minute, claims);
    let items = vec![
        old("first", -3_000, vec![toll(745)]),
        old("again", -2_000, vec![toll(745), toll(746)]),
        old("small", -2_000, vec![toll(19)]),
        old("place", -2_000, vec![Claim { place: Some("jableh".into()), ..toll(90) }]),
        old("attack", -2_000, vec![Claim { scope: Scope::Incident, ..toll(91) }]),
        old("above", -2_000, vec![Claim { bound: Bound::UpTo, low: None, high: Some(92), ..toll(92) }]),
        old("snhr", -2_000, vec![Claim { origin: Some("SNHR".into()), ..toll(745) }]),
        old("long ago", -60 * 24 * 40, vec![toll(93)]),
        old("in it", 10, vec![toll(19), claim(3)]),
    ];
    store.save_poll(&poll("sohr", -60 * 24 * 50, items)).await.unwrap();
    let later = revision("sohr", "edited", 1, begin - 2_000, vec![toll(500)]);
    store.save_poll(&poll("sohr", 0, vec![later])).await.unwrap();
    store
        .save_poll(&poll("sohr", 5, vec![revision("sohr", "edited", 2, begin - 2_000, vec![toll(501)])]))
        .await
        .unwrap();
    let reached = async |minute| {
        let ledger = store.ledger(&march(), at(minute), None).await.unwrap();
        let mut told: Vec<(u64, String)> = ledger
            .claims
            .iter()
            .map(|told| (told.claim.low.unwrap(), told.claim.origin.clone().unwrap().to_string()))
            .collect();
        told.sort();
        told
    };
    let expect = |edited: u64| {
        [(3, "SOHR"), (19, "SOHR"), (edited, "SOHR"), (745, "SNHR"), (745, "SOHR"), (746, "SOHR")]
            .map(|(number, origin)| (number, origin.to_owned()))
    };
    assert_eq!(reached(1).await, expect(500), "as it stood before the edit");
    assert_eq!(reached(6).await, expect(501));
    let ledger = store.ledger(&march(), at(6), None).await.unwrap();
    let first = ledger.claims.iter().find(|told| told.claim.low == Some(745)).unwrap();
    assert_eq!(first.from.published, at(begin - 3_000), "where it was told first");
}

async fn however_much_was_told_before_an_episode_it_reaches_a_few_thousand_figures() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let items: Vec<_> = (0..45_u64)
        .map(|n| {
            revision(
                "sohr",
                &n.to_string(),
                1,
                -10_000 + n as i64,
                (0..100).map(|m| toll(1_000 + n * 100 + m)).collect(),
            )
        })
        .collect();
    store.save_poll(&poll("sohr", -10_000, items)).await.unwrap();
    let told = numbers(&store.ledger(&march(), at(0), None).await.unwrap());
    assert_eq!(told.len(), 4_000);
    assert!(told.contains(&5_499) && !told.contains(&1_000), "the latest are kept");
}

on_both!(
    a_rolling_ledger_reaches_a_day_behind_its_window,
    what_counted_at_an_earlier_look_is_reached_and_what_lies_between_is_not,
    old_tolls_are_reached_each_once_and_nothing_else_that_is_old,
    however_much_was_told_before_an_episode_it_reaches_a_few_thousand_figures,
);
