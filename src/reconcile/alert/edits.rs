//! Quiet corrections: what an item says now and did not say before it was edited.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::model::alert::{Altered, Kind, Ring, Rule, Trigger};
use crate::model::{Cited, Claim, Lang, Lexicon, PlaceId, Situation, StoredClaim, StoredStatus};
use crate::reconcile::handover::{state, without};
use crate::text::diff::{Change, changes};
use crate::text::fold::fold;
use crate::text::terms::terms;

/// Figures and statuses that are named in one line at most.
const NAMED: usize = 2;

/// What one revision of an item says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wording {
    /// Its headline.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Its figures.
    pub claims: Vec<StoredClaim>,
    /// Its statuses.
    pub statuses: Vec<StoredStatus>,
}

/// An item in two revisions, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Where it can be read.
    pub cited: Cited,
    /// The number of the later one.
    pub revision: u32,
    /// When that was fetched.
    pub fetched: Timestamp,
    /// The earlier one.
    pub before: Wording,
    /// The later one.
    pub after: Wording,
}

/// Words that deny, by language; a `*` at the end stands for any ending.
#[derive(Debug, Clone, Default)]
pub struct Denials(BTreeMap<Lang, Vec<(String, bool)>>);

impl Denials {
    /// Those of some lexicons: their single words, folded.
    pub fn of(lexicons: &[Lexicon]) -> Self {
        let words = |lexicon: &Lexicon| {
            let all = lexicon.figures.refuse.denial.iter().chain(&lexicon.status.deny).chain(&lexicon.status.refute);
            let single = all.filter(|word| !word.contains(char::is_whitespace) && !word.contains('('));
            let folded: BTreeSet<(String, bool)> =
                single.map(|word| (fold(word.trim_end_matches('*')), word.ends_with('*'))).collect();
            folded.into_iter().collect()
        };
        Self(lexicons.iter().map(|lexicon| (lexicon.lang.clone(), words(lexicon))).collect())
    }

    /// The words that deny in a text.
    fn within(&self, text: &str, lang: &Lang) -> Vec<String> {
        let Some(known) = self.0.get(lang) else { return vec![] };
        let denies = |term: &String| {
            known.iter().any(|(word, is_start)| if *is_start { term.starts_with(word) } else { term == word })
        };
        let mut found: Vec<String> = terms(text).into_iter().filter(denies).collect();
        found.sort_unstable();
        found
    }
}

impl Edit {
    /// What has changed in it, of the things that alerts know.
    pub fn altered(&self, denials: &Denials) -> Vec<Altered> {
        let Self { before, after, cited, .. } = self;
        let mut altered = vec![];
        if !self.figures_gone().is_empty() {
            altered.push(Altered::Figure);
        }
        let places = |wording: &Wording| -> BTreeSet<PlaceId> {
            let claims = wording.claims.iter().filter_map(|stored| stored.claim.place.clone());
            claims.chain(wording.statuses.iter().map(|stored| stored.status.place.clone())).collect()
        };
        let (old, new) = (places(before), places(after));
        if !old.is_empty() && !old.is_subset(&new) {
            altered.push(Altered::Place);
        }
        if !self.statuses_gone().is_empty() {
            altered.push(Altered::Status);
        }
        let (mut gone, mut came) = (String::new(), String::new());
        for (old, new) in [(&before.title, &after.title), (&before.text, &after.text)] {
            for change in changes(old, new) {
                match change {
                    Change::Gone(words) => gone.extend([words, " "]),
                    Change::New(words) => came.extend([words, " "]),
                    Change::Same(_) => {}
                }
            }
        }
        // Beside words that stay: a text that is written anew has other denials and corrects nothing by them.
        let stays = |change: &Change<'_>| matches!(change, Change::Same(_));
        let rewritten = !changes(&before.text, &after.text).iter().any(stays) && !before.text.is_empty();
        // What only came to the end of it denies something else: a word must have gone, or a denial stand by itself.
        let (old, new) = (denials.within(&gone, &cited.lang), denials.within(&came, &cited.lang));
        if !rewritten && old != new && (!gone.trim().is_empty() || terms(&came).len() <= SHORT) {
            altered.push(Altered::Negation);
        }
        altered
    }

