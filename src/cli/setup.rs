//! Flags, environment and files to what a command works with.

use std::sync::Arc;

use crate::clock::{FixedClock, SharedClock, SystemClock};
use crate::config::document::nearest;
use crate::config::library::{DEFAULT_SITUATION, Library};
use crate::config::{paths, situation};
use crate::extract::Reader;
use crate::model::{Episode, Lexicon, Situation, episode};

use super::Failure;
use super::args::Global;

/// Which episode a command looks at unless one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// The one that rolls with the clock: `live`.
    Live,
    /// The recorded one: `march-2025`.
    Recorded,
}

impl Default {
    /// The id it has in the shipped situation.
    fn id(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Recorded => "march-2025",
        }
    }
}

/// What every command works with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// What is watched.
    pub situation: Arc<Situation>,
    /// The languages it is read in.
    pub lexicons: Vec<Lexicon>,
    /// Which stretch counts.
    pub episode: Episode,
    /// The clock, fixed where `--now` says so.
    pub clock: SharedClock,
}

impl Setup {
    /// Reads configuration and situation.
    ///
    /// # Errors
    /// Where a file is wrong, or a name on the command line is unknown.
    pub fn load(global: &Global, default: Default) -> Result<Self, Failure> {
        let library = Library::new(paths::config_folder());
        let name = global.situation.as_deref().unwrap_or(DEFAULT_SITUATION);
        let situation = situation::load(&library, name)?;
        let lexicons = situation::lexicons(&library)?;
        let episode = choose(&situation, global.episode.as_deref(), default)?;
        let clock: SharedClock = match global.now {
            Some(now) => Arc::new(FixedClock(now)),
            None => Arc::new(SystemClock),
        };
        Ok(Self { situation: Arc::new(situation), lexicons, episode, clock })
    }

    /// The reader of the situation's texts.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.situation, &self.lexicons)
    }
}

/// The episode that is named, or the default one; where a situation has none of the default's id, its first of the
/// same sort, and then its first at all.
fn choose(situation: &Situation, named: Option<&str>, default: Default) -> Result<Episode, Failure> {
    if let Some(named) = named {
        let known = || situation.episodes.iter().map(|episode| episode.id.as_str());
        return situation.episode(named).cloned().ok_or_else(|| {
            let hint = nearest(named, known()).map_or_else(
                || format!("known are {}", known().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Failure::Call(format!("the situation `{}` has no episode `{named}`; {hint}", situation.id))
        });
    }
    let of_sort = |episode: &&Episode| match default {
        Default::Live => matches!(episode.span, episode::Span::Rolling(_)),
        Default::Recorded => matches!(episode.span, episode::Span::Fixed { .. }),
    };
    situation
        .episode(default.id())
        .or_else(|| situation.episodes.iter().find(of_sort))
        .or_else(|| situation.episodes.first())
        .cloned()
        .ok_or_else(|| Failure::Call(format!("the situation `{}` declares no episode", situation.id)))
}
