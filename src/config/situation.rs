//! Loading a situation and the lexicons: embedded, each file overridable.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::document::{Document, nearest, unknown};
use super::library::{DEFAULT_SITUATION, Library};
use super::value::{self, Edge};
use super::{ConfigError, check, faults, schema, wordings};
use crate::model::episode::Span as Bounds;
use crate::model::situation::Names;
use crate::model::{Actor, Category, Episode, EpisodeId, Lexicon, Origin, Place, Side, Situation, Topic};

/// The files of a situation.
const PARTS: &[&str] = &["actors.toml", "feeds.toml", "origins.toml", "places.toml", "situation.toml", "topic.toml"];

/// The one of them that may be left out.
const FEEDS: &str = "feeds.toml";

/// `situation.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    title: String,
    timezone: String,
    zone_name: String,
    #[serde(default, rename = "side")]
    sides: Vec<Side>,
    #[serde(default)]
    eras: Names,
    #[serde(default)]
    past: Names,
    #[serde(default, rename = "category")]
    categories: Vec<Category>,
    #[serde(default, rename = "episode")]
    episodes: Vec<EpisodeTable>,
}

/// One `[[episode]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EpisodeTable {
    id: EpisodeId,
    name: String,
    begin: Option<String>,
    end: Option<String>,
    window: Option<value::Span>,
}

/// `places.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceFile {
    #[serde(default, rename = "place")]
    places: Vec<Place>,
}

/// `actors.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    #[serde(default, rename = "actor")]
    actors: Vec<Actor>,
}

/// `origins.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginFile {
    #[serde(default, rename = "origin")]
    origins: Vec<Origin>,
}

/// The shipped situation, whatever the operator's folder holds.
///
/// # Errors
/// Never, unless a shipped file is broken.
pub fn shipped() -> Result<Situation, ConfigError> {
    load(&Library::default(), DEFAULT_SITUATION)
}

/// The shipped lexicons.
///
/// # Errors
/// Never, unless a shipped file is broken.
pub fn shipped_lexicons() -> Result<Vec<Lexicon>, ConfigError> {
    lexicons(&Library::default())
}

/// The situation that `--situation` names: a folder where it is a path, else one of the library.
///
/// # Errors
/// Where there is none of that name, or a file of it is wrong.
pub fn load(library: &Library, name: &str) -> Result<Situation, ConfigError> {
    let source = locate(library, name)?;
    match source.strays().next() {
        Some(stray) => Err(stray),
        None => assemble(&source),
    }
}

/// A situation that was looked at, whatever is wrong with it.
#[derive(Debug)]
pub struct Inspected {
    /// Where each of its files is that is there.
    pub files: Vec<String>,
    /// All that is wrong.
    pub faults: Vec<ConfigError>,
    /// The situation, where nothing is.
    pub situation: Option<Situation>,
}

/// Looks for everything that is wrong with the situation that `--situation` names. What does not fit together is looked for
/// once every file can be read.
pub fn inspect(library: &Library, name: &str) -> Inspected {
    let source = match locate(library, name) {
        Ok(source) => source,
        Err(fault) => return Inspected { files: vec![], faults: vec![fault], situation: None },
    };
    let mut found = Inspected { files: vec![], faults: source.strays().collect(), situation: None };
    let mut documents = Vec::new();
    for part in PARTS {
        match source.file(part) {
            Err(fault) => found.faults.push(fault),
            Ok(Some(document)) => {
                found.faults.extend(faults::all(&document, &|document| read_part(part, document)));
                found.files.push(document.name.clone());
                documents.push((*part, document));
            }
            Ok(None) if *part != FEEDS => found.faults.push(source.missing(part)),
            Ok(None) => {}
        }
    }
    let worded = documents.iter().filter(|(part, document)| *part != FEEDS && !document.is_shipped);
    let unsound: Vec<ConfigError> = worded.flat_map(|(_, document)| wordings::unsound(document)).collect();
    let is_read = found.faults.is_empty();
    found.faults.extend(unsound);
    if is_read {
        match parts(&source) {
            Ok((situation, files)) => {
                found.faults.extend(check::misfits(&situation, &files.of()));
                found.situation = found.faults.is_empty().then_some(situation);
            }
            Err(fault) => found.faults.push(fault),
        }
    }
    found
}

