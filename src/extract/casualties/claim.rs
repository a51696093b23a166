//! Claims: what a bound figure states. Whose dead it counts, who killed them, where, over what stretch, who says so.
//!
//! The figures of a sentence are taken in order: each may go on from those before it. A side is found in steps: what
//! the figure's own words say; where they say nothing, what it goes on from; then what its surroundings change.

use std::cell::OnceCell;

use super::agent::Killer;
use super::attribution::{self, Attribution, Speaker};
use super::bind::{Bond, Rule, Scene};
use super::carry::{Carried, is_row};
use super::event::{self, Event};
use super::figure::Figure;
use super::marks::{self, Harm, Person, Tag};
use super::prepared::Bound;
use super::side::{self, Side};
use super::statement::{confidence, ends, evidence, metrics, rule_name, tells_of_bodies};
use super::stretch::Stretch;
use super::{Circumstances, FigureReader, place, refusal, stretch};
use crate::extract::dates::DateRef;
use crate::extract::gazetteer::Mention;
use crate::extract::trace::Traces;
use crate::model::{CategoryId, Claim, Field, Metric, PlaceId, Scope};

mod continued;
mod party;
mod replaced;
mod source;
mod teller;
mod voice;

use continued::{handed_on, is_more_of_them, resolved, side_of_victims};
use party::{blamed, holds_fighters, is_object_of_them};
use source::origin;
use teller::{is_storyteller, is_who_said};
use voice::{gap_before, is_put_at};

/// How many tokens from the beginning of a sentence a word such as "including" opens it.
const OPENING: usize = 4;
/// How many tokens before a number "its losses" may stand.
const LOSSES: usize = 4;
/// The same where no comma stands between, and they are told of a place.
const LOSSES_TOLD: usize = 11;

/// One sentence under way: its scene, and what its figures are bound to.
pub struct Work<'w, 't> {
    /// The scene.
    pub scene: &'w Scene<'w, 't>,
    /// What each figure is bound to.
    pub bonds: &'w [Option<Bond>],
    /// What the bonds tell, where it was found before.
    pub bound: Option<&'w Bound>,
    /// The places named.
    pub mentions: &'w [Mention],
    /// Who speaks.
    pub speakers: &'w [Speaker],
    /// The dates of the field.
    pub dates: &'w [DateRef],
    /// Where the sentence stands.
    pub field: Field,
    /// What is known of the item.
    pub about: &'w Circumstances,
    /// Where it is written how each number was read, if anybody asked.
    pub traces: Option<&'w Traces>,
    /// What the sentence before told of.
    pub event: Option<&'w Event>,
    /// Whether the sentence before told of another time than the situation's.
    pub after_history: bool,
}

impl Work<'_, '_> {
    /// Where a place is first named.
    pub fn named(&self, place: &PlaceId) -> Option<&Mention> {
        self.mentions.iter().find(|mention| mention.place == *place)
    }
}

/// A figure with what it is bound to.
struct Reading<'b> {
    index: usize,
    figure: &'b Figure,
    bond: &'b Bond,
    harm: &'b Harm,
    /// Its number, to be compared with others.
    size: Option<u64>,
    /// The side that did it, where one is told of.
    agent: Option<usize>,
    /// The side whose institution speaks.
    party: Option<usize>,
    /// The places of the attack that an earlier statement of the sentence told of, as far as that was asked.
    before: OnceCell<Option<Vec<PlaceId>>>,
}

/// What the figures of a sentence turned out to be so far.
struct Told {
    /// The side of each.
    sides: Vec<Option<Side>>,
    /// The side of the first that is no part of another.
    main: Option<Side>,
    /// The harm and number of that one.
    main_harm: Option<(usize, Option<u64>)>,
    /// Whether that one counts bodies or victims.
    main_bodies: bool,
    /// Whether its own words name its side.
    main_named: bool,
    /// What the sentence before handed on.
    before: Option<Carried>,
    /// The one side that the sentence before names, where it counts nobody.
    party: Option<usize>,
    /// The side of one that a later one takes the place of.
    replaced: Option<Side>,
    /// The token at which whoever speaks last in the sentence so far begins to ("..., and Q counts 1,034 dead").
    opened: Option<usize>,
}

