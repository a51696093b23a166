//! A whole shift in a real terminal, on the archive's clock: marks, a filter, a search, a figure put right and taken back, a
//! handover; and after quitting and starting again everything is as it was.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Instant;

use crate::support::command::Home;
use crate::support::pty::Pty;

/// Where the clock stops: by then there is something in every pane.
const END: &str = "2025-03-07T15:00:00Z";

/// Starts the screen over what is played.
fn start(home: &Home, store: &str) -> Pty {
    let arguments = ["--store", store, "--operator", "anna", "--now", END, "replay", "--speed", "20000"];
    let mut pty = Pty::coastwatch(home, &arguments, 120, 40);
    pty.wait_for("▶ replay");
    pty
}

/// Everything that programs can have of a store.
fn exports(home: &Home, store: &str) -> Vec<String> {
    let export = |args: &[&str]| {
        let output = home.coastwatch(&[&["--store", store, "--now", END], args].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let march = ["--episode", "march-2025"];
    vec![
        export(&["export", "items"]),
        export(&["export", "claims"]),
        export(&["export", "statuses"]),
        export(&["export", "decisions"]),
        export(&[&march[..], &["tally", "--format", "json"]].concat()),
        export(&[&march[..], &["board", "--format", "json"]].concat()),
        export(&[&march[..], &["sitrep", "--operator", "anna", "--format", "json"]].concat()),
    ]
}

/// How many reports there are when everything is played.
fn all_reports() -> usize {
    let home = Home::new();
    let store = format!("sqlite:{}", home.path("all.db").display());
    let run = |args: &[&str]| {
        let output = home.coastwatch(&[&["--store", &store, "--now", END], args].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    run(&["replay", "--headless"]);
    let told = run(&["--episode", "march-2025", "reports", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&told).unwrap();
    usize::try_from(told["total"].as_u64().unwrap()).unwrap()
}

/// Takes everything into the list, once all is played.
fn take_all_in(pty: &mut Pty, all: usize) {
    let all = format!("of {all} ");
    pty.wait_for("100%");
    loop {
        pty.wait_until("all reports, or some that are new", |pty| {
            let text = pty.text();
            text.contains(" new ↑") || text.contains(&all)
        });
        if !pty.text().contains(" new ↑") {
            return;
        }
        // More may come in the moment in which these are taken in: then it is done again.
        let before = pty.text();
        pty.press("=");
        pty.wait_until("these taken in", |pty| pty.text() != before);
    }
}

/// The screen at rest: the first report, the first figure, everything taken in; without the line of notices.
fn at_rest(pty: &mut Pty) -> String {
    pty.settle();
    while pty.text().contains(" new ↑") {
        pty.press("=");
        pty.settle();
    }
    pty.press("2gg3gg1gg");
    pty.wait_until("the screen at rest", |pty| {
        let text = pty.text();
        text.contains("100%")
            && text.contains("▶1 Reports")
            && !text.contains("Nothing new")
            && !text.contains(" new ↑")
    });
    // The reader follows the first report of the list after a rest; then nothing is written any more.
    pty.wait_until("the reader at the first report, with its marks", |pty| {
        let text = pty.text();
        let Some(row) = text.lines().find(|line| line.starts_with("│▌")) else { return false };
        let feed: String = row.chars().skip(11).take(10).collect();
        let feed = feed.trim().trim_end_matches('…');
        let mut head = text.lines().skip_while(|line| !line.contains(" 4 Reader")).take(6);
        head.any(|line| line.contains(feed)) && text.contains("Marked: acknowledged by anna")
    });
    pty.settle();
    let text = pty.text();
    let rows: Vec<&str> = text.lines().collect();
    rows[..rows.len() - 2].join("\n")
}

#[test]
fn a_shift_is_as_it_was_after_quitting_and_starting_again() {
    let began = Instant::now();
    let home = Home::new();
    let store = format!("sqlite:{}", home.path("shift.db").display());
    let all = all_reports();
    let mut pty = start(&home, &store);
    // The first marks are made while it still plays.
    pty.wait_until("some reports", |pty| pty.text().matches(" • ").count() >= 8);
    let mut marks = 0;
    for keys in ["s", "E2", "m"] {
        for _ in 0..4 {
            pty.press(&format!("{keys}j"));
            marks += 1;
        }
        pty.press("kkkk");
    }
    take_all_in(&mut pty, all);
    pty.press("gg");
    for keys in ["a", "s", "tarms\r", "ccall the desk\r", "E1"] {
        for _ in 0..5 {
            pty.press(&format!("{keys}j"));
            marks += 1;
        }
        pty.press("gg");
    }
    for keys in ["jjx", "jjS2h\r", "u"] {
        pty.press(keys);
        marks += 1;
    }
    assert_eq!(marks, 40);
    pty.press("8");
    pty.wait_for("8 Decisions, 40,");
    // Narrowed and whole again.
    pty.press("1\\is:escalated\r");
    pty.wait_for("that match is:escalated");
    pty.press("/curfew\r");
    pty.wait_for("that match /curfew is:escalated");
    pty.press("n\x1b");
    pty.wait_until("the filter alone", |pty| {
        pty.text().contains("that match is:escalated") && !pty.text().contains("/curfew is:escalated")
    });
    pty.press("\x1b");
    // While it is looked for, neither is told: the next key must not be taken for the rest of this one.
    pty.wait_until("all reports again", |pty| {
        pty.text()
            .lines()
            .any(|line| line.contains("1 Reports, ") && line.contains(" unread of ") && !line.contains("match"))
    });
    // A figure is put right, and that is taken back from the log.
    pty.press("2gg\r");
    pty.wait_for("In it now");
    pty.press("elow=9 high=9\r");
    pty.wait_for("Reason to ");
    pty.press("a slip of the pen\r");
    pty.press("8");
    pty.wait_for("8 Decisions, 41,");
    pty.press("gg");
    pty.wait_until("the amendment selected", |pty| {
        pty.text().lines().rev().take(6).any(|line| line.contains("a slip of the pen"))
    });
    pty.press("u");
    pty.wait_for("Reason to ");
    pty.press("it was right\r");
    pty.wait_for("8 Decisions, 42,");
    // Handing over: what changed is read, and taken over by its own key.
    pty.press("H");
    pty.wait_for("you have not taken over yet");
    pty.wait_for("figures changed");
    pty.press("G");
    pty.wait_for("Feeds that went silent");
    pty.press("a");
    pty.wait_for("since you took over");
    pty.wait_for("New reports: 0");
    pty.press("\x1b");
    let before = at_rest(&mut pty);
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    let exported = exports(&home, &store);
    assert_eq!(exported[3].lines().count(), 42);

    let mut pty = start(&home, &store);
    take_all_in(&mut pty, all);
    let after = at_rest(&mut pty);
    assert_eq!(before, after, "the screen is as it was");
    pty.press("H");
    pty.wait_for("since you took over");
    pty.wait_for("New reports: 0");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    assert!(exports(&home, &store) == exported, "what is stored is as it was");
    assert!(began.elapsed().as_secs() < 600, "nothing waits for a real clock");
}
