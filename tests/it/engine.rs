//! The engine's contract: real HTTP on loopback, a real store, a clock that the test sets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::place::{on_both, url};
use crate::support::reader;
use coastwatch::clock::{Clock, SteppedClock};
use coastwatch::config::library::Library;
use coastwatch::config::{self, situation};
use coastwatch::engine::change::Change;
use coastwatch::engine::late::LateReader;
use coastwatch::engine::{self, Context, Demand, Polled};
use coastwatch::model::{Feed, FeedErrorKind, FeedId, FeedKind, FeedRecord, FeedState, Item, Reads, Rules};
use coastwatch::store::{self, Range, ReportQuery, Store};
use jiff::{SignedDuration, Timestamp};

/// What a path answers.
#[derive(Clone)]
pub enum Told {
    /// A document with an entity tag; 304 to whoever has it.
    Feed(String),
    /// A document without one.
    Plain(String),
    /// A status with a header.
    Status(u16, &'static str),
    /// Nothing, with the connection left open.
    Silence,
}

/// A server whose answers a test changes, and that counts who asked for what.
#[derive(Clone, Default)]
pub struct Outlets {
    answers: Arc<Mutex<HashMap<String, Told>>>,
    asked: Arc<Mutex<Vec<(String, u16)>>>,
    silent: Arc<Mutex<Vec<TcpStream>>>,
    pub address: String,
}

impl Outlets {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let outlets = Self { address: listener.local_addr().unwrap().to_string(), ..Self::default() };
        let serving = outlets.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.answer(stream));
            }
        });
        outlets
    }

    pub fn tell(&self, path: &str, told: Told) {
        self.answers.lock().unwrap().insert(path.to_owned(), told);
    }

    /// The statuses that a path was answered with, in order.
    fn answered(&self, path: &str) -> Vec<u16> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(known, _)| known == path).map(|(_, status)| *status).collect()
    }

    fn answer(&self, mut stream: TcpStream) {
        let mut request = BufReader::new(stream.try_clone().unwrap());
        let mut first = String::new();
        let _gone = request.read_line(&mut first);
        let path = first.split_whitespace().nth(1).unwrap_or("/").to_owned();
        let mut has = None;
        let mut line = String::new();
        while request.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some(tag) = line.to_lowercase().strip_prefix("if-none-match:") {
                has = Some(tag.trim().to_owned());
            }
            line.clear();
        }
        let told = self.answers.lock().unwrap().get(&path).cloned().unwrap_or(Told::Status(404, ""));
        let tag = |body: &str| format!("\"{}\"", body.len());
        let (status, header, body) = match told {
            Told::Feed(body) if has == Some(tag(&body)) => (304, format!("ETag: {}\r\n", tag(&body)), String::new()),
            Told::Feed(body) => (200, format!("ETag: {}\r\n", tag(&body)), body),
            Told::Plain(body) => (200, String::new(), body),
            Told::Status(status, header) => (status, header.to_owned(), String::new()),
            Told::Silence => {
                self.silent.lock().unwrap().push(stream);
                self.asked.lock().unwrap().push((path, 0));
                return;
            }
        };
        self.asked.lock().unwrap().push((path, status));
        let head =
            format!("HTTP/1.1 {status} Told\r\n{header}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        let _gone = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
    }

    pub fn feed(&self, id: &str) -> Feed {
        Feed {
            id: id.into(),
            url: format!("http://{}/{id}", self.address).parse().unwrap(),
            name: id.to_uppercase(),
            kind: FeedKind::International,
            lang: None,
            credentials: None,
            interval: None,
            enabled: true,
        }
    }
}

/// A context over a store in `folder`, whose clock shows 7 March 2025 12:00 UTC.
pub async fn context(folder: &Path, feeds: Vec<Feed>) -> (Context, Arc<SteppedClock>) {
    let mut settings = config::load(&Library::new(None), None).unwrap().settings;
    settings.fetch.allow = vec!["127.0.0.0/8".to_owned()];
    settings.fetch.host_spacing = Duration::ZERO;
    settings.fetch.per_host = 16;
    settings.fetch.deadline = Duration::from_secs(20);
    settings.min_interval = SignedDuration::ZERO;
    let situation = situation::shipped().unwrap();
    let clock = Arc::new(SteppedClock::new(noon()));
    let context = Context {
        alerts: Arc::default(),
        settings: Arc::new(settings),
        episode: situation.episode("march-2025").unwrap().clone(),
        reader: Arc::new(LateReader::new(reader::shipped, Rules::default)),
        situation: Arc::new(situation),
        feeds: feeds.into(),
        store: store::open(&url(folder).await).await.unwrap(),
        clock: clock.clone(),
    };
    (context, clock)
}

