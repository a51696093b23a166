//! Reading anew what is stored: a change of the rules reaches the figures, what operators decided survives, and nothing is
//! lost where it is broken off.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use coastwatch::clock::FixedClock;
use coastwatch::config::library::Library;
use coastwatch::config::{self, situation};
use coastwatch::engine::change::Change;
use coastwatch::engine::late::LateReader;
use coastwatch::engine::reread::{self, Rereading, Summary};
use coastwatch::engine::{self, Context, Demand};
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::model::{
    Claim, ClaimId, Conditional, Decision, FeedId, FeedRecord, FeedState, ItemId, Judgement, Mark, ParsedItem, Reading,
    ReportId, Rules, Situation, StoredClaim, Subject, Tally,
};
use coastwatch::reconcile::Books;
use coastwatch::reconcile::group::Imprint;
use coastwatch::store::rereading::{NewReading, Reread};
use coastwatch::store::{self, NewRevision, Poll, Range, ReportQuery};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::support::command::Home;
use crate::support::place::{by_another, on_both, url};
use crate::support::reader;
use crate::support::screen::{Screen, Ways};

const LATER: &str = "2025-03-08T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Rules by name.
fn rules(name: &str) -> Rules {
    Rules { situation: "coastal-clashes".to_owned(), digest: name.to_owned() }
}

/// The shipped situation, or one that does not know the monitor by one of its names.
fn watched(knows_the_monitor: bool) -> Situation {
    let mut situation = situation::shipped().unwrap();
    if !knows_the_monitor {
        situation.origins.retain(|origin| origin.id.as_str() != "SOHR");
    }
    situation
}

/// The reader of the situation that does not know the monitor.
static UNKNOWING: LazyLock<Arc<Reader>> =
    LazyLock::new(|| Arc::new(Reader::new(&watched(false), &situation::shipped_lexicons().unwrap())));

/// A context over a store in `folder` whose program reads by the rules of `watched`, and calls them by a name.
async fn context(folder: &Path, name: &'static str, knows_the_monitor: bool) -> Context {
    let situation = watched(knows_the_monitor);
    Context {
        alerts: Arc::default(),
        settings: Arc::new(config::load(&Library::new(None), None).unwrap().settings),
        episode: situation.episode("march-2025").unwrap().clone(),
        reader: Arc::new(LateReader::new(
            move || if knows_the_monitor { reader::shipped() } else { Arc::clone(&UNKNOWING) },
            move || rules(name),
        )),
        situation: Arc::new(situation),
        feeds: Arc::new([]),
        store: store::open(&url(folder).await).await.unwrap(),
        clock: Arc::new(FixedClock(at(LATER))),
    }
}

fn wire(guid: &str, minute: i64, title: &str, text: &str) -> ParsedItem {
    ParsedItem {
        id: ItemId::of(&FeedId::new("wire"), guid),
        guid: guid.to_owned(),
        url: None,
        title: title.to_owned(),
        text: text.to_owned(),
        author: None,
        categories: vec![],
        published: Some(at("2025-03-07T09:00:00Z") + SignedDuration::from_mins(minute)),
        lang: None,
    }
}

/// A bulletin with a toll of the monitor, each another.
fn bulletin(n: u64) -> ParsedItem {
    let text = format!(
        "The Syrian Observatory for Human Rights said that {} civilians were killed on the Syrian coast since Thursday \
         in clashes between security forces and gunmen loyal to the former regime.",
        100 + n
    );
    wire(&format!("b{n}"), i64::try_from(n).unwrap(), &format!("Toll of the coast clashes, bulletin {n}"), &text)
}

/// Stores items as the context's program reads them, with what it calls its rules.
async fn store_items(context: &Context, items: Vec<ParsedItem>) {
    let revisions = items.into_iter().map(|item| {
        let published = item.published.unwrap();
        let draft = Draft {
            title: &item.title,
            text: &item.text,
            published: Some(published),
            source: Some("Wire"),
            url: None,
            lang: None,
        };
        let reading = context.reader.read(&draft, &context.episode, published, Reach::Relevant);
        let feed = FeedId::new("wire");
        NewRevision {
            published,
            revision: 1,
            digest: item.guid.clone(),
            imprint: reading.relevant.then(|| Imprint::of(&context.situation, &feed, &item, &reading)),
            terms: None,
            reading,
            item,
        }
    });
    let revisions: Vec<NewRevision> = revisions.collect();
    let last = revisions.iter().map(|revision| revision.published).max().unwrap();
    save(context, revisions, last).await;
}

