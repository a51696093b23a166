//! `coastwatch analyze`: items as JSON Lines in, readings as JSON Lines out, one for each and in the same order.
//!
//! Streams: one line is held at a time. No store and no network.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::args::{Analyze, Global};
use crate::cli::lines::{Id, Line, MAX_LINE, language, parse, plain, read_line};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::config::value::{Edge, instant};
use crate::extract::relevance::MATCHED_MAX;
use crate::extract::trace::{Step, Trace};
use crate::extract::{CLAIMS_MAX, Draft, Reach, Reader, STATUSES_MAX};
use crate::model::{Claim, Episode, Lang, Matched, Status};
use crate::text::normalize;

/// One line of output.
#[derive(Debug, Serialize)]
struct Output<'a> {
    id: &'a Id,
    relevant: bool,
    score: f32,
    lang: &'a Lang,
    matched: Vec<Traced<'a, Matched>>,
    claims: Vec<Traced<'a, Claim>>,
    statuses: Vec<Traced<'a, Status>>,
    #[serde(flatten)]
    explained: Option<Explained<'a>>,
}

/// What a bad line gets in its place.
#[derive(Debug, Serialize)]
struct Refusal {
    id: (),
    error: String,
}

/// A term, a claim or a status, with the rule that read it where that was asked for.
#[derive(Debug, Serialize)]
struct Traced<'a, T> {
    #[serde(flatten)]
    value: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    /// By which words a status was settled; a claim's stand with its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<Vec<Step>>,
    /// That it is the last that is given, and the text may tell more.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<bool>,
}

/// How the item was read.
#[derive(Debug, Serialize)]
struct Explained<'a> {
    /// The texts as they were read: what the offsets of evidence point into.
    title: &'a str,
    text: &'a str,
    /// Every number: what it was read as and by which words, or why it was passed over.
    figures: &'a [Trace],
}

/// Runs the command.
///
/// # Errors
/// Where the file cannot be opened or read, or the configuration is wrong.
pub fn run(global: &Global, args: &Analyze) -> Result<Ended, Failure> {
    let setup = Setup::load(global, DefaultEpisode::Recorded)?;
    setup.check_episode()?;
    setup.log(global, Runs::Once)?;
    let analyzer = Analyzer {
        reader: setup.reader(),
        episode: setup.episode.clone(),
        now: setup.clock.now(),
        reach: if args.all { Reach::All } else { Reach::Relevant },
        explain: args.explain,
    };
    let out = output::open();
    match args.file.as_deref().filter(|file| *file != Path::new("-")) {
        None => analyzer.stream(BufReader::new(io::stdin().lock()), out),
        Some(path) => {
            let file =
                File::open(path).map_err(|error| Failure::Call(format!("cannot open {}: {error}", path.display())))?;
            analyzer.stream(BufReader::new(file), out)
        }
    }
}

/// Reads lines one by one.
struct Analyzer {
    reader: Reader,
    episode: Episode,
    now: Timestamp,
    reach: Reach,
    explain: bool,
}

impl Analyzer {
    fn stream<R: Read>(&self, mut input: BufReader<R>, mut out: impl Write) -> Result<Ended, Failure> {
        let mut ended = Ended::Done;
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            number += 1;
            let read = read_line(&mut input, &mut line)
                .map_err(|error| Failure::Run(format!("cannot read line {number} of the items: {error}")))?;
            match read {
                Line::End => break,
                Line::TooLong => {
                    ended = Ended::Partly;
                    bad(&mut out, number, &format!("it is longer than {MAX_LINE} bytes"))?;
                }
                Line::Whole if line.iter().all(u8::is_ascii_whitespace) => {}
                Line::Whole => {
                    if let Err(why) = self.answer(&line, &mut out)? {
                        ended = Ended::Partly;
                        bad(&mut out, number, &why)?;
                    }
                }
            }
            // Whoever waits for the answer to its line before it writes the next one gets it.
            if input.buffer().is_empty() {
                out.flush()?;
            }
        }
        out.flush()?;
        Ok(ended)
    }

    /// Writes the reading of one line, or says why there is none.
    fn answer(&self, line: &[u8], out: &mut impl Write) -> Result<Result<(), String>, Failure> {
        let input = match parse(line) {
            Ok(input) => input,
            Err(why) => return Ok(Err(why)),
        };
        let title = normalize::line(&plain(input.title.as_deref().unwrap_or("")));
        let text = normalize::block(&plain(input.text.as_deref().unwrap_or("")));
        let published = match input.published.as_deref().map(|time| instant(time, Edge::Start)).transpose() {
            Ok(published) => published,
            Err(why) => return Ok(Err(format!("`published`: {why}"))),
        };
        let draft = Draft {
            title: &title,
            text: &text,
            published,
            source: input.source.as_deref(),
            url: input.url.as_deref(),
            lang: input.lang.as_deref().and_then(language),
        };
        let (reading, traces) = if self.explain {
            let (reading, traces) = self.reader.explain(&draft, &self.episode, self.now, self.reach);
            (reading, Some(traces))
        } else {
            (self.reader.read(&draft, &self.episode, self.now, self.reach), None)
        };
        let (figures, steps) = match traces {
            Some(traces) => (Some(traces.figures.into_inner()), traces.statuses.into_inner()),
            None => (None, vec![]),
        };
        let mut steps = steps.into_iter();
        let shown = |rule| self.explain.then_some(rule);
        let last = |number: usize, max| (number >= max).then_some(true);
        let output = Output {
            id: &input.id,
            relevant: reading.relevant,
            score: reading.score,
            lang: &reading.lang,
            matched: reading
                .matched
                .iter()
                .zip(1..)
                .map(|(value, n)| Traced { value, rule: None, steps: None, cut: last(n, MATCHED_MAX) })
                .collect(),
            claims: reading
                .claims
                .iter()
                .zip(1..)
                .map(|(value, n)| Traced { value, rule: shown(&*value.rule), steps: None, cut: last(n, CLAIMS_MAX) })
                .collect(),
            statuses: reading
                .statuses
                .iter()
                .zip(1..)
                .map(|(value, n)| Traced {
                    value,
                    rule: shown(&*value.rule),
                    steps: steps.next(),
                    cut: last(n, STATUSES_MAX),
                })
                .collect(),
            explained: figures.as_deref().map(|figures| Explained { title: &title, text: &text, figures }),
        };
        output::json_line(out, &output)?;
        Ok(Ok(()))
    }
}

/// Writes what a bad line gets in its place.
fn bad(out: &mut impl Write, number: u64, why: &str) -> Result<(), Failure> {
    output::json_line(out, &Refusal { id: (), error: format!("line {number}: {why}") })
}
