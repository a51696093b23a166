//! Configuration: what is accepted, and what is said of everything that is not.
//!
//! `tests/data/config/bad/KIND/NAME.toml` is refused with the sentence in `NAME.txt` beside it, in which FILE stands
//! for the file; everything in `good` is accepted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use coastwatch::config::library::{DEFAULT_SITUATION, Library};
use coastwatch::config::{self, ConfigError, alerts, feeds, filters, situation};
use coastwatch::filter::Vocabulary;
use coastwatch::model::episode::Span;
use coastwatch::ui::keys;

use crate::support::command::Home;

/// The files of a folder of cases, in order.
fn cases(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config").join(folder);
    let mut found: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|case| case.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "txt"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no cases in {folder}");
    found
}

/// Loads a case in the place it is for.
fn load(kind: &str, case: &Path) -> Result<(), ConfigError> {
    let own = |inside: &str| {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(case, path).unwrap();
        folder
    };
    match kind {
        "settings" => config::load(&Library::default(), Some(case)).map(drop),
        "feeds" => feeds::open(case).map(drop),
        "filters" => {
            let folder = own("filters.toml");
            let situation = situation::load(&Library::default(), DEFAULT_SITUATION)?;
            filters::load(&Library::new(Some(folder.path().into())), &Vocabulary::new(&situation, &[])).map(drop)
        }
        "alerts" => {
            let folder = own("alerts.toml");
            let situation = situation::load(&Library::default(), DEFAULT_SITUATION)?;
            let vocabulary = Vocabulary::new(&situation, &situation.feeds);
            alerts::load(&Library::new(Some(folder.path().into())), &vocabulary).map(drop)
        }
        "keys" => {
            let folder = own("keys.toml");
            keys::load(&Library::new(Some(folder.path().into()))).map(drop)
        }
        "lexicon" => {
            let folder = own("lang/en.toml");
            situation::lexicons(&Library::new(Some(folder.path().into()))).map(drop)
        }
        part => {
            let folder = own(&format!("situations/{DEFAULT_SITUATION}/{part}.toml"));
            situation::load(&Library::new(Some(folder.path().into())), DEFAULT_SITUATION).map(drop)
        }
    }
}

