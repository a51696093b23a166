//! Looks: glyphs and styles by what they mean. Colour only repeats what a glyph or a word already says, so
//! the plain theme loses nothing.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// The signs of the screen; one column each unless said otherwise.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// At least one feed answers.
    pub live: &'static str,
    /// No feed answers.
    pub failing: &'static str,
    /// Not known yet.
    pub waiting: &'static str,
    /// Something recorded is played.
    pub playing: &'static str,
    /// Something earlier is shown.
    pub past: &'static str,
    /// Between what was and what is.
    pub becomes: &'static str,
    /// After the number of arrivals: they stand above.
    pub above: &'static str,
    /// The selected row.
    pub selected: &'static str,
    /// Nobody has read it.
    pub unread: &'static str,
    /// Starred.
    pub starred: &'static str,
    /// Acknowledged.
    pub acknowledged: &'static str,
    /// Not relevant, an operator says.
    pub dismissed: &'static str,
    /// Escalated.
    pub escalated: &'static str,
    /// "times", before a count of items.
    pub times: &'static str,
    /// A curfew in force.
    pub in_force: &'static str,
    /// A curfew that was lifted.
    pub lifted: &'static str,
    /// A curfew whose end has passed unconfirmed.
    pub lapsed: &'static str,
    /// Nothing known.
    pub unknown: &'static str,
    /// A place held by the situation's first, second, third … side.
    pub sides: &'static [&'static str],
    /// A place that is fought for.
    pub contested: &'static str,
    /// Sources contradict each other.
    pub conflict: &'static str,
    /// Older than the staleness bound.
    pub stale: &'static str,
    /// No value.
    pub none: &'static str,
    /// Between the parts of a line.
    pub dot: &'static str,
    /// At least, before a figure.
    pub at_least: &'static str,
    /// More than, before a figure.
    pub more_than: &'static str,
    /// At most, before a figure.
    pub up_to: &'static str,
    /// About, before a figure.
    pub about: &'static str,
    /// Before words of the machine about a text in another language; up to two columns.
    pub machine: &'static str,
    /// Marks a cut; up to three columns.
    pub ellipsis: &'static str,
    /// The frames of the panes.
    pub border: border::Set<'static>,
}

const UNICODE: Glyphs = Glyphs {
    live: "●",
    failing: "✗",
    waiting: "◌",
    playing: "▶",
    past: "◀",
    becomes: "→",
    above: "↑",
    selected: "▌",
    unread: "•",
    starred: "★",
    acknowledged: "✓",
    dismissed: "✗",
    escalated: "▲",
    times: "×",
    in_force: "●",
    lifted: "○",
    lapsed: "◌",
    unknown: "?",
    sides: &["■", "□", "▣", "▤", "▥"],
    contested: "◧",
    conflict: "≠",
    stale: "!",
    none: "–",
    dot: "·",
    at_least: "≥",
    more_than: ">",
    up_to: "≤",
    about: "~",
    machine: "»",
    ellipsis: "…",
    border: border::PLAIN,
};

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII: Glyphs = Glyphs {
    live: "*",
    failing: "X",
    waiting: "~",
    playing: ">",
    past: "<",
    becomes: "->",
    above: "^",
    selected: ">",
    unread: "o",
    starred: "*",
    acknowledged: "a",
    dismissed: "x",
    escalated: "^",
    times: "x",
    in_force: "*",
    lifted: "o",
    lapsed: "~",
    unknown: "?",
    sides: &["#", "o", "%", "&", "="],
    contested: "x",
    conflict: "<>",
    stale: "!",
    none: "-",
    dot: "-",
    at_least: ">=",
    more_than: ">",
    up_to: "<=",
    about: "~",
    machine: "m:",
    ellipsis: "...",
    border: ASCII_BORDER,
};

/// What a piece of text is, for its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// Ordinary text.
    Plain,
    /// A heading, or the name of a column.
    Heading,
    /// Something that matters less.
    Faint,
    /// What nobody has read.
    Unread,
    /// The frame and title of the focused pane.
    Focused,
    /// The selected row of the focused pane.
    Selected,
    /// Words a figure was read from.
    Claim,
    /// Words a status was read from.
    Status,
    /// Words that are looked for.
    Sought,
    /// It works, it is confirmed.
    Good,
    /// It needs a look.
    Warning,
    /// It failed.
    Bad,
    /// Arrivals, links: something to act on.
    Accent,
    /// What is shown is not now.
    Past,
    /// Words that came with a revision.
    New,
    /// Words that went with a revision.
    Gone,
}