/// The file of a situation's feeds, where it has one.
pub fn feeds_document(library: &Library, name: &str) -> Option<Document> {
    locate(library, name).ok()?.file(FEEDS).ok()?
}

/// Reads one file of a situation by itself.
fn read_part(part: &str, document: &Document) -> Result<(), ConfigError> {
    match part {
        "situation.toml" => document.read::<Frame>().and_then(|frame| episodes(document, &frame.episodes)).map(drop),
        "places.toml" => document.read::<PlaceFile>().map(drop),
        "actors.toml" => document.read::<ActorFile>().map(drop),
        "origins.toml" => document.read::<OriginFile>().map(drop),
        "topic.toml" => document.read::<Topic>().map(drop),
        _ => super::feeds::read(document).map(drop),
    }
}

/// The schema of `situation.toml`.
pub fn frame_schema() -> serde_json::Value {
    schema::of::<Frame>()
}

/// The schema of `places.toml`.
pub fn places_schema() -> serde_json::Value {
    schema::of::<PlaceFile>()
}

/// The schema of `actors.toml`.
pub fn actors_schema() -> serde_json::Value {
    schema::of::<ActorFile>()
}

/// The schema of `origins.toml`.
pub fn origins_schema() -> serde_json::Value {
    schema::of::<OriginFile>()
}

/// The schema of `topic.toml`.
pub fn topic_schema() -> serde_json::Value {
    schema::of::<Topic>()
}

/// Where a situation's files are.
#[derive(Debug)]
struct Source {
    /// What it is known by.
    id: String,
    /// As it was named.
    name: String,
    /// A folder; the library where there is none.
    folder: Option<PathBuf>,
    library: Library,
    /// The names of its files.
    names: Vec<String>,
}

impl Source {
    /// One of its files, where it is there.
    fn file(&self, part: &str) -> Result<Option<Document>, ConfigError> {
        let Some(folder) = &self.folder else {
            return self.library.find(&format!("situations/{}/{part}", self.name));
        };
        let file = folder.join(part);
        if file.exists() { Document::open(&file)?.seen().map(Some) } else { Ok(None) }
    }

    /// A file that it must have.
    fn required(&self, part: &str) -> Result<Document, ConfigError> {
        self.file(part)?.ok_or_else(|| self.missing(part))
    }

    fn missing(&self, part: &str) -> ConfigError {
        ConfigError::new(format!("the situation `{}` has no file {part}", self.id))
    }

    /// Files of its folder that are none that is read: a misspelt one would be left unread in silence.
    fn strays(&self) -> impl Iterator<Item = ConfigError> {
        let strays = self.names.iter().filter(|name| name.ends_with(".toml") && !PARTS.contains(&name.as_str()));
        strays.map(|stray| {
            let folder = format!(" in the folder of the situation `{}`", self.name);
            ConfigError::new(unknown("file", stray, &folder, PARTS))
        })
    }
}

