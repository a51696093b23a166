//! The handover: what changed since somebody took over, on the screen and as a situation report.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::model::{Decision, Judgement, Mark, Priority, Seen, Subject};
use coastwatch::ui::claims::Cell;
use coastwatch::ui::effect::Effect;
use coastwatch::ui::layout::Pane;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use insta::assert_snapshot;
use jiff::SignedDuration;
use serde_json::Value;

use crate::store::open;
use crate::support::command::Home;
use crate::support::handover::{handover, nothing, seen};
use crate::support::screen::{Screen, Ways, at, now};
use crate::support::seed;

/// The three sizes that every view is looked at in.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// A screen that shows a handover.
fn handing_over(columns: u16, rows: u16, ways: Ways) -> Screen {
    let mut screen = Screen::full(columns, rows, ways);
    assert_eq!(screen.press("H"), [Effect::LoadHandover { as_of: now() }]);
    screen.tell(Message::HandoverLoaded(Ok(Box::new((handover(), seen())))));
    screen
}

#[test]
fn what_changed_is_listed_at_every_size() {
    for (columns, rows) in SIZES {
        let screen = handing_over(columns, rows, Ways::default());
        assert_snapshot!(format!("handover_{columns}x{rows}"), screen.text());
    }
    let ascii = handing_over(120, 40, Ways { ascii: true, ..Ways::default() }).text();
    let foreign: String = ascii.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect();
    // Marks over Arabic letters are a feed's own.
    assert!(foreign.chars().all(|c| ('\u{64b}'..='\u{652}').contains(&c)), "{foreign:?}");
    assert_snapshot!("handover_ascii", ascii);
    let colored = handing_over(120, 40, Ways { color: true, ..Ways::default() });
    assert_eq!(colored.text(), handing_over(120, 40, Ways::default()).text());
}

#[test]
fn a_shift_without_events_says_so_of_each_kind() {
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.press("H");
    assert!(screen.text().contains("Reading what has changed"));
    screen.tell(Message::HandoverLoaded(Ok(Box::new((nothing(), seen())))));
    assert_snapshot!("handover_nothing", screen.text());
    screen.press("jjG\u{4}");
    screen.press_key(KeyCode::Enter);
    assert_eq!(screen.model().focus, Pane::Handover, "there is nothing to open");
}

#[test]
fn a_store_that_fails_is_said_and_what_was_told_stays() {
    let mut screen = handing_over(120, 40, Ways::default());
    screen.tell(Message::HandoverLoaded(Err("the store is busy; try again".to_owned())));
    let text = screen.text();
    assert!(text.contains("the store is busy") && text.contains("Clashes leave more than 70 dead"), "{text}");
}

#[test]
fn opening_and_reading_it_takes_nothing_over_and_a_key_does() {
    let mut screen = Screen::full(120, 40, Ways::default());
    assert_eq!(screen.press("H"), [Effect::LoadHandover { as_of: now() }]);
    assert_eq!(screen.press("a"), [], "nothing is read yet");
    screen.tell(Message::HandoverLoaded(Ok(Box::new((handover(), seen())))));
    let moved = screen.press("jjjGgg");
    assert_eq!(moved, []);
    assert_eq!(screen.press("a"), [Effect::TakeOver { seen: seen(), at: now() }]);
    let asked = screen.tell(Message::HandoverStored(Ok("Taken over.")));
    assert_eq!(asked, [Effect::LoadHandover { as_of: now() }], "it is told anew from there");
    assert_eq!(screen.press("u"), [Effect::TakeOverBack { at: now() }]);
    // What arrives does not move it; = asks for it.
    screen.tell(Message::HandoverLoaded(Ok(Box::new((nothing(), seen())))));
    let asked = screen.tell(Message::Missed);
    assert!(asked.iter().all(|effect| !matches!(effect, Effect::LoadHandover { .. })), "{asked:?}");
    assert_eq!(screen.press("="), [Effect::LoadHandover { as_of: now() }]);
}

#[test]
fn each_line_opens_what_it_is_about() {
    let check = |down: usize, open: fn(&Screen, Vec<Effect>)| {
        let mut screen = handing_over(120, 40, Ways::default());
        screen.press(&"j".repeat(down));
        let asked = screen.press_key(KeyCode::Enter);
        open(&screen, asked);
        screen.press_key(KeyCode::Esc);
        assert_eq!(screen.model().focus, Pane::Handover, "Esc leads back");
    };
    check(0, |screen, asked| {
        assert_eq!(screen.model().focus, Pane::Reader);
        assert_eq!(asked, [Effect::LoadReport { report: "r3".into(), as_of: now() }]);
    });
    check(4, |screen, asked| {
        assert_eq!(screen.model().focus, Pane::Claims);
        assert!(matches!(asked.as_slice(), [Effect::LoadClaims { cell: Cell::Figure(_), .. }]), "{asked:?}");
    });
    check(7, |screen, asked| {
        let cell = Cell::Place("latakia".into());
        assert!(matches!(asked.as_slice(), [Effect::LoadClaims { cell: asked, .. }] if *asked == cell), "{asked:?}");
        assert_eq!(screen.model().focus, Pane::Claims);
    });
    check(13, |screen, _| {
        assert_eq!(screen.model().focus, Pane::Sources);
        assert_eq!(screen.model().feed, Some("sana-en".into()));
    });
}

