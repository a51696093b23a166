//! What a filter finds: in a store, exactly what the plain meaning of its conditions says. Only the store's trait is used,
//! so that any store can be held to it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use coastwatch::filter::{Comparison, Condition, Phrase, State, Stated};
use coastwatch::model::{
    Claim, Decision, DecisionId, Item, ItemState, Judgement, Lang, Mark, Metric, Priority, ReportId, ReportRow, Snooze,
    Status, StatusKind, StatusValue, Subject,
};
use coastwatch::store::{ItemDetail, NewRevision, Range, ReportQuery, Store, origins};
use coastwatch::text::terms::terms;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{home_of, rows, rss, told};
use crate::store::{at, claim, copy_of, irrelevant, open, poll, revision};
use crate::support::loopback::Loopback;
use crate::support::place::{on_both, on_each};

fn all() -> Range {
    Range { since: Timestamp::MIN, until: Timestamp::MAX }
}

fn query(as_of: i64, condition: &Condition) -> ReportQuery {
    let filter = Some(condition.clone());
    ReportQuery {
        as_of: at(as_of),
        from: at(-1_000),
        after: None,
        limit: 1_000,
        filter,
        reads: coastwatch::model::Reads::default(),
    }
}

fn said(mut revision: NewRevision, title: &str, text: &str) -> NewRevision {
    revision.digest = format!("{title} {text} {}", revision.revision);
    revision.item.title = title.to_owned();
    revision.item.text = text.to_owned();
    revision
}

fn words(text: &str) -> Condition {
    Condition::Words(text.split('&').map(|one| Phrase::word(one.trim_end_matches('*'), one.ends_with('*'))).collect())
}

async fn guids(store: &dyn Store, query: &ReportQuery) -> Vec<String> {
    let mut found = vec![];
    for row in store.reports(query).await.unwrap() {
        let items = store.report_items(&row.id, query.as_of).await.unwrap();
        found.push(items.last().unwrap().item.guid.clone());
    }
    found
}

async fn words_are_found_in_any_spelling_and_by_their_start_and_only_in_the_revision_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let items = vec![
        said(revision("a", "ar", 1, -40, vec![]), "اشتباكات في جَبلة", "مقــتل عناصر قرب الكلية البحرية"),
        said(revision("a", "fr", 1, -30, vec![]), "Affrontements à Lattaquié", "L’École navale est attaquée."),
        said(revision("a", "zh", 1, -20, vec![]), "拉塔基亚冲突", "海军学院附近发生战斗"),
        said(
            revision("a", "en", 1, -10, vec![]),
            "Naval College",
            "A college of the navy near Jableh; O'Neil says so.",
        ),
        irrelevant(said(revision("a", "no", 1, -5, vec![]), "Olives", "The naval museum near Jableh sells olives.")),
    ];
    store.save_poll(&poll("a", 0, items)).await.unwrap();
    let check = async |text: &str, minute: i64, expect: &[&str]| {
        assert_eq!(guids(&*store, &query(minute, &words(text))).await, expect, "{text} at {minute}");
    };
    for (text, expect) in [
        ("جبله", &["ar"][..]),
        ("البحريّه", &["ar"]),
        ("بحرية", &["ar"]),
        ("بحر*", &["ar"]),
        ("مقتل", &["ar"]),
        ("lattaquie", &["fr"]),
        ("LATTAQUIÉ", &["fr"]),
        ("ecole navale", &["fr"]),
        ("塔基", &["zh"]),
        ("塔亚", &[]),
        ("nav*", &["en", "fr"]),
        ("nav", &[]),
        ("naval college", &["en"]),
        ("college naval", &[]),
        ("college&naval", &["en"]),
        ("college text", &[]),
        ("college jab*", &[]),
        ("near jab*", &["en"]),
        ("o'neil", &["en"]),
        ("olives", &[]),
    ] {
        check(text, 0, expect).await;
    }
    let edited = said(revision("a", "en", 2, -10, vec![]), "Naval College", "All is quiet in Banias.");
    store.save_poll(&poll("a", 5, vec![edited])).await.unwrap();
    check("jableh", 4, &["en"]).await;
    check("jableh", 5, &[]).await;
    check("banias", 4, &[]).await;
    check("banias", 5, &["en"]).await;
    let items = |text: &str| {
        let (store, condition) = (store.clone(), words(text));
        async move {
            let found = store.matching_items(&condition, at(9), all(), None, 9).await.unwrap();
            found.into_iter().map(|item| item.guid).collect::<Vec<_>>()
        }
    };
    assert_eq!(items("olives").await, ["no"], "what is about no report is found among the items");
    assert_eq!(items("jableh").await, ["no"]);
    apart(&*store).await;
    store.close().await;
}