/// Finds the situation that `--situation` names.
fn locate(library: &Library, name: &str) -> Result<Source, ConfigError> {
    let path = Path::new(name);
    let library = library.clone();
    if name.contains(['/', '\\']) || name == "." || name == ".." {
        if !path.is_dir() {
            return Err(ConfigError::new(format!("there is no situation folder {name}")));
        }
        let id = path.canonicalize().ok();
        let id = id.as_deref().and_then(Path::file_name).map_or(name.into(), |name| name.to_string_lossy());
        let found = std::fs::read_dir(path).into_iter().flatten().flatten();
        let names = found.filter_map(|found| found.file_name().into_string().ok()).collect::<Vec<_>>();
        return Ok(Source {
            id: id.into_owned(),
            name: name.to_owned(),
            folder: Some(path.to_owned()),
            library,
            names,
        });
    }
    let known = library.names("situations");
    if !known.iter().any(|situation| situation == name) {
        if path.is_dir() {
            return locate(&library, &format!("./{name}"));
        }
        let near = nearest(name, known.iter().map(String::as_str));
        let hint = near.map_or_else(
            || format!("known are {}; a folder is named by a path such as ./{name}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(ConfigError::new(format!("unknown situation `{name}`; {hint}")));
    }
    let names = library.names(&format!("situations/{name}"));
    Ok(Source { id: name.to_owned(), name: name.to_owned(), folder: None, library, names })
}

/// All lexicons of the library, by language.
///
/// # Errors
/// Where one cannot be read, names another language than its file, has a wording that cannot be found, or no small
/// words to tell its language by.
pub fn lexicons(library: &Library) -> Result<Vec<Lexicon>, ConfigError> {
    let mut found = Vec::new();
    for name in library.names("lang") {
        let Some(code) = name.strip_suffix(".toml") else { continue };
        let Some(document) = library.find(&format!("lang/{name}"))? else { continue };
        let lexicon = lexicon(&document, code)?;
        own_wordings(&document)?;
        found.push(lexicon);
    }
    Ok(found)
}

/// All that is wrong with the lexicon of a language.
pub fn lexicon_faults(document: &Document, code: &str) -> Vec<ConfigError> {
    let mut faults = faults::all(document, &|document| lexicon(document, code).map(drop));
    faults.extend(wordings::unsound(document));
    faults
}

/// A lexicon by itself.
fn lexicon(document: &Document, code: &str) -> Result<Lexicon, ConfigError> {
    let lexicon: Lexicon = document.read()?;
    if lexicon.lang.as_str() != code {
        let message = format!("it is `{}`, but the file is of `{code}`; they must agree", lexicon.lang);
        return Err(document.fault(&["lang".into()], &message));
    }
    if lexicon.small_words.is_empty() {
        let message = "it is missing or empty; name some words that are frequent in the language, or no text is \
                       known to be in it";
        return Err(document.fault(&["small_words".into()], message));
    }
    Ok(lexicon)
}

/// The texts of all lexicons of the library, by language: what readings by them are told apart by, without reading them.
///
/// # Errors
/// Where one cannot be read.
pub fn lexicon_texts(library: &Library) -> Result<Vec<Cow<'static, str>>, ConfigError> {
    let names = library.names("lang").into_iter().filter(|name| name.ends_with(".toml"));
    let texts = names.filter_map(|name| library.find(&format!("lang/{name}")).transpose());
    texts.map(|text| text.map(|document| document.text)).collect()
}

/// The documents of a situation whose parts refer to each other.
struct Documents {
    frame: Document,
    places: Document,
    actors: Document,
    origins: Document,
    topic: Document,
}

impl Documents {
    fn of(&self) -> check::Files<'_> {
        let Self { frame, places, actors, origins, topic } = self;
        check::Files { frame, places, actors, origins, topic }
    }

    fn all(&self) -> [&Document; 5] {
        [&self.frame, &self.places, &self.actors, &self.origins, &self.topic]
    }
}

