//! What it costs to look for words and by filters among many stored items, and to keep the words of each.
//!
//! `cargo bench --bench search`. Items as in the bench of grouping, 110 words each; one word in a hundred thousand stands in
//! ten items, another in a tenth of them.

#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use coastwatch::filter::{Comparison, Condition, Phrase, State};
use coastwatch::model::{Decision, DecisionId, Judgement, Mark, Reads, ReportId, Subject};
use coastwatch::store::{self, NewRevision, ReportQuery, Store};
use coastwatch::text::terms;
use jiff::{SignedDuration, Timestamp};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use self::made::{FORTNIGHT, Maker, save};

mod made;

/// Items that are stored.
const STORED: usize = 100_000;
/// Items of one poll.
const BATCH: usize = 50;
/// Times that each question is asked.
const ASKED: usize = 20;
/// Reports that are starred and tagged.
const MARKED: usize = 300;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("s.db").display());
        let store = store::open(&url).await.expect("a store");
        let begin: Timestamp = "2025-03-01T00:00:00Z".parse().expect("a time");
        let after = begin + SignedDuration::from_hours(15 * 24);
        let mut maker = Maker::new(7, begin);
        let mut ids = vec![];
        let (mut storing, mut indexing) = (Duration::ZERO, Duration::ZERO);
        let mut words = words_alone(&folder.path().join("w.db")).await;
        let mut at = 0_i64;
        while maker.made < STORED {
            let batch: Vec<NewRevision> = (0..BATCH)
                .map(|_| {
                    let n = maker.made;
                    let mut item = maker.item(n as u64 * FORTNIGHT / STORED as u64);
                    if n % 10_000 == 77 {
                        item.item.text.push_str(" zyxrare");
                    }
                    if n % 10 == 3 {
                        item.item.title.push_str(" frequently");
                    }
                    if n.is_multiple_of(4) {
                        item.reading.lang = "ar".into();
                    }
                    item
                })
                .collect();
            ids.extend(batch.iter().map(|item| item.item.id.clone()));
            let began = Instant::now();
            index(&mut words, &batch, &mut at).await;
            indexing += began.elapsed();
            let began = Instant::now();
            save(&*store, batch, after).await;
            storing += began.elapsed();
        }
        let each = |time: Duration| time / u32::try_from(STORED).expect("a count");
        println!("stored in polls of {BATCH}: {:?} an item, of which words alone {:?}", each(storing), each(indexing));
        let marks: Vec<Decision> =
            (0..MARKED).flat_map(|n| marks(ids[maker.below(STORED as u64) as usize].as_str(), n, after)).collect();
        store.decide(&marks).await.expect("marks are stored");
        let word = |text: &str, is_start| Condition::Words(vec![Phrase::new(text, is_start)]);
        let not = |inner| Condition::Not(Box::new(inner));
        for (name, filter) in [
            ("no filter", None),
            ("a rare word (10 items)", Some(word("zyxrare", false))),
            ("its start, `zyx`", Some(word("zyx", true))),
            ("a frequent word (10,000 items)", Some(word("frequently", false))),
            ("a start of two letters (`w1`)", Some(word("w1", true))),
            ("a word of one item in 60", Some(word("w999", false))),
            ("a phrase", Some(word("frequently zyxrare", false))),
            ("is:starred", Some(Condition::Is(State::Starred))),
            ("tag:t7", Some(Condition::Tag("t7".to_owned()))),
            ("is:unread", Some(not(Condition::Or(vec![Condition::Is(State::Read), Condition::Is(State::Dismissed)])))),
            ("lang:ar", Some(Condition::Lang("ar".into()))),
            ("items>=2", Some(Condition::Items(Comparison::AtLeast, 2))),
            ("older:2d", Some(Condition::Until(after - SignedDuration::from_hours(72)))),
            ("lang:ar frequently", Some(Condition::And(vec![Condition::Lang("ar".into()), word("frequently", false)]))),
        ] {
            let query =
                ReportQuery { as_of: after, from: begin, after: None, limit: 200, filter, reads: Reads::default() };
            ask(&store, name, &query).await;
        }
        store.close().await;
        let size = std::fs::metadata(folder.path().join("w.db")).expect("a file").len();
        let all = std::fs::metadata(folder.path().join("s.db")).expect("a file").len();
        println!("words take {} MB of {} MB", size / 1_000_000, all / 1_000_000);
    });
}

/// Times a question's page and its counts.
async fn ask(store: &Arc<dyn Store>, name: &str, query: &ReportQuery) {
    let (mut pages, mut counts) = (vec![], vec![]);
    let mut total = 0;
    for _ in 0..ASKED {
        let began = Instant::now();
        let _page = store.reports(query).await.expect("a page");
        pages.push(began.elapsed());
        let began = Instant::now();
        total = store.report_counts(query).await.expect("counts").total;
        counts.push(began.elapsed());
    }
    let told = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
        format!("{:?} (95 of 100 within {:?})", at(50), at(95))
    };
    println!("{name}: {total} reports; page {}, counts {}", told(&mut pages), told(&mut counts));
}

fn marks(report: &str, n: usize, at: Timestamp) -> Vec<Decision> {
    let decision = |what: &str, mark: Mark| Decision {
        id: DecisionId::new(format!("{what}{n}")),
        subject: Subject::Report(ReportId::new(report)),
        judgement: Judgement::Mark(mark),
        operator: "duty".to_owned(),
        decided: at,
        reason: None,
        stroke: None,
    };
    vec![
        decision("s", Mark::Starred(true)),
        decision("t", Mark::Tagged(format!("t{}", n % 10))),
        decision("r", Mark::Read(true)),
    ]
}

/// A database with the full-text table of a store and nothing else.
async fn words_alone(path: &std::path::Path) -> sqlx::SqliteConnection {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.journal_mode(SqliteJournalMode::Wal).pragma("synchronous", "NORMAL");
    let mut connection = options.connect().await.expect("a database");
    let migration = include_str!("../../src/store/migrations/sqlite/0006_words.sql");
    let begin = migration.find("CREATE VIRTUAL TABLE").expect("the table is made there");
    let table = migration[begin..].split_inclusive(';').next().expect("its statement").to_owned();
    sqlx::query(sqlx::AssertSqlSafe(table)).execute(&mut connection).await.expect("a table");
    connection
}

async fn index(connection: &mut sqlx::SqliteConnection, batch: &[NewRevision], at: &mut i64) {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await.expect("a transaction");
    for revision in batch {
        *at += 1;
        sqlx::query("INSERT INTO words (rowid, title, text) VALUES (?1, ?2, ?3)")
            .bind(*at << 20 | 1)
            .bind(terms::joined(&revision.item.title))
            .bind(terms::joined(&revision.item.text))
            .execute(&mut *connection)
            .await
            .expect("words are stored");
    }
    sqlx::query("COMMIT").execute(&mut *connection).await.expect("a commit");
}
