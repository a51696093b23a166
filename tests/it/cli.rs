//! The command line: exit codes, what stands on standard output and what on standard error.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::command::Home;
use crate::support::loopback::Loopback;

/// The rows of JSON Lines.
pub fn rows(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What `analyze` answers to an input, and its exit code.
fn analyze(input: &str, args: &[&str]) -> (Vec<Value>, i32) {
    let home = Home::new();
    let output = home.coastwatch(&[&["analyze"], args].concat()).write_stdin(input).output().unwrap();
    (rows(&output.stdout), output.status.code().unwrap())
}

#[test]
fn a_wrong_call_ends_with_2_and_says_what_is_wrong() {
    let check = |args: &[&str], expect: &str| {
        let home = Home::new();
        let output = home.coastwatch(args).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains(expect), "{args:?}: {told}");
        assert!(output.stdout.is_empty(), "{args:?}");
    };
    check(&["--bogus"], "--bogus");
    check(&["analyse"], "analyze");
    check(&["analyze", "--situation", "costal-clashes"], "did you mean `coastal-clashes`?");
    check(&["analyze", "--situation", "./nowhere"], "there is no situation folder ./nowhere");
    check(&["analyze", "--episode", "march-2052"], "did you mean `march-2025`?");
    check(&["analyze", "--config", "nowhere.toml"], "cannot read nowhere.toml");
    check(&["analyze", "--now", "yesterday"], "`yesterday` is no time");
    check(&["analyze", "--now", "2025-03-07T12:00:00"], "has no offset");
    check(&["analyze", "nowhere.jsonl"], "cannot open nowhere.jsonl");
    check(&["replay", "--speed", "0"], "`0` is no speed");
    check(&["collect", "--strict"], "--once");
}

#[test]
fn a_wrong_configuration_ends_with_2_and_names_the_place() {
    let home = Home::new();
    home.configure("config.toml", "[fetch]\ndeadline = \"20s\"\nper_hots = 2\n");
    let output = home.coastwatch(&["analyze"]).write_stdin("").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    let expect = "config.toml, line 3, column 1: unknown key `per_hots` in [fetch]; did you mean `per_host`?";
    assert!(told.contains(expect), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
    // The file that --config names takes its place.
    std::fs::write(home.path("other.toml"), "").unwrap();
    home.coastwatch(&["analyze", "--config", "other.toml"]).write_stdin("").assert().code(0);
}

#[test]
fn a_file_of_the_situation_is_overridden_by_the_one_in_the_configuration_folder() {
    let home = Home::new();
    home.configure("situations/coastal-clashes/situation.toml", "title = 1\n");
    let output = home.coastwatch(&["analyze"]).write_stdin("").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("situation.toml, line 1, column 9: `title`: it is `1`, and must be a text"), "{told}");
}

#[test]
fn version_and_help_go_to_standard_output() {
    let home = Home::new();
    let version = home.coastwatch(&["--version"]).output().unwrap();
    assert_eq!(version.status.code(), Some(0));
    let told = String::from_utf8(version.stdout).unwrap();
    let first = format!("coastwatch {}\n", env!("CARGO_PKG_VERSION"));
    assert!(told.starts_with(&first) && told.contains("built:   rustc 1."), "{told}");
    let short = home.coastwatch(&["-V"]).output().unwrap();
    assert_eq!(String::from_utf8(short.stdout).unwrap(), first);
    let help = home.coastwatch(&["--help"]).output().unwrap();
    assert_eq!(help.status.code(), Some(0));
    for command in ["watch", "collect", "analyze", "export", "tally", "board", "replay"] {
        assert!(String::from_utf8_lossy(&help.stdout).contains(command), "{command}");
    }
}