/// A moment after the seeded reports.
const LATER: &str = "2025-03-07T12:00:00Z";

#[test]
fn taking_over_is_kept_for_each_operator_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = open(folder.path()).await;
        let later = |minutes| at(LATER) + SignedDuration::from_mins(minutes);
        assert_eq!(store.last_taken("anna", later(60)).await.unwrap(), None);
        // Looking, as the screen notes by itself, takes nothing over.
        store.look("anna", later(0)).await.unwrap();
        assert_eq!(store.last_taken("anna", later(60)).await.unwrap(), None);
        let seen = |minutes| Seen { at: later(minutes), seq: Some(coastwatch::model::Seq(minutes)) };
        store.take_over("anna", seen(1), later(2)).await.unwrap();
        store.take_over("anna", seen(10), later(11)).await.unwrap();
        assert_eq!(store.last_taken("anna", later(60)).await.unwrap(), Some(seen(10)));
        assert_eq!(store.last_taken("anna", later(10)).await.unwrap(), Some(seen(1)), "as it stood then");
        assert_eq!(store.last_taken("ben", later(60)).await.unwrap(), None);
        assert!(store.take_over_back("anna", later(20)).await.unwrap());
        assert_eq!(store.last_taken("anna", later(60)).await.unwrap(), Some(seen(1)));
        assert_eq!(store.last_taken("anna", later(15)).await.unwrap(), Some(seen(10)), "it stood until then");
        assert!(store.take_over_back("anna", later(21)).await.unwrap());
        assert!(!store.take_over_back("anna", later(22)).await.unwrap());
        store.close().await;
    });
}

/// A situation report as data.
fn sitrep(home: &Home, store: &str, args: &[&str]) -> Value {
    let global = ["--store", store, "--episode", "march-2025", "--operator", "anna"];
    let all = [&global[..], &["sitrep", "--format", "json"], args].concat();
    let output = home.coastwatch(&all).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn what_was_fetched_before_and_stored_after_is_new_all_the_same() {
    let home = Home::new();
    let url = format!("sqlite:{}", home.path("store.db").display());
    let last = at(LATER);
    seed::reports(&url, 3, last);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let marked = |store: std::sync::Arc<dyn coastwatch::store::Store>, seen: Seen| async move {
        store.take_over("anna", seen, seen.at).await.unwrap();
        store.close().await;
    };
    // Everything was known at that moment, and of it all but the first two changes of the store were seen.
    runtime.block_on(async {
        let store = coastwatch::store::open(&url).await.unwrap();
        marked(store, Seen { at: last, seq: Some(coastwatch::model::Seq(0)) }).await;
    });
    let as_of = "2025-03-07T18:00:00Z";
    let told = sitrep(&home, &url, &["--as-of", as_of]);
    assert_eq!((told["since_last"].as_bool(), told["new_reports"].as_u64()), (Some(true), Some(3)), "{told}");
    runtime.block_on(async {
        let store = coastwatch::store::open(&url).await.unwrap();
        let seq = store.seq().await.unwrap();
        marked(store, Seen { at: last, seq: Some(seq) }).await;
    });
    assert_eq!(sitrep(&home, &url, &["--as-of", as_of])["new_reports"], 0);
    // A time that is named counts by what was known then.
    assert_eq!(sitrep(&home, &url, &["--as-of", as_of, "--since", "2025-03-07T11:58:30Z"])["new_reports"], 3);
    assert_eq!(sitrep(&home, &url, &["--as-of", as_of, "--since", "12h"])["since"], "2025-03-07T06:00:00Z");
}

#[test]
fn an_escalation_is_handed_over_until_somebody_takes_it_on() {
    let home = Home::new();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 2, at(LATER));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = coastwatch::store::open(&url).await.unwrap();
        let query = coastwatch::store::ReportQuery {
            as_of: at("2025-03-07T18:00:00Z"),
            from: at("2025-03-06T00:00:00Z"),
            after: None,
            limit: 10,
            filter: None,
            reads: coastwatch::model::Reads::default(),
        };
        let report = store.reports(&query).await.unwrap()[0].id.clone();
        let decide = |id: &str, minutes, mark| Decision {
            id: id.into(),
            subject: Subject::Report(report.clone()),
            judgement: Judgement::Mark(mark),
            operator: "ben".to_owned(),
            decided: at(LATER) + SignedDuration::from_mins(minutes),
            reason: None,
            stroke: None,
        };
        let marks = [decide("d1", 10, Mark::Escalated(Priority::new(2))), decide("d2", 120, Mark::Acknowledged(true))];
        store.decide(&marks).await.unwrap();
        store.close().await;
    });
    let told = sitrep(&home, &url, &["--since", "12h", "--as-of", "2025-03-07T13:00:00Z"]);
    let open = &told["escalations"][0];
    assert_eq!((open["priority"].as_u64(), open["operator"].as_str()), (Some(2), Some("ben")), "{told}");
    assert_eq!(open["at"], "2025-03-07T12:10:00Z");
    let told = sitrep(&home, &url, &["--since", "12h", "--as-of", "2025-03-07T15:00:00Z"]);
    assert_eq!(told["escalations"], Value::Array(vec![]));
}

