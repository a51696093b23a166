//! What this program is called among those that share a store, and whether another one of the same machine still lives.
//!
//! A name holds the machine's, then the process by its number and by when it began, then by which start of the machine and
//! in which space of numbers that is meant. So a program that was killed is known as dead by the next one on the same
//! machine, which need not wait until its leases are over; of programs elsewhere nothing is known but their silence.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Parts a name into its pieces.
const PARTS: char = '/';

/// Where a process of this machine is told of.
const PROCESSES: &str = "/proc";

/// A new name: this machine's and this process's, and no other part's of it.
pub fn name() -> String {
    static PARTS_OF_THIS: AtomicU64 = AtomicU64::new(1);
    let machine = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let machine: String =
        machine.trim().chars().filter(|sign| sign.is_ascii_alphanumeric() || "-._".contains(*sign)).collect();
    let machine = if machine.is_empty() { "machine".to_owned() } else { machine };
    let (process, part) = (std::process::id(), PARTS_OF_THIS.fetch_add(1, Ordering::Relaxed));
    let (began, space) = (began(process).unwrap_or_default(), space().unwrap_or_default());
    [machine, process.to_string(), began, part.to_string(), space].join(&PARTS.to_string())
}

/// Whether the program of a name ran on this machine and runs no more; false where nothing is known of it.
pub fn is_dead(name: &str) -> bool {
    let mut parts = name.split(PARTS);
    let (Some(_), Some(process), Some(was), Some(_), Some(space)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let Ok(process) = process.parse::<u32>() else { return false };
    let is_here = !was.is_empty() && self::space().as_deref() == Some(space);
    // Where the first process is not to be seen, others may be hidden as well.
    is_here && began(1).is_some() && began(process).as_deref() != Some(was)
}

/// How a program is named in sentences: its machine and its process.
pub fn told(name: &str) -> String {
    let mut parts = name.split(PARTS);
    match (parts.next(), parts.next()) {
        (Some(machine), Some(process)) => format!("process {process} on {machine}"),
        _ => name.to_owned(),
    }
}

/// When a process began, as the machine counts; none where there is none.
fn began(process: u32) -> Option<String> {
    let told = fs::read_to_string(Path::new(PROCESSES).join(process.to_string()).join("stat")).ok()?;
    // Its name may hold anything; what follows is parted by blanks, and this is the twenty-second of all.
    let (_, rest) = told.rsplit_once(')')?;
    let mut rest = rest.split_whitespace();
    let state = rest.next()?;
    let is_over = matches!(state, "Z" | "X");
    rest.nth(18).filter(|_| !is_over).map(str::to_owned)
}

/// The start of this machine and the space of process numbers that this process is in.
fn space() -> Option<String> {
    let start = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let numbers = fs::read_link(Path::new(PROCESSES).join("self/ns/pid")).ok()?;
    let digits: String = numbers.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    Some(format!("{}.{digits}", start.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_to_be_dead_is_called_dead() {
        let own = name();
        assert_ne!(own, name());
        assert!(!is_dead(&own), "{own}");
        let Some((machine, rest)) = own.split_once(PARTS) else { panic!("{own}") };
        let process = std::process::id().to_string();
        let Some(rest) = rest.strip_prefix(&process) else { panic!("{own}") };
        if space().is_some() {
            assert!(is_dead(&format!("{machine}/999999999{rest}")), "a process that is not there");
            assert!(is_dead(&own.replacen(&began(std::process::id()).unwrap_or_default(), "7", 1)), "another's number");
        }
        for unknown in ["", "a", "a/b/c/d/e", &format!("{machine}/999999999/7/1/elsewhere"), "m/999999999/7"] {
            assert!(!is_dead(unknown), "{unknown}");
        }
        assert_eq!(told("desk1/4711/99/1/x.7"), "process 4711 on desk1");
    }
}
