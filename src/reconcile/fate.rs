//! What became of a claim or a status, and by which rule. The names of the rules are stable.

use crate::model::{Sentence, Verdict};

/// What became of a claim or a status. The number is that of the other one that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It did not exist yet.
    Unseen,
    /// It is its origin's current figure, or the cell's current word.
    Current,
    /// A word without a number: raises a low, never a best.
    Vague,
    /// The same word as the current one, later: it keeps it alive.
    Reaffirms(u32),
    /// Another source's end of a curfew that goes on: shown beside the end that holds.
    OtherEnd(u32),
    /// Gives again the end of a curfew that has been lifted since.
    LiftedSince(u32),
    /// Gives it by name, hours after the lift: shown beside the lift, which holds.
    AgainstLift(u32),
    /// A value that its origin's series already has.
    Repeats(u32),
    /// A value that its origin has since moved on from.
    Outdated(u32),
    /// A bound or a rounding that agrees with the figure beside it.
    Rounded(u32),
    /// A later one took its place.
    Replaced(u32),
    /// A lower one took its place, by a correction or a repetition.
    Corrected(u32),
    /// Lower than the figure before it, without a cue and not repeated.
    Held(u32),
    /// The figure of a named origin, told without its name.
    Copied(u32),
    /// Off by one or by a transposition from the majority.
    Typo(u32),
    /// A total that one digit parts from the sum of its own bulletin's parts, which another bulletin gives.
    Misadded(u32),
    /// A side's figure that equals the total of all sides.
    Misread(u32),
    /// A side's figure that is the sum of a lower one of its bulletin and of all other sides.
    SumOfSides(u32),
    /// So far beyond every other figure that it counts something else.
    Beyond,
    /// Says no more than a part of the place; something of more of it holds.
    PartOnly(u32),
    /// Its end had passed when it was said.
    EndPassed,
    /// Speaks of a region in a way that says nothing of each place in it.
    RegionOnly,
    /// A later revision of the item.
    Edited,
    /// An operator rejected it.
    Rejected,
    /// An operator set the place's status later.
    Settled(u32),
    /// An operator amended it: it counts in another matter now.
    Amended,
    /// An operator dismissed its report.
    Dismissed,
    /// Of another stretch of the situation.
    OtherEpisode,
    /// Told before the episode began.
    BeforeEpisode,
    /// A value that was told before the episode began.
    OldToll(u32),
    /// A party's count of its enemy's dead.
    PartyWord,
    /// The current figure of an origin of less weight than those that make the row.
    Outranked,
    /// One attack or one day: inside its origin's cumulative figure, never added to it.
    Incident,
    /// A stretch that is not the clashes.
    Period,
    /// For one place alone: inside the figure of the whole, never added to it.
    OnePlace,
    /// Neither end of it is known.
    Empty,
}

impl Fate {
    /// Whether it still counts, was superseded or was set aside.
    pub(super) fn verdict(self) -> Verdict {
        match self {
            Self::Current | Self::Vague | Self::Reaffirms(_) | Self::OtherEnd(_) | Self::AgainstLift(_) => {
                Verdict::Counts
            }
            Self::Repeats(_)
            | Self::Outdated(_)
            | Self::Rounded(_)
            | Self::Replaced(_)
            | Self::Corrected(_)
            | Self::Copied(_)
            | Self::PartOnly(_)
            | Self::EndPassed
            | Self::Settled(_)
            | Self::LiftedSince(_)
            | Self::OldToll(_)
            | Self::Amended
            | Self::Edited => Verdict::Superseded,
            Self::Held(_)
            | Self::Typo(_)
            | Self::Misadded(_)
            | Self::Misread(_)
            | Self::SumOfSides(_)
            | Self::Beyond
            | Self::RegionOnly
            | Self::Rejected
            | Self::Dismissed
            | Self::OtherEpisode
            | Self::BeforeEpisode
            | Self::PartyWord
            | Self::Outranked
            | Self::Incident
            | Self::Period
            | Self::OnePlace
            | Self::Empty
            | Self::Unseen => Verdict::SetAside,
        }
    }

