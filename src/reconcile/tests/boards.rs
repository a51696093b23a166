//! The board: curfews that begin, go on, lapse and end, and who holds what.

use std::sync::Arc;

use crate::model::{
    Board, BoardRow, ControlCell, CurfewCell, Extent, Freshness, Ledger, OriginId, PlaceId, Staleness, StatusKind,
    Verdict,
};
use crate::reconcile::{Books, board, explain};

use super::sample::{at, decided, ledger, march, situation};

fn board(ledger: &Ledger, when: &str) -> Board {
    board::reconcile(ledger, &situation(), &march(), at(when))
}

fn row<'b>(board: &'b Board, place: &str) -> &'b BoardRow {
    board.rows.iter().find(|row| row.place.as_str() == place).unwrap()
}

fn curfew(ledger: &Ledger, when: &str, place: &str) -> Option<CurfewCell> {
    row(&board(ledger, when), place).curfew.clone()
}

fn control(ledger: &Ledger, when: &str, place: &str) -> Option<ControlCell> {
    row(&board(ledger, when), place).control.clone()
}

fn held(ledger: &Ledger, when: &str, place: &str) -> (String, Option<Extent>) {
    let cell = control(ledger, when, place).unwrap();
    (cell.value, cell.extent)
}

#[test]
fn the_first_report() {
    let lines = ledger(&[
        "03-07T11:30 - curfew in_force latakia",
        "03-07T11:30 - curfew in_force coast",
        "03-07T11:30 - control government latakia extent=most",
        "03-07T11:30 - control contested latakia extent=part",
        "03-07T11:30 SOHR control loyalists baniyas extent=outskirts",
        "03-07T11:30 SOHR control loyalists jableh extent=outskirts",
        "03-07T11:30 SOHR control loyalists qardaha extent=whole",
        "03-07T11:30 SOHR control loyalists coast extent=part",
    ]);
    let now = "03-07T12";
    assert_eq!(board(&lines, now).rows.len(), situation().places.len(), "a row for every place");
    assert_eq!(held(&lines, now, "latakia"), ("government".to_owned(), Some(Extent::Most)));
    assert!(!control(&lines, now, "latakia").unwrap().conflict, "most of it leaves room for a contested quarter");
    assert_eq!(held(&lines, now, "qardaha"), ("loyalists".to_owned(), Some(Extent::Whole)));
    for place in ["baniyas", "jableh"] {
        assert_eq!(held(&lines, now, place), ("loyalists".to_owned(), Some(Extent::Outskirts)));
    }
    assert_eq!(held(&lines, now, "coast"), ("loyalists".to_owned(), Some(Extent::Part)));
    assert_eq!(control(&lines, now, "tartus"), None, "a part of the coast is not each town");
    let own = curfew(&lines, now, "latakia").unwrap();
    assert_eq!((own.value.as_str(), own.via), ("in_force", None));
    let covered = curfew(&lines, now, "qardaha").unwrap();
    assert_eq!((covered.value.as_str(), covered.via), ("in_force", Some(PlaceId::new("coast"))));
    assert_eq!(curfew(&lines, now, "homs"), None, "Homs is not on the coast");
}

