//! The themes as they are seen: every pair of colours that the screen uses can be read, and states that stand beside each
//! other stay apart for eyes without red or green cones.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use coastwatch::config::library::Library;
use coastwatch::config::themes::{self, Ink};
use coastwatch::ui::message::Message;
use coastwatch::ui::theme::{Depth, of_indexed};
use crossterm::event::KeyCode;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::support::command::Home;
use crate::support::handover::{handover, seen};
use crate::support::screen::{Screen, Ways};

/// Every screen that shows another part of the looks.
fn screens(ways: Ways) -> Vec<Screen> {
    let full = || Screen::full(120, 40, ways);
    let mut all = vec![Screen::full(40, 12, ways), Screen::full(80, 24, ways), Screen::new(120, 40, ways)];
    for keys in ["1", "2", "3", "4", "5", "6", "7", "8", "?", "v", "*", "/naval", "\\is:", "S"] {
        let mut screen = full();
        screen.press(keys);
        all.push(screen);
    }
    let mut failing = full();
    failing.tell(Message::FiguresLoaded(Err("the store is busy".to_owned())));
    all.push(failing);
    let mut handing = full();
    handing.press("H");
    handing.tell(Message::HandoverLoaded(Ok(Box::new((handover(), seen())))));
    all.push(handing);
    let mut past = full();
    past.press("[");
    past.tell(Message::MomentsLoaded(None, Ok(vec![crate::support::screen::at("2025-03-07T12:00:00Z")])));
    all.push(past);
    let mut arrivals = full();
    let mut rows = vec![crate::support::screen::report("new", "2025-03-07T14:31:00Z", "SOHR", "Just arrived", 1)];
    rows.extend(crate::support::screen::reports());
    arrivals.press("j");
    arrivals.tell(Message::ReportsLoaded(Ok(crate::support::screen::page(&rows))));
    all.push(arrivals);
    for down in 0..7 {
        let mut screen = full();
        screen.press(&"j".repeat(down));
        screen.press_key(KeyCode::Tab);
        screen.press(&"j".repeat(down));
        all.push(screen);
    }
    all
}

/// Red, green and blue; none where they are the terminal's own.
fn rgb(color: Color) -> Option<(u8, u8, u8)> {
    match color {
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(place) => of_indexed(place),
        _ => None,
    }
}

fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// Relative luminance, as WCAG 2 has it.
fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// The contrast of two colours, 1 to 21.
fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_measured_as_wcag_does() {
    assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
    assert!((contrast((119, 119, 119), (255, 255, 255)) - 4.48).abs() < 0.01);
}

#[test]
fn every_pair_of_colours_on_the_screen_can_be_read() {
    for (theme, least) in [("dark", 4.5), ("light", 4.5), ("colour-blind", 4.5), ("high-contrast", 7.0)] {
        for depth in [Depth::Full, Depth::Palette] {
            let ways = Ways { theme: Some(theme), depth: Some(depth), ..Ways::default() };
            let mut pairs: HashMap<(Color, Color), String> = HashMap::new();
            for screen in screens(ways) {
                let cells = screen.cells();
                // What lies under the second half of a wide letter is never drawn.
                let wide = |at: usize| at > 0 && cells.content()[at - 1].symbol().width() > 1;
                for (_, cell) in cells.content().iter().enumerate().filter(|(at, _)| !wide(*at)) {
                    assert!(
                        !cell.modifier.contains(Modifier::DIM),
                        "{theme}: what is dim is as pale as a terminal likes"
                    );
                    pairs.entry((cell.fg, cell.bg)).or_insert_with(|| cell.symbol().to_owned());
                }
            }
            assert!(pairs.len() >= 10, "{theme}: the screens show its looks, {} pairs", pairs.len());
            for ((fg, bg), sign) in pairs {
                let (Some(letters), Some(ground)) = (rgb(fg), rgb(bg)) else {
                    panic!("{theme} leaves `{sign}` to the terminal: {fg:?} on {bg:?}")
                };
                let found = contrast(letters, ground);
                assert!(found >= least, "{theme} {depth:?}: `{sign}` {fg:?} on {bg:?} has {found:.2}, wanted {least}");
            }
        }
    }
}

