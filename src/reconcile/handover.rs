//! The handover: what changed from one moment to another, of what is told at both. Pure: the same ledger, rows and feeds
//! give the same handover, so that the one of a past shift can be made again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::model::handover::words;
use crate::model::{
    Arrived, CategoryId, Cited, Claim, Corrected, Correction, Counted, Ends, FeedId, FeedRecord, FeedState, FigureMove,
    Handover, ItemId, Lang, Ledger, Metric, OpenEscalation, OriginFigure, PlaceId, PlaceMove, PlaceWord, ReportRow,
    Seen, Silence, SilentFeed, Status, StatusKind, StoredClaim, StoredStatus, Subject, TallyRow, address,
};

use super::books::Books;

/// From how many items in the stretch before on it is silence that a feed brought none: one that brings three on average
/// brings none in one stretch of twenty.
const QUIET_FROM: u64 = 3;

/// New reports that are told, the heaviest; they are counted beyond it.
pub const MOST_REPORTS: usize = 200;

/// What a handover is made of.
#[derive(Debug)]
pub struct Shift<'a> {
    /// Since when.
    pub since: Seen,
    /// Whether that is when the operator last took over.
    pub since_last: bool,
    /// The books as they stood then, made of [`known_then`].
    pub then: &'a Books,
    /// The books as they stand.
    pub now: &'a Books,
    /// All that the books of now are made of.
    pub ledger: &'a Ledger,
    /// What of it was known then.
    pub before: &'a Ledger,
    /// The reports to which something came, each with how many items it had then.
    pub arrived: Vec<(ReportRow, u32)>,
    /// Who escalated each report that nobody has acknowledged, and when, where that is known.
    pub escalated: Vec<(ReportRow, Option<(String, Timestamp)>)>,
    /// The feeds that are polled, as they stand.
    pub feeds: Vec<FeedRecord>,
    /// How many items each published within the shift, and in a stretch of the same length before it.
    pub items: [HashMap<FeedId, u64>; 2],
}

/// What of a ledger was known at a moment: `later` was stored after it, whatever time it bears.
pub fn known_then(ledger: &Ledger, later: &Ledger, at: Timestamp) -> Ledger {
    let claims: HashSet<&str> = later.claims.iter().map(|claim| claim.id.as_str()).collect();
    let statuses: HashSet<&str> = later.statuses.iter().map(|status| status.id.as_str()).collect();
    let decisions: HashSet<&str> = later.decisions.iter().map(|decision| decision.id.as_str()).collect();
    let revisions: HashSet<(&ItemId, u32)> = later.revisions.iter().map(|mark| (&mark.item, mark.revision)).collect();
    let claim = |claim: &&Arc<StoredClaim>| claim.from.fetched <= at && !claims.contains(claim.id.as_str());
    let status = |status: &&Arc<StoredStatus>| status.from.fetched <= at && !statuses.contains(status.id.as_str());
    Ledger {
        claims: ledger.claims.iter().filter(claim).cloned().collect(),
        statuses: ledger.statuses.iter().filter(status).cloned().collect(),
        revisions: ledger
            .revisions
            .iter()
            .filter(|mark| mark.fetched <= at && !revisions.contains(&(&mark.item, mark.revision)))
            .cloned()
            .collect(),
        decisions: ledger
            .decisions
            .iter()
            .filter(|decision| decision.decided <= at && !decisions.contains(decision.id.as_str()))
            .cloned()
            .collect(),
        ..Ledger::default()
    }
}