fn noon() -> Timestamp {
    "2025-03-07T12:00:00Z".parse().unwrap()
}

const WIRE: &str = "Syrian security forces have clashed with gunmen loyal to the former government around Jableh on \
    the coast. At least 35 members of the security forces and 32 gunmen were killed since Thursday, the Syrian \
    Observatory for Human Rights said. The interior ministry sent reinforcements and a curfew was imposed in Latakia \
    and Tartus until Saturday morning, while residents told of gunfire through the night.";

/// An RSS document of (guid, title, text, date).
pub fn rss(items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(guid, title, text, date): &(&str, &str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><description>{text}</description>\
             <pubDate>{date}</pubDate></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>t</title>{items}</channel></rss>")
}

const MORNING: &str = "Fri, 07 Mar 2025 09:00:00 GMT";

fn one(guid: &str, text: &str) -> Told {
    Told::Feed(rss(&[(guid, "Clashes near Jableh", text, MORNING)]))
}

async fn poll(context: &Context) -> Vec<Polled> {
    engine::poll_once(context).await.unwrap()
}

async fn items(context: &Context) -> Vec<Item> {
    let all = Range { since: Timestamp::MIN, until: Timestamp::MAX };
    context.store.items(all, None, 1_000).await.unwrap()
}

async fn record(context: &Context, id: &str) -> FeedRecord {
    context.store.feeds().await.unwrap().into_iter().find(|record| record.id.as_str() == id).unwrap()
}

async fn reports(store: &dyn Store) -> Vec<coastwatch::model::ReportRow> {
    let query = ReportQuery {
        as_of: "2025-03-14T00:00:00Z".parse().unwrap(),
        from: "2025-03-06T00:00:00Z".parse().unwrap(),
        after: None,
        limit: 100,
        filter: None,
        reads: Reads::default(),
    };
    store.reports(&query).await.unwrap()
}

/// A clock that is set, backward as well; nobody waits for it for long.
#[derive(Debug)]
struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn wait_until(&self, at: Timestamp) -> Duration {
        if at <= self.now() { Duration::ZERO } else { Duration::from_millis(50) }
    }
}

async fn a_clock_that_is_set_back_holds_no_feed_up_running_or_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    outlets.tell("/a", one("1", WIRE));
    let (context, _) = context(folder.path(), vec![outlets.feed("a")]).await;
    let clock = Arc::new(SetClock(Mutex::new(noon())));
    let context = Context { clock: clock.clone(), ..context };
    let asked = async |times: usize| {
        // Generous: a first poll compiles the reader, beside all the other tests.
        let end = Instant::now() + Duration::from_secs(240);
        while outlets.answered("/a").len() < times {
            assert!(Instant::now() < end, "asked {} times, not {times}", outlets.answered("/a").len());
            tokio::task::yield_now().await;
        }
    };
    let set = |hours: i64| *clock.0.lock().unwrap() = noon() - SignedDuration::from_hours(hours);
    let engine = engine::start(context.clone()).unwrap();
    asked(1).await;
    // What is on its way when the clock is set goes by the new time: the first poll has to be over.
    let end = Instant::now() + Duration::from_secs(240);
    while context.store.feeds().await.unwrap().iter().all(|record| record.last_poll.is_none()) {
        assert!(Instant::now() < end, "the first poll was never stored");
    }
    // While it runs: by half a day, as where a clock showed local time.
    set(12);
    asked(2).await;
    engine.stop().await;
    // Before it starts again: by an hour more.
    set(13);
    let engine = engine::start(context).unwrap();
    asked(3).await;
    engine.stop().await;
}

