//! Fuzzing without a fuzzer: inputs made by breaking good ones in seeded ways, and what must hold whatever they are.
//!
//! Each target runs for a moment in the suite. `COASTWATCH_FUZZ_SECONDS=600 cargo test --test it fuzz:: -- --nocapture`
//! runs each for ten minutes from another seed (`COASTWATCH_FUZZ_SEED`), and tells how many inputs it had.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::time::{Duration, Instant};

use coastwatch::config::library::Library;
use coastwatch::config::situation;
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::feed::fetch::Document;
use coastwatch::feed::parse::{ITEMS_MAX, parse};
use coastwatch::filter;
use coastwatch::model::{Conditional, FeedId, Field};
use coastwatch::text::{html, normalize};
use crossterm::event::KeyCode;

use crate::support::screen::{Screen, Ways, now};

/// How long a target runs in the suite.
const MOMENT: Duration = Duration::from_millis(700);

/// The longest input: what is longer is cut by bounds that have tests of their own.
const INPUT_MAX: usize = 6_000;

/// What formats, terminals and texts are made of: inserted anywhere.
const TOKENS: &[&str] = &[
    "<item>",
    "</item>",
    "<entry>",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml",
    "?>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
    "&#0;",
    "&#x202e;",
    "&amp;#27;",
    "xmlns:a='b'",
    "type='xhtml'",
    "{\"items\":[",
    "\"title\":",
    "\\u001b",
    "\\ud800",
    "[[[[",
    "}}}}",
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\u{9b}2J",
    "\u{202e}",
    "\u{200d}",
    "\u{fe0f}",
    "\u{301}",
    "\u{e0041}",
    "\0",
    "\r\n",
    "\u{2028}",
    "👩",
    "🏽",
    "é",
    "مقتل",
    "قتيلا",
    "٣٥",
    "۳۵",
    "ـ",
    "35 killed",
    "at least",
    "more than",
    "between 70 and 80",
    "1,018",
    "1.018",
    "½",
    "hundreds",
    "of them",
    "99999999999999999999",
    "not",
    "denied",
    "curfew until",
    "10:00",
    "Friday",
    "2025-02-30",
    "SOHR",
    "Jableh",
    "جبلة",
    "(",
    ")",
    "\"",
    "or ",
    "not ",
    "-",
    "place:",
    "killed>=",
    "since:",
    "@",
    "<",
    ">",
    "&",
    "'",
    "<div",
    "<script>",
    "</script>",
    "style=",
    "=",
    "/>",
    "\u{feff}",
];

/// Good inputs.
const SEEDS: &[&str] = &[
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title><language>ar-SY</language><item><title>Monitor: 35 killed in \
     Jableh</title><guid>1</guid><link>https://a.example/1?x=1&amp;y=2</link><pubDate>Fri, 07 Mar 2025 09:00:00 GMT</pubDate>\
     <description>&lt;p&gt;At least 35 members of government forces&lt;/p&gt;</description></item></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a/'><entry><id>1</id><title type='html'>A &lt;b&gt;</title><link href='x'/>\
     <content type='xhtml'><div>Curfew in Latakia until 10:00 on Saturday</div></content><updated>2025-03-07T09:00:00Z</updated></entry></feed>",
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1,\"title\":\"A\",\"content_html\":\"<p>x\",\"tags\":[\"a\"],\
     \"authors\":[{\"name\":\"n\"}]}]}",
    "The Observatory said that 745 civilians, 125 members of the security forces and 148 loyalists have been killed since Thursday, \
     among them 20 women; the ministry had earlier said 40, now 35. A curfew in Tartus and Baniyas was extended until further notice.",
    "قال المرصد السوري إن 35 عنصرا من قوات الأمن قتلوا في كمين بريف جبلة، وفرض حظر تجوال في اللاذقية وطرطوس حتى الساعة العاشرة من صباح السبت",
    "place:jableh killed>=10 since:6h (lang:ar or lang:fr) not \"naval college\" is:unread older:2d",
    "<p>Title<br>a</p><ul><li>one<li>two</ul><table><tr><td>1<td>2</table><pre> x </pre><q>y</q>&eacute;&#233;&notanentity;",
];

