//! Parties: whose people those are who are told of by whom they belong to or fought: "its men", "the other side".

use super::{FigureReader, Reading, Told};
use crate::extract::casualties::attribution::{Attribution, Speaker};
use crate::extract::casualties::bind::{Rule, Scene};
use crate::extract::casualties::figure::Figure;
use crate::extract::casualties::join::Join;
use crate::extract::casualties::marks::{Mark, Tag, actors, side_of};
use crate::extract::casualties::side::{self, Side};

impl FigureReader {
    /// The side that those counted fought for where they are told to be of the other one ("35 troops, 32 fighters ON THE
    /// OTHER SIDE", "the army lost 125 men and ITS OPPONENTS 148").
    pub(super) fn opposite(
        &self,
        scene: &Scene<'_, '_>,
        this: &Reading<'_>,
        (own, told): (Side, &Told),
    ) -> Option<usize> {
        let figure = this.figure;
        let is_open = matches!(own, Side::Same | Side::Total | Side::Combatants | Side::Unspecified);
        let framed = |at: usize| scene.marks.framed(at, Tag::Opposite).is_some();
        let beside = framed(figure.end()) || figure.start().checked_sub(1).is_some_and(framed);
        let loses = || scene.loss(this.bond).and_then(|verb| verb.tokens.start.checked_sub(1)).is_some_and(framed);
        if !is_open || !(beside || loses()) {
            return None;
        }
        let fights = |side: &Option<Side>| match side {
            Some(Side::Of(category)) => Some(*category).filter(|category| self.fighters.contains(category)),
            _ => None,
        };
        let known = told.sides.get(..this.index)?.iter().rev().find_map(fights)?;
        self.other_fighters(known)
    }

    /// The only side that bears arms besides another one.
    fn other_fighters(&self, than: usize) -> Option<usize> {
        let mut others = self.fighters.iter().copied().filter(|category| *category != than);
        others.next().filter(|_| others.next().is_none())
    }

    /// Whose people "its men" are, where the words of the figure say no more; those of who killed
    /// them only where nobody else is named ("the ministry said the gunmen killed 26 OF ITS MEN").
    pub(super) fn owned(&self, scene: &Scene<'_, '_>, this: &Reading<'_>, told: &Told) -> Side {
        let figure = this.figure;
        let owner = |harmed: &dyn Fn(&usize) -> bool| {
            self.speaking_government(scene, figure)
                .or_else(|| self.saying_party(scene, figure))
                .filter(harmed)
                .or_else(|| scene.loser(this.bond).filter(harmed))
                .or_else(|| scene.struck(this.bond).filter(harmed))
                .or_else(|| {
                    scene.owners(figure).into_iter().find(|owner| self.fighters.contains(owner) && harmed(owner))
                })
                .or_else(|| self.speaking_party(scene, figure).filter(harmed))
                .or_else(|| scene.speaking_actor(figure).or(this.party).filter(harmed))
                .or_else(|| self.speaking_state(scene).filter(harmed))
        };
        // Whoever "lost seven of its men" killed nobody.
        let killer = this.agent.filter(|_| !scene.loses(this.bond));
        let known = owner(&|known| killer != Some(*known)).or_else(|| owner(&|_| true)).map(Side::Of);
        let known = known.or_else(|| side::of_hints(figure, &self.fighters));
        // "A patrol of General Security was ambushed. Four of its members were killed".
        let known = known.or(told.party.map(Side::Of));
        // Civilians have no men of their own.
        let fights = |side: &Side| match side {
            Side::Of(category) => self.fighters.contains(category),
            side => *side == Side::Combatants,
        };
        known.or(told.side_before().filter(fights)).unwrap_or(Side::Unspecified)
    }

    /// Whose dead "of them" tells of: never of who killed them. Where those whom the sentence before counts were of that
    /// side, they are of the other one ("gunmen killed eleven soldiers. The army killed 14 OF THEM").
    pub(super) fn them(&self, scene: &Scene<'_, '_>, this: &Reading<'_>, told: &Told) -> Option<Side> {
        let killer = this.agent.map(Side::Of);
        let known = side::of_them(scene, this.figure, &self.fighters).filter(|side| Some(*side) != killer);
        let party = || told.party.map(Side::Of).filter(|side| Some(*side) != killer);
        known.or_else(party).or_else(|| {
            told.side_before().filter(|side| Some(*side) == killer)?;
            self.other_fighters(this.agent?).map(Side::Of)
        })
    }

    /// The side that armed men fought for who are listed right behind the state's own dead, as a part of all dead.
    pub(super) fn beside_forces(
        &self,
        scene: &Scene<'_, '_>,
        this: &Reading<'_>,
        (side, told): (Side, &Told),
    ) -> Option<usize> {
        let state = self.state_side()?;
        let is_part = this.bond.part_of.is_some() && side == Side::Combatants && this.figure.head.hinted.is_empty();
        let (before, join) = scene.joined_before(this.index).filter(|_| is_part)?;
        let follows = matches!(told.sides.get(before), Some(Some(Side::Of(known))) if *known == state);
        self.other_fighters(state).filter(|_| join == Join::And && follows && !this.figure.head.both)
    }

    /// The state's side where those who speak for it are named with no institution ("security sources said").
    pub(super) fn speaking_state(&self, scene: &Scene<'_, '_>) -> Option<usize> {
        scene.marks.frames(Tag::Official).find(|mark| speaks(scene, mark))?;
        self.state_side()
    }