async fn bad_feeds_fail_by_themselves_and_recover() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    outlets.tell("/good", one("1", WIRE));
    outlets.tell("/page", Told::Plain("<!DOCTYPE html><html><body><p>Sign in</p></body></html>".to_owned()));
    outlets.tell("/empty", Told::Plain(String::new()));
    let whole = rss(&[("1", "Clashes near Jableh", WIRE, MORNING), ("2", "Market", "Prices rose.", MORNING)]);
    outlets.tell("/cut", Told::Feed(whole.split_at(whole.len() - 60).0.to_owned()));
    let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut feeds: Vec<Feed> = ["good", "page", "empty", "cut", "missing"].map(|id| outlets.feed(id)).into();
    feeds.push(Feed { url: format!("http://{dead}/").parse().unwrap(), ..outlets.feed("dead") });
    let (context, clock) = context(folder.path(), feeds).await;

    let polled = poll(&context).await;
    let kinds: Vec<_> = polled.iter().map(|feed| (feed.feed.as_str(), feed.error.as_ref().map(|e| e.kind))).collect();
    assert_eq!(
        kinds,
        [
            ("good", None),
            ("page", Some(FeedErrorKind::NotAFeed)),
            ("empty", Some(FeedErrorKind::NotAFeed)),
            ("cut", Some(FeedErrorKind::Malformed)),
            ("missing", Some(FeedErrorKind::HttpStatus)),
            ("dead", Some(FeedErrorKind::Connect)),
        ]
    );
    assert_eq!((polled[0].state, polled[0].status, polled[0].items, polled[0].new), (FeedState::Ok, Some(200), 1, 1));
    assert_eq!((polled[0].relevant, polled[4].status, polled[5].status), (1, Some(404), None));
    assert!(polled[0].bytes > 300, "{polled:?}");
    assert_eq!(polled[3].new, 1, "what came before the cut counts: {:?}", polled[3]);
    let failed = record(&context, "missing").await;
    assert_eq!((failed.state, failed.failures, failed.last_success), (FeedState::Failed, 1, None));
    assert!(failed.next_poll.unwrap() > noon());

    clock.step_to(noon() + SignedDuration::from_mins(1));
    outlets.tell("/missing", one("1", "Prices rose in Damascus."));
    outlets.tell("/cut", Told::Feed(whole));
    let polled = poll(&context).await;
    assert_eq!((polled[0].state, polled[0].new), (FeedState::NotModified, 0));
    assert_eq!((polled[3].state, polled[3].new), (FeedState::Ok, 1));
    let mended = record(&context, "missing").await;
    assert_eq!((mended.state, mended.error, mended.failures), (FeedState::Ok, None, 0));
    assert_eq!(record(&context, "page").await.failures, 2);
    assert_eq!(items(&context).await.len(), 4);
}

async fn an_edit_is_a_revision_and_a_repeat_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let (context, clock) = context(folder.path(), vec![outlets.feed("a")]).await;
    for (minute, text, expect) in
        [(0, WIRE.to_owned(), 1), (1, WIRE.to_owned(), 1), (2, WIRE.replace("At least 35", "At least 50"), 2)]
    {
        clock.step_to(noon() + SignedDuration::from_mins(minute));
        outlets.tell("/a", Told::Plain(rss(&[("1", "Clashes near Jableh", &text, MORNING)])));
        let polled = poll(&context).await;
        assert_eq!((polled[0].items, polled[0].new), (1, u64::from(minute == 0)));
        assert_eq!(items(&context).await[0].revisions, expect);
    }
    let item = items(&context).await.remove(0);
    let report = item.report.unwrap();
    let then = context.store.report_items(&report, noon()).await.unwrap().remove(0);
    assert!(then.item.text.contains("At least 35") && item.text.contains("At least 50"));
    let lows = |claims: &[coastwatch::model::StoredClaim]| claims.iter().map(|c| c.claim.low).collect::<HashSet<_>>();
    assert!(lows(&then.claims).contains(&Some(35)) && !lows(&then.claims).contains(&Some(50)), "{:?}", then.claims);
    let now = context.store.report_items(&report, clock.now()).await.unwrap().remove(0);
    assert!(lows(&now.claims).contains(&Some(50)) && !lows(&now.claims).contains(&Some(35)), "{:?}", now.claims);
}

