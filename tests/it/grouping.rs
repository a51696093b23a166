//! Reports: labelled stories are told apart and together, in whatever order they arrive, and as operators decide.

#![expect(clippy::print_stdout, reason = "`--nocapture` shows the figures that are held against the floors")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::support::place::{on_both, url};
use crate::support::reader;
use coastwatch::config::situation::shipped;
use coastwatch::engine::replay::Archive;
use coastwatch::engine::replay::archive::Body;
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::model::{
    Conditional, Decision, Episode, FeedId, FeedRecord, FeedState, ItemId, Judgement, ParsedItem, ReportId, ReportRow,
    Rules, Situation, Subject,
};
use coastwatch::reconcile::group::{self, Imprint, Node};
use coastwatch::store::{self, NewRevision, Poll, Range, ReportQuery, Store};
use coastwatch::text::html;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Stories told by several outlets in three languages, and near misses; written and labelled by one hand of ours.
const STORIES: &str = include_str!("../data/groups/stories.jsonl");

/// The stories of the recorded archive, labelled by the same hand after seeing a first grouping of them.
const ARCHIVE: &str = include_str!("../data/groups/archive.tsv");

/// The least share of pairs put into one report that are one story.
const PRECISION: f64 = 0.97;
/// The least share of pairs of one story that are put into one report.
const RECALL: f64 = 0.90;
/// The same in the archive, where much is told without figures and in two languages.
const ARCHIVE_RECALL: f64 = 0.85;

fn reader() -> &'static (Arc<Reader>, Episode, Situation) {
    static READER: OnceLock<(Arc<Reader>, Episode, Situation)> = OnceLock::new();
    READER.get_or_init(|| {
        let situation = shipped().unwrap();
        let episode = situation.episode("march-2025").unwrap().clone();
        (reader::shipped(), episode, situation)
    })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An item as ingest reads it.
fn revision(feed: &str, guid: &str, lang: &str, published: Timestamp, title: &str, text: &str) -> NewRevision {
    let (reader, episode, situation) = reader();
    let feed = FeedId::new(feed);
    let draft =
        Draft { title, text, published: Some(published), source: Some(feed.as_str()), url: None, lang: Some(lang) };
    let reading = reader.read(&draft, episode, at("2025-03-15T00:00:00Z"), Reach::Relevant);
    let item = ParsedItem {
        id: ItemId::of(&feed, guid),
        guid: guid.to_owned(),
        url: None,
        title: title.to_owned(),
        text: text.to_owned(),
        author: None,
        categories: vec![],
        published: Some(published),
        lang: None,
    };
    NewRevision {
        published,
        revision: 1,
        digest: guid.to_owned(),
        imprint: reading.relevant.then(|| Imprint::of(situation, &feed, &item, &reading)),
        terms: None,
        item,
        reading,
    }
}

/// The labelled items with their stories.
fn stories() -> Vec<(String, NewRevision)> {
    STORIES
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let field = |key: &str| row[key].as_str().unwrap().to_owned();
            let published = at(&field("published"));
            let item =
                revision(&field("feed"), &field("id"), &field("lang"), published, &field("title"), &field("text"));
            (field("story"), item)
        })
        .collect()
}

fn node(revision: &NewRevision) -> Node {
    Node {
        item: revision.item.id.clone(),
        published: revision.published,
        imprints: vec![revision.imprint.clone().unwrap()],
    }
}

/// Precision and recall over pairs, and the pairs that are wrong.
fn pairs(labelled: &[(String, NewRevision)], reports: &[ItemId]) -> (f64, f64, Vec<String>) {
    let (mut right, mut put, mut told, mut wrong) = (0_u32, 0_u32, 0_u32, vec![]);
    for (at, (story, one)) in labelled.iter().enumerate() {
        for (other_at, (other_story, other)) in labelled.iter().enumerate().skip(at + 1) {
            let (same, together) = (story == other_story, reports[at] == reports[other_at]);
            right += u32::from(same && together);
            put += u32::from(together);
            told += u32::from(same);
            if same != together {
                let word = if same { "apart" } else { "together" };
                wrong.push(format!("{word}: {story} / {other_story}: {:?} | {:?}", one.item.title, other.item.title));
            }
        }
    }
    (f64::from(right) / f64::from(put.max(1)), f64::from(right) / f64::from(told.max(1)), wrong)
}

