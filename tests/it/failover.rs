//! A store on servers of which one goes away and another takes over, and news that reach every screen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use coastwatch::engine::{self, change::Change};
use coastwatch::model::{FeedState, Judgement, Mark, ReportId, Seq, Subject};
use coastwatch::store::{self, OnShift, StoreError};
use coastwatch::ui::message::Message;
use coastwatch::ui::reach::Reach;
use tokio::sync::broadcast::Receiver;

use crate::engine::context;
use crate::server::{as_owner, with_server};
use crate::store::{decision, list, open, poll, revision};
use crate::support::line::Line;
use crate::support::place::{database, on_both, server};
use crate::support::screen::{Screen, Ways};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn mark(id: &str, minute: i64) -> [coastwatch::model::Decision; 1] {
    [decision(id, minute, Subject::Report(ReportId::new("r")), Judgement::Mark(Mark::Starred(true)))]
}

#[test]
fn another_server_of_the_list_is_used_when_one_goes_away_and_one_that_stands_by_is_read_from() {
    with_server("a failover", async {
        let direct = database("failover").await;
        let [one, two] = [(); 2].map(|()| Line::open(server().unwrap()));
        let url = format!(
            "postgres://coastwatch@{},{}/failover?sslmode=disable&target_session_attrs=read-write",
            one.address(),
            two.address()
        );
        let store = store::open(&url).await.unwrap();
        let mut heard = store.listen().unwrap();
        store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![])])).await.unwrap();
        one.refuse();
        let seq = store.save_poll(&poll("sohr", 1, vec![revision("sohr", "two", 1, 1, vec![])])).await.unwrap();
        assert_eq!(store.reports(&list(9, 9)).await.unwrap().len(), 2);
        tokio::time::timeout(PATIENCE, heard.wait_for(|heard| *heard == Some(seq))).await.unwrap().unwrap();

        // Now neither can be written to: what is there is read.
        let hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'failover' AND pid <> pg_backend_pid()";
        as_owner(&direct, &["ALTER DATABASE failover SET default_transaction_read_only = on", hang_up]).await;
        let refused = store.decide(&mark("d1", 2)).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::Away { .. })
                && refused.to_string().contains("storing decisions: none of its servers can be written to"),
            "{refused}"
        );
        assert!(store.stands_by());
        assert_eq!(store.reports(&list(9, 9)).await.unwrap().len(), 2);
        as_owner(
            &direct,
            &["SET default_transaction_read_only = off", "ALTER DATABASE failover RESET default_transaction_read_only"],
        )
        .await;
        let seq = store.decide(&mark("d1", 2)).await.unwrap();
        assert!(!store.stands_by());
        tokio::time::timeout(PATIENCE, heard.wait_for(|heard| *heard == Some(seq))).await.unwrap().unwrap();

        // And none answers: that is said, and over when one does.
        two.refuse();
        assert!(matches!(store.seq().await, Err(StoreError::Away { .. })));
        one.answer();
        assert_eq!(store.seq().await.unwrap(), seq);
        store.close().await;
    });
}

#[test]
fn a_server_that_takes_over_without_what_came_last_gives_no_place_of_the_history_twice() {
    with_server("a lossy failover", async {
        let direct = database("lossy").await;
        let folder = tempfile::tempdir().unwrap();
        let (mut bea, _) = context(folder.path(), vec![]).await;
        bea.store = store::open(&direct).await.unwrap();
        let screen = engine::attend(bea.clone(), false);
        let mut changes = screen.changes();
        screen.begin();
        let store = store::open(&direct).await.unwrap();
        store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![])])).await.unwrap();
        let last = store.decide(&mark("d1", 1)).await.unwrap();
        heard(&mut changes, last).await;
        assert!(store.ledger_after(last).await.unwrap().is_some());
        // As its stand-by has it that was not sent the mark: of another timeline, and a place behind.
        as_owner(
            &direct,
            &[
                "SET session_replication_role = replica",
                "UPDATE coastwatch.sequence SET seq = seq - 1, timeline = '000000FF'",
                "UPDATE coastwatch.feed SET etag = 'before that'",
            ],
        )
        .await;
        assert_eq!(store.ledger_after(last).await.unwrap(), None, "a book that knows the mark is opened anew");
        let seq = store.decide(&mark("d2", 2)).await.unwrap();
        assert!(seq.0 > last.0 + 1_000, "{seq:?} after {last:?}");
        heard(&mut changes, seq).await;
        assert_eq!(store.ledger_after(last).await.unwrap(), None);
        assert_eq!(store.decide(&mark("d3", 3)).await.unwrap(), Seq(seq.0 + 1));
        assert!(store.ledger_after(seq).await.unwrap().is_some());
        // Nor is a feed that was being asked then taken for one of which everything is stored.
        let mut unchanged = poll("sohr", 4, vec![]);
        unchanged.record.state = FeedState::NotModified;
        store.save_poll(&unchanged).await.unwrap();
        assert_eq!(store.feeds().await.unwrap()[0].conditional.etag.as_deref(), Some("before that"));
        screen.stop().await;
        bea.store.close().await;
        store.close().await;
    });
}

