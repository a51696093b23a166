//! The store's contract, told as a story on a real file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::Arc;

use crate::support::place::{by_another, new_url, on_both, url};
use coastwatch::model::{
    Bound, Claim, Conditional, Cue, Decision, Episode, Evidence, Extent, Feed, FeedError, FeedErrorKind, FeedId,
    FeedKind, FeedRecord, FeedState, Field, ItemId, Judgement, Lang, Mark, Matched, MatchedGroup, Metric, ParsedItem,
    Reading, Reads, ReportId, Rules, Scope, Span, Status, StatusKind, StatusValue, Subject,
};
use coastwatch::reconcile::group::Imprint;
use coastwatch::store::{self, NewRevision, Poll, Range, ReportQuery, Store, StoreError};
use coastwatch::text::similar::{simhash, sketch};
use jiff::{SignedDuration, Timestamp};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// The instant `minutes` after 6 March 2025 12:00 UTC.
pub fn at(minutes: i64) -> Timestamp {
    "2025-03-06T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

pub async fn open(folder: &Path) -> Arc<dyn Store> {
    store::open(&url(folder).await).await.unwrap()
}

/// A plain connection to the file, as another program would make it.
async fn other_program(folder: &Path) -> sqlx::SqliteConnection {
    SqliteConnectOptions::new().filename(folder.join("state").join("store.db")).connect().await.unwrap()
}

pub fn march() -> Episode {
    let span = Span::Fixed { begin: at(-720), end: Some(at(10_000)) };
    Episode { id: "march-2025".into(), name: "March 2025".to_owned(), span }
}

fn record(feed: &str) -> FeedRecord {
    FeedRecord {
        id: feed.into(),
        url: format!("http://127.0.0.1/{feed}"),
        name: feed.to_uppercase(),
        state: FeedState::Ok,
        error: None,
        last_success: Some(at(0)),
        last_new_item: Some(at(0)),
        last_poll: Some(at(1)),
        next_poll: Some(at(5)),
        not_before: Some(at(4)),
        gone: false,
        moved: None,
        failures: 0,
        items: 0,
        conditional: Conditional { etag: Some("\"v1\"".into()), last_modified: None, given_by: Some("b".into()) },
    }
}

pub fn claim(low: u64) -> Claim {
    Claim {
        metric: Metric::Killed,
        category: "government_forces".into(),
        perpetrator: None,
        low: Some(low),
        high: None,
        bound: Bound::AtLeast,
        origin: Some("SOHR".into()),
        place: Some("jableh".into()),
        scope: Scope::Incident,
        as_of: Some(at(-30)),
        cue: Cue::Correction,
        confidence: 0.9,
        evidence: Evidence { field: Field::Text, start: 3, end: 9, quote: "قتلى 35".to_owned() },
        rule: "plain".into(),
    }
}

pub fn status() -> Status {
    Status {
        place: "qardaha".into(),
        kind: StatusKind::Control,
        value: StatusValue::Held("loyalists".into()),
        extent: Some(Extent::Outskirts),
        until: Some(at(600)),
        origin: None,
        as_of: None,
        confidence: 0.5,
        evidence: Evidence { field: Field::Title, start: 0, end: 4, quote: "four".to_owned() },
        rule: "hold".into(),
    }
}

/// Revision `number` of the item `guid`, relevant, in a report of its own or in `report`.
pub fn revision(feed: &str, guid: &str, number: u32, published: i64, claims: Vec<Claim>) -> NewRevision {
    let id = ItemId::of(&FeedId::new(feed), guid);
    NewRevision {
        item: ParsedItem {
            id: id.clone(),
            guid: guid.to_owned(),
            url: Some(format!("https://example.org/{guid}")),
            title: format!("{guid} says {number}"),
            text: "Clashes near Jableh — اشتباكات".to_owned(),
            author: Some("desk".to_owned()),
            categories: vec!["Syria".to_owned(), "a \"quoted\" one".to_owned()],
            published: Some(at(published)),
            lang: None,
        },
        published: at(published),
        revision: number,
        digest: format!("digest {number}"),
        reading: Reading {
            relevant: true,
            score: 0.8,
            lang: Lang::new("en"),
            matched: vec![Matched {
                term: "Jableh".into(),
                group: MatchedGroup::Place,
                field: Field::Text,
                start: 13,
                end: 19,
            }],
            claims,
            statuses: vec![],
        },
        imprint: Some(imprint(feed, guid)),
        terms: None,
    }
}

/// The shape of a text that has nothing in common with that of another guid.
fn imprint(feed: &str, guid: &str) -> Imprint {
    let words: String = (0..20).map(|n| format!("{feed}{guid}{n} ")).collect();
    Imprint::new(feed.into(), simhash(&words), sketch(&words), vec![])
}

/// The report of an item that is in none with an earlier one.
fn own_report(revision: &NewRevision) -> ReportId {
    ReportId::new(revision.item.id.as_str())
}

pub fn irrelevant(mut revision: NewRevision) -> NewRevision {
    revision.reading.relevant = false;
    revision.reading.claims.clear();
    revision.imprint = None;
    revision
}

/// With the text of another item: a copy.
pub fn copy_of(mut revision: NewRevision, other: &NewRevision, feed: &str) -> NewRevision {
    revision.imprint = other.imprint.clone();
    if let Some(imprint) = &mut revision.imprint {
        imprint.feed = feed.into();
    }
    revision
}

pub fn poll(feed: &str, minute: i64, revisions: Vec<NewRevision>) -> Poll {
    Poll {
        record: record(feed),
        at: at(minute),
        episode: "march-2025".into(),
        rules: Rules::default(),
        revisions,
        term: None,
    }
}

fn all() -> Range {
    Range { since: Timestamp::MIN, until: Timestamp::MAX }
}

pub fn list(as_of: i64, limit: u32) -> ReportQuery {
    ReportQuery { as_of: at(as_of), from: at(-1_000), after: None, limit, filter: None, reads: Reads::default() }
}

pub fn decision(id: &str, minute: i64, subject: Subject, judgement: Judgement) -> Decision {
    Decision {
        id: id.into(),
        subject,
        judgement,
        operator: "k.h.".to_owned(),
        decided: at(minute),
        reason: Some("seen".to_owned()),
        stroke: None,
    }
}

async fn titles(store: &dyn Store, query: &ReportQuery) -> Vec<String> {
    store.reports(query).await.unwrap().into_iter().map(|row| row.title).collect()
}

async fn what_is_saved_comes_back_whole_also_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let mut first = revision("sohr", "one", 1, -10, vec![claim(35), claim(40)]);
    first.reading.statuses.push(status());
    let seq = store.save_poll(&poll("sohr", 0, vec![first.clone()])).await.unwrap();
    assert_eq!(store.seq().await.unwrap(), seq);
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.seq().await.unwrap(), seq);
    let mut expect = record("sohr");
    expect.items = 1;
    assert_eq!(store.feeds().await.unwrap(), [expect]);

    let report = own_report(&first);
    let details = store.report_items(&report, at(0)).await.unwrap();
    let [detail] = details.as_slice() else { panic!("one item expected: {details:?}") };
    let NewRevision { item: parsed, reading, .. } = &first;
    assert_eq!(detail.item.id, parsed.id);
    assert_eq!((&detail.item.guid, &detail.item.url), (&parsed.guid, &parsed.url));
    assert_eq!((&detail.item.title, &detail.item.text), (&parsed.title, &parsed.text));
    assert_eq!((&detail.item.author, &detail.item.categories), (&parsed.author, &parsed.categories));
    assert_eq!((detail.item.published, detail.item.fetched), (at(-10), at(0)));
    assert_eq!((detail.item.relevant, detail.item.score, detail.item.revisions), (true, 0.8, 1));
    assert_eq!(detail.feed_name, "SOHR");
    assert_eq!(detail.matched, reading.matched);
    assert_eq!(detail.claims.iter().map(|stored| stored.claim.clone()).collect::<Vec<_>>(), reading.claims);
    assert_eq!(detail.statuses.iter().map(|stored| stored.status.clone()).collect::<Vec<_>>(), reading.statuses);
    assert_eq!(detail.claims[1].id.as_str(), format!("{}.1.c2", parsed.id));
    assert_eq!(detail.statuses[0].id.as_str(), format!("{}.1.s1", parsed.id));
    assert_eq!(detail.revisions.len(), 1);

    let items = store.items(all(), None, 10).await.unwrap();
    assert_eq!(items, std::slice::from_ref(&detail.item));
    let claims = store.claims(all(), None, 10).await.unwrap();
    assert_eq!(claims.into_iter().map(|told| told.said).collect::<Vec<_>>(), detail.claims);
    let statuses = store.statuses(all(), None, 10).await.unwrap();
    assert_eq!(statuses.into_iter().map(|told| told.said).collect::<Vec<_>>(), detail.statuses);
    let rows = store.reports(&list(0, 10)).await.unwrap();
    assert_eq!((rows[0].items, rows[0].claims, rows[0].feed_name.as_str()), (1, 2, "SOHR"));
}

