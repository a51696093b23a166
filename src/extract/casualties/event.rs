//! Events: the one attack that a sentence tells of, whose dead the next one counts.

use std::ops::Range;

use super::bind::{Bond, Rule, Scene};
use super::claim::Work;
use super::figure::Figure;
use super::marks::{Mark, Person, Role, Tag, harm_as};
use super::place::{self, named_in};
use super::side::only_party;
use crate::extract::gazetteer::Mention;
use crate::extract::nesting::Nesting;
use crate::extract::numbers::Value;
use crate::model::{Metric, PlaceId};

/// How many sentences without a place of their own an event is told on.
const MAX_AGE: usize = 2;

/// How many dead are surely of more than the one attack that the sentence before told of.
const MANY: u64 = 300;

/// What a sentence tells of, seen from the next.
#[derive(Debug, Clone)]
pub struct Event {
    /// The one place that it names; none where an attack is told of none, or of several.
    place: Option<PlaceId>,
    /// Whether it tells of one attack there.
    is_attack: bool,
    /// Whether it counted anybody itself.
    counted: bool,
    /// The table of harm that it tells of, where it counts nobody ("documented further FATALITIES in P").
    harm: Option<usize>,
    /// The one side that it names, where it counts nobody and names no other.
    party: Option<usize>,
    age: usize,
}

impl Event {
    /// What a sentence that has been read tells of; one that names no place goes on with the event before it.
    pub fn after(
        before: Option<Self>,
        scene: &Scene<'_, '_>,
        mentions: &[Mention],
        counted: bool,
        nesting: &Nesting,
        is_wide: &dyn Fn(&PlaceId) -> bool,
    ) -> Option<Self> {
        let mut places = named_in(scene, mentions, &(scene.start..scene.end), nesting);
        places.sort();
        places.dedup();
        let all = scene.start..scene.end;
        let runs_on =
            [Tag::Cumulative, Tag::Era, Tag::Elsewhen].into_iter().any(|tag| scene.marks.any(all.clone(), tag));
        let is_attack = tells_attack(scene, &all) && !runs_on;
        let party = if counted { None } else { only_party(scene, all.clone()) };
        let harms = |mark: &Mark| [Role::Toll, Role::Counted].into_iter().find_map(|role| harm_as(mark, role));
        let harm = if counted { None } else { scene.marks.within(all).find_map(harms) };
        match places.as_slice() {
            // A region says less than the place before it.
            [only] if is_attack || !is_wide(only) || before.is_none() => {
                Some(Self { place: Some(only.clone()), is_attack, counted, harm, party, age: 0 })
            }
            [] if is_attack && before.is_none() => Some(Self { place: None, is_attack, counted, harm, party, age: 0 }),
            [] | [_] => before
                .map(|event| Self { counted: event.counted || counted, harm, party, age: event.age + 1, ..event })
                .filter(|event| event.age < MAX_AGE),
            _ if is_attack => Some(Self { place: None, is_attack, counted, harm, party, age: 0 }),
            _ => None,
        }
    }

    /// What the sentence right before tells of people whom only the list behind it counts, and where.
    pub fn uncounted(&self) -> Option<(usize, Option<&PlaceId>)> {
        self.harm.map(|harm| (harm, self.place.as_ref()))
    }

    /// The one side that the sentence right before names, of whom "some of them" are.
    pub fn party(&self) -> Option<usize> {
        self.party
    }
}

/// How a figure goes on from the event that the sentence before told of.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where it was, if one place was told.
    pub place: Option<PlaceId>,
    /// Whether the figure is surely of that event.
    pub is_incident: bool,
}

