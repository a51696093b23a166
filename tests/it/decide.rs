//! Decisions by command line: each with who, when and why, and the figures follow at once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};

use crate::cli::{home_of, rows, rss, told};
use crate::support::command::Home;
use crate::support::loopback::Loopback;

/// A home that has collected two reports of 7 March 2025.
fn collected() -> Home {
    let first = "The Syrian Observatory for Human Rights said 35 members of the security forces and 32 gunmen loyal to \
                 Assad were killed in clashes on the Syrian coast. A curfew was imposed in Tartus until 10:00 on Saturday.";
    let second = "The Syrian Network for Human Rights said 50 members of the security forces were killed in the clashes \
                  on the Syrian coast.";
    let items = [
        ("g1", "Clashes on the Syrian coast", first, "Fri, 07 Mar 2025 09:00:00 GMT"),
        ("g2", "Toll of the Syrian coast clashes", second, "Fri, 07 Mar 2025 10:00:00 GMT"),
    ];
    let server = Loopback::serve(vec![("/ap", 200, rss(&items))]);
    let home = home_of(&server, &[("ap", "/ap")]);
    told(&home, &["collect", "--once", "--now", "2025-03-07T11:00:00Z"], 0);
    home
}

fn json_at(home: &Home, now: &str, args: &[&str]) -> Value {
    serde_json::from_slice(&told(home, &[args, &["--now", now, "--operator", "duty"]].concat(), 0)).unwrap()
}

