//! Sharing: which of several programs on one store asks which feed. What is asked of the store and what it answers, and who
//! gives what to whom, which is pure.
//!
//! Each feed has a lease, held by one program at a time. Whoever finds a feed that nobody holds takes it at once, so that no
//! feed waits for a share to be worked out. Whoever then holds fewer than another asks that one for some, and is given each
//! when it is not just being asked.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::model::FeedId;

/// A program's part in the sharing, as it tells the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// What tells this program from all others.
    pub holder: String,
    /// The feeds it would ask, by id in their order.
    pub feeds: Vec<FeedId>,
    /// Those that it is just asking, which it gives to nobody.
    pub busy: HashSet<FeedId>,
    /// For how long it holds a feed without being heard of.
    pub hold: Duration,
    /// Whether it would have all of them, however many others hold, because it asks each once and ends.
    pub wants_all: bool,
}

/// Which time a feed is held: the number is one more with each change of hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub i64);

/// How the feeds are shared now, as one program sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// The feeds that this program alone may ask.
    pub held: HashMap<FeedId, Term>,
    /// Those of them that somebody wants asked at once.
    pub demanded: Vec<FeedId>,
    /// All programs that hold feeds, this one too, with how many, by name.
    pub holders: Vec<(String, u64)>,
}

/// A feed's lease, as far as sharing depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    /// The feed.
    pub(super) feed: FeedId,
    /// Who holds it; none where nobody does.
    pub(super) holder: Option<String>,
    /// Who has asked for it and still wants it.
    pub(super) asker: Option<String>,
}

impl Lease {
    /// Who will have it once what was asked for is given.
    fn heir(&self) -> Option<&str> {
        self.asker.as_deref().or(self.holder.as_deref())
    }
}

