//! LEDGER.md's rules, one by one.

use crate::model::{Bound, CategoryId, Grade, Metric, OriginId, Standing, Verdict};
use crate::reconcile::explain;

use super::sample::{at, decided, killed, ledger, march, range, row, says, situation, tally};

pub(super) fn exact(number: u64) -> (Option<u64>, Option<u64>, Option<u64>) {
    (Some(number), Some(number), Some(number))
}

/// The rule that decided on the claim with an id.
pub(super) fn rule_of(lines: &crate::model::Ledger, category: &str, when: &str, id: &str) -> (Verdict, &'static str) {
    let row = explain::Row { metric: Metric::Killed, category: CategoryId::new(category), perpetrator: None };
    let explanation = explain::tally_row(lines, &situation(), &march(), at(when), &row);
    let line = explanation.lines.iter().find(|line| line.id == id).unwrap_or_else(|| panic!("{explanation:#?}"));
    (line.verdict, line.rule)
}

#[test]
fn rule_2_origins_are_never_added() {
    let lines = ledger(&["03-08T09 SOHR civilians 340", "03-08T10 SNHR civilians 200"]);
    let tally = tally(&lines, "03-08T12");
    let row = killed(&tally, "civilians");
    assert_eq!(range(row), (Some(200), Some(340), Some(340)));
    assert!(row.conflict);
    assert_eq!(row.origins.len(), 2);
    assert_eq!(row.origins[0].origin, Some(OriginId::new("SOHR")), "best rank first");
}

#[test]
fn rule_3_an_unnamed_monitor_with_the_same_figure_is_the_named_one() {
    let lines = ledger(&["03-08T09 SOHR civilians 745", "03-08T12 other civilians 745", "03-09T12 - civilians 745"]);
    let tally = tally(&lines, "03-09T13");
    let row = killed(&tally, "civilians");
    assert_eq!(range(row), exact(745));
    assert_eq!(row.origins.len(), 1);
    assert_eq!(row.origins[0].items, 3, "one witness, three items");
}

#[test]
fn rule_3_small_figures_need_a_second_one_to_be_a_copy() {
    let alone = ledger(&["03-08T09 SOHR civilians 4", "03-08T12 - civilians 4 item=a"]);
    assert_eq!(killed(&tally(&alone, "03-08T13"), "civilians").origins.len(), 2);
    let vector = ledger(&[
        "03-08T09 SOHR civilians 4 item=s",
        "03-08T09 SOHR loyalists 7 item=s",
        "03-08T12 - civilians 4 item=a",
        "03-08T12 - loyalists 7 item=a",
    ]);
    assert_eq!(killed(&tally(&vector, "03-08T13"), "civilians").origins.len(), 1);
}

#[test]
fn rule_4_eleven_items_of_three_origins_are_three_witnesses() {
    let mut lines = vec!["03-08T09 SOHR total 553"; 6];
    lines.extend(["03-08T10 - total 553"; 2]);
    lines.extend(["03-08T11 SNHR total 500"; 2]);
    lines.extend(["03-08T11 Rudaw total 520"]);
    let made = tally(&ledger(&lines), "03-08T12");
    let row = killed(&made, "total");
    assert_eq!((row.items, row.origins.len(), row.witnesses), (11, 3, 3));
    assert_eq!(row.origins[0].items, 8, "also those that do not say whose figure it is");

    // Of residents, officials and nobody, each report is a witness, not each outlet that prints it.
    let unnamed = ["03-08T09 other civilians 12 report=r", "03-08T10 other civilians 12 report=r"];
    let made = tally(&ledger(&[unnamed[0], unnamed[1], "03-08T11 other civilians 12 report=s"]), "03-08T12");
    let row = killed(&made, "civilians");
    assert_eq!((row.items, row.origins.len(), row.witnesses), (3, 1, 2));
}

#[test]
fn rule_4_many_outlets_of_one_origin_are_one_witness() {
    let lines = ledger(&[
        "03-08T09 SOHR total 553 report=r",
        "03-08T10 SOHR total 553 report=r",
        "03-08T11 SOHR total 553 report=s",
    ]);
    let tally = tally(&lines, "03-08T12");
    let row = killed(&tally, "total");
    assert_eq!((row.origins.len(), row.origins[0].items), (1, 3));
    assert_eq!(range(row), exact(553));
}

