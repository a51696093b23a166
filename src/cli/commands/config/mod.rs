//! `coastwatch config`: writes, shows and checks the configuration. No store is opened and nobody is asked.

mod check;
mod init;
mod path;
mod schema;
mod view;

use crate::cli::args::{ConfigDeed, Global};
use crate::cli::{Ended, Failure};

pub use check::{Checked, File as CheckedFile, told};
pub use init::write_new;

/// Runs the command.
///
/// # Errors
/// Where a file cannot be written, or what is asked for cannot be made of the files as they are.
pub fn run(global: &Global, deed: &ConfigDeed) -> Result<Ended, Failure> {
    match deed {
        ConfigDeed::Init { what } => init::run(global, *what),
        ConfigDeed::View { format } => view::run(global, *format),
        ConfigDeed::Check { format } => check::run(global, *format),
        ConfigDeed::Schema { name } => schema::run(name.as_deref()),
        ConfigDeed::Path { format } => path::run(global, *format),
    }
}