async fn save(context: &Context, revisions: Vec<NewRevision>, at: Timestamp) {
    let record = FeedRecord {
        id: "wire".into(),
        url: "http://127.0.0.1/wire".to_owned(),
        name: "Wire".to_owned(),
        state: FeedState::Ok,
        error: None,
        last_success: None,
        last_new_item: None,
        last_poll: None,
        next_poll: None,
        not_before: None,
        gone: false,
        moved: None,
        failures: 0,
        items: 0,
        conditional: Conditional::default(),
    };
    let rules = context.reader.rules().clone();
    context
        .store
        .save_poll(&Poll { record, at, episode: "march-2025".into(), rules, revisions, term: None })
        .await
        .unwrap();
}

async fn tally(context: &Context, when: &str) -> Tally {
    let ledger = context.store.ledger(&context.episode, at(when), None).await.unwrap();
    Books::open(Arc::clone(&context.situation), context.episode.clone(), at(when), ledger).tally()
}

/// Who counts the civilians killed, and how many.
async fn civilians(context: &Context, when: &str) -> Vec<(String, Option<u64>)> {
    let tally = tally(context, when).await;
    let row = tally.rows.iter().find(|row| row.category.as_str() == "civilians");
    let origins = row.into_iter().flat_map(|row| &row.origins);
    let name = |id: &coastwatch::model::OriginId| id.to_string();
    origins.map(|figure| (figure.origin.as_ref().map(name).unwrap_or_default(), figure.low)).collect()
}

async fn claims(context: &Context) -> Vec<StoredClaim> {
    let all = Range { since: Timestamp::MIN, until: Timestamp::MAX };
    context.store.claims(all, None, 10_000).await.unwrap().into_iter().map(|said| said.said).collect()
}

async fn reread(context: &Context) -> Summary {
    reread::all(context, &CancellationToken::new(), |_| {}).await.unwrap().unwrap()
}

async fn a_change_of_the_rules_changes_the_tally_after_reading_anew_and_also_the_past() {
    let folder = tempfile::tempdir().unwrap();
    let old = context(folder.path(), "old", false).await;
    store_items(&old, (0..60).map(bulletin).collect()).await;
    let unnamed = civilians(&old, LATER).await;
    assert!(!unnamed.iter().any(|(origin, _)| origin == "SOHR"), "{unnamed:?}");
    old.store.close().await;

    let new = context(folder.path(), "new", true).await;
    let before = claims(&new).await;
    assert_eq!(civilians(&new, LATER).await, unnamed, "nothing is read anew by itself");
    let mut told = vec![];
    let tell = |progress: reread::Progress| told.push(progress.to_string());
    let summary = reread::all(&new, &CancellationToken::new(), tell).await.unwrap().unwrap();
    assert_eq!((summary.changes.items, summary.changes.changed), (60, 60));
    assert_eq!(
        (told.first().unwrap().as_str(), told.last().unwrap().as_str()),
        ("re-reading 0 of 60", "re-reading 60 of 60")
    );
    assert_eq!(civilians(&new, LATER).await, [("SOHR".to_owned(), Some(159))]);
    assert_eq!(civilians(&new, "2025-03-07T10:00:00Z").await.len(), 1, "and as it stood then, by the rules of now");
    assert_eq!(civilians(&new, "2025-03-07T10:00:00Z").await[0].0, "SOHR");
    let after = claims(&new).await;
    let fetched = |claims: &[StoredClaim]| claims.iter().map(|claim| claim.from.fetched).collect::<Vec<_>>();
    assert_eq!(fetched(&before), fetched(&after), "what is read anew was known since it was fetched");
    assert!(after.iter().all(|claim| before.iter().all(|old| old.id != claim.id)), "another figure has another id");
    // As if it had been read so at first.
    let fresh_folder = tempfile::tempdir().unwrap();
    let fresh = context(fresh_folder.path(), "new", true).await;
    store_items(&fresh, (0..60).map(bulletin).collect()).await;
    let said = |claims: Vec<StoredClaim>| claims.into_iter().map(|claim| claim.claim).collect::<Vec<Claim>>();
    assert_eq!(said(after), said(claims(&fresh).await));
    assert_eq!(reports(&new).await, reports(&fresh).await);
}