/// The event that the sentence before told of, where a figure in a sentence without a place goes on from it ("A
/// conscript was killed", "three of them in the town").
pub fn told(work: &Work<'_, '_>, figure: &Figure, bond: &Bond) -> Option<Told> {
    let scene = work.scene;
    let event = work.event.filter(|_| !work.about.elsewhere && bond.rule != Rule::Toll)?;
    let harm = scene.harms.get(bond.harm).filter(|harm| harm.metric != Metric::Displaced);
    harm?;
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    let has = |tag| scene.marks.any(clause.clone(), tag);
    let is_there = scene.marks.frames_in(clause.clone(), Tag::There).next().is_some();
    // "Nineteen were killed there, a doctor in Q said": Q is only where it is said.
    let names_none = || !place::names_any(scene, work.mentions, &clause);
    let is_open = work.mentions.is_empty() || is_there && names_none();
    if !is_open {
        return None;
    }
    // "The town's morgue took in 37 in three days": there, if not of the event.
    if [Tag::Cumulative, Tag::Era, Tag::Period, Tag::Sum].into_iter().any(has) {
        return is_there.then(|| Told { place: event.place.clone(), is_incident: false });
    }
    // "Shots were fired in P. 745 civilians have been killed": hundreds are of more than the one attack.
    let many = matches!(figure.quantity.value, Value::Whole(count) | Value::Vague(count) if count >= MANY);
    let of_it = event.is_attack && (!many || tells_attack(scene, &clause));
    let goes_on = of_it && (tells_attack(scene, &clause) || !event.counted && !has(Tag::Fight));
    let is_there = is_there && event.place.is_some();
    (is_there || goes_on).then(|| Told { place: event.place.clone(), is_incident: goes_on })
}

/// The places of the one attack that an earlier statement of a figure's own sentence told of, where that counts nobody
/// ("gunmen attacked a post in P; one guard was killed"); none where no such statement is.
pub fn told_before(
    scene: &Scene<'_, '_>,
    mentions: &[Mention],
    (figure, bond): (&Figure, &Bond),
    nesting: &Nesting,
) -> Option<Vec<PlaceId>> {
    let start = scene.clause_start(figure.start().min(bond.trigger));
    let before = scene.start..start.min(figure.start());
    if !tells_attack(scene, &before) {
        return None;
    }
    let clause = before.end..scene.clause_end(figure.end());
    let has = |tag| scene.marks.any(before.clone(), tag) || scene.marks.any(clause.clone(), tag);
    let runs_on = [Tag::Cumulative, Tag::Era, Tag::Period, Tag::Sum, Tag::Elsewhen].into_iter().any(has);
    let counts = scene.figures.iter().any(|one| before.contains(&one.start()));
    let lasts = matches!(scene.metric(bond.harm), Some(Metric::Displaced | Metric::Missing) | None);
    // "...; in return the forces stormed villages, leaving dozens dead": that is an attack of its own.
    let is_own = scene.marks.any(clause.clone(), Tag::Act) || tells_attack(scene, &clause);
    let is_of_it = bond.rule != Rule::Toll && !is_own && !runs_on && !counts && !lasts;
    is_of_it.then(|| named_in(scene, mentions, &before, nesting))
}

/// The only place that a sentence names before a word such as "there" tells where a figure is of, whatever it names it
/// for ("a doctor at P's hospital said 63 bodies were brought IN FROM THE TOWN").
pub fn told_there(
    scene: &Scene<'_, '_>,
    mentions: &[Mention],
    (figure, bond): (&Figure, &Bond),
    nesting: &Nesting,
) -> Option<PlaceId> {
    let clause = scene.clause_start(figure.start().min(bond.trigger))..scene.clause_end(figure.end());
    // "In the ambush" is where that was.
    let is_place = |mark: &&Mark| clause.contains(&mark.tokens.start) && !tells_attack(scene, &mark.tokens);
    let there = scene.marks.frames(Tag::There).find(is_place)?;
    let mut before = mentions.iter().filter(|mention| mention.tokens.end <= there.tokens.start);
    let only = before.next()?;
    (!nesting.is_region(&only.place) && before.all(|other| other.place == only.place)).then(|| only.place.clone())
}

/// Whether a word of one attack stands in a range of tokens that is not only the word for those it left dead.
fn tells_attack(scene: &Scene<'_, '_>, range: &Range<usize>) -> bool {
    scene.marks.events(range.clone()).any(|mark| !is_person(mark))
}

/// Whether a mark names people, alive or dead.
pub(super) fn is_person(mark: &Mark) -> bool {
    mark.values.variants().may_hold(&Tag::Person(Person::Anyone))
}
