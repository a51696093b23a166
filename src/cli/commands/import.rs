//! `coastwatch import`: items of a JSON Lines file into the store, by the very path of a feed's.
//!
//! What is imported is nobody's word: it goes into feeds of its own (`import-…`), so that it can neither change nor hide what
//! a feed that is polled has brought, and it is cleaned and bounded as a document from outside is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};
use url::Url;

use crate::cli::args::{Global, Import};
use crate::cli::lines::{self, Id, Line, read_line};
use crate::cli::setup::{Default as DefaultEpisode, Runs, Setup};
use crate::cli::{Ended, Failure, output};
use crate::config::value::{Edge, instant};
use crate::engine::{self, Context};
use crate::feed::fetch::Document;
use crate::feed::parse::parse;
use crate::model::{Conditional, Feed, FeedId, FeedKind};
use crate::text::nearest::hint;
use crate::text::{html, normalize};

/// Items that go into the store at once.
const BATCH: usize = 200;

/// Before the id of every feed that is imported.
const PREFIX: &str = "import-";

/// The feed of items that name no outlet.
const NAMELESS: &str = "items";

/// Characters of a feed's name and id.
const NAME_MAX: usize = 60;

/// What is read of a line, or of an item that was exported.
const READ: [&str; 10] = ["id", "title", "text", "published", "source", "url", "lang", "feed", "guid", "author"];

/// What an exported item has beside these, and an import makes anew.
const MADE: [&str; 8] = ["seq", "categories", "fetched", "relevant", "score", "report", "revisions", "state"];

/// Lines that are told of one by one.
const TOLD: usize = 5;

/// What it prints.
#[derive(Debug, Default, Serialize)]
struct Summary {
    lines: u64,
    items: u64,
    new_items: u64,
    relevant: u64,
    refused: u64,
}

/// Runs the command.
///
/// # Errors
/// Where the file cannot be read, or the store cannot be written to.
pub async fn run(global: &Global, args: &Import) -> Result<Ended, Failure> {
    let mut setup = Setup::load(global, DefaultEpisode::Live)?;
    if global.read_only {
        return Err(Failure::Call("--read-only refuses what changes the store, and import does; leave one out".into()));
    }
    setup.log(global, Runs::Once)?;
    let input: Box<dyn Read + Send> = match args.file.as_deref().filter(|file| *file != Path::new("-")) {
        None => Box::new(io::stdin()),
        Some(path) => {
            let opened = File::open(path);
            Box::new(opened.map_err(|error| Failure::Call(format!("cannot open {}: {error}", path.display())))?)
        }
    };
    let store = setup.open_store().await?;
    let context = setup.context(store.clone());
    let done = all(&context, BufReader::new(input), args.feed.as_deref()).await;
    store.close().await;
    let summary = done?;
    output::json(&summary)?;
    Ok(if summary.refused > 0 { Ended::Partly } else { Ended::Done })
}

/// Takes all lines in, a batch of each outlet at a time.
async fn all(
    context: &Context,
    mut input: BufReader<Box<dyn Read + Send>>,
    feed: Option<&str>,
) -> Result<Summary, Failure> {
    let mut summary = Summary::default();
    let mut waiting: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut line = Vec::new();
    let mut unread: BTreeSet<String> = BTreeSet::new();
    loop {
        line.clear();
        let read = read_line(&mut input, &mut line);
        let read = read.map_err(|error| Failure::Run(format!("cannot read the items: {error}")))?;
        let made = match read {
            Line::End => break,
            Line::Whole if line.iter().all(u8::is_ascii_whitespace) => {
                summary.lines += 1;
                continue;
            }
            Line::Whole => item(&line).inspect(|(.., keys)| {
                for key in keys {
                    if unread.len() < TOLD && unread.insert(key.clone()) {
                        let (line, hint) = (summary.lines + 1, hint(key, READ.into_iter()));
                        output::note(&format!("`{key}` (line {line}) is not read: {hint}"));
                    }
                }
            }),
            Line::TooLong => Err(format!("it is longer than {} bytes", lines::MAX_LINE)),
        };
        summary.lines += 1;
        let (outlet, item, _) = match made {
            Ok(made) => made,
            Err(why) => {
                summary.refused += 1;
                if summary.refused <= u64::try_from(TOLD).unwrap_or(0) {
                    output::note(&format!("line {} is not imported: {why}", summary.lines));
                }
                continue;
            }
        };
        let outlet = feed.map_or(outlet, str::to_owned);
        let items = waiting.entry(outlet.clone()).or_default();
        items.push(item);
        if items.len() >= BATCH {
            let items = std::mem::take(items);
            store(context, &outlet, items, &mut summary).await?;
        }
    }
    for (outlet, items) in waiting.into_iter().filter(|(_, items)| !items.is_empty()) {
        store(context, &outlet, items, &mut summary).await?;
    }
    Ok(summary)
}

