//! Claims to a tally.
//!
//! The steps, each a rule of its own: what may be seen (`sight`), what is no toll of the whole,
//! copies and slips (`witness`), one series per origin (`series`), one origin's parts
//! against its total (`bulletin`), and the origins side by side (`row`). Absent: any sum
//! over origins, and any figure that is not some claim's or one bulletin's own sum.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::model::{
    Bound, CategoryId, Claim, Episode, Ledger, Metric, OriginId, Scope, Situation, Staleness, Tally, TallyRow,
};

use super::bulletin::{self, Partitions, Sum};
use super::fate::Fate;
use super::row::{self, Voice};
use super::series::{self, Seen, Standing};
use super::sight::{Look, Sight};
use super::witness::{self, Named, Subject};

/// How far back the change of a best is told.
const CHANGE_SPAN: SignedDuration = SignedDuration::from_hours(24);

/// The tally of an episode as it stood at `as_of`.
pub fn reconcile(ledger: &Ledger, situation: &Situation, episode: &Episode, as_of: Timestamp) -> Tally {
    reconcile_with(ledger, situation, episode, as_of, &Staleness::default())
}

/// The tally of an episode as it stood at `as_of`, fading by `staleness`.
pub fn reconcile_with(
    ledger: &Ledger,
    situation: &Situation,
    episode: &Episode,
    as_of: Timestamp,
    staleness: &Staleness,
) -> Tally {
    let mut rows = Account::new(ledger, situation, episode, as_of).rows(situation, staleness);
    if let Ok(then) = as_of.checked_sub(CHANGE_SPAN) {
        let before = Account::new(ledger, situation, episode, then).rows(situation, staleness);
        for row in &mut rows {
            row.change_24h = change(row, &before);
        }
    }
    Tally { as_of, episode: episode.id.clone(), rows }
}

/// How the best of every row changed between an earlier moment and the tally's own; none where it had none before.
pub fn changes_since(
    tally: &Tally,
    ledger: &Ledger,
    situation: &Situation,
    episode: &Episode,
    since: Timestamp,
) -> Vec<Option<i64>> {
    let before = Account::new(ledger, situation, episode, since).rows(situation, &Staleness::default());
    tally.rows.iter().map(|row| change(row, &before)).collect()
}

fn change(row: &TallyRow, before: &[TallyRow]) -> Option<i64> {
    let same = |other: &&TallyRow| {
        (other.metric, &other.category, &other.perpetrator) == (row.metric, &row.category, &row.perpetrator)
    };
    let then = before.iter().find(same)?.best?;
    i64::try_from(i128::from(row.best?) - i128::from(then)).ok()
}

/// One series: what one origin counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SeriesKey<'a> {
    subject: Subject<'a>,
    origin: Option<&'a OriginId>,
}

/// Every claim that may be seen at a moment, with what became of it, and the series they make.
pub(super) struct Account<'a> {
    as_of: Timestamp,
    pub(super) seen: Vec<Seen<'a>>,
    series: Vec<Series<'a>>,
    numbers: HashMap<SeriesKey<'a>, u32>,
    sums: HashMap<(Option<&'a OriginId>, Metric), Sum>,
}

struct Series<'a> {
    key: SeriesKey<'a>,
    members: Vec<usize>,
    standing: Standing,
    items: Vec<u32>,
}

impl<'a> Account<'a> {
    /// Reads the ledger from a moment, by every rule up to the origins' own figures.
    pub(super) fn new(ledger: &'a Ledger, situation: &'a Situation, episode: &'a Episode, as_of: Timestamp) -> Self {
        let mut account = Self::look(ledger, episode, as_of);
        let seen = &mut account.seen;
        witness::set_aside_beyond(seen);
        let (mut named, mut weak) = (vec![], vec![]);
        for (index, point) in seen.iter().enumerate().filter(|(_, point)| point.fate == Fate::Current) {
            let origin = point.stored.claim.origin.as_ref();
            let is_named = origin.is_some_and(|id| id.as_str() != OriginId::OTHER);
            if is_named { named.push(index) } else { weak.push(index) }
        }
        if !weak.is_empty() {
            let known = Named::new(seen, named.iter().copied());
            witness::adopt_copies(seen, &mut weak, &known);
        }
        let mut bulletins = bulletin::collect(seen, named.iter().chain(&weak).copied());
        bulletin::distrust_misread_sides(seen, &mut bulletins);
        for index in named.into_iter().chain(weak) {
            let Some(point) = seen.get(index).filter(|point| point.fate == Fate::Current) else { continue };
            if let Some(series) = at(&mut account.series, point.series) {
                series.members.push(index);
            }
        }
        for series in &mut account.series {
            witness::outvote_slips(seen, &mut series.members);
            series.standing = series::resolve(seen, &mut series.members);
        }
        account.sums = bulletin::sums(seen, &bulletins, &Partitions::new(situation));
        account.count_items();
        account
    }

