//! The store on a server: what only PostgreSQL has, and that it tells the same story as a file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use coastwatch::store::{self, StoreError};
use sqlx::AssertSqlSafe;

use crate::store::{at, claim, list, poll, revision};
use crate::support::command::Home;
use crate::support::place::{connect, database, empty_database, server, skipped, skipped_without};

/// Long enough for a replay on a machine that builds something else beside.
const PATIENCE: Duration = Duration::from_secs(180);

/// Runs a test that needs the server, where there is one.
pub fn with_server(name: &str, test: impl Future<Output = ()>) {
    match server() {
        Some(_) => {
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test)
        }
        None => skipped(name),
    }
}

async fn refusal(url: &str) -> String {
    match store::open(url).await {
        Err(error @ (StoreError::Unusable { .. } | StoreError::ReadOnly { .. })) => error.to_string(),
        other => panic!("expected to be refused, got {other:?}"),
    }
}

/// Carries statements out as the owner of a database.
pub async fn as_owner(url: &str, statements: &[&str]) {
    let mut owner = connect(url).await;
    for statement in statements {
        sqlx::query(AssertSqlSafe((*statement).to_owned())).execute(&mut owner).await.unwrap();
    }
}

#[test]
fn a_replay_into_a_file_and_into_a_server_tells_the_same_to_the_byte() {
    with_server("a replay", async {
        let home = Home::played();
        let stores = [home.store(), database("replayed").await];
        let print = |store: &str, arguments: &[&str]| {
            let output = home.coastwatch(arguments).args(["--store", store]).timeout(PATIENCE).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{arguments:?} said: {said}");
            String::from_utf8(output.stdout).unwrap()
        };
        print(&stores[1], &["replay", "--headless", "--speed", "100000"]);
        let (midst, end) = ("2025-03-08T12:00:00Z", "2025-03-12T00:00:00Z");
        for asked in [
            &["export", "items", "--format", "jsonl"][..],
            &["export", "claims", "--format", "jsonl"],
            &["export", "statuses", "--format", "jsonl"],
            &["export", "decisions", "--format", "jsonl"],
            &["export", "items", "--format", "csv"],
            &["export", "items", "--format", "jsonfeed", "--filter", "killed>10", "--now", end],
            &["tally", "--as-of", end, "--format", "json"],
            &["tally", "--as-of", midst, "--format", "json"],
            &["board", "--as-of", end, "--format", "json"],
            &["board", "--as-of", midst, "--format", "json"],
            &["reports", "--as-of", end, "--format", "json"],
            &["reports", "--as-of", midst, "--format", "json"],
            &["reports", "--as-of", end, "--filter", "jableh", "--format", "json"],
            &["reports", "--as-of", end, "--filter", "جبلة", "--format", "json"],
            &["reports", "--as-of", end, "--filter", "\"security forces\" place:latakia", "--format", "json"],
            &["reports", "--as-of", midst, "--filter", "killed>10 or is:unread", "--format", "json"],
            &["sitrep", "--now", end],
        ] {
            let [file, served] = [&stores[0], &stores[1]].map(|store| print(store, asked));
            assert!(!file.trim().is_empty() || asked.contains(&"decisions"), "{asked:?} tells nothing");
            assert_eq!(file, served, "{asked:?}");
        }
    });
}