/// Low, best and high of the killed of a category.
fn killed(home: &Home, now: &str, category: &str) -> Option<(Value, Value, Value)> {
    let tally = json_at(home, now, &["tally"]);
    let row = tally["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["metric"] == "killed" && row["category"] == category && row["perpetrator"].is_null())?;
    Some((row["low"].clone(), row["best"].clone(), row["high"].clone()))
}

/// The id of the claim of a number.
fn claim(home: &Home, number: u64) -> String {
    let claims = rows(&told(home, &["export", "claims"], 0));
    claims.iter().find(|claim| claim["low"] == number).unwrap()["id"].as_str().unwrap().to_owned()
}

fn figures(low: u64, best: u64, high: u64) -> Option<(Value, Value, Value)> {
    Some((json!(low), json!(best), json!(high)))
}

#[test]
fn figures_follow_a_decision_at_once_and_come_back_when_it_is_undone() {
    let home = collected();
    let (noon, one, two, three) =
        ("2025-03-07T12:00:00Z", "2025-03-07T13:00:00Z", "2025-03-07T14:00:00Z", "2025-03-07T15:00:00Z");
    let before = told(&home, &["tally", "--now", noon], 0);
    assert_eq!(killed(&home, noon, "government_forces"), figures(35, 35, 50));

    let rejected = json_at(&home, one, &["decide", "reject", &claim(&home, 50), "--reason", "of another day"]);
    assert_eq!((&rejected["operator"], &rejected["decided"]), (&json!("duty"), &json!(one)));
    assert_eq!(rejected["reason"], "of another day");
    assert_eq!(killed(&home, one, "government_forces"), figures(35, 35, 35));
    assert_eq!(killed(&home, noon, "government_forces"), figures(35, 35, 50), "as it stood before the decision");

    let amend = ["decide", "amend", &claim(&home, 35), "--low", "53", "--high", "53", "--category", "loyalists"];
    json_at(&home, two, &[&amend[..], &["--origin", "SNHR"]].concat());
    assert_eq!(killed(&home, two, "government_forces"), None);
    assert_eq!(killed(&home, two, "loyalists"), figures(32, 32, 53));

    for decision in rows(&told(&home, &["decide", "list"], 0)) {
        json_at(&home, three, &["decide", "undo", decision["id"].as_str().unwrap()]);
    }
    let after = told(&home, &["tally", "--now", three, "--as-of", noon], 0);
    assert_eq!(after, before, "what stood then is what it was");
    assert_eq!(killed(&home, three, "government_forces"), figures(35, 35, 50));
    assert_eq!(rows(&told(&home, &["decide", "list"], 0)).len(), 4, "an undo is a decision too");
}

#[test]
fn every_cell_is_explained_with_the_decisions_on_it() {
    let home = collected();
    let now = "2025-03-07T12:00:00Z";
    let wrong = claim(&home, 50);
    json_at(&home, now, &["decide", "reject", &wrong]);
    let tally = json_at(&home, now, &["tally", "--explain", "killed.government_forces"]);
    let [told_of] = tally["explanations"].as_array().unwrap().as_slice() else { panic!("{tally:#}") };
    assert_eq!(told_of["cell"], "killed government_forces");
    let line = |id: &str| told_of["lines"].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap();
    assert_eq!(
        (&line(&wrong)["verdict"], &line(&wrong)["rule"]),
        (&json!("set_aside"), &json!("rejected_by_operator"))
    );
    assert_eq!(line(&wrong)["why"], "rejected by duty at 2025-03-07T12:00:00Z");
    assert_eq!(line(&claim(&home, 35))["verdict"], "counts");
    let all = json_at(&home, now, &["tally", "--explain"]);
    assert_eq!(all["explanations"].as_array().unwrap().len(), all["rows"].as_array().unwrap().len());
    assert!(json_at(&home, now, &["tally"])["explanations"].is_null());

    let board = json_at(&home, now, &["board", "--explain", "tartus"]);
    let cells: Vec<&str> =
        board["explanations"].as_array().unwrap().iter().map(|cell| cell["cell"].as_str().unwrap()).collect();
    assert_eq!(cells, ["curfew tartus", "control tartus"]);
    let table = ["board", "--explain", "tartus", "--format", "table", "--now", now];
    let table = String::from_utf8(told(&home, &table, 0)).unwrap();
    assert!(table.contains("curfew tartus, as of") && table.contains("latest_by_as_of"), "{table}");
    told(&home, &["board", "--explain", "atlantis", "--now", now], 2);
    told(&home, &["tally", "--explain", "dead", "--now", now], 2);

    // Where two operators disagree the later word holds, and both are told.
    let later = "2025-03-07T12:30:00Z";
    let confirm = ["decide", "confirm", &wrong, "--reason", "heard it", "--now", later, "--operator", "bea"];
    told(&home, &confirm, 0);
    let tally = json_at(&home, later, &["tally", "--explain", "killed.government_forces"]);
    let lines = tally["explanations"][0]["lines"].as_array().unwrap();
    let why = lines.iter().find(|line| line["id"] == wrong.as_str()).unwrap()["why"].as_str().unwrap();
    let both = "; rejected by duty at 2025-03-07T12:00:00Z, then confirmed by bea at 2025-03-07T12:30:00Z (heard it)";
    assert!(why.ends_with(both), "{why}");
}

#[test]
fn a_status_set_by_hand_holds_until_somebody_speaks_later() {
    let home = collected();
    let curfew = |now: &str| {
        let board = json_at(&home, now, &["board"]);
        board["rows"].as_array().unwrap().iter().find(|row| row["place"] == "tartus").unwrap()["curfew"].clone()
    };
    let (noon, one) = ("2025-03-07T12:00:00Z", "2025-03-07T13:00:00Z");
    assert_eq!((&curfew(noon)["value"], &curfew(noon)["until"]), (&json!("in_force"), &json!("2025-03-08T07:00:00Z")));
    let set = json_at(&home, one, &["decide", "set-status", "tartus", "--curfew", "lifted", "--reason", "seen it"]);
    let now = curfew("2025-03-07T13:30:00Z");
    assert_eq!((&now["value"], &now["origin"], &now["claim"]), (&json!("lifted"), &json!("operator"), &set["id"]));
    assert_eq!(curfew(noon)["value"], "in_force");
    let undo = ["decide", "undo", set["id"].as_str().unwrap()];
    json_at(&home, "2025-03-07T14:00:00Z", &undo);
    assert_eq!(curfew("2025-03-07T14:30:00Z")["value"], "in_force");
}

#[test]
fn counting_from_here_leaves_what_was_counted_before_behind() {
    let home = collected();
    let opened = ["decide", "open-episode", "Second day", "--begin", "2025-03-07T09:30:00Z"];
    let decision = json_at(&home, "2025-03-07T12:00:00Z", &opened);
    assert_eq!(decision["subject"], json!({"episode": "second-day"}));
    let later = "2025-03-07T13:00:00Z";
    let tally = json_at(&home, later, &["tally"]);
    assert_eq!(tally["episode"], "second-day", "live watching counts from the latest beginning");
    assert_eq!(killed(&home, later, "government_forces"), figures(50, 50, 50));
    let live = json_at(&home, later, &["tally", "--episode", "live"]);
    assert_eq!((&live["episode"], live["rows"].as_array().unwrap().len()), (&json!("live"), 2));
    told(&home, &["tally", "--episode", "third-day"], 2);
    json_at(&home, later, &["decide", "undo", decision["id"].as_str().unwrap()]);
    assert_eq!(json_at(&home, "2025-03-07T14:00:00Z", &["tally"])["episode"], "live");
}

#[test]
fn what_cannot_be_decided_ends_with_2_and_a_sentence() {
    let home = collected();
    let id = claim(&home, 35);
    let id = id.as_str();
    for args in [
        &["decide", "reject", "nothing"][..],
        &["decide", "undo", "nothing"],
        &["decide", "amend", id],
        &["decide", "amend", id, "--low", "9", "--high", "3"],
        &["decide", "amend", id, "--category", "government_force"],
        &["decide", "amend", id, "--place", "atlantis"],
        &["decide", "amend", id, "--origin", "SOHRR"],
        &["decide", "set-status", "tartus"],
        &["decide", "set-status", "tartus", "--control", "nobody"],
        &["decide", "set-status", "tartus", "--curfew", "lifted", "--until", "2025-03-08"],
        &["decide", "set-status", "tartus", "--control", "government", "--until", "2025-03-08"],
        &["decide", "reject", id, "--now", "2025-03-07T10:59:00Z"],
        &["decide", "confirm", id, "--now", "2025-03-07T10:59:00Z"],
        &["decide", "open-episode", "live"],
        &["decide", "open-episode", "..."],
        &["--read-only", "decide", "reject", id],
        &["--episode", "march-2025", "decide", "set-status", "tartus", "--curfew", "lifted"],
    ] {
        assert_eq!(told(&home, args, 2), b"", "{args:?}");
    }
    assert_eq!(rows(&told(&home, &["decide", "list"], 0)), Vec::<Value>::new());
}

#[test]
fn looking_back_nothing_later_is_there() {
    let home = collected();
    let (before, noon, one) = ("2025-03-07T10:30:00Z", "2025-03-07T12:00:00Z", "2025-03-07T13:00:00Z");
    json_at(&home, one, &["decide", "reject", &claim(&home, 50)]);
    for list in [&["decide", "list"][..], &["export", "decisions"]] {
        let at = |now: &str| rows(&told(&home, &[list, &["--now", now]].concat(), 0)).len();
        assert_eq!((at(noon), at(one)), (0, 1), "{list:?}");
    }
    let judged = |now: &str| {
        let claims = rows(&told(&home, &["export", "claims", "--now", now], 0));
        claims.iter().filter(|claim| !claim["decision"].is_null()).count()
    };
    assert_eq!((judged(noon), judged(one)), (0, 1));
    let ahead = |now: &str| json_at(&home, now, &["tally", "--as-of", one])["rows"].as_array().unwrap().len();
    assert_eq!(ahead(before), 0, "no more is known of a later moment than by now");
    assert!(ahead(noon) > 0);
}

#[test]
fn a_wrong_call_says_what_was_being_done_on_what_and_what_to_do() {
    let home = collected();
    let id = &claim(&home, 50);
    let noon = "2025-03-07T12:00:00Z";
    let check = |args: &[&str], expect: &[&str]| {
        let output = home.coastwatch(&[args, &["--now", noon]].concat()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert_eq!(output.stdout, b"", "{args:?}");
        for words in expect {
            assert!(said.contains(words), "{args:?} says {said:?}, without {words:?}");
        }
    };
    check(&["decide", "confirm", "x1"], &["cannot confirm `x1`", noon, "export claims", "export statuses"]);
    check(&["decide", "amend", id, "--low", "9", "--high", "3"], &["cannot amend", id, "--low 9 is above --high 3"]);
    check(&["decide", "amend", id, "--category", "civilian"], &["cannot amend", "did you mean `civilians`"]);
    check(&["decide", "split", "x1"], &["cannot split the item `x1` off", "coastwatch reports"]);
    check(&["decide", "merge", "x1", "x2"], &["cannot merge the report `x1` with `x2`", "coastwatch reports"]);
    check(&["decide", "undo", "x1"], &["cannot undo `x1`", "decide list"]);
    let made = json_at(&home, noon, &["decide", "reject", id])["id"].as_str().unwrap().to_owned();
    json_at(&home, noon, &["decide", "undo", &made]);
    check(&["decide", "undo", &made], &["cannot undo", &made, "undone already"]);
    check(&["decide", "open-episode", "live"], &["cannot open an episode named `live`", "another name"]);
    let tartus = ["decide", "set-status", "tartus", "--curfew", "in_force"];
    check(&[&tartus[..], &["--until", noon]].concat(), &["status of `tartus`", "--curfew lifted"]);
    check(&[&tartus[..], &["--extent", "part"]].concat(), &["status of `tartus`", "leave --extent out"]);
    check(&["decide", "list", "--since", "2025-03-08"], &["--since 2025-03-08", noon]);
    check(&["tally", "--explain", "killed"], &["cannot explain `killed`", "METRIC.CATEGORY"]);
    check(&["tally", "--explain", "died.civilians"], &["`died`", "known are killed, injured", "killed_or_injured"]);
    check(&["tally", "--explain", "killed.civilian"], &["did you mean `civilians`"]);
    check(&["tally", "--explain", "killed.civilians.nobody"], &["no category `nobody`"]);
    check(&["tally", "--since", "2025-03-09"], &["cannot tell what has changed since 2025-03-09", noon, "--as-of"]);
    check(&["board", "--explain", "tartuss"], &["did you mean `tartus`"]);
    check(&["reports", "x1"], &["cannot show `x1`", noon, "coastwatch reports"]);
    check(&["reports", "--since", "2025-03-09"], &["cannot list reports", noon]);
    check(&["reports", "--limit", "0"], &["--limit"]);
}
