//! Words of figures: numbers, bounds, harm, people, attribution, scope, and what is no figure at all.
//!
//! Every list holds words or phrases as people write them. In each, `(a|b|)` stands for its choices (an empty
//! one for nothing), and a `*` at a word's end for any ending. Accents, case, Arabic case endings, the article
//! and attached particles need not be spelled out.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::Metric;

/// Words of figures of one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureWords {
    /// Words for numbers.
    pub number: NumberWords,
    /// Words that bind a number ("at least").
    pub bound: BoundWords,
    /// Words of harm, one table for each metric or way of saying it.
    pub harm: Vec<HarmWords>,
    /// Words for people who are counted.
    pub people: PeopleWords,
    /// Small words that join or part a sentence.
    pub link: LinkWords,
    /// Words that say who counted.
    pub source: SourceWords,
    /// Words that say what stretch a figure covers.
    pub scope: ScopeWords,
    /// Words beside which a number is no figure.
    pub refuse: RefuseWords,
}

/// Words for numbers.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NumberWords {
    /// Whether this language parts thousands by a space ("1 311").
    pub spaced_thousands: bool,
    /// Numbers under a hundred, and others that are one word ("two hundred" as مئتان).
    pub units: BTreeMap<String, u64>,
    /// Words that multiply what stands before them ("thousand").
    pub scales: BTreeMap<String, u64>,
    /// Words that may join two parts of one number ("two hundred AND five").
    pub joiners: Vec<String>,
    /// The indefinite article and its like: one, before a singular noun.
    pub article: Vec<String>,
    /// Whether a singular noun alone counts one where harm is told of it (Arabic استشهد عنصر).
    pub bare_singular: bool,
    /// Words without a number, with the least they mean ("dozens" = 12).
    pub vague: BTreeMap<String, u64>,
    /// Nouns that count roughly by themselves ("une trentaine", about 30).
    pub rounded: BTreeMap<String, u64>,
    /// Words for a number nobody states ("several"): people, but no figure.
    pub uncounted: Vec<String>,
    /// Words for one more, with the how many-th it is: one, where so many less one are counted before it in its sentence
    /// ("killing two officers and wounding A THIRD").
    pub more: BTreeMap<String, u64>,
    /// Fractions ("half of", "a third"): no figure.
    pub fractions: Vec<String>,
}

/// Words that bind a number. They stand before it; those of `after` behind it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BoundWords {
    /// The number or more.
    pub at_least: Vec<String>,
    /// More than the number.
    pub more_than: Vec<String>,
    /// The number, roughly.
    pub about: Vec<String>,
    /// The number or fewer.
    pub up_to: Vec<String>,
    /// What opens a range ("between").
    pub range_open: Vec<String>,
    /// What joins the two ends of a range ("to").
    pub range_join: Vec<String>,
    /// What says by how many a count has changed: no count itself ("rose BY 90 to 237").
    pub difference: Vec<String>,
    /// Verbs with a word in them that would bind ("handed OVER"): they bind nothing.
    pub unbound: Vec<String>,
    /// Endings behind an apostrophe of the number that a count has left, where the next is the one that it has reached
    /// (Turkish 237'DEN 311'e).
    pub from_endings: Vec<String>,
    /// Endings of the number that it has reached (Turkish 237'den 311'E).
    pub to_endings: Vec<String>,
    /// "At least" behind its number ("or more").
    pub after_at_least: Vec<String>,
    /// "More than" behind its number.
    pub after_more_than: Vec<String>,
    /// "About" behind its number.
    pub after_about: Vec<String>,
    /// "At most" behind its number.
    pub after_up_to: Vec<String>,
}

/// Words of one harm.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarmWords {
    /// What is counted.
    pub metric: Metric,
    /// Whether a figure told so is of people of no stated side ("executed").
    #[serde(default)]
    pub victims: bool,
    /// Who suffers stands before the word ("16 people DIED"); a verb of the passive goes here and in `after`.
    #[serde(default)]
    pub before: Vec<String>,
    /// Who suffers stands after the word, who acts before it ("gunmen KILLED 16 officers").
    #[serde(default)]
    pub after: Vec<String>,
    /// The subject is whose people suffer, the number of them follows ("the army LOST 16").
    #[serde(default)]
    pub loses: Vec<String>,
    /// Nouns for the harm, after which who suffers follows ("the KILLING OF 16").
    #[serde(default)]
    pub noun: Vec<String>,
    /// Nouns for a running count; the number follows ("the DEATH TOLL rose to 16").
    #[serde(default)]
    pub toll: Vec<String>,
    /// Nouns for those who suffered, or for single cases, that a number counts ("16 DEAD", "16 DEATHS").
    #[serde(default)]
    pub counted: Vec<String>,
}

