//! `coastwatch situation`: the commented files of a new situation, and whether one is whole.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::args::{Form, Global, SituationDeed};
use crate::cli::commands::config::{Checked, CheckedFile, told, write_new};
use crate::cli::{Ended, Failure, output};
use crate::config::library::Library;
use crate::config::{self, paths, situation};
use crate::model::{Place, PlaceKind, Situation};

/// A file of the template.
macro_rules! template {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../../config/new-situation/", $name)))),*]
    };
}

/// The files of a new situation, filled with an invented one.
pub const TEMPLATE: [(&str, &str); 6] =
    template!["situation.toml", "places.toml", "actors.toml", "origins.toml", "topic.toml", "feeds.toml"];

/// Runs the command.
///
/// # Errors
/// Where a file cannot be written, or there is no situation of the name.
pub fn run(global: &Global, deed: &SituationDeed) -> Result<Ended, Failure> {
    match deed {
        SituationDeed::New { name } => new(name),
        SituationDeed::Check { name, format } => check(global, name.as_deref(), *format),
    }
}

fn new(name: &str) -> Result<Ended, Failure> {
    let folder = folder(name)?;
    if folder.exists() {
        let why = format!("{} is there already and is left as it is; take another name", folder.display());
        return Err(Failure::Call(why));
    }
    for (file, text) in TEMPLATE {
        write_new(&folder.join(file), text)?;
    }
    let lines = TEMPLATE.map(|(file, _)| format!("{}\n", folder.join(file).display()));
    output::text(&lines.concat())?;
    output::note(&format!(
        "they hold an invented example that works: put your own in its place, `coastwatch situation check {name}` tells what is \
         wrong, and `coastwatch --situation {name}` watches it"
    ));
    Ok(Ended::Done)
}

/// Where a new situation goes: where a path leads, else among the operator's own.
fn folder(name: &str) -> Result<PathBuf, Failure> {
    if name.contains(['/', '\\']) {
        return Ok(Path::new(name).to_owned());
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_name) {
        let why =
            format!("`{name}` is no name of a situation; letters, digits and hyphens are, or a path such as ./{name}");
        return Err(Failure::Call(why));
    }
    if Library::default().names("situations").iter().any(|shipped| shipped == name) {
        return Err(Failure::Call(format!("the situation `{name}` is shipped; take another name")));
    }
    let folder = paths::config_folder().map(|folder| folder.join("situations").join(name));
    folder.ok_or_else(|| {
        Failure::Call(format!("there is no home folder for it; set HOME, or name a path such as ./{name}"))
    })
}

/// What a situation contains.
#[derive(Debug, Serialize)]
struct Contents {
    id: String,
    title: String,
    timezone: String,
    episodes: Vec<String>,
    sides: Vec<String>,
    categories: Vec<String>,
    places: usize,
    /// Places that the map can show.
    on_the_map: usize,
    regions: usize,
    actors: usize,
    origins: usize,
    topic_groups: usize,
    /// The languages that its names and terms are in; `und` is any.
    languages: Vec<String>,
    feeds: usize,
}

impl Contents {
    fn of(situation: &Situation) -> Self {
        let mut languages: Vec<String> = situation
            .places
            .iter()
            .flat_map(|place| place.names.keys())
            .chain(situation.actors.iter().flat_map(|actor| actor.names.keys()))
            .chain(situation.topic.groups.iter().flat_map(|group| group.terms.keys()))
            .map(ToString::to_string)
            .collect();
        languages.sort();
        languages.dedup();
        let is_mapped = |place: &&Place| place.lat.is_some() && place.lon.is_some();
        Self {
            id: situation.id.clone(),
            title: situation.title.clone(),
            timezone: situation.timezone.clone(),
            episodes: situation.episodes.iter().map(|episode| episode.id.to_string()).collect(),
            sides: situation.sides.iter().map(|side| side.id.to_string()).collect(),
            categories: situation.categories.iter().map(|category| category.id.to_string()).collect(),
            places: situation.places.len(),
            on_the_map: situation.places.iter().filter(is_mapped).count(),
            regions: situation.places.iter().filter(|place| place.kind == PlaceKind::Region).count(),
            actors: situation.actors.len(),
            origins: situation.origins.len(),
            topic_groups: situation.topic.groups.len(),
            languages,
            feeds: situation.feeds.len(),
        }
    }

    fn told(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _infallible = writeln!(text, "{name:12}{value}");
        };
        line("title", format!("{} ({})", self.title, self.timezone));
        line("episodes", self.episodes.join(", "));
        line("sides", self.sides.join(", "));
        line("categories", self.categories.join(", "));
        line("places", format!("{}, {} on the map, {} regions", self.places, self.on_the_map, self.regions));
        line("actors", self.actors.to_string());
        line("origins", self.origins.to_string());
        line("topic", format!("{} groups", self.topic_groups));
        line("languages", self.languages.join(", "));
        let feeds = if self.feeds == 0 {
            "none: nothing is polled until feeds.toml names some".to_owned()
        } else {
            self.feeds.to_string()
        };
        line("feeds", feeds);
        text
    }
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    checked: Checked,
    situation: Option<Contents>,
}

fn check(global: &Global, name: Option<&str>, form: Form) -> Result<Ended, Failure> {
    let library = Library::new(paths::config_folder());
    let name = match name.or(global.situation.as_deref()) {
        Some(name) => name.to_owned(),
        None => config::load(&library, global.config.as_deref())?.settings.situation,
    };
    let inspected = situation::inspect(&library, &name);
    let mut faults = inspected.faults;
    let mut files: Vec<CheckedFile> = Vec::new();
    for file in inspected.files {
        let is_here = |fault: &config::ConfigError| fault.place.as_ref().is_some_and(|place| place.file == file);
        let (here, elsewhere) = faults.into_iter().partition(is_here);
        faults = elsewhere;
        files.push(CheckedFile::new(file, here));
    }
    if !faults.is_empty() {
        files.push(CheckedFile::new(format!("situation {name}"), faults));
    }
    let answer = Answer { checked: Checked::of(files), situation: inspected.situation.as_ref().map(Contents::of) };
    match form {
        Form::Json => output::json(&answer)?,
        Form::Text => {
            let contents = answer.situation.as_ref().map(Contents::told).unwrap_or_default();
            output::text(&format!("{contents}{}", told(&answer.checked)))?;
        }
    }
    Ok(answer.checked.ended())
}