async fn an_edit_is_a_revision_and_the_past_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let first = revision("sohr", "one", 1, -10, vec![claim(35)]);
    store.save_poll(&poll("sohr", 0, vec![first.clone()])).await.unwrap();
    let second = revision("sohr", "one", 2, 20, vec![claim(50)]);
    store.save_poll(&poll("sohr", 30, vec![second.clone()])).await.unwrap();

    let known = store.known(&[first.item.id.clone(), ItemId::new("never seen")]).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!((known[&first.item.id].revision, known[&first.item.id].digest.as_str()), (2, "digest 2"));
    assert_eq!(store.feeds().await.unwrap()[0].items, 1, "an edit is no new item");

    let report = own_report(&first);
    let then = store.report_items(&report, at(29)).await.unwrap();
    assert_eq!((then[0].item.title.as_str(), then[0].claims[0].claim.low), ("one says 1", Some(35)));
    assert_eq!(then[0].revisions.len(), 1);
    let now = store.report_items(&report, at(30)).await.unwrap();
    assert_eq!((now[0].item.title.as_str(), now[0].claims[0].claim.low), ("one says 2", Some(50)));
    assert_eq!(now[0].item.published, at(-10), "an edit does not make an item newer");
    assert_eq!(now[0].revisions.len(), 2);
    assert_eq!(titles(&*store, &list(29, 9)).await, ["one says 1"]);
    assert_eq!(titles(&*store, &list(30, 9)).await, ["one says 2"]);

    let lows = |claims: &[std::sync::Arc<coastwatch::model::StoredClaim>]| {
        claims.iter().map(|c| c.claim.low).collect::<Vec<_>>()
    };
    let all_claims = store.claims(all(), None, 9).await.unwrap();
    let told: Vec<_> = all_claims.iter().map(|told| (told.said.claim.low, told.superseded)).collect();
    assert_eq!(told, [(Some(35), true), (Some(50), false)], "every revision's, the earlier ones marked");
    let ledger = store.ledger(&march(), at(29), None).await.unwrap();
    assert_eq!((lows(&ledger.claims), ledger.revisions.len()), (vec![Some(35)], 0));
    let ledger = store.ledger(&march(), at(30), None).await.unwrap();
    assert_eq!((lows(&ledger.claims), ledger.revisions.len()), (vec![Some(35), Some(50)], 1));
    assert_eq!((ledger.claims[1].from.revision, ledger.claims[1].from.fetched), (2, at(30)));
}

