//! The views beside the monitor as a person sees and uses them: what stands behind a figure, the decisions.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::config::situation::shipped;
use coastwatch::engine::books::When;
use coastwatch::model::{
    Bound, Decision, Extent, Figure, Holding, Judgement, Line, Mark, Part, Sentence, Stated, StatusKind, StatusValue,
    Subject, Verdict,
};
use coastwatch::ui::claims::{Cell, Claims, Section, Told, widest};
use coastwatch::ui::decide::Names;
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use insta::assert_snapshot;

use crate::support::screen::{Screen, Ways, at, items, now};

/// The three sizes that every view is looked at in.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn told(
    id: &str,
    origin: Option<&str>,
    as_of: &str,
    states: Stated,
    verdict: Verdict,
    why: impl Into<Sentence>,
    quote: &str,
) -> Told {
    Told {
        line: Line {
            id: id.to_owned(),
            item: "i1".into(),
            origin: origin.map(Into::into),
            as_of: at(as_of),
            states,
            verdict,
            rule: "latest_by_as_of",
            why: why.into(),
        },
        kind: None,
        report: Some("r1".into()),
        published: at(as_of),
        quote: quote.to_owned(),
    }
}

fn figure(low: u64, bound: Bound) -> Stated {
    let high = matches!(bound, Bound::Exact).then_some(low);
    Stated::Figure(Figure { low: Some(low), high, bound })
}

fn place(value: &str, extent: Option<Extent>, until: Option<&str>) -> Stated {
    let holds = Holding { value: StatusValue::from_word(value), extent };
    Stated::Place { holds, until: until.map(at), via: None }
}

/// All of it as the pane lists it.
fn listed(told: Vec<Told>, notes: Vec<String>) -> Claims {
    let sorts = told.chunk_by(|one, other| (one.kind, one.line.verdict) == (other.kind, other.line.verdict));
    let section = |same: &[Told]| Section { kind: same[0].kind, verdict: same[0].line.verdict, many: same.len() };
    let sections = sorts.map(section).collect();
    let widest = widest(told.iter().map(|told| told.line.states.clone()), &shipped().unwrap());
    Claims { sections, first: 0, told, notes, widest }
}

/// Claims behind the loyalists' dead.
pub fn claims() -> Claims {
    let later =
        Sentence::from(Part::Origin(Some("SOHR".into()))).and("'s ").and(Part::Stated(figure(32, Bound::Exact)));
    let later = later.and(" of ").and(Part::Instant(at("2025-03-07T14:00:00Z"))).and(" is later");
    listed(
        vec![
            told(
                "i1.2.c2",
                Some("SOHR"),
                "2025-03-07T14:00:00Z",
                figure(32, Bound::Exact),
                Verdict::Counts,
                "it is the latest figure of its origin",
                "32 gunmen loyal to the former government",
            ),
            told(
                "i7.1.c1",
                Some("AP"),
                "2025-03-07T11:00:00Z",
                figure(28, Bound::AtLeast),
                Verdict::Counts,
                "it is the latest figure of its origin",
                "at least 28 pro-Assad fighters",
            ),
            told(
                "i5.1.c1",
                Some("SOHR"),
                "2025-03-06T21:00:00Z",
                figure(28, Bound::Exact),
                Verdict::Superseded,
                later,
                "مقتل 28 مسلحاً من فلول النظام السابق في ريف جبلة",
            ),
            told(
                "i9.1.c4",
                Some("MOD"),
                "2025-03-07T12:00:00Z",
                figure(90, Bound::Exact),
                Verdict::SetAside,
                "a party's count of its enemy's dead is shown and not counted",
                "الجيش حيّد 90 من الفلول",
            ),
            told(
                "i3.1.c1",
                None,
                "2025-03-07T09:30:00Z",
                figure(12, Bound::Vague),
                Verdict::SetAside,
                "nobody is named, and somebody who is known speaks",
                "dozens of gunmen were killed",
            ),
        ],
        vec!["The sides of this whole come to more than it".to_owned()],
    )
}

