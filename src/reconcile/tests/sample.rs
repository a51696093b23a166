//! Hand-made ledgers, one line for each claim, status or decision.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use crate::model::{
    Amendment, Bound, Category, CategoryId, Claim, ClaimId, Cue, Decision, DecisionId, Episode, EpisodeId, Evidence,
    Extent, FeedId, Field, Figure, ItemId, Judgement, Ledger, Mark, Metric, Origin, OriginId, Place, PlaceId,
    Provenance, ReportId, RevisionMark, Scope, Setting, Side, SideId, Situation, Span, Status, StatusId, StatusKind,
    StatusValue, StoredClaim, StoredStatus, Subject, Tally, TallyRow, Topic,
};

/// An instant: "03-08", "03-08T12", "03-08T12:30" are of 2025, the day alone is its noon.
pub fn at(text: &str) -> Timestamp {
    let full = match text.len() {
        5 => format!("2025-{text}T12:00:00Z"),
        8 => format!("2025-{text}:00:00Z"),
        11 => format!("2025-{text}:00Z"),
        _ => text.to_owned(),
    };
    full.parse().expect("an instant")
}

/// The coastal clashes, small.
pub fn situation() -> Situation {
    let category = |id: &str| Category { id: CategoryId::new(id), name: id.to_owned() };
    let side = |id: &str, category: &str| Side {
        id: SideId::new(id),
        name: id.to_owned(),
        category: CategoryId::new(category),
        names: Default::default(),
    };
    let place = |id: &str, kind: &str, parent: &str| -> Place {
        let parent = (!parent.is_empty()).then_some(parent);
        serde_json::from_value(json!({"id": id, "name": id, "kind": kind, "parent": parent})).expect("a place")
    };
    let origin = |id: &str, rank: u8, kind: &str, own: &str| -> Origin {
        let own = (!own.is_empty()).then_some(own);
        let origin = json!({"id": id, "name": id, "rank": rank, "kind": kind, "own": own, "names": {}});
        serde_json::from_value(origin).expect("an origin")
    };
    Situation {
        id: "coastal-clashes".to_owned(),
        title: "Coastal clashes, Syria".to_owned(),
        timezone: "Asia/Damascus".to_owned(),
        zone_name: "Damascus".to_owned(),
        eras: BTreeMap::new(),
        past: BTreeMap::new(),
        sides: vec![side("government", "government_forces"), side("loyalists", "loyalists")],
        categories: vec![category("government_forces"), category("loyalists"), category("civilians")],
        places: vec![
            place("coast", "region", ""),
            place("latakia_governorate", "region", "coast"),
            place("tartus_governorate", "region", "coast"),
            place("homs", "city", ""),
            place("latakia", "city", "latakia_governorate"),
            place("jableh", "city", "latakia_governorate"),
            place("qardaha", "town", "latakia_governorate"),
            place("tartus", "city", "tartus_governorate"),
            place("baniyas", "city", "tartus_governorate"),
        ],
        actors: vec![],
        origins: vec![
            origin("SOHR", 1, "monitor", ""),
            origin("SNHR", 2, "monitor", ""),
            origin("OHCHR", 3, "verifier", ""),
            origin("COI", 4, "institution", ""),
            origin("Reuters", 5, "outlet", ""),
            origin("Rudaw", 6, "outlet", ""),
            origin("SANA", 8, "belligerent", "government_forces"),
            origin("MOD", 8, "belligerent", "government_forces"),
            origin("GSS", 9, "belligerent", "government_forces"),
        ],
        topic: Topic::default(),
        episodes: vec![],
        feeds: vec![],
    }
}

/// 6 to 14 March 2025.
pub fn march() -> Episode {
    Episode {
        id: EpisodeId::new("march-2025"),
        name: "March 2025".to_owned(),
        span: Span::Fixed { begin: at("2025-03-05T22:00:00Z"), end: Some(at("2025-03-14T22:00:00Z")) },
    }
}

/// The last three days.
pub fn rolling() -> Episode {
    Episode {
        id: EpisodeId::new("live"),
        name: "Live".to_owned(),
        span: Span::Rolling(jiff::SignedDuration::from_hours(72)),
    }
}

