//! The signals a screen answers to, so that every one of them finds the terminal given back.

use std::future::poll_fn;
use std::io;
use std::task::Poll;

use signal_hook::consts::{SIGABRT, SIGALRM, SIGCONT, SIGPROF, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU};
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

/// What else ends a program that does not see to it: a timer, a limit, another program's mistake.
const OTHERS: [i32; 7] = [SIGABRT, SIGALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU];

/// The signals that are listened to.
#[derive(Debug)]
pub struct Signals {
    interrupt: unix::Signal,
    quit: unix::Signal,
    terminate: unix::Signal,
    hangup: unix::Signal,
    suspend: unix::Signal,
    continued: unix::Signal,
    others: Vec<(u8, unix::Signal)>,
}

impl Signals {
    /// Listens from now on.
    pub fn listen() -> io::Result<Self> {
        let other = |number: i32| Ok((number.try_into().unwrap_or(0), signal(SignalKind::from_raw(number))?));
        Ok(Self {
            others: OTHERS.into_iter().map(other).collect::<io::Result<_>>()?,
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
        let others = &mut self.others;
        let other = poll_fn(|context| {
            let mut heard = others.iter_mut().map(|(number, signal)| signal.poll_recv(context).map(|_| *number));
            heard.find(Poll::is_ready).unwrap_or(Poll::Pending)
        });
        tokio::select! {
            number = other => Signal::End(Ending::Signalled(number)),
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
