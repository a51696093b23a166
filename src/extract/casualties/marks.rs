//! Marks: what the words of a sentence can do in telling a figure.

use std::ops::Range;

use crate::extract::lexis::Lexis;
use crate::extract::token::Tokens;
use crate::extract::values::{Plain, Variants};
use crate::extract::wording::{Found, Wordings};
use crate::model::lexicon::figures::FigureWords;
use crate::model::situation::Names;
use crate::model::{Lang, Lexicon, Metric, OriginKind, Situation};

mod lists;
mod person;
mod sets;

use lists::{framing_words, small_words, twins};
pub use person::Person;
pub use sets::Sets;

/// Where those who suffer stand, seen from a word of harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Before it.
    Before,
    /// After it.
    After,
    /// After it; whose they are stands before it.
    Loses,
    /// After it: it is a noun.
    Noun,
    /// A running count follows it.
    Toll,
    /// It is what the number counts.
    Counted,
}

/// What a word or phrase can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Names an actor of a category, by its index; a hint only where nothing else names anybody.
    Actor {
        /// The index of its category.
        category: usize,
        /// Whether it is only a hint.
        hint: bool,
    },
    /// Names people of no side.
    Person(Person),
    /// One person.
    Singular,
    /// "was", of one alone.
    Single,
    /// "among", before the dead.
    Amid,
    /// "the dead", with no number.
    Roll,
    /// "include", between the dead and those of them who are named.
    Comprise,
    /// "out of the", between a number and what it is out of.
    OutOf,
    /// "all but".
    Except,
    /// "in addition to".
    Besides,
    /// "a count by".
    Count,
    /// "recovered", of bodies.
    Recover,
    /// "as for".
    Topic,
    /// "its losses".
    Losses,
    /// "as many".
    Alike,
    /// "account for".
    Amount,
    /// "cost".
    Cost,
    /// What kind of region a name before it is of ("Latakia PROVINCE").
    Region,
    /// "counted".
    Tally,
    /// "responsible for".
    Guilty,
    /// "on the other side".
    Opposite,
    /// "of them".
    Them,
    /// "in", of those who serve in a force.
    Within,
    /// "as", before a number.
    Reckoned,
    /// "who".
    Relative,
    /// "security sources": those who speak for the state.
    Official,
    /// "quoted by".
    Quoter,
    /// "the total", as a count of its own.
    Whole,
    /// "together with", before those who are added to a sum.
    Adding,
    /// "both sides".
    Both,
    /// "respectively".
    Respective,
    /// "each".
    Each,
    /// "denied this".
    Refuted,
    /// "unconfirmed reports say".
    Unsure,
    /// "by governorate".
    ByRegion,
    /// A participle that may stand before a noun ("kidnapped").
    Adjective,
    /// Counts two by itself.
    Dual,
    /// Tells harm, by the index of its table.
    Harm(usize, Role),
    /// "on the side of".
    Camp,
    /// "and".
    And,
    /// "of".
    Of,
    /// "the number of".
    Number,
    /// "by".
    By,
    /// "including".
    Part,
    /// "most of them".
    Aside,
    /// "were".
    Passive,
    /// Those before the verb are its object.
    Active,
    /// Passed over.
    Filler,
    /// "rose to".
    Reach,
    /// "the real number".
    Figure,
    /// Ends the naming of people.
    Stop,
    /// "while".
    Turn,
    /// "attacked".
    Act,
    /// "clashes between".
    Fight,
    /// "said".
    Say,
    /// "according to".
    Cite,
    /// "told".
    Told,
    /// An unnamed monitor.
    Monitor,
    /// Somebody.
    Somebody,
    /// "visiting".
    Visit,
    /// "curfew".
    Curfew,
    /// "it added".
    Same,
    /// "a security source".
    Anonymous,
    /// "the group".
    Anaphor,
    /// "its spokesman".
    Its,
    /// "the figures are from".
    Back,
    /// "to".
    To,
    /// "all of them".
    Every,
    /// "attributed".
    Blame,
    /// "said", whoever says it.
    Voice,
    /// "Lebanese".
    Foreign,
    /// An origin that is one only of this country.
    Local,
    /// A monitor by its name.
    Watch,
    /// An outlet by its name.
    Outlet,
    /// Who counts, by index.
    Origin(usize),
    /// "since".
    Cumulative,
    /// "ambush".
    Incident,
    /// "still".
    Lasting,
    /// "today".
    Day,
    /// "in March".
    Period,
    /// "this year".
    Stretch,
    /// "the war".
    Running,
    /// "this year".
    Era,
    /// "they".
    Resume,
    /// "department".
    Office,
    /// "in total".
    Sum,
    /// "in".
    At,
    /// "in the city".
    There,
    /// "where".
    Where,
    /// "when", behind a date.
    When,
    /// "which", before what is only said of something named.
    Describes,
    /// Counted, and no people.
    Unit,
    /// "could".
    Maybe,
    /// "not".
    Denial,
    /// "an earlier version of this article said".
    Misstated,
    /// "a father of".
    Parent,
    /// "the population of".
    Population,
    /// "Hosts", of a country.
    Hosts,
    /// "on", behind "an attack".
    Against,
    /// "which is false".
    Untrue,
    Released,
    /// "civil war".
    History,
    /// "the worst since".
    Elsewhen,
    /// "had earlier said".
    Earlier,
    /// "revised to".
    Correction,
    /// "drill".
    Unreal,
}

