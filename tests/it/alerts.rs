//! Alerts with a real store, real HTTP on loopback and the real program: nothing rings twice for one thing, what fails is
//! tried again, and a terminal inside tmux is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use coastwatch::clock::SteppedClock;
use coastwatch::config::alerts;
use coastwatch::config::library::Library;
use coastwatch::engine::alert::{Alerts, Deliverer, Watcher};
use coastwatch::engine::{self, Context};
use coastwatch::filter::Vocabulary;
use coastwatch::model::alert::{Fate, Rang};
use coastwatch::model::{Decision, DecisionId, Judgement, Mark, Priority, ReportId, Subject};
use coastwatch::reconcile::alert::edits::Denials;
use hmac::{Hmac, KeyInit, Mac};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;
use sha2::Sha256;

use crate::engine::{Outlets, Told, context, rss};
use crate::support::command::Home;
use crate::support::loopback::tell;
use crate::support::place::on_both;

/// What the archive is watched by.
const ARCHIVE: &str = include_str!("../data/alerts/archive.toml");

/// How long anything may take on a machine that does nine other things.
const DEADLINE: Duration = Duration::from_secs(60);

/// The rings of a home's store, the oldest first.
fn listed(home: &Home) -> Vec<Value> {
    let told = home.coastwatch(&["alerts", "list", "--format", "json"]).assert().success();
    let list: Value = serde_json::from_slice(&told.get_output().stdout).unwrap();
    list["rings"].as_array().unwrap().clone()
}

#[test]
fn the_archive_rings_as_reviewed_and_for_nothing_twice() {
    let home = Home::new();
    home.configure("alerts.toml", ARCHIVE);
    home.coastwatch(&["replay", "--headless"]).assert().success();
    let rings = listed(&home);
    let text = |ring: &Value, key: &str| ring[key].as_str().unwrap_or("-").to_owned();
    let mut things = HashSet::new();
    for ring in &rings {
        assert!(things.insert((text(ring, "rule"), text(ring, "thing"))), "twice: {ring}");
    }
    let line = |ring: &Value| {
        let more = ring["more"].as_u64().filter(|more| *more > 0).map(|more| format!(" (and {more} more)"));
        let told = text(ring, "told");
        let told = if told == text(ring, "at") { "at once".to_owned() } else { told };
        format!(
            "{} {} [{}, {told}] {}{}",
            text(ring, "at"),
            text(ring, "rule"),
            text(ring, "fate"),
            text(ring, "title"),
            more.unwrap_or_default()
        )
    };
    insta::assert_snapshot!(rings.iter().map(line).collect::<Vec<_>>().join("\n"));

    // A trial of the same stretch rings for the same things; it looks at every moment, the replay at its own.
    let trial = |rule: &str| -> Vec<String> {
        let end = ["--episode", "march-2025", "--now", "2025-03-14T21:00:00Z"];
        let asked = ["alerts", "test", rule, "--since", "2025-03-05T22:00:00Z", "--format", "json"];
        let told = home.coastwatch(&[&end[..], &asked[..]].concat()).assert().success();
        let told: Value = serde_json::from_slice(&told.get_output().stdout).unwrap();
        assert_eq!(told["rule"], rule);
        told["rings"].as_array().unwrap().iter().map(|ring| text(ring, "title")).collect()
    };
    let rung = |rule: &str| -> Vec<String> {
        rings.iter().filter(|ring| ring["rule"] == rule).map(|ring| text(ring, "title")).collect()
    };
    for rule in ["hundred-civilians", "thousand", "jableh", "lapsed", "quietly-corrected", "mass-killing"] {
        assert_eq!(trial(rule), rung(rule), "{rule}");
        assert!(!rung(rule).is_empty(), "{rule} rings for nothing");
    }
    assert_eq!(listed(&home).len(), rings.len(), "a trial keeps nothing");
}