pub fn statuses() -> Claims {
    let of = |kind, mut told: Told| {
        told.kind = Some(kind);
        told
    };
    let held = "it is the latest word on the place";
    let (control, curfew) = (StatusKind::Control, StatusKind::Curfew);
    listed(
        vec![
            of(
                control,
                told(
                    "i1.1.s1",
                    Some("SOHR"),
                    "2025-03-07T13:30:00Z",
                    place("government", Some(Extent::Most), None),
                    Verdict::Counts,
                    held,
                    "government forces control most of Jableh",
                ),
            ),
            of(
                control,
                Told {
                    report: None,
                    ..told(
                        "d-1",
                        Some("operator"),
                        "2025-03-07T10:00:00Z",
                        place("contested", None, None),
                        Verdict::Superseded,
                        "a later word took its place",
                        "seen on the spot",
                    )
                },
            ),
            of(
                curfew,
                told(
                    "i1.1.s2",
                    Some("SANA"),
                    "2025-03-07T12:10:00Z",
                    place("in_force", None, Some("2025-03-08T07:00:00Z")),
                    Verdict::Counts,
                    held,
                    "A curfew was imposed until Saturday at 10:00",
                ),
            ),
        ],
        vec![],
    )
}

fn behind_loyalists(columns: u16, rows: u16, ways: Ways) -> Screen {
    let mut screen = Screen::full(columns, rows, ways);
    screen.press("2ggj");
    let asked = screen.press_key(KeyCode::Enter);
    let cell = asked.iter().find_map(|effect| match effect {
        Effect::LoadClaims { cell, when, .. } => Some((cell.clone(), *when)),
        _ => None,
    });
    let (cell, when) = cell.unwrap();
    assert_eq!(when, When::Now(now()));
    screen.tell(Message::ClaimsLoaded(cell, Ok(claims())));
    screen
}

#[test]
fn what_stands_behind_a_figure() {
    for (columns, rows) in SIZES {
        let screen = behind_loyalists(columns, rows, Ways::default());
        assert_snapshot!(format!("claims_{columns}x{rows}"), screen.text());
    }
    let mut ascii = behind_loyalists(80, 24, Ways { ascii: true, ..Ways::default() });
    ascii.press("jj");
    assert_snapshot!("claims_ascii", ascii.text());
}

#[test]
fn what_stands_behind_a_place() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("3ggjj");
    screen.press_key(KeyCode::Enter);
    screen.tell(Message::ClaimsLoaded(Cell::Place("tartus".into()), Ok(claims())));
    assert!(screen.text().contains("Reading the claims"), "what stands behind another place is not shown");
    let asked = screen.place();
    screen.tell(Message::ClaimsLoaded(Cell::Place(asked), Ok(statuses())));
    assert_snapshot!(screen.text());
    screen.tell(Message::ClaimsLoaded(Cell::Place(screen.place()), Ok(Claims::default())));
    assert!(screen.text().contains("e sets it by hand"), "{}", screen.text());
    screen.tell(Message::ClaimsLoaded(Cell::Place(screen.place()), Err("the store is busy".to_owned())));
    assert!(screen.text().contains("the store is busy"));
}

#[test]
fn a_claim_opens_its_item_at_the_words_it_was_read_from_and_esc_leads_back() {
    let mut screen = behind_loyalists(80, 24, Ways::default());
    // The report is open already; another one would be asked for.
    let asked = screen.press_key(KeyCode::Enter);
    assert_eq!(asked, []);
    let text = screen.text();
    assert!(text.contains("▶4 Reader") && text.contains("32 gunmen loyal"), "{text}");
    assert_eq!(screen.reversed(), "32 gunmen loyal to the former government");
    screen.press_key(KeyCode::Esc);
    assert!(screen.text().contains("Behind: Loyalists"));
    screen.press_key(KeyCode::Esc);
    assert!(screen.text().contains("▶2 Casualties"));

    let mut screen = behind_loyalists(80, 24, Ways::default());
    screen.tell(Message::ReportLoaded("r1".into(), Ok(items())));
    let mut elsewhere = claims();
    elsewhere.told[0].report = Some("r9".into());
    elsewhere.told[0].line.item = "i2".into();
    let cell = screen.cell();
    screen.tell(Message::ClaimsLoaded(cell, Ok(elsewhere)));
    let asked = screen.press_key(KeyCode::Enter);
    assert_eq!(asked, [Effect::LoadReport { report: "r9".into(), as_of: now() }]);
    screen.tell(Message::ReportLoaded("r9".into(), Ok(items())));
    let text = screen.text();
    assert!(text.contains("item 2 of 2") && text.contains("edited since"), "{text}");
}