#[test]
fn rule_5_an_increment_is_never_added() {
    let lines = ledger(&["03-11T09 SOHR civilians 1225", "03-11T09 SOHR civilians 132 scope=incident id=day"]);
    assert_eq!(range(killed(&tally(&lines, "03-11T12"), "civilians")), exact(1225));
    assert_eq!(rule_of(&lines, "civilians", "03-11T12", "day"), (Verdict::SetAside, "incident_is_no_toll"));
}

#[test]
fn rule_5_an_incident_alone_makes_no_row() {
    let lines =
        ledger(&["03-06T15 SOHR government_forces 13 scope=incident", "03-06T15 SOHR civilians 9 scope=period"]);
    assert_eq!(tally(&lines, "03-06T16").rows, vec![]);
}

#[test]
fn rule_6_the_instant_spoken_of_orders_not_the_arrival() {
    let lines = ledger(&["03-08T12 SOHR civilians 745", "03-08T18 SOHR civilians 340 as_of=03-08T08 id=late"]);
    assert_eq!(range(killed(&tally(&lines, "03-08T20"), "civilians")), exact(745));
    assert_eq!(rule_of(&lines, "civilians", "03-08T20", "late"), (Verdict::Superseded, "replaced_by_later"));
}

#[test]
fn rule_7_a_lower_later_figure_changes_nothing_alone() {
    let lines = ledger(&["03-08T12 SOHR civilians 745", "03-09T12 SOHR civilians 700 id=low"]);
    assert_eq!(range(killed(&tally(&lines, "03-10T12"), "civilians")), exact(745));
    assert_eq!(rule_of(&lines, "civilians", "03-10T12", "low"), (Verdict::SetAside, "lower_awaits_repetition"));
}

#[test]
fn rule_7_a_correction_in_words_goes_down_at_once() {
    let lines = ledger(&["03-08T12 SOHR civilians 745 id=old", "03-09T12 SOHR civilians 700 cue=correction"]);
    assert_eq!(range(killed(&tally(&lines, "03-09T13"), "civilians")), exact(700));
    assert_eq!(rule_of(&lines, "civilians", "03-09T13", "old"), (Verdict::Superseded, "corrected_downward"));
    let recap = ledger(&[
        "03-08T12 SOHR civilians 745",
        "03-09T12 SOHR civilians 700 cue=correction",
        "03-09T18 SOHR civilians 745 id=copy",
    ]);
    assert_eq!(range(killed(&tally(&recap, "03-10T12"), "civilians")), exact(700), "never up by a repeat");
}

#[test]
fn rule_7_a_lower_figure_said_again_in_another_bulletin_goes_down() {
    let copies = ledger(&[
        "03-08T12 SOHR civilians 745",
        "03-09T12 SOHR civilians 701 report=one",
        "03-09T13 SOHR civilians 701 report=two",
        "03-09T20 SOHR civilians 701 report=one",
    ]);
    assert_eq!(range(killed(&tally(&copies, "03-10T12"), "civilians")), exact(745), "copies of one bulletin");
    let again = ledger(&[
        "03-08T12 SOHR civilians 745",
        "03-09T12 SOHR civilians 701 report=one",
        "03-09T20 SOHR civilians 701 report=two",
    ]);
    assert_eq!(range(killed(&tally(&again, "03-09T19"), "civilians")), exact(745));
    assert_eq!(range(killed(&tally(&again, "03-09T21"), "civilians")), exact(701));
}

/// Found by `a_repeat_never_raises_or_refreshes`: an hour after the first report, the second is of one bulletin with it, and
/// it is so too where it is told again days later.
#[test]
fn rule_7_a_report_that_goes_round_is_no_other_bulletin() {
    let told = [
        "03-08T10 SOHR civilians 35",
        "03-09T10 SOHR civilians 31 report=one",
        "03-09T11 SOHR civilians 31 report=two",
        "03-11T22 SOHR civilians 31 report=two item=again",
    ];
    assert_eq!(killed(&tally(&ledger(&told), "03-12"), "civilians").best, Some(35));
    let third = [&told[..], &["03-11T23 SOHR civilians 31 report=three"]].concat();
    assert_eq!(killed(&tally(&ledger(&third), "03-12"), "civilians").best, Some(31), "another report is");
}