#[test]
fn an_unknown_rule_and_a_wrong_file_are_said() {
    let home = Home::new();
    let told = |args: &[&str]| {
        let ended = home.coastwatch(args).assert();
        let output = ended.get_output();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = told(&["alerts", "test", "jableh"]);
    assert!(code == Some(2) && said.contains("there is no rule `jableh`; alerts.toml has none"), "{said}");
    home.configure("alerts.toml", ARCHIVE);
    let (code, said) = told(&["alerts", "test", "jablah"]);
    assert!(code == Some(2) && said.contains("did you mean `jableh`"), "{said}");
    home.configure("alerts.toml", "[[rule]]\nname = \"a\"\nwhen = \"board jableq control changes\"\n");
    let (code, said) = told(&["tally"]);
    let place = "alerts.toml, line 3, column 8: `rule.when`: the rule `a`, column 7: there is no place `jableq`";
    assert!(code == Some(2) && said.contains(place), "{said}");
}

/// The rules of a file over a context.
fn watched(context: &Context, text: &str) -> Context {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("alerts.toml"), text).unwrap();
    let vocabulary = Vocabulary::new(&context.situation, &context.feeds);
    let rules = alerts::load(&Library::new(Some(folder.path().into())), &vocabulary).unwrap();
    let denials = || Denials::of(&coastwatch::config::situation::shipped_lexicons().unwrap());
    let alerts = Alerts::new(rules, vocabulary, "ann".to_owned(), TimeZone::UTC, denials);
    Context { alerts: Arc::new(alerts), ..context.clone() }
}

fn wire(killed: u32) -> String {
    format!(
        "Clashes between security forces and gunmen went on around Jableh on the Syrian coast. The Syrian Observatory for \
         Human Rights said {killed} civilians were killed since Thursday."
    )
}

const MORNING: &str = "Fri, 07 Mar 2025 09:00:00 GMT";
const NOON: &str = "Fri, 07 Mar 2025 12:30:00 GMT";

/// Sets the clock on by minutes, polls, looks.
async fn minutes_later(context: &Context, clock: &SteppedClock, watcher: &mut Watcher, minutes: i64) {
    let now = coastwatch::clock::Clock::now(clock);
    clock.step_to(now + SignedDuration::from_mins(minutes));
    engine::poll_once(context).await.unwrap();
    watcher.step().await.unwrap();
}

/// Looks for the first time, lets the feed answer with nothing, then with one report.
async fn one_report_comes(context: &Context, clock: &SteppedClock, outlets: &Outlets, watcher: &mut Watcher) {
    watcher.step().await.unwrap();
    outlets.tell("/wire", Told::Feed(rss(&[])));
    minutes_later(context, clock, watcher, 5).await;
    outlets.tell("/wire", Told::Feed(rss(&[("1", "Civilians killed near Jableh", &wire(40), MORNING)])));
    minutes_later(context, clock, watcher, 5).await;
}

async fn rings(context: &Context) -> Vec<Rang> {
    let mut rings = context.store.rings(Timestamp::MIN, 1_000).await.unwrap();
    rings.reverse();
    rings
}

fn fates(rings: &[Rang], rule: &str) -> Vec<(Fate, u32)> {
    rings.iter().filter(|rang| rang.ring.rule == rule).map(|rang| (rang.fate, rang.more)).collect()
}

