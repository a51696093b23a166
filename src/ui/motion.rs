//! Moving about in the focused pane.

use std::cmp::Ordering;

use super::layout::Pane;
use super::model::Model;
use super::panes;
use super::reports::scrolled;

/// A movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many rows on, back where negative.
    Rows(isize),
    /// So many half pages on, back where negative.
    HalfPages(isize),
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// To a row.
    To(usize),
}

impl Step {
    /// Where it leads from `at`, among `rows` rows of which `page` are seen.
    fn from(self, at: usize, rows: usize, page: usize) -> usize {
        let last = rows.saturating_sub(1);
        let by = |n: isize| at.saturating_add_signed(n).min(last);
        match self {
            Self::Rows(n) => by(n),
            Self::HalfPages(n) => by(n.saturating_mul(isize::try_from((page / 2).max(1)).unwrap_or(1))),
            Self::First => 0,
            Self::Last => last,
            Self::To(n) => n.min(last),
        }
    }
}

/// Moves the selection, or the text, of the focused pane.
pub fn step(model: &mut Model, step: Step) {
    let page = model.page(model.focus);
    match model.focus {
        Pane::Reports => {
            let Some(at) = model.reports.selected_index() else { return };
            let (before, rows) = (model.reports.top_index(), model.reports.rows.len());
            model.reports.select(step.from(at, rows, page), page);
            if model.is_beside(Pane::Reports) {
                model.reports.show_from(leaping(before, model.reports.top_index(), rows, page));
            }
        }
        Pane::Reader => {
            let Some(open) = &mut model.open else { return };
            let rows = (open.lines.len() + 1).saturating_sub(page).max(1);
            open.scroll = step.from(open.scroll.min(rows - 1), rows, page);
        }
        Pane::Tallies => {
            let rows = panes::tallies::rows(model);
            let to = step.from(panes::tallies::chosen_index(model), rows.len(), page);
            model.tally_row = rows.get(to).map(|row| panes::tallies::key(row));
        }
        Pane::Timeline => {
            let tracks = model.timeline.tracks.as_ref().map_or(0, Vec::len);
            let tops = (tracks + 1).saturating_sub(page).max(1);
            model.timeline.top = step.from(model.timeline.top.min(tops - 1), tops, page);
        }
        // The map and the board show one selection.
        Pane::Board | Pane::Map => {
            let places = model.places();
            let at = model.place.as_ref().and_then(|place| places.iter().position(|row| row.place == *place));
            let to = step.from(at.unwrap_or(0), places.len(), page);
            let place = places.get(to).map(|row| row.place.clone());
            let (before, page) = (model.board_top, model.page(Pane::Board));
            model.board_top = scrolled(before, to, page);
            if model.is_beside(Pane::Board) {
                model.board_top = leaping(before, model.board_top, model.places().len(), page);
            }
            model.place = place;
        }
        Pane::Claims => {
            let claims = &mut model.claims;
            let to = step.from(claims.selected_index().unwrap_or(0), claims.count(), page);
            claims.select(to);
            // The first one is seen with what stands above it.
            claims.top = if to == 0 { 0 } else { scrolled(claims.top, claims.selected_row(), page) };
        }
        Pane::Log => {
            let to = step.from(model.log.selected_index().unwrap_or(0), model.log.rows.len(), page);
            model.log.select(to, page);
        }
        Pane::Handover => {
            let view = &mut model.handover;
            view.select(step.from(view.index(), view.len(), page), page);
        }
        Pane::Sources => {
            let feeds = model.polled();
            let at = model.feed.as_ref().and_then(|feed| feeds.iter().position(|record| record.id == *feed));
            let to = step.from(at.unwrap_or(0), feeds.len(), page);
            let feed = feeds.get(to).map(|record| record.id.clone());
            model.feeds_top = scrolled(model.feeds_top, to, page);
            model.feed = feed;
        }
    }
}

/// The first row to show of a list that goes on to another one, of `rows` rows of which `page` are seen: by three quarters of
/// those at least. A list that has the screen's whole width is moved by the terminal; one beside other panes is drawn anew by every
/// key that scrolls it, and over a slow line that is to be seldom.
fn leaping(before: usize, after: usize, rows: usize, page: usize) -> usize {
    let leap = (page * 3 / 4).max(1);
    match after.cmp(&before) {
        Ordering::Equal => after,
        Ordering::Greater => after.max((before + leap).min(rows.saturating_sub(page))),
        Ordering::Less => after.min(before.saturating_sub(leap)),
    }
}

/// Shows the next or previous item of the open report.
pub fn other_item(model: &mut Model, by: isize) {
    let Some(open) = &mut model.open else { return };
    let to = Step::Rows(by).from(open.shown(), open.items.len(), 1);
    if let Some(detail) = open.items.get(to).filter(|detail| detail.item.id != open.item) {
        open.item = detail.item.id.clone();
        (open.scroll, open.changed) = (0, None);
        model.lay_out_reader();
    }
}

/// Brings the scrolls of the tables back into bounds.
pub fn clamp(model: &mut Model) {
    let fits = |top: usize, rows: usize, page: usize| top.min(rows.saturating_sub(page));
    let tracks = model.timeline.tracks.as_ref().map_or(0, Vec::len);
    model.timeline.top = fits(model.timeline.top, tracks, model.page(Pane::Timeline));
    model.board_top = fits(model.board_top, model.places().len(), model.page(Pane::Board));
    model.feeds_top = fits(model.feeds_top, model.polled().len(), model.page(Pane::Sources));
    let page = model.page(Pane::Claims);
    model.claims.top = scrolled(fits(model.claims.top, model.claims.rows(), page), model.claims.selected_row(), page);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_beside_others_goes_on_by_most_of_what_is_seen_and_never_past_its_ends() {
        assert_eq!(leaping(0, 0, 100, 14), 0, "what needs no scrolling stays");
        assert_eq!(leaping(0, 1, 100, 14), 10);
        assert_eq!(leaping(70, 71, 100, 14), 80);
        assert_eq!(leaping(80, 81, 100, 14), 86);
        assert_eq!(leaping(86, 85, 100, 14), 76);
        assert_eq!(leaping(3, 2, 100, 14), 0);
        assert_eq!(leaping(0, 60, 100, 14), 60, "a long way is no longer");
        assert_eq!(leaping(0, 1, 2, 1), 1);
    }
}
