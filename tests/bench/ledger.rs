//! How fast 100,000 claims are reconciled from nothing, and one more into them, on one core.
//!
//! `cargo bench --bench ledger`. The claims are made up: items of one to six figures over nine days, by the shipped
//! situation's origins in the shares in which reports name them, with tolls that grow, repeats, copies without a name,
//! roundings, slips, corrections, places' own figures and incidents, and one status to twenty claims.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]

use std::hint::black_box;
use std::sync::Arc;

use coastwatch::config::situation;
use coastwatch::model::{
    Bound, Claim, Cue, Episode, Evidence, Extent, Field, Ledger, Metric, Provenance, Scope, Situation, Status,
    StatusKind, StatusValue, StoredClaim, StoredStatus,
};
use coastwatch::reconcile::Books;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};

/// Claims to begin with.
const CLAIMS: usize = 100_000;
/// Claims that are told one by one.
const MORE: usize = 20_000;
/// Hours that they are spread over.
const HOURS: u64 = 9 * 24;

/// Numbers drawn from a seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, length: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % length.max(1)
    }

    /// One of some, by their shares of a hundred.
    fn among<T: Copy>(&mut self, shares: &[(u64, T)]) -> T {
        let mut left = self.below(100);
        for (share, value) in shares {
            if left < *share {
                return *value;
            }
            left -= share;
        }
        shares[0].1
    }
}

/// Who is named how often, of a hundred; `-` is nobody.
const ORIGINS: [(u64, &str); 12] = [
    (34, "SOHR"),
    (10, "SNHR"),
    (16, "-"),
    (9, "other"),
    (7, "SANA"),
    (6, "MOD"),
    (5, "Reuters"),
    (4, "AFP"),
    (3, "AP"),
    (3, "OHCHR"),
    (2, "MOI"),
    (1, "COI"),
];
const CATEGORIES: [(u64, &str); 6] = [
    (30, "total"),
    (28, "civilians"),
    (18, "government_forces"),
    (14, "loyalists"),
    (6, "combatants"),
    (4, "unspecified"),
];
const METRICS: [(u64, Metric); 5] = [
    (72, Metric::Killed),
    (14, Metric::Injured),
    (6, Metric::Detained),
    (4, Metric::KilledOrInjured),
    (4, Metric::Displaced),
];

/// What an origin's bulletins have come to by an hour: it issues one every few hours, and all quote the latest.
fn toll(origin: &str, metric: Metric, category: &str, hour: u64) -> u64 {
    let bulletin = hour / (3 + origin.len() as u64 % 3);
    let pace = match category {
        "total" => 9,
        "civilians" => 6,
        "combatants" => 3,
        _ => 2,
    };
    let share = 4 + origin.bytes().map(u64::from).sum::<u64>() % 5;
    let scale = if metric == Metric::Displaced { 40 } else { 1 };
    5 + bulletin * (3 + origin.len() as u64 % 3) * pace * share * scale / 9
}