#[test]
fn rule_8_a_repeat_does_not_refresh() {
    let lines = ledger(&["03-08T12 SOHR civilians 745", "03-10T12 SOHR civilians 745 id=again"]);
    let tally = tally(&lines, "03-10T13");
    let row = killed(&tally, "civilians");
    assert_eq!(row.origins[0].as_of, at("03-08T12"));
    assert!(row.stale);
    assert_eq!(rule_of(&lines, "civilians", "03-10T13", "again"), (Verdict::Superseded, "repeat_keeps_as_of"));
}

#[test]
fn rule_8_an_earlier_toll_told_again_lowers_nothing_however_often() {
    let lines = ledger(&[
        "03-09T12 SOHR civilians 973",
        "03-10T09 SOHR civilians 830 cue=earlier id=a",
        "03-10T15 SOHR civilians 830 cue=earlier id=b",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-11"), "civilians")), exact(973));
    assert_eq!(rule_of(&lines, "civilians", "03-11", "b").1, "stale_repeat");
}

#[test]
fn rule_10_bounds() {
    let check = |figure: &str, expected: (Option<u64>, Option<u64>, Option<u64>)| {
        let lines = ledger(&[&format!("03-08T09 SOHR civilians {figure}")]);
        assert_eq!(range(killed(&tally(&lines, "03-08T12"), "civilians")), expected, "{figure}");
    };
    check("70", exact(70));
    check(">=70", (Some(70), Some(70), None));
    check(">70", (Some(70), Some(70), None));
    check("~70", exact(70));
    check("<70", (None, None, Some(70)));
    check("70..80", (Some(70), Some(70), Some(80)));
    check("dozens", (Some(12), None, None));
}

#[test]
fn rule_10_a_rounding_says_no_more_than_the_figure() {
    let lines = ledger(&[
        "03-08T12 SOHR total 1018",
        "03-09T09 SOHR total >1000 id=more",
        "03-09T10 SOHR total >=1000 id=least",
        "03-09T20 SOHR total >=1000 id=least2",
        "03-09T11 SOHR total ~1050 id=about",
        "03-09T12 SOHR total 1000 id=round",
        "03-09T22 SOHR total 1000 id=round2",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-10"), "total")), exact(1018));
    for id in ["more", "least", "least2", "about", "round", "round2"] {
        assert_eq!(rule_of(&lines, "total", "03-10", id).1, "bound_agrees", "{id}");
    }
}

#[test]
fn rule_11_a_vague_word_raises_the_low_never_the_best() {
    let lines = ledger(&["03-08T09 SOHR civilians 340", "03-08T10 SNHR civilians hundreds"]);
    let seen = tally(&lines, "03-08T12");
    assert_eq!(range(killed(&seen, "civilians")), exact(340));
    let lower =
        ledger(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians 60", "03-08T10 SNHR civilians hundreds"]);
    assert_eq!(range(killed(&tally(&lower, "03-08T12"), "civilians")), (Some(100), Some(340), Some(340)));
}

#[test]
fn rule_12_the_best_is_the_best_ranked_origins_latest() {
    let lines = ledger(&[
        "03-08T09 Rudaw civilians 532",
        "03-08T10 SNHR civilians 600",
        "03-07T09 SOHR civilians 311",
        "03-07T20 SOHR civilians 340",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-08T12"), "civilians")), (Some(340), Some(340), Some(600)));
}

#[test]
fn rule_12_nobodys_figure_is_best_only_where_nobody_better_speaks() {
    let alone = ledger(&["03-09T09 other total >4000"]);
    assert_eq!(range(killed(&tally(&alone, "03-09T12"), "total")), (Some(4000), Some(4000), None));
    let beside = ledger(&["03-09T09 other total >4000", "03-09T10 SOHR total 1311"]);
    let seen = tally(&beside, "03-09T12");
    let row = killed(&seen, "total");
    assert_eq!(range(row), exact(1311));
    assert!(!row.conflict, "the weak contradict nobody");
    assert_eq!(says(row, "other"), Some((Some(4000), None)), "but are shown");
    assert_eq!(row.origins[1].standing, Standing::Weak);
}

#[test]
fn rule_12_a_figure_of_days_before_the_best_is_only_older() {
    let lines = ledger(&["03-07T09 SNHR civilians 100", "03-12T09 SOHR civilians 1383"]);
    let seen = tally(&lines, "03-12T12");
    let row = killed(&seen, "civilians");
    assert_eq!(range(row), exact(1383));
    assert!(says(row, "SNHR").is_some() && !row.conflict);
}

#[test]
fn rule_12_at_least_leaves_open_only_what_is_above_all_others() {
    let below = ledger(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians >=50"]);
    assert_eq!(range(killed(&tally(&below, "03-08T12"), "civilians")), (Some(50), Some(340), Some(340)));
    let above = ledger(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians >=400"]);
    assert_eq!(range(killed(&tally(&above, "03-08T12"), "civilians")), (Some(340), Some(340), None));
}

#[test]
fn rule_13_the_parts_of_one_bulletin_complete_its_total() {
    let lines = ledger(&[
        "03-07T11 SOHR total >70 item=a",
        "03-07T11 SOHR government_forces 35 item=a",
        "03-07T11 SOHR loyalists 32 item=a",
        "03-07T11 SOHR civilians 4 item=a",
    ]);
    let seen = tally(&lines, "03-07T12");
    let total = killed(&seen, "total");
    assert_eq!((total.low, total.best), (Some(70), Some(71)));
    assert_eq!((total.origins[0].bound, total.origins[0].low), (Bound::MoreThan, Some(70)), "as stated");
    assert_eq!(total.origins.len(), 1);
    let order: Vec<&str> = seen.rows.iter().map(|row| row.category.as_str()).collect();
    assert_eq!(order, ["government_forces", "loyalists", "civilians", "total"]);
}

#[test]
fn rule_13_parts_make_a_total_only_where_all_sides_are_told() {
    let two = ledger(&["03-07T11 SOHR loyalists 32 item=a", "03-07T11 SOHR civilians 4 item=a"]);
    assert_eq!(tally(&two, "03-07T12").rows.len(), 2);
    let all = ledger(&["03-08T11 SOHR combatants 213 item=a", "03-08T11 SOHR civilians 311 item=a"]);
    let seen = tally(&all, "03-08T12");
    assert_eq!(range(killed(&seen, "total")), (Some(524), Some(524), None), "certainly so many");
}

#[test]
fn rule_13_a_side_that_equals_the_total_was_misread() {
    let lines = ledger(&[
        "03-09T11 Rudaw total 745 item=a",
        "03-09T11 Rudaw civilians 745 item=a id=wrong",
        "03-09T11 Rudaw government_forces 93 item=a",
    ]);
    assert_eq!(rule_of(&lines, "civilians", "03-09T12", "wrong"), (Verdict::SetAside, "sum_check"));
    assert!(tally(&lines, "03-09T12").rows.iter().all(|row| row.category.as_str() != "civilians"));
    let alone = ledger(&["03-09T11 Rudaw total 35 item=a", "03-09T11 Rudaw government_forces 35 item=a"]);
    assert_eq!(tally(&alone, "03-09T12").rows.len(), 2, "all of the dead may be of one side");
}

#[test]
fn rule_13_a_side_that_is_the_sum_of_all_sides_was_the_total() {
    let lines = ledger(&[
        "03-09T11 SOHR civilians 830 item=a",
        "03-09T11 SOHR civilians 1311 item=a id=sum",
        "03-09T11 SOHR government_forces 231 item=a",
        "03-09T11 SOHR loyalists 250 item=a",
    ]);
    let seen = tally(&lines, "03-09T12");
    assert_eq!(killed(&seen, "civilians").best, Some(830));
    assert_eq!(killed(&seen, "total").best, Some(1311));
    assert_eq!(rule_of(&lines, "civilians", "03-09T12", "sum"), (Verdict::SetAside, "sum_check"));
}

#[test]
fn rule_14_no_total_is_made_of_two_origins_or_two_bulletins() {
    let origins = ledger(&[
        "03-07T11 SOHR government_forces 35 item=a",
        "03-07T11 SNHR loyalists 32 item=a",
        "03-07T11 SOHR civilians 4 item=a",
    ]);
    assert!(tally(&origins, "03-07T12").rows.iter().all(|row| row.category.as_str() != "total"));
    let bulletins = ledger(&[
        "03-07T11 SOHR government_forces 35 item=a",
        "03-07T12 SOHR loyalists 32 item=b",
        "03-07T13 SOHR civilians 4 item=c",
    ]);
    assert!(tally(&bulletins, "03-07T14").rows.iter().all(|row| row.category.as_str() != "total"));
}

#[test]
fn rule_16_a_partys_count_of_its_enemys_dead_is_shown_never_best() {
    let lines = ledger(&["03-08T09 MOD loyalists 400", "03-08T09 MOD government_forces 50"]);
    let seen = tally(&lines, "03-08T12");
    let enemy = killed(&seen, "loyalists");
    assert_eq!(range(enemy), (None, None, None));
    assert_eq!((says(enemy, "MOD"), enemy.origins[0].standing), (Some((Some(400), Some(400))), Standing::Party));
    assert_eq!(range(killed(&seen, "government_forces")), exact(50), "its own dead it may count");
    let beside = ledger(&["03-08T09 MOD loyalists 400", "03-08T09 SOHR loyalists 148"]);
    let seen = tally(&beside, "03-08T12");
    assert_eq!(range(killed(&seen, "loyalists")), exact(148));
    assert!(!killed(&seen, "loyalists").conflict);
}

#[test]
fn rule_17_metrics_are_apart() {
    let lines = ledger(&[
        "03-06T15 SOHR government_forces 16 metric=killed_or_injured",
        "03-06T15 SOHR government_forces 13",
        "03-06T15 SOHR government_forces 40 metric=injured",
    ]);
    let seen = tally(&lines, "03-06T16");
    let order: Vec<Metric> = seen.rows.iter().map(|row| row.metric).collect();
    assert_eq!(order, [Metric::Killed, Metric::Injured, Metric::KilledOrInjured]);
    assert_eq!(range(killed(&seen, "government_forces")), exact(13));
}

#[test]
fn rule_19_the_dead_of_a_whole_war_are_another_row() {
    let mut lines = ledger(&[
        "03-07T09 SOHR total 71",
        "03-07T10 SOHR total >507000 id=war",
        "03-07T11 SOHR civilians >164000",
        "03-07T20 - total 600000",
    ]);
    let seen = tally(&lines, "03-07T21");
    assert_eq!(seen.rows.len(), 1);
    assert_eq!(range(killed(&seen, "total")), exact(71));
    assert_eq!(rule_of(&lines, "total", "03-07T21", "war"), (Verdict::SetAside, "beyond_all_others"));
    lines.decisions.push(decided("03-07T22", "confirm", "claim:war"));
    assert_eq!(killed(&tally(&lines, "03-07T23"), "total").best, Some(507_000), "an operator knows better");
    let grows = ledger(&["03-07T09 SOHR total 71", "03-08T09 SOHR total 1200", "03-09T09 SOHR total 12000"]);
    assert_eq!(killed(&tally(&grows, "03-09T10"), "total").best, Some(12_000), "there are figures between");
}

#[test]
fn rule_21_a_verified_floor_is_no_downward_fix() {
    let lines = ledger(&["03-11T09 SOHR civilians 1225", "03-11T12 OHCHR civilians >=111"]);
    let seen = tally(&lines, "03-11T13");
    let row = killed(&seen, "civilians");
    assert_eq!(range(row), exact(1225));
    assert!(!row.conflict);
    assert_eq!(row.origins[1].standing, Standing::Floor);
    let alone = ledger(&["03-11T12 OHCHR civilians >=111", "03-11T12 - civilians 60"]);
    assert_eq!(range(killed(&tally(&alone, "03-11T13"), "civilians")), (Some(111), Some(111), None));
    let raises =
        ledger(&["03-11T09 SOHR civilians 1225", "03-11T09 SNHR civilians 100", "03-11T12 OHCHR civilians >=111"]);
    assert_eq!(killed(&tally(&raises, "03-11T13"), "civilians").low, Some(111));
}

#[test]
fn rule_22_the_same_number_is_not_the_same_claim() {
    let lines = ledger(&["03-09T09 Rudaw total 745", "03-08T09 SOHR civilians 745"]);
    let seen = tally(&lines, "03-09T12");
    assert_eq!(killed(&seen, "total").origins[0].origin, Some(OriginId::new("Rudaw")));
    assert_eq!(killed(&seen, "civilians").origins[0].origin, Some(OriginId::new("SOHR")));
}

#[test]
fn rule_24_a_place_is_inside_the_whole() {
    let lines = ledger(&[
        "03-11T09 SOHR civilians >=1225 item=a",
        "03-11T09 SOHR civilians 658 item=a place=latakia id=child",
        "03-11T09 SOHR civilians 384 item=a place=tartus",
    ]);
    assert_eq!(range(killed(&tally(&lines, "03-11T12"), "civilians")), (Some(1225), Some(1225), None));
    assert_eq!(rule_of(&lines, "civilians", "03-11T12", "child"), (Verdict::SetAside, "place_is_no_toll"));
}

#[test]
fn figures_by_perpetrator_are_rows_of_their_own() {
    let lines = ledger(&[
        "03-14T09 SNHR total 1084",
        "03-14T09 SNHR unspecified >=639 by=government_forces",
        "03-14T09 SNHR civilians >=231 by=loyalists",
        "03-14T09 MOD civilians 500 by=loyalists",
    ]);
    let seen = tally(&lines, "03-14T12");
    assert_eq!(range(killed(&seen, "total")), exact(1084));
    let hand = row(&seen, Metric::Killed, "unspecified", Some("government_forces"));
    assert_eq!(range(hand), (Some(639), Some(639), None));
    let accused = row(&seen, Metric::Killed, "civilians", Some("loyalists"));
    assert_eq!(range(accused), (Some(231), Some(231), None), "a party's accusation is shown, never counted");
    assert_eq!(accused.origins.len(), 2);
}

#[test]
fn rule_13_a_total_that_its_parts_have_passed_is_left_open_and_told() {
    let lines = ledger(&[
        "03-09T09 SOHR total 1311 item=a",
        "03-09T09 SOHR civilians 830 item=a",
        "03-09T09 SOHR government_forces 231 item=a",
        "03-09T09 SOHR loyalists 250 item=a",
        "03-12T09 SOHR civilians 1383 item=b",
        "03-12T09 SNHR total 900 item=c",
    ]);
    let seen = tally(&lines, "03-12T12");
    let total = killed(&seen, "total");
    assert_eq!((range(total), total.parts), ((Some(900), Some(1311), None), Some(1864)));
    assert!(total.stale);
    assert_eq!(killed(&tally(&lines, "03-11"), "total").parts, None);
    let row = explain::Row { metric: Metric::Killed, category: CategoryId::new("total"), perpetrator: None };
    let notes = explain::tally_row(&lines, &situation(), &march(), at("03-12T12"), &row).notes;
    assert!(notes.iter().any(|note| note.to_string().contains("(1864) have passed its total (1311)")), "{notes:?}");
}

#[test]
fn rule_13_fighters_together_are_checked_by_their_sides() {
    let lines = ledger(&[
        "03-08T09 SOHR combatants 213 item=a",
        "03-08T21 SOHR government_forces 125 item=b",
        "03-08T21 SOHR loyalists 148 item=b",
    ]);
    let seen = tally(&lines, "03-08T22");
    let fighters = killed(&seen, "combatants");
    assert_eq!((range(fighters), fighters.parts), (exact(213), Some(273)));
}

#[test]
fn rule_24_places_check_their_whole() {
    let notes = |places: &[&str]| {
        let mut lines = vec!["03-11T09 SOHR civilians 1225 item=a"];
        lines.extend(places);
        let lines = ledger(&lines);
        assert_eq!(range(killed(&tally(&lines, "03-11T12"), "civilians")), exact(1225), "never added, never best");
        let row = explain::Row { metric: Metric::Killed, category: CategoryId::new("civilians"), perpetrator: None };
        let told = explain::tally_row(&lines, &situation(), &march(), at("03-11T12"), &row).notes;
        told.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let equal = [
        "03-11T09 SOHR civilians 658 item=a place=latakia_governorate",
        "03-11T09 SOHR civilians 300 item=a place=jableh",
        "03-11T09 SOHR civilians 384 item=a place=tartus_governorate",
        "03-11T09 SOHR civilians 183 item=a place=homs",
    ];
    let told = "SOHR's places (homs 183, latakia_governorate 658, tartus_governorate 384) add up to its 1225";
    assert_eq!(notes(&equal), [told], "Jableh is in its governorate");
    assert_eq!(notes(&equal[..1]), ["SOHR's places (latakia_governorate 658) are 658 of its 1225"]);
    let beyond = notes(&["03-11T09 SOHR civilians 1300 item=b place=baniyas"]);
    assert_eq!(beyond, ["SOHR's places (baniyas 1300) come to 1300, more than its 1225: one of them is misread"]);
}

#[test]
fn rule_25_every_figure_has_a_grade() {
    let grade = |lines: &[&str]| {
        let mut lines = ledger(lines);
        lines.decisions.push(decided("03-08T11", "confirm", "claim:sure"));
        killed(&tally(&lines, "03-08T12"), "civilians").grade
    };
    let check = |lines: &[&str], expected: Grade| assert_eq!(grade(lines), expected, "{lines:?}");
    check(&["03-08T09 SOHR civilians 340"], Grade::Weak);
    check(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians 340"], Grade::Fair);
    check(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians >300"], Grade::Fair);
    check(&["03-08T09 SOHR civilians 340", "03-08T09 SNHR civilians 200"], Grade::Contested);
    check(&["03-08T09 other civilians 340", "03-08T09 - civilians 340 item=b"], Grade::Weak);
    check(&["03-08T09 SOHR civilians 340 id=sure", "03-08T09 SNHR civilians 200"], Grade::Confirmed);
}

#[test]
fn absurd_numbers_are_no_panic() {
    let most = u64::MAX.to_string();
    let lines = ledger(&[
        &format!("03-08T09 SOHR government_forces {most} item=a"),
        &format!("03-08T09 SOHR loyalists {most} item=a"),
        &format!("03-08T09 SOHR civilians {most} item=a"),
        &format!("03-08T09 SOHR injured-none {most} metric=injured"),
        "03-07T09 SOHR civilians 0 item=b",
        "03-08T10 SNHR civilians 80..70",
    ]);
    let seen = tally(&lines, "03-09T08");
    assert_eq!(killed(&seen, "civilians").best, Some(0), "the monitor's other figure is beyond all others");
    assert_eq!(says(killed(&seen, "civilians"), "SNHR"), Some((Some(70), Some(80))));
}

#[test]
fn rule_11_a_vague_word_silences_no_number_of_a_weaker_source() {
    let lines = ledger(&["03-09T10 other civilians >=45", "03-09T11 SOHR civilians dozens"]);
    let made = tally(&lines, "03-09T12");
    assert_eq!(range(killed(&made, "civilians")), (Some(45), Some(45), None));
    let raised =
        ledger(&["03-09T10 other civilians 130..150", "03-09T10 - civilians 90", "03-09T11 SOHR civilians hundreds"]);
    assert_eq!(range(killed(&tally(&raised, "03-09T12"), "civilians")), (Some(100), Some(130), Some(150)));
    let alone = ledger(&["03-09T10 other civilians dozens", "03-09T11 SOHR civilians hundreds"]);
    assert_eq!(range(killed(&tally(&alone, "03-09T12"), "civilians")), (Some(100), None, None));
}

#[test]
fn rule_16_names_its_step_where_a_party_counts_its_enemy() {
    let lines =
        ledger(&["03-09T10 MOD loyalists 300 id=m", "03-09T10 other civilians 9 id=w", "03-09T10 SOHR civilians 40"]);
    assert_eq!(killed(&tally(&lines, "03-09T12"), "loyalists").best, None);
    assert_eq!(rule_of(&lines, "loyalists", "03-09T12", "m"), (Verdict::SetAside, "party_never_best"));
    assert_eq!(rule_of(&lines, "civilians", "03-09T12", "w"), (Verdict::SetAside, "weaker_never_best"));
}