#[test]
fn a_curfew_hour_by_hour() {
    let lines = ledger(&[
        "03-06T18 GSS curfew in_force tartus until=03-07T07",
        "03-07T03 - curfew in_force tartus",
        "03-07T09 SANA curfew in_force tartus until=03-08T07",
        "03-07T20 - curfew in_force tartus until=03-07T07",
        "03-08T20 GSS curfew in_force tartus_governorate until=03-09T05",
        "03-09T12 SANA curfew lifted tartus",
        "03-10T16 GSS curfew in_force coast",
        "03-11T08 SANA curfew lifted coast",
    ]);
    let mut told = vec![];
    for hour in 0..24 * 6 {
        let now = at("03-06T00") + jiff::SignedDuration::from_hours(hour);
        let seen = board::reconcile(&lines, &situation(), &march(), now);
        let state = row(&seen, "tartus").curfew.as_ref().map_or("unknown".to_owned(), |cell| {
            let until = cell.until.map(|until| until.to_string()).unwrap_or_default();
            format!("{} {until}", cell.value)
        });
        if told.last().is_none_or(|(_, before)| *before != state) {
            told.push((now.to_string(), state));
        }
    }
    let told: Vec<(&str, &str)> = told.iter().map(|(when, state)| (when.as_str(), state.as_str())).collect();
    assert_eq!(
        told,
        [
            ("2025-03-06T00:00:00Z", "unknown"),
            ("2025-03-06T18:00:00Z", "in_force 2025-03-07T07:00:00Z"),
            ("2025-03-07T07:00:00Z", "lapsed 2025-03-07T07:00:00Z"),
            ("2025-03-07T09:00:00Z", "in_force 2025-03-08T07:00:00Z"),
            ("2025-03-08T07:00:00Z", "lapsed 2025-03-08T07:00:00Z"),
            ("2025-03-08T20:00:00Z", "in_force 2025-03-09T05:00:00Z"),
            ("2025-03-09T05:00:00Z", "lapsed 2025-03-09T05:00:00Z"),
            ("2025-03-09T12:00:00Z", "lifted "),
            ("2025-03-10T16:00:00Z", "in_force "),
            ("2025-03-11T08:00:00Z", "lifted "),
        ]
    );
    let since = |when: &str| curfew(&lines, when, "tartus").unwrap().since;
    assert_eq!(since("03-07T12"), at("03-06T18"), "the extension was told late: it never ended");
    assert_eq!(since("03-08T10"), at("03-08T07"), "lapsed since its end");
    assert_eq!(since("03-08T22"), at("03-08T20"), "another curfew");
}

/// The hours of 6 to 11 March at which what the board says of a place's curfew changes.
fn played(lines: &Ledger, place: &str) -> Vec<String> {
    let mut books = Books::open(Arc::new(situation()), march(), at("03-06T00"), lines.clone());
    let mut told: Vec<String> = vec![];
    let mut before = String::new();
    for hour in 0..24 * 6 {
        let now = at("03-06T00") + jiff::SignedDuration::from_hours(hour);
        books.turn_to(now);
        let seen = books.board();
        assert_eq!(seen, board::reconcile(lines, &situation(), &march(), now), "turned on hour by hour or made anew");
        let hour = |at: jiff::Timestamp| at.strftime("%d %H").to_string();
        let state = row(&seen, place).curfew.as_ref().map_or("unknown".to_owned(), |cell| {
            let until = cell.until.map(|until| format!(" to {}", hour(until))).unwrap_or_default();
            let other = cell.disputed_until.map(|other| format!(", others to {}", hour(other))).unwrap_or_default();
            let via = cell.via.as_ref().map(|via| format!(" ({via})")).unwrap_or_default();
            format!("{}{until}{other}{via}", cell.value)
        });
        if state != before {
            told.push(format!("{}: {state}", hour(now)));
            before = state;
        }
    }
    told
}

#[test]
fn two_sources_that_differ_on_the_end_hour_by_hour() {
    let lines = ledger(&[
        "03-06T17 GSS curfew in_force tartus until=03-07T07",
        "03-06T18 SANA curfew in_force tartus until=03-07T10",
        "03-07T15 GSS curfew in_force tartus until=03-08T10",
        "03-07T16 SANA curfew in_force tartus until=03-08T07",
        "03-08T05 SANA curfew in_force tartus until=03-08T10",
        "03-09T18 SANA curfew in_force tartus_governorate",
        "03-10T06 GSS curfew lifted tartus_governorate",
        "03-10T18 GSS curfew in_force coast",
        "03-10T20 SANA curfew in_force tartus until=03-11T05",
        "03-11T09 - curfew lifted coast",
    ]);
    assert_eq!(
        played(&lines, "tartus"),
        [
            "06 00: unknown",
            "06 17: in_force to 07 07",
            "06 18: in_force to 07 10, others to 07 07",
            "07 10: lapsed to 07 10, others to 07 07",
            "07 15: in_force to 08 10",
            "07 16: in_force to 08 10, others to 08 07",
            "08 05: in_force to 08 10",
            "08 10: lapsed to 08 10",
            "09 18: in_force (tartus_governorate)",
            "10 06: lifted (tartus_governorate)",
            "10 18: in_force (coast)",
            "10 20: in_force to 11 05",
            "11 05: lapsed to 11 05",
            "11 09: lifted (coast)",
        ]
    );
    assert_eq!(
        played(&lines, "baniyas"),
        [
            "06 00: unknown",
            "09 18: in_force (tartus_governorate)",
            "10 06: lifted (tartus_governorate)",
            "10 18: in_force (coast)",
            "11 09: lifted (coast)",
        ]
    );
    assert_eq!(played(&lines, "homs"), ["06 00: unknown"]);
}