/// A ledger, one claim or status a line: `WHEN ORIGIN WHAT [key=value]…`.
///
/// A claim is `03-08T12 SOHR civilians 745`; the number may be `>70` `>=70` `~70` `<70` `70..80` `dozens`.
/// A status is `03-07T12 SANA curfew in_force latakia until=03-08T07`. `-` is an origin without a name.
pub fn ledger(lines: &[&str]) -> Ledger {
    let mut ledger = Ledger::default();
    for (number, line) in lines.iter().enumerate() {
        add(&mut ledger, line, number);
    }
    ledger
}

fn add(ledger: &mut Ledger, line: &str, number: usize) {
    let words: Vec<&str> =
        line.split_whitespace().filter(|word| !word.contains('=') || word.starts_with('>')).collect();
    let option = |key: &str| {
        line.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned)
    };
    let [when, origin, what, value, ..] = words.as_slice() else { panic!("not a line: {line}") };
    let item = option("item").unwrap_or_else(|| format!("item{number}"));
    let revision: u32 = option("revision").map_or(1, |word| word.parse().unwrap());
    let published = at(when);
    let from = Provenance {
        item: ItemId::new(&item),
        report: ReportId::new(option("report").unwrap_or_else(|| item.clone())),
        feed: FeedId::new("feed"),
        revision,
        published,
        fetched: option("fetched").map_or(published, |word| at(&word)),
        episode: EpisodeId::new(option("episode").unwrap_or_else(|| "march-2025".to_owned())),
    };
    let as_of = option("as_of").map(|word| at(&word));
    let origin = (*origin != "-").then(|| OriginId::new(origin));
    let evidence = Evidence { field: Field::Text, start: 0, end: 0, quote: String::new() };
    let id = option("id").unwrap_or_else(|| format!("{item}.{revision}.c{number:04}"));
    if matches!(*what, "curfew" | "control") {
        let value = words.get(3).expect("a value");
        let extent = option("extent").map(|word| extent(&word));
        let place = PlaceId::new(words.get(4).expect("a place"));
        ledger.statuses.push(Arc::new(StoredStatus {
            id: StatusId::new(id),
            from,
            status: Status {
                place,
                kind: if *what == "curfew" { StatusKind::Curfew } else { StatusKind::Control },
                value: StatusValue::from_word(value),
                extent,
                until: option("until").map(|word| at(&word)),
                origin,
                as_of,
                confidence: 0.9,
                evidence,
                rule: "".into(),
            },
        }));
        return;
    }
    let (low, high, bound) = figure(value);
    let claim = StoredClaim {
        id: ClaimId::new(id),
        from,
        claim: Claim {
            metric: match option("metric").as_deref() {
                None => Metric::Killed,
                Some("injured") => Metric::Injured,
                Some("killed_or_injured") => Metric::KilledOrInjured,
                Some(other) => panic!("no metric: {other}"),
            },
            category: CategoryId::new(what),
            perpetrator: option("by").map(CategoryId::new),
            low,
            high,
            bound,
            origin,
            place: option("place").map(PlaceId::new),
            scope: option("scope").map_or(Scope::Cumulative, |word| scope(&word)),
            as_of,
            cue: match option("cue").as_deref() {
                None => Cue::Plain,
                Some("correction") => Cue::Correction,
                Some("earlier") => Cue::Earlier,
                Some(other) => panic!("no cue: {other}"),
            },
            confidence: 0.9,
            evidence,
            rule: "".into(),
        },
    };
    ledger.claims.push(Arc::new(claim));
}

fn extent(word: &str) -> Extent {
    match word {
        "whole" => Extent::Whole,
        "most" => Extent::Most,
        "part" => Extent::Part,
        "outskirts" => Extent::Outskirts,
        other => panic!("no extent: {other}"),
    }
}

fn scope(word: &str) -> Scope {
    match word {
        "cumulative" => Scope::Cumulative,
        "incident" => Scope::Incident,
        "period" => Scope::Period,
        other => panic!("no scope: {other}"),
    }
}

fn figure(word: &str) -> (Option<u64>, Option<u64>, Bound) {
    let number = |word: &str| Some(word.parse::<u64>().expect("a number"));
    match word {
        "tens" => (Some(10), None, Bound::Vague),
        "dozens" => (Some(12), None, Bound::Vague),
        "hundreds" => (Some(100), None, Bound::Vague),
        _ if word.starts_with(">=") => (number(&word[2..]), None, Bound::AtLeast),
        _ if word.starts_with('>') => (number(&word[1..]), None, Bound::MoreThan),
        _ if word.starts_with('<') => (None, number(&word[1..]), Bound::UpTo),
        _ if word.starts_with('~') => (number(&word[1..]), number(&word[1..]), Bound::About),
        _ => match word.split_once("..") {
            Some((low, high)) => (number(low), number(high), Bound::Range),
            None => (number(word), number(word), Bound::Exact),
        },
    }
}

