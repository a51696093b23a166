//! Cues: the words of a sentence that tell of curfew and control, by what they do.

use std::ops::Range;

use crate::extract::endings::Ending;
use crate::extract::lexis::Lexis;
use crate::extract::token::{TokenKind, Tokens};
use crate::extract::values::{Plain, Values, Variants};
use crate::extract::wording::Wordings;
use crate::model::{Lang, Lexicon, Metric, Situation};

/// For how many cues of a sentence room is made at once.
const AT_ONCE: usize = 12;

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Curfew,
    Again,
    Movement,
    Ban,
    Impose,
    Extend,
    Lift,
    Lapse,
    Exempt,
    Deny,
    Refute,
    Authority,
    Nobody,
    By,
    Plan,
    Past,
    Earlier,
    Turn,
    After,
    Reason,
    Control,
    Grasp,
    Under,
    Lost,
    Gain,
    Take,
    Freed,
    Ours,
    Lose,
    NotYet,
    Neutral,
    Leave,
    Seize,
    Taken,
    Hold,
    Present,
    Clear,
    Cleared,
    Calm,
    Fight,
    Siege,
    Ongoing,
    Enter,
    Harm,
    Whole,
    Most,
    Part,
    Outskirts,
    Town,
    City,
    Region,
    Likewise,
    Against,
    Undone,
    Pronoun,
    Notice,
    Attribute,
    Relative,
    Strike,
    Allow,
    Bearing,
    Toward,
    /// A side, by index.
    Side(usize),
    Attack,
    Beside,
    Around,
    Drive,
    Out,
    Within,
    Rid,
    Refuted,
    Unsure,
    Then,
    Future,
    Condition,
    Except,
    Bare,
    Hazard,
    Split,
    Particle,
    Today,
}

impl Plain for Act {
    #[inline]
    fn is_plain(&self) -> bool {
        !matches!(self, Self::Side(_))
    }
}

/// What could tell who holds a place, or that it is fought for.
const TELLS_CONTROL: [Act; 19] = [
    Act::Control,
    Act::Grasp,
    Act::Take,
    Act::Seize,
    Act::Taken,
    Act::Hold,
    Act::Clear,
    Act::Cleared,
    Act::Calm,
    Act::Freed,
    Act::Split,
    Act::Rid,
    Act::Ours,
    Act::Leave,
    Act::Lose,
    Act::Lost,
    Act::Fight,
    Act::Siege,
    Act::Drive,
];

/// A cue in a sentence.
#[derive(Debug, Clone)]
pub struct Cue<'w> {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// All that its words can do.
    pub acts: Values<'w, Act>,
    /// Whether its first word carries an attached "and".
    pub joined: bool,
}

impl Cue<'_> {
    /// Whether the cue can do this.
    #[inline]
    pub fn is(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }

    /// Whether it could tell who holds a place, or that it is fought for.
    pub fn tells_control(&self) -> bool {
        self.acts.any_of(TELLS_CONTROL)
    }

    /// The side it names.
    pub fn side(&self) -> Option<usize> {
        self.acts.iter().find_map(|act| match act {
            Act::Side(side) => Some(*side),
            _ => None,
        })
    }
}

/// The cues of a sentence, in its order.
#[derive(Debug, Clone, Default)]
pub struct Cues<'w> {
    all: Vec<Cue<'w>>,
    /// All that any of them can do.
    acts: Variants<Act>,
    /// The tokens of words that join names ("and").
    joints: Vec<usize>,
    /// The tokens that count ("28", "dozens").
    counts: Vec<usize>,
    /// The tokens of words for killing ("neutralised"), those that clear a place too among them.
    kills: Vec<usize>,
    /// The tokens of words for people who are of no side ("families", "the wounded").
    people: Vec<usize>,
}

