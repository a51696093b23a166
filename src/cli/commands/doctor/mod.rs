//! `coastwatch doctor`: whether all is well, and `--repair` for a damaged store.
//!
//! Nothing is changed by looking: no store is made or brought up to date, and what feeds answer is not stored.

mod line;
mod place;
mod repair;

use ratatui::layout::Rect;
use serde::Serialize;

use crate::cli::args::{self, Global, PaneFormat};
use crate::cli::commands::panes::format;
use crate::cli::setup::{Default as DefaultEpisode, Setup};
use crate::cli::table::{Align, Table};
use crate::cli::{Ended, Failure, effective, output};
use crate::config::provenance::Setting;
use crate::config::{self, library::Library, paths};
use crate::store::{self, ReportQuery};
use crate::text::normalize;
use crate::ui;
use crate::ui::cost::{Cost, cost};
use crate::ui::layout::{MIN_COLUMNS, MIN_ROWS};
use crate::ui::message::ReportsPage;
use crate::ui::model::Subject;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Ok,
    /// Worth knowing; nothing is wrong.
    Note,
    /// Wrong.
    Failed,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
struct Check {
    area: &'static str,
    name: String,
    state: State,
    /// What it is, or what is wrong and what to do.
    message: String,
    /// Where a setting's value comes from.
    from: Option<String>,
}

impl Check {
    fn new(area: &'static str, name: impl Into<String>, state: State, message: impl Into<String>) -> Self {
        // What is quoted of files and servers is nobody's word.
        let (name, message) = (normalize::line(&name.into()), normalize::block(&message.into()));
        Self { area, name, state, message, from: None }
    }
}

/// What `--format json` prints.
#[derive(Debug, Serialize)]
struct Findings<'a> {
    version: &'static str,
    ok: bool,
    checks: &'a [Check],
}

/// Runs the command.
///
/// # Errors
/// Where its findings cannot be written, or a repair fails.
pub async fn run(global: &Global, args: &args::Doctor) -> Result<Ended, Failure> {
    if args.repair {
        if global.read_only && args.yes {
            let why = "--read-only refuses what changes the store, and --repair --yes does; leave one out";
            return Err(Failure::Call(why.to_owned()));
        }
        let setup = Setup::load(global, DefaultEpisode::Live)?;
        return repair::run(&setup, args.yes).await;
    }
    let mut checks = vec![Check::new("version", "coastwatch", State::Ok, env!("CARGO_PKG_VERSION"))];
    match Setup::load(global, DefaultEpisode::Live) {
        Ok(setup) => {
            checks.extend(settings(global, &setup));
            checks.extend(place::checks(&setup, global).await);
            checks.extend(frames(&setup, global).await);
            if !args.offline {
                checks.extend(line::checks(&setup).await);
            }
        }
        Err(failure) => checks.push(Check::new("configuration", "files", State::Failed, failure.to_string())),
    }
    checks.push(keys());
    checks.extend(terminal());
    let ok = checks.iter().all(|check| check.state != State::Failed);
    match format(args.format) {
        PaneFormat::Json => output::json(&Findings { version: env!("CARGO_PKG_VERSION"), ok, checks: &checks })?,
        PaneFormat::Table => output::text(&table(&checks))?,
    }
    Ok(if ok { Ended::Done } else { Ended::Partly })
}

/// Every setting with its value and where that comes from.
fn settings(global: &Global, setup: &Setup) -> Vec<Check> {
    let Ok(loaded) = config::load(&Library::new(paths::config_folder()), global.config.as_deref()) else {
        return vec![];
    };
    let told = |setting: Setting| Check {
        from: Some(setting.from.to_string()),
        ..Check::new("configuration", setting.key, State::Ok, setting.value)
    };
    let mut checks: Vec<Check> = effective::settings(global, &loaded).into_iter().map(told).collect();
    let situation = format!("{}, {} places", setup.situation.id, setup.situation.places.len());
    checks.push(Check::new("configuration", "situation in force", State::Ok, situation));
    checks
}

/// The size of a screen that is drawn on none.
const USUAL_SIZE: (u16, u16) = (120, 40);

/// A slow line: of a serial console, or a satellite telephone.
const SLOW_LINE: u32 = 9_600;

