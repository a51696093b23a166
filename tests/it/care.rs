//! The program looks after itself: the doctor, repair, what a collector tells, secrets, moves, and stores that are only
//! looked at.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::support::command::Home;
use crate::support::raw::{RawServer, Step, answer, dead_address};
use crate::support::seed;

const FEED: &str =
    "<rss version='2.0'><channel><item><title>Curfew in Jableh</title><guid>1</guid></item></channel></rss>";

/// What a command printed and said, and how it ended.
fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let output = home.coastwatch(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// A home that polls these feeds of a server.
fn polling(server: &RawServer, feeds: &str) -> Home {
    let home = Home::new();
    let allow = server.address();
    home.configure("config.toml", &format!("[fetch]\nallow = [{allow:?}]\nhost_spacing = \"0s\"\n{feeds}"));
    home
}

fn feed(id: &str, url: &str) -> String {
    format!("[[feed]]\nid = {id:?}\nurl = {url:?}\n")
}

/// The check of this name in what the doctor found.
fn found<'a>(findings: &'a Value, area: &str, name: &str) -> &'a Value {
    let all = findings["checks"].as_array().unwrap();
    all.iter()
        .find(|check| check["area"] == area && check["name"] == name)
        .unwrap_or_else(|| panic!("no {area} {name}: {findings}"))
}

#[test]
fn the_doctor_tells_where_each_setting_comes_from_and_what_is_wrong() {
    let server = RawServer::start(|path| match path {
        _ if path.starts_with("/bad") => vec![Step::Send(answer("404 Not Found", "", ""))],
        _ => vec![Step::Send(answer("200 OK", "Date: Fri, 07 Mar 2025 12:00:00 GMT\r\n", FEED))],
    });
    let home = polling(&server, &feed("good", &server.url("/good")));
    let (code, text, _) = run(&home, &["doctor", "--format", "json", "--operator", "duty", "--offline"]);
    let findings = json(&text);
    assert_eq!((code, &findings["ok"]), (0, &Value::Bool(true)), "{text}");
    assert_eq!(found(&findings, "configuration", "operator")["from"], "the command line");
    assert_eq!(found(&findings, "configuration", "fetch.deadline")["from"], "the defaults");
    let own = found(&findings, "configuration", "fetch.host_spacing");
    assert!(own["from"].as_str().unwrap().ends_with("config.toml, line 3") && own["message"] == "\"0s\"", "{own}");
    assert!(found(&findings, "store", "file")["message"].as_str().unwrap().contains("not there yet"));
    assert!(!home.path("state").exists(), "looking makes nothing");

    run(&home, &["collect", "--once"]);
    let (code, text, _) = run(&home, &["doctor"]);
    let findings = json(&text);
    assert_eq!(code, 1, "a clock that is off");
    assert!(found(&findings, "store", "integrity")["message"].as_str().unwrap().starts_with("whole; 1 items, schema "));
    assert_eq!(found(&findings, "feeds", "good")["state"], "ok");
    assert_eq!(found(&findings, "rights", "store")["state"], "ok");
    assert!(found(&findings, "clock", "skew")["message"].as_str().unwrap().contains("ahead of the servers'"));

    let list = home.path("feeds.toml");
    std::fs::write(&list, feed("bad", &server.url("/bad?key=secret"))).unwrap();
    let (code, text, _) = run(&home, &["doctor", "--format", "table", "--feeds", list.to_str().unwrap()]);
    assert!(
        code == 1 && text.contains("FAILED") && text.contains("404 Not Found") && !text.contains("secret"),
        "{text}"
    );

    home.configure("config.toml", "[fetch]\nper_hots = 1\n");
    let (code, text, _) = run(&home, &["doctor"]);
    assert!(code == 1 && text.contains("did you mean `per_host`?"), "{text}");
}

