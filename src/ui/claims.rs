//! What stands behind a figure or a place's status: every claim of it, what became of each by which rule, and the
//! words it was read from.

use jiff::Timestamp;

use super::panes::tallies;
use super::{sentence, words};
use crate::model::{
    Figure, ItemId, Line, OriginId, PlaceId, ReportId, Situation, Stated, StatusKind, TallyRow, Verdict,
};
use crate::reconcile::Books;
use crate::reconcile::explain::Row;
use crate::text::width::columns;

/// What was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A row of the tally.
    Figure(Row),
    /// A place of the board: who holds it, and its curfew.
    Place(PlaceId),
}

impl Cell {
    /// The cell behind a row of the tally.
    pub fn of_row(row: &TallyRow) -> Self {
        Self::Figure(tallies::key(row))
    }

    /// What it is called.
    pub fn name(&self, situation: &Situation) -> String {
        match self {
            Self::Figure(Row { metric, category, perpetrator }) => {
                let mut name = format!("{} {}", words::category(category, situation), metric.words());
                if let Some(by) = perpetrator {
                    name.push_str(&format!(" by {}", words::category(by, situation).to_lowercase()));
                }
                name
            }
            Self::Place(place) => situation.place_name(place).to_owned(),
        }
    }
}

/// One claim or status with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What it says and what became of it.
    pub line: Line,
    /// Of what it tells, for a place.
    pub kind: Option<StatusKind>,
    /// Its report; none for an operator's own word.
    pub report: Option<ReportId>,
    /// When its item was published.
    pub published: Timestamp,
    /// The words it was read from.
    pub quote: String,
}

impl Told {
    /// Whether an operator set it by hand.
    pub fn is_set(&self) -> bool {
        self.line.origin.as_ref().is_some_and(|origin| origin.as_str() == OriginId::OPERATOR)
    }

    /// What it says, in the words of the screen. A figure may have a hundred thousand claims behind it: only those that are
    /// seen are worded.
    pub fn states(&self, situation: &Situation) -> String {
        #[cfg(test)]
        tests::WORDED.with(|worded| worded.set(worded.get() + 1));
        sentence::stated(&self.line.states, situation)
    }
}

/// All that stands behind a cell, as the pane lists it: by what became of it, the newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claims {
    /// The claims and statuses.
    pub told: Vec<Told>,
    /// What was noticed about the cell as a whole, in the words of the screen.
    pub notes: Vec<String>,
    /// The columns that the longest of what is said takes.
    pub widest: usize,
}

impl Claims {
    /// All that was told, with what was noticed, in the order of the pane.
    pub fn listing(mut told: Vec<Told>, notes: Vec<String>, situation: &Situation) -> Self {
        told.sort_by(|one, other| {
            let key = |told: &Told| (told.kind == Some(StatusKind::Curfew), told.line.verdict);
            let order = key(one).cmp(&key(other));
            order.then_with(|| (other.line.as_of, &other.line.id).cmp(&(one.line.as_of, &one.line.id)))
        });
        // The column stays as it is however far it is scrolled, and all that is alike is as wide as one of it.
        let mut shapes: Vec<&Told> = vec![];
        for told in &told {
            if !shapes.iter().any(|shape| are_alike(&shape.line.states, &told.line.states)) {
                shapes.push(told);
            }
        }
        let widest = shapes.iter().map(|told| columns(&told.states(situation))).max().unwrap_or(0);
        Self { told, notes, widest }
    }
}

/// Whether the words for two take as many columns.
fn are_alike(one: &Stated, other: &Stated) -> bool {
    let digits = |number: Option<u64>| number.map(|number| number.checked_ilog10());
    let shape = |figure: &Figure| (figure.bound, digits(figure.low), digits(figure.high), figure.low == figure.high);
    match (one, other) {
        (Stated::Figure(one), Stated::Figure(other)) => shape(one) == shape(other),
        _ => one == other,
    }
}

/// Reads what stands behind a cell from the books, in the words of the screen.
pub fn read(books: &Books, cell: &Cell, situation: &Situation) -> Claims {
    let explained = match cell {
        Cell::Figure(row) => vec![(None, books.explain_row(row))],
        Cell::Place(place) => [StatusKind::Control, StatusKind::Curfew]
            .map(|kind| (Some(kind), books.explain_cell(place, kind)))
            .into_iter()
            .collect(),
    };
    let (mut told, mut notes) = (vec![], vec![]);
    for (kind, explanation) in explained {
        notes.extend(explanation.notes.iter().map(|note| words::sentence(&sentence::told(note, situation))));
        told.extend(explanation.lines.into_iter().map(|line| {
            let source = books.source(&line.id);
            let is_set = line.origin.as_ref().is_some_and(|origin| origin.as_str() == OriginId::OPERATOR);
            Told {
                kind,
                report: source.filter(|_| !is_set).map(|(from, _)| from.report.clone()),
                published: source.map_or(line.as_of, |(from, _)| from.published),
                quote: source.map(|(_, evidence)| evidence.quote.clone()).unwrap_or_default(),
                line,
            }
        }));
    }
    Claims::listing(told, notes, situation)
}

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// What became of those below, and how many they are.
    Heading(Option<StatusKind>, Verdict, usize),
    /// Something that was noticed, by its place among the notes.
    Note(usize),
    /// A claim or status, by its place among them.
    Told(usize),
}

/// The pane's state.
#[derive(Debug, Clone, Default)]
pub struct OpenClaims {
    /// What was opened.
    pub cell: Option<Cell>,
    /// What stands behind it; none until the store has answered.
    pub claims: Option<Claims>,
    /// The rows.
    pub rows: Vec<Shown>,
    /// The id of the selected claim or status.
    pub selected: Option<String>,
    /// The first row that is seen.
    pub top: usize,
}