impl Shift<'_> {
    /// The items of which the handover says where they can be read.
    pub fn items_cited(&self) -> Vec<ItemId> {
        let mut items: Vec<ItemId> = vec![];
        for books in [self.then, self.now] {
            let claims =
                books.tally().rows.into_iter().flat_map(|row| row.origins).map(|figure| figure.claim.to_string());
            let cells = books
                .board()
                .rows
                .iter()
                .flat_map(words)
                .filter_map(|(_, word)| Some(word?.claim.to_string()))
                .collect::<Vec<_>>();
            items.extend(claims.chain(cells).filter_map(|id| books.source(&id).map(|(from, _)| from.item.clone())));
        }
        let rows = self.arrived.iter().map(|(row, _)| row).chain(self.escalated.iter().map(|(row, _)| row));
        items.extend(rows.map(|row| row.lead.clone()));
        items.extend(self.ledger.decisions.iter().filter_map(|decision| self.item_of(&decision.subject)));
        items.extend(self.ledger.revisions.iter().map(|mark| mark.item.clone()));
        items.sort_unstable();
        items.dedup();
        items
    }

    /// The handover; `cited` says where items can be read.
    pub fn handover(self, cited: &HashMap<ItemId, Cited>) -> Handover {
        let as_of = self.now.as_of();
        let lead = |row: &ReportRow| {
            cited.get(&row.lead).cloned().unwrap_or_else(|| Cited {
                item: row.lead.clone(),
                report: row.id.clone(),
                feed: row.feed_name.clone(),
                title: row.title.clone(),
                lang: Lang::new("und"),
                url: None,
                published: row.published,
            })
        };
        let mut arrived: Vec<Arrived> = self
            .arrived
            .iter()
            .filter(|(row, _)| !row.state.dismissed)
            .map(|(row, items_before)| Arrived {
                report: row.id.clone(),
                lead: lead(row),
                items: row.items,
                items_before: *items_before,
                origins: row.origins,
                claims: row.claims,
                state: row.state.clone(),
            })
            .collect();
        let weight = |report: &Arrived| (report.origins, report.items, report.claims, report.lead.published);
        arrived.sort_by(|a, b| weight(b).cmp(&weight(a)).then_with(|| a.report.cmp(&b.report)));
        let (mut grown, mut reports): (Vec<_>, Vec<_>) =
            arrived.into_iter().partition(|report| report.items_before > 0);
        let new_reports = reports.len();
        reports.truncate(MOST_REPORTS);
        grown.retain(|report| report.items > report.items_before);
        grown.truncate(MOST_REPORTS);
        let mut escalations: Vec<OpenEscalation> = self
            .escalated
            .iter()
            .filter_map(|(row, by)| {
                Some(OpenEscalation {
                    report: row.id.clone(),
                    lead: lead(row),
                    priority: row.state.escalated.filter(|_| row.state.is_open_escalation())?,
                    operator: by.as_ref().map(|(operator, _)| operator.clone()),
                    at: by.as_ref().map(|(_, at)| *at),
                })
            })
            .collect();
        escalations.sort_by(|a, b| (a.priority, a.at, &a.report).cmp(&(b.priority, b.at, &b.report)));
        Handover {
            as_of,
            since: self.since.at,
            since_last: self.since_last,
            episode: self.now.tally().episode,
            reports,
            new_reports,
            grown,
            figures: figures(self.then, self.now, cited),
            places: places(self.then, self.now, cited),
            corrections: self.corrections(cited),
            escalations,
            silent: self.silent(as_of),
            gists: HashMap::new(),
        }
    }

    /// The item that a decision is about, where it is about one.
    fn item_of(&self, subject: &Subject) -> Option<ItemId> {
        let item = |id: &str| self.now.source(id).map(|(from, _)| from.item.clone());
        match self.now.facts.matter(subject) {
            Subject::Claim(id) => item(id.as_str()),
            Subject::Status(id) => item(id.as_str()),
            Subject::Report(id) => Some(ItemId::new(id.as_str())),
            Subject::Item(id) => Some(id.clone()),
            Subject::Place(_) | Subject::Episode(_) | Subject::Decision(_) => None,
        }
    }

    fn corrections(&self, cited: &HashMap<ItemId, Cited>) -> Vec<Correction> {
        let as_of = self.now.as_of();
        let known: HashSet<&str> = self.before.decisions.iter().map(|decision| decision.id.as_str()).collect();
        let made = self.ledger.decisions.iter();
        let made = made.filter(|decision| decision.decided <= as_of && !known.contains(decision.id.as_str()));
        let mut all: Vec<Correction> = made
            .map(|decision| Correction {
                at: decision.decided,
                what: Corrected::Decided {
                    decision: decision.clone(),
                    cited: self.item_of(&decision.subject).and_then(|item| cited.get(&item).cloned()),
                },
            })
            .collect();
        all.extend(self.edits(cited));
        let key = |correction: &Correction| match &correction.what {
            Corrected::Decided { decision, .. } => decision.id.to_string(),
            Corrected::Edited { cited, .. } => cited.as_ref().map(|cited| cited.item.to_string()).unwrap_or_default(),
        };
        all.sort_by_key(|correction| (Reverse(correction.at), key(correction)));
        all
    }

    /// Items that were there and state something else now than they did.
    fn edits(&self, cited: &HashMap<ItemId, Cited>) -> Vec<Correction> {
        let as_of = self.now.as_of();
        let newest = |ledger: &Ledger| {
            let mut newest: BTreeMap<ItemId, (u32, Timestamp)> = BTreeMap::new();
            for mark in ledger.revisions.iter().filter(|mark| mark.fetched <= as_of) {
                let known = newest.entry(mark.item.clone()).or_insert((mark.revision, mark.fetched));
                *known = (*known).max((mark.revision, mark.fetched));
            }
            newest
        };
        let (then, now) = (newest(self.before), newest(self.ledger));
        let edited = now.into_iter().filter_map(|(item, (revision, fetched))| {
            let before = then.get(&item).map_or(1, |(before, _)| *before);
            (revision > before).then_some((item, (before, revision, fetched)))
        });
        let edited: HashMap<ItemId, (u32, u32, Timestamp)> = edited.collect();
        let mut said: BTreeMap<&ItemId, [Said<'_>; 2]> = BTreeMap::new();
        for claim in &self.ledger.claims {
            if let Some(at) = edited.get(&claim.from.item).and_then(|edit| which(*edit, claim.from.revision)) {
                said.entry(&claim.from.item).or_default()[at].0.push(claim);
            }
        }
        for status in &self.ledger.statuses {
            if let Some(at) = edited.get(&status.from.item).and_then(|edit| which(*edit, status.from.revision)) {
                said.entry(&status.from.item).or_default()[at].1.push(status);
            }
        }
        // What stated nothing then is no correction of anything that was seen; nor is what came in the shift itself.
        let claims = self.before.claims.iter().map(|claim| &claim.from.item);
        let there: HashSet<&ItemId> =
            claims.chain(self.before.statuses.iter().map(|status| &status.from.item)).collect();
        let known = |item: &ItemId, [(claims, statuses), _]: &[Said<'_>; 2]| {
            there.contains(item) && !(claims.is_empty() && statuses.is_empty())
        };
        said.iter()
            .filter(|(item, said)| known(item, said))
            .filter_map(|(item, [(claims, statuses), (claims_now, statuses_now)])| {
                let at = edited.get(*item)?.2;
                let what = Corrected::Edited {
                    cited: cited.get(*item).cloned(),
                    claims_gone: without(claims, claims_now, |claim| figure(&claim.claim)),
                    claims_new: without(claims_now, claims, |claim| figure(&claim.claim)),
                    statuses_gone: without(statuses, statuses_now, |status| state(&status.status)),
                    statuses_new: without(statuses_now, statuses, |status| state(&status.status)),
                };
                let is_same = matches!(&what, Corrected::Edited { claims_gone, claims_new, statuses_gone, statuses_new, .. }
                    if claims_gone.is_empty() && claims_new.is_empty() && statuses_gone.is_empty() && statuses_new.is_empty());
                (!is_same).then_some(Correction { at, what })
            })
            .collect()
    }

    fn silent(&self, as_of: Timestamp) -> Vec<SilentFeed> {
        let [within, before] = &self.items;
        let of = |items: &HashMap<FeedId, u64>, feed: &FeedId| items.get(feed).copied().unwrap_or(0);
        let mut silent: Vec<SilentFeed> = self
            .feeds
            .iter()
            .filter_map(|record| {
                // How a feed stood at a moment is known where it was not asked since.
                let is_then = record.last_poll.is_some_and(|polled| polled <= as_of);
                let why = match (&record.error, record.state) {
                    (Some(error), FeedState::Failed) if is_then => {
                        Silence::Fails { error: error.kind, message: error.message.clone() }
                    }
                    _ if of(within, &record.id) == 0 && of(before, &record.id) >= QUIET_FROM => {
                        Silence::Quiet { before: of(before, &record.id) }
                    }
                    _ => return None,
                };
                Some(SilentFeed {
                    feed: record.id.clone(),
                    name: record.name.clone(),
                    url: address::shown(&record.url),
                    why,
                    last_success: record.last_success.filter(|at| *at <= as_of),
                    last_new_item: record.last_new_item.filter(|at| *at <= as_of),
                })
            })
            .collect();
        let fails = |feed: &SilentFeed| matches!(feed.why, Silence::Fails { .. });
        silent.sort_by(|a, b| (!fails(a), a.last_success, &a.feed).cmp(&(!fails(b), b.last_success, &b.feed)));
        silent
    }
}