#[test]
fn analyze_answers_each_line_in_order_and_a_bad_one_in_its_place() {
    let input = "{\"id\": \"a\", \"title\": \"One\", \"text\": \"\"}\nnot json\n{\"id\": 7, \"title\": \"Two\", \"text\": \"\"}\n\n\
                 [1]\n{\"title\": \"no id\", \"text\": \"\"}\n{\"id\": null, \"title\": \"\", \"text\": \"\"}\n\
                 {\"id\": \"p\", \"title\": \"\", \"text\": \"\", \"published\": \"soon\"}\n{\"id\": \"last\", \"title\": \"\", \"text\": \"\"}";
    let (rows, code) = analyze(input, &[]);
    assert_eq!(code, 1);
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    let null = Value::Null;
    assert_eq!(ids, [&json!("a"), &null, &json!(7), &null, &null, &null, &null, &json!("last")]);
    for (row, line) in [(1, 2), (3, 5), (4, 6), (5, 7), (6, 8)] {
        let row = &rows[row];
        assert_eq!(row.as_object().unwrap().len(), 2, "{row}");
        assert!(row["error"].as_str().unwrap().starts_with(&format!("line {line}: ")), "{row}");
    }
}

#[test]
fn analyze_survives_lines_that_are_no_text_or_nested_without_end() {
    let mut input = b"{\"id\": 1, \"title\": \"\xff\", \"text\": \"\"}\n".to_vec();
    input.extend(b"{\"id\": 2, \"x\": ".iter().chain(std::iter::repeat_n(&b'[', 100_000)));
    input.extend(b"\n{\"id\": 3, \"title\": \"t\", \"text\": \"x\"}\r\n");
    let home = Home::new();
    let output = home.coastwatch(&["analyze", "-"]).write_stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let rows = rows(&output.stdout);
    assert_eq!(rows.len(), 3);
    assert!(rows[0]["error"].as_str().unwrap().contains("not UTF-8"));
    assert_eq!(rows[2]["id"], 3);
}

#[test]
fn analyze_says_what_is_unknown_as_null_and_leaves_nothing_out() {
    let item = include_str!("../data/first-report.json");
    let item: Value = serde_json::from_str(item).unwrap();
    let (rows, code) = analyze(&format!("{}\n", item["item"]), &[]);
    assert_eq!((rows.len(), code), (1, 0));
    let row = rows[0].as_object().unwrap();
    assert_eq!(
        row.keys().collect::<Vec<_>>(),
        ["claims", "id", "lang", "matched", "relevant", "score", "statuses"],
        "serde_json sorts keys"
    );
    let keys = |list: &str, expect: &[&str]| {
        for value in row[list].as_array().unwrap() {
            for key in expect {
                assert!(value.as_object().unwrap().contains_key(*key), "{key} in {value}");
            }
            let place = value.get("evidence").unwrap_or(value);
            let text = item["item"][place["field"].as_str().unwrap()].as_str().unwrap();
            let end = |end: &str| usize::try_from(place[end].as_u64().unwrap()).unwrap();
            let span = text.get(end("start")..end("end")).unwrap();
            assert_eq!(place.get("quote").unwrap_or(&json!(span)), span, "{value}");
        }
    };
    keys("matched", &["term", "group", "field", "start", "end"]);
    keys(
        "claims",
        &[
            "metric",
            "category",
            "perpetrator",
            "low",
            "high",
            "bound",
            "origin",
            "place",
            "scope",
            "as_of",
            "confidence",
        ],
    );
    keys("statuses", &["place", "kind", "value", "extent", "until", "origin", "as_of", "confidence"]);
}

#[test]
fn analyze_marks_where_it_stops() {
    for (many, last) in [(20, Value::Null), (80, json!(true))] {
        let text: String =
            (0..many).map(|n| format!("{} soldiers were killed in Jableh by gunmen. ", 40 + n)).collect();
        let item = json!({"id": 1, "title": "", "text": text, "published": "2025-03-07T10:00:00Z"});
        let (rows, _) = analyze(&format!("{item}\n"), &[]);
        for list in ["matched", "claims"] {
            let list = rows[0][list].as_array().unwrap();
            assert_eq!(list.last().unwrap().get("cut").unwrap_or(&Value::Null), &last, "{many}: {list:?}");
            assert!(list.iter().rev().skip(1).all(|value| value.get("cut").is_none()), "{many}: {list:?}");
        }
    }
}

