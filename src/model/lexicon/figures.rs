//! Words of figures: numbers, bounds, harm, victims, attribution, scope.

use serde::Deserialize;

/// Words of figures of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureWords {}