    /// The claims that may be seen; tolls of the whole are marked as current for the steps that follow.
    fn look(ledger: &'a Ledger, episode: &'a Episode, as_of: Timestamp) -> Self {
        let sight = Sight::new(ledger, episode, as_of);
        let mut account = Self {
            as_of,
            seen: Vec::with_capacity(ledger.claims.len()),
            series: vec![],
            numbers: HashMap::new(),
            sums: HashMap::new(),
        };
        let mut subjects: HashMap<Subject<'a>, u32> = HashMap::new();
        for stored in &ledger.claims {
            let claim = &stored.claim;
            let (at, fate, item) = match sight.claim(stored) {
                Look::Unseen => continue,
                Look::Out(fate) => (claim.as_of.unwrap_or(stored.from.published), fate, u32::MAX),
                Look::In { at, item } => (at, scope_gate(claim), item),
            };
            let subject =
                Subject { metric: claim.metric, category: &claim.category, perpetrator: claim.perpetrator.as_ref() };
            let next = number(subjects.len());
            let series = account.series_of(SeriesKey { subject, origin: claim.origin.as_ref() });
            account.seen.push(Seen {
                stored,
                at,
                confirmed: sight.is_confirmed(&stored.id),
                fate,
                item,
                subject: *subjects.entry(subject).or_insert(next),
                series,
            });
        }
        account
    }

    fn series_of(&mut self, key: SeriesKey<'a>) -> u32 {
        let next = number(self.series.len());
        let series = *self.numbers.entry(key).or_insert(next);
        if series == next {
            self.series.push(Series { key, members: vec![], standing: Standing::default(), items: vec![] });
        }
        series
    }

    /// Counts the items that tell each origin's current figure, with its name or without.
    fn count_items(&mut self) {
        for point in &self.seen {
            let tells = match point.fate {
                Fate::Current
                | Fate::Vague
                | Fate::Repeats(_)
                | Fate::Outdated(_)
                | Fate::Replaced(_)
                | Fate::Corrected(_) => Some(point),
                Fate::Copied(original) => self.seen.get(original),
                _ => None,
            };
            let Some(series) = tells.and_then(|original| at(&mut self.series, original.series)) else { continue };
            let shown = series.standing.current.or(series.standing.vague).and_then(|index| self.seen.get(index));
            let same = shown.is_some_and(|shown| {
                (shown.number(), shown.ends().0.is_some()) == (point.number(), point.ends().0.is_some())
            });
            if same {
                series.items.push(point.item);
            }
        }
        for series in &mut self.series {
            series.items.sort_unstable();
            series.items.dedup();
        }
    }