/// What is in no report is found apart from the reports, page by page, whether its words are rare or common.
async fn apart(store: &dyn Store) {
    let item = |n: i64| {
        irrelevant(said(revision("a", &format!("n{n:02}"), 1, n - 100, vec![]), "Olive oil", "Oils of Safita."))
    };
    store.save_poll(&poll("a", 6, (0..70).map(item).collect())).await.unwrap();
    let found = async |text: &str, minute: i64, after: Option<&ReportRow>, limit: u32| {
        let after = after.map(|row| (row.published, row.id.clone()));
        store.unrelated(&ReportQuery { after, limit, ..query(minute, &words(text)) }).await.unwrap()
    };
    let titles = |rows: &[ReportRow]| rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>();
    for (text, minute, expect) in
        [("olives", 0, 1), ("olive oil", 6, 70), ("oli*", 6, 71), ("oli*", 5, 1), ("nav* jab*", 9, 0)]
    {
        let rows = found(text, minute, None, 99).await;
        assert_eq!(rows.len(), expect, "{text} at {minute}");
        assert!(
            rows.iter().all(|row| !row.is_report()) && rows.is_sorted_by_key(|row| std::cmp::Reverse(row.published))
        );
        let mut paged: Vec<ReportRow> = vec![];
        loop {
            let page = found(text, minute, paged.last(), 30).await;
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, rows, "{text} at {minute}, by pages");
    }
    let rows = found("naval museum", 9, None, 9).await;
    assert_eq!(titles(&rows), ["Olives"]);
    let [alone] = store.report_items(&rows[0].id, at(9)).await.unwrap().try_into().unwrap();
    assert_eq!((alone.item.guid.as_str(), alone.item.report), ("no", None), "it is read by itself");
    assert!(store.report_items(&rows[0].id, at(-6)).await.unwrap().is_empty());
    // So is what was edited until it was about something else, though it stays bound to its report.
    let orchards = |number| said(revision("a", "left", number, -10, vec![]), "Orchards", "The orchards of Safita.");
    store.save_poll(&poll("a", 7, vec![orchards(1)])).await.unwrap();
    store.save_poll(&poll("a", 8, vec![irrelevant(orchards(2))])).await.unwrap();
    assert!(found("orchards", 7, None, 9).await.is_empty());
    let rows = found("orchards", 8, None, 9).await;
    assert_eq!(titles(&rows), ["Orchards"]);
    let [alone] = store.report_items(&rows[0].id, at(8)).await.unwrap().try_into().unwrap();
    assert!(alone.item.guid == "left" && !alone.item.relevant);
}

/// Makes a store of an older program of one: without its search.
async fn forget_words(folder: &std::path::Path) {
    use sqlx::ConnectOptions;
    crate::counts::downgrade(folder).await;
    let path = folder.join("state").join("store.db");
    let mut other = sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    for statement in [
        "DROP TABLE handover",
        "DROP TABLE words",
        "DROP TABLE word_backlog",
        "DROP INDEX claim_place",
        "DROP INDEX claim_origin",
        "DROP INDEX status_place",
        "DROP INDEX status_origin",
        "DROP INDEX revision_lang",
        "DELETE FROM _sqlx_migrations WHERE version >= 6",
        "PRAGMA user_version = 5",
    ] {
        sqlx::query(statement).execute(&mut other).await.unwrap();
    }
    sqlx::Connection::close(other).await.unwrap();
}

