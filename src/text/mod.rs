//! Text: what makes outside text fit to store, compare and draw. Pure functions.

pub mod bidi;
pub mod diff;
pub mod entry;
pub mod fold;
pub mod html;
pub mod nearest;
pub mod normalize;
pub mod similar;
pub mod terms;
pub mod when;
pub mod width;
