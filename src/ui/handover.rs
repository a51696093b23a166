//! The handover as it is shown: rows of what changed, each with what it leads to and where it can be read. The same words
//! are those of the situation report.

use std::collections::HashMap;

use jiff::Timestamp;

use super::claims::Cell;
use super::decide;
use super::gloss;
use super::health::kind_words;
use super::model::Subject;
use super::moment;
use super::theme::Glyphs;
use super::words;
use crate::model::{
    Arrived, Cited, Corrected, Correction, Counted, Ends, FeedId, FigureMove, Gist, Handover, ItemId, OpenEscalation,
    PlaceMove, PlaceWord, Reads, ReportId, Seen, Silence, SilentFeed, Situation, StatusKind, told_by,
};
use crate::reconcile::explain::Row as TallyRow;

/// Cells of a row; the last takes what is left of the line.
pub const CELLS: usize = 4;

/// What a row leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A report.
    Report(ReportId),
    /// What stands behind a figure or a place.
    Cell(Cell),
    /// A feed.
    Feed(FeedId),
    /// The log of decisions.
    Log,
}

/// A row of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// What those below are.
    Heading(String),
    /// Something about what stands above or below, such as that there is nothing of it.
    Note(String),
    /// Something that changed.
    Change {
        /// What, in columns.
        cells: [String; CELLS],
        /// In full, with where it can be read.
        detail: String,
        /// What it leads to.
        target: Target,
    },
}

/// The view.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What changed; none until the store has answered.
    pub told: Option<Box<Handover>>,
    /// What is seen by whoever takes it over.
    pub seen: Option<Seen>,
    /// The earlier moment of the screen that it was asked for at; none where that was now.
    pub past: Option<Timestamp>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// The selected one.
    pub selected: usize,
    /// The first one that is seen.
    pub top: usize,
}

impl View {
    /// Takes what the store told.
    pub fn take(&mut self, handover: Handover, seen: Seen, reading: Reading<'_>) {
        self.rows = rows(&handover, reading);
        (self.selected, self.top) = (0, 0);
        self.told = Some(Box::new(handover));
        self.seen = Some(seen);
        self.select(0, usize::MAX);
    }

    /// Tells what it told anew, for somebody who reads other languages now.
    pub fn tell_anew(&mut self, reading: Reading<'_>) {
        if let Some(told) = &self.told {
            self.rows = rows(told, reading);
        }
    }

    /// The places of the rows that can be selected.
    fn changes(&self) -> Vec<usize> {
        let is_change = |(at, row): (usize, &Row)| matches!(row, Row::Change { .. }).then_some(at);
        self.rows.iter().enumerate().filter_map(is_change).collect()
    }

    /// How many rows can be selected.
    pub fn len(&self) -> usize {
        self.changes().len()
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes().is_empty()
    }

    /// Which of the rows that can be selected is.
    pub fn index(&self) -> usize {
        self.changes().iter().position(|at| *at == self.selected).unwrap_or(0)
    }

    /// Which of the rows that can be selected stands at a place among all.
    pub fn index_of(&self, row: usize) -> Option<usize> {
        self.changes().iter().position(|at| *at == row)
    }

    /// Selects one of them and brings it into the `height` rows that are seen.
    pub fn select(&mut self, index: usize, height: usize) {
        let changes = self.changes();
        let Some(at) = changes.get(index.min(changes.len().saturating_sub(1))) else { return };
        self.selected = *at;
        // The first one is seen with what stands above it.
        self.top = if index == 0 { 0 } else { super::reports::scrolled(self.top, *at, height) };
        if index + 1 >= changes.len() && index > 0 {
            // The last one is seen with what stands below it.
            self.top = self.top.max(self.rows.len().saturating_sub(height)).min(*at);
        }
    }

    /// The selected row.
    pub fn selected_row(&self) -> Option<&Row> {
        self.rows.get(self.selected).filter(|row| matches!(row, Row::Change { .. }))
    }
}

