//! The recorded archive, and replaying it with the real binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use coastwatch::engine::replay::archive::{About, Archive, Body, Format};
use coastwatch::engine::replay::document;
use coastwatch::feed::fetch::Document;
use coastwatch::feed::parse::parse;
use coastwatch::model::Conditional;
use serde_json::Value;

use crate::support::command::{Home, PLAYED, Played};
use crate::support::pty::Pty;

fn shipped() -> Archive {
    Archive::shipped().unwrap()
}

#[test]
fn the_shipped_archive_holds_what_it_promises() {
    let archive = shipped();
    assert!(archive.feeds.len() >= 14, "{} feeds", archive.feeds.len());
    let formats: BTreeSet<Format> = archive.feeds.iter().map(|feed| feed.format).collect();
    assert_eq!(formats.len(), 5, "a format is not served: {formats:?}");
    let languages: BTreeSet<&str> =
        archive.feeds.iter().filter_map(|feed| feed.lang.as_ref()).map(|lang| lang.as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["ar", "en"]));
    assert!(archive.feeds.iter().all(|feed| feed.id.as_str().starts_with("archive-") && !feed.versions.is_empty()));

    let mut items = HashMap::new();
    let (mut edits, mut html, mut texts) = (0, 0, HashMap::new());
    for feed in &archive.feeds {
        for version in &feed.versions {
            assert!(version.appeared <= archive.end, "{} appears after the end", version.guid);
            assert!(!version.title.trim().is_empty(), "{} has no title", version.guid);
            edits += usize::from(items.insert((&feed.id, &version.guid), version.about).is_some());
            match &version.body {
                Body::Html(_) => html += 1,
                Body::Text(text) => texts.entry(text).or_insert_with(BTreeSet::new).extend([&feed.id]),
            }
        }
    }
    let other = items.values().filter(|about| **about == About::Other).count();
    assert!(items.len() >= 170, "{} items", items.len());
    assert!(other * 3 >= items.len(), "{other} of {} items are other news", items.len());
    assert!(edits >= 5, "{edits} edits");
    assert!(html >= 10, "{html} bodies in HTML");
    let repeats = texts.values().filter(|feeds| feeds.len() > 1).count();
    assert!(repeats >= 5, "{repeats} texts in more than one feed");
}

#[test]
fn every_document_of_the_shipped_archive_parses() {
    let archive = shipped();
    for now in archive.moments().into_keys() {
        for feed in &archive.feeds {
            let window = feed.window(now);
            if !window.iter().any(|version| version.appeared == now) {
                continue;
            }
            let document = document::render(feed, now);
            let fetched = Document {
                body: document.body.into_bytes(),
                content_type: Some(document.content_type.to_owned()),
                conditional: Conditional::default(),
                url: "http://127.0.0.1:1/feed".parse().unwrap(),
                incomplete: None,
            };
            let parsed = parse(&feed.id, fetched).unwrap();
            assert_eq!(parsed.problem, None, "{} at {now}", feed.id);
            let served: BTreeSet<&str> = window.iter().map(|version| version.title.as_str()).collect();
            let read: BTreeSet<&str> = parsed.items.iter().map(|item| item.title.as_str()).collect();
            assert_eq!(read, served, "{} at {now}", feed.id);
            for item in &parsed.items {
                let recorded = window.iter().find(|version| version.title == item.title).unwrap();
                assert_eq!(item.published, Some(recorded.published), "{} at {now}", item.guid);
                assert!(!item.text.is_empty(), "{} at {now} has no text", item.guid);
            }
        }
    }
}

/// Long enough for a replay on a machine that builds something else beside.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the binary in a home and gives what it printed and said; it has to end with `code`.
fn run(home: &Home, code: i32, arguments: &[&str]) -> (String, String) {
    let output = home.coastwatch(arguments).timeout(PATIENCE).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?} said: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

