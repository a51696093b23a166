//! The signals a screen answers to, so that every one of them finds the terminal given back.

use std::io;

use signal_hook::consts::{SIGCONT, SIGTSTP};
use tokio::signal::unix::{self, SignalKind, signal};

use super::Ending;

/// A signal, by what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End the screen.
    End(Ending),
    /// Give the terminal back and stop.
    Suspend,
    /// The program was stopped and goes on.
    Continued,
}

/// The signals that are listened to.
#[derive(Debug)]
pub struct Signals {
    interrupt: unix::Signal,
    quit: unix::Signal,
    terminate: unix::Signal,
    hangup: unix::Signal,
    suspend: unix::Signal,
    continued: unix::Signal,
}

impl Signals {
    /// Listens from now on.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            suspend: signal(SignalKind::from_raw(SIGTSTP))?,
            continued: signal(SignalKind::from_raw(SIGCONT))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::End(Ending::Terminated),
            _ = self.hangup.recv() => Signal::End(Ending::HungUp),
            _ = self.interrupt.recv() => Signal::End(Ending::Interrupted),
            _ = self.quit.recv() => Signal::End(Ending::Interrupted),
            _ = self.suspend.recv() => Signal::Suspend,
            _ = self.continued.recv() => Signal::Continued,
        }
    }
}

/// Stops the program as the shell's C-z does, and returns once the shell continues it.
pub fn stop_here() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(SIGTSTP)
}