/// The reports, with their numbers of items.
async fn reports(context: &Context) -> Vec<(ReportId, u32)> {
    let query = ReportQuery {
        as_of: at(LATER),
        from: Timestamp::MIN,
        after: None,
        limit: 1_000,
        filter: None,
        reads: Default::default(),
    };
    context.store.reports(&query).await.unwrap().into_iter().map(|row| (row.id, row.items)).collect()
}

async fn by_the_same_rules_nothing_is_read_and_with_all_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let context = context(folder.path(), "same", true).await;
    store_items(&context, (0..60).map(bulletin).collect()).await;
    assert!(Rereading::find(&context).await.unwrap().is_none());
    let (before, seq) = (claims(&context).await, context.store.seq().await.unwrap());
    assert_eq!(reread(&context).await, Summary::default());
    assert_eq!(context.store.seq().await.unwrap(), seq, "nothing was written");
    context.store.forget_readings(context.reader.rules()).await.unwrap();
    let summary = reread(&context).await;
    assert_eq!((summary.changes.items, summary.changes.changed), (60, 0), "{summary:?}");
    assert_eq!(claims(&context).await, before);
    let listed = reports(&context).await;
    assert_eq!(listed.iter().map(|(_, items)| items).sum::<u32>(), 60);
}

async fn what_another_situation_read_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let context = context(folder.path(), "mine", true).await;
    store_items(&context, vec![bulletin(1)]).await;
    let other = Rules { situation: "sweida".to_owned(), digest: "theirs".to_owned() };
    assert_eq!(context.store.unread(&other).await.unwrap().left, 0);
    assert_eq!(context.store.unread(&rules("other")).await.unwrap().left, 1);
}

async fn broken_off_it_goes_on_with_what_is_left_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let old = context(folder.path(), "old", false).await;
    store_items(&old, (0..120).map(bulletin).collect()).await;
    old.store.close().await;
    let first = context(folder.path(), "new", true).await;
    let mut rereading = Rereading::find(&first).await.unwrap().unwrap();
    assert!(rereading.take().await.unwrap());
    assert!(rereading.step().await.unwrap());
    let done = rereading.progress().done;
    assert!(0 < done && done < 120, "{done}");
    // The newest are read, the oldest not; then the program is killed.
    let named = |claims: &[StoredClaim]| {
        let of = |claim: &&StoredClaim| claim.claim.origin.as_ref().is_some_and(|origin| origin.as_str() == "SOHR");
        let mut minutes: Vec<Timestamp> = claims.iter().filter(of).map(|claim| claim.from.published).collect();
        minutes.sort_unstable();
        minutes
    };
    let read = named(&claims(&first).await);
    assert_eq!(read.last(), bulletin(119).published.as_ref());
    assert_eq!(read.first(), bulletin(120 - done).published.as_ref());
    drop(rereading);
    first.store.close().await;

    let second = context(folder.path(), "new", true).await;
    let mut waiting = Rereading::find(&second).await.unwrap().unwrap();
    assert_eq!((waiting.progress().done, waiting.progress().of), (done, 120));
    assert!(!waiting.take().await.unwrap(), "the other program may still be at it");
    assert!(waiting.progress().to_string().ends_with("of 120 (another program is at it)"));
    second.store.leave_rereading("").await.unwrap();
    waiting.leave().await;
    by_another(folder.path(), "UPDATE rereading SET until_at = 0").await.unwrap();
    let summary = reread(&second).await;
    assert_eq!(summary.changes.items, 120 - done);
    assert_eq!(named(&claims(&second).await).len(), 120);
}

fn decided(id: &str, subject: Subject, judgement: Judgement) -> Decision {
    Decision {
        id: id.into(),
        subject,
        judgement,
        operator: "duty".to_owned(),
        decided: at("2025-03-07T12:00:00Z"),
        reason: None,
        stroke: None,
    }
}

/// A figure of a text, read by hand.
fn figure(number: u64, category: &str, start: usize) -> Claim {
    let mut claim = crate::store::claim(number);
    claim.category = category.into();
    (claim.place, claim.scope, claim.cue) = (None, coastwatch::model::Scope::Cumulative, coastwatch::model::Cue::Plain);
    claim.evidence.start = start;
    claim
}