/// What a command that ends well prints.
fn print(home: &Home, arguments: &[&str]) -> String {
    run(home, 0, arguments).0
}

/// What `tally` or `board` shows as of a moment.
fn pane(home: &Home, pane: &str, as_of: &str) -> Value {
    serde_json::from_str(&print(home, &[pane, "--as-of", as_of, "--format", "json"])).unwrap()
}

/// The killed that an origin gives at a moment: its (low, high) of a category, whatever the perpetrator.
fn killed(tally: &Value, origin: &str, category: &str) -> Vec<(Option<u64>, Option<u64>)> {
    let of_category = |row: &&Value| row["metric"] == "killed" && row["category"] == category;
    let rows = tally["rows"].as_array().unwrap().iter().filter(of_category);
    rows.flat_map(|row| row["origins"].as_array().unwrap())
        .filter(|figure| figure["origin"] == origin)
        .map(|figure| (figure["low"].as_u64(), figure["high"].as_u64()))
        .collect()
}

/// One origin's figure of a category at the end of a day, and whether it is exact or open above.
type Expected = (&'static str, &'static str, u64, Ends);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Exact,
    Open,
    Either,
}

fn check_day(home: &Home, as_of: &str, expected: &[Expected]) -> Vec<String> {
    let tally = pane(home, "tally", as_of);
    let mut wrong = Vec::new();
    for (origin, category, low, ends) in expected {
        let found = killed(&tally, origin, category);
        let fits = |(found_low, found_high): &(Option<u64>, Option<u64>)| {
            *found_low == Some(*low)
                && match ends {
                    Ends::Exact => *found_high == Some(*low),
                    Ends::Open => found_high.is_none(),
                    Ends::Either => true,
                }
        };
        if !found.iter().any(fits) {
            wrong.push(format!("{as_of}: {origin} {category} is {found:?}, not {low} ({ends:?})"));
        }
    }
    wrong
}