#[cfg(unix)]
#[test]
fn the_doctor_tells_keys_that_would_mean_two_commands_with_both() {
    let home = Home::new();
    let (_, text, _) = run(&home, &["doctor", "--format", "json", "--offline"]);
    assert_eq!(found(&json(&text), "configuration", "keys")["state"], "ok");
    let frame = found(&json(&text), "terminal", "bytes a frame")["message"].as_str().unwrap().to_owned();
    assert!(frame.starts_with("120x40 with 0 reports: ") && frame.ends_with(" at 9600 bits a second"), "{frame}");
    home.configure("keys.toml", "[everywhere]\nstar = \"m\"\n");
    let (code, text, _) = run(&home, &["doctor", "--format", "json", "--offline"]);
    let findings = json(&text);
    let keys = found(&findings, "configuration", "keys");
    assert_eq!((code, &keys["state"]), (1, &Value::from("failed")), "{text}");
    let told = keys["message"].as_str().unwrap();
    for part in ["keys.toml, line 2", "`star`", "`read`", "`m`"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn the_doctor_tells_who_may_read_what_is_not_theirs() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let store = home.path("store.db");
    seed::reports(&format!("sqlite:{}", store.display()), 1, "2025-03-07T14:30:00Z".parse().unwrap());
    std::fs::set_permissions(&store, std::fs::Permissions::from_mode(0o644)).unwrap();
    let url = format!("sqlite:{}", store.display());
    let (code, text, _) = run(&home, &["doctor", "--offline", "--store", &url]);
    let findings = json(&text);
    let rights = found(&findings, "rights", "store");
    assert!(code == 1 && rights["message"].as_str().unwrap().contains("0644"), "{rights}");
}

/// A store with reports of which a page in the middle is destroyed.
fn damaged(home: &Home) -> PathBuf {
    let store = home.path("store.db");
    seed::reports(&format!("sqlite:{}", store.display()), 400, "2025-03-07T14:30:00Z".parse().unwrap());
    let mut bytes = std::fs::read(&store).unwrap();
    // The pages of revisions, which are many, lie in the middle of a store that was filled at once.
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 3 * 4_096].fill(0xaa);
    std::fs::write(&store, bytes).unwrap();
    store
}

#[test]
fn a_damaged_store_is_said_left_alone_and_repaired_only_when_asked() {
    let home = Home::new();
    let store = damaged(&home);
    let url = format!("sqlite:{}", store.display());
    let before = std::fs::read(&store).unwrap();
    let same = || assert!(std::fs::read(&store).unwrap() == before, "the damaged store was changed");
    let (code, text, _) = run(&home, &["doctor", "--offline", "--store", &url]);
    let findings = json(&text);
    let integrity = found(&findings, "store", "integrity");
    assert!(code == 1 && integrity["message"].as_str().unwrap().contains("it is damaged"), "{integrity}");
    same();
    let (code, text, _) = run(&home, &["doctor", "--repair", "--store", &url]);
    assert!(code == 1 && text.contains("Nothing has been done yet") && text.contains(".damaged-"), "{text}");
    same();
    let (code, text, said) = run(&home, &["doctor", "--repair", "--yes", "--store", &url]);
    assert_eq!(code, 0, "{text}{said}");
    assert!(text.contains("The new store is whole"), "{text}");
    let aside = std::fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside.into_iter().find(|path| path.to_string_lossy().contains("store.db.damaged-")).unwrap();
    assert!(std::fs::read(aside).unwrap() == before, "the copy is as it was");
    let (code, text, _) = run(&home, &["export", "items", "--store", &url]);
    assert!(code == 0 && text.lines().count() > 100, "{} items were saved", text.lines().count());
    let (code, text, _) = run(&home, &["doctor", "--repair", "--store", &url]);
    assert!(code == 0 && text.contains("nothing to repair"), "{text}");
}

/// The pages that hold rows of a table, in the rows' order.
fn pages(store: &Path, table: &str) -> Vec<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", store.display())).await.unwrap();
        let sql = "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY path";
        let found = sqlx::query_scalar::<_, i64>(sql).bind(table).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        found.into_iter().map(|page| usize::try_from(page).unwrap()).collect()
    })
}

fn destroy(store: &Path, pages: &[usize]) {
    let mut bytes = std::fs::read(store).unwrap();
    for page in pages {
        bytes[(page - 1) * 4_096..page * 4_096].fill(0xaa);
    }
    std::fs::write(store, bytes).unwrap();
}