impl Told {
    /// The side of the sentence before.
    fn side_before(&self) -> Option<Side> {
        self.before.as_ref().and_then(|carried| carried.side)
    }

    /// The harm and the side of the first figure that is no part of another.
    fn whole(&self) -> Option<(usize, Side)> {
        self.main_harm.map(|(harm, _)| harm).zip(self.main)
    }

    /// Whether people of several sides are counted so far, the first of them as no sum of the others.
    fn are_several(&self) -> bool {
        let first = self.main.filter(|side| matches!(side, Side::Of(_)));
        let other = |side: &Option<Side>| matches!(side, Some(Side::Of(_))) && *side != first;
        first.is_some() && self.sides.iter().any(other)
    }

    /// What the sentence before hands on to a figure that goes on from it.
    fn inherited(&self, bond: &Bond) -> Option<&Carried> {
        self.before.as_ref().filter(|_| bond.rule == Rule::Carried)
    }

    /// Takes note of a figure's side.
    fn note(&mut self, scene: &Scene<'_, '_>, this: &Reading<'_>, side: Side) {
        if let Some(slot) = self.sides.get_mut(this.index) {
            *slot = Some(side);
        }
        if this.bond.part_of.is_none() && self.main.is_none() {
            self.main = Some(side);
            self.main_harm = Some((this.bond.harm, this.size));
            let people = &this.figure.head.persons;
            let naming = this.figure.quantity.tokens.end..this.figure.end();
            let named = this.figure.head.counted.is_none() || scene.marks.any(naming, Tag::Of);
            self.main_named = !this.figure.head.sided.is_empty() && named;
            self.main_bodies = people.iter().any(|person| matches!(person, Person::Body | Person::Victim));
        }
    }
}