/// What the screen costs the line: bytes of a whole frame, and of a step in the list as it is stored.
async fn frames(setup: &Setup, global: &Global) -> Option<Check> {
    let size = if ui::terminal::is_present() { ui::terminal::size().ok() } else { None };
    let (columns, rows) =
        size.filter(|(columns, rows)| *columns >= MIN_COLUMNS && *rows >= MIN_ROWS).unwrap_or(USUAL_SIZE);
    let options = setup.screen(global, None).ok()?;
    let now = setup.clock.now();
    let (from, _) = setup.episode.bounds(now);
    let reads = options.reads.clone();
    let query = ReportQuery { as_of: now, from, after: None, limit: u32::from(rows) + 1, filter: None, reads };
    let listed = match store::open_to_read(&setup.store_address().ok()?).await {
        Ok(store) => {
            let listed = store.reports(&query).await.unwrap_or_default();
            store.close().await;
            listed
        }
        Err(_) => vec![],
    };
    let many = listed.len();
    let Setup { situation, episode, feeds, settings, .. } = setup;
    let speed = options.line_speed.or_else(ui::terminal::line_speed);
    let options = ui::Options { line_speed: speed, ..options };
    let subject = Subject::new(situation.clone(), episode.clone(), feeds.clone(), settings, options);
    let page = ReportsPage { rows: listed, more: false, counts: None };
    let Cost { whole, step } = cost(subject, page, Rect::new(0, 0, columns, rows), now).ok()?;
    let bits = speed.unwrap_or(SLOW_LINE);
    let seconds = |bytes| ui::terminal::carrying(bytes, bits).as_secs_f64();
    let told = format!(
        "{columns}x{rows} with {many} reports: {whole} bytes a whole frame, {step} bytes a step in the list; {:.1} s and {:.2} s \
         at {bits} bits a second",
        seconds(whole),
        seconds(step)
    );
    Some(Check::new("terminal", "bytes a frame", State::Ok, told))
}

/// Whether the file of keys can be used: a key that would mean two commands is told with both.
fn keys() -> Check {
    let read = ui::keys::load(&Library::new(paths::config_folder()));
    let (state, told) = match read {
        Ok(_) => (State::Ok, "every key means one command".to_owned()),
        Err(error) => (State::Failed, error.message),
    };
    Check::new("configuration", "keys", state, told)
}

/// What the terminal can do, as far as the environment tells.
fn terminal() -> Vec<Check> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let check = |name: &str, state, message: String| Check::new("terminal", name, state, message);
    let mut checks = Vec::new();
    if !crate::ui::terminal::is_present() {
        checks.push(check(
            "screen",
            State::Note,
            "standard input or output is no terminal: only commands run here".into(),
        ));
    } else if let Ok((columns, rows)) = crate::ui::terminal::size() {
        let small = columns < 60 || rows < 15;
        let advice = if small { ": the screen needs 60x15 at least" } else { "" };
        checks.push(check("size", if small { State::Note } else { State::Ok }, format!("{columns}x{rows}{advice}")));
    }
    checks.push(match set("TERM").as_deref() {
        Some("dumb") | None => check("kind", State::Note, "TERM is not set or dumb: no colours are used".into()),
        Some(kind) => check("kind", State::Ok, kind.chars().filter(char::is_ascii_graphic).take(60).collect()),
    });
    let lang = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let is_utf8 = lang.to_lowercase().replace('-', "").contains("utf8");
    checks.push(if is_utf8 {
        check("characters", State::Ok, "UTF-8".into())
    } else {
        check(
            "characters",
            State::Note,
            "the locale does not say UTF-8: if letters are broken, set LANG or give --ascii".into(),
        )
    });
    let within: Vec<&str> = [("TMUX", "tmux"), ("STY", "screen"), ("SSH_TTY", "ssh")]
        .into_iter()
        .filter(|(name, _)| set(name).is_some())
        .map(|(_, name)| name)
        .collect();
    if !within.is_empty() {
        checks.push(check("within", State::Ok, within.join(", ")));
    }
    checks
}

fn table(checks: &[Check]) -> String {
    let mut table =
        Table::new(&[("", Align::Left), ("area", Align::Left), ("what", Align::Left), ("how it stands", Align::Left)]);
    for check in checks {
        let state = match check.state {
            State::Ok => "ok",
            State::Note => "note",
            State::Failed => "FAILED",
        };
        let from = check.from.as_ref().map(|from| format!("  (from {from})")).unwrap_or_default();
        table.push(vec![state.into(), check.area.into(), check.name.clone(), format!("{}{from}", check.message)]);
    }
    let failed = checks.iter().filter(|check| check.state == State::Failed).count();
    let end = match failed {
        0 => "All is well.".to_owned(),
        1 => "1 thing is wrong.".to_owned(),
        _ => format!("{failed} things are wrong."),
    };
    format!("{}\n{end}\n", table.render())
}
