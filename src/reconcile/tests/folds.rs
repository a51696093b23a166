//! What a fold touches: the rows and cells that what is new can change, and no more of a series than that reaches.

use std::sync::Arc;

use crate::model::{CategoryId, Ledger, Metric, PlaceId, StatusKind};
use crate::reconcile::Books;
use crate::reconcile::books::Remade;
use crate::reconcile::explain::Row;

use super::sample::{at, decided, ledger, march, situation};

fn books(lines: Ledger) -> Books {
    Books::open(Arc::new(situation()), march(), at("03-13T23"), lines)
}

/// The books of some lines, to which the lines after them are told.
fn folded(lines: &[&str], more: &[&str]) -> Remade {
    let both: Vec<&str> = lines.iter().chain(more).copied().collect();
    let mut known = ledger(&both);
    let mut news = Ledger::default();
    let of_old = ledger(lines);
    news.claims = known.claims.split_off(of_old.claims.len());
    news.statuses = known.statuses.split_off(of_old.statuses.len());
    books(known).fold(news)
}

/// The rows that were made anew: `injured civilians`, `killed total by loyalists`.
fn rows(remade: &Remade) -> Vec<String> {
    let told = |row: &Row| {
        let metric = if row.metric == Metric::Killed { "killed" } else { "injured" };
        let hand = row.perpetrator.as_ref().map(|hand| format!(" by {hand}")).unwrap_or_default();
        format!("{metric} {}{hand}", row.category)
    };
    let mut rows: Vec<String> = remade.rows.iter().map(told).collect();
    rows.sort();
    rows
}

const TOLD: [&str; 10] = [
    "03-08T09 SOHR civilians 340",
    "03-08T09 SOHR government_forces 125",
    "03-08T09 SOHR loyalists 148",
    "03-08T09 SNHR civilians 330",
    "03-08T09 SNHR total 700",
    "03-08T09 SOHR civilians 60 metric=injured",
    "03-08T09 SOHR total 90 metric=injured",
    "03-08T09 SOHR civilians 45 by=loyalists",
    "03-08T10 other civilians 340",
    "03-08T10 MOD government_forces 130",
];

#[test]
fn a_claim_makes_anew_its_own_row_and_the_wholes_it_is_part_of() {
    assert_eq!(rows(&folded(&TOLD, &["03-09T09 SOHR civilians 745"])), ["killed civilians", "killed total"]);
    assert_eq!(
        rows(&folded(&TOLD, &["03-09T09 SOHR loyalists 200"])),
        ["killed combatants", "killed loyalists", "killed total"]
    );
    assert_eq!(rows(&folded(&TOLD, &["03-09T09 SNHR total 900"])), ["killed total"]);
    assert_eq!(
        rows(&folded(&TOLD, &["03-09T09 SOHR civilians 99 metric=injured"])),
        ["injured civilians", "injured total"]
    );
    assert_eq!(rows(&folded(&TOLD, &["03-09T09 SOHR civilians 50 by=loyalists"])), ["killed civilians by loyalists"]);
}

#[test]
fn what_makes_no_toll_makes_no_row_anew() {
    for line in ["03-09T09 SOHR civilians 20 scope=incident", "03-09T09 SOHR civilians 20 scope=period"] {
        let remade = folded(&TOLD, &[line]);
        assert_eq!((rows(&remade), remade.claims), (vec![], 0), "{line}");
    }
    let mut known = books(ledger(&TOLD));
    assert!(known.fold(ledger(&TOLD)).rows.is_empty(), "what is known already changes nothing");
}

#[test]
fn a_named_figure_makes_anew_the_rows_whose_copies_it_claims() {
    // The unnamed figure was somebody's own; it is SNHR's once SNHR gives it.
    let lines = ["03-08T10 other civilians 512", "03-08T10 other loyalists 31", "03-08T09 SNHR civilians 330"];
    let remade = folded(&lines, &["03-08T12 SNHR civilians 512"]);
    assert_eq!(rows(&remade), ["killed civilians", "killed total"]);
    let mut books = books(ledger(&lines));
    books.fold(ledger(&["", "", ""].map(|_| "03-08T12 SNHR civilians 512 item=new id=new.1.c0")));
    let row = Row { metric: Metric::Killed, category: CategoryId::new("civilians"), perpetrator: None };
    assert!(
        books.explain_row(&row).lines.iter().any(|line| line.rule == "one_witness"),
        "{:?}",
        books.explain_row(&row)
    );
}

#[test]
fn a_status_makes_anew_the_cells_of_its_place_and_of_the_places_in_it() {
    let cells = |line: &str| -> Vec<String> {
        let remade = folded(&TOLD, &[line]);
        assert_eq!(rows(&remade), Vec::<String>::new());
        remade.cells.iter().map(|(place, kind)| format!("{place} {kind:?}")).collect()
    };
    assert_eq!(cells("03-09T09 SANA curfew in_force latakia"), ["latakia Curfew"]);
    assert_eq!(
        cells("03-09T09 SANA control government tartus_governorate"),
        ["baniyas Control", "tartus Control", "tartus_governorate Control"]
    );
    assert_eq!(cells("03-09T09 SANA curfew lifted coast").len(), situation().places.len() - 1, "all but Homs");
}

#[test]
fn a_decision_makes_anew_what_it_is_about() {
    let mut books = books(ledger(&["03-08T09 SOHR civilians 340 id=a", "03-08T09 SOHR loyalists 30"]));
    let alone = |decision| Ledger { decisions: vec![decision], ..Ledger::default() };
    let remade = books.fold(alone(decided("03-09T09", "reject", "claim:a")));
    assert_eq!(rows(&remade), ["killed civilians", "killed total"]);
    let remade = books.fold(alone(decided("03-09T10", "set curfew in_force", "place:jableh")));
    assert_eq!((rows(&remade), remade.cells), (vec![], vec![(PlaceId::new("jableh"), StatusKind::Curfew)]));
}

/// How many claims are read again where one is told late to a series of so many, and where one is told last.
fn read_again(claims: u32, late: &str) -> (usize, usize) {
    let minute = |n: u32| {
        let at = at("03-06T00") + jiff::SignedDuration::from_mins(i64::from(n * 9000 / claims));
        at.to_string()
    };
    // A bulletin every four hours, told by many outlets, some of them with a slip or a bound.
    let line = |n: u32| {
        let told = 110 + n * 9000 / claims / 240 * 7;
        let figure = match n % 9 {
            0 => format!(">{}", told / 10 * 10),
            1 => format!("{}", told + 1),
            _ => told.to_string(),
        };
        format!("{} SOHR civilians {figure}", minute(n))
    };
    let lines: Vec<String> = (0..claims).map(line).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    (folded(&lines, &[late]).claims, folded(&lines, &["03-13T22 SOHR civilians 999"]).claims)
}

#[test]
fn a_fold_reads_what_the_claim_can_reach_and_not_the_whole_series() {
    // A repeat of a day before, in books of three moments.
    let late = "03-09T06 SOHR civilians 236";
    let (few, last_of_few) = read_again(400, late);
    let (many, last_of_many) = read_again(4000, late);
    assert!(few > 0 && many > 0 && last_of_many > 0, "{few} {many} {last_of_many}");
    assert_eq!(last_of_few, last_of_many);
    assert!(many <= 3 * 4, "{many} of 4000 claims are read again for one that is late");
    assert!(last_of_many <= 2, "{last_of_many} of 4000 for one that is last");
}