async fn a_poll_that_somebody_else_has_stored_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![])])).await.unwrap();
    let seq = store.seq().await.unwrap();
    for late in [revision("sohr", "one", 1, 0, vec![]), revision("sohr", "one", 3, 0, vec![])] {
        let poll = poll("sohr", 1, vec![revision("sohr", "two", 1, 0, vec![]), late]);
        assert!(matches!(store.save_poll(&poll).await, Err(StoreError::Conflict { .. })));
    }
    assert_eq!(store.items(all(), None, 9).await.unwrap().len(), 1, "nothing of a refused poll stays");
    assert_eq!(store.seq().await.unwrap(), seq);
    // Nor does it keep others from being stored that come with it.
    let (ap, stale) = (revision("ap", "one", 1, 0, vec![]), revision("sohr", "one", 1, 0, vec![]));
    let saved = store.save_polls(&[poll("ap", 2, vec![ap]), poll("sohr", 2, vec![stale])]).await;
    assert!(matches!(saved[..], [Ok(_), Err(StoreError::Conflict { .. })]), "{saved:?}");
    assert_eq!(store.items(all(), None, 9).await.unwrap().len(), 2);
}

async fn a_report_stands_where_its_latest_item_stood() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let first = revision("sohr", "one", 1, 0, vec![claim(35)]);
    let other = revision("sohr", "two", 1, 10, vec![]);
    let noise = irrelevant(revision("sohr", "noise", 1, 11, vec![]));
    store.save_poll(&poll("sohr", 12, vec![first.clone(), other.clone(), noise.clone()])).await.unwrap();
    let copy = copy_of(revision("ap", "copy", 1, 20, vec![claim(35)]), &first, "ap");
    store.save_poll(&poll("ap", 25, vec![copy])).await.unwrap();

    assert_eq!(titles(&*store, &list(24, 9)).await, ["two says 1", "one says 1"]);
    assert_eq!(titles(&*store, &list(25, 9)).await, ["copy says 1", "two says 1"]);
    assert_eq!(titles(&*store, &list(11, 9)).await, [""; 0], "published by then, and fetched later");
    let rows = store.reports(&list(25, 9)).await.unwrap();
    assert_eq!((rows[0].items, rows[0].claims, rows[0].id.clone()), (2, 2, own_report(&first)));
    assert_eq!(store.report_counts(&list(25, 1)).await.unwrap().total, 2);
    let items = store.report_items(&rows[0].id, at(25)).await.unwrap();
    assert_eq!(items.iter().map(|detail| detail.item.guid.as_str()).collect::<Vec<_>>(), ["copy", "one"]);

    // An edit takes it out of what is about the situation; what was shown before still is, looking back.
    let mut gone = irrelevant(revision("sohr", "two", 2, 10, vec![]));
    gone.digest = "other".to_owned();
    let found = revision("sohr", "noise", 2, 11, vec![]);
    store.save_poll(&poll("sohr", 40, vec![gone, found])).await.unwrap();
    assert_eq!(titles(&*store, &list(40, 9)).await, ["copy says 1", "noise says 2"]);
    assert_eq!(titles(&*store, &list(39, 9)).await, ["copy says 1", "two says 1"]);
    assert_eq!(store.report_counts(&list(39, 1)).await.unwrap().total, 2);
}

