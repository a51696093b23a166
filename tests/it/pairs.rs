//! Two operators at two terminals over one store: what one marks the other sees, and both may press any key at any time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use crate::support::command::Home;
use crate::support::place::{on_both, url};
use crate::support::pty::Pty;
use crate::support::seed;

/// A home with a store of so many reports, and the arguments of a screen over it.
async fn home(reports: usize) -> (Home, Vec<String>) {
    let home = Home::new();
    std::fs::write(home.path("feeds.toml"), "feed = []\n").unwrap();
    let store = url(&home.path("")).await;
    let seeded = store.clone();
    let seed = move || seed::reports(&seeded, reports, "2025-03-07T12:00:00Z".parse().unwrap());
    tokio::task::spawn_blocking(|| std::thread::spawn(seed).join()).await.unwrap().unwrap();
    let feeds = home.path("feeds.toml").display().to_string();
    let arguments = ["--store", &store, "--feeds", &feeds, "--episode", "march-2025", "--now", "2025-03-07T13:00:00Z"];
    (home, arguments.map(str::to_owned).to_vec())
}

/// A screen of an operator.
fn screen(home: &Home, arguments: &[String], operator: &str) -> Pty {
    let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    all.extend(["--operator", operator]);
    let mut pty = Pty::coastwatch(home, &all, 120, 40);
    pty.wait_for("unread of");
    pty
}

/// What the title of the list counts.
fn counts(pty: &Pty) -> Option<String> {
    let text = pty.text();
    let title = text.lines().find(|line| line.contains("1 Reports, "))?;
    let counts = title.split("1 Reports, ").nth(1)?.split(" ─").next()?;
    Some(counts.to_owned())
}

async fn a_mark_made_at_one_terminal_shows_at_the_other_without_a_key_within_a_second() {
    let (home, arguments) = home(3).await;
    let (mut ann, mut bea) = (screen(&home, &arguments, "ann"), screen(&home, &arguments, "bea"));
    bea.wait_for("3 unread of 3");
    // The quickest of some: how long one takes says as much of what else this machine does.
    let mut quickest = Duration::MAX;
    for n in 0..6 {
        let began = Instant::now();
        ann.press("s");
        if n % 2 == 0 {
            bea.wait_for("★");
        } else {
            bea.wait_for_no("★");
        }
        quickest = quickest.min(began.elapsed());
        // The other may be told before her own screen is: what her next key does hangs on what she sees.
        if n % 2 == 0 {
            ann.wait_for("★");
        } else {
            ann.wait_for_no("★");
        }
    }
    assert!(quickest < Duration::from_secs(1), "a mark took {quickest:?}");
    ann.press("s");
    bea.wait_for("★");
    ann.press("m");
    bea.wait_for("2 unread of 3");
    bea.press("E1");
    ann.wait_for("▲ 1");
    // While a key is held, too.
    for _ in 0..20 {
        bea.press("jk");
    }
    ann.press("a");
    bea.wait_for_no("▲ 1");
    // What each did each takes back, as often as it was done.
    ann.press("uuu");
    bea.wait_for("3 unread of 3");
    bea.wait_for_no("★");
    for pty in [&mut ann, &mut bea] {
        pty.press("q");
        assert_eq!(pty.wait_for_end(), 0);
    }
}

async fn both_may_press_any_key_at_any_time_and_see_the_same_in_the_end() {
    let (home, arguments) = home(40).await;
    let (mut ann, mut bea) = (screen(&home, &arguments, "ann"), screen(&home, &arguments, "bea"));
    let keys =
        ["j", "k", "m", "s", "x", "a", "E2", "E0", "u", "\x12", "G", "gg", "\x1b[6~", "2", "1", "t\x1b", "\r", "1"];
    let mut number = 7_u64;
    let mut key = || {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        keys[usize::try_from((number >> 33) % keys.len() as u64).unwrap()]
    };
    for _ in 0..120 {
        ann.press(key());
        bea.press(key());
    }
    // What was pressed last is marked last, so that both know when all is through.
    for (pty, tag) in [(&mut ann, "ann-is-done"), (&mut bea, "bea-is-done")] {
        pty.press("\x1b\x1b1gg");
        pty.press(&format!("t{tag}\r"));
        pty.wait_for(&format!("Tagged {tag}."));
    }
    // Each is looked at in turn, as either may be the one that knows less.
    let are_alike = |ann: &Pty, bea: &Pty| counts(ann).is_some() && counts(ann) == counts(bea);
    let looks = (0..3_000).take_while(|_| {
        ann.look();
        bea.look();
        !are_alike(&ann, &bea)
    });
    assert!(looks.count() < 3_000, "{}\n{}", ann.text(), bea.text());
    for pty in [&mut ann, &mut bea] {
        assert!(!pty.text().contains("not stored"), "{}", pty.text());
        pty.press("q");
        assert_eq!(pty.wait_for_end(), 0);
    }
}

on_both!(
    a_mark_made_at_one_terminal_shows_at_the_other_without_a_key_within_a_second,
    both_may_press_any_key_at_any_time_and_see_the_same_in_the_end,
);
