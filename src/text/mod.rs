//! Text: what makes outside text fit to store, compare and draw. Pure functions.

pub mod entry;
pub mod fold;
pub mod html;
pub mod normalize;
pub mod similar;
pub mod width;
