//! A store whose server is away for a while, or whose role may do only some things: nothing is lost, nothing is there twice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;

use coastwatch::engine;
use coastwatch::model::{Feed, FeedKind, Judgement, Mark, Rules, Seen, Subject, Turn};
use coastwatch::store::sharing::Sharing;
use coastwatch::store::{self, Range, StoreError};
use jiff::Timestamp;

use crate::cli::rss;
use crate::engine::context;
use crate::server::{as_owner, with_server};
use crate::store::{at, claim, decision, list, poll, revision};
use crate::support::command::Home;
use crate::support::line::{Cut, Line};
use crate::support::loopback::Loopback;
use crate::support::place::{connect, database, server};

fn all() -> Range {
    Range { since: Timestamp::MIN, until: Timestamp::MAX }
}

/// Items of a feed.
const ITEMS: usize = 20;

fn document() -> String {
    let told: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("g{n}"), format!("Clashes near Jableh, {n} killed"))).collect();
    let text = "Fighters attacked a post near Jableh.";
    let items: Vec<_> = told
        .iter()
        .map(|(guid, title)| (guid.as_str(), title.as_str(), text, "Fri, 07 Mar 2025 11:00:00 GMT"))
        .collect();
    rss(&items)
}

#[test]
fn what_was_fetched_while_the_line_is_cut_is_kept_and_delivered_once() {
    with_server("a line that is cut", async {
        let outlet = Loopback::serve(vec![("/a", 200, document())]);
        let feed = Feed {
            id: "a".into(),
            url: outlet.url("/a").parse().unwrap(),
            name: "A".to_owned(),
            kind: FeedKind::International,
            lang: None,
            credentials: None,
            interval: None,
            enabled: true,
        };
        let line = Line::open(server().unwrap());
        for (name, cut) in [
            // The server never hears of it; it hears it, and only the answer is lost.
            ("cut_before", Cut { after: "INSERT INTO item", at: "INSERT INTO item", is_heard: false, refused: 3 }),
            ("cut_after", Cut { after: "INSERT INTO item", at: "COMMIT", is_heard: true, refused: 3 }),
        ] {
            let direct = store::open(&database(name).await).await.unwrap();
            let folder = tempfile::tempdir().unwrap();
            let (mut context, _) = context(folder.path(), vec![feed.clone()]).await;
            context.store = store::open(&line.url(name)).await.unwrap();
            context.store.register_feeds(std::slice::from_ref(&feed)).await.unwrap();
            let before = line.refused();
            line.cut(cut);
            let polled = engine::poll_once(&context).await.unwrap();
            assert_eq!(polled[0].error, None, "{name}");
            assert!(line.refused() >= before + 3, "{name}: the line was never cut");
            let items = direct.items(all(), None, 1_000).await.unwrap();
            assert_eq!(items.len(), ITEMS, "{name}");
            assert_eq!(direct.feeds().await.unwrap()[0].items, u64::try_from(ITEMS).unwrap(), "{name}");
            // And a screen that asks again is answered.
            assert_eq!(context.store.items(all(), None, 1_000).await.unwrap(), items, "{name}");
        }
    });
}

#[test]
fn a_write_that_loses_a_race_is_done_again() {
    with_server("a race", async {
        let url = database("raced").await;
        let store = store::open(&url).await.unwrap();
        as_owner(
            &url,
            &[
                "CREATE SEQUENCE coastwatch.races",
                "CREATE FUNCTION coastwatch.loses () RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
                     IF nextval('coastwatch.races') <= 2 THEN
                         RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure';
                     END IF;
                     RETURN new;
                 END $$",
                "CREATE TRIGGER loses BEFORE INSERT ON coastwatch.decision FOR EACH ROW EXECUTE FUNCTION coastwatch.loses()",
            ],
        )
        .await;
        let mark = decision("d1", 1, Subject::Report("r".into()), Judgement::Mark(Mark::Read(true)));
        store.decide(std::slice::from_ref(&mark)).await.unwrap();
        assert_eq!(store.decisions(all(), None, 9).await.unwrap(), [mark]);
    });
}

