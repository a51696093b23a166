//! The program as a command in a home of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// An empty home with its XDG folders; gone when it is dropped.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// A new one.
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A path in it.
    pub fn path(&self, inside: &str) -> std::path::PathBuf {
        self.folder.path().join(inside)
    }

    /// Writes a file of the configuration folder.
    pub fn configure(&self, inside: &str, text: &str) {
        let path = self.path("config/coastwatch").join(inside);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The program in this home, with nothing of the caller's environment.
    pub fn coastwatch(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coastwatch"));
        command.env_clear().args(args).current_dir(self.folder.path());
        let set = |command: &mut Command, name: &str, path: &Path| {
            command.env(name, path);
        };
        set(&mut command, "HOME", self.folder.path());
        set(&mut command, "XDG_CONFIG_HOME", &self.path("config"));
        set(&mut command, "XDG_STATE_HOME", &self.path("state"));
        command
    }
}