async fn nothing_rings_twice_and_what_is_held_back_is_told_together() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let (context, clock) = context(folder.path(), vec![outlets.feed("wire"), outlets.feed("late")]).await;
    let context = watched(
        &context,
        "grace = \"1m\"\ncooldown = \"0s\"\n\
         [[rule]]\nname = \"any\"\nwhen = \"report kind:killed\"\ncooldown = \"30m\"\n\
         [[rule]]\nname = \"hundred\"\nwhen = \"tally killed.civilians best crosses 100\"\n\
         [[rule]]\nname = \"silence\"\nwhen = \"feed wire silent > 2h\"\n\
         [[rule]]\nname = \"corrected\"\nwhen = \"report corrected figure\"\n\
         [[rule]]\nname = \"unacked\"\nwhen = \"report escalated unacked > 10m\"\ncooldown = \"20m\"\n",
    );
    let mut watcher = Watcher::new(context.clone());
    watcher.step().await.unwrap();
    let first = ("1", "Civilians killed near Jableh", wire(40), MORNING);
    let document = |items: &[(&str, &str, String, &str)]| {
        let items: Vec<_> = items.iter().map(|(id, title, text, at)| (*id, *title, text.as_str(), *at)).collect();
        Told::Feed(rss(&items))
    };
    outlets.tell("/wire", document(std::slice::from_ref(&first)));
    // The first answer of a feed rings for nothing.
    minutes_later(&context, &clock, &mut watcher, 5).await;
    assert_eq!(fates(&rings(&context).await, "any"), [(Fate::FirstPoll, 0)]);

    // What comes later does, and what comes within the cooldown waits for its end.
    let other = |id: &'static str, place: &str, n: u32| {
        (
            id,
            "Report",
            format!("Gunmen attacked a post in {place} on Syria's coast on Friday; {n} soldiers were killed."),
            NOON,
        )
    };
    let two = other("2", "Baniyas", 3);
    outlets.tell("/wire", document(&[first.clone(), two.clone()]));
    minutes_later(&context, &clock, &mut watcher, 35).await;
    assert_eq!(fates(&rings(&context).await, "any"), [(Fate::FirstPoll, 0), (Fate::Sounded, 0)]);
    let (three, four) = (other("3", "Tartus", 5), other("4", "Qardaha", 9));
    outlets.tell("/wire", document(&[first.clone(), two.clone(), three.clone()]));
    minutes_later(&context, &clock, &mut watcher, 5).await;
    outlets.tell("/wire", document(&[first.clone(), two.clone(), three.clone(), four.clone()]));
    minutes_later(&context, &clock, &mut watcher, 5).await;
    assert_eq!(fates(&rings(&context).await, "any")[2..], [(Fate::Waits, 0), (Fate::Waits, 0)]);
    minutes_later(&context, &clock, &mut watcher, 30).await;
    assert_eq!(fates(&rings(&context).await, "any")[2..], [(Fate::Merged, 0), (Fate::Sounded, 1)]);

    // The figure is corrected in the same item, and crosses a hundred: one ring of each rule.
    let edited = ("1", "Civilians killed near Jableh", wire(140), MORNING);
    let all = [edited, two, three, four];
    outlets.tell("/wire", document(&all));
    minutes_later(&context, &clock, &mut watcher, 5).await;
    let told = rings(&context).await;
    for rule in ["hundred", "corrected"] {
        assert_eq!(fates(&told, rule), [(Fate::Sounded, 0)], "{rule}: {told:#?}");
    }
    let hundred = told.iter().find(|rang| rang.ring.rule == "hundred").unwrap();
    assert_eq!((hundred.ring.old.as_deref(), hundred.ring.new.as_deref()), (Some("40"), Some("140")));

    // Somebody escalates, and nobody takes it on: it rings again with the cooldown, until somebody does.
    let report = hundred.ring.item.clone().map(ReportId::from).unwrap();
    let mark = |id: &str, mark: Mark, at: Timestamp| Decision {
        id: DecisionId::new(id),
        subject: Subject::Report(report.clone()),
        judgement: Judgement::Mark(mark),
        operator: "ann".to_owned(),
        decided: at,
        reason: None,
        stroke: None,
    };
    let now = || coastwatch::clock::Clock::now(&*clock);
    context.store.decide(&[mark("a", Mark::Escalated(Priority::new(1)), now())]).await.unwrap();
    for (minutes, many) in [(9, 0), (2, 1), (10, 1), (10, 2), (1, 2)] {
        minutes_later(&context, &clock, &mut watcher, minutes).await;
        assert_eq!(fates(&rings(&context).await, "unacked"), vec![(Fate::Sounded, 0); many]);
    }
    context.store.decide(&[mark("b", Mark::Acknowledged(true), now())]).await.unwrap();
    minutes_later(&context, &clock, &mut watcher, 25).await;
    assert_eq!(fates(&rings(&context).await, "unacked").len(), 2);

    // The feed answers and has nothing new; once, however long it lasts.
    for minutes in [59, 61, 30, 600] {
        minutes_later(&context, &clock, &mut watcher, minutes).await;
    }
    let silent = rings(&context).await.into_iter().find(|rang| rang.ring.rule == "silence").unwrap();
    assert_eq!(silent.ring.title, "WIRE has brought nothing new for 2 h: it answers");

    // Another program looks by no rule that is held; a restart, and two at once, ring for nothing that has rung.
    let before = rings(&context).await;
    let mut second = Watcher::new(context.clone());
    second.step().await.unwrap();
    assert!(second.held().lock().unwrap().is_empty() && !watcher.held().lock().unwrap().is_empty());
    watcher.leave().await;
    let mut second = Watcher::new(context.clone());
    second.step().await.unwrap();
    minutes_later(&context, &clock, &mut second, 5).await;
    let mut third = Watcher::new(context.clone());
    minutes_later(&context, &clock, &mut third, 5).await;
    assert!(third.held().lock().unwrap().is_empty() && !second.held().lock().unwrap().is_empty());
    assert_eq!(rings(&context).await, before);
    let things: HashSet<_> = before.iter().map(|rang| (&rang.ring.rule, &rang.ring.thing)).collect();
    assert_eq!(things.len(), before.len());

    // What comes while nobody looks rings for whoever looks next.
    second.leave().await;
    let text = "The Syrian Network for Human Rights said on Saturday that 61 civilians were killed in Tartus, on Syria's coast, by \
                shells and snipers, among them doctors of the town's hospital.";
    let five = ("5", "Network counts the dead of Tartus", text.to_owned(), NOON);
    outlets.tell("/wire", document(&[all.as_slice(), &[five]].concat()));
    clock.step_to(now() + SignedDuration::from_mins(5));
    engine::poll_once(&context).await.unwrap();
    let mut next = Watcher::new(context.clone());
    next.step().await.unwrap();
    let told = rings(&context).await;
    assert_eq!(fates(&told, "any").last(), Some(&(Fate::Waits, 0)), "it has just started: {told:#?}");
    minutes_later(&context, &clock, &mut next, 2).await;
    assert_eq!(fates(&rings(&context).await, "any").last(), Some(&(Fate::Sounded, 0)));
    context.store.close().await;
}

