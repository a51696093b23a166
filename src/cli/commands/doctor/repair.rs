//! `coastwatch doctor --repair`: explains first, and does nothing until `--yes` is said.

use std::path::PathBuf;

use crate::cli::setup::Setup;
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, output};
use crate::store::{self, Saved, SetAside, filesystem};
use crate::text::normalize;

/// Tells what is wrong and what would be done; does it where `yes`.
///
/// # Errors
/// Where there is no store, or nothing of it can be saved.
pub async fn run(setup: &Setup, yes: bool) -> Result<Ended, Failure> {
    let address = setup.store_address()?;
    if store::is_server(&address) {
        return Err(Failure::Call(
            "the store is on a server, whose own tools check and restore it; `coastwatch doctor` tells how it stands"
                .into(),
        ));
    }
    let file = store::file_of(&address)?;
    if !file.exists() && !filesystem::has_log(&file) {
        return Err(Failure::Call(format!("there is no store at {}: nothing to repair", file.display())));
    }
    let checked = store::check(&file).await?;
    if checked.faults.is_empty() && checked.senseless.is_empty() {
        output::text(&format!("The store {} is whole: there is nothing to repair.\n", file.display()))?;
        return Ok(Ended::Done);
    }
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".damaged-{}", setup.clock.now().strftime("%Y%m%dT%H%M%SZ")));
    let aside = PathBuf::from(name);
    let senseless = checked
        .senseless
        .iter()
        .map(|SetAside { what, id, why }| format!("nothing can be made of the {what} {id}: {why}"));
    let faults = checked.faults.iter().cloned().chain(senseless);
    let faults: String = faults.map(|fault| format!("  {}\n", normalize::line(&fault))).collect();
    if !yes {
        output::text(&format!(
            "The store {file} is damaged:\n{faults}\n\
             What a repair does, once every other coastwatch on it has ended:\n\
             1. It copies the store, with its -wal file, to {aside}. That copy is never changed or deleted.\n\
             2. It makes a new store and copies into it every row that can still be read: decisions and marks first, then\n   \
                feeds, items, revisions, figures and statuses. Where the way to them is lost, also that of a broken header\n   \
                or the first pages, every page that is left is asked by itself. Rows on damaged pages, and those that\n   \
                nothing can be made of, are lost to the new store; they stay in the copy.\n\
             3. It puts the new store in the place of the damaged one, tells how many rows of each table it has, and fills\n   \
                the search anew. Where no row at all can be read, the damaged one stays where it is.\n\
             For a while it needs room for three more of this size.\n\n\
             Nothing has been done yet. To do it: coastwatch doctor --repair --yes\n",
            file = file.display(),
            aside = aside.display(),
        ))?;
        return Ok(Ended::Partly);
    }
    let repaired = store::repair(&file, &aside).await?;
    if repaired.is_nothing() {
        let log = format!(" together with {}-wal, which is beside it", file.display());
        let with = if filesystem::has_log(&file) { log.as_str() } else { "" };
        output::text(&format!(
            "No row of a store can be read in {file}: it stays as it is, and a copy of it is at {}. To begin a new store, move \
             it away{with}, or name another one by --store.\n",
            aside.display(),
            file = file.display(),
        ))?;
        return Ok(Ended::Partly);
    }
    let columns = [
        ("table", Align::Left),
        ("rows saved", Align::Right),
        ("by page", Align::Right),
        ("places lost", Align::Right),
    ];
    let mut table = Table::new(&columns);
    for Saved { table: name, rows, from_pages, lost } in repaired.tables {
        table.push(vec![name, (rows + from_pages).to_string(), from_pages.to_string(), lost.to_string()]);
    }
    let after = store::check(&file).await?;
    let end = match after.faults.first() {
        None if !after.senseless.is_empty() => {
            format!("The new store is whole; nothing can be made of {} of its rows still.", after.senseless.len())
        }
        None => "The new store is whole.".to_owned(),
        Some(fault) => format!("The new store has {} faults still, the first: {fault}", after.faults.len()),
    };
    output::text(&format!("{}\n{end} The damaged one is at {}.\n", table.render(), aside.display()))?;
    Ok(if after.faults.is_empty() { Ended::Done } else { Ended::Partly })
}
