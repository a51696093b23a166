//! Looks: glyphs and styles by what they mean. Colour only repeats what a glyph or a word already says, so
//! the plain theme loses nothing.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::config::library::Library;
use crate::config::themes::{self, Ink, Paint, Palette};

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
    lapsed: "/",
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

impl Look {
    /// Every look.
    pub const ALL: [Self; 16] = [
        Self::Plain,
        Self::Heading,
        Self::Faint,
        Self::Unread,
        Self::Focused,
        Self::Selected,
        Self::Claim,
        Self::Status,
        Self::Sought,
        Self::Good,
        Self::Warning,
        Self::Bad,
        Self::Accent,
        Self::Past,
        Self::New,
        Self::Gone,
    ];

    /// How a palette paints it.
    fn paint(self, palette: &Palette) -> Paint {
        match self {
            Self::Plain => palette.text,
            Self::Heading => palette.heading,
            Self::Faint => palette.faint,
            Self::Unread => palette.unread,
            Self::Focused => palette.focused,
            Self::Selected => palette.selected,
            Self::Claim => palette.claim,
            Self::Status => palette.status,
            Self::Sought => palette.sought,
            Self::Good => palette.good,
            Self::Warning => palette.warning,
            Self::Bad => palette.bad,
            Self::Accent => palette.accent,
            Self::Past => palette.past,
            Self::New => palette.new,
            Self::Gone => palette.gone,
        }
    }
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None, or none are wished for.
    None,
    /// Its own sixteen.
    Sixteen,
    /// The 256 of xterm.
    Palette,
    /// All.
    Full,
}

/// A palette as a terminal can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Styles {
    ground: Style,
    looks: [Style; Look::ALL.len()],
}

impl Styles {
    /// The styles of a palette on a terminal.
    pub fn new(palette: &Palette, depth: Depth) -> Self {
        let color = |ink: Option<Ink>| ink.and_then(|ink| color(ink, depth));
        let style = |look: Look| {
            let paint = look.paint(palette);
            // What is laid over something keeps its letters, unless it says otherwise.
            let below = if look == Look::Selected { None } else { palette.text.fg };
            let attributes = [
                (paint.bold, Modifier::BOLD),
                (paint.dim, Modifier::DIM),
                (paint.italic, Modifier::ITALIC),
                (paint.underline, Modifier::UNDERLINED),
                (paint.strike, Modifier::CROSSED_OUT),
                (paint.reverse, Modifier::REVERSED),
            ];
            let wanted =
                attributes.into_iter().filter(|(is_so, _)| *is_so == Some(true)).map(|(_, attribute)| attribute);
            let style = Style::new().add_modifier(wanted.fold(Modifier::empty(), Modifier::union));
            let style = color(paint.fg.or(below)).map_or(style, |color| style.fg(color));
            color(paint.bg).map_or(style, |color| style.bg(color))
        };
        let ground = color(palette.background).map_or(Style::new(), |color| Style::new().bg(color));
        Self { ground, looks: Look::ALL.map(style) }
    }

    /// The shipped theme without colours.
    pub fn plain() -> Self {
        let palette = themes::load(&Library::default(), themes::PLAIN).ok().flatten();
        Self::new(&palette.unwrap_or_default(), Depth::None)
    }
}

/// A colour as a terminal can show it; none where it has no colours.
fn color(ink: Ink, depth: Depth) -> Option<Color> {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match (ink, depth) {
        (_, Depth::None) => None,
        (Ink::Own, _) => Some(Color::Reset),
        (Ink::Sixteen(place), _) => NAMED.get(usize::from(place)).copied(),
        (Ink::Rgb(red, green, blue), Depth::Full) => Some(Color::Rgb(red, green, blue)),
        // A theme of colours that a terminal of sixteen does not have is not used on it; it would be guessed at.
        (Ink::Rgb(..), Depth::Sixteen) => None,
        (Ink::Rgb(red, green, blue), Depth::Palette) => Some(Color::Indexed(indexed(red, green, blue))),
    }
}