/// Numbers that look random and are the same for one seed.
struct Seeded(u64);

impl Seeded {
    fn new() -> Self {
        let seed = std::env::var("COASTWATCH_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(seed.unwrap_or(20_250_307))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
    }

    /// A good input, broken some times.
    fn input(&mut self) -> Vec<u8> {
        let mut input = SEEDS[self.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..=self.below(8) {
            let (at, len) = (self.below(input.len() + 1), input.len());
            let to = (at + self.below(40)).min(len);
            match self.below(7) {
                0 => drop(input.splice(at..at, TOKENS[self.below(TOKENS.len())].bytes())),
                1 => drop(input.drain(at..to)),
                2 => {
                    let part = input[at..to].to_vec();
                    let times = self.below(12);
                    drop(input.splice(at..at, part.repeat(times)));
                }
                3 if at < len => input[at] ^= 1 << self.below(8),
                4 => input.truncate(at.max(1)),
                5 => {
                    let other = SEEDS[self.below(SEEDS.len())].as_bytes();
                    let from = self.below(other.len());
                    drop(input.splice(at..at, other[from..].iter().copied()));
                }
                _ => drop(input.splice(at..to, TOKENS[self.below(TOKENS.len())].bytes())),
            }
            input.truncate(INPUT_MAX);
        }
        input
    }
}

/// Gives `check` inputs for a moment, or for as long as the environment says.
fn fuzz(name: &str, mut check: impl FnMut(&[u8], &mut Seeded)) {
    let asked = std::env::var("COASTWATCH_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let (until, mut random) = (Instant::now() + asked.map_or(MOMENT, Duration::from_secs), Seeded::new());
    let mut inputs = 0_u64;
    while Instant::now() < until {
        let input = random.input();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&input, &mut random)));
        if let Err(panic) = outcome {
            tell(&format!("{name} fails on {:?}", String::from_utf8_lossy(&input)));
            std::panic::resume_unwind(panic);
        }
        inputs += 1;
    }
    if asked.is_some() {
        tell(&format!("{name}: {inputs} inputs"));
    }
    assert!(inputs > 0);
}

/// Says something to who runs it, captured or not.
fn tell(sentence: &str) {
    let _unheard = writeln!(std::io::stderr(), "{sentence}");
}

fn is_clean(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || normalize::is_allowed(c))
}

#[test]
fn whatever_a_document_holds_its_items_are_clean_and_bounded() {
    fuzz("parse", |input, random| {
        let types =
            [None, Some("text/xml; charset=windows-1256"), Some("application/json"), Some("text/html; charset=utf-16")];
        let document = Document {
            body: input.to_vec(),
            content_type: types[random.below(types.len())].map(str::to_owned),
            conditional: Conditional::default(),
            url: "https://a.example/feed".parse().unwrap(),
            incomplete: None,
        };
        match parse(&FeedId::new("fuzz"), &document) {
            Ok(parsed) => {
                assert!(parsed.items.len() <= ITEMS_MAX);
                for item in &parsed.items {
                    assert!(
                        is_clean(&item.title) && !item.title.contains('\n') && item.title.chars().count() <= 500,
                        "{item:?}"
                    );
                    assert!(
                        is_clean(&item.text) && is_clean(&item.guid) && item.author.as_deref().is_none_or(is_clean),
                        "{item:?}"
                    );
                    assert!(
                        item.url.as_deref().is_none_or(|url| url.starts_with("http") && url.is_ascii()),
                        "{item:?}"
                    );
                    assert_eq!(normalize::block(&item.text), item.text);
                }
                assert_eq!(parse(&FeedId::new("fuzz"), &document), Ok(parsed), "the same document, the same items");
            }
            Err(error) => assert!(is_clean(&error.message) && !error.message.contains('\n'), "{error:?}"),
        }
    });
}

