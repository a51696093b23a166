//! Rows that another program wrote and of which nothing can be made: each is set aside and told of, hides none of the
//! others in any view, and `doctor` names it and says what to do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use coastwatch::store::SetAside;
use coastwatch::ui::message::Message;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::support::command::Home;
use crate::support::screen::{Screen, Ways};

/// Until when the archive is played.
const NOW: &str = "2025-03-08T00:00:00Z";

/// What a command printed and said; it must have ended well.
fn run(home: &Home, args: &[&str]) -> (String, String) {
    let url = format!("sqlite:{}", home.path("store.db").display());
    let always = ["--store", &url, "--episode", "march-2025", "--now", NOW];
    let output = home.coastwatch(&[args, &always].concat()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (told, said) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    (told, said)
}

/// Does to a store what another program might.
fn damage(store: &Path, statements: &[String]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut other = SqliteConnection::connect(&format!("sqlite:{}", store.display())).await.unwrap();
        for table in ["claim", "status", "revision", "decision"] {
            let drop = format!("DROP TRIGGER IF EXISTS {table}_is_kept");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut other).await.unwrap();
        }
        for statement in statements {
            let done = sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut other).await.unwrap();
            assert!(done.rows_affected() > 0, "{statement}");
        }
        other.close().await.unwrap();
    });
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(text: &str) -> Vec<String> {
    lines(text).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rows_that_cannot_be_are_set_aside_and_hide_no_other() {
    let home = Home::new();
    run(&home, &["replay", "--headless"]);
    run(&home, &["decide", "set-status", "jableh", "--control", "government", "--reason", "seen"]);
    run(&home, &["decide", "set-status", "tartus", "--curfew", "lifted", "--reason", "seen"]);
    let exports = ["claims", "statuses", "items", "decisions", "feeds"];
    let before = exports.map(|what| ids(&run(&home, &["export", what]).0));
    // One row for each way in which a row can be wrong, all of different items.
    let claims = [
        "low = -5",
        "high = 'many'",
        "low = 1e30, high = 1e30",
        "low = 99000000000, high = 99000000000",
        "metric = 'zapped'",
        "bound = 'roughly'",
        "scope = 'galactic'",
        "cue = x'ff00'",
        "as_of_at = 9000000000000000000",
        "published_at = 9000000000000000000",
        "published_at = 'yesterday'",
        "fetched_at = -9000000000000000000",
        "first_byte = -1",
        "confidence = 7.5",
        "revision = -1",
    ];
    let statuses = ["kind = 'weather'", "extent = 'huge'", "until_at = 9000000000000000000", "as_of_at = 'noon'"];
    let damage_of = |table: &str, changes: &[&str], ids: &[String]| -> Vec<(String, String)> {
        let apart = ids.len() / changes.len();
        let each = changes.iter().enumerate().map(|(n, change)| (ids[n * apart].clone(), *change));
        each.map(|(id, change)| (id.clone(), format!("UPDATE {table} SET {change} WHERE id = '{id}'"))).collect()
    };
    let mut bad = damage_of("claim", &claims, &before[0]);
    bad.extend(damage_of("status", &statuses, &before[1]));
    bad.extend(damage_of("decision", &["judgement = '{\"amend\": 7}'"], &before[3]));
    bad.extend(damage_of("feed", &["state = 'dancing'"], &before[4]));
    let items = [("i", "published_at = 8000000000000000000")];
    bad.extend(items.iter().map(|(_, change)| {
        let id = before[2].last().unwrap().clone();
        (id.clone(), format!("UPDATE item SET {change} WHERE id = '{id}'"))
    }));
    damage(&home.path("store.db"), &bad.iter().map(|(_, statement)| statement.clone()).collect::<Vec<_>>());

    for (what, before) in exports.iter().zip(&before) {
        let (told, said) = run(&home, &["export", what]);
        let expected: Vec<&String> = before.iter().filter(|id| bad.iter().all(|(bad, _)| bad != *id)).collect();
        let after = ids(&told);
        // What an item says is told with it, where that is known.
        let missing: Vec<&&String> = expected.iter().filter(|id| !after.contains(id)).collect();
        assert!(missing.is_empty() || *what == "items", "{what}: {missing:?} are hidden by others");
        assert!(after.len() >= expected.len().saturating_sub(1), "{what}: {} of {}", after.len(), expected.len());
        assert!(said.contains("is set aside") && said.contains("coastwatch doctor"), "{what}: {said:?}");
        assert!(said.lines().count() <= 7, "{what}: {said}");
    }
    let (tally, said) = run(&home, &["tally", "--explain", "--format", "json"]);
    let tally: Value = serde_json::from_str(&tally).unwrap();
    assert!(tally["rows"].as_array().unwrap().len() > 3, "{tally}");
    assert!(said.contains("the claim ") && said.contains("is set aside"), "{said}");
    let (board, said) = run(&home, &["board", "--format", "json"]);
    let board: Value = serde_json::from_str(&board).unwrap();
    assert!(board["rows"].as_array().unwrap().iter().any(|row| !row["curfew"].is_null()), "{board}");
    assert!(said.contains("the status ") || said.contains("more rows"), "{said}");
    run(&home, &["reports", "--format", "json"]);
    run(&home, &["sitrep", "--format", "json"]);
    run(&home, &["decide", "list"]);

    // The doctor names every one of them, and the repaired store has none.
    let url = format!("sqlite:{}", home.path("store.db").display());
    let doctor = home.coastwatch(&["doctor", "--offline", "--format", "json", "--store", &url]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(1));
    let told = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        told.contains("nothing can be made of ")
            && told.contains("a `low` that cannot be (-5)")
            && told.contains("doctor --repair"),
        "{told}"
    );
    let explained = home.coastwatch(&["doctor", "--repair", "--store", &url]).output().unwrap();
    let explained = String::from_utf8(explained.stdout).unwrap();
    for (id, statement) in &bad {
        assert!(explained.contains(id.as_str()), "{statement} is not told of: {explained}");
    }
    let repaired = home.coastwatch(&["doctor", "--repair", "--yes", "--store", &url]).output().unwrap();
    let repaired = String::from_utf8(repaired.stdout).unwrap();
    assert!(repaired.contains("The new store is whole.") && !repaired.contains("still"), "{repaired}");
    for (what, before) in exports.iter().zip(&before) {
        let (told, said) = run(&home, &["export", what]);
        assert!(!said.contains("set aside"), "{what}: {said}");
        let after = ids(&told);
        assert!(after.len() + bad.len() >= before.len(), "{what}: {} of {}", after.len(), before.len());
    }
}

