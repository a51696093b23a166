//! The time cursor, the timeline and the map as a person sees and uses them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::engine::books::When;
use coastwatch::model::{Bound, Seq};
use coastwatch::reconcile::history::{Point, Track};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::{Figures, Message};
use coastwatch::ui::past::Moment;
use crossterm::event::KeyCode;
use insta::assert_snapshot;

use crate::support::screen::{Screen, Ways, at, items, now, page, report, reports};

/// The three sizes that every view is looked at in.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// The screen as it stood at noon.
fn noon(screen: &Screen) -> Moment {
    let rows = [
        report("r6", "2025-03-07T12:00:00Z", "Xinhua", "叙利亚沿海地区冲突造成70多人死亡", 1),
        report("r7", "2025-03-06T23:40:00Z", "Rudaw", "Reinforcements reach the coast after ambush near Beit Ana", 4),
    ];
    let Figures { mut tally, mut board } = screen.figures();
    tally.rows.truncate(1);
    tally.rows[0].best = Some(16);
    tally.rows[0].low = Some(16);
    board.rows.iter_mut().for_each(|row| row.curfew = None);
    Moment { page: page(&rows), figures: Figures { tally, board } }
}

fn moments() -> Vec<jiff::Timestamp> {
    ["2025-03-06T17:00:00Z", "2025-03-07T12:00:00Z", "2025-03-07T14:28:00Z"].map(at).to_vec()
}

/// A screen that looks back to noon.
fn looking_back(columns: u16, rows: u16, ways: Ways) -> Screen {
    let mut screen = Screen::full(columns, rows, ways);
    assert_eq!(screen.press("["), [Effect::LoadMoments { as_of: now(), seq: None }]);
    let asked = screen.tell(Message::MomentsLoaded(None, Ok(moments())));
    let [Effect::LoadPast(query)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(query.as_of, at("2025-03-07T14:28:00Z"));
    screen.press("[");
    // The answer for the moment that was left meanwhile is let go, and the right one asked for.
    let late = Box::new(noon(&screen));
    let asked = screen.tell(Message::PastLoaded(at("2025-03-07T14:28:00Z"), Ok(late)));
    let [Effect::LoadPast(query)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(query.as_of, at("2025-03-07T12:00:00Z"));
    assert!(screen.text().contains("NOT NOW, reading"));
    let moment = Box::new(noon(&screen));
    let asked = screen.tell(Message::PastLoaded(at("2025-03-07T12:00:00Z"), Ok(moment)));
    assert!(
        asked.contains(&Effect::LoadReport { report: "r1".into(), as_of: at("2025-03-07T12:00:00Z") }),
        "{asked:?}"
    );
    // The report was not there yet.
    screen.tell(Message::ReportLoaded("r1".into(), Ok(vec![])));
    screen
}

#[test]
fn the_whole_screen_shows_an_earlier_moment_and_says_so() {
    for (columns, rows) in SIZES {
        let screen = looking_back(columns, rows, Ways::default());
        assert_snapshot!(format!("past_{columns}x{rows}"), screen.text());
    }
    let colored = looking_back(120, 40, Ways { color: true, ..Ways::default() });
    let plain = looking_back(120, 40, Ways::default());
    assert_eq!(colored.text(), plain.text());
    assert!(plain.reversed().contains("NOT NOW, change 2 of 3"), "the title line differs without colours too");
}

#[test]
fn what_arrives_meanwhile_disturbs_nothing_and_is_there_on_the_way_back() {
    let mut screen = looking_back(120, 40, Ways::default());
    let before = screen.text();
    let mut rows = vec![report("new", "2025-03-07T14:31:00Z", "SOHR", "Has just arrived", 1)];
    rows.extend(reports());
    screen.tell(Message::ReportsLoaded(Ok(page(&rows))));
    let figures = screen.no_figures();
    screen.tell(Message::FiguresLoaded(Ok(figures)));
    let after = screen.text();
    let panes = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(panes(&before), panes(&after), "panes stay as they were");
    assert!(after.lines().next().unwrap().contains("1 new"), "{after}");
    let asked = screen.press("0");
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadFigures { .. })), "{asked:?}");
    let text = screen.text();
    assert!(!text.contains("NOT NOW") && text.contains("1 new: = shows them"), "{text}");
    assert!(text.contains("Monitor puts the dead"), "{text}");
    assert!(text.contains("No figures"), "the figures of now are shown again:\n{text}");
}

#[test]
fn steps_end_at_both_ends() {
    let mut screen = Screen::full(120, 40, Ways::default());
    assert_eq!(screen.press("]0"), []);
    screen.press("[");
    screen.tell(Message::MomentsLoaded(None, Ok(moments())));
    screen.press("[[");
    assert!(!screen.text().contains("No figure changed"));
    screen.press("[");
    assert!(screen.text().contains("No figure changed before that"));
    screen.press("]]");
    assert!(screen.text().contains("NOT NOW"));
    screen.press("]");
    assert!(!screen.text().contains("NOT NOW"), "after the last change it is now");
    screen.press("[");
    screen.tell(Message::PastLoaded(at("2025-03-07T14:28:00Z"), Err("the store is busy".to_owned())));
    assert!(screen.text().contains("the store is busy"));
}

