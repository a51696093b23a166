//! Flags, environment and files to what a command works with.

use std::env;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::args::Global;
use super::effective::with_flags;
use super::{Failure, effective, logging, output};
use crate::clock::{self, FixedClock, SharedClock, SystemClock};
use crate::config::alerts;
use crate::config::filters::{self, SavedFilters};
use crate::config::library::Library;
use crate::config::settings::Color;
use crate::config::{self, ConfigError, Loaded, Settings, feeds, paths, situation, themes};
use crate::engine::Context;
use crate::engine::alert::Alerts;
use crate::engine::late::LateReader;
use crate::extract::{Reader, rules};
use crate::feed::guard::Guard;
use crate::filter::{self, Condition, Moment, Vocabulary};
use crate::model::alert;
use crate::model::{Decision, Episode, Feed, Judgement, Lexicon, Rules, Situation, Span, Subject, decision};
use crate::reconcile::alert::edits::Denials;
use crate::store::{self, Store, StoreError};
use crate::text::nearest::hint;
use crate::ui;
use crate::ui::moment::Times;
use crate::ui::theme::{Depth, Styles};

/// The store's name in the state folder.
const STORE_FILE: &str = "coastwatch.db";

/// The folder of the languages' files.
const LANGUAGES: &str = "lang";

/// How often the progress of long work is told.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Which episode a command looks at unless one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// The first that rolls with the clock.
    Live,
    /// The first of fixed bounds.
    Recorded,
}

/// A store that is being opened beside; none where it cannot be worked with as it lies.
type Opening = JoinHandle<Option<Arc<dyn Store>>>;

/// What every command works with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The settings in force, flags included.
    pub settings: Settings,
    /// What is watched.
    pub situation: Arc<Situation>,
    /// The languages it is read in.
    lexicons: Lexicons,
    /// Which stretch counts.
    pub episode: Episode,
    /// The episodes that operators have opened, the latest begin first; known once the store is open.
    pub opened: Vec<Episode>,
    /// Which episode is asked for, until the store is open.
    asked: Asked,
    /// The feeds to poll: those of `--feeds`, else the configuration's, else the situation's.
    pub feeds: Arc<[Feed]>,
    /// What the values of a filter may be; what operators have used is known once the store is open.
    pub vocabulary: Vocabulary,
    /// The saved filters.
    pub filters: SavedFilters,
    /// The rules of alerts.
    pub alerts: alert::Rules,
    /// How each look is drawn on the screen.
    styles: Styles,
    /// How many colours are used.
    depth: Depth,
    /// The clock, fixed where `--now` says so.
    pub clock: SharedClock,
    /// Whether nothing may be written to the store.
    read_only: bool,
    /// The store, where it is opened beside.
    early: Option<Arc<Mutex<Option<Opening>>>>,
}

impl Setup {
    /// Reads configuration and situation.
    ///
    /// # Errors
    /// Where a file is wrong, or a name on the command line is unknown.
    pub fn load(global: &Global, default: Default) -> Result<Self, Failure> {
        Self::load_with(global, default, |_| None)
    }

    /// As [`Setup::load`] for a screen: a store that can be worked with as it lies is opened beside it. Needs a running
    /// runtime.
    ///
    /// # Errors
    /// As [`Setup::load`].
    pub fn load_for_screen(global: &Global, default: Default) -> Result<Self, Failure> {
        Self::load_with(global, default, |settings| {
            let address = address(settings).ok().filter(|_| !global.read_only)?;
            Some(tokio::spawn(async move { store::open_current(&address).await }))
        })
    }