#[test]
fn a_curfew_of_the_whole_coast_without_an_end_never_lapses_and_grows_stale() {
    let lines = ledger(&["03-07T09 GSS curfew in_force coast"]);
    for (when, freshness) in [
        ("03-07T10:59", Freshness::Fresh),
        ("03-07T11", Freshness::Ageing),
        ("03-07T15", Freshness::Stale),
        ("03-13T09", Freshness::Stale),
    ] {
        let cell = curfew(&lines, when, "jableh").unwrap();
        assert_eq!((cell.value.as_str(), cell.freshness), ("in_force", freshness), "{when}");
        assert_eq!(cell.stale, freshness == Freshness::Stale);
    }
}

#[test]
fn words_fade_at_the_ages_that_are_configured() {
    let lines = ledger(&["03-07T09 SOHR control loyalists jableh", "03-07T11 MOD control government jableh"]);
    let seen = |ageing: i64, stale: i64| {
        let hours = jiff::SignedDuration::from_hours;
        let staleness = Staleness { ageing: hours(ageing), stale: hours(stale), figure: hours(24) };
        let books = Books::open(Arc::new(situation()), march(), at("03-07T14"), lines.clone()).fading_by(staleness);
        let cell = row(&books.board(), "jableh").control.clone().unwrap();
        (cell.freshness, cell.conflict)
    };
    assert_eq!(seen(2, 6), (Freshness::Ageing, true));
    assert_eq!(seen(4, 6), (Freshness::Fresh, true));
    assert_eq!(seen(1, 2), (Freshness::Stale, false), "words so far apart are a change");
}

#[test]
fn what_an_operator_sets_settles_the_cell_until_somebody_speaks_later() {
    let mut lines = ledger(&[
        "03-07T09 SOHR control loyalists jableh id=old",
        "03-07T10 MOD control government jableh",
        "03-07T09 GSS curfew in_force coast until=03-08T07",
        "03-07T16 SOHR control contested jableh",
    ]);
    lines.decisions.push(decided("03-07T11", "set control loyalists extent=most", "place:jableh"));
    lines.decisions.push(decided("03-07T11", "set curfew in_force until=03-07T14", "place:jableh"));
    let cell = control(&lines, "03-07T12", "jableh").unwrap();
    assert_eq!((cell.value.as_str(), cell.extent, cell.conflict), ("loyalists", Some(Extent::Most), false));
    assert_eq!(cell.origin, Some(OriginId::new(OriginId::OPERATOR)));
    assert!(control(&lines, "03-07T10:30", "jableh").unwrap().conflict, "before it was decided");
    assert_eq!(curfew(&lines, "03-07T13", "jableh").unwrap().until, Some(at("03-07T14")), "also an earlier end");
    assert_eq!(curfew(&lines, "03-07T15", "jableh").unwrap().value, "lapsed");
    assert_eq!(curfew(&lines, "03-07T15", "latakia").unwrap().until, Some(at("03-08T07")), "of that place alone");
    assert_eq!(control(&lines, "03-07T17", "jableh").unwrap().value, "contested");
    let why = explain::board_cell(
        &lines,
        &situation(),
        &march(),
        at("03-07T12"),
        &PlaceId::new("jableh"),
        StatusKind::Control,
    );
    let old = why.lines.iter().find(|line| line.id == "old").unwrap();
    assert_eq!((old.verdict, old.rule), (Verdict::Superseded, "settled_by_operator"));
    lines.decisions.push(decided(
        "03-07T12",
        "undo",
        "decision:03-07T11 set place:jableh control loyalists extent=most",
    ));
    assert_eq!(control(&lines, "03-07T13", "jableh").unwrap().value, "government");
}

