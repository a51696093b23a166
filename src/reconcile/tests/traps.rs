//! The traps that LEDGER.md names by the row they were seen in; the facts of each, by hand.

use crate::model::{CategoryId, Metric, Standing};
use crate::reconcile::explain;

use super::sample::{at, killed, ledger, march, range, row, says, situation, tally};

fn rule_of(lines: &crate::model::Ledger, category: &str, when: &str, id: &str) -> &'static str {
    let row = explain::Row { metric: Metric::Killed, category: CategoryId::new(category), perpetrator: None };
    let explanation = explain::tally_row(lines, &situation(), &march(), at(when), &row);
    explanation.lines.iter().find(|line| line.id == id).unwrap_or_else(|| panic!("{explanation:#?}")).rule
}

#[test]
fn sy001_killed_or_wounded_are_not_killed() {
    let lines = ledger(&["03-06 SOHR government_forces 16 metric=killed_or_injured"]);
    let seen = tally(&lines, "03-06T13");
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(seen.rows[0].metric, Metric::KilledOrInjured);
}

#[test]
fn sy009_a_toll_said_earlier_is_not_news() {
    let lines =
        ledger(&["03-07T06 SOHR total 48", "03-07T11 SOHR total >70", "03-07T18 SOHR total 48 cue=earlier id=again"]);
    let seen = tally(&lines, "03-07T19");
    assert_eq!(killed(&seen, "total").best, Some(70));
    assert_eq!(killed(&seen, "total").origins[0].as_of, at("03-07T11"));
    assert_eq!(rule_of(&lines, "total", "03-07T19", "again"), "stale_repeat");
}

#[test]
fn sy023_to_025_an_unnamed_source_with_a_named_ones_vector_is_one_witness() {
    let lines = ledger(&[
        "03-09 Rudaw total 745 item=sy025",
        "03-09 Rudaw combatants 213 item=sy025",
        "03-09 Rudaw government_forces 93 item=sy025",
        "03-09 Rudaw loyalists 120 item=sy025",
        "03-09 - total 745 item=sy024",
        "03-09 - combatants 213 item=sy024",
        "03-09 - government_forces 93 item=sy024",
        "03-09 - loyalists 120 item=sy024",
        "03-08 SOHR civilians 745 item=sohr",
        "03-08 other civilians 745 item=sy023",
    ]);
    let seen = tally(&lines, "03-09T13");
    for (category, origin) in
        [("total", "Rudaw"), ("combatants", "Rudaw"), ("government_forces", "Rudaw"), ("civilians", "SOHR")]
    {
        let row = killed(&seen, category);
        assert_eq!(row.origins.len(), 1, "{category}");
        assert!(says(row, origin).is_some() && row.origins[0].items == 2, "{category}");
    }
}

#[test]
fn sy024_sy042_the_same_number_is_not_the_same_claim() {
    let lines = ledger(&[
        "03-08 SOHR civilians 745 item=a",
        "03-09 SOHR government_forces 231 item=b",
        "03-09 Rudaw total 745 item=sy024",
        "03-09 SNHR civilians >=231 by=loyalists item=sy042",
    ]);
    let seen = tally(&lines, "03-10");
    let alone = |row: &crate::model::TallyRow, origin: &str| {
        assert!(row.origins.len() == 1 && says(row, origin).is_some(), "{row:?}");
    };
    alone(killed(&seen, "civilians"), "SOHR");
    alone(killed(&seen, "total"), "Rudaw");
    alone(killed(&seen, "government_forces"), "SOHR");
    alone(row(&seen, Metric::Killed, "civilians", Some("loyalists")), "SNHR");
}

#[test]
fn sy038_casualties_are_not_killed_and_dozens_are_no_best() {
    let lines = ledger(&["03-08 OHCHR civilians dozens metric=killed_or_injured", "03-08 SOHR civilians 745"]);
    let seen = tally(&lines, "03-08T13");
    let casualties = row(&seen, Metric::KilledOrInjured, "civilians", None);
    assert_eq!(range(casualties), (Some(12), None, None));
    assert_eq!(range(killed(&seen, "civilians")), (Some(745), Some(745), Some(745)));
}

#[test]
fn sy055_control_is_a_claim_with_its_claimant() {
    let lines = ledger(&["03-07T10 MOD control government coast", "03-07T11 SOHR control loyalists qardaha"]);
    let board = crate::reconcile::board::reconcile(&lines, &situation(), &march(), at("03-07T12"));
    let cell = |place: &str| {
        let row = board.rows.iter().find(|row| row.place.as_str() == place);
        row.and_then(|row| row.control.clone()).unwrap()
    };
    assert_eq!(cell("coast").origin.unwrap().as_str(), "MOD");
    let (jableh, qardaha) = (cell("jableh"), cell("qardaha"));
    assert_eq!((jableh.value.as_str(), jableh.origin.unwrap().as_str()), ("government", "MOD"));
    assert_eq!(jableh.via.unwrap().as_str(), "coast", "nobody spoke of the place itself");
    assert_eq!((qardaha.value.as_str(), qardaha.origin.unwrap().as_str()), ("loyalists", "SOHR"));
    assert_eq!(qardaha.disputed.as_ref().map(ToString::to_string).as_deref(), Some("government"));
    assert_eq!(qardaha.disputed_origin.unwrap().as_str(), "MOD", "both sides are shown with who says so");
}