/// Waits until a screen has heard of a position.
async fn heard(changes: &mut Receiver<Change>, seq: Seq) {
    let hearing = async {
        loop {
            if let Change::Stored(heard) = changes.recv().await.unwrap()
                && heard >= seq
            {
                return;
            }
        }
    };
    assert!(tokio::time::timeout(PATIENCE, hearing).await.is_ok(), "nobody heard of {seq:?}");
}

#[test]
fn what_one_marks_reaches_the_others_within_a_second_and_what_was_missed_after_a_cut() {
    with_server("news", async {
        let ann = store::open(&database("news").await).await.unwrap();
        let line = Line::open(server().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let (mut bea, _) = context(folder.path(), vec![]).await;
        bea.store = store::open(&line.url("news")).await.unwrap();
        let screen = engine::attend(bea.clone(), false);
        let mut changes = screen.changes();
        screen.begin();
        // That it listens is known by the first word.
        let seq = ann.decide(&mark("d1", 1)).await.unwrap();
        heard(&mut changes, seq).await;

        let begun = Instant::now();
        let seq = ann.decide(&mark("d2", 2)).await.unwrap();
        heard(&mut changes, seq).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "after {:?}", begun.elapsed());
        assert_eq!(bea.store.heard(), Some(seq));

        line.refuse();
        let seq = ann.decide(&mark("d3", 3)).await.unwrap();
        line.answer();
        heard(&mut changes, seq).await;
        screen.stop().await;
        bea.store.close().await;
        ann.close().await;
    });
}

async fn who_sits_at_a_screen_is_known_until_they_leave_or_fall_silent() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(folder.path()).await, open(folder.path()).await);
    let long = Duration::from_secs(600);
    let operators = async || {
        let shift = two.on_shift().await.unwrap();
        shift.into_iter().map(|one| one.operator).collect::<Vec<_>>()
    };
    let before = one.seq().await.unwrap();
    one.attend("screen-1", "ann", long).await.unwrap();
    two.attend("screen-2", "bea", Duration::from_millis(100)).await.unwrap();
    one.attend("screen-1", "ann", long).await.unwrap();
    assert!(operators().await.contains(&"ann".to_owned()));
    let end = Instant::now() + PATIENCE;
    while operators().await.len() > 1 {
        assert!(Instant::now() < end, "whoever is silent stays");
        tokio::task::yield_now().await;
    }
    one.leave_shift("screen-1").await.unwrap();
    assert_eq!(operators().await, Vec::<String>::new());
    assert_eq!(one.seq().await.unwrap(), before, "it is no part of the history");
    one.close().await;
    two.close().await;
}

on_both!(who_sits_at_a_screen_is_known_until_they_leave_or_fall_silent,);

#[test]
fn a_store_that_is_away_is_said_in_one_line_until_it_is_back() {
    let mut screen = Screen::full(120, 40, Ways::default());
    assert!(!screen.text().contains("store away"));
    screen.tell(Message::Reached(Reach::Away));
    let text = screen.text();
    assert!(
        text.contains("✗ store away") && text.contains("The store is away since") && text.contains("as of then"),
        "{text}"
    );
    // What fails meanwhile is said, and gone with it.
    screen.tell(Message::ReportsLoaded(Err("the store's server is away".to_owned())));
    screen.tell(Message::Reached(Reach::Whole));
    let text = screen.text();
    assert!(!text.contains("store away") && !text.contains("is away since"), "{text}");
    screen.tell(Message::Reached(Reach::ReadAlone));
    let text = screen.text();
    assert!(text.contains("Nothing can be marked since") && text.contains("✗ only read"), "{text}");
    assert!(!text.contains("live"), "{text}");
}

#[test]
fn who_else_is_on_shift_stands_in_the_title_by_name_where_there_is_room() {
    let at = |screen: &str, operator: &str| {
        let since = crate::store::at(0);
        OnShift { screen: screen.to_owned(), operator: operator.to_owned(), since }
    };
    let others = || vec![at("1", "carl"), at("2", "ann"), at("3", "ann")];
    let mut screen = Screen::full(120, 40, Ways::default());
    screen.tell(Message::ShiftLoaded(others()));
    assert!(screen.text().contains("with ann, carl"), "{}", screen.text());
    screen.tell(Message::ShiftLoaded(vec![]));
    assert!(!screen.text().contains("with ann"), "{}", screen.text());
    let mut screen = Screen::full(80, 24, Ways::default());
    screen.tell(Message::ShiftLoaded(others()));
    let text = screen.text();
    assert!(text.contains("3 on shift") || text.contains("with ann, carl"), "{text}");
}
