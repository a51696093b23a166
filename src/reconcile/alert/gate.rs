//! What holds a ring back: a cooldown, quiet hours, the start of the program. A ring that is held back is not lost: once
//! the way is free the latest of its rule sounds, and says how many more there are.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::alert::{Rule, Rules};

/// Whether something that rings again after a while may ring: it has not yet, or so much time has passed. Never again
/// where that is none.
pub fn is_due_again(rung: Option<Timestamp>, repeat: SignedDuration, now: Timestamp) -> bool {
    rung.is_none_or(|rung| repeat > SignedDuration::ZERO && now.duration_since(rung) >= repeat)
}

/// When and where gates are looked at.
#[derive(Debug, Clone)]
pub struct Hour {
    /// Now.
    pub now: Timestamp,
    /// When the program began; none where its start does not matter.
    pub began: Option<Timestamp>,
    /// The operator's zone.
    pub zone: TimeZone,
}

/// What keeps a rule from sounding now; none where nothing does.
pub fn shut(rules: &Rules, rule: &Rule, sounded: Option<Timestamp>, hour: &Hour) -> Option<&'static str> {
    let Hour { now, began, zone } = hour;
    if began.is_some_and(|began| now.duration_since(began) < rules.grace) {
        return Some("the program has just started");
    }
    if rule.cooldown > SignedDuration::ZERO && !is_due_again(sounded, rule.cooldown, *now) {
        return Some("it sounded a short while ago");
    }
    let is_quiet = rules.quiet.is_some_and(|quiet| quiet.covers(*now, zone));
    (is_quiet && !rule.rings_in_quiet).then_some("these are quiet hours")
}

/// A span of time as people say it: "2 h", "1 h 30 min", "45 s".
pub fn span(span: SignedDuration) -> String {
    let seconds = span.as_secs().max(0);
    let parts = [(seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .take(2)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    if told.is_empty() { "0 s".to_owned() } else { told.join(" ") }
}