#[test]
fn sy076_counts_by_perpetrator_and_of_a_month_are_rows_of_their_own_or_none() {
    let lines = ledger(&[
        "03-12 SNHR civilians 1562 scope=period item=sy076",
        "03-12 SNHR civilians 1334 item=sy076",
        "03-12 SNHR unspecified 889 by=government_forces item=sy076",
        "03-12 SNHR unspecified 445 by=loyalists item=sy076",
    ]);
    let seen = tally(&lines, "03-13");
    assert_eq!(range(killed(&seen, "civilians")), (Some(1334), Some(1334), Some(1334)));
    let by = |hand: &str| row(&seen, Metric::Killed, "unspecified", Some(hand)).best;
    assert_eq!((by("government_forces"), by("loyalists")), (Some(889), Some(445)));
    assert_eq!(seen.rows.len(), 3, "no total is made of them");
}

#[test]
fn sy026_killed_by_security_forces_is_still_the_civilians_row() {
    let lines = ledger(&["03-09 SOHR civilians 830", "03-09 SOHR total 1311", "03-09 SOHR government_forces 231"]);
    assert_eq!(killed(&tally(&lines, "03-09T13"), "civilians").best, Some(830));
}

#[test]
fn sy031_four_thousand_by_eyewitnesses_is_weak() {
    let lines = ledger(&["03-09 other total >4000", "03-09 SOHR total 1311"]);
    let seen = tally(&lines, "03-09T13");
    let total = killed(&seen, "total");
    assert_eq!(range(total), (Some(1311), Some(1311), Some(1311)));
    assert_eq!(total.origins.last().map(|figure| figure.standing), Some(Standing::Weak));
}

#[test]
fn sy034_a_previous_toll_beside_the_new_one_does_not_overwrite_it() {
    for cue in ["", "cue=earlier"] {
        let lines = ledger(&[
            "03-09 SOHR civilians 830 item=before",
            "03-10 SOHR civilians 973 item=sy034",
            &format!("03-10 SOHR civilians 830 item=sy034 {cue}"),
        ]);
        assert_eq!(killed(&tally(&lines, "03-10T13"), "civilians").best, Some(973), "{cue}");
    }
}

#[test]
fn sy035_a_new_side_beside_stale_ones_updates_itself_alone() {
    let lines = ledger(&[
        "03-08 SOHR civilians 745 item=eight",
        "03-08 SOHR government_forces 125 item=eight",
        "03-08 SOHR loyalists 148 item=eight",
        "03-09 SOHR civilians 830 item=nine",
        "03-09 SOHR government_forces 231 item=nine",
        "03-09 SOHR loyalists 250 item=nine",
        "03-09 SOHR total 1311 item=nine",
        "03-10 SOHR civilians 973 item=sy035",
        "03-10 SOHR government_forces 125 item=sy035 id=stale",
        "03-10 SOHR loyalists 148 item=sy035",
        "03-10T18 SOHR government_forces 125 item=copy",
    ]);
    let seen = tally(&lines, "03-11");
    assert_eq!(killed(&seen, "civilians").best, Some(973));
    assert_eq!(killed(&seen, "government_forces").best, Some(231));
    assert_eq!(killed(&seen, "loyalists").best, Some(250));
    assert_eq!(killed(&seen, "total").best, Some(1311), "no sum of a mixed bulletin");
    assert_eq!(rule_of(&lines, "government_forces", "03-11", "stale"), "stale_repeat");
}

#[test]
fn sy036_the_day_and_the_places_are_inside_the_toll() {
    let lines = ledger(&[
        "03-11 SOHR civilians >=1225 item=sy036",
        "03-11 SOHR civilians 132 scope=incident item=sy036",
        "03-11 SOHR civilians 72 scope=incident place=tartus item=sy036",
        "03-11 SOHR civilians 658 place=latakia item=sy036",
        "03-11 SOHR civilians 384 place=tartus item=sy036",
    ]);
    let seen = tally(&lines, "03-11T13");
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(range(&seen.rows[0]), (Some(1225), Some(1225), None));
}