#[test]
fn an_end_that_lies_ahead_holds_and_an_open_curfew_grows_stale() {
    let lines = ledger(&["03-07T09 GSS curfew in_force tartus until=03-08T07", "03-07T09 GSS curfew in_force latakia"]);
    let stale = |when: &str, place: &str| {
        let cell = curfew(&lines, when, place).unwrap();
        (cell.value, cell.stale)
    };
    assert_eq!(stale("03-07T14", "latakia"), ("in_force".to_owned(), false));
    assert_eq!(stale("03-07T15", "latakia"), ("in_force".to_owned(), true));
    assert_eq!(stale("03-08T06", "tartus"), ("in_force".to_owned(), false));
    assert_eq!(stale("03-08T07", "tartus"), ("lapsed".to_owned(), true));
}

#[test]
fn two_sources_that_differ_on_the_end_are_both_shown() {
    for order in [["10", "07"], ["07", "10"]] {
        let lines = ledger(&[
            &format!("03-07T03 GSS curfew in_force tartus until=03-08T{}", order[0]),
            &format!("03-07T04 SANA curfew in_force tartus until=03-08T{}", order[1]),
        ]);
        let cell = curfew(&lines, "03-07T05", "tartus").unwrap();
        assert_eq!((cell.until, cell.disputed_until), (Some(at("03-08T10")), Some(at("03-08T07"))), "{order:?}");
        assert_eq!(curfew(&lines, "03-08T08", "tartus").unwrap().value, "in_force", "the later end holds");
    }
}

#[test]
fn an_end_told_again_after_an_extension_does_not_bring_it_forward() {
    let lines = ledger(&[
        "03-06T18 GSS curfew in_force tartus until=03-07T07",
        "03-07T01 GSS curfew in_force tartus until=03-08T07",
        "03-07T05 GSS curfew in_force tartus until=03-07T07 id=old",
    ]);
    let cell = curfew(&lines, "03-07T06", "tartus").unwrap();
    assert_eq!((cell.until, cell.disputed_until, cell.as_of), (Some(at("03-08T07")), None, at("03-07T01")));
    let why = explain::board_cell(
        &lines,
        &situation(),
        &march(),
        at("03-07T06"),
        &PlaceId::new("tartus"),
        StatusKind::Curfew,
    );
    assert_eq!(
        why.lines.iter().map(|line| line.rule).collect::<Vec<_>>(),
        ["replaced_by_later", "latest_by_as_of", "stale_repeat"]
    );
    assert_eq!(why.lines.iter().filter(|line| line.verdict == Verdict::Counts).count(), 1);
}

#[test]
fn whoever_gave_an_end_may_bring_it_forward() {
    let lines = ledger(&[
        "03-07T01 GSS curfew in_force tartus until=03-08T07",
        "03-07T09 GSS curfew in_force tartus until=03-07T18",
    ]);
    assert_eq!(curfew(&lines, "03-07T10", "tartus").unwrap().until, Some(at("03-07T18")));
    assert_eq!(curfew(&lines, "03-07T19", "tartus").unwrap().value, "lapsed");
}

#[test]
fn a_word_of_nobody_keeps_a_curfew_alive_and_its_source() {
    let lines = ledger(&["03-07T01 GSS curfew in_force tartus", "03-07T09 - curfew in_force tartus"]);
    let cell = curfew(&lines, "03-07T10", "tartus").unwrap();
    assert_eq!((cell.origin, cell.as_of, cell.stale), (Some(OriginId::new("GSS")), at("03-07T09"), false));
    assert_eq!(cell.since, at("03-07T01"));
}

