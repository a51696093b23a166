//! Words of time: weekdays, months, hours, "tomorrow", "until further notice".
//!
//! Each list holds wordings as people write them: `(a|b|)` stands for its choices, `*` for any ending.

use serde::Deserialize;

/// Words of time of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeWords {
    /// Seven lists of names, Monday first.
    pub weekdays: Vec<Vec<String>>,
    /// Twelve lists of names, January first.
    pub months: Vec<Vec<String>>,
    /// Of the names of months, those that are ordinary words where they are written small, in this language or one of
    /// its script ("march", "mar"): no month without a day or a year beside them.
    pub ordinary_months: Vec<String>,
    /// One word between a day and its month ("6 OF March").
    pub day_tie: Vec<String>,
    /// One word between a month and its year ("marzo DE 2025").
    pub year_tie: Vec<String>,
    /// One word before a year, which then counts nothing that follows it ("IN 2013 civilians").
    pub before_year: Vec<String>,
    /// One word behind a year that no number counts ("2013 AND").
    pub behind_year: Vec<String>,
    /// Names of the hours of the clock, one o'clock first, where a language tells hours by words ("العاشرة").
    pub hours: Vec<Vec<String>>,
    /// The day of publication.
    pub today: Vec<String>,
    /// The day after it.
    pub tomorrow: Vec<String>,
    /// The day before it.
    pub yesterday: Vec<String>,
    /// The hours before noon, before or behind the hour ("am", "in the morning").
    pub morning: Vec<String>,
    /// The hours after noon.
    pub evening: Vec<String>,
    /// The dark hours: twelve of it is midnight, the first hours belong to the morning.
    pub night: Vec<String>,
    /// Noon by itself.
    pub noon: Vec<String>,
    /// Midnight by itself.
    pub midnight: Vec<String>,
    /// Before a number that is an hour ("at", "الساعة").
    pub clock: Vec<String>,
    /// Behind a number that is an hour ("o'clock", "Uhr").
    pub o_clock: Vec<String>,
    /// Half past the hour before or behind it.
    pub half: Vec<String>,
    /// What stands before an end ("until").
    pub until: Vec<String>,
    /// Whether it stands behind the end (Turkish KADAR).
    pub until_behind: bool,
    /// Endings that say "from" where it stands behind (Turkish gece yarısınDAN).
    pub from_endings: Vec<String>,
    /// What stands before a beginning ("from").
    pub from: Vec<String>,
    /// What stands before the day on which a stretch of hours begins ("starts on").
    pub begin: Vec<String>,
    /// What stands before a beginning and an end that "and" joins ("between").
    pub between: Vec<String>,
    /// An end that nobody has set ("until further notice").
    pub open: Vec<String>,
    /// Universal time ("GMT").
    pub universal: Vec<String>,
    /// The month before publication ("last month").
    pub last_month: Vec<String>,
    /// The month of publication ("this month").
    pub this_month: Vec<String>,
}