/// The feeds that a program asks others for: of those that have most, until none has two more than it. What it has asked for
/// already it goes on asking for.
pub(super) fn asks(leases: &[Lease], sharing: &Sharing) -> Vec<FeedId> {
    let own = sharing.holder.as_str();
    let wanted: HashSet<&FeedId> = sharing.feeds.iter().collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for heir in leases.iter().filter_map(Lease::heir) {
        *counts.entry(heir).or_default() += 1;
    }
    let mut mine = counts.remove(own).unwrap_or(0);
    let is_others = |lease: &&Lease| lease.holder.as_deref().is_some_and(|holder| holder != own);
    let others: Vec<&Lease> = leases.iter().filter(is_others).filter(|lease| wanted.contains(&lease.feed)).collect();
    if sharing.wants_all {
        return others.iter().map(|lease| lease.feed.clone()).collect();
    }
    let asked = others.iter().filter(|lease| lease.asker.as_deref() == Some(own)).map(|lease| lease.feed.clone());
    let mut asks: Vec<FeedId> = asked.collect();
    // What each of the others could give, the last one first.
    let mut gives: HashMap<&str, Vec<&FeedId>> = HashMap::new();
    for lease in others.iter().filter(|lease| lease.asker.is_none()) {
        gives.entry(lease.holder.as_deref().unwrap_or_default()).or_default().push(&lease.feed);
    }
    loop {
        let richest = gives.iter().filter(|(_, feeds)| !feeds.is_empty());
        let richest = richest.map(|(holder, _)| *holder).max_by_key(|holder| (counts.get(holder), *holder));
        let Some(richest) = richest else { return asks };
        let Some(count) = counts.get_mut(richest).filter(|count| **count >= mine + 2) else { return asks };
        let Some(feed) = gives.get_mut(richest).and_then(Vec::pop) else { return asks };
        asks.push(feed.clone());
        *count -= 1;
        mine += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sharing(holder: &str, feeds: &[FeedId]) -> Sharing {
        let hold = Duration::from_secs(20);
        Sharing { holder: holder.to_owned(), feeds: feeds.to_vec(), busy: HashSet::new(), hold, wants_all: false }
    }

    fn feed(n: usize) -> FeedId {
        FeedId::new(format!("feed-{n:04}"))
    }

    fn held(n: usize, holder: &str) -> Lease {
        Lease { feed: feed(n), holder: Some(holder.to_owned()), asker: None }
    }

    /// Lets everybody ask, and give all that was asked for, until nobody asks any more; how often they did.
    fn settle(leases: &mut [Lease], programs: &[Sharing]) -> usize {
        for round in 0..100 {
            let mut is_quiet = true;
            for program in programs {
                let asked = asks(leases, program);
                is_quiet &= asked.is_empty();
                for lease in leases.iter_mut().filter(|lease| asked.contains(&lease.feed)) {
                    lease.asker = Some(program.holder.clone());
                }
            }
            if is_quiet {
                return round;
            }
            for lease in leases.iter_mut() {
                lease.holder = lease.asker.take().or(lease.holder.take());
            }
        }
        panic!("they never come to rest: {leases:?}");
    }

    fn count(leases: &[Lease], holder: &str) -> usize {
        leases.iter().filter(|lease| lease.holder.as_deref() == Some(holder)).count()
    }

    #[test]
    fn who_comes_is_given_a_share_at_once() {
        let feeds: Vec<FeedId> = (0..1_000).map(feed).collect();
        let mut leases: Vec<Lease> = (0..1_000).map(|n| held(n, "a")).collect();
        let programs = ["a", "b", "c"].map(|holder| sharing(holder, &feeds));
        assert!(settle(&mut leases, &programs) <= 3);
        let mut counts = ["a", "b", "c"].map(|holder| count(&leases, holder));
        counts.sort_unstable();
        assert_eq!(counts, [333, 333, 334]);
    }

    #[test]
    fn who_asks_each_feed_once_wants_all_whoever_holds_them() {
        let feeds: Vec<FeedId> = (0..3).map(feed).collect();
        let asked = Lease { asker: Some("b".to_owned()), ..held(2, "a") };
        let leases = [held(0, "a"), held(1, "once"), asked];
        let once = Sharing { wants_all: true, ..sharing("once", &feeds) };
        assert_eq!(asks(&leases, &once), [feed(0), feed(2)]);
    }

    #[test]
    fn a_single_feed_stays_where_it_is() {
        assert_eq!(asks(&[held(0, "a")], &sharing("b", &[feed(0)])), []);
    }

    proptest! {
        #[test]
        fn whatever_each_wants_they_come_to_rest_even_and_with_what_they_want(
            holders in prop::collection::vec(0_usize..4, 1..60), wants in prop::collection::vec(0_usize..60, 4),
        ) {
            let names = ["a", "b", "c", "d"];
            let feeds: Vec<FeedId> = (0..holders.len()).map(feed).collect();
            // Each wants the feeds from some number on, and all want the last one.
            let from = |n: usize| wants[n].min(feeds.len() - 1);
            let programs: Vec<Sharing> = (0..4).map(|n| sharing(names[n], &feeds[from(n)..])).collect();
            let begins = |n: usize| (0..4).map(|by| (holders[n] + by) % 4).find(|holder| from(*holder) <= n);
            let mut leases: Vec<Lease> = (0..feeds.len())
                .map(|n| Lease { holder: begins(n).map(|holder| names[holder].to_owned()), ..held(n, "") })
                .collect();
            settle(&mut leases, &programs);
            for (n, lease) in leases.iter().enumerate() {
                let holder = lease.holder.as_deref();
                prop_assert_eq!(holder.is_some(), begins(n).is_some());
                for (who, program) in programs.iter().enumerate() {
                    prop_assert!(holder != Some(names[who]) || program.feeds.contains(&lease.feed));
                    // Nobody has two more than one who could do some of it.
                    if let Some(holder) = holder && program.feeds.contains(&lease.feed) {
                        prop_assert!(count(&leases, holder) <= count(&leases, names[who]) + 1);
                    }
                }
            }
        }
    }
}
