//! Reading the configuration anew while the screen runs (`:reload`): keys, saved filters, looks, feeds, alerts and settings. A
//! file that is wrong changes nothing.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::SignedDuration;

use super::Options;
use super::answers::reload;
use super::message::Reloaded;
use super::subject::Subject;
use crate::config::library::Library;
use crate::engine::{Context, Handle};

/// Whoever can read the configuration anew.
#[async_trait]
pub trait Renew: Send + Sync {
    /// What the files say now.
    ///
    /// # Errors
    /// The first thing that is wrong with them, in one line.
    async fn renew(&self) -> Result<Renewed, String>;
}

/// What the files say now.
#[derive(Debug, Clone)]
pub struct Renewed {
    /// What the engine works with, over the same store.
    pub context: Context,
    /// How the screen is used.
    pub options: Options,
    /// What of it holds only from the next start on; empty where nothing does.
    pub later: String,
}

/// A way to read the configuration anew.
#[derive(Clone)]
pub struct Renewal(pub Arc<dyn Renew>);

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renewal")
    }
}

impl PartialEq for Renewal {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Renewal {}

/// Reads anew what a screen may read anew.
#[derive(Debug, Clone)]
pub(super) struct Renewing {
    library: Library,
    renewal: Option<Renewal>,
    engine: Handle,
    /// The context that was read.
    next: Arc<Mutex<Option<Context>>>,
}

impl Renewing {
    pub(super) fn new(options: &Options, engine: &Handle) -> Self {
        let (library, renewal) = (options.library.clone(), options.renewal.clone());
        Self { library, renewal, engine: engine.clone(), next: Arc::default() }
    }

    /// Reads the configuration and lets the engine go on with it; keys and saved filters alone where no more can be read.
    pub(super) async fn read(self, context: Context) -> Result<Reloaded, String> {
        let Some(renewal) = self.renewal else {
            let read = tokio::task::spawn_blocking(move || reload(&self.library, &context)).await;
            return read.unwrap_or_else(|error| Err(error.to_string()));
        };
        let renewed = renewal.0.renew().await?;
        self.engine.renew(renewed.context.clone()).await.map_err(|error| error.to_string())?;
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(renewed.context.clone());
        let Options { keymap, filters, .. } = renewed.options.clone();
        Ok(Reloaded { keymap, filters, renewed: Some(Box::new(renewed)) })
    }

    /// The context that was read, which takes the place of the one before with the next question.
    pub(super) fn take(&self) -> Option<Context> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What a screen is about, by a context.
pub fn subject(context: &Context, options: Options) -> Subject {
    let Context { situation, episode, feeds, settings, .. } = context.clone();
    let mut subject = Subject::new(situation, episode, feeds, &settings, options);
    if context.alerts.rings_for_escalations() {
        // A rule rings for them again, by its own cooldown.
        subject.escalation_repeat = SignedDuration::ZERO;
    }
    subject
}