#[tokio::test]
async fn a_store_of_an_older_program_is_made_ready_for_search_in_steps_that_can_be_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let many = 1_203;
    let item = |n: i64| said(revision("a", &format!("g{n}"), 1, n - 2_000, vec![]), &format!("number{n}"), "text");
    store.save_poll(&poll("a", 0, (0..many).map(item).collect())).await.unwrap();
    let edited = said(revision("a", "g7", 2, -1_993, vec![]), "numberseven", "text");
    store.save_poll(&poll("a", 1, vec![edited])).await.unwrap();
    store.close().await;
    forget_words(folder.path()).await;

    let mut told = vec![];
    let url = format!("sqlite:{}", folder.path().join("state").join("store.db").display());
    let store = coastwatch::store::open_telling(&url, |done, all| told.push((done, all))).await.unwrap();
    let all = u64::try_from(many).unwrap();
    assert_eq!(told, [(500, all), (1_000, all)]);
    store.save_poll(&poll("a", 2, vec![item(many)])).await.unwrap();
    for (text, expect) in [("number0", 1), ("number600", 1), ("number1203", 1), ("number7", 0), ("numberseven", 1)] {
        let query = ReportQuery { from: Timestamp::MIN, ..query(9, &words(text)) };
        assert_eq!(store.report_counts(&query).await.unwrap().total, expect, "{text}");
    }
    let text = ReportQuery { from: Timestamp::MIN, ..query(9, &words("text")) };
    assert_eq!(store.report_counts(&text).await.unwrap().total, all + 1, "nothing is indexed twice or left out");
    store.close().await;
}

/// What a condition means, the plain way: over the items of a report as the reader has them.
fn holds(condition: &Condition, items: &[ItemDetail], asked: &[ItemDetail], state: &ItemState, now: Timestamp) -> bool {
    let again = |inner: &Condition| holds(inner, items, asked, state, now);
    let claims = || asked.iter().flat_map(|item| &item.claims).map(|stored| &stored.claim);
    let statuses = || asked.iter().flat_map(|item| &item.statuses).map(|stored| &stored.status);
    let lead = asked.first().map(|item| item.item.published);
    match condition {
        Condition::And(parts) => parts.iter().all(again),
        Condition::Or(parts) => parts.iter().any(again),
        Condition::Not(inner) => !again(inner),
        Condition::Words(phrases) => asked.iter().any(|item| phrases.iter().all(|phrase| has(&item.item, phrase))),
        Condition::Place(places) => {
            claims().any(|claim| claim.place.as_ref().is_some_and(|place| places.contains(place)))
                || statuses().any(|status| places.contains(&status.place))
        }
        Condition::Origin(origin) => {
            claims().any(|claim| claim.origin.as_ref() == Some(origin))
                || statuses().any(|status| status.origin.as_ref() == Some(origin))
        }
        Condition::Lang(lang) => asked.iter().any(|item| item.item.lang == *lang),
        Condition::Feed(feed) => asked.iter().any(|item| item.item.feed == *feed),
        Condition::Side(category) => claims().any(|claim| claim.category == *category),
        Condition::Stated(Stated::Figure(metric)) => claims().any(|claim| claim.metric == *metric),
        Condition::Stated(Stated::Status(kind)) => statuses().any(|status| status.kind == *kind),
        Condition::Value(value) => statuses().any(|status| status.value == *value),
        Condition::Figure(metric, comparison, number) => claims().any(|claim| {
            claim.metric == *metric
                && claim.low.or(claim.high).is_some_and(|figure| compares(figure, *comparison, *number))
        }),
        Condition::Sources(comparison, number) => {
            compares(u64::try_from(origins(items).len()).unwrap(), *comparison, *number)
        }
        Condition::Items(comparison, number) => compares(u64::try_from(items.len()).unwrap(), *comparison, *number),
        Condition::Priority(comparison, number) => {
            state.escalated.is_some_and(|priority| compares(priority.into(), *comparison, *number))
        }
        Condition::Tag(tag) => state.tags.contains(tag),
        Condition::Owner(operator) => state.acknowledged.as_ref() == Some(operator),
        Condition::Is(asked) => match asked {
            State::Read => state.read,
            State::Starred => state.starred,
            State::Dismissed => state.dismissed,
            State::Acknowledged => state.acknowledged.is_some(),
            State::Escalated => state.escalated.is_some(),
            State::Snoozed => state.is_snoozed(now),
            State::Noted => state.note.is_some(),
            State::Tagged => !state.tags.is_empty(),
        },
        Condition::Since(at) => lead.is_some_and(|lead| lead >= *at),
        Condition::Until(at) => lead.is_some_and(|lead| lead <= *at),
        Condition::StoredAfter(_) => unreachable!("nothing that is typed comes to it"),
        Condition::ArrivedAfter(at) => asked.iter().any(|item| item.item.fetched > *at),
    }
}

