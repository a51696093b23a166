//! What ends the program at any moment, or takes its room away, loses nothing that was shown.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use coastwatch::model::{DecisionId, Judgement, Mark, ReportId, Subject};
use coastwatch::store;
use coastwatch::ui::desk::{Desk, Unstored};
use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection};

use crate::store::{at, claim, poll, revision};
use crate::support::command::Home;
use crate::support::pty::Pty;
use crate::support::raw::{RawServer, Step, answer};
use crate::support::seed;

/// Names the store that a child of this test binary shall work on, and its round.
const CHILD: &str = "COASTWATCH_TEST_WORK";

/// How long a desk may take to give up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often the program is killed.
const KILLS: u32 = 50;

/// Numbers that look random and are the same each time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Not a test of itself: a child that polls and marks until it is killed, and prints each mark once it is stored.
#[test]
fn child_that_polls_and_marks() {
    let Ok(work) = std::env::var(CHILD) else { return };
    let (round, url) = work.split_once(' ').unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(url).await.unwrap();
        for n in 0_u64.. {
            let revisions: Vec<_> =
                (0..4).map(|m| revision("sohr", &format!("{round}-{n}-{m}"), 1, 0, vec![claim(n + m)])).collect();
            let report = ReportId::new(revisions[0].item.id.as_str());
            store.save_poll(&poll("sohr", 1, revisions)).await.unwrap();
            let id = format!("{round}-{n}");
            let star = Judgement::Mark(Mark::Starred(true));
            let decision = crate::store::decision(&id, 2, Subject::Report(report.clone()), star);
            store.decide(&[decision]).await.unwrap();
            let mut out = std::io::stdout().lock();
            writeln!(out, "shown {id} {report}").unwrap();
            out.flush().unwrap();
        }
    });
}

#[test]
fn killed_at_any_moment_it_keeps_what_was_shown_and_its_store_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state/store.db");
    let url = format!("sqlite:{}", file.display());
    let mut random = Seeded(20_250_307);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut shown: Vec<(DecisionId, ReportId)> = Vec::new();
    let mut checked = 0;
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["durable::child_that_polls_and_marks", "--exact", "--nocapture"])
            .env(CHILD, format!("{round} {url}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Some are killed while the store is opened, most after some marks and a moment.
        let (marks, moment) = (random.below(8), Duration::from_micros(random.below(30_000)));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut take = |line: &str| {
            // The test runner's own words may stand before it.
            let Some((_, told)) = line.split_once("shown ") else { return false };
            let (id, report) = told.split_once(' ').unwrap();
            shown.push((DecisionId::new(id), ReportId::new(report)));
            true
        };
        let mut seen = 0;
        while seen < marks {
            seen += u64::from(take(&lines.next().unwrap()));
        }
        let until = Instant::now() + moment;
        while Instant::now() < until {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What was printed before the end was shown as well.
        lines.for_each(|line| {
            take(&line);
        });
        runtime.block_on(async {
            let store = store::open(&url).await.unwrap();
            for (id, report) in shown.iter().skip(checked) {
                assert!(store.decision(id).await.unwrap().is_some(), "round {round}: {id} is lost");
                let states = store.report_states(std::slice::from_ref(report)).await.unwrap();
                assert!(states[0].1.starred, "round {round}: {report} is not marked");
            }
            checked = shown.len();
            store.close().await;
            let found = store::check(&file).await.unwrap();
            assert_eq!(found.faults, Vec::<String>::new(), "round {round}");
        });
    }
    assert!(shown.len() > 150, "{} marks in {KILLS} rounds", shown.len());
    runtime.block_on(async {
        let store = store::open(&url).await.unwrap();
        for (id, _) in &shown {
            assert!(store.decision(id).await.unwrap().is_some(), "{id} is lost in the end");
        }
        assert!(store.save_poll(&poll("ap", 3, vec![revision("ap", "after", 1, 3, vec![])])).await.is_ok());
        assert!(store.reports(&crate::store::list(4, 9)).await.unwrap().len() >= 9);
        store.close().await;
    });
    assert!(at(0) < Timestamp::MAX);
}

#[test]
fn a_mark_that_is_on_the_screen_survives_a_kill_right_after() {
    let home = Home::new();
    std::fs::write(home.path("feeds.toml"), "feed = []\n").unwrap();
    let url = format!("sqlite:{}", home.path("store.db").display());
    seed::reports(&url, 30, "2025-03-07T14:30:00Z".parse().unwrap());
    let feeds = home.path("feeds.toml");
    let args = ["--store", &url, "--feeds", feeds.to_str().unwrap(), "--episode", "march-2025"];
    let args = [&args[..], &["--now", "2025-03-07T14:32:00Z", "--operator", "duty"]].concat();
    for round in 1..=4 {
        let mut pty = Pty::coastwatch(&home, &args, 120, 40);
        pty.wait_for(" of 30");
        pty.press(&format!("gg{}s", "j".repeat(round)));
        pty.wait_until("the mark shown", |pty| pty.text().matches('★').count() >= round);
        pty.signal("KILL");
        pty.wait_for_kill();
        let output = home.coastwatch(&["export", "items", "--store", &url]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.matches("\"starred\":true").count(), round, "round {round}");
    }
}

#[test]
fn a_store_that_is_removed_or_replaced_meanwhile_keeps_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (file, away) = (folder.path().join("store.db"), folder.path().join("away.db"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(&format!("sqlite:{}", file.display())).await.unwrap();
        store.save_poll(&poll("sohr", 1, vec![revision("sohr", "1", 1, 0, vec![])])).await.unwrap();
        let report = store.reports(&crate::store::list(4, 9)).await.unwrap().remove(0).id;
        let star = |id: &str| {
            let star = Judgement::Mark(Mark::Starred(true));
            crate::store::decision(id, 2, Subject::Report(report.clone()), star)
        };
        store.decide(&[star("before")]).await.unwrap();
        for replaced in [false, true] {
            std::fs::rename(&file, &away).unwrap();
            if replaced {
                std::fs::copy(&away, &file).unwrap();
            }
            let refused = [
                store.decide(&[star("lost")]).await.unwrap_err().to_string(),
                store
                    .save_poll(&poll("sohr", 2, vec![revision("sohr", "2", 1, 2, vec![])]))
                    .await
                    .unwrap_err()
                    .to_string(),
                store.reports(&crate::store::list(4, 9)).await.unwrap_err().to_string(),
                store.seq().await.unwrap_err().to_string(),
            ];
            assert!(refused.iter().all(|said| said.contains("was removed or replaced")), "{refused:?}");
            std::fs::rename(&away, &file).unwrap();
            store.decide(&[star(&format!("after-{replaced}"))]).await.unwrap();
        }
        assert!(store.decision(&DecisionId::new("lost")).await.unwrap().is_none());
        store.close().await;
    });
}