/// How eyes without a kind of cones see linear light: Machado, Oliveira and Fernandes 2009, at full severity.
type Eyes = [[f64; 3]; 3];
const ALL_CONES: Eyes = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const NO_RED: Eyes =
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
const NO_GREEN: Eyes =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];

/// Lightness and hue as eyes tell them apart: CIE L*a*b*.
fn lab(color: (u8, u8, u8), eyes: Eyes) -> [f64; 3] {
    let light = [linear(color.0), linear(color.1), linear(color.2)];
    let seen = eyes.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0));
    let [red, green, blue] = seen;
    let x = (0.412_456 * red + 0.357_576 * green + 0.180_438 * blue) / 0.950_47;
    let y = 0.212_673 * red + 0.715_152 * green + 0.072_175 * blue;
    let z = (0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83;
    let f = |t: f64| if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

#[test]
fn neighbouring_states_stay_apart_for_eyes_without_red_or_green_cones() {
    /// A difference that is seen at a glance, several times the least that is seen at all (about 2).
    const APART: f64 = 20.0;
    let palette = themes::load(&Library::default(), "colour-blind").unwrap().unwrap();
    let looks: HashMap<&str, (u8, u8, u8)> = palette
        .looks()
        .into_iter()
        .filter_map(|(name, paint)| match paint.fg {
            Some(Ink::Rgb(red, green, blue)) => Some((name, (red, green, blue))),
            _ => None,
        })
        .collect();
    let neighbours = [
        ("good", "warning"),
        ("warning", "bad"),
        ("good", "bad"),
        ("claim", "status"),
        ("new", "gone"),
        ("accent", "bad"),
        ("accent", "warning"),
        ("text", "good"),
        ("text", "warning"),
        ("text", "bad"),
    ];
    for (kind, eyes) in [("all cones", ALL_CONES), ("no red", NO_RED), ("no green", NO_GREEN)] {
        for (one, other) in neighbours {
            let (a, b) = (lab(looks[one], eyes), lab(looks[other], eyes));
            let apart = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
            assert!(apart >= APART, "{one} and {other} are {apart:.1} apart for eyes with {kind}");
        }
    }
    // The measure tells: red against green, which other themes may use, fails it.
    let (red, green) = (lab((200, 60, 60), NO_GREEN), lab((95, 120, 50), NO_GREEN));
    assert!(red.iter().zip(green).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt() < APART);
}

#[test]
fn no_theme_changes_what_is_told() {
    let plain: Vec<String> = screens(Ways::default()).iter().map(Screen::text).collect();
    for theme in ["dark", "light", "colour-blind", "high-contrast", "sixteen"] {
        let told: Vec<String> =
            screens(Ways { theme: Some(theme), ..Ways::default() }).iter().map(Screen::text).collect();
        assert_eq!(told, plain, "{theme}");
    }
}

#[test]
fn a_wrong_theme_is_refused_with_file_line_and_key() {
    let home = Home::new();
    let check = |config: &str, theme: &str, words: &[&str]| {
        home.configure("config.toml", config);
        home.configure("themes/own.toml", theme);
        let output = home.coastwatch(&["tally"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let code = if words.is_empty() { 0 } else { 2 };
        assert_eq!(output.status.code(), Some(code), "{said}");
        for word in words {
            assert!(said.contains(word), "{word} in {said}");
        }
    };
    check("[ui]\ntheme = \"drak\"\n", "", &["config.toml", "line 2", "ui.theme", "dark"]);
    check("[ui]\ntheme = \"own\"\n", "base = \"light\"\nbadd = {}\n", &["own.toml", "line 2", "badd", "`bad`"]);
    check(
        "[ui]\ntheme = \"own\"\n",
        "base = \"light\"\nbad = { fg = \"#f00\" }\n",
        &["own.toml", "line 2", "bad", "#f00"],
    );
    check("[ui]\ntheme = \"own\"\n", "base = \"light\"\nbad = { fg = \"#ff0000\" }\n", &[]);
}