#[test]
fn analyze_reads_html_as_text() {
    let (rows, _) = analyze(
        "{\"id\": 1, \"title\": \"a &amp; b\", \"text\": \"<p>one</p><p>tw\\u001b[31mo</p>\"}\n",
        &["--explain"],
    );
    assert_eq!(rows[0]["title"], "a & b");
    let text = rows[0]["text"].as_str().unwrap();
    assert!(text.contains("one") && !text.contains('<') && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn analyze_answers_a_line_before_the_next_one_is_written() {
    let home = Home::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coastwatch"))
        .arg("analyze")
        .env_clear()
        .env("HOME", home.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    for id in 1..=3 {
        writeln!(input, "{{\"id\": {id}, \"title\": \"t\", \"text\": \"\"}}").unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut output, &mut line).unwrap();
        assert!(line.starts_with(&format!("{{\"id\":{id},")), "{line}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let home = Home::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coastwatch"))
        .arg("analyze")
        .env_clear()
        .env("HOME", home.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let line = "{\"id\": 1, \"title\": \"t\", \"text\": \"\"}\n";
    // Written until nobody reads any more: the program has seen that its output is closed.
    while input.write_all(line.as_bytes()).is_ok() {}
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_its_code() {
    let home = Home::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coastwatch"))
        .arg("analyze")
        .env_clear()
        .env("HOME", home.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{{\"id\": 1, \"title\": \"t\", \"text\": \"\"}}").unwrap();
    let mut line = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut output, &mut line).unwrap();
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[test]
fn an_address_that_cannot_be_allowed_is_told_with_its_place() {
    let home = Home::new();
    home.configure("config.toml", "[fetch]\nallow = [\n  \"127.0.0.1:80\",\n  \"localhost:80\",\n]\n");
    let output = home.coastwatch(&["tally"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("config.toml, line 4, column 3: `fetch.allow`: ") && told.contains("localhost:80"), "{told}");
}

#[test]
fn panes_of_an_empty_store_are_empty_and_whole() {
    let home = Home::new();
    let json = |args: &[&str]| -> Value {
        let output = home.coastwatch(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let tally = json(&["tally", "--format", "json", "--now", "2025-03-07T12:00:00Z"]);
    assert_eq!(tally, json!({"as_of": "2025-03-07T12:00:00Z", "episode": "live", "rows": []}));
    let tally = json(&["tally", "--format", "json", "--as-of", "2025-03-07", "--episode", "march-2025"]);
    assert_eq!(tally["as_of"], "2025-03-07T23:59:59.999Z");
    assert_eq!(tally["episode"], "march-2025");
    let board = json(&["board", "--format", "json", "--now", "2025-03-07T12:00:00Z"]);
    let rows = board["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["place"] == "latakia"));
    assert!(
        rows.iter()
            .all(|row| row["curfew"].is_null() && row["control"].is_null() && row.as_object().unwrap().len() == 3)
    );
    for kind in ["items", "claims", "statuses", "decisions"] {
        let output = home.coastwatch(&["export", kind]).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{kind}");
    }
    let csv = home.coastwatch(&["export", "--format", "csv"]).output().unwrap();
    assert!(String::from_utf8(csv.stdout).unwrap().starts_with("id,feed,guid,url,title,text,"));
    let unsaid = json(&["tally", "--now", "2025-03-07T12:00:00Z"]);
    assert_eq!(unsaid["rows"], json!([]), "what is no terminal gets data");
    let table = home.coastwatch(&["tally", "--format", "table"]).output().unwrap();
    assert!(String::from_utf8(table.stdout).unwrap().ends_with("No figure is known.\n"));
}

#[cfg(unix)]
#[test]
fn the_store_is_made_in_a_state_folder_that_only_its_owner_may_enter() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    home.coastwatch(&["tally"]).assert().code(0);
    let folder = home.path("state/coastwatch");
    assert!(folder.join("coastwatch.db").is_file());
    assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_store_that_cannot_be_opened_ends_with_3() {
    let home = Home::new();
    std::fs::write(home.path("notes.txt"), "no store\n".repeat(100)).unwrap();
    for store in ["sqlite:notes.txt", "mongodb://host/db", "nothing"] {
        let output = home.coastwatch(&["tally", "--store", store]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{store}: {told}");
        assert!(output.stdout.is_empty() && told.starts_with("coastwatch: cannot open the store"), "{told}");
    }
    let mut from_environment = home.coastwatch(&["tally"]);
    from_environment.env("COASTWATCH_STORE", "sqlite:notes.txt").assert().code(3);
    home.coastwatch(&["tally"]).env("XDG_STATE_HOME", home.path("notes.txt")).assert().code(3);
    assert_eq!(std::fs::read_to_string(home.path("notes.txt")).unwrap(), "no store\n".repeat(100));
}

#[test]
fn the_screen_is_refused_without_a_terminal_and_a_command_without_one_is_named() {
    let home = Home::new();
    for args in [&[][..], &["watch"]] {
        let output = home.coastwatch(args).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("coastwatch collect"), "{told}");
        assert!(!home.path("state").exists(), "nothing is made before it is known to be needed");
    }
}

/// An RSS document of items (guid, title, text, RFC 2822 date).
pub fn rss(items: &[(&str, &str, &str, &str)]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let items: String = items
        .iter()
        .map(|(guid, title, text, date)| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><title>{}</title><description>{}</description>\
                 <pubDate>{date}</pubDate></item>",
                escape(title),
                escape(text)
            )
        })
        .collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>")
}

/// A home whose configuration asks these feeds of a server.
pub fn home_of(server: &Loopback, feeds: &[(&str, &str)]) -> Home {
    let home = Home::new();
    let mut text =
        format!("[fetch]\nhost_spacing = \"0s\"\nallow = [\"{}\"]\n[poll]\nmin_interval = \"0s\"\n", server.address());
    for (id, path) in feeds {
        text.push_str(&format!("[[feed]]\nid = \"{id}\"\nurl = \"{}\"\n", server.url(path)));
    }
    home.configure("config.toml", &text);
    home
}

/// The standard output of a command that must end with a code.
pub fn told(home: &Home, args: &[&str], code: i32) -> Vec<u8> {
    let output = home.coastwatch(args).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_feed_polled_once_fills_the_tally_the_board_and_the_export() {
    let report: Value = serde_json::from_str(include_str!("../data/first-report.json")).unwrap();
    let item = |key: &str| report["item"][key].as_str().unwrap().to_owned();
    let other =
        ("g2", "=Olive harvest begins", "Farmers near Homs say the rain came late.", "Fri, 07 Mar 2025 08:00:00 GMT");
    let (title, text) = (item("title"), item("text"));
    let main = ("g1", title.as_str(), text.as_str(), "Fri, 07 Mar 2025 11:30:00 GMT");
    let server =
        Loopback::serve(vec![("/ap", 200, rss(&[main, other])), ("/page", 200, "<html><body>no</body></html>".into())]);
    let home = home_of(&server, &[("ap", "/ap"), ("page", "/page"), ("gone", "/gone")]);
    let at = ["--now", "2025-03-07T12:00:00Z"];

    let summary: Value = serde_json::from_slice(&told(&home, &[&["collect", "--once"][..], &at].concat(), 0)).unwrap();
    assert_eq!((&summary["new_items"], &summary["relevant"]), (&json!(2), &json!(1)));
    let feeds = summary["feeds"].as_array().unwrap();
    let feed = |id: &str| feeds.iter().find(|feed| feed["id"] == id).unwrap();
    assert_eq!(feeds.len(), 3);
    assert_eq!(feed("ap")["url"], server.url("/ap"));
    assert_eq!((&feed("ap")["state"], &feed("ap")["items"], &feed("ap")["new"]), (&json!("ok"), &json!(2), &json!(2)));
    assert_eq!((&feed("ap")["status"], &feed("ap")["error"]), (&json!(200), &Value::Null));
    assert!(feed("ap")["bytes"].as_u64().unwrap() > 1000 && feed("ap")["elapsed_ms"].is_u64());
    assert_eq!((&feed("page")["state"], &feed("page")["error"]["kind"]), (&json!("failed"), &json!("not_a_feed")));
    assert_eq!((&feed("gone")["status"], &feed("gone")["error"]["kind"]), (&json!(404), &json!("http_status")));

    let tally: Value =
        serde_json::from_slice(&told(&home, &[&["tally", "--format", "json"][..], &at].concat(), 0)).unwrap();
    let best = |category: &str| {
        let rows = tally["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["metric"] == "killed" && row["category"] == category);
        row.map(|row| row["best"].clone())
    };
    assert_eq!(best("government_forces"), Some(json!(35)));
    assert_eq!(best("loyalists"), Some(json!(32)));
    assert_eq!(best("civilians"), Some(json!(4)));
    assert_eq!(best("total"), Some(json!(71)), "the parts add up to more than the headline's 70");
    let stated = tally["rows"].as_array().unwrap().iter().find(|row| row["category"] == "total").unwrap();
    assert_eq!((&stated["origins"][0]["low"], &stated["origins"][0]["bound"]), (&json!(70), &json!("more_than")));
    let killed: Vec<&Value> = tally["rows"].as_array().unwrap().iter().map(|row| &row["high"]).collect();
    assert!(killed.iter().all(|high| high.as_u64().unwrap_or(0) < 1000), "{killed:?}");
    let board: Value =
        serde_json::from_slice(&told(&home, &[&["board", "--format", "json"][..], &at].concat(), 0)).unwrap();
    let place = |id: &str| board["rows"].as_array().unwrap().iter().find(|row| row["place"] == id).unwrap().clone();
    assert_eq!(place("qardaha")["control"]["value"], "loyalists");
    for town in ["baniyas", "jableh"] {
        let control = &place(town)["control"];
        assert_eq!((&control["value"], &control["extent"]), (&json!("loyalists"), &json!("outskirts")), "{town}");
    }
    let latakia = place("latakia");
    assert_eq!(latakia["curfew"]["value"], "in_force");
    assert_eq!((&latakia["control"]["value"], &latakia["control"]["extent"]), (&json!("government"), &json!("most")));

    let items = rows(&told(&home, &["export"], 0));
    assert_eq!(items.len(), 2);
    assert_eq!((&items[0]["guid"], &items[0]["relevant"]), (&json!("g2"), &json!(false)));
    assert_eq!((&items[1]["guid"], &items[1]["published"]), (&json!("g1"), &json!("2025-03-07T11:30:00Z")));
    assert_eq!(items[1]["text"], text.as_str());
    assert_eq!(items[1]["state"]["read"], false);
    let claims = rows(&told(&home, &["export", "claims"], 0));
    assert!(claims.iter().any(|claim| claim["category"] == "civilians" && claim["low"] == 4));
    assert!(claims.iter().all(|claim| claim["item"] == items[1]["id"] && claim["decision"].is_null()));
    let csv =
        String::from_utf8(told(&home, &["export", "--format", "csv", "--until", "2025-03-07T09:00:00Z"], 0)).unwrap();
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains(",'=Olive harvest begins,"), "{csv}");
    let feeds = rows(&told(&home, &["export", "feeds"], 0));
    let failed = feeds.iter().find(|feed| feed["id"] == "gone").unwrap();
    assert_eq!((&failed["state"], &failed["error"]["kind"]), (&json!("failed"), &json!("http_status")));
}

#[test]
fn collect_ends_with_1_where_every_feed_failed_or_strictness_was_asked_for() {
    let server = Loopback::serve(vec![("/a", 200, rss(&[]))]);
    let home = home_of(&server, &[("a", "/a"), ("gone", "/gone")]);
    told(&home, &["collect", "--once"], 0);
    told(&home, &["collect", "--once", "--strict"], 1);
    let summary = told(&home, &["collect", "--once", "--feed", "gone"], 1);
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["feeds"].as_array().unwrap().len(), 1);
    let by_address = told(&home, &["collect", "--once", "--strict", "--feed", &server.url("/a")], 0);
    let by_address: Value = serde_json::from_slice(&by_address).unwrap();
    assert_eq!(by_address["feeds"][0]["id"], "a", "a configured feed keeps its id");
    let refused = home.coastwatch(&["collect", "--once", "--feed", "file:///etc/passwd"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_feed_list_takes_the_place_of_all_other_feeds() {
    let server = Loopback::serve(vec![("/a", 200, rss(&[])), ("/b", 200, rss(&[]))]);
    let home = home_of(&server, &[("a", "/a")]);
    let opml =
        format!("<opml version=\"2.0\"><body><outline text=\"B\" xmlUrl=\"{}\"/></body></opml>", server.url("/b"));
    std::fs::write(home.path("list.opml"), opml).unwrap();
    let summary = told(&home, &["collect", "--once", "--feeds", "list.opml"], 0);
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let urls: Vec<&Value> = summary["feeds"].as_array().unwrap().iter().map(|feed| &feed["url"]).collect();
    assert_eq!(urls, [&json!(server.url("/b"))]);
}

#[cfg(unix)]
#[test]
fn collect_runs_until_it_is_told_to_end() {
    let server = Loopback::serve(vec![("/a", 200, rss(&[("g", "t", "x", "Fri, 07 Mar 2025 08:00:00 GMT")]))]);
    let home = home_of(&server, &[("a", "/a")]);
    let manager = std::os::unix::net::UnixDatagram::bind(home.path("manager")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coastwatch"))
        .args(["collect", "--log-file", "log"])
        .current_dir(home.path(""))
        .env_clear()
        .env("NOTIFY_SOCKET", home.path("manager"))
        .env("WATCHDOG_USEC", "400000")
        .env("HOME", home.path(""))
        .env("XDG_CONFIG_HOME", home.path("config"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut errors = std::io::BufReader::new(child.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut errors, &mut line).unwrap();
    assert!(line.contains("polling 1 feed"), "{line}");
    // The service manager is told that it is ready, and again and again that it works.
    let told = || {
        let mut said = [0; 200];
        let length = manager.recv(&mut said).unwrap();
        String::from_utf8_lossy(&said[..length]).into_owned()
    };
    assert_eq!(told(), "READY=1\nSTATUS=polling 1 feeds");
    assert_eq!([told(), told()], ["WATCHDOG=1", "WATCHDOG=1"]);
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    while told() != "STOPPING=1" {}
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let log = std::fs::read_to_string(home.path("log")).unwrap();
    assert!(log.contains("coastwatch started") && !log.contains('\u{1b}'), "{log}");
}

/// The words by which each thing of a number or a status was settled, in order: `what value by`.
fn steps(traced: &Value) -> Vec<String> {
    let steps = traced["steps"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    steps.map(|step| [text(&step["what"]), text(&step["value"]), text(&step["by"])].join(" | ")).collect()
}

#[test]
fn analyze_explains_stretch_and_origin_wherever_they_are_told() {
    let speaks = "The Syrian Observatory for Human Rights";
    let cases = [
        ("The death toll in Latakia rose to 71.".to_owned(), "scope", vec!["scope | cumulative | death toll"]),
        ("An ambush near Jableh killed 16 officers.".to_owned(), "scope", vec!["scope | incident | ambush"]),
        ("In Mukhtariya 16 officers were killed.".to_owned(), "scope", vec!["scope | incident | Mukhtariya"]),
        ("Loyalists of Assad killed 16 officers in Syria.".to_owned(), "scope", vec!["scope | cumulative | -"]),
        // Whoever spoke before is told by the words that named him there.
        (
            format!("{speaks} said 16 officers were killed in Jableh. 9 civilians were injured."),
            "origin",
            vec!["origin | SOHR | Syrian Observatory for Human Rights"; 2],
        ),
        // One who is named only later has no words before.
        (
            format!("16 officers were killed in Jableh. It was an ambush, {} said.", speaks.replace("The", "the")),
            "origin",
            vec!["origin | SOHR | -"],
        ),
    ];
    let item = |text: &str| json!({"id": "1", "text": text, "published": "2025-03-09T12:00:00Z"});
    let input: String = cases.iter().map(|(text, ..)| format!("{}\n", item(text))).collect();
    let (rows, _) = analyze(&input, &["--explain"]);
    assert_eq!(rows.len(), cases.len());
    for (row, (text, what, expect)) in rows.iter().zip(cases) {
        let stated = row["figures"].as_array().unwrap().iter().filter(|one| one["passed_over"].is_null());
        let told: Vec<String> = stated.flat_map(steps).filter(|step| step.starts_with(what)).collect();
        assert_eq!(told, expect, "{text}");
    }
}

#[test]
fn analyze_explains_each_status() {
    let text = "The authorities imposed a curfew in Tartus until 10 a.m. on Saturday. Government forces retook Jableh.";
    let item = json!({"id": "1", "text": text, "published": "2025-03-07T12:00:00Z"});
    let (rows, code) = analyze(&format!("{item}\n"), &["--explain"]);
    assert_eq!(code, 0);
    let told: Vec<Vec<String>> = rows[0]["statuses"].as_array().unwrap().iter().map(steps).collect();
    assert_eq!(
        told,
        [
            vec![
                "curfew | in_force | imposed … curfew",
                "place | tartus | Tartus",
                "until | 2025-03-08T07:00:00Z | until 10 a.m. on Saturday",
                "origin | nobody named | -",
            ],
            vec![
                "control | government | retook",
                "place | jableh | Jableh",
                "extent | whole | -",
                "origin | nobody named | -",
            ],
        ]
    );
    let (plain, _) = analyze(&format!("{item}\n"), &[]);
    assert_eq!(plain[0]["statuses"][0].get("steps"), None);
}

#[test]
fn analyze_explains_each_number() {
    let text = "At least 71 people were killed near Jableh, the Syrian Observatory for Human Rights said. The toll could \
                exceed 100. It happened on March 7.";
    let item = json!({"id": "1", "text": text, "published": "2025-03-08T12:00:00Z"});
    let (rows, code) = analyze(&format!("{item}\n"), &["--explain"]);
    assert_eq!(code, 0);
    let figures = rows[0]["figures"].as_array().unwrap();
    let told: Vec<(&str, bool)> =
        figures.iter().map(|one| (one["quote"].as_str().unwrap(), one["passed_over"].is_null())).collect();
    assert_eq!(told, [("At least 71 people", true), ("100", false), ("7", false)]);
    assert_eq!(figures[0]["rule"], rows[0]["claims"][0]["rule"]);
    let by = |what: &str| {
        let steps = figures[0]["steps"].as_array().unwrap();
        steps.iter().find(|step| step["what"] == what).map(|step| step["by"].clone()).unwrap()
    };
    assert_eq!((by("number"), by("harm"), by("place")), (json!("At least 71"), json!("killed"), json!("Jableh")));
    assert_eq!((by("bound"), by("origin")), (json!("At least"), json!("Syrian Observatory for Human Rights")));
    assert_eq!(figures[1]["passed_over"], "it may come to be so");
}
