//! Statements: the parts of a claim that a bound figure gives by itself: numbers, metric, cue, evidence, certainty.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::figure::Figure;
use super::marks::{Harm, Mark, Person, Role, Tag, harm_as, persons};
use super::side::Side;
use crate::extract::numbers::Value;
use crate::extract::token::{TokenKind, Tokens};
use crate::model::claim::Cue;
use crate::model::{Bound, Evidence, Field, Metric};

/// A number of people so small that it is often told in passing.
const FEW: u64 = 2;
/// How sure a reading by rules can be.
const SUREST: f32 = 0.98;

/// What a figure counts. Two harms named of one number cannot be parted; of a word without a number each holds.
pub fn metrics(figure: &Figure, harm: &Harm, harms: &[Harm], bound: Bound) -> Vec<Metric> {
    let also = figure.head.also.and_then(|also| harms.get(also)).map(|also| also.metric);
    match also.filter(|also| *also != harm.metric) {
        Some(also) if bound == Bound::Vague => vec![harm.metric, also],
        Some(Metric::Killed | Metric::Injured) if matches!(harm.metric, Metric::Killed | Metric::Injured) => {
            vec![Metric::KilledOrInjured]
        }
        _ => vec![harm.metric],
    }
}

/// Whether a token ends the words by which a count reaches its number.
fn rises(scene: &Scene<'_, '_>, token: usize) -> bool {
    scene.marks.covering(token).is_some_and(|mark| mark.tokens.start < token && mark.values.contains(&Tag::Reach))
}

/// How many tokens before a range the verb by which a count rose stands ("ROSE within a day from 812 to 941").
const ROSE: usize = 4;

/// The two ends and the bound of a figure; none where no number is stated.
pub fn ends(figure: &Figure, bond: &Bond, scene: &Scene<'_, '_>) -> Option<(Option<u64>, Option<u64>, Bound)> {
    let quantity = &figure.quantity;
    match quantity.value {
        Value::Whole(0) | Value::Uncounted | Value::Refused => None,
        Value::Vague(least) => Some((Some(least), None, Bound::Vague)),
        Value::Between { from, to } => {
            // "Rose from 7 to 16": the first is gone.
            let rises = scene.subject_behind && scene.marks.is(figure.end(), Tag::Reach);
            let rose = (bond.rule == Rule::Toll || rises) && scene.marks.is(quantity.tokens.start, Tag::Of)
                || (1..=ROSE)
                    .filter_map(|back| figure.start().checked_sub(back))
                    .take_while(|at| *at >= scene.start && !scene.tokens.is_comma(*at))
                    .any(|at| scene.marks.is(at, Tag::Reach) && !scene.marks.is(at, Tag::Passive));
            // "Gave the dead as BETWEEN 20 AND 32" is a range whatever it reaches.
            let is_and = |at: usize| scene.marks.is(at, Tag::And) || scene.tokens.fold(at).starts_with('و');
            let is_span = !quantity.worded && quantity.number.clone().any(is_and);
            if rose
                && !is_span
                && scene.marks.covering(quantity.tokens.start).is_some()
                && quantity.tokens.start < quantity.number.start
            {
                Some((Some(to), Some(to), Bound::Exact))
            } else {
                Some((Some(from), Some(to), Bound::Range))
            }
        }
        Value::Whole(value) => Some(match bound_of(figure, bond, scene) {
            bound @ (Bound::AtLeast | Bound::MoreThan) => (Some(value), None, bound),
            // "Rose up to 16": the word belongs to the verb (Russian возросло до).
            Bound::UpTo if rises(scene, quantity.tokens.start) => (Some(value), Some(value), Bound::Exact),
            Bound::UpTo => (None, Some(value), Bound::UpTo),
            Bound::About => (Some(value), Some(value), Bound::About),
            _ => (Some(value), Some(value), Bound::Exact),
        }),
    }
}

/// What binds a figure: its own words, or, where the verb stands first, the verb before a running count.
fn bound_of(figure: &Figure, bond: &Bond, scene: &Scene<'_, '_>) -> Bound {
    let own = figure.quantity.bound;
    let verb = toll_of(figure, bond, scene).filter(|_| own == Bound::Exact);
    verb.and_then(|at| scene.numbers.bound_before(scene.tokens, at)).map_or(own, |(_, bound)| bound)
}

/// Where the running count stands whose verb may bind a figure before it: that of the figure's own bond, or the one it
/// only repeats the noun of ("passed the TOLL of the violence 1,300 dead").
fn toll_of(figure: &Figure, bond: &Bond, scene: &Scene<'_, '_>) -> Option<usize> {
    match bond.rule {
        _ if !scene.verb_first => None,
        Rule::Toll => Some(bond.trigger),
        Rule::Counted => {
            let before = scene.clause_start(figure.start())..figure.start();
            let counted = scene.figures.iter().rev().find(|one| one.end() <= figure.start()).map(Figure::end);
            let mut tolls = scene.marks.within(before).filter(|mark| harm_as(mark, Role::Toll).is_some());
            tolls.find(|mark| counted.is_none_or(|end| end <= mark.tokens.start)).map(|mark| mark.tokens.start)
        }
        _ => None,
    }
}

/// The tokens of the words that bind a figure so; none where none does.
pub fn bound_words(scene: &Scene<'_, '_>, figure: &Figure, bond: &Bond, bound: Bound) -> Option<Range<usize>> {
    let quantity = &figure.quantity;
    let own = quantity.bound != Bound::Exact;
    let before = quantity.tokens.start..quantity.number.start;
    let behind = quantity.number.end..quantity.tokens.end;
    match bound {
        Bound::Exact => None,
        Bound::Vague | Bound::Range => Some(quantity.number.clone()),
        // "35 people or more".
        _ if own => [before, behind].into_iter().find(|words| !words.is_empty()).or_else(|| {
            let after = |at| scene.numbers.after(scene.tokens, at, figure.end()).map(|(end, _)| at..end);
            (quantity.tokens.end..figure.end()).find_map(after)
        }),
        _ => toll_of(figure, bond, scene)
            .and_then(|at| scene.numbers.bound_before(scene.tokens, at))
            .map(|(words, _)| words),
    }
}

