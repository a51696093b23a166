//! What was asked over a line that is dead: its answer is not waited for.
//!
//! A line that is cut without a word, as by a router that forgets it, tells nobody: whoever has asked on it would wait for as
//! long as the system does. The line of the news is tried whenever it is silent; once that one is dead, what was asked before
//! on any other is given up, and its connections with it. A program that hears no news gives up what the server itself would
//! have ended by then.

use std::io;
use std::time::Duration;

use tokio::sync::watch;

/// How long an answer is waited for: the server ends every statement after 120 s, so that no answer comes any more.
const PATIENCE: Duration = Duration::from_secs(130);

/// Tells how often lines were found dead.
#[derive(Debug)]
pub(super) struct Finds(watch::Sender<u64>);

impl Default for Finds {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Finds {
    /// Whoever asks from now on hears of the next one.
    pub(super) fn heard(&self) -> Lost {
        Lost(self.0.subscribe())
    }

    /// They are dead.
    pub(super) fn tell(&self) {
        self.0.send_modify(|finds| *finds = finds.wrapping_add(1));
    }
}

/// Comes once the lines of a moment are found dead.
#[derive(Debug, Clone)]
pub(in super::super) struct Lost(watch::Receiver<u64>);

impl Lost {
    /// The answer, unless they are found dead before it comes.
    pub(in super::super) async fn or<T>(
        self,
        asked: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        self.or_fault(|error| error, asked).await
    }

    /// The same, of what fails in its own way.
    pub(in super::super) async fn or_fault<T, E>(
        mut self,
        fault: impl FnOnce(sqlx::Error) -> E,
        asked: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        tokio::select! {
            biased;
            answered = asked => return answered,
            Ok(()) = self.0.changed() => {}
            () = tokio::time::sleep(PATIENCE) => {}
        }
        let why = "the line to the server is dead";
        Err(fault(sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, why))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_hangs_is_given_up_and_what_is_answered_is_not() {
        let finds = Finds::default();
        finds.tell();
        let (lost, later) = (finds.heard(), finds.heard());
        assert!(matches!(lost.clone().or(async { Ok(7) }).await, Ok(7)));
        let hangs = tokio::spawn(lost.or(std::future::pending::<Result<u8, sqlx::Error>>()));
        finds.tell();
        assert!(matches!(hangs.await, Ok(Err(sqlx::Error::Io(_)))));
        assert!(matches!(later.or(async { Ok(7) }).await, Ok(7)));
        drop(finds);
    }
}