impl OpenClaims {
    /// Opens a cell; what stood behind another is forgotten.
    pub fn open(&mut self, cell: Cell) {
        if self.cell.as_ref() != Some(&cell) {
            *self = Self { cell: Some(cell), ..Self::default() };
        }
    }

    /// Takes what stands behind the open cell; the selection stays on its claim, or where that was.
    pub fn take(&mut self, claims: Claims) {
        let before = self.selected_index();
        self.rows = (0..claims.notes.len()).map(Shown::Note).collect();
        let mut heading: Option<(Option<StatusKind>, Verdict)> = None;
        for (n, told) in claims.told.iter().enumerate() {
            let key = (told.kind, told.line.verdict);
            if heading.replace(key) != Some(key) {
                let same = claims.told.iter().filter(|told| (told.kind, told.line.verdict) == key).count();
                self.rows.push(Shown::Heading(key.0, key.1, same));
            }
            self.rows.push(Shown::Told(n));
        }
        self.claims = Some(claims);
        if self.selected_index().is_none() {
            self.select(before.unwrap_or(0));
        }
    }

    /// The claims and statuses.
    pub fn told(&self) -> &[Told] {
        self.claims.as_ref().map(|claims| claims.told.as_slice()).unwrap_or_default()
    }

    /// The place of the selected one among them.
    pub fn selected_index(&self) -> Option<usize> {
        let id = self.selected.as_ref()?;
        self.told().iter().position(|told| told.line.id == *id)
    }

    /// The selected one.
    pub fn selected_told(&self) -> Option<&Told> {
        self.told().get(self.selected_index()?)
    }

    /// Selects one by its place, or the last.
    pub fn select(&mut self, index: usize) {
        let told = self.told();
        self.selected = told.get(index).or(told.last()).map(|told| told.line.id.clone());
    }

    /// The row in which the selected one stands.
    pub fn selected_row(&self) -> usize {
        let selected = self.selected_index();
        self.rows.iter().position(|row| matches!(row, Shown::Told(n) if Some(*n) == selected)).unwrap_or(0)
    }

    /// The item of the selected one.
    pub fn selected_item(&self) -> Option<(&ReportId, &ItemId, &str)> {
        let told = self.selected_told()?;
        Some((told.report.as_ref()?, &told.line.item, &told.line.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bound, Sentence};
    use crate::ui::layout::Pane;
    use crate::ui::motion::clamp;
    use crate::ui::samples::model;
    use crate::ui::view::draw;
    use ratatui::buffer::Buffer;
    use std::cell::Cell as Counter;

    thread_local! {
        /// How many claims this thread has worded.
        pub(super) static WORDED: Counter<usize> = const { Counter::new(0) };
    }

    fn told(id: &str, verdict: Verdict) -> Told {
        let as_of = Timestamp::UNIX_EPOCH;
        Told {
            line: Line {
                id: id.to_owned(),
                item: "i".into(),
                origin: None,
                as_of,
                states: Stated::Figure(Figure::between(Some(35), Some(35))),
                verdict,
                rule: "rule",
                why: Sentence::default(),
            },
            kind: None,
            report: Some("i".into()),
            published: as_of,
            quote: String::new(),
        }
    }

    #[test]
    fn the_selection_stays_on_its_claim_when_a_decision_moves_it() {
        let mut open = OpenClaims::default();
        open.open(Cell::Place("latakia".into()));
        let before = [told("a", Verdict::Counts), told("b", Verdict::Counts), told("c", Verdict::Superseded)];
        open.take(Claims { told: before.to_vec(), notes: vec!["a note".to_owned()], widest: 2 });
        assert_eq!(open.selected.as_deref(), Some("a"));
        assert_eq!(
            open.rows,
            [
                Shown::Note(0),
                Shown::Heading(None, Verdict::Counts, 2),
                Shown::Told(0),
                Shown::Told(1),
                Shown::Heading(None, Verdict::Superseded, 1),
                Shown::Told(2),
            ]
        );
        let after = [told("b", Verdict::Counts), told("c", Verdict::Counts), told("a", Verdict::SetAside)];
        open.take(Claims { told: after.to_vec(), ..Claims::default() });
        assert_eq!((open.selected.as_deref(), open.selected_row()), (Some("a"), 4));
        open.take(Claims { told: vec![told("b", Verdict::Counts)], ..Claims::default() });
        assert_eq!(open.selected.as_deref(), Some("b"), "one that is gone gives the selection to its neighbour");
        open.take(Claims::default());
        assert_eq!(open.selected, None);
    }
    /// Behind the total of a long episode stand more claims than anybody scrolls through.
    #[test]
    fn only_the_claims_that_are_seen_are_worded() {
        let mut model = model();
        let many = |n: u64| {
            let mut told = told(&format!("c{n:05}"), Verdict::Superseded);
            let bound = if n.is_multiple_of(2) { Bound::Exact } else { Bound::MoreThan };
            told.line.states = Stated::Figure(Figure { low: Some(n), high: None, bound });
            told
        };
        let worded = || WORDED.with(Counter::take);
        let claims = Claims::listing((1..=20_000).map(many).collect(), vec![], &model.subject.situation);
        assert_eq!(claims.widest, "more than 19999".len());
        assert_eq!(worded(), 2 * 5, "one of each bound and each number of digits");
        model.claims.open(Cell::Place("latakia".into()));
        model.claims.take(claims);
        (model.focus, model.is_zoomed) = (Pane::Claims, true);
        let mut cells = Buffer::empty(model.screen);
        for at in [0, 10_000, 19_999] {
            model.claims.select(at);
            clamp(&mut model);
            draw(&model, &mut cells);
            let many = worded();
            assert!((20..=40).contains(&many), "{many} at {at}");
        }
    }
}