#[test]
fn a_headless_replay_shows_each_day_as_its_origins_counted() {
    let home = Home::played();
    let Played { panes, progress, .. } = &*PLAYED;
    for heading in ["Reports:", "Casualties:", "Status:"] {
        assert!(panes.lines().any(|line| line.starts_with(heading)), "no {heading:?} in:\n{panes}");
    }
    assert!(panes.contains("1383") && panes.contains("Latakia"), "{panes}");
    assert!(!progress.is_empty() && !progress.contains('\u{1b}'), "{progress:?}");

    let (exact, open, either) = (Ends::Exact, Ends::Open, Ends::Either);
    let days: [(&str, &[Expected]); 5] = [
        (
            "2025-03-07T23:59:59Z",
            &[
                ("SOHR", "total", 70, open),
                ("SOHR", "government_forces", 16, either),
                ("SOHR", "loyalists", 28, exact),
                ("SOHR", "civilians", 4, exact),
                ("SNHR", "total", 240, either),
                ("SNHR", "government_forces", 100, exact),
            ],
        ),
        (
            "2025-03-08T23:59:59Z",
            &[
                ("SOHR", "total", 1018, exact),
                ("SOHR", "civilians", 745, exact),
                ("SOHR", "government_forces", 125, exact),
                ("SOHR", "loyalists", 148, exact),
                ("Rudaw", "civilians", 229, either),
                ("MOI", "government_forces", 50, exact),
            ],
        ),
        (
            "2025-03-09T23:59:59Z",
            &[
                ("SOHR", "total", 1311, either),
                ("SOHR", "civilians", 830, exact),
                ("SOHR", "government_forces", 231, exact),
                ("SOHR", "loyalists", 250, exact),
                ("Rudaw", "total", 745, exact),
                ("Rudaw", "government_forces", 93, exact),
                ("Rudaw", "loyalists", 120, either),
                ("Rudaw", "civilians", 532, either),
            ],
        ),
        (
            "2025-03-11T23:59:59Z",
            &[("SOHR", "civilians", 1225, either), ("SNHR", "total", 803, exact), ("OHCHR", "civilians", 111, either)],
        ),
        (
            "2025-03-12T23:59:59Z",
            &[
                ("SOHR", "civilians", 1383, either),
                ("SOHR", "government_forces", 231, either),
                ("SOHR", "loyalists", 250, either),
                ("SNHR", "total", 803, exact),
                ("OHCHR", "civilians", 111, either),
            ],
        ),
    ];
    // What fourteen years of war have cost is told on that day as well, and is no part of it.
    let tally = pane(&home, "tally", "2025-03-12T23:59:59Z");
    assert_eq!(killed(&tally, "SOHR", "total").iter().filter_map(|(low, _)| *low).max(), Some(1311));

    let wrong: Vec<String> = days.iter().flat_map(|(as_of, expected)| check_day(&home, as_of, expected)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A place's curfew at a moment: what holds and until when.
fn curfew(board: &Value, place: &str) -> Option<(String, Option<String>)> {
    let row = board["rows"].as_array().unwrap().iter().find(|row| row["place"] == place).unwrap();
    let cell = row["curfew"].as_object()?;
    Some((cell["value"].as_str().unwrap().to_owned(), cell["until"].as_str().map(str::to_owned)))
}

#[test]
fn the_board_shows_curfews_imposed_extended_and_lapsed() {
    let home = Home::played();
    let mut wrong = Vec::new();
    let mut check = |as_of: &str, place: &str, expected: Option<(&str, &str)>| {
        let found = curfew(&pane(&home, "board", as_of), place);
        let wanted = expected.map(|(value, until)| (value.to_owned(), Some(until.to_owned())));
        if found != wanted {
            wrong.push(format!("{as_of}: {place} is {found:?}, not {wanted:?}"));
        }
    };
    check("2025-03-06T17:00:00Z", "tartus", None);
    check("2025-03-06T21:30:00Z", "tartus", Some(("in_force", "2025-03-07T07:00:00Z")));
    check("2025-03-06T21:30:00Z", "latakia", Some(("in_force", "2025-03-07T07:00:00Z")));
    check("2025-03-06T21:30:00Z", "homs", Some(("in_force", "2025-03-07T05:00:00Z")));
    check("2025-03-07T06:10:00Z", "homs", Some(("lapsed", "2025-03-07T05:00:00Z")));
    check("2025-03-07T14:30:00Z", "latakia", Some(("in_force", "2025-03-08T06:00:00Z")));
    check("2025-03-07T14:30:00Z", "tartus", Some(("in_force", "2025-03-08T07:00:00Z")));
    check("2025-03-08T06:30:00Z", "latakia", Some(("lapsed", "2025-03-08T06:00:00Z")));
    check("2025-03-08T06:30:00Z", "tartus", Some(("in_force", "2025-03-08T07:00:00Z")));
    check("2025-03-08T09:00:00Z", "tartus", Some(("lapsed", "2025-03-08T07:00:00Z")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn on_a_terminal_the_panes_fill_and_quitting_gives_it_back() {
    let home = Home::new();
    // Fast enough for the first tolls within a second or two, slow enough to quit while it plays.
    let mut pty = Pty::coastwatch(&home, &["replay", "--speed", "36000"], 120, 40);
    for filled in ["replay 36000x", "SOHR", "Latakia", "Government forces"] {
        pty.wait_for(filled);
    }
    assert!(pty.is_taken());
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    pty.wait_until("the terminal given back", |pty| !pty.is_taken());
}

#[test]
fn playing_twice_into_one_store_changes_nothing() {
    let home = Home::played();
    let exports = || ["items", "claims", "statuses", "decisions"].map(|what| print(&home, &["export", what]));
    let first = (PLAYED.panes.clone(), exports());
    let second = (print(&home, &["replay", "--headless"]), exports());
    assert!(first.1[0].lines().count() >= 170, "{} items", first.1[0].lines().count());
    for (one, two) in first.1.iter().zip(&second.1) {
        assert!(one == two, "an export changed");
    }
    assert_eq!(first.0, second.0);
}

#[test]
fn an_archive_that_cannot_be_read_ends_with_two_and_a_sentence() {
    let home = Home::new();
    let nowhere = home.path("nowhere");
    let (printed, said) = run(&home, 2, &["replay", "--headless", &nowhere.display().to_string()]);
    assert_eq!(printed, "");
    assert!(said.contains("nowhere") && said.contains("feeds.toml"), "{said}");
}

/// What the tally has to show at twelve moments, written by hand.
const TABLE: &str = include_str!("../data/ledger/table.tsv");

/// The rows of the killed of a category, whoever killed them, or one origin's figure in it: what the table's numbers
/// are compared with. Nothing where there is none.
fn told(tally: &Value, category: &str, origin: &str) -> Option<[Option<u64>; 3]> {
    let is_row =
        |row: &&Value| row["metric"] == "killed" && row["category"] == category && row["perpetrator"].is_null();
    let row = tally["rows"].as_array().unwrap().iter().find(is_row)?;
    if origin.is_empty() {
        return Some(["low", "best", "high"].map(|end| row[end].as_u64()));
    }
    let figure = row["origins"].as_array().unwrap().iter().find(|figure| figure["origin"] == origin)?;
    Some([figure["low"].as_u64(), None, figure["high"].as_u64()])
}

#[test]
fn the_tally_at_twelve_moments_is_the_one_written_by_hand() {
    let home = Home::played();
    let mut tallies: BTreeMap<&str, Value> = BTreeMap::new();
    let (mut wrong, mut lines) = (vec![], 0);
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (line, is_known) = line.strip_prefix("! ").map_or((line, false), |line| (line, true));
        let cells: Vec<&str> = line.split('\t').collect();
        let [as_of, category, origin, numbers @ ..] = cells.as_slice() else { panic!("{line:?} is no line of it") };
        let tally = tallies.entry(as_of).or_insert_with(|| pane(&home, "tally", as_of));
        let number = |at: usize| match numbers[at] {
            "" | "-" => None,
            number => Some(number.parse::<u64>().unwrap()),
        };
        let expected = if numbers == ["none"] { None } else { Some([0, 1, 2].map(number)) };
        let found = told(tally, category, origin);
        lines += 1;
        if (found == expected) == is_known {
            let known = if is_known { "; take its mark off" } else { "" };
            wrong.push(format!("{as_of} {category} {origin}: {found:?}, by hand {expected:?}{known}"));
        }
    }
    assert_eq!(tallies.len(), 12);
    assert!(lines >= 90, "{lines} lines");
    assert!(wrong.is_empty(), "{} of {lines} lines differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_replay_that_is_stopped_stands_still_and_goes_on_from_there() {
    let home = Home::new();
    let mut pty = Pty::coastwatch(&home, &["replay", "--speed", "3600"], 120, 40);
    pty.wait_for("▶ replay 3600x");
    // The title alone says what time it is by the replay's clock: an hour a second.
    let hour = |pty: &Pty| {
        let title = pty.text().lines().next().unwrap_or_default().to_owned();
        let colon = title.find(':').unwrap_or_default();
        title.get(colon.saturating_sub(2)..colon + 3).unwrap_or_default().to_owned()
    };
    pty.press("p");
    pty.wait_for("the replay stands still until p is given again");
    pty.wait_for("stopped");
    let stood = hour(&pty);
    pty.press("jk?");
    pty.wait_for("Keys in reports");
    pty.press("\x1b");
    pty.settle();
    assert_eq!(hour(&pty), stood);
    pty.press("p");
    pty.wait_for("The replay goes on.");
    pty.wait_until("a later minute", |pty| hour(pty) != stood && pty.text().contains("▶ replay"));
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
}
