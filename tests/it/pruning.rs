//! Pruning: what is old goes, whole reports at a time, and never what a decision rests on.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use coastwatch::filter::{Condition, Phrase};
use coastwatch::model::{ClaimId, FeedId, ItemId, Judgement, Mark, ReportId, Subject};
use coastwatch::store::pruning::{Pruned, Pruning, Spared};
use coastwatch::store::{self, NewRevision, Range, Store};
use jiff::Timestamp;

use crate::exchange::run;
use crate::store::{at, claim, copy_of, decision, irrelevant, list, march, open, poll, revision, status};
use crate::support::command::Home;
use crate::support::place::{by_another, is_on_server, on_both, url};

/// What is old, in minutes; items are of the beginning, or younger than it.
const OLD: i64 = 1_000;
const YOUNG: i64 = 2_000;

/// An item that tells something of its own, and another feed's copy of it.
fn told_twice(guid: &str, later: i64) -> [NewRevision; 2] {
    let first = revision("sohr", guid, 1, 0, vec![claim(35)]);
    let copy = copy_of(revision("ap", guid, 1, later, vec![claim(36)]), &first, "ap");
    [first, copy]
}

fn id(feed: &str, guid: &str) -> ItemId {
    ItemId::of(&FeedId::new(feed), guid)
}

fn report(guid: &str) -> ReportId {
    ReportId::new(id("sohr", guid).as_str())
}

/// Saves what is named of what there is to save, with all that was decided.
async fn fill(store: &dyn Store, is_saved: impl Fn(&str) -> bool) {
    let (mut old, mut young) = (HashMap::<&str, Vec<NewRevision>>::new(), vec![]);
    let mut noise = irrelevant(revision("sohr", "noise", 1, 3, vec![]));
    noise.item.text = "fishing and weather".to_owned();
    let mut lone = revision("sohr", "lone", 1, 0, vec![claim(12)]);
    lone.reading.statuses.push(status());
    let edited = revision("sohr", "edited", 1, 0, vec![claim(7)]);
    let edit =
        NewRevision { digest: "digest 2".to_owned(), revision: 2, ..revision("sohr", "edited", 1, 0, vec![claim(8)]) };
    for one in [noise, lone, edited] {
        old.entry("sohr").or_default().push(one);
    }
    for guid in ["gone", "read", "confirmed", "merged", "with"] {
        let [first, copy] = told_twice(guid, 5);
        old.entry("sohr").or_default().push(first);
        old.entry("ap").or_default().push(copy);
    }
    let [first, copy] = told_twice("goes-on", YOUNG);
    old.entry("sohr").or_default().push(first);
    young.push(("ap", copy));
    young.push(("sohr", edit));
    young.push(("sohr", revision("sohr", "new", 1, YOUNG, vec![claim(50)])));
    for feed in ["sohr", "ap"] {
        let mut these = old.remove(feed).unwrap();
        these.retain(|one| is_saved(&one.item.guid));
        store.save_poll(&poll(feed, 10, these)).await.unwrap();
    }
    for (feed, one) in young {
        store.save_poll(&poll(feed, YOUNG, vec![one])).await.unwrap();
    }
    let first_claim = ClaimId::new(format!("{}.1.c1", id("sohr", "confirmed")));
    let merge = Judgement::Merge { with: vec![report("with")] };
    let decisions = [
        decision("d1", 20, Subject::Report(report("read")), Judgement::Mark(Mark::Read(true))),
        decision("d2", 21, Subject::Claim(first_claim), Judgement::Confirm),
        decision("d3", 22, Subject::Report(report("merged")), merge),
        decision("d4", 23, Subject::Decision("d3".into()), Judgement::Undo),
    ];
    store.decide(&decisions).await.unwrap();
}

fn all() -> Range {
    Range { since: Timestamp::MIN, until: Timestamp::MAX }
}

/// All that a store tells, but for the places in its history.
async fn told(store: &dyn Store) -> String {
    let mut told = String::new();
    for query in [list(YOUNG + 1, 99), list(YOUNG - 1, 99)] {
        told +=
            &format!("{:?}\n{:?}\n", store.reports(&query).await.unwrap(), store.report_counts(&query).await.unwrap());
    }
    for asked in ["jableh", "fishing", "lone", "says"] {
        let asked = Condition::Words(vec![Phrase::new(asked, false)]);
        let found = store.matching_items(&asked, at(YOUNG), all(), None, 99).await.unwrap();
        told += &format!("{asked:?}: {:?}\n", found.iter().map(|item| &item.id).collect::<Vec<_>>());
    }
    let ledger = store.ledger(&march(), at(YOUNG), None).await.unwrap();
    told += &format!("{:?}\n", ledger.claims.iter().map(|claim| (&claim.id, claim.claim.low)).collect::<Vec<_>>());
    told += &format!("{:?}\n", store.statuses(all(), None, 99).await.unwrap().len());
    told += &format!("{:?}\n", store.decisions(all(), None, 99).await.unwrap());
    let feeds = store.feeds().await.unwrap();
    told + &format!("{:?}", feeds.iter().map(|feed| (&feed.id, feed.items)).collect::<Vec<_>>())
}

