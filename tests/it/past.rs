//! Looking back: the tally, the board and any report as they stood, by what was published, fetched and decided by then.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::Value;

use crate::support::command::Home;
use crate::support::seed;

const FEEDS: &str = r#"
[archive]
title = "A morning"
episode = "march-2025"
begin = "2025-03-08T06:00:00Z"
end = "2025-03-08T14:00:00Z"
[[feed]]
id = "wire"
name = "Wire"
kind = "international"
lang = "en"
format = "rss-2.0"
[[feed]]
id = "paper"
name = "Paper"
kind = "regional"
lang = "en"
format = "atom"
"#;

/// Three items: the second was published first and appeared last, so that it is fetched hours after its publication.
const ITEMS: &str = r#"
{"feed":"wire","guid":"1","published":"2025-03-08T09:00:00Z","about":"clashes","title":"340 civilians killed on the Syrian coast, SOHR says","text":"The Syrian Observatory for Human Rights says 340 civilians have been killed on the Syrian coast since Thursday in clashes between security forces and gunmen loyal to the former regime."}
{"feed":"wire","guid":"2","published":"2025-03-08T10:00:00Z","about":"clashes","title":"Curfew in Latakia until 10 a.m. on Sunday","text":"The General Security Directorate imposed a curfew in the city of Latakia until 10 a.m. on Sunday after clashes with loyalist gunmen."}
{"feed":"paper","guid":"3","published":"2025-03-08T08:00:00Z","edited":"2025-03-08T12:00:00Z","about":"clashes","title":"SNHR counts 400 dead on Syria's coast","text":"The Syrian Network for Human Rights has documented the killing of 400 people on the Syrian coast since Thursday. The clashes between security forces and loyalist gunmen go on."}
"#;

/// A home in which the morning was played.
fn played() -> Home {
    let home = Home::new();
    let folder = home.path("archive");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("feeds.toml"), FEEDS).unwrap();
    std::fs::write(folder.join("items.jsonl"), ITEMS.trim_start()).unwrap();
    print(&home, &["replay", "--headless", folder.to_str().unwrap()]);
    home
}