    fn load_with(
        global: &Global,
        default: Default,
        early: impl FnOnce(&Settings) -> Option<Opening>,
    ) -> Result<Self, Failure> {
        let library = Library::new(paths::config_folder());
        let loaded = config::load(&library, global.config.as_deref())?;
        check_allowed(&loaded).into_iter().next().map_or(Ok(()), Err)?;
        let early =
            early(&with_flags(loaded.settings.clone(), global)).map(|opening| Arc::new(Mutex::new(Some(opening))));
        let name = global.situation.as_deref().unwrap_or(&loaded.settings.situation);
        let situation = situation::load(&library, name)?;
        let lexicons = Lexicons::of(&library)?;
        let episode = usual(&situation, default)?;
        let asked = match global.episode.as_deref() {
            Some(named) => Asked::Named(named.to_owned()),
            None => Asked::Usual(default),
        };
        let feeds = match &global.feeds {
            Some(file) => feeds::open(file)?,
            None => loaded.feeds(&situation.feeds)?,
        };
        let clock: SharedClock = match global.now {
            Some(now) => Arc::new(FixedClock(now)),
            None => Arc::new(SystemClock),
        };
        let depth = depth(global.color.unwrap_or(loaded.settings.color), |name| env::var(name).ok());
        let styles = styles(&library, &loaded, depth)?;
        let settings = with_flags(loaded.settings, global);
        let episode = match &asked {
            Asked::Named(named) => situation.episode(named).cloned().unwrap_or(episode),
            Asked::Usual(_) => episode,
        };
        let vocabulary = Vocabulary::new(&situation, &feeds);
        let filters = filters::load(&library, &vocabulary)?;
        let alerts = alerts::load(&library, &vocabulary)?;
        let (situation, feeds) = (Arc::new(situation), feeds.into());
        let read_only = global.read_only;
        Ok(Self {
            settings,
            situation,
            lexicons,
            episode,
            opened: vec![],
            asked,
            feeds,
            vocabulary,
            filters,
            alerts,
            styles,
            depth,
            clock,
            read_only,
            early,
        })
    }

