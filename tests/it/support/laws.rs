//! What must hold whatever comes in: one law for each thing that takes text from outside or from a keyboard.
//!
//! Each takes any bytes and panics where the law is broken. The tests (`fuzz.rs`) hold them on inputs broken in seeded
//! ways and on all that was ever found; the fuzzer (`tests/fuzz`) looks for inputs of its own. What an input leaves open
//! (a content type, where the title ends) follows from its length, so that an input is a plain text with one outcome.

#![expect(clippy::unwrap_used, reason = "a law that cannot be tried has failed")]

use std::sync::LazyLock;

use coastwatch::config::library::Library;
use coastwatch::config::situation;
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::feed::fetch::Document;
use coastwatch::feed::parse::ITEMS_MAX;
use coastwatch::filter::{self, Expr, Moment, Span, Vocabulary};
use coastwatch::model::{Conditional, Evidence, FeedId, Field, Situation};
use coastwatch::text::{html as markup, normalize as clean, width};
use coastwatch::ui::action::ACTIONS;
use coastwatch::ui::input;
use coastwatch::ui::keymap;
use coastwatch::ui::keys as key_files;
use coastwatch::ui::layout::Pane;
use coastwatch::ui::message::{Message, Press};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use unicode_segmentation::UnicodeSegmentation;

use super::screen::{Screen, Ways, items, now, page, reports};

/// The most characters that are drawn in one place: a sign of eight parts with their marks.
const CLUSTER_MAX: usize = 24;

/// Content types that a server may claim.
const TYPES: [Option<&str>; 5] = [
    None,
    Some("text/xml; charset=windows-1256"),
    Some("application/json"),
    Some("text/html; charset=utf-16"),
    Some("application/rss+xml; charset=GB18030"),
];

/// Whether a character steers a terminal or a reader's eye, or cannot be seen: a second opinion beside
/// `text::normalize`, written from the promise and not from its code. A line break is judged by the caller.
pub fn is_forbidden(c: char) -> bool {
    let steers = (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}');
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
    let means_nothing = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}');
    steers || turns || hides || means_nothing
}

/// Whether a text of several lines may be stored, drawn, logged and exported.
pub fn is_clean(text: &str) -> bool {
    text.chars().all(|c| !is_forbidden(c) && (c == '\n' || clean::is_allowed(c)))
        && text.graphemes(true).all(|cluster| cluster.chars().count() <= CLUSTER_MAX)
}

/// Whether a text may stand in one line.
pub fn is_clean_line(text: &str) -> bool {
    is_clean(text) && !text.contains('\n')
}

/// Feeds: whatever a document holds, its items are clean and bounded, each once, the same at every reading; or there is
/// one clean sentence.
pub fn parse(input: &[u8]) {
    let document = Document {
        body: input.to_vec(),
        content_type: TYPES[input.len() % TYPES.len()].map(str::to_owned),
        conditional: Conditional::default(),
        url: "https://a.example/feed".parse().unwrap(),
        incomplete: None,
    };
    let feed = FeedId::new("fuzz");
    let read = coastwatch::feed::parse::parse(&feed, document.clone());
    match &read {
        Ok(parsed) => {
            assert!(parsed.items.len() <= ITEMS_MAX);
            let mut ids: Vec<&str> = parsed.items.iter().map(|item| item.id.as_str()).collect();
            ids.sort_unstable();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "an item stands twice");
            for item in &parsed.items {
                let short = |text: &str, max: usize| is_clean_line(text) && text.chars().count() <= max;
                assert!(short(&item.title, clean::LINE_MAX), "{item:?}");
                assert!(short(&item.guid, clean::LINE_MAX) && !item.guid.is_empty(), "{item:?}");
                assert!(item.author.as_deref().is_none_or(|author| short(author, 120)), "{item:?}");
                assert!(item.categories.len() <= 32 && item.categories.iter().all(|label| short(label, 120)));
                assert!(is_clean(&item.text) && item.text.chars().count() <= clean::BLOCK_MAX, "{item:?}");
                assert_eq!(clean::block(&item.text), item.text, "what is clean stays");
                assert_eq!(clean::line(&item.title), item.title, "what is clean stays");
                let is_web = |url: &str| url.starts_with("http") && url.is_ascii() && url.len() <= 2_000;
                assert!(item.url.as_deref().is_none_or(is_web), "{item:?}");
                assert!(item.lang.as_ref().is_none_or(|lang| short(lang.as_str(), 40)), "{item:?}");
            }
            for told in parsed.problem.iter().chain(&parsed.cut) {
                assert!(is_clean_line(&told.message) && told.message.chars().count() <= 300, "{told:?}");
            }
        }
        Err(told) => assert!(is_clean_line(&told.message) && told.message.chars().count() <= 300, "{told:?}"),
    }
    assert_eq!(coastwatch::feed::parse::parse(&feed, document), read, "the same document, the same items");
}