#[test]
fn a_regions_word_covers_its_places_until_they_have_a_later_one() {
    let lines = ledger(&[
        "03-07T01 GSS curfew in_force tartus_governorate",
        "03-07T05 SANA curfew lifted baniyas",
        "03-08T01 MOD control government coast",
        "03-08T05 SOHR control loyalists qardaha",
        "03-08T06 - control contested latakia_governorate",
        "03-08T07 - control loyalists latakia_governorate extent=most",
    ]);
    assert_eq!(curfew(&lines, "03-07T06", "baniyas").unwrap().value, "lifted");
    assert_eq!(curfew(&lines, "03-07T06", "tartus").unwrap().value, "in_force");
    assert_eq!(curfew(&lines, "03-07T06", "latakia"), None);
    let jableh = control(&lines, "03-08T08", "jableh").unwrap();
    assert_eq!((jableh.value.as_str(), jableh.via), ("government", Some(PlaceId::new("coast"))));
    let qardaha = control(&lines, "03-08T08", "qardaha").unwrap();
    assert_eq!((qardaha.value.as_str(), qardaha.via), ("loyalists", None));
    assert!(qardaha.conflict);
    assert_eq!(qardaha.disputed.as_ref().map(ToString::to_string).as_deref(), Some("government"));
    let why = explain::board_cell(
        &lines,
        &situation(),
        &march(),
        at("03-08T08"),
        &PlaceId::new("jableh"),
        StatusKind::Control,
    );
    let rules: Vec<&str> = why.lines.iter().map(|line| line.rule).collect();
    assert_eq!(rules, ["latest_by_as_of", "region_is_not_each_place", "region_is_not_each_place"]);
}

#[test]
fn sources_that_contradict_each_other_show_both_sides_while_both_are_good() {
    let lines = ledger(&["03-08T09 SOHR control loyalists jableh", "03-08T12 MOD control government jableh"]);
    let cell = control(&lines, "03-08T13", "jableh").unwrap();
    assert_eq!((cell.value.as_str(), cell.conflict), ("government", true));
    assert_eq!(cell.disputed.as_ref().map(ToString::to_string).as_deref(), Some("loyalists"));
    let agreed = ledger(&[
        "03-08T09 SOHR control loyalists jableh",
        "03-08T12 MOD control government jableh",
        "03-08T14 SOHR control government jableh",
    ]);
    let cell = control(&agreed, "03-08T15", "jableh").unwrap();
    assert!(!cell.conflict, "the monitor has seen it too");
    assert_eq!((cell.since, cell.as_of), (at("03-08T12"), at("03-08T14")));
    let changed = ledger(&["03-08T01 SOHR control loyalists jableh", "03-08T12 MOD control government jableh"]);
    assert!(!control(&changed, "03-08T13", "jableh").unwrap().conflict, "hours later it is a change");
}

#[test]
fn a_part_never_hides_most_and_is_shown_beside_all() {
    let most = ledger(&[
        "03-08T09 - control government latakia extent=most",
        "03-08T12 SOHR control loyalists latakia extent=part",
    ]);
    assert_eq!(held(&most, "03-08T13", "latakia"), ("government".to_owned(), Some(Extent::Most)));
    assert!(!control(&most, "03-08T13", "latakia").unwrap().conflict);
    let whole = ledger(&[
        "03-08T09 MOD control government baniyas extent=whole",
        "03-09T12 - control contested baniyas extent=part",
    ]);
    let cell = control(&whole, "03-09T13", "baniyas").unwrap();
    assert_eq!((cell.value.as_str(), cell.extent, cell.conflict), ("government", Some(Extent::Whole), true));
    assert_eq!(cell.disputed.as_ref().map(ToString::to_string).as_deref(), Some("contested, part"));
    let taken = ledger(&[
        "03-08T09 SOHR control loyalists jableh extent=outskirts",
        "03-09T09 MOD control government jableh extent=whole",
    ]);
    assert_eq!(held(&taken, "03-09T10", "jableh"), ("government".to_owned(), Some(Extent::Whole)));
    assert!(!control(&taken, "03-09T10", "jableh").unwrap().conflict);
}

