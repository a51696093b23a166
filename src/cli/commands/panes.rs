//! `coastwatch tally` and `coastwatch board`: the two panes as data or as plain text, at any moment.

use std::io::IsTerminal;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::args::{AsOf, Board, Global, PaneFormat, Tally};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output, panes};
use crate::engine::decide::{known_category, known_word};
use crate::model::{Explanation, Metric, PlaceId, Situation, StatusKind};
use crate::reconcile::Books;
use crate::reconcile::explain::Row;
use crate::store::StoreError;

/// A pane with why its cells are as they are.
#[derive(Debug, Serialize)]
struct Explained<P: Serialize> {
    #[serde(flatten)]
    pane: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanations: Option<Vec<Explanation>>,
}

/// Prints the tally.
///
/// # Errors
/// Where the configuration is wrong, the store cannot be read, or no row is named as one is asked for.
pub async fn tally(global: &Global, args: &Tally) -> Result<Ended, Failure> {
    let mut pane = Pane::load(global, &args.as_of, args.since).await?;
    pane.books.since(pane.looked);
    let tally = pane.books.tally();
    let explanations = match args.explain.as_deref() {
        None => None,
        Some(named) => {
            let rows = rows(&pane.setup.situation, &pane.books, named)?;
            let told = rows.iter().map(|row| pane.books.explain_row(row));
            // Of a row that is named also that nobody speaks of it is told.
            Some(told.filter(|told| !(named.is_empty() && told.lines.is_empty() && told.notes.is_empty())).collect())
        }
    };
    let text = || panes::tally(&tally, &pane.setup.situation, &pane.setup.episode.name);
    pane.print(args.as_of.format, &tally, explanations, text)
}

/// Prints the board.
///
/// # Errors
/// Where the configuration is wrong, the store cannot be read, or no place is named as one is asked for.
pub async fn board(global: &Global, args: &Board) -> Result<Ended, Failure> {
    let pane = Pane::load(global, &args.as_of, None).await?;
    let board = pane.books.board();
    let explanations = match args.explain.as_deref() {
        None => None,
        Some(named) => {
            let places = pane.setup.situation.places.iter().map(|place| place.id.as_str());
            let places: Vec<&str> = if named.is_empty() {
                places.collect()
            } else {
                vec![known_word("place", named, places).map_err(Failure::Call)?]
            };
            let cells = places
                .into_iter()
                .flat_map(|place| [StatusKind::Curfew, StatusKind::Control].map(|kind| (PlaceId::new(place), kind)));
            let told = cells.map(|(place, kind)| pane.books.explain_cell(&place, kind));
            // Of a place that is named also that nothing is known is told.
            Some(told.filter(|told| !named.is_empty() || !told.lines.is_empty()).collect())
        }
    };
    let text = || panes::board(&board, &pane.setup.situation);
    pane.print(args.as_of.format, &board, explanations, text)
}

/// The rows that are to be explained: the one that is named, or all that anybody speaks of, with a figure or without.
fn rows(situation: &Situation, books: &Books, named: &str) -> Result<Vec<Row>, Failure> {
    if named.is_empty() {
        return Ok(books.spoken_of());
    }
    let words: Vec<&str> = named.split('.').collect();
    let (metric, category, hand) = match *words.as_slice() {
        [metric, category] => (metric, category, None),
        [metric, category, hand] => (metric, category, Some(hand)),
        _ => {
            return Err(Failure::Call(format!(
                "cannot explain `{named}`: it names no row; write METRIC.CATEGORY, such as killed.civilians, or \
                 METRIC.CATEGORY.PERPETRATOR"
            )));
        }
    };
    let refused = |why: String| Failure::Call(format!("cannot explain `{named}`: {why}"));
    let metric = known_metric(metric).map_err(refused)?;
    let category = known_category(situation, category).map_err(refused)?;
    let perpetrator = hand.map(|hand| known_category(situation, hand)).transpose().map_err(refused)?;
    Ok(vec![Row { metric, category, perpetrator }])
}

/// A metric by its name in data.
fn known_metric(word: &str) -> Result<Metric, String> {
    let name = |metric: Metric| metric.words().replace(' ', "_");
    Metric::ALL.into_iter().find(|metric| name(*metric) == word).ok_or_else(|| {
        let known: Vec<String> = Metric::ALL.into_iter().map(name).collect();
        format!("nothing is counted as `{word}`; known are {}", known.join(", "))
    })
}

/// How a pane is written: as asked, else as a table to a terminal and as JSON to anything else.
pub(super) fn format(asked: Option<PaneFormat>) -> PaneFormat {
    let usual = || if std::io::stdout().is_terminal() { PaneFormat::Table } else { PaneFormat::Json };
    asked.unwrap_or_else(usual)
}

/// What a pane is made from.
struct Pane {
    setup: Setup,
    books: Books,
    /// Since when changes are told: as asked, else since the operator last looked at the screen.
    looked: Option<Timestamp>,
}

impl Pane {
    async fn load(global: &Global, args: &AsOf, since: Option<Timestamp>) -> Result<Self, Failure> {
        let mut setup = Setup::load(global, DefaultEpisode::Live)?;
        setup.log(global, Runs::Once)?;
        let as_of = args.as_of.unwrap_or_else(|| setup.clock.now());
        if let Some(since) = since.filter(|since| *since > as_of) {
            return Err(Failure::Call(format!(
                "cannot tell what has changed since {since}: it lies after {as_of}, the moment that is told of; give \
                 --since an earlier time, or --as-of a later one"
            )));
        }
        let store = setup.open_store_to_read().await?;
        // Of a later moment no more is known than by now.
        let read = async {
            let looked = match since {
                Some(since) => Some(since),
                None => store.last_look(&setup.operator(), as_of).await?,
            };
            let ledger = store.ledger(&setup.episode, as_of.min(setup.clock.now()), looked).await?;
            Ok::<_, StoreError>((looked, ledger))
        };
        let read = read.await;
        output::close(&*store).await;
        let (looked, ledger) = read?;
        let books = Books::open(Arc::clone(&setup.situation), setup.episode.clone(), as_of, ledger);
        Ok(Self { books: books.fading_by(setup.settings.staleness), looked, setup })
    }

    fn print(
        &self,
        format: Option<PaneFormat>,
        data: &impl Serialize,
        explanations: Option<Vec<Explanation>>,
        table: impl Fn() -> String,
    ) -> Result<Ended, Failure> {
        match self::format(format) {
            PaneFormat::Json => output::json(&Explained { pane: data, explanations })?,
            PaneFormat::Table => {
                let told = explanations.iter().flatten().map(|told| format!("\n{}", panes::explanation(told)));
                output::text(&(table() + &told.collect::<String>()))?;
            }
        }
        Ok(Ended::Done)
    }
}
