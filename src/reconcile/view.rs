//! A view: all that stands at one moment, kept up as the moment moves on and as more is heard.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use jiff::Timestamp;

use crate::model::{Decision, Episode, PlaceId, Situation, Staleness, StoredStatus, Subject};

use super::account::Account;
use super::board::Words;
use super::books::Remade;
use super::facts::Facts;
use super::sight::{Look, Rulings, Sight};

/// What the books are about.
pub(super) struct Frame<'a> {
    pub(super) facts: &'a Facts,
    pub(super) situation: &'a Situation,
    pub(super) episode: &'a Episode,
    pub(super) staleness: &'a Staleness,
}

/// All that stands at one moment.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) as_of: Timestamp,
    /// Up to when decisions are known: what has been undone by then never held.
    known_by: Timestamp,
    pub(super) rulings: Rulings,
    /// The items that may look different later by themselves, by when.
    waiting: BinaryHeap<Reverse<(Timestamp, u32)>>,
    pub(super) account: Account,
}

impl View {
    /// The view of all that is known, from a moment, by what was decided by another.
    pub(super) fn open(frame: &Frame<'_>, as_of: Timestamp, known_by: Timestamp) -> Self {
        let mut view = Self {
            as_of,
            known_by,
            rulings: Rulings::default(),
            waiting: BinaryHeap::new(),
            account: Account::new(frame.situation),
        };
        view.hear(frame, frame.facts.all_items().collect(), frame.facts.decisions(), None);
        view
    }

    /// What was said of places, as it looks from the moment.
    pub(super) fn words(&self, frame: &Frame<'_>) -> Words {
        let sight = Sight::new(frame.episode, &self.rulings, self.as_of);
        let items = frame.facts.all_items().filter_map(|number| frame.facts.of_item(number));
        let statuses = items.flat_map(|item| sight.item(frame.facts, item).statuses).collect();
        let mut words = Words::default();
        words.refresh(frame, statuses, self.set(&sight));
        words
    }

    /// Moves to another moment, and with it the words of that view, where somebody follows them.
    pub(super) fn move_to(
        &mut self,
        frame: &Frame<'_>,
        as_of: Timestamp,
        known_by: Timestamp,
        words: Option<&mut Words>,
    ) {
        if as_of < self.as_of || known_by < self.known_by {
            *self = Self::open(frame, as_of, known_by);
            if let Some(words) = words {
                *words = self.words(frame);
            }
            return;
        }
        let before = std::mem::replace(&mut self.as_of, as_of);
        let known = std::mem::replace(&mut self.known_by, known_by);
        let mut items = vec![];
        while let Some(Reverse((_, item))) = self.waiting.peek().filter(|Reverse((at, _))| *at <= as_of) {
            items.push(*item);
            self.waiting.pop();
        }
        let decisions = frame.facts.decisions();
        let first = decisions.partition_point(|decision| decision.decided <= before);
        let later = decisions.get(first..).unwrap_or_default().iter();
        self.hear(frame, items, later.filter(|made| made.decided <= as_of || made.decided > known), words);
    }

    /// Takes in items of which something was heard, and decisions, and into the words of that view what was said of places;
    /// tells what that made anew.
    pub(super) fn hear<'d>(
        &mut self,
        frame: &Frame<'_>,
        mut items: Vec<u32>,
        decisions: impl IntoIterator<Item = &'d Decision>,
        words: Option<&mut Words>,
    ) -> Remade {
        let mut places: HashSet<&PlaceId> = HashSet::new();
        let made = decisions.into_iter().filter(|decision| decision.decided <= self.known_by);
        let matters: Vec<&Subject> = made.map(|decision| frame.facts.matter(&decision.subject)).collect();
        if !matters.is_empty() {
            self.rulings = Rulings::new(frame.facts, self.as_of, self.known_by);
        }
        for matter in matters {
            items.extend(frame.facts.items_of(matter));
            if let Subject::Place(place) = matter {
                places.insert(place);
            }
        }
        items.sort_unstable();
        items.dedup();
        let sight = Sight::new(frame.episode, &self.rulings, self.as_of);
        let (mut claims, mut statuses) = (Vec::with_capacity(items.len()), vec![]);
        for number in items {
            let Some(item) = frame.facts.of_item(number) else { continue };
            let look = sight.item(frame.facts, item);
            self.waiting.extend(look.until.map(|until| Reverse((until, number))));
            claims.push((number, look.claims));
            if words.is_some() {
                statuses.extend(look.statuses);
            }
        }
        let set = self.set(&sight);
        let mut remade = self.account.refresh(frame.facts, frame.situation, claims);
        if let Some(words) = words {
            remade.cells = words.refresh(frame, statuses, set);
        }
        remade
    }

    /// How operators' own words look: they age with the episode like any other.
    fn set(&self, sight: &Sight<'_>) -> Vec<Look<StoredStatus>> {
        self.rulings.set.iter().map(|stored| sight.set(stored)).collect()
    }
}
