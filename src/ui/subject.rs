//! What a screen is about and how it is used: all that does not change while it is open.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Options;
use super::health::Pace;
use super::moment::{self, OwnZone};
use super::theme::Theme;
use crate::clock::zone;
use crate::config::Settings;
use crate::model::{Episode, Feed, Situation, Staleness};

/// What does not change while the screen is open.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What is watched.
    pub situation: Arc<Situation>,
    /// Which stretch counts.
    pub episode: Episode,
    /// The feeds that are polled.
    pub feeds: Arc<[Feed]>,
    /// The situation's zone; none where this machine does not know it, and then no local hour is told.
    pub zone: Option<TimeZone>,
    /// The operator's own zone, where another is set.
    pub own_zone: Option<OwnZone>,
    /// How the terminal is used.
    pub options: Options,
    /// How words and figures fade.
    pub staleness: Staleness,
    /// After how long an escalation that nobody has taken on rings again; zero: once is enough.
    pub escalation_repeat: SignedDuration,
    /// Looks.
    pub theme: Theme,
}

impl Subject {
    /// What does not change while a screen is open that is used so.
    pub fn new(
        situation: Arc<Situation>,
        episode: Episode,
        feeds: Arc<[Feed]>,
        settings: &Settings,
        options: Options,
    ) -> Self {
        Self {
            zone: zone(&situation.timezone),
            own_zone: OwnZone::of(&options.zone),
            staleness: settings.staleness,
            escalation_repeat: settings.escalation_repeat,
            theme: Theme::new(options.ascii, options.styles),
            situation,
            episode,
            feeds,
            options,
        }
    }

    /// An instant in UTC with the hour of the situation and the operator's own: "Tue 11 Mar 2025 18:00 UTC (21:00 Damascus)".
    pub fn with_hours(&self, instant: Timestamp) -> String {
        let there = self.zone.as_ref().map(|zone| (zone, self.situation.zone_name.as_str()));
        format!("{}{}", moment::full(instant), moment::local(instant, there, self.own_zone.as_ref()))
    }

    /// What the zone is called in which an hour is meant that names none.
    pub fn zone_told(&self) -> &str {
        if self.zone.is_some() { &self.situation.zone_name } else { "UTC" }
    }

    /// Whether time is lived or played.
    pub fn pace(&self) -> Pace {
        if self.options.source.is_some() { Pace::Played } else { Pace::Live }
    }
}