impl Plain for Tag {
    #[inline]
    fn is_plain(&self) -> bool {
        !matches!(self, Self::Actor { .. } | Self::Person(_) | Self::Harm(..) | Self::Origin(_))
    }
}

/// A phrase of a sentence with all it can do.
pub type Mark<'w> = Found<'w, Tag>;

/// One table of harm.
#[derive(Debug, Clone, Copy)]
pub struct Harm {
    /// What is counted.
    pub metric: Metric,
    /// Whether those counted are of no stated side.
    pub victims: bool,
}

/// Compiles the words of one language and of the situation.
pub fn compile(situation: &Situation, lexicon: &Lexicon, lexis: &mut Lexis) -> (Sets, Vec<Harm>) {
    let mut set = Wordings::default();
    let words = &lexicon.figures;
    add_small_words(&mut set, lexis, words);
    let regions = lexicon.places.region_after.iter().chain(&lexicon.places.regions_after);
    regions.for_each(|word| set.add(lexis, word, &Tag::Region));
    let mut harms = Vec::new();
    for (index, harm) in words.harm.iter().enumerate() {
        harms.push(Harm { metric: harm.metric, victims: harm.victims });
        let roles = [
            (&harm.before, Role::Before),
            (&harm.after, Role::After),
            (&harm.loses, Role::Loses),
            (&harm.noun, Role::Noun),
            (&harm.toll, Role::Toll),
            (&harm.counted, Role::Counted),
        ];
        for (list, role) in roles {
            list.iter().for_each(|word| set.add(lexis, word, &Tag::Harm(index, role)));
        }
    }
    for actor in &situation.actors {
        let Some(category) = situation.categories.iter().position(|category| category.id == actor.category) else {
            continue;
        };
        for (names, hint) in [(&actor.names, false), (&actor.hints, true)] {
            add_names(&mut set, lexis, names, &lexicon.lang, Tag::Actor { category, hint });
        }
    }
    for (names, tag) in [(&situation.eras, Tag::Era), (&situation.past, Tag::History)] {
        add_names(&mut set, lexis, names, &lexicon.lang, tag);
    }
    for (index, origin) in situation.origins.iter().enumerate() {
        add_names(&mut set, lexis, &origin.names, &lexicon.lang, Tag::Origin(index));
        let is = |kind| origin.kind == kind;
        let sorts =
            [(origin.local, Tag::Local), (is(OriginKind::Monitor), Tag::Watch), (is(OriginKind::Outlet), Tag::Outlet)];
        for (_, tag) in sorts.into_iter().filter(|(is, _)| *is) {
            add_names(&mut set, lexis, &origin.names, &lexicon.lang, tag);
        }
    }
    let articled = (0..situation.origins.len()).filter(|index| {
        let spoken = situation.origins.get(*index).and_then(|origin| origin.names.get(&lexicon.lang));
        let mut single = spoken.into_iter().flatten().filter(|name| !name.contains(' ')).peekable();
        single.peek().is_some() && single.all(|name| name.starts_with("ال"))
    });
    let articled = articled.collect();
    (Sets { telling: set, framing: framing(lexicon, lexis), twins: twins(words), articled }, harms)
}

/// Compiles the words that only frame figures.
fn framing(lexicon: &Lexicon, lexis: &mut Lexis) -> Wordings<Tag> {
    let mut set = Wordings::default();
    for (list, tag) in framing_words(&lexicon.figures) {
        list.iter().for_each(|word| set.add(lexis, word, &tag));
    }
    let status = &lexicon.status;
    for (list, tag) in [(&status.curfew, Tag::Curfew), (&status.refuted, Tag::Refuted), (&status.unsure, Tag::Unsure)] {
        list.iter().for_each(|word| set.add(lexis, word, &tag));
    }
    set
}

