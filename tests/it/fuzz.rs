//! Fuzzing without a fuzzer: the laws of `support::laws` on inputs made by breaking good ones in seeded ways, and on all
//! that was ever found.
//!
//! Each target runs for a moment in the suite. `COASTWATCH_FUZZ_SECONDS=600 cargo test --test it fuzz:: -- --nocapture`
//! runs each for ten minutes from another seed (`COASTWATCH_FUZZ_SEED`), and tells how many inputs it had. The fuzzer that
//! looks where it has not been is in `tests/fuzz`; both begin with `tests/data/fuzz`, and what they find is kept there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use coastwatch::text::html;

use crate::support::laws;
use crate::support::noise::Chance;

/// How long a target runs in the suite.
const MOMENT: Duration = Duration::from_millis(700);

/// The longest input: what is longer is cut by bounds that have tests of their own.
const INPUT_MAX: usize = 6_000;

/// The good inputs of a target, and those on which a law was once broken.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzz").join(target);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// What formats, terminals and texts are made of: the fuzzer's own list, a quoted piece a line, bytes as `\xAB`.
fn tokens() -> Vec<Vec<u8>> {
    let list = include_str!("../fuzz/tokens.dict");
    let piece = |line: &str| {
        let mut parts = line.strip_prefix('"')?.strip_suffix('"')?.split("\\x");
        let mut bytes = parts.next()?.as_bytes().to_vec();
        for part in parts {
            bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        }
        Some(bytes)
    };
    list.lines().filter_map(piece).collect()
}

/// A good input, broken some times.
fn broken(chance: &mut Chance, good: &[Vec<u8>], tokens: &[Vec<u8>]) -> Vec<u8> {
    let mut input = good[chance.below(good.len())].clone();
    for _ in 0..=chance.below(8) {
        let (at, len) = (chance.below(input.len() + 1), input.len());
        let to = (at + chance.below(40)).min(len);
        match chance.below(7) {
            0 => drop(input.splice(at..at, tokens[chance.below(tokens.len())].iter().copied())),
            1 => drop(input.drain(at..to)),
            2 => {
                let part = input[at..to].repeat(chance.below(12));
                drop(input.splice(at..at, part));
            }
            3 if at < len => input[at] ^= 1 << chance.below(8),
            4 => input.truncate(at.max(1)),
            5 => {
                let other = &good[chance.below(good.len())];
                let from = chance.below(other.len());
                drop(input.splice(at..at, other[from..].iter().copied()));
            }
            _ => drop(input.splice(at..to, tokens[chance.below(tokens.len())].iter().copied())),
        }
        input.truncate(INPUT_MAX);
    }
    input
}

/// Holds a law on the inputs of a target, then on broken ones for a moment or for as long as the environment says.
fn fuzz(target: &str, law: fn(&[u8])) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let asked = number("COASTWATCH_FUZZ_SECONDS");
    let mut chance = Chance::new(number("COASTWATCH_FUZZ_SEED").unwrap_or(20_250_307));
    let (good, tokens) = (inputs(target), tokens());
    good.iter().for_each(|input| hold(target, law, input));
    let until = Instant::now() + asked.map_or(MOMENT, Duration::from_secs);
    let mut tried = 0_u64;
    while Instant::now() < until {
        hold(target, law, &broken(&mut chance, &good, &tokens));
        tried += 1;
    }
    if asked.is_some() {
        tell(&format!("{target}: {tried} inputs"));
    }
    assert!(tried > 0);
}

fn hold(target: &str, law: fn(&[u8]), input: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| law(input)) {
        tell(&format!("{target} fails on {:?}", String::from_utf8_lossy(input)));
        std::panic::resume_unwind(panic);
    }
}

/// Says something to who runs it, captured or not.
fn tell(sentence: &str) {
    let _unheard = writeln!(std::io::stderr(), "{sentence}");
}

#[test]
fn whatever_a_document_holds_its_items_are_clean_and_bounded() {
    fuzz("parse", laws::parse);
}

#[test]
fn whatever_a_text_holds_it_comes_out_clean_and_stays_so() {
    fuzz("normalize", laws::normalize);
}

#[test]
fn whatever_markup_holds_its_text_is_made() {
    fuzz("html", laws::html);
}

#[test]
fn whatever_is_read_its_words_stand_where_they_are_said_to() {
    fuzz("reader", laws::reader);
}

#[test]
fn whatever_a_filter_says_it_is_read_or_refused_with_its_place() {
    fuzz("filter", laws::filter);
}

#[test]
fn whatever_keys_are_written_or_typed_the_screen_draws() {
    fuzz("keys", laws::keys);
}

#[test]
fn the_pieces_are_read_as_the_fuzzer_reads_them() {
    let tokens = tokens();
    assert!(
        tokens.len() > 100 && tokens.contains(&b"\x1b[31m".to_vec()) && tokens.contains(&"مقتل".as_bytes().to_vec())
    );
}

#[test]
fn hostile_markup_is_read_in_linear_time() {
    let many = |piece: &str| piece.repeat(400_000 / piece.len());
    let check = |markup: String| {
        // What this thread had of a processor, however many others want one.
        let spent = || {
            let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
            Duration::from_nanos(told.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default())
        };
        let before = spent();
        html::to_text(&markup);
        html::looks_like_html(&markup);
        let name: String = markup.chars().take(20).collect();
        let spent = spent() - before;
        assert!(spent.as_secs() < 5, "{name}: {spent:?}");
    };
    check(many("<div>"));
    check(many("<"));
    check(many("<b "));
    check(many("<b =\""));
    check(many("<a =\"> \""));
    check(many("<a ='>' =\"> \" \n"));
    check(many("<s>"));
    check(many("<s><del><svg>"));
    check(many("&"));
    check(many("&#1"));
    check(many("</"));
    check(many("<!--"));
    check(many("<![CDATA["));
    check(format!("<p {}>", many("a ")));
    check(many("<table><tr><td>"));
    check(many("<script>"));
}