#[test]
fn labelled_stories_are_told_together_and_apart() {
    let labelled = stories();
    assert!(labelled.len() >= 40, "{} items", labelled.len());
    for (story, item) in &labelled {
        assert!(item.reading.relevant, "{story} is not about the clashes: {}", item.item.title);
    }
    let nodes: Vec<Node> = labelled.iter().map(|(_, item)| node(item)).collect();
    let (precision, recall, wrong) = pairs(&labelled, &group::openers(&nodes));
    println!("{} items: precision {precision:.3}, recall {recall:.3}\n{}", labelled.len(), wrong.join("\n"));
    assert!(precision >= PRECISION, "{precision:.3}: {wrong:#?}");
    assert!(recall >= RECALL, "{recall:.3}: {wrong:#?}");
}

/// The archive's items about the clashes as they first appeared, with the stories they tell.
fn archive() -> Vec<(String, NewRevision)> {
    let mut stories: BTreeMap<&str, &str> = BTreeMap::new();
    for line in ARCHIVE.lines().filter(|line| !line.starts_with('#')) {
        let (story, items) = line.split_once('\t').unwrap();
        assert!(items.split(' ').all(|item| stories.insert(item, story).is_none()), "an item twice in {line:?}");
    }
    let mut labelled = vec![];
    for feed in Archive::shipped().unwrap().feeds {
        for version in feed.versions.iter().filter(|version| version.appeared == version.published) {
            let text = match &version.body {
                Body::Text(text) => text.clone(),
                Body::Html(body) => html::to_text(body),
            };
            let lang = feed.lang.as_ref().map_or("en", |lang| lang.as_str());
            let item = revision(feed.id.as_str(), &version.guid, lang, version.published, &version.title, &text);
            let name = version.guid.trim_start_matches("archive-").to_owned();
            let story = stories.remove(name.as_str()).map_or(name, str::to_owned);
            if item.reading.relevant && story != "?" {
                labelled.push((story, item));
            }
        }
    }
    assert!(stories.is_empty(), "no such items: {stories:?}");
    labelled
}

#[test]
fn the_stories_of_the_archive_are_told_together_and_apart() {
    let labelled = archive();
    let nodes: Vec<Node> = labelled.iter().map(|(_, item)| node(item)).collect();
    let (precision, recall, wrong) = pairs(&labelled, &group::openers(&nodes));
    println!("{} items: precision {precision:.3}, recall {recall:.3}\n{}", labelled.len(), wrong.join("\n"));
    assert!(precision >= PRECISION, "{precision:.3}: {wrong:#?}");
    assert!(recall >= ARCHIVE_RECALL, "{recall:.3}: {wrong:#?}");
}

async fn open(folder: &std::path::Path) -> Arc<dyn Store> {
    store::open(&url(folder).await).await.unwrap()
}

/// Saves some items as their feeds bring them, all polls together.
async fn save(store: &dyn Store, items: &[NewRevision], at: Timestamp) {
    let mut of_feed: BTreeMap<FeedId, Vec<NewRevision>> = BTreeMap::new();
    for item in items {
        of_feed.entry(item.imprint.as_ref().unwrap().feed.clone()).or_default().push(item.clone());
    }
    let polls = of_feed.into_iter().map(|(feed, revisions)| {
        let record = FeedRecord {
            url: format!("https://example.org/{feed}"),
            name: feed.to_string(),
            id: feed,
            state: FeedState::Ok,
            error: None,
            last_success: Some(at),
            last_new_item: Some(at),
            last_poll: Some(at),
            not_before: None,
            next_poll: None,
            gone: false,
            moved: None,
            failures: 0,
            items: 0,
            conditional: Conditional::default(),
        };
        Poll { record, at, episode: "march-2025".into(), rules: Rules::default(), revisions, term: None }
    });
    for saved in store.save_polls(&polls.collect::<Vec<_>>()).await {
        saved.unwrap();
    }
}