/// A ledger of some claims; `first` is the number of its first item.
fn made(claims: usize, first: usize, episode: &Episode, situation: &Situation) -> Ledger {
    let mut draws = Draws(7 + first as u64);
    let (begin, _) = episode.bounds(Timestamp::MAX);
    let places: Vec<_> = situation.places.iter().map(|place| place.id.clone()).collect();
    let mut ledger = Ledger::default();
    let mut item = first;
    while ledger.claims.len() < claims {
        item += 1;
        let minute = draws.below(HOURS * 60);
        let published = begin + SignedDuration::from_mins(i64::try_from(minute).expect("a minute"));
        let report = if draws.below(3) == 0 { item } else { item - usize::try_from(draws.below(40)).expect("few") };
        let from = |revision: u32, fetched: Timestamp| Provenance {
            item: format!("{:032x}", item * 7919).as_str().into(),
            report: format!("{:032x}", report * 7919).as_str().into(),
            feed: "feed".into(),
            revision,
            published,
            fetched,
            episode: episode.id.clone(),
        };
        let evidence =
            || Evidence { field: Field::Text, start: 10, end: 40, quote: "745 civilians were killed".into() };
        let origin = draws.among(&ORIGINS);
        let figures = 1 + draws.below(6);
        let revisions = if draws.below(30) == 0 { 2 } else { 1 };
        for revision in 1..=revisions {
            let fetched = published + SignedDuration::from_mins(i64::from(revision * revision) * 5);
            for n in 0..figures {
                let metric = draws.among(&METRICS);
                let category = draws.among(&CATEGORIES);
                // Nobody named most often tells what the first monitor has counted.
                let counted = if matches!(origin, "-" | "other") { "SOHR" } else { origin };
                let number = toll(counted, metric, category, minute / 60);
                let (low, high, bound) = match draws.below(20) {
                    0 | 1 => (Some(number / 10 * 10), None, Bound::MoreThan),
                    2 => (Some(number), None, Bound::AtLeast),
                    3 => (Some(number / 10 * 10), Some(number / 10 * 10), Bound::About),
                    4 => (Some(12), None, Bound::Vague),
                    5 => (Some(number + 1), Some(number + 1), Bound::Exact),
                    6 => (Some(number.saturating_sub(draws.below(60))), Some(number), Bound::Range),
                    _ => (Some(number), Some(number), Bound::Exact),
                };
                let kind = draws.below(20);
                let place = &places[usize::try_from(draws.below(places.len() as u64)).expect("a place")];
                let claim = Claim {
                    metric,
                    category: category.into(),
                    perpetrator: (kind == 0).then(|| "loyalists".into()),
                    low,
                    high,
                    bound,
                    origin: (origin != "-").then(|| origin.into()),
                    place: (kind == 1 || kind == 2).then(|| place.clone()),
                    scope: if kind == 3 { Scope::Incident } else { Scope::Cumulative },
                    as_of: (kind > 15).then(|| published - SignedDuration::from_mins(50)),
                    cue: if kind == 4 { Cue::Earlier } else { Cue::Plain },
                    confidence: 0.9,
                    evidence: evidence(),
                    rule: "bench".into(),
                };
                let id = format!("{:032x}.{revision}.c{n}", item * 7919).as_str().into();
                ledger.claims.push(Arc::new(StoredClaim { id, from: from(revision, fetched), claim }));
            }
            if draws.below(5) == 0 {
                let is_curfew = draws.below(2) == 0;
                let value = if is_curfew { StatusValue::InForce } else { StatusValue::Held("government".into()) };
                let place = &places[usize::try_from(draws.below(places.len() as u64)).expect("a place")];
                let status = Status {
                    place: place.clone(),
                    kind: if is_curfew { StatusKind::Curfew } else { StatusKind::Control },
                    value,
                    extent: (!is_curfew).then_some(Extent::Whole),
                    until: is_curfew.then(|| published + SignedDuration::from_hours(10)),
                    origin: (origin != "-").then(|| origin.into()),
                    as_of: None,
                    confidence: 0.9,
                    evidence: evidence(),
                    rule: "bench".into(),
                };
                let id = format!("{:032x}.{revision}.s0", item * 7919).as_str().into();
                ledger.statuses.push(Arc::new(StoredStatus { id, from: from(revision, fetched), status }));
            }
        }
    }
    ledger
}

fn reconcile(criterion: &mut Criterion) {
    let shipped = Arc::new(situation::shipped().expect("the shipped situation is whole"));
    let episode = shipped.episode("march-2025").expect("the recorded episode is shipped").clone();
    let as_of = episode.bounds(Timestamp::MAX).0 + SignedDuration::from_hours(i64::try_from(HOURS).expect("hours"));
    let ledger = made(CLAIMS, 0, &episode, &shipped);
    let open = |ledger: Ledger| Books::open(Arc::clone(&shipped), episode.clone(), as_of, ledger);

    let mut group = criterion.benchmark_group("ledger");
    group.sample_size(20);
    group.bench_function("from nothing", |one| {
        one.iter_batched(
            || ledger.clone(),
            |ledger| {
                let books = open(ledger);
                (black_box(books.tally()), black_box(books.board()), books)
            },
            BatchSize::LargeInput,
        );
    });

    let mut books = open(ledger.clone());
    let mut more = made(MORE, CLAIMS, &episode, &shipped).claims.into_iter().cycle();
    let mut number = 0_u64;
    // A claim of the last minute, and one that a feed brings late, of any hour of the nine days.
    for (name, late) in [("one more claim", false), ("one more claim, late", true)] {
        group.bench_function(name, |one| {
            one.iter_batched(
                || {
                    number += 1;
                    let mut claim = (*more.next().expect("an endless row")).clone();
                    claim.id = format!("{}.more{number}", claim.id).as_str().into();
                    if !late {
                        claim.from.published = as_of - SignedDuration::from_secs(30);
                        claim.from.fetched = claim.from.published;
                        claim.claim.as_of = None;
                    }
                    Ledger { claims: vec![Arc::new(claim)], ..Ledger::default() }
                },
                |ledger| {
                    books.fold(ledger);
                    black_box(books.tally())
                },
                BatchSize::PerIteration,
            );
        });
    }
    // Of books of their own: what was folded in above was all told at one instant, and would come of age all at once.
    let mut books = open(ledger);
    let mut now = as_of;
    group.bench_function("a second later", |one| {
        one.iter(|| {
            now += SignedDuration::from_secs(1);
            books.turn_to(now);
            (black_box(books.tally()), black_box(books.board()))
        });
    });
    group.finish();
}

criterion_group!(benches, reconcile);
criterion_main!(benches);
