//! The program as a command in a home of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::sync::LazyLock;

use assert_cmd::Command;
use tempfile::TempDir;

/// Where the program keeps its store in a home.
const STORE: &str = "state/coastwatch/coastwatch.db";

/// What playing the whole shipped archive came to. It is played once for all tests.
pub struct Played {
    /// What was printed.
    pub panes: String,
    /// What was said meanwhile.
    pub progress: String,
    /// The file of its store, closed.
    store: Vec<u8>,
}

/// The shipped archive, played.
pub static PLAYED: LazyLock<Played> = LazyLock::new(|| {
    let home = Home::new();
    let output = home.coastwatch(&["replay", "--headless"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let store = std::fs::read(home.path(STORE)).unwrap();
    Played { panes: String::from_utf8(output.stdout).unwrap(), progress: said, store }
});

/// An empty home with its XDG folders; gone when it is dropped.
pub struct Home {
    folder: TempDir,
}

impl Home {
    /// A new one.
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// One in which the whole shipped archive was played.
    pub fn played() -> Self {
        let home = Self::new();
        let path = home.path(STORE);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &PLAYED.store).unwrap();
        home
    }

    /// The address of the store that the program uses in it when it is told no other.
    pub fn store(&self) -> String {
        format!("sqlite:{}", self.path(STORE).display())
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
