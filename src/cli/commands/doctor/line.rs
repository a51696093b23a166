//! The doctor on the network: every feed is tried once, and their servers' clocks are compared with ours.

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::{Check, State};
use crate::cli::setup::Setup;
use crate::clock::{Clock, SystemClock};
use crate::feed::credentials;
use crate::feed::fetch::{Answer, Fetched, Fetcher};
use crate::feed::parse::parse;
use crate::model::{Conditional, Feed, FeedError};

/// How far a clock may be off before ages and curfews' ends are told wrongly.
const SKEW_MAX: SignedDuration = SignedDuration::from_secs(120);

/// What one feed answered.
struct Tried {
    feed: Feed,
    outcome: Result<String, FeedError>,
    /// How far its server's clock is ahead of ours.
    ahead: Option<SignedDuration>,
}

/// Tries every feed that is polled, and compares the clocks.
pub async fn checks(setup: &Setup) -> Vec<Check> {
    let fetcher = match Fetcher::new(&setup.settings.fetch) {
        Ok(fetcher) => fetcher,
        Err(error) => return vec![Check::new("feeds", "policy", State::Failed, error.to_string())],
    };
    let mut tries = JoinSet::new();
    for (at, feed) in setup.feeds.iter().filter(|feed| feed.enabled).enumerate() {
        let (fetcher, feed) = (fetcher.clone(), feed.clone());
        tries.spawn(async move { (at, attempt(&fetcher, feed).await) });
    }
    let mut tried: Vec<(usize, Tried)> = Vec::new();
    while let Some(done) = tries.join_next().await {
        tried.extend(done.ok());
    }
    tried.sort_by_key(|(at, _)| *at);
    let mut checks: Vec<Check> = tried
        .iter()
        .map(|(_, tried)| match &tried.outcome {
            Ok(answer) => Check::new("feeds", tried.feed.id.as_str(), State::Ok, answer),
            Err(error) => Check::new("feeds", tried.feed.id.as_str(), State::Failed, error.message.clone()),
        })
        .collect();
    if checks.is_empty() {
        checks.push(Check::new("feeds", "list", State::Note, "no feed is polled"));
    }
    let mut ahead: Vec<SignedDuration> = tried.iter().filter_map(|(_, tried)| tried.ahead).collect();
    ahead.sort_unstable();
    checks.push(clock(ahead.get(ahead.len() / 2).copied()));
    checks
}

/// The check of our clock, against the middle one of the servers'.
fn clock(ahead: Option<SignedDuration>) -> Check {
    let (state, message) = match ahead {
        None => (State::Note, "no server told the time, so the clock was not compared".to_owned()),
        Some(ahead) if ahead.abs() <= SKEW_MAX => {
            (State::Ok, format!("within {} s of the servers'", ahead.abs().as_secs()))
        }
        Some(ahead) => {
            let way = if ahead.is_positive() { "behind" } else { "ahead of" };
            let message = format!(
                "it is {} s {way} the servers': ages and the ends of curfews are told wrongly; set it",
                ahead.abs().as_secs()
            );
            (State::Failed, message)
        }
    };
    Check::new("clock", "skew", state, message)
}

/// Fetches and parses a feed, and stores nothing.
async fn attempt(fetcher: &Fetcher, feed: Feed) -> Tried {
    let own = match credentials::of(&feed).await {
        Ok(own) => own,
        Err(error) => return Tried { feed, outcome: Err(error), ahead: None },
    };
    let now = || -> Timestamp { SystemClock.now() };
    let Fetched { status, elapsed, date, outcome, leave, .. } =
        fetcher.fetch_as(&feed.url, own.as_ref(), &Conditional::default(), now()).await;
    // What a cache kept tells an old time: only what was made now counts, which a date in the past within an hour may be.
    let ahead = date.map(|date| date.duration_since(now()));
    let outcome = match outcome {
        Ok(Answer::NotModified) => Ok("unchanged".to_owned()),
        Ok(Answer::Document(document)) => {
            let id = feed.id.clone();
            let parsed = tokio::task::spawn_blocking(move || parse(&id, *document)).await;
            drop(leave);
            match parsed {
                Ok(Ok(parsed)) => match parsed.problem {
                    Some(problem) => Err(problem),
                    None => Ok(parsed.items.len()),
                },
                Ok(Err(error)) => Err(error),
                Err(_) => Ok(0),
            }
            .map(|items| format!("{items} items, status {}, {} ms", status.unwrap_or(0), elapsed.as_millis()))
        }
        Err(error) => Err(error),
    };
    Tried { feed, outcome, ahead }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_told_which_way() {
        let check = |seconds: Option<i64>, state: State, words: &str| {
            let check = clock(seconds.map(SignedDuration::from_secs));
            assert!(check.state == state && check.message.contains(words), "{check:?}");
        };
        check(None, State::Note, "not compared");
        check(Some(-30), State::Ok, "within 30 s");
        check(Some(600), State::Failed, "600 s behind");
        check(Some(-600), State::Failed, "600 s ahead of");
    }
}