/// Words for people who are counted. Those of one side are the situation's actors.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeopleWords {
    /// Anybody ("people").
    pub anyone: Vec<String>,
    /// People of no side ("victims", "bodies").
    pub victims: Vec<String>,
    /// Remains: they count as killed by themselves ("20 bodies").
    pub bodies: Vec<String>,
    /// Running counts of those of whoever is named before ("ITS LOSSES"); they stand among those of the harm too.
    pub losses: Vec<String>,
    /// Belonging to whom the next words say ("members of").
    pub members: Vec<String>,
    /// Fighters of any side.
    pub fighters: Vec<String>,
    /// The same sort as before ("60 others").
    pub others: Vec<String>,
    /// People of a kind that says no side ("men", "relatives"): no count of their own as parts of a figure.
    pub subset: Vec<String>,
    /// People who bear no arms by age, sex or trade ("women", "children", "teachers"): civilians where they are counted
    /// by themselves, no count of their own as parts of a figure.
    pub unarmed: Vec<String>,
    /// People of one trade or condition ("workers", "migrants", "protesters"): everybody who was hurt where they
    /// are counted by themselves, no count of their own as parts of a figure.
    pub lots: Vec<String>,
    /// Of the words above and of the actors, those for one person; they count one after an article.
    pub singular: Vec<String>,
    /// One person by what they are to another ("husband"): no count by themselves, but a number beside them is an age.
    pub kin: Vec<String>,
    /// Nouns that count two by themselves (Arabic عنصرين).
    pub dual: Vec<String>,
    /// People of a party that is named before ("of its men").
    pub own: Vec<String>,
    /// Endings of words for people that stand behind a number, also where no list holds the word (Arabic 5
    /// فلسطينيين).
    pub counted_endings: Vec<String>,
    /// Households: people, but not a number of them.
    pub households: Vec<String>,
}