    /// Whether the episode that is named is one of the situation's or one that an operator has opened.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn check_episode(&self) -> Result<(), Failure> {
        let Asked::Named(named) = &self.asked else { return Ok(()) };
        if self.episode.id.as_str() == named {
            return Ok(());
        }
        let known = self.situation.episodes.iter().chain(&self.opened).map(|episode| episode.id.as_str());
        let hint = hint(named, known);
        Err(Failure::Call(format!("the situation `{}` has no episode `{named}`; {hint}", self.situation.id)))
    }

    /// Takes in the episodes that operators have opened: one of them may be named, and the latest is what live
    /// watching counts from.
    fn take_in(&mut self, decisions: &[Decision]) {
        let opened = decision::standing(decisions, Timestamp::MAX).into_iter().filter_map(|decision| {
            let (Subject::Episode(id), Judgement::Open { begin, name }) = (&decision.subject, &decision.judgement)
            else {
                return None;
            };
            let span = Span::Fixed { begin: *begin, end: None };
            Some((decision.decided, Episode { id: id.clone(), name: name.clone(), span }))
        });
        let mut opened: Vec<(Timestamp, Episode)> = opened.collect();
        opened.sort_by_key(|(decided, episode)| std::cmp::Reverse((episode.bounds(Timestamp::MAX).0, *decided)));
        let now = self.clock.now();
        let wanted = |(decided, episode): &&(Timestamp, Episode)| match &self.asked {
            Asked::Named(named) => episode.id.as_str() == named,
            Asked::Usual(Default::Live) => *decided <= now && episode.covers(now, now),
            Asked::Usual(Default::Recorded) => false,
        };
        let is_unknown = self.check_episode().is_err() || matches!(self.asked, Asked::Usual(_));
        if let Some((_, episode)) = opened.iter().find(wanted).filter(|_| is_unknown) {
            self.episode = episode.clone();
        }
        self.opened = opened.into_iter().map(|(_, episode)| episode).collect();
    }

    /// The reader of the situation's texts.
    pub fn reader(&self) -> Reader {
        self.lexicons.reader(&self.situation)
    }

    /// What the engine works with, over `store`.
    pub fn context(&self, store: Arc<dyn Store>) -> Context {
        Context {
            settings: Arc::new(self.settings.clone()),
            situation: Arc::clone(&self.situation),
            episode: self.episode.clone(),
            feeds: Arc::clone(&self.feeds),
            reader: Arc::new(LateReader::new(
                {
                    let (lexicons, situation) = (self.lexicons.clone(), Arc::clone(&self.situation));
                    move || Arc::new(lexicons.reader(&situation))
                },
                {
                    let situation = Arc::clone(&self.situation);
                    move || Lexicons::rules(&situation)
                },
            )),
            store,
            clock: Arc::clone(&self.clock),
            alerts: Arc::new(self.watched()),
        }
    }

    /// The rules of alerts, with what it takes to look by them.
    pub fn watched(&self) -> Alerts {
        let zone = [&self.settings.zone, &self.situation.timezone].into_iter().find_map(|name| clock::zone(name));
        let lexicons = self.lexicons.clone();
        Alerts::new(
            self.alerts.clone(),
            self.vocabulary.clone(),
            self.operator(),
            zone.unwrap_or(jiff::tz::TimeZone::UTC),
            move || Denials::of(&lexicons.all()),
        )
    }

    /// The address of the store: the one that is named, else a file in the state folder.
    ///
    /// # Errors
    /// Where none is named and there is no home for it.
    pub fn store_address(&self) -> Result<String, Failure> {
        address(&self.settings)
    }

    /// Opens the store, and settles which episode counts: operators may have opened some.
    ///
    /// # Errors
    /// Where it cannot be opened, is of a newer schema, or the episode that is named is unknown.
    pub async fn open_store(&mut self) -> Result<Arc<dyn Store>, Failure> {
        let address = self.store_address()?;
        if self.read_only {
            let store = store::open_to_read(&address).await?;
            return self.settle(store).await;
        }
        self.make_state_folder()?;
        let mut told = Instant::now();
        let tell = |done: u64, all: u64| {
            if told.elapsed() >= TOLD_EVERY {
                told = Instant::now();
                output::note(&format!("making what is stored ready for search: {done} of {all}"));
            }
        };
        let file = if store::is_server(&address) { None } else { Some(store::file_of(&address)?) };
        if let Some(file) = &file {
            let shared = store::filesystem::shared_with_others(file).map(|kind| {
                format!("it is on a file system of the network ({kind}): let no other machine open it, or it will be damaged")
            });
            let lost = store::filesystem::has_lost_log(file).then(|| store::filesystem::LOST.to_owned());
            for what in [shared, lost].into_iter().flatten() {
                let told = format!("the store {}: {what}", file.display());
                output::note(&told);
                tracing::warn!("{told}");
            }
        }
        let store = match self.opened_early().await {
            Some(store) => store,
            None => store::open_telling(&address, tell).await?,
        };
        self.settle(store).await
    }

    /// Makes the folder in which the store is kept where none is named; without it there is no store.
    fn make_state_folder(&self) -> Result<(), Failure> {
        if self.settings.store.is_none()
            && let Some(folder) = paths::state_folder()
        {
            paths::make_private(&folder).map_err(|error| StoreError::Address {
                why: format!("cannot make the folder {}: {error}", folder.display()),
            })?;
        }
        Ok(())
    }

    /// The store, where it was opened beside and could be.
    async fn opened_early(&self) -> Option<Arc<dyn Store>> {
        let opening = self.early.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        opening.await.ok()?
    }

    /// Opens the store for a command that only looks at it: also where this program may not write to it.
    ///
    /// # Errors
    /// As [`Setup::open_store`].
    pub async fn open_store_to_read(&mut self) -> Result<Arc<dyn Store>, Failure> {
        match self.open_store().await {
            Err(Failure::Store(StoreError::ReadOnly { .. })) => {
                let store = store::open_to_read(&self.store_address()?).await?;
                self.settle(store).await
            }
            opened => opened,
        }
    }

    /// Settles which episode counts, now that the store is open.
    async fn settle(&mut self, store: Arc<dyn Store>) -> Result<Arc<dyn Store>, Failure> {
        match self.settle_over(&*store).await {
            Ok(()) => Ok(store),
            Err(failure) => {
                store.close().await;
                Err(failure)
            }
        }
    }

    /// Settles which episode counts over a store that is open.
    ///
    /// # Errors
    /// Where it cannot be asked, or the episode that is named is unknown.
    pub async fn settle_over(&mut self, store: &dyn Store) -> Result<(), Failure> {
        self.take_in(&store.episode_decisions().await?);
        self.check_episode()
    }

    /// The condition that a filter means now: a text, or a saved one as `@NAME`.
    ///
    /// # Errors
    /// Where it is wrong, with its column, or the store cannot be asked.
    pub async fn condition(&self, store: &Arc<dyn Store>, filter: &str) -> Result<Condition, Failure> {
        let text = match filter.strip_prefix('@') {
            Some(name) => self.filters.text_of(name).map_err(Failure::Call)?,
            None => filter,
        };
        let (now, operator) = (self.clock.now(), self.operator());
        let looked = store.last_look(&operator, now).await?;
        let moment = Moment { now, operator, looked };
        let bound = filter::parse(text).and_then(|expr| filter::bind(&expr, text, &self.vocabulary, &moment));
        bound.map_err(|fault| Failure::Call(format!("the filter `{text}`, {fault}")))
    }

    /// How the screen is used; `source` says what is watched where it is not live.
    ///
    /// # Errors
    /// Where the file of keys is wrong.
    pub fn screen(&self, global: &Global, source: Option<String>) -> Result<ui::Options, Failure> {
        let library = Library::new(paths::config_folder());
        Ok(ui::Options {
            operator: self.operator(),
            ascii: self.settings.ascii,
            styles: self.styles,
            themes: shown_themes(&library, self.depth),
            times: if self.settings.relative_times { Times::Relative } else { Times::Absolute },
            zone: self.settings.zone.clone(),
            mouse: self.settings.mouse,
            line_speed: self.settings.line_speed,
            read_only: global.read_only,
            reads: self.settings.reads.clone(),
            bidi: self.settings.bidi,
            source,
            plays: None,
            filters: self.filters.clone(),
            keymap: ui::keys::load(&library)?,
            library,
            history: paths::state_folder().map(|folder| folder.join(ui::history::FILE)),
            renewal: None,
        })
    }

    /// Logs to the file that is named, else, where the command runs on, to the state folder.
    ///
    /// # Errors
    /// Where the log cannot be opened.
    pub fn log(&self, global: &Global, runs_on: Runs) -> Result<(), Failure> {
        match (&global.log_file, runs_on) {
            (Some(file), _) => logging::start(file, self.settings.log_level),
            (None, Runs::Once) => Ok(()),
            (None, Runs::On) => {
                self.make_state_folder()?;
                logging::start(&state_folder()?.join(logging::FILE), self.settings.log_level)
            }
        }
    }

    /// Who decides and marks.
    pub fn operator(&self) -> String {
        effective::operator(&self.settings)
    }
}

