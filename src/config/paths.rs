//! Where files live: the XDG base directories.
//!
//! Configuration in `$XDG_CONFIG_HOME/coastwatch` (`~/.config/coastwatch`), the store and the log in
//! `$XDG_STATE_HOME/coastwatch` (`~/.local/state/coastwatch`). Nothing is created here but the state folder, on demand.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

/// The folder's name under each base.
const NAME: &str = "coastwatch";

/// The operator's configuration folder; none where there is no home.
pub fn config_folder() -> Option<PathBuf> {
    Xdg::new().ok().map(|base| base.config_dir().join(NAME))
}

/// The folder of the store and the log; none where there is no home.
pub fn state_folder() -> Option<PathBuf> {
    let base = Xdg::new().ok()?;
    Some(base.state_dir().unwrap_or_else(|| base.data_dir()).join(NAME))
}

/// Lets a file that is made anew be its owner's alone; one that is there already stays as it is.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes a folder that only its owner may enter; one that is there already stays as it is.
///
/// # Errors
/// Where it cannot be made.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
