//! A handover as a screen might show it.

use std::collections::HashMap;

use coastwatch::model::{
    Arrived, Bound, Cited, Corrected, Correction, Counted, Decision, Ends, Extent, FeedErrorKind, FigureMove, Gist,
    Handover, ItemState, Judgement, Metric, OpenEscalation, OriginFigure, PlaceMove, PlaceWord, Seen, Seq, Silence,
    SilentFeed, Standing, StatusKind, Subject,
};

use super::screen::{at, now};

fn cited(item: &str, feed: &str, published: &str, title: &str) -> Cited {
    Cited {
        item: item.into(),
        report: item.into(),
        feed: feed.to_owned(),
        title: title.to_owned(),
        lang: if title.is_ascii() { "en".into() } else { "ar".into() },
        url: Some(format!("https://example.org/{item}")),
        published: at(published),
    }
}

fn arrived(lead: Cited, items: u32, items_before: u32, origins: u32) -> Arrived {
    let (report, state) = (lead.report.clone(), ItemState::default());
    Arrived { report, lead, items, items_before, origins, claims: items, state }
}

fn counted(origin: &str, low: u64, high: Option<u64>, bound: Bound, as_of: &str) -> Counted {
    let figure = OriginFigure {
        origin: Some(origin.into()),
        low: Some(low),
        high,
        bound,
        as_of: at(as_of),
        claim: "i1.1.c1".into(),
        items: 1,
        witnesses: 1,
        standing: Standing::Fair,
    };
    Counted { figure, cited: Some(cited("i1", origin, as_of, "Monitor puts the dead on the coast at 124")) }
}

fn figure(
    category: &str,
    old: Option<Ends>,
    new: Option<Ends>,
    change: Option<i64>,
    origins: Vec<Counted>,
) -> FigureMove {
    FigureMove {
        metric: Metric::Killed,
        category: category.into(),
        perpetrator: None,
        old,
        new,
        change,
        changed: old != new,
        conflict: origins.len() > 1,
        stale: false,
        old_origins: if old.is_some() { origins.iter().take(1).cloned().collect() } else { vec![] },
        origins,
    }
}

fn word(value: &str, extent: Option<Extent>, until: Option<&str>) -> Option<PlaceWord> {
    Some(PlaceWord {
        value: value.to_owned(),
        extent,
        until: until.map(at),
        conflict: false,
        origin: Some("SANA".into()),
        as_of: at("2025-03-07T14:10:00Z"),
        claim: "i2.1.s1".into(),
        via: None,
        cited: Some(cited("i2", "SANA", "2025-03-07T14:10:00Z", "Curfew in Latakia")),
    })
}

