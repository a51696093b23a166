//! In and out: feeds of one's own, lists of feeds, items from elsewhere, what is stored as it is stored, how things stand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::command::Home;

/// The end of what the items tell of.
const NOW: &str = "2025-03-08T12:00:00Z";

fn lines() -> String {
    let text = |place: &str, n: u32| {
        format!(
            "Clashes between security forces and gunmen went on around {place} on the Syrian coast. The Syrian Observatory \
             for Human Rights said {n} civilians were killed since Thursday."
        )
    };
    let item = |n: u32, place: &str, source: &str| {
        json!({
            "id": format!("i{n}"), "title": format!("Clashes near {place} <b>& more</b>"), "text": text(place, 30 + n),
            "published": format!("2025-03-07T{:02}:00:00Z", 8 + n), "source": source, "url": format!("https://{source}.example/{n}?a=1&b=2"),
            "lang": "en"
        })
    };
    let other = json!({"id": 9, "title": "Football", "text": "A match was won.", "published": "2025-03-07T10:00:00Z", "source": "wire"});
    let items = [item(1, "Jableh", "wire"), item(2, "Baniyas", "wire"), item(3, "Tartus", "paper"), other];
    items.iter().map(|item| format!("{item}\n")).collect()
}

/// A home with those items in its store.
fn filled() -> Home {
    let home = Home::new();
    fs::write(home.path("items.jsonl"), lines()).unwrap();
    let told = run(&home, &["import", "items.jsonl"], 0);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told, json!({"lines": 4, "items": 4, "new_items": 4, "relevant": 3, "refused": 0}));
    home
}