#[test]
fn a_store_that_is_copied_to_a_server_and_back_is_the_same_and_goes_on() {
    with_server("copying", async {
        let home = Home::played();
        let back = format!("sqlite:{}", home.path("back.db").display());
        let (first, served) = (home.store(), empty_database("copied").await);
        let told = |arguments: &[&str], code: i32| {
            let output = home.coastwatch(arguments).timeout(PATIENCE).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{arguments:?} said: {said}");
            (String::from_utf8(output.stdout).unwrap(), said)
        };
        let rows = coastwatch::store::open(&first).await.unwrap().reports(&list(10_000, 3)).await.unwrap();
        let marks: Vec<_> = rows.iter().map(|row| row.id.to_string()).collect();
        told(
            &[
                "mark",
                "star",
                "--report",
                &marks[0],
                "--report",
                &marks[1],
                "--store",
                &first,
                "--now",
                "2025-03-14T00:00:00Z",
            ],
            0,
        );
        told(&["mark", "read", "--report", &marks[1], "--store", &first, "--now", "2025-03-14T00:01:00Z"], 0);
        told(&["undo", "--store", &first, "--now", "2025-03-14T00:02:00Z"], 0);
        let over = told(&["store", "copy", &first, &served], 0).0;
        let again = told(&["store", "copy", &served, &back], 0).0;
        assert_eq!(over, again, "the same rows and digests on either way");
        assert!(over.lines().any(|line| line.starts_with("claim ")), "{over}");
        let said = told(&["store", "copy", &first, &served], 3).1;
        assert!(said.contains("something is stored there already"), "{said}");
        for asked in [
            &["export", "items"][..],
            &["export", "decisions"],
            &["tally", "--as-of", "2025-03-09T00:00:00Z", "--format", "json"],
            &["reports", "--as-of", "2025-03-14T01:00:00Z", "--filter", "is:starred or jableh", "--format", "json"],
        ] {
            let [one, two, three] =
                [&first, &served, &back].map(|store| told(&[asked, &["--store", store]].concat(), 0).0);
            assert!(one.len() > 10, "{asked:?}: {one}");
            assert_eq!((&one, &one), (&two, &three), "{asked:?}");
        }
        // What comes after it is numbered after it.
        for store in [&served, &back] {
            let store = coastwatch::store::open(store).await.unwrap();
            let before = store.seq().await.unwrap();
            let new = vec![revision("sohr", "later", 1, 0, vec![claim(35)])];
            assert!(store.save_poll(&poll("sohr", 1, new)).await.unwrap() > before);
            store.close().await;
        }
    });
}

#[test]
fn a_schema_that_is_newer_or_not_ours_is_left_alone() {
    with_server("a foreign schema", async {
        let url = database("newer").await;
        let row = "INSERT INTO coastwatch._sqlx_migrations (version, description, success, checksum, execution_time)
                   VALUES (999, 'later', TRUE, '', 0)";
        as_owner(&url, &[row]).await;
        assert!(refusal(&url).await.contains("schema 999, newer than this program's"));
        let url = empty_database("foreign").await;
        as_owner(&url, &["CREATE SCHEMA coastwatch", "CREATE TABLE coastwatch.notes (n INT)"]).await;
        assert!(refusal(&url).await.contains("belongs to another program"));
        let url = empty_database("nothing").await;
        assert!(store::open_to_read(&url).await.unwrap_err().to_string().contains("none is made to be looked at"));
    });
}

#[test]
fn who_may_not_write_is_told_so_and_looks_at_it_all_the_same() {
    with_server("a role that only reads", async {
        let url = database("looked_at").await;
        let store = store::open(&url).await.unwrap();
        store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![claim(35)])])).await.unwrap();
        as_owner(
            &url,
            &[
                "CREATE ROLE onlooker LOGIN PASSWORD 'secret'",
                "GRANT USAGE ON SCHEMA coastwatch TO onlooker",
                "GRANT SELECT ON ALL TABLES IN SCHEMA coastwatch TO onlooker",
            ],
        )
        .await;
        let looked = url.replace("coastwatch@", "onlooker:secret@");
        let said = refusal(&looked).await;
        assert!(said.contains("may not write") && said.contains("--read-only") && !said.contains("secret"), "{said}");
        let onlooker = store::open_to_read(&looked).await.unwrap();
        assert_eq!(onlooker.reports(&list(1, 9)).await.unwrap(), store.reports(&list(1, 9)).await.unwrap());
        assert!(onlooker.look("onlooker", at(1)).await.is_err());
        assert_eq!(store.last_look("onlooker", at(9)).await.unwrap(), None);
        // Whoever may write writes nothing either, where he only looks.
        let careful = store::open_to_read(&url).await.unwrap();
        assert!(careful.look("careful", at(1)).await.is_err());
    });
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    let home = Home::new();
    let folder = home.path("nowhere");
    let url = format!("postgres://me:s3cret@localhost/desk?host={}", folder.display());
    for asked in [&["export", "items"][..], &["doctor"]] {
        let output = home.coastwatch(asked).args(["--store", &url]).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let expect = if asked == ["doctor"] { 1 } else { 3 };
        assert_eq!(output.status.code(), Some(expect), "{said}");
        assert!(said.contains("cannot be reached") && said.contains("me@") && !said.contains("s3cret"), "{said}");
    }
}