#[test]
fn a_mark_made_in_the_past_is_made_now_and_by_what_holds_now() {
    let mut screen = looking_back(120, 40, Ways::default());
    screen.press("1jm");
    let marks = screen.press("s");
    let [Effect::Mark { reports, at, .. }] = marks.as_slice() else { panic!("{marks:?}") };
    assert_eq!((reports.as_slice(), *at), (&["r7".into()][..], now()));
}

#[test]
fn views_that_are_opened_in_the_past_show_the_past() {
    let mut screen = looking_back(120, 40, Ways::default());
    screen.press("2");
    let asked = screen.press_key(KeyCode::Enter);
    let [Effect::LoadClaims { when, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(*when, When::Past(at("2025-03-07T12:00:00Z")));
    assert_eq!(screen.press("8"), [Effect::LoadLog { by: at("2025-03-07T12:00:00Z"), before: None }]);
}

#[test]
fn whoever_leaves_the_present_again_has_the_moments_told_anew_where_something_was_stored() {
    let mut screen = looking_back(120, 40, Ways::default());
    screen.press("0");
    assert!(screen.press("[").iter().all(|effect| !matches!(effect, Effect::LoadMoments { .. })));
    screen.press("0");
    screen.tell(Message::Changed(coastwatch::engine::change::Change::Stored(Seq(9))));
    assert_eq!(screen.press("["), [Effect::LoadMoments { as_of: now(), seq: Some(Seq(9)) }]);
}

fn point(at_: &str, low: u64, high: Option<u64>, bound: Bound) -> Point {
    Point { at: at(at_), low: Some(low), high, bound }
}

pub fn tracks() -> Vec<Track> {
    let exact = |at: &str, n| point(at, n, Some(n), Bound::Exact);
    vec![
        Track {
            origin: Some("SOHR".into()),
            points: vec![
                exact("2025-03-06T16:00:00Z", 13),
                exact("2025-03-06T20:00:00Z", 28),
                exact("2025-03-07T09:00:00Z", 70),
                exact("2025-03-07T14:28:00Z", 124),
            ],
        },
        // A gap of more than a day: nobody counted in between.
        Track {
            origin: Some("SNHR".into()),
            points: vec![exact("2025-03-05T23:00:00Z", 5), point("2025-03-07T12:00:00Z", 90, Some(110), Bound::Range)],
        },
        Track { origin: Some("AP".into()), points: vec![point("2025-03-07T14:05:00Z", 70, None, Bound::MoreThan)] },
        Track { origin: None, points: vec![exact("2025-03-07T10:00:00Z", 40)] },
    ]
}

#[test]
fn the_timeline_shows_each_origins_steps_and_gaps() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        let asked = screen.press("7");
        let [Effect::LoadTracks { row, when }] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((row.category.as_str(), *when), ("total", When::Now(now())));
        assert!(screen.text().contains("Reading what each origin said"));
        screen.tell(Message::TracksLoaded(row.clone(), Ok(tracks())));
        assert_snapshot!(format!("timeline_{columns}x{rows}"), screen.text());
    }
    let mut screen = Screen::full(80, 24, Ways { ascii: true, ..Ways::default() });
    let asked = screen.press("7");
    let [Effect::LoadTracks { row, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    screen.tell(Message::TracksLoaded(row.clone(), Ok(tracks())));
    assert_snapshot!("timeline_ascii", screen.text());
    screen.tell(Message::TracksLoaded(row.clone(), Ok(vec![])));
    assert!(screen.text().contains("No origin states a number"));
    // Another row: what was told of this one is let go.
    screen.press("h");
    screen.tell(Message::TracksLoaded(row.clone(), Ok(tracks())));
    assert!(screen.text().contains("Reading what each origin said"), "{}", screen.text());
    screen.tell(Message::TracksLoaded(row.clone(), Err("the store is busy".to_owned())));
    assert!(screen.text().contains("the store is busy"));
}

#[test]
fn the_map_shows_who_holds_the_places() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        assert_eq!(screen.press("6"), []);
        screen.press("j");
        assert_snapshot!(format!("map_{columns}x{rows}"), screen.text());
    }
    let mut screen = Screen::full(80, 24, Ways { ascii: true, ..Ways::default() });
    screen.press("6");
    assert_snapshot!("map_ascii", screen.text());
    let figures = screen.no_figures();
    screen.tell(Message::FiguresLoaded(Ok(figures)));
    assert_snapshot!("map_empty", screen.text());
    let opened = screen.press_key(KeyCode::Enter);
    assert!(matches!(opened.as_slice(), [Effect::LoadClaims { .. }]), "{opened:?}");
    screen.tell(Message::ReportLoaded("r1".into(), Ok(items())));
}
