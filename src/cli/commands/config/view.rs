//! `coastwatch config view`: every setting in force, with who says so.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use crate::cli::args::{Form, Global};
use crate::cli::{Ended, Failure, effective, output};
use crate::config::library::Library;
use crate::config::provenance::{Setting, Source};
use crate::config::{self, Loaded, feeds, paths, situation};
use crate::feed::failure;
use crate::model::Feed;

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct View {
    settings: Vec<SettingLine>,
    feeds: Vec<FeedLine>,
}

#[derive(Debug, Serialize)]
struct SettingLine {
    key: String,
    value: Value,
    from: Teller,
}

#[derive(Debug, Serialize)]
struct FeedLine {
    id: String,
    url: String,
    enabled: bool,
    from: Teller,
}

/// Who says something.
#[derive(Debug, Serialize)]
struct Teller {
    kind: &'static str,
    name: Option<String>,
    line: Option<usize>,
}

impl Teller {
    fn of(source: &Source) -> Self {
        let (kind, name, line) = match source {
            Source::Defaults(line) => ("default", None, Some(*line)),
            Source::File(file, line) => ("file", Some(file.clone()), Some(*line)),
            Source::Environment(name) => ("environment", Some((*name).to_owned()), None),
            Source::Flag(flag) => ("flag", Some((*flag).to_owned()), None),
        };
        Self { kind, name, line }
    }
}

pub(super) fn run(global: &Global, form: Form) -> Result<Ended, Failure> {
    let library = Library::new(paths::config_folder());
    let loaded = config::load(&library, global.config.as_deref())?;
    let settings = effective::settings(global, &loaded);
    let feeds = feeds_of(global, &library, &loaded)?;
    match form {
        Form::Json => output::json(&View {
            settings: settings.into_iter().map(line).collect(),
            feeds: feeds
                .iter()
                .map(|(feed, from)| FeedLine {
                    id: feed.id.to_string(),
                    url: failure::address(&feed.url),
                    enabled: feed.enabled,
                    from: Teller::of(from),
                })
                .collect(),
        })?,
        Form::Text => output::text(&text(&settings, &feeds))?,
    }
    Ok(Ended::Done)
}

/// The feeds that are polled, each with who names it.
fn feeds_of(global: &Global, library: &Library, loaded: &Loaded) -> Result<Vec<(Feed, Source)>, Failure> {
    if let Some(file) = &global.feeds {
        return Ok(feeds::open(file)?.into_iter().map(|feed| (feed, Source::Flag("--feeds"))).collect());
    }
    let name = global.situation.as_deref().unwrap_or(&loaded.settings.situation);
    let situation = situation::load(library, name)?;
    let shipped = situation::feeds_document(library, name);
    let of_situation = |feed: &Feed| {
        let place = situation.feeds.iter().position(|one| one.id == feed.id)?;
        let document = shipped.as_ref()?;
        Some(Source::File(document.name.clone(), document.line(&["feed".into(), place.into(), "id".into()])))
    };
    let named = |feed: Feed| {
        let from = loaded.feed_source(&feed).or_else(|| of_situation(&feed)).unwrap_or(Source::Defaults(0));
        (feed, from)
    };
    Ok(loaded.feeds(&situation.feeds)?.into_iter().map(named).collect())
}

/// The value of a setting, which is written as TOML has it.
fn line(setting: Setting) -> SettingLine {
    let read = format!("value = {}", setting.value).parse::<toml::Table>().ok();
    let value = read.and_then(|table| serde_json::to_value(table.get("value")?).ok());
    SettingLine {
        value: value.unwrap_or(Value::String(setting.value)),
        from: Teller::of(&setting.from),
        key: setting.key,
    }
}

/// As a file of settings with comments.
fn text(settings: &[Setting], feeds: &[(Feed, Source)]) -> String {
    let lines: Vec<String> = settings.iter().map(|setting| format!("{} = {}", setting.key, setting.value)).collect();
    let width = lines.iter().map(|line| line.chars().count()).filter(|width| *width <= 48).max().unwrap_or_default();
    let mut text = String::new();
    for (line, setting) in lines.iter().zip(settings) {
        let _infallible = writeln!(text, "{line:width$}  # {}", told(&setting.from));
    }
    let _infallible = writeln!(text, "\n# Feeds: {}", feeds.len());
    for (feed, from) in feeds {
        let off = if feed.enabled { "" } else { " (not polled)" };
        let _infallible = writeln!(text, "# {}{off}  {}  {from}", feed.id, failure::address(&feed.url));
    }
    text
}

fn told(source: &Source) -> String {
    match source {
        Source::Flag(flag) => format!("the command line, {flag}"),
        Source::Defaults(line) => format!("the defaults, line {line}"),
        source => source.to_string(),
    }
}
