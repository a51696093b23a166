//! The doctor on this machine: the store, the folders and files, and who may read them.

use std::path::Path;

use super::{Check, State};
use crate::cli::args::Global;
use crate::cli::logging;
use crate::cli::setup::Setup;
use crate::config::paths;
use crate::model::CredentialSource;
use crate::store::{self, SetAside, filesystem};

/// Rows of which nothing can be made that are named.
const NAMED: usize = 20;

/// Looks at the store, the log and their folders.
pub async fn checks(setup: &Setup, global: &Global) -> Vec<Check> {
    let mut checks = store(setup).await;
    if let Some(folder) = paths::state_folder().filter(|folder| folder.exists()) {
        checks.extend(private("state folder", &folder));
    }
    let log = global.log_file.clone().or_else(|| paths::state_folder().map(|folder| folder.join(logging::FILE)));
    checks.extend(log.filter(|log| log.exists()).and_then(|log| private("log", &log)));
    for feed in setup.feeds.iter() {
        if let Some(CredentialSource::File(file)) = &feed.credentials {
            checks.extend(private(&format!("credentials of {}", feed.id), file));
        }
    }
    checks
}

async fn store(setup: &Setup) -> Vec<Check> {
    let check = |name: &str, state, message: String| Check::new("store", name, state, message);
    let address = setup.store_address().map_err(|failure| failure.to_string());
    if let Ok(address) = &address
        && store::is_server(address)
    {
        return served(address).await;
    }
    let file = match address.and_then(|address| store::file_of(&address).map_err(|error| error.to_string())) {
        Ok(file) => file,
        Err(why) => return vec![check("address", State::Failed, why)],
    };
    let mut checks = Vec::new();
    if let Some(kind) = filesystem::shared_with_others(&file) {
        let message = format!(
            "it is on a file system of the network ({kind}): let no other machine open it, or it will be damaged"
        );
        checks.push(check("file system", State::Failed, message));
    }
    if !file.exists() && !filesystem::has_log(&file) {
        checks.push(check(
            "file",
            State::Note,
            format!("{} is not there yet; it is made when it is first needed", file.display()),
        ));
        return checks;
    }
    let size = |ending: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        std::fs::metadata(name).map_or(0, |found| found.len())
    };
    let bytes = size("") + size("-wal");
    checks.push(check("file", State::Ok, format!("{}, {:.1} MB", file.display(), bytes as f64 / 1e6)));
    checks.extend(Some(&file).filter(|file| file.exists()).and_then(|file| private("store", file)));
    if filesystem::has_lost_log(&file) {
        checks.push(check("log", State::Failed, filesystem::LOST.to_owned()));
    }
    match store::check(&file).await {
        Ok(found) if found.faults.is_empty() => {
            let message = format!("whole; {} items, schema {} of {}", found.items, found.schema, found.newest);
            checks.push(check("integrity", State::Ok, message));
            if !found.senseless.is_empty() {
                checks.extend(senseless(&found.senseless));
            }
        }
        Ok(found) => {
            let first = found.faults.first().map(String::as_str).unwrap_or_default();
            let message = format!(
                "it is damaged ({} faults, the first: {first}); it is left as it is, and `coastwatch doctor --repair` tells what can be done",
                found.faults.len()
            );
            checks.push(check("integrity", State::Failed, crate::text::normalize::line(&message)));
        }
        Err(error) => checks.push(check("integrity", State::Failed, crate::text::normalize::line(&error.to_string()))),
    }
    checks
}

/// How a server keeps the store.
async fn served(address: &str) -> Vec<Check> {
    let check = |name: &str, state, message: String| Check::new("store", name, state, message);
    let found = match store::ask_server(address).await {
        Ok(found) => found,
        Err(error) => return vec![check("server", State::Failed, crate::text::normalize::line(&error.to_string()))],
    };
    let mb = found.bytes as f64 / 1e6;
    let server = format!("{}, PostgreSQL {}, {mb:.1} MB", found.name, found.version);
    let schema = match found.schema {
        0 => (State::Note, "there is none yet; it is made when it is first needed".to_owned()),
        schema if schema < found.newest => {
            (State::Note, format!("{schema} of {}; it is brought up to date when it is first written to", found.newest))
        }
        schema => (State::Ok, format!("{schema} of {}; {} items", found.newest, found.items)),
    };
    let mut checks = vec![check("server", State::Ok, server), check("schema", schema.0, schema.1)];
    if let Some(why) = found.read_only {
        checks.push(check("rights", State::Note, format!("{why}; --read-only looks at it")));
    }
    if !found.is_encrypted {
        let message = "what is said to the server is not encrypted; beyond one machine give sslmode=verify-full";
        checks.push(check("encryption", State::Note, message.to_owned()));
    }
    checks
}

/// What is told of rows of which nothing can be made: of all of them, and of each of the first.
fn senseless(rows: &[SetAside]) -> Vec<Check> {
    let all = format!(
        "nothing can be made of {} rows, as another program wrote them: they are set aside wherever they would stand, and \
         `coastwatch doctor --repair` tells how to get a store without them",
        rows.len()
    );
    let named = rows.iter().take(NAMED).map(|SetAside { what, id, why }| format!("the {what} {id} has {why}"));
    let told = std::iter::once(all).chain(named);
    told.map(|told| Check::new("store", "rows", State::Failed, crate::text::normalize::line(&told))).collect()
}

/// Whether a file or folder is its owner's alone.
#[cfg(unix)]
fn private(name: &str, path: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;

    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(error) => return Some(Check::new("rights", name, State::Failed, format!("{}: {error}", path.display()))),
    };
    let mode = found.permissions().mode() & 0o777;
    let wanted = if found.is_dir() { 0o700 } else { 0o600 };
    Some(if mode & 0o077 == 0 {
        Check::new("rights", name, State::Ok, format!("{} is {mode:04o}", path.display()))
    } else {
        let message = format!(
            "{} is {mode:04o}, which lets others in; `chmod {wanted:o}` it, unless it is shared on purpose",
            path.display()
        );
        Check::new("rights", name, State::Failed, message)
    })
}

/// Whether a file or folder is its owner's alone: not told here.
#[cfg(not(unix))]
fn private(_: &str, _: &Path) -> Option<Check> {
    None
}
