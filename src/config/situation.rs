//! Loading a situation and the lexicons: embedded, each file overridable.

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;

use super::document::{Document, nearest, unknown};
use super::library::{DEFAULT_SITUATION, Library};
use super::value::{self, Edge};
use super::{ConfigError, check, wordings};
use crate::model::episode::Span as Bounds;
use crate::model::situation::Names;
use crate::model::{Actor, Category, Episode, EpisodeId, Lexicon, Origin, Place, Side, Situation, Topic};

/// The files of a situation.
const PARTS: &[&str] = &["actors.toml", "feeds.toml", "origins.toml", "places.toml", "situation.toml", "topic.toml"];

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
    let path = Path::new(name);
    if name.contains(['/', '\\']) || name == "." || name == ".." {
        if !path.is_dir() {
            return Err(ConfigError { message: format!("there is no situation folder {name}") });
        }
        let id = path.canonicalize().ok();
        let id = id.as_deref().and_then(Path::file_name).map_or(name.into(), |name| name.to_string_lossy());
        let found = std::fs::read_dir(path).into_iter().flatten().flatten();
        let names = found.filter_map(|found| found.file_name().into_string().ok()).collect::<Vec<_>>();
        check_names(name, &names)?;
        return assemble(&id, &|file| {
            let file = path.join(file);
            if file.exists() { Document::open(&file)?.seen().map(Some) } else { Ok(None) }
        });
    }
    let known = library.names("situations");
    if !known.iter().any(|situation| situation == name) {
        if path.is_dir() {
            return load(library, &format!("./{name}"));
        }
        let near = nearest(name, known.iter().map(String::as_str));
        let hint = near.map_or_else(
            || format!("known are {}; a folder is named by a path such as ./{name}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(ConfigError { message: format!("unknown situation `{name}`; {hint}") });
    }
    check_names(name, &library.names(&format!("situations/{name}")))?;
    assemble(name, &|file| library.find(&format!("situations/{name}/{file}")))
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
        let lexicon: Lexicon = document.read()?;
        if lexicon.lang.as_str() != code {
            let message = format!("it is `{}`, but the file is of `{code}`; they must agree", lexicon.lang);
            return Err(document.fault(&["lang".into()], &message));
        }
        own_wordings(&document)?;
        if lexicon.small_words.is_empty() {
            let message = "it is missing or empty; name some words that are frequent in the language, or no text is \
                           known to be in it";
            return Err(document.fault(&["small_words".into()], message));
        }
        found.push(lexicon);
    }
    Ok(found)
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

/// Whether each file of a situation's folder is one that is read: a misspelt one would be left unread in silence.
fn check_names(situation: &str, names: &[String]) -> Result<(), ConfigError> {
    let stray = names.iter().find(|name| name.ends_with(".toml") && !PARTS.contains(&name.as_str()));
    stray.map_or(Ok(()), |stray| {
        let message = unknown("file", stray, &format!(" in the folder of the situation `{situation}`"), PARTS);
        Err(ConfigError { message })
    })
}

/// Reads the six files of a situation and checks that they fit together.
fn assemble(id: &str, file: &dyn Fn(&str) -> Result<Option<Document>, ConfigError>) -> Result<Situation, ConfigError> {
    let required = |name: &str| {
        file(name)?.ok_or_else(|| ConfigError { message: format!("the situation `{id}` has no file {name}") })
    };
    let frame_file = required("situation.toml")?;
    let frame: Frame = frame_file.read()?;
    let places_file = required("places.toml")?;
    let places: PlaceFile = places_file.read()?;
    let actors_file = required("actors.toml")?;
    let actors: ActorFile = actors_file.read()?;
    let origins_file = required("origins.toml")?;
    let origins: OriginFile = origins_file.read()?;
    let topic_file = required("topic.toml")?;
    let topic: Topic = topic_file.read()?;
    let feeds = file("feeds.toml")?.map_or(Ok(vec![]), |document| super::feeds::read(&document))?;
    let episodes = episodes(&frame_file, &frame.episodes)?;

    let situation = Situation {
        id: id.to_owned(),
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
    let files = check::Files {
        frame: &frame_file,
        places: &places_file,
        actors: &actors_file,
        origins: &origins_file,
        topic: &topic_file,
    };
    check::fits(&situation, &files)?;
    let written = [&frame_file, &places_file, &actors_file, &origins_file, &topic_file];
    written.into_iter().try_for_each(own_wordings)?;
    Ok(situation)
}

/// Whether the wordings of an operator's own file can be found. Those that are shipped are sound, as the tests hold: to look
/// at them at every start would take as long as to read them.
fn own_wordings(document: &Document) -> Result<(), ConfigError> {
    if document.is_shipped { Ok(()) } else { wordings::sound(document) }
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
                wordings::sound(&document).unwrap();
                looked += 1;
            }
        }
        assert!(looked >= 22, "{looked} files");
        let same = Document::new("own.toml", "list = [\"a (b|c\"]");
        assert!(own_wordings(&same).unwrap_err().message.contains("never closes it"), "one's own are looked at");
    }
}