/// Whether a revision is the one before an edit (0) or after it (1).
fn which((before, after, _): (u32, u32, Timestamp), revision: u32) -> Option<usize> {
    match revision {
        _ if revision == before => Some(0),
        _ if revision == after => Some(1),
        _ => None,
    }
}

/// Those of `these` that say what none of `those` says.
pub(super) fn without<T: Clone, K: PartialEq>(these: &[&T], those: &[&T], said: impl Fn(&T) -> K) -> Vec<T> {
    these.iter().filter(|one| those.iter().all(|other| said(one) != said(other))).map(|one| (*one).clone()).collect()
}

/// What a figure says, wherever it stands and whenever it was said.
fn figure(claim: &Claim) -> impl PartialEq + use<> {
    let Claim { metric, category, perpetrator, low, high, bound, origin, place, scope, .. } = claim.clone();
    (metric, category, perpetrator, low, high, bound, origin, place, scope)
}

/// What a status says, likewise.
pub(super) fn state(status: &Status) -> impl PartialEq + use<> {
    let Status { place, kind, value, extent, until, origin, .. } = status.clone();
    (place, kind, value, extent, until, origin)
}

/// Which row it is.
type Key = (Metric, CategoryId, Option<CategoryId>);

fn figures(then: &Books, now: &Books, cited: &HashMap<ItemId, Cited>) -> Vec<FigureMove> {
    let key = |row: &TallyRow| (row.metric, row.category.clone(), row.perpetrator.clone());
    let counted = |books: &Books, figures: &[OriginFigure]| -> Vec<Counted> {
        let cite = |figure: &OriginFigure| {
            let item = books.source(figure.claim.as_str()).map(|(from, _)| from.item.clone());
            Counted { figure: figure.clone(), cited: item.and_then(|item| cited.get(&item).cloned()) }
        };
        figures.iter().map(cite).collect()
    };
    let ends = |row: &TallyRow| Ends { low: row.low, best: row.best, high: row.high };
    let (before, after) = (then.tally().rows, now.tally().rows);
    let mut old: HashMap<Key, &TallyRow> = before.iter().map(|row| (key(row), row)).collect();
    let mut moves: Vec<FigureMove> = after
        .iter()
        .map(|row| {
            let was = old.remove(&key(row));
            let change = was.and_then(|was| i64::try_from(i128::from(row.best?) - i128::from(was.best?)).ok());
            FigureMove {
                metric: row.metric,
                category: row.category.clone(),
                perpetrator: row.perpetrator.clone(),
                old: was.map(ends),
                new: Some(ends(row)),
                change,
                changed: was.map(ends) != Some(ends(row)),
                conflict: row.conflict,
                stale: row.stale,
                old_origins: was.map(|was| counted(then, &was.origins)).unwrap_or_default(),
                origins: counted(now, &row.origins),
            }
        })
        .collect();
    moves.extend(before.iter().filter(|row| old.contains_key(&key(row))).map(|row| FigureMove {
        metric: row.metric,
        category: row.category.clone(),
        perpetrator: row.perpetrator.clone(),
        old: Some(ends(row)),
        new: None,
        change: None,
        changed: true,
        conflict: false,
        stale: false,
        old_origins: counted(then, &row.origins),
        origins: vec![],
    }));
    moves.sort_by_key(|moved| !moved.changed);
    moves
}

