//! Lists: which words of a lexicon do what in telling a figure.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{Person, Tag};
use crate::model::lexicon::figures::FigureWords;

/// The lists of words that only frame figures, each with its tag.
pub(super) fn framing_words(words: &FigureWords) -> Vec<(&Vec<String>, Tag)> {
    let (source, scope) = (&words.source, &words.scope);
    vec![
        (&source.anonymous, Tag::Anonymous),
        (&source.voice, Tag::Voice),
        (&source.anaphor, Tag::Anaphor),
        (&source.its, Tag::Its),
        (&source.back, Tag::Back),
        (&source.to, Tag::To),
        (&words.refuse.misstated, Tag::Misstated),
        (&words.refuse.parent, Tag::Parent),
        (&words.refuse.population, Tag::Population),
        (&words.link.against, Tag::Against),
        (&words.link.every, Tag::Every),
        (&words.link.single, Tag::Single),
        (&words.link.out_of, Tag::OutOf),
        (&words.link.amid, Tag::Amid),
        (&words.link.comprise, Tag::Comprise),
        (&words.link.except, Tag::Except),
        (&words.link.besides, Tag::Besides),
        (&source.recover, Tag::Recover),
        (&source.count, Tag::Count),
        (&source.topic, Tag::Topic),
        (&words.people.losses, Tag::Losses),
        (&words.link.alike, Tag::Alike),
        (&words.link.amount, Tag::Amount),
        (&words.link.cost, Tag::Cost),
        (&words.link.tally, Tag::Tally),
        (&words.link.guilty, Tag::Guilty),
        (&words.link.opposite, Tag::Opposite),
        (&words.link.them, Tag::Them),
        (&words.link.within, Tag::Within),
        (&words.link.reckoned, Tag::Reckoned),
        (&words.link.relative, Tag::Relative),
        (&source.visit, Tag::Visit),
        (&source.official, Tag::Official),
        (&source.quoter, Tag::Quoter),
        (&words.link.whole, Tag::Whole),
        (&words.link.adding, Tag::Adding),
        (&words.link.both, Tag::Both),
        (&words.link.respective, Tag::Respective),
        (&words.link.each, Tag::Each),
        (&scope.by_region, Tag::ByRegion),
        (&words.link.blame, Tag::Blame),
        (&source.foreign, Tag::Foreign),
        (&scope.stretch, Tag::Stretch),
        (&scope.running, Tag::Running),
        (&scope.day, Tag::Day),
        (&scope.lasting, Tag::Lasting),
        (&scope.incident, Tag::Incident),
        (&scope.there, Tag::There),
        (&scope.whereof, Tag::Where),
        (&words.refuse.when, Tag::When),
        (&words.refuse.describing, Tag::Describes),
        (&words.refuse.correction, Tag::Correction),
        (&words.refuse.released, Tag::Released),
        (&words.refuse.had, Tag::Earlier),
        (&words.refuse.hosts, Tag::Hosts),
    ]
}

/// The lists of small words, each with its tag.
pub(super) fn small_words(words: &FigureWords) -> Vec<(&Vec<String>, Tag)> {
    let (people, link, source) = (&words.people, &words.link, &words.source);
    let (scope, refuse) = (&words.scope, &words.refuse);
    vec![
        (&link.roll, Tag::Roll),
        (&people.anyone, Tag::Person(Person::Anyone)),
        (&people.victims, Tag::Person(Person::Victim)),
        (&people.bodies, Tag::Person(Person::Body)),
        (&people.members, Tag::Person(Person::Member)),
        (&people.fighters, Tag::Person(Person::Fighter)),
        (&people.others, Tag::Person(Person::Other)),
        (&people.subset, Tag::Person(Person::Subset)),
        (&people.unarmed, Tag::Person(Person::Unarmed)),
        (&people.own, Tag::Person(Person::Own)),
        (&people.lots, Tag::Person(Person::Lot)),
        (&people.households, Tag::Person(Person::Household)),
        (&people.singular, Tag::Singular),
        (&people.kin, Tag::Singular),
        (&people.dual, Tag::Dual),
        (&link.and, Tag::And),
        (&link.camp, Tag::Camp),
        (&link.of, Tag::Of),
        (&link.number, Tag::Number),
        (&link.by, Tag::By),
        (&link.part, Tag::Part),
        (&link.aside, Tag::Aside),
        (&link.passive, Tag::Passive),
        (&link.adjective, Tag::Adjective),
        (&link.active, Tag::Active),
        (&link.filler, Tag::Filler),
        (&link.reach, Tag::Reach),
        (&link.figure, Tag::Figure),
        (&link.stop, Tag::Stop),
        (&link.turn, Tag::Turn),
        (&link.resume, Tag::Resume),
        (&link.act, Tag::Act),
        (&link.fight, Tag::Fight),
        (&source.say, Tag::Say),
        (&source.before, Tag::Cite),
        (&source.told, Tag::Told),
        (&source.monitor, Tag::Monitor),
        (&source.somebody, Tag::Somebody),
        (&source.office, Tag::Office),
        (&source.same, Tag::Same),
        (&scope.cumulative, Tag::Cumulative),
        (&scope.incident, Tag::Incident),
        (&scope.day, Tag::Day),
        (&scope.period, Tag::Period),
        (&scope.era, Tag::Era),
        (&scope.sum, Tag::Sum),
        (&scope.at, Tag::At),
        (&refuse.units, Tag::Unit),
        (&refuse.maybe, Tag::Maybe),
        (&refuse.denial, Tag::Denial),
        (&refuse.untrue, Tag::Untrue),
        (&refuse.history, Tag::History),
        (&refuse.elsewhen, Tag::Elsewhen),
        (&refuse.earlier, Tag::Earlier),
        (&refuse.unreal, Tag::Unreal),
    ]
}

/// The tags of words that only the marks on their letters tell from another one, by how they are written.
pub(super) fn twins(words: &FigureWords) -> HashMap<String, Vec<Tag>, FixedState> {
    let mut found: HashMap<String, Vec<Tag>, FixedState> =
        words.link.twins.iter().map(|word| (word.to_lowercase(), Vec::new())).collect();
    if found.is_empty() {
        return found;
    }
    for (list, tag) in small_words(words).into_iter().chain(framing_words(words)) {
        for word in list {
            if let Some(tags) = found.get_mut(word) {
                tags.push(tag);
            }
        }
    }
    found
}