/// The steps of a colour in the cube of the 256.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The red, green and blue of one of the 256 that is the same everywhere: those of the cube, and the greys.
pub fn of_indexed(place: u8) -> Option<(u8, u8, u8)> {
    let step = |n: u8| STEPS.get(usize::from(n % 6)).copied();
    match place {
        ..16 => None,
        16..232 => Some((step((place - 16) / 36)?, step((place - 16) / 6)?, step(place - 16)?)),
        232.. => {
            let grey = 8 + 10 * (place - 232);
            Some((grey, grey, grey))
        }
    }
}

/// The nearest of the 256: differences in green are seen best, those in blue least.
fn indexed(red: u8, green: u8, blue: u8) -> u8 {
    let away = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
    let distance = |place: &u8| {
        let (r, g, b) = of_indexed(*place).unwrap_or_default();
        3 * away(r, red) + 4 * away(g, green) + 2 * away(b, blue)
    };
    (16..=u8::MAX).min_by_key(distance).unwrap_or(16)
}

/// How everything looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// The signs.
    pub glyphs: &'static Glyphs,
    styles: Styles,
}

impl Theme {
    /// The theme of styles and signs.
    pub fn new(ascii: bool, styles: Styles) -> Self {
        Self { glyphs: if ascii { &ASCII } else { &UNICODE }, styles }
    }

    /// The same looks with these signs.
    pub fn with_signs(self, ascii: bool) -> Self {
        Self::new(ascii, self.styles)
    }

    /// The theme without colours.
    pub fn plain(ascii: bool) -> Self {
        Self::new(ascii, Styles::plain())
    }

    /// The style of a look. Without colours it is made of attributes alone.
    pub fn style(&self, look: Look) -> Style {
        self.styles.looks.get(look as usize).copied().unwrap_or_default()
    }

    /// What is behind everything.
    pub fn ground(&self) -> Style {
        self.styles.ground
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::columns;

    /// A curfew's sign stands beside that of who holds the place, and either beside that of a region's word.
    #[test]
    fn signs_that_stand_side_by_side_differ() {
        for glyphs in [&UNICODE, &ASCII] {
            let curfew = [glyphs.in_force, glyphs.lifted, glyphs.lapsed, glyphs.unknown, crate::ui::words::REGION];
            let control: Vec<&str> = glyphs
                .sides
                .iter()
                .copied()
                .chain([glyphs.contested, glyphs.unknown, crate::ui::words::REGION])
                .collect();
            for signs in [curfew.as_slice(), &control] {
                let different: std::collections::HashSet<_> = signs.iter().collect();
                assert_eq!(different.len(), signs.len(), "{signs:?}");
            }
        }
    }

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
        let theme = Theme::plain(false);
        for look in Look::ALL {
            assert_eq!((theme.style(look).fg, theme.style(look).bg), (None, None), "{look:?}");
        }
        assert!(theme.style(Look::Selected).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn each_look_has_its_place_and_its_style() {
        for (place, look) in Look::ALL.into_iter().enumerate() {
            assert_eq!(look as usize, place, "{look:?}");
        }
    }

    #[test]
    fn a_colour_becomes_the_nearest_that_a_terminal_has() {
        assert_eq!(of_indexed(16), Some((0, 0, 0)));
        assert_eq!(of_indexed(231), Some((255, 255, 255)));
        assert_eq!(of_indexed(7), None, "the first sixteen are the terminal's own");
        for place in 16..=u8::MAX {
            let (red, green, blue) = of_indexed(place).unwrap_or_default();
            assert_eq!(of_indexed(indexed(red, green, blue)), Some((red, green, blue)));
        }
        assert_eq!(color(Ink::Rgb(250, 1, 3), Depth::Palette), Some(Color::Indexed(196)));
        assert_eq!(color(Ink::Rgb(250, 1, 3), Depth::Full), Some(Color::Rgb(250, 1, 3)));
        assert_eq!(color(Ink::Sixteen(1), Depth::None), None);
        assert_eq!(color(Ink::Sixteen(9), Depth::Full), Some(Color::LightRed));
    }
}
