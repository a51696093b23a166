//! Every view at every size and in every state, and the pictures of the README, made of the same screens.
//!
//! `COASTWATCH_PICTURES=write cargo test --test it pictures` writes the pictures anew;
//! `COASTWATCH_ALBUM=FOLDER cargo test --test it every_view` puts a picture of each view, state and size there, to be looked at.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use coastwatch::model::{FeedErrorKind, FeedState};
use coastwatch::ui::claims::{Cell, Claims};
use coastwatch::ui::effect::Effect;
use coastwatch::ui::message::Message;
use crossterm::event::KeyCode;
use insta::assert_snapshot;
use ratatui::buffer::{Buffer, Cell as BufferCell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::lookback::tracks;
use crate::scripts::world;
use crate::support::handover::{handover, nothing, seen};
use crate::support::screen::{Screen, Ways, page};
use crate::views::{claims, decisions, names, statuses};

/// The three sizes that every view is looked at in.
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Every view with the keys that lead to it.
const VIEWS: [(&str, &str); 10] = [
    ("reports", "1"),
    ("casualties", "2"),
    ("status", "3"),
    ("reader", "4"),
    ("sources", "5"),
    ("map", "6"),
    ("timeline", "7"),
    ("decisions", "8"),
    ("handover", "9"),
    ("claims", "2\n"),
];

/// What the store says to what a view asks.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    Much,
    Nothing,
    Fails,
}

/// Goes to a view and answers what it asks.
fn visit(screen: &mut Screen, keys: &str, says: Says) {
    let mut asked = vec![];
    for key in keys.chars() {
        asked = if key == '\n' { screen.press_key(KeyCode::Enter) } else { screen.press(&key.to_string()) };
    }
    let busy = || "the store is busy; try again".to_owned();
    for effect in asked {
        let answer = match effect {
            Effect::LoadTracks { row, .. } => Message::TracksLoaded(row, pick(says, tracks(), vec![], busy)),
            Effect::LoadLog { before, .. } => {
                Message::LogLoaded(before, pick(says, decisions(), vec![], busy).map(|page| (page, names())))
            }
            Effect::LoadHandover { .. } => {
                let told = pick(says, handover(), nothing(), busy).map(|told| Box::new((told, seen())));
                Message::HandoverLoaded(told)
            }
            Effect::LoadClaims { cell, .. } => {
                let much = if matches!(cell, Cell::Place(_)) { statuses() } else { claims() };
                Message::ClaimsLoaded(cell, pick(says, much, Claims::default(), busy))
            }
            _ => continue,
        };
        screen.tell(answer);
    }
}

fn pick<T>(says: Says, much: T, nothing: T, fails: impl Fn() -> String) -> Result<T, String> {
    match says {
        Says::Much => Ok(much),
        Says::Nothing => Ok(nothing),
        Says::Fails => Err(fails()),
    }
}

/// A screen over a store that holds nothing, with feeds that answer or do not.
fn bare(columns: u16, rows: u16, says: Says) -> Screen {
    let mut screen = Screen::new(columns, rows, Ways::default());
    let feeds = screen.feeds(|_| match says {
        Says::Fails => Err(FeedErrorKind::Dns),
        _ => Ok(FeedState::NotModified),
    });
    screen.tell(Message::FeedsLoaded(Ok(feeds)));
    screen.tell(Message::ReportsLoaded(Ok(page(&[]))));
    screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
    screen
}

/// The lines of a screen, each without what is blank at its end and what lies under wide letters.
fn lines(screen: &Screen) -> String {
    let cells = screen.cells();
    let line = |row: &[BufferCell]| {
        let mut line = String::new();
        let mut at = 0;
        while let Some(cell) = row.get(at) {
            line.push_str(cell.symbol());
            at += cell.symbol().width().max(1);
        }
        line.trim_end().to_owned()
    };
    cells.content().chunks(usize::from(cells.area.width)).map(line).collect::<Vec<_>>().join("\n")
}

fn snapshot(state: &str, says: Says, make: impl Fn(u16, u16) -> Screen) {
    let album = std::env::var_os("COASTWATCH_ALBUM").map(PathBuf::from);
    for (view, keys) in VIEWS {
        let mut all = String::new();
        for (columns, rows) in SIZES {
            let mut screen = make(columns, rows);
            visit(&mut screen, keys, says);
            let text = lines(&screen);
            assert_eq!(text.lines().count(), usize::from(rows), "{view} {state}");
            let widest = text.lines().map(|line| line.replace(['\u{2068}', '\u{2069}', '\u{200e}'], "").width()).max();
            assert!(widest.unwrap() <= usize::from(columns), "{view} {state}: {widest:?}");
            writeln!(all, "{columns}x{rows}\n{text}").unwrap();
            if let Some(folder) = &album {
                std::fs::write(folder.join(format!("{view}_{state}_{columns}.svg")), svg(&screen.cells())).unwrap();
            }
        }
        assert_snapshot!(format!("{view}_{state}"), all);
    }
}

