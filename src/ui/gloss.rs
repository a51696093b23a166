//! A line in the operator's language for an item in another one, made of what was read from it: "SOHR: 35 government
//! forces, 32 loyalists, 4 civilians killed; curfew Latakia to Sat 07Z".
//!
//! Who says it comes first, what they count before what they say of places, sums before their parts. What several origins
//! say is parted, what nobody is named for comes last and without a name. It is the machine's reading and no translation:
//! where it is shown, a sign says so.

use jiff::Timestamp;

use super::moment;
use super::theme::Glyphs;
use super::words;
use crate::model::{
    Bound, CategoryId, Claim, Cue, Metric, OriginId, PlaceId, Scope, Situation, Status, StatusKind, StatusValue,
};

/// What a gloss is made with.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Names of places, sides, categories.
    pub situation: &'a Situation,
    /// The signs.
    pub glyphs: &'a Glyphs,
    /// The moment from which days are named.
    pub now: Timestamp,
}

/// The line; none where nothing was read that it could tell.
pub fn gloss<'a>(
    claims: impl IntoIterator<Item = &'a Claim>,
    statuses: impl IntoIterator<Item = &'a Status>,
    names: Names<'_>,
) -> Option<String> {
    // An earlier figure that is told again is no news.
    let claims: Vec<&Claim> =
        claims.into_iter().filter(|claim| claim.cue != Cue::Earlier && is_figure(claim)).collect();
    let statuses: Vec<&Status> = statuses.into_iter().collect();
    let mut origins: Vec<Option<&OriginId>> = Vec::new();
    let named = claims.iter().map(|claim| claim.origin.as_ref());
    for origin in named.chain(statuses.iter().map(|status| status.origin.as_ref())) {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    origins.sort_by_key(Option::is_none);
    let told = origins.into_iter().map(|origin| {
        let mut clauses = counts(claims.iter().copied().filter(|claim| claim.origin.as_ref() == origin), names);
        clauses.extend(states(statuses.iter().copied().filter(|status| status.origin.as_ref() == origin), names));
        let clauses = clauses.join("; ");
        match origin {
            Some(_) => format!("{}: {clauses}", words::origin(origin)),
            None => clauses,
        }
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join(&format!(" {} ", names.glyphs.dot)))
}

/// A gloss before the headline that it is of, with the sign of the machine's words.
pub fn before(gloss: &str, title: &str, glyphs: &Glyphs) -> String {
    format!("{} {gloss} {} {title}", glyphs.machine, glyphs.dot)
}

fn is_figure(claim: &Claim) -> bool {
    claim.low.is_some() || claim.high.is_some()
}

/// A figure that is one.
const ONE: &str = "1";

/// What figures must share to stand in one clause.
type Kind<'a> = (Metric, Scope, Option<&'a PlaceId>, Option<&'a CategoryId>);

fn kind(claim: &Claim) -> Kind<'_> {
    (claim.metric, claim.scope, claim.place.as_ref(), claim.perpetrator.as_ref())
}

/// The figures of one origin, a clause for each metric, stretch, place and doer; tolls first.
fn counts<'a>(claims: impl Iterator<Item = &'a Claim>, names: Names<'_>) -> Vec<String> {
    let claims: Vec<&Claim> = claims.collect();
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for claim in &claims {
        if !kinds.contains(&kind(claim)) {
            kinds.push(kind(claim));
        }
    }
    kinds.sort_by_key(|(metric, scope, place, _)| (*metric, place.is_some(), *scope));
    kinds.into_iter().map(|of| count(claims.iter().copied().filter(|claim| kind(claim) == of), of, names)).collect()
}

fn count<'a>(claims: impl Iterator<Item = &'a Claim>, of: Kind<'_>, names: Names<'_>) -> String {
    let (metric, _, place, doer) = of;
    let (mut sums, mut parts): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for claim in claims {
        let figure = figure(claim);
        let (list, words) = match claim.category.as_str() {
            CategoryId::TOTAL => (&mut sums, figure),
            CategoryId::UNSPECIFIED if figure == ONE => (&mut parts, format!("{figure} person")),
            CategoryId::UNSPECIFIED => (&mut parts, format!("{figure} people")),
            _ => {
                let whose = words::category(&claim.category, names.situation).to_lowercase();
                // The names of sides are plural.
                let of = if figure == ONE { "of the " } else { "" };
                (&mut parts, format!("{figure} {of}{whose}"))
            }
        };
        if !list.contains(&words) {
            list.push(words);
        }
    }
    let parts = parts.join(", ");
    let mut clause = match (sums.is_empty(), parts.is_empty()) {
        (true, _) => format!("{parts} {}", metric.words()),
        (false, true) => format!("{} {}", sums.join(", "), metric.words()),
        (false, false) => format!("{} {} ({parts})", sums.join(", "), metric.words()),
    };
    if let Some(doer) = doer {
        clause.push_str(&format!(" by {}", words::category(doer, names.situation).to_lowercase()));
    }
    if let Some(place) = place {
        clause.push_str(&format!(" in {}", names.situation.place_name(place)));
    }
    clause
}

/// A figure with its bound in words. What a word such as "dozens" says is no more than a least number.
fn figure(claim: &Claim) -> String {
    let bound = if claim.bound == Bound::Vague { Bound::AtLeast } else { claim.bound };
    words::stated(claim.low, claim.high, bound)
}

