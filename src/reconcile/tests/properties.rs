//! What holds for every ledger.

use proptest::prelude::*;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::{Board, Decision, Episode, Ledger, PlaceId, StatusKind, Tally};
use crate::reconcile::{Books, board, explain};

use super::sample::{at, decided, ledger, march, revised, rolling, situation, tally};

const LATEST: &str = "03-13T23";

/// A line of a hand-made ledger: few values, so that figures meet, some told before the episode begins.
fn line() -> impl Strategy<Value = String> {
    let claim = (3_u32..13, 0_u32..24, 0_usize..7, 0_usize..5, 0_usize..12, 0_usize..8, 0_usize..9).prop_map(
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

/// Numbers below a length, drawn from a seed.
fn draws(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |length| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % length
    }
}

fn open(episode: &Episode, when: Timestamp, ledger: Ledger) -> Books {
    Books::open(Arc::new(situation()), episode.clone(), when, ledger)
}

/// A decision on one of the claims, statuses, reports or places of a ledger.
fn decision() -> impl Strategy<Value = (u32, u32, usize, prop::sample::Index)> {
    (6_u32..13, 0_u32..24, 0_usize..12, any::<prop::sample::Index>())
}

fn decisions(made: &Ledger, drawn: &[(u32, u32, usize, prop::sample::Index)]) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = vec![];
    for (day, hour, what, which) in drawn {
        let when = format!("03-{day:02}T{hour:02}");
        let claim = (!made.claims.is_empty()).then(|| format!("claim:{}", which.get(&made.claims).id));
        let report = (!made.claims.is_empty()).then(|| format!("report:{}", which.get(&made.claims).from.report));
        let status = (!made.statuses.is_empty()).then(|| format!("status:{}", which.get(&made.statuses).id));
        let place = which.get(&["coast", "latakia", "jableh"]);
        let undone = (!decisions.is_empty()).then(|| format!("decision:{}", which.get(&decisions).id));
        let (judgement, subject) = match what {
            0 => ("reject", claim),
            1 => ("confirm", claim),
            2 => ("amend figure=36 category=civilians origin=SNHR", claim),
            3 => ("amend scope=cumulative place=- origin=-", claim),
            4 => ("amend figure=>=70 scope=incident", claim),
            5 => ("dismiss", report),
            6 => ("restore", report),
            7 => ("reject", status),
            8 => ("set curfew in_force until=03-10T07", Some(format!("place:{place}"))),
            9 => ("set control government", Some(format!("place:{place}"))),
            _ => ("undo", undone),
        };
        decisions.extend(subject.map(|subject| decided(&when, judgement, &subject)));
    }
    decisions
}

/// Everything that can be asked of books, as bytes.
fn bytes(books: &Books) -> String {
    let mut all = serde_json::to_string(&(books.tally(), books.board())).unwrap();
    for row in books.tally().rows {
        let row = explain::Row { metric: row.metric, category: row.category, perpetrator: row.perpetrator };
        all.push_str(&serde_json::to_string(&books.explain_row(&row)).unwrap());
    }
    for place in situation().places {
        for kind in [StatusKind::Curfew, StatusKind::Control] {
            all.push_str(&serde_json::to_string(&books.explain_cell(&place.id, kind)).unwrap());
        }
    }
    all
}

/// The rows of books, each as bytes.
fn rows(books: &Books) -> BTreeMap<explain::Row, String> {
    let told = |row: crate::model::TallyRow| {
        let text = serde_json::to_string(&row).unwrap();
        (explain::Row { metric: row.metric, category: row.category, perpetrator: row.perpetrator }, text)
    };
    books.tally().rows.into_iter().map(told).collect()
}

/// The cells of books, each as bytes.
fn cells(books: &Books) -> BTreeMap<(PlaceId, StatusKind), String> {
    let told = |row: crate::model::BoardRow| {
        let curfew = serde_json::to_string(&row.curfew).unwrap();
        let control = serde_json::to_string(&row.control).unwrap();
        [((row.place.clone(), StatusKind::Curfew), curfew), ((row.place, StatusKind::Control), control)]
    };
    books.board().rows.into_iter().flat_map(told).collect()
}