/// Text: whatever it holds, it comes out clean and bounded, and stays so.
pub fn normalize(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let block = clean::block(&text);
    assert!(is_clean(&block) && block.chars().count() <= clean::BLOCK_MAX, "{block:?}");
    assert_eq!(clean::block(&block), block);
    for max in [0, 1, 2, 40, clean::LINE_MAX] {
        let line = clean::line_within(&text, max);
        assert!(is_clean_line(&line) && line.chars().count() <= max, "{max}: {line:?}");
        assert_eq!(clean::line_within(&line, max), line);
        assert_eq!(clean::block(&line), line);
        let columns = width::columns(&line);
        assert!(width::columns(&width::cut(&line, columns / 2)) <= columns / 2, "{line:?}");
        assert_eq!(width::columns(&width::fit(&line, 30)), 30, "{line:?}");
    }
}

/// HTML: whatever markup holds, its text is clean behind the door, and no longer than the markup can say.
pub fn html(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let plain = markup::to_text(&text);
    assert!(plain.len() <= 4 * text.len() + 100, "{} bytes of {}", plain.len(), text.len());
    assert!(is_clean(&clean::block(&plain)), "{plain:?}");
    let maybe = markup::plain(&text);
    assert_eq!(*maybe, if markup::looks_like_html(&text) { plain } else { text.to_string() });
}

/// The shipped situation and who reads for it.
static READER: LazyLock<(Situation, Reader)> = LazyLock::new(|| {
    let situation = situation::shipped().unwrap();
    let reader = Reader::new(&situation, &situation::lexicons(&Library::default()).unwrap());
    (situation, reader)
});

/// Reports: whatever is read, its words stand where they are said to, its bounds are in order, its names are the
/// situation's; explaining it changes nothing.
pub fn reader(input: &[u8]) {
    let (situation, reader) = &*READER;
    let all = clean::block(&String::from_utf8_lossy(input));
    // The first line is the headline, as in a paper.
    let (title, text) = all.split_once('\n').unwrap_or(("", &all));
    let title = clean::line(title);
    let (published, source) = (!input.len().is_multiple_of(3), !input.len().is_multiple_of(5));
    let draft = Draft {
        title: &title,
        text,
        published: published.then(now),
        source: source.then_some("AP"),
        url: None,
        lang: None,
    };
    let episode = situation.episodes.first().unwrap();
    let reach = if input.len().is_multiple_of(2) { Reach::All } else { Reach::Relevant };
    let reading = reader.read(&draft, episode, now(), reach);
    let words = |field: Field, start: usize, end: usize| match field {
        Field::Title => title.get(start..end),
        Field::Text => text.get(start..end),
    };
    let stands = |said: &Evidence| {
        assert_eq!(words(said.field, said.start, said.end), Some(said.quote.as_str()), "{said:?}");
        assert!(!said.quote.is_empty(), "{said:?}");
    };
    let is_category = |id: &coastwatch::model::CategoryId| {
        ["total", "combatants", "unspecified"].contains(&id.as_str())
            || situation.categories.iter().any(|category| category.id == *id)
    };
    for claim in &reading.claims {
        stands(&claim.evidence);
        assert!(claim.low.is_some() || claim.high.is_some(), "{claim:?}");
        assert!(claim.low.zip(claim.high).is_none_or(|(low, high)| low <= high), "{claim:?}");
        assert!(is_category(&claim.category) && claim.perpetrator.as_ref().is_none_or(is_category), "{claim:?}");
        assert!((0.0..=1.0).contains(&claim.confidence), "{claim:?}");
    }
    for status in &reading.statuses {
        stands(&status.evidence);
        assert!(situation.places.iter().any(|place| place.id == status.place), "{status:?}");
        assert!((0.0..=1.0).contains(&status.confidence), "{status:?}");
    }
    for matched in &reading.matched {
        assert!(words(matched.field, matched.start, matched.end).is_some_and(|said| !said.is_empty()), "{matched:?}");
    }
    assert!((0.0..=1.0).contains(&reading.score) && reading.relevant == (reading.score >= 0.5), "{reading:?}");
    assert!(reach == Reach::All || reading.relevant || (reading.claims.is_empty() && reading.statuses.is_empty()));
    assert_eq!(reader.explain(&draft, episode, now(), reach).0, reading, "explaining changes nothing");
}

/// The names that filters may use.
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let situation = &READER.0;
    Vocabulary::new(situation, &situation.feeds)
});