async fn pages_join_without_gap_or_repeat() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    // Several of one minute: the id decides between them.
    let revisions = (0..25).map(|n| revision("sohr", &format!("g{n}"), 1, -(n / 4), vec![claim(20)])).collect();
    store.save_poll(&poll("sohr", 0, revisions)).await.unwrap();

    let whole = store.reports(&list(0, 100)).await.unwrap();
    assert_eq!(whole.len(), 25);
    let mut query = list(0, 7);
    let mut joined = Vec::new();
    loop {
        let page = store.reports(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some((last.published, last.id.clone()));
        joined.extend(page);
    }
    assert_eq!(joined, whole);
    assert!(whole.is_sorted_by(|a, b| (a.published, &a.id) > (b.published, &b.id)));

    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = store.items(all(), after, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.published, last.id.clone()));
        items.extend(page);
    }
    assert_eq!(items, store.items(all(), None, 100).await.unwrap());
    let (mut claims, mut after) = (Vec::new(), None);
    loop {
        let page = store.claims(all(), after, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.said.from.published, last.said.id.clone()));
        claims.extend(page);
    }
    assert_eq!(claims, store.claims(all(), None, 100).await.unwrap());
    assert_eq!(claims.len(), 25);
    let items = store.items(all(), None, 1_000).await.unwrap();
    let by_feed = store.items_by_feed(all()).await.unwrap();
    assert_eq!(by_feed.values().sum::<u64>(), u64::try_from(items.len()).unwrap());
    let first = items.first().unwrap();
    let moment = Range { since: first.published, until: first.published };
    let then = items.iter().filter(|item| item.published == first.published && item.feed == first.feed).count();
    assert_eq!(store.items_by_feed(moment).await.unwrap().get(&first.feed), Some(&u64::try_from(then).unwrap()));
}