/// A report that was opened from a claim need not be among those that the list holds.
#[test]
fn a_report_in_the_reader_is_marked_as_it_stands_though_no_list_has_it() {
    let mut screen = behind_loyalists(120, 40, Ways::default());
    let mut elsewhere = claims();
    elsewhere.told[0].report = Some("r9".into());
    let cell = screen.cell();
    screen.tell(Message::ClaimsLoaded(cell, Ok(elsewhere)));
    screen.press_key(KeyCode::Enter);
    screen.tell(Message::ReportLoaded("r9".into(), Ok(items())));
    assert_eq!(screen.press("s"), [], "how it is marked is not known yet");
    let star = |on| Effect::Mark { reports: vec!["r9".into()], mark: Mark::Starred(on), at: now() };
    screen.tell(Message::MarksLoaded("r9".into(), Ok(vec![])));
    assert_eq!(screen.press("s"), [star(true)]);
    let asked = screen.tell(Message::Marked(vec!["r9".into()], Mark::Starred(true), Ok(())));
    assert!(asked.contains(&Effect::LoadMarks { report: "r9".into(), as_of: now() }), "{asked:?}");
    let made =
        decision("m1", "2025-03-07T14:32:00Z", Subject::Report("r9".into()), Judgement::Mark(Mark::Starred(true)));
    screen.tell(Message::MarksLoaded("r9".into(), Ok(vec![made])));
    assert_eq!(screen.press("s"), [star(false)]);
}

#[test]
fn a_claim_is_rejected_with_a_reason_and_the_figures_follow_once_it_is_stored() {
    let mut screen = behind_loyalists(120, 40, Ways::default());
    assert_eq!(screen.press("jx"), []);
    assert!(screen.text().contains("Reason to reject AP's at least 28:"), "{}", screen.text());
    screen.press("counted twice");
    assert_snapshot!(screen.text());
    let decided = screen.press_key(KeyCode::Enter);
    let expect = Effect::Decide {
        subject: Subject::Claim("i7.1.c1".into()),
        judgement: Judgement::Reject,
        reason: Some("counted twice".to_owned()),
        at: now(),
    };
    assert_eq!(decided, [expect]);
    let decision = decision("d1", "2025-03-07T14:32:00Z", Subject::Claim("i7.1.c1".into()), Judgement::Reject);
    let refused = screen.tell(Message::Decided(Box::new(decision.clone()), Err("the disk is full".to_owned())));
    assert_eq!(refused, []);
    assert!(screen.text().contains("The decision is not stored: the disk is full"));
    let asked = screen.tell(Message::Decided(Box::new(decision), Ok(())));
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadFigures { .. })), "{asked:?}");
    assert!(asked.iter().any(|effect| matches!(effect, Effect::LoadClaims { .. })), "{asked:?}");
}

#[test]
fn a_claim_is_amended_in_the_words_of_the_command_line() {
    let mut screen = behind_loyalists(120, 40, Ways::default());
    screen.press("e--low 3O");
    assert_eq!(screen.press_key(KeyCode::Enter), []);
    let text = screen.text();
    assert!(text.contains("amend SOHR's 32: --low 3O") && text.contains("--low wants a whole number"), "{text}");
    screen.press_key(KeyCode::Backspace);
    screen.press("0 --origin -");
    screen.press_key(KeyCode::Enter);
    assert!(
        screen.text().contains("Reason to amend SOHR's 32 to at least 30, counted by nobody named:"),
        "{}",
        screen.text()
    );
    let decided = screen.press_key(KeyCode::Enter);
    let [Effect::Decide { judgement: Judgement::Amend(amendment), reason: None, .. }] = decided.as_slice() else {
        panic!("{decided:?}");
    };
    assert_eq!((amendment.figure.unwrap().low, amendment.origin.clone()), (Some(30), Some(None)));
}

#[test]
fn a_place_is_set_and_judged_from_the_board() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("3gge--control contested");
    assert!(screen.text().contains("set Latakia: --control contested"), "{}", screen.text());
    screen.press_key(KeyCode::Enter);
    screen.press("on the spot");
    let decided = screen.press_key(KeyCode::Enter);
    let [Effect::Decide { subject: Subject::Place(_), judgement: Judgement::Set(setting), .. }] = decided.as_slice()
    else {
        panic!("{decided:?}");
    };
    assert_eq!(setting.kind, StatusKind::Control);
    // The other cell is meant after l.
    screen.press("lc");
    assert!(screen.text().contains("Reason to confirm the curfew of"), "{}", screen.text());
    let decided = screen.press_key(KeyCode::Enter);
    let expect = |id: &str| Effect::Decide {
        subject: Subject::Status(id.into()),
        judgement: Judgement::Confirm,
        reason: None,
        at: now(),
    };
    assert_eq!(decided, [expect("i.1.s2")]);
    screen.press("hc");
    assert_eq!(screen.press_key(KeyCode::Enter), [expect("i.1.s1")]);
}

