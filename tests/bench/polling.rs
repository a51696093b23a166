//! What each stage of a poll costs on one core: documents to items, items to readings, readings to the store.
//!
//! `cargo bench --bench polling`, on documents made for it, or `COASTWATCH_FEEDS=FOLDER`: on the XML documents in a folder, such as
//! those of a set of feeds that readers are compared on. No stage waits for another here, so that their sum is what a poll
//! costs, and its share on each core what it can take at best.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::path::Path;
use std::time::{Duration, Instant};

use coastwatch::config::situation;
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::feed::fetch::Document;
use coastwatch::feed::parse::parse;
use coastwatch::model::{Conditional, Episode, FeedId, ParsedItem, Reading};
use coastwatch::reconcile::group::Imprint;
use coastwatch::store::{self, NewRevision};
use coastwatch::text::terms;
use jiff::Timestamp;

use self::made::{Maker, poll};

mod made;

/// Documents that are made, and items of each.
const MADE: (usize, usize) = (100, 50);

/// Polls that are stored together: as many as are under way at once.
const TOGETHER: usize = 16;

fn main() {
    let documents = documents();
    let now: Timestamp = "2025-03-10T13:00:00Z".parse().expect("a time");
    let shipped = situation::shipped().expect("the shipped situation is whole");
    let lexicons = situation::shipped_lexicons().expect("the shipped lexicons are whole");
    let reader = Reader::new(&shipped, &lexicons);
    let episode = shipped.episodes.iter().find(|episode| episode.id.as_str() == "march-2025");
    let episode = episode.expect("the recorded episode is shipped");
    let mut stages = Stages::default();

    let parsed: Vec<(FeedId, Vec<ParsedItem>)> = stages.time("parse and clean", || {
        let feeds = documents.iter().enumerate().map(|(n, document)| {
            let feed = FeedId::new(format!("f{n:05}"));
            let items = parse(&feed, document.clone()).expect("a feed").items;
            (feed, items)
        });
        feeds.collect()
    });
    let all = || parsed.iter().flat_map(|(feed, items)| items.iter().map(move |item| (feed, item)));
    stages.items = all().count();
    let relevant = stages.time("relevance alone", || {
        all().filter(|(_, item)| reader.judge(&draft(item), episode, now).relevant).count()
    });
    let readings: Vec<Reading> =
        stages.time("relevance, and the relevant in full", || read(&reader, episode, now, all()));
    let imprints: Vec<Option<Imprint>> = stages.time("imprints to group by", || {
        let each = all()
            .zip(&readings)
            .map(|((feed, item), reading)| reading.relevant.then(|| Imprint::of(&shipped, feed, item, reading)));
        each.collect()
    });
    stages
        .time("terms of the full-text table", || all().map(|(_, item)| terms::joined(&item.text).len()).sum::<usize>());
    let mut read = readings.into_iter().zip(imprints);
    let polls: Vec<_> = parsed
        .iter()
        .map(|(feed, items)| {
            let revisions = items.iter().zip(read.by_ref()).map(|(item, (reading, imprint))| NewRevision {
                published: item.published.unwrap_or(now),
                revision: 1,
                digest: item.guid.clone(),
                imprint,
                terms: None,
                reading,
                item: item.clone(),
            });
            poll(feed.clone(), revisions.collect(), now)
        })
        .collect();

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("s.db").display());
    let store = runtime.block_on(store::open(&url)).expect("a store");
    stages.time("stored, grouped, indexed", || {
        for together in polls.chunks(TOGETHER) {
            let saved = runtime.block_on(store.save_polls(together));
            assert!(saved.iter().all(Result::is_ok), "{saved:?}");
        }
    });
    let ids: Vec<_> = all().map(|(_, item)| item.id.clone()).collect();
    let known = stages.time("looked up, all known", || {
        let known = ids.chunks(50).map(|ids| runtime.block_on(store.known(ids)).expect("known").len());
        known.sum::<usize>()
    });
    runtime.block_on(store.close());
    assert_eq!(known, stages.items);
    stages.tell(relevant);
}

/// An item as it is read.
fn draft(item: &ParsedItem) -> Draft<'_> {
    let (url, lang) = (item.url.as_deref(), item.lang.as_ref().map(|lang| lang.as_str()));
    Draft { title: &item.title, text: &item.text, published: item.published, source: None, url, lang }
}

fn read<'a>(
    reader: &Reader,
    episode: &Episode,
    now: Timestamp,
    items: impl Iterator<Item = (&'a FeedId, &'a ParsedItem)>,
) -> Vec<Reading> {
    items.map(|(_, item)| reader.read(&draft(item), episode, now, Reach::Relevant)).collect()
}

/// The documents to measure by.
fn documents() -> Vec<Document> {
    let bodies: Vec<Vec<u8>> = match std::env::var_os("COASTWATCH_FEEDS") {
        Some(folder) => {
            let entries = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
            let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "xml")).collect();
            files.sort();
            files.iter().map(|file| std::fs::read(Path::new(file)).expect("a document")).collect()
        }
        None => {
            let mut maker = Maker::new(7, "2025-03-01T00:00:00Z".parse().expect("a time"));
            (0..MADE.0).map(|_| maker.document(MADE.1).into_bytes()).collect()
        }
    };
    let url: url::Url = "https://example.org/feed.xml".parse().expect("an address");
    let document = |body| Document {
        body,
        content_type: Some("application/xml".to_owned()),
        conditional: Conditional::default(),
        url: url.clone(),
        incomplete: None,
    };
    bodies.into_iter().map(document).collect()
}

/// What was measured.
#[derive(Default)]
struct Stages {
    items: usize,
    took: Vec<(&'static str, Duration)>,
}

impl Stages {
    fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let made = work();
        self.took.push((name, began.elapsed()));
        made
    }

    fn tell(&self, relevant: usize) {
        println!("{} items, {relevant} of them relevant", self.items);
        for (name, took) in &self.took {
            let each = took.as_secs_f64() / self.items as f64;
            println!("{name}: {:.1} µs an item, {:.0} items a second", each * 1e6, 1.0 / each);
        }
    }
}
