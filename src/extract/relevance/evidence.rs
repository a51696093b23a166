//! What the sentences of an item say of the situation, and what they make of the item together.

use super::{Term, When};
use crate::model::TopicRole;

/// What violence in the country is worth by itself in the episode: too little without more.
const COUNTRY_ALONE: f32 = 0.35;
/// What it is worth where a count that runs on, or a place of the situation, ties it to the clashes.
const COUNTRY_TIED: f32 = 0.55;
/// What a sentence is worth that names the situation's ground or people, where one beside it tells violence.
const BESIDE: f32 = 0.65;
/// How many sentences away violence may be told of the ground that another names.
const NEAR: usize = 2;
/// What one report of a list of several is worth, of what it would be by itself.
const ONE_OF_SEVERAL: f32 = 0.7;
/// From this weight on a term tells another matter for certain.
const OTHER_MATTER: f32 = 0.5;

/// What one sentence says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    pub country: f32,
    pub violence: f32,
    pub actor: f32,
    pub community: f32,
    pub signature: f32,
    pub off_topic: f32,
    pub elsewhere: f32,
    /// A count that runs on since something began.
    pub toll: f32,
    /// It tells violence by more than a name of the situation.
    pub acts: bool,
    /// States and bodies speak of what happens in another country.
    pub voice: f32,
    /// It tells what happened in another place: it begins with one, or says that it was in one.
    pub located: bool,
    /// It says that it was in another place.
    pub placed: bool,
    /// It is page furniture.
    pub unread: bool,
    /// It may be page furniture.
    pub doubtful: bool,
    /// Somebody counts who is known to the situation.
    pub counts: bool,
    /// The dead of one of its categories are counted.
    pub counted: bool,
    /// How many counts of a hundred or more it has.
    pub many: usize,
    /// It names somebody or somewhere that the situation does not know.
    pub unknown: bool,
    pub heart: bool,
    pub outer: bool,
    /// A date within the episode.
    pub dated_in: bool,
    /// A date within the episode, its year stated.
    pub dated_fully: bool,
    /// A date of a year that lies well before the episode.
    pub dated_before: bool,
    /// A date with its year that lies outside the episode.
    pub dated_out: bool,
}

/// What all sentences together say.
#[derive(Debug, Clone, Copy, Default)]
struct Weighed {
    support: f32,
    against: f32,
    strongest: f32,
    /// Support from sentences that name the episode.
    referring: f32,
    /// What speaks of other places' violence, or other matters.
    beside: f32,
    signature: bool,
    heart: bool,
    fighters: bool,
    dated_in: bool,
    /// A sentence speaks of the episode, whenever it is told.
    refers: bool,
    leads_elsewhen: bool,
    /// The headline tells another matter, and nobody who fights here.
    headline_beside: bool,
    /// The headline or the first sentences name the episode.
    leads_referring: bool,
    /// Violence of the first sentences on the situation's ground that is not said to be of the episode.
    fresh: f32,
}

/// What is told without a place or a fighter of the situation is worth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alone {
    /// Violence in the country.
    country: f32,
    /// Violence in a place near it.
    outer: f32,
    /// Whether a running count of its dead counts.
    count: bool,
}

impl Alone {
    /// What it is worth in an item, or a part of one, that says all this.
    pub fn of<'e>(sentences: impl Iterator<Item = &'e Evidence> + Clone, when: When, rolling: bool) -> Self {
        let ties = |one: &Evidence| one.toll > 0.0 || one.counted && (one.counts || one.dated_fully);
        // While an episode lasts, the country's violence that nobody places elsewhere is of it.
        let violent = sentences.clone().filter(|one| one.violence > 0.0).count();
        let hundreds = sentences.clone().any(|one| one.violence > 0.0 && one.many > 0 && !one.dated_out);
        let dominates = when == When::Within
            && !rolling
            && (violent >= 2 || hundreds || violent > 0 && sentences.clone().any(|one| one.voice > 0.0))
            && !sentences.clone().any(Evidence::is_placed_elsewhere);
        let tied = dominates || when != When::Later && sentences.clone().any(ties);
        // Nothing in the item points anywhere else: a running count of the situation's own dead is of it.
        let apart = sentences.clone().any(|one| one.unknown || one.is_placed_elsewhere());
        Self {
            country: if tied { COUNTRY_TIED } else { COUNTRY_ALONE },
            outer: if rolling || when == When::Later { COUNTRY_ALONE } else { COUNTRY_TIED },
            count: when == When::Within && !apart,
        }
    }
}