async fn decisions_are_kept_once_and_fold_into_what_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let first = revision("sohr", "one", 1, -10, vec![claim(35)]);
    store.save_poll(&poll("sohr", 0, vec![first.clone(), revision("sohr", "two", 1, -9, vec![])])).await.unwrap();
    let report = own_report(&first);
    let subject = || Subject::Report(report.clone());
    let marks = [
        decision("d1", 1, subject(), Judgement::Mark(Mark::Read(true))),
        decision("d2", 2, subject(), Judgement::Mark(Mark::Acknowledged(true))),
        decision("d3", 3, Subject::Claim(format!("{}.1.c1", first.item.id).as_str().into()), Judgement::Reject),
    ];
    store.decide(&marks).await.unwrap();
    store.decide(&marks).await.unwrap();
    store.decide(&[decision("d4", 5, subject(), Judgement::Mark(Mark::Read(false)))]).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    let stored = store.decisions(all(), None, 9).await.unwrap();
    assert_eq!(stored.len(), 4, "a decision that is sent twice is one");
    assert_eq!(stored[..3], marks);
    assert_eq!(store.decisions(all(), Some("d2".into()), 1).await.unwrap(), stored[2..3]);
    assert_eq!(store.decisions(Range { since: at(3), until: at(4) }, None, 9).await.unwrap(), stored[2..3]);

    let backwards = |by, before: Option<&str>, limit| {
        let (store, before) = (store.clone(), before.map(Into::into));
        async move { store.latest_decisions(by, before, limit).await.unwrap() }
    };
    assert_eq!(
        backwards(at(4), None, 2).await,
        [marks[2].clone(), marks[1].clone()],
        "the last one made by then first"
    );
    assert_eq!(backwards(at(9), Some("d2"), 9).await, marks[..1]);

    let (_, state) = store.report_states(std::slice::from_ref(&report)).await.unwrap().remove(0);
    assert_eq!((state.read, state.acknowledged.as_deref()), (false, Some("k.h.")));
    assert!(store.reports(&list(4, 9)).await.unwrap().iter().any(|row| row.id == report && row.state.read));
    let unread = |as_of| {
        let store = store.clone();
        async move { store.report_counts(&list(as_of, 1)).await.unwrap().unread }
    };
    assert_eq!((unread(0).await, unread(1).await, unread(5).await), (2, 1, 2));
    let ledger = store.ledger(&march(), at(4), None).await.unwrap();
    assert_eq!(ledger.decisions, marks[2..], "marks of triage change no figure");
    assert_eq!(store.ledger(&march(), at(2), None).await.unwrap().decisions, []);
}

async fn each_operator_is_told_from_when_he_last_looked() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    for (operator, minute) in [("k.h.", 10), ("k.h.", 50), ("m.", 30)] {
        store.look(operator, at(minute)).await.unwrap();
    }
    for (operator, by, expect) in
        [("k.h.", 60, Some(50)), ("k.h.", 49, Some(10)), ("k.h.", 9, None), ("m.", 60, Some(30)), ("x", 60, None)]
    {
        assert_eq!(store.last_look(operator, at(by)).await.unwrap(), expect.map(at), "{operator} by {by}");
    }
}

async fn a_feed_keeps_how_it_stands_until_it_moves() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let mut failed = poll("sohr", 0, vec![]);
    failed.record.state = FeedState::Failed;
    failed.record.failures = 3;
    failed.record.error = Some(FeedError { kind: FeedErrorKind::NotAFeed, message: "an HTML page".to_owned() });
    store.save_poll(&failed).await.unwrap();
    let mut feed = Feed {
        id: "sohr".into(),
        url: "http://127.0.0.1/sohr".parse().unwrap(),
        name: "SOHR".to_owned(),
        kind: FeedKind::Monitor,
        lang: None,
        credentials: None,
        interval: None,
        enabled: true,
    };
    store.register_feeds(std::slice::from_ref(&feed)).await.unwrap();
    assert_eq!(store.feeds().await.unwrap(), [failed.record.clone()]);
    feed.url = "http://127.0.0.1/elsewhere".parse().unwrap();
    store.register_feeds(&[feed]).await.unwrap();
    let moved = store.feeds().await.unwrap().remove(0);
    assert_eq!((moved.failures, moved.next_poll, moved.conditional), (0, None, Conditional::default()));
    assert_eq!(moved.state, FeedState::Failed, "how it stood is shown until it is asked again");
}

async fn what_was_said_cannot_be_changed_or_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let mut first = revision("sohr", "one", 1, 0, vec![claim(35)]);
    first.reading.statuses.push(status());
    store.save_poll(&poll("sohr", 0, vec![first.clone()])).await.unwrap();
    let subject = Subject::Report(own_report(&first));
    store.decide(&[decision("d1", 1, subject, Judgement::Mark(Mark::Read(true)))]).await.unwrap();
    for statement in [
        "UPDATE claim SET low = 1",
        "DELETE FROM claim",
        "UPDATE status SET value = 'government'",
        "DELETE FROM status",
        "UPDATE decision SET operator = 'x'",
        "DELETE FROM decision",
        "UPDATE revision SET text = ''",
        "DELETE FROM revision",
        "DELETE FROM item",
    ] {
        let refused = by_another(folder.path(), statement).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added") || refused.contains("never deleted"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn readers_go_on_while_a_poll_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (store, second) = (open(folder.path()).await, open(folder.path()).await);
    store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![claim(35)])])).await.unwrap();
    let mut other = other_program(folder.path()).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    sqlx::query("UPDATE sequence SET seq = seq + 100").execute(&mut other).await.unwrap();
    let (one, two) = (list(1, 9), list(1, 9));
    let (one, two) = tokio::join!(store.reports(&one), second.reports(&two));
    assert_eq!(one.unwrap(), two.unwrap());
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.save_poll(&poll("ap", 1, vec![revision("ap", "two", 1, 1, vec![])])).await }
    });
    assert_eq!(second.report_counts(&list(9, 9)).await.unwrap().total, 1);
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    let seq = waiting.await.unwrap().unwrap();
    assert_eq!(second.seq().await.unwrap(), seq, "what one process writes the other sees");
    assert_eq!(second.report_counts(&list(9, 9)).await.unwrap().total, 2);
}