/// What another program, or a disk that forgets, may leave in a row.
#[test]
fn a_text_that_cannot_be_or_steers_a_terminal_hides_no_other_and_is_shown_clean() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(&url).await.unwrap();
        let revisions = (0..3).map(|n| revision("sohr", &n.to_string(), 1, 0, vec![])).collect();
        store.save_poll(&poll("sohr", 1, revisions)).await.unwrap();
        let before: Vec<String> = titles(&*store).await;
        let mut other = SqliteConnection::connect(&url).await.unwrap();
        for statement in [
            "DROP TRIGGER revision_is_kept",
            "UPDATE revision SET title = CAST(x'41ff1b5b33316d42' AS TEXT) WHERE rowid = 1",
            "UPDATE revision SET title = 'A' || char(8238) || char(155) || '31mB' WHERE rowid = 2",
            "UPDATE feed SET name = CAST(x'ff1b5d303b6f776e656407' AS TEXT) || 'N'",
        ] {
            sqlx::query(statement).execute(&mut other).await.unwrap();
        }
        other.close().await.unwrap();
        let after = titles(&*store).await;
        assert_eq!(after.iter().filter(|title| before.contains(title)).count(), 1, "{after:?}");
        assert!(after.contains(&"A\u{fffd}B".to_owned()) && after.contains(&"AB".to_owned()), "{after:?}");
        assert_eq!(store.feeds().await.unwrap().remove(0).name, "\u{fffd}N");
        store.close().await;
    });
}

async fn titles(store: &dyn store::Store) -> Vec<String> {
    store.reports(&crate::store::list(4, 9)).await.unwrap().into_iter().map(|row| row.title).collect()
}