#[test]
fn old_words_fade_and_rejected_ones_are_gone() {
    let mut lines =
        ledger(&["03-08T01 SOHR control loyalists qardaha", "03-08T05 MOD control government qardaha id=s"]);
    assert!(!control(&lines, "03-08T10:59", "qardaha").unwrap().stale);
    assert!(control(&lines, "03-08T11", "qardaha").unwrap().stale);
    lines.decisions.push(decided("03-08T06", "reject", "status:s"));
    assert_eq!(control(&lines, "03-08T05:30", "qardaha").unwrap().value, "government");
    assert_eq!(control(&lines, "03-08T07", "qardaha").unwrap().value, "loyalists");
}

#[test]
fn parents_in_a_circle_do_not_hang() {
    let mut round = situation();
    for place in &mut round.places {
        if place.id.as_str() == "coast" {
            place.parent = Some(PlaceId::new("latakia_governorate"));
        }
    }
    let lines = ledger(&["03-08T01 MOD control government latakia_governorate"]);
    let seen = board::reconcile(&lines, &round, &march(), at("03-08T02"));
    assert_eq!(row(&seen, "jableh").control.as_ref().unwrap().value, "government");
}

#[test]
fn an_end_told_again_after_the_lift_imposes_nothing() {
    let told = [
        "03-07T10 GSS curfew in_force tartus until=03-09T07",
        "03-07T18 GSS curfew lifted tartus",
        "03-07T19 - curfew in_force tartus until=03-09T07 id=again",
    ];
    let lines = ledger(&told);
    let cell = curfew(&lines, "03-07T20", "tartus").unwrap();
    assert_eq!((cell.value.as_str(), cell.as_of), ("lifted", at("03-07T18")));
    let told_of = |lines: &Ledger| {
        explain::board_cell(lines, &situation(), &march(), at("03-07T20"), &"tartus".into(), StatusKind::Curfew)
    };
    let rules: Vec<&str> = told_of(&lines).lines.iter().map(|line| line.rule).collect();
    assert_eq!(rules, ["replaced_by_later", "latest_by_as_of", "lifted_since"]);

    let anew = ledger(&[&told[..], &["03-07T19:30 GSS curfew in_force tartus until=03-08T07"]].concat());
    assert_eq!(curfew(&anew, "03-07T20", "tartus").unwrap().value, "in_force", "another end is a new curfew");
    for again in ["03-07T19:59 GSS", "03-07T20:01 GSS", "03-07T20:01 SANA", "03-07T23 -", "03-07T23 other"] {
        let again = format!("{again} curfew in_force tartus until=03-09T07");
        let lines = ledger(&[&told[..2], &[again.as_str()]].concat());
        assert_eq!(curfew(&lines, "03-08T01", "tartus").unwrap().value, "lifted", "{again}");
    }
    let reaffirmed = "03-07T20 GSS curfew lifted tartus";
    let lines = ledger(&[&told[..2], &[reaffirmed, "03-07T21 GSS curfew in_force tartus until=03-09T07"]].concat());
    assert_eq!(curfew(&lines, "03-08T01", "tartus").unwrap().value, "lifted", "soon after it was said last");
    let mut set = ledger(&told);
    set.decisions.push(decided("03-07T19:30", "set curfew in_force until=03-09T07", "place:tartus"));
    assert_eq!(curfew(&set, "03-07T20", "tartus").unwrap().value, "in_force", "an operator's is no old word");
}