/// Reads the six files of a situation.
fn parts(source: &Source) -> Result<(Situation, Documents), ConfigError> {
    let frame_file = source.required("situation.toml")?;
    let frame: Frame = frame_file.read()?;
    let places_file = source.required("places.toml")?;
    let places: PlaceFile = places_file.read()?;
    let actors_file = source.required("actors.toml")?;
    let actors: ActorFile = actors_file.read()?;
    let origins_file = source.required("origins.toml")?;
    let origins: OriginFile = origins_file.read()?;
    let topic_file = source.required("topic.toml")?;
    let topic: Topic = topic_file.read()?;
    let feeds = source.file(FEEDS)?.map_or(Ok(vec![]), |document| super::feeds::read(&document))?;
    let episodes = episodes(&frame_file, &frame.episodes)?;

    let situation = Situation {
        id: source.id.clone(),
        title: frame.title,
        timezone: frame.timezone,
        zone_name: frame.zone_name,
        sides: frame.sides,
        eras: frame.eras,
        past: frame.past,
        categories: frame.categories,
        places: places.places,
        actors: actors.actors,
        origins: origins.origins,
        topic,
        episodes,
        feeds,
    };
    let documents = Documents {
        frame: frame_file,
        places: places_file,
        actors: actors_file,
        origins: origins_file,
        topic: topic_file,
    };
    Ok((situation, documents))
}

/// Reads the six files of a situation and checks that they fit together.
fn assemble(source: &Source) -> Result<Situation, ConfigError> {
    let (situation, documents) = parts(source)?;
    if let Some(misfit) = check::misfits(&situation, &documents.of()).into_iter().next() {
        return Err(misfit);
    }
    documents.all().into_iter().try_for_each(own_wordings)?;
    Ok(situation)
}

/// Whether the wordings of an operator's own file can be found. Those that are shipped are sound, as the tests hold: to look
/// at them at every start would take as long as to read them.
fn own_wordings(document: &Document) -> Result<(), ConfigError> {
    if document.is_shipped {
        return Ok(());
    }
    wordings::unsound(document).into_iter().next().map_or(Ok(()), Err)
}

/// The episodes as written, their bounds worked out.
fn episodes(document: &Document, tables: &[EpisodeTable]) -> Result<Vec<Episode>, ConfigError> {
    let mut found = Vec::with_capacity(tables.len());
    for (index, table) in tables.iter().enumerate() {
        let fault = |key: &str, message: &str| document.fault(&["episode".into(), index.into(), key.into()], message);
        let edge = |key: &str, text: &Option<String>, edge: Edge| {
            text.as_ref().map(|text| value::instant(text, edge).map_err(|message| fault(key, &message))).transpose()
        };
        let begin = edge("begin", &table.begin, Edge::Start)?;
        let end = edge("end", &table.end, Edge::End)?;
        let span = match (begin, end, table.window) {
            (Some(begin), Some(end), None) if end < begin => {
                return Err(fault("end", &format!("the episode `{}` ends before it begins", table.id)));
            }
            (Some(begin), end, None) => Bounds::Fixed { begin, end },
            (None, None, Some(window)) if window.0.is_zero() => {
                return Err(fault("window", &format!("the window of the episode `{}` is empty", table.id)));
            }
            (None, None, Some(window)) => Bounds::Rolling(window.0),
            (_, _, Some(_)) => {
                let message =
                    format!("the episode `{}` has a `window` that rolls and fixed bounds; keep one", table.id);
                return Err(fault("window", &message));
            }
            (None, _, None) => {
                return Err(fault("id", &format!("the episode `{}` needs a `begin` or a `window`", table.id)));
            }
        };
        found.push(Episode { id: table.id.clone(), name: table.name.clone(), span });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    /// What a start takes on trust.
    #[test]
    fn every_shipped_wording_can_be_found() {
        let library = Library::default();
        let situations = library.names("situations").into_iter().map(|name| format!("situations/{name}"));
        let mut looked = 0;
        for folder in situations.chain(["lang".to_owned()]) {
            for name in library.names(&folder).into_iter().filter(|name| name != "feeds.toml") {
                let document = library.find(&format!("{folder}/{name}")).unwrap().unwrap();
                assert!(document.is_shipped);
                assert_eq!(wordings::unsound(&document), []);
                looked += 1;
            }
        }
        assert!(looked >= 22, "{looked} files");
        let same = Document::new("own.toml", "list = [\"a (b|c\"]");
        assert!(own_wordings(&same).unwrap_err().message.contains("never closes it"), "one's own are looked at");
    }
}