/// One post as a server got it.
#[derive(Debug, Clone)]
struct Post {
    headers: Vec<(String, String)>,
    body: String,
}

/// A server that answers its posts with these statuses in turn, and then with the last of them.
fn hook(statuses: Vec<u16>) -> (String, Arc<Mutex<Vec<Post>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let got: Arc<Mutex<Vec<Post>>> = Arc::default();
    let keeps = Arc::clone(&got);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = BufReader::new(stream.try_clone().unwrap());
            let (mut headers, mut line) = (vec![], String::new());
            while request.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some((name, value)) = line.split_once(':') {
                    headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
                }
                line.clear();
            }
            let length = headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse().unwrap();
            let mut body = vec![0; length];
            request.read_exact(&mut body).unwrap();
            let many = {
                let mut got = keeps.lock().unwrap();
                got.push(Post { headers, body: String::from_utf8(body).unwrap() });
                got.len()
            };
            tell(&mut stream, *statuses.get(many - 1).or(statuses.last()).unwrap(), "");
        }
    });
    (address, got)
}

async fn a_webhook_that_fails_twice_is_told_in_the_end_and_a_dead_one_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let (address, got) = hook(vec![500, 503, 204]);
    let (gone, _) = hook(vec![410]);
    let secret = folder.path().join("secret");
    fs::write(&secret, "a secret nobody is told\n").unwrap();
    let seen = folder.path().join("seen.json");
    let (context, clock) = context(folder.path(), vec![outlets.feed("wire")]).await;
    let context = watched(
        &context,
        &format!(
            "grace = \"0s\"\n[[rule]]\nname = \"any\"\nwhen = \"report kind:killed\"\n\
             deliver = [\"bell\", \"desk\", \"gone\", \"page\", \"broken\"]\n\
             [channel.desk]\nwebhook = \"http://{address}/hook?key=hidden\"\nsecret = \"file:{}\"\n\
             [channel.gone]\nwebhook = \"http://{gone}/\"\n\
             [channel.page]\nexec = [\"tee\", \"{}\"]\n\
             [channel.broken]\nexec = [\"false\", \"secret\"]\n",
            secret.display(),
            seen.display()
        ),
    );
    let mut watcher = Watcher::new(context.clone());
    let mut deliverer = Deliverer::new(context.clone(), watcher.held()).unwrap();
    one_report_comes(&context, &clock, &outlets, &mut watcher).await;

    assert_eq!(deliverer.round().await.unwrap(), 4);
    assert_eq!(deliverer.round().await.unwrap(), 0, "what failed waits");
    assert_eq!(got.lock().unwrap().len(), 1);
    let told: Value = serde_json::from_str(&fs::read_to_string(&seen).unwrap()).unwrap();
    assert_eq!((told["rule"].as_str(), told["kind"].as_str()), (Some("any"), Some("report")));
    let now = || coastwatch::clock::Clock::now(&*clock);
    for expect in [2, 3, 3, 3] {
        clock.step_to(now() + SignedDuration::from_secs(30));
        deliverer.round().await.unwrap();
        assert_eq!(got.lock().unwrap().len(), expect);
    }
    let posts = got.lock().unwrap().clone();
    for post in &posts {
        let header = |wanted: &str| &post.headers.iter().find(|(name, _)| name == wanted).unwrap().1;
        let mut mac = Hmac::<Sha256>::new_from_slice(b"a secret nobody is told").unwrap();
        mac.update(post.body.as_bytes());
        let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(*header("x-coastwatch-signature"), format!("sha256={digits}"));
        assert_eq!(
            header("x-coastwatch-delivery"),
            &posts[0].headers.iter().find(|(name, _)| name == "x-coastwatch-delivery").unwrap().1
        );
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(post.body, posts[0].body);
    }
    let body: Value = serde_json::from_str(&posts[0].body).unwrap();
    assert_eq!(body["title"], "Civilians killed near Jableh (WIRE)");
    assert_eq!(body["situation"], "coastal-clashes");

    // One that is gone is tried no more at once, a program that fails after some hours.
    let dead = context.store.dead_deliveries(10).await.unwrap();
    assert_eq!(dead.iter().map(|one| (one.channel.as_str(), one.tries)).collect::<Vec<_>>(), [("gone", 1)]);
    for _ in 0..8 {
        clock.step_to(now() + SignedDuration::from_hours(1));
        deliverer.round().await.unwrap();
    }
    let dead = context.store.dead_deliveries(10).await.unwrap();
    let told: Vec<_> = dead.iter().map(|one| (one.channel.as_str(), one.tries)).collect();
    assert_eq!(told, [("broken", 8), ("gone", 1)]);
    let why: String = dead.iter().filter_map(|one| one.error.clone()).collect::<Vec<_>>().join("\n");
    assert!(why.contains("410") && !why.contains("secret") && !why.contains("hidden"), "{why}");
    context.store.close().await;
}