#[test]
fn whatever_a_text_holds_it_comes_out_clean_and_stays_so() {
    fuzz("normalize", |input, _| {
        let text = String::from_utf8_lossy(input);
        for clean in [normalize::block(&text), normalize::line(&text), normalize::line_within(&text, 40)] {
            assert!(is_clean(&clean), "{clean:?}");
            assert_eq!(normalize::block(&clean), clean);
        }
    });
}

#[test]
fn whatever_markup_holds_its_text_is_made() {
    fuzz("html", |input, _| {
        let text = String::from_utf8_lossy(input);
        let plain = normalize::block(&html::to_text(&text));
        assert!(is_clean(&plain), "{plain:?}");
        assert!(plain.len() <= 4 * text.len() + 100, "{} bytes of {}", plain.len(), text.len());
    });
}

#[test]
fn whatever_is_read_its_words_stand_where_they_are_said_to() {
    let library = Library::default();
    let situation = situation::shipped().unwrap();
    let reader = Reader::new(&situation, &situation::lexicons(&library).unwrap());
    let episode = situation.episodes.first().unwrap();
    fuzz("reader", |input, random| {
        let all = normalize::block(&String::from_utf8_lossy(input));
        let at = all.floor_char_boundary(random.below(all.len() + 1));
        let title = normalize::line(&all[..at]);
        let draft = Draft {
            title: &title,
            text: &all[at..],
            published: Some(now()),
            source: Some("AP"),
            url: None,
            lang: None,
        };
        let reach = if random.below(2) == 0 { Reach::All } else { Reach::Relevant };
        let reading = reader.read(&draft, episode, now(), reach);
        let words = |field: Field, start: usize, end: usize| match field {
            Field::Title => title.get(start..end).unwrap().to_owned(),
            Field::Text => all[at..].get(start..end).unwrap().to_owned(),
        };
        for claim in &reading.claims {
            let said = &claim.evidence;
            assert_eq!(words(said.field, said.start, said.end), said.quote);
            assert!(claim.low.is_some() || claim.high.is_some());
            assert!(claim.low.zip(claim.high).is_none_or(|(low, high)| low <= high), "{claim:?}");
        }
        for status in &reading.statuses {
            let said = &status.evidence;
            assert_eq!(words(said.field, said.start, said.end), said.quote);
        }
    });
}

#[test]
fn whatever_a_filter_says_it_is_read_or_refused_with_its_place() {
    fuzz("filter", |input, _| {
        let text = String::from_utf8_lossy(input);
        let line: String = text.chars().filter(|c| !c.is_control()).take(300).collect();
        match filter::parse(&line) {
            Ok(expr) => {
                let printed = expr.to_string();
                let again = filter::parse(&printed);
                assert!(again.is_ok(), "{line:?} is printed as {printed:?}, which is refused");
                assert_eq!(again.unwrap().to_string(), printed);
            }
            Err(fault) => assert!(!fault.to_string().is_empty()),
        }
    });
}

#[test]
fn whatever_is_typed_the_screen_draws() {
    let mut screen = Screen::full(100, 30, Ways::default());
    fuzz("keys", |input, random| {
        for c in String::from_utf8_lossy(input).chars().take(40) {
            let code = match random.below(12) {
                0 => KeyCode::Esc,
                1 => KeyCode::Enter,
                2 => KeyCode::Tab,
                3 => KeyCode::Backspace,
                4 => KeyCode::Down,
                _ => KeyCode::Char(c),
            };
            screen.press_key(code);
        }
        let (columns, rows) = (random.below(180), random.below(50));
        screen.resize(u16::try_from(columns + 1).unwrap(), u16::try_from(rows + 1).unwrap());
        assert!(!screen.text().is_empty());
    });
}