/// Characters of a filter that are tried: what is printed may be longer, and must still be short enough to be read.
const FILTER_MAX: usize = 600;

/// Filters: whatever is typed is read, or refused with its place; what is read means the same as it is printed.
pub fn filter(input: &[u8]) {
    let text: String = String::from_utf8_lossy(input).chars().take(FILTER_MAX).collect();
    let moment = Moment { now: now(), operator: "operator".to_owned(), looked: None };
    let is_within = |span: Span| span.start <= span.end && text.get(span.start..span.end).is_some();
    let stands = |fault: &filter::Fault| {
        assert!(is_within(fault.span), "{fault:?}");
        assert!((1..=text.chars().count() + 1).contains(&fault.column), "{fault:?}");
        assert!(!fault.message.is_empty() && is_clean_line(&fault.message), "{fault:?}");
    };
    match filter::parse(&text) {
        Ok(expr) => {
            terms(&expr, &mut |span| assert!(is_within(span), "{span:?} of {text:?}"));
            let printed = expr.to_string();
            let again = filter::parse(&printed);
            assert!(again.is_ok(), "{text:?} is printed as {printed:?}, which is refused: {again:?}");
            let again = again.unwrap();
            assert_eq!(again.to_string(), printed, "of {text:?}");
            match filter::bind(&expr, &text, &VOCABULARY, &moment) {
                Ok(meant) => {
                    assert_eq!(Ok(meant), filter::bind(&again, &printed, &VOCABULARY, &moment), "of {text:?}");
                }
                Err(fault) => stands(&fault),
            }
        }
        Err(fault) => stands(&fault),
    }
    filter::bind(&filter::words(&text), &text, &VOCABULARY, &moment).unwrap();
    for (cursor, _) in text.char_indices().take(40) {
        for candidate in filter::complete(&text, cursor, &VOCABULARY) {
            assert!(is_within(candidate.span), "{candidate:?} of {text:?}");
        }
    }
}

/// Visits the place of each term.
fn terms(expr: &Expr, visit: &mut impl FnMut(Span)) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| terms(part, visit)),
        Expr::Not(inner) => terms(inner, visit),
        Expr::Term(_, span) => visit(*span),
    }
}

thread_local! {
    /// A screen that shows a full store; copied for every input.
    static SCREEN: Screen = Screen::full(100, 30, Ways::default());
    /// A configuration folder of which `keys.toml` is the input.
    static FOLDER: tempfile::TempDir = tempfile::tempdir().unwrap();
}

/// Keys: a file of them is taken or refused in a clean sentence; a notation is told as it can be written; whatever is
/// typed, pasted, clicked and loaded, the screen draws, and nothing on it steers the terminal.
pub fn keys(input: &[u8]) {
    if let Some(bytes) = input.strip_prefix(b"\0") {
        return terminal(bytes);
    }
    let text = String::from_utf8_lossy(input);
    if text.starts_with(['[', '#']) || text.starts_with("preset") {
        return key_file(input);
    }
    for notation in text.lines().take(10) {
        if let Ok(keys) = keymap::sequence(notation) {
            let told = keymap::told(&keys);
            assert_eq!(keymap::sequence(&told), Ok(keys), "{notation:?} is told as {told:?}");
        }
    }
    let mut screen = SCREEN.with(Clone::clone);
    let mut typed = text.chars();
    for _ in 0..STROKES_MAX {
        let Some(message) = stroke(&mut typed, &screen) else { break };
        match message {
            Message::Resized { columns, rows } => {
                screen.resize(columns, rows);
                shows(&screen);
            }
            message => drop(screen.tell(message)),
        }
    }
    shows(&screen);
}

/// What a terminal sends, all at once and in parts: whatever it is, the keys behind it are heard, and the screen draws.
fn terminal(bytes: &[u8]) {
    let half = bytes.len() / 2;
    let mut screen = SCREEN.with(Clone::clone);
    for parts in [&[bytes][..], &[&bytes[..half], &bytes[half..]]] {
        for event in input::heard(parts).into_iter().take(STROKES_MAX) {
            match event {
                Event::Key(key) => drop(screen.tell(Message::Key(key))),
                Event::Paste(text) => drop(screen.tell(Message::Pasted(text))),
                Event::Mouse(mouse) => drop(screen.tell(Message::Mouse(mouse, Press::First))),
                Event::FocusGained | Event::FocusLost | Event::Resize(..) => {}
            }
        }
    }
    shows(&screen);
}

/// Strokes that are taken of one input.
const STROKES_MAX: usize = 300;