#[test]
fn a_repair_saves_the_rows_on_both_sides_of_what_is_destroyed_and_works_out_what_follows_from_them() {
    let home = Home::new();
    let store = home.path("store.db");
    let url = format!("sqlite:{}", store.display());
    seed::reports(&url, 1_500, "2025-03-07T14:30:00Z".parse().unwrap());
    let call = |args: &[&str]| {
        let common = ["--store", &url, "--operator", "duty", "--episode", "march-2025"];
        let (code, text, said) = run(&home, &[args, &common].concat());
        assert_eq!(code, 0, "{args:?}: {said}");
        text
    };
    let ids: Vec<String> =
        call(&["export", "items"]).lines().map(|line| json(line)["id"].as_str().unwrap().to_owned()).collect();
    for id in &ids[700..704] {
        call(&["mark", "star", "--report", id]);
    }
    // One star is taken back, brought back and taken back again, another is taken back once.
    for turn in ["undo", "redo", "undo", "undo"] {
        call(&[turn]);
    }
    let states = || -> Vec<(String, Value)> {
        let texts = call(&["export", "items"]);
        texts.lines().map(json).map(|item| (item["id"].as_str().unwrap().to_owned(), item["state"].clone())).collect()
    };
    let before = states();
    let starred = |all: &[(String, Value)]| all.iter().filter(|(_, state)| state["starred"] == true).count();
    assert_eq!(starred(&before), 2);
    // A page within a table whose rows have no numbers, the last page of one whose rows have, and all of a third.
    let (imprints, revisions) = (pages(&store, "imprint"), pages(&store, "revision"));
    assert!(imprints.len() > 4 && revisions.len() > 40, "{imprints:?} {revisions:?}");
    let lost = [
        vec![imprints[2], revisions[0], revisions[revisions.len() - 1]],
        pages(&store, "undone"),
        pages(&store, "feed"),
    ]
    .concat();
    destroy(&store, &lost);
    let (code, text, said) = run(&home, &["doctor", "--repair", "--yes", "--store", &url]);
    assert!(code == 0 && text.contains("The new store is whole"), "{text}{said}");
    let saved = |table: &str| -> usize {
        let line = text.lines().find(|line| line.starts_with(&format!("{table} "))).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    assert!((1_000..1_500).contains(&saved("imprint")), "{text}");
    assert!((1_400..1_500).contains(&saved("revision")), "{text}");
    assert_eq!(saved("decision"), 8);
    let after = states();
    assert!(
        after.len() > 1_400 && after.iter().all(|kept| before.contains(kept)),
        "{} of {}",
        after.len(),
        before.len()
    );
    assert_eq!(starred(&after), 2, "what was taken back stays so");
}

#[test]
fn a_store_that_cannot_be_one_is_said_with_the_right_code() {
    let home = Home::new();
    for (store, code) in [("redis://me:secret@host/db", 3), ("mysql:x", 3), ("store.db", 3), ("sqlite:", 3)] {
        let (ended, _, said) = run(&home, &["tally", "--store", store]);
        assert!(ended == code && said.contains("sqlite:PATH") && !said.contains("secret"), "{store}: {ended} {said}");
    }
    std::fs::write(home.path("notes"), "somebody's notes").unwrap();
    for (store, words) in [("sqlite:notes", "no SQLite file"), ("sqlite:/", "is a folder")] {
        let (ended, _, said) = run(&home, &["tally", "--store", store]);
        assert!(ended == 3 && said.contains(words), "{store}: {ended} {said}");
    }
    assert_eq!(std::fs::read(home.path("notes")).unwrap(), b"somebody's notes");
}

#[test]
fn looking_at_a_store_makes_and_changes_nothing() {
    let home = Home::new();
    let (code, _, said) = run(&home, &["--read-only", "tally"]);
    assert!(code == 3 && said.contains("there is none"), "{code} {said}");
    assert!(!home.path("state").exists(), "it made a store");
    let store = home.path("store.db");
    let url = format!("sqlite:{}", store.display());
    seed::reports(&url, 3, "2025-03-07T14:30:00Z".parse().unwrap());
    let before = std::fs::read(&store).unwrap();
    for command in
        [["export", "items"].as_slice(), &["tally"], &["board"], &["reports"], &["sitrep"], &["decide", "list"]]
    {
        let args = [&["--read-only", "--store", &url, "--episode", "march-2025"], command].concat();
        let (code, text, said) = run(&home, &args);
        assert!(code == 0 && !text.is_empty() || command == ["decide", "list"], "{command:?}: {code} {said}");
    }
    for command in
        [["collect", "--once"].as_slice(), &["mark", "star", "--filter", "is:unread"], &["replay", "--headless"]]
    {
        let args = [&["--read-only", "--store", &url], command].concat();
        assert_eq!(run(&home, &args).0, 2, "{command:?}");
    }
    assert!(std::fs::read(&store).unwrap() == before);
}

#[test]
fn a_feeds_password_is_told_to_its_server_alone() {
    let other = RawServer::bytes(answer("200 OK", "", FEED));
    let elsewhere = other.url("/elsewhere");
    let server = RawServer::start(move |path| match path {
        "/away" => vec![Step::Send(answer("302 Found", &format!("Location: {elsewhere}\r\n"), ""))],
        _ => vec![Step::Send(answer("401 Unauthorized", "", ""))],
    });
    let at = |path: &str| server.url(path).replace("http://", "http://duty:hunter2@");
    let home = Home::new();
    std::fs::write(home.path("token"), "Bearer tok3n\n").unwrap();
    let feeds = [
        feed("given", &at("/given")),
        feed("away", &at("/away")),
        feed("by-env", &server.url("/env")) + "credentials = \"env:WIRE\"\n",
        feed("by-file", &server.url("/file")) + &format!("credentials = \"file:{}\"\n", home.path("token").display()),
        feed("unset", &server.url("/unset")) + "credentials = \"env:NOT_SET\"\n",
    ];
    let allow = format!("[fetch]\nallow = [{:?}, {:?}]\nhost_spacing = \"0s\"\n", server.address(), other.address());
    home.configure("config.toml", &(allow + &feeds.concat()));
    let log = home.path("log");
    let mut command =
        home.coastwatch(&["collect", "--once", "--log-file", log.to_str().unwrap(), "--log-level", "trace"]);
    let output = command.env("WIRE", "me:env-pass").output().unwrap();
    let mut told = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    told += &std::fs::read_to_string(&log).unwrap();
    for args in [["export", "feeds"].as_slice(), &["doctor", "--offline"], &["export", "items"]] {
        let (_, text, said) = run(&home, args);
        told += &(text + &said);
    }
    for secret in ["hunter2", "env-pass", "tok3n", "ZHV0eTpodW50ZXIy"] {
        assert!(!told.contains(secret), "{secret} was told");
    }
    assert!(told.contains("the variable NOT_SET"), "{told}");
    let heads: Vec<String> = server.requests().iter().map(|head| head.to_lowercase()).collect();
    let of = |path: &str| heads.iter().find(|head| head.starts_with(&format!("get {path} "))).unwrap();
    assert!(of("/given").contains("authorization: basic zhv0etpodw50zxiy\r\n"));
    assert!(of("/env").contains("authorization: basic bwu6zw52lxbhc3m=\r\n"));
    assert!(of("/file").contains("authorization: bearer tok3n\r\n"));
    assert!(!heads.iter().any(|head| head.starts_with("get /unset")));
    let away = other.requests().concat().to_lowercase();
    assert!(away.contains("get /elsewhere") && !away.contains("authorization"), "{away}");
    for args in [["--help"].as_slice(), &["collect", "--help"]] {
        let output = home.coastwatch(args).env("COASTWATCH_STORE", "sqlite:/hunter2").output().unwrap();
        assert!(!String::from_utf8(output.stdout).unwrap().contains("hunter2"));
    }
}

#[test]
fn a_feeds_password_follows_no_move_to_another_server() {
    let other = RawServer::bytes(answer("200 OK", "", FEED));
    let elsewhere = other.url("/elsewhere");
    let moved = answer("301 Moved Permanently", &format!("Location: {elsewhere}\r\n"), "");
    let server = RawServer::bytes(moved);
    let home = Home::new();
    let allow = format!("[fetch]\nallow = [{:?}, {:?}]\nhost_spacing = \"0s\"\n", server.address(), other.address());
    let url = server.url("/old").replace("http://", "http://duty:hunter2@");
    home.configure("config.toml", &(allow + &feed("moving", &url)));
    for _ in 0..5 {
        let (code, text, said) = run(&home, &["collect", "--once"]);
        assert_eq!((code, &json(&text)["feeds"][0]["state"]), (0, &"ok".into()), "{said}");
    }
    // However often it has said so, the first one is asked, and the second is told nothing.
    assert_eq!((asked(&server), asked(&other)), (vec!["/old".to_owned(); 5], vec!["/elsewhere".to_owned(); 5]));
    assert!(server.requests().iter().all(|head| head.to_lowercase().contains("authorization: basic")));
    assert!(!other.requests().concat().to_lowercase().contains("authorization"));
}

/// What a feed's server was asked for, in order.
fn asked(server: &RawServer) -> Vec<String> {
    server.requests().iter().map(|head| head.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn a_move_for_good_is_remembered_after_three_times_and_forgotten_when_it_fails() {
    let works = Arc::new(Mutex::new(true));
    let now = Arc::clone(&works);
    let server = RawServer::start(move |path| match path {
        "/old" => vec![Step::Send(answer("301 Moved Permanently", "Location: /new\r\n", ""))],
        _ if *now.lock().unwrap() => vec![Step::Send(answer("200 OK", "", FEED))],
        _ => vec![Step::Send(answer("404 Not Found", "", ""))],
    });
    let home = polling(&server, &feed("moving", &server.url("/old")));
    let collect = |expect: &[&str]| {
        let before = asked(&server).len();
        let (_, text, _) = run(&home, &["collect", "--once"]);
        assert_eq!(
            json(&text)["feeds"][0]["url"],
            server.url("/old"),
            "it is known by the address it is configured with"
        );
        assert_eq!(asked(&server)[before..], *expect);
    };
    collect(&["/old", "/new"]);
    collect(&["/old", "/new"]);
    collect(&["/old", "/new"]);
    collect(&["/new"]);
    collect(&["/new"]);
    *works.lock().unwrap() = false;
    collect(&["/new"]);
    collect(&["/old", "/new"]);
    *works.lock().unwrap() = true;
    collect(&["/old", "/new"]);
}

#[test]
fn a_feed_that_is_gone_or_sends_us_away_is_left_alone_also_after_a_restart_and_never_given_up() {
    let server = RawServer::start(|path| match path {
        "/gone" => vec![Step::Send(answer("410 Gone", "", ""))],
        "/busy" => vec![Step::Send(answer("503 Busy", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", ""))],
        _ => vec![Step::Send(answer("200 OK", "", FEED))],
    });
    let feeds: String = ["gone", "busy", "good"].map(|id| feed(id, &server.url(&format!("/{id}")))).concat();
    let home = polling(&server, &feeds);
    run(&home, &["collect", "--once"]);
    let (_, text, _) = run(&home, &["collect", "--once"]);
    let again = json(&text);
    let mut paths = asked(&server);
    paths.sort();
    assert_eq!(paths, ["/busy", "/gone", "/good", "/good"]);
    for n in [0, 1] {
        let feed = &again["feeds"][n];
        assert_eq!((&feed["state"], &feed["error"]["kind"]), (&"failed".into(), &"http_status".into()), "{feed}");
        assert!(feed["error"]["message"].as_str().unwrap().contains("left alone until"), "{feed}");
    }
    let (_, text, _) = run(&home, &["export", "feeds"]);
    let now = jiff::Timestamp::now();
    for line in text.lines().map(json).filter(|feed| feed["id"] != "good") {
        let next: jiff::Timestamp = line["next_poll"].as_str().unwrap().parse().unwrap();
        let hours = next.duration_since(now).as_hours();
        assert!((22..=27).contains(&hours), "{line}");
    }
}

/// Asks a server on loopback for a path: the whole answer.
fn ask(address: &str, path: &str) -> Option<String> {
    ask_as(address, address, path)
}

/// The same, for a host by this name.
fn ask_as(address: &str, host: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

#[test]
fn a_collector_tells_its_health_and_its_figures_on_loopback_alone() {
    let server = RawServer::start(|path| match path {
        "/bad" => vec![Step::Send(answer("500 No", "", ""))],
        _ => vec![Step::Send(answer("200 OK", "", FEED))],
    });
    let home = polling(&server, &(feed("good", &server.url("/good")) + &feed("b\\\"ad", &server.url("/bad"))));
    let (code, _, said) = run(&home, &["collect", "--listen", "0.0.0.0:9"]);
    assert!(code == 2 && said.contains("127.0.0.1"), "{said}");
    let address = dead_address().to_string();
    let plain = home.coastwatch(&["collect", "--listen", &address]);
    let mut command = std::process::Command::new(plain.get_program());
    command.args(plain.get_args()).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(60);
    let page = loop {
        assert!(Instant::now() < end, "it does not tell");
        match ask(&address, "/metrics") {
            Some(page)
                if page.contains("coastwatch_feed_up{feed=\"good\"} 1") && page.contains("failures{feed=\"b") =>
            {
                break page;
            }
            _ => std::thread::yield_now(),
        }
    };
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("# TYPE coastwatch_feed_up gauge"), "{page}");
    assert!(page.contains("coastwatch_feed_items_total{feed=\"good\"} 1\n"), "{page}");
    let health = ask(&address, "/health").unwrap();
    assert!(health.starts_with("HTTP/1.1 200 OK") && health.contains("\"status\":\"ok\""), "{health}");
    // A page whose host is looked up as this machine reads nothing.
    let rebound = ask_as(&address, "evil.example", "/metrics").unwrap();
    assert!(rebound.starts_with("HTTP/1.1 421") && !rebound.contains("coastwatch_feed"), "{rebound}");
    assert!(ask(&address, "/etc/passwd").unwrap().starts_with("HTTP/1.1 404"));
    let kill = format!("kill -TERM {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
}