/// One thing that books are told.
fn alone(make: impl FnOnce(&mut Ledger)) -> Ledger {
    let mut one = Ledger::default();
    make(&mut one);
    one
}

/// How many ledgers each property is tried on: half as many as usual; `PROPTEST_CASES` asks for more, to hunt for rare ones.
fn cases() -> u32 {
    ProptestConfig::default().cases / 2
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_arrival_never_matters(lines in lines(), seed in any::<u64>()) {
        let one = made(&lines);
        let mut other = one.clone();
        let mut shuffle = draws(seed);
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
    fn books_filled_one_by_one_while_time_goes_on_are_those_made_at_once(
        lines in lines(),
        drawn in prop::collection::vec(decision(), 0..8),
        edited in prop::collection::vec((0_usize..40, 2_u32..4, 6_u32..13), 0..4),
        reread in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..3),
        seed in any::<u64>(),
        is_rolling in any::<bool>(),
    ) {
        let mut all = made(&lines);
        all.decisions = decisions(&all, &drawn);
        all.decisions.sort_by_key(|decision| decision.decided);
        all.revisions =
            edited.iter().map(|(item, to, day)| revised(&format!("item{item}"), *to, &format!("03-{day:02}"))).collect();
        let episode = if is_rolling { rolling() } else { march() };
        let mut pieces: Vec<Ledger> = vec![];
        pieces.extend(all.claims.iter().map(|claim| alone(|one| one.claims.push(claim.clone()))));
        pieces.extend(all.statuses.iter().map(|status| alone(|one| one.statuses.push(status.clone()))));
        pieces.extend(all.revisions.iter().map(|mark| alone(|one| one.revisions.push(mark.clone()))));
        let mut draw = draws(seed);
        for last in (1..pieces.len()).rev() {
            pieces.swap(last, draw(last + 1));
        }
        // Decisions of one instant keep their order; anything may come between them.
        for decision in all.decisions.iter().rev() {
            let place = draw(pieces.len() + 1);
            let first = pieces.iter().position(|piece| !piece.decisions.is_empty()).unwrap_or(pieces.len());
            pieces.insert(place.min(first), alone(|one| one.decisions.push(decision.clone())));
        }
        let moments = ["03-06T12", "03-07T20", "03-09T03", "03-11T12", LATEST];
        let mut books = open(&episode, at(moments[draw(3)]), Ledger::default());
        for piece in pieces {
            books.fold(piece);
            if draw(4) == 0 {
                books.turn_to(at(moments[draw(moments.len())]));
            }
        }
        // Some is read anew: told as of another instant, or not read any more.
        for (which, is_gone) in reread {
            if all.claims.is_empty() {
                break;
            }
            let number = which.index(all.claims.len());
            let news = if is_gone {
                let gone = all.claims.remove(number);
                alone(|one| one.gone_claims.push(gone.id.clone()))
            } else {
                let read = &mut all.claims[number];
                Arc::make_mut(read).claim.as_of = Some(at("03-07T03"));
                alone(|one| one.claims.push(read.clone()))
            };
            books.fold(news);
        }
        for when in moments {
            books.turn_to(at(when));
            prop_assert_eq!(bytes(&books), bytes(&open(&episode, at(when), all.clone())), "at {}", when);
        }
    }

    #[test]
    fn a_fold_leaves_every_row_and_cell_as_it_was_but_those_it_made_anew(
        lines in lines(),
        drawn in prop::collection::vec(decision(), 0..6),
        seed in any::<u64>(),
        is_rolling in any::<bool>(),
    ) {
        let all = made(&lines);
        let mut pieces: Vec<Ledger> = vec![];
        pieces.extend(all.claims.iter().map(|claim| alone(|one| one.claims.push(claim.clone()))));
        pieces.extend(all.statuses.iter().map(|status| alone(|one| one.statuses.push(status.clone()))));
        pieces.extend(decisions(&all, &drawn).into_iter().map(|made| alone(|one| one.decisions.push(made))));
        let mut draw = draws(seed);
        for last in (1..pieces.len()).rev() {
            pieces.swap(last, draw(last + 1));
        }
        let episode = if is_rolling { rolling() } else { march() };
        let mut books = open(&episode, at(["03-08T12", "03-10T20", LATEST][draw(3)]), Ledger::default());
        let mut before = (BTreeMap::new(), BTreeMap::new());
        for piece in pieces {
            let remade = books.fold(piece);
            let after = (rows(&books), cells(&books));
            for row in before.0.keys().chain(after.0.keys()).filter(|row| !remade.rows.contains(row)) {
                prop_assert_eq!(before.0.get(row), after.0.get(row), "{:?}", row);
            }
            for cell in before.1.keys().filter(|cell| !remade.cells.contains(cell)) {
                prop_assert_eq!(before.1.get(cell), after.1.get(cell), "{:?}", cell);
            }
            before = after;
        }
    }

    #[test]
    fn every_claim_and_status_is_accounted_for_somewhere(
        lines in lines(),
        drawn in prop::collection::vec(decision(), 0..6),
    ) {
        let mut all = made(&lines);
        all.decisions = decisions(&all, &drawn);
        let books = open(&march(), at(LATEST), all.clone());
        let lines = books.spoken_of().into_iter().flat_map(|row| books.explain_row(&row).lines);
        let told: BTreeSet<String> = lines.map(|line| line.id).collect();
        // A month of what was published before the episode is told only where it decided something.
        let begin = at("2025-03-05T22:00:00Z");
        let heard = all.claims.iter().filter(|claim| claim.from.published >= begin && claim.from.fetched <= at(LATEST));
        for claim in heard {
            prop_assert!(told.contains(claim.id.as_str()), "{:?}", claim);
        }
        for status in &all.statuses {
            let cell = books.explain_cell(&status.status.place, status.status.kind);
            prop_assert!(cell.lines.iter().any(|line| line.id == status.id.as_str()), "{:?}", status);
        }
    }

    #[test]
    fn undoing_a_decision_returns_to_the_same_bytes(lines in lines(), drawn in prop::collection::vec(decision(), 1..4)) {
        let one = made(&lines);
        let mut decided_on = one.clone();
        for decision in decisions(&one, &drawn) {
            if decision.judgement != crate::model::Judgement::Undo {
                decided_on.decisions.push(decided(LATEST, "undo", &format!("decision:{}", decision.id)));
                decided_on.decisions.insert(0, decision);
            }
        }
        let seen = |ledger: Ledger| bytes(&open(&march(), at(LATEST), ledger));
        let undone = seen(decided_on);
        // What changed over a day is told of what stood then, decisions included.
        let without = |text: &str| {
            let kept = text.split(',').filter(|field| !field.contains("change_")).collect::<Vec<_>>();
            kept.join(",")
        };
        prop_assert_eq!(without(&undone), without(&seen(one)));
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
        let mut copy = (**copied.get(&one.claims)).clone();
        let seen_by_all = copy.from.fetched <= at("03-13T21") && copy.claim.cue == crate::model::Cue::Plain;
        // Small figures and words without a number are told by chance again in a later episode.
        let telling = copy.claim.bound != crate::model::Bound::Vague && copy.claim.low >= Some(20);
        let of_the_episode = copy.from.published >= at("2025-03-05T22:00:00Z");
        if seen_by_all && copy.claim.origin.is_some() && (of_the_episode || telling) {
            copy.from.published = at("03-13T22");
            copy.from.fetched = at("03-13T22");
            copy.from.item = crate::model::ItemId::new("again");
            copy.id = crate::model::ClaimId::new("again.1.c0");
            told_again.claims.push(Arc::new(copy));
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