/// A store with one item that says so, and its item's id.
async fn with_claims(folder: &Path, said: Vec<Claim>) -> (Context, ItemId) {
    let context = context(folder, "old", true).await;
    let item = bulletin(1);
    let (id, published) = (item.id.clone(), item.published.unwrap());
    let reading = reading(said);
    let imprint = Some(Imprint::of(&context.situation, &"wire".into(), &item, &reading));
    save(
        &context,
        vec![NewRevision { published, revision: 1, digest: "1".to_owned(), imprint, terms: None, reading, item }],
        published,
    )
    .await;
    (context, id)
}

fn reading(claims: Vec<Claim>) -> Reading {
    Reading { relevant: true, score: 0.9, lang: "en".into(), matched: vec![], claims, statuses: vec![] }
}

/// Puts another reading of the item in the place of what it had.
async fn put(context: &Context, item: &ItemId, name: &str, reading: Reading) -> coastwatch::store::rereading::Changes {
    let imprint = reading.relevant.then(|| Imprint::of(&context.situation, &"wire".into(), &bulletin(1), &reading));
    let anew = Reread { item: item.clone(), readings: vec![NewReading { number: 1, reading, imprint }] };
    context.store.put_readings(&rules(name), &[anew], "test", at(LATER)).await.unwrap().1
}

async fn a_decision_stays_with_the_figure_it_was_made_on_and_is_named_where_that_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let said = vec![figure(35, "loyalists", 10), figure(4, "civilians", 40), figure(4, "civilians", 90)];
    let (context, item) = with_claims(folder.path(), said).await;
    let id = |n: u32| ClaimId::new(format!("{item}.1.c{n}"));
    context
        .store
        .decide(&[
            decided("one", Subject::Claim(id(1)), Judgement::Reject),
            decided("three", Subject::Claim(id(3)), Judgement::Reject),
            decided("taken-back", Subject::Claim(id(1)), Judgement::Confirm),
            decided("back", Subject::Decision("taken-back".into()), Judgement::Undo),
        ])
        .await
        .unwrap();
    // A figure is found before the others, one is read otherwise, the first is where it was but in more words.
    let mut longer = figure(35, "loyalists", 12);
    longer.confidence = 0.5;
    let now = vec![figure(7, "government_forces", 2), longer.clone(), figure(4, "civilians", 90)];
    let changes = put(&context, &item, "new", reading(now)).await;
    assert_eq!((changes.changed, changes.added, changes.gone, changes.moved), (1, 1, 1, 1), "{changes:?}");
    let by_id = |claims: Vec<StoredClaim>| -> Vec<(String, u64, usize)> {
        let mut told: Vec<_> = claims
            .into_iter()
            .map(|claim| (claim.id.to_string(), claim.claim.low.unwrap(), claim.claim.evidence.start))
            .collect();
        told.sort();
        told
    };
    let (one, three, four) = (id(1).to_string(), id(3).to_string(), id(4).to_string());
    assert_eq!(by_id(claims(&context).await), [(one, 35, 12), (three, 4, 90), (four, 7, 2)]);
    assert_eq!(context.store.adrift().await.unwrap(), vec![]);
    // Nothing of it is read any more: what was decided on it is kept, and named with what it was made on.
    put(&context, &item, "newer", reading(vec![figure(36, "loyalists", 12)])).await;
    let adrift = context.store.adrift().await.unwrap();
    let named: Vec<(&str, u64)> =
        adrift.iter().map(|one| (one.decision.id.as_str(), one.said["low"].as_u64().unwrap())).collect();
    assert_eq!(named, [("one", 35), ("three", 4)], "what was taken back does not stand");
    assert_eq!(by_id(claims(&context).await), [(id(5).to_string(), 36, 12)], "no id is given twice");
    // It is read again: the decision is on another one now, and stays named.
    put(&context, &item, "newest", reading(vec![longer])).await;
    assert_eq!(by_id(claims(&context).await)[0].0, id(6).to_string());
    assert_eq!(context.store.adrift().await.unwrap().len(), 2);
    let decisions = context.store.latest_decisions(at(LATER), None, 10).await.unwrap();
    assert_eq!(decisions.len(), 4, "none is lost");
    // Nobody else takes a claim out of the store.
    let taken = by_another(folder.path(), "DELETE FROM claim").await.unwrap_err();
    assert!(taken.to_string().contains("only ever added"), "{taken}");
}