/// By whom and with what signs a handover is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Names.
    pub situation: &'a Situation,
    /// The signs.
    pub glyphs: &'a Glyphs,
    /// The languages that are read.
    pub reads: &'a Reads,
}

impl<'a> Reading<'a> {
    /// As it is read on a screen.
    pub fn of(subject: &'a Subject) -> Self {
        let Subject { situation, options, theme, .. } = subject;
        Self { situation, glyphs: theme.glyphs, reads: &options.reads }
    }
}

/// A handover in one line of numbers, what cannot wait first: "1 escalation open, 2 feeds silent, 14 new reports, …";
/// what there is none of is left to the sections below.
pub fn summary(handover: &Handover) -> String {
    let Handover { new_reports, grown, figures, places, corrections, escalations, silent, .. } = handover;
    let changed = figures.iter().filter(|moved| moved.changed).count();
    let many = |n: usize, one, more| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { more }));
    let told: Vec<String> = [
        many(escalations.len(), "escalation open", "escalations open"),
        many(silent.len(), "feed silent", "feeds silent"),
        many(*new_reports, "new report", "new reports"),
        many(grown.len(), "grown", "grown"),
        many(changed, "figure changed", "figures changed"),
        many(places.len(), "status changed", "statuses changed"),
        many(corrections.len(), "correction", "corrections"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if told.is_empty() { "nothing has changed".to_owned() } else { told.join(", ") }
}

/// The rows of a handover.
pub fn rows(handover: &Handover, reading: Reading<'_>) -> Vec<Row> {
    let Reading { situation, glyphs, reads } = reading;
    let tell = Teller { situation, glyphs, reads, gists: &handover.gists, now: handover.as_of };
    let mut rows = vec![Row::Note(format!("{}.", words::sentence(&summary(handover))))];
    let mut section = |heading: String, nothing: &'static str, changes: Vec<Row>| {
        rows.push(Row::Heading(heading));
        if changes.is_empty() {
            rows.push(Row::Note(nothing.to_owned()));
        }
        rows.extend(changes);
    };
    let more = handover.new_reports.saturating_sub(handover.reports.len());
    let beyond = if more > 0 { format!(", the {} heaviest", handover.reports.len()) } else { String::new() };
    let reports = handover.reports.iter().map(|report| tell.report(report)).collect();
    section(format!("New reports: {}{beyond}", handover.new_reports), "No report is new.", reports);
    let grown: Vec<Row> = handover.grown.iter().map(|report| tell.report(report)).collect();
    if !grown.is_empty() {
        section(format!("Reports that more tell now: {}", grown.len()), "", grown);
    }
    let figures: Vec<Row> =
        handover.figures.iter().filter(|moved| moved.changed).map(|moved| tell.figure_row(moved)).collect();
    section(format!("Figures: {} changed", figures.len()), "No figure changed.", figures);
    let places: Vec<Row> = handover.places.iter().map(|moved| tell.place_row(moved)).collect();
    section(format!("Places: {} changed", places.len()), "Nothing that is known of a place changed.", places);
    let corrections: Vec<Row> = handover.corrections.iter().map(|made| tell.correction_row(made)).collect();
    section(
        format!("Corrections and retractions: {}", corrections.len()),
        "Nothing was put right or taken back.",
        corrections,
    );
    let escalations: Vec<Row> = handover.escalations.iter().map(|open| tell.escalation_row(open)).collect();
    section(
        format!("Escalations that nobody has acknowledged: {}", escalations.len()),
        "Every escalation is acknowledged.",
        escalations,
    );
    let silent: Vec<Row> = handover.silent.iter().map(|feed| tell.silent_row(feed)).collect();
    section(format!("Feeds that went silent: {}", silent.len()), "No feed went silent.", silent);
    rows
}

/// Tells changes in words.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// Names.
    pub situation: &'a Situation,
    /// The signs.
    pub glyphs: &'a Glyphs,
    /// The languages that are read.
    pub reads: &'a Reads,
    /// What the items tell whose headlines are shown.
    pub gists: &'a HashMap<ItemId, Gist>,
    /// The moment from which days are named.
    pub now: Timestamp,
}