/// Small words.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkWords {
    /// Whether the verb stands before its subject, which then stands between the verb and its object (Arabic).
    pub verb_first: bool,
    /// Whether the subject may stand behind its verb, with time and place between (German "starben in Homs 16").
    pub subject_behind: bool,
    /// Whether a verb stands at the end of its clause, so that what makes it doubtful or denies it may follow the
    /// number (Turkish, Persian, German side clauses).
    pub verb_last: bool,
    /// Whether "by" stands behind who acted (Turkish TARAFINDAN).
    pub by_behind: bool,
    /// Whether "are" is not written between two nouns (Russian "среди погибших 16 полицейских").
    pub drops_copula: bool,
    /// Endings of a word that do what "of" does (Turkish güçlerDEN 125 kişi).
    pub of_endings: Vec<String>,
    /// Endings that make the side right behind a number, or behind its verb, who did it (Russian instrumental "383 убиты
    /// сторонникАМИ").
    pub agent_endings: Vec<String>,
    /// Endings of a number that make it the object of its verb, whose subject then stands between (Turkish "201'INI A
    /// öldürdü").
    pub object_endings: Vec<String>,
    /// Words by which those before the verb are its object (German HABEN ... getötet, Turkish öldürdü).
    pub active: Vec<String>,
    /// Words that only the marks on their letters tell apart (Italian E and È): each means what the lists hold as it is
    /// written, not what its twin means.
    pub twins: Vec<String>,
    /// "and".
    pub and: Vec<String>,
    /// "of", "from": what follows says more of the people counted.
    pub of: Vec<String>,
    /// "on the side of", "in the ranks of": whose people a figure soon after counts follows; where `by_behind` holds,
    /// it stands before.
    pub camp: Vec<String>,
    /// "in", right between people and the party they serve ("a leader IN the forces").
    pub within: Vec<String>,
    /// What joins those reckoned to their number ("gave the number of civilians AS 340").
    pub reckoned: Vec<String>,
    /// Behind "an attack": whom it was made on follows ("on", "against").
    pub against: Vec<String>,
    /// "by", "at the hands of": who acted follows.
    pub by: Vec<String>,
    /// "including", "among them": parts of the figure before.
    pub part: Vec<String>,
    /// "most of them", "mostly": an aside on the figure before, never a figure.
    pub aside: Vec<String>,
    /// "all of them": what follows holds for everyone counted just before ("12 dead, ALL OF THEM civilians").
    pub every: Vec<String>,
    /// Verbs that lay deaths on somebody named after the number ("ATTRIBUTED 529 of them to the army").
    pub blame: Vec<String>,
    /// Forms of "be" and "have" that make a passive.
    pub passive: Vec<String>,
    /// Those of them that are said of one alone ("was", not "were"): a number beside a name before them is an age.
    pub single: Vec<String>,
    /// Participles of harm that may stand before those harmed as adjectives ("12 KIDNAPPED officers").
    pub adjective: Vec<String>,
    /// What stands between a number and the one it is out of ("12 OF THE 30 passengers").
    pub out_of: Vec<String>,
    /// What leads to the dead among whom others are named ("AMONG the dead were 16 officers").
    pub amid: Vec<String>,
    /// The dead as a whole, with no number, of whom some are then named ("THE DEAD in P include 16 officers").
    pub roll: Vec<String>,
    /// What stands between the dead and those of them who are named ("the dead INCLUDE 16 officers").
    pub comprise: Vec<String>,
    /// "in addition to": a running count named behind it is not the one of the next number.
    pub besides: Vec<String>,
    /// "as many again": as many people as the number before it counts, of others ("16 officers and AS MANY civilians").
    pub alike: Vec<String>,
    /// "account for": those named before it are as many as the number behind it ("civilians ACCOUNT FOR 745 of the dead").
    pub amount: Vec<String>,
    /// Verbs of what happened to somebody at whose expense ("the attack COST the forces seven dead").
    pub cost: Vec<String>,
    /// Verbs of counting that name no harm: those counted suffered what the text just told of ("... died, according to a
    /// monitor that COUNTED 745 civilians").
    pub tally: Vec<String>,
    /// "responsible for": those named just before it killed those counted behind it ("holds the forces RESPONSIBLE FOR
    /// 1,217 of them").
    pub guilty: Vec<String>,
    /// "on the other side": those counted fought against the side told before them.
    pub opposite: Vec<String>,
    /// "of them": some of those named last before, who suffered what the one named before them did.
    pub them: Vec<String>,
    /// "who": what follows was done by those named just before it.
    pub relative: Vec<String>,
    /// "the total": a number reached behind it ("bringing THE TOTAL to 90") counts all who were harmed as those before it.
    pub whole: Vec<String>,
    /// "together with": those named behind it are added to what the sum named next counts ("WITH the soldiers the overall
    /// number rises to 90").
    pub adding: Vec<String>,
    /// Both parties to the fighting, who lost people ("both sides").
    pub both: Vec<String>,
    /// "respectively": the numbers of a list are of the places, or of the killers, told in the same order.
    pub respective: Vec<String>,
    /// "each", of several parties that lost as many people; of two words or more it names the parties itself ("EACH SIDE").
    pub each: Vec<String>,
    /// "all but": the number behind it is of those left out.
    pub except: Vec<String>,
    /// Words that only join a subject to its verb ("have", "also", "reportedly").
    pub filler: Vec<String>,
    /// "reached", "rose to", "stands at": a running count follows.
    pub reach: Vec<String>,
    /// Nouns for a number of its own: one reached after them counts what was counted before ("the real NUMBER was").
    pub figure: Vec<String>,
    /// Nouns for the number of those whom the next words name, which may have risen before them ("rose to 35 the NUMBER of
    /// policemen killed").
    pub number: Vec<String>,
    /// Words that end the naming of those counted ("in", "who", "when", "said").
    pub stop: Vec<String>,
    /// Words that begin another statement ("while", "but").
    pub turn: Vec<String>,
    /// Words for fighting between parties: those named after them did not act alone ("clashes between").
    pub fight: Vec<String>,
    /// Words that take up those counted in the sentence before as a subject ("they").
    pub resume: Vec<String>,
    /// Verbs of what those counted did ("attacked"): who suffers is not their subject.
    pub act: Vec<String>,
}

/// Words that say who counted.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceWords {
    /// Verbs of saying and counting ("said", "documented").
    pub say: Vec<String>,
    /// Those who speak for the state without an institution ("security sources"): "their members" are the state's.
    pub official: Vec<String>,
    /// What stands before an outlet that only quotes whoever else is named ("QUOTED BY the agency").
    pub quoter: Vec<String>,
    /// What stands before the one who says ("according to", "citing").
    pub before: Vec<String>,
    /// Nouns for a count by whoever stands behind an attached "to" ("A COUNT by the agency", Arabic تعداد لوكالة).
    pub count: Vec<String>,
    /// Verbs of finding bodies: an institution that found them counted them ("the civil defence RECOVERED 12 bodies").
    pub recover: Vec<String>,
    /// "as for": who stands behind it says what a verb behind that says.
    pub topic: Vec<String>,
    /// Verbs whose object is only the listener ("told").
    pub told: Vec<String>,
    /// A monitor without its name.
    pub monitor: Vec<String>,
    /// Somebody without an institution ("a resident", "security sources").
    pub somebody: Vec<String>,
    /// Parts of an institution: a place beside one is its seat ("department").
    pub office: Vec<String>,
    /// What stands before a place where somebody only is who speaks ("VISITING the city, the minister said").
    pub visit: Vec<String>,
    /// Words that stand for whoever spoke before ("it added").
    pub same: Vec<String>,
    /// Sources that name nobody ("a security source"): told to an outlet, they are the outlet's.
    pub anonymous: Vec<String>,
    /// Words beside which somebody speaks also where no word of ours names them ("said", "according to").
    pub voice: Vec<String>,
    /// Words that name nobody new: whoever spoke before ("the group", "he"), or no speaker at all ("by province").
    pub anaphor: Vec<String>,
    /// "its spokesman": whoever speaks for the institution named last.
    pub its: Vec<String>,
    /// Words by which a sentence says who told the one before it ("the figures are from").
    pub back: Vec<String>,
    /// What stands before the one who is told ("to").
    pub to: Vec<String>,
    /// Other countries and their peoples: an institution of theirs is none of the situation's.
    pub foreign: Vec<String>,
}

