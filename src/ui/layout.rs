//! Where everything stands, by the terminal's size and the focused pane. Pure, so that `update` knows the
//! height of a page and the view draws by the same numbers.

use ratatui::layout::{Constraint, Layout, Rect};

/// A pane of the monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pane {
    /// The latest reports.
    #[default]
    Reports,
    /// Casualties.
    Tallies,
    /// Curfew and control of the places.
    Board,
    /// The open report.
    Reader,
    /// The feeds.
    Sources,
    /// What stands behind a figure or a place's status.
    Claims,
    /// What operators have decided.
    Log,
    /// The places where they lie.
    Map,
    /// The figures of a row over time.
    Timeline,
    /// What changed since the operator last took over.
    Handover,
}

impl Pane {
    /// Whether what is selected in it can be opened.
    pub fn opens(self) -> bool {
        !matches!(self, Self::Reader | Self::Sources | Self::Timeline)
    }

    /// The ring that Tab goes round.
    pub const RING: [Self; 4] = [Self::Reports, Self::Tallies, Self::Board, Self::Reader];

    /// Every pane.
    pub const ALL: [Self; 10] = [
        Self::Reports,
        Self::Tallies,
        Self::Board,
        Self::Reader,
        Self::Sources,
        Self::Claims,
        Self::Log,
        Self::Map,
        Self::Timeline,
        Self::Handover,
    ];

    /// Its name, as the help and the keys' table say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Tallies => "casualties",
            Self::Board => "status",
            Self::Reader => "reader",
            Self::Sources => "sources",
            Self::Claims => "claims",
            Self::Log => "decisions",
            Self::Map => "map",
            Self::Timeline => "timeline",
            Self::Handover => "handover",
        }
    }

    /// Whether it is a view of its own that always takes the whole screen.
    pub fn is_view(self) -> bool {
        !Self::RING.contains(&self)
    }
}

/// Below these the screen says what it needs instead of showing half.
pub const MIN_COLUMNS: u16 = 60;
/// See [`MIN_COLUMNS`].
pub const MIN_ROWS: u16 = 15;

/// From these on all four panes are seen at once.
const FOUR_PANES: (u16, u16) = (100, 28);

/// The figures and the board as lines under the title, where one pane takes the screen.
const SUMMARY_ROWS: u16 = 3;

/// The place of every part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Areas {
    /// The title line.
    pub title: Rect,
    /// Two lines of tallies and one of status, where the reports take the screen.
    pub summary: Option<Rect>,
    /// The panes that are seen.
    pub panes: Vec<(Pane, Rect)>,
    /// What the program has to say.
    pub message: Rect,
    /// The keys.
    pub keys: Rect,
}

impl Areas {
    /// Where a pane stands, if it is seen.
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|(seen, _)| *seen == pane).map(|(_, area)| *area)
    }
}

/// The places of all parts; none where the terminal is too small. A zoomed pane takes the screen as a view does.
pub fn areas(screen: Rect, focus: Pane, is_zoomed: bool, split: Split) -> Option<Areas> {
    if screen.width < MIN_COLUMNS || screen.height < MIN_ROWS {
        return None;
    }
    let rows = [Constraint::Length(1), Constraint::Min(0), Constraint::Length(1), Constraint::Length(1)];
    let [title, body, message, keys] = Layout::vertical(rows).areas(screen);
    let wide = screen.width >= FOUR_PANES.0 && screen.height >= FOUR_PANES.1;
    let (summary, panes) = match focus {
        pane if is_zoomed || pane.is_view() => (None, vec![(pane, body)]),
        _ if wide => (None, four(body, split)),
        Pane::Reports => {
            let [summary, list] = Layout::vertical([Constraint::Length(SUMMARY_ROWS), Constraint::Min(0)]).areas(body);
            (Some(summary), vec![(Pane::Reports, list)])
        }
        pane => (None, vec![(pane, body)]),
    };
    Some(Areas { title, summary, panes, message, keys })
}

/// A border between panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// Between what stands left and right.
    Middle,
    /// Between reports and reader.
    List,
    /// Between casualties and status.
    Figures,
}

/// Where the operator has put the borders between the four panes; none: where they usually are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// Columns of what stands at the right.
    pub right: Option<u16>,
    /// Rows of the reports.
    pub list: Option<u16>,
    /// Rows of the casualties.
    pub figures: Option<u16>,
}

/// The least columns of a pane beside another one, and the least rows of one above another one.
const LEAST: (u16, u16) = (30, 5);

impl Split {
    /// The same with a border moved to a cell of the screen.
    pub fn moved(mut self, border: Border, screen: Rect, column: u16, row: u16) -> Self {
        let above = row.saturating_sub(screen.y);
        match border {
            Border::Middle => self.right = Some(screen.right().saturating_sub(column)),
            Border::List => self.list = Some(above),
            Border::Figures => self.figures = Some(above),
        }
        self
    }
}

