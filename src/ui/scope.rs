//! A command for all reports that a filter holds for: it waits until they are counted, and acts once that was agreed to.
//!
//! Invariant: a key that is pressed before the number is known calls it off, so that no key confirms what was not seen.

use crate::model::Mark;

/// What is done to the reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// They are marked.
    Mark(Mark),
    /// They are selected.
    Select,
}

/// A command that waits for the reports it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What is to be done.
    pub job: Job,
    /// The filter as it was typed.
    pub filter: String,
}

/// The command that waits, if one does; an answer of another turn is of no use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scoping {
    turn: u64,
    waits: Option<Waiting>,
}

impl Scoping {
    /// Waits for the reports of a command; gives its turn.
    pub fn begin(&mut self, waiting: Waiting) -> u64 {
        self.turn += 1;
        self.waits = Some(waiting);
        self.turn
    }

    /// The command whose reports are known now; none where it was called off or another came after it.
    pub fn known(&mut self, turn: u64) -> Option<Waiting> {
        if turn == self.turn { self.waits.take() } else { None }
    }

    /// Calls the command off; whether there was one.
    pub fn call_off(&mut self) -> bool {
        self.waits.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_command_that_was_not_called_off_is_done() {
        let waiting = |filter: &str| Waiting { job: Job::Select, filter: filter.to_owned() };
        let mut scoping = Scoping::default();
        let first = scoping.begin(waiting("a"));
        let second = scoping.begin(waiting("b"));
        assert_eq!(scoping.known(first), None);
        assert_eq!(scoping.known(second), Some(waiting("b")));
        assert_eq!(scoping.known(second), None, "once");
        let third = scoping.begin(waiting("c"));
        assert!(scoping.call_off() && !scoping.call_off());
        assert_eq!(scoping.known(third), None);
    }
}