async fn a_feed_whose_id_told_a_key_takes_along_what_is_stored_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let path = "/a?key=s3cret";
    let feed = Feed { url: format!("http://{}{path}", outlets.address).parse().unwrap(), ..outlets.feed("a") };
    let feed = Feed { id: FeedId::of(&feed.url), ..feed };
    let former = feed.former_id().unwrap();
    assert!(former.as_str().contains("s3cret") && !feed.id.as_str().contains("s3cret"), "{former} {}", feed.id);
    let before = Feed { id: former.clone(), name: former.to_string(), ..feed.clone() };
    let tell = |items: &[(&str, &str)]| {
        let items: Vec<_> = items.iter().map(|(guid, text)| (*guid, "Clashes near Jableh", *text, MORNING)).collect();
        outlets.tell(path, Told::Plain(rss(&items)));
    };
    let (edited, other) = (WIRE.replace("At least 35", "At least 50"), "Prices rose in Damascus.");
    tell(&[("1", WIRE), ("2", other)]);
    let (old, clock) = context(folder.path(), vec![before]).await;
    poll(&old).await;
    let stored: HashSet<_> = items(&old).await.into_iter().map(|item| item.id).collect();
    let (new, new_clock) = context(folder.path(), vec![feed.clone()]).await;
    for (minute, context, told, expect) in [
        (10, &new, &[("1", edited.as_str()), ("2", other), ("3", "A market opened.")][..], (3, 1)),
        (20, &new, &[("1", &edited), ("3", "A market opened.")], (2, 0)),
        // An older program beside this one, and this one again.
        (30, &old, &[("1", &edited)], (1, 0)),
        (40, &new, &[("1", &edited), ("2", other)], (2, 0)),
    ] {
        let now = noon() + SignedDuration::from_mins(minute);
        clock.step_to(now);
        new_clock.step_to(now);
        tell(told);
        let polled = poll(context).await;
        assert_eq!((polled[0].items, polled[0].new), expect, "{minute}: {:?}", polled[0]);
    }
    let all = items(&new).await;
    assert!(all.len() == 3 && all.iter().all(|item| item.feed == feed.id), "{all:?}");
    assert_eq!(all.iter().filter(|item| stored.contains(&item.id)).count(), 2);
    assert_eq!(all.iter().map(|item| item.revisions).max(), Some(2));
    let records = new.store.feeds().await.unwrap();
    assert_eq!(records.iter().map(|record| (&record.id, record.items)).collect::<Vec<_>>(), [(&feed.id, 3)]);
}

async fn a_restart_asks_conditionally_and_keeps_what_a_server_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    outlets.tell("/a", one("1", WIRE));
    outlets.tell("/busy", Told::Status(429, "Retry-After: 600\r\n"));
    let feeds = vec![outlets.feed("a"), outlets.feed("busy")];
    let (first, _) = context(folder.path(), feeds.clone()).await;
    poll(&first).await;
    first.store.close().await;

    let (again, clock) = context(folder.path(), feeds).await;
    let polled = poll(&again).await;
    assert_eq!(outlets.answered("/a"), [200, 304]);
    assert_eq!((polled[0].state, polled[0].items, polled[0].new), (FeedState::NotModified, 0, 0));
    assert_eq!(outlets.answered("/busy"), [429], "not asked before its time");
    assert_eq!(polled[1].error.as_ref().map(|error| error.kind), Some(FeedErrorKind::HttpStatus));
    clock.step_to(noon() + SignedDuration::from_hours(1));
    outlets.tell("/busy", one("1", "Prices rose in Damascus."));
    assert_eq!(poll(&again).await[1].state, FeedState::Ok);
}

async fn one_wire_text_from_three_feeds_is_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    outlets.tell("/a", one("1", WIRE));
    outlets.tell("/b", Told::Feed(rss(&[("9", "Dozens dead on the coast of Syria", WIRE, MORNING)])));
    outlets.tell("/c", one("1", &format!("{WIRE} Read more on our site.")));
    let other = "A curfew in Homs was lifted after the interior ministry said that calm had come back to the city, \
                 officials said, and shops opened again in the centre as clashes on the coast went on.";
    outlets.tell("/d", Told::Feed(rss(&[("1", "Curfew lifted in Homs, clashes in Latakia go on", other, MORNING)])));
    let feeds = ["a", "b", "c", "d"].map(|id| outlets.feed(id)).into();
    let (context, _) = context(folder.path(), feeds).await;
    poll(&context).await;
    let mut sizes: Vec<u32> = reports(&*context.store).await.iter().map(|report| report.items).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 3]);
}