#[test]
fn a_curfew_set_by_hand_may_end_at_an_hour_of_the_place() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("3gg");
    screen.press("e");
    screen.press("--curfew in_force --until 21:00");
    screen.press_key(KeyCode::Enter);
    let decided = screen.press_key(KeyCode::Enter);
    let [Effect::Decide { judgement: Judgement::Set(set), .. }] = decided.as_slice() else { panic!("{decided:?}") };
    assert_eq!(set.until, Some(at("2025-03-07T18:00:00Z")));
}

#[test]
fn what_an_operator_set_is_taken_back_by_undoing_it() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("3gg");
    screen.press_key(KeyCode::Enter);
    let place = screen.place();
    screen.tell(Message::ClaimsLoaded(Cell::Place(place), Ok(statuses())));
    screen.press("jx");
    let decided = screen.press_key(KeyCode::Enter);
    let [Effect::Decide { subject, judgement, .. }] = decided.as_slice() else { panic!("{decided:?}") };
    assert_eq!((subject, judgement), (&Subject::Decision("d-1".into()), &Judgement::Undo));
}

fn decision(id: &str, decided: &str, subject: Subject, judgement: Judgement) -> Decision {
    Decision {
        id: id.into(),
        subject,
        judgement,
        operator: "duty".to_owned(),
        decided: at(decided),
        reason: None,
        stroke: None,
    }
}

/// Decisions of every kind that a log shows, the newest first.
pub fn decisions() -> Vec<Decision> {
    use coastwatch::model::{Amendment, Extent, Figure, Setting, StatusValue};
    let amendment = Amendment { figure: Some(Figure::between(Some(30), Some(35))), ..Amendment::default() };
    let setting = Setting {
        kind: StatusKind::Control,
        value: StatusValue::from_word("government"),
        extent: Some(Extent::Most),
        until: None,
    };
    let mut made = vec![
        decision("d6", "2025-03-07T14:30:00Z", Subject::Decision("d2".into()), Judgement::Undo),
        decision("d5", "2025-03-07T14:10:00Z", Subject::Place("jableh".into()), Judgement::Set(setting)),
        decision("d4", "2025-03-07T13:00:00Z", Subject::Claim("i1.2.c1".into()), Judgement::Amend(amendment)),
        decision("d3", "2025-03-07T12:30:00Z", Subject::Report("r1".into()), Judgement::Mark(Mark::Acknowledged(true))),
        decision("d2", "2025-03-06T22:00:00Z", Subject::Claim("i7.1.c1".into()), Judgement::Reject),
        decision(
            "d1",
            "2025-03-06T21:00:00Z",
            Subject::Report("r2".into()),
            Judgement::Merge { with: vec!["r3".into()] },
        ),
    ];
    made[1].reason = Some("المراسل في المكان: seen on the spot".to_owned());
    made[4].reason = Some("counted twice".to_owned());
    made
}

/// What the subjects of [`decisions`] are called.
pub fn names() -> Names {
    let names = [
        ("r1", "\"Monitor puts the dead on the coast at 124\""),
        ("r2", "\"Clashes leave more than 70 dead\""),
        ("r3", "\"حظر تجول في اللاذقية\""),
        ("i1.2.c1", "SOHR's 32 loyalists killed"),
        ("i7.1.c1", "SANA's at least 28 loyalists killed"),
        ("d2", "reject SANA's at least 28 loyalists killed"),
    ];
    let called = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
    Names { called, ..Names::default() }
}

#[test]
fn the_log_of_decisions() {
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        assert_eq!(screen.press("8"), [Effect::LoadLog { by: now(), before: None }]);
        assert!(screen.text().contains("Reading the decisions"));
        screen.tell(Message::LogLoaded(None, Ok((vec![], Names::default()))));
        assert!(screen.text().contains("Nobody has decided"));
        screen.press("8");
        screen.tell(Message::LogLoaded(None, Ok((decisions(), names()))));
        screen.press("j");
        assert_snapshot!(format!("log_{columns}x{rows}"), screen.text());
    }
}