/// That an item has been revised at an instant, whatever the revision states.
pub fn revised(item: &str, revision: u32, when: &str) -> RevisionMark {
    RevisionMark { item: ItemId::new(item), revision, fetched: at(when) }
}

/// A decision: `reject`, `confirm`, `dismiss` or `restore` on `claim:ID`, `status:ID` or `report:ID`; `undo` on
/// `decision:ID`; `amend` on `claim:ID` with words such as `figure=35 category=loyalists place=- origin=SOHR
/// scope=incident`; `set` on `place:ID` with `curfew in_force until=03-08T07` or `control government extent=most`.
pub fn decided(when: &str, judgement: &str, subject: &str) -> Decision {
    let (judgement, words) = judgement.split_once(' ').unwrap_or((judgement, ""));
    let (kind, id) = subject.split_once(':').expect("kind:id");
    let option = |key: &str| {
        words.split_whitespace().find_map(|word| word.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned)
    };
    let maybe = |key: &str| option(key).map(|word| (word != "-").then_some(word));
    Decision {
        id: DecisionId::new(format!("{when} {judgement} {subject} {words}").trim_end()),
        subject: match kind {
            "claim" => Subject::Claim(ClaimId::new(id)),
            "status" => Subject::Status(StatusId::new(id)),
            "report" => Subject::Report(ReportId::new(id)),
            "place" => Subject::Place(PlaceId::new(id)),
            "decision" => Subject::Decision(DecisionId::new(id)),
            other => panic!("no subject: {other}"),
        },
        judgement: match judgement {
            "reject" => Judgement::Reject,
            "confirm" => Judgement::Confirm,
            "dismiss" => Judgement::Mark(Mark::Dismissed(true)),
            "restore" => Judgement::Mark(Mark::Dismissed(false)),
            "undo" => Judgement::Undo,
            "amend" => Judgement::Amend(Amendment {
                figure: option("figure").map(|word| {
                    let (low, high, bound) = figure(&word);
                    Figure { low, high, bound }
                }),
                category: option("category").map(CategoryId::new),
                scope: option("scope").map(|word| scope(&word)),
                place: maybe("place").map(|word| word.map(PlaceId::new)),
                origin: maybe("origin").map(|word| word.map(OriginId::new)),
            }),
            "set" => {
                let mut told = words.split_whitespace();
                Judgement::Set(Setting {
                    kind: if told.next() == Some("curfew") { StatusKind::Curfew } else { StatusKind::Control },
                    value: StatusValue::from_word(told.next().expect("a value")),
                    extent: option("extent").map(|word| extent(&word)),
                    until: option("until").map(|word| at(&word)),
                })
            }
            other => panic!("no judgement: {other}"),
        },
        operator: "duty".to_owned(),
        decided: at(when),
        stroke: None,
        reason: None,
    }
}

/// The tally of March at a moment.
pub fn tally(ledger: &Ledger, when: &str) -> Tally {
    super::super::tally::reconcile(ledger, &situation(), &march(), at(when))
}

/// The row of people killed of one category.
pub fn killed<'t>(tally: &'t Tally, category: &str) -> &'t TallyRow {
    row(tally, Metric::Killed, category, None)
}

/// One row.
pub fn row<'t>(tally: &'t Tally, metric: Metric, category: &str, by: Option<&str>) -> &'t TallyRow {
    let wanted = |row: &&TallyRow| {
        row.metric == metric
            && row.category.as_str() == category
            && row.perpetrator.as_ref().map(CategoryId::as_str) == by
    };
    tally.rows.iter().find(wanted).unwrap_or_else(|| panic!("no row {metric:?} {category} {by:?} in {tally:#?}"))
}

/// Low, best and high of a row.
pub fn range(row: &TallyRow) -> (Option<u64>, Option<u64>, Option<u64>) {
    (row.low, row.best, row.high)
}

/// The figure of one origin in a row, as its low and its high.
pub fn says(row: &TallyRow, origin: &str) -> Option<(Option<u64>, Option<u64>)> {
    let same = |id: &Option<OriginId>| id.as_ref().map_or("-", OriginId::as_str) == origin;
    row.origins.iter().find(|figure| same(&figure.origin)).map(|figure| (figure.low, figure.high))
}
