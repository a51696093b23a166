//! When: the moment of which a status is told, where that lies before publication.
//!
//! "On Thursday gunmen took P", published on Sunday, tells of Thursday. A day counts where it frames the statement or
//! stands behind what tells the status, and nothing behind it says that it goes on. Absent: ends of curfews.

use std::ops::Range;

use jiff::Timestamp;

use super::Found;
use super::cue::{Act, Cue};
use super::scope::Scene;
use crate::extract::dates::Dates;
use crate::extract::time::{EndReader, Moment};

/// How many tokens before a day a word may stand that makes it the day of something else ("after clashes on Friday").
const MAX_REASON_GAP: usize = 4;

/// The time of which a status is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An earlier day or hour, by its last instant.
    At(Timestamp),
    /// None is told.
    Unsaid,
    /// It goes on.
    GoesOn,
}

impl When {
    /// The instant it holds at, of an item published then.
    pub fn instant(self, published: Option<Timestamp>) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Unsaid | Self::GoesOn => published,
        }
    }
}

/// When what was found in a sentence is told to hold.
pub fn of(scene: &Scene<'_, '_>, one: &Found, ends: &EndReader, dates: &Dates, published: Option<Timestamp>) -> When {
    let clause = &one.clause;
    let Some(published) = published else { return When::Unsaid };
    let told = || one.grounds.cues.iter().chain(std::iter::once(&one.tokens).filter(|_| one.grounds.cues.is_empty()));
    let (Some(first), Some(last)) = (told().map(|at| at.start).min(), told().map(|at| at.end).max()) else {
        return When::Unsaid;
    };
    let goes_on = |range: Range<usize>| scene.cues.within(range.start..range.end.max(range.start)).any(goes_on);
    let moments = ends.moments(scene.tokens, clause.clone(), dates, published);
    let fits = |moment: &&Moment| {
        let until = one.grounds.until.as_ref();
        until.is_none_or(|until| moment.tokens.end <= until.start || until.end <= moment.tokens.start)
            && !is_reason(scene, &moment.tokens, clause)
    };
    let other = |range: Range<usize>| {
        let tells = |cue: &Cue| tells(cue) && !told().any(|own| own.contains(&cue.tokens.start));
        scene.cues.within(range.start..range.end.max(range.start)).any(tells)
    };
    // "The curfew imposed on Thursday was lifted on Friday": what stands behind the last word tells, and between them only
    // what no other word has ("The curfew on Thursday was imposed").
    let behind = moments.iter().filter(fits).find(|moment| moment.tokens.start >= last);
    let behind = behind.filter(|moment| !other(last..moment.tokens.start));
    let inside = || moments.iter().filter(fits).find(|moment| (first..last).contains(&moment.tokens.start));
    let behind = behind.or_else(|| inside().filter(|moment| !other(first..moment.tokens.start)));
    let front = || {
        let head = moments.iter().filter(fits).rfind(|moment| moment.tokens.end <= first);
        head.filter(|moment| !other(clause.start..moment.tokens.start))
    };
    match behind.map(|moment| (moment, moment.tokens.end)).or_else(|| front().map(|moment| (moment, last))) {
        Some((_, from)) if goes_on(from..clause.end) => When::GoesOn,
        Some((moment, _)) => moment.at.map_or(When::Unsaid, When::At),
        None if goes_on(first..clause.end) => When::GoesOn,
        None => When::Unsaid,
    }
}

/// Whether a cue could tell a status by itself.
fn tells(cue: &Cue) -> bool {
    cue.tells_control() || [Act::Impose, Act::Extend, Act::Lift].into_iter().any(|act| cue.is(act))
}

/// Whether a cue says that something goes on, or begins anew.
fn goes_on(cue: &Cue) -> bool {
    let lasts = [Act::Extend, Act::Ongoing, Act::Hold].into_iter().any(|act| cue.is(act));
    lasts || cue.is(Act::Impose) && !cue.is(Act::Attribute)
}

/// Whether a moment is that of what led to something, or came before it.
fn is_reason(scene: &Scene<'_, '_>, moment: &Range<usize>, clause: &Range<usize>) -> bool {
    let from = moment.start.saturating_sub(MAX_REASON_GAP).max(clause.start);
    let parted = (from..moment.start).rfind(|at| scene.tokens.is_comma(*at));
    let near = parted.unwrap_or(from)..moment.start;
    [Act::Reason, Act::After].into_iter().any(|act| scene.cues.has(act, near.clone()))
}