#[test]
fn a_senseless_row_takes_neither_the_situation_report_nor_the_handover() {
    let home = Home::new();
    run(&home, &["replay", "--headless"]);
    let told = || run(&home, &["sitrep", "--since", "2025-03-06T12:00:00Z", "--format", "json"]);
    let (before, _) = told();
    // One item that a figure stands on for each way in which its times can be wrong.
    let mut cited: Vec<String> = lines(&run(&home, &["export", "claims"]).0)
        .iter()
        .map(|row| row["item"].as_str().unwrap().to_owned())
        .collect();
    cited.dedup();
    let times = ["published_at = 'x'", "published_at = 9223372036854775807", "fetched_at = 'noon'", "seq = 'many'"];
    let damages: Vec<String> = times
        .iter()
        .zip(cited.iter().step_by(7))
        .map(|(time, item)| format!("UPDATE item SET {time} WHERE id = '{item}'"))
        .collect();
    assert_eq!(damages.len(), times.len());
    damage(&home.path("store.db"), &damages);
    let (after, said) = told();
    assert!(said.contains("the item ") && said.contains("is set aside"), "{said}");
    let words = |text: &str| -> BTreeSet<String> {
        let report: Value = serde_json::from_str(text).unwrap();
        texts(&report).into_iter().collect()
    };
    let (before, after) = (words(&before), words(&after));
    let kept = before.intersection(&after).count();
    assert!(kept * 10 > before.len() * 9, "{kept} of {} texts are told still", before.len());
}

/// All texts in a value.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(texts).collect(),
        Value::Object(values) => values.values().flat_map(texts).collect(),
        _ => vec![],
    }
}

#[test]
fn the_screen_names_a_row_that_is_set_aside_and_goes_on() {
    let mut screen = Screen::full(120, 40, Ways::default());
    let row = |id: &str| SetAside { what: "claim", id: id.to_owned(), why: "a `low` that cannot be (-5)".to_owned() };
    screen.tell(Message::SetAside(vec![row("abc.1.c1")]));
    assert!(screen.text().contains("the claim abc.1.c1 is set aside: it has a `low` that cannot be (-5)"));
    screen.tell(Message::SetAside(vec![row("abc.1.c1"), row("abc.1.c2")]));
    assert!(screen.text().contains("2 rows of the store are set aside; the claim abc.1.c2"), "{}", screen.text());
    assert!(screen.text().contains("Casualties"));
}