#[test]
fn a_full_disk_is_said_and_leaves_a_whole_store_that_goes_on() {
    let home = Home::new();
    let page = |from: usize, to: usize| -> String {
        let item = |n: usize| {
            format!(
                "<item><title>Clashes in Jableh, bulletin {n}</title><guid>{n}</guid><description>{}</description></item>",
                "Security forces fought in Jableh. ".repeat(200)
            )
        };
        format!("<rss version='2.0'><channel>{}</channel></rss>", (from..to).map(item).collect::<String>())
    };
    let server = RawServer::start(move |path| {
        vec![Step::Send(answer("200 OK", "", if path == "/small" { page(0, 3) } else { page(3, 80) }))]
    });
    let url = format!("sqlite:{}", home.path("state/store.db").display());
    let config = home.path("config.toml");
    std::fs::write(&config, format!("[fetch]\nallow = [{:?}]\n", server.address())).unwrap();
    let line =
        |path: &str| format!("--config {} --store {url} collect --once --feed {}", config.display(), server.url(path));
    let run = |limits: &str, path: &str| {
        let program = env!("CARGO_BIN_EXE_coastwatch");
        let mut shell = Command::new("sh");
        shell.env_clear().env("HOME", home.path("")).env("PATH", "/usr/bin:/bin");
        shell.args(["-c", &format!("{limits} exec {program} {}", line(path))]).output().unwrap()
    };
    assert_eq!(run("", "/small").status.code(), Some(0));
    let file = home.path("state/store.db");
    // As many blocks of 512 bytes as the store has and a few more: the next poll does not fit.
    let blocks = std::fs::metadata(&file).unwrap().len() / 512 + 40;
    let full = run(&format!("ulimit -f {blocks};"), "/large");
    let said = String::from_utf8_lossy(&full.stderr).into_owned();
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(said.contains("saving a poll"), "{said}");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let whole = |items: u64| {
        let found = runtime.block_on(store::check(&file)).unwrap();
        assert_eq!((found.faults, found.items), (vec![], items));
    };
    whole(3);
    assert_eq!(run("", "/large").status.code(), Some(0));
    whole(80);
}

/// A screen opens while somebody else writes: nothing is to be done to a store that is as it should be.
#[tokio::test]
async fn a_store_that_is_as_it_should_be_is_opened_without_waiting_for_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let url = format!("sqlite:{}", file.display());
    assert!(store::open_current(&url).await.is_none(), "there is none yet");
    assert!(!file.exists(), "and none is made");
    store::open(&url).await.unwrap().close().await;

    let mut writer = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut writer).await.unwrap();
    let opened = store::open_current(&url).await.expect("it is of this program's schema");
    assert_eq!(opened.seq().await.unwrap().0, 0);
    sqlx::query("ROLLBACK").execute(&mut writer).await.unwrap();
    assert_eq!(opened.look("anna", at(1)).await.unwrap().0, 1, "the writer comes when it is needed");
    opened.close().await;

    // What is left to be done to it is done by whoever opens it, and told.
    for undone in ["INSERT INTO report_touched (id) VALUES ('x')", "UPDATE word_backlog SET done = 0, last = 1"] {
        sqlx::query("DELETE FROM report_touched").execute(&mut writer).await.unwrap();
        sqlx::query(undone).execute(&mut writer).await.unwrap();
        assert!(store::open_current(&url).await.is_none(), "{undone}");
    }
    writer.close().await.unwrap();
    std::fs::write(&file, "SQLite format 3\0 and then nothing").unwrap();
    assert!(store::open_current(&url).await.is_none(), "it is damaged");
}

/// The screen is gone before the store has answered: whoever decided is told where the screen was.
#[tokio::test]
async fn a_decision_that_is_not_stored_is_told_although_the_screen_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    store::open(&url).await.unwrap().close().await;
    let store = store::open_to_read(&url).await.unwrap();
    let desk = || {
        let (answers, answered) = tokio::sync::mpsc::channel(8);
        (Desk::new(store.clone(), "duty".to_owned(), answers), answered)
    };
    let report = || Subject::Report(ReportId::new("r"));

    let (mut gone, answered) = desk();
    drop(answered);
    assert!(gone.decide(report(), Judgement::Mark(Mark::Starred(true)), None, at(1)).is_none());
    assert!(gone.take_over(None, at(1)).is_none());
    let told = gone.finish((Instant::now() + PATIENCE).into()).await.sentence().unwrap();
    assert!(told.starts_with("the last 2 decisions are not stored: "), "{told}");

    let (mut heard, mut answered) = desk();
    assert!(heard.mark_all(vec![ReportId::new("r"); 3], &Mark::Read(true), at(1)).is_none());
    assert_eq!(
        heard.finish((Instant::now() + PATIENCE).into()).await.sentence(),
        None,
        "it is in what the screen hears"
    );
    let answer = answered.try_recv().unwrap();
    let mut unheard = Unstored::default();
    unheard.note(&answer);
    assert!(unheard.sentence().unwrap().starts_with("the last decision is not stored: "));
}
