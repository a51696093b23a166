//! A row: the origins' own figures brought to a low, a best and a high, never to a sum.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::model::{
    Bound, CategoryId, ClaimId, Grade, Metric, Origin, OriginFigure, OriginId, OriginKind, Situation, Standing,
    TallyRow,
};

use super::facts::count;
use super::witness::Subject;

/// A figure this much older than the best is no disagreement with it, only older.
const RIVAL_WINDOW: SignedDuration = SignedDuration::from_hours(72);

/// What one origin says now of one row.
#[derive(Debug, Clone)]
pub(super) struct Voice<'a> {
    pub(super) origin: Option<&'a OriginId>,
    pub(super) low: Option<u64>,
    pub(super) high: Option<u64>,
    pub(super) bound: Bound,
    pub(super) at: Timestamp,
    pub(super) claim: &'a ClaimId,
    /// The items that tell it.
    pub(super) items: &'a [u32],
    /// How many witnesses they are.
    pub(super) witnesses: u32,
    /// The number it would give the row, and the instant of that number.
    pub(super) best: Option<(u64, Timestamp)>,
    /// Its greatest word without a number.
    pub(super) vague: Option<u64>,
    /// Whether its own later parts have passed its figure, so that more than it says is certain.
    pub(super) passed: bool,
    /// What its own latest parts come to, where that is more than its number.
    pub(super) parts: Option<u64>,
    /// Whether an operator confirmed the claim that states it.
    pub(super) confirmed: bool,
}

impl Voice<'_> {
    /// The figure from which on it leaves the row's high open, if it does.
    fn open_from(&self) -> Option<u64> {
        let is_open = self.passed || self.high.is_none();
        if is_open { self.low.max(self.best.map(|(number, _)| number)) } else { None }
    }
}

/// What weight an origin has for a row, and its rank.
pub(super) fn standing(situation: &Situation, origin: Option<&OriginId>, subject: &Subject) -> (Standing, u16) {
    let Some(known) = origin.and_then(|id| situation.origin(id)) else {
        // Somebody with a name comes before somebody, and somebody before nobody.
        let rank = match origin {
            Some(id) if id.as_str() != OriginId::OTHER => 1000,
            Some(_) => 1001,
            None => 1002,
        };
        return (Standing::Weak, rank);
    };
    let standing = match known.kind {
        OriginKind::Verifier => Standing::Floor,
        OriginKind::Belligerent if counts_its_enemy(situation, known, subject) => Standing::Party,
        OriginKind::Belligerent | OriginKind::Monitor | OriginKind::Outlet | OriginKind::Institution => Standing::Fair,
    };
    (standing, u16::from(known.rank))
}

/// A party's count of its enemy's dead, of all fighters together, or of those its enemy killed.
fn counts_its_enemy(situation: &Situation, origin: &Origin, subject: &Subject) -> bool {
    let is_own = |category: &CategoryId| origin.own.as_ref() == Some(category);
    let fights = |category: &CategoryId| situation.sides.iter().any(|side| side.category == *category);
    let category = &subject.category;
    category.as_str() == CategoryId::COMBATANTS
        || (fights(category) && !is_own(category))
        || subject.perpetrator.as_ref().is_some_and(|hand| !is_own(hand))
}

/// A row as it is made, whatever the hour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// The row; how old it is and what has changed is not told yet.
    pub(super) row: TallyRow,
    /// The instant of its best figure, else of its latest word.
    pub(super) told: Option<Timestamp>,
    /// The class whose figures are its low, best and high.
    pub(super) speaking: Option<Standing>,
}

