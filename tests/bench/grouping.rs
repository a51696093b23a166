//! What it costs to store one new item and find its report, by how much is stored already.
//!
//! `cargo bench --bench grouping`. Items are spread over a fortnight; one in five copies an earlier one with light
//! edits, every feed puts the same lines under each of its items, one in four tells a toll, and each names a few places.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::time::{Duration, Instant};

use coastwatch::config::situation::shipped;
use coastwatch::model::{
    Conditional, FeedId, FeedRecord, FeedState, Field, ItemId, Matched, MatchedGroup, ParsedItem, Reading, Scope,
    Situation,
};
use coastwatch::reconcile::group::{Fact, Imprint, Told};
use coastwatch::store::{self, NewRevision, Poll, Store};
use jiff::{SignedDuration, Timestamp};

/// How many items are stored when one more is timed.
const STORED: [usize; 3] = [1_000, 10_000, 100_000];
/// Items that are timed, each as a poll of its own.
const TIMED: usize = 200;
/// Items of one poll while the store is filled.
const BATCH: usize = 500;
/// Minutes of a fortnight.
const FORTNIGHT: u64 = 14 * 24 * 60;

/// A generator of numbers, the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A word: the frequent ones come often.
    fn word(&mut self) -> String {
        let most = 1 + self.below(8_000);
        format!("w{}", self.below(most))
    }
}

struct Maker {
    situation: Situation,
    chance: Chance,
    begin: Timestamp,
    texts: Vec<String>,
    made: usize,
}

impl Maker {
    fn item(&mut self, minute: u64) -> NewRevision {
        let feed = FeedId::new(format!("feed{}", self.chance.below(40)));
        let story = match self.texts.len() {
            0 => None,
            many => {
                (self.chance.below(5) == 0).then(|| many - 1 - self.chance.below(200).min(many as u64 - 1) as usize)
            }
        };
        let text = match story.and_then(|at| self.texts.get(at)) {
            Some(text) => text.replacen("w1 ", "w2 ", 3),
            None => (0..90).map(|_| self.chance.word() + " ").collect(),
        };
        self.texts.push(text.clone());
        let footer: String = (0..20).map(|n| format!("{feed}{n} ")).collect();
        self.made += 1;
        let guid = self.made.to_string();
        let published = self.begin + SignedDuration::from_mins(i64::try_from(minute).expect("a fortnight"));
        let item = ParsedItem {
            id: ItemId::of(&feed, &guid),
            guid,
            url: None,
            title: format!("Report {}", self.made),
            text: format!("{text}{footer}"),
            author: None,
            categories: vec![],
            published: Some(published),
            lang: None,
        };
        let reading = Reading {
            relevant: true,
            score: 0.9,
            lang: "en".into(),
            matched: (0..1 + self.chance.below(3)).filter_map(|n| self.place(n)).collect(),
            claims: vec![],
            statuses: vec![],
        };
        let mut imprint = Imprint::of(&self.situation, &feed, &item, &reading);
        if self.chance.below(4) == 0 {
            imprint.facts.push(Fact {
                counted: "SOHR killed".to_owned(),
                subject: "SOHR killed civilians ".to_owned(),
                told: Told::Number(100 + minute / 300, false),
                place: None,
                scope: Some(Scope::Cumulative),
                headline: true,
                lead: true,
                unnamed: false,
            });
        }
        NewRevision { published, revision: 1, digest: item.guid.clone(), imprint: Some(imprint), item, reading }
    }
}

impl Maker {
    /// A place that an item names, the first one in its headline; a few are named far more often than the others.
    fn place(&mut self, n: u64) -> Option<Matched> {
        let most = 1 + self.chance.below(self.situation.places.len() as u64);
        let place = self.situation.places.get(self.chance.below(most) as usize)?;
        let field = if n == 0 { Field::Title } else { Field::Text };
        Some(Matched { term: place.name.as_str().into(), group: MatchedGroup::Place, field, start: 0, end: 1 })
    }
}

async fn save(store: &dyn Store, revisions: Vec<NewRevision>, at: Timestamp) {
    let record = FeedRecord {
        id: FeedId::new("bench"),
        url: "https://example.org/".to_owned(),
        name: "Bench".to_owned(),
        state: FeedState::Ok,
        error: None,
        last_success: None,
        last_new_item: None,
        last_poll: None,
        not_before: None,
        next_poll: None,
        failures: 0,
        items: 0,
        conditional: Conditional::default(),
    };
    store.save_poll(&Poll { record, at, episode: "live".into(), revisions }).await.expect("it is saved");
}

fn report(stored: usize, what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!("{stored:>7} stored, {what}: median {:?}, 95 of 100 within {:?}", at(50), at(95));
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store::open(&format!("sqlite:{}", folder.path().join("s.db").display())).await.expect("a store");
        let begin: Timestamp = "2025-03-01T00:00:00Z".parse().expect("a time");
        let mut maker = Maker {
            situation: shipped().expect("the shipped situation"),
            chance: Chance(7),
            begin,
            texts: vec![],
            made: 0,
        };
        let after = begin + SignedDuration::from_hours(15 * 24);
        for stored in STORED {
            let began = Instant::now();
            let had = maker.made;
            while maker.made < stored {
                let batch = (0..BATCH.min(stored - maker.made)).map(|_| {
                    // As live feeds bring them: hardly ever late.
                    let minute = (maker.made - had) as u64 * FORTNIGHT / (stored - had) as u64;
                    maker.item(minute)
                });
                let batch: Vec<NewRevision> = batch.collect();
                save(&*store, batch, after).await;
            }
            let each = began.elapsed() / u32::try_from((stored - had).max(1)).expect("a count");
            println!("{stored:>7} stored, {each:?} for each of the last {}", stored - had);
            let (mut newest, mut late) = (vec![], vec![]);
            for n in 0..TIMED {
                let item = maker.item(FORTNIGHT + n as u64 / 10);
                let began = Instant::now();
                save(&*store, vec![item], after).await;
                newest.push(began.elapsed());
                let minute = maker.chance.below(FORTNIGHT);
                let item = maker.item(minute);
                let began = Instant::now();
                save(&*store, vec![item], after).await;
                late.push(began.elapsed());
            }
            report(stored, "one more, published last", newest);
            report(stored, "one more, published among them", late);
        }
        store.close().await;
    });
}