async fn programs_that_start_at_once_make_one_store() {
    let folder = tempfile::tempdir().unwrap();
    let url = new_url(folder.path()).await;
    let opening: Vec<_> = (0..6)
        .map(|n| {
            let url = url.clone();
            tokio::spawn(async move {
                let store = store::open(&url).await?;
                store.save_poll(&poll("sohr", 0, vec![revision("sohr", &format!("g{n}"), 1, 0, vec![])])).await
            })
        })
        .collect();
    for opened in opening {
        opened.await.unwrap().unwrap();
    }
    assert_eq!(store::open(&url).await.unwrap().report_counts(&list(1, 1)).await.unwrap().total, 6);
}

async fn refusal(url: &str) -> String {
    match store::open(url).await {
        Err(StoreError::Unusable { store, why }) => format!("{store}: {why}"),
        Err(StoreError::Address { why }) => why,
        other => panic!("expected to be refused, got {other:?}"),
    }
}

#[tokio::test]
async fn a_newer_or_foreign_file_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state").join("store.db");
    let check = async |expect: &str| {
        let before = std::fs::read(&path).unwrap();
        let said = refusal(&url(folder.path()).await).await;
        assert!(said.contains(expect), "{said}");
        assert_eq!(std::fs::read(&path).unwrap(), before, "{expect}");
    };
    open(folder.path()).await.close().await;
    let mut other = other_program(folder.path()).await;
    let row = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (999, 'later', TRUE, x'00', 0)";
    sqlx::query(row).execute(&mut other).await.unwrap();
    sqlx::Connection::close(other).await.unwrap();
    check("schema 999, newer than this program's").await;
    let mut other = other_program(folder.path()).await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 999").execute(&mut other).await.unwrap();
    sqlx::query("PRAGMA user_version = 1000").execute(&mut other).await.unwrap();
    sqlx::Connection::close(other).await.unwrap();
    check("schema 1000").await;

    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "not a database, but somebody's notes").unwrap();
    check("no SQLite file").await;
    std::fs::remove_file(&path).unwrap();
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut other = options.connect().await.unwrap();
    sqlx::query("CREATE TABLE notes (n)").execute(&mut other).await.unwrap();
    sqlx::Connection::close(other).await.unwrap();
    check("belongs to another program").await;
}

#[tokio::test]
async fn an_address_that_names_no_store_is_refused_without_telling_its_password() {
    assert!(refusal("mysql://me:secret@host/db").await.contains("sqlite:PATH"));
    assert!(!refusal("mysql://me:secret@host/db").await.contains("secret"));
    assert!(refusal("postgres://me:secret@host:port/db").await.contains("postgres://USER@HOST/DATABASE"));
    assert!(!refusal("postgres://me:secret@host:port/db").await.contains("secret"));
    assert!(refusal("store.db").await.contains("sqlite:PATH"));
    assert!(refusal("sqlite:").await.contains("sqlite:PATH"));
    assert!(refusal("sqlite::memory:").await.contains("sqlite:PATH"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_store_is_made_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    store.save_poll(&poll("sohr", 0, vec![])).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let state = folder.path().join("state");
    assert_eq!(mode(&state), 0o700);
    for file in std::fs::read_dir(&state).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

on_both!(
    what_was_said_cannot_be_changed_or_taken_back,
    what_is_saved_comes_back_whole_also_after_reopening,
    an_edit_is_a_revision_and_the_past_stays_as_it_was,
    a_poll_that_somebody_else_has_stored_is_refused_whole,
    a_report_stands_where_its_latest_item_stood,
    pages_join_without_gap_or_repeat,
    decisions_are_kept_once_and_fold_into_what_is_marked,
    each_operator_is_told_from_when_he_last_looked,
    a_feed_keeps_how_it_stands_until_it_moves,
    programs_that_start_at_once_make_one_store,
);
