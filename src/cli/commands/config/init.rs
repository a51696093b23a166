//! `coastwatch config init`: a commented file to begin with.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::args::{Global, Initial};
use crate::cli::{Ended, Failure, output};
use crate::config::library::Library;
use crate::config::settings::DEFAULTS;
use crate::config::{self, alerts, filters, paths};
use crate::ui::keys;

pub(super) fn run(global: &Global, what: Initial) -> Result<Ended, Failure> {
    let (name, text) = match what {
        Initial::Settings => (config::FILE, settings()),
        Initial::Alerts => (alerts::FILE, shipped(alerts::FILE)?),
        Initial::Filters => (filters::FILE, shipped(filters::FILE)?),
        Initial::Keys => (keys::FILE, shipped(keys::FILE)?),
    };
    let named = global.config.clone().filter(|_| what == Initial::Settings);
    let file = named.or_else(|| Some(paths::config_folder()?.join(name)));
    let file: PathBuf = file.ok_or_else(|| Failure::Call("there is no home folder for it; set HOME".to_owned()))?;
    write_new(&file, &text)?;
    output::text(&format!("{}\n", file.display()))?;
    Ok(Ended::Done)
}

/// The defaults with every setting as a comment: what is not changed follows the defaults of a later program.
fn settings() -> String {
    let head = "# coastwatch: your settings. Every one is here with its default, as a comment that begins with `#` and no blank: take the\n\
                # `#` away and change the value. `coastwatch config check` tells what is wrong, `coastwatch config view` what is in force.\n\
                #\n";
    let line = |line: &str| {
        let is_setting = line.starts_with(|c: char| c.is_ascii_lowercase());
        format!("{}{line}\n", if is_setting { "#" } else { "" })
    };
    let body = DEFAULTS.lines().skip_while(|line| line.starts_with('#') && *line != "#").skip(1).map(line);
    format!("{head}{}", body.collect::<String>())
}

fn shipped(name: &str) -> Result<String, Failure> {
    let found = Library::default().find(name)?;
    Ok(found.map(|document| document.text.into_owned()).unwrap_or_default())
}

/// Writes a file that is not there yet, for its owner alone.
///
/// # Errors
/// Where it is there already, or cannot be written.
pub fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::Call(format!("{} is there already and is left as it is", file.display()))
        }
        _ => Failure::Run(format!("cannot write {}: {error}", file.display())),
    };
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        paths::make_private(folder).map_err(failed)?;
    }
    let mut options = OpenOptions::new();
    let mut made = paths::private(options.write(true).create_new(true)).open(file).map_err(failed)?;
    made.write_all(text.as_bytes()).and_then(|()| made.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::document::Document;
    use crate::config::settings::Layer;

    #[test]
    fn the_file_that_is_written_changes_nothing_and_without_its_marks_says_the_defaults() {
        let written = settings();
        assert_eq!(Layer::read(&Document::new("config.toml", written.as_str())).unwrap(), Layer::default());
        let uncommented = |line: &str| {
            let is_setting = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest.contains(" = ");
            line.strip_prefix('#').filter(is_setting).unwrap_or(line).to_owned()
        };
        let text: Vec<String> = written.lines().map(uncommented).collect();
        let read = |text: &str| Layer::read(&Document::new("config.toml", text)).unwrap();
        assert_eq!(read(&text.join("\n")), read(DEFAULTS));
    }
}
