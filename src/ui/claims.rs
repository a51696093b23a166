//! What stands behind a figure or a place's status: every claim of it, what became of each by which rule, and the
//! words it was read from.

use jiff::Timestamp;

use super::panes::tallies;
use super::{sentence, words};
use crate::model::{
    Figure, ItemId, Line, OriginId, PlaceId, ReportId, Situation, Stated, StatusKind, TallyRow, Verdict,
};
use crate::reconcile::Books;
use crate::reconcile::behind::Behind;
use crate::reconcile::explain::Row;
use crate::text::width::columns;

/// How many are told on either side of what is looked at: more than any screen is high.
const TOLD: usize = 600;
/// From how near the end of those more is asked for.
const NEAR: usize = 300;

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
        worded(&self.line.states, situation)
    }
}

fn worded(states: &Stated, situation: &Situation) -> String {
    #[cfg(test)]
    tests::WORDED.with(|worded| worded.set(worded.get() + 1));
    sentence::stated(states, situation)
}

/// Those of one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Of what they tell, for a place.
    pub kind: Option<StatusKind>,
    /// What became of them.
    pub verdict: Verdict,
    /// How many they are.
    pub many: usize,
}

/// What stands behind a cell, by what became of it, the newest first; of a long list the part around what is selected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claims {
    /// How many there are of each sort, in the order of the pane.
    pub sections: Vec<Section>,
    /// The place of the first of those that are told.
    pub first: usize,
    /// Those that are told.
    pub told: Vec<Told>,
    /// What was noticed about the cell as a whole, in the words of the screen.
    pub notes: Vec<String>,
    /// The columns that the longest of all takes.
    pub widest: usize,
}

impl Claims {
    /// How many there are, told or not.
    pub fn count(&self) -> usize {
        self.sections.iter().map(|section| section.many).sum()
    }

    /// The one at a place, where it is told.
    pub fn at(&self, place: usize) -> Option<&Told> {
        self.told.get(place.checked_sub(self.first)?)
    }

    /// The place of one of those that are told.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.told.iter().position(|told| told.line.id == id).map(|at| self.first + at)
    }
}

/// The part of a list that is asked for: what stands around a claim, or around a place where the claim is gone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// The claim's id.
    pub id: Option<String>,
    /// The place.
    pub place: usize,
}