    /// The stable name of the rule.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Current => "latest_by_as_of",
            Self::Vague => "vague_raises_low",
            Self::Reaffirms(_) => "reaffirmed",
            Self::OtherEnd(_) => "other_end_beside",
            Self::LiftedSince(_) => "lifted_since",
            Self::AgainstLift(_) => "told_against_lift",
            Self::OldToll(_) => "told_before_episode",
            Self::PartyWord => "party_never_best",
            Self::Outranked => "weaker_never_best",
            Self::Repeats(_) => "repeat_keeps_as_of",
            Self::Outdated(_) => "stale_repeat",
            Self::Rounded(_) => "bound_agrees",
            Self::Replaced(_) => "replaced_by_later",
            Self::Corrected(_) => "corrected_downward",
            Self::Held(_) => "lower_awaits_repetition",
            Self::Copied(_) => "one_witness",
            Self::Typo(_) => "typo_outvoted",
            Self::Misread(_) | Self::SumOfSides(_) | Self::Misadded(_) => "sum_check",
            Self::Beyond => "beyond_all_others",
            Self::PartOnly(_) => "part_never_hides_whole",
            Self::EndPassed => "end_had_passed",
            Self::RegionOnly => "region_is_not_each_place",
            Self::Edited => "latest_revision",
            Self::Rejected => "rejected_by_operator",
            Self::Settled(_) => "settled_by_operator",
            Self::Amended => "amended_by_operator",
            Self::Unseen => "not_yet_known",
            Self::Dismissed => "report_dismissed",
            Self::OtherEpisode | Self::BeforeEpisode => "other_episode",
            Self::Incident => "incident_is_no_toll",
            Self::Period => "period_is_no_toll",
            Self::OnePlace => "place_is_no_toll",
            Self::Empty => "no_number",
        }
    }

    /// Why, as one sentence; `name` tells another claim or status by its position.
    pub(super) fn why(self, name: impl Fn(u32) -> Sentence) -> Sentence {
        let around =
            |before: &'static str, other: u32, after: &'static str| Sentence::from(before).then(name(other)).and(after);
        match self {
            Self::Current => "the latest word, by the instant it speaks of".into(),
            Self::Vague => "a word without a number may raise the low, never the best".into(),
            Self::Reaffirms(other) => around("says again what ", other, " says, and keeps it alive"),
            Self::OtherEnd(other) => around("gives another end than ", other, "; shown beside it"),
            Self::LiftedSince(other) => around("gives the end of the earlier curfew; since then: ", other, ""),
            Self::AgainstLift(other) => around(
                "gives the lifted curfew's own end hours after ",
                other,
                ": shown beside it; a second source with a name would set it in force again",
            ),
            Self::OldToll(other) => around("tells again ", other, ", which was told before the episode began"),
            Self::PartyWord => {
                "a party's count of its enemy's dead: shown with its name, never in low, best or high".into()
            }
            Self::Outranked => "shown; origins of more weight make the row's low, best and high".into(),
            Self::Repeats(other) => around("repeats ", other, "; a repeat does not refresh it"),
            Self::Outdated(other) => around("tells again an earlier figure; its origin has moved on to ", other, ""),
            Self::Rounded(other) => around("agrees with ", other, " and says no more"),
            Self::Replaced(other) => name(other).and(" is later"),
            Self::Corrected(other) => around("corrected downward by ", other, ""),
            Self::Held(other) => {
                around("lower than ", other, " without a correction, and not repeated in another bulletin")
            }
            Self::Copied(other) => around("the figure of ", other, ", told without its name: one witness"),
            Self::Typo(other) => around("a slip of one digit from ", other, ", which more reports give"),
            Self::Misadded(other) => around("a slip of one digit: its own parts add up to the figure of ", other, ""),
            Self::Misread(other) => around("equals the total ", other, " although other sides have dead too"),
            Self::SumOfSides(other) => around("is ", other, " and all other sides of its bulletin together"),
            Self::Beyond => {
                "so far beyond every other figure that it most likely counts another stretch; confirm it to count it"
                    .into()
            }
            Self::PartOnly(other) => around("speaks of a part of the place; ", other, " speaks of more of it"),
            Self::EndPassed => "its end had already passed when it was said".into(),
            Self::RegionOnly => "does not hold for every place of the region".into(),
            Self::Edited => "a later revision of its item took its place".into(),
            Self::Rejected => "rejected by an operator".into(),
            Self::Settled(other) => around("an operator has since set the status: ", other, ""),
            Self::Amended => "amended by an operator: it counts elsewhere now".into(),
            Self::Unseen => "was not known yet".into(),
            Self::Dismissed => "its report was dismissed by an operator".into(),
            Self::OtherEpisode | Self::BeforeEpisode => "outside the episode".into(),
            Self::Incident => "one attack or one day, already inside its origin's toll".into(),
            Self::Period => "counts a stretch that is not the clashes".into(),
            Self::OnePlace => "counts one place, already inside its origin's toll".into(),
            Self::Empty => "states no number".into(),
        }
    }
}
