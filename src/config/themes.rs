//! Themes: how each look is drawn, as data. `themes/NAME.toml`, the operator's own before a shipped one of its name.
//!
//! A theme lies over the one that it names as its base, and in the end over `plain`. Absent: what a look is used for, and
//! what a terminal can show.

use serde::{Deserialize, Deserializer, de};

use super::document::Document;
use super::library::Library;
use super::{ConfigError, faults};
use crate::text::nearest::{hint, nearest};

/// The folder of themes in the configuration folder.
pub const FOLDER: &str = "themes";

/// The theme that every other lies over.
pub const PLAIN: &str = "plain";

/// The shipped theme of the terminal's own sixteen colours.
pub const SIXTEEN: &str = "sixteen";

/// How many themes may lie over each other.
const DEEPEST: usize = 4;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The terminal's own.
    Own,
    /// One of the terminal's sixteen: 0 to 7, and 8 to 15 for the bright ones.
    Sixteen(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// The terminal's sixteen, in their order.
const NAMED: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl Ink {
    /// Reads a colour.
    ///
    /// # Errors
    /// A sentence, where it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "default" {
            return Ok(Self::Own);
        }
        if let Some(digits) = text.strip_prefix('#') {
            let part = |at: usize| digits.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
            if digits.len() == 6
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
                && let (Some(red), Some(green), Some(blue)) = (part(0), part(2), part(4))
            {
                return Ok(Self::Rgb(red, green, blue));
            }
        }
        let place = NAMED.iter().position(|name| *name == text).and_then(|place| u8::try_from(place).ok());
        place.map(Self::Sixteen).ok_or_else(|| {
            let hint = nearest(text, NAMED.iter().copied().chain(["default"]));
            let hint = hint.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
            format!("`{text}` is no colour; write \"#rrggbb\", one of the sixteen such as \"bright-red\", or \"default\"{hint}")
        })
    }
}

impl<'de> Deserialize<'de> for Ink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// How something is drawn; what is left out comes from below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Paint {
    /// The letters.
    pub fg: Option<Ink>,
    /// What is behind them.
    pub bg: Option<Ink>,
    /// Heavier.
    pub bold: Option<bool>,
    /// Paler, as the terminal does it.
    pub dim: Option<bool>,
    /// Slanted.
    pub italic: Option<bool>,
    /// With a line below.
    pub underline: Option<bool>,
    /// With a line through it.
    pub strike: Option<bool>,
    /// Letters and ground exchanged.
    pub reverse: Option<bool>,
}

impl Paint {
    fn over(self, below: Self) -> Self {
        Self {
            fg: self.fg.or(below.fg),
            bg: self.bg.or(below.bg),
            bold: self.bold.or(below.bold),
            dim: self.dim.or(below.dim),
            italic: self.italic.or(below.italic),
            underline: self.underline.or(below.underline),
            strike: self.strike.or(below.strike),
            reverse: self.reverse.or(below.reverse),
        }
    }
}

