//! Hostile feeds over real HTTP on loopback, each with the promise that it proves, all together in one process with
//! feeds that are well: what a bad one does stays its own, and every one is told of in one clean sentence.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod bounds;
mod disguises;
mod further;
mod lines;
mod markup;
mod names;
mod protocol;
mod streams;
mod texts;

use std::collections::HashMap;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use coastwatch::text::normalize;
use serde_json::Value;

use crate::support::command::Home;
use crate::support::encrypted::certificate;
use crate::support::pty::Pty;
use crate::support::raw::{RawServer, Step, answer, dead_address};

/// How long is waited between two looks at a program's memory.
const LOOK: Duration = Duration::from_millis(2);

/// What a case's server does with a request for a path below the case's own ("" for the feed itself).
type Answers = dyn Fn(&str) -> Vec<Step> + Send + Sync;

/// What a case must come to.
pub enum Expect {
    /// It fails with one of these kinds, and at least so many items come in all the same.
    Fails(&'static [&'static str], usize),
    /// It is read, and these are the titles that are stored, in any order.
    Reads(Vec<String>),
    /// It is read, so many items are stored, and its line says that something was left out.
    Cut(usize),
    /// It is read, and so many items are stored, whatever they are called.
    Holds(usize),
    /// It fails with one of these kinds, or it is read with these titles: the one is as sound as the other.
    Either(&'static [&'static str], Vec<String>),
}

/// One hostile feed.
pub struct Case {
    /// Its name, which is its path.
    pub name: String,
    /// The promise that it proves (PROMISES.md).
    pub promise: u8,
    /// Where it is asked; its path on the hostile server where none is given.
    pub url: Option<String>,
    /// What is answered.
    pub answers: Box<Answers>,
    /// What must come of it.
    pub expect: Expect,
}

/// A case that answers with these bytes.
pub fn bytes(promise: u8, name: impl Into<String>, bytes: impl Into<Vec<u8>>, expect: Expect) -> Case {
    steps(promise, name, vec![Step::Send(bytes.into())], expect)
}

/// A case that answers step by step.
pub fn steps(promise: u8, name: impl Into<String>, steps: Vec<Step>, expect: Expect) -> Case {
    Case { name: name.into(), promise, url: None, answers: Box::new(move |_| steps.clone()), expect }
}

/// A case that answers 200 with this body and these further header lines.
pub fn body(promise: u8, name: &str, headers: &str, body: impl AsRef<[u8]>, expect: Expect) -> Case {
    bytes(promise, name, answer("200 OK", headers, body), expect)
}

/// It fails with this kind, and nothing comes in.
pub fn fails(kind: &'static [&'static str]) -> Expect {
    Expect::Fails(kind, 0)
}

/// It is read, with these titles.
pub fn reads(titles: &[&str]) -> Expect {
    Expect::Reads(titles.iter().map(|title| (*title).to_owned()).collect())
}

/// It fails with one of these kinds, or it is read with these titles.
pub fn either(kinds: &'static [&'static str], titles: &[&str]) -> Expect {
    Expect::Either(kinds, titles.iter().map(|title| (*title).to_owned()).collect())
}

/// An RSS document.
pub fn rss(items: &str) -> String {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

/// An item with a title, which is its guid too.
pub fn item(title: &str) -> String {
    format!("<item><title>{title}</title><guid>{title}</guid></item>")
}

/// How many feeds are well.
const GOOD: usize = 24;

/// Within this time every good feed is asked.
const ASKED_WITHIN: Duration = Duration::from_secs(15);

/// The most memory the process may take of its own, in kB, with all of several hundred cases together. The pages of the
/// program's file are not counted: those of a debug build are 40 MB alone.
const MEMORY_MAX: u64 = 200_000;

/// A good feed's document: three reports that a duty officer wants.
fn good(n: usize) -> String {
    let item = |at: usize| {
        format!(
            "<item><title>Curfew in Jableh, bulletin {n}-{at}</title><guid isPermaLink=\"false\">bulletin-{at}</guid>\
             <link>https://wire.example/{n}/{at}</link><pubDate>Fri, 07 Mar 2025 09:0{at}:00 GMT</pubDate>\
             <description>The ministry imposed a curfew in Jableh; 1{at} members of the security forces were killed.\
             </description></item>"
        )
    };
    rss(&(1..=3).map(item).collect::<String>())
}

fn good_titles(n: usize) -> Vec<String> {
    (1..=3).map(|at| format!("Curfew in Jableh, bulletin {n}-{at}")).collect()
}

/// Whether a text may be shown, kept or handed on.
fn is_clean(text: &str) -> bool {
    text.chars().all(normalize::is_allowed)
}

/// All texts in a JSON value.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            found.push(key);
            texts(value, found);
        }),
        _ => {}
    }
}

/// What one run of `collect --once` came to.
struct Run {
    summary: Value,
    log: String,
    peak: u64,
    took: Duration,
}