async fn what_is_old_goes_and_what_a_decision_rests_on_stays() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (pruned, never) = (open(folder.path()).await, open(other.path()).await);
    let goes = |guid: &str| ["noise", "lone", "gone"].contains(&guid);
    fill(&*pruned, |_| true).await;
    fill(&*never, |guid| !goes(guid)).await;
    assert_ne!(told(&*pruned).await, told(&*never).await);

    let pruning = Pruning::open(&url(folder.path()).await, at(OLD)).await.unwrap();
    let expect = Pruned { items: 4, revisions: 4, claims: 3, statuses: 1, reports: 2 };
    assert_eq!(pruning.plan().await.unwrap(), (expect, Spared { decided: 8, young: 2 }));
    assert_eq!(pruned.items(all(), None, 99).await.unwrap().len(), 16, "a plan takes nothing out");
    assert_eq!(pruning.prune(at(YOUNG), |_| ()).await.unwrap(), expect);
    assert_eq!(told(&*pruned).await, told(&*never).await);
    assert_eq!(pruning.plan().await.unwrap().0, Pruned::default(), "nothing is left to go");
    pruning.close().await;

    // What a feed still has of it is no news, and nothing else can be taken out.
    let known = pruned.known(&[id("sohr", "gone"), id("sohr", "read"), id("sohr", "none")]).await.unwrap();
    assert_eq!((known.len(), known[&id("sohr", "gone")].revision), (2, 0));
    assert!(known[&id("sohr", "gone")].fetched > at(1_000_000));
    for statement in ["DELETE FROM item", "DELETE FROM revision", "DELETE FROM claim"] {
        let refused = by_another(folder.path(), statement).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added"), "{statement}: {refused}");
    }
    if !is_on_server() {
        by_another(folder.path(), "INSERT INTO words (words) VALUES ('integrity-check')").await.unwrap();
        let whole = store::check(&store::file_of(&url(folder.path()).await).unwrap()).await.unwrap();
        assert_eq!(whole.faults, [""; 0]);
    }
    let to = format!("sqlite:{}", folder.path().join("copy.db").display());
    let copied = store::copy(&url(folder.path()).await, &to, |_, _| ()).await.unwrap();
    assert_eq!(copied.iter().find(|table| table.table == "pruned").unwrap().rows, 4);
    pruned.close().await;
    never.close().await;
}

on_both!(what_is_old_goes_and_what_a_decision_rests_on_stays);

#[test]
fn prune_says_what_will_go_and_what_went() {
    let home = Home::new();
    let item = |id: u32, day: u32| {
        format!(
            "{{\"id\":{id},\"title\":\"Notes {id}\",\"text\":\"Boats\",\"published\":\"2025-03-{day:02}T12:00:00Z\"}}\n"
        )
    };
    std::fs::write(home.path("items.jsonl"), item(1, 1) + &item(2, 2) + &item(3, 28)).unwrap();
    let then = ["import", "items.jsonl", "--now", "2025-03-29T00:00:00Z"];
    let later = |arguments: &[&'static str]| [&["store", "prune", "--now", "2025-09-01T00:00:00Z"], arguments].concat();
    run(&home, &then, 0);
    run(&home, &later(&["--keep", "3d"]), 2);
    run(&home, &later(&["--keep", "long"]), 2);
    run(&home, &[&later(&["--keep", "90d"])[..], &["--read-only"]].concat(), 2);
    assert!(run(&home, &later(&["--keep", "180d"]), 0).contains("To go: 0 items"), "fetched since");
    let dry = run(&home, &later(&["--keep", "90d", "--dry-run"]), 0);
    assert!(
        dry.contains("before 2025-06-03T00:00:00Z") && dry.contains("To go: 2 items") && !dry.contains("Gone"),
        "{dry}"
    );
    let done = run(&home, &later(&["--keep", "90d"]), 0);
    assert!(done.contains("To go: 2 items") && done.contains("Gone: 2 items"), "{done}");
    assert_eq!(run(&home, &["export", "items"], 0).lines().count(), 1);
    let again: serde_json::Value = serde_json::from_str(&run(&home, &then, 0)).unwrap();
    assert_eq!(again["new_items"], 0, "{again}");
    assert_eq!(run(&home, &["export", "items"], 0).lines().count(), 1);
}