impl Teller<'_> {
    /// A headline; before one in a language that is not read, what its item tells, with the sign of the machine's words.
    pub fn title(&self, cited: &Cited) -> String {
        let gist = self.gists.get(&cited.item).filter(|_| !self.reads.knows(&cited.lang));
        let names = gloss::Names { situation: self.situation, glyphs: self.glyphs, now: self.now };
        let gloss = gist.and_then(|gist| gloss::gloss(&gist.claims, &gist.statuses, names));
        gloss.map_or_else(|| cited.title.clone(), |gloss| gloss::before(&gloss, &cited.title, self.glyphs))
    }

    /// Where something can be read: "SOHR, Fri 7 Mar 14:28Z, https://…".
    pub fn cited(&self, cited: &Cited) -> String {
        let url = cited.url.as_deref().unwrap_or("no link");
        format!("{}, {}, {url}", cited.feed, moment::brief(cited.published))
    }

    fn report(&self, report: &Arrived) -> Row {
        let Arrived { lead, items, items_before, origins, .. } = report;
        let told = told_by(usize::try_from(*items).unwrap_or(usize::MAX), usize::try_from(*origins).unwrap_or(0));
        let grown = if *items_before > 0 { format!(", {items_before} before") } else { String::new() };
        Row::Change {
            cells: [
                moment::listed(lead.published, self.now),
                lead.feed.clone(),
                format!("{told}{grown}"),
                self.title(lead),
            ],
            detail: format!(
                "{} {dot} {told}{grown} {dot} {}",
                self.title(lead),
                self.cited(lead),
                dot = self.glyphs.dot
            ),
            target: Target::Report(report.report.clone()),
        }
    }

    /// What a row of the tally is called: "Civilians killed".
    pub fn name(&self, moved: &FigureMove) -> String {
        Cell::Figure(key(moved)).name(self.situation)
    }

    /// Low, best and high in few words: "56", "36 (35 to 50)", "56 (4 or more)", "none".
    pub fn ends(&self, ends: Option<Ends>) -> String {
        let Some(Ends { low, best, high }) = ends else { return "none".to_owned() };
        let range = match (low, high) {
            (Some(low), Some(high)) if low == high => low.to_string(),
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("{low} or more"),
            (None, Some(high)) => format!("up to {high}"),
            (None, None) => self.glyphs.none.to_owned(),
        };
        match best {
            Some(best) if low == Some(best) && high == Some(best) => best.to_string(),
            Some(best) => format!("{best} ({range})"),
            None => range,
        }
    }

    /// How a figure moved: "4 → 56".
    pub fn moved(&self, moved: &FigureMove) -> String {
        format!("{} {} {}", self.ends(moved.old), self.glyphs.becomes, self.ends(moved.new))
    }

    /// Who counted what and when: "SOHR Fri 14:28: more than 70".
    pub fn counted(&self, counted: &Counted) -> String {
        let figure = &counted.figure;
        let stated = words::stated(figure.low, figure.high, figure.bound);
        format!("{} {}: {stated}", words::origin(figure.origin.as_ref()), moment::listed(figure.as_of, self.now))
    }

    fn figure_row(&self, moved: &FigureMove) -> Row {
        let dot = format!(" {} ", self.glyphs.dot);
        let origins: Vec<String> = moved.origins.iter().map(|counted| self.counted(counted)).collect();
        let mut notes = String::new();
        if moved.conflict {
            notes.push_str(&format!("{} ", self.glyphs.conflict));
        }
        if moved.stale {
            notes.push_str(&format!("{} ", self.glyphs.stale));
        }
        let told = |all: &[Counted]| {
            let one = |counted: &Counted| {
                let read = counted.cited.as_ref().map_or("not stored any more".to_owned(), |cited| self.cited(cited));
                format!("{} ({read})", self.counted(counted))
            };
            if all.is_empty() { "nobody".to_owned() } else { all.iter().map(one).collect::<Vec<_>>().join("; ") }
        };
        Row::Change {
            cells: [
                self.name(moved),
                self.moved(moved),
                words::change(moved.change, self.glyphs),
                format!(
                    "{notes}{}",
                    if origins.is_empty() { "no origin any more".to_owned() } else { origins.join(&dot) }
                ),
            ],
            detail: format!("Now: {}. Before: {}.", told(&moved.origins), told(&moved.old_origins)),
            target: Target::Cell(Cell::Figure(key(moved))),
        }
    }

    /// What a word on a place says: "● to Sat 07Z", "■ government, mostly", "? unknown".
    pub fn word(&self, kind: StatusKind, word: Option<&PlaceWord>) -> String {
        let Some(word) = word else { return format!("{} unknown", self.glyphs.unknown) };
        let conflict = if word.conflict { format!(" {}", self.glyphs.conflict) } else { String::new() };
        let region = if word.via.is_some() { words::REGION } else { "" };
        let said = match (kind, word.value.as_str(), word.until) {
            (StatusKind::Control, value, _) => {
                format!("{}{}", words::holder(value, self.situation, self.glyphs), words::extent(word.extent))
            }
            (StatusKind::Curfew, "lifted", _) => format!("{} lifted", self.glyphs.lifted),
            (StatusKind::Curfew, "lapsed", _) => format!("{} {}", self.glyphs.lapsed, words::LAPSED),
            (StatusKind::Curfew, _, Some(until)) => {
                format!("{} to {}", self.glyphs.in_force, moment::end(until, self.now))
            }
            (StatusKind::Curfew, _, None) => format!("{} in force", self.glyphs.in_force),
        };
        format!("{region}{said}{conflict}")
    }

    /// Who says a word on a place, and when.
    pub fn said_by(&self, word: &PlaceWord) -> String {
        format!("{} {}", words::origin(word.origin.as_ref()), moment::listed(word.as_of, self.now))
    }

    /// How a place changed: "? unknown → ● to Sat 07Z".
    pub fn place(&self, moved: &PlaceMove) -> String {
        let word = |word: &Option<PlaceWord>| self.word(moved.kind, word.as_ref());
        format!("{} {} {}", word(&moved.old), self.glyphs.becomes, word(&moved.new))
    }

    fn place_row(&self, moved: &PlaceMove) -> Row {
        let told = |word: &Option<PlaceWord>| match word {
            None => "nothing was known".to_owned(),
            Some(word) => {
                let read = word.cited.as_ref().map(|cited| format!(" ({})", self.cited(cited))).unwrap_or_default();
                format!("{}, {}{read}", self.word(moved.kind, Some(word)), self.said_by(word))
            }
        };
        Row::Change {
            cells: [
                self.situation.place_name(&moved.place).to_owned(),
                kind_word(moved.kind).to_owned(),
                self.place(moved),
                moved.new.as_ref().map(|word| self.said_by(word)).unwrap_or_default(),
            ],
            detail: format!("Now: {}. Before: {}.", told(&moved.new), told(&moved.old)),
            target: Target::Cell(Cell::Place(moved.place.clone())),
        }
    }

    /// What was put right, by whom, in words, and where it can be read.
    pub fn correction<'c>(&self, made: &'c Correction) -> (String, String, Option<&'c Cited>) {
        match &made.what {
            Corrected::Decided { decision, cited } => {
                let reason = decision.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                let about = cited.as_ref().map(|cited| format!(" of \"{}\"", self.title(cited))).unwrap_or_default();
                let told =
                    format!("{}{about}{reason}", decide::told(decision, self.situation, &decide::Names::default()));
                (decision.operator.clone(), told, cited.as_ref())
            }
            Corrected::Edited { cited, claims_gone, claims_new, statuses_gone, statuses_new } => {
                let figures = |claims: &[crate::model::StoredClaim]| {
                    let one = |stored: &crate::model::StoredClaim| {
                        let claim = &stored.claim;
                        let whose = words::category(&claim.category, self.situation);
                        format!(
                            "{whose} {} {}",
                            claim.metric.words(),
                            words::stated(claim.low, claim.high, claim.bound)
                        )
                    };
                    claims.iter().map(one).collect::<Vec<_>>()
                };
                let states = |statuses: &[crate::model::StoredStatus]| {
                    let one = |stored: &crate::model::StoredStatus| {
                        words::status(&stored.status, self.situation, stored.from.published, self.glyphs)
                    };
                    statuses.iter().map(one).collect::<Vec<_>>()
                };
                let gone = [figures(claims_gone), states(statuses_gone)].concat().join("; ");
                let new = [figures(claims_new), states(statuses_new)].concat().join("; ");
                let told = match (gone.as_str(), new.as_str()) {
                    (gone, "") => format!("edited; states no more: {gone}"),
                    ("", new) => format!("edited; states now also: {new}"),
                    (gone, new) => format!("edited: {gone} {} {new}", self.glyphs.becomes),
                };
                (cited.as_ref().map_or("?".to_owned(), |cited| cited.feed.clone()), told, cited.as_ref())
            }
        }
    }

    fn correction_row(&self, made: &Correction) -> Row {
        let (who, told, cited) = self.correction(made);
        let read = cited.map(|cited| format!(" {} {}", self.glyphs.dot, self.cited(cited))).unwrap_or_default();
        Row::Change {
            cells: [moment::listed(made.at, self.now), who.clone(), told.clone(), String::new()],
            detail: format!("{}, {who}: {told}{read}", moment::brief(made.at)),
            target: cited.map_or(Target::Log, |cited| Target::Report(cited.report.clone())),
        }
    }

    /// How an escalation came about: "1, by anna Fri 14:20".
    pub fn escalated(&self, open: &OpenEscalation) -> String {
        let who = open.operator.as_ref().map(|operator| format!(" by {operator}")).unwrap_or_default();
        let at = open.at.map(|at| format!(" {}", moment::listed(at, self.now))).unwrap_or_default();
        format!("{}{who}{at}", open.priority)
    }

    fn escalation_row(&self, open: &OpenEscalation) -> Row {
        let lead = &open.lead;
        Row::Change {
            cells: [
                format!("{} {}", self.glyphs.escalated, self.escalated(open)),
                lead.feed.clone(),
                moment::listed(lead.published, self.now),
                self.title(lead),
            ],
            detail: format!(
                "{} {dot} escalated {} {dot} {}",
                self.title(lead),
                self.escalated(open),
                self.cited(lead),
                dot = self.glyphs.dot
            ),
            target: Target::Report(open.report.clone()),
        }
    }

    /// Why a feed is told of as silent, in words.
    pub fn silence(&self, feed: &SilentFeed) -> String {
        match &feed.why {
            Silence::Fails { error, message } => format!("{}: {message}", kind_words(*error)),
            Silence::Quiet { before } => format!("answers, but brought nothing; {before} items in as long before"),
        }
    }

    /// When a feed last answered, in words.
    pub fn answered(&self, feed: &SilentFeed) -> String {
        match feed.last_success {
            Some(at) => format!("answered {}", moment::listed(at, self.now)),
            None => "never answered".to_owned(),
        }
    }

    fn silent_row(&self, feed: &SilentFeed) -> Row {
        let sign = match feed.why {
            Silence::Fails { .. } => format!("{} fails", self.glyphs.failing),
            Silence::Quiet { .. } => format!("{} quiet", self.glyphs.waiting),
        };
        Row::Change {
            cells: [feed.name.clone(), sign, self.answered(feed), self.silence(feed)],
            detail: format!("{}, {}: {}", feed.name, feed.url, self.silence(feed)),
            target: Target::Feed(feed.feed.clone()),
        }
    }
}

/// Curfew or control, as a word.
pub fn kind_word(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Curfew => "curfew",
        StatusKind::Control => "control",
    }
}

fn key(moved: &FigureMove) -> TallyRow {
    let FigureMove { metric, category, perpetrator, .. } = moved.clone();
    TallyRow { metric, category, perpetrator }
}