#[test]
fn every_view_of_a_full_store() {
    snapshot("full", Says::Much, |columns, rows| Screen::full(columns, rows, Ways::default()));
}

#[test]
fn every_view_of_an_empty_store() {
    snapshot("empty", Says::Nothing, |columns, rows| bare(columns, rows, Says::Nothing));
}

#[test]
fn every_view_where_feeds_and_store_fail() {
    snapshot("error", Says::Fails, |columns, rows| bare(columns, rows, Says::Fails));
}

#[test]
fn every_view_of_texts_in_arabic_and_other_scripts() {
    snapshot("arabic", Says::Much, |columns, rows| world(columns, rows, Ways::default()));
}

#[test]
fn every_view_in_ascii() {
    snapshot("ascii", Says::Much, |columns, rows| Screen::full(columns, rows, Ways { ascii: true, ..Ways::default() }));
}

#[test]
fn without_colour_every_view_is_drawn_by_attributes_alone() {
    for (view, keys) in VIEWS {
        let mut all = String::new();
        for (columns, rows) in SIZES {
            let mut screen = Screen::full(columns, rows, Ways::default());
            visit(&mut screen, keys, Says::Much);
            assert!(!screen.has_color(), "{view}");
            let cells = screen.cells();
            let sign = |modifier: Modifier| match modifier {
                m if m.contains(Modifier::REVERSED) => 'r',
                m if m.contains(Modifier::BOLD) => 'b',
                m if m.contains(Modifier::UNDERLINED) => 'u',
                m if m.contains(Modifier::DIM) => 'd',
                _ => '.',
            };
            let row = |row: &[BufferCell]| row.iter().map(|cell| sign(cell.modifier)).collect::<String>();
            let rows: Vec<String> = cells.content().chunks(usize::from(columns)).map(row).collect();
            assert!(rows.iter().any(|row| row.contains(['r', 'b'])), "{view} marks what is selected");
            let rows: Vec<&str> = rows.iter().map(|row| row.trim_end_matches('.')).collect();
            writeln!(all, "{columns}x{}\n{}", rows.len(), rows.join("\n")).unwrap();
        }
        assert_snapshot!(format!("{view}_attributes"), all);
    }
}

/// Width and height of a cell of a picture.
const CELL: (f32, f32) = (8.4, 18.0);

fn hex(color: Color, usual: &str) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => usual.to_owned(),
    }
}

/// The arms of a cell of a frame: left, right, up, down; none where it is a letter.
fn arms(symbol: &str) -> Option<[bool; 4]> {
    Some(match symbol {
        "─" => [true, true, false, false],
        "│" => [false, false, true, true],
        "┌" => [false, true, false, true],
        "┐" => [true, false, false, true],
        "└" => [false, true, true, false],
        "┘" => [true, false, true, false],
        _ => return None,
    })
}

/// The dots of a braille cell: column and row of each.
fn dots(symbol: &str) -> Option<Vec<(u8, u8)>> {
    const PLACES: [(u8, u8); 8] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let code = u32::from(symbol.chars().next()?);
    (0x2800..0x2900).contains(&code).then(|| {
        let is_set = |bit: &usize| code & (1 << bit) != 0;
        (0..8).filter(is_set).map(|bit| PLACES[bit]).collect()
    })
}