#[test]
fn the_lifted_end_told_by_name_hours_later_is_shown_beside_the_lift() {
    let told = [
        "03-07T10 GSS curfew in_force tartus until=03-09T07",
        "03-07T18 GSS curfew lifted tartus",
        "03-07T21 SANA curfew in_force tartus until=03-09T07 id=against",
    ];
    let with = |more: &[&str]| ledger(&[&told[..], more].concat());
    let shown = |lines: &Ledger, when: &str| {
        let cell = curfew(lines, when, "tartus").unwrap();
        (cell.value, cell.disputed_until, cell.disputed_origin.map(|origin| origin.to_string()))
    };
    let beside = |origin: &str| ("lifted".to_owned(), Some(at("03-09T07")), Some(origin.to_owned()));
    let lifted = ("lifted".to_owned(), None, None);
    assert_eq!(shown(&with(&[]), "03-07T22"), beside("SANA"));
    assert_eq!(curfew(&with(&[]), "03-07T22", "tartus").unwrap().as_of, at("03-07T18"), "the lift is no fresher by it");
    assert_eq!(shown(&with(&[]), "03-09T06:59"), beside("SANA"));
    assert_eq!(shown(&with(&[]), "03-09T07"), lifted, "an end that has passed says nothing");
    let told_of = |lines: &Ledger| {
        explain::board_cell(lines, &situation(), &march(), at("03-08T06"), &"tartus".into(), StatusKind::Curfew)
    };
    let told_so = told_of(&with(&[]));
    let line = told_so.lines.iter().find(|line| line.id == "against").unwrap();
    assert_eq!((line.verdict, line.rule), (Verdict::Counts, "told_against_lift"));
    assert!(told_so.notes.iter().any(|note| note.to_string().contains("against the lift")), "{told_so:?}");

    let again = with(&["03-08T01 SANA curfew in_force tartus until=03-09T07 id=again"]);
    assert_eq!(shown(&again, "03-08T02"), beside("SANA"), "one source is one, however often");
    let nobodys = with(&["03-08T01 - curfew in_force tartus until=03-09T07"]);
    assert_eq!(shown(&nobodys, "03-08T02"), beside("SANA"), "nobody is no second source");
    let relifted = with(&["03-08T01 GSS curfew lifted tartus"]);
    assert_eq!(shown(&relifted, "03-08T02"), lifted, "the lift was said again since");
    assert_eq!(told_of(&relifted).lines.iter().find(|line| line.id == "against").unwrap().rule, "lifted_since");

    for (more, until) in [
        ("03-08T01 GSS curfew in_force tartus until=03-09T07", Some(at("03-09T07"))),
        ("03-08T01 SANA curfew in_force tartus until=03-09T10", Some(at("03-09T10"))),
        ("03-08T01 SANA curfew in_force tartus", None),
    ] {
        let cell = curfew(&with(&[more]), "03-08T02", "tartus").unwrap();
        assert_eq!((cell.value.as_str(), cell.until, cell.since), ("in_force", until, at("03-08T01")), "{more}");
        assert_eq!(cell.disputed_until, None, "{more}");
    }
    let mut set = with(&[]);
    set.decisions.push(decided("03-08T01", "set curfew in_force until=03-09T07", "place:tartus"));
    assert_eq!(shown(&set, "03-08T02"), ("in_force".to_owned(), None, None), "an operator's is no old word");
}

#[test]
fn another_sources_earlier_end_is_shown_beside_and_keeps_nothing_alive() {
    let lines = ledger(&[
        "03-07T17 GSS curfew in_force jableh until=03-08T09",
        "03-07T17:10 MOI curfew in_force jableh until=03-08T07",
    ]);
    let cell = curfew(&lines, "03-07T18", "jableh").unwrap();
    assert_eq!(
        (cell.until, cell.disputed_until, cell.as_of),
        (Some(at("03-08T09")), Some(at("03-08T07")), at("03-07T17"))
    );
    let told =
        explain::board_cell(&lines, &situation(), &march(), at("03-07T18"), &"jableh".into(), StatusKind::Curfew);
    assert_eq!((told.lines[1].verdict, told.lines[1].rule), (Verdict::Counts, "other_end_beside"));
}
