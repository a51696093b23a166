//! The terms that tell what an item is about: the situation's own, and those of the languages.

use std::collections::HashSet;
use std::sync::Arc;

use crate::extract::wording::first_spelling;
use crate::model::{Lang, Lexicon, Metric, Situation, TopicRole};
use crate::text::fold::fold;

/// What a language's words weigh that tell a thing for certain.
const CERTAIN: f32 = 1.0;
/// What those weigh that rather tell another matter.
const SIDE: f32 = 0.3;

/// A term and what it tells.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// As it is shown.
    pub text: Arc<str>,
    pub role: TopicRole,
    /// How sure it is, 0 to 1.
    pub weight: f32,
    /// The one language in which it tells that: an ordinary word of one is another of its neighbour's. Names tell it in
    /// all.
    pub only: Option<Lang>,
}

/// All terms with the wording of each. The situation's come first: of two with one role, the first is taken.
pub(super) fn of<'a>(situation: &'a Situation, lexicons: &'a [Lexicon]) -> Vec<(&'a str, Term)> {
    let mut found = Vec::new();
    for group in &situation.topic.groups {
        let terms = group.terms.values().flatten();
        found.extend(terms.map(|text| (text.as_str(), Term::new(text, group.role, group.weight))));
    }
    let own = own(situation);
    for lexicon in lexicons {
        let words = &lexicon.topic;
        let lists = [
            (&words.violence, TopicRole::Violence, CERTAIN),
            (&words.toll, TopicRole::Toll, CERTAIN),
            (&words.voice, TopicRole::Voice, CERTAIN),
            (&words.off_topic, TopicRole::OffTopic, CERTAIN),
            (&words.side_topic, TopicRole::OffTopic, SIDE),
            (&words.elsewhere, TopicRole::Elsewhere, CERTAIN),
        ];
        let harmed = lexicon.figures.harm.iter().filter(|harm| harm.metric == Metric::Killed);
        let harmed = harmed.flat_map(|harm| [&harm.before, &harm.counted, &harm.noun]);
        let harmed = harmed.map(|list| (list, TopicRole::Violence, CERTAIN));
        for (list, role, weight) in lists.into_iter().chain(harmed) {
            let only = (role == TopicRole::OffTopic).then(|| lexicon.lang.clone());
            let term = |text: &str| Term { only: only.clone(), ..Term::new(text, role, weight) };
            let terms = list.iter().map(|text| (text.as_str(), term(text)));
            found.extend(terms.filter(|(_, term)| role != TopicRole::Elsewhere || !own.contains(&fold(&term.text))));
        }
    }
    found
}

/// The names that are the situation's own: of its country, its people and its places.
fn own(situation: &Situation) -> HashSet<String> {
    let roles = [TopicRole::Country, TopicRole::Actor, TopicRole::Community, TopicRole::Signature];
    let groups = situation.topic.groups.iter().filter(|group| roles.contains(&group.role));
    let terms = groups.flat_map(|group| group.terms.values().flatten());
    let places = situation.places.iter().flat_map(|place| place.names.values().flatten());
    terms.chain(places).map(|text| fold(&plain(text))).collect()
}

impl Term {
    fn new(text: &str, role: TopicRole, weight: f32) -> Self {
        Self { text: plain(text).into(), role, weight, only: None }
    }

    /// Whether it tells its thing in an item of a language.
    pub fn tells_in(&self, lang: &Lang) -> bool {
        self.only.as_ref().is_none_or(|only| only == lang)
    }
}

/// A term as it is shown: without the marks of wordings.
fn plain(term: &str) -> String {
    first_spelling(term).replace('*', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