#[test]
fn the_report_of_a_past_shift_agrees_with_the_panes_and_cites_every_figure() {
    let home = Home::played();
    let url = home.store();
    let base = ["--store", &url, "--episode", "march-2025", "--operator", "anna"];
    let run = |args: &[&str]| {
        let output = home.coastwatch(&[&base[..], args].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let (since, as_of) = ("2025-03-08T06:00:00Z", "2025-03-08T18:00:00Z");
    let told = sitrep(&home, &url, &["--since", since, "--as-of", as_of]);
    let tally =
        |at: &str| -> Value { serde_json::from_str(&run(&["tally", "--as-of", at, "--format", "json"])).unwrap() };
    let (then, now) = (tally(since), tally(as_of));
    let find = |tally: &Value, moved: &Value| -> Option<Value> {
        let same = |row: &&Value| ["metric", "category", "perpetrator"].iter().all(|key| row[*key] == moved[*key]);
        tally["rows"].as_array().unwrap().iter().find(same).cloned()
    };
    let figures = told["figures"].as_array().unwrap();
    assert_eq!(figures.iter().filter(|moved| !moved["new"].is_null()).count(), now["rows"].as_array().unwrap().len());
    assert!(figures.iter().filter(|moved| moved["changed"] == true).count() >= 4, "{told}");
    for moved in figures {
        for (side, tally) in [("old", &then), ("new", &now)] {
            let row = find(tally, moved);
            let of = |key: &str| row.as_ref().map_or(Value::Null, |row| row[key].clone());
            for key in ["low", "best", "high"] {
                let told = moved[side].as_object().map_or(Value::Null, |ends| ends[key].clone());
                assert_eq!(told, of(key), "{side} {key} of {moved}");
            }
        }
        for origin in moved["origins"].as_array().unwrap().iter().chain(moved["old_origins"].as_array().unwrap()) {
            let cited = &origin["cited"];
            assert!(cited["url"].as_str().unwrap().starts_with("https://"), "{origin}");
            assert!(origin["as_of"].is_string() && cited["published"].is_string(), "{origin}");
        }
    }
    for moved in told["places"].as_array().unwrap() {
        assert_ne!(moved["old"]["value"], moved["new"]["value"], "{moved}");
    }
    // It is the same whenever it is made.
    let again = sitrep(&home, &url, &["--since", since, "--as-of", as_of, "--now", "2025-03-13T00:00:00Z"]);
    assert_eq!(told, again);
    let markdown = run(&["sitrep", "--since", since, "--as-of", as_of]);
    assert_snapshot!("sitrep_8_march", markdown);
    let html = run(&["sitrep", "--since", since, "--as-of", as_of, "--format", "html"]);
    for wanted in ["<svg", "class=\"coast\"", "class=\"best\"", "340 (229 to 340)", "lang=\"en\""] {
        assert!(html.contains(wanted), "{wanted}");
    }
    for foreign in ["<script", "<link", "<img", " src=", "@import", "url("] {
        assert!(!html.contains(foreign), "the page needs nothing else: {foreign}");
    }
}

#[test]
fn times_that_make_no_sense_together_are_refused() {
    let home = Home::new();
    let url = format!("sqlite:{}", home.path("store.db").display());
    let check = |args: &[&str], words: &str| {
        let output = home.coastwatch(&[&["--store", url.as_str(), "sitrep"], args].concat()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    };
    check(&["--since", "yesterday"], "12h");
    check(&["--since", "2025-03-09T00:00:00Z", "--as-of", "2025-03-08T00:00:00Z"], "lies after");
}