fn add_names(set: &mut Wordings<Tag>, lexis: &mut Lexis, names: &Names, lang: &Lang, tag: Tag) {
    let spoken = names.iter().filter(|(of, _)| *of == lang || of.as_str() == "und");
    spoken.flat_map(|(_, list)| list).for_each(|name| set.add(lexis, name, &tag));
}

fn add_small_words(set: &mut Wordings<Tag>, lexis: &mut Lexis, words: &FigureWords) {
    for (list, tag) in small_words(words) {
        // What tells an event in several words only frames: whoever acts or suffers in it ("attacked THE POLICE") is seen too.
        let only_frames = |word: &str| tag == Tag::Incident && word.contains(' ');
        list.iter().filter(|word| !only_frames(word)).for_each(|word| set.add(lexis, word, &tag));
    }
}

/// The bit of an index of a mark that does not cover the token but stands behind it.
const BEHIND: u32 = 1 << 31;

/// The marks of one sentence, and which of them covers each token.
#[derive(Debug)]
pub struct Marks<'w> {
    range: Range<usize>,
    all: Vec<Mark<'w>>,
    /// Of each token the mark that covers it, by index; where none does, the next one behind it, with [`BEHIND`].
    covering: Vec<u32>,
    framing: Vec<Mark<'w>>,
    /// All that any of the marks can do.
    tags: Variants<Tag>,
    /// The same of those that only frame.
    frames: Variants<Tag>,
}

impl<'w> Marks<'w> {
    /// Finds the marks of a sentence.
    ///
    /// `lookalikes` begin words that tell no harm, whatever they are like without the marks on their letters.
    pub fn new(sets: &'w Sets, lookalikes: &[String], tokens: &Tokens<'_>, range: Range<usize>) -> Self {
        let mut all = sets.telling.all(tokens, range.clone());
        for mark in all.iter_mut().filter(|_| !lookalikes.is_empty()) {
            let written = tokens.word(mark.tokens.start).to_lowercase();
            if lookalikes.iter().any(|start| written.starts_with(start.as_str())) {
                mark.values = mark.values.iter().filter(|tag| !matches!(tag, Tag::Harm(..))).copied().collect();
            }
        }
        all.retain(|mark| !mark.values.is_empty());
        sets.part_articled(&mut all);
        all.iter_mut().for_each(|mark| sets.look_within(tokens, mark));
        all.iter_mut().for_each(|mark| sets.look_for_event(tokens, mark));
        sets.part_twins(tokens, &mut all);
        let mut framing = sets.framing.all(tokens, range.clone());
        sets.part_twins(tokens, &mut framing);
        let mut covering = Vec::with_capacity(range.len());
        let mut last = 0;
        for (index, mark) in (0..).zip(&all) {
            covering.resize(mark.tokens.start.saturating_sub(range.start), index | BEHIND);
            covering.resize(mark.tokens.end.saturating_sub(range.start), index);
            last = index + 1;
        }
        covering.resize(range.len(), last | BEHIND);
        let tags_of = |marks: &[Mark]| marks.iter().fold(Variants::default(), |all, mark| all | mark.values.variants());
        Self { range, tags: tags_of(&all), frames: tags_of(&framing), all, covering, framing }
    }

    /// All marks, in order.
    pub fn all(&self) -> &[Mark<'_>] {
        &self.all
    }