impl Cues<'_> {
    /// Whether a word in a range of tokens counts.
    pub fn counts_in(&self, range: Range<usize>) -> bool {
        let from = self.counts.partition_point(|at| *at < range.start);
        self.counts.get(from).is_some_and(|at| *at < range.end)
    }

    /// Whether a word in a range of tokens names people who are of no side.
    pub fn people_in(&self, range: Range<usize>) -> bool {
        self.people.iter().any(|at| range.contains(at))
    }

    /// Where those stand in a range of tokens who count.
    pub fn counted_at(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        self.counts.iter().copied().filter(move |at| range.contains(at))
    }

    /// Whether a word in a range of tokens tells of killing.
    pub fn kills_in(&self, range: Range<usize>) -> bool {
        self.kills.iter().any(|at| range.contains(at))
    }

    /// Whether any word of the sentence could tell a status.
    pub fn tells_status(&self) -> bool {
        let tells = [Act::Curfew, Act::Again, Act::Ban, Act::Present, Act::Side(0)];
        tells.iter().chain(&TELLS_CONTROL).any(|act| self.acts.may_hold(act))
    }

    /// Whether any words of the sentence could tell who holds a place or that it is fought for, in one where a side may
    /// head a list of places or stand behind one (`heads`).
    pub fn may_tell_control(&self, heads: impl FnOnce() -> bool) -> bool {
        let has = |act: &Act| self.acts.may_hold(act);
        let tells = [
            Act::Control,
            Act::Grasp,
            Act::Calm,
            Act::Freed,
            Act::Split,
            Act::Rid,
            Act::Ours,
            Act::Taken,
            Act::Leave,
            Act::Lose,
            Act::Cleared,
            Act::Clear,
            Act::Take,
            Act::Seize,
            Act::Hold,
            Act::Present,
            Act::Siege,
            Act::Drive,
        ];
        let goes_on = [Act::Ongoing, Act::Enter, Act::Part];
        tells.iter().any(has) || has(&Act::Fight) && goes_on.iter().any(has) || has(&Act::Side(0)) && heads()
    }

    /// Whether any word of the sentence could tell of a curfew.
    pub fn may_tell_curfew(&self) -> bool {
        [Act::Curfew, Act::Again, Act::Ban, Act::Movement, Act::Bare].iter().any(|act| self.acts.may_hold(act))
    }

    /// Whether the token is a word that joins names ("and").
    pub fn is_joint(&self, token: usize) -> bool {
        self.joints.binary_search(&token).is_ok()
    }

    /// Those that can do this, within a range of tokens.
    pub fn of(&self, act: Act, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Cue<'_>> {
        let cues = if self.acts.may_hold(&act) { self.slice(range) } else { &[] };
        cues.iter().filter(move |cue| cue.is(act))
    }

    /// Whether one within a range of tokens can do this.
    pub fn has(&self, act: Act, range: Range<usize>) -> bool {
        self.of(act, range).next().is_some()
    }

    /// Those that name a side, within a range of tokens.
    pub fn sides(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = (&Cue<'_>, usize)> {
        self.within(range).filter_map(|cue| cue.side().map(|side| (cue, side)))
    }

    /// Those within a range of tokens.
    pub fn within(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Cue<'_>> {
        self.slice(range).iter()
    }

    fn slice(&self, range: Range<usize>) -> &[Cue<'_>] {
        let from = self.all.partition_point(|cue| cue.tokens.start < range.start);
        let to = self.all.partition_point(|cue| cue.tokens.start < range.end);
        self.all.get(from..to.max(from)).unwrap_or_default()
    }
}

/// The cues of one language.
#[derive(Debug)]
pub struct Vocabulary {
    /// Whether a verb may stand behind the place it tells of.
    pub verb_last: bool,
    /// Endings of a place's name that do what "in" does.
    pub in_endings: Ending,
    words: Wordings<Act>,
    joints: Wordings<()>,
    counts: Wordings<()>,
    kills: Wordings<()>,
    people: Wordings<()>,
}