/// The columns that the longest of what is stated takes: it stays so however far one scrolls, and all that is alike is as wide as
/// one of it.
pub fn widest(states: impl Iterator<Item = Stated>, situation: &Situation) -> usize {
    let mut shapes: Vec<Stated> = vec![];
    for states in states {
        if !shapes.iter().any(|shape| are_alike(shape, &states)) {
            shapes.push(states);
        }
    }
    shapes.iter().map(|shape| columns(&worded(shape, situation))).max().unwrap_or(0)
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

/// Reads what stands behind a cell from the books, in the words of the screen: how many there are of each sort, and those around
/// what is looked at.
pub fn read(books: &Books, cell: &Cell, around: &Around, situation: &Situation) -> Claims {
    let parts: Vec<(Option<StatusKind>, Behind<'_>)> = match cell {
        Cell::Figure(row) => vec![(None, books.behind_row(row))],
        Cell::Place(place) => {
            [StatusKind::Control, StatusKind::Curfew].map(|kind| (Some(kind), books.behind_cell(place, kind))).into()
        }
    };
    let mut sections = vec![];
    let (mut count, mut found) = (0, None);
    for (kind, behind) in &parts {
        let of_kind = behind.sections().into_iter();
        sections.extend(of_kind.map(|(verdict, many)| Section { kind: *kind, verdict, many }));
        let place = around.id.as_ref().and_then(|id| behind.place_of(id));
        found = found.or(place.map(|place| count + place));
        count += behind.count();
    }
    let place = found.unwrap_or(around.place).min(count.saturating_sub(1));
    let (first, end) = (place.saturating_sub(TOLD), place.saturating_add(TOLD).min(count));
    let mut told = vec![];
    let mut begins = 0;
    for (kind, behind) in &parts {
        let within = first.saturating_sub(begins)..end.saturating_sub(begins);
        told.extend(behind.lines(within).map(|line| one(books, *kind, line)));
        begins += behind.count();
    }
    let notes = parts.iter().flat_map(|(_, behind)| &behind.notes);
    Claims {
        sections,
        first,
        told,
        notes: notes.map(|note| words::sentence(&sentence::told(note, situation))).collect(),
        widest: widest(parts.iter().flat_map(|(_, behind)| behind.states()), situation),
    }
}

/// One of them, with where it was read.
fn one(books: &Books, kind: Option<StatusKind>, line: Line) -> Told {
    let source = books.source(&line.id);
    let is_set = line.origin.as_ref().is_some_and(|origin| origin.as_str() == OriginId::OPERATOR);
    Told {
        kind,
        report: source.filter(|_| !is_set).map(|(from, _)| from.report.clone()),
        published: source.map_or(line.as_of, |(from, _)| from.published),
        quote: source.map(|(_, evidence)| evidence.quote.clone()).unwrap_or_default(),
        line,
    }
}

/// A row of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// What became of those below, and how many they are.
    Heading(Section),
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
    /// The id of the selected claim or status; none until it is told.
    selected: Option<String>,
    /// Its place among them.
    place: usize,
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

    /// Takes what stands behind the open cell: what is selected stays so, or its neighbour is where it is gone, and what is
    /// seen stays where it is seen.
    pub fn take(&mut self, claims: Claims) {
        let kept = self.kept(&claims);
        let place = self.selected.as_ref().and_then(|id| claims.place_of(id));
        self.claims = Some(claims);
        self.select(place.unwrap_or(self.place));
        if let Some((id, below)) = kept
            && let Some(place) = self.claims.as_ref().and_then(|claims| claims.place_of(&id))
        {
            self.top = self.row_of(place).saturating_sub(below);
        }
    }

    /// The first that is seen of which the same became, and how many rows below the top it stands.
    fn kept(&self, claims: &Claims) -> Option<(String, usize)> {
        let before = self.claims.as_ref()?;
        (self.top..self.rows()).find_map(|row| {
            let Some(Shown::Told(place)) = self.row(row) else { return None };
            let told = before.at(place)?;
            let now = claims.at(claims.place_of(&told.line.id)?)?;
            let is_same = (now.kind, now.line.verdict) == (told.kind, told.line.verdict);
            is_same.then(|| (told.line.id.clone(), row - self.top))
        })
    }

    /// How many claims and statuses there are.
    pub fn count(&self) -> usize {
        self.claims.as_ref().map_or(0, Claims::count)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.claims.as_ref().map_or(0, |claims| claims.notes.len() + claims.sections.len() + claims.count())
    }

    /// A row.
    pub fn row(&self, row: usize) -> Option<Shown> {
        let claims = self.claims.as_ref()?;
        let Some(mut below) = row.checked_sub(claims.notes.len()) else { return Some(Shown::Note(row)) };
        let mut place = 0;
        for section in &claims.sections {
            match below.checked_sub(1) {
                None => return Some(Shown::Heading(*section)),
                Some(at) if at < section.many => return Some(Shown::Told(place + at)),
                Some(at) => below = at - section.many,
            }
            place += section.many;
        }
        None
    }

    /// The row in which one stands.
    fn row_of(&self, place: usize) -> usize {
        let Some(claims) = &self.claims else { return 0 };
        let mut end = 0;
        let above = claims.sections.iter().take_while(|section| {
            let begins = end;
            end += section.many;
            begins <= place
        });
        claims.notes.len() + above.count() + place
    }

    /// The place of the selected one among them; none where there is none.
    pub fn selected_index(&self) -> Option<usize> {
        (self.count() > 0).then_some(self.place)
    }

    /// The selected one, where it is told.
    pub fn selected_told(&self) -> Option<&Told> {
        self.claims.as_ref()?.at(self.place)
    }

    /// Selects one by its place, or the last.
    pub fn select(&mut self, place: usize) {
        self.place = place.min(self.count().saturating_sub(1));
        self.selected = self.selected_told().map(|told| told.line.id.clone());
    }

    /// The row in which the selected one stands.
    pub fn selected_row(&self) -> usize {
        self.row_of(self.place)
    }

    /// The part of the list to ask for.
    pub fn around(&self) -> Around {
        Around { id: self.selected.clone(), place: self.place }
    }

    /// Whether so much around the selected one is not told that it is to be asked for.
    pub fn wants_more(&self) -> bool {
        let Some(claims) = &self.claims else { return false };
        let (from, to) = (self.place.saturating_sub(NEAR), self.place.saturating_add(NEAR).min(claims.count()));
        from < claims.first || to > claims.first + claims.told.len()
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

    /// All of a list, whose sorts follow each other.
    fn whole(told: Vec<Told>, notes: usize) -> Claims {
        let sorts = told.chunk_by(|one, other| one.line.verdict == other.line.verdict);
        let sections = sorts.map(|same| Section { kind: None, verdict: same[0].line.verdict, many: same.len() });
        Claims {
            sections: sections.collect(),
            told,
            notes: vec!["a note".to_owned(); notes],
            widest: 2,
            ..Claims::default()
        }
    }

    /// The part of a list that is asked for.
    fn part(all: &Claims, around: &Around) -> Claims {
        let place = around.id.as_ref().and_then(|id| all.place_of(id)).unwrap_or(around.place);
        let (first, end) = (place.saturating_sub(TOLD), (place + TOLD).min(all.count()));
        Claims { first, told: all.told[first..end].to_vec(), ..all.clone() }
    }

    #[test]
    fn the_selection_stays_on_its_claim_when_a_decision_moves_it() {
        let mut open = OpenClaims::default();
        open.open(Cell::Place("latakia".into()));
        let (counts, superseded) = (Verdict::Counts, Verdict::Superseded);
        open.take(whole(vec![told("a", counts), told("b", counts), told("c", superseded)], 1));
        assert_eq!(open.around().id.as_deref(), Some("a"));
        let section = |verdict, many| Shown::Heading(Section { kind: None, verdict, many });
        let rows = [
            Shown::Note(0),
            section(counts, 2),
            Shown::Told(0),
            Shown::Told(1),
            section(superseded, 1),
            Shown::Told(2),
        ];
        assert_eq!((0..open.rows()).map_while(|row| open.row(row)).collect::<Vec<_>>(), rows);
        assert_eq!((open.row(6), [0, 1, 2].map(|place| open.row_of(place))), (None, [2, 3, 5]));
        open.take(whole(vec![told("b", counts), told("c", counts), told("a", Verdict::SetAside)], 0));
        assert_eq!((open.around().id.as_deref(), open.selected_row()), (Some("a"), 4));
        open.take(whole(vec![told("b", counts)], 0));
        assert_eq!(open.around().id.as_deref(), Some("b"), "one that is gone gives the selection to its neighbour");
        open.take(Claims::default());
        assert_eq!((open.around().id, open.selected_index()), (None, None));
    }

    #[test]
    fn what_is_seen_stays_where_it_is_when_claims_arrive_and_when_one_is_judged() {
        let list = |arrived: usize, rejected: Option<usize>| {
            let arrived = (0..arrived).map(|n| told(&format!("new{n}"), Verdict::Counts));
            let counts = (0..50).filter(|n| Some(*n) != rejected).map(|n| told(&format!("c{n}"), Verdict::Counts));
            let aside = rejected.map(|n| told(&format!("c{n}"), Verdict::SetAside));
            whole(arrived.chain(counts).chain(aside).collect(), 0)
        };
        let first = |open: &OpenClaims| {
            let Some(Shown::Told(place)) = open.row(open.top) else { return String::new() };
            open.claims
                .as_ref()
                .and_then(|claims| claims.at(place))
                .map(|told| told.line.id.clone())
                .unwrap_or_default()
        };
        let mut open = OpenClaims::default();
        open.open(Cell::Place("latakia".into()));
        open.take(list(0, None));
        open.select(12);
        open.top = open.row_of(10);
        open.take(list(7, None));
        assert_eq!((first(&open).as_str(), open.around().id.as_deref()), ("c10", Some("c12")));
        open.take(list(7, Some(12)));
        assert_eq!((first(&open).as_str(), open.around().id.as_deref()), ("c10", Some("c12")), "it was rejected");
        open.take(list(7, Some(10)));
        assert_eq!(
            (first(&open).as_str(), open.row(open.top)),
            ("c9", Some(Shown::Told(16))),
            "the next one stays in its row"
        );
    }

    /// Behind the total of a long episode stand more claims than anybody scrolls through.
    #[test]
    fn only_the_claims_around_what_is_seen_are_told_and_only_those_that_are_seen_are_worded() {
        let mut model = model();
        let many = |n: u64| {
            let mut told = told(&format!("c{n:05}"), Verdict::Superseded);
            let bound = if n.is_multiple_of(2) { Bound::Exact } else { Bound::MoreThan };
            told.line.states = Stated::Figure(Figure { low: Some(n), high: None, bound });
            told
        };
        let worded = || WORDED.with(Counter::take);
        let mut all = whole((1..=20_000).map(many).collect(), 0);
        all.widest = widest(all.told.iter().map(|told| told.line.states.clone()), &model.subject.situation);
        assert_eq!(all.widest, "more than 19999".len());
        assert_eq!(worded(), 2 * 5, "one of each bound and each number of digits");
        model.claims.open(Cell::Place("latakia".into()));
        model.claims.take(part(&all, &Around::default()));
        (model.focus, model.is_zoomed) = (Pane::Claims, true);
        let mut cells = Buffer::empty(model.screen);
        let text = |cells: &Buffer| cells.content().iter().map(|cell| cell.symbol()).collect::<String>();
        for at in [0, 10_000, 19_999] {
            model.claims.select(at);
            clamp(&mut model);
            assert_eq!(model.claims.wants_more(), at > 0, "{at}");
            draw(&model, &mut cells);
            assert_eq!(text(&cells).contains("..."), at > 0, "what is not told yet is awaited");
            let _some = worded();
            model.claims.take(part(&all, &model.claims.around()));
            assert!(model.claims.claims.as_ref().is_some_and(|claims| claims.told.len() <= 2 * TOLD));
            assert!(!model.claims.wants_more());
            draw(&model, &mut cells);
            assert_eq!(model.claims.around().id, Some(format!("c{:05}", at + 1)));
            let many = worded();
            assert!((20..=40).contains(&many), "{many} at {at}");
        }
        // A key that is held goes on within what is told, and asks for more before it is out of it.
        for at in (19_000..19_999).rev() {
            model.claims.select(at);
            assert!(model.claims.selected_told().is_some(), "{at}");
            if model.claims.wants_more() {
                model.claims.take(part(&all, &model.claims.around()));
            }
        }
    }
}