#[test]
fn sy042_a_breakdown_by_perpetrator_is_not_one_by_side() {
    let lines = ledger(&[
        "03-09 SOHR government_forces 231",
        "2025-03-17T12:00:00Z SNHR total 1084 item=sy042",
        "2025-03-17T12:00:00Z SNHR unspecified >=639 by=government_forces item=sy042",
        "2025-03-17T12:00:00Z SNHR civilians >=231 by=loyalists item=sy042",
    ]);
    let seen = tally(&lines, "2025-03-18T12:00:00Z");
    assert_eq!(killed(&seen, "total").best, Some(1084));
    assert_eq!(killed(&seen, "government_forces").best, Some(231));
    assert_eq!(row(&seen, Metric::Killed, "civilians", Some("loyalists")).best, Some(231));
    assert!(seen.rows.iter().all(|row| row.category.as_str() != "civilians" || row.perpetrator.is_some()));
}

#[test]
fn sy040_sy048_sy050_sy079_other_stretches_are_other_rows() {
    let lines = ledger(&[
        "03-12 SOHR civilians 1383",
        "2025-12-30T12:00:00Z - total 4 episode=live",
        "2025-08-06T12:00:00Z SOHR total 9889 scope=period",
        "2025-07-22T12:00:00Z - total >1000 episode=live",
    ]);
    let seen = tally(&lines, "2026-01-01T00:00:00Z");
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(seen.rows[0].best, Some(1383));
}

#[test]
fn sy069_a_recap_does_not_lower_the_lead() {
    let lines = ledger(&[
        "03-11T06 SOHR civilians 1093",
        "03-11T18 SOHR civilians 1225",
        "03-12 SOHR civilians 1383",
        "03-12 SOHR civilians >=1093 id=recap",
    ]);
    assert_eq!(killed(&tally(&lines, "03-12T13"), "civilians").best, Some(1383));
    let later = ledger(&[
        "03-12T10 SOHR civilians 1383",
        "03-12T11 SOHR civilians >=1093",
        "03-12T20 SOHR civilians >=1093 cue=earlier",
    ]);
    assert_eq!(killed(&tally(&later, "03-13"), "civilians").best, Some(1383));
}

#[test]
fn sy077_446_beside_445_is_a_slip() {
    let lines = ledger(&[
        "2025-04-09T12:00:00Z SNHR unspecified 445 by=loyalists",
        "2025-04-10T12:00:00Z - unspecified 446 by=loyalists",
    ]);
    let seen = tally(&lines, "2025-04-11T12:00:00Z");
    let hand = row(&seen, Metric::Killed, "unspecified", Some("loyalists"));
    assert_eq!(range(hand), (Some(445), Some(445), Some(445)));
    assert_eq!(hand.origins.len(), 1);
}

#[test]
fn sy078_283_beside_238_is_outvoted_and_logged() {
    let lines = ledger(&[
        "2025-07-22T12:00:00Z COI government_forces 283 id=slip",
        "2025-07-22T12:00:00Z COI government_forces 238",
        "2025-07-22T14:00:00Z COI government_forces 238",
    ]);
    let moment = "2025-07-23T12:00:00Z";
    assert_eq!(range(killed(&tally(&lines, moment), "government_forces")), (Some(238), Some(238), Some(238)));
    assert_eq!(rule_of(&lines, "government_forces", moment, "slip"), "typo_outvoted");
}

#[test]
fn a_figure_that_grows_by_one_among_few_is_no_slip() {
    let lines = ledger(&["03-07T09 SOHR loyalists 35", "03-07T10 SOHR loyalists 35", "03-07T12 SOHR loyalists 36"]);
    assert_eq!(killed(&tally(&lines, "03-07T13"), "loyalists").best, Some(36));
}

#[test]
fn a_total_that_its_own_parts_belie_loses_to_the_sum_that_another_bulletin_gives() {
    let parts = |item: &str, when: &str| {
        [("civilians", 830), ("government_forces", 231), ("loyalists", 250)]
            .map(|(side, number)| format!("{when} SOHR {side} {number} item={item}"))
    };
    let mut lines =
        vec!["03-09T16 SOHR total 1311 item=a".to_owned(), "03-09T17 SOHR total 1331 item=b id=slip".to_owned()];
    lines.extend(parts("b", "03-09T17"));
    let told = |lines: &[String], moment: &str| {
        let lines = ledger(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        (range(killed(&tally(&lines, moment), "total")), rule_of(&lines, "total", moment, "slip"))
    };
    let right = (Some(1311), Some(1311), Some(1311));
    assert_eq!(told(&lines, "03-09T18"), (right, "sum_check"));
    // Nobody has given the sum: the others may be the dead of no side.
    let (alone, rule) = told(&lines[1..], "03-09T18");
    assert_eq!((alone.1, rule), (Some(1331), "latest_by_as_of"));
    // What its parts do not belie goes up.
    let (grown, _) = told(&[&lines[..1], &["03-09T17 SOHR total 1331 item=b id=slip".to_owned()]].concat(), "03-09T18");
    assert_eq!(grown.1, Some(1331));
}
