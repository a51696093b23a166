//! Labour: parsing and reading, where blocking is allowed, some of it at a time.
//!
//! What is heavy is done one after another on a thread of its own. An allocator keeps what a thread has let go of for that
//! thread: documents of ten megabytes, each worked on by another, leave tens of megabytes behind with every one of them.

use std::io;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

/// From how many bytes of text on work is heavy: some feeds' length, so that what is meant to keep the processor busy never
/// keeps all of it from the others.
const HEAVY: usize = 256 * 1024;

/// Who works.
#[derive(Debug)]
pub(super) struct Labour {
    turns: Semaphore,
    heavy: Semaphore,
    /// Whose one thread does what is heavy; there until it is dropped.
    own: Option<Runtime>,
}

impl Labour {
    /// As many workers as there are processors, and at least two: one of them may be at heavy work.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn new() -> io::Result<Self> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let own = Builder::new_current_thread().max_blocking_threads(1).thread_name("heavy work").build()?;
        Ok(Self { turns: Semaphore::new(processors.max(2)), heavy: Semaphore::new(1), own: Some(own) })
    }

    /// Does something with so many bytes, once it is its turn.
    ///
    /// # Errors
    /// Where it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        match self.own.as_ref().filter(|_| bytes > HEAVY) {
            Some(own) => {
                let _heavy = self.heavy.acquire().await;
                let _turn = self.turns.acquire().await;
                own.spawn_blocking(work).await
            }
            None => {
                let _turn = self.turns.acquire().await;
                spawn_blocking(work).await
            }
        }
    }
}

impl Drop for Labour {
    fn drop(&mut self) {
        // It may be dropped where nothing may wait.
        if let Some(own) = self.own.take() {
            own.shutdown_background();
        }
    }
}