#[test]
fn a_line_that_is_closed_and_a_server_of_another_kind_are_told_in_plain_words() {
    let home = Home::new();
    for (answer, expect) in [
        (&b""[..], "the line was closed before the server answered"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there is no PostgreSQL server"),
    ] {
        let outlet = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("postgres://me@{}/desk", outlet.local_addr().unwrap());
        std::thread::spawn(move || {
            for line in outlet.incoming() {
                let mut line = line.unwrap();
                // What is asked is read first, so that the line is closed and not broken off.
                let _asked = line.read(&mut [0; 64]);
                let _unheard = line.write_all(answer);
            }
        });
        let output = home.coastwatch(&["export", "items", "--store", &url]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains(expect) && !said.contains("sqlx") && !said.contains("SSLRequest"), "{said}");
    }
}

#[test]
fn a_line_is_encrypted_to_the_server_that_its_authority_vouches_for_and_to_no_other() {
    with_server("encryption", async {
        database("encrypted").await;
        let server = server().unwrap();
        let url = |machine: &str, mode: &str, authority: &str| {
            let authority = server.folder.join(authority);
            let url = server.encrypted_url(machine, "encrypted")?;
            Some(format!("{url}?sslmode={mode}&sslrootcert={}", authority.display()))
        };
        let Some(sure) = url("localhost", "verify-full", "ca.crt") else {
            return skipped_without("openssl", "encryption");
        };
        let served = store::ask_server(&sure).await.unwrap();
        assert!(served.is_encrypted);
        let store = store::open(&sure).await.unwrap();
        store.save_poll(&poll("sohr", 0, vec![revision("sohr", "one", 1, 0, vec![])])).await.unwrap();
        store.close().await;
        // Another authority; another name than it vouches for, which only verify-full looks at.
        for (machine, mode, authority) in [
            ("localhost", "verify-full", "other.crt"),
            ("localhost", "verify-ca", "other.crt"),
            ("127.0.0.1", "verify-full", "ca.crt"),
        ] {
            let said = refusal(&url(machine, mode, authority).unwrap()).await;
            assert!(said.contains("certificate"), "{machine} {mode} {authority}: {said}");
        }
        let by_number = url("127.0.0.1", "verify-ca", "ca.crt").unwrap();
        assert!(store::ask_server(&by_number).await.unwrap().is_encrypted);
    });
}

#[test]
fn the_doctor_tells_how_the_server_keeps_the_store() {
    with_server("the doctor", async {
        let url = database("examined").await;
        let home = Home::new();
        let output = home.coastwatch(&["doctor", "--store", &url]).timeout(PATIENCE).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let migrations = std::fs::read_dir("src/store/migrations/postgres").unwrap().count();
        let whole = format!("{migrations} of {migrations}; 0 items");
        for expect in ["PostgreSQL 1", &whole, "not encrypted"] {
            assert!(said.contains(expect), "{expect}: {said}");
        }
        let output = home.coastwatch(&["doctor", "--repair", "--store", &url]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains("on a server"));
    });
}