/// The report of every stored item.
async fn stored(store: &dyn Store) -> BTreeMap<ItemId, ReportId> {
    let all = Range { since: Timestamp::MIN, until: Timestamp::MAX };
    let items = store.items(all, None, 1_000).await.unwrap();
    items.into_iter().filter_map(|item| Some((item.id, item.report?))).collect()
}

const ARRIVED: &str = "2025-03-15T00:00:00Z";

async fn reports_and_their_ids_are_the_same_in_whatever_order_items_arrive() {
    let items: Vec<NewRevision> = stories().into_iter().map(|(_, item)| item).collect();
    arrives_alike(&items, &[(1, 100), (7, 1), (11, 3), (39, 1)]).await;
}

/// Three lots of items with one text under all of them, by which each finds its like until it stands under so many that it says
/// nothing: what comes late decides from when on.
async fn what_stands_under_everything_says_nothing_from_the_same_item_on_in_whatever_order() {
    let (_, like) = stories().swap_remove(0);
    let item = |n: u32| {
        let feed = FeedId::new(format!("feed{}", n % 7));
        let minutes = i64::from(n * 70 + n / 40 * 2_400);
        let mut item = NewRevision { published: hour(-300) + SignedDuration::from_mins(minutes), ..like.clone() };
        item.item.id = ItemId::of(&feed, &n.to_string());
        item.item.guid = n.to_string();
        (item.reading.claims, item.reading.statuses) = (vec![], vec![]);
        // Every third is a copy of the one two before it.
        let story = if n % 3 == 2 { n - 2 } else { n };
        let text = (1..=12).chain((0..60).map(|word| 1_000 * (story + 1) + word)).collect();
        item.imprint = Some(Imprint::new(feed, 0, text, vec![]));
        item
    };
    let items: Vec<NewRevision> = (0..90).map(item).collect();
    let together = arrives_alike(&items, &[(1, 90), (89, 1), (53, 13)]).await;
    assert!((61..90).contains(&together), "{together} reports: some find their like, and some do not");
}

/// Saves items in several orders, by strides, and so many at once; the reports are those of all of them at once, and so many.
async fn arrives_alike(items: &[NewRevision], orders: &[(usize, usize)]) -> usize {
    let nodes: Vec<Node> = items.iter().map(node).collect();
    let openers = group::openers(&nodes).into_iter().map(|opener| ReportId::new(opener.as_str()));
    let expected: BTreeMap<ItemId, ReportId> = nodes.into_iter().map(|node| node.item).zip(openers).collect();
    for (stride, size) in orders.iter().copied() {
        let folder = tempfile::tempdir().unwrap();
        // One program brings the first order; the others come by two, each of which finds what the other left for later.
        let (store, other) = (open(folder.path()).await, open(folder.path()).await);
        let order: Vec<NewRevision> = (0..items.len()).map(|n| items[(n * stride) % items.len()].clone()).collect();
        assert_eq!(order.iter().map(|item| &item.item.id).collect::<BTreeSet<_>>().len(), items.len());
        for (minute, batch) in order.chunks(size).enumerate() {
            let at = at(ARRIVED) + SignedDuration::from_mins(i64::try_from(minute).unwrap());
            let by = if stride > 1 && minute / 3 % 2 == 1 { &other } else { &store };
            save(&**by, batch, at).await;
        }
        other.close().await;
        let reports = stored(&*store).await;
        for (item, report) in &reports {
            assert_eq!(reports[&ItemId::new(report.as_str())], *report, "{item}: a report has the id of its own item");
        }
        assert_eq!(reports, expected, "stride {stride}, {size} at once");
        // And so they are as they stood at any moment, of what had come by then.
        for minute in (0..order.len().div_ceil(size)).step_by(8) {
            let come: Vec<Node> = order.chunks(size).take(minute + 1).flatten().map(node).collect();
            let mut sizes: BTreeMap<ReportId, u32> = BTreeMap::new();
            for opener in group::openers(&come) {
                *sizes.entry(ReportId::new(opener.as_str())).or_default() += 1;
            }
            let then = at(ARRIVED) + SignedDuration::from_mins(i64::try_from(minute).unwrap());
            let rows = rows(&*store, then).await;
            let told: BTreeMap<ReportId, u32> = rows.into_iter().map(|row| (row.id, row.items)).collect();
            assert_eq!(told, sizes, "stride {stride}, {size} at once, minute {minute}");
        }
        // Each with all its items, when all have come.
        listed(&*store, at(ARRIVED) + SignedDuration::from_hours(24)).await;
    }
    expected.values().collect::<BTreeSet<_>>().len()
}

