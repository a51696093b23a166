//! The line to the operator: once it is gone the program ends, whatever the screen's loop is doing.
//!
//! Reading keys from a terminal that is gone may never return and may spin (crossterm's issue 793), and the loop that
//! waits for it then hears no signal either. So the line is watched from a thread of its own, which ends the process
//! where that has not ended in time: the loop, and what is closed behind it, such as a poll that is being stored. Nothing
//! is lost by that: what the screen shows is stored already, and a write that is cut off counts as not begun.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::terminal::window_size;
use signal_hook::consts::SIGHUP;

use super::Ending;

/// How often the line is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// How many looks at a line that is gone the program has to end by itself: with these the process ends within 5 s.
const PATIENCE: u32 = 6;

/// Watches the line until it is dropped; one that is gone by then is watched until the process ends.
#[derive(Debug)]
pub struct Watch {
    over: Arc<AtomicBool>,
    hung_up: Arc<AtomicBool>,
}

impl Watch {
    /// Watches from now on.
    pub fn start() -> io::Result<Self> {
        let over = Arc::new(AtomicBool::new(false));
        let hung_up = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register(SIGHUP, Arc::clone(&hung_up))?;
        let seen = (Arc::clone(&over), Arc::clone(&hung_up));
        thread::Builder::new().name("line".into()).spawn(move || watch(&seen.0, &seen.1))?;
        Ok(Self { over, hung_up })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !is_gone(&self.hung_up) {
            self.over.store(true, Ordering::SeqCst);
        }
    }
}

/// Whether the line is gone, as far as anybody says.
fn is_gone(hung_up: &AtomicBool) -> bool {
    hung_up.load(Ordering::SeqCst) || window_size().is_err()
}

#[expect(clippy::exit, reason = "the loop that could return an exit code does not run any more")]
fn watch(over: &AtomicBool, hung_up: &AtomicBool) {
    let mut looks = 0;
    while !over.load(Ordering::SeqCst) {
        thread::sleep(LOOK);
        looks = if is_gone(hung_up) { looks + 1 } else { 0 };
        if looks > PATIENCE && !over.load(Ordering::SeqCst) {
            tracing::error!("the terminal is gone and the program did not end by itself in time; the process ends");
            std::process::exit(Ending::HungUp.exit_code().into());
        }
    }
}