/// Declares the looks that a theme draws, each once.
macro_rules! looks {
    ($($(#[$doc:meta])* $look:ident),* $(,)?) => {
        /// A theme: its ground and how each look is drawn.
        #[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Palette {
            /// The theme that it lies over.
            base: Option<String>,
            /// What is behind everything; the terminal's own ground where it is left out.
            pub background: Option<Ink>,
            $($(#[$doc])* pub $look: Paint,)*
        }

        impl Palette {
            /// This theme over another.
            fn over(self, below: Self) -> Self {
                Self {
                    base: None,
                    background: self.background.or(below.background),
                    $($look: self.$look.over(below.$look),)*
                }
            }

            /// Every look with its name.
            pub fn looks(&self) -> Vec<(&'static str, Paint)> {
                vec![$((stringify!($look), self.$look)),*]
            }
        }
    };
}

looks![
    /// Ordinary text.
    text,
    /// Headings, names of columns, keys.
    heading,
    /// What matters less.
    faint,
    /// What nobody has read.
    unread,
    /// Frame and title of the pane in focus.
    focused,
    /// Laid over the selected row.
    selected,
    /// Words that a figure was read from.
    claim,
    /// Words that a status was read from.
    status,
    /// Words that are looked for.
    sought,
    /// It works.
    good,
    /// It needs a look.
    warning,
    /// It failed.
    bad,
    /// Something to act on.
    accent,
    /// What is shown is not now.
    past,
    /// Words that came with a revision.
    new,
    /// Words that went with a revision.
    gone,
];

impl Palette {
    /// Whether it has colours that a terminal of sixteen has not.
    pub fn needs_more_than_sixteen(&self) -> bool {
        let inks = self.looks().into_iter().flat_map(|(_, paint)| [paint.fg, paint.bg]).chain([self.background]);
        inks.flatten().any(|ink| matches!(ink, Ink::Rgb(..)))
    }
}

/// The names of the themes, shipped and the operator's own.
pub fn names(library: &Library) -> Vec<String> {
    let names = library.names(FOLDER).into_iter();
    names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect()
}

/// The theme of a name; none where there is no such theme.
///
/// # Errors
/// Where its file cannot be read or is wrong, or its base is no theme, with file, line and key.
pub fn load(library: &Library, name: &str) -> Result<Option<Palette>, ConfigError> {
    let Some(document) = find(library, name)? else { return Ok(None) };
    let mut palette: Palette = document.read()?;
    let mut below = (document, name.to_owned());
    for _ in 0..DEEPEST {
        let (document, name) = &below;
        if name == PLAIN {
            return Ok(Some(palette));
        }
        let base = palette.base.take();
        let wanted = base.clone().unwrap_or_else(|| PLAIN.to_owned());
        let Some(next) = find(library, &wanted)? else {
            let all = names(library);
            let hint = hint(&wanted, all.iter().map(String::as_str));
            return Err(document.fault(&["base".into()], &format!("there is no theme `{wanted}`; {hint}")));
        };
        let lower: Palette = next.read()?;
        let lowest = lower.base.clone();
        palette = palette.over(lower);
        palette.base = lowest;
        below = (next, wanted);
    }
    let message = format!("more than {DEEPEST} themes lie over each other here; perhaps they go round in a circle");
    Err(below.0.fault(&["base".into()], &message))
}

/// All that is wrong with the theme of a name.
pub fn faults(library: &Library, document: &Document, name: &str) -> Vec<ConfigError> {
    let found = faults::all(document, &|document| document.read::<Palette>().map(drop));
    match load(library, name) {
        // What is wrong with the one below it.
        Err(fault) if found.is_empty() => vec![fault],
        _ => found,
    }
}

fn find(library: &Library, name: &str) -> Result<Option<Document>, ConfigError> {
    // A name is no path: it leads nowhere but into the folder of themes.
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if is_name { library.find(&format!("{FOLDER}/{name}.toml")) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn every_shipped_theme_is_read_and_plain_has_no_colour() {
        let library = Library::default();
        let names = names(&library);
        assert_eq!(names, ["colour-blind", "dark", "high-contrast", "light", "plain", "sixteen"]);
        for name in &names {
            let palette = load(&library, name).unwrap().unwrap();
            assert!(palette.looks().iter().all(|(_, paint)| name != PLAIN || (paint.fg, paint.bg) == (None, None)));
        }
        assert_eq!(load(&library, "../default").unwrap(), None);
    }

    #[test]
    fn what_a_theme_leaves_out_comes_from_its_base() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join("themes").join(name), text).unwrap();
        };
        let library = Library::new(Some(folder.path().to_owned()));
        write("own.toml", "base = \"light\"\nbad = { fg = \"bright-red\" }\n");
        let (own, light) = (load(&library, "own").unwrap().unwrap(), load(&library, "light").unwrap().unwrap());
        assert_eq!((own.bad.fg, own.bad.bold), (Some(Ink::Sixteen(9)), light.bad.bold));
        assert_eq!((own.good, own.background), (light.good, light.background));
        let check = |text: &str, words: &[&str]| {
            write("wrong.toml", text);
            let message = load(&library, "wrong").unwrap_err().message;
            for word in words.iter().chain(&["wrong.toml", "line 1"]) {
                assert!(message.contains(word), "{word} in {message}");
            }
        };
        check("badd = {}\n", &["`badd`", "`bad`"]);
        check("bad = { fg = \"gren\" }\n", &["bad", "\"green\""]);
        check("bad = { fg = \"#12345\" }\n", &["#12345"]);
        check("base = \"drak\"\n", &["dark"]);
        check("base = \"wrong\"\n", &["circle"]);
    }
}