    fn figures_gone(&self) -> Vec<StoredClaim> {
        let (before, after): (Vec<_>, Vec<_>) =
            (self.before.claims.iter().collect(), self.after.claims.iter().collect());
        without(&before, &after, |stored| number(&stored.claim))
    }

    fn statuses_gone(&self) -> Vec<StoredStatus> {
        let before: Vec<_> = self.before.statuses.iter().collect();
        let after: Vec<_> = self.after.statuses.iter().collect();
        without(&before, &after, |stored| state(&stored.status))
    }

    /// What a wording says that the other does not, in short.
    fn said(these: &Wording, those: &Wording, situation: &Situation) -> String {
        let (claims, others): (Vec<_>, Vec<_>) = (these.claims.iter().collect(), those.claims.iter().collect());
        let mut told: Vec<String> = without(&claims, &others, |stored| number(&stored.claim))
            .iter()
            .map(|stored| {
                let claim = &stored.claim;
                let number = match (claim.low, claim.high) {
                    (Some(low), Some(high)) if low == high => low.to_string(),
                    (Some(low), Some(high)) => format!("{low} to {high}"),
                    (Some(low), None) => format!("{low} or more"),
                    (None, Some(high)) => format!("up to {high}"),
                    (None, None) => "some".to_owned(),
                };
                let place = claim.place.as_ref().map(|place| format!(" in {}", situation.place_name(place)));
                let name = situation.category_name(&claim.category);
                format!("{number} {} {}{}", name.to_lowercase(), claim.metric.words(), place.unwrap_or_default())
            })
            .collect();
        let (states, others): (Vec<_>, Vec<_>) = (these.statuses.iter().collect(), those.statuses.iter().collect());
        told.extend(without(&states, &others, |stored| state(&stored.status)).iter().map(|stored| {
            let status = &stored.status;
            let until = status.until.map(|until| format!(" to {}", super::brief(until))).unwrap_or_default();
            format!("{} {}{until}", situation.place_name(&status.place), status.value.as_str().replace('_', " "))
        }));
        let more = told.len().saturating_sub(NAMED);
        told.truncate(NAMED);
        if more > 0 {
            told.push(format!("{more} more"));
        }
        told.join(", ")
    }
}

/// What number a claim gives of whom and where: who counted, and how a text binds it, may be told better and corrects nothing.
fn number(claim: &Claim) -> impl PartialEq + use<> {
    let Claim { metric, category, perpetrator, low, high, place, .. } = claim.clone();
    (metric, category, perpetrator, low.or(high), place)
}

/// Words that may come in with a denial where nothing went, for it to deny what stood there before.
const SHORT: usize = 4;

/// That outlets edited items without saying so; what an item had not stated before is no correction of anything.
pub fn corrected(rule: &Rule, edits: &[Edit], situation: &Situation, denials: &Denials, at: Timestamp) -> Vec<Ring> {
    let Trigger::Corrected { what, .. } = &rule.trigger else { return vec![] };
    let ring = |edit: &Edit| {
        let stated_nothing = edit.before.claims.is_empty() && edit.before.statuses.is_empty();
        let altered: Vec<Altered> = edit.altered(denials).into_iter().filter(|one| what.contains(one)).collect();
        if stated_nothing || altered.is_empty() {
            return None;
        }
        let named: Vec<&str> = altered.iter().map(|one| one.word()).collect();
        let old = Edit::said(&edit.before, &edit.after, situation);
        let new = Edit::said(&edit.after, &edit.before, situation);
        let moved = match (old.as_str(), new.as_str()) {
            ("", "") => String::new(),
            (old, "") => format!(" ({old}, now nothing)"),
            ("", new) => format!(" (now {new})"),
            (old, new) => format!(" ({old}, now {new})"),
        };
        let title =
            format!("{} changed{moved} in revision {}: {}", named.join(" and "), edit.revision, edit.cited.title);
        let title = format!("{title} ({})", edit.cited.feed);
        Some(Ring {
            old: Some(old).filter(|old| !old.is_empty()),
            new: Some(new).filter(|new| !new.is_empty()),
            report: Some(edit.cited.report.clone()),
            item: Some(edit.cited.item.clone()),
            url: edit.cited.url.clone(),
            ..Ring::new(
                &rule.name,
                Kind::Corrected,
                format!("item {} revision {}", edit.cited.item, edit.revision),
                at,
                title,
            )
        })
    };
    edits.iter().filter_map(ring).collect()
}