/// A file of keys.
fn key_file(input: &[u8]) {
    let folder = FOLDER.with(|folder| folder.path().to_owned());
    std::fs::write(folder.join("keys.toml"), input).unwrap();
    match key_files::load(&Library::new(Some(folder))) {
        Ok(keymap) => {
            for pane in Pane::ALL {
                for keys in ACTIONS.iter().flat_map(|spec| keymap.keys(spec.action, pane)) {
                    assert!(is_clean_line(keys), "{keys:?}");
                    let read = keymap::sequence(keys);
                    assert!(read.is_ok(), "{keys:?} is told and cannot be written: {read:?}");
                    let mut pending = Vec::new();
                    let pressed = read.unwrap().into_iter().map(|key| keymap.press(&mut pending, key, pane)).last();
                    assert!(matches!(pressed, Some(keymap::Pressed::Act(_))), "{keys:?} in {}", pane.name());
                }
            }
        }
        Err(refused) => assert!(is_clean(&refused.message), "{refused:?}"),
    }
}

/// What is typed next. Characters below a blank stand for what is no letter.
fn stroke(typed: &mut std::str::Chars<'_>, screen: &Screen) -> Option<Message> {
    let number = |c: Option<char>, below: u32| u16::try_from(u32::from(c.unwrap_or('0')) % below).unwrap();
    let key = |code, modifiers| Message::Key(KeyEvent::new(code, modifiers));
    let plain = |code| key(code, KeyModifiers::NONE);
    Some(match typed.next()? {
        '\u{1}' => plain(KeyCode::Up),
        '\u{2}' => plain(KeyCode::Down),
        '\u{3}' => plain(KeyCode::Left),
        '\u{4}' => plain(KeyCode::Right),
        '\u{5}' => plain(KeyCode::Home),
        '\u{6}' => plain(KeyCode::End),
        '\u{7}' => plain(KeyCode::PageUp),
        '\u{8}' => plain(KeyCode::Backspace),
        '\t' => plain(KeyCode::Tab),
        '\n' | '\r' => plain(KeyCode::Enter),
        '\u{b}' => plain(KeyCode::PageDown),
        '\u{c}' => plain(KeyCode::BackTab),
        '\u{e}' => plain(KeyCode::Delete),
        '\u{f}' => plain(KeyCode::F(1)),
        '\u{10}' => key(KeyCode::Char(typed.next().unwrap_or('c')), KeyModifiers::CONTROL),
        '\u{11}' => key(KeyCode::Char(typed.next().unwrap_or('x')), KeyModifiers::ALT),
        '\u{12}' => {
            let (columns, rows) = (number(typed.next(), 180) + 1, number(typed.next(), 60) + 1);
            Message::Resized { columns, rows }
        }
        '\u{13}' => Message::Pasted(typed.take_while(|c| *c != '\u{13}').collect()),
        '\u{14}' => Message::Tick,
        '\u{15}' => {
            let (column, row) = (number(typed.next(), 110), number(typed.next(), 40));
            let kind = match row % 3 {
                0 => MouseEventKind::ScrollDown,
                1 => MouseEventKind::ScrollUp,
                _ => MouseEventKind::Down(MouseButton::Left),
            };
            let press = if column.is_multiple_of(2) { Press::First } else { Press::Second };
            Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }, press)
        }
        '\u{16}' => Message::FeedsLoaded(Err("the store cannot be read".to_owned())),
        '\u{17}' => Message::FiguresLoaded(Ok(screen.figures())),
        '\u{18}' => Message::FiguresLoaded(Ok(screen.no_figures())),
        '\u{19}' => Message::ReportsLoaded(Ok(page(&reports()))),
        '\u{1a}' => Message::ReportsLoaded(Ok(page(&[]))),
        '\u{1b}' => plain(KeyCode::Esc),
        '\u{1c}' => Message::ReportLoaded("r1".into(), Ok(items())),
        '\u{1d}' => Message::ReportLoaded("r1".into(), Ok(vec![])),
        '\u{1e}' => Message::Missed,
        '\u{1f}' => Message::MatchingLoaded(Ok(reports().into_iter().map(|row| (row.id, row.state)).collect())),
        '\u{7f}' => plain(KeyCode::Insert),
        letter => plain(KeyCode::Char(letter)),
    })
}

/// The screen draws, and no cell of it steers the terminal.
fn shows(screen: &Screen) {
    for cell in screen.cells().content() {
        // What keeps right-to-left text to its column is ours (FSI, PDI).
        let steers = |c: char| is_forbidden(c) && !matches!(c, '\u{2068}' | '\u{2069}');
        assert!(!cell.symbol().chars().any(|c| steers(c) || c == '\n'), "a cell holds {:?}", cell.symbol());
        assert!(cell.symbol().chars().count() <= CLUSTER_MAX + 2, "a cell holds {:?}", cell.symbol());
    }
}