/// An item's sentences, and how they hang together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    /// Of the headline.
    pub headline: &'a [Evidence],
    /// Of the body.
    pub body: &'a [Evidence],
    /// It lists several reports in short.
    pub digest: bool,
    /// Where it stands to the episode.
    pub when: When,
    /// The episode rolls with the clock.
    pub rolling: bool,
    /// Its outlet is of the situation's ground.
    pub local: bool,
}

impl Told<'_> {
    /// The score of the item, 0 to 1.
    pub fn score(&self) -> f32 {
        let mut all: Vec<Evidence> = self.headline.iter().chain(self.body).copied().collect();
        if self.when == When::Within && all.iter().any(|one| one.country > 0.0) {
            all.iter_mut().for_each(Evidence::hear);
        }
        let alone = Alone::of(all.iter(), self.when, self.rolling);
        if self.when == When::Within && !all.iter().any(Evidence::is_placed_elsewhere) {
            // A country that an item names is where all of it happens.
            let country = all.iter().map(|one| one.country).fold(0.0, f32::max);
            all.iter_mut().for_each(|one| one.country = country);
        }
        if all.iter().any(|one| one.elsewhere > 0.0 || one.unknown) && !all.iter().any(Evidence::is_home) {
            // "The massacre on the coast" of another country, or of places that nobody here knows.
            all.iter_mut().for_each(|one| one.signature = 0.0);
        }
        carry_place(&mut all);
        let headline_beside = self.headline.first().is_some_and(Evidence::tells_other_matter);
        let mut weighed = Weighed { headline_beside, ..Weighed::default() };
        for (at, evidence) in all.iter().enumerate() {
            let in_body = at.checked_sub(self.headline.len());
            let weight = match in_body {
                None if at == 0 => 2.0,
                Some(0) if self.headline.is_empty() => 2.0,
                Some(0) => 1.5,
                _ => 1.0,
            };
            let core = evidence.core(alone).max(if self.is_beside_violence(&all, at) { BESIDE } else { 0.0 });
            let leads = in_body.is_none_or(|at| at < if self.headline.is_empty() { 2 } else { 1 });
            let begins = in_body.is_none_or(|at| at == 0);
            weighed.add(*evidence, core, weight, (leads, begins));
        }
        let score = weighed.score(self.when);
        if self.digest { score.max(self.one_of_several(&all, alone)) } else { score }
    }

    /// Whether a sentence names the ground or the people of the situation, and one near it tells violence.
    fn is_beside_violence(&self, all: &[Evidence], at: usize) -> bool {
        let apart = |one: &Evidence| one.elsewhere > 0.0 || one.off_topic >= OTHER_MATTER || one.dated_before;
        let names = |one: &Evidence| one.heart || one.community > 0.0 || one.actor > 0.0;
        let Some(here) = all.get(at).filter(|one| (self.local || names(one)) && !apart(one)) else { return false };
        let near = all.get(at.saturating_sub(NEAR)..(at + NEAR + 1).min(all.len())).unwrap_or_default();
        here.violence > 0.0 && here.heart
            || near.iter().any(|one| one.violence > 0.0 && !one.outer && !apart(one))
                && !near.iter().any(|one| one.off_topic >= OTHER_MATTER)
    }

    /// The score of the one report of a list that is most of the situation.
    fn one_of_several(&self, all: &[Evidence], alone: Alone) -> f32 {
        let names = |one: &&Evidence| match self.when {
            When::Within => true,
            When::SoonAfter => one.heart || one.names_it() || one.dated_in,
            When::Later | When::Unknown => one.refers(),
            When::Before => false,
        };
        let single = |one: &&Evidence| one.elsewhere <= 0.0 && one.off_topic < OTHER_MATTER && one.violence > 0.0;
        all.iter().filter(single).filter(names).map(|one| ONE_OF_SEVERAL * one.core(alone)).fold(0.0, f32::max)
    }
}

