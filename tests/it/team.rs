//! Several programs on one store: each feed is asked by one of them at a time, shares are even, the dead are replaced, and
//! hosts are asked a distance apart by all together.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{HashMap, HashSet};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use coastwatch::model::FeedId;
use coastwatch::store::sharing::{Shared, Sharing, Term};
use coastwatch::store::{self, Poll, Store};
use sqlx::Row;

use crate::cli::rss;
use crate::server::with_server;
use crate::store::{at, open, poll, revision};
use crate::support::command::Home;
use crate::support::loopback::{requested, tell};
use crate::support::place::{connect, database, on_both};

/// Far longer than a test takes.
const LONG: Duration = Duration::from_secs(600);

/// How long something is waited for that happens within a second on a machine that does nothing else.
const PATIENCE: Duration = Duration::from_secs(60);

fn feeds(many: usize) -> Vec<FeedId> {
    (0..many).map(|n| FeedId::new(format!("feed-{n:02}"))).collect()
}

fn sharing(holder: &str, feeds: &[FeedId], hold: Duration) -> Sharing {
    Sharing { holder: holder.to_owned(), feeds: feeds.to_vec(), busy: HashSet::new(), hold, wants_all: false }
}

fn held(shared: &Shared) -> HashSet<FeedId> {
    shared.held.keys().cloned().collect()
}

/// Waits until there is something for a program to do.
async fn stirred(store: &dyn Store, sharing: &Sharing) {
    let end = Instant::now() + PATIENCE;
    while !store.is_stirred(sharing).await.unwrap() {
        assert!(Instant::now() < end, "nothing stirs for {}", sharing.holder);
        tokio::task::yield_now().await;
    }
}

async fn who_comes_is_given_half_but_for_what_is_just_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()).await, open(folder.path()).await);
    let feeds = feeds(10);
    let (mut a, b) = (sharing("a", &feeds, LONG), sharing("b", &feeds, LONG));
    assert_eq!(held(&one.share(&a).await.unwrap()).len(), 10);
    assert!(!one.is_stirred(&a).await.unwrap());
    assert_eq!(held(&two.share(&b).await.unwrap()), HashSet::new(), "nobody is robbed");
    assert!(one.is_stirred(&a).await.unwrap());
    // What it is just asking it keeps until that is done.
    a.busy = feeds.iter().cloned().collect();
    assert_eq!(held(&one.share(&a).await.unwrap()).len(), 10);
    assert!(one.is_stirred(&a).await.unwrap());
    a.busy.clear();
    let left = one.share(&a).await.unwrap();
    assert!(!one.is_stirred(&a).await.unwrap() && two.is_stirred(&b).await.unwrap());
    let given = two.share(&b).await.unwrap();
    assert_eq!((left.held.len(), given.held.len()), (5, 5));
    assert_eq!(held(&left).union(&held(&given)).cloned().collect::<HashSet<_>>(), feeds.iter().cloned().collect());
    assert_eq!(given.holders, [("a".to_owned(), 5), ("b".to_owned(), 5)]);
    // They are at rest now, each with the same terms as before.
    assert_eq!((one.share(&a).await.unwrap().held, two.share(&b).await.unwrap().held), (left.held, given.held));
    // Whoever leaves is replaced by who is there.
    one.let_go("a").await.unwrap();
    assert_eq!(held(&two.share(&b).await.unwrap()).len(), 10);
    one.close().await;
    two.close().await;
}

async fn programs_that_come_at_once_never_hold_the_same() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).await.close().await;
    let feeds = feeds(30);
    let mut programs = vec![];
    for n in 0..4 {
        programs.push((open(folder.path()).await, sharing(&format!("p{n}"), &feeds, LONG)));
    }
    for round in 0..4 {
        let sharing: Vec<_> = programs
            .iter()
            .cloned()
            .map(|(store, sharing)| tokio::spawn(async move { store.share(&sharing).await.unwrap() }))
            .collect();
        let mut held: HashMap<FeedId, HashSet<Term>> = HashMap::new();
        for shared in sharing {
            for (feed, term) in shared.await.unwrap().held {
                // One may have been given away before another was told that it has it, in a later term.
                assert!(held.entry(feed).or_default().insert(term), "round {round}: two hold the same");
            }
        }
    }
    // One after the other, whatever was under way is settled.
    let mut counts = vec![0; 4];
    for _ in 0..2 {
        for ((store, sharing), count) in programs.iter().zip(&mut counts) {
            *count = store.share(sharing).await.unwrap().held.len();
        }
    }
    counts.sort_unstable();
    assert_eq!(counts, [7, 7, 8, 8]);
    for (store, _) in programs {
        store.close().await;
    }
}