/// What changed since six in the morning.
pub fn handover() -> Handover {
    let exact = |n| Some(Ends { low: Some(n), best: Some(n), high: Some(n) });
    let ends = |low, best, high| Some(Ends { low: Some(low), best: Some(best), high });
    let sohr = || counted("SOHR", 36, Some(36), Bound::Exact, "2025-03-07T14:28:00Z");
    let sana = || counted("SANA", 50, Some(50), Bound::Exact, "2025-03-07T13:10:00Z");
    let place = |place: &str, kind, old, new| PlaceMove { place: place.into(), kind, old, new };
    Handover {
        as_of: now(),
        since: at("2025-03-07T06:00:00Z"),
        since_last: true,
        episode: "march-2025".into(),
        reports: vec![
            arrived(
                cited("r3", "AP", "2025-03-07T14:05:00Z", "Clashes leave more than 70 dead, war monitor says"),
                11,
                0,
                3,
            ),
            arrived(cited("r1", "SOHR", "2025-03-07T14:28:00Z", "Monitor puts the dead on the coast at 124"), 6, 0, 1),
            arrived(
                cited("r5", "SOHR (Arabic)", "2025-03-07T13:31:00Z", "المرصد: 35 قتيلاً من قوات الأمن في جبلة وبانياس"),
                1,
                0,
                1,
            ),
        ],
        new_reports: 3,
        grown: vec![arrived(
            cited("r7", "Rudaw", "2025-03-06T23:40:00Z", "Reinforcements reach the coast after ambush near Beit Ana"),
            4,
            1,
            2,
        )],
        figures: vec![
            figure("government_forces", exact(16), ends(35, 36, Some(50)), Some(20), vec![sohr(), sana()]),
            figure("civilians", None, ends(4, 56, None), None, vec![sohr()]),
            figure("total", exact(71), None, None, vec![]),
            figure("loyalists", exact(28), exact(28), Some(0), vec![sohr()]),
        ],
        places: vec![
            place("latakia", StatusKind::Curfew, None, word("in_force", None, Some("2025-03-08T07:00:00Z"))),
            place(
                "jableh",
                StatusKind::Control,
                word("loyalists", None, None),
                word("government", Some(Extent::Most), None),
            ),
            place(
                "tartus",
                StatusKind::Curfew,
                word("in_force", None, Some("2025-03-07T14:00:00Z")),
                word("lapsed", None, None),
            ),
        ],
        corrections: vec![
            Correction {
                at: at("2025-03-07T13:40:00Z"),
                what: Corrected::Decided {
                    decision: Decision {
                        id: "d1".into(),
                        subject: Subject::Claim("i9.1.c1".into()),
                        judgement: Judgement::Reject,
                        operator: "anna".to_owned(),
                        decided: at("2025-03-07T13:40:00Z"),
                        reason: Some("another day's toll".to_owned()),
                        stroke: None,
                    },
                    cited: Some(cited("i9", "Rudaw", "2025-03-07T12:00:00Z", "Two days of fighting")),
                },
            },
            Correction {
                at: at("2025-03-07T12:10:00Z"),
                what: Corrected::Edited {
                    cited: Some(cited("i8", "AP", "2025-03-07T10:00:00Z", "Clashes on the coast")),
                    claims_gone: vec![super::screen::items()[0].claims[0].clone()],
                    claims_new: vec![],
                    statuses_gone: vec![],
                    statuses_new: vec![],
                },
            },
        ],
        escalations: vec![OpenEscalation {
            report: "r3".into(),
            lead: cited("r3", "AP", "2025-03-07T14:05:00Z", "Clashes leave more than 70 dead, war monitor says"),
            priority: 1,
            operator: Some("anna".to_owned()),
            at: Some(at("2025-03-07T14:07:00Z")),
        }],
        silent: vec![
            SilentFeed {
                feed: "sana-en".into(),
                name: "SANA".to_owned(),
                url: "https://example.org/sana".to_owned(),
                why: Silence::Fails {
                    error: FeedErrorKind::Timeout,
                    message: "asking sana.sy took over 20 s".to_owned(),
                },
                last_success: Some(at("2025-03-07T09:00:00Z")),
                last_new_item: Some(at("2025-03-07T08:50:00Z")),
            },
            SilentFeed {
                feed: "rudaw-en".into(),
                name: "Rudaw".to_owned(),
                url: "https://example.org/rudaw".to_owned(),
                why: Silence::Quiet { before: 9 },
                last_success: Some(at("2025-03-07T14:30:00Z")),
                last_new_item: Some(at("2025-03-07T05:50:00Z")),
            },
        ],
        gists: HashMap::from([("r5".into(), gist())]),
    }
}

/// What the report in Arabic tells.
fn gist() -> Gist {
    let item = super::screen::items().swap_remove(0);
    let claims = item.claims.into_iter().take(2).map(|stored| stored.claim).collect();
    Gist { claims, statuses: vec![] }
}

/// A shift in which nothing happened.
pub fn nothing() -> Handover {
    Handover {
        reports: vec![],
        new_reports: 0,
        grown: vec![],
        figures: vec![],
        places: vec![],
        corrections: vec![],
        escalations: vec![],
        silent: vec![],
        gists: HashMap::new(),
        since_last: false,
        ..handover()
    }
}

/// What is seen with it.
pub fn seen() -> Seen {
    Seen { at: now(), seq: Some(Seq(41)) }
}
