//! How figures came about: the moments at which they changed, and the words of each origin over time.

use std::sync::Arc;

use crate::model::{CategoryId, Metric};
use crate::reconcile::Books;
use crate::reconcile::explain::Row;
use crate::reconcile::history::{Point, Track};

use super::sample::{at, decided, ledger, march, rolling, situation};

fn books(lines: crate::model::Ledger, as_of: &str) -> Books {
    Books::open(Arc::new(situation()), march(), at(as_of), lines)
}

#[test]
fn only_the_moments_at_which_a_figure_changed_are_told() {
    let mut lines = ledger(&[
        "03-07T09 SOHR civilians 100 id=a",
        "03-07T10 SOHR civilians 100",
        "03-07T11 SANA curfew latakia in_force",
        "03-07T12 SNHR civilians 140",
        "03-07T13 SOHR civilians 150 fetched=03-07T16",
        "03-09T13 SOHR civilians 900",
    ]);
    lines.decisions.push(decided("03-07T18", "reject", "claim:a"));
    lines.decisions.push(decided("03-07T19", "confirm", "claim:a"));
    let moments = books(lines, "03-08T00").moments();
    // A repetition and a curfew change no figure; what was fetched late is known late; 9 March lies ahead.
    assert_eq!(moments, ["03-07T09", "03-07T12", "03-07T16"].map(at));
}

#[test]
fn a_moment_shows_what_the_books_of_that_moment_show() {
    let lines = ledger(&[
        "03-07T09 SOHR civilians 100",
        "03-07T12 SNHR civilians 140",
        "03-07T15 SOHR civilians 155",
        "03-08T10 SOHR loyalists 20",
        "03-10T10 SNHR civilians 160",
    ]);
    let figures = |books: &Books| -> Vec<_> {
        books.tally().rows.iter().map(|row| (row.category.clone(), row.low, row.best, row.high)).collect()
    };
    for episode in [march(), rolling()] {
        let of = |moment| Books::open(Arc::new(situation()), episode.clone(), moment, lines.clone());
        let moments = of(at("03-10T12")).moments();
        assert!(moments.len() > 1);
        for (before, after) in moments.iter().zip(&moments[1..]) {
            let just_before = of(*after - jiff::SignedDuration::from_secs(1));
            assert_eq!(figures(&of(*before)), figures(&just_before), "nothing changes between {before} and {after}");
            assert_ne!(figures(&just_before), figures(&of(*after)), "{after} changed something");
        }
    }
}

#[test]
fn each_origin_has_a_track_of_its_figures_and_the_weightier_comes_first() {
    let lines = ledger(&[
        "03-07T09 Reuters civilians >70",
        "03-07T10 SOHR civilians 100",
        "03-07T11 SOHR civilians 100",
        "03-07T12 SOHR civilians 140..150",
        "03-07T12 SOHR civilians 9 scope=incident",
        "03-07T13 SOHR civilians dozens",
        "03-07T14 - civilians 7",
    ]);
    let row = Row { metric: Metric::Killed, category: CategoryId::new("civilians"), perpetrator: None };
    let tracks = books(lines, "03-08T00").tracks(&row);
    let told = |track: &Track| {
        let points: Vec<_> = track.points.iter().map(|point| (point.low, point.high)).collect();
        (track.origin.as_ref().map(|origin| origin.to_string()), points)
    };
    let told: Vec<_> = tracks.iter().map(told).collect();
    let (n, sohr, reuters) = (Some, Some("SOHR".to_owned()), Some("Reuters".to_owned()));
    assert_eq!(
        told,
        [
            (sohr, vec![(n(100), n(100)), (n(100), n(100)), (n(140), n(150))]),
            (reuters, vec![(n(70), None)]),
            (None, vec![(n(7), n(7))]),
        ]
    );
}

#[test]
fn a_rounding_tells_the_figure_beside_it_again_and_no_lower_one() {
    let lines = ledger(&["03-08T12 SOHR total 1018", "03-09T09 SOHR total >1000", "03-09T20 SOHR total 1311"]);
    let row = Row { metric: Metric::Killed, category: CategoryId::new("total"), perpetrator: None };
    let tracks = books(lines, "03-10").tracks(&row);
    let [track] = tracks.as_slice() else { panic!("{tracks:?}") };
    assert_eq!(track.points.iter().map(Point::number).collect::<Vec<_>>(), [Some(1018), Some(1018), Some(1311)]);
}