async fn an_item_from_the_future_was_published_when_it_was_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let later = "Sat, 08 Mar 2025 09:00:00 GMT";
    outlets.tell("/a", Told::Feed(rss(&[("1", "Clashes near Jableh", WIRE, later), ("2", "No date", WIRE, "")])));
    let (context, _) = context(folder.path(), vec![outlets.feed("a")]).await;
    poll(&context).await;
    assert!(items(&context).await.iter().all(|item| item.published == noon()));
}

async fn two_that_poll_one_store_at_once_store_everything_once() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let ids: Vec<String> = (0..8).map(|n| format!("f{n}")).collect();
    for id in &ids {
        let guids: Vec<String> = (0..20).map(|n| format!("{id}-{n}")).collect();
        let entries: Vec<_> = guids.iter().map(|guid| (guid.as_str(), guid.as_str(), WIRE, MORNING)).collect();
        outlets.tell(&format!("/{id}"), Told::Plain(rss(&entries)));
    }
    let feeds: Vec<Feed> = ids.iter().map(|id| outlets.feed(id)).collect();
    let (one, _) = context(folder.path(), feeds.clone()).await;
    let (two, _) = context(folder.path(), feeds).await;
    let (first, second) = tokio::join!(poll(&one), poll(&two));
    let new: u64 = first.iter().chain(&second).map(|feed| feed.new).sum();
    assert_eq!((new, items(&one).await.len()), (160, 160));
    assert_eq!(record(&one, "f0").await.items, 20);
}

/// Waits until the engine has told of each of these feeds.
async fn heard(changes: &mut tokio::sync::broadcast::Receiver<Change>, ids: &[&str]) {
    let mut missing: HashSet<&str> = ids.iter().copied().collect();
    let hearing = async {
        while !missing.is_empty() {
            if let Change::FeedPolled(id) = changes.recv().await.unwrap() {
                missing.remove(id.as_str());
            }
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(15), hearing).await.is_ok(), "no word of all of {ids:?}");
}

async fn a_running_engine_polls_what_is_due_or_demanded_beside_a_silent_feed_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    outlets.tell("/a", one("1", WIRE));
    outlets.tell("/b", one("1", "Prices rose in Damascus."));
    outlets.tell("/silent", Told::Silence);
    let (context, clock) = context(folder.path(), ["silent", "a", "b"].map(|id| outlets.feed(id)).into()).await;
    let engine = engine::start(context.clone()).unwrap();
    let mut changes = engine.changes();
    heard(&mut changes, &["a", "b"]).await;
    assert_eq!(items(&context).await.len(), 2);

    engine.demand(Demand::Poll("a".into()));
    heard(&mut changes, &["a"]).await;
    clock.step_to(noon() + SignedDuration::from_mins(2));
    engine.demand(Demand::PollAll);
    heard(&mut changes, &["a", "b"]).await;
    assert_eq!((outlets.answered("/a"), outlets.answered("/b")), (vec![200, 304, 304], vec![200, 304]));

    engine.demand(Demand::Pause);
    // What was on its way comes in; then it is quiet, whatever falls due or is demanded.
    while tokio::time::timeout(Duration::from_millis(100), changes.recv()).await.is_ok() {}
    clock.step_to(noon() + SignedDuration::from_mins(200));
    engine.demand(Demand::PollAll);
    let unheard = tokio::time::timeout(Duration::from_millis(100), changes.recv()).await;
    assert!(unheard.is_err(), "nobody is asked while polling is stopped: {unheard:?}");
    engine.demand(Demand::Resume);
    heard(&mut changes, &["a", "b"]).await;

    let stopped = tokio::time::timeout(Duration::from_secs(5), engine.stop()).await;
    assert!(stopped.is_ok(), "a silent feed keeps it from stopping");
    assert_eq!(record(&context, "silent").await.state, FeedState::Waiting);
    context.store.close().await;
}

on_both!(
    a_clock_that_is_set_back_holds_no_feed_up_running_or_started_again,
    bad_feeds_fail_by_themselves_and_recover,
    an_edit_is_a_revision_and_a_repeat_is_nothing,
    a_feed_whose_id_told_a_key_takes_along_what_is_stored_of_it,
    a_restart_asks_conditionally_and_keeps_what_a_server_asked_for,
    one_wire_text_from_three_feeds_is_one_report,
    an_item_from_the_future_was_published_when_it_was_fetched,
    two_that_poll_one_store_at_once_store_everything_once,
    a_running_engine_polls_what_is_due_or_demanded_beside_a_silent_feed_and_stops,
);