    /// The state's side where it speaks right before a figure, behind whoever else is named ("an uprising by officers in
    /// which, THE GOVERNMENT SAYS, 200 of its men died").
    pub(super) fn speaking_government(&self, scene: &Scene<'_, '_>, figure: &Figure) -> Option<usize> {
        let officials = scene.marks.frames(Tag::Official).filter(|mark| mark.tokens.end <= figure.start());
        let last = officials.filter(|mark| speaks(scene, mark)).last()?;
        let says = (last.tokens.end..last.tokens.end + 2).any(|at| scene.marks.is(at, Tag::Say));
        let mut behind = scene.marks.within(last.tokens.end..figure.start());
        (says && !behind.any(|mark| actors(mark, false).next().is_some())).then(|| self.state_side())?
    }

    fn state_side(&self) -> Option<usize> {
        self.categories.iter().position(|category| Some(category) == self.state.as_ref())
    }

    /// The side of the last institution of a party that is named before a figure.
    pub(super) fn speaking_party(&self, scene: &Scene<'_, '_>, figure: &Figure) -> Option<usize> {
        scene.marks.within(scene.start..figure.start()).rev().find_map(|mark| self.side_of_institution(mark))
    }

    /// The same where the figure is what it says in one breath, behind whoever else is named ("after clashes with
    /// loyalists, THE MINISTRY SAID it had lost seven of its men").
    pub(super) fn saying_party(&self, scene: &Scene<'_, '_>, figure: &Figure) -> Option<usize> {
        let before = || scene.marks.within(scene.start..figure.start()).rev();
        let party = before().find(|mark| self.side_of_institution(mark).is_some())?;
        let says = before().find(|mark| mark.values.contains(&Tag::Say))?;
        let told = says.tokens.end..figure.start();
        let is_apart = told.clone().any(|at| scene.tokens.is_comma(at));
        let is_next = says.tokens.start >= party.tokens.end && says.tokens.start <= party.tokens.end + 1;
        let names_other = scene.marks.within(told).any(|mark| side_of(mark).is_some());
        (is_next && !is_apart && !names_other).then(|| self.side_of_institution(party))?
    }

    /// The side that an institution is of by its name.
    fn side_of_institution(&self, mark: &Mark) -> Option<usize> {
        let own = |tag: &Tag| match tag {
            Tag::Origin(index) => self.origins.get(*index).and_then(|origin| origin.own.as_ref()),
            _ => None,
        };
        let own = mark.values.iter().find_map(own)?;
        self.categories.iter().position(|category| category == own)
    }

    /// The side whose institution speaks ("26 of its men were killed, the ministry said", "we lost 50 men").
    pub(super) fn party_of(&self, attribution: &Attribution<'_>, speakers: &[Speaker]) -> Option<usize> {
        let id = attribution.of(speakers, 0..usize::MAX, false)?;
        let own = self.origins.iter().find(|origin| origin.id == id)?.own.as_ref()?;
        self.categories.iter().position(|category| category == own)
    }
}

/// Whether some of those whom a figure counts are told to be of a side's fighters ("1,311, AMONG THEM 231 SOLDIERS"),
/// though it was taken for one of people who do not fight.
pub(super) fn holds_fighters(scene: &Scene<'_, '_>, (index, side): (usize, Side), fighters: &[usize]) -> bool {
    if !matches!(side, Side::Of(known) if !fighters.contains(&known)) {
        return false;
    }
    let mut parts = (index + 1..scene.figures.len()).filter(|part| scene.whole_of(*part) == index);
    let fights = |part: usize| scene.figures.get(part).map(|part| part.head.sided.as_slice()).unwrap_or_default();
    parts.any(|part| fights(part).iter().any(|side| fighters.contains(side)))
}

/// Whether words for those who speak for the state name somebody, and no forces of it.
fn speaks(scene: &Scene<'_, '_>, official: &Mark) -> bool {
    let last = official.tokens.end - 1;
    let names = |at: usize| scene.marks.is(at, Tag::Somebody);
    let forces = scene.marks.covering(last).is_some_and(|mark| actors(mark, false).next().is_some());
    (names(official.tokens.start) || names(last)) && !forces
}

/// The side, and who did it where the text counts by that.
pub(super) fn blamed(scene: &Scene<'_, '_>, this: &Reading<'_>, side: Side, told: &Told) -> (Side, Option<usize>) {
    let Some(agent) = this.agent_of_harm() else { return (side, None) };
    // "69 Alawites were killed by the forces, 24 of them in P": those of the same side are no other count.
    let whole = this.bond.part_of.unwrap_or_else(|| scene.whole_of(this.index));
    let same = told.sides.get(whole).is_some_and(|whole| *whole == Some(side)) && whole != this.index;
    let is_among = !same && (this.bond.part_of.is_some() || scene.is_among(this.index));
    // "383'ü Esad yanlıları tarafından": the side named with the number is who did it.
    let gapped = || scene.gapped_killer(this.bond, this.index, &[agent]).is_some();
    let is_killer = side == Side::Of(agent) && (scene.names_killer(this.index) || gapped());
    let side = if is_killer { Side::Unspecified } else { side };
    if matches!(side, Side::Total | Side::Unspecified) {
        (Side::Unspecified, Some(agent))
    } else if is_among && side != Side::Of(agent) {
        (side, Some(agent))
    } else {
        (side, None)
    }
}

/// Whether a verb or noun of harm has some "of them" for its object, and says no more of them ("killed three OF THEM", "the
/// killing of three OF THEM").
pub(super) fn is_object_of_them(scene: &Scene<'_, '_>, this: &Reading<'_>) -> bool {
    let behind = this.figure.quantity.tokens.end;
    let open = || this.agent.is_none() && !scene.is_laid(this.figure);
    let is_told = this.bond.rule == Rule::Object || this.bond.rule == Rule::Nominal && open();
    is_told && scene.marks.framed(behind, Tag::Them).is_some()
}