/// Lets a sentence that dates violence to the episode, and names no place, go on with the ground of the one before.
fn carry_place(all: &mut [Evidence]) {
    let mut heart = false;
    for one in all {
        let placed = one.heart || one.outer || one.is_placed_elsewhere();
        one.heart |= heart && !placed && one.dated_in && one.violence > 0.0;
        heart = one.heart && one.violence > 0.0 && !one.is_placed_elsewhere();
    }
}

impl Evidence {
    /// Whether it names a place, fighters or a community of the situation.
    pub fn is_own(&self) -> bool {
        self.heart || self.outer || self.actor.max(self.community).max(self.signature) > 0.0
    }

    /// Whether it names the situation's country, ground or people.
    fn is_home(&self) -> bool {
        self.heart || self.outer || self.country.max(self.actor).max(self.community) > 0.0
    }

    /// Whether it names another place, or another matter.
    pub fn is_placed_elsewhere(&self) -> bool {
        self.elsewhere > 0.0 || self.off_topic > 0.0
    }

    /// Whether it tells of another place or another matter, and of nothing of the situation.
    pub fn tells_elsewhere(&self) -> bool {
        !self.is_own() && (self.elsewhere > 0.0 || self.off_topic >= OTHER_MATTER && self.country <= 0.0)
    }

    /// Whether it tells what happened in another place, or another matter, and nothing of the situation.
    pub fn happens_elsewhere(&self) -> bool {
        self.tells_elsewhere() && (self.located || self.off_topic >= OTHER_MATTER && self.country <= 0.0)
    }

    /// Takes in what a term tells.
    pub fn note(&mut self, term: &Term) {
        let slot = match term.role {
            TopicRole::Country => &mut self.country,
            TopicRole::Violence => &mut self.violence,
            TopicRole::Actor => &mut self.actor,
            TopicRole::Community => &mut self.community,
            TopicRole::Signature => &mut self.signature,
            TopicRole::OffTopic => &mut self.off_topic,
            TopicRole::Toll => &mut self.toll,
            TopicRole::Voice => &mut self.voice,
            TopicRole::Elsewhere => {
                self.elsewhere += term.weight;
                return;
            }
        };
        *slot = slot.max(term.weight);
    }

    /// Takes other countries for those who speak, where the item names the situation's country and nothing is said to
    /// have happened in them.
    pub fn hear(&mut self) {
        if self.voice > 0.0 && !self.placed {
            self.elsewhere = 0.0;
        }
    }

    /// How much the sentence is of the situation, 0 to 1, before what speaks against it.
    pub fn core(&self, alone: Alone) -> f32 {
        let fighters = self.actor.max(self.community);
        let violence = self.violence;
        let heart = if self.heart { 1.0 } else { 0.0 };
        [
            self.signature,
            heart * violence.max(fighters),
            0.8 * fighters * violence,
            if self.outer { alone.outer * violence } else { 0.0 },
            alone.country * self.country * violence,
            if alone.count && self.counts && self.counted { COUNTRY_TIED * self.toll.min(violence) } else { 0.0 },
            0.15 * heart,
            0.2 * fighters,
        ]
        .into_iter()
        .fold(0.0, f32::max)
    }

    /// Whether the sentence tells another matter, and nobody who fights here.
    fn tells_other_matter(&self) -> bool {
        self.off_topic >= OTHER_MATTER && self.actor.max(self.community).max(self.signature) <= 0.0
    }

    /// Whether the sentence names the situation by itself.
    fn names_it(&self) -> bool {
        self.signature > 0.0 || self.community > 0.0 && self.violence > 0.0
    }