async fn a_silent_program_is_replaced_when_its_time_is_over_and_what_it_brings_late_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()).await, open(folder.path()).await);
    one.save_poll(&poll("feed-00", 0, vec![revision("feed-00", "first", 1, 0, vec![])])).await.unwrap();
    let feeds = feeds(3);
    let hold = Duration::from_millis(400);
    let (a, b) = (sharing("a", &feeds, hold), sharing("b", &feeds, LONG));
    let asked = Instant::now();
    let before = one.share(&a).await.unwrap();
    assert_eq!(held(&before).len(), 3);
    stirred(&*two, &b).await;
    let after = two.share(&b).await.unwrap();
    assert!(asked.elapsed() >= hold, "taken after {:?}", asked.elapsed());
    assert_eq!(held(&after), feeds.iter().cloned().collect());
    assert!(feeds.iter().all(|feed| after.held[feed] > before.held[feed]));
    assert_eq!(held(&one.share(&a).await.unwrap()), HashSet::new());

    // Both had asked it: the one that holds it says how it stands, and nothing that either brought is lost.
    let told = |minute: i64, guid: &str, term| Poll {
        term: Some(term),
        ..poll("feed-00", minute, vec![revision("feed-00", guid, 1, minute, vec![])])
    };
    let mut newer = told(9, "second", after.held[&feeds[0]]);
    newer.record.last_poll = Some(at(9));
    two.save_poll(&newer).await.unwrap();
    let mut late = told(5, "third", before.held[&feeds[0]]);
    late.record.failures = 3;
    one.save_poll(&late).await.unwrap();
    let record = two.feeds().await.unwrap().into_iter().find(|record| record.id == feeds[0]).unwrap();
    assert_eq!((record.items, record.last_poll, record.failures), (3, Some(at(9)), 0));
    one.close().await;
    two.close().await;
}

async fn what_is_wanted_at_once_reaches_whoever_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()).await, open(folder.path()).await);
    let feeds = feeds(2);
    let a = sharing("a", &feeds, LONG);
    assert_eq!(one.share(&a).await.unwrap().demanded, []);
    two.demand(&feeds[1..]).await.unwrap();
    assert!(one.is_stirred(&a).await.unwrap());
    assert_eq!(one.share(&a).await.unwrap().demanded, feeds[1..]);
    assert_eq!(one.share(&a).await.unwrap().demanded, [], "once");
    one.close().await;
    two.close().await;
}

async fn a_host_is_asked_a_distance_apart_by_all_together() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()).await, open(folder.path()).await);
    let spacing = Duration::from_secs(100);
    let mut waits = vec![];
    for store in [&one, &two, &one] {
        waits.push(store.reserve_host("a.example:443", spacing).await.unwrap());
    }
    assert_eq!(one.reserve_host("b.example:443", spacing).await.unwrap(), Duration::ZERO);
    for (wait, turns) in waits.into_iter().zip(0..) {
        assert!(wait <= spacing * turns && wait + PATIENCE > spacing * turns, "{turns}: {wait:?}");
    }
    one.close().await;
    two.close().await;
}

on_both!(
    who_comes_is_given_half_but_for_what_is_just_asked,
    programs_that_come_at_once_never_hold_the_same,
    a_silent_program_is_replaced_when_its_time_is_over_and_what_it_brings_late_is_kept,
    what_is_wanted_at_once_reaches_whoever_holds_it,
    a_host_is_asked_a_distance_apart_by_all_together,
);

/// How long the turn of others in a store takes at most, none of whom is stopped.
const TURN: Duration = Duration::from_secs(5);

/// How long a document is on its way: long enough that two who ask at once are seen.
const ON_ITS_WAY: Duration = Duration::from_millis(20);

/// Feeds of which each has one more item with every time it is asked; it knows if two ask one of them at once.
#[derive(Clone)]
struct Outlet {
    address: String,
    state: Arc<Mutex<HashMap<String, Asked>>>,
}

#[derive(Clone, Default)]
struct Asked {
    times: usize,
    last: Option<Instant>,
    longest: Duration,
    now: usize,
    most: usize,
}