#[test]
fn each_role_may_do_its_part_and_nothing_that_was_said_can_be_changed() {
    with_server("roles", async {
        let url = database("roles").await;
        let owner = store::open(&url).await.unwrap();
        let first = revision("sohr", "one", 1, 0, vec![claim(35)]);
        owner.save_poll(&poll("sohr", 0, vec![first.clone()])).await.unwrap();
        let mut connection = connect(&url).await;
        let roles = include_str!("../../config/postgres/roles.sql");
        for _ in 0..2 {
            sqlx::raw_sql(roles).execute(&mut connection).await.unwrap();
        }
        for role in ["viewer", "operator", "collector"] {
            let user = format!("CREATE ROLE a_{role} LOGIN IN ROLE coastwatch_{role}");
            as_owner(&url, &[&user]).await;
        }
        let url_of = |role: &str| url.replace("coastwatch@", &format!("a_{role}@"));
        assert!(matches!(store::open(&url_of("viewer")).await, Err(StoreError::ReadOnly { .. })));
        let viewer = store::open_to_read(&url_of("viewer")).await.unwrap();
        assert_eq!(viewer.reports(&list(1, 9)).await.unwrap().len(), 1);

        let collector = store::open(&url_of("collector")).await.unwrap();
        assert!(collector.may_collect().await.unwrap());
        let edit = revision("sohr", "one", 2, 0, vec![claim(40)]);
        let copy = crate::store::copy_of(revision("ap", "two", 1, 1, vec![]), &first, "ap");
        collector.save_poll(&poll("sohr", 1, vec![edit])).await.unwrap();
        collector.save_poll(&poll("ap", 2, vec![copy])).await.unwrap();
        assert!(collector.take_rereading("it").await.unwrap());
        let feeds = vec!["ap".into(), "sohr".into()];
        let hold = std::time::Duration::from_secs(600);
        let sharing = Sharing { holder: "it".to_owned(), feeds, busy: HashSet::new(), hold, wants_all: false };
        assert_eq!(collector.share(&sharing).await.unwrap().held.len(), 2);
        collector.reserve_host("ap.example:443", hold).await.unwrap();
        collector.forget_readings(&Rules::default()).await.unwrap();
        let report = owner.reports(&list(9, 9)).await.unwrap()[0].id.clone();
        let mark = decision("d1", 3, Subject::Report(report.clone()), Judgement::Mark(Mark::Starred(true)));
        assert!(collector.decide(std::slice::from_ref(&mark)).await.is_err(), "a collector decides nothing");

        let operator = store::open(&url_of("operator")).await.unwrap();
        assert!(!operator.may_collect().await.unwrap());
        operator.decide(std::slice::from_ref(&mark)).await.unwrap();
        let undo = decision("d2", 4, Subject::Decision("d1".into()), Judgement::Undo);
        operator.decide(&[undo]).await.unwrap();
        let split = decision("d3", 5, Subject::Item(first.item.id.clone()), Judgement::Split);
        operator.decide(&[split]).await.unwrap();
        operator.look("ann", at(5)).await.unwrap();
        operator.attend("screen", "ann", hold).await.unwrap();
        assert_eq!(collector.on_shift().await.unwrap().len(), 1);
        operator.leave_shift("screen").await.unwrap();
        operator.demand(&sharing.feeds).await.unwrap();
        assert_eq!(collector.share(&sharing).await.unwrap().demanded.len(), 2);
        let refused = operator.share(&sharing).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::Forbidden { .. }) && refused.to_string().contains("roles.sql"),
            "{refused}"
        );
        operator.take_over("ann", Seen { at: at(5), seq: None }, at(5)).await.unwrap();
        assert!(operator.stroke("k.h.", Turn::Redo).await.unwrap().is_some());
        assert!(operator.save_poll(&poll("sohr", 6, vec![revision("sohr", "six", 1, 6, vec![])])).await.is_err());
        assert_eq!(owner.report_counts(&list(9, 1)).await.unwrap().total, 2, "the split stands");

        // Whoever may not collect is told so before any feed is asked.
        let home = Home::new();
        let output = home.coastwatch(&["collect", "--once", "--store", &url_of("operator")]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("coastwatch_collector") && !said.contains("permission denied"), "{said}");

        for role in ["viewer", "operator", "collector"] {
            let mut connection = connect(&url_of(role)).await;
            for statement in [
                "UPDATE coastwatch.revision SET text = ''",
                "DELETE FROM coastwatch.revision",
                "UPDATE coastwatch.decision SET operator = 'x'",
                "DELETE FROM coastwatch.decision",
                "DELETE FROM coastwatch.item",
                "UPDATE coastwatch.claim SET low = 1",
                "DELETE FROM coastwatch.former",
                "ALTER TABLE coastwatch.decision DISABLE TRIGGER ALL",
                "CREATE TABLE coastwatch.mine (n INT)",
            ] {
                let refused = sqlx::query(statement).execute(&mut connection).await.unwrap_err().to_string();
                let is_denied = refused.contains("permission denied") || refused.contains("must be owner");
                assert!(is_denied, "{role}: {statement}: {refused}");
            }
        }
    });
}