async fn what_somebody_marked_stays_listed_though_the_rules_of_now_would_pass_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let (context, item) = with_claims(folder.path(), vec![figure(35, "loyalists", 10)]).await;
    let nothing = || Reading { relevant: false, score: 0.1, ..reading(vec![]) };
    let report = ReportId::new(item.as_str());
    let mark = Judgement::Mark(Mark::Starred(true));
    context.store.decide(&[decided("star", Subject::Report(report.clone()), mark)]).await.unwrap();
    let changes = put(&context, &item, "new", nothing()).await;
    assert_eq!((changes.kept, changes.irrelevant, changes.gone), (1, 0, 1));
    assert_eq!(reports(&context).await, [(report, 1)]);
    assert!(claims(&context).await.is_empty());

    let unmarked = tempfile::tempdir().unwrap();
    let (context, item) = with_claims(unmarked.path(), vec![figure(35, "loyalists", 10)]).await;
    let changes = put(&context, &item, "new", nothing()).await;
    assert_eq!((changes.kept, changes.irrelevant), (0, 1));
    assert_eq!(reports(&context).await, []);
    let changes = put(&context, &item, "newer", reading(vec![figure(35, "loyalists", 10)])).await;
    assert_eq!(changes.relevant, 1);
    assert_eq!(reports(&context).await, [(ReportId::new(item.as_str()), 1)], "and back");
}

async fn books_that_are_kept_take_in_what_was_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let said = vec![figure(35, "loyalists", 10), figure(4, "civilians", 40)];
    let (context, item) = with_claims(folder.path(), said).await;
    let open = async || {
        let (seq, ledger) = context.store.ledger_from(&context.episode, at(LATER), None).await.unwrap();
        (seq, Books::open(Arc::clone(&context.situation), context.episode.clone(), at(LATER), ledger))
    };
    let (mut seq, mut kept) = open().await;
    for (name, now) in [
        ("moved", vec![figure(35, "loyalists", 12), figure(4, "civilians", 40)]),
        ("other", vec![figure(36, "loyalists", 12), figure(9, "civilians", 40)]),
        ("fewer", vec![figure(9, "civilians", 40)]),
        ("none", vec![]),
        ("more", vec![figure(35, "loyalists", 10), figure(4, "civilians", 40)]),
    ] {
        put(&context, &item, name, reading(now)).await;
        let (next, news) = context.store.ledger_after(seq).await.unwrap().unwrap();
        kept.fold(news);
        seq = next;
        let (_, anew) = open().await;
        assert_eq!((kept.tally(), kept.board()), (anew.tally(), anew.board()), "{name}");
        for row in anew.tally().rows {
            let row = coastwatch::reconcile::explain::Row {
                metric: row.metric,
                category: row.category,
                perpetrator: row.perpetrator,
            };
            assert_eq!(kept.explain_row(&row), anew.explain_row(&row), "{name}");
        }
    }
}

async fn a_running_engine_reads_anew_beside_its_work_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let old = context(folder.path(), "old", false).await;
    store_items(&old, (0..120).map(bulletin).collect()).await;
    old.store.close().await;
    let new = context(folder.path(), "new", true).await;
    let engine = engine::start(new.clone()).unwrap();
    let mut changes = engine.changes();
    engine.demand(Demand::HaltRereading);
    engine.demand(Demand::GoOnRereading);
    let summary = loop {
        match changes.recv().await.unwrap() {
            Change::Reread(summary) => break summary,
            Change::TaskFailed(why) => panic!("{why}"),
            _ => {}
        }
    };
    assert_eq!((summary.changes.items, summary.changes.changed), (120, 120));
    engine.stop().await;
    assert_eq!(civilians(&new, LATER).await, [("SOHR".to_owned(), Some(219))]);
    // Another start finds nothing to do.
    assert!(Rereading::find(&new).await.unwrap().is_none());
    let halted = context(folder.path(), "newest", true).await;
    let engine = engine::start(halted.clone()).unwrap();
    engine.demand(Demand::HaltRereading);
    engine.stop().await;
    assert!(halted.store.unread(&rules("newest")).await.unwrap().left > 0, "what was left is left for the next start");
}