impl Outlet {
    /// Opens it; each feed that was asked is told of.
    fn open() -> (Self, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let outlet = Self { address: listener.local_addr().unwrap().to_string(), state: Arc::default() };
        let (told, asked) = channel();
        let serving = outlet.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (serving, told) = (serving.clone(), told.clone());
                thread::spawn(move || serving.answer(stream, &told));
            }
        });
        (outlet, asked)
    }

    fn answer(&self, mut stream: TcpStream, told: &Sender<String>) {
        let path = requested(&stream).trim_start_matches('/').to_owned();
        // One that was killed before it asked leaves its connection behind.
        if path.is_empty() {
            return;
        }
        let items = {
            let mut state = self.state.lock().unwrap();
            let asked = state.entry(path.clone()).or_default();
            asked.longest = asked.last.map_or(Duration::ZERO, |last| last.elapsed()).max(asked.longest);
            (asked.times, asked.last, asked.now) = (asked.times + 1, Some(Instant::now()), asked.now + 1);
            asked.most = asked.most.max(asked.now);
            asked.times
        };
        thread::sleep(ON_ITS_WAY);
        let items: Vec<(String, String)> =
            (0..items).map(|n| (format!("{path}-{n}"), format!("Notice {n} of {path}"))).collect();
        let items: Vec<_> = items
            .iter()
            .map(|(guid, title)| (guid.as_str(), title.as_str(), "Prices.", "Fri, 07 Mar 2025 11:00:00 GMT"))
            .collect();
        let body = rss(&items);
        self.state.lock().unwrap().get_mut(&path).unwrap().now -= 1;
        tell(&mut stream, 200, &body);
        let _nobody = told.send(path);
    }

    fn asked(&self) -> HashMap<String, Asked> {
        self.state.lock().unwrap().clone()
    }
}

/// Feeds of the programs.
const FEEDS: usize = 9;

/// A collector; ended when it is dropped.
struct Collector(Child);

impl Collector {
    fn start(home: &Home, store: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
        command.env_clear().args(["collect", "--store", store]).current_dir(home.path("")).env("HOME", home.path(""));
        command.env("XDG_CONFIG_HOME", home.path("config")).env("XDG_STATE_HOME", home.path("state"));
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // It may have ended.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// Which process holds how many feeds.
async fn holders(store: &str) -> HashMap<u32, usize> {
    let statement = "SELECT holder FROM lease WHERE holder <> ''";
    let names: Vec<String> = match store.strip_prefix("sqlite:") {
        Some(file) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
            let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
            let rows = sqlx::query(statement).fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        None => {
            let mut connection = connect(store).await;
            let rows = sqlx::query("SELECT holder FROM coastwatch.lease WHERE holder <> ''");
            rows.fetch_all(&mut connection).await.unwrap().iter().map(|row| row.get(0)).collect()
        }
    };
    let mut counts = HashMap::new();
    for name in names {
        *counts.entry(name.split('/').nth(1).unwrap().parse().unwrap()).or_default() += 1;
    }
    counts
}

/// Waits, from one request to the next, until the feeds are held so.
async fn until(what: &str, asked: &Receiver<String>, store: &str, is_so: impl Fn(&HashMap<u32, usize>) -> bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        let holders = holders(store).await;
        if is_so(&holders) {
            return;
        }
        assert!(Instant::now() < end, "{what}: {holders:?}");
        asked.recv_timeout(PATIENCE).unwrap();
        while asked.try_recv().is_ok() {}
    }
}

/// Stops a collector at a moment at which it holds no place in the store's history: stopped in a write it would hold off all
/// others, as any database has it.
async fn stop_between_writes(collector: &Collector, store: &str) {
    loop {
        collector.signal("STOP");
        let is_free = match store.strip_prefix("sqlite:") {
            Some(file) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).busy_timeout(TURN);
                let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
                sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK").execute(&mut connection).await.is_ok()
            }
            None => {
                let mut connection = connect(store).await;
                let wait = format!("BEGIN; SET LOCAL lock_timeout = {}", TURN.as_millis());
                sqlx::raw_sql(sqlx::AssertSqlSafe(wait)).execute(&mut connection).await.unwrap();
                sqlx::raw_sql("SELECT seq FROM coastwatch.sequence FOR UPDATE").execute(&mut connection).await.is_ok()
            }
        };
        if is_free {
            return;
        }
        collector.signal("CONT");
    }
}