impl Vocabulary {
    /// Compiles the cues of a language, with the situation's names for its sides.
    pub fn new(situation: &Situation, lexicon: &Lexicon, lexis: &mut Lexis) -> Self {
        let mut words = Wordings::default();
        let status = &lexicon.status;
        let lists = [
            (&status.curfew, Act::Curfew),
            (&status.again, Act::Again),
            (&status.movement, Act::Movement),
            (&status.ban, Act::Ban),
            (&status.impose, Act::Impose),
            (&status.extend, Act::Extend),
            (&status.lift, Act::Lift),
            (&status.lapse, Act::Lapse),
            (&status.exempt, Act::Exempt),
            (&status.deny, Act::Deny),
            (&status.refute, Act::Refute),
            (&status.authority, Act::Authority),
            (&status.nobody, Act::Nobody),
            (&status.by, Act::By),
            (&status.plan, Act::Plan),
            (&status.past, Act::Past),
            (&status.earlier, Act::Earlier),
            (&status.turn, Act::Turn),
            (&status.after, Act::After),
            (&status.reason, Act::Reason),
            (&status.control, Act::Control),
            (&status.grasp, Act::Grasp),
            (&status.under, Act::Under),
            (&status.lost, Act::Lost),
            (&status.gain, Act::Gain),
            (&status.take, Act::Take),
            (&status.freed, Act::Freed),
            (&status.ours, Act::Ours),
            (&status.lose, Act::Lose),
            (&status.not_yet, Act::NotYet),
            (&status.neutral, Act::Neutral),
            (&status.leave, Act::Leave),
            (&status.seize, Act::Seize),
            (&status.taken, Act::Taken),
            (&status.hold, Act::Hold),
            (&status.present, Act::Present),
            (&status.clear, Act::Clear),
            (&status.cleared, Act::Cleared),
            (&status.calm, Act::Calm),
            (&status.fight, Act::Fight),
            (&status.siege, Act::Siege),
            (&status.ongoing, Act::Ongoing),
            (&status.enter, Act::Enter),
            (&status.harm, Act::Harm),
            (&status.whole, Act::Whole),
            (&status.most, Act::Most),
            (&status.part, Act::Part),
            (&status.outskirts, Act::Outskirts),
            (&status.around, Act::Around),
            (&status.town, Act::Town),
            (&status.city, Act::City),
            (&status.region, Act::Region),
            (&status.likewise, Act::Likewise),
            (&status.against, Act::Against),
            (&status.undone, Act::Undone),
            (&status.pronoun, Act::Pronoun),
            (&status.notice, Act::Notice),
            (&status.attribute, Act::Attribute),
            (&status.relative, Act::Relative),
            (&status.attack, Act::Attack),
            (&status.beside, Act::Beside),
            (&status.drive, Act::Drive),
            (&status.out, Act::Out),
            (&status.within, Act::Within),
            (&status.strike, Act::Strike),
            (&status.allow, Act::Allow),
            (&status.bearing, Act::Bearing),
            (&status.toward, Act::Toward),
            (&status.rid, Act::Rid),
            (&status.refuted, Act::Refuted),
            (&status.unsure, Act::Unsure),
            (&status.then, Act::Then),
            (&status.future, Act::Future),
            (&status.condition, Act::Condition),
            (&status.except, Act::Except),
            (&status.bare, Act::Bare),
            (&status.today, Act::Today),
            (&status.hazard, Act::Hazard),
            (&status.split, Act::Split),
            (&status.particle, Act::Particle),
        ];
        for (list, act) in lists {
            list.iter().for_each(|word| words.add(lexis, word, &act));
        }
        let mut joints = Wordings::default();
        lexicon.places.and.iter().for_each(|word| joints.add(lexis, word, &()));
        let (mut counts, mut kills) = (Wordings::default(), Wordings::default());
        let number = &lexicon.figures.number;
        let numbers = number.units.keys().chain(number.scales.keys()).chain(number.vague.keys());
        numbers.chain(&number.uncounted).for_each(|word| counts.add(lexis, word, &()));
        let killed = lexicon.figures.harm.iter().filter(|harm| harm.metric == Metric::Killed);
        let killing = killed.flat_map(|harm| harm.before.iter().chain(&harm.after).chain(&harm.noun));
        killing.chain(&status.kill).for_each(|word| kills.add(lexis, word, &()));
        let mut people = Wordings::default();
        status.people.iter().for_each(|word| people.add(lexis, word, &()));
        let any = Lang::new("und");
        for word in [&lexicon.lang, &any].iter().filter_map(|lang| situation.past.get(*lang)).flatten() {
            words.add(lexis, word, &Act::Past);
        }
        if !situation.sides.is_empty() {
            status.forces.iter().for_each(|word| words.add(lexis, word, &Act::Side(0)));
        }
        for (index, side) in situation.sides.iter().enumerate() {
            let actors = situation.actors.iter().filter(|actor| actor.side.as_ref() == Some(&side.id));
            for names in actors.map(|actor| &actor.names).chain([&side.names]) {
                for name in [&lexicon.lang, &any].iter().filter_map(|lang| names.get(*lang)).flatten() {
                    words.add(lexis, name, &Act::Side(index));
                }
            }
        }
        let in_endings = Ending::new(&status.in_endings);
        Self { verb_last: status.verb_last, in_endings, words, joints, counts, kills, people }
    }

    /// The cues of a sentence.
    pub fn find(&self, tokens: &Tokens<'_>, sentence: Range<usize>) -> Cues<'_> {
        let joints = self.joints.find(tokens, sentence.clone()).flat_map(|found| found.tokens).collect();
        let mut cues: Vec<Cue<'_>> = Vec::with_capacity(AT_ONCE.min(sentence.len()));
        for hit in self.words.find(tokens, sentence.clone()) {
            let cue = Cue { tokens: hit.tokens, acts: hit.values, joined: hit.joined };
            // Whom somebody is against does nothing itself.
            // An article may stand between ("contra LOS restos").
            let opposed = |last: &Cue| last.is(Act::Against) && last.tokens.end + 1 >= cue.tokens.start;
            if cue.side().is_none() || !cues.last().is_some_and(opposed) {
                cues.push(cue);
            }
        }
        let acts = cues.iter().fold(Variants::default(), |all, cue| all | cue.acts.variants());
        let mut cues = Cues { all: cues, acts, joints, ..Cues::default() };
        // Only who was driven out, freed, held or lost, who left and what fell can be counted.
        if [Act::Clear, Act::Cleared, Act::Taken, Act::Take, Act::Seize, Act::Hold, Act::Grasp, Act::Lose, Act::Leave]
            .into_iter()
            .any(|act| cues.has(act, sentence.clone()))
        {
            let all_of = |act: &Act| matches!(act, Act::Whole | Act::Most | Act::Part);
            let is_number = |at: &usize| tokens.at(*at).is_some_and(|token| token.kind == TokenKind::Number);
            let words = self.counts.find(tokens, sentence.clone()).map(|hit| hit.tokens.start);
            // "all the gunmen" counts nobody.
            let whole = |at: &usize| cues.within(*at..at + 1).any(|cue| cue.acts.iter().any(all_of));
            let mut counts: Vec<usize> = words.filter(|at| !whole(at)).collect();
            counts.extend(sentence.clone().filter(is_number));
            counts.sort_unstable();
            cues.counts = counts;
            cues.people = self.people.find(tokens, sentence.clone()).flat_map(|hit| hit.tokens).collect();
            cues.kills = self.kills.find(tokens, sentence).flat_map(|hit| hit.tokens).collect();
        }
        cues
    }
}
