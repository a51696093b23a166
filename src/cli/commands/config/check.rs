//! `coastwatch config check`: reads every file of the configuration and tells everything that is wrong.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::cli::args::{Form, Global};
use crate::cli::setup::check_allowed;
use crate::cli::{Ended, Failure, output};
use crate::config::document::{Document, unknown};
use crate::config::library::Library;
use crate::config::{self, ConfigError, alerts, feeds, filters, paths, situation, themes};
use crate::filter::Vocabulary;
use crate::model::Situation;
use crate::ui::keys;

/// Files and folders that are read in the configuration folder.
const KNOWN: &[&str] = &[config::FILE, alerts::FILE, filters::FILE, keys::FILE];

/// What `--format json` prints.
#[derive(Debug, Serialize)]
pub struct Checked {
    ok: bool,
    files: Vec<File>,
}

/// One file, and what is wrong with it.
#[derive(Debug, Serialize)]
pub struct File {
    file: String,
    faults: Vec<Fault>,
}

#[derive(Debug, Serialize)]
struct Fault {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    key: Option<String>,
    message: String,
    #[serde(skip)]
    told: String,
}

impl File {
    /// A file with its faults.
    pub fn new(file: impl Into<String>, faults: Vec<ConfigError>) -> Self {
        let file = file.into();
        let fault = |error: ConfigError| match error.place {
            Some(place) => Fault {
                file: place.file,
                line: Some(place.line),
                column: Some(place.column),
                key: Some(place.key).filter(|key| !key.is_empty()),
                message: place.told,
                told: error.message,
            },
            None => Fault {
                file: file.clone(),
                line: None,
                column: None,
                key: None,
                told: error.message.clone(),
                message: error.message,
            },
        };
        Self { faults: faults.into_iter().map(fault).collect(), file }
    }
}

impl Checked {
    /// What was found in some files.
    pub fn of(files: Vec<File>) -> Self {
        Self { ok: files.iter().all(|file| file.faults.is_empty()), files }
    }

    /// How the command ends.
    pub fn ended(&self) -> Ended {
        if self.ok { Ended::Done } else { Ended::Wrong }
    }
}

pub(super) fn run(global: &Global, form: Form) -> Result<Ended, Failure> {
    let checked = Checked::of(files(global));
    match form {
        Form::Json => output::json(&checked)?,
        Form::Text => output::text(&told(&checked))?,
    }
    Ok(checked.ended())
}

/// What was found, a line for each fault.
pub fn told(checked: &Checked) -> String {
    let mut text = String::new();
    for file in &checked.files {
        if file.faults.is_empty() {
            let _infallible = writeln!(text, "ok      {}", file.file);
        }
        for fault in &file.faults {
            let _infallible = writeln!(text, "WRONG   {}", fault.told);
        }
    }
    let (faults, wrong) = checked
        .files
        .iter()
        .filter(|file| !file.faults.is_empty())
        .fold((0, 0), |(faults, files), file| (faults + file.faults.len(), files + 1));
    let end = match (faults, wrong) {
        (0, _) => "All is well.".to_owned(),
        (1, _) => "1 thing is wrong.".to_owned(),
        (faults, 1) => format!("{faults} things are wrong in 1 file."),
        (faults, wrong) => format!("{faults} things are wrong in {wrong} files."),
    };
    text + &end + "\n"
}

/// Every file that is read, each with what is wrong with it.
fn files(global: &Global) -> Vec<File> {
    let library = Library::new(paths::config_folder());
    let mut files = Vec::new();
    let name = global
        .situation
        .clone()
        .or_else(|| Some(config::load(&library, global.config.as_deref()).ok()?.settings.situation));
    let name = name.unwrap_or_else(|| config::library::DEFAULT_SITUATION.to_owned());
    let inspected = situation::inspect(&library, &name);
    let shipped = inspected.situation.as_ref().map(|situation| situation.feeds.clone()).unwrap_or_default();
    for (path, mut faults) in config::settings_faults(&library, global.config.as_deref(), &shipped) {
        if faults.is_empty() {
            faults.extend(of_settings(global, &library, &path));
        }
        files.push(File::new(path.display().to_string(), faults));
    }
    if let Some(path) = &global.feeds {
        files.push(File::new(path.display().to_string(), feeds::open(path).err().into_iter().collect()));
    }
    files.extend(folder(&library, inspected.situation.as_ref()));
    files.push(File::new(format!("situation {name}"), inspected.faults));
    let others = library
        .names("situations")
        .into_iter()
        .filter(|other| *other != name && library.has_own(&format!("situations/{other}")));
    for other in others {
        let faults = situation::inspect(&library, &other).faults;
        files.push(File::new(format!("situation {other}"), faults));
    }
    files
}

/// What is wrong with values of the settings together, said of the file that set them.
fn of_settings(global: &Global, library: &Library, path: &Path) -> Vec<ConfigError> {
    let Ok(loaded) = config::load(library, global.config.as_deref()) else { return vec![] };
    let mut faults: Vec<ConfigError> = check_allowed(&loaded);
    let theme = loaded.settings.theme.as_str();
    if theme != "auto" && !themes::names(library).iter().any(|name| name == theme) {
        let all = themes::names(library);
        let known: Vec<&str> = ["auto"].into_iter().chain(all.iter().map(String::as_str)).collect();
        faults.push(loaded.fault(&["ui".into(), "theme".into()], &unknown("theme", theme, "", &known)));
    }
    let here = path.display().to_string();
    faults.retain(|fault| fault.place.as_ref().is_none_or(|place| place.file == here));
    faults
}

/// The other files of the configuration folder.
fn folder(library: &Library, situation: Option<&Situation>) -> Vec<File> {
    let Some(root) = library.folder() else { return vec![] };
    let mut files = Vec::new();
    let mut check = |path: &str, faults: &dyn Fn(&Document) -> Vec<ConfigError>| {
        let file = root.join(path);
        if file.exists() {
            let found =
                Document::open(&file).and_then(Document::seen).map_or_else(|error| vec![error], |own| faults(&own));
            files.push(File::new(file.display().to_string(), found));
        }
    };
    // Without a situation nobody knows which names are right.
    if let Some(situation) = situation {
        let vocabulary = Vocabulary::new(situation, &situation.feeds);
        check(filters::FILE, &|document| filters::faults(document, &vocabulary));
        check(alerts::FILE, &|document| alerts::faults(document, &vocabulary));
    }
    check(keys::FILE, &|document| keys::faults(library, document));
    let own = |below: &str| -> Vec<String> {
        let found = std::fs::read_dir(root.join(below)).into_iter().flatten().flatten();
        let mut names: Vec<String> = found.filter_map(|found| found.file_name().into_string().ok()).collect();
        names.sort();
        names.retain(|name| name.ends_with(".toml"));
        names
    };
    for name in own(keys::PRESETS) {
        check(&format!("{}/{name}", keys::PRESETS), &|document| keys::faults(library, document));
    }
    for name in own(themes::FOLDER) {
        let theme = name.trim_end_matches(".toml");
        check(&format!("{}/{name}", themes::FOLDER), &|document| themes::faults(library, document, theme));
    }
    for name in own("lang") {
        let code = name.trim_end_matches(".toml");
        check(&format!("lang/{name}"), &|document| situation::lexicon_faults(document, code));
    }
    for name in own("").into_iter().filter(|name| !KNOWN.contains(&name.as_str())) {
        // A misspelt one would be left unread in silence.
        let message = unknown("file", &name, " in the configuration folder", KNOWN);
        files.push(File::new(root.join(name).display().to_string(), vec![ConfigError::new(message)]));
    }
    files
}