async fn no_address_inside_is_posted_to_unless_it_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let outlets = Outlets::open();
    let (address, got) = hook(vec![200]);
    let (context, clock) = context(folder.path(), vec![outlets.feed("wire")]).await;
    let rules = format!(
        "grace = \"0s\"\n[[rule]]\nname = \"any\"\nwhen = \"report kind:killed\"\ndeliver = [\"desk\"]\n\
         [channel.desk]\nwebhook = \"http://{address}/\"\n"
    );
    let mut settings = (*context.settings).clone();
    settings.fetch.allow = vec![outlets.address.clone()];
    let context = watched(&Context { settings: Arc::new(settings), ..context }, &rules);
    let mut watcher = Watcher::new(context.clone());
    let mut deliverer = Deliverer::new(context.clone(), watcher.held()).unwrap();
    one_report_comes(&context, &clock, &outlets, &mut watcher).await;
    assert_eq!(deliverer.round().await.unwrap(), 1);
    assert!(got.lock().unwrap().is_empty());
    let now = coastwatch::clock::Clock::now(&*clock) + SignedDuration::from_hours(1);
    let keys = watcher.held().lock().unwrap().clone();
    let due = context.store.due_deliveries(&keys, now, 10).await.unwrap();
    let why = due[0].error.clone().unwrap();
    assert!(why.contains("cannot post to") && why.contains("a loopback address, which is not asked"), "{why}");
    context.store.close().await;
}