/// Curfew and control that changed, in the order of the situation's places. A place of which only its region was spoken of
/// follows the region, which has a line of its own.
fn places(then: &Books, now: &Books, cited: &HashMap<ItemId, Cited>) -> Vec<PlaceMove> {
    let read = |books: &Books, word: &mut PlaceWord| {
        let item = books.source(word.claim.as_str()).map(|(from, _)| from.item.clone());
        word.cited = item.and_then(|item| cited.get(&item).cloned());
    };
    let mut before: HashMap<(PlaceId, StatusKind), PlaceWord> = HashMap::new();
    for row in &then.board().rows {
        for (kind, word) in words(row) {
            if let Some(word) = word {
                before.insert((row.place.clone(), kind), word);
            }
        }
    }
    let mut moves = vec![];
    for row in &now.board().rows {
        for (kind, new) in words(row) {
            let old = before.remove(&(row.place.clone(), kind));
            let is_own = |word: &Option<PlaceWord>| word.as_ref().is_some_and(|word| word.via.is_none());
            if !PlaceWord::has_changed(old.as_ref(), new.as_ref()) || !(is_own(&old) || is_own(&new)) {
                continue;
            }
            let mut moved = PlaceMove { place: row.place.clone(), kind, old, new };
            moved.old.iter_mut().for_each(|word| read(then, word));
            moved.new.iter_mut().for_each(|word| read(now, word));
            moves.push(moved);
        }
    }
    moves
}

/// What one revision of an item says.
type Said<'l> = (Vec<&'l StoredClaim>, Vec<&'l StoredStatus>);
