//! The configuration read anew by a program that runs: a collector by SIGHUP, a screen by `:reload`. What is wrong changes
//! nothing and is told in one line; the store stays the one that is open.

use std::sync::Arc;

use async_trait::async_trait;

use super::Failure;
use super::args::Global;
use super::setup::{Default as DefaultEpisode, Setup};
use crate::config::feeds::without_password;
use crate::config::library::Library;
use crate::config::paths;
use crate::store::Store;
use crate::ui::renewal::{Renew, Renewed};

/// What it takes to read the configuration anew.
#[derive(Debug, Clone)]
pub struct Anew {
    global: Global,
    store: Arc<dyn Store>,
    /// The address of the store that is open.
    address: String,
}

impl Anew {
    /// For a program that was called so and works over `store`.
    ///
    /// # Errors
    /// Where the store has no address.
    pub fn new(global: &Global, setup: &Setup, store: &Arc<dyn Store>) -> Result<Self, Failure> {
        Ok(Self { global: global.clone(), store: Arc::clone(store), address: setup.store_address()? })
    }

    /// The store that is open.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// What the files say now, and what of it holds only from the next start on.
    ///
    /// # Errors
    /// What is wrong with them, in one line.
    pub async fn setup(&self) -> Result<(Setup, String), String> {
        let global = self.global.clone();
        let read = tokio::task::spawn_blocking(move || Setup::load(&global, DefaultEpisode::Live)).await;
        let read = read.unwrap_or_else(|error| Err(Failure::Run(error.to_string())));
        let library = Library::new(paths::config_folder());
        let told = |failure: Failure| library.within(&failure.to_string()).to_owned();
        let mut setup = read.map_err(told)?;
        setup.settle_over(&*self.store).await.map_err(told)?;
        let later = match setup.store_address() {
            Ok(address) if address != self.address => {
                format!(" The store {} is opened at the next start.", without_password(&address))
            }
            _ => String::new(),
        };
        Ok((setup, later))
    }
}

#[async_trait]
impl Renew for Anew {
    async fn renew(&self) -> Result<Renewed, String> {
        let (setup, later) = self.setup().await?;
        let library = Library::new(paths::config_folder());
        let options = setup.screen(&self.global, None);
        let options = options.map_err(|failure| library.within(&failure.to_string()).to_owned())?;
        Ok(Renewed { context: setup.context(Arc::clone(&self.store)), options, later })
    }
}