/// How many colours are used: as wished for, and as many as the terminal says it has.
fn depth(wished: Color, environment: impl Fn(&str) -> Option<String>) -> Depth {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let term = set("TERM").filter(|term| term != "dumb");
    let has_none = set("NO_COLOR").is_some() || term.is_none();
    if wished == Color::Never || (wished == Color::Auto && has_none) {
        return Depth::None;
    }
    let is_full = set("COLORTERM").is_some_and(|kind| matches!(kind.as_str(), "truecolor" | "24bit"));
    match term {
        Some(term) if is_full || term.ends_with("-direct") => Depth::Full,
        None if is_full => Depth::Full,
        Some(term) if term.contains("256color") => Depth::Palette,
        _ => Depth::Sixteen,
    }
}

/// The styles of the theme that is named, as the terminal can show them.
fn styles(library: &Library, loaded: &Loaded, depth: Depth) -> Result<Styles, ConfigError> {
    let named = loaded.settings.theme.as_str();
    let usual = match depth {
        Depth::None => themes::PLAIN,
        // The terminal's own colours suit its ground, light or dark, and cost the fewest bytes over a slow line.
        Depth::Sixteen | Depth::Palette | Depth::Full => themes::SIXTEEN,
    };
    // What is named is read also where another is used, so that a mistake in it is said wherever it is made.
    let palette = themes::load(library, if named == "auto" { usual } else { named })?;
    let Some(palette) = palette else {
        let all = themes::names(library);
        let hint = hint(named, ["auto"].into_iter().chain(all.iter().map(String::as_str)));
        return Err(loaded.fault(&["ui".into(), "theme".into()], &format!("there is no theme `{named}`; {hint}")));
    };
    let fits = match depth {
        Depth::None => false,
        Depth::Sixteen => !palette.needs_more_than_sixteen(),
        Depth::Palette | Depth::Full => true,
    };
    let palette = if fits { palette } else { themes::load(library, usual)?.unwrap_or(palette) };
    Ok(Styles::new(&palette, depth))
}

/// The styles of every theme that the terminal can show, by name.
fn shown_themes(library: &Library, depth: Depth) -> Vec<(String, Styles)> {
    // A terminal that says nothing of its colours may be given its own ones all the same.
    let shown = depth.max(Depth::Sixteen);
    let all = themes::names(library).into_iter().filter_map(|name| {
        // One that is wrong and not used is said when it is chosen in the settings.
        let palette = themes::load(library, &name).ok().flatten()?;
        let fits = shown > Depth::Sixteen || !palette.needs_more_than_sixteen();
        fits.then(|| (name, Styles::new(&palette, shown)))
    });
    all.collect()
}

/// The languages that are read. Those of the operator's own files are read at once, so that what is wrong with one is said;
/// the shipped ones when they are first needed.
#[derive(Debug, Clone)]
enum Lexicons {
    Shipped,
    Own(Arc<[Lexicon]>),
}

