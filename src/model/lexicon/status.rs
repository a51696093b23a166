//! Words of curfew and control.
//!
//! Each list holds wordings as people write them: `(a|b|)` stands for its choices, `*` for any ending.

use serde::Deserialize;

/// Words of curfew and control of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatusWords {
    /// Whether a verb may stand behind the place it tells of (German "haben P eingenommen", Turkish, Persian).
    pub verb_last: bool,
    /// Endings of a place's name that do what "in" does (Turkish Cebele'DE).
    pub in_endings: Vec<String>,
    /// Nouns for a curfew.
    pub curfew: Vec<String>,
    /// Stands for a curfew named before ("the one in", "the measure").
    pub again: Vec<String>,
    /// Going about, which is a curfew where it is banned ("movement", "leaving home").
    pub movement: Vec<String>,
    /// Bans it ("prohibited").
    pub ban: Vec<String>,
    /// Imposed, announced, remains: it is in force.
    pub impose: Vec<String>,
    /// Extended: it is in force, and an end that was said before no longer holds.
    pub extend: Vec<String>,
    /// Lifted, ended.
    pub lift: Vec<String>,
    /// Its hours go by ("passes", "elapsed"): it holds no more, and nobody is said to have lifted it. What is lifted
    /// by it too stands in `lift` as well.
    pub lapse: Vec<String>,
    /// Somebody may go out all the same: no lift.
    pub exempt: Vec<String>,
    /// It is not so ("no", "never").
    pub deny: Vec<String>,
    /// It is said not to be so, however far from it ("denied", "rumours").
    pub refute: Vec<String>,
    /// Imposes or announces a curfew and has no name of its own ("the governor", "the police").
    pub authority: Vec<String>,
    /// Imposes it and tells nobody ("the authorities").
    pub nobody: Vec<String>,
    /// Before who imposed it ("by", "on the orders of").
    pub by: Vec<String>,
    /// It may come to be so ("could", "plans to").
    pub plan: Vec<String>,
    /// It was so at another time ("last year", "briefly").
    pub past: Vec<String>,
    /// It was said before what else the item says ("had said", "earlier").
    pub earlier: Vec<String>,
    /// Another statement begins ("while", "but").
    pub turn: Vec<String>,
    /// What follows is over ("after"): a curfew or fighting that only stands behind it.
    pub after: Vec<String>,
    /// What led to it follows ("after", "amid").
    pub reason: Vec<String>,
    /// Nouns for holding ground ("control").
    pub control: Vec<String>,
    /// Nouns that mean so only with a word before them that says in or out of it, or with a side ("hands").
    pub grasp: Vec<String>,
    /// Before such a noun: in it ("under", "in").
    pub under: Vec<String>,
    /// "At", "in" that no noun of `grasp` needs: what is told happens there ("at P", French "à P").
    pub within: Vec<String>,
    /// Before such a noun: no longer in it ("outside", "lost").
    pub lost: Vec<String>,
    /// Before or behind such a noun: came to hold ("regained", "full").
    pub gain: Vec<String>,
    /// Came to hold, also when it is not said who: then the first side ("secured", "retook").
    pub take: Vec<String>,
    /// Came to hold, only where it is said who ("seized").
    pub seize: Vec<String>,
    /// Went in, which tells nothing yet of who holds the place ("entered").
    pub enter: Vec<String>,
    /// Came to be held, the place before it by whom behind it ("was captured by", "fell to").
    pub taken: Vec<String>,
    /// Came to be held again, the place before it; the first side where it is not said by whom ("was secured").
    pub freed: Vec<String>,
    /// Free of whoever is named behind it, the place before it; of anything else it tells nothing ("was cleared OF").
    pub rid: Vec<String>,
    /// What a side says of a place that it has ("is ours").
    pub ours: Vec<String>,
    /// Lost the place itself to the other side ("lost P").
    pub lose: Vec<String>,
    /// Not so until now: who does not hold it yet leaves it to the other side ("not yet", "yet to").
    pub not_yet: Vec<String>,
    /// Reads like a word of these lists and tells nothing ("was held in").
    pub neutral: Vec<String>,
    /// Gave up: the other side holds it ("withdrew").
    pub leave: Vec<String>,
    /// Those whom somebody brings out of a place that stays his ("evacuated THE FAMILIES from P"), or keeps there ("holds THE
    /// FAMILIES in P").
    pub people: Vec<String>,
    /// Goes on holding, only where it is said who ("still held").
    pub hold: Vec<String>,
    /// Is there, told of a side right behind the name of a place that stands as a heading ("P: the army present").
    pub present: Vec<String>,
    /// Made the other side leave or lose ("expelled", "neutralised").
    pub clear: Vec<String>,
    /// Was made to leave by the other side ("was driven out").
    pub cleared: Vec<String>,
    /// Nobody fights there any more ("the situation is safe").
    pub calm: Vec<String>,
    /// Fighting.
    pub fight: Vec<String>,
    /// Fighting for the place itself ("urban battles").
    pub siege: Vec<String>,
    /// It goes on, or goes on inside ("still", "raging", "inside").
    pub ongoing: Vec<String>,
    /// Fighting told for its dead is no word on who holds the place ("killed").
    pub harm: Vec<String>,
    /// All of the place, also where its parts are named behind ("all of", "every").
    pub whole: Vec<String>,
    /// Most of the place.
    pub most: Vec<String>,
    /// A part of the place.
    pub part: Vec<String>,
    /// Its outskirts.
    pub outskirts: Vec<String>,
    /// What stands right before a place where only the land about it is meant ("fighting AROUND P").
    pub around: Vec<String>,
    /// The town named before ("the city").
    pub town: Vec<String>,
    /// Those of these words that name no village ("the city").
    pub city: Vec<String>,
    /// The region named before ("the area").
    pub region: Vec<String>,
    /// What was told right before holds here too ("and so is", "likewise in").
    pub likewise: Vec<String>,
    /// Before a side: against it, so not its own people ("opposed to", "hostile to").
    pub against: Vec<String>,
    /// What is told before it was soon undone ("before troops retook it").
    pub undone: Vec<String>,
    /// Stands for a curfew's announcement, of which the sentence tells whose it is ("the order came from").
    pub notice: Vec<String>,
    /// Participles that may stand behind a curfew's noun and only describe it, as those of `impose` and `extend` may
    /// ("a curfew IMPOSED on Thursday has been lifted"); not what always tells by itself ("remains").
    pub attribute: Vec<String>,
    /// Says of what was told before it in the sentence that it is not so ("but the ministry DENIED IT").
    pub refuted: Vec<String>,
    /// Tells what is still to come: what is to be imposed only IF something happens is not imposed, and what is lifted on a
    /// day to come is not lifted ("WILL BE imposed if", German "WIRD am Samstag aufgehoben").
    pub future: Vec<String>,
    /// Opens that on which what is still to come depends ("if", "unless").
    pub condition: Vec<String>,
    /// "except": what is told of a place is not told of the place behind it.
    pub except: Vec<String>,
    /// Verbs that tell by themselves, in a sentence headed by a place, what becomes there of the curfew of the sentence before
    /// (Spanish "En P YA HA SIDO LEVANTADO").
    pub bare: Vec<String>,
    /// The day of publication: what is lifted on it is lifted, however its verb is ("today").
    pub today: Vec<String>,
    /// What may be under control that is no place ("a fire").
    pub hazard: Vec<String>,
    /// Verbs of taking with a particle behind what is taken (German "NIMMT P ein").
    pub split: Vec<String>,
    /// The particles of such verbs ("nimmt P EIN").
    pub particle: Vec<String>,
    /// Parts what came first from what came of it later ("taken by A, THEN by B").
    pub then: Vec<String>,
    /// Says of what is told behind it that nobody vouches for it ("UNCONFIRMED REPORTS SAY").
    pub unsure: Vec<String>,
    /// Opens words that only describe a noun, right before such a participle ("that was", "which had been").
    pub relative: Vec<String>,
    /// "an attack", where it is foiled.
    pub attack: Vec<String>,
    /// "near": what was attacked there is not the place itself.
    pub beside: Vec<String>,
    /// Verbs that clear a place only together with `out` behind whom they are done to ("PUSHED the gunmen out of").
    pub drive: Vec<String>,
    /// What stands behind those who are driven, before the place ("OUT OF").
    pub out: Vec<String>,
    /// The state's men where no word more names them ("the forces").
    pub forces: Vec<String>,
    /// Struck at ("shelled"): whoever is said to be somewhere as its target is not told to hold that place.
    pub strike: Vec<String>,
    /// "to allow": the hours behind it are those in which people may go out, not the curfew's ("eased TO ALLOW shopping
    /// between 8 and 10 a.m.").
    pub allow: Vec<String>,
    /// "to": whoever leaves goes there, and leaves it to nobody ("withdrew TO P").
    pub toward: Vec<String>,
    /// "east of": the place behind it only says where the one before it lies ("around P, in the hills EAST OF Q").
    pub bearing: Vec<String>,
    /// Words of clearing that tell of killing where people are counted, and are no words of figures ("neutralised").
    pub kill: Vec<String>,
    /// Stands for a place named before, right behind a verb of taking ("retook it").
    pub pronoun: Vec<String>,
}