#[test]
fn a_decision_is_taken_back_from_the_log_and_so_is_a_mark() {
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.press("8");
    screen.tell(Message::LogLoaded(None, Ok((decisions(), names()))));
    screen.press("jjjju");
    assert!(screen.text().contains("It is taken back already: u on what took it back"), "{}", screen.text());
    for (keys, id) in [("ku", "d3"), ("kkku", "d6")] {
        screen.press(keys);
        screen.press("it was right");
        let decided = screen.press_key(KeyCode::Enter);
        let [Effect::Decide { subject, judgement, reason, .. }] = decided.as_slice() else { panic!("{decided:?}") };
        assert_eq!((subject, judgement), (&Subject::Decision(id.into()), &Judgement::Undo));
        assert_eq!(reason.as_deref(), Some("it was right"));
    }
}

#[test]
fn any_pane_is_zoomed_and_gives_the_screen_back() {
    let mut screen = Screen::full(120, 40, Ways::default());
    for (key, name) in [('1', "1 Reports"), ('2', "2 Casualties"), ('3', "3 Status"), ('4', "4 Reader")] {
        screen.press(&format!("{key}z"));
        let text = screen.text();
        assert!(text.contains(name), "{text}");
        assert_eq!(text.matches('┌').count(), 1, "one pane takes the screen:\n{text}");
        screen.press_key(KeyCode::Esc);
        assert_eq!(screen.text().matches('┌').count(), 4);
    }
}

#[test]
fn a_figure_is_judged_by_what_it_rests_on_and_no_report_is_marked_by_that() {
    for key in ["c", "x", "e"] {
        let mut screen = Screen::full(120, 40, Ways::default());
        let effects = screen.press(&format!("2{key}"));
        assert!(matches!(effects.as_slice(), [Effect::LoadClaims { .. }]), "{key}: {effects:?}");
        let text = screen.text();
        assert!(
            text.contains("c confirms, x rejects, e amends the selected one") && text.contains("Behind:"),
            "{text}"
        );
    }
}

#[test]
fn no_key_marks_a_report_that_is_not_seen() {
    let views = ["5", "6", "7", "8"].map(|view| (view, (120, 40)));
    // Where one pane takes the screen, figures and places stand without the reports.
    let panes = ["2", "3"].map(|pane| (pane, (80, 24)));
    for (view, (columns, rows)) in views.into_iter().chain(panes).chain([("2z", (120, 40))]) {
        let mut screen = Screen::full(columns, rows, Ways::default());
        screen.press(view);
        assert!(!screen.text().contains("m read"), "{view}: {}", screen.text());
        // What is not relevant of a report is wrong of a place's status, or of a claim behind a figure.
        let keys = if view.starts_with(['2', '3']) { &["m", "a", "s"][..] } else { &["m", "a", "s", "x"] };
        for key in keys {
            let effects = screen.press(key);
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Mark { .. })), "{view} {key}: {effects:?}");
            assert!(screen.text().contains("Marks are for reports"), "{view} {key}");
        }
    }
}

#[test]
fn the_selected_figure_stays_the_same_when_others_come_above_it() {
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.press("2ggj");
    let opened = |screen: &mut Screen| {
        screen.press_key(KeyCode::Enter);
        let cell = screen.cell();
        screen.tell(Message::ClaimsLoaded(cell.clone(), Ok(claims())));
        screen.press_key(KeyCode::Esc);
        cell
    };
    let before = opened(&mut screen);
    let mut figures = screen.figures();
    let mut other = figures.tally.rows[0].clone();
    other.category = "unspecified".into();
    figures.tally.rows.insert(0, other);
    screen.tell(Message::FiguresLoaded(Ok(figures)));
    assert_eq!(opened(&mut screen), before);
}

#[test]
fn a_screen_of_any_size_shows_every_view() {
    let mut screen = Screen::full(120, 40, Ways::default());
    for (columns, rows) in [(60, 15), (61, 80), (99, 27), (300, 15), (400, 100), (20, 5), (1, 1)] {
        screen.resize(columns, rows);
        for view in ["2", "3", "5", "6", "7", "8", "z", "?"] {
            screen.press(view);
            screen.text();
            screen.press_key(KeyCode::Enter);
            screen.press("jGk\u{4}");
            screen.text();
            screen.press_key(KeyCode::Esc);
        }
    }
}