on_both! {
    nothing_rings_twice_and_what_is_held_back_is_told_together,
    a_webhook_that_fails_twice_is_told_in_the_end_and_a_dead_one_is_listed,
    no_address_inside_is_posted_to_unless_it_is_allowed,
}

/// Reads what a terminal is written until it holds something; what was read where it never does.
fn read_until(output: &mpsc::Receiver<Vec<u8>>, wanted: &[u8]) -> Result<(), String> {
    let (mut read, until) = (vec![], Instant::now() + DEADLINE);
    while Instant::now() < until {
        if let Ok(bytes) = output.recv_timeout(Duration::from_millis(200)) {
            read.extend(bytes);
            if read.windows(wanted.len()).any(|window| window == wanted) {
                return Ok(());
            }
        }
    }
    Err(String::from_utf8_lossy(&read).into_owned())
}

#[test]
fn tmux_passes_a_notification_on() {
    let Ok(version) = std::process::Command::new("tmux").arg("-V").output() else {
        // Past the harness, which keeps back what passing tests print.
        crate::support::place::tell("tmux is not installed: whether it passes notifications on is not tried");
        return;
    };
    assert!(version.status.success());
    let home = Home::new();
    home.configure(
        "alerts.toml",
        "grace = \"0s\"\n[[rule]]\nname = \"curfews\"\nwhen = \"board * curfew changes\"\ndeliver = [\"osc9\"]\n",
    );
    let configuration = home.path("tmux.conf");
    fs::write(&configuration, "set -g allow-passthrough on\nset -g default-terminal tmux-256color\n").unwrap();
    let socket = home.path("tmux.socket");
    let program = Path::new(env!("CARGO_BIN_EXE_coastwatch"));
    let mut command = CommandBuilder::new("tmux");
    command.env_clear();
    for (name, value) in [("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        command.env(name, home.path(value));
    }
    command.env("TERM", "xterm-256color");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("LC_ALL", "C.UTF-8");
    command.args(["-S", socket.to_str().unwrap(), "-f", configuration.to_str().unwrap(), "new-session"]);
    command.args([program.to_str().unwrap(), "replay", "--speed", "20000"]);
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut client = pair.slave.spawn_command(command).unwrap();
    let (mut reader, (sender, output)) = (pair.master.try_clone_reader().unwrap(), mpsc::channel());
    thread::spawn(move || {
        let mut bytes = [0; 65_536];
        while let Ok(read) = reader.read(&mut bytes) {
            if read == 0 || sender.send(bytes[..read].to_vec()).is_err() {
                break;
            }
        }
    });
    let heard = read_until(&output, b"\x1b]9;coastwatch: curfews: ");
    let ended = std::process::Command::new("tmux").args(["-S", socket.to_str().unwrap(), "kill-server"]).output();
    let _ended = (ended, client.wait());
    if let Err(read) = heard {
        panic!("the terminal outside was told nothing; it was written:\n{read}");
    }
}