impl FigureReader {
    /// The claims of the bound figures of a sentence.
    pub(super) fn claims(
        &self,
        work: &Work<'_, '_>,
        attribution: &Attribution<'_>,
        carried: &mut Option<Carried>,
        by: &mut Vec<Killer>,
    ) -> Vec<Claim> {
        let (scene, bonds) = (work.scene, work.bonds);
        let mut claims: Vec<Claim> = Vec::new();
        if bonds.is_empty() {
            return claims;
        }
        let mut told = Told {
            sides: vec![None; bonds.len()],
            main: None,
            main_harm: None,
            main_bodies: false,
            main_named: false,
            before: carried.clone(),
            party: work.event.and_then(Event::party),
            opened: None,
            replaced: None,
        };
        let found = work.bound.is_none() && !work.about.foreign;
        let found = if found { self.agents(scene, bonds) } else { Vec::new() };
        let agents = work.bound.map_or(found.as_slice(), |bound| &bound.agents);
        for (index, bond) in bonds.iter().enumerate() {
            let Some(figure) = scene.figures.get(index) else { continue };
            let Some((bond, harm)) = bond.as_ref().and_then(|bond| Some((bond, scene.harms.get(bond.harm)?))) else {
                work.leave(figure);
                continue;
            };
            if let Some(why) = self.refusal(work, index, figure, bond) {
                if self.is_replaced(scene, bonds, index) {
                    let before = OnceCell::new();
                    let this = Reading { index, figure, bond, harm, size: None, agent: None, party: None, before };
                    told.replaced = Some(resolved(scene, &this, self.stated(scene, &this, &told), &told));
                }
                work.pass_over(figure, Some(bond), why);
                continue;
            }
            let Some((low, high, bound)) = ends(figure, bond, scene) else {
                work.pass_over(figure, Some(bond), "no number is stated");
                continue;
            };
            let agent = agents.get(index).copied().flatten();
            let party = self.party_of(attribution, work.speakers);
            let this = Reading { index, figure, bond, harm, size: low.or(high), agent, party, before: OnceCell::new() };
            let stated = self.stated(scene, &this, &told);
            let anew = attribution::opens(scene.tokens, scene.marks, work.speakers, gap_before(scene, index));
            told.opened = anew.or(told.opened);
            if index == 0 && told.main.is_none() && is_row(scene, figure) {
                told.main = side::of_heading(scene, figure.start(), &self.fighters);
            }
            let goes_on = resolved(scene, &this, stated, &told);
            // "14 of its men died, and a doctor said 45 wounded were brought": those of a statement of its own.
            let is_own = anew.is_some() && stated == Side::Same && bond.leader.is_none() && bond.part_of.is_none();
            // "It said 22 OTHERS were wounded": others than those before.
            let is_own = is_own && !figure.head.persons.contains(&Person::Other);
            let goes_on = if is_own { Side::Total } else { goes_on };
            let side = self.settled(scene, &this, (stated, goes_on), &told);
            let losers = scene.each_loser(bond, figure, &self.fighters);
            let side = losers.first().map_or(side, |loser| Side::Of(*loser));
            let (side, perpetrator) = blamed(scene, &this, side, &told);
            if this.agent_of_harm().is_some_and(|agent| side != Side::Of(agent)) {
                by.extend(this.agent.map(|agent| (claims.len(), agent, false)));
            } else if this.agent.is_none() {
                // Parts of those whom a side killed.
                let whole = bond.part_of.unwrap_or_else(|| scene.whole_of(index));
                let whole = agents.get(whole).copied().flatten();
                by.extend(whole.filter(|agent| side != Side::Of(*agent)).map(|agent| (claims.len(), agent, true)));
            }
            let beside = carried.as_ref().filter(|_| !claims.is_empty());
            let place = self.place(work, &this, &told, beside);
            let stretch = self.scope(work, &this, place.as_ref(), (&told, beside));
            let scope = stretch.scope;
            let (origin, voice) = origin(work, &this, attribution, &told);
            if origin.is_none() && refusal::refuted(scene, figure).is_some() {
                work.pass_over(figure, Some(bond), "it is denied");
                continue;
            }
            told.note(scene, &this, side);
            *carried = Some(handed_on(
                scene,
                &this,
                (side, scope),
                (place.clone(), origin.clone()),
                (carried.as_ref(), told.whole(), told.are_several()),
            ));
            let metrics = metrics(figure, harm, scene.harms, bound);
            let claim = Claim {
                metric: harm.metric,
                category: self.category(side),
                perpetrator: perpetrator.and_then(|index| self.categories.get(index)).cloned(),
                low,
                high,
                bound,
                origin,
                place,
                scope,
                as_of: work.about.published,
                cue: self.cue(scene, bonds, index),
                confidence: confidence(figure, bond, harm.metric, (stated, side)),
                evidence: evidence(scene.tokens, work.field, figure),
                rule: rule_name(bond.rule).into(),
            };
            work.state(figure, bond, &claim, (stretch.by, voice));
            let further = losers.iter().skip(1).map(|loser| self.category(Side::Of(*loser)));
            claims.extend(further.map(|category| Claim { category, ..claim.clone() }));
            claims.extend(metrics.into_iter().map(|metric| Claim { metric, ..claim.clone() }));
        }
        claims
    }