/// A line as its outlet and an item of a JSON Feed, whose reader cleans and bounds it, and the keys that are not read.
fn item(line: &[u8]) -> Result<(String, Value, Vec<String>), String> {
    let input = lines::parse(line)?;
    let published = input.published.as_deref().map(|time| instant(time, Edge::Start)).transpose();
    let published = published.map_err(|why| format!("`published`: {why}"))?;
    // An exported item names its feed instead of its outlet, and its own id within that.
    let extra: Value = serde_json::from_slice(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)).unwrap_or_default();
    let said = |key: &str| extra.get(key).and_then(Value::as_str).map(str::to_owned);
    let id = match input.id {
        Id::Text(id) => id,
        Id::Number(number) => number.to_string(),
    };
    let text = input.text.unwrap_or_default();
    let body = if html::looks_like_html(&text) { "content_html" } else { "content_text" };
    let item = json!({
        "id": said("guid").unwrap_or(id),
        "title": lines::plain(input.title.as_deref().unwrap_or_default()),
        body: text,
        "url": input.url,
        "date_published": published.map(|at| at.to_string()),
        "language": input.lang,
        "authors": said("author").map(|author| json!([{"name": author}])),
    });
    let keys = extra.as_object().into_iter().flat_map(|object| object.keys());
    let unread = keys.filter(|key| !READ.contains(&key.as_str()) && !MADE.contains(&key.as_str()));
    let unread = unread.map(|key| normalize::line_within(key, NAME_MAX)).collect();
    Ok((input.source.or_else(|| said("feed")).unwrap_or_else(|| NAMELESS.to_owned()), item, unread))
}

/// Stores items of an outlet.
async fn store(context: &Context, outlet: &str, items: Vec<Value>, summary: &mut Summary) -> Result<(), Failure> {
    let name = normalize::line_within(outlet, NAME_MAX);
    let name = name.strip_prefix(PREFIX).unwrap_or(&name).trim();
    let name = if name.is_empty() { NAMELESS } else { name };
    let plain = |c: char| if c.is_alphanumeric() || "-._".contains(c) { c } else { '-' };
    let id = FeedId::new(format!("{PREFIX}{}", name.to_lowercase().chars().map(plain).collect::<String>()));
    let address = Url::parse("https://import.invalid/").map_err(|error| Failure::Run(error.to_string()))?;
    let document = Document {
        body: json!({"version": "https://jsonfeed.org/version/1.1", "items": items}).to_string().into_bytes(),
        content_type: Some("application/feed+json".to_owned()),
        conditional: Conditional::default(),
        url: address.clone(),
        incomplete: None,
    };
    let parsed = parse(&id, document).map_err(|error| Failure::Run(error.message))?;
    let feed = Feed {
        id,
        url: address,
        credentials: None,
        name: name.to_owned(),
        kind: FeedKind::International,
        lang: None,
        interval: None,
        enabled: false,
    };
    summary.items += u64::try_from(parsed.items.len()).unwrap_or(u64::MAX);
    let (new, relevant) = engine::import(context, &feed, parsed.items).await?;
    summary.new_items += new;
    summary.relevant += relevant;
    Ok(())
}