/// Polls once with the real program, and watches how much memory it takes.
fn collect(home: &Home, feeds: &str, arguments: &[&str]) -> Run {
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.env_clear().env("HOME", home.path("")).args(["collect", "--once", "--feeds", feeds]).args(arguments);
    command.env("SSL_CERT_FILE", certificate("root.pem"));
    command.args(["--config", home.path("config.toml").to_str().unwrap()]);
    command.args(["--log-file", home.path("collect.log").to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut told) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (closed, end) = channel::<()>();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        drop(closed);
        text
    });
    let hearing = std::thread::spawn(move || {
        let mut text = String::new();
        told.read_to_string(&mut text).unwrap();
        text
    });
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    // Looked at until its output ends, and no more often than is needed: the looks would take a core from it.
    while end.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(now.unwrap_or(0));
    }
    let code = child.wait().unwrap();
    let (text, told) = (reading.join().unwrap(), hearing.join().unwrap());
    assert_eq!(code.code(), Some(0), "{told}");
    let summary = serde_json::from_str(&text).unwrap();
    let log = std::fs::read_to_string(home.path("collect.log")).unwrap() + &told;
    Run { summary, log, peak, took: began.elapsed() }
}

/// Prints what is stored.
fn export(home: &Home, what: &str, format: &str) -> String {
    let output = home.coastwatch(&["export", what, "--format", format, "--store", &store(home)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn store(home: &Home) -> String {
    format!("sqlite:{}", home.path("hostile.db").display())
}

fn lines_of(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn hostile_feeds_harm_nobody_and_each_says_what_is_wrong_with_it() {
    let home = Home::new();
    // What nothing may ever ask for: what feeds mention.
    let canary = RawServer::bytes(answer("200 OK", "", rss(&item("canary"))));
    let dead = dead_address().to_string();
    let (told, protocol, markup) = (texts::cases(&canary.url("")), protocol::cases(), markup::cases());
    let markup = markup.into_iter().chain(disguises::cases()).chain(further::cases()).chain(names::cases()).collect();
    let all = [lines::cases(), bounds::cases(), addresses::cases(&dead), told, protocol, markup];
    let cases: Vec<Case> = all.into_iter().flatten().collect();
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let names: HashMap<&str, &Case> = cases.iter().map(|case| (case.name.as_str(), case)).collect();
    assert_eq!(names.len(), cases.len(), "a name stands twice");

    let asked: Arc<Mutex<HashMap<String, Duration>>> = Arc::default();
    let began = Instant::now();
    let (seen, good_seen) = (Arc::clone(&asked), Arc::clone(&asked));
    let notes = move |path: &str| {
        seen.lock().unwrap().entry(path.to_owned()).or_insert_with(|| began.elapsed());
    };
    let mut feeds = String::new();
    let mut list = |id: &str, url: &str| {
        feeds.push_str(&format!("[[feed]]\nid = {id:?}\nurl = {url:?}\nname = {id:?}\n"));
    };
    let mut served: HashMap<String, Box<Answers>> = HashMap::new();
    let mut expected: Vec<(String, u8, Expect)> = Vec::new();
    let mut given: HashMap<String, String> = HashMap::new();
    for case in cases {
        let Case { name, promise, url, answers, expect } = case;
        given.extend(url.map(|url| (name.clone(), url)));
        served.insert(name.clone(), answers);
        expected.push((name, promise, expect));
    }
    // Half of the good feeds are neighbours of the bad ones, half have a server of their own.
    let hostile = RawServer::start(move |path| {
        notes(path);
        let path = path.trim_start_matches('/').split('?').next().unwrap_or_default();
        if let Some(n) = path.strip_prefix("good-") {
            return vec![Step::Send(answer("200 OK", "", good(n.parse().unwrap())))];
        }
        let (name, below) = path.split_once('/').map_or((path, ""), |(name, below)| (name, below));
        served.get(name).map_or_else(Vec::new, |answers| answers(below))
    });
    let own = RawServer::start(move |path| {
        good_seen.lock().unwrap().entry(path.to_owned()).or_insert_with(|| began.elapsed());
        let n = path.trim_start_matches("/good-").parse().unwrap();
        vec![Step::Send(answer("200 OK", "", good(n)))]
    });
    for (n, (name, _, _)) in expected.iter().enumerate() {
        let port = hostile.address();
        let port = port.rsplit(':').next().unwrap();
        let url = given.get(name).map(|url| url.replace("PORT", port));
        list(name, &url.unwrap_or_else(|| hostile.url(&format!("/{name}"))));
        if n % 5 == 0 && n / 5 < GOOD {
            let server = if n % 2 == 0 { &hostile } else { &own };
            list(&format!("good-{}", n / 5), &server.url(&format!("/good-{}", n / 5)));
        }
    }
    let feed_file = home.path("feeds.toml");
    std::fs::write(&feed_file, &feeds).unwrap();
    let port = |server: &RawServer| server.address();
    std::fs::write(
        home.path("config.toml"),
        format!(
            "[fetch]\ndeadline = \"4s\"\nhost_spacing = \"0s\"\nallow = [{:?}, {:?}, {:?}, {:?}]\n",
            port(&hostile),
            port(&own),
            canary.address(),
            dead,
        ),
    )
    .unwrap();

    let run = collect(&home, feed_file.to_str().unwrap(), &["--store", &store(&home)]);
    let by_id: HashMap<&str, &Value> =
        run.summary["feeds"].as_array().unwrap().iter().map(|feed| (feed["id"].as_str().unwrap(), feed)).collect();
    let items = lines_of(&export(&home, "items", "jsonl"));
    let stored = lines_of(&export(&home, "feeds", "jsonl"));
    let titles_of = |id: &str| {
        let own = items.iter().filter(|item| item["feed"] == id);
        let mut titles: Vec<String> = own.map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    };

    let mut wrong = Vec::new();
    for (name, promise, expect) in &expected {
        let feed = by_id[name.as_str()];
        let (state, kind) = (feed["state"].as_str().unwrap(), feed["error"]["kind"].as_str());
        let titles = titles_of(name);
        let fine = match expect {
            Expect::Fails(kinds, least) => {
                state == "failed" && kind.is_some_and(|kind| kinds.contains(&kind)) && titles.len() >= *least
            }
            Expect::Reads(expect) => {
                let mut expect = expect.clone();
                expect.sort();
                state == "ok" && kind.is_none() && titles == expect
            }
            Expect::Holds(number) => state == "ok" && kind.is_none() && titles.len() == *number,
            Expect::Either(kinds, expect) => match kind {
                Some(kind) => kinds.contains(&kind),
                None => state == "ok" && titles == *expect,
            },
            Expect::Cut(number) => state == "ok" && kind == Some("too_large") && titles.len() == *number,
        };
        let sentence = feed["error"]["message"].as_str().unwrap_or("a sentence");
        let said = is_clean(sentence) && !sentence.contains('\n') && (10..=300).contains(&sentence.chars().count());
        let kept = stored.iter().find(|record| record["id"] == name.as_str()).unwrap();
        if !fine || !said || kept["error"] != feed["error"] {
            let titles: Vec<String> = titles.iter().take(3).map(|title| title.chars().take(60).collect()).collect();
            wrong.push(format!("{name} (promise {promise}): {state} {kind:?} {sentence:?} {titles:?}"));
        }
    }
    for n in 0..GOOD {
        let id = format!("good-{n}");
        if titles_of(&id) != good_titles(n) || by_id[id.as_str()]["state"] != "ok" {
            wrong.push(format!("{id}: {} {:?}", by_id[id.as_str()], titles_of(&id)));
        }
        let at = asked.lock().unwrap()[&format!("/{id}")];
        if at > ASKED_WITHIN {
            wrong.push(format!("{id} was asked after {at:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
    assert_eq!(canary.requests(), Vec::<String>::new(), "what a feed mentions was fetched");
    assert!(run.peak > 1_000 && run.peak < MEMORY_MAX, "it took {} kB", run.peak);
    // However slow the machine that runs this is: no document keeps the program for long.
    assert!(run.took < Duration::from_secs(240), "it took {:?}", run.took);

    // Nothing that steers a terminal or cannot be seen, wherever it may be looked at.
    let mut kept = Vec::new();
    items.iter().chain(&stored).chain([&run.summary]).for_each(|value| texts(value, &mut kept));
    let unclean = kept.iter().find(|text| !text.chars().all(|c| c == '\n' || normalize::is_allowed(c)));
    assert_eq!(unclean, None);
    for text in [export(&home, "items", "csv"), export(&home, "feeds", "csv"), run.log] {
        let unclean = text.lines().find(|line| !is_clean(line));
        assert_eq!(unclean, None);
    }
    on_the_screen(&home);
}

/// What of the hostile store is seen is clean: the reports, the reader and the sources.
fn on_the_screen(home: &Home) {
    std::fs::write(home.path("none.toml"), "feed = []\n").unwrap();
    let (store, none) = (store(home), home.path("none.toml"));
    let args = ["--store", &store, "--feeds", none.to_str().unwrap(), "--episode", "march-2025", "--read-only"];
    let mut pty = Pty::coastwatch(home, &args, 160, 50);
    pty.wait_for(" unread of ");
    for keys in ["\r", "5", "1G"] {
        pty.press(keys);
        pty.wait_until("a clean screen", |pty| !pty.text().is_empty());
        // What keeps right-to-left text to its column is ours (FSI, PDI).
        let text: String = pty.text().chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect();
        let unclean = text.lines().find(|line| !is_clean(line));
        assert_eq!(unclean, None);
    }
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}
