//! Words of time: weekdays, months, hours, "tomorrow", "until further notice".

use serde::Deserialize;

/// Words of time of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimeWords {}