    /// Whether the sentence speaks of the episode, whenever it is told: by its date, by a name of it, or by hundreds
    /// of dead among those who fight or suffer here.
    fn refers(&self) -> bool {
        let split = self.many >= 2 && self.actor > 0.0;
        let suffered = self.many >= 1 && self.community > 0.0;
        // "Thousands of the community demonstrated against killings" counts no dead.
        let hundreds = self.violence > 0.0 && (split || suffered) && !self.dated_out && self.off_topic <= 0.0;
        self.dated_in || self.signature > 0.0 || hundreds
    }
}

impl Weighed {
    fn add(&mut self, sentence: Evidence, core: f32, weight: f32, (leads, begins): (bool, bool)) {
        let mut core = core;
        let mut against = 0.0;
        let own = sentence.heart || sentence.actor > 0.0 || sentence.community > 0.0 || sentence.signature > 0.0;
        if sentence.elsewhere > 0.0 {
            let many = sentence.elsewhere.min(3.0);
            let told = sentence.refers() || sentence.heart && sentence.violence > 0.0;
            let share = if told { 0.15 } else { 0.3 };
            core = if own { core / (1.0 + share * many) } else { 0.0 };
            against += match (own, sentence.violence > 0.0) {
                (true, _) => share * 0.7 * many,
                (false, true) if sentence.country > 0.0 && !sentence.located => 0.4,
                (false, true) => 0.8,
                // "Country A: those who came to country B" is of both.
                (false, false) if sentence.country > 0.0 => 0.2,
                (false, false) => 0.4,
            };
        }
        if sentence.off_topic > 0.0 {
            // Violence against the community on the situation's ground is of it, whatever else it was about.
            let suffer = sentence.community > 0.0 && sentence.heart && sentence.violence > 0.0;
            let fighters = sentence.actor > 0.0 || sentence.signature > 0.0 || suffer;
            let strength = sentence.off_topic.min(1.0);
            core *= 1.0 - strength * if fighters { 0.3 } else { 0.9 };
            against += strength * if fighters { 0.2 } else { 1.0 };
        }
        if sentence.dated_before && !sentence.dated_in {
            core *= 0.3;
        }
        self.support += weight * core;
        self.against += weight * against;
        self.strongest = self.strongest.max(core);
        let refers = sentence.refers();
        if core >= 0.5 && refers {
            self.referring += weight * core;
            // What follows fresh violence only recalls.
            self.leads_referring |= begins || leads && self.fresh <= 0.0;
        } else if leads && sentence.heart && sentence.violence > 0.0 {
            self.fresh += weight;
        }
        // "A bombing in the capital killed 25", of a later time: what recalls the episode behind it is not what it tells.
        if begins && sentence.acts && sentence.country > 0.0 && !own && !refers {
            self.fresh += weight;
        }
        if sentence.acts && !sentence.heart && (sentence.outer || sentence.elsewhere > 0.0) {
            self.beside += weight;
        }
        self.signature |= sentence.signature > 0.0;
        self.refers |= refers;
        self.heart |= sentence.heart;
        self.fighters |= sentence.actor > 0.0 || sentence.community > 0.0;
        self.dated_in |= sentence.dated_in;
        self.leads_elsewhen |= leads && sentence.dated_out && !sentence.dated_in;
    }

    /// The score of the item, 0 to 1.
    fn score(&self, when: When) -> f32 {
        let share = if self.support > 0.0 { self.support / (self.support + self.against) } else { 0.0 };
        let about = self.strongest * share * if self.headline_beside { 0.6 } else { 1.0 };
        match when {
            When::Before => about * 0.3,
            When::Within => about,
            When::SoonAfter if self.heart || self.signature || self.dated_in || self.fighters => about * 0.95,
            When::SoonAfter => about * 0.4,
            When::Later => {
                let beside = self.beside + if self.leads_referring { 0.0 } else { self.fresh };
                let named = self.referring / (self.referring + beside).max(f32::EPSILON);
                let heart = if self.refers { 1.0 } else { 0.4 };
                0.95 * about.min(named) * heart
            }
            When::Unknown if self.dated_in => about * 0.95,
            When::Unknown if self.leads_elsewhen => about * 0.3,
            When::Unknown if self.heart && self.fighters || self.signature => about * 0.9,
            When::Unknown => about * 0.4,
        }
    }
}