/// What the words say of a figure's place in a series.
///
/// `earlier` is where the word begins that tells it as an earlier one. A word of correction counts from there on ("had
/// SAID 100, now CORRECTED to 45"), and behind the figure up to the next one ("180, a downward REVISION").
pub fn cue(scene: &Scene<'_, '_>, figure: &Figure, earlier: Option<usize>) -> Cue {
    let from = scene.clause_start(figure.start());
    let next = scene.figures.iter().map(Figure::start).find(|start| *start >= figure.end());
    let behind = next.unwrap_or(scene.end).min(scene.clause_end(figure.end()));
    let reach = earlier.unwrap_or(from)..if earlier.is_some() { figure.start() } else { behind };
    if scene.marks.frames_in(reach.clone(), Tag::Correction).next().is_some() {
        Cue::Correction
    } else if earlier.is_some() {
        Cue::Earlier
    } else {
        Cue::Plain
    }
}

/// Where the last word of a range begins that tells of what was said before ("had earlier said").
pub fn said_before(scene: &Scene<'_, '_>, range: Range<usize>) -> Option<usize> {
    let word = scene.marks.with(range.clone(), Tag::Earlier).next_back();
    let frame = scene.marks.frames_in(range.clone(), Tag::Earlier).last();
    [word, frame].into_iter().flatten().map(|mark| mark.tokens.start).max()
}

/// Whether a later figure is somebody else's count ("a doctor HAD COUNTED 62, while the monitor put the toll at 1,225").
pub fn is_of_another(scene: &Scene<'_, '_>, figure: &Figure, other: &Figure) -> bool {
    let names = |mark: &Mark<'_>| mark.values.iter().any(|tag| matches!(tag, Tag::Origin(_)));
    let (before, gap) = (scene.start..figure.start(), figure.end()..other.start().max(figure.end()));
    [Tag::Somebody, Tag::Monitor].into_iter().any(|tag| scene.marks.any(before.clone(), tag))
        && !scene.marks.within(before).any(names)
        && scene.marks.within(gap).any(names)
}

/// Whether a word of harm tells of what is left of people.
pub fn tells_of_bodies(scene: &Scene<'_, '_>, bond: &Bond) -> bool {
    scene.marks.covering(bond.trigger).is_some_and(|mark| persons(mark).any(|one| one == Person::Body))
}

/// How sure a reading is: how often claims of its kind were right in figure and side among some 900 labelled reports
/// by other hands than the rules' (the binding, how the side is known, what is counted, how the number is told).
pub fn confidence(figure: &Figure, bond: &Bond, metric: Metric, (stated, side): (Side, Side)) -> f32 {
    let rule: f32 = match bond.rule {
        Rule::Toll | Rule::Carried | Rule::Part | Rule::Subject | Rule::Object => 0.96,
        Rule::Nominal => 0.95,
        Rule::Remains => 0.93,
        Rule::Shared | Rule::Counted => 0.88,
    };
    let side: f32 = match side {
        Side::Of(_) if figure.head.sided.is_empty() && !figure.head.hinted.is_empty() => 0.95,
        Side::Of(_) => 1.02,
        Side::Total if bond.rule == Rule::Toll => 1.0,
        Side::Total if stated == Side::Same || figure.head.is_name => 0.78,
        Side::Total if matches!(bond.rule, Rule::Object | Rule::Nominal) => 0.94,
        Side::Total => 1.0,
        Side::Combatants => 0.95,
        Side::Unspecified | Side::Same | Side::Own if bond.rule == Rule::Remains => 0.98,
        Side::Unspecified | Side::Same | Side::Own => 0.76,
    };
    let metric: f32 = match metric {
        Metric::Killed | Metric::Injured => 1.0,
        Metric::Displaced => 0.92,
        Metric::Missing => 0.85,
        Metric::KilledOrInjured => 0.8,
        Metric::Detained => 0.72,
    };
    let number: f32 = match figure.quantity.value {
        Value::Vague(_) => 0.92,
        // One or two people are often told of in passing.
        Value::Whole(value) if value <= FEW => 0.85,
        _ => 1.0,
    };
    (rule * side * metric * number).min(SUREST)
}

/// The name under which a binding is shown.
pub fn rule_name(rule: Rule) -> &'static str {
    match rule {
        Rule::Counted => "figure.counted",
        Rule::Object => "figure.object",
        Rule::Nominal => "figure.nominal",
        Rule::Subject => "figure.subject",
        Rule::Toll => "figure.toll",
        Rule::Shared => "figure.list",
        Rule::Part => "figure.part",
        Rule::Carried => "figure.carried",
        Rule::Remains => "figure.remains",
    }
}

/// The words from which a figure was read: its own, and its word of harm where that is near.
pub fn evidence(tokens: &Tokens<'_>, field: Field, figure: &Figure) -> Evidence {
    let mut span = figure.span();
    while span.end > span.start + 1
        && tokens.at(span.end - 1).is_some_and(|token| matches!(token.kind, TokenKind::Mark | TokenKind::Break))
    {
        span.end -= 1;
    }
    let bytes = tokens.span(span);
    let quote = tokens.source().get(bytes.clone()).unwrap_or_default().to_owned();
    Evidence { field, start: bytes.start, end: bytes.end, quote }
}