fn decision(id: &str, at: Timestamp, subject: Subject, judgement: Judgement) -> Decision {
    Decision { id: id.into(), subject, judgement, operator: "duty".to_owned(), decided: at, reason: None, stroke: None }
}

fn query(as_of: Timestamp) -> ReportQuery {
    ReportQuery {
        as_of,
        from: at("2025-03-01T00:00:00Z"),
        after: None,
        limit: 100,
        filter: None,
        reads: coastwatch::model::Reads::default(),
    }
}

/// The sizes of the listed reports by their ids, and what the counts say of how many there are.
async fn listed(store: &dyn Store, as_of: Timestamp) -> BTreeMap<ReportId, u32> {
    let rows = rows(store, as_of).await;
    for row in &rows {
        let items = store.report_items(&row.id, as_of).await.unwrap();
        assert_eq!(items.len() as u32, row.items, "{} at {as_of}", row.id);
        assert_eq!(items[0].item.id, row.lead);
        assert!(items.iter().all(|detail| detail.item.report.as_ref() == Some(&row.id)));
    }
    rows.into_iter().map(|row| (row.id, row.items)).collect()
}

/// The listed reports, which are as many as are counted.
async fn rows(store: &dyn Store, as_of: Timestamp) -> Vec<ReportRow> {
    let rows = store.reports(&query(as_of)).await.unwrap();
    assert_eq!(store.report_counts(&query(as_of)).await.unwrap().total, rows.len() as u64);
    rows
}

/// Saves items in the order given, one an hour from `ARRIVED` on.
async fn arrive(store: &dyn Store, items: &[&NewRevision], hour: i64) {
    for (item, hour) in items.iter().zip(hour..) {
        let at = at(ARRIVED) + SignedDuration::from_hours(hour);
        save(store, &[(*item).clone()], at).await;
    }
}

fn hour(hour: i64) -> Timestamp {
    at(ARRIVED) + SignedDuration::from_hours(hour)
}