fn has(item: &Item, phrase: &Phrase) -> bool {
    [&item.title, &item.text].into_iter().any(|field| {
        let found = terms(field);
        phrase.wordings().iter().any(|sought| {
            found.windows(sought.len()).any(|window| {
                let last = sought.len() - 1;
                window.iter().zip(sought).enumerate().all(|(n, (word, term))| {
                    if n == last && phrase.is_start { word.starts_with(term.as_str()) } else { word == term }
                })
            })
        })
    })
}

fn compares(figure: u64, comparison: Comparison, number: u64) -> bool {
    match comparison {
        Comparison::More => figure > number,
        Comparison::AtLeast => figure >= number,
        Comparison::Fewer => figure < number,
        Comparison::AtMost => figure <= number,
        Comparison::Equal => figure == number,
    }
}

const VOCABULARY: &[&str] = &["curfew", "clash", "clashes", "navy", "جبلة", "الجبلة", "拉塔基亚"];
const PLACES: &[&str] = &["jableh", "tartus", "latakia"];
const ORIGINS: &[&str] = &["SOHR", "SANA", "other"];

/// An item of the small world: its story (items of one story are one report), words, what it states, its language.
#[derive(Debug, Clone)]
struct Seed {
    story: usize,
    words: Vec<usize>,
    figure: Option<(u64, usize, usize, bool)>,
    curfew: Option<(usize, usize, bool)>,
    is_arabic: bool,
    edited: Option<Vec<usize>>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let some_words = || prop::collection::vec(0..VOCABULARY.len(), 0..4);
    (
        0..4_usize,
        some_words(),
        prop::option::of((0..4_u64, 0..PLACES.len(), 0..ORIGINS.len(), any::<bool>())),
        prop::option::of((0..PLACES.len(), 0..ORIGINS.len(), any::<bool>())),
        any::<bool>(),
        prop::option::weighted(0.3, some_words()),
    )
        .prop_map(|(story, words, figure, curfew, is_arabic, edited)| Seed {
            story,
            words,
            figure,
            curfew,
            is_arabic,
            edited,
        })
}

fn spoken(words: &[usize]) -> String {
    words.iter().map(|word| VOCABULARY[*word]).collect::<Vec<_>>().join(" ")
}

fn sown(n: usize, seed: &Seed, number: u32, words: &[usize]) -> NewRevision {
    let feed = ["a", "b"][n % 2];
    let published = -i64::try_from(n).unwrap() * 7 - 5;
    let mut new = revision(feed, &format!("g{n}"), number, published, vec![]);
    new = copy_of(new, &revision("a", &format!("story{}", seed.story), 1, 0, vec![]), feed);
    new = said(new, &format!("t{n}"), &spoken(words));
    new.reading.lang = Lang::new(if seed.is_arabic { "ar" } else { "en" });
    new.reading.claims = Vec::from_iter(seed.figure.map(|(low, place, origin, is_open)| Claim {
        low: (!is_open).then_some(low),
        high: is_open.then_some(low),
        place: (origin != 1).then(|| PLACES[place].into()),
        origin: Some(ORIGINS[origin].into()),
        metric: if is_open { Metric::Injured } else { Metric::Killed },
        ..claim(low)
    }));
    new.reading.statuses = Vec::from_iter(seed.curfew.map(|(place, origin, is_lifted)| Status {
        place: PLACES[place].into(),
        kind: StatusKind::Curfew,
        value: if is_lifted { StatusValue::Lifted } else { StatusValue::InForce },
        extent: None,
        until: None,
        origin: Some(ORIGINS[origin].into()),
        as_of: None,
        confidence: 0.9,
        evidence: claim(1).evidence,
        rule: "plain".into(),
    }));
    new
}