/// Brings the voices of one row together.
pub(super) fn build(situation: &Situation, subject: &Subject, voices: Vec<Voice<'_>>) -> Made {
    let mut ranked: Vec<(Standing, u16, Voice<'_>)> = voices
        .into_iter()
        .map(|voice| {
            let (standing, rank) = standing(situation, voice.origin, subject);
            (standing, rank, voice)
        })
        .collect();
    ranked.sort_by(|(a, a_rank, one), (b, b_rank, other)| {
        (a, a_rank, std::cmp::Reverse(one.at), one.origin).cmp(&(b, b_rank, std::cmp::Reverse(other.at), other.origin))
    });
    let speaking = speaking(&ranked);
    let of_class = || ranked.iter().filter(|(standing, _, _)| Some(*standing) == speaking).map(|(_, _, voice)| voice);
    let best = of_class().find_map(|voice| voice.best);
    let since = best.map_or(Timestamp::MIN, |(_, at)| at.saturating_sub(RIVAL_WINDOW).unwrap_or(Timestamp::MIN));
    let rivals: Vec<&Voice<'_>> =
        of_class().filter(|voice| voice.bound != Bound::Vague && (voice.at >= since || voice.best == best)).collect();
    let floor =
        ranked.iter().filter(|(standing, _, _)| *standing == Standing::Floor).filter_map(|(_, _, v)| v.low).max();
    // A word without a number raises the low also of a class below its own, which has the number.
    let heard = ranked.iter().filter(|(standing, _, _)| Some(*standing) <= speaking).map(|(_, _, voice)| voice);
    let vague = heard.filter_map(|voice| voice.vague).max();
    let (low, high) = bounds(&rivals, best.map(|(number, _)| number), floor.max(vague));
    let newest = ranked.iter().map(|(_, _, voice)| voice.at).max();
    let said = of_class().find(|voice| voice.best.is_some());
    let grade = grade(speaking, said, &rivals);
    let items: BTreeSet<u32> = ranked.iter().flat_map(|(_, _, voice)| voice.items).copied().collect();
    let row = TallyRow {
        metric: subject.metric,
        category: subject.category.clone(),
        perpetrator: subject.perpetrator.clone(),
        low,
        best: best.map(|(number, _)| number),
        high,
        floor,
        grade,
        parts: said.and_then(|voice| voice.parts),
        items: count(items.len()),
        witnesses: ranked.iter().map(|(_, _, voice)| voice.witnesses).fold(0, u32::saturating_add),
        conflict: differ(&rivals),
        stale: false,
        change_1h: None,
        change_24h: None,
        change_since: None,
        origins: ranked.into_iter().map(|(standing, _, voice)| figure(voice, standing)).collect(),
    };
    Made { row, told: best.map(|(_, at)| at).or(newest), speaking }
}

/// The class that speaks: the fair, else the verified floor, else the weak; a party's word never. A word without a
/// number silences nobody who has one.
fn speaking(ranked: &[(Standing, u16, Voice<'_>)]) -> Option<Standing> {
    let first = |speaks: &dyn Fn(&Voice<'_>) -> bool| {
        [Standing::Fair, Standing::Floor, Standing::Weak]
            .into_iter()
            .find(|class| ranked.iter().any(|(standing, _, voice)| standing == class && speaks(voice)))
    };
    first(&|voice| voice.bound != Bound::Vague).or_else(|| first(&|_| true))
}

fn figure(voice: Voice<'_>, standing: Standing) -> OriginFigure {
    OriginFigure {
        origin: voice.origin.cloned(),
        low: voice.low,
        high: voice.high,
        bound: voice.bound,
        as_of: voice.at,
        claim: voice.claim.clone(),
        items: count(voice.items.len()),
        witnesses: voice.witnesses,
        standing,
    }
}

/// The lowest and the highest of the rivals. `raised` may lift the low as far as the best.
///
/// The high is open where the highest that is stated is itself open: "at least 50" leaves nothing open
/// beside an exact 1,018.
fn bounds(rivals: &[&Voice<'_>], best: Option<u64>, raised: Option<u64>) -> (Option<u64>, Option<u64>) {
    let lowest = rivals.iter().filter_map(|voice| voice.low).min();
    let low = match (lowest, raised, best) {
        (Some(low), raised, best) => {
            let low = best.map_or(low, |best| low.min(best));
            Some(raised.map_or(low, |raised| best.map_or(low, |best| raised.min(best)).max(low)))
        }
        (None, raised, None) => raised,
        (None, raised, Some(best)) => raised.map(|raised| raised.min(best)),
    };
    let highest = rivals.iter().filter_map(|voice| voice.high).max();
    let open = rivals.iter().filter_map(|voice| voice.open_from()).max();
    let high = match (highest, open) {
        (Some(high), Some(open)) if open >= high => None,
        (high, _) => high.map(|high| best.map_or(high, |best| high.max(best))),
    };
    // A low above the high can only be a floor that was raised over a bound ("up to"): nothing supports it.
    (low.map(|low| high.map_or(low, |high| low.min(high))), high)
}

/// How well a row's best figure is supported.
fn grade(speaking: Option<Standing>, said: Option<&Voice<'_>>, rivals: &[&Voice<'_>]) -> Grade {
    if said.is_some_and(|voice| voice.confirmed) {
        Grade::Confirmed
    } else if differ(rivals) {
        Grade::Contested
    } else if speaking != Some(Standing::Weak) && rivals.iter().filter(|voice| voice.best.is_some()).count() > 1 {
        Grade::Fair
    } else {
        Grade::Weak
    }
}

/// Whether two rivals say what cannot both be true.
fn differ(rivals: &[&Voice<'_>]) -> bool {
    let greatest_low = rivals.iter().filter_map(|voice| voice.low).max();
    let least_high = rivals.iter().filter_map(|voice| voice.high).min();
    matches!((greatest_low, least_high), (Some(low), Some(high)) if low > high)
}

/// Where a row stands on the screen: the metric, then whole rows before those by perpetrator, then the
/// situation's categories, fighters together, people of no side, and the total last.
pub(super) fn position(situation: &Situation, subject: &Subject) -> impl Ord + use<> {
    let hand = subject.perpetrator.as_ref().map(|hand| place(situation, hand));
    (subject.metric, hand, place(situation, &subject.category))
}

fn place(situation: &Situation, category: &CategoryId) -> (usize, CategoryId) {
    let listed = situation.categories.iter().position(|known| known.id == *category);
    let position = match category.as_str() {
        CategoryId::TOTAL => usize::MAX,
        CategoryId::COMBATANTS => usize::MAX - 3,
        CategoryId::UNSPECIFIED => usize::MAX - 2,
        _ => listed.unwrap_or(usize::MAX - 1),
    };
    (position, category.clone())
}

/// The metric's name in data.
pub(super) fn metric_word(metric: Metric) -> &'static str {
    match metric {
        Metric::Killed => "killed",
        Metric::Injured => "injured",
        Metric::Detained => "detained",
        Metric::Missing => "missing",
        Metric::Displaced => "displaced",
        Metric::KilledOrInjured => "killed_or_injured",
    }
}