/// The border at a cell, where four panes are seen and one is there.
pub fn border_at(areas: &Areas, column: u16, row: u16) -> Option<Border> {
    let [list, figures, right] = [Pane::Reports, Pane::Tallies, Pane::Board].map(|pane| areas.pane(pane));
    let (list, figures, right) = (list?, figures?, right?);
    let is_within = column >= list.x && column < right.right() && row >= list.y && row < right.bottom();
    let is_at = |edge: u16, at: u16| at + 1 == edge || at == edge;
    match column {
        _ if !is_within => None,
        column if is_at(right.x, column) => Some(Border::Middle),
        column if column < right.x && is_at(list.bottom(), row) => Some(Border::List),
        column if column >= right.x && is_at(figures.bottom(), row) => Some(Border::Figures),
        _ => None,
    }
}

fn four(body: Rect, split: Split) -> Vec<(Pane, Rect)> {
    // Wherever a border was put, a pane that is seen has room.
    let across = |columns: u16| columns.clamp(LEAST.0, body.width.saturating_sub(LEAST.0).max(LEAST.0));
    let down = |rows: u16| rows.clamp(LEAST.1, body.height.saturating_sub(LEAST.1).max(LEAST.1));
    let percent = |of: u16, share: u32| u16::try_from(u32::from(of) * share / 100).unwrap_or(u16::MAX);
    let right = split.right.map_or(percent(body.width, 48).clamp(50, 84), across);
    let [left, right] = Layout::horizontal([Constraint::Min(0), Constraint::Length(right)]).areas(body);
    let list = split.list.map_or(percent(left.height, 45).max(8), down);
    let [reports, reader] = Layout::vertical([Constraint::Length(list), Constraint::Min(0)]).areas(left);
    let figures = split.figures.map_or(percent(right.height, 40).clamp(10, 22), down);
    let [tallies, board] = Layout::vertical([Constraint::Length(figures), Constraint::Min(0)]).areas(right);
    vec![(Pane::Reports, reports), (Pane::Tallies, tallies), (Pane::Board, board), (Pane::Reader, reader)]
}

/// What a pane holds inside its frame.
pub fn inside(pane: Rect) -> Rect {
    pane.inner(ratatui::layout::Margin::new(1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(columns: u16, rows: u16, focus: Pane) -> Vec<Pane> {
        let areas = areas(Rect::new(0, 0, columns, rows), focus, false, Split::default());
        areas.map(|areas| areas.panes.iter().map(|(pane, _)| *pane).collect()).unwrap_or_default()
    }

    #[test]
    fn the_size_decides_how_many_panes_are_seen() {
        assert_eq!(seen(120, 40, Pane::Reader).len(), 4);
        assert_eq!(seen(200, 60, Pane::Reports).len(), 4);
        assert_eq!(seen(80, 24, Pane::Reports), [Pane::Reports]);
        assert_eq!(seen(80, 24, Pane::Board), [Pane::Board]);
        assert_eq!(seen(120, 40, Pane::Sources), [Pane::Sources]);
        assert_eq!(seen(59, 40, Pane::Reports), []);
        assert_eq!(seen(60, 14, Pane::Reports), []);
        assert_eq!(seen(1, 1, Pane::Reports), []);
    }

    #[test]
    fn no_part_covers_another_or_leaves_the_screen() {
        for (columns, rows) in [(60, 15), (80, 24), (100, 28), (120, 40), (200, 60), (500, 200), (2_000, 2_000)] {
            for (focus, is_zoomed) in Pane::ALL.into_iter().flat_map(|pane| [(pane, false), (pane, true)]) {
                let screen = Rect::new(0, 0, columns, rows);
                let split = Split { right: Some(columns), list: Some(0), figures: Some(rows) };
                for split in [Split::default(), split] {
                    let Some(areas) = areas(screen, focus, is_zoomed, split) else {
                        panic!("{columns}x{rows} is large enough")
                    };
                    let parts = [areas.title, areas.message, areas.keys];
                    let parts: Vec<Rect> = parts
                        .into_iter()
                        .chain(areas.summary)
                        .chain(areas.panes.iter().map(|(_, area)| *area))
                        .collect();
                    let covered: u32 = parts.iter().map(|part| part.area()).sum();
                    assert_eq!(covered, screen.area(), "{columns}x{rows} {focus:?}");
                    assert!(!is_zoomed || areas.panes.len() == 1);
                    assert!(parts.iter().all(|part| screen.intersection(*part) == *part));
                    assert!(areas.panes.iter().all(|(_, area)| area.width >= LEAST.0 && area.height >= LEAST.1));
                }
            }
        }
    }
}
