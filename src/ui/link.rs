//! A link of an item: what it is wanted for, and the line by which others cite the item.

use super::gloss::{self, Names};
use super::moment;
use crate::model::{Cited, Gist, ItemId};

/// What the link of an item is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// To be opened.
    Open,
    /// To be copied.
    Link,
    /// To be copied with outlet, time and what was read from the item.
    Citation,
}

/// Where an item can be read, and what it tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The item.
    pub item: ItemId,
    /// Where it can be read.
    pub cited: Cited,
    /// What was read from it.
    pub gist: Option<Gist>,
}

/// How the item is cited: outlet, time, headline, the figures and statuses with the sign that the machine read them, link.
pub fn citation(linked: &Linked, names: Names<'_>) -> String {
    let Cited { feed, title, url, published, .. } = &linked.cited;
    let gloss = linked.gist.as_ref().and_then(|gist| gloss::gloss(&gist.claims, &gist.statuses, names));
    let read = gloss.map(|gloss| format!("({} {gloss})", names.glyphs.machine));
    let head = format!("{feed}, {}: \"{title}\"", moment::full(*published));
    [Some(head), read, url.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