    /// The marks with this tag among those that only frame figures, in order.
    pub fn frames(&self, tag: Tag) -> impl Iterator<Item = &Mark<'_>> {
        let framing = if self.frames.may_hold(&tag) { self.framing.as_slice() } else { &[] };
        framing.iter().filter(move |mark| mark.values.contains(&tag))
    }

    /// Those of them that begin within a range of tokens.
    pub fn frames_in(&self, range: Range<usize>, tag: Tag) -> impl Iterator<Item = &Mark<'_>> {
        self.frames(tag).filter(move |mark| range.contains(&mark.tokens.start))
    }

    /// The mark with this tag that frames a token.
    pub fn framed(&self, token: usize, tag: Tag) -> Option<&Mark<'_>> {
        if !self.frames.may_hold(&tag) {
            return None;
        }
        let last = self.framing.partition_point(|mark| mark.tokens.start <= token).checked_sub(1)?;
        self.framing.get(last).filter(|mark| token < mark.tokens.end && mark.values.contains(&tag))
    }

    /// The mark with this tag that frames what begins at a token.
    pub fn framed_from(&self, token: usize, tag: Tag) -> Option<&Mark<'_>> {
        self.framed(token, tag).filter(|mark| mark.tokens.start == token)
    }

    /// The marks within a range of tokens that tell of one event, and those of several words that only frame whoever is in
    /// it.
    pub fn events(&self, range: Range<usize>) -> impl Iterator<Item = &Mark<'_>> {
        self.with(range.clone(), Tag::Incident)
            .chain(self.frames_in(range, Tag::Incident).filter(|mark| mark.tokens.len() > 1))
    }

    /// The mark that covers a token.
    pub fn covering(&self, token: usize) -> Option<&Mark<'_>> {
        let slot = token.checked_sub(self.range.start).and_then(|at| self.covering.get(at))?;
        // An index of one behind it is beyond all.
        self.all.get(*slot as usize)
    }

    /// How many marks end before a token or at it.
    #[inline]
    fn ended_by(&self, token: usize) -> usize {
        let Some(at) = token.checked_sub(self.range.start) else { return 0 };
        self.covering.get(at).map_or(self.all.len(), |slot| (slot & !BEHIND) as usize)
    }

    /// How many marks begin before a token.
    #[inline]
    fn begun_before(&self, token: usize) -> usize {
        let ended = self.ended_by(token);
        ended + usize::from(self.all.get(ended).is_some_and(|mark| mark.tokens.start < token))
    }

    /// The mark that begins at a token.
    pub fn starting(&self, token: usize) -> Option<&Mark<'_>> {
        self.covering(token).filter(|mark| mark.tokens.start == token)
    }

    /// Whether the token stands in a mark with this tag.
    #[inline]
    pub fn is(&self, token: usize, tag: Tag) -> bool {
        self.tags.may_hold(&tag) && self.covering(token).is_some_and(|mark| mark.values.contains(&tag))
    }

    /// The marks that lie within a range of tokens, in order.
    pub fn within(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Mark<'_>> {
        self.inside(range).iter()
    }

    fn inside(&self, range: Range<usize>) -> &[Mark<'w>] {
        let first = self.begun_before(range.start);
        let last = self.ended_by(range.end).max(first);
        self.all.get(first..last).unwrap_or_default()
    }

    /// Whether a mark with this tag lies within a range of tokens.
    #[inline]
    pub fn any(&self, range: Range<usize>, tag: Tag) -> bool {
        self.tags.may_hold(&tag) && self.holds(range, tag)
    }

    fn holds(&self, range: Range<usize>, tag: Tag) -> bool {
        self.inside(range).iter().any(|mark| mark.values.contains(&tag))
    }

    /// The marks with this tag that lie within a range of tokens, in order: none are looked at where the sentence has none.
    #[inline]
    pub fn with(&self, range: Range<usize>, tag: Tag) -> impl DoubleEndedIterator<Item = &Mark<'_>> {
        let inside = if self.tags.may_hold(&tag) { self.inside(range) } else { &[] };
        inside.iter().filter(move |mark| mark.values.contains(&tag))
    }
}

/// The categories of the actors that a mark names: certain ones, or hints.
pub fn actors(mark: &Mark, hints: bool) -> impl Iterator<Item = usize> {
    mark.values.iter().filter_map(move |tag| match tag {
        Tag::Actor { category, hint } if *hint == hints => Some(*category),
        _ => None,
    })
}

/// The first category of an actor that a mark names, for certain or else by a hint.
pub fn side_of(mark: &Mark) -> Option<usize> {
    actors(mark, false).next().or_else(|| actors(mark, true).next())
}

/// The kinds of people that a mark names.
pub fn persons(mark: &Mark) -> impl Iterator<Item = Person> {
    mark.values.iter().filter_map(|tag| match tag {
        Tag::Person(person) => Some(*person),
        _ => None,
    })
}

/// The table of harm that a mark tells in a role.
pub fn harm_as(mark: &Mark, role: Role) -> Option<usize> {
    if !mark.values.variants().may_hold(&Tag::Harm(0, role)) {
        return None;
    }
    mark.values.iter().find_map(|tag| match tag {
        Tag::Harm(index, of) if *of == role => Some(*index),
        _ => None,
    })
}

/// Whether a mark names people: an actor, people of no side.
pub fn names_people(mark: &Mark) -> bool {
    let variants = mark.values.variants();
    variants.may_hold(&Tag::Actor { category: 0, hint: false }) || variants.may_hold(&Tag::Person(Person::Anyone))
}