    /// The rows of the account, in the order of the screen.
    fn rows(&self, situation: &Situation, staleness: &Staleness) -> Vec<TallyRow> {
        let total = CategoryId::new(CategoryId::TOTAL);
        let mut voices: HashMap<Subject<'_>, Vec<Voice<'_>>> = HashMap::new();
        for series in &self.series {
            if let Some(voice) = self.voice(series) {
                voices.entry(series.key.subject).or_default().push(voice);
            }
        }
        for ((origin, metric), sum) in &self.sums {
            let row = voices.entry(Subject { metric: *metric, category: &total, perpetrator: None }).or_default();
            match row.iter_mut().find(|voice| voice.origin == *origin) {
                Some(stated) if stated.bound != Bound::Vague => complete(stated, sum),
                Some(vague) => {
                    if let Some(voice) = self.unstated(*origin, sum, vague.vague) {
                        *vague = voice;
                    }
                }
                None => row.extend(self.unstated(*origin, sum, None)),
            }
        }
        for (subject, row) in &mut voices {
            if *subject.category == total && subject.perpetrator.is_none() {
                for voice in row {
                    let parts = self.parts_of(voice.origin, subject.metric, situation);
                    voice.passed = voice.best.is_some_and(|(number, _)| parts > number);
                }
            }
        }
        let mut rows: Vec<_> = voices
            .into_iter()
            .map(|(subject, voices)| {
                (row::place(situation, subject), row::build(situation, staleness, subject, voices, self.as_of))
            })
            .collect();
        rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn voice(&self, series: &Series<'a>) -> Option<Voice<'a>> {
        let vague = series.standing.vague.and_then(|index| self.seen.get(index));
        let shown = series.standing.current.and_then(|index| self.seen.get(index)).or(vague)?;
        let (low, high) = shown.ends();
        Some(Voice {
            origin: series.key.origin,
            low,
            high,
            bound: shown.stored.claim.bound,
            at: shown.at,
            claim: &shown.stored.id,
            items: u32::try_from(series.items.len()).unwrap_or(u32::MAX),
            best: shown.number().map(|number| (number, shown.at)),
            vague: vague.and_then(|vague| vague.stored.claim.low),
            passed: false,
        })
    }

    /// A total that nobody stated but whose parts one bulletin gives: certainly so many, perhaps more.
    fn unstated(&self, origin: Option<&'a OriginId>, sum: &Sum, vague: Option<u64>) -> Option<Voice<'a>> {
        let greatest = sum.parts.first().and_then(|index| self.seen.get(*index))?;
        Some(Voice {
            origin,
            low: Some(sum.number),
            high: None,
            bound: Bound::AtLeast,
            at: sum.at,
            claim: &greatest.stored.id,
            items: 1,
            best: Some((sum.number, sum.at)),
            vague,
            passed: false,
        })
    }

    /// What one origin's latest figures of the situation's categories come to, whatever their age: no
    /// figure for a row, but enough to see that its total is older than its parts.
    fn parts_of(&self, origin: Option<&'a OriginId>, metric: Metric, situation: &Situation) -> u64 {
        let sums = [CategoryId::TOTAL, CategoryId::COMBATANTS, CategoryId::UNSPECIFIED];
        situation
            .categories
            .iter()
            .filter(|category| !sums.contains(&category.id.as_str()))
            .filter_map(|category| {
                let subject = Subject { metric, category: &category.id, perpetrator: None };
                let number = self.numbers.get(&SeriesKey { subject, origin })?;
                let series = self.series.get(usize::try_from(*number).ok()?)?;
                series.standing.current.and_then(|index| self.seen.get(index))?.number()
            })
            .fold(0, u64::saturating_add)
    }

    /// What is noticed about a row as a whole: sums that differ, totals that their parts have passed.
    pub(super) fn notes(&self, situation: &Situation, subject: Subject<'_>) -> Vec<String> {
        if subject.category.as_str() != CategoryId::TOTAL || subject.perpetrator.is_some() {
            return vec![];
        }
        let name = |origin: Option<&OriginId>| origin.map_or_else(|| "nobody named".to_owned(), OriginId::to_string);
        let mut notes = vec![];
        for ((origin, _), sum) in self.sums.iter().filter(|((_, metric), _)| *metric == subject.metric) {
            notes.push(format!("the parts of {}'s bulletin of {} add up to {}", name(*origin), sum.at, sum.number));
        }
        for series in self.series.iter().filter(|series| series.key.subject == subject) {
            let key = series.key;
            let stated = series.standing.current.and_then(|index| self.seen.get(index)).and_then(Seen::number);
            let parts = self.parts_of(key.origin, subject.metric, situation);
            if let Some(number) = stated.filter(|number| parts > *number) {
                notes.push(format!("{}'s latest parts ({parts}) have passed its total ({number})", name(key.origin)));
            }
        }
        notes.sort();
        notes
    }
}

/// Lets one bulletin's parts say more exactly what its origin's total is.
fn complete(stated: &mut Voice<'_>, sum: &Sum) {
    let agrees = match (stated.best, stated.bound) {
        // "More than 70" and parts of 71 are one statement; an exact total yields only to a later bulletin.
        (Some((number, _)), Bound::AtLeast | Bound::MoreThan) => sum.number > number,
        (Some((number, at)), _) => sum.number > number && sum.at > at,
        (None, _) => stated.high.is_none_or(|high| sum.number <= high),
    };
    if agrees {
        stated.best = Some((sum.number, sum.at));
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn at<'s, 'a>(series: &'s mut [Series<'a>], number: u32) -> Option<&'s mut Series<'a>> {
    series.get_mut(usize::try_from(number).ok()?)
}

/// Figures of one attack, of another stretch or of one place lie inside the toll and are never added to it.
fn scope_gate(claim: &Claim) -> Fate {
    match (claim.scope, &claim.place) {
        (Scope::Incident, _) => Fate::Incident,
        (Scope::Period, _) => Fate::Period,
        (Scope::Cumulative, Some(_)) => Fate::OnePlace,
        (Scope::Cumulative, None) if claim.low.is_none() && claim.high.is_none() => Fate::Empty,
        (Scope::Cumulative, None) => Fate::Current,
    }
}