#[test]
fn every_fault_is_told_with_file_line_column_and_what_to_write() {
    let mut wrong = Vec::new();
    for kind in [
        "settings",
        "feeds",
        "situation",
        "places",
        "actors",
        "origins",
        "topic",
        "lexicon",
        "filters",
        "keys",
        "alerts",
    ] {
        for case in cases(&format!("bad/{kind}")) {
            let expect = fs::read_to_string(case.with_extension("txt")).unwrap_or_default();
            let told = match load(kind, &case) {
                Ok(()) => "accepted".to_owned(),
                Err(error) => match error.message.split_once(", line ") {
                    Some((_, rest)) => format!("FILE, line {rest}"),
                    None => error.message,
                },
            };
            if told != expect.trim_end() {
                wrong.push(format!("{}\n  told:   {told}\n  expect: {}", case.display(), expect.trim_end()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fault_names_the_file_as_it_was_given() {
    let case = cases("bad/settings").into_iter().find(|case| case.ends_with("unknown-key.toml")).unwrap();
    let message = load("settings", &case).unwrap_err().message;
    assert!(message.starts_with(&format!("{}, line 2, column 1: ", case.display())), "{message}");
}

#[test]
fn what_is_right_is_accepted() {
    for kind in ["settings", "feeds"] {
        for case in cases(&format!("good/{kind}")) {
            load(kind, &case).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
        }
    }
}

#[test]
fn the_shipped_situation_is_whole() {
    let shipped = situation::shipped().unwrap();
    assert_eq!(shipped.timezone, "Asia/Damascus");
    let recorded = shipped.episode("march-2025").unwrap();
    let Span::Fixed { begin, end: Some(end) } = recorded.span else { panic!("{recorded:?}") };
    assert_eq!(begin, "2025-03-06T00:00:00Z".parse().unwrap());
    assert!(end > "2025-03-14T23:59:59Z".parse().unwrap() && end < "2025-03-15T00:00:00Z".parse().unwrap());
    let live = shipped.episode("live").unwrap();
    assert_eq!(live.span, Span::Rolling(jiff::SignedDuration::from_hours(14 * 24)));
    let languages: Vec<_> = situation::shipped_lexicons().unwrap().iter().map(|one| one.lang.clone()).collect();
    assert!(languages.contains(&"en".into()) && languages.contains(&"ar".into()), "{languages:?}");
}

#[test]
fn a_file_in_the_configuration_folder_takes_the_place_of_the_shipped_one() {
    let folder = tempfile::TempDir::new().unwrap();
    let inside = folder.path().join("situations/coastal-clashes");
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join("places.toml"), "[[place]]\nid = \"here\"\nname = \"Here\"\nkind = \"town\"\n").unwrap();
    let loaded = situation::load(&Library::new(Some(folder.path().into())), DEFAULT_SITUATION).unwrap();
    let places: Vec<_> = loaded.places.iter().map(|place| place.id.as_str()).collect();
    assert_eq!(places, ["here"]);
    assert_eq!(loaded.origins, situation::shipped().unwrap().origins);
}

#[test]
fn a_situation_may_be_a_folder_of_ones_own() {
    let home = Home::new();
    let own = home.path("mine");
    fs::create_dir_all(&own).unwrap();
    let write = |name: &str, text: &str| fs::write(own.join(name), text).unwrap();
    write("situation.toml", "title = \"Mine\"\ntimezone = \"UTC\"\nzone_name = \"UTC\"\n");
    for name in ["places.toml", "actors.toml", "origins.toml"] {
        write(name, "");
    }
    let load = || situation::load(&Library::default(), own.to_str().unwrap());
    let missing = load().unwrap_err().message;
    assert!(missing.contains("has no file topic.toml"), "{missing}");
    write("topic.toml", "");
    let loaded = load().unwrap();
    assert_eq!((loaded.id.as_str(), loaded.title.as_str()), ("mine", "Mine"));
}

#[test]
fn a_misspelt_file_of_a_situation_is_not_passed_over_in_silence() {
    let folder = tempfile::TempDir::new().unwrap();
    let inside = folder.path().join("situations/coastal-clashes");
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join("place.toml"), "").unwrap();
    fs::write(inside.join("places.toml~"), "an editor's copy").unwrap();
    let message = situation::load(&Library::new(Some(folder.path().into())), DEFAULT_SITUATION).unwrap_err().message;
    assert!(message.contains("`place.toml`") && message.ends_with("did you mean `places.toml`?"), "{message}");
}

#[test]
fn feeds_of_a_file_are_polled_instead_of_the_shipped_ones_unless_it_says_beside() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("c.toml");
    let shipped = feeds::open(&cases("good/feeds").into_iter().find(|case| case.ends_with("list.toml")).unwrap());
    let shipped = shipped.unwrap();
    let ids = |text: &str| {
        fs::write(&file, text).unwrap();
        let feeds = config::load(&Library::default(), Some(&file)).and_then(|loaded| loaded.feeds(&shipped));
        feeds.map(|feeds| feeds.iter().map(|feed| format!("{} {}", feed.id, feed.enabled)).collect::<Vec<_>>())
    };
    assert_eq!(ids("").unwrap(), ["a false"]);
    assert_eq!(ids("[[feed]]\nid = \"b\"\nurl = \"http://b.example\"\n").unwrap(), ["b true"]);
    let beside = "[poll]\nshipped_feeds = true\n";
    assert_eq!(
        ids(&format!("{beside}[[feed]]\nid = \"b\"\nurl = \"http://b.example\"\n")).unwrap(),
        ["a false", "b true"]
    );
    assert_eq!(ids(&format!("{beside}[[feed]]\nid = \"a\"\nenabled = true\n")).unwrap(), ["a true"]);
    assert!(ids(&format!("{beside}[[feed]]\nid = \"c\"\n")).unwrap_err().message.contains("`c` has no `url`"));
}