/// The cells as a picture that looks the same whatever draws it: words where they stand, frames and braille as lines and
/// dots. Letters from right to left stay together, so that whoever draws them can order them.
fn svg(cells: &Buffer) -> String {
    let (columns, rows) = (cells.area.width, cells.area.height);
    let (width, height) = (f32::from(columns) * CELL.0, f32::from(rows) * CELL.1);
    let ground = hex(cells[(0, 0)].bg, "#ffffff");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"13.9\">\n\
         <rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"{ground}\"/>\n"
    );
    let mut frames: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for y in 0..rows {
        let top = f32::from(y) * CELL.1;
        let mut x = 0;
        while x < columns {
            let first = &cells[(x, y)];
            let style = (first.fg, first.bg, first.modifier);
            let from = x;
            let mut stretch: Vec<(u16, String)> = vec![];
            while x < columns && (cells[(x, y)].fg, cells[(x, y)].bg, cells[(x, y)].modifier) == style {
                let symbol = cells[(x, y)].symbol();
                stretch.push((x, symbol.replace(['\u{2068}', '\u{2069}', '\u{200e}'], "")));
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            let color = hex(first.fg, "#000000");
            let behind = hex(first.bg, &ground);
            if behind != ground {
                let (left, long) = (f32::from(from) * CELL.0, f32::from(x - from) * CELL.0);
                let high = CELL.1;
                writeln!(
                    svg,
                    "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{long:.1}\" height=\"{high:.0}\" fill=\"{behind}\"/>"
                )
                .unwrap();
            }
            // From the first to the last letter that goes from right to left; what stands before and after has its place.
            let is_rtl = |(_, symbol): &(u16, String)| coastwatch::text::bidi::has_rtl(symbol);
            let rtl = stretch.iter().position(is_rtl).zip(stretch.iter().rposition(is_rtl));
            let is_in_rtl = |n: usize| rtl.is_some_and(|(first, last)| (first..=last).contains(&n));
            let mut words: Vec<(u16, String)> = vec![];
            let mut is_in_word = false;
            for (n, (at, symbol)) in stretch.into_iter().enumerate() {
                let (left, middle) = (f32::from(at) * CELL.0, (f32::from(at) + 0.5) * CELL.0);
                let path = frames.entry(color.clone()).or_default();
                if let Some([to_left, to_right, up, down]) = arms(&symbol) {
                    let center = top + CELL.1 / 2.0;
                    let ends = [
                        (to_left, left, center),
                        (to_right, left + CELL.0, center),
                        (up, middle, top),
                        (down, middle, top + CELL.1),
                    ];
                    for (_, to_x, to_y) in ends.into_iter().filter(|(is_there, ..)| *is_there) {
                        write!(path, "M{middle:.1} {center:.1}L{to_x:.1} {to_y:.1}").unwrap();
                    }
                    is_in_word = false;
                } else if let Some(dots) = dots(&symbol) {
                    for (column, row) in dots {
                        let (dot_x, dot_y) = (left + 2.0 + f32::from(column) * 4.0, top + 2.5 + f32::from(row) * 4.3);
                        write!(path, "M{dot_x:.1} {dot_y:.1}h1.4").unwrap();
                    }
                    is_in_word = false;
                } else if symbol.trim().is_empty() && !is_in_rtl(n) {
                    is_in_word = false;
                } else if is_in_word {
                    words.last_mut().unwrap().1.push_str(&symbol);
                } else {
                    is_in_word = true;
                    words.push((at, symbol));
                }
            }
            let weight = if first.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let line =
                if first.modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
            for (at, word) in words {
                let lead = word.len() - word.trim_start().len();
                let (word, left) = (word.trim(), f32::from(at + u16::try_from(lead).unwrap()) * CELL.0);
                let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let bottom = top + 13.5;
                writeln!(
                    svg,
                    "<text x=\"{left:.1}\" y=\"{bottom:.1}\" fill=\"{color}\"{weight}{line}>{escaped}</text>"
                )
                .unwrap();
            }
        }
    }
    for (color, path) in frames.into_iter().filter(|(_, path)| !path.is_empty()) {
        writeln!(svg, "<path d=\"{path}\" stroke=\"{color}\" stroke-width=\"1.3\" fill=\"none\"/>").unwrap();
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn pictures_of_the_readme_are_of_the_screen_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for (name, keys, theme) in [("monitor", "", "dark"), ("handover", "9", "light"), ("map", "6", "colour-blind")] {
        let mut screen = Screen::full(120, 36, Ways { theme: Some(theme), ..Ways::default() });
        visit(&mut screen, keys, Says::Much);
        let picture = svg(&screen.cells());
        let file = folder.join(format!("{name}.svg"));
        if std::env::var("COASTWATCH_PICTURES").is_ok_and(|wish| wish == "write") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &picture).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(kept == picture, "{name}.svg is of another screen: COASTWATCH_PICTURES=write writes it anew");
        assert!(picture.len() < 80_000, "{name}.svg has {} bytes", picture.len());
        assert!(readme.contains(&format!("tests/pictures/{name}.svg")), "{name}.svg stands in the README");
    }
}

/// What was told once goes with the next key; that nothing newer could be read must not.
#[test]
fn what_could_not_be_read_is_told_until_it_can_be() {
    let busy = || "the store is busy; try again".to_owned();
    for (columns, rows) in SIZES {
        let mut screen = Screen::full(columns, rows, Ways::default());
        screen.tell(Message::FiguresLoaded(Err(busy())));
        screen.press("j");
        assert!(screen.text().contains("The figures and places could not be read anew"), "{}", screen.text());
        screen.tell(Message::FiguresLoaded(Ok(screen.no_figures())));
        assert!(!screen.text().contains("could not be read"), "{}", screen.text());
        screen.press("8");
        screen.tell(Message::LogLoaded(None, Err(busy())));
        screen.press("j");
        assert!(screen.text().contains("It could not be read: the store is busy; try again."), "{}", screen.text());
        assert!(!screen.text().contains("Reading the decisions"), "{}", screen.text());
    }
}
