//! What holds for every ledger.

use proptest::prelude::*;

use crate::model::{Board, Ledger, Tally};
use crate::reconcile::board;

use super::sample::{at, decided, ledger, march, situation, tally};

const LATEST: &str = "03-13T23";

/// A line of a hand-made ledger: few values, so that figures meet.
fn line() -> impl Strategy<Value = String> {
    let claim = (6_u32..13, 0_u32..24, 0_usize..7, 0_usize..5, 0_usize..12, 0_usize..8, 0_usize..9).prop_map(
        |(day, hour, origin, category, figure, item, extra)| {
            let origin = ["SOHR", "SNHR", "OHCHR", "MOD", "Rudaw", "other", "-"][origin];
            let category = ["government_forces", "loyalists", "civilians", "combatants", "total"][category];
            let figure =
                ["4", "35", "71", ">70", ">=100", "238", "283", "239", "~75", "<60", "30..50", "dozens"][figure];
            let extra = [
                "",
                "",
                "",
                "cue=correction",
                "cue=earlier",
                "scope=incident",
                "place=latakia",
                "by=loyalists",
                "fetched=03-13T12",
            ][extra];
            format!("03-{day:02}T{hour:02} {origin} {category} {figure} report=r{item} {extra}")
        },
    );
    let status = (6_u32..13, 0_u32..24, 0_usize..4, 0_usize..4, 0_usize..5, 0_usize..4).prop_map(
        |(day, hour, origin, place, value, extra)| {
            let origin = ["SOHR", "MOD", "SANA", "-"][origin];
            let place = ["coast", "latakia_governorate", "latakia", "jableh"][place];
            let value =
                ["curfew in_force", "curfew lifted", "control government", "control loyalists", "control contested"]
                    [value];
            let extra = if value.starts_with("curfew") {
                ["", "until=03-08T07", "until=03-09T07", "until=03-10T07"][extra]
            } else {
                ["", "extent=most", "extent=part", "extent=outskirts"][extra]
            };
            format!("03-{day:02}T{hour:02} {origin} {value} {place} {extra}")
        },
    );
    prop_oneof![3 => claim, 1 => status]
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(line(), 0..40)
}

fn made(lines: &[String]) -> Ledger {
    ledger(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

fn board_of(ledger: &Ledger, when: &str) -> Board {
    board::reconcile(ledger, &situation(), &march(), at(when))
}

/// The tally without the counts of items and the claims that stand for equal ones.
fn figures(tally: &Tally) -> Vec<String> {
    let row = |row: &crate::model::TallyRow| {
        let origins: Vec<String> = row
            .origins
            .iter()
            .map(|figure| format!("{:?} {:?} {:?} {:?}", figure.origin, figure.low, figure.high, figure.as_of))
            .collect();
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {origins:?}",
            row.metric, row.category, row.perpetrator, row.low, row.best, row.high
        )
    };
    tally.rows.iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_never_matters(lines in lines(), seed in any::<u64>()) {
        let one = made(&lines);
        let mut other = one.clone();
        let mut state = seed;
        let mut shuffle = |length: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % length
        };
        for last in (1..other.claims.len()).rev() {
            other.claims.swap(last, shuffle(last + 1));
        }
        for last in (1..other.statuses.len()).rev() {
            other.statuses.swap(last, shuffle(last + 1));
        }
        for when in ["03-08T12", "03-10T12", LATEST] {
            prop_assert_eq!(tally(&one, when), tally(&other, when));
            prop_assert_eq!(board_of(&one, when), board_of(&other, when));
        }
    }

    #[test]
    fn duplicates_change_nothing(lines in lines()) {
        let one = made(&lines);
        let mut twice = one.clone();
        twice.claims.extend(one.claims.iter().cloned());
        twice.statuses.extend(one.statuses.iter().cloned());
        prop_assert_eq!(tally(&one, LATEST), tally(&twice, LATEST));
        prop_assert_eq!(board_of(&one, LATEST), board_of(&twice, LATEST));
    }

    #[test]
    fn low_best_and_high_are_in_order(lines in lines()) {
        for when in ["03-08T12", LATEST] {
            for row in tally(&made(&lines), when).rows {
                prop_assert!(row.low.is_none_or(|low| row.best.is_none_or(|best| low <= best)), "{row:?}");
                prop_assert!(row.best.is_none_or(|best| row.high.is_none_or(|high| best <= high)), "{row:?}");
                prop_assert!(row.low.is_none_or(|low| row.high.is_none_or(|high| low <= high)), "{row:?}");
                prop_assert!(!row.origins.is_empty());
            }
        }
    }

    #[test]
    fn a_repeat_never_raises_or_refreshes(lines in lines(), copied in any::<prop::sample::Index>()) {
        let one = made(&lines);
        if one.claims.is_empty() {
            return Ok(());
        }
        let mut told_again = one.clone();
        let mut copy = copied.get(&one.claims).clone();
        let seen_by_all = copy.from.fetched <= at("03-13T21") && copy.claim.cue == crate::model::Cue::Plain;
        if seen_by_all && copy.claim.origin.is_some() {
            copy.from.published = at("03-13T22");
            copy.from.fetched = at("03-13T22");
            copy.from.item = crate::model::ItemId::new("again");
            copy.id = crate::model::ClaimId::new("again.1.c0");
            told_again.claims.push(copy);
            // The same text told again is the same report, so no other bulletin of its origin.
            let (before, after) = (tally(&one, LATEST), tally(&told_again, LATEST));
            prop_assert_eq!(figures(&before), figures(&after));
        }
    }

    #[test]
    fn rejecting_and_taking_it_back_returns_to_the_same(lines in lines(), which in any::<prop::sample::Index>()) {
        let one = made(&lines);
        if one.claims.is_empty() {
            return Ok(());
        }
        let id = which.get(&one.claims).from.report.clone();
        let mut decided_on = one.clone();
        decided_on.decisions.push(decided("03-13T10", "dismiss", &format!("report:{id}")));
        decided_on.decisions.push(decided("03-13T11", "restore", &format!("report:{id}")));
        prop_assert_eq!(tally(&one, LATEST), tally(&decided_on, LATEST));
    }

    #[test]
    fn what_comes_later_never_changes_what_was(lines in lines()) {
        let all = made(&lines);
        let then = at("03-09T12");
        let mut known = all.clone();
        known.claims.retain(|claim| claim.from.fetched <= then && claim.from.published <= then);
        known.statuses.retain(|status| status.from.fetched <= then && status.from.published <= then);
        prop_assert_eq!(tally(&all, "03-09T12"), tally(&known, "03-09T12"));
        prop_assert_eq!(board_of(&all, "03-09T12"), board_of(&known, "03-09T12"));
    }
}