/// What a command prints that ends so.
pub fn run(home: &Home, args: &[&str], code: i32) -> String {
    let told = home.coastwatch(&[&["--now", NOW], args].concat()).assert();
    let output = told.get_output();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn readers_of_feeds_accept_what_is_exported() {
    let home = filled();
    let check = |document: &str, kind: feed_rs::model::FeedType, expect: usize| {
        let feed = feed_rs::parser::parse(document.as_bytes()).unwrap();
        assert_eq!((&feed.feed_type, feed.entries.len()), (&kind, expect), "{document}");
        feed
    };
    let atom = check(&run(&home, &["export", "--format", "atom"], 0), feed_rs::model::FeedType::Atom, 3);
    assert_eq!(atom.title.unwrap().content, "Coastal clashes, Syria");
    let newest = atom.entries.first().unwrap();
    assert_eq!(newest.title.as_ref().unwrap().content, "Clashes near Tartus & more");
    assert_eq!(newest.links.first().unwrap().href, "https://paper.example/3?a=1&b=2");
    assert_eq!(newest.authors.first().unwrap().name.as_deref(), Some("paper"));
    assert!(newest.content.as_ref().unwrap().body.as_ref().unwrap().contains("33 civilians"));
    let ids: BTreeSet<&str> = atom.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    let json = check(&run(&home, &["export", "--format", "jsonfeed"], 0), feed_rs::model::FeedType::JSON, 3);
    assert_eq!(json.entries.iter().map(|entry| entry.id.as_str()).collect::<BTreeSet<_>>(), ids);
    let one = run(&home, &["export", "--format", "atom", "--filter", "place:jableh or Baniyas"], 0);
    check(&one, feed_rs::model::FeedType::Atom, 2);
    check(&run(&home, &["export", "--format", "atom", "--filter", "@starred"], 0), feed_rs::model::FeedType::Atom, 0);
    run(&home, &["export", "claims", "--format", "atom"], 2);
}

#[test]
fn what_is_imported_changes_nothing_that_is_there() {
    let home = filled();
    let exported = run(&home, &["export", "items"], 0);
    // The same again is nothing new; what was exported goes into another store as it was.
    let again: Value = serde_json::from_str(&run(&home, &["import", "items.jsonl"], 0)).unwrap();
    assert_eq!(again["new_items"], 0);
    assert_eq!(run(&home, &["export", "items"], 0), exported);
    let other = Home::new();
    fs::write(other.path("items.jsonl"), &exported).unwrap();
    run(&other, &["import", "items.jsonl"], 0);
    assert_eq!(run(&other, &["export", "items"], 0), exported);
    // An item of a feed that is polled cannot be meant: each goes into a feed that is imported.
    fs::write(
        other.path("lie.jsonl"),
        "{\"id\":\"x\",\"guid\":\"g\",\"feed\":\"sohr-en\",\"title\":\"A lie\"}\n{\"id\":1}\n",
    )
    .unwrap();
    let told: Value = serde_json::from_str(&run(&other, &["import", "lie.jsonl"], 1)).unwrap();
    assert_eq!((&told["items"], &told["refused"]), (&json!(1), &json!(1)));
    let feeds = run(&other, &["export", "items", "--filter", "lie"], 0);
    assert!(feeds.contains("\"feed\":\"import-sohr-en\""), "{feeds}");
    // What is not read is told, once and with what was surely meant.
    let misnamed = "{\"id\":\"z\",\"title\":\"Z\",\"published_at\":\"2025-03-07T09:00:00Z\"}\n".repeat(2);
    fs::write(other.path("misnamed.jsonl"), misnamed).unwrap();
    let output = other.coastwatch(&["--now", NOW, "import", "misnamed.jsonl"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert_eq!(told.matches("`published_at` (line 1) is not read: did you mean `published`?").count(), 1, "{told}");
    // Nothing that steers a terminal and no link but of the web comes in.
    fs::write(
        other.path("bad.jsonl"),
        "{\"id\":\"y\",\"title\":\"A \\u001b[31mred\\u202e one\",\"url\":\"javascript:1\"}\n",
    )
    .unwrap();
    run(&other, &["import", "bad.jsonl", "--feed", "desk"], 0);
    let told = run(&other, &["export", "items", "--filter", "red"], 0);
    assert!(told.contains("\"feed\":\"import-desk\"") && told.contains("\"url\":null"), "{told}");
    assert!(!told.contains("\\u001b") && !told.contains('\u{202e}'), "{told}");
}

#[test]
fn what_is_stored_is_followed_from_a_place_on() {
    let home = filled();
    let all = run(&home, &["follow", "--from", "0", "--once"], 0);
    let lines: Vec<Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let exported = run(&home, &["export", "items"], 0).lines().count();
    assert_eq!(lines.len(), exported);
    let places: Vec<i64> = lines.iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(run(&home, &["follow", "--from", &places.last().unwrap().to_string(), "--once"], 0), "");
    let filtered = run(&home, &["follow", "--from", "0", "--once", "--filter", "Tartus"], 0);
    assert_eq!(filtered.lines().count(), 1, "{filtered}");

    // A follower that runs hears of what comes.
    let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.env_clear().env("HOME", home.path("")).env("XDG_CONFIG_HOME", home.path("config"));
    command.env("XDG_STATE_HOME", home.path("state")).args(["follow", "--from", "0", "--format", "jsonl"]);
    let mut follower = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut heard = BufReader::new(follower.stdout.take().unwrap()).lines();
    for line in &lines {
        assert_eq!(serde_json::from_str::<Value>(&heard.next().unwrap().unwrap()).unwrap()["id"], line["id"]);
    }
    fs::write(home.path("late.jsonl"), "{\"id\":\"late\",\"title\":\"A late one\"}\n").unwrap();
    run(&home, &["import", "late.jsonl"], 0);
    let late: Value = serde_json::from_str(&heard.next().unwrap().unwrap()).unwrap();
    assert_eq!(late["title"], "A late one");
    follower.kill().unwrap();
    follower.wait().unwrap();
}

#[test]
fn one_line_says_how_things_stand() {
    let home = filled();
    let line = run(&home, &["status"], 0);
    assert_eq!(line, "NOT POLLED yet | 3 unread\n");
    let report: Value = serde_json::from_str(&run(&home, &["reports", "--limit", "1", "--format", "json"], 0)).unwrap();
    let id = report["rows"][0]["id"].as_str().unwrap();
    run(&home, &["mark", "escalate", "1", "--report", id], 0);
    assert_eq!(run(&home, &["status"], 0), "NOT POLLED yet | 3 unread | 1 ESCALATION waits\n");
    let told: Value = serde_json::from_str(&run(&home, &["status", "--format", "json"], 0)).unwrap();
    assert_eq!((&told["unread"], &told["escalations"], &told["alerts"]), (&json!(3), &json!(1), &json!(0)));
    let empty = Home::new();
    run(&empty, &["status"], 3);
}

#[test]
fn lists_of_feeds_go_out_and_come_back() {
    let home = Home::new();
    let list: String = (0..500)
        .map(|n| format!("<outline text=\"Folder\"><outline type=\"rss\" text=\"Feed &amp; {n}\" xmlUrl=\"https://f{n}.example/feed?a=1&amp;b={n}\"/></outline>\n"))
        .collect();
    let bad = "<outline text=\"a\" xmlUrl=\"file:///etc/passwd\"/><outline text=\"b\" xmlUrl=\"|curl evil\"/>";
    let opml = |body: &str| format!("<?xml version=\"1.0\"?><opml version=\"2.0\"><head/><body>{body}</body></opml>");
    fs::write(home.path("list.opml"), opml(&list)).unwrap();
    let toml = run(&home, &["feeds", "import", "list.opml"], 0);
    assert_eq!(toml.matches("[[feed]]").count(), 500);
    fs::write(home.path("feeds.toml"), &toml).unwrap();
    let out = run(&home, &["--feeds", "feeds.toml", "feeds", "export"], 0);
    fs::write(home.path("again.opml"), &out).unwrap();
    assert_eq!(run(&home, &["feeds", "import", "again.opml"], 0), toml);
    assert_eq!(run(&home, &["feeds", "import", "feeds.toml"], 0), toml);
    // What is refused is left out and told of, and the rest is there.
    fs::write(home.path("bad.opml"), opml(&format!("{bad}{list}"))).unwrap();
    assert_eq!(run(&home, &["feeds", "import", "bad.opml"], 1), toml);
    fs::write(home.path("none.opml"), "<rss/>").unwrap();
    run(&home, &["feeds", "import", "none.opml"], 2);
    let shipped = run(&home, &["feeds", "export"], 0);
    assert!(shipped.contains("<opml version=\"2.0\">") && shipped.matches("<outline ").count() > 20, "{shipped}");
}

#[test]
fn a_collector_serves_saved_filters_as_feeds() {
    let home = filled();
    home.configure("filters.toml", "coast = \"Jableh or Tartus\"\n");
    fs::write(home.path("none.toml"), "[[feed]]\nid = \"none\"\nurl = \"http://127.0.0.1:1/\"\n").unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
    command.env_clear().env("HOME", home.path("")).env("XDG_CONFIG_HOME", home.path("config"));
    command.env("XDG_STATE_HOME", home.path("state")).current_dir(home.path(""));
    command.args(["--now", NOW, "--feeds", "none.toml", "collect", "--listen", &address]);
    let mut collector = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(collector.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    };
    let told = std::panic::catch_unwind(|| {
        let (_, list) = get("/feeds");
        assert_eq!(list, format!("http://{address}/feeds/coast.atom\nhttp://{address}/feeds/coast.json\n"));
        for (path, kind) in
            [("/feeds/coast.atom", "application/atom+xml"), ("/feeds/coast.json", "application/feed+json")]
        {
            let (head, body) = get(path);
            assert!(head.starts_with("HTTP/1.1 200") && head.contains(kind), "{head}");
            assert_eq!(feed_rs::parser::parse(body.as_bytes()).unwrap().entries.len(), 2, "{body}");
        }
        assert!(get("/feeds/other.atom").0.starts_with("HTTP/1.1 404"));
        assert!(get("/feeds/coast").0.starts_with("HTTP/1.1 404"));
        // A reader of feeds that is not ours, where there is one.
        let newsboat = Command::new("newsboat").arg("--version").output();
        if newsboat.is_err() {
            crate::support::place::tell("newsboat is not installed: whether it accepts our feeds is not tried");
            return;
        }
        fs::write(home.path("urls"), format!("http://{address}/feeds/coast.atom\n")).unwrap();
        let files = ["-u", "urls", "-c", "cache.db", "-C", "/dev/null"];
        let newsboat = |arguments: &[&str]| {
            let mut command = Command::new("newsboat");
            command.args(files).args(arguments).env("HOME", home.path("")).current_dir(home.path(""));
            command.output().unwrap()
        };
        newsboat(&["-x", "reload"]);
        let unread = newsboat(&["-x", "print-unread"]);
        assert!(String::from_utf8_lossy(&unread.stdout).starts_with("2 "), "{unread:?}");
    });
    collector.kill().unwrap();
    collector.wait().unwrap();
    if let Err(failed) = told {
        std::panic::resume_unwind(failed);
    }
}