/// Three collectors on a store, of which one is stopped and goes on, and one is killed.
async fn three_share(store: &str) {
    let home = Home::new();
    let (outlet, asked) = Outlet::open();
    let mut text = format!(
        "[fetch]\nhost_spacing = \"0s\"\nper_host = 16\nallow = [\"{}\"]\n[poll]\nmin_interval = \"0s\"\ninterval = \"100ms\"\n\
         lease = \"2s\"\n",
        outlet.address
    );
    for n in 0..FEEDS {
        text.push_str(&format!("[[feed]]\nid = \"f{n}\"\nurl = \"http://{}/f{n}\"\n", outlet.address));
    }
    home.configure("config.toml", &text);
    // What is served is about nothing: the words of a language need not be learnt for it.
    for lang in ["ar", "de", "en", "es", "fa", "fr", "it", "nl", "pt", "ru", "tr", "uk"] {
        let words = format!("lang = {lang:?}\nname = {lang:?}\nsmall_words = [\"{lang}{lang}\"]\n");
        home.configure(&format!("lang/{lang}.toml"), &words);
    }
    store::open(store).await.unwrap().close().await;
    let collectors: Vec<Collector> = (0..3).map(|_| Collector::start(&home, store)).collect();
    let ids: Vec<u32> = collectors.iter().map(|collector| collector.0.id()).collect();
    let has = |holders: &HashMap<u32, usize>, who: usize| holders.get(&ids[who]).copied().unwrap_or(0);
    until("three shares", &asked, store, |held| (0..3).all(|who| has(held, who) == FEEDS / 3)).await;

    assert!(outlet.asked().values().all(|asked| asked.most == 1), "a feed was asked by two at once");

    // One that does nothing any more, and does not end: its time runs out. What it was about to ask it may ask when it goes
    // on, since no program knows that it stood still.
    stop_between_writes(&collectors[0], store).await;
    until("a silent one is replaced", &asked, store, |held| has(held, 0) == 0 && has(held, 1) + has(held, 2) == FEEDS)
        .await;
    collectors[0].signal("CONT");
    until("it comes again", &asked, store, |held| (0..3).all(|who| has(held, who) == FEEDS / 3)).await;

    collectors[1].signal("KILL");
    until("a dead one is replaced", &asked, store, |held| {
        has(held, 1) == 0 && has(held, 0) + has(held, 2) == FEEDS && has(held, 0).abs_diff(has(held, 2)) == 1
    })
    .await;
    // Each feed is asked again after that.
    let before = outlet.asked();
    let end = Instant::now() + PATIENCE;
    while outlet.asked().iter().any(|(feed, asked)| asked.times <= before[feed].times) {
        assert!(Instant::now() < end, "some feed is not asked any more");
        asked.recv_timeout(PATIENCE).unwrap();
    }
    drop(collectors);

    // What an answer that was cut off held is served again: then all is there, each once.
    let once = home.coastwatch(&["collect", "--once", "--store", store]).timeout(PATIENCE).output().unwrap();
    assert_eq!(once.status.code(), Some(0), "{}", String::from_utf8_lossy(&once.stderr));
    let served = outlet.asked();
    assert_eq!(served.len(), FEEDS);
    let stored = store::open(store).await.unwrap();
    let items: HashMap<String, u64> =
        stored.feeds().await.unwrap().into_iter().map(|record| (record.id.to_string(), record.items)).collect();
    for (feed, asked) in &served {
        assert_eq!(items[feed], u64::try_from(asked.times).unwrap(), "{feed}");
    }
    let all = coastwatch::store::Range { since: jiff::Timestamp::MIN, until: jiff::Timestamp::MAX };
    let listed = stored.items(all, None, 100_000).await.unwrap().len();
    assert_eq!(listed, served.values().map(|asked| asked.times).sum::<usize>());
    stored.close().await;
}

#[test]
fn three_collectors_share_the_feeds_of_a_file_and_replace_whoever_is_silent_or_dead() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}", folder.path().join("store.db").display());
    tokio::runtime::Runtime::new().unwrap().block_on(three_share(&store));
}

#[test]
fn three_collectors_share_the_feeds_of_a_server_and_replace_whoever_is_silent_or_dead() {
    with_server("three collectors", async { three_share(&database("three").await).await });
}
