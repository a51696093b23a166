//! `coastwatch config path`: which files and folders are used.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::args::{Form, Global};
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, effective, logging, output, setup};
use crate::config::feeds::without_password;
use crate::config::library::Library;
use crate::config::{self, alerts, filters, paths, themes};
use crate::ui::{history, keys};

/// Something that is read or written.
#[derive(Debug, Serialize)]
struct Used {
    what: &'static str,
    path: String,
    /// Whether it is there; what is not there is shipped, or made when it is needed.
    exists: bool,
}

pub(super) fn run(global: &Global, form: Form) -> Result<Ended, Failure> {
    let used = used(global);
    match form {
        Form::Json => output::json(&serde_json::json!({ "paths": used }))?,
        Form::Text => {
            let mut table = Table::new(&[("what", Align::Left), ("where", Align::Left), ("", Align::Left)]);
            for one in used {
                let there = if one.exists { "" } else { "not there" };
                table.push(vec![one.what.to_owned(), one.path, there.to_owned()]);
            }
            output::text(&table.render())?;
        }
    }
    Ok(Ended::Done)
}

fn used(global: &Global) -> Vec<Used> {
    let of = |what, path: PathBuf| Used { what, exists: path.exists(), path: path.display().to_string() };
    let library = Library::new(paths::config_folder());
    let mut used = Vec::new();
    let settings = config::settings_files(&library, global.config.as_deref());
    match library.folder() {
        Some(folder) => {
            used.push(of("configuration folder", folder.to_owned()));
            if settings.is_empty() {
                used.push(of("settings", folder.join(config::FILE)));
            }
            used.extend(settings.into_iter().map(|file| of("settings", file)));
            if global.config.is_none() {
                used.push(of("settings over them", folder.join(config::DROP_INS)));
            }
            let rest = [
                ("keys", keys::FILE),
                ("saved filters", filters::FILE),
                ("alerts", alerts::FILE),
                ("themes", themes::FOLDER),
                ("situations", "situations"),
                ("languages", "lang"),
            ];
            used.extend(rest.map(|(what, name)| of(what, folder.join(name))));
        }
        None => used.extend(settings.into_iter().map(|file| of("settings", file))),
    }
    used.extend(global.feeds.clone().map(|file| of("feeds", file)));
    let loaded = config::load(&library, global.config.as_deref()).ok();
    if let Some(store) = loaded.and_then(|loaded| setup::address(&effective::with_flags(loaded.settings, global)).ok())
    {
        let exists = store.strip_prefix("sqlite:").is_some_and(|file| PathBuf::from(file).exists());
        used.push(Used { what: "store", path: without_password(&store), exists });
    }
    if let Some(folder) = paths::state_folder() {
        used.push(of("log", global.log_file.clone().unwrap_or_else(|| folder.join(logging::FILE))));
        used.push(of("what was typed", folder.join(history::FILE)));
    }
    used
}