/// Words that say what stretch a figure covers.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeWords {
    /// "by governorate": the places of a list are those, not the cities they are named after.
    pub by_region: Vec<String>,
    /// "since", "so far", "toll".
    pub cumulative: Vec<String>,
    /// It goes on ("still", "remain"): of those missing, held or displaced, that the count may be an old one.
    pub lasting: Vec<String>,
    /// "ambush", "massacre in".
    pub incident: Vec<String>,
    /// One day ("today", "on Tuesday").
    pub day: Vec<String>,
    /// A whole month or year ("in the month of").
    pub period: Vec<String>,
    /// Words of a stretch that is surely meant as one ("this year", "in the first half of").
    pub stretch: Vec<String>,
    /// Words of a war or a crisis as a whole, whose toll runs on ("the war", "since").
    pub running: Vec<String>,
    /// Stretches longer than any episode ("this year", "since the war began"): no figure of the situation.
    pub era: Vec<String>,
    /// The sum of all ("overall", "in total").
    pub sum: Vec<String>,
    /// "in", "near", "around": a place follows.
    pub at: Vec<String>,
    /// The place just named, by another word ("in the city", "in the same area").
    pub there: Vec<String>,
    /// "where", "in which": those counted behind it were in the place named right before it.
    #[serde(rename = "where")]
    pub whereof: Vec<String>,
}

/// Words beside which a number is no figure.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefuseWords {
    /// What may be counted and is not people ("villages", "km", "years", "percent").
    pub units: Vec<String>,
    /// What stands before a number that is a name ("Division", "No").
    pub numbered: Vec<String>,
    /// Money before the number.
    pub money: Vec<String>,
    /// Words that are written like a word of harm but for a mark on a letter, and tell none (Turkish OLDU beside
    /// öldü); each stands for all words that begin so.
    pub lookalikes: Vec<String>,
    /// It may come to be so ("could exceed", "feared").
    pub maybe: Vec<String>,
    /// It is not so ("denied", "not").
    pub denial: Vec<String>,
    /// Right before a number: it counts somebody's children ("a FATHER OF three was killed").
    pub parent: Vec<String>,
    /// In the statement before a number: it counts all who live there ("the POPULATION of P is 80,000").
    pub population: Vec<String>,
    /// Verbs of a country that takes people in ("hosts"): whom it is told to, came before.
    pub hosts: Vec<String>,
    /// Whoever speaks has said so before by mistake, before the number ("AN EARLIER VERSION OF THIS ARTICLE SAID").
    pub misstated: Vec<String>,
    /// It was said and is untrue, behind the number ("a FALSE figure", "which was DENIED BY").
    pub untrue: Vec<String>,
    /// Those who were held are free again ("released").
    pub released: Vec<String>,
    /// Another time ("the civil war", "years ago", "last year").
    pub history: Vec<String>,
    /// "when", behind a date: what follows is of that time ("in May 2013, WHEN").
    pub when: Vec<String>,
    /// Begin a clause that says something of what was named before it: a year in it dates nothing else ("the regime THAT
    /// WAS toppled in 2024").
    pub describing: Vec<String>,
    /// Words that tie a date after them to something else than the figure ("the worst since", "ousted in").
    pub elsewhen: Vec<String>,
    /// Said before and now replaced ("had said", "earlier put").
    pub earlier: Vec<String>,
    /// The figure corrects one that was told, also downward ("revised to", "in a correction").
    pub correction: Vec<String>,
    /// The same around the name of whoever said it (Arabic كان المرصد قد, "the observatory had").
    pub had: Vec<String>,
    /// A make-believe ("drill", "exercise", "film").
    pub unreal: Vec<String>,
}