    /// Why a bound figure states nothing for the tally: of another matter, a part already counted, or replaced.
    fn refusal(&self, work: &Work<'_, '_>, index: usize, figure: &Figure, bond: &Bond) -> Option<&'static str> {
        let refusal = || refusal::refusal(work.scene, figure, bond, work.about.since, work.dates);
        let known = work.bound.and_then(|bound| bound.refusals.get(index)).copied();
        if let Some(why) = known.unwrap_or_else(refusal) {
            return Some(why);
        }
        if bond.part_of.is_some() && figure.head.is_subset() {
            return Some("it only says more of the figure it is a part of");
        }
        if is_storyteller(work.scene, figure, bond) {
            return Some("one person who fled only tells of it");
        }
        if is_who_said(work.scene, figure) {
            return Some("it is whoever says so");
        }
        if work.after_history && refusal::goes_on_from_before(work.scene, figure, bond, work.dates) {
            return Some("it goes on from another time");
        }
        self.is_replaced(work.scene, work.bonds, index).then_some("a later figure of the sentence takes its place")
    }

    /// Whose dead the words of a figure and those about it say.
    fn stated(&self, scene: &Scene<'_, '_>, this: &Reading<'_>, told: &Told) -> Side {
        let (figure, bond) = (this.figure, this.bond);
        let fighters = &self.fighters;
        if let Some((_, them)) = scene.of_others(bond, this.index, fighters) {
            return Side::Of(them);
        }
        let own = side::of_figure(figure, fighters);
        let own = continued::shared_behind(scene, this)
            .filter(|_| own == Side::Same)
            .map_or(own, |next| side::of_figure(next, fighters));
        let of_some = || side::is_of_harmed(scene, figure).then_some(Side::Unspecified);
        let own = match own {
            Side::Same | Side::Total if side::adds_up(scene, figure) => return Side::Total,
            Side::Same | Side::Total => side::of_amount(scene, figure, fighters)
                .or_else(|| side::of_cost(scene, figure))
                .or_else(|| side_of_victims(scene, figure, told))
                .or_else(of_some)
                .unwrap_or(own),
            own => own,
        };
        if let Some(other) = self.opposite(scene, this, (own, told)) {
            return Side::Of(other);
        }
        if let Some(named) = scene.named_before(this.index, bond.trigger) {
            return marks::side_of(named).map_or(Side::Unspecified, Side::Of);
        }
        let is_open = matches!(own, Side::Same | Side::Total);
        // "Of the 745 civilians killed, 43 PEOPLE died in P".
        if let Some(whole) = scene.whole_opening(this.index).filter(|_| own == Side::Total)
            && let side @ (Side::Of(_) | Side::Combatants) = side::of_figure(whole, fighters)
        {
            return side;
        }
        // "Put its losses at 200 dead", "put its own dead at 34".
        let losses = || {
            // "Its losses on the coast were 50 dead and 200 wounded": as far as one statement goes.
            let reach = figure.start().saturating_sub(LOSSES_TOLD).max(scene.clause_start(figure.start()));
            let near = figure.start().saturating_sub(LOSSES);
            let plain = |at: usize| !(reach..figure.start()).contains(&at) || !scene.tokens.is_comma(at);
            let from = if (reach..near).all(plain) { reach.min(near) } else { near };
            (from.max(scene.start)..figure.start()).any(|at| scene.marks.framed(at, Tag::Losses).is_some())
        };
        let is_count = figure.head.counted.is_some() || figure.head.is_bare() && bond.trigger < figure.start();
        let own = if is_open && is_count && losses() { Side::Own } else { own };
        let is_open = is_open && own != Side::Own;
        let stated = if is_open && (bond.rule == Rule::Toll || is_reached(scene, this) || is_put_at(scene, this)) {
            // A count behind its number names them behind itself ("rose to 1,068 the number of civilians killed").
            let behind = figure.end()..bond.trigger;
            let until = if behind.is_empty() { figure.start() } else { scene.end };
            let said = side::of_toll(scene.marks, bond.trigger, until, fighters);
            said.or_else(|| side::of_words(scene.marks, behind, fighters))
                .or_else(|| side::of_number(scene, figure, bond.trigger, fighters))
                .unwrap_or_else(|| if is_own_toll(scene, bond) { Side::Own } else { Side::Same })
        } else if is_open && figure.head.is_bare() {
            side::of_number(scene, figure, bond.trigger, fighters).unwrap_or(own)
        } else if is_open && figure.head.counted.is_some() {
            side::of_losses(scene, gap_before(scene, this.index), fighters).unwrap_or(own)
        } else {
            own
        };
        // "A group of gunmen was found and 12 of them arrested": they are whom the statement named before.
        let stated = match stated {
            Side::Same | Side::Total
                if told.main.is_none() && (figure.head.of_them || is_object_of_them(scene, this)) =>
            {
                self.them(scene, this, told).unwrap_or(stated)
            }
            stated => stated,
        };
        let stated = match stated {
            Side::Same | Side::Total => side::of_every(scene, figure, fighters).unwrap_or(stated),
            stated => stated,
        };
        match stated {
            Side::Same | Side::Total | Side::Combatants if !figure.head.is_name => {
                let beside = side::of_lead(scene, figure, fighters).or_else(|| side::of_party(scene, figure, fighters));
                beside.or_else(|| side::of_last(scene, this.index, fighters)).unwrap_or(stated)
            }
            Side::Same => side::of_lead(scene, figure, fighters).unwrap_or(Side::Same),
            Side::Own => self.owned(scene, this, told),
            stated => stated,
        }
    }

    /// What the surroundings of a figure change about its side: `stated` by its words, `side` as it was resolved.
    fn settled(&self, scene: &Scene<'_, '_>, this: &Reading<'_>, (stated, side): (Side, Side), told: &Told) -> Side {
        let (figure, bond) = (this.figure, this.bond);
        let is_all = stated == Side::Same && holds_fighters(scene, (this.index, side), &self.fighters);
        let mut side = if is_all { Side::Total } else { side };
        // "In one of them 38 men were killed": those counted by their trade or age are of the side told before.
        let is_lot = figure.head.persons.contains(&Person::Lot) && figure.head.is_subset();
        if let Some(Side::Of(known)) = told.main.filter(|_| is_lot && side == Side::Total)
            && !self.fighters.contains(&known)
            && told.main_harm.is_some_and(|(harm, _)| harm == bond.harm)
        {
            side = Side::Of(known);
        }
        if bond.rule == Rule::Nominal
            && (stated == Side::Same && matches!(side, Side::Of(_)) || side == Side::Total)
            && tells_of_bodies(scene, bond)
        {
            side = Side::Unspecified;
        }
        // "148 loyalists, among them 30 leaders": some of those are of their side, if by no certain word of another.
        let whole = bond.part_of.map(|_| this.index).and_then(|index| index.checked_sub(1));
        let whole = whole.filter(|_| figure.head.sided.is_empty() && scene.is_led_as_part(this.index));
        let trade = |one: &Person| one.is_kind() || matches!(one, Person::Member | Person::Fighter);
        let hinted = figure.head.persons.iter().all(trade) && figure.head.counted.is_none();
        if let Some(Side::Of(known)) = whole.and_then(|whole| told.sides.get(whole).copied().flatten())
            && hinted
            && self.fighters.contains(&known)
        {
            side = Side::Of(known);
        }
        // "745 civilians, among them 30 people in P": some of those are of their side.
        let placed = bond.part_of.filter(|_| figure.head.names_nobody() && scene.place_of_part(figure).is_some());
        if let Some(known @ Side::Of(_)) = placed.and_then(|whole| told.sides.get(whole).copied().flatten())
            && matches!(side, Side::Total | Side::Unspecified)
        {
            side = known;
        }
        // "106 of them in Kerr County": the dead of a place.
        let is_placed = scene.is_led_as_part(this.index) && scene.is_placed(figure);
        let is_of_place = (figure.head.of_them && figure.head.is_bare()) || is_placed && !figure.head.is_known();
        let splits = bond.rule == Rule::Carried && told.sides.iter().any(|side| matches!(side, Some(Side::Of(_))));
        let is_part = (bond.part_of.is_some() || opens_part(scene, figure) || splits) && !is_of_place;
        let moved = this.harm.metric == Metric::Displaced;
        if side == Side::Total && (this.harm.victims || is_part) && !moved {
            side = Side::Unspecified;
        }
        // "Loyalists killed 121 soldiers; the forces killed 164": those whom a side killed are not its own.
        let is_killers = stated == Side::Same && bond.rule == Rule::Object;
        if is_killers && this.agent.is_some_and(|agent| side == Side::Of(agent)) {
            side = Side::Total;
        }
        let is_open = matches!(side, Side::Total | Side::Unspecified | Side::Combatants);
        // "Both sides have lost 213 men".
        if is_open && scene.both_lose(figure) {
            return Side::Combatants;
        }
        // "71 people: 35 members of the forces, 32 ARMED MEN and four civilians": beside the state's they are the others.
        if let Some(other) = self.beside_forces(scene, this, (side, told)) {
            return Side::Of(other);
        }
        // "We lost 50 men": those of whoever speaks.
        let speaks = scene.loses(bond) && figure.head.is_subset();
        if let Some(next) = scene.next_loser(bond, this.index).filter(|_| stated == Side::Same) {
            return Side::Of(next);
        }
        let loser = scene.loser(bond).or(this.party.filter(|_| speaks));
        // "The forces lost 231 men while loyalists lost 250": a bare number is of those who lost it.
        let is_bare = stated == Side::Same && bond.rule == Rule::Object;
        loser.filter(|_| is_open || is_bare).map_or(side, Side::Of)
    }

    /// The one place that a figure is for.
    fn place(&self, work: &Work<'_, '_>, this: &Reading<'_>, told: &Told, beside: Option<&Carried>) -> Option<PlaceId> {
        let scene = work.scene;
        if scene.lies_elsewhere(this.figure, work.dates) {
            return None;
        }
        let named = work.bound.and_then(|bound| bound.places.get(this.index)).cloned();
        let named = named
            .unwrap_or_else(|| place::place(scene, work.mentions, work.bonds, (this.index, this.bond), &self.nesting));
        let inherited = told.inherited(this.bond).filter(|_| !is_row(scene, this.figure));
        let named = named.or_else(|| inherited.and_then(|carried| carried.place.clone()));
        let of_them = || this.of_those_before(told).filter(|_| work.mentions.is_empty());
        let named = named.or_else(|| of_them().and_then(|carried| carried.place.clone()));
        let named = named.or_else(|| event::told(work, this.figure, this.bond).and_then(|event| event.place));
        let before = || match self.told_before(work, this)? {
            [only] => Some(only.clone()),
            _ => None,
        };
        // "13 men were killed in P, while seven OTHERS were hurt".
        let others = || beside.filter(|_| is_more_of_them(scene, this)).and_then(|carried| carried.place.clone());
        let there = || event::told_there(scene, work.mentions, (this.figure, this.bond), &self.nesting);
        let named = named.or_else(before).or_else(others).or_else(there)?;
        // "By governorate: P 420, Q 310": not the cities of those names.
        let mut by_region = scene.marks.frames(Tag::ByRegion);
        let is_of_region = by_region.any(|mark| mark.tokens.end <= this.figure.start())
            || told.inherited(this.bond).is_some_and(|carried| carried.by_region);
        let region = self.governorates.get(&named).filter(|_| is_of_region).cloned();
        Some(region.unwrap_or(named))
    }

    /// The places of the one attack that an earlier statement of a figure's sentence told of.
    fn told_before<'t>(&self, work: &Work<'_, '_>, this: &'t Reading<'_>) -> Option<&'t [PlaceId]> {
        let found = || event::told_before(work.scene, work.mentions, (this.figure, this.bond), &self.nesting);
        this.before.get_or_init(found).as_deref()
    }

    /// The stretch that a figure is for.
    fn scope(
        &self,
        work: &Work<'_, '_>,
        this: &Reading<'_>,
        place: Option<&PlaceId>,
        (told, beside): (&Told, Option<&Carried>),
    ) -> Stretch {
        let (scene, about) = (work.scene, work.about);
        let kind = place.and_then(|place| self.places.get(place)).copied();
        let kind = kind.or_else(|| self.only_local(work, this.figure, this.bond));
        let is_of_event = || {
            let told = event::told(work, this.figure, this.bond).is_some_and(|event| event.is_incident);
            told || self.told_before(work, this).is_some()
        };
        let is_incident = |carried: &Carried| carried.scope == Scope::Incident;
        match told.inherited(this.bond) {
            Some(_) if stretch::is_dated_row(scene, work.dates, this.figure) => Stretch::of(Scope::Incident),
            Some(carried) if !carried.is_list || carried.whole.is_some() && !is_row(scene, this.figure) => {
                Stretch::of(carried.scope)
            }
            Some(carried) if is_incident(carried) => Stretch::of(Scope::Incident),
            Some(_) if let Some(row) = beside.filter(|_| !is_row(scene, this.figure)) => Stretch::of(row.scope),
            _ if about.elsewhere => {
                stretch::scope_elsewhere(scene, work.dates, this.figure, this.bond, told.before.as_ref())
            }
            _ if is_of_event() => Stretch::of(Scope::Incident),
            _ if work.mentions.is_empty() && this.of_those_before(told).is_some_and(is_incident) => {
                Stretch::of(Scope::Incident)
            }
            _ => {
                let beside = beside.map(|carried| carried.scope);
                let (harm, rule, is_row) = (this.harm.metric, this.bond.rule, is_row(scene, this.figure));
                let named = place.and_then(|place| work.named(place)).map(|mention| mention.tokens.clone());
                let whereabouts = stretch::Whereabouts { kind, named, harm, is_row, rule, size: this.size };
                let about = (&whereabouts, about.first_days);
                stretch::scope(scene, work.dates, this.figure, this.bond, about, beside)
            }
        }
    }

    /// The category of a side.
    fn category(&self, side: Side) -> CategoryId {
        match side {
            Side::Of(index) => self.categories.get(index).cloned(),
            Side::Combatants => Some(CategoryId::new(CategoryId::COMBATANTS)),
            Side::Total => Some(CategoryId::new(CategoryId::TOTAL)),
            Side::Unspecified | Side::Same | Side::Own => None,
        }
        .unwrap_or_else(|| CategoryId::new(CategoryId::UNSPECIFIED))
    }
}