async fn merges_and_splits_survive_later_arrivals_and_can_be_undone() {
    let labelled = stories();
    let of = |story: &str| -> Vec<&NewRevision> {
        labelled.iter().filter(|(name, _)| name == story).map(|(_, item)| item).collect()
    };
    let (toll, snhr) = (of("toll89"), of("snhr225"));
    let id = |item: &NewRevision| ReportId::new(item.item.id.as_str());
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    arrive(&*store, &[toll[0], toll[1], snhr[0]], 0).await;
    assert_eq!(listed(&*store, hour(3)).await.len(), 2);

    let merge = Judgement::Merge { with: vec![id(snhr[0])] };
    store.decide(&[decision("d1", hour(4), Subject::Report(id(toll[0])), merge)]).await.unwrap();
    let split = Subject::Item(toll[1].item.id.clone());
    store.decide(&[decision("d2", hour(5), split, Judgement::Split)]).await.unwrap();
    arrive(&*store, &[toll[3], snhr[1]], 6).await;

    let check = async |at: i64, expect: &[(&NewRevision, u32)]| {
        let expect: BTreeMap<ReportId, u32> = expect.iter().map(|(item, items)| (id(item), *items)).collect();
        assert_eq!(listed(&*store, hour(at)).await, expect, "hour {at}");
    };
    // What came later went where it belongs; what was split off stays apart.
    check(7, &[(toll[0], 4), (toll[1], 1)]).await;
    // A mark made on a report by an id that it no longer has is still on it.
    let read = Judgement::Mark(coastwatch::model::Mark::Read(true));
    store.decide(&[decision("d3", hour(8), Subject::Report(id(snhr[0])), read)]).await.unwrap();
    assert!(store.report_states(&[id(toll[0])]).await.unwrap()[0].1.read);
    assert_eq!(store.report_counts(&query(hour(8))).await.unwrap().unread, 1);
    assert_eq!(store.report_items(&id(snhr[0]), hour(8)).await.unwrap().len(), 4);

    let undo = |id: &str, at, other: &str| decision(id, hour(at), Subject::Decision(other.into()), Judgement::Undo);
    store.decide(&[undo("d4", 9, "d1")]).await.unwrap();
    check(9, &[(toll[0], 2), (toll[1], 1), (snhr[0], 2)]).await;
    store.decide(&[undo("d5", 10, "d2")]).await.unwrap();
    check(10, &[(toll[0], 3), (snhr[0], 2)]).await;
    store.decide(&[undo("d6", 11, "d4")]).await.unwrap();
    check(11, &[(toll[0], 5)]).await;

    // Looking back, each moment is as it was then.
    check(2, &[(toll[0], 2), (snhr[0], 1)]).await;
    check(4, &[(toll[0], 3)]).await;
    check(5, &[(toll[0], 2), (toll[1], 1)]).await;
    check(7, &[(toll[0], 4), (toll[1], 1)]).await;
    check(9, &[(toll[0], 2), (toll[1], 1), (snhr[0], 2)]).await;
    check(10, &[(toll[0], 3), (snhr[0], 2)]).await;
}

async fn looking_back_a_late_item_has_not_yet_opened_the_report() {
    let labelled = stories();
    let toll: Vec<&NewRevision> = labelled.iter().filter(|(name, _)| name == "toll89").map(|(_, item)| item).collect();
    let id = |item: &NewRevision| ReportId::new(item.item.id.as_str());
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    // The earliest comes last.
    arrive(&*store, &[toll[1], toll[3], toll[0]], 0).await;
    assert_eq!(listed(&*store, hour(1)).await, BTreeMap::from([(id(toll[1]), 2)]));
    assert_eq!(listed(&*store, hour(2)).await, BTreeMap::from([(id(toll[0]), 3)]));
    let (_, episode, _) = reader();
    let named = |ledger: coastwatch::model::Ledger| {
        ledger.claims.iter().map(|claim| claim.from.report.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(named(store.ledger(episode, hour(1), None).await.unwrap()), BTreeSet::from([id(toll[1])]));
    assert_eq!(named(store.ledger(episode, hour(2), None).await.unwrap()), BTreeSet::from([id(toll[0])]));
    // What was decided on it by its former name is decided on it.
    let dismiss = Judgement::Mark(coastwatch::model::Mark::Dismissed(true));
    store.decide(&[decision("d1", hour(1), Subject::Report(id(toll[1])), dismiss)]).await.unwrap();
    let subject = |ledger: coastwatch::model::Ledger| ledger.decisions[0].subject.clone();
    assert_eq!(subject(store.ledger(episode, hour(1), None).await.unwrap()), Subject::Report(id(toll[1])));
    assert_eq!(subject(store.ledger(episode, hour(2), None).await.unwrap()), Subject::Report(id(toll[0])));
    assert!(store.reports(&query(hour(2))).await.unwrap()[0].state.dismissed);
}

on_both!(
    reports_and_their_ids_are_the_same_in_whatever_order_items_arrive,
    what_stands_under_everything_says_nothing_from_the_same_item_on_in_whatever_order,
    merges_and_splits_survive_later_arrivals_and_can_be_undone,
    looking_back_a_late_item_has_not_yet_opened_the_report,
);