/// How everything looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The signs.
    pub glyphs: &'static Glyphs,
    colors: bool,
}

impl Theme {
    /// The names of all looks, as `:theme` takes them.
    pub const NAMES: &[&str] = &["color", "plain"];

    /// The looks of a name with the same signs; none where there are none of that name.
    pub fn named(self, name: &str) -> Option<Self> {
        let colors = match name {
            "color" => true,
            "plain" => false,
            _ => return None,
        };
        Some(Self { colors, ..self })
    }

    /// The theme for a terminal's abilities and the operator's wish.
    pub fn new(ascii: bool, colors: bool) -> Self {
        Self { glyphs: if ascii { &ASCII } else { &UNICODE }, colors }
    }

    /// The style of a look. Without colours it is made of attributes alone.
    pub fn style(&self, look: Look) -> Style {
        let plain = Style::new();
        let (attributes, color) = match look {
            Look::Plain => (Modifier::empty(), None),
            Look::Heading => (Modifier::BOLD, None),
            Look::Faint => (Modifier::DIM, None),
            Look::Unread => (Modifier::BOLD, None),
            Look::Focused => (Modifier::BOLD, Some(Color::Cyan)),
            Look::Selected => (Modifier::REVERSED, None),
            Look::Claim => (Modifier::UNDERLINED, Some(Color::Yellow)),
            Look::Status => (Modifier::UNDERLINED, Some(Color::Cyan)),
            Look::Sought => (Modifier::REVERSED, Some(Color::Yellow)),
            Look::Good => (Modifier::empty(), Some(Color::Green)),
            Look::Warning => (Modifier::BOLD, Some(Color::Yellow)),
            Look::Bad => (Modifier::BOLD, Some(Color::Red)),
            Look::Accent => (Modifier::BOLD, Some(Color::Cyan)),
            Look::New => (Modifier::UNDERLINED, Some(Color::Green)),
            Look::Gone => (Modifier::DIM, Some(Color::Red)),
            Look::Past => (Modifier::BOLD.union(Modifier::REVERSED), Some(Color::Magenta)),
        };
        let style = plain.add_modifier(attributes);
        match color {
            Some(color) if self.colors => style.fg(color),
            _ => style,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::columns;

    #[test]
    fn every_single_sign_takes_one_column() {
        for glyphs in [&UNICODE, &ASCII] {
            let signs = [
                glyphs.live,
                glyphs.failing,
                glyphs.waiting,
                glyphs.playing,
                glyphs.past,
                glyphs.above,
                glyphs.selected,
                glyphs.unread,
                glyphs.starred,
                glyphs.acknowledged,
                glyphs.dismissed,
                glyphs.escalated,
                glyphs.times,
                glyphs.in_force,
                glyphs.lifted,
                glyphs.lapsed,
                glyphs.unknown,
                glyphs.contested,
                glyphs.stale,
                glyphs.none,
                glyphs.dot,
            ];
            for sign in signs.iter().chain(glyphs.sides) {
                assert_eq!(columns(sign), 1, "{sign}");
            }
        }
        assert!(
            ASCII.ellipsis.is_ascii()
                && ASCII.machine.is_ascii()
                && ASCII.at_least.is_ascii()
                && ASCII.conflict.is_ascii()
        );
    }

    #[test]
    fn states_of_a_place_differ_by_sign_and_not_by_colour() {
        for glyphs in [&UNICODE, &ASCII] {
            let curfews = [glyphs.in_force, glyphs.lifted, glyphs.lapsed, glyphs.unknown];
            let holders: Vec<&str> = glyphs.sides.iter().copied().chain([glyphs.contested, glyphs.unknown]).collect();
            for signs in [&curfews[..], &holders[..]] {
                let different: std::collections::HashSet<_> = signs.iter().collect();
                assert_eq!(different.len(), signs.len(), "{signs:?}");
            }
        }
    }

    #[test]
    fn the_plain_theme_has_no_colour_and_still_marks_the_selection() {
        let theme = Theme::new(false, false);
        for look in [Look::Claim, Look::Status, Look::Good, Look::Warning, Look::Bad, Look::Accent, Look::Focused] {
            assert_eq!(theme.style(look).fg, None, "{look:?}");
        }
        assert!(theme.style(Look::Selected).add_modifier.contains(Modifier::REVERSED));
    }
}