impl Lexicons {
    fn of(library: &Library) -> Result<Self, Failure> {
        match library.has_own(LANGUAGES) {
            true => Ok(Self::Own(situation::lexicons(library)?.into())),
            false => Ok(Self::Shipped),
        }
    }

    /// The rules by which a reader of them reads.
    fn rules(situation: &Situation) -> Rules {
        let texts = situation::lexicon_texts(&Library::new(paths::config_folder()));
        // They were read when the program started.
        let texts = texts.inspect_err(|error| tracing::error!("a language cannot be read any more: {error}"));
        rules::rules(situation, texts.unwrap_or_default().iter().map(|text| &**text))
    }

    fn reader(&self, situation: &Situation) -> Reader {
        match self {
            Self::Own(lexicons) => Reader::new(situation, lexicons),
            Self::Shipped => Reader::new(situation, &self.all()),
        }
    }

    /// All of them.
    fn all(&self) -> Vec<Lexicon> {
        match self {
            Self::Own(lexicons) => lexicons.to_vec(),
            Self::Shipped => {
                let shipped = situation::shipped_lexicons();
                // The tests read each of them.
                let lexicons = shipped.inspect_err(|error| tracing::error!("a shipped language is broken: {error}"));
                lexicons.unwrap_or_default()
            }
        }
    }
}

/// Which episode is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    /// The one of this id.
    Named(String),
    /// None in particular.
    Usual(Default),
}

/// How long a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// It answers and ends.
    Once,
    /// Until it is told to end.
    On,
}

/// The entries of the allow-list that cannot be read.
pub(super) fn check_allowed(loaded: &Loaded) -> Vec<ConfigError> {
    let entries = loaded.settings.fetch.allow.iter().enumerate();
    let wrong = entries.filter_map(|(index, entry)| {
        let error = Guard::new(std::slice::from_ref(entry)).err()?;
        Some(loaded.fault(&["fetch".into(), "allow".into(), index.into()], &error.to_string()))
    });
    wrong.collect()
}

/// The address of the store: the one that is named, else a file in the state folder.
pub(super) fn address(settings: &Settings) -> Result<String, Failure> {
    if let Some(store) = &settings.store {
        return Ok(store.clone());
    }
    let folder = state_folder()?;
    Ok(format!("sqlite:{}", folder.join(STORE_FILE).display()))
}

/// The folder of the store and the log.
fn state_folder() -> Result<PathBuf, Failure> {
    paths::state_folder().ok_or_else(|| {
        Failure::Call("there is no home folder to keep the store and the log in; set HOME, or name them by --store and --log-file".into())
    })
}

/// The default episode; where a situation has none of the default's sort, its first at all.
fn usual(situation: &Situation, default: Default) -> Result<Episode, Failure> {
    let of_sort = |episode: &&Episode| match default {
        Default::Live => matches!(episode.span, Span::Rolling(_)),
        Default::Recorded => matches!(episode.span, Span::Fixed { .. }),
    };
    situation
        .episodes
        .iter()
        .find(of_sort)
        .or_else(|| situation.episodes.first())
        .cloned()
        .ok_or_else(|| Failure::Call(format!("the situation `{}` declares no episode", situation.id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        let check = |wished, environment: &[(&str, &str)], expect| {
            let of =
                |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(depth(wished, of), expect, "{wished:?} {environment:?}");
        };
        let (xterm, full) = (("TERM", "xterm-256color"), ("COLORTERM", "truecolor"));
        check(Color::Auto, &[], Depth::None);
        check(Color::Auto, &[("TERM", "dumb")], Depth::None);
        check(Color::Auto, &[("TERM", "linux")], Depth::Sixteen);
        check(Color::Auto, &[xterm], Depth::Palette);
        check(Color::Auto, &[xterm, full], Depth::Full);
        check(Color::Auto, &[xterm, ("COLORTERM", "24bit")], Depth::Full);
        check(Color::Auto, &[xterm, full, ("NO_COLOR", "1")], Depth::None);
        check(Color::Auto, &[xterm, ("NO_COLOR", "")], Depth::Palette);
        check(Color::Always, &[xterm, ("NO_COLOR", "1")], Depth::Palette);
        check(Color::Always, &[], Depth::Sixteen);
        check(Color::Never, &[xterm, full], Depth::None);
    }
}