#[test]
fn the_command_reads_anew_by_other_words_and_says_what_it_came_to() {
    let home = Home::new();
    let told = |args: &[&str], code: i32| {
        let output = home.coastwatch(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?} said: {said}");
        (String::from_utf8(output.stdout).unwrap(), said)
    };
    let json = |args: &[&str]| -> serde_json::Value { serde_json::from_str(&told(args, 0).0).unwrap() };
    told(&["replay", "--headless", "--now", "2025-03-07T12:00:00Z"], 0);
    let nothing = json(&["reread"]);
    assert_eq!((&nothing["items"], &nothing["adrift"]), (&0.into(), &serde_json::json!([])));
    let tally = json(&["--episode", "march-2025", "tally", "--as-of", "2025-03-07T12:00:00Z"]);
    let total = |tally: &serde_json::Value| {
        let rows = tally["rows"].as_array().unwrap();
        rows.iter().find(|row| row["category"] == "total").map(|row| row["best"].clone())
    };
    assert_eq!(total(&tally), Some(70.into()));
    // The operator's own words do not know the monitor.
    let origins = include_str!("../../config/situations/coastal-clashes/origins.toml");
    let mut parts: Vec<&str> = origins.split("[[origin]]").collect();
    parts.retain(|part| !part.contains("id = \"SOHR\""));
    home.configure("situations/coastal-clashes/origins.toml", &parts.join("[[origin]]"));
    let (summary, progress) = told(&["reread"], 0);
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    assert!(summary["items"].as_u64() > Some(0) && summary["changed"].as_u64() > Some(0), "{summary}");
    assert!(progress.contains("re-reading 0 of ") && progress.lines().count() >= 2, "{progress}");
    let without = json(&["--episode", "march-2025", "tally", "--as-of", "2025-03-07T12:00:00Z"]);
    assert!(!without.to_string().contains("SOHR"), "{without}");
    std::fs::remove_dir_all(home.path("config/coastwatch")).unwrap();
    json(&["reread"]);
    let back = json(&["--episode", "march-2025", "tally", "--as-of", "2025-03-07T12:00:00Z"]);
    assert_eq!(total(&back), Some(70.into()));
    let again = json(&["reread", "--all"]);
    assert_eq!((&again["changed"], again["items"].as_u64() > Some(0)), (&0.into(), true));
    told(&["--read-only", "reread"], 2);
}

#[test]
fn the_screen_says_how_far_it_has_come_and_stops_it() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let progress = |done| Message::Changed(Change::Rereading(reread::Progress { done, of: 74_560, waits: false }));
    screen.tell(progress(1_240));
    assert!(screen.text().contains("re-reading 1,240 of 74,560 (:reread stops it)"), "{}", screen.text());
    let toggled = |screen: &mut Screen| {
        screen.press(":reread");
        let effects = screen.press_key(KeyCode::Enter);
        effects.into_iter().filter(|effect| matches!(effect, Effect::Demand(_))).collect::<Vec<_>>()
    };
    assert_eq!(toggled(&mut screen), [Effect::Demand(Demand::HaltRereading)]);
    screen.press("j");
    screen.tell(progress(1_300));
    assert!(screen.text().contains("re-reading 1,300 of 74,560, stopped (:reread goes on)"), "{}", screen.text());
    assert_eq!(toggled(&mut screen), [Effect::Demand(Demand::GoOnRereading)]);
    screen.press("j");
    let mut summary = Summary::default();
    (summary.changes.items, summary.changes.changed) = (74_560, 31);
    screen.tell(Message::Changed(Change::Reread(Box::new(summary))));
    let text = screen.text();
    assert!(text.contains("Re-read 74560 items: 31 items changed.") && !text.contains("re-reading"), "{text}");
    assert_eq!(toggled(&mut screen), []);
    assert!(screen.text().contains("there is nothing to re-read"));
}

on_both!(
    a_change_of_the_rules_changes_the_tally_after_reading_anew_and_also_the_past,
    by_the_same_rules_nothing_is_read_and_with_all_nothing_changes,
    what_another_situation_read_is_left_alone,
    broken_off_it_goes_on_with_what_is_left_newest_first,
    a_decision_stays_with_the_figure_it_was_made_on_and_is_named_where_that_is_gone,
    what_somebody_marked_stays_listed_though_the_rules_of_now_would_pass_over_it,
    books_that_are_kept_take_in_what_was_read_anew,
    a_running_engine_reads_anew_beside_its_work_and_stops_when_told,
);