impl Reading<'_> {
    /// What the sentence right before handed on, where a figure counts some of those counted there ("32 OF THESE").
    fn of_those_before<'a>(&self, told: &'a Told) -> Option<&'a Carried> {
        let is_first = told.sides.iter().take(self.index).all(Option::is_none);
        told.before.as_ref().filter(|before| self.figure.head.of_them && is_first && before.age == 0)
    }

    /// The side that did it, where what was done is violence.
    fn agent_of_harm(&self) -> Option<usize> {
        let metric = self.harm.metric;
        self.agent.filter(|_| matches!(metric, Metric::Killed | Metric::Injured | Metric::KilledOrInjured))
    }
}

/// Whether a running count is of those whom a party named before has lost ("its losses reached 23 dead").
fn is_own_toll(scene: &Scene<'_, '_>, bond: &Bond) -> bool {
    bond.rule == Rule::Toll && scene.marks.framed(bond.trigger, Tag::Losses).is_some()
}

/// Whether a bare number is reached after a noun or verb of harm ("the killing of soldiers reached 16").
fn is_reached(scene: &Scene<'_, '_>, this: &Reading<'_>) -> bool {
    // "Mató A 14": a short word right behind the verb leads whom it was done to.
    let verb = scene.marks.covering(this.bond.trigger).map_or(this.bond.trigger, |verb| verb.tokens.end);
    let leads = scene.marks.framed(verb, Tag::To).is_some_and(|to| to.tokens.end == this.figure.start());
    this.figure.head.is_bare()
        && matches!(this.bond.rule, Rule::Nominal | Rule::Object)
        && (this.bond.trigger..this.figure.start()).any(|at| scene.marks.is(at, Tag::Reach) && !(leads && at == verb))
}

/// Whether a word such as "including" opens the sentence of a figure that stands near its beginning.
fn opens_part(scene: &Scene<'_, '_>, figure: &Figure) -> bool {
    scene.marks.any(scene.start..figure.start(), Tag::Part) && figure.start() < scene.start + OPENING
}
