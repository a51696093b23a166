//! How many items a second are read, on one core: relevance alone, and figures and statuses of relevant ones.
//!
//! `cargo bench --bench reading`. A typical item has some 600 characters; the corpus's texts are put together to that
//! length. Large items are of one megabyte, plain and made to be slow.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]

use std::hint::black_box;

use coastwatch::config::situation;
use coastwatch::extract::{Draft, Reach, Reader};
use coastwatch::model::Episode;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;

/// Characters of a typical item.
const TYPICAL: usize = 600;
/// Items that one round reads.
const ITEMS: usize = 400;
/// Bytes of a large item.
const LARGE: usize = 1 << 20;

/// The reader of the shipped situation, with its recorded episode.
struct Bench {
    reader: Reader,
    episode: Episode,
    now: Timestamp,
}

impl Bench {
    fn new() -> Self {
        let shipped = situation::shipped().expect("the shipped situation is whole");
        let lexicons = situation::shipped_lexicons().expect("the shipped lexicons are whole");
        let episode = shipped.episodes.iter().find(|episode| episode.id.as_str() == "march-2025");
        Self {
            episode: episode.expect("the recorded episode is shipped").clone(),
            reader: Reader::new(&shipped, &lexicons),
            now: "2025-03-15T00:00:00Z".parse().expect("a time"),
        }
    }

    fn draft<'a>(text: &'a str, lang: &'a str) -> Draft<'a> {
        let published = "2025-03-08T12:00:00Z".parse().ok();
        let title = if lang == "ar" {
            "قتلى في اشتباكات الساحل السوري"
        } else {
            "Clashes on Syria's coast leave dozens dead"
        };
        Draft { title, text, published, source: None, url: None, lang: Some(lang) }
    }
}

/// Items of typical length from the corpus's relevant reports, in a language.
fn typical(lang: &str) -> Vec<String> {
    let corpus = include_str!("../data/reports/corpus.jsonl");
    let rows = corpus.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a row"));
    let texts: Vec<String> = rows
        .filter(|row| row["lang"] == lang && row["relevant"] == true)
        .map(|row| row["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    let item = |start: usize| {
        let mut item = String::new();
        let mut at = start;
        while item.chars().count() < TYPICAL {
            item.push_str(&texts[at % texts.len()]);
            item.push(' ');
            at += 7;
        }
        item.chars().take(TYPICAL).collect()
    };
    (0..ITEMS).map(item).collect()
}

fn items(criterion: &mut Criterion) {
    let bench = Bench::new();
    for lang in ["en", "ar"] {
        let texts = typical(lang);
        let mut group = criterion.benchmark_group(format!("items/{lang}"));
        group.throughput(Throughput::Elements(texts.len() as u64));
        group.bench_function("relevance", |one| {
            one.iter(|| {
                for text in &texts {
                    black_box(bench.reader.judge(&Bench::draft(text, lang), &bench.episode, bench.now));
                }
            });
        });
        group.bench_function("full", |one| {
            one.iter(|| {
                for text in &texts {
                    let draft = Bench::draft(text, lang);
                    black_box(bench.reader.read(&draft, &bench.episode, bench.now, Reach::Relevant));
                }
            });
        });
        group.finish();
    }
}

fn large(criterion: &mut Criterion) {
    let bench = Bench::new();
    let repeated = |piece: &str| piece.repeat(LARGE / piece.len());
    let texts = [
        ("reports", repeated(&typical("en").concat())),
        ("arabic", repeated(&typical("ar").concat())),
        ("digits", repeated("1,018 killed 35 and 16 ")),
        ("one-sentence", repeated("killed and 16 people and Jableh and ")),
        ("marks", repeated("(),;:-\"«»'’…!? ")),
        ("letters", repeated("killed")),
        ("brackets", repeated("((((16")),
        ("lines", repeated("Also read:\n")),
    ];
    let mut group = criterion.benchmark_group("megabyte");
    group.sample_size(10);
    for (name, text) in &texts {
        group.bench_function(*name, |one| {
            let draft = Bench::draft(text, "en");
            one.iter(|| black_box(bench.reader.read(&draft, &bench.episode, bench.now, Reach::All)));
        });
    }
    group.finish();
}

criterion_group!(benches, items, large);
criterion_main!(benches);