/// What one origin says of places; places of which it says the same stand together.
fn states<'a>(statuses: impl Iterator<Item = &'a Status>, names: Names<'_>) -> Vec<String> {
    let mut told: Vec<(&'static str, String, Vec<&str>)> = Vec::new();
    for status in statuses {
        let (before, after) = state(status, names);
        let place = names.situation.place_name(&status.place);
        match told.iter_mut().find(|(first, last, _)| *first == before && *last == after) {
            Some((_, _, places)) if places.contains(&place) => {}
            Some((_, _, places)) => places.push(place),
            None => told.push((before, after, vec![place])),
        }
    }
    told.into_iter().map(|(before, after, places)| format!("{before}{}{after}", places.join(", "))).collect()
}

/// What is said of a place, before and after its name.
fn state(status: &Status, names: Names<'_>) -> (&'static str, String) {
    match (status.kind, &status.value) {
        (StatusKind::Curfew, StatusValue::Lifted) => ("curfew lifted in ", String::new()),
        (StatusKind::Curfew, _) => {
            let until = status.until.map(|until| format!(" to {}", moment::end(until, names.now)));
            ("curfew ", until.unwrap_or_default())
        }
        (StatusKind::Control, StatusValue::Contested) => ("", format!(" contested{}", words::extent(status.extent))),
        (StatusKind::Control, side) => {
            ("", format!(" held by {}{}", words::side(side.as_str(), names.situation), words::extent(status.extent)))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::situation;
    use crate::model::{Evidence, Extent, Field};
    use crate::ui::theme::Theme;

    fn evidence() -> Evidence {
        Evidence { field: Field::Text, start: 0, end: 0, quote: String::new() }
    }

    fn claim(origin: Option<&str>, category: &str, number: u64) -> Claim {
        Claim {
            metric: Metric::Killed,
            category: category.into(),
            perpetrator: None,
            low: Some(number),
            high: Some(number),
            bound: Bound::Exact,
            origin: origin.map(Into::into),
            place: None,
            scope: Scope::Cumulative,
            as_of: None,
            cue: Cue::Plain,
            confidence: 1.0,
            evidence: evidence(),
            rule: "sample".into(),
        }
    }

    fn status(origin: Option<&str>, place: &str, kind: StatusKind, value: &str, until: Option<&str>) -> Status {
        Status {
            place: place.into(),
            kind,
            value: StatusValue::from_word(value),
            extent: None,
            until: until.map(|until| until.parse().unwrap()),
            origin: origin.map(Into::into),
            as_of: None,
            confidence: 1.0,
            evidence: evidence(),
            rule: "sample".into(),
        }
    }

    fn told(claims: &[Claim], statuses: &[Status], ascii: bool) -> Option<String> {
        let situation = situation::shipped().unwrap();
        let now = "2025-03-07T14:32:00Z".parse().unwrap();
        gloss(claims, statuses, Names { situation: &situation, glyphs: Theme::plain(ascii).glyphs, now })
    }

    #[test]
    fn one_origin_is_named_once_and_what_it_says_of_places_follows_its_figures() {
        let sohr = Some("SOHR");
        let claims = [claim(sohr, "government_forces", 35), claim(sohr, "loyalists", 32), claim(sohr, "civilians", 4)];
        let curfew = status(sohr, "latakia", StatusKind::Curfew, "in_force", Some("2025-03-08T07:00:00Z"));
        assert_eq!(
            told(&claims, &[curfew], false).unwrap(),
            "SOHR: 35 government forces, 32 loyalists, 4 civilians killed; curfew Latakia to Sat 07Z"
        );
    }

    #[test]
    fn a_sum_stands_before_its_parts_and_bounds_are_worded() {
        let least = Claim { bound: Bound::AtLeast, high: None, ..claim(Some("SOHR"), "total", 70) };
        let dozens = Claim { bound: Bound::Vague, high: None, ..claim(Some("SOHR"), "civilians", 24) };
        assert_eq!(told(&[dozens, least], &[], false).unwrap(), "SOHR: at least 70 killed (at least 24 civilians)");
    }

    #[test]
    fn figures_of_other_kinds_places_and_doers_have_clauses_of_their_own() {
        let injured = Claim { metric: Metric::Injured, ..claim(None, "total", 9) };
        let here = Claim {
            place: Some("jableh".into()),
            perpetrator: Some("loyalists".into()),
            ..claim(None, "unspecified", 12)
        };
        let earlier = Claim { cue: Cue::Earlier, ..claim(None, "total", 5) };
        assert_eq!(
            told(&[injured, here, earlier, claim(None, "total", 70), claim(None, "total", 70)], &[], false).unwrap(),
            "70 killed; 12 people killed by loyalists in Jableh; 9 injured"
        );
    }

    #[test]
    fn origins_are_parted_and_what_nobody_is_named_for_comes_last() {
        let claims = [claim(None, "total", 3), claim(Some("SOHR"), "total", 70), claim(Some("other"), "total", 60)];
        assert_eq!(told(&claims, &[], true).unwrap(), "SOHR: 70 killed - others: 60 killed - 3 killed");
    }

    #[test]
    fn places_of_which_the_same_is_said_stand_together() {
        let control = |place, value| status(None, place, StatusKind::Control, value, None);
        let statuses = [
            status(None, "latakia", StatusKind::Curfew, "in_force", None),
            control("baniyas", "contested"),
            status(None, "tartus", StatusKind::Curfew, "in_force", None),
            Status { extent: Some(Extent::Most), ..control("jableh", "government") },
            status(None, "homs", StatusKind::Curfew, "lifted", None),
        ];
        assert_eq!(
            told(&[], &statuses, false).unwrap(),
            "curfew Latakia, Tartus; Baniyas contested; Jableh held by government, mostly; curfew lifted in Homs"
        );
    }

    #[test]
    fn where_nothing_was_read_there_is_no_line() {
        let none = Claim { low: None, high: None, ..claim(Some("SOHR"), "total", 1) };
        assert_eq!(told(&[none], &[], false), None);
    }
}