fn mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        any::<bool>().prop_map(Mark::Read),
        any::<bool>().prop_map(Mark::Starred),
        any::<bool>().prop_map(Mark::Dismissed),
        any::<bool>().prop_map(Mark::Acknowledged),
        "[xy]".prop_map(Mark::Tagged),
        "[xy]".prop_map(Mark::Untagged),
        prop::option::of("[a-z]{3}").prop_map(Mark::Note),
        prop::option::of(1..4_u8).prop_map(|priority| Mark::Escalated(priority.and_then(Priority::new))),
        prop_oneof![
            Just(None),
            Just(Some(Snooze::News)),
            (0..20_i64).prop_map(|minute| Some(Snooze::Until(at(minute))))
        ]
        .prop_map(Mark::Snoozed),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let comparison = || prop::sample::select(Comparison::ALL.to_vec());
    let leaf = prop_oneof![
        (prop::collection::vec(0..VOCABULARY.len(), 1..3), any::<bool>())
            .prop_map(|(words, is_start)| Condition::Words(vec![Phrase::word(&spoken(&words), is_start)])),
        prop::collection::vec("cur|clash|nav|拉塔", 1..3)
            .prop_map(|starts| Condition::Words(starts.iter().map(|start| Phrase::new(start, true)).collect())),
        prop::sample::subsequence(PLACES, 1..3)
            .prop_map(|places| Condition::Place(places.into_iter().map(Into::into).collect())),
        prop::sample::select(ORIGINS).prop_map(|origin| Condition::Origin(origin.into())),
        prop::sample::select(vec!["ar", "en", "fr"]).prop_map(|lang| Condition::Lang(lang.into())),
        prop::sample::select(vec!["a", "b"]).prop_map(|feed| Condition::Feed(feed.into())),
        Just(Condition::Side("government_forces".into())),
        Just(Condition::Stated(Stated::Figure(Metric::Injured))),
        Just(Condition::Stated(Stated::Status(StatusKind::Curfew))),
        Just(Condition::Value(StatusValue::Lifted)),
        (prop::sample::select(vec![Metric::Killed, Metric::Injured]), comparison(), 0..4_u64)
            .prop_map(|(metric, comparison, number)| Condition::Figure(metric, comparison, number)),
        (comparison(), 0..3_u64).prop_map(|(comparison, number)| Condition::Sources(comparison, number)),
        (comparison(), 1..4_u64).prop_map(|(comparison, number)| Condition::Items(comparison, number)),
        (comparison(), 1..4_u64).prop_map(|(comparison, number)| Condition::Priority(comparison, number)),
        "[xyz]".prop_map(Condition::Tag),
        prop::sample::select(vec!["ann", "bea"]).prop_map(|operator| Condition::Owner(operator.to_owned())),
        prop::sample::select(State::ALL.iter().map(|(state, _)| *state).collect::<Vec<_>>()).prop_map(Condition::Is),
        (-60..0_i64).prop_map(|minute| Condition::Since(at(minute))),
        (-60..0_i64).prop_map(|minute| Condition::Until(at(minute))),
        (-2..12_i64).prop_map(|minute| Condition::ArrivedAfter(at(minute))),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

/// Plants a small world: items at minute 0, edits at 4, marks from 1 on.
async fn plant(store: &Arc<dyn Store>, seeds: &[Seed], marks: &[(usize, bool, Mark)]) {
    for feed in ["a", "b"] {
        let of_feed = |edited: bool| -> Vec<NewRevision> {
            let seeds = seeds.iter().enumerate().filter(|(n, _)| ["a", "b"][n % 2] == feed);
            seeds
                .filter_map(|(n, seed)| match &seed.edited {
                    Some(words) if edited => Some(sown(n, seed, 2, words)),
                    None if edited => None,
                    _ => Some(sown(n, seed, 1, &seed.words)),
                })
                .collect()
        };
        store.save_poll(&poll(feed, 0, of_feed(false))).await.unwrap();
        store.save_poll(&poll(feed, 4, of_feed(true))).await.unwrap();
    }
    let made: Vec<Decision> = marks
        .iter()
        .enumerate()
        .map(|(n, (on, is_ann, mark))| {
            let item = sown(on % seeds.len(), &seeds[on % seeds.len()], 1, &[]).item.id;
            Decision {
                id: DecisionId::new(format!("m{n}")),
                subject: Subject::Report(ReportId::new(item.as_str())),
                judgement: Judgement::Mark(mark.clone()),
                operator: if *is_ann { "ann" } else { "bea" }.to_owned(),
                decided: at(i64::try_from(n).unwrap()),
                reason: None,
                stroke: None,
            }
        })
        .collect();
    store.decide(&made).await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]
    #[test]
    fn a_store_finds_what_the_conditions_plainly_mean(
        seeds in prop::collection::vec(seed(), 1..9),
        marks in prop::collection::vec((0..9_usize, any::<bool>(), mark()), 0..14),
        conditions in prop::collection::vec(condition(), 12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(on_each(async || {
            let folder = tempfile::tempdir().unwrap();
            let store = open(folder.path()).await;
            plant(&store, &seeds, &marks).await;
            for minute in [2, 20] {
                let everything = store.reports(&query(minute, &Condition::everything())).await.unwrap();
                let mut reports = vec![];
                for row in &everything {
                    reports.push((row, store.report_items(&row.id, at(minute)).await.unwrap()));
                }
                for condition in &conditions {
                    let asked = query(minute, condition);
                    let meant: Vec<&ReportId> = reports
                        .iter()
                        .filter(|(row, items)| holds(condition, items, items, &row.state, at(minute)))
                        .map(|(row, _)| &row.id)
                        .collect();
                    let rows = store.reports(&asked).await.unwrap();
                    let found: Vec<&ReportId> = rows.iter().map(|row| &row.id).collect();
                    prop_assert_eq!(&found, &meant, "at {}: {:?}", minute, condition);
                    let counts = store.report_counts(&asked).await.unwrap();
                    let unread = rows.iter().filter(|row| row.state.is_unread()).count();
                    prop_assert_eq!(counts.total, u64::try_from(meant.len()).unwrap());
                    prop_assert_eq!(counts.unread, u64::try_from(unread).unwrap());
                    let matching = store.matching(&asked).await.unwrap();
                    let states: Vec<(ReportId, ItemState)> =
                        rows.iter().map(|row| (row.id.clone(), row.state.clone())).collect();
                    prop_assert_eq!(matching, states);
                    if let Some(first) = rows.first() {
                        let after = Some((first.published, first.id.clone()));
                        let rest = store.reports(&ReportQuery { after, ..asked.clone() }).await.unwrap();
                        prop_assert_eq!(rest.len() + 1, rows.len(), "a page goes on after its last row");
                    }
                }
            }
            let as_of = at(20);
            let mut stored = vec![];
            for item in store.items(all(), None, 1_000).await.unwrap() {
                let items = store.report_items(item.report.as_ref().unwrap(), as_of).await.unwrap();
                let own: Vec<ItemDetail> = items.iter().filter(|one| one.item.id == item.id).cloned().collect();
                stored.push((item, items, own));
            }
            for condition in &conditions {
                let found = store.matching_items(condition, as_of, all(), None, 1_000).await.unwrap();
                for (item, items, own) in &stored {
                    let meant = holds(condition, items, own, &item.state, as_of);
                    prop_assert_eq!(found.contains(item), meant, "{:?} {:?}", item.guid, condition);
                }
            }
            store.close().await;
            Ok(())
        }))?;
    }
}

#[test]
fn filters_work_by_command_line_and_what_is_wrong_names_its_column() {
    let items = [
        (
            "g1",
            "Clashes near Jableh",
            "Fighters attacked a post near Jableh on the Syrian coast.",
            "Fri, 07 Mar 2025 09:00:00 GMT",
        ),
        (
            "g2",
            "Curfew in Tartus",
            "A curfew was imposed in Tartus on the Syrian coast until 10:00 on Saturday after clashes.",
            "Fri, 07 Mar 2025 10:00:00 GMT",
        ),
        ("g3", "Olives", "Farmers sell olives near the museum.", "Fri, 07 Mar 2025 10:30:00 GMT"),
    ];
    let server = Loopback::serve(vec![("/ap", 200, rss(&items))]);
    let home = home_of(&server, &[("ap", "/ap")]);
    let now = ["--now", "2025-03-07T11:00:00Z", "--operator", "duty"];
    told(&home, &[&["collect", "--once"], &now[..]].concat(), 0);
    home.configure("filters.toml", "tartus = \"place:Tartous\"\n");
    let list = |filter: &str| -> (u64, Vec<String>) {
        let args = [&["reports", "--filter", filter], &now[..]].concat();
        let list: Value = serde_json::from_slice(&told(&home, &args, 0)).unwrap();
        let titles = list["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned());
        (list["total"].as_u64().unwrap(), titles.collect())
    };
    assert_eq!(list("kind:curfew"), (1, vec!["Curfew in Tartus".to_owned()]));
    assert_eq!(list("@tartus"), list("kind:curfew"));
    assert_eq!(list("attack* or since:1h"), (2, vec!["Curfew in Tartus".to_owned(), "Clashes near Jableh".to_owned()]));
    let export = |filter: &str| rows(&told(&home, &[&["export", "items", "--filter", filter], &now[..]].concat(), 0));
    assert_eq!(export("museum")[0]["title"], "Olives");
    let marked: Value = serde_json::from_slice(&told(
        &home,
        &[&["mark", "star", "--filter", "syrian is:unread"], &now[..]].concat(),
        0,
    ))
    .unwrap();
    assert_eq!((&marked["marked"], &marked["unchanged"]), (&json!(2), &json!(0)));
    assert_eq!(list("is:starred").0, 2);
    let back: Value = serde_json::from_slice(&told(&home, &[&["undo"], &now[..]].concat(), 0)).unwrap();
    assert_eq!(back["sentence"], "Taken back: starred: 2 reports.");
    assert_eq!(list("is:starred").0, 0);

    for (args, sentence) in [
        (
            &["reports", "--filter", "curfew plce:tartus"][..],
            "column 8: there is no field `plce`; did you mean `place`?",
        ),
        (&["mark", "read", "--filter", "killed>=many"], "column 9: `many` is no whole number"),
        (&["export", "items", "--filter", "(a"], "column 1: this bracket is not closed"),
        (&["export", "claims", "--filter", "a"], "only items are filtered"),
        (&["reports", "--filter", "@tarts"], "did you mean `@tartus`?"),
    ] {
        let output = home.coastwatch(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{args:?}: {said}");
        assert!(said.contains(sentence), "{said}");
    }
}

/// A question whose words leave some of its values unused is another one where those are of another sort.
async fn a_question_that_was_asked_with_other_values_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    let by = || Condition::Origin("SOHR".into());
    let told = Condition::Stated(Stated::Status(StatusKind::Curfew));
    for condition in [Condition::And(vec![Condition::Since(at(2)), by()]), Condition::And(vec![told, by()])] {
        assert_eq!(store.reports(&query(20, &condition)).await.unwrap().len(), 0, "{condition:?}");
    }
    store.close().await;
}

on_both!(
    words_are_found_in_any_spelling_and_by_their_start_and_only_in_the_revision_in_force,
    a_question_that_was_asked_with_other_values_is_answered,
);