fn print(home: &Home, arguments: &[&str]) -> String {
    let output = home.coastwatch(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?} said: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(home: &Home, arguments: &[&str]) -> Value {
    let mut all = vec!["--episode", "march-2025"];
    all.extend(arguments);
    serde_json::from_str(&print(home, &all)).unwrap()
}

fn best(home: &Home, category: &str, as_of: &str) -> Option<u64> {
    let tally = json(home, &["tally", "--as-of", as_of]);
    let row = tally["rows"].as_array().unwrap().iter().find(|row| row["category"] == category)?;
    row["best"].as_u64()
}

/// The titles of the listed reports with their numbers of items and origins.
fn reports(home: &Home, as_of: &str) -> Vec<(String, u64, u64)> {
    let list = json(home, &["reports", "--as-of", as_of]);
    let rows = list["rows"].as_array().unwrap();
    assert_eq!(list["total"].as_u64(), Some(rows.len() as u64));
    let number = |row: &Value, key: &str| row[key].as_u64().unwrap();
    let line = |row: &Value| (row["title"].as_str().unwrap().to_owned(), number(row, "items"), number(row, "origins"));
    rows.iter().map(line).collect()
}

/// The id of the report whose lead has words in its title.
fn report(home: &Home, words: &str) -> String {
    let list = json(home, &["reports", "--as-of", "2025-03-08T13:00:00Z"]);
    let rows = list["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["title"].as_str().unwrap().contains(words)).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_fetched_later_was_not_known_although_it_was_published_before() {
    let home = played();
    assert_eq!(best(&home, "total", "2025-03-08T11:00:00Z"), None);
    assert_eq!(best(&home, "total", "2025-03-08T12:00:00Z"), Some(400));
    assert_eq!(best(&home, "civilians", "2025-03-08T08:59:59Z"), None);
    assert_eq!(best(&home, "civilians", "2025-03-08T09:00:00Z"), Some(340));
    let titles = |as_of| reports(&home, as_of).into_iter().map(|(title, ..)| title).collect::<Vec<_>>();
    assert_eq!(titles("2025-03-08T11:00:00Z").len(), 2);
    assert_eq!(titles("2025-03-08T12:00:00Z").len(), 3);
    assert!(!titles("2025-03-08T11:00:00Z").iter().any(|title| title.contains("SNHR")));
    let late = report(&home, "SNHR");
    let missing = home.coastwatch(&["reports", &late, "--as-of", "2025-03-08T11:00:00Z"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    let found = json(&home, &["reports", &late, "--as-of", "2025-03-08T12:00:00Z"]);
    assert_eq!((found["items"].as_array().unwrap().len(), &found["origins"]), (1, &serde_json::json!(["SNHR"])));

    let curfew = |as_of: &str| {
        let board = json(&home, &["board", "--as-of", as_of]);
        let row = board["rows"].as_array().unwrap().iter().find(|row| row["place"] == "latakia").unwrap().clone();
        row["curfew"]["value"].as_str().map(str::to_owned)
    };
    assert_eq!(curfew("2025-03-08T09:59:00Z"), None);
    assert_eq!(curfew("2025-03-08T10:00:00Z").as_deref(), Some("in_force"));
    assert_eq!(curfew("2025-03-09T08:00:00Z").as_deref(), Some("lapsed"));
}

#[test]
fn a_decision_acts_from_its_time_on_and_so_does_its_undoing() {
    let home = played();
    let (toll, late) = (report(&home, "340"), report(&home, "SNHR"));
    let at = |now: &str, arguments: &[&str]| {
        let mut all = vec!["--now", now, "--operator", "duty", "decide"];
        all.extend(arguments);
        json(&home, &all)
    };
    let merge = at("2025-03-08T12:30:00Z", &["merge", &toll, &late, "--reason", "one matter"]);
    assert_eq!((&merge["operator"], &merge["reason"]), (&"duty".into(), &"one matter".into()));
    let item = json(&home, &["reports", &toll, "--as-of", "2025-03-08T12:30:00Z"])["items"][0]["id"].clone();
    let split = at("2025-03-08T13:00:00Z", &["split", item.as_str().unwrap()]);
    assert_eq!(split["judgement"], "split");
    at("2025-03-08T13:30:00Z", &["undo", split["id"].as_str().unwrap()]);
    let sizes = |as_of: &str| {
        let mut sizes: Vec<(u64, u64)> =
            reports(&home, as_of).into_iter().map(|(_, items, origins)| (items, origins)).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes("2025-03-08T12:29:00Z"), [(1, 1), (1, 1), (1, 1)]);
    assert_eq!(sizes("2025-03-08T12:30:00Z"), [(1, 1), (2, 2)]);
    assert_eq!(sizes("2025-03-08T13:00:00Z"), [(1, 1), (1, 1), (1, 1)]);
    assert_eq!(sizes("2025-03-08T13:30:00Z"), [(1, 1), (2, 2)]);
    let words = print(&home, &["reports", &toll, "--as-of", "2025-03-08T12:30:00Z", "--format", "table"]);
    assert!(words.starts_with("Report: 2 items, 2 origins, as of"), "{words}");

    // The same question has the same answer, byte by byte, also by the fixed clock.
    for pane in ["tally", "board", "reports"] {
        let ask = |arguments: &[&str]| {
            let mut all = vec!["--episode", "march-2025"];
            all.extend(arguments);
            print(&home, &all)
        };
        for as_of in ["2025-03-08T11:00:00Z", "2025-03-08T12:45:00Z", "2025-03-08T14:00:00Z"] {
            let first = ask(&[pane, "--as-of", as_of]);
            assert_eq!(first, ask(&[pane, "--as-of", as_of]));
            assert_eq!(first, ask(&["--now", as_of, pane]));
        }
    }
}

#[test]
fn a_decision_on_nothing_is_refused() {
    let home = played();
    let toll = report(&home, "340");
    let refused = |arguments: &[&str]| {
        let mut all = vec!["--now", "2025-03-08T13:00:00Z"];
        all.extend(arguments);
        let output = home.coastwatch(&all).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["decide", "merge", &toll, "nothing"]).contains("no report nothing"));
    assert!(refused(&["decide", "merge", &toll, &toll]).contains("already"));
    assert!(refused(&["decide", "split", &toll]).contains("alone in its report"));
    assert!(refused(&["decide", "split", "nothing"]).contains("no item nothing"));
    assert!(refused(&["decide", "undo", "nothing"]).contains("no decision nothing"));
    assert!(refused(&["--read-only", "decide", "split", &toll]).contains("--read-only"));
    assert_eq!(print(&home, &["export", "decisions"]), "");
}

#[test]
fn the_tally_tells_what_has_changed_since_the_operator_last_looked() {
    let home = played();
    let now = "2025-03-08T13:00:00Z";
    let since = |operator: &str| {
        let tally = json(&home, &["--now", now, "--operator", operator, "tally"]);
        let row = tally["rows"].as_array().unwrap().iter().find(|row| row["category"] == "civilians").unwrap().clone();
        row["change_since"].clone()
    };
    assert_eq!(since("duty"), Value::Null, "never looked");
    let store = format!("sqlite:{}", home.path("state/coastwatch/coastwatch.db").display());
    seed::look(&store, "duty", "2025-03-08T12:30:00Z".parse().unwrap());
    seed::look(&store, "early", "2025-03-08T08:30:00Z".parse().unwrap());
    seed::look(&store, "duty", "2025-03-08T13:30:00Z".parse().unwrap());
    assert_eq!(since("duty"), 0, "a look after the moment is none yet");
    assert_eq!(since("early"), Value::Null, "there was no figure then");
    assert_eq!(since("other"), Value::Null);
}
