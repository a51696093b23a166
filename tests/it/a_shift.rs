//! A whole shift in a real terminal, on the archive's clock: forty marks while it plays, a filter, a search, a figure put right
//! and taken back, a handover; and after quitting and starting again everything is as it was.
//!
//! What is done is spread over the playing by its percentage. It plays for a quarter of a minute here;
//! `COASTWATCH_SHIFT=12 cargo test --test it a_shift` lets it play for twelve. Of all tests it waits longest, and so it is named
//! that it begins first.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use coastwatch::engine::replay::Archive;
use jiff::Timestamp;

use crate::support::command::Home;
use crate::support::pty::Pty;

/// Where the clock stops: by then there is something in every pane.
const END: &str = "2025-03-07T15:00:00Z";

/// Seconds that the shift lasts.
fn length() -> f64 {
    let minutes = std::env::var("COASTWATCH_SHIFT").ok().and_then(|minutes| minutes.parse::<f64>().ok());
    minutes.map_or(15.0, |minutes| minutes * 60.0)
}

/// Starts the screen over what is played in so many seconds.
fn start(home: &Home, store: &str, seconds: f64) -> Pty {
    let played = END.parse::<Timestamp>().unwrap().duration_since(Archive::shipped().unwrap().begin);
    let speed = format!("{:.0}", played.as_secs_f64() / seconds);
    let arguments = ["--store", store, "--operator", "anna", "--now", END, "replay", "--speed", &speed];
    let mut pty = Pty::coastwatch(home, &arguments, 120, 40);
    pty.wait_for("▶ replay");
    pty
}

/// How much of it is played, in hundredths, by the title.
fn played(pty: &Pty) -> Option<u32> {
    let text = pty.text();
    let before = text.lines().next()?.split('%').next()?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Waits until so much of it is played, however slowly it goes on.
fn until_played(pty: &mut Pty, hundredths: u32) {
    loop {
        let before = played(pty);
        if before.is_some_and(|now| now >= hundredths) {
            return;
        }
        pty.wait_until(&format!("more than {before:?} of it played"), |pty| played(pty) > before);
    }
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

/// How many reports there are when everything until then is played.
fn all_reports() -> usize {
    let home = Home::played();
    let asked = ["--now", END, "--episode", "march-2025", "reports", "--format", "json"];
    let output = home.coastwatch(&asked).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    usize::try_from(told["total"].as_u64().unwrap()).unwrap()
}

/// Takes everything into the list, once all is played.
fn take_all_in(pty: &mut Pty, all: usize) {
    let all = format!("of {all} ");
    until_played(pty, 100);
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
    pty.wait_until("the reader at the first report", |pty| {
        let text = pty.text();
        let Some(row) = text.lines().find(|line| line.starts_with("│▌")) else { return false };
        let cell = |from: usize, to: usize| row.chars().skip(from).take(to - from).collect::<String>();
        let (hour, feed) = (cell(3, 10), cell(11, 21));
        let (hour, feed) = (hour.trim(), feed.trim().trim_end_matches('…'));
        let mut head = text.lines().skip_while(|line| !line.contains(" 4 Reader")).take(6);
        head.any(|line| line.contains(feed) && line.contains(hour))
    });
    pty.settle();
    told(pty)
}

/// What is on the screen, without how fast it plays and the line of notices.
fn told(pty: &Pty) -> String {
    let text = pty.text();
    let text = text.split_once("x 100%").map_or(text.as_str(), |(_, after)| after);
    // What stands before the speed is as wide as it: only its room at the end differs.
    let rows: Vec<&str> = text.lines().map(str::trim_end).collect();
    rows[..rows.len() - 2].join("\n")
}

/// Every view that tells what was decided and what is known, in full; without the line of notices. How feeds stand is
/// left out: they have been asked anew.
fn every_view(pty: &mut Pty) -> Vec<String> {
    let mut seen = vec![at_rest(pty)];
    for (key, is_there) in [
        ("2ggz", "2 Casualties"),
        ("z3ggz", "3 Status"),
        ("z1ggz", "1 Reports"),
        ("z6", "6 Map"),
        ("7", "7 Timeline"),
        ("8gg", "8 Decisions"),
        ("9gg", "since you took over"),
        ("12gg\r", "In it now"),
    ] {
        pty.press(key);
        pty.wait_for(is_there);
        pty.wait_until("nothing that is being read", |pty| !pty.text().contains("Reading"));
        // Until it is read anew, what was known before is shown; and what was chosen there before is no part of it.
        pty.settle();
        pty.press("gg");
        pty.settle();
        seen.push(told(pty));
    }
    pty.press("1");
    seen
}

#[test]
fn a_shift_is_as_it_was_after_quitting_and_starting_again() {
    let home = Home::new();
    let store = format!("sqlite:{}", home.path("shift.db").display());
    let all = all_reports();
    let mut pty = start(&home, &store, length());
    until_played(&mut pty, 30);
    // On a slow machine more of them come after those that were taken in first.
    pty.press("=gg");
    let some = |pty: &Pty| pty.text().matches(" • ").count() >= 8;
    while !some(&pty) {
        pty.wait_until("some reports, or some that are new", |pty| some(pty) || pty.text().contains(" new ↑"));
        let before = pty.text();
        pty.press("=gg");
        pty.wait_until("these taken in", |pty| pty.text() != before);
    }
    // All marks are made while it still plays, each at its share of the time.
    let mut marks = 0;
    let mut mark = |pty: &mut Pty, keys: &str| {
        until_played(pty, 30 + marks);
        pty.press(keys);
        marks += 1;
        marks
    };
    for keys in ["s", "E2", "m"] {
        for _ in 0..4 {
            mark(&mut pty, &format!("{keys}j"));
        }
        pty.press("kkkk");
    }
    for keys in ["a", "s", "tarms\r", "ccall the desk\r", "E1"] {
        pty.press("=gg");
        for _ in 0..5 {
            mark(&mut pty, &format!("{keys}j"));
        }
    }
    pty.press("=gg");
    mark(&mut pty, "jjx");
    mark(&mut pty, "jjS2h\r");
    assert_eq!(mark(&mut pty, "u"), 40);
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
    // Handing over, when all is played: what changed is read, and taken over by its own key.
    pty.press("1");
    take_all_in(&mut pty, all);
    pty.press("H");
    pty.wait_for("you have not taken over yet");
    pty.wait_for("figures changed");
    pty.press("G");
    pty.wait_for("Feeds that went silent");
    pty.press("a");
    pty.wait_for("since you took over");
    pty.wait_for("New reports: 0");
    pty.press("\x1b");
    let before = every_view(&mut pty);
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    let exported = exports(&home, &store);
    assert_eq!(exported[3].lines().count(), 42);

    let mut pty = start(&home, &store, 4.0);
    take_all_in(&mut pty, all);
    for (before, after) in before.iter().zip(every_view(&mut pty)) {
        assert_eq!(*before, after, "every view is as it was");
    }
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    assert!(exports(&home, &store) == exported, "what is stored is as it was");

    // What was taken back can be done again after a restart, too.
    let mut pty = start(&home, &store, 4.0);
    take_all_in(&mut pty, all);
    pty.press("\x12");
    pty.wait_for("Done again: snoozed: 1 report.");
    pty.press("q");
    assert_eq!(pty.wait_for_end(), 0);
    assert_eq!(exports(&home, &store)[3].lines().count(), 43);
}
