//! Words of curfew and control.

use serde::Deserialize;

/// Words of curfew and control of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatusWords {}
